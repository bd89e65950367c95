//! What a business sets of its work with leads, as inputs.

use async_graphql::InputObject;
use domain::business::{FieldDefinition, LeadView, StatusDefinition};
use domain::lead::FieldKind;

use crate::model::{CustomFieldKind, LeadStatus, StatusColor};

/// A status of the business.
#[derive(InputObject)]
pub(crate) struct LeadStageInput {
    /// What leads hold: 1 to 40 of A–Z, 0–9 and `_`. It stays when the name changes.
    status: LeadStatus,
    /// What people read, 1 to 40 characters.
    name: String,
    /// What it is shown in.
    color: StatusColor,
    /// Nobody moves a lead there any more. `NEW` and `MEETING_SET` are always open.
    #[graphql(default)]
    archived: bool,
}

/// A field of the business's own.
#[derive(InputObject)]
pub(crate) struct CustomFieldDefinitionInput {
    /// What leads hold values under: 1 to 40 of a–z, 0–9 and `_`. It stays when the name changes.
    key: String,
    /// What people read, 1 to 60 characters.
    name: String,
    /// What it takes.
    kind: CustomFieldKind,
    /// What can be chosen, for the kind `CHOICE`.
    options: Option<Vec<String>>,
}

/// A list of leads under a name.
#[derive(InputObject)]
pub(crate) struct LeadViewInput {
    /// What people read, 1 to 60 characters.
    name: String,
    /// The list's filters, as the address of the screen has them.
    query: String,
}

impl From<LeadStageInput> for StatusDefinition {
    fn from(input: LeadStageInput) -> Self {
        Self {
            key: input.status.0,
            name: input.name.trim().to_owned(),
            color: input.color.into(),
            archived: input.archived,
        }
    }
}

impl From<LeadViewInput> for LeadView {
    fn from(input: LeadViewInput) -> Self {
        Self { name: input.name.trim().to_owned(), query: input.query }
    }
}

impl CustomFieldDefinitionInput {
    /// The field; the name of what cannot be, otherwise.
    pub(super) fn read(self) -> Result<FieldDefinition, &'static str> {
        let trimmed = |options: Vec<String>| options.iter().map(|option| option.trim().to_owned()).collect();
        let kind = match self.kind {
            CustomFieldKind::Text => FieldKind::Text,
            CustomFieldKind::Number => FieldKind::Number,
            CustomFieldKind::Date => FieldKind::Date,
            CustomFieldKind::Choice => {
                FieldKind::Choice { options: self.options.map(trimmed).unwrap_or_default() }
            }
            CustomFieldKind::YesNo => FieldKind::YesNo,
        };
        let key = self.key.parse().map_err(|_| "leadFields")?;
        Ok(FieldDefinition { key, name: self.name.trim().to_owned(), kind })
    }
}
