//! Due reminders and a push service that decrypts, under a clock that is set.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    Event, StreamId,
    business::{Business, BusinessCommand, Settings},
    ids::{BusinessId, LeadId, ReminderId, SessionId, UserId},
    ports::Clock,
    reminder::{NewReminder, Reminder, ReminderCommand, Repeat},
    user::{Device, PasswordHash, Role, SessionCommand, SessionEnd, User, UserCommand, UserEvent},
};
use eventlog::{CommandBus, EventLog, MasterKey, Options, Position, Subscription};
use jiff::{SignedDuration, Timestamp};
use push_service::{Browser, Plan, PushService};
use tempfile::TempDir;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::Push;
use crate::{
    cause::Cause,
    config::Secret,
    push::{Pusher, Seal, Vapid},
    secrets,
    system::{SystemClock, SystemEntropy},
};

const TEXT: &str = "להתקשר לפני הצהריים";

struct SetClock(Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// An office with one person, a reminder of theirs, and a push service.
struct Desk {
    bus: CommandBus,
    clock: Arc<SetClock>,
    service: PushService,
    pusher: Arc<Pusher>,
    tasks: TaskTracker,
    stop: CancellationToken,
    _folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The service looks at how long a token is good for by the real clock.
        let clock = Arc::new(SetClock(Mutex::new(SystemClock.now())));
        let options =
            Options { master_key: Some(MasterKey::of_secret("m".repeat(32).as_str())), ..Options::default() };
        let url = format!("sqlite://{}/log.db", folder.path().display());
        let log = EventLog::open_with(&url, clock.clone(), Arc::new(SystemEntropy), options).await.unwrap();
        let service = PushService::start().await;
        let key = secrets::random(32, &SystemEntropy);
        let vapid = Vapid::new(&key, "mailto:crm@example.com".to_owned()).unwrap();
        let seal = Seal::new(&Secret::new("m".repeat(32)));
        let own = service.origin().parse().unwrap();
        let pusher = Pusher::new((vapid, seal), Some(&own), clock.clone(), Arc::new(SystemEntropy)).unwrap();
        let (tasks, stop, pusher) = (TaskTracker::new(), CancellationToken::new(), Arc::new(pusher));
        let bus = CommandBus::new(log);
        let desk = Self { bus, clock, service, pusher, tasks, stop, _folder: folder };
        desk.tell::<Business>(
            &StreamId::business(business()),
            BusinessCommand::Open { settings: Settings::usual("משרד") },
        )
        .await;
        let register = UserCommand::Register {
            email: "dana@example.com".to_owned(),
            name: "דנה".to_owned(),
            business: business(),
            role: Role::Agent,
            password: PasswordHash::from_phc("$"),
        };
        desk.tell::<User>(&StreamId::user(dana()), register).await;
        desk
    }

    async fn tell<D: domain::Decider>(&self, stream: &StreamId, command: D::Command) {
        use domain::ports::Entropy as _;
        let cause = Cause::system(format!("test:{}", SystemEntropy.uuid())).within(business());
        self.bus.execute::<D>(stream, command, &cause.of("Test")).await.unwrap();
    }

    async fn on_session(&self, command: SessionCommand) {
        self.tell::<User>(&StreamId::user(dana()), UserCommand::Session(command)).await;
    }

    /// A browser she is signed in with, and where she is told.
    async fn browser(&self, n: u8) -> Browser {
        let (session, at) = (session(n), self.clock.now());
        self.on_session(SessionCommand::SignIn { session, at, device: Device::default(), step: None }).await;
        let browser = self.service.browser(&format!("browser-{n}"));
        self.allow(n, &browser).await;
        browser
    }

    async fn allow(&self, n: u8, browser: &Browser) {
        let Browser { endpoint, p256dh, auth, .. } = browser.clone();
        let target = self.pusher.target((dana(), session(n)), (endpoint, p256dh, auth)).unwrap();
        self.on_session(SessionCommand::AllowPush { session: session(n), target }).await;
    }

    /// Something to be reminded of that is due now.
    async fn due(&self, key: &str, lead: Option<LeadId>) -> StreamId {
        let (due, stream) = (self.clock.now() + SignedDuration::from_secs(60), stream(key));
        let reminder = NewReminder {
            business: business(),
            assignee: dana(),
            lead,
            text: TEXT.to_owned(),
            due,
            repeat: Repeat::Never,
        };
        self.tell::<Reminder>(&stream, ReminderCommand::Create { reminder, now: self.clock.now() }).await;
        self.pass(60);
        self.tell::<Reminder>(&stream, ReminderCommand::ComeDue { due, now: due }).await;
        stream
    }

    fn pass(&self, seconds: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now += SignedDuration::from_secs(seconds);
    }

    fn run(&self) {
        let push =
            Push::new(self.bus.clone(), self.pusher.clone(), self.clock.clone(), Arc::new(SystemEntropy));
        let subscription = Subscription::new(self.bus.log().clone(), Arc::new(push));
        self.tasks.spawn(subscription.run(self.stop.clone()));
    }

    async fn deferred(&self) -> u64 {
        self.bus.log().reactors().await.unwrap().pop().map_or(0, |status| status.deferred)
    }

    async fn letters(&self) -> Vec<String> {
        let letters = self.bus.log().dead_letters(Some("push"), 9).await.unwrap();
        letters.into_iter().map(|letter| letter.error).collect()
    }

    /// Everything that has happened was reacted to.
    async fn settled(&self) {
        let tip = self.bus.log().tip().await.unwrap();
        until(|| async {
            let status = self.bus.log().reactors().await.unwrap().pop();
            status.is_some_and(|status| status.position >= tip)
        })
        .await;
    }

    async fn end(self) {
        assert!(self.service.wrong().is_empty(), "{:?}", self.service.wrong());
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.bus.log().close().await;
    }
}

