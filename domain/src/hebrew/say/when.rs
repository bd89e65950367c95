//! Times and dates to words.

use jiff::{
    Zoned,
    civil::{Date, Time, Weekday},
};

use super::cardinal;
use crate::hebrew::numbers::Gender;

pub(super) const MONTHS: [&str; 12] = [
    "ינואר",
    "פברואר",
    "מרץ",
    "אפריל",
    "מאי",
    "יוני",
    "יולי",
    "אוגוסט",
    "ספטמבר",
    "אוקטובר",
    "נובמבר",
    "דצמבר",
];

/// The time on a twelve-hour clock: "ארבע וחצי", "רבע לחמש", "עשר ועשרים".
pub fn clock(time: Time) -> String {
    let hour = |hour: i8| cardinal(u64::try_from((hour + 11) % 12 + 1).unwrap_or_default(), Gender::Feminine);
    let this = hour(time.hour());
    match time.minute() {
        0 => this,
        15 => format!("{this} ורבע"),
        30 => format!("{this} וחצי"),
        45 => format!("רבע ל{}", hour(time.hour() + 1)),
        1 => format!("{this} ודקה"),
        2 => format!("{this} ושתי דקות"),
        5 => format!("{this} וחמישה"),
        10 => format!("{this} ועשרה"),
        minute => {
            let minutes = cardinal(u64::try_from(minute).unwrap_or_default(), Gender::Feminine);
            if minute % 10 == 0 {
                format!("{this} ו{minutes}")
            } else {
                format!("{this} ו{minutes} דקות")
            }
        }
    }
}

/// With the part of the day: "ארבע וחצי אחר הצהריים".
pub fn clock_with_part(time: Time) -> String {
    let part = match time.hour() {
        4 | 5 => "לפנות בוקר",
        6..=11 => "בבוקר",
        12..=14 => "בצהריים",
        15..=17 => "אחר הצהריים",
        18..=21 => "בערב",
        _ => "בלילה",
    };
    format!("{} {part}", clock(time))
}

/// A weekday's name, with "יום" but for Saturday.
fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Sunday => "יום ראשון",
        Weekday::Monday => "יום שני",
        Weekday::Tuesday => "יום שלישי",
        Weekday::Wednesday => "יום רביעי",
        Weekday::Thursday => "יום חמישי",
        Weekday::Friday => "יום שישי",
        Weekday::Saturday => "שבת",
    }
}

/// Day and month: "עשרים וארבעה בנובמבר".
pub fn date(date: Date) -> String {
    let day = u64::try_from(date.day()).unwrap_or_default();
    let day = if day == 1 { "אחד".to_owned() } else { cardinal(day, Gender::Masculine) };
    let month = usize::try_from(date.month() - 1).unwrap_or_default();
    format!("{day} ב{}", MONTHS[month % 12])
}

/// A day as it is named on the phone: "היום", "מחר", "יום שלישי", beyond a week "יום שלישי, עשרים וארבעה בנובמבר".
pub fn day(on: Date, today: Date) -> String {
    let name = weekday(on.weekday());
    match today.until(on).map(|span| span.get_days()) {
        Ok(0) => "היום".to_owned(),
        Ok(1) => "מחר".to_owned(),
        Ok(2..=6) => name.to_owned(),
        Ok(_) | Err(_) => format!("{name}, {}", date(on)),
    }
}

/// Day and time, ready to follow a verb: "מחר בארבע וחצי אחר הצהריים", "ביום שלישי ברבע לחמש אחר הצהריים".
pub fn moment(at: &Zoned, now: &Zoned) -> String {
    let day = day(at.date(), now.date());
    let on = if day.starts_with("יום") || day.starts_with("שבת") { format!("ב{day}") } else { day };
    format!("{on} ב{}", clock_with_part(at.time()))
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;
    use crate::hebrew::time::{Understanding, understand};
    use crate::values::TIME_ZONE;

    fn at(year: i16, month: i8, day: i8, hour: i8, minute: i8) -> Zoned {
        civil::date(year, month, day).at(hour, minute, 0, 0).in_tz(TIME_ZONE).expect("a zone")
    }

    #[test]
    fn times() {
        for (hour, minute, expected) in [
            (16, 30, "ארבע וחצי"),
            (16, 45, "רבע לחמש"),
            (12, 0, "שתים עשרה"),
            (9, 20, "תשע ועשרים"),
            (10, 1, "עשר ודקה"),
            (10, 2, "עשר ושתי דקות"),
            (12, 45, "רבע לאחת"),
        ] {
            assert_eq!(clock(civil::time(hour, minute, 0, 0)), expected);
        }
    }

    #[test]
    fn days() {
        let now = at(2026, 11, 20, 10, 0);
        assert_eq!(moment(&at(2026, 11, 21, 16, 30), &now), "מחר בארבע וחצי אחר הצהריים");
        assert_eq!(moment(&at(2026, 11, 24, 9, 0), &now), "ביום שלישי בתשע בבוקר");
        assert_eq!(day(civil::date(2026, 12, 8), now.date()), "יום שלישי, שמונה בדצמבר");
    }

    proptest::proptest! {
        /// What is said of a time is understood as that time.
        #[test]
        fn what_is_said_is_understood(days in 1_i64..20, hour in 6_i8..22, quarter in 0_i8..4) {
            let now = at(2026, 11, 20, 5, 0);
            let date = now.date().checked_add(jiff::ToSpan::days(days)).expect("a date");
            let then = date.at(hour, quarter * 15, 0, 0).in_tz(TIME_ZONE).expect("a zone");
            let said = moment(&then, &now);
            proptest::prop_assert_eq!(understand(&said, &now), Understanding::Instant { at: then }, "{}", said);
        }
    }
}
