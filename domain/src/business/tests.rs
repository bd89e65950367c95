//! An agency is opened once and changes its settings as a whole.

use super::*;
use crate::template::TemplateFault;
use crate::testing::{given, survives_the_log};

fn settings() -> Settings {
    Settings::usual("נדל\"ן העיר")
}

fn opened() -> BusinessEvent {
    BusinessEvent::Opened { settings: settings() }
}

#[test]
fn two_first_calls_open_one_business() {
    given::<Business>([]).when(&BusinessCommand::Open { settings: settings() }).then([opened()]);
    given::<Business>([opened()])
        .when(&BusinessCommand::Open { settings: Settings::usual("אחרת") })
        .then_already_so();
}

#[test]
fn settings_are_replaced_when_they_differ() {
    let longer = Settings { meeting_minutes: 90, ..settings() };
    given::<Business>([opened()])
        .when(&BusinessCommand::ChangeSettings { settings: longer.clone() })
        .then([BusinessEvent::SettingsChanged { settings: longer }]);
    given::<Business>([opened()])
        .when(&BusinessCommand::ChangeSettings { settings: settings() })
        .then_already_so();
}

#[test]
fn a_business_nobody_opened_has_no_settings() {
    given::<Business>([])
        .when(&BusinessCommand::ChangeSettings { settings: settings() })
        .then_refused(&BusinessRefusal::Unknown);
}

#[test]
fn a_setting_that_cannot_be_is_refused_by_its_name() {
    let unlawful = Settings { greeting: "שלום".to_owned(), ..settings() };
    let refusal = BusinessRefusal::BadGreeting(TemplateFault::Missing { name: "recording_notice" });
    given::<Business>([opened()])
        .when(&BusinessCommand::ChangeSettings { settings: unlawful })
        .then_refused(&refusal);
}

#[test]
fn the_greeting_says_that_the_call_is_recorded() {
    let greeting = settings().spoken_greeting();
    assert!(greeting.contains("השיחה מוקלטת") && !greeting.contains('{'), "{greeting}");
}

#[test]
fn open_hours_on_the_days_daylight_saving_changes_are_surely_open() {
    let settings = settings();
    for date in ["2027-03-26", "2027-10-31", "2026-11-24", "2026-11-21"] {
        let date: jiff::civil::Date = date.parse().expect("a date");
        let open = settings.hours.on(date);
        let hours: i64 = open.iter().map(|open| open.end().duration_since(open.start()).as_hours()).sum();
        let expected = if date.weekday() == jiff::civil::Weekday::Friday {
            4
        } else if date.weekday() == jiff::civil::Weekday::Saturday {
            0
        } else {
            9
        };
        assert_eq!(hours, expected, "{date}");
    }
}

#[test]
fn every_event_survives_the_log() {
    survives_the_log(&opened());
    survives_the_log(&BusinessEvent::SettingsChanged { settings: settings() });
}

fn amend(amendment: Amendment) -> BusinessCommand {
    BusinessCommand::AmendSettings { amendment: Box::new(amendment) }
}

#[test]
fn an_amendment_changes_what_it_names_and_nothing_else() {
    let changed = Settings { agent_name: "נועה".to_owned(), ..settings() };
    given::<Business>([opened()])
        .when(&amend(Amendment { agent_name: Some("נועה".to_owned()), ..Amendment::default() }))
        .then([BusinessEvent::SettingsChanged { settings: changed }]);
}

#[test]
fn an_amendment_that_changes_nothing_is_already_so() {
    let same = Amendment { meeting_minutes: Some(60), ..Amendment::default() };
    given::<Business>([opened()]).when(&amend(same)).then_already_so();
    given::<Business>([opened()]).when(&amend(Amendment::default())).then_already_so();
}

#[test]
fn nothing_can_be_amended_before_it_is_open() {
    given::<Business>([]).when(&amend(Amendment::default())).then_refused(&BusinessRefusal::Unknown);
}

