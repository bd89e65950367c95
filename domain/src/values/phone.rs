//! Phone numbers in E.164.

use std::{fmt, str::FromStr};

use phonenumber::{Mode, country::Id as Country};
use serde::{Deserialize, Serialize};

use crate::hebrew::fold::{is_dash, is_mark};

/// A valid telephone number in E.164 (`+972541234567`). `Debug` hides all but the last three digits: logs are not for phones.
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
        if !number.is_valid() {
            return Err(NotAPhone);
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
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
        for text in ["", "־", "052", "052־234", "דנה", "0541234567"] {
            assert!(text.parse::<PhoneNumber>().is_err(), "{text}");
        }
    }
}
