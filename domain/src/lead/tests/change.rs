//! Status, assignee, tags and custom fields, one by one and all at once.

use super::*;
use crate::lead::{CustomFact, CustomValue, FieldKind, LeadChange, Tag};

pub(super) fn tag(word: &str) -> Tag {
    word.parse().expect("a tag")
}

pub(super) fn custom(field: &str, value: CustomValue) -> CustomFact {
    CustomFact { field: field.parse().expect("a key"), value }
}

fn ask(change: LeadChange) -> LeadCommand {
    LeadCommand::Change(Box::new(change))
}

#[test]
fn a_change_says_all_that_is_new_and_nothing_else() {
    let user = UserId::of_email("noa@example.com");
    let floor = custom("floor", CustomValue::Number(3.0));
    given::<Lead>([created(), typed(vec![city("חיפה")])])
        .when(&ask(LeadChange {
            facts: vec![city("חיפה"), name("דנה")],
            status: Some("OFFER".parse().expect("a key")),
            assignee: Some(Some(user)),
            add_tags: vec![tag("משקיע")],
            remove_tags: vec![tag("קר")],
            custom: vec![floor.clone()],
            cleared_custom: vec!["garden".parse().expect("a key")],
        }))
        .then([
            typed(vec![name("דנה")]),
            LeadEvent::CustomChanged { set: vec![floor], cleared: Vec::new() },
            LeadEvent::TagsChanged { added: vec![tag("משקיע")], removed: Vec::new() },
            LeadEvent::Assigned { from: None, to: Some(user) },
            LeadEvent::StatusChanged { from: LeadStatus::new_lead(), to: "OFFER".parse().expect("a key") },
        ]);
}

#[test]
fn a_tag_that_is_on_is_not_put_on_again_however_it_is_spaced() {
    given::<Lead>([created(), LeadEvent::TagsChanged { added: vec![tag("קונה חם")], removed: Vec::new() }])
        .when(&ask(LeadChange { add_tags: vec![tag("  קונה   חם ")], ..LeadChange::default() }))
        .then_already_so();
}

#[test]
fn a_lead_has_thirty_tags_at_most() {
    let many = (0..31).map(|n| tag(&format!("תג {n}"))).collect();
    given::<Lead>([created()])
        .when(&ask(LeadChange { add_tags: many, ..LeadChange::default() }))
        .then_refused(&LeadRefusal::Invalid {
            field: "addTags",
            remedy: "expected at most 30 tags on a lead",
        });
}

#[test]
fn a_lead_that_a_merge_gave_more_can_be_changed_and_gets_no_more_than_it_loses() {
    let many: Vec<Tag> = (0..40).map(|n| tag(&format!("תג {n}"))).collect();
    let merged = || [created(), LeadEvent::TagsChanged { added: many.clone(), removed: Vec::new() }];
    let change = |add: &[Tag], remove: &[Tag]| {
        ask(LeadChange { add_tags: add.to_vec(), remove_tags: remove.to_vec(), ..LeadChange::default() })
    };
    let moved =
        LeadEvent::StatusChanged { from: LeadStatus::new_lead(), to: "OFFER".parse().expect("a key") };
    given::<Lead>(merged())
        .when(&ask(LeadChange { status: Some("OFFER".parse().expect("a key")), ..LeadChange::default() }))
        .then([moved]);
    let fewer = LeadEvent::TagsChanged { added: Vec::new(), removed: vec![many[0].clone()] };
    given::<Lead>(merged()).when(&change(&[], &many[..1])).then([fewer]);
    let other = LeadEvent::TagsChanged { added: vec![tag("חם")], removed: vec![many[0].clone()] };
    given::<Lead>(merged()).when(&change(&[tag("חם")], &many[..1])).then([other]);
    given::<Lead>(merged()).when(&change(&[tag("חם")], &[])).then_refused(&LeadRefusal::Invalid {
        field: "addTags",
        remedy: "expected at most 30 tags on a lead",
    });
}

#[test]
fn a_lead_can_be_nobodys_again() {
    let user = UserId::of_email("noa@example.com");
    given::<Lead>([created(), LeadEvent::Assigned { from: None, to: Some(user) }])
        .when(&ask(LeadChange { assignee: Some(None), ..LeadChange::default() }))
        .then([LeadEvent::Assigned { from: Some(user), to: None }]);
}

#[test]
fn who_is_entered_is_a_lead_at_once() {
    let change =
        LeadChange { facts: vec![name("דנה")], add_tags: vec![tag("יריד")], ..LeadChange::default() };
    given::<Lead>([])
        .when(&LeadCommand::Enter {
            business: business(),
            phone: phone(),
            change: Box::new(change),
            note: Some(("k".to_owned(), "פגשנו ביריד".to_owned())),
        })
        .then([
            created(),
            typed(vec![name("דנה")]),
            LeadEvent::TagsChanged { added: vec![tag("יריד")], removed: Vec::new() },
            LeadEvent::NoteAdded { key: "k".to_owned(), text: "פגשנו ביריד".to_owned() },
        ]);
}

#[test]
fn a_custom_field_reads_what_people_type_and_writes_what_it_reads() {
    let choice = FieldKind::Choice { options: vec!["צפון".to_owned(), "דרום".to_owned()] };
    for (kind, typed, value) in [
        (FieldKind::Text, " קומה גבוהה ", CustomValue::Text("קומה גבוהה".to_owned())),
        (FieldKind::Number, "1,250.5 ₪", CustomValue::Number(1250.5)),
        (FieldKind::Date, "24/11/2026", CustomValue::Date(jiff::civil::date(2026, 11, 24))),
        (FieldKind::Date, "4.1.27", CustomValue::Date(jiff::civil::date(2027, 1, 4))),
        (FieldKind::Date, "2026-11-24", CustomValue::Date(jiff::civil::date(2026, 11, 24))),
        (FieldKind::YesNo, "כן", CustomValue::YesNo(true)),
        (FieldKind::YesNo, "No", CustomValue::YesNo(false)),
        (choice.clone(), "דרום", CustomValue::Choice("דרום".to_owned())),
    ] {
        assert_eq!(kind.read(typed), Ok(value.clone()), "{typed}");
        assert_eq!(kind.read(&value.to_string()), Ok(value), "{typed}, written and read");
    }
    for (kind, typed) in [
        (FieldKind::Text, " "),
        (FieldKind::Number, "שלוש"),
        (FieldKind::Number, "inf"),
        (FieldKind::Date, "31/02/2026"),
        (FieldKind::Date, "מחר"),
        (FieldKind::YesNo, "אולי"),
        (choice, "מזרח"),
    ] {
        assert!(kind.read(typed).is_err(), "{typed}");
    }
}
