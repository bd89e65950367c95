use super::{PROMPT, Prompt, PromptCommand, PromptEvent, PromptRefusal};
use crate::decider::{Decider, Outcome};
use crate::stream::Category;
use crate::template;

impl Decider for Prompt {
    const CATEGORY: Category = Category::Prompt;
    type Command = PromptCommand;
    type Event = PromptEvent;
    type Refusal = PromptRefusal;

    fn decide(&self, command: &PromptCommand) -> Result<Outcome<PromptEvent>, PromptRefusal> {
        match command {
            PromptCommand::PublishVersion { text } => {
                if text.trim().is_empty() || text.chars().count() > 20_000 {
                    return Err(PromptRefusal::BadText);
                }
                if let Some(fault) = template::faults(text, PROMPT).into_iter().next() {
                    return Err(PromptRefusal::BadTemplate(fault));
                }
                // Saving twice is one version.
                if self.versions.last() == Some(text) {
                    return Ok(Outcome::AlreadySo);
                }
                Ok(Outcome::one(PromptEvent::VersionPublished {
                    version: self.next_version(),
                    text: text.clone(),
                }))
            }
            PromptCommand::ActivateVersion { version } => {
                if self.text(*version).is_none() {
                    return Err(PromptRefusal::UnknownVersion { last: self.next_version() - 1 });
                }
                if self.active == Some(*version) {
                    return Ok(Outcome::AlreadySo);
                }
                Ok(Outcome::one(PromptEvent::VersionActivated { version: *version }))
            }
        }
    }

    fn evolve(&mut self, event: &PromptEvent) {
        match event {
            PromptEvent::VersionPublished { text, .. } => self.versions.push(text.clone()),
            PromptEvent::VersionActivated { version } => self.active = Some(*version),
        }
    }
}
