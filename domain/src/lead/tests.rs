//! One lead a phone, enriched by every conversation.

mod change;
mod merge;
mod undo;

use proptest::{prelude::*, sample::select};

use super::*;
use crate::decider::{Decider, Outcome};
use crate::testing::{after, given, sid, survives_the_log};
use crate::values::{Intent, Money, Rooms, Source, Span};

fn business() -> BusinessId {
    BusinessId::default_business()
}

fn phone() -> PhoneNumber {
    "+972525550100".parse().expect("a phone")
}

fn source() -> Source {
    Source { call: sid(1), utterance: 0, span: Span { start_ms: 0, end_ms: 900 } }
}

fn city(name: &str) -> LeadFact {
    LeadFact::City(name.to_owned())
}

fn name(name: &str) -> LeadFact {
    LeadFact::Name(name.to_owned())
}

fn heard(facts: Vec<LeadFact>) -> LeadCommand {
    LeadCommand::Capture {
        business: business(),
        phone: phone(),
        facts,
        source: Some(source()),
        call: Some(sid(1)),
    }
}

fn created() -> LeadEvent {
    LeadEvent::Created { business: business(), phone: phone(), status: LeadStatus::new_lead() }
}

fn told(facts: Vec<LeadFact>) -> LeadEvent {
    LeadEvent::DetailsChanged { facts, cleared: Vec::new(), source: Some(source()) }
}

fn typed(facts: Vec<LeadFact>) -> LeadEvent {
    LeadEvent::DetailsChanged { facts, cleared: Vec::new(), source: None }
}

#[test]
fn a_first_call_makes_the_lead() {
    given::<Lead>([]).when(&heard(vec![city(" חיפה ")])).then([
        created(),
        LeadEvent::CallLinked { call: sid(1) },
        told(vec![city("חיפה")]),
    ]);
}

#[test]
fn that_somebody_was_erased_is_written_down_once() {
    let forget = &LeadCommand::Forget;
    let merged = || [created(), LeadEvent::MergedInto { lead: LeadId::derive(business(), &phone()) }];
    given::<Lead>([created()]).when(forget).then([LeadEvent::Forgotten]);
    given::<Lead>(merged()).when(forget).then([LeadEvent::Forgotten]);
    given::<Lead>([]).when(forget).then([LeadEvent::Forgotten]);
    given::<Lead>([created(), LeadEvent::Forgotten]).when(forget).then_already_so();
    // Who calls again is new, and can be erased again.
    given::<Lead>([created(), LeadEvent::Forgotten, created()]).when(forget).then([LeadEvent::Forgotten]);
}

#[test]
fn who_was_forgotten_and_calls_again_is_new() {
    let forgotten = || {
        let phone = FORGOTTEN.to_owned().try_into().expect("a phone");
        [
            LeadEvent::Created { business: business(), phone, status: LeadStatus::new_lead() },
            LeadEvent::StatusChanged { from: LeadStatus::new_lead(), to: LeadStatus::meeting_set() },
            LeadEvent::NoteAdded { key: "k".to_owned(), text: "[erased]".to_owned() },
            LeadEvent::CallLinked { call: sid(1) },
            LeadEvent::Assigned { from: None, to: Some(UserId::of_email("noa@example.com")) },
        ]
    };
    let again = [created(), LeadEvent::CallLinked { call: sid(1) }, told(vec![city("חיפה")])];
    given::<Lead>(forgotten()).when(&heard(vec![city("חיפה")])).then(again.clone());
    let enter = LeadCommand::Enter {
        business: business(),
        phone: phone(),
        change: Box::new(LeadChange { facts: vec![name("דנה")], ..LeadChange::default() }),
        note: None,
    };
    given::<Lead>(forgotten()).when(&enter).then([created(), typed(vec![name("דנה")])]);
    // Of who has begun anew nothing is left of before, and a repeat changes nothing.
    assert_eq!(Lead::fold(forgotten().iter().chain(&again)), Lead::fold(&again));
    let begun = || forgotten().into_iter().chain(again.clone());
    given::<Lead>(begun()).when(&heard(vec![city("חיפה")])).then_already_so();
    // What does not say who it is about leaves the nameless as they are.
    given::<Lead>(forgotten())
        .when(&LeadCommand::SetStatus { status: LeadStatus::meeting_set() })
        .then_already_so();
}

