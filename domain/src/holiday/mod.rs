//! The holidays of Israel on which offices are closed, and their eves, which end early.
//!
//! # Knows
//! The Hebrew calendar, and the days of rest of the Law and Administration Ordinance 1948, section 18A, with Independence Day.
//! # Must not know
//! Which of them an agency works on: that is in its settings.
//! # Contract
//! A date is at most one of them. Evenings are not told apart: a holiday is the civil day on whose eve, at sunset, it begins.

#[cfg(test)]
mod tests;

use icu_calendar::{Date as AnyDate, cal::Hebrew};
use jiff::{
    ToSpan,
    civil::{Date, Time, Weekday},
};
use serde::{Deserialize, Serialize};

/// When work ends on the eve of a holiday, as on a Friday.
pub const EVE_ENDS: Time = Time::constant(13, 0, 0, 0);

// Months as the civil Hebrew year counts them, a leap month aside: CLDR's `M01`, `M07`, `M08` and `M09`.
const TISHREI: u8 = 1;
const NISAN: u8 = 7;
const IYAR: u8 = 8;
const SIVAN: u8 = 9;

/// A holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Holiday {
    /// ראש השנה, two days.
    RoshHashana,
    /// יום כיפור.
    YomKippur,
    /// סוכות, its first day.
    Sukkot,
    /// שמחת תורה, the day after the seven of Sukkot.
    SimchatTorah,
    /// פסח, its first day.
    Pesach,
    /// שביעי של פסח.
    SeventhOfPesach,
    /// יום העצמאות. Its eve is Memorial Day.
    IndependenceDay,
    /// שבועות.
    Shavuot,
}

impl Holiday {
    /// All of them, in the order of the Hebrew year.
    pub const ALL: [Self; 8] = [
        Self::RoshHashana,
        Self::YomKippur,
        Self::Sukkot,
        Self::SimchatTorah,
        Self::Pesach,
        Self::SeventhOfPesach,
        Self::IndependenceDay,
        Self::Shavuot,
    ];

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RoshHashana => "ראש השנה",
            Self::YomKippur => "יום כיפור",
            Self::Sukkot => "סוכות",
            Self::SimchatTorah => "שמחת תורה",
            Self::Pesach => "פסח",
            Self::SeventhOfPesach => "שביעי של פסח",
            Self::IndependenceDay => "יום העצמאות",
            Self::Shavuot => "שבועות",
        }
    }

    /// The holiday of a date, when it is one.
    fn of(date: Date) -> Option<Self> {
        let (month, day) = hebrew(date)?;
        match (month, day) {
            (TISHREI, 1 | 2) => Some(Self::RoshHashana),
            (TISHREI, 10) => Some(Self::YomKippur),
            (TISHREI, 15) => Some(Self::Sukkot),
            (TISHREI, 22) => Some(Self::SimchatTorah),
            (NISAN, 15) => Some(Self::Pesach),
            (NISAN, 21) => Some(Self::SeventhOfPesach),
            (SIVAN, 6) => Some(Self::Shavuot),
            (IYAR, day) if independence(day, date.weekday()) => Some(Self::IndependenceDay),
            _ => None,
        }
    }
}

/// What a date is of a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// The holiday itself: closed.
    Day(Holiday),
    /// The day before it: work ends at [`EVE_ENDS`].
    Eve(Holiday),
}

impl Observed {
    /// Which holiday it is of.
    pub fn holiday(self) -> Holiday {
        match self {
            Self::Day(holiday) | Self::Eve(holiday) => holiday,
        }
    }

    /// What people call the date.
    pub fn name(self) -> String {
        match self {
            Self::Day(holiday) => holiday.name().to_owned(),
            Self::Eve(Holiday::IndependenceDay) => "יום הזיכרון".to_owned(),
            Self::Eve(holiday) => format!("ערב {}", holiday.name()),
        }
    }
}

/// What a date is, when it is anything.
pub fn on(date: Date) -> Option<Observed> {
    let tomorrow = || Holiday::of(date.checked_add(1.day()).ok()?);
    Holiday::of(date).map(Observed::Day).or_else(|| tomorrow().map(Observed::Eve))
}

/// Independence Day is 5 Iyar; the Thursday before when that is a Friday or a Saturday, and the Tuesday after when it is a Monday, so
/// that neither it nor Memorial Day before it touches the Sabbath (Independence Day Law 1949, as amended in 2004).
fn independence(day: i8, weekday: Weekday) -> bool {
    match weekday {
        Weekday::Thursday => (3..=5).contains(&day),
        Weekday::Tuesday => day == 5 || day == 6,
        Weekday::Wednesday => day == 5,
        // 5 Iyar is never a Sunday; on a Monday, Friday or Saturday it is kept on another day.
        Weekday::Sunday | Weekday::Monday | Weekday::Friday | Weekday::Saturday => false,
    }
}

/// Month and day in the Hebrew calendar.
fn hebrew(date: Date) -> Option<(u8, i8)> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    let date = AnyDate::try_new_iso(i32::from(date.year()), month, day).ok()?.to_calendar(Hebrew);
    Some((date.month().number(), i8::try_from(date.day_of_month().0).ok()?))
}
