//! Two nodes watch one clock that is set.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    Event, StreamId,
    ids::{BusinessId, ReminderId, UserId},
    ports::Clock as _,
    reminder::{NewReminder, Reminder, ReminderCommand, ReminderEvent, Repeat},
};
use eventlog::{CommandBus, EventLog, MasterKey, Options, Position, Subscription};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::Reminders;
use crate::{cause::Cause, system::SystemEntropy, testing::SetClock};

const DUE: &str = "2026-11-22T10:00:00Z";

struct Desk {
    bus: CommandBus,
    clock: Arc<SetClock>,
    tasks: TaskTracker,
    stop: CancellationToken,
    _folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock(Mutex::new("2026-11-22T09:00:00Z".parse().unwrap())));
        let options =
            Options { master_key: Some(MasterKey::of_secret("m".repeat(32).as_str())), ..Options::default() };
        let url = format!("sqlite://{}/log.db", folder.path().display());
        let log = EventLog::open_with(&url, clock.clone(), Arc::new(SystemEntropy), options).await.unwrap();
        let desk = Self {
            bus: CommandBus::new(log),
            clock,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            _folder: folder,
        };
        let reminder = NewReminder {
            business: BusinessId::named("desk"),
            assignee: UserId::of_email("dana@example.com"),
            lead: None,
            text: "להתקשר".to_owned(),
            due: DUE.parse().unwrap(),
            repeat: Repeat::Daily,
        };
        desk.tell("create", ReminderCommand::Create { reminder, now: desk.clock.now() }).await;
        desk
    }

    async fn tell(&self, key: &str, command: ReminderCommand) {
        let context = Cause::system(key).within(BusinessId::named("desk")).of("Told");
        self.bus.execute::<Reminder>(&stream(), command, &context).await.unwrap();
    }

    /// A node, until the token is cancelled.
    fn node(&self) -> CancellationToken {
        let reactor = Reminders::new(self.bus.clone(), self.clock.clone());
        let stop = self.stop.child_token();
        self.tasks.spawn(Subscription::new(self.bus.log().clone(), Arc::new(reactor)).run(stop.clone()));
        stop
    }

    fn set(&self, time: &str) {
        *self.clock.0.lock().unwrap() = time.parse().unwrap();
    }

    /// The times that came, in the order they came.
    async fn came(&self) -> Vec<Timestamp> {
        let events = self.bus.log().read_after(Position::START, 1_000).await.unwrap();
        let due = events.iter().filter_map(|event| {
            if let Event::Reminder(ReminderEvent::CameDue { due }) = &event.event { Some(*due) } else { None }
        });
        due.collect()
    }

    async fn deferred(&self) -> u64 {
        self.bus.log().reactors().await.unwrap().pop().map_or(0, |status| status.deferred)
    }

    async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.bus.log().close().await;
    }
}

fn stream() -> StreamId {
    StreamId::reminder(ReminderId::derive("create"))
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

async fn until<F: Future<Output = bool>>(mut holds: impl FnMut() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("it never came to be");
}

#[tokio::test]
async fn a_time_comes_once_whatever_node_watches_and_however_often_it_restarts() {
    let desk = Desk::new().await;
    let (first, _second) = (desk.node(), desk.node());
    until(|| async { desk.deferred().await == 1 }).await;
    assert!(desk.came().await.is_empty(), "not before its time");
    first.cancel();
    desk.set("2026-11-22T10:00:01Z");
    until(|| async { desk.came().await == [at(DUE)] }).await;

    // The next occurrence comes while nobody watches, and is told when somebody does.
    let now = desk.clock.now();
    desk.tell("done", ReminderCommand::Complete { seen: None, now }).await;
    desk.stop.cancel();
    desk.tasks.close();
    desk.tasks.wait().await;
    desk.set("2026-11-23T12:00:00Z");
    let again = Desk { stop: CancellationToken::new(), tasks: TaskTracker::new(), ..desk };
    again.node();
    let next = at(DUE) + SignedDuration::from_hours(24);
    until(|| async { again.came().await == [at(DUE), next] }).await;
    until(|| async { again.deferred().await == 0 }).await;
    assert_eq!(again.came().await, [at(DUE), next]);
    again.end().await;
}

#[tokio::test]
async fn what_was_put_off_comes_at_its_new_time_only() {
    let desk = Desk::new().await;
    desk.node();
    until(|| async { desk.deferred().await == 1 }).await;
    let (until_later, now) = (at("2026-11-22T11:30:00Z"), desk.clock.now());
    desk.tell("snooze", ReminderCommand::Snooze { until: until_later, now }).await;
    until(|| async { desk.deferred().await == 2 }).await;
    // The first time passes, and nothing is waited for but the second.
    desk.set("2026-11-22T10:30:00Z");
    until(|| async { desk.deferred().await == 1 }).await;
    assert!(desk.came().await.is_empty());
    desk.set("2026-11-22T11:30:00Z");
    until(|| async { desk.came().await == [until_later] }).await;
    desk.end().await;
}