fn business() -> BusinessId {
    BusinessId::named("desk")
}

fn dana() -> UserId {
    UserId::of_email("dana@example.com")
}

fn session(n: u8) -> SessionId {
    format!("00000000-0000-0000-0000-{n:012}").parse().unwrap()
}

fn stream(key: &str) -> StreamId {
    StreamId::reminder(ReminderId::derive(key))
}

async fn until<F: Future<Output = bool>>(mut holds: impl FnMut() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), waiting).await.expect("it never came to be");
}

#[tokio::test]
async fn every_browser_is_told_once_what_is_due_and_no_more_than_that() {
    let desk = Desk::new().await;
    desk.browser(1).await;
    desk.browser(2).await;
    let lead = LeadId::derive(business(), &"+972525550123".parse().unwrap());
    let reminder = desk.due("call", Some(lead)).await;
    desk.run();
    until(|| async { desk.service.received().len() == 2 }).await;
    desk.settled().await;
    let received = desk.service.received();
    assert_eq!(received.len(), 2, "{received:?}");
    assert_ne!(received[0].browser, received[1].browser);
    let message = &received[0].message;
    assert_eq!(message["text"], TEXT);
    assert_eq!(message["path"], format!("/leads/{lead}"));
    assert_eq!(message["id"], reminder.key());
    let said = message.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(said, ["due", "id", "kind", "path", "text"], "nothing else of anybody");
    assert_eq!(received[0].topic, received[1].topic);
    assert_eq!(received[0].ttl, 3600);
    desk.end().await;
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten_and_one_that_came_back_is_not() {
    let desk = Desk::new().await;
    desk.browser(1).await;
    desk.browser(2).await;
    desk.service.plan("browser-1", [Plan::Answer(410)]);
    desk.service.plan("browser-2", [Plan::Answer(404)]);
    desk.due("first", None).await;
    desk.run();
    let stopped = || async {
        let events = desk.bus.log().read_after(Position::START, 1_000).await.unwrap();
        events
            .iter()
            .filter(|event| matches!(event.event, Event::User(UserEvent::PushStopped { .. })))
            .count()
    };
    until(|| async { stopped().await == 2 }).await;
    desk.allow(2, &desk.service.browser("again")).await;
    desk.due("second", None).await;
    until(|| async { desk.service.received().len() == 1 }).await;
    desk.settled().await;
    assert_eq!(desk.service.received()[0].browser, "again");
    assert_eq!(desk.service.heard().len(), 3);
    assert!(desk.letters().await.is_empty());
    desk.end().await;
}

#[tokio::test]
async fn what_fails_for_one_is_tried_again_for_that_one_alone() {
    let desk = Desk::new().await;
    desk.browser(1).await;
    desk.browser(2).await;
    desk.service.plan("browser-1", [Plan::Answer(503), Plan::Patience(120), Plan::Stall]);
    desk.due("call", None).await;
    desk.run();
    until(|| async {
        desk.pass(1);
        desk.service.received().len() == 2 && desk.deferred().await == 0
    })
    .await;
    let mut heard = desk.service.heard();
    heard.sort();
    assert_eq!(heard, ["browser-1", "browser-1", "browser-1", "browser-1", "browser-2"]);
    assert!(desk.letters().await.is_empty());
    desk.end().await;
}

#[tokio::test]
async fn what_is_refused_or_fails_for_an_hour_is_a_dead_letter() {
    let desk = Desk::new().await;
    let browser = desk.browser(1).await;
    desk.service.plan("browser-1", [Plan::Answer(403)]);
    desk.due("refused", None).await;
    desk.run();
    until(|| async { desk.letters().await.len() == 1 }).await;
    let letter = desk.letters().await.remove(0);
    assert!(letter.contains("403") && !letter.contains(&browser.name), "the address is a secret: {letter}");

    desk.service.plan("browser-1", std::iter::repeat_n(Plan::Answer(500), 50));
    desk.due("away", None).await;
    until(|| async {
        desk.pass(20);
        desk.letters().await.len() == 2
    })
    .await;
    assert!(desk.service.heard().len() < 20, "bounded: {}", desk.service.heard().len());
    assert_eq!(desk.service.received().len(), 0);
    desk.end().await;
}

#[tokio::test]
async fn who_knows_or_is_signed_out_hears_nothing() {
    let desk = Desk::new().await;
    desk.browser(1).await;
    desk.browser(2).await;
    desk.on_session(SessionCommand::End { session: session(1), why: SessionEnd::SignedOut }).await;
    let seen = desk.due("seen", None).await;
    desk.tell::<Reminder>(&seen, ReminderCommand::Acknowledge { by: dana() }).await;
    let done = desk.due("done", None).await;
    let now = desk.clock.now();
    desk.tell::<Reminder>(&done, ReminderCommand::Complete { seen: None, now }).await;
    desk.due("old", None).await;
    desk.pass(3_601);
    desk.due("new", None).await;
    desk.run();
    desk.settled().await;
    let received = desk.service.received();
    let told: Vec<_> = received.iter().map(|each| (each.browser.as_str(), &each.message["id"])).collect();
    assert_eq!(told, [("browser-2", &serde_json::json!(stream("new").key()))]);
    desk.end().await;
}

#[tokio::test]
async fn the_log_holds_no_address() {
    let desk = Desk::new().await;
    let browser = desk.browser(1).await;
    let events = desk.bus.log().read_after(Position::START, 1_000).await.unwrap();
    let written = format!("{events:?}");
    let state = desk.bus.state::<User>(&StreamId::user(dana())).await.unwrap();
    let kept = serde_json::to_string(&state).unwrap();
    assert!(kept.contains("127.0.0.1"), "whose service it is is known");
    for secret in [&browser.endpoint, &browser.p256dh, &browser.auth, &browser.name] {
        assert!(!written.contains(secret.as_str()) && !kept.contains(secret.as_str()), "{secret}");
    }
    desk.end().await;
}
