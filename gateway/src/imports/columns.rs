//! Which column of a file is what: guessed from its heading, or said by the person who imports.

use domain::business::LeadSettings;
use domain::lead::{Field, FieldKey};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Nothing that is imported.
    Skip,
    /// Their number: without it a row is nobody.
    Phone,
    /// The first part of their name.
    FirstName,
    /// The last part of their name.
    LastName,
    /// A detail.
    Field(Field),
    /// One of the business's statuses, by name or key.
    Status,
    /// A user, by name or e-mail address.
    Assignee,
    /// Tags, separated by commas.
    Tags,
    /// Something to write down.
    Note,
    /// A field of the business's own.
    Custom(FieldKey),
}

/// The columns of a file, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(pub Vec<Column>);

/// What each column is called in files: the first is what an export writes.
const HEADINGS: [(Column, &[&str]); 15] = [
    (
        Column::Phone,
        &["טלפון", "נייד", "מספר טלפון", "טלפון נייד", "פלאפון", "סלולרי", "phone", "mobile", "tel"],
    ),
    (Column::Field(Field::Name), &["שם", "שם מלא", "שם הלקוח", "שם לקוח", "לקוח", "name", "full name"]),
    (Column::FirstName, &["שם פרטי", "first name"]),
    (Column::LastName, &["שם משפחה", "משפחה", "last name"]),
    (Column::Status, &["סטטוס", "מצב", "שלב", "status"]),
    (Column::Assignee, &["מטפל", "סוכן", "אחראי", "assignee", "agent"]),
    (Column::Tags, &["תגיות", "תגית", "tags"]),
    (Column::Field(Field::Intent), &["מבקש", "מטרה", "סוג עסקה", "עסקה", "intent"]),
    (Column::Field(Field::City), &["עיר", "ישוב", "יישוב", "city"]),
    (Column::Field(Field::Neighborhood), &["שכונה", "אזור", "neighborhood"]),
    (Column::Field(Field::PropertyKind), &["סוג נכס", "נכס", "property"]),
    (Column::Field(Field::Rooms), &["חדרים", "מספר חדרים", "מס חדרים", "rooms"]),
    (Column::Field(Field::Budget), &["תקציב", "מחיר", "budget", "price"]),
    (Column::Field(Field::Email), &["דואר אלקטרוני", "אימייל", "מייל", "דוא״ל", "email", "e-mail"]),
    (Column::Note, &["הערות", "הערה", "note", "notes"]),
];

impl Column {
    /// The name programs know it by: `phone`, `city`, `custom.floor`; `-`: skipped.
    pub fn name(&self) -> String {
        match self {
            Self::Skip => "-".to_owned(),
            Self::Phone => "phone".to_owned(),
            Self::FirstName => "firstName".to_owned(),
            Self::LastName => "lastName".to_owned(),
            Self::Field(field) => field.as_str().to_owned(),
            Self::Status => "status".to_owned(),
            Self::Assignee => "assignee".to_owned(),
            Self::Tags => "tags".to_owned(),
            Self::Note => "note".to_owned(),
            Self::Custom(key) => format!("custom.{key}"),
        }
    }

    /// What people call it.
    pub fn heading(&self, settings: &LeadSettings) -> String {
        if let Self::Custom(key) = self {
            return settings.field(key.as_str()).map_or_else(|| key.to_string(), |field| field.name.clone());
        }
        let known = HEADINGS.iter().find(|(column, _)| column == self);
        known.map_or_else(String::new, |(_, names)| names[0].to_owned())
    }

    /// All there are in a business, in the order of an export.
    pub fn all(settings: &LeadSettings) -> Vec<Self> {
        let own = settings.fields.iter().map(|field| Self::Custom(field.key.clone()));
        HEADINGS.iter().map(|(column, _)| column.clone()).chain(own).collect()
    }

    /// The column of a name, when the business has it.
    fn named(name: &str, settings: &LeadSettings) -> Option<Self> {
        if name == "-" {
            return Some(Self::Skip);
        }
        Self::all(settings).into_iter().find(|column| column.name() == name)
    }

    fn guess(heading: &str, settings: &LeadSettings) -> Self {
        let folded = fold(heading);
        let own = settings.fields.iter().find(|field| fold(&field.name) == folded);
        if let Some(field) = own {
            return Self::Custom(field.key.clone());
        }
        let known = HEADINGS.iter().find(|(_, names)| names.iter().any(|name| fold(name) == folded));
        known.map_or(Self::Skip, |(column, _)| column.clone())
    }
}

impl Columns {
    /// What the headings say; of two columns that say the same the first counts.
    pub fn guess(headings: &[String], settings: &LeadSettings) -> Self {
        let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
        for heading in headings {
            let guess = Column::guess(heading, settings);
            columns.push(if columns.contains(&guess) { Column::Skip } else { guess });
        }
        Self(columns)
    }

    /// What was said: names separated by commas, one for each heading. The name that cannot be, otherwise.
    pub fn said(names: &str, settings: &LeadSettings) -> Result<Self, String> {
        let mut columns: Vec<Column> = Vec::new();
        for name in names.split(',').map(str::trim) {
            let column = Column::named(name, settings).ok_or_else(|| name.to_owned())?;
            if column != Column::Skip && columns.contains(&column) {
                return Err(name.to_owned());
            }
            columns.push(column);
        }
        Ok(Self(columns))
    }

    /// Whether rows can be somebody.
    pub fn have_a_phone(&self) -> bool {
        self.0.contains(&Column::Phone)
    }

    /// As they are said.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(Column::name).collect()
    }
}

/// Letters and digits only: "דוא\"ל", "דוא״ל" and "E-Mail" are written in many ways.
fn fold(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hebrew_headings_are_known_in_any_order_and_spelling() {
        let settings = LeadSettings::default();
        let headings = ["הערות", "דוא\"ל", " טלפון: ", "משהו אחר", "שם מלא", "טלפון נייד"].map(str::to_owned);
        let names = Columns::guess(&headings, &settings).names();
        assert_eq!(names, ["note", "email", "phone", "-", "name", "-"], "of two phones the first counts");
        let said = Columns::said("note,email,phone,-,name,-", &settings).unwrap();
        assert_eq!(said, Columns::guess(&headings, &settings));
        assert_eq!(Columns::said("phone,phone", &settings), Err("phone".to_owned()));
        assert_eq!(Columns::said("phone,custom.nothing", &settings), Err("custom.nothing".to_owned()));
    }
}
