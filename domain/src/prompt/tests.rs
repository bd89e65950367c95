//! Versions that are never lost, one of them active.

use proptest::prelude::*;

use super::*;
use crate::template::{Place, TemplateFault};
use crate::testing::{after, given, survives_the_log};

fn publish(text: &str) -> PromptCommand {
    PromptCommand::PublishVersion { text: text.to_owned() }
}

fn published(version: u32, text: &str) -> PromptEvent {
    PromptEvent::VersionPublished { version, text: text.to_owned() }
}

#[test]
fn versions_are_counted_from_one() {
    given::<Prompt>([]).when(&publish("א")).then([published(1, "א")]);
    given::<Prompt>([published(1, "א")]).when(&publish("ב")).then([published(2, "ב")]);
}

#[test]
fn saving_twice_is_one_version() {
    given::<Prompt>([published(1, "א")]).when(&publish("א")).then_already_so();
}

#[test]
fn an_older_version_can_speak_again() {
    let history = [published(1, "א"), published(2, "ב"), PromptEvent::VersionActivated { version: 2 }];
    given::<Prompt>(history.clone())
        .when(&PromptCommand::ActivateVersion { version: 1 })
        .then([PromptEvent::VersionActivated { version: 1 }]);
    given::<Prompt>(history).when(&PromptCommand::ActivateVersion { version: 2 }).then_already_so();
}

#[test]
fn a_version_that_is_not_there_cannot_speak() {
    for version in [0, 2] {
        given::<Prompt>([published(1, "א")])
            .when(&PromptCommand::ActivateVersion { version })
            .then_refused(&PromptRefusal::UnknownVersion { last: 1 });
    }
}

#[test]
fn an_empty_text_is_refused() {
    given::<Prompt>([]).when(&publish("  ")).then_refused(&PromptRefusal::BadText);
}

#[test]
fn a_placeholder_nobody_fills_in_is_refused_with_its_place() {
    let at = Place { line: 2, column: 4 };
    let refusal = PromptRefusal::BadTemplate(TemplateFault::Unknown { name: "agant".to_owned(), at });
    given::<Prompt>([]).when(&publish("שלום\nאת {agant}")).then_refused(&refusal);
}

proptest! {
    /// Versions are numbered without holes, and what speaks exists.
    #[test]
    fn versions_have_no_holes(texts in proptest::collection::vec("[אבג]", 0..12), activated in proptest::collection::vec(0_u32..14, 0..6)) {
        let published = texts.iter().map(|text| publish(text));
        let commands: Vec<PromptCommand> =
            published.chain(activated.into_iter().map(|version| PromptCommand::ActivateVersion { version })).collect();
        let prompt: Prompt = after(&commands);
        prop_assert!((1..prompt.next_version()).all(|version| prompt.text(version).is_some()));
        prop_assert!(prompt.active.is_none_or(|active| prompt.text(active).is_some()));
    }
}

#[test]
fn every_event_survives_the_log() {
    survives_the_log(&published(1, "את לאה"));
    survives_the_log(&PromptEvent::VersionActivated { version: 1 });
}
