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
            (Self::Open { .. }, BusinessCommand::Open { .. }) => Ok(Outcome::AlreadySo),
            (
                Self::Unknown,
                BusinessCommand::ChangeSettings { .. } | BusinessCommand::AmendSettings { .. },
            ) => Err(BusinessRefusal::Unknown),
            (Self::Open { settings: held }, BusinessCommand::ChangeSettings { settings }) => {
                changed(held, settings.clone())
            }
            (Self::Open { settings: held }, BusinessCommand::AmendSettings { amendment }) => {
                changed(held, amendment.over(held))
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
