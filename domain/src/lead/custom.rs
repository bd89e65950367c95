//! Fields a business has thought up itself: what they are, and what a lead holds in them.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A custom field's key within its business: 1 to 40 of a–z, 0–9 and `_`. It outlives renaming.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldKey(String);

/// The text was not a key of a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a field key such as move_in (1 to 40 of a–z, 0–9 and _)")]
pub struct NotAFieldKey;

impl FieldKey {
    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FieldKey {
    type Err = NotAFieldKey;

    fn from_str(text: &str) -> Result<Self, NotAFieldKey> {
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAFieldKey) }
    }
}

impl TryFrom<String> for FieldKey {
    type Error = NotAFieldKey;

    fn try_from(text: String) -> Result<Self, NotAFieldKey> {
        text.parse()
    }
}

impl From<FieldKey> for String {
    fn from(key: FieldKey) -> Self {
        key.0
    }
}

impl fmt::Display for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a lead holds in a custom field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum CustomValue {
    /// Words.
    Text(String),
    /// A finite number.
    Number(f64),
    /// A civil date.
    Date(Date),
    /// One of the field's choices.
    Choice(String),
    /// Yes or no.
    YesNo(bool),
}

impl fmt::Display for CustomValue {
    /// As files and forms write it, and [`FieldKind::read`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Choice(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::YesNo(yes) => f.write_str(if *yes { "כן" } else { "לא" }),
        }
    }
}

/// A value and the field it is in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomFact {
    /// The field.
    pub field: FieldKey,
    /// What it holds.
    pub value: CustomValue,
}

/// What a custom field takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldKind {
    /// 1 to 500 characters.
    Text,
    /// A number.
    Number,
    /// A civil date.
    Date,
    /// One of these.
    Choice {
        /// In the order they are offered.
        options: Vec<String>,
    },
    /// Yes or no.
    YesNo,
}

impl FieldKind {
    /// What was typed, as a value of this kind; what would be accepted, otherwise.
    pub fn read(&self, typed: &str) -> Result<CustomValue, &'static str> {
        let typed = typed.trim();
        match self {
            Self::Text if (1..=500).contains(&typed.chars().count()) => {
                Ok(CustomValue::Text(typed.to_owned()))
            }
            Self::Text => Err("expected 1 to 500 characters"),
            Self::Number => {
                let bare: String =
                    typed.chars().filter(|c| !matches!(c, ',' | '₪') && !c.is_whitespace()).collect();
                let number = bare.parse::<f64>().ok().filter(|number| number.is_finite());
                number.map(CustomValue::Number).ok_or("expected a number")
            }
            Self::Date => date(typed).map(CustomValue::Date).ok_or("expected a date such as 24/11/2026"),
            Self::Choice { options } if options.iter().any(|option| option == typed) => {
                Ok(CustomValue::Choice(typed.to_owned()))
            }
            Self::Choice { .. } => Err("expected one of the field's choices"),
            Self::YesNo => match typed.to_lowercase().as_str() {
                "כן" | "true" | "yes" | "1" | "v" | "✓" => Ok(CustomValue::YesNo(true)),
                "לא" | "false" | "no" | "0" => Ok(CustomValue::YesNo(false)),
                _ => Err("expected yes or no"),
            },
        }
    }
}

/// `2026-11-24`, or day first as Israel writes it: `24/11/2026`, `24.11.2026`, `24-11-26`.
fn date(typed: &str) -> Option<Date> {
    if let Ok(date) = typed.parse::<Date>() {
        return Some(date);
    }
    let mut parts = typed.split(['/', '.', '-']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year: i16 = year.parse().ok()?;
    let year = if (0..100).contains(&year) { year + 2000 } else { year };
    parts.next().is_none().then(|| Date::new(year, month.parse().ok()?, day.parse().ok()?).ok())?
}
