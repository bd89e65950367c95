//! Hebrew times: a table of expressions with what each must be understood as, and what holds of any.

#![expect(clippy::expect_used, reason = "helpers of tests, where a panic is the report")]

use domain::hebrew::time::{Understanding, understand};
use domain::values::TIME_ZONE;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned, civil::Date, tz::AmbiguousOffset, tz::TimeZone};
use proptest::prelude::*;

const TABLE: &str = include_str!("data/hebrew_times.tsv");

fn zone() -> TimeZone {
    TimeZone::get(TIME_ZONE).expect("a zone")
}

fn zoned(text: &str) -> Zoned {
    // The table writes minutes; jiff wants seconds.
    let (minutes, offset) = text.split_at(16);
    format!("{minutes}:00{offset}").parse::<Timestamp>().expect("an instant").to_zoned(zone())
}

#[test]
fn every_expression_of_the_table_is_understood() {
    let rows: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(rows.len() >= 300, "{} rows", rows.len());
    let mut wrong = Vec::new();
    for row in rows {
        let [now, text, expected] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three fields: {row}")
        };
        let found = understand(text, &zoned(now));
        let found = serde_json::to_value(&found).expect("json");
        let expected: serde_json::Value = serde_json::from_str(expected).expect("json");
        if found != expected {
            wrong.push(format!("{now} {text}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

/// Days on which the clocks change, and those around them.
fn around_a_change() -> impl Strategy<Value = Date> {
    let changes: Vec<Date> = ["2026-10-25", "2027-03-26", "2027-10-31", "2028-03-24"]
        .iter()
        .map(|date| date.parse().expect("a date"))
        .collect();
    (prop::sample::select(changes), -2_i64..3)
        .prop_map(|(date, days)| date.checked_add(days.days()).expect("a date"))
}

proptest! {
    /// A date with a time is that civil time, or a question exactly when daylight saving skips or doubles it.
    #[test]
    fn a_civil_time_is_itself_or_a_question(date in around_a_change(), hour in 0_i8..24, minute in 0_i8..60) {
        let now = "2026-10-01T10:00".parse::<jiff::civil::DateTime>().expect("a time").to_zoned(zone()).expect("a zone");
        let text = format!("{}/{}/{} בשעה {hour:02}:{minute:02}", date.day(), date.month(), date.year());
        let civil = date.at(hour, minute, 0, 0);
        match (understand(&text, &now), zone().to_ambiguous_timestamp(civil).offset()) {
            (Understanding::Instant { at }, AmbiguousOffset::Unambiguous { .. }) => prop_assert_eq!(at.datetime(), civil),
            (Understanding::Question { options }, AmbiguousOffset::Gap { .. } | AmbiguousOffset::Fold { .. }) => {
                prop_assert_eq!(options.len(), 2, "{}", text);
            }
            (found, _) => prop_assert!(false, "{} gave {:?}", text, found),
        }
    }

    /// "In so many hours" is that long on the time line, whatever the clocks do.
    #[test]
    fn hours_from_now_are_hours(date in around_a_change(), minute in 0_i64..1440, hours in 3_i64..30) {
        let now = (date.to_zoned(zone()).expect("a day").timestamp() + SignedDuration::from_mins(minute)).to_zoned(zone());
        let Understanding::Instant { at } = understand(&format!("בעוד {hours} שעות"), &now) else { panic!("an instant") };
        prop_assert_eq!(at.duration_since(&now), SignedDuration::from_hours(hours));
    }

    /// An hour without a day is always still to come, and within two days.
    #[test]
    fn a_bare_hour_is_the_next_one(date in around_a_change(), minute in 0_i64..1440, hour in 4_i8..12) {
        let now = (date.to_zoned(zone()).expect("a day").timestamp() + SignedDuration::from_mins(minute)).to_zoned(zone());
        let Understanding::Instant { at } = understand(&format!("בשעה {hour}"), &now) else { panic!("an instant") };
        prop_assert!(at > now && at.duration_since(&now) <= SignedDuration::from_hours(26));
    }

    /// A weekday is one of the next seven days, and never today.
    #[test]
    fn a_weekday_is_within_a_week(date in around_a_change(), index in 0_usize..7) {
        let name = ["ראשון", "שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת"][index];
        let now = date.at(9, 0, 0, 0).to_zoned(zone()).expect("a time");
        let Understanding::Day { date: found } = understand(&format!("יום {name}"), &now) else { panic!("a day") };
        let days = date.until(found).expect("a span").get_days();
        prop_assert!((1..=7).contains(&days));
        prop_assert_eq!(usize::try_from(found.weekday().to_sunday_zero_offset()).expect("0–6"), index);
    }
}
