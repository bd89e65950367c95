//! A row of a file as somebody, or what is wrong with it.

use domain::business::LeadSettings;
use domain::ids::UserId;
use domain::lead::{CustomFact, Field, LeadChange, LeadFact, Tag};
use domain::values::{Money, PhoneNumber, Rooms};
use projections::UserRow;

use super::{Column, Columns, words};

/// What rows refer to by name.
#[derive(Debug, Clone)]
pub struct Directory {
    /// The business's statuses and fields.
    pub settings: LeadSettings,
    /// Its people.
    pub users: Vec<UserRow>,
    /// The numbers that are dialled to reach it: nobody's.
    pub numbers: Vec<PhoneNumber>,
}

/// Somebody, as a row says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) phone: PhoneNumber,
    pub(super) change: LeadChange,
    pub(super) note: Option<String>,
}

/// Why a row is not imported.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Wrong {
    /// The row's first line in the file.
    pub line: u64,
    /// The column's heading.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong and how to mend it, in Hebrew.
    pub reason: String,
}

impl Directory {
    fn user(&self, text: &str) -> Option<UserId> {
        let text = text.to_lowercase();
        let is = |user: &&UserRow| user.name.to_lowercase() == text || user.email.to_lowercase() == text;
        self.users.iter().find(is).map(|user| user.id)
    }
}

/// A row's first wrong column and the reason, or what it says.
pub(super) fn read(
    cells: &[String],
    columns: &Columns,
    directory: &Directory,
) -> Result<Entry, (usize, String)> {
    let (mut phone, mut change, mut note) = (None, LeadChange::default(), None);
    let mut name = [None, None];
    for (index, (column, cell)) in columns.0.iter().zip(cells).enumerate() {
        if cell.is_empty() {
            continue;
        }
        let refused = |reason: String| (index, reason);
        match column {
            Column::Skip => {}
            Column::Phone => {
                let read = number(cell).map_err(refused)?;
                if directory.numbers.contains(&read) {
                    return Err(refused("זה מספר של העסק עצמו".to_owned()));
                }
                phone = Some(read);
            }
            Column::FirstName => name[0] = Some(cell.as_str()),
            Column::LastName => name[1] = Some(cell.as_str()),
            Column::Field(field) => change.facts.push(fact(*field, cell).map_err(refused)?),
            Column::Status => {
                let known = directory.settings.statuses.iter();
                let status = known.clone().find(|one| one.name == *cell || one.key.as_str() == cell);
                let names = || known.map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
                let status =
                    status.ok_or_else(|| refused(format!("אין סטטוס כזה. האפשרויות: {}", names())))?;
                change.status = Some(status.key.clone());
            }
            Column::Assignee => {
                let user = directory.user(cell);
                let user = user.ok_or_else(|| refused("אין משתמש בשם או בדואר הזה".to_owned()))?;
                change.assignee = Some(Some(user));
            }
            Column::Tags => change.add_tags = tags(cell).map_err(refused)?,
            Column::Note => note = Some(cell.clone()),
            Column::Custom(key) => {
                let Some(field) = directory.settings.field(key.as_str()) else { continue };
                let value = field
                    .kind
                    .read(cell)
                    .map_err(|_| refused(format!("הערך אינו מתאים לשדה ״{}״", field.name)))?;
                change.custom.push(CustomFact { field: key.clone(), value });
            }
        }
    }
    if name.iter().any(Option::is_some) {
        let whole = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
        change.facts.push(LeadFact::Name(whole));
    }
    let at = columns.0.iter().position(|column| *column == Column::Phone).unwrap_or(0);
    let phone = phone.ok_or_else(|| (at, "חסר מספר טלפון".to_owned()))?;
    Ok(Entry { phone, change, note })
}

/// A number in any spelling. Spreadsheets take the zero in front of a number away: it is put back.
fn number(cell: &str) -> Result<PhoneNumber, String> {
    let lost_zero = || {
        let digits = cell.chars().all(|c| c.is_ascii_digit()) && matches!(cell.len(), 8 | 9);
        digits.then(|| format!("0{cell}").parse().ok()).flatten()
    };
    let parsed = cell.parse().ok().or_else(lost_zero);
    parsed.ok_or_else(|| "המספר אינו תקין. למשל 052-555-0100".to_owned())
}

