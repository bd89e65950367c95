//! Leads as a file that a spreadsheet opens and [`super::Sheet`] reads back.

use domain::business::LeadSettings;
use domain::lead::LeadFact;
use projections::{LeadRow, UserRow};

use super::{Column, Directory, Wrong, words};

/// Excel takes a file for Windows-1255 unless this stands first.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes leads, row by row.
#[derive(Debug, Clone)]
pub struct Export {
    columns: Vec<Column>,
    directory: Directory,
}

impl Export {
    /// All that a business knows of its leads; names whole, and notes left to the lead's page.
    pub fn new(directory: Directory) -> Self {
        let mut columns = Column::all(&directory.settings);
        columns.retain(|column| !matches!(column, Column::FirstName | Column::LastName | Column::Note));
        Self { columns, directory }
    }

    /// The first line.
    pub fn head(&self) -> String {
        let headings = self.columns.iter().map(|column| column.heading(&self.directory.settings));
        format!("{BYTE_ORDER_MARK}{}", line(headings))
    }

    /// A lead's line.
    pub fn row(&self, lead: &LeadRow) -> String {
        line(self.columns.iter().map(|column| {
            let Directory { settings, users, numbers: _ } = &self.directory;
            cell(column, lead, settings, users)
        }))
    }
}

/// The rows an import could not take, with what is wrong, as a file.
pub fn wrong_rows(wrong: &[Wrong]) -> String {
    let head = line(["שורה", "עמודה", "ערך", "סיבה"].map(str::to_owned));
    let rows = wrong.iter().map(|wrong| {
        line([wrong.line.to_string(), wrong.column.clone(), wrong.value.clone(), wrong.reason.clone()])
    });
    std::iter::once(format!("{BYTE_ORDER_MARK}{head}")).chain(rows).collect()
}

fn cell(column: &Column, lead: &LeadRow, settings: &LeadSettings, users: &[UserRow]) -> String {
    match column {
        Column::Phone => dialled(lead.phone.as_str()),
        Column::Field(field) => lead.details.get(*field).map(told).unwrap_or_default(),
        Column::Status => settings
            .status(&lead.status)
            .map_or_else(|| lead.status.to_string(), |status| status.name.clone()),
        Column::Assignee => {
            let user = lead.assignee.and_then(|id| users.iter().find(|user| user.id == id));
            user.map(|user| user.name.clone()).unwrap_or_default()
        }
        Column::Tags => lead.tags.iter().map(domain::lead::Tag::as_str).collect::<Vec<_>>().join(", "),
        Column::Custom(key) => {
            let held = lead.custom.iter().find(|fact| fact.field == *key);
            held.map(|fact| fact.value.to_string()).unwrap_or_default()
        }
        Column::Skip | Column::FirstName | Column::LastName | Column::Note => String::new(),
    }
}

fn told(fact: &LeadFact) -> String {
    match fact {
        LeadFact::Intent(intent) => words::of_intent(*intent).to_owned(),
        LeadFact::PropertyKind(kind) => words::of_property_kind(*kind).to_owned(),
        LeadFact::Name(_)
        | LeadFact::City(_)
        | LeadFact::Neighborhood(_)
        | LeadFact::Email(_)
        | LeadFact::Rooms(_)
        | LeadFact::Budget(_) => projections::fact_text(fact),
    }
}

/// `052-555-0100`: with dashes, or a spreadsheet takes it for a number and drops the zero.
fn dialled(e164: &str) -> String {
    let Some(rest) = e164.strip_prefix("+972") else { return e164.to_owned() };
    let (area, number) = rest.split_at(rest.len().saturating_sub(7).min(rest.len()));
    if number.len() == 7 { format!("0{area}-{}-{}", &number[..3], &number[3..]) } else { format!("0{rest}") }
}

/// A line of cells, quoted where need be.
fn line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(&harmless(cell))).collect();
    format!("{}\r\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// A cell that a spreadsheet would run as a formula is text: <https://owasp.org/www-community/attacks/CSV_Injection>.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::Sheet;

    #[test]
    fn a_formula_is_text_and_reads_back_as_it_was() {
        let wrong = Wrong {
            line: 7,
            column: "שם".to_owned(),
            value: "=HYPERLINK(\"http://x\",\"y\")".to_owned(),
            reason: "סיבה, ארוכה".to_owned(),
        };
        let file = wrong_rows(std::slice::from_ref(&wrong));
        assert!(file.contains("\"'=HYPERLINK(\"\"http"), "{file}");
        let sheet = Sheet::read(file.as_bytes()).unwrap();
        assert_eq!(sheet.headings, ["שורה", "עמודה", "ערך", "סיבה"]);
        assert_eq!(sheet.rows[0].1, ["7", "שם", wrong.value.as_str(), wrong.reason.as_str()]);
    }

    #[test]
    fn numbers_keep_their_zero() {
        assert_eq!(dialled("+972525550100"), "052-555-0100");
        assert_eq!(dialled("+97235550100"), "03-555-0100");
        assert_eq!(dialled("+12025550100"), "+12025550100");
    }
}
