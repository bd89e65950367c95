//! Two leads that are one person.

use proptest::prelude::*;

use super::change::{custom, tag};
use super::*;
use crate::lead::{CustomValue, LeadChange};

fn other_phone() -> PhoneNumber {
    "+972525550199".parse().expect("a phone")
}

fn id() -> LeadId {
    LeadId::derive(business(), &phone())
}

fn other() -> LeadId {
    LeadId::derive(business(), &other_phone())
}

fn other_created() -> LeadEvent {
    LeadEvent::Created { business: business(), phone: other_phone(), status: LeadStatus::new_lead() }
}

fn known(events: &[LeadEvent]) -> Box<KnownLead> {
    let Lead::Known(lead) = Lead::fold(events) else { panic!("a lead") };
    lead
}

#[test]
fn the_one_that_stays_learns_what_it_did_not_know() {
    let floor = custom("floor", CustomValue::Number(3.0));
    let events = [
        other_created(),
        typed(vec![name("דנה"), city("נשר")]),
        LeadEvent::TagsChanged { added: vec![tag("חם")], removed: Vec::new() },
        LeadEvent::CustomChanged { set: vec![floor.clone()], cleared: Vec::new() },
    ];
    given::<Lead>([created(), typed(vec![city("חיפה")])])
        .when(&LeadCommand::Absorb { lead: other(), other: known(&events) })
        .then([LeadEvent::Absorbed {
            lead: other(),
            family: Vec::new(),
            phones: vec![other_phone()],
            facts: vec![name("דנה")],
            custom: vec![floor],
            tags: vec![tag("חם")],
        }]);
}

#[test]
fn who_was_merged_is_answered_for_by_the_other() {
    let merged = [other_created(), LeadEvent::MergedInto { lead: id() }];
    let call = LeadCommand::Capture {
        business: business(),
        phone: other_phone(),
        facts: vec![city("חיפה")],
        source: Some(source()),
        call: Some(sid(7)),
    };
    let refusal = LeadRefusal::Merged { into: id() };
    assert_eq!(Lead::moved(&refusal), Some(crate::StreamId::lead(id())));
    given::<Lead>(merged.clone()).when(&call).then_refused(&refusal);
    given::<Lead>(merged).when(&LeadCommand::MergeInto { lead: id() }).then_already_so();
}

#[test]
fn nobody_is_merged_with_themselves_nor_in_a_ring() {
    let me = known(&[created()]);
    given::<Lead>([created()])
        .when(&LeadCommand::Absorb { lead: id(), other: me })
        .then_refused(&LeadRefusal::Itself);
    given::<Lead>([created()])
        .when(&LeadCommand::MergeInto { lead: id() })
        .then_refused(&LeadRefusal::Itself);
    let absorbed = absorbed_other();
    given::<Lead>([created(), absorbed])
        .when(&LeadCommand::MergeInto { lead: other() })
        .then_refused(&LeadRefusal::Itself);
}

fn absorbed_other() -> LeadEvent {
    LeadEvent::Absorbed {
        lead: other(),
        family: Vec::new(),
        phones: vec![other_phone()],
        facts: Vec::new(),
        custom: Vec::new(),
        tags: Vec::new(),
    }
}

#[test]
fn a_family_is_taken_in_as_a_whole() {
    let third: PhoneNumber = "+972525550177".parse().expect("a phone");
    let family = known(&[created(), absorbed_other()]);
    let created_third =
        LeadEvent::Created { business: business(), phone: third.clone(), status: LeadStatus::new_lead() };
    let Lead::Known(whole) = after::<Lead>(&[
        LeadCommand::Enter { business: business(), phone: third.clone(), change: Box::default(), note: None },
        LeadCommand::Absorb { lead: id(), other: family },
    ]) else {
        panic!("a lead after {created_third:?}")
    };
    assert_eq!(whole.phones(), [third, phone(), other_phone()]);
    assert_eq!(whole.family(), [id(), other()]);
}

