//! A file of rows, in whichever encoding and with whichever separator a spreadsheet wrote it.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1255};

/// Rows of the largest file.
const MOST_ROWS: usize = 50_000;

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// How its text was encoded.
    pub encoding: &'static str,
    /// The first row.
    pub headings: Vec<String>,
    /// The others, each with its line in the file; empty ones are left out.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSheet {
    /// There is nothing in it.
    #[error("הקובץ ריק: אין בו שורת כותרות ושורות נתונים")]
    Empty,
    /// It is another kind of file.
    #[error("זה אינו קובץ CSV. ב־Excel: שמירה בשם, ואז CSV UTF-8")]
    NotText,
    /// It has too many rows.
    #[error("בקובץ יותר מ־50,000 שורות. יש לחלק אותו לכמה קבצים")]
    TooLong,
}

impl Sheet {
    /// Reads a file's bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, BadSheet> {
        // A spreadsheet's own format is a ZIP archive; old ones are OLE files.
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(BadSheet::NotText);
        }
        let encoding = encoding_of(bytes);
        let (text, _, _) = encoding.decode(bytes);
        if text.contains('\0') {
            return Err(BadSheet::NotText);
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator(&text))
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let (mut headings, mut rows, mut lines) = (None, Vec::new(), Lines::new(&text));
        for record in reader.records() {
            let record = record.map_err(|_| BadSheet::NotText)?;
            let line = lines.at(record.position().map_or(0, csv::Position::byte));
            let cells: Vec<String> = record.iter().map(|cell| bare(cell).to_owned()).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            match headings {
                None => headings = Some(cells),
                Some(_) if rows.len() == MOST_ROWS => return Err(BadSheet::TooLong),
                Some(_) => rows.push((line, cells)),
            }
        }
        let headings = headings.filter(|_| !rows.is_empty()).ok_or(BadSheet::Empty)?;
        Ok(Self { encoding: encoding.name(), headings, rows })
    }
}

/// Which line a byte is in. The reader's own count stands before the line end it has yet to pass.
struct Lines<'a> {
    text: &'a [u8],
    seen: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), seen: 0, line: 1 }
    }

    /// The line of the first text at or behind a byte; bytes are asked for in order.
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        let ends = |c: &u8| matches!(c, b'\r' | b'\n');
        while self.seen < byte || self.text.get(self.seen).is_some_and(ends) {
            let Some(passed) = self.text.get(self.seen) else { break };
            self.line += u64::from(*passed == b'\n');
            self.seen += 1;
        }
        self.line
    }
}

/// What a byte order mark says, else UTF-8 where it is that, else what Hebrew Windows writes.
fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1255,
    }
}

/// The separator the first line has most of.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|one| (count(*one), *one == b',')).unwrap_or(b',')
}

/// A cell without the marks that spreadsheets and [`super::Export`] put around text.
fn bare(cell: &str) -> &str {
    let cell = cell.trim().trim_matches(['\u{200e}', '\u{200f}', '\u{feff}']).trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        Some(_) | None => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_and_excel_write_reads_the_same() {
        let text = "שם,טלפון\r\nדנה,\"052-555-0100\"\r\n\r\n\"לוי, יוסי\",0525550101\r\n";
        let (windows, _, lost) = WINDOWS_1255.encode(text);
        assert!(!lost);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for (bytes, encoding) in [(text.as_bytes(), "UTF-8"), (&marked, "UTF-8"), (&windows, "windows-1255")]
        {
            let sheet = Sheet::read(bytes).unwrap();
            assert_eq!(
                (sheet.encoding, &sheet.headings[..]),
                (encoding, &["שם".to_owned(), "טלפון".to_owned()][..])
            );
            assert_eq!(sheet.rows[1], (4, vec!["לוי, יוסי".to_owned(), "0525550101".to_owned()]));
        }
    }

    #[test]
    fn semicolons_and_tabs_separate_as_well() {
        for separator in [";", "\t"] {
            let text = format!("שם{separator}טלפון\nדנה, לוי{separator}'+972525550100\n");
            assert_eq!(Sheet::read(text.as_bytes()).unwrap().rows[0].1, ["דנה, לוי", "+972525550100"]);
        }
    }

    #[test]
    fn what_is_no_list_is_said_to_be_none() {
        assert_eq!(Sheet::read(b"").unwrap_err(), BadSheet::Empty);
        assert_eq!(Sheet::read("שם,טלפון\n".as_bytes()).unwrap_err(), BadSheet::Empty);
        assert_eq!(Sheet::read(b"PK\x03\x04anything").unwrap_err(), BadSheet::NotText);
        let long = format!("טלפון\n{}", "1\n".repeat(MOST_ROWS + 1));
        assert_eq!(Sheet::read(long.as_bytes()).unwrap_err(), BadSheet::TooLong);
    }
}