fn fact(field: Field, cell: &str) -> Result<LeadFact, String> {
    let bare: String = cell.chars().filter(|c| !matches!(c, ',' | '₪') && !c.is_whitespace()).collect();
    let fact = match field {
        Field::Name => Some(LeadFact::Name(cell.to_owned())),
        Field::City => Some(LeadFact::City(cell.to_owned())),
        Field::Neighborhood => Some(LeadFact::Neighborhood(cell.to_owned())),
        Field::Email => Some(LeadFact::Email(cell.to_owned())),
        Field::Intent => words::intent(cell).map(LeadFact::Intent),
        Field::PropertyKind => words::property_kind(cell).map(LeadFact::PropertyKind),
        Field::Rooms => bare.parse().ok().and_then(Rooms::from_decimal).map(LeadFact::Rooms),
        Field::Budget => bare.parse::<i64>().ok().map(Money::shekels).map(LeadFact::Budget),
    };
    let fact = fact.ok_or_else(|| remedy(field).to_owned())?;
    fact.tidy().map_err(|_| remedy(field).to_owned())
}

fn remedy(field: Field) -> &'static str {
    match field {
        Field::Name => "שם הוא 1 עד 120 תווים",
        Field::City | Field::Neighborhood => "יש לכתוב 1 עד 80 תווים",
        Field::Email => "הכתובת אינה תקינה. למשל name@example.com",
        Field::Intent => "יש לכתוב קנייה, שכירות, מכירה או השכרה",
        Field::PropertyKind => "סוג הנכס אינו מוכר. למשל דירה, בית פרטי, פנטהאוז",
        Field::Rooms => "יש לכתוב מספר חדרים בין 1 ל־20, בחצאים",
        Field::Budget => "יש לכתוב סכום בשקלים שלמים, גדול מאפס",
    }
}

fn tags(cell: &str) -> Result<Vec<Tag>, String> {
    let words = cell.split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| word.parse().map_err(|_| "תגית היא 1 עד 40 תווים".to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use domain::business::LeadSettings;

    use super::*;

    fn directory() -> Directory {
        Directory { settings: LeadSettings::default(), users: Vec::new(), numbers: Vec::new() }
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn a_row_is_somebody() {
        let columns = Columns::said(
            "firstName,lastName,phone,budget,rooms,intent,status,tags,note",
            &directory().settings,
        );
        let row =
            cells(&["דנה", "לוי", "525550100", "2,400,000 ₪", "3.5", "קניה", "הצעה", "חם, משקיע", "בערב"]);
        let entry = read(&row, &columns.unwrap(), &directory()).unwrap();
        assert_eq!(entry.phone.as_str(), "+972525550100", "with the zero Excel took away");
        let facts = &entry.change.facts;
        assert!(facts.contains(&LeadFact::Name("דנה לוי".to_owned())), "{facts:?}");
        assert!(facts.contains(&LeadFact::Budget(Money::shekels(2_400_000))), "{facts:?}");
        assert_eq!(entry.change.status.unwrap().as_str(), "OFFER");
        assert_eq!(entry.change.add_tags.len(), 2);
        assert_eq!(entry.note.as_deref(), Some("בערב"));
    }

    #[test]
    fn a_number_of_the_business_itself_is_nobody() {
        let columns = Columns::said("phone", &directory().settings).unwrap();
        let ours = Directory { numbers: vec!["+97235550100".parse().unwrap()], ..directory() };
        assert!(read(&cells(&["03-555-0100"]), &columns, &directory()).is_ok());
        assert_eq!(read(&cells(&["03-555-0100"]), &columns, &ours).unwrap_err().0, 0);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_column() {
        let columns =
            Columns::said("phone,email,rooms,status,assignee,intent", &directory().settings).unwrap();
        for (row, column) in [
            (["", "", "", "", "", ""], 0),
            (["12", "", "", "", "", ""], 0),
            (["0525550100", "nobody", "", "", "", ""], 1),
            (["0525550100", "", "מאה", "", "", ""], 2),
            (["0525550100", "", "", "אחר", "", ""], 3),
            (["0525550100", "", "", "", "אף אחד", ""], 4),
            (["0525550100", "", "", "", "", "חלום"], 5),
        ] {
            assert_eq!(read(&cells(&row), &columns, &directory()).unwrap_err().0, column, "{row:?}");
        }
    }
}
