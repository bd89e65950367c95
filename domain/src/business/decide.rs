use super::{Business, BusinessCommand, BusinessEvent, BusinessRefusal, Settings};
use crate::decider::{Decider, Outcome};
use crate::stream::Category;

impl Decider for Business {
    const CATEGORY: Category = Category::Business;
    type Command = BusinessCommand;
    type Event = BusinessEvent;
    type Refusal = BusinessRefusal;

    fn decide(&self, command: &BusinessCommand) -> Result<Outcome<BusinessEvent>, BusinessRefusal> {
        match (self, command) {
            (Self::Unknown, BusinessCommand::Open { settings }) => {
                settings.check()?;
                Ok(Outcome::one(BusinessEvent::Opened { settings: settings.clone() }))
            }
            // Two first calls at once both open the default business: the second finds it open.
            (Self::Open { .. }, BusinessCommand::Open { .. })
            | (Self::Open { suspended: true, .. }, BusinessCommand::Suspend { .. })
            | (Self::Open { suspended: false, .. }, BusinessCommand::Resume) => Ok(Outcome::AlreadySo),
            (
                Self::Unknown,
                BusinessCommand::ChangeSettings { .. }
                | BusinessCommand::AmendSettings { .. }
                | BusinessCommand::Suspend { .. }
                | BusinessCommand::Resume
                | BusinessCommand::EnterForSupport { .. },
            ) => Err(BusinessRefusal::Unknown),
            (Self::Open { settings: held, .. }, BusinessCommand::ChangeSettings { settings }) => {
                changed(held, settings.clone())
            }
            (Self::Open { settings: held, .. }, BusinessCommand::AmendSettings { amendment }) => {
                changed(held, amendment.over(held))
            }
            (Self::Open { .. }, BusinessCommand::Suspend { reason }) => {
                Ok(Outcome::one(BusinessEvent::Suspended { reason: why(reason)? }))
            }
            (Self::Open { .. }, BusinessCommand::Resume) => Ok(Outcome::one(BusinessEvent::Resumed)),
            (Self::Open { .. }, BusinessCommand::EnterForSupport { reason }) => {
                Ok(Outcome::one(BusinessEvent::SupportEntered { reason: why(reason)? }))
            }
        }
    }

    fn evolve(&mut self, event: &BusinessEvent) {
        self.apply(event);
    }
}

fn changed(held: &Settings, settings: Settings) -> Result<Outcome<BusinessEvent>, BusinessRefusal> {
    settings.check()?;
    if *held == settings {
        return Ok(Outcome::AlreadySo);
    }
    Ok(Outcome::one(BusinessEvent::SettingsChanged { settings }))
}

/// Whoever reads the history is told why.
fn why(reason: &str) -> Result<String, BusinessRefusal> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(BusinessRefusal::Invalid { field: "reason", remedy: "1 to 500 characters" });
    }
    Ok(reason.to_owned())
}
