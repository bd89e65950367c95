//! A whole text made speakable: what a synthesiser would read digit by digit or in another language becomes words.

use jiff::civil;

use super::{
    amounts::{number, percent, scaled},
    cardinal, clock, date,
    house::house,
    phone, price,
};
use crate::hebrew::{Word, numbers::Gender, words};
use crate::values::Money;

const ABBREVIATIONS: [(&str, &str); 17] = [
    ("ש\"ח", "שקלים"),
    ("₪", "שקלים"),
    ("מ\"ר", "מטר רבוע"),
    ("ק\"מ", "קילומטר"),
    ("דק'", "דקות"),
    ("מס'", "מספר"),
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

/// The text with numbers, prices, times, dates, telephone numbers and abbreviations in words.
pub fn spoken(text: &str) -> String {
    let words = words(text);
    let mut spoken = String::with_capacity(text.len() * 2);
    let mut copied = 0;
    let mut at = 0;
    while at < words.len() {
        if let Some(Instead { said, used, end }) = replacement(text, &words, at) {
            spoken.push_str(text.get(copied..words[at].start).unwrap_or_default());
            spoken.push_str(&said);
            // "5א", "6000₪לחודש", "₪?5": what is a word now is not glued to the next.
            if text.get(end..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric)) {
                spoken.push(' ');
            }
            copied = end;
            at += used;
        } else {
            at += 1;
        }
    }
    spoken.push_str(text.get(copied..).unwrap_or_default());
    spoken
}

/// What is said instead of some words.
pub(super) struct Instead {
    pub(super) said: String,
    /// How many words.
    pub(super) used: usize,
    /// Where in the text they end, in bytes.
    pub(super) end: usize,
}

/// What an abbreviation stands for.
pub(super) fn written_out(word: &str) -> Option<&'static str> {
    ABBREVIATIONS.iter().find(|(short, _)| *short == word).map(|(_, long)| *long)
}

fn replacement(text: &str, words: &[Word], at: usize) -> Option<Instead> {
    let first = &words[at];
    let these = |(said, used): (String, usize)| Instead { said, used, end: words[at + used - 1].end };
    if first.text == "₪"
        && let Some(priced) = after_sign(words, at)
    {
        return Some(these(priced));
    }
    if !first.is_literal() {
        let mut readings = first.readings();
        let (prefix, long) =
            readings.find_map(|(prefix, rest)| written_out(rest).map(|long| (prefix, long)))?;
        return Some(these((format!("{prefix}{long}"), 1)));
    }
    let next = words.get(at + 1).filter(|next| !next.after_break).map_or("", |next| next.text.as_str());
    let said = dialled(text, &words[at..])
        .map(|(number, used)| (phone(&number), used))
        .or_else(|| time(&first.text).map(|said| (said, 1)))
        .or_else(|| house(words, at).map(|said| (said, 1)))
        .or_else(|| day(&first.text).map(|said| (said, 1)))
        .or_else(|| amount(&first.text, next))
        .or_else(|| scaled(words, at))
        .map(these)
        .or_else(|| percent(text, first))
        .or_else(|| number(words, at).map(these))?;
    Some(Instead { said: format!("{}{}", first.prefix, said.said), ..said })
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

/// A price whose sign comes first: it is said behind it.
fn after_sign(words: &[Word], at: usize) -> Option<(String, usize)> {
    let number = words.get(at + 1).filter(|next| next.is_literal())?;
    let scale = words.get(at + 2).map_or("", |next| next.text.as_str());
    let (said, used) = amount(&number.text, "₪")?;
    (!["אלף", "אלפים", "מיליון", "מיליארד"].contains(&scale)).then_some((said, used))
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
            ("עד ₪2,400,000 בלבד", "עד שני מיליון וארבע מאות אלף שקלים בלבד"),
            ("שכירות: ₪ 500 לחודש", "שכירות: חמש מאות שקלים לחודש"),
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