#[test]
fn a_capture_repeated_is_one() {
    given::<Lead>([created(), LeadEvent::CallLinked { call: sid(1) }, told(vec![city("חיפה")])])
        .when(&heard(vec![city("חיפה")]))
        .then_already_so();
}

#[test]
fn of_two_values_in_one_breath_the_last_counts() {
    given::<Lead>([created(), LeadEvent::CallLinked { call: sid(1) }, told(vec![city("נשר")])])
        .when(&heard(vec![city("חיפה"), city("נשר")]))
        .then_already_so();
}

#[test]
fn a_name_a_person_typed_outlives_what_the_line_was_heard_to_say() {
    given::<Lead>([created(), LeadEvent::CallLinked { call: sid(1) }, typed(vec![name("דנה כהן")])])
        .when(&heard(vec![name("דינה")]))
        .then_already_so();
}

#[test]
fn a_city_a_person_typed_gives_way_to_a_newer_one() {
    given::<Lead>([created(), LeadEvent::CallLinked { call: sid(1) }, typed(vec![city("חיפה")])])
        .when(&heard(vec![city("נשר")]))
        .then([told(vec![city("נשר")])]);
}

#[test]
fn a_field_that_is_empty_cannot_be_emptied() {
    given::<Lead>([created()])
        .when(&LeadCommand::Update { facts: Vec::new(), cleared: vec![Field::Email], seen: None })
        .then_already_so();
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten() {
    let held = [created(), typed(vec![city("נשר"), name("דנה")])];
    let update = |seen: Vec<LeadFact>, facts: Vec<LeadFact>| LeadCommand::Update {
        facts,
        cleared: Vec::new(),
        seen: Some(seen.into_iter().collect()),
    };
    let saw_haifa = || vec![city("חיפה"), name("דנה")];
    given::<Lead>(held.clone())
        .when(&update(saw_haifa(), vec![city("עכו"), name("דנה לוי")]))
        .then_refused(&LeadRefusal::Stale { fields: vec![Field::City] });
    // What nobody else touched is changed, and what they changed to the same is so already.
    given::<Lead>(held.clone())
        .when(&update(saw_haifa(), vec![name("דנה לוי")]))
        .then([typed(vec![name("דנה לוי")])]);
    given::<Lead>(held.clone()).when(&update(saw_haifa(), vec![city("נשר")])).then_already_so();
    let empty = LeadCommand::Update {
        facts: Vec::new(),
        cleared: vec![Field::City],
        seen: Some(LeadDetails::default()),
    };
    given::<Lead>(held).when(&empty).then_refused(&LeadRefusal::Stale { fields: vec![Field::City] });
}

#[test]
fn nobody_can_be_updated_noted_or_moved() {
    let commands = [
        LeadCommand::Update { facts: vec![city("חיפה")], cleared: Vec::new(), seen: None },
        LeadCommand::SetStatus { status: LeadStatus::meeting_set() },
        LeadCommand::AddNote { key: "k".to_owned(), text: "הערה".to_owned() },
    ];
    for command in commands {
        given::<Lead>([]).when(&command).then_refused(&LeadRefusal::Unknown);
    }
}

#[test]
fn a_note_repeated_is_one() {
    given::<Lead>([created(), LeadEvent::NoteAdded { key: "k".to_owned(), text: "הערה".to_owned() }])
        .when(&LeadCommand::AddNote { key: "k".to_owned(), text: "הערה".to_owned() })
        .then_already_so();
}

#[test]
fn a_value_that_cannot_be_is_refused_by_its_name() {
    let refusal = LeadRefusal::Invalid { field: "budget", remedy: "expected an amount above zero" };
    given::<Lead>([created()]).when(&heard(vec![LeadFact::Budget(Money::shekels(0))])).then_refused(&refusal);
}

#[test]
fn a_meeting_moves_a_new_lead_on_and_a_closed_one_not() {
    let status = |key: &str| key.parse::<LeadStatus>().expect("a key");
    given::<Lead>([created()])
        .when(&LeadCommand::NoteMeetingSet)
        .then([LeadEvent::StatusChanged { from: LeadStatus::new_lead(), to: LeadStatus::meeting_set() }]);
    let closed = LeadEvent::StatusChanged { from: LeadStatus::new_lead(), to: status("CLOSED") };
    given::<Lead>([created(), closed]).when(&LeadCommand::NoteMeetingSet).then_already_so();
}

fn fact() -> impl Strategy<Value = LeadFact> {
    prop_oneof![
        select(vec!["חיפה", "נשר", "רעננה"]).prop_map(city),
        select(vec!["דנה", "משה"]).prop_map(name),
        (2_u8..12).prop_map(|halves| LeadFact::Rooms(Rooms::halves(halves))),
        (1_i64..5).prop_map(|millions| LeadFact::Budget(Money::shekels(millions * 1_000_000))),
        select(vec![Intent::Buy, Intent::Rent]).prop_map(LeadFact::Intent),
    ]
}

proptest! {
    /// Every capture delivered again, at once or later in the same order, changes nothing.
    #[test]
    fn captures_repeated_are_one(captures in proptest::collection::vec(proptest::collection::vec(fact(), 0..4), 1..6)) {
        let commands: Vec<LeadCommand> = captures.into_iter().map(heard).collect();
        let twice: Vec<LeadCommand> = commands.iter().flat_map(|command| [command.clone(), command.clone()]).collect();
        let lead: Lead = after(&commands);
        prop_assert_eq!(&after::<Lead>(&twice), &lead);
        if let Some(last) = commands.last() {
            prop_assert_eq!(lead.decide(last), Ok(Outcome::AlreadySo));
        }
    }

    /// A field has one value, and it is the last one told.
    #[test]
    fn the_last_value_told_is_held(facts in proptest::collection::vec(fact(), 1..8)) {
        let Lead::Known(lead) = after::<Lead>(&[heard(facts.clone())]) else { panic!("a lead") };
        for fact in lead.details.facts() {
            prop_assert_eq!(facts.iter().rfind(|told| told.field() == fact.field()), Some(fact));
        }
    }
}

#[test]
fn every_event_survives_the_log() {
    let status = LeadEvent::StatusChanged { from: LeadStatus::new_lead(), to: LeadStatus::meeting_set() };
    let facts = vec![
        name("דנה"),
        LeadFact::Intent(Intent::Buy),
        city("חיפה"),
        LeadFact::Neighborhood("הדר".to_owned()),
        LeadFact::PropertyKind(crate::values::PropertyKind::Penthouse),
        LeadFact::Rooms(Rooms::halves(7)),
        LeadFact::Budget(Money::shekels(2_400_000)),
        LeadFact::Email("dana@example.com".to_owned()),
    ];
    let note = LeadEvent::NoteAdded { key: "k".to_owned(), text: "הערה".to_owned() };
    let other = crate::ids::LeadId::derive(business(), &"+972525550199".parse().expect("a phone"));
    let floor = change::custom("floor", CustomValue::Number(2.5));
    let move_in = change::custom("move_in", CustomValue::Date(jiff::civil::date(2027, 1, 1)));
    let events = [
        created(),
        told(facts.clone()),
        typed(facts.clone()),
        status,
        note,
        LeadEvent::CallLinked { call: sid(1) },
        LeadEvent::Assigned { from: None, to: Some(UserId::of_email("noa@example.com")) },
        LeadEvent::TagsChanged { added: vec![change::tag("חם")], removed: vec![change::tag("קר")] },
        LeadEvent::CustomChanged {
            set: vec![floor.clone(), move_in],
            cleared: vec!["garden".parse().expect("a key")],
        },
        LeadEvent::Absorbed {
            lead: other,
            family: vec![other],
            phones: vec![phone()],
            facts,
            custom: vec![floor],
            tags: vec![change::tag("חם")],
        },
        LeadEvent::MergedInto { lead: other },
        LeadEvent::Parted { lead: other },
        LeadEvent::SplitOff { lead: other },
        LeadEvent::Withdrawn,
        LeadEvent::Forgotten,
    ];
    for event in events {
        survives_the_log(&event);
    }
}
