use super::{Business, BusinessCommand, BusinessEvent, BusinessRefusal};
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
            (Self::Unknown, BusinessCommand::ChangeSettings { .. }) => Err(BusinessRefusal::Unknown),
            (Self::Open { settings: held }, BusinessCommand::ChangeSettings { settings }) => {
                settings.check()?;
                if **held == *settings {
                    return Ok(Outcome::AlreadySo);
                }
                Ok(Outcome::one(BusinessEvent::SettingsChanged { settings: settings.clone() }))
            }
        }
    }

    fn evolve(&mut self, event: &BusinessEvent) {
        self.apply(event);
    }
}
