//! Phone numbers in E.164.

use std::{fmt, str::FromStr};

use phonenumber::{Mode, country::Id as Country};
use serde::{Deserialize, Serialize};

use crate::hebrew::fold::{is_dash, is_mark};

/// A telephone number in E.164 (`+972541234567`). `Debug` hides all but the last three digits: logs are not for phones.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// The text was not a number that can be dialled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a telephone number such as 052-555-0100 or +972525550100")]
pub struct NotAPhone;

impl PhoneNumber {
    /// E.164, with the plus.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PhoneNumber {
    type Err = NotAPhone;

    /// Any spelling; a number without a country code is Israeli.
    fn from_str(text: &str) -> Result<Self, NotAPhone> {
        // A number copied from a contact comes in marks of its direction, one typed in Hebrew has a maqaf for its hyphen.
        let seen = text.chars().filter(|c| !is_mark(*c));
        let plain: String = seen.map(|c| if is_dash(c) { '-' } else { c }).collect();
        let number = phonenumber::parse(Some(Country::IL), plain.trim()).map_err(|_| NotAPhone)?;
        let e164 = number.format().mode(Mode::E164).to_string();
        if number.is_valid() || may_be_dialled(&e164) { Ok(Self(e164)) } else { Err(NotAPhone) }
    }
}

/// Whether it is as long as such numbers are. The numbering plan that was built in does not know what was given out since, and whoever
/// calls from there has called.
fn may_be_dialled(e164: &str) -> bool {
    match e164.strip_prefix("+972").map(str::as_bytes) {
        Some([b'5' | b'7', rest @ ..]) => rest.len() == 8,
        Some([b'2' | b'3' | b'4' | b'8' | b'9', rest @ ..]) => rest.len() == 7,
        Some(_) => false,
        // Of the shortest countries' numbers seven digits with the code, of the longest fifteen (E.164).
        None => (8..=16).contains(&e164.len()),
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = NotAPhone;

    /// Trusts a text that is already E.164 (the log's own), else parses: reading events back must never depend on a
    /// newer numbering plan.
    fn try_from(text: String) -> Result<Self, NotAPhone> {
        let e164 = text
            .strip_prefix('+')
            .is_some_and(|d| (7..=15).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()));
        if e164 { Ok(Self(text)) } else { text.parse() }
    }
}

impl From<PhoneNumber> for String {
    fn from(phone: PhoneNumber) -> Self {
        phone.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber(…{})", &self.0[self.0.len().saturating_sub(3)..])
    }
}

#[cfg(test)]
mod tests {
    use super::PhoneNumber;

    #[test]
    fn any_spelling_is_the_number() {
        let dashes = ['-', '\u{5be}', '\u{2010}', '\u{2011}', '\u{2012}', '–', '—', '―', '−', '－'];
        let dashed = dashes.map(|dash| format!("052{dash}234{dash}5678"));
        let others = [
            "0522345678",
            "052 234 5678",
            "052\u{a0}2345678",
            "(052) 234.5678",
            "+972-52-2345678",
            "972522345678",
            "00972522345678",
            "tel:+972-52-234-5678",
            "\u{202a}+972 52-234-5678\u{202c}",
            "\u{2066}052\u{200e}\u{5be}\u{200f}2345678\u{2069}",
            "\u{feff} 052-2345678 \u{200f}",
        ];
        for spelled in dashed.iter().map(String::as_str).chain(others) {
            let number = spelled.parse::<PhoneNumber>().map(|number| number.to_string());
            assert_eq!(number.as_deref(), Ok("+972522345678"), "{spelled:?}");
        }
    }

    #[test]
    fn what_cannot_be_dialled_is_no_number() {
        for text in ["", "־", "052", "052־234", "דנה", "05412345678", "06-1234567", "+972612345678", "+1555"]
        {
            assert!(text.parse::<PhoneNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_the_numbering_plan_does_not_know_yet_is_a_number() {
        for (text, e164) in [
            ("054-1234567", "+972541234567"),
            ("+972501234567", "+972501234567"),
            ("03-1234567", "+97231234567"),
            ("+15555550100", "+15555550100"),
        ] {
            assert_eq!(text.parse::<PhoneNumber>().map(|number| number.to_string()).as_deref(), Ok(e164));
        }
    }
}
