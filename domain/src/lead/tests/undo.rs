//! What an operation did is taken back; what people did since is not.

use super::change::tag;
use super::*;
use crate::lead::undo::{Attribute, Reversal, plan};

fn undone(history: &[(bool, LeadEvent)]) -> (Reversal, Result<Outcome<LeadEvent>, LeadRefusal>) {
    let reversal = plan(history.iter().map(|(of, event)| (*of, event)));
    let lead = Lead::fold(history.iter().map(|(_, event)| event));
    let outcome = lead.decide(&LeadCommand::Reverse(reversal.clone()));
    (reversal, outcome)
}

fn status(from: &str, to: &str) -> LeadEvent {
    LeadEvent::StatusChanged { from: from.parse().expect("a key"), to: to.parse().expect("a key") }
}

#[test]
fn an_edit_is_taken_back_in_one_step() {
    let history = [
        (false, created()),
        (false, typed(vec![city("חיפה")])),
        (
            true,
            LeadEvent::DetailsChanged {
                facts: vec![city("נשר"), name("דנה")],
                cleared: Vec::new(),
                source: None,
            },
        ),
        (true, LeadEvent::TagsChanged { added: vec![tag("חם")], removed: Vec::new() }),
        (true, status("NEW", "OFFER")),
    ];
    let (reversal, outcome) = undone(&history);
    assert_eq!(reversal.kept, []);
    assert_eq!(
        outcome,
        Ok(Outcome::Decided(vec![
            LeadEvent::DetailsChanged {
                facts: vec![city("חיפה")], cleared: vec![Field::Name], source: None
            },
            LeadEvent::TagsChanged { added: Vec::new(), removed: vec![tag("חם")] },
            status("OFFER", "NEW"),
        ]))
    );
}

#[test]
fn what_somebody_changed_since_stays_and_is_named() {
    let history = [
        (false, created()),
        (true, status("NEW", "OFFER")),
        (true, typed(vec![name("דנה")])),
        (false, status("OFFER", "CLOSED")),
    ];
    let (reversal, outcome) = undone(&history);
    assert_eq!(reversal.kept, [Attribute::Status]);
    let emptied = LeadEvent::DetailsChanged { facts: Vec::new(), cleared: vec![Field::Name], source: None };
    assert_eq!(outcome, Ok(Outcome::one(emptied)));
}

#[test]
fn a_lead_that_an_import_made_goes_as_it_came() {
    let note = LeadEvent::NoteAdded { key: "k".to_owned(), text: "הערה".to_owned() };
    let (reversal, outcome) = undone(&[(true, created()), (true, typed(vec![name("דנה")])), (true, note)]);
    assert_eq!(reversal.kept, []);
    assert_eq!(outcome, Ok(Outcome::one(LeadEvent::Withdrawn)));
}

#[test]
fn a_lead_that_has_called_since_stays() {
    let history = [
        (true, created()),
        (true, typed(vec![name("דנה")])),
        (false, LeadEvent::CallLinked { call: sid(1) }),
    ];
    let (reversal, outcome) = undone(&history);
    assert_eq!(reversal.kept, [Attribute::Existence]);
    let emptied = LeadEvent::DetailsChanged { facts: Vec::new(), cleared: vec![Field::Name], source: None };
    assert_eq!(outcome, Ok(Outcome::one(emptied)));
}

#[test]
fn a_call_that_comes_while_an_import_is_undone_saves_the_lead() {
    let reversal = plan([(true, &created())]);
    given::<Lead>([created(), LeadEvent::CallLinked { call: sid(1) }])
        .when(&LeadCommand::Reverse(reversal))
        .then_already_so();
}

#[test]
fn a_note_stays_written() {
    let note = LeadEvent::NoteAdded { key: "k".to_owned(), text: "הערה".to_owned() };
    let (reversal, outcome) = undone(&[(false, created()), (true, note)]);
    assert_eq!(reversal.kept, [Attribute::Note("k".to_owned())]);
    assert_eq!(outcome, Ok(Outcome::AlreadySo));
}

#[test]
fn an_undo_can_be_undone() {
    let history = [(false, created()), (false, status("NEW", "OFFER")), (true, status("OFFER", "NEW"))];
    assert_eq!(undone(&history).1, Ok(Outcome::one(status("NEW", "OFFER"))));
}

#[test]
fn who_was_taken_back_is_heard_of_for_the_first_time_again() {
    given::<Lead>([created(), LeadEvent::Withdrawn])
        .when(&heard(vec![]))
        .then([created(), LeadEvent::CallLinked { call: sid(1) }]);
}
