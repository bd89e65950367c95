//! Given these events, when this command, then these events: the grammar every aggregate's tests are written in.

use std::fmt::Debug;

use crate::decider::{Decider, DomainEvent, Outcome};

/// What has happened.
pub(crate) fn given<D: Decider>(events: impl IntoIterator<Item = D::Event>) -> Given<D> {
    let events: Vec<D::Event> = events.into_iter().collect();
    Given { state: D::fold(&events) }
}

/// An aggregate after what has happened.
pub(crate) struct Given<D: Decider> {
    state: D,
}

/// What it came to.
pub(crate) struct When<D: Decider> {
    state: D,
    outcome: Result<Outcome<D::Event>, D::Refusal>,
}

impl<D: Decider + Debug> Given<D> {
    /// Somebody asks this.
    pub(crate) fn when(self, command: &D::Command) -> When<D> {
        When { outcome: self.state.decide(command), state: self.state }
    }
}

impl<D: Decider + Debug> When<D> {
    /// It is news, and just this; asked again, it is news no more.
    #[track_caller]
    pub(crate) fn then(self, expected: impl IntoIterator<Item = D::Event>) {
        let expected: Vec<D::Event> = expected.into_iter().collect();
        assert_eq!(self.outcome, Ok(Outcome::Decided(expected)), "in {:?}", self.state);
    }

    /// The state holds it already.
    #[track_caller]
    pub(crate) fn then_already_so(self) {
        assert_eq!(self.outcome, Ok(Outcome::AlreadySo), "in {:?}", self.state);
    }

    /// It is refused, for this reason.
    #[track_caller]
    pub(crate) fn then_refused(self, refusal: &D::Refusal) {
        assert_eq!(self.outcome.as_ref().err(), Some(refusal), "in {:?}", self.state);
    }
}

/// Executes commands as the bus does; refusals change nothing.
pub(crate) fn after<'a, D: Decider>(commands: impl IntoIterator<Item = &'a D::Command>) -> D {
    let mut state = D::default();
    for command in commands {
        for event in state.decide(command).map(Outcome::into_events).unwrap_or_default() {
            state.evolve(&event);
        }
    }
    state
}

/// An event survives the log: its JSON reads back as itself, and the personal parts it names are there.
#[track_caller]
pub(crate) fn survives_the_log<E: DomainEvent>(event: &E) {
    let json = serde_json::to_value(event).expect("an event is JSON");
    assert_eq!(json["type"], event.event_type(), "the name in the log is the tag in the payload");
    for pointer in event.personal() {
        assert!(json.pointer(pointer).is_some(), "{pointer} is not in {json}");
    }
    let read: E = serde_json::from_value(json.clone()).expect("its own JSON");
    assert_eq!(&read, event, "{json}");
}

/// 22 November 2026, at this time of day in Israel.
pub(crate) fn at(time: &str) -> jiff::Timestamp {
    format!("2026-11-22T{time}:00+02:00").parse().expect("HH:MM")
}

/// A call's sid.
pub(crate) fn sid(number: u32) -> crate::ids::CallSid {
    format!("CA{number:032x}").parse().expect("a sid")
}
