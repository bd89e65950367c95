//! Scalars of our own: instants, and statuses that are data rather than an enum.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use domain::values::time_zone;
use jiff::Timestamp;

/// An instant, as GraphQL writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DateTime(pub Timestamp);

/// An instant, RFC 3339 with an offset, as in `2026-11-24T16:30:00+02:00`. Answers are in the time of Israel.
#[Scalar]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        text.parse().map(Self).map_err(|_| {
            InputValueError::custom("expected an instant with an offset, such as 2026-11-24T16:30:00+02:00")
        })
    }

    fn to_value(&self) -> Value {
        // The offset without the zone's name in brackets, which RFC 3339 does not know.
        Value::String(self.0.display_with_offset(time_zone().to_offset(self.0)).to_string())
    }
}

impl From<Timestamp> for DateTime {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

/// Where a lead stands, as GraphQL writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeadStatus(pub domain::lead::LeadStatus);

/// A key of the business's own list of statuses: `NEW`, `IN_PROGRESS`, `MEETING_SET`, `OFFER`, `CLOSED`, `IRRELEVANT` …
/// Written as a string or bare.
#[Scalar]
impl ScalarType for LeadStatus {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = match &value {
            Value::String(text) => text.as_str(),
            Value::Enum(name) => name.as_str(),
            Value::Null
            | Value::Number(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::List(_)
            | Value::Object(_) => return Err(InputValueError::expected_type(value)),
        };
        text.parse().map(Self).map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_answered_in_the_time_of_israel() {
        let summer = DateTime("2026-07-01T09:00:00Z".parse().unwrap());
        let winter = DateTime("2026-12-01T09:00:00Z".parse().unwrap());
        assert_eq!(summer.to_value(), Value::String("2026-07-01T12:00:00+03:00".to_owned()));
        assert_eq!(winter.to_value(), Value::String("2026-12-01T11:00:00+02:00".to_owned()));
    }

    #[test]
    fn an_instant_without_an_offset_is_refused_with_the_form_expected() {
        let refused = DateTime::parse(Value::String("2026-12-01T09:00:00".to_owned())).unwrap_err();
        assert!(format!("{refused:?}").contains("with an offset"));
    }

    #[test]
    fn a_status_is_a_string_or_bare() {
        let bare = LeadStatus::parse(Value::Enum(async_graphql::Name::new("MEETING_SET"))).unwrap();
        let text = LeadStatus::parse(Value::String("MEETING_SET".to_owned())).unwrap();
        assert_eq!(bare, text);
        assert!(LeadStatus::parse(Value::String("not a key".to_owned())).is_err());
    }
}