fn change() -> impl Strategy<Value = LeadChange> {
    (
        proptest::collection::vec(super::fact(), 0..3),
        proptest::collection::vec(select(vec!["חם", "קר"]), 0..2),
    )
        .prop_map(|(facts, tags)| LeadChange {
            facts,
            add_tags: tags.into_iter().map(tag).collect(),
            ..LeadChange::default()
        })
}

/// The lead with the events of commands, each told whether the operation made it.
fn lived(commands: &[(bool, LeadCommand)]) -> (Lead, Vec<(bool, LeadEvent)>) {
    let (mut lead, mut history) = (Lead::default(), Vec::new());
    for (of_operation, command) in commands {
        for event in lead.decide(command).map(Outcome::into_events).unwrap_or_default() {
            lead.evolve(&event);
            history.push((*of_operation, event));
        }
    }
    (lead, history)
}

/// Everything but its age, and what counts as typed: an undone value was put there by a person.
fn substance(lead: &Lead) -> Option<KnownLead> {
    lead.known().cloned().map(|lead| KnownLead { age: 0, typed: BTreeSet::default(), ..lead })
}

proptest! {
    /// A merge that is split again leaves both as they were.
    #[test]
    fn a_split_takes_back_the_whole_merge(mine in change(), theirs in change()) {
        let enter = |phone: PhoneNumber, change| LeadCommand::Enter {
            business: business(), phone, change: Box::new(change), note: None,
        };
        let (them, _) = lived(&[(false, enter(other_phone(), theirs.clone()))]);
        let snapshot = Box::new(them.known().expect("a lead").clone());
        let before = lived(&[(false, enter(phone(), mine.clone()))]).0;
        let (mut kept, history) = lived(&[
            (false, enter(phone(), mine)),
            (true, LeadCommand::Absorb { lead: other(), other: snapshot }),
        ]);
        let (mut merged, their_history) =
            lived(&[(false, enter(other_phone(), theirs)), (true, LeadCommand::MergeInto { lead: id() })]);
        for (lead, history) in [(&mut kept, history), (&mut merged, their_history)] {
            let reversal = crate::lead::undo::plan(history.iter().map(|(of, event)| (*of, event)));
            prop_assert_eq!(&reversal.kept, &Vec::new());
            for event in lead.decide(&LeadCommand::Reverse(reversal)).expect("undone").into_events() {
                lead.evolve(&event);
            }
        }
        prop_assert_eq!(substance(&kept), substance(&before));
        prop_assert_eq!(substance(&merged), substance(&them));
    }

    /// Undoing an operation puts back what it changed, and leaves alone what others changed since.
    #[test]
    fn an_undo_leaves_later_work_alone(first in change(), operation in change(), later in change()) {
        let enter = |change| LeadCommand::Enter {
            business: business(), phone: phone(), change: Box::new(change), note: None,
        };
        let ask = |change: &LeadChange| LeadCommand::Change(Box::new(change.clone()));
        let (before, _) = lived(&[(false, enter(first.clone()))]);
        let (mut lead, history) =
            lived(&[(false, enter(first)), (true, ask(&operation)), (false, ask(&later))]);
        let reached = lead.clone();
        let reversal = crate::lead::undo::plan(history.iter().map(|(of, event)| (*of, event)));
        for event in lead.decide(&LeadCommand::Reverse(reversal.clone())).expect("undone").into_events() {
            lead.evolve(&event);
        }
        let (was, is, now) = (before.known().expect("a lead"), reached.known().expect("a lead"), lead.known().expect("a lead"));
        let since: BTreeSet<Field> = history.iter().rev().take_while(|(of, _)| !of)
            .filter_map(|(_, event)| if let LeadEvent::DetailsChanged { facts, .. } = event { Some(facts) } else { None })
            .flatten().map(LeadFact::field).collect();
        for field in Field::ALL {
            let touched = operation.facts.iter().any(|fact| fact.field() == field);
            let expected = if touched && !since.contains(&field) { was } else { is };
            prop_assert_eq!(now.details.get(field), expected.details.get(field), "{:?}", field);
        }
        // Asked again, nothing is left to undo.
        prop_assert_eq!(lead.decide(&LeadCommand::Reverse(reversal)), Ok(Outcome::AlreadySo));
    }
}
