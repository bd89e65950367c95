//! Given–when–then.

use super::{Amendment, Business, BusinessCommand, BusinessEvent, BusinessRefusal, Settings};
use crate::{Decider, Outcome};

fn open() -> Business {
    Business::fold([&BusinessEvent::Opened { settings: Settings::usual("סוכנות") }])
}

fn amend(amendment: Amendment) -> BusinessCommand {
    BusinessCommand::AmendSettings { amendment: Box::new(amendment) }
}

#[test]
fn a_business_opens_once_whoever_asks_first() {
    let command = BusinessCommand::Open { settings: Settings::usual("אחרת") };
    assert!(matches!(Business::default().decide(&command), Ok(Outcome::Decided(_))));
    assert_eq!(open().decide(&command), Ok(Outcome::AlreadySo));
}

#[test]
fn an_amendment_changes_what_it_names_and_nothing_else() {
    let command = amend(Amendment { agent_name: Some("נועה".to_owned()), ..Amendment::default() });
    let settings = Settings { agent_name: "נועה".to_owned(), ..Settings::usual("סוכנות") };
    let changed = Outcome::one(BusinessEvent::SettingsChanged { settings });
    assert_eq!(open().decide(&command), Ok(changed));
}

#[test]
fn an_amendment_that_changes_nothing_is_already_so() {
    let command = amend(Amendment { meeting_minutes: Some(60), ..Amendment::default() });
    assert_eq!(open().decide(&command), Ok(Outcome::AlreadySo));
    assert_eq!(open().decide(&amend(Amendment::default())), Ok(Outcome::AlreadySo));
}

#[test]
fn settings_that_cannot_be_are_refused_by_name() {
    let command = amend(Amendment { greeting: Some("שלום".to_owned()), ..Amendment::default() });
    assert!(matches!(open().decide(&command), Err(BusinessRefusal::Invalid { field: "greeting", .. })));
}

#[test]
fn nothing_can_be_changed_before_it_is_open() {
    assert_eq!(Business::default().decide(&amend(Amendment::default())), Err(BusinessRefusal::Unknown));
}
