//! How an agency works with its leads: its statuses, its own fields, its saved views.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::BusinessRefusal;
use crate::lead::{FieldKey, FieldKind, LeadStatus};

/// How an agency works with its leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeadSettings {
    /// Its statuses, in the order of the board.
    pub statuses: Vec<StatusDefinition>,
    /// Its own fields, in the order of the form.
    pub fields: Vec<FieldDefinition>,
    /// Lists people come back to, in the order of the menu.
    pub views: Vec<LeadView>,
}

/// A status as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusDefinition {
    /// What leads hold; it outlives renaming.
    pub key: LeadStatus,
    /// What people read.
    pub name: String,
    /// What it is shown in.
    pub color: StatusColor,
    /// Nobody moves a lead there any more; those that stand in it stay.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

/// The colours screens have, each with a light and a dark shade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "colours are what they are called")]
pub enum StatusColor {
    Gray,
    Blue,
    Teal,
    Green,
    Amber,
    Orange,
    Red,
    Purple,
}

/// A field of the agency's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDefinition {
    /// What leads hold values under; it outlives renaming.
    pub key: FieldKey,
    /// What people read.
    pub name: String,
    /// What it takes.
    pub kind: FieldKind,
}

/// A list of leads under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadView {
    /// What people read.
    pub name: String,
    /// The list's filters, as the address of the screen has them.
    pub query: String,
}

impl Default for LeadSettings {
    /// What every agency starts with.
    fn default() -> Self {
        let status = |key: LeadStatus, name: &str, color| StatusDefinition {
            key,
            name: name.to_owned(),
            color,
            archived: false,
        };
        let usual = LeadStatus::usual();
        let looks = [
            ("חדש", StatusColor::Amber),
            ("בטיפול", StatusColor::Blue),
            ("נקבעה פגישה", StatusColor::Purple),
            ("הצעה", StatusColor::Teal),
            ("נסגר", StatusColor::Green),
            ("לא רלוונטי", StatusColor::Gray),
        ];
        let statuses = usual.into_iter().zip(looks).map(|(key, (name, color))| status(key, name, color));
        Self { statuses: statuses.collect(), fields: Vec::new(), views: Vec::new() }
    }
}

impl LeadSettings {
    /// The definition of a status, when the agency has it.
    pub fn status(&self, key: &LeadStatus) -> Option<&StatusDefinition> {
        self.statuses.iter().find(|status| status.key == *key)
    }

    /// The definition of a field, when the agency has it.
    pub fn field(&self, key: &str) -> Option<&FieldDefinition> {
        self.fields.iter().find(|field| field.key.as_str() == key)
    }

    pub(super) fn check(&self) -> Result<(), BusinessRefusal> {
        let refuse = |field, remedy| Err(BusinessRefusal::Invalid { field, remedy });
        let named = |name: &str, most| (1..=most).contains(&name.trim().chars().count());
        if !(2..=20).contains(&self.statuses.len()) || !self.statuses.iter().all(|one| named(&one.name, 40)) {
            return refuse("leadStages", "expected 2 to 20 statuses with names of 1 to 40 characters");
        }
        if !distinct(self.statuses.iter().map(|one| one.key.as_str()))
            || !distinct(self.statuses.iter().map(|one| one.name.trim()))
        {
            return refuse("leadStages", "expected each key and each name once");
        }
        // New leads stand there, and a booked meeting moves a lead there.
        let needed = [LeadStatus::new_lead(), LeadStatus::meeting_set()];
        if !needed.iter().all(|key| self.status(key).is_some_and(|status| !status.archived)) {
            return refuse("leadStages", "expected NEW and MEETING_SET among them, not archived");
        }
        if self.fields.len() > 50 || !self.fields.iter().all(|one| named(&one.name, 60)) {
            return refuse("leadFields", "expected at most 50 fields with names of 1 to 60 characters");
        }
        if !distinct(self.fields.iter().map(|one| one.key.as_str()))
            || !distinct(self.fields.iter().map(|one| one.name.trim()))
        {
            return refuse("leadFields", "expected each key and each name once");
        }
        if !self.fields.iter().all(|one| choosable(&one.kind)) {
            return refuse("leadFields", "expected 1 to 50 different choices of 1 to 60 characters");
        }
        if self.views.len() > 30
            || !self.views.iter().all(|view| named(&view.name, 60) && view.query.len() <= 2_000)
            || !distinct(self.views.iter().map(|view| view.name.trim()))
        {
            return refuse("leadViews", "expected at most 30 views, each with a name of its own");
        }
        Ok(())
    }
}

fn choosable(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Choice { options } => {
            (1..=50).contains(&options.len())
                && options.iter().all(|one| one.trim() == one && (1..=60).contains(&one.chars().count()))
                && distinct(options.iter().map(String::as_str))
        }
        FieldKind::Text | FieldKind::Number | FieldKind::Date | FieldKind::YesNo => true,
    }
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = BTreeSet::new();
    texts.into_iter().all(|text| seen.insert(text))
}