#[test]
fn a_business_is_suspended_and_resumed_with_its_settings_as_they_were() {
    use crate::decider::Decider as _;
    let suspend = |reason: &str| BusinessCommand::Suspend { reason: reason.to_owned() };
    let suspended = BusinessEvent::Suspended { reason: "לא שולם".to_owned() };
    given::<Business>([]).when(&suspend("x")).then_refused(&BusinessRefusal::Unknown);
    given::<Business>([opened()]).when(&suspend(" לא שולם ")).then([suspended.clone()]);
    given::<Business>([opened(), suspended.clone()]).when(&suspend("x")).then_already_so();
    given::<Business>([opened()]).when(&BusinessCommand::Resume).then_already_so();
    given::<Business>([opened(), suspended.clone()])
        .when(&BusinessCommand::Resume)
        .then([BusinessEvent::Resumed]);
    let state = Business::fold(&[opened(), suspended]);
    assert!(state.is_suspended() && state.settings() == Some(&settings()));
    let refusal = BusinessRefusal::Invalid { field: "reason", remedy: "1 to 500 characters" };
    given::<Business>([opened()]).when(&suspend(" ")).then_refused(&refusal);
}

#[test]
fn support_leaves_a_trace() {
    let enter = BusinessCommand::EnterForSupport { reason: "שאלה על חשבונית".to_owned() };
    let entered = BusinessEvent::SupportEntered { reason: "שאלה על חשבונית".to_owned() };
    given::<Business>([opened(), entered.clone()]).when(&enter).then([entered]);
}

#[test]
fn what_befalls_a_business_survives_the_log() {
    survives_the_log(&BusinessEvent::Suspended { reason: "לא שולם".to_owned() });
    survives_the_log(&BusinessEvent::Resumed);
    survives_the_log(&BusinessEvent::SupportEntered { reason: "שאלה".to_owned() });
}

mod leads {
    use super::*;
    use crate::lead::{FieldKind, LeadStatus};

    fn refused(change: impl FnOnce(&mut LeadSettings)) -> &'static str {
        let mut settings = settings();
        change(&mut settings.leads);
        match settings.check() {
            Err(BusinessRefusal::Invalid { field, remedy: _ }) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_agency_has_statuses_of_its_own_beside_the_usual() {
        let mut statuses = LeadSettings::default().statuses;
        statuses.insert(
            1,
            StatusDefinition {
                key: "CALL_BACK".parse().expect("a key"),
                name: "לחזור אליו".to_owned(),
                color: StatusColor::Orange,
                archived: false,
            },
        );
        let mut changed = settings();
        changed.leads.statuses.clone_from(&statuses);
        given::<Business>([opened()])
            .when(&amend(Amendment { lead_statuses: Some(statuses), ..Amendment::default() }))
            .then([BusinessEvent::SettingsChanged { settings: changed }]);
    }

    #[test]
    fn where_new_leads_and_meetings_go_cannot_be_taken_away() {
        for key in [LeadStatus::new_lead(), LeadStatus::meeting_set()] {
            assert_eq!(refused(|leads| leads.statuses.retain(|status| status.key != key)), "leadStages");
            let archive = |leads: &mut LeadSettings| {
                leads
                    .statuses
                    .iter_mut()
                    .filter(|status| status.key == key)
                    .for_each(|status| status.archived = true);
            };
            assert_eq!(refused(archive), "leadStages");
        }
    }

    #[test]
    fn names_and_choices_are_told_apart() {
        assert_eq!(refused(|leads| leads.statuses[1].name = "חדש".to_owned()), "leadStages");
        let field = |key: &str, kind| FieldDefinition {
            key: key.parse().expect("a key"),
            name: "קומה".to_owned(),
            kind,
        };
        let twice = vec![field("a", FieldKind::Text), field("b", FieldKind::Number)];
        assert_eq!(refused(|leads| leads.fields = twice), "leadFields");
        let empty = vec![field("a", FieldKind::Choice { options: Vec::new() })];
        assert_eq!(refused(|leads| leads.fields = empty), "leadFields");
        let view = || LeadView { name: "חמים".to_owned(), query: "tag=חם".to_owned() };
        assert_eq!(refused(|leads| leads.views = vec![view(), view()]), "leadViews");
    }

    #[test]
    fn settings_from_before_the_agency_had_a_say_have_the_usual() {
        let mut json = serde_json::to_value(opened()).expect("JSON");
        json["settings"].as_object_mut().expect("an object").remove("leads");
        let read: BusinessEvent = serde_json::from_value(json).expect("version 1");
        assert_eq!(read, opened());
    }
}
