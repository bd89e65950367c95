//! A whole text made speakable: what a synthesiser would read digit by digit or in another language becomes words.

use jiff::civil;

use super::{cardinal, clock, date, decimal, phone, price};
use crate::hebrew::{Word, numbers::Gender, words};
use crate::values::Money;

const ABBREVIATIONS: [(&str, &str); 14] = [
    ("ש\"ח", "שקלים"),
    ("₪", "שקלים"),
    ("מ\"ר", "מטר רבוע"),
    ("רח'", "רחוב"),
    ("שד'", "שדרות"),
    ("ד\"ר", "דוקטור"),
    ("עו\"ד", "עורך דין"),
    ("אחה\"צ", "אחר הצהריים"),
    ("מוצ\"ש", "מוצאי שבת"),
    ("ת\"א", "תל אביב"),
    ("ב\"ש", "באר שבע"),
    ("טל'", "טלפון"),
    ("חד'", "חדרים"),
    ("וכו'", "וכולי"),
];

/// Feminine nouns that are counted in this trade; all others count as masculine.
const FEMININE_NOUNS: [&str; 15] = [
    "דקות",
    "דקה",
    "שעות",
    "שעה",
    "דירות",
    "דירה",
    "קומות",
    "קומה",
    "שנים",
    "שנה",
    "פעמים",
    "מרפסות",
    "חניות",
    "פגישות",
    "שניות",
];

/// The text with numbers, prices, times, dates, telephone numbers and abbreviations in words.
pub fn spoken(text: &str) -> String {
    let words = words(text);
    let mut spoken = String::with_capacity(text.len() * 2);
    let mut copied = 0;
    let mut at = 0;
    while at < words.len() {
        if let Some((said, used)) = replacement(text, &words[at..]) {
            spoken.push_str(text.get(copied..words[at].start).unwrap_or_default());
            spoken.push_str(&said);
            copied = words[at + used - 1].end;
            at += used;
        } else {
            at += 1;
        }
    }
    spoken.push_str(text.get(copied..).unwrap_or_default());
    spoken
}

fn replacement(text: &str, words: &[Word]) -> Option<(String, usize)> {
    let first = &words[0];
    if !first.is_literal() {
        let (prefix, long) = first.readings().find_map(|(prefix, rest)| {
            ABBREVIATIONS.iter().find(|(short, _)| *short == rest).map(|(_, long)| (prefix, *long))
        })?;
        return Some((format!("{prefix}{long}"), 1));
    }
    let next = words.get(1).filter(|next| !next.after_break).map_or("", |next| next.text.as_str());
    if let Some((number, used)) = dialled(text, words) {
        return Some((format!("{}{}", first.prefix, phone(&number)), used));
    }
    let (said, used) = time(&first.text)
        .or_else(|| day(&first.text))
        .map(|said| (said, 1))
        .or_else(|| amount(&first.text, next))
        .or_else(|| number(&first.text, next).map(|said| (said, 1)))?;
    Some((format!("{}{said}", first.prefix), used))
}

/// `052-5550100`, `+972 52 555 0100`: literals in a row that make seven digits or more, the first with a zero or a plus.
fn dialled(text: &str, words: &[Word]) -> Option<(String, usize)> {
    let first = &words[0];
    let plus = text[..first.start].ends_with('+');
    let row = words.iter().enumerate().take_while(|(at, word)| {
        *at == 0 || (word.is_literal() && !word.after_break && word.prefix.is_empty())
    });
    let (used, number) =
        row.fold((0, String::new()), |(used, number), (_, word)| (used + 1, number + &word.text));
    let plain = number.bytes().all(|b| b.is_ascii_digit());
    let dialled = plain && (7..=15).contains(&number.len()) && (plus || number.starts_with('0'));
    dialled.then(|| (if plus { format!("+{number}") } else { number }, used))
}

/// `16:30`.
fn time(text: &str) -> Option<String> {
    let (hour, minute) = text.split_once(':')?;
    let time = civil::Time::new(hour.parse().ok()?, minute.parse().ok().filter(|_| minute.len() == 2)?, 0, 0)
        .ok()?;
    Some(clock(time))
}

/// `24/11`, `24/11/2026`, `24.11.2026`.
fn day(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split(['/', '.']).collect();
    let (day, month, year) = match fields.as_slice() {
        [day, month] if text.contains('/') => (*day, *month, None),
        [day, month, year] => (*day, *month, Some(*year)),
        _ => return None,
    };
    let year: Option<i16> = match year {
        Some(year) if year.len() == 2 => Some(2000 + year.parse::<i16>().ok()?),
        Some(year) => Some(year.parse().ok()?),
        None => None,
    };
    // 2028 is a leap year: without a year, 29/2 is still a date.
    let civil = civil::Date::new(year.unwrap_or(2028), month.parse().ok()?, day.parse().ok()?).ok()?;
    let year = year.and_then(|year| u64::try_from(year).ok()).map(|year| cardinal(year, Gender::Feminine));
    Some(year.map_or_else(|| date(civil), |year| format!("{} {year}", date(civil))))
}

/// A number before a currency: the price with its word.
fn amount(text: &str, next: &str) -> Option<(String, usize)> {
    if !matches!(next, "שקל" | "שקלים" | "ש\"ח" | "₪") {
        return None;
    }
    let shekels: i64 = text.replace(',', "").parse().ok()?;
    Some((price(Money::shekels(shekels)), 2))
}

fn number(text: &str, next: &str) -> Option<String> {
    let gender = if FEMININE_NOUNS.contains(&next) { Gender::Feminine } else { Gender::Masculine };
    if let Some(said) = decimal(text, gender) {
        return Some(said);
    }
    let value: u64 = text.replace(',', "").parse().ok().filter(|value| *value < 1_000_000_000_000)?;
    // Counted nouns take the construct two: "שני חדרים", "שתי דקות".
    let two = match gender {
        Gender::Masculine => "שני",
        Gender::Feminine => "שתי",
    };
    let plural = next.ends_with("ים") || next.ends_with("ות") || next == "מיליון";
    // Without a noun Hebrew counts in the feminine.
    let gender = if next.is_empty() { Gender::Feminine } else { gender };
    Some(if value == 2 && plural { two.to_owned() } else { cardinal(value, gender) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_speakable() {
        for (text, expected) in [
            ("נקבע מחר ב-16:30.", "נקבע מחר בארבע וחצי."),
            ("דירת 3.5 חדרים", "דירת שלושה וחצי חדרים"),
            ("עד 2,400,000 ש\"ח", "עד שני מיליון וארבע מאות אלף שקלים"),
            ("עד 6000₪ לחודש", "עד ששת אלפים שקלים לחודש"),
            ("2 חדרים ו-2 דקות", "שני חדרים ושתי דקות"),
            ("ב-24/11", "בעשרים וארבעה בנובמבר"),
            ("חייגו 052-555-0100", "חייגו אפס חמש שתיים, חמש חמש חמש, אפס אחת, אפס אפס"),
            ("הקש 1", "הקש אחת"),
            ("80 מ\"ר", "שמונים מטר רבוע"),
            ("2.4 מיליון", "שתיים נקודה ארבע מיליון"),
            ("שלום וברכה", "שלום וברכה"),
        ] {
            assert_eq!(spoken(text), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_spoken_without_panic(text in "[א-ת0-9:./,₪\"' +-]{0,60}") {
            let _ = spoken(&text);
        }
    }
}
