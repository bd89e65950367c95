//! A person who called or wrote.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::ids::LeadId;
use domain::lead::{CustomFact, LeadFact};
use domain::values::PhoneNumber;
use jiff::Timestamp;
use projections::{CallFilter, LeadRow, NoteRow, Page};

use super::{
    Call, Connection, DateTime, FieldProvenance, Intent, LeadMemory, LeadOrigin, LeadStage, LeadStatus,
    Meeting, PropertyKind, Reminder, TimelineEntry, TimelineKind, User,
};
use crate::error::Fault;
use crate::loader::{
    CallsOfLead, LeadAt, MeetingsOfLead, NotesOfLead, ProvenanceOf, RemindersOfLead, StageOf, UserById, load,
};
use crate::page::page;
use crate::services::Services;
use crate::session::Session;

/// What a memory weighs beside its items: it is read from the log, person by person.
const MEMORY: usize = 100;

/// What a timeline weighs beside its items: its statements are its own, so that a list of leads can have only few.
const TIMELINE: usize = 100;

/// A person who called or wrote, as they are or as they were at an instant.
#[derive(Debug, Clone)]
pub(crate) struct Lead {
    row: LeadRow,
    /// When they are looked at; `None`: now.
    at: Option<Timestamp>,
}

impl Lead {
    pub(crate) fn now(row: LeadRow) -> Self {
        Self { row, at: None }
    }

    pub(crate) fn seen(row: LeadRow, at: Option<Timestamp>) -> Self {
        Self { row, at }
    }

    async fn calls_at(&self, ctx: &Context<'_>, at: Timestamp) -> Result<Vec<Call>, Fault> {
        let filter = CallFilter { lead: Some(self.row.id), ..CallFilter::default() };
        let scope = &Session::of(ctx)?.scope;
        let page =
            Services::of(ctx).reader().calls(scope, &filter, &Page::first(Page::MOST), Some(at)).await?;
        Ok(page.items.into_iter().map(|(_, row)| Call::seen(row, Some(at))).collect())
    }
}

/// A person who called or wrote: one per phone number. As they are or (with `asOf`) as they were at an instant.
#[Object]
impl Lead {
    /// Their identity.
    async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Their number, E.164.
    async fn phone(&self) -> &str {
        self.row.phone.as_str()
    }

    /// Their name.
    async fn name(&self) -> Option<&str> {
        self.row.details.name()
    }

    /// Where they stand.
    async fn status(&self) -> LeadStatus {
        LeadStatus(self.row.status.clone())
    }

    /// The same as the business calls it; a status it no longer has is called by its key.
    async fn stage(&self, ctx: &Context<'_>) -> Result<LeadStage, Fault> {
        let definition = load(ctx, StageOf(self.row.status.clone())).await?;
        Ok(LeadStage::of(&self.row.status, definition))
    }

    /// Who works with them; null: nobody yet.
    async fn assignee(&self, ctx: &Context<'_>) -> Result<Option<User>, Fault> {
        match self.row.assignee {
            Some(id) => Ok(load(ctx, UserById(id)).await?.map(User::from)),
            None => Ok(None),
        }
    }

    /// What they are marked with.
    async fn tags(&self) -> Vec<&str> {
        self.row.tags.iter().map(domain::lead::Tag::as_str).collect()
    }

    /// What the business's own fields hold; empty fields are left out.
    async fn custom_fields(&self) -> Vec<CustomFieldValue> {
        let shown = |fact: &CustomFact| CustomFieldValue {
            key: fact.field.to_string(),
            value: fact.value.to_string(),
        };
        self.row.custom.iter().map(shown).collect()
    }

    /// How they came.
    async fn source(&self) -> LeadOrigin {
        self.row.origin.into()
    }

    /// All numbers they answer to, their own first.
    async fn phones(&self) -> Vec<&str> {
        self.row.phones.iter().map(domain::values::PhoneNumber::as_str).collect()
    }

    /// The leads that were merged into this one and can be split off again.
    async fn merged(&self) -> Vec<MergedLead> {
        let shown = |(id, phone): &(LeadId, Option<PhoneNumber>)| MergedLead {
            id: id.to_string().into(),
            phone: phone.as_ref().map(ToString::to_string),
        };
        self.row.merged.iter().map(shown).collect()
    }

    /// When they were first heard of.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// When anything about them last changed.
    async fn updated_at(&self) -> DateTime {
        self.row.updated_at.into()
    }

