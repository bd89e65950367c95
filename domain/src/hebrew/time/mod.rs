//! When somebody means: days, hours and parts of the day, relative to a present that is given.
//!
//! # Contract
//! Civil time of the given present's zone; the week starts on Sunday. A bare hour 1–7 is in the afternoon or evening, 8–12 as
//! said, unless the part of the day is named. A date without a year is the next one (today included); a weekday is the next
//! one that is not today; an hour without a day is the next one. What daylight saving skips or doubles, two different
//! readings, and a number that may be an hour or a day of the month (`ב-17`) are questions. So is an hour or a part beside a day
//! that cannot be told (`אחרי החגים בעשר`): a question without options, since the day is asked for.
//!
//! Three steps: [`scan`] finds pieces (days, hours, parts) among the words, [`resolve`] puts them together, [`place`] puts the
//! result on the time line. To teach a new way of saying: a matcher in the file of its piece; a day or
//! period that cannot be told: `lexicon/periods.tsv`.

mod clock;
mod date;
mod day;
mod holiday;
mod hour;
mod part;
mod place;
mod relative;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;
mod unplaced;

use jiff::{Zoned, civil::Date};
use serde::{Deserialize, Serialize, Serializer};

use super::words;

/// A stretch of the day people make appointments in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartOfDay {
    /// בוקר
    Morning,
    /// צהריים
    Noon,
    /// אחר הצהריים
    Afternoon,
    /// ערב
    Evening,
}

/// What was understood of a text; as JSON, what `agentlocator hebrew time --json` answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Understanding {
    /// A point in time.
    Instant {
        /// Which.
        #[serde(serialize_with = "rfc3339")]
        at: Zoned,
    },
    /// A whole day.
    Day {
        /// Which.
        date: Date,
    },
    /// Part of a day.
    Part {
        /// Of which day.
        date: Date,
        /// Which part.
        part: PartOfDay,
    },
    /// It may mean any of these: ask.
    Question {
        /// The readings, in the order they were said or come; none when the day itself is to be asked for.
        options: Vec<Understanding>,
    },
    /// Nothing that tells a time.
    None,
}

/// How far from now a day, as it was said, is the only one it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Exactness {
    /// Within a week.
    Weekday,
    /// Within a month.
    DayOfMonth,
    /// Within a year.
    Date,
    /// Ever: by its year, or its distance from today.
    Year,
}

/// Longer texts are cut: nobody says when in more words than this.
const MOST_WORDS: usize = 120;

/// Understands when `text` means, said at `now`.
pub fn understand(text: &str, now: &Zoned) -> Understanding {
    resolve::resolve(pieces(text), now)
}

/// Whether the text speaks of a time at all, whichever it is: a day, an hour, a part of the day.
pub fn is_mentioned(text: &str) -> bool {
    !pieces(text).is_empty()
}

/// Whether the text names a day or a part of one by itself, so that its hour is not simply the next one.
pub fn names_a_day(text: &str) -> bool {
    pieces(text).iter().any(|piece| {
        matches!(
            piece,
            scan::Piece::Day(_)
                | scan::Piece::NextWeek
                | scan::Piece::In { .. }
                | scan::Piece::Part { today: true, .. }
        )
    })
}

fn pieces(text: &str) -> Vec<scan::Piece> {
    let mut words = words(text);
    words.truncate(MOST_WORDS);
    scan::scan(&words)
}

/// `2026-11-21T16:30:00+02:00`: the offset, without the zone's name.
fn rfc3339<S: Serializer>(at: &Zoned, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.strftime("%Y-%m-%dT%H:%M:%S%:z"))
}
