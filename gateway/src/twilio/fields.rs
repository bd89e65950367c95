//! What a webhook carries, field by field.

use std::str::FromStr;

use domain::ids::NotAnId;
use jiff::{Timestamp, fmt::rfc2822};
use url::form_urlencoded;

use crate::problem::Problem;

/// The form's pairs, in the order they came; a name may come several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

/// A body that is read from a webhook's fields.
pub trait FromFields: Sized {
    /// Reads it, or names the field that cannot be read.
    fn from_fields(fields: &Fields) -> Result<Self, Problem>;
}

impl Fields {
    /// From an urlencoded body; what is not UTF-8 becomes U+FFFD rather than an error.
    pub fn from_form(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// From pairs.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// All pairs.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// As an urlencoded body.
    pub fn to_form(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// The first value that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(held, value)| held == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A value that must be there.
    pub fn required(&self, name: &'static str) -> Result<&str, Problem> {
        self.get(name).ok_or_else(|| Problem::field(name, "a value, got none"))
    }

    /// An identity that must be there and well formed.
    pub fn id<T: FromStr<Err = NotAnId>>(&self, name: &'static str) -> Result<T, Problem> {
        self.required(name)?.parse().map_err(|error: NotAnId| Problem::field(name, error.expected))
    }

    /// A whole number, when there is one. Unreadable counts as absent: it never is what the call turns on.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.parse().ok()
    }

    /// The callback's own time (RFC 2822 on calls, RFC 3339 on streams), when it has one.
    pub fn timestamp(&self) -> Option<Timestamp> {
        let text = self.get("Timestamp")?;
        text.parse().ok().or_else(|| rfc2822::DateTimeParser::new().parse_timestamp(text).ok())
    }
}