    /// The calls they made, newest first.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn calls(&self, ctx: &Context<'_>) -> Result<Vec<Call>, Fault> {
        if let Some(at) = self.at {
            return self.calls_at(ctx, at).await;
        }
        let rows = load(ctx, CallsOfLead(self.row.id)).await?.unwrap_or_default();
        Ok(rows.into_iter().map(Call::now).collect())
    }

    /// The meetings with them, in order of time.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn meetings(&self, ctx: &Context<'_>) -> Result<Vec<Meeting>, Fault> {
        let meetings = match self.at {
            Some(_) => {
                let scope = &Session::of(ctx)?.scope;
                let found =
                    Services::of(ctx).reader().meetings_of_leads(scope, &[self.row.id], self.at).await?;
                found.into_iter().map(|(_, row)| row).collect()
            }
            None => load(ctx, MeetingsOfLead(self.row.id)).await?.unwrap_or_default(),
        };
        Ok(meetings.into_iter().map(|row| Meeting::seen(row, self.at)).collect())
    }

    /// The reminders about them, the first due first; deleted ones are left out.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn reminders(&self, ctx: &Context<'_>) -> Result<Vec<Reminder>, Fault> {
        let reminders = match self.at {
            Some(_) => {
                let scope = &Session::of(ctx)?.scope;
                let found =
                    Services::of(ctx).reader().reminders_of_leads(scope, &[self.row.id], self.at).await?;
                found.into_iter().map(|(_, row)| row).collect()
            }
            None => load(ctx, RemindersOfLead(self.row.id)).await?.unwrap_or_default(),
        };
        Ok(reminders.into_iter().map(|row| Reminder::seen(row, self.at)).collect())
    }

    /// What was written down about them, oldest first.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn notes(&self, ctx: &Context<'_>) -> Result<Vec<Note>, Fault> {
        let rows = match self.at {
            Some(at) => {
                let lead = load(ctx, LeadAt(self.row.id, at)).await?;
                lead.map(|lead| lead.notes).unwrap_or_default()
            }
            None => load(ctx, NotesOfLead(self.row.id)).await?.unwrap_or_default(),
        };
        Ok(rows.into_iter().map(Note).collect())
    }

    /// What happened with them and with those who were merged into them, the newest first.
    #[graphql(complexity = "TIMELINE + crate::page::weight(first, child_complexity)")]
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Only these kinds; all of them when none is given.")] kinds: Option<
            Vec<TimelineKind>,
        >,
    ) -> Result<Connection<TimelineEntry>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let page = page(first, after.as_deref())?;
        let kinds: Vec<_> = kinds.into_iter().flatten().map(Into::into).collect();
        let reader = Services::of(ctx).reader();
        let rows = reader.timeline(scope, &self.row, &kinds, &page, self.at).await?;
        Ok(Connection::of(rows, page.after.is_some(), |row| TimelineEntry::seen(row, self.at)))
    }

    /// What the agent will know of earlier conversations when they call: the same as it is told then.
    #[graphql(complexity = "MEMORY + 10 * child_complexity")]
    async fn memory(&self, ctx: &Context<'_>) -> Result<LeadMemory, Fault> {
        Ok(Services::of(ctx).memory.of(self.row.id, self.at).await?.into())
    }

    /// What they told, or was told of them.
    async fn details(&self) -> LeadDetails {
        LeadDetails::of(self.row.details.facts())
    }

    /// Where each field's present value came from, down to the second of audio.
    #[graphql(complexity = "8 * child_complexity + 1")]
    async fn provenance(&self, ctx: &Context<'_>) -> Result<Vec<FieldProvenance>, Fault> {
        let rows = match self.at {
            Some(at) => {
                let lead = load(ctx, LeadAt(self.row.id, at)).await?;
                lead.map(|lead| lead.provenance).unwrap_or_default()
            }
            None => load(ctx, ProvenanceOf(self.row.id)).await?.unwrap_or_default(),
        };
        Ok(rows.into_iter().map(FieldProvenance::from).collect())
    }
}

/// What a field of the business's own holds.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct CustomFieldValue {
    /// The field's key.
    key: String,
    /// The value as forms and files write it: `3.5`, `2026-11-24`, `כן`.
    value: String,
}

/// A lead that was merged into another.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct MergedLead {
    /// Its identity: `lead(id:)` answers with the lead it was merged into.
    id: ID,
    /// Its own number; null when it was erased.
    phone: Option<String>,
}

/// What a person told.
#[derive(SimpleObject, Debug, Clone, Default)]
pub(crate) struct LeadDetails {
    /// What they want to do.
    intent: Option<Intent>,
    /// The city, as it is written in Hebrew.
    city: Option<String>,
    /// The neighbourhood.
    neighborhood: Option<String>,
    /// The kind of property.
    property_kind: Option<PropertyKind>,
    /// How many rooms; halves are allowed: 3.5.
    rooms: Option<f64>,
    /// How much at most, in whole shekels.
    budget: Option<i64>,
    /// An address to write to.
    email: Option<String>,
}

impl LeadDetails {
    fn of(facts: &[LeadFact]) -> Self {
        let mut details = Self::default();
        for fact in facts {
            match fact {
                // Shown as the lead's own field.
                LeadFact::Name(_) => {}
                LeadFact::Intent(intent) => details.intent = Some((*intent).into()),
                LeadFact::City(city) => details.city = Some(city.clone()),
                LeadFact::Neighborhood(place) => details.neighborhood = Some(place.clone()),
                LeadFact::PropertyKind(kind) => details.property_kind = Some((*kind).into()),
                LeadFact::Rooms(rooms) => details.rooms = Some(rooms.as_decimal()),
                LeadFact::Budget(money) => details.budget = Some(money.as_shekels()),
                LeadFact::Email(email) => details.email = Some(email.clone()),
            }
        }
        details
    }
}

/// Something written down about a lead.
#[derive(Debug, Clone)]
pub(crate) struct Note(NoteRow);

/// Something written down about a lead.
#[Object]
impl Note {
    /// The words.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// When.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }

    /// Who wrote it, as a name to show.
    async fn author(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        let name = match &self.0.author {
            domain::Actor::User { id } => load(ctx, UserById(*id)).await?.map(|user| user.name),
            domain::Actor::Agent { call: _ } => Some("הסוכנת הקולית".to_owned()),
            domain::Actor::Twilio | domain::Actor::System => Some("המערכת".to_owned()),
        };
        Ok(name.unwrap_or_else(|| "משתמש אחר".to_owned()))
    }
}
