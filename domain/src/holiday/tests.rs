//! The civil dates, as the calendars people hang up have them.

use jiff::ToSpan;

use super::*;

/// The first day of each holiday, in the order of [`Holiday::ALL`].
const KNOWN: [(i16, [&str; 8]); 7] = [
    (2024, ["10-03", "10-12", "10-17", "10-24", "04-23", "04-29", "05-14", "06-12"]),
    (2025, ["09-23", "10-02", "10-07", "10-14", "04-13", "04-19", "05-01", "06-02"]),
    (2026, ["09-12", "09-21", "09-26", "10-03", "04-02", "04-08", "04-22", "05-22"]),
    (2027, ["10-02", "10-11", "10-16", "10-23", "04-22", "04-28", "05-12", "06-11"]),
    (2028, ["09-21", "09-30", "10-05", "10-12", "04-11", "04-17", "05-02", "05-31"]),
    (2029, ["09-10", "09-19", "09-24", "10-01", "03-31", "04-06", "04-19", "05-20"]),
    (2030, ["09-28", "10-07", "10-12", "10-19", "04-18", "04-24", "05-08", "06-07"]),
];

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

#[test]
fn each_year_has_each_holiday_on_its_day_and_no_other() {
    for (year, days) in KNOWN {
        let mut expected: Vec<(Date, Holiday)> = Holiday::ALL
            .into_iter()
            .zip(days)
            .map(|(one, day)| (date(&format!("{year}-{day}")), one))
            .collect();
        let second = expected[0].0.saturating_add(1.day());
        expected.push((second, Holiday::RoshHashana));
        expected.sort_unstable();
        let days = Date::constant(year, 1, 1).series(1.day()).take_while(|day| day.year() == year);
        let found: Vec<(Date, Holiday)> =
            days.filter_map(|day| Holiday::of(day).map(|one| (day, one))).collect();
        assert_eq!(found, expected, "{year}");
    }
}

#[test]
fn the_day_before_is_the_eve_unless_it_is_the_holiday_itself() {
    for (day, observed) in [
        ("2026-09-11", Some(Observed::Eve(Holiday::RoshHashana))),
        ("2026-09-12", Some(Observed::Day(Holiday::RoshHashana))),
        ("2026-09-13", Some(Observed::Day(Holiday::RoshHashana))),
        ("2026-09-14", None),
        ("2026-10-02", Some(Observed::Eve(Holiday::SimchatTorah))),
        ("2026-09-28", None), // between the first day of Sukkot and the last
    ] {
        assert_eq!(on(date(day)), observed, "{day}");
    }
}

#[test]
fn independence_day_keeps_away_from_the_sabbath() {
    for (year, days) in KNOWN {
        let day = date(&format!("{year}-{}", days[6]));
        assert!([Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday].contains(&day.weekday()), "{day}");
        let eve = on(day.saturating_sub(1.day())).expect("an eve");
        assert_eq!((eve, eve.name().as_str()), (Observed::Eve(Holiday::IndependenceDay), "יום הזיכרון"));
    }
}

/// Whatever the year, one day of each and two of the New Year's; and names are the log's.
#[test]
fn a_century_of_years_is_complete() {
    for year in 2000..2100 {
        let days = Date::constant(year, 1, 1).series(1.day()).take_while(|day| day.year() == year);
        let mut found: Vec<Holiday> = days.filter_map(Holiday::of).collect();
        found.sort_unstable();
        let mut all = Holiday::ALL.to_vec();
        all.insert(1, Holiday::RoshHashana);
        assert_eq!(found, all, "{year}");
    }
    assert_eq!(serde_json::to_value(Holiday::SeventhOfPesach).expect("JSON"), "SEVENTH_OF_PESACH");
}
