use super::{Number, NumberCommand, NumberEvent, NumberRefusal};
use crate::decider::{Decider, Outcome};
use crate::stream::Category;

impl Decider for Number {
    const CATEGORY: Category = Category::Number;
    type Command = NumberCommand;
    type Event = NumberEvent;
    type Refusal = NumberRefusal;

    fn decide(&self, command: &NumberCommand) -> Result<Outcome<NumberEvent>, NumberRefusal> {
        match (self, command) {
            (Self::Free | Self::Lent { .. }, NumberCommand::Claim { business }) => {
                Ok(Outcome::one(NumberEvent::Claimed { business: *business }))
            }
            (Self::Free, NumberCommand::Lend { business }) => {
                Ok(Outcome::one(NumberEvent::Lent { business: *business }))
            }
            // Two first calls at once both lend it to the default business; a request to claim it comes again.
            (Self::Lent { business: held }, NumberCommand::Lend { business })
            | (
                Self::Claimed { business: held },
                NumberCommand::Claim { business } | NumberCommand::Lend { business },
            ) => {
                if held == business {
                    return Ok(Outcome::AlreadySo);
                }
                Err(NumberRefusal::Taken { by: *held })
            }
        }
    }

    fn evolve(&mut self, event: &NumberEvent) {
        *self = match event {
            NumberEvent::Claimed { business } => Self::Claimed { business: *business },
            NumberEvent::Lent { business } => Self::Lent { business: *business },
        };
    }
}
