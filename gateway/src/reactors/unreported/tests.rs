//! Two nodes watch one clock that is set; the node that held the call is none of them any more.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    Event, StreamId,
    call::{Call, CallCommand, CallDirection, CallEvent, CallStatus, EndReason, Line, Utterance},
    ids::{BusinessId, LeadId},
    lead::Lead,
    ports::Clock as _,
    values::{Party, Span},
};
use eventlog::{CommandBus, EventLog, MasterKey, Options, Subscription};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::Unreported;
use crate::{
    cause::Cause,
    reactors::Crm,
    system::SystemEntropy,
    testing::{SetClock, call},
};

const CALLER: &str = "+972525550123";
/// What a node holds a call for at most.
const MAXIMUM: Duration = Duration::from_mins(30);

struct House {
    bus: CommandBus,
    clock: Arc<SetClock>,
    tasks: TaskTracker,
    stop: CancellationToken,
    _folder: TempDir,
}

impl House {
    /// Somebody has called; no node is left.
    async fn called() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock(Mutex::new(at("08:00"))));
        let options =
            Options { master_key: Some(MasterKey::of_secret("m".repeat(32).as_str())), ..Options::default() };
        let url = format!("sqlite://{}/log.db", folder.path().display());
        let log = EventLog::open_with(&url, clock.clone(), Arc::new(SystemEntropy), options).await.unwrap();
        let house = Self {
            bus: CommandBus::new(log),
            clock,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            _folder: folder,
        };
        let line = Line {
            business: business(),
            direction: CallDirection::Inbound,
            from: Party::read(CALLER),
            to: Party::read("+97235550100"),
        };
        house.tell(CallCommand::ReceiveIncoming { line, at: at("08:00") }).await;
        house
    }

    async fn tell(&self, command: CallCommand) {
        let key = serde_json::to_string(&command).unwrap();
        let person = LeadId::derive(business(), &CALLER.parse().unwrap());
        let context = Cause::webhook(&call(1), &key).within(business()).about(Some(person)).of("Told");
        self.bus.execute::<Call>(&stream(), command, &context).await.unwrap();
    }

    /// The media stream starts, on a node that is about to die.
    async fn talk(&self) {
        let stream = format!("MZ{:032x}", 1).parse().unwrap();
        self.tell(CallCommand::StartStream { stream, at: self.clock.now() }).await;
    }

    async fn say(&self, number: u32) {
        let span = Span { start_ms: 0, end_ms: 900 };
        let utterance = Utterance { number, text: "שלום".to_owned(), span, confidence: None };
        self.tell(CallCommand::RecordUtterance { utterance }).await;
    }

    fn nodes(&self) {
        for _ in 0..2 {
            let unreported = Unreported::new(self.bus.clone(), self.clock.clone(), MAXIMUM);
            let log = self.bus.log();
            self.tasks.spawn(Subscription::new(log.clone(), Arc::new(unreported)).run(self.stop.clone()));
            let crm = Crm::new(self.bus.clone());
            self.tasks.spawn(Subscription::new(log.clone(), Arc::new(crm)).run(self.stop.clone()));
        }
    }

    fn set(&self, time: &str) {
        *self.clock.0.lock().unwrap() = at(time);
    }

    async fn held(&self) -> Call {
        self.bus.state(&stream()).await.unwrap()
    }

    /// Long enough for a reactor to look at least twice.
    async fn still_goes_on(&self) {
        tokio::time::sleep(Duration::from_millis(2_300)).await;
        assert_eq!(self.held().await.end, None);
    }

    async fn ends(&self) -> Call {
        let waiting = async {
            while self.held().await.end.is_none() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("it never ends");
        self.held().await
    }

    async fn stopped(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.bus.log().close().await;
    }
}

fn business() -> BusinessId {
    BusinessId::named("unreported")
}

fn stream() -> StreamId {
    StreamId::call(&call(1))
}

fn at(time: &str) -> Timestamp {
    format!("2026-11-22T{time}:00Z").parse().unwrap()
}

#[tokio::test]
async fn a_call_whose_node_was_killed_ends_once_when_it_was_last_heard_of_and_its_caller_is_a_lead() {
    let house = House::called().await;
    house.talk().await;
    house.set("08:25");
    house.say(0).await;
    house.nodes();
    // Since the call began the maximum and the margin are over, since it was last heard of not.
    house.set("09:04");
    house.still_goes_on().await;

    house.set("09:06");
    let held = house.ends().await;
    assert_eq!((held.end, held.status()), (Some(EndReason::Unreported), CallStatus::Completed));
    house.set("23:00");
    tokio::time::sleep(Duration::from_millis(2_300)).await;
    let events = house.bus.log().read_stream(&stream(), 0).await.unwrap();
    let ends: Vec<_> = events
        .iter()
        .filter_map(|event| {
            if let Event::Call(CallEvent::Ended { at, .. }) = &event.event { Some(*at) } else { None }
        })
        .collect();
    // Its lead was attached later, which is nothing that was heard of it.
    assert_eq!(ends, [at("08:25")]);
    let lead = house.held().await.lead.expect("a lead");
    let Lead::Known(lead) = house.bus.state(&StreamId::lead(lead)).await.unwrap() else { panic!("nobody") };
    assert_eq!(lead.phone.as_str(), CALLER);
    house.stopped().await;
}

#[tokio::test]
async fn a_call_that_goes_on_or_was_told_to_be_over_is_left_alone() {
    let house = House::called().await;
    house.talk().await;
    house.nodes();
    for (number, time) in (0..).zip(["08:30", "09:00", "09:30"]) {
        house.set(time);
        house.say(number).await;
        house.still_goes_on().await;
    }
    let completed = CallCommand::ReportStatus {
        line: None,
        status: CallStatus::Completed,
        duration_seconds: Some(5_400),
        at: at("09:31"),
    };
    house.tell(completed).await;
    house.set("23:00");
    house.still_goes_on().await;
    house.stopped().await;
}

#[tokio::test]
async fn a_call_that_only_rang_was_not_answered() {
    let house = House::called().await;
    house.nodes();
    house.set("08:39");
    house.still_goes_on().await;
    house.set("08:41");
    assert_eq!(house.ends().await.status(), CallStatus::NoAnswer);
    house.stopped().await;
}

#[tokio::test]
async fn who_talks_to_a_person_is_not_cut_off_until_no_call_could_be_so_long() {
    let house = House::called().await;
    house.talk().await;
    let to = "+97235550101".parse().unwrap();
    house.tell(CallCommand::RequestTransfer { to, at: at("08:00") }).await;
    house.nodes();
    house.set("23:00");
    house.still_goes_on().await;
    *house.clock.0.lock().unwrap() = at("08:01") + SignedDuration::from_hours(24);
    house.ends().await;
    house.stopped().await;
}
