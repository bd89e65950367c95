use jiff::civil::DateTime;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::values::time_zone;

/// How often it comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Repeat {
    /// Once.
    Never,
    /// Every day.
    Daily,
    /// Every week, on the same day.
    Weekly,
    /// Every month, on the same date; in a shorter month on its last day.
    Monthly,
}

impl Repeat {
    /// All of them, in the order of a menu.
    pub const ALL: [Self; 4] = [Self::Never, Self::Daily, Self::Weekly, Self::Monthly];

    /// The name in JSON, in the tables and in GraphQL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "NEVER",
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
        }
    }

    /// The first occurrence after an instant, counted from the first of all; `None`: there is none.
    ///
    /// Occurrences keep their hour on the wall in Israel: a clock that goes forward or back moves none of the others. An hour that a
    /// day does not have is an hour later on that day; one that it has twice is its first. Each is counted from the first, so that
    /// the 31st after a February is the 31st again.
    pub fn next(self, first: Timestamp, after: Timestamp) -> Option<Timestamp> {
        let zone = time_zone();
        let begun = first.to_zoned(zone.clone()).datetime();
        let mut n = self.passed(begun, after.to_zoned(zone.clone()).datetime())?;
        loop {
            let at = begun.checked_add(self.times(n)?).ok()?.to_zoned(zone.clone()).ok()?.timestamp();
            if at > after && at > first {
                return Some(at);
            }
            n += 1;
        }
    }

    /// A number of occurrences that have passed for certain: where counting may begin.
    fn passed(self, first: DateTime, after: DateTime) -> Option<i64> {
        let days = i64::from(first.date().until(after.date()).ok()?.get_days());
        let whole = match self {
            Self::Never => return None,
            Self::Daily => days,
            Self::Weekly => days / 7,
            Self::Monthly => days / 31,
        };
        Some((whole - 1).max(1))
    }

    fn times(self, n: i64) -> Option<Span> {
        match self {
            Self::Never => None,
            Self::Daily => Span::new().try_days(n).ok(),
            Self::Weekly => Span::new().try_weeks(n).ok(),
            Self::Monthly => Span::new().try_months(n).ok(),
        }
    }
}
