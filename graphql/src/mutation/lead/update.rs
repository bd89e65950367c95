//! `updateLead`

use async_graphql::{Context, ID, InputObject};
use domain::lead::{Field, LeadCommand, LeadDetails, LeadFact};
use domain::values::{Money, Rooms};

use super::{LeadPayload, decide, payload};
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::{Intent, LeadField, PropertyKind};
use crate::mutation::run::Run;

/// A lead's new values.
#[derive(InputObject)]
pub(crate) struct UpdateLeadInput {
    /// Which lead.
    id: ID,
    #[graphql(flatten)]
    values: LeadValuesInput,
    /// Fields to empty.
    clear: Option<Vec<LeadField>>,
    /// What the person saw when they began, what was empty left out: a field that holds something else by now is not overwritten, but
    /// named by a `CONFLICT`, and the payload's lead is as it stands. Not given: whatever it holds.
    seen: Option<LeadValuesInput>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// Values of a lead's details.
#[derive(InputObject)]
pub(crate) struct LeadValuesInput {
    /// Their name, 1 to 120 characters.
    name: Option<String>,
    /// What they want to do.
    intent: Option<Intent>,
    /// The city, as it is written in Hebrew.
    city: Option<String>,
    /// The neighbourhood.
    neighborhood: Option<String>,
    /// The kind of property.
    property_kind: Option<PropertyKind>,
    /// How many rooms, 1 to 20; halves are allowed.
    rooms: Option<f64>,
    /// How much at most, in whole shekels.
    budget: Option<i64>,
    /// An address to write to.
    email: Option<String>,
}

impl LeadValuesInput {
    /// The values given, as the domain knows them; the field that cannot be, otherwise.
    fn facts(self) -> Result<Vec<LeadFact>, &'static str> {
        let rooms = match self.rooms {
            Some(rooms) => Some(LeadFact::Rooms(Rooms::from_decimal(rooms).ok_or("rooms")?)),
            None => None,
        };
        Ok([
            self.name.map(LeadFact::Name),
            self.intent.map(|intent| LeadFact::Intent(intent.into())),
            self.city.map(LeadFact::City),
            self.neighborhood.map(LeadFact::Neighborhood),
            self.property_kind.map(|kind| LeadFact::PropertyKind(kind.into())),
            rooms,
            self.budget.map(|shekels| LeadFact::Budget(Money::shekels(shekels))),
            self.email.map(LeadFact::Email),
        ]
        .into_iter()
        .flatten()
        .collect())
    }
}

pub(super) async fn update_lead(ctx: &Context<'_>, input: UpdateLeadInput) -> Result<LeadPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let seen = input.seen.map(LeadValuesInput::facts).transpose();
    let (facts, seen) = match (input.values.facts(), seen) {
        (Ok(facts), Ok(seen)) => (facts, seen.map(LeadDetails::from_iter)),
        (Err(field), _) | (_, Err(field)) => {
            return Ok(UserError::invalid(field, hebrew::remedy(field)).into());
        }
    };
    let cleared: Vec<Field> = input.clear.iter().flatten().copied().map(Field::from).collect();
    if facts.iter().any(|fact| cleared.contains(&fact.field())) {
        return Ok(UserError::invalid("clear", hebrew::SET_AND_CLEARED).into());
    }
    let outcome = decide(&run, &input.id, LeadCommand::Update { facts, cleared, seen }, "UpdateLead").await?;
    payload(&run, outcome).await
}
