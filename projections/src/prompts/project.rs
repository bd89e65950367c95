//! Prompt events into rows.

use domain::prompt::PromptEvent;
use domain::{Category, Event};
use eventlog::Recorded;

use super::table::{StoredPrompt, StoredVersion};
use crate::projector::{Projector, whole_micros};
use crate::table::{AnyRows, Rows};

/// The prompts at hand.
#[derive(Default)]
pub(crate) struct PromptRows {
    prompts: Rows<StoredPrompt>,
    versions: Rows<StoredVersion>,
}

impl Projector for PromptRows {
    fn owner(&self, recorded: &Recorded) -> Option<String> {
        (recorded.stream.category() == Category::Prompt).then(|| recorded.stream.key().to_owned())
    }

    fn project(&mut self, recorded: &Recorded) {
        let Event::Prompt(event) = &recorded.event else { return };
        let prompt = recorded.stream.key().to_owned();
        match event {
            PromptEvent::VersionPublished { version, text } => self.versions.put(StoredVersion {
                prompt,
                version: *version,
                text: text.clone(),
                published_at: whole_micros(recorded.metadata.recorded_at),
                published_by: recorded.metadata.actor.clone(),
            }),
            PromptEvent::VersionActivated { version } => {
                self.prompts.put(StoredPrompt { prompt, active: Some(*version) });
            }
        }
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![&mut self.prompts, &mut self.versions]
    }
}
