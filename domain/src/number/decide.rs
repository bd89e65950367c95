use super::{Number, NumberCommand, NumberEvent, NumberRefusal};
use crate::decider::{Decider, Outcome};
use crate::stream::Category;

impl Decider for Number {
    const CATEGORY: Category = Category::Number;
    type Command = NumberCommand;
    type Event = NumberEvent;
    type Refusal = NumberRefusal;

    fn decide(&self, command: &NumberCommand) -> Result<Outcome<NumberEvent>, NumberRefusal> {
        let NumberCommand::Claim { business } = command;
        match self {
            Self::Free => Ok(Outcome::one(NumberEvent::Claimed { business: *business })),
            // Two first calls at once both claim it for the default business.
            Self::Claimed { business: held } if held == business => Ok(Outcome::AlreadySo),
            Self::Claimed { business: held } => Err(NumberRefusal::Taken { by: *held }),
        }
    }

    fn evolve(&mut self, event: &NumberEvent) {
        let NumberEvent::Claimed { business } = event;
        *self = Self::Claimed { business: *business };
    }
}
