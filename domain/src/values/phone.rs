//! Phone numbers in E.164.

use std::{fmt, str::FromStr};

use phonenumber::{Mode, country::Id as Country};
use serde::{Deserialize, Serialize};

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
        let number = phonenumber::parse(Some(Country::IL), text.trim()).map_err(|_| NotAPhone)?;
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
