//! How an agency works with its leads.

use async_graphql::SimpleObject;
use domain::business::{FieldDefinition, LeadSettings as Settings, StatusDefinition};
use domain::lead::FieldKind;

use super::{CustomFieldKind, LeadStatus, StatusColor};

/// A status as the business calls it. Leads hold its key in `status`; the list's order is the board's.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct LeadStage {
    /// What leads hold.
    status: LeadStatus,
    /// What people read.
    name: String,
    /// What it is shown in.
    color: StatusColor,
    /// Nobody moves a lead there any more; those that stand in it stay.
    archived: bool,
}

/// A field of the business's own.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct CustomField {
    /// What leads hold values under.
    key: String,
    /// What people read.
    name: String,
    /// What it takes.
    kind: CustomFieldKind,
    /// What can be chosen; empty unless the kind is `CHOICE`.
    options: Vec<String>,
}

/// A list of leads under a name, for everybody of the business.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct LeadView {
    /// What people read.
    name: String,
    /// The list's filters, as the address of the screen has them.
    query: String,
}

impl LeadStage {
    /// The business's word for a status; the key itself when it has none (any more).
    pub(crate) fn of(key: &domain::lead::LeadStatus, definition: Option<StatusDefinition>) -> Self {
        definition.map_or_else(
            || Self {
                status: LeadStatus(key.clone()),
                name: key.to_string(),
                color: StatusColor::Gray,
                archived: true,
            },
            Self::from,
        )
    }
}

impl From<StatusDefinition> for LeadStage {
    fn from(status: StatusDefinition) -> Self {
        Self {
            status: LeadStatus(status.key),
            name: status.name,
            color: status.color.into(),
            archived: status.archived,
        }
    }
}

impl From<FieldDefinition> for CustomField {
    fn from(field: FieldDefinition) -> Self {
        let (kind, options) = match field.kind {
            FieldKind::Text => (CustomFieldKind::Text, Vec::new()),
            FieldKind::Number => (CustomFieldKind::Number, Vec::new()),
            FieldKind::Date => (CustomFieldKind::Date, Vec::new()),
            FieldKind::Choice { options } => (CustomFieldKind::Choice, options),
            FieldKind::YesNo => (CustomFieldKind::YesNo, Vec::new()),
        };
        Self { key: field.key.to_string(), name: field.name, kind, options }
    }
}

/// Statuses, fields and views, as GraphQL shows them.
pub(super) fn shown(settings: Settings) -> (Vec<LeadStage>, Vec<CustomField>, Vec<LeadView>) {
    (
        settings.statuses.into_iter().map(LeadStage::from).collect(),
        settings.fields.into_iter().map(CustomField::from).collect(),
        settings.views.into_iter().map(|view| LeadView { name: view.name, query: view.query }).collect(),
    )
}
