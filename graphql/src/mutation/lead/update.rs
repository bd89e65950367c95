//! `updateLead`

use async_graphql::{Context, ID, InputObject};
use domain::lead::{Field, LeadCommand, LeadFact};
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
    /// Fields to empty.
    clear: Option<Vec<LeadField>>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

impl UpdateLeadInput {
    /// The values given, as the domain knows them; the field that cannot be, otherwise.
    fn facts(&self) -> Result<Vec<LeadFact>, &'static str> {
        let rooms = match self.rooms {
            Some(rooms) => Some(LeadFact::Rooms(Rooms::from_decimal(rooms).ok_or("rooms")?)),
            None => None,
        };
        Ok([
            self.name.clone().map(LeadFact::Name),
            self.intent.map(|intent| LeadFact::Intent(intent.into())),
            self.city.clone().map(LeadFact::City),
            self.neighborhood.clone().map(LeadFact::Neighborhood),
            self.property_kind.map(|kind| LeadFact::PropertyKind(kind.into())),
            rooms,
            self.budget.map(|shekels| LeadFact::Budget(Money::shekels(shekels))),
            self.email.clone().map(LeadFact::Email),
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
    let facts = match input.facts() {
        Ok(facts) => facts,
        Err(field) => return Ok(UserError::invalid(field, hebrew::remedy(field)).into()),
    };
    let cleared: Vec<Field> = input.clear.iter().flatten().copied().map(Field::from).collect();
    if facts.iter().any(|fact| cleared.contains(&fact.field())) {
        return Ok(UserError::invalid("clear", hebrew::SET_AND_CLEARED).into());
    }
    let outcome = decide(&run, &input.id, LeadCommand::Update { facts, cleared }, "UpdateLead").await?;
    payload(&run, outcome).await
}
