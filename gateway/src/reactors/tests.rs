//! Retention against a stand-in that speaks Twilio's REST, under a clock that is set.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
};
use domain::{
    StreamId,
    business::Settings,
    call::{Call, CallCommand, CallDirection, Line, RecordingStatus},
    ids::{BusinessId, LeadId, RecordingSid},
    ports::Clock as _,
    values::Party,
};
use eventlog::{CommandBus, EventLog, MasterKey, Options, Subscription};
use jiff::SignedDuration;
use tempfile::TempDir;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::Retention;
use crate::{
    agency,
    cause::Cause,
    config::{Secret, Twilio},
    recordings::Recordings,
    system::SystemEntropy,
    testing::{SetClock, call},
};

const RECORDING: &str = "RE00000000000000000000000000000001";
const ACCOUNT: &str = "AC00000000000000000000000000000001";

/// What the stand-in does with the next request; without a plan it deletes.
enum Plan {
    Answer(StatusCode),
    Stall,
}

#[derive(Default)]
struct TwilioApi {
    plans: Mutex<VecDeque<Plan>>,
    heard: Mutex<Vec<String>>,
}

impl TwilioApi {
    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn answer(
    State(api): State<Arc<TwilioApi>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> StatusCode {
    let who = headers.get("authorization").map_or("nobody", |value| value.to_str().unwrap()).to_owned();
    api.heard.lock().unwrap().push(format!("{method} {uri} {who}"));
    let plan = api.plans.lock().unwrap().pop_front();
    match plan {
        Some(Plan::Answer(status)) => status,
        Some(Plan::Stall) => std::future::pending().await,
        None => StatusCode::NO_CONTENT,
    }
}

/// An agency that keeps recordings for a day, with one that is kept since the clock's start.
struct Archive {
    bus: CommandBus,
    clock: Arc<SetClock>,
    api: Arc<TwilioApi>,
    recordings: Recordings,
    tasks: TaskTracker,
    stop: CancellationToken,
    _folder: TempDir,
}

impl Archive {
    async fn with(plans: impl IntoIterator<Item = Plan>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock(Mutex::new("2026-11-22T08:00:00Z".parse().unwrap())));
        let options =
            Options { master_key: Some(MasterKey::of_secret("m".repeat(32).as_str())), ..Options::default() };
        let url = format!("sqlite://{}/log.db", folder.path().display());
        let log = EventLog::open_with(&url, clock.clone(), Arc::new(SystemEntropy), options).await.unwrap();
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let api =
            Arc::new(TwilioApi { plans: Mutex::new(plans.into_iter().collect()), ..TwilioApi::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = axum::serve(listener, Router::new().fallback(answer).with_state(api.clone()));
        tasks.spawn(stop.clone().run_until_cancelled_owned(async move { served.await }));
        let twilio = Twilio {
            account_sid: Some(ACCOUNT.to_owned()),
            auth_token: Some(Secret::new("12345")),
            shared_keys: std::collections::BTreeMap::new(),
            api_base_url: Some(format!("http://{address}").parse().unwrap()),
        };
        let recordings = Recordings::new(folder.path().join("recordings"), &twilio).unwrap();
        let archive =
            Self { bus: CommandBus::new(log), clock, api, recordings, tasks, stop, _folder: folder };
        archive.record().await;
        archive
    }

    async fn record(&self) {
        let business = BusinessId::named("archive");
        let settings = Settings { recording_days: 1, ..Settings::usual("ארכיון") };
        agency::open(&self.bus, business, settings, "prompt").await.unwrap();
        let line = Line {
            business,
            direction: CallDirection::Inbound,
            from: Party::read("+972525550123"),
            to: Party::read("+97235550100"),
        };
        let at = self.clock.now();
        self.tell("incoming", CallCommand::ReceiveIncoming { line, at }).await;
        let completed = CallCommand::ReportRecording {
            recording: recording(),
            status: RecordingStatus::Completed,
            url: None,
            duration_seconds: Some(60),
            at,
        };
        self.tell("recording", completed).await;
        let file = self.recordings.file(&recording());
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, b"RIFF").unwrap();
    }

    async fn tell(&self, what: &str, command: CallCommand) {
        let context = Cause::webhook(&call(1), what).about(Some(caller())).of("Told");
        self.bus.execute::<Call>(&StreamId::call(&call(1)), command, &context).await.unwrap();
    }

    /// A process with the reactor, until the token is cancelled.
    fn run(&self) -> CancellationToken {
        let retention = Retention::new(
            self.bus.clone(),
            self.recordings.clone(),
            self.clock.clone(),
            Arc::new(SystemEntropy),
        );
        let stop = self.stop.child_token();
        self.tasks.spawn(Subscription::new(self.bus.log().clone(), Arc::new(retention)).run(stop.clone()));
        stop
    }

    fn pass(&self, time: SignedDuration) {
        *self.clock.0.lock().unwrap() += time;
    }

    async fn waits(&self) {
        until(|| async { self.status().await.is_some_and(|status| status.deferred == 1) }).await;
    }

    async fn status(&self) -> Option<eventlog::ReactorStatus> {
        self.bus.log().reactors().await.unwrap().pop()
    }

    async fn purged(&self) -> bool {
        let held: Call = self.bus.state(&StreamId::call(&call(1))).await.unwrap();
        held.recordings.get(&recording()) == Some(&RecordingStatus::Purged)
    }

    fn file_is_there(&self) -> bool {
        self.recordings.file(&recording()).exists()
    }

    async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.bus.log().close().await;
    }
}

fn caller() -> LeadId {
    LeadId::derive(BusinessId::named("archive"), &"+972525550123".parse().unwrap())
}

fn recording() -> RecordingSid {
    RECORDING.parse().unwrap()
}

async fn until<F: Future<Output = bool>>(mut holds: impl FnMut() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("it never came to be");
}

/// Long enough for a reactor to look at least twice.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(2_300)).await;
}

const fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

#[tokio::test]
async fn a_recording_is_kept_for_its_days_and_then_deleted_here_and_there() {
    let archive = Archive::with([]).await;
    let first = archive.run();
    archive.waits().await;
    first.cancel();
    archive.run();
    archive.pass(hours(23));
    a_while().await;
    assert!(archive.file_is_there() && !archive.purged().await, "not before its time, over a restart");
    assert!(archive.api.heard().is_empty());

    archive.pass(hours(1) + SignedDuration::from_secs(1));
    until(|| archive.purged()).await;
    assert!(!archive.file_is_there());
    let basic = "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMToxMjM0NQ==";
    let deletion = format!("DELETE /2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}.json {basic}");
    assert_eq!(archive.api.heard(), [deletion]);

    until(|| async { archive.status().await.is_some_and(|status| status.deferred == 0) }).await;
    archive.pass(hours(48));
    a_while().await;
    assert_eq!(archive.api.heard().len(), 1, "once");
    archive.end().await;
}

#[tokio::test]
async fn a_changed_setting_counts() {
    let archive = Archive::with([]).await;
    archive.run();
    archive.waits().await;
    let business = BusinessId::named("archive");
    let amendment = domain::business::Amendment { recording_days: Some(3), ..Default::default() };
    let command = domain::business::BusinessCommand::AmendSettings { amendment: Box::new(amendment) };
    let context = Cause::system("settings").within(business).of("UpdateBusinessSettings");
    let stream = StreamId::business(business);
    archive.bus.execute::<domain::business::Business>(&stream, command, &context).await.unwrap();
    archive.pass(hours(30));
    a_while().await;
    assert!(archive.file_is_there() && !archive.purged().await);
    archive.pass(hours(48));
    until(|| archive.purged()).await;
    archive.end().await;
}

#[tokio::test]
async fn while_twilio_is_away_it_is_tried_again() {
    let archive = Archive::with([Plan::Answer(StatusCode::SERVICE_UNAVAILABLE), Plan::Stall]).await;
    archive.run();
    archive.waits().await;
    archive.pass(hours(24) + SignedDuration::from_secs(1));
    until(|| async { archive.api.heard().len() == 1 }).await;
    archive.waits().await;
    archive.pass(hours(2));
    until(|| async { archive.api.heard().len() == 2 }).await;
    // The stalled one ends by itself, and is deferred as well.
    tokio::time::sleep(Duration::from_secs(6)).await;
    archive.waits().await;
    assert!(!archive.purged().await);
    archive.pass(hours(2));
    until(|| archive.purged()).await;
    assert!(archive.bus.log().dead_letters(None, 9).await.unwrap().is_empty());
    archive.end().await;
}

#[tokio::test]
async fn what_twilio_has_deleted_is_deleted() {
    let archive = Archive::with([Plan::Answer(StatusCode::NOT_FOUND)]).await;
    archive.pass(hours(25));
    archive.run();
    until(|| archive.purged()).await;
    archive.end().await;
}

#[tokio::test]
async fn what_twilio_refuses_is_a_dead_letter_until_it_is_mended() {
    let archive = Archive::with([Plan::Answer(StatusCode::UNAUTHORIZED)]).await;
    archive.pass(hours(25));
    archive.run();
    until(|| async { !archive.bus.log().dead_letters(None, 9).await.unwrap().is_empty() }).await;
    let letter = archive.bus.log().dead_letters(Some("retention"), 9).await.unwrap().remove(0);
    assert!(letter.error.contains("TWILIO_AUTH_TOKEN"), "{}", letter.error);
    assert!(!archive.purged().await);
    archive.bus.log().retry_dead_letter("retention", letter.position).await.unwrap();
    until(|| archive.purged()).await;
    until(|| async { archive.bus.log().dead_letters(None, 9).await.unwrap().is_empty() }).await;
    archive.end().await;
}

#[tokio::test]
async fn after_a_day_without_twilio_people_have_to_look() {
    let away = || Plan::Answer(StatusCode::INTERNAL_SERVER_ERROR);
    let archive = Archive::with((0..20).map(|_| away())).await;
    archive.pass(hours(49));
    archive.run();
    until(|| async { !archive.bus.log().dead_letters(None, 9).await.unwrap().is_empty() }).await;
    assert_eq!(archive.api.heard().len(), 6, "bounded");
    archive.end().await;
}

#[tokio::test]
async fn who_is_erased_is_not_heard_any_more_within_the_hour() {
    let archive = Archive::with([]).await;
    archive.run();
    archive.waits().await;
    archive.bus.log().erase(caller()).await.unwrap();
    archive.pass(hours(1) + SignedDuration::from_secs(1));
    until(|| archive.purged()).await;
    assert!(!archive.file_is_there());
    archive.end().await;
}
