//! The other end of the line, whatever Twilio says of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::PhoneNumber;

/// Who called or was called. A withheld or unreadable number is kept and flagged, never dropped.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Party {
    /// A number that can be called back.
    Phone(PhoneNumber),
    /// An Israeli star number (`*2700`), digits only.
    Star(String),
    /// The caller withheld it.
    Withheld,
    /// What was sent, as it was sent.
    Unreadable(String),
}

impl Party {
    /// Reads what Twilio's `From` and `To` carry: E.164, `anonymous`, `+266696687` ("ANONYMOUS" in digits), star numbers, rubbish.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let withheld =
            ["anonymous", "restricted", "unavailable", "unknown", "private", "+266696687", "266696687", ""];
        if withheld.iter().any(|w| text.eq_ignore_ascii_case(w)) {
            return Self::Withheld;
        }
        if let Some(digits) = text.strip_prefix('*')
            && (3..=6).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
        {
            return Self::Star(digits.to_owned());
        }
        text.parse().map_or_else(|_| Self::Unreadable(text.chars().take(64).collect()), Self::Phone)
    }

    /// The number, when there is one to call back.
    pub fn phone(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Phone(phone) => Some(phone),
            Self::Star(_) | Self::Withheld | Self::Unreadable(_) => None,
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(phone) => phone.fmt(f),
            Self::Star(digits) => write!(f, "*{digits}"),
            Self::Withheld => f.write_str("anonymous"),
            Self::Unreadable(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(phone) => phone.fmt(f),
            Self::Star(digits) => write!(f, "Star({digits})"),
            Self::Withheld => f.write_str("Withheld"),
            Self::Unreadable(_) => f.write_str("Unreadable(…)"),
        }
    }
}
