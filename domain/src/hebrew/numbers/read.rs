//! Number words and literals to values.

use super::{Gender, tens, unit};
use crate::hebrew::Word;

const ONE: i64 = 1_000;
const THOUSAND: i64 = 1_000;
const MILLION: i64 = 1_000_000;
/// Above this nobody means it, and products could overflow.
const LARGEST: i64 = 10_000 * MILLION;

/// A spoken number, in thousandths: `2.4` and `שלושה וחצי` are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(i64);

impl Number {
    /// From thousandths.
    pub const fn thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// The whole number it is; `None` when it has a fraction.
    pub const fn whole(self) -> Option<i64> {
        if self.0 % ONE == 0 { Some(self.0 / ONE) } else { None }
    }

    /// In thousandths.
    pub const fn as_thousandths(self) -> i64 {
        self.0
    }
}

/// A number found at the beginning of some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its value.
    pub value: Number,
    /// How many words say it.
    pub used: usize,
    /// The letters glued before it (`ב`, `ל` …).
    pub prefix: String,
    /// The gender of its first unit, when words said it.
    pub gender: Option<Gender>,
    /// Whether it named a scale (אלף, מיליון): a price, not an hour.
    pub scaled: bool,
}

/// Reads the number these words begin with: `שלושה וחצי`, `שני מיליון וארבע מאות אלף`, `2.4 מיליון`, `2,400,000`.
pub fn read(words: &[Word]) -> Option<Found> {
    let first = words.first()?;
    if first.is_literal() {
        return total(words, &first.text).map(|found| Found { prefix: first.prefix.clone(), ..found });
    }
    first
        .readings()
        .find_map(|(prefix, rest)| total(words, rest).map(|f| Found { prefix: prefix.to_owned(), ..f }))
}

/// Sums pieces of falling scale: millions, thousands, the rest.
fn total(words: &[Word], first: &str) -> Option<Found> {
    let head = piece(words, first)?;
    let mut found =
        Found { value: Number(0), used: 0, prefix: String::new(), gender: head.gender, scaled: false };
    let mut sum = 0_i64;
    let mut limit = i64::MAX;
    let mut next = Some((head, true));
    while let Some((piece, joined)) = next.take() {
        let fits = piece.scale < limit && (found.used == 0 || follows(&piece, limit, joined));
        if !fits || piece.thousandths > LARGEST / piece.scale * ONE {
            break;
        }
        // "מיליון שמונה מאות" is a price, and its eight hundred are thousands.
        let colloquial = limit == MILLION && piece.scale == 1;
        sum += piece.thousandths * piece.scale * if colloquial { THOUSAND } else { 1 };
        found.used += piece.used;
        found.scaled |= piece.scale > 1;
        limit = piece.scale;
        if piece.scale > 1
            && let Some((fraction, used)) = and_fraction(&words[found.used..])
        {
            sum += fraction * piece.scale;
            found.used += used;
            break;
        }
        if let Some(word) = words.get(found.used).filter(|word| !word.after_break && piece.scale > 1) {
            let (joined, rest) = without_vav(word);
            next = self::piece(&words[found.used..], rest).map(|piece| (piece, joined));
        }
    }
    found.value = Number(sum);
    (found.used > 0).then_some(found)
}

/// Whether a lower piece belongs to the number before it: "שני מיליון שלושה חדרים" is two numbers.
fn follows(piece: &Piece, above: i64, joined: bool) -> bool {
    let value = piece.thousandths / ONE;
    piece.scale > 1 || value >= 100 || (above == THOUSAND && value >= if joined { 10 } else { 13 })
}

struct Piece {
    thousandths: i64,
    scale: i64,
    used: usize,
    gender: Option<Gender>,
}

/// One piece: a number below a thousand and the scale after it. `first` is the first word without its prefix.
fn piece(words: &[Word], first: &str) -> Option<Piece> {
    if let Some((count, scale)) = alone(first) {
        return Some(Piece { thousandths: count * ONE, scale, used: 1, gender: None });
    }
    let (mut thousandths, mut used, gender) = small(words, first)?;
    // "שניים וחצי מיליון", "שלושה וחצי": the half belongs to the count before the scale.
    if let Some((fraction, more)) = and_fraction(&words[used..]) {
        thousandths += fraction;
        used += more;
    }
    let scale = words.get(used).filter(|word| !word.after_break).and_then(|word| scale(&word.text));
    Some(Piece { thousandths, scale: scale.unwrap_or(1), used: used + usize::from(scale.is_some()), gender })
}

/// A scale that is a number by itself.
fn alone(text: &str) -> Option<(i64, i64)> {
    Some(match text {
        "אלף" => (1, THOUSAND),
        "אלפיים" | "אלפים" => (2, THOUSAND),
        "מיליון" | "מליון" => (1, MILLION),
        _ => return None,
    })
}

fn scale(text: &str) -> Option<i64> {
    Some(match text {
        "אלף" | "אלפים" | "K" | "k" => THOUSAND,
        "מיליון" | "מליון" | "מיליונים" | "M" | "m" => MILLION,
        _ => return None,
    })
}

/// Below a thousand, in thousandths.
fn small(words: &[Word], first: &str) -> Option<(i64, usize, Option<Gender>)> {
    if words[0].is_literal() {
        return literal(first).map(|value| (value, 1, None));
    }
    if let Some((fraction, used)) = fraction(words, first) {
        return Some((fraction, used, None));
    }
    let text_at = |at: usize| words.get(at).filter(|word| !word.after_break);
    let hundreds = match (first, unit(first)) {
        ("מאה", _) => Some((100, 1)),
        ("מאתיים", _) => Some((200, 1)),
        (_, Some((count @ 3..=9, _))) if text_at(1).is_some_and(|w| w.text == "מאות") => {
            Some((count * 100, 2))
        }
        _ => None,
    };
    let Some((hundreds, used)) = hundreds else {
        let (value, used, gender) = below_hundred(words, first)?;
        return spoken_decimals(words, used).map_or(Some((value * ONE, used, gender)), |(decimals, more)| {
            Some((value * ONE + decimals, used + more, gender))
        });
    };
    let rest = text_at(used).and_then(|word| {
        let (joined, rest) = without_vav(word);
        let (value, more, gender) = below_hundred(&words[used..], rest)?;
        (joined || value >= 20).then_some((value, more, gender))
    });
    let (rest, more, gender) = rest.unwrap_or((0, 0, None));
    Some(((hundreds + rest) * ONE, used + more, gender))
}

fn below_hundred(words: &[Word], first: &str) -> Option<(i64, usize, Option<Gender>)> {
    let next = words.get(1).filter(|word| !word.after_break);
    if let Some(value) = tens(first) {
        let more = next
            .filter(|word| word.text.starts_with('ו'))
            .and_then(|word| unit(without_vav(word).1))
            .filter(|(value, _)| (1..=9).contains(value));
        return Some(more.map_or((value, 1, None), |(unit, gender)| (value + unit, 2, Some(gender))));
    }
    let teen = next.is_some_and(|word| word.text == "עשר" || word.text == "עשרה");
    // "שנים" is "years" but in "שנים עשר".
    let (value, gender) = if first == "שנים" && teen { (2, Gender::Masculine) } else { unit(first)? };
    if teen && (1..=9).contains(&value) {
        let gender = if next.is_some_and(|word| word.text == "עשרה") {
            Gender::Feminine
        } else {
            Gender::Masculine
        };
        return Some((value + 10, 2, Some(gender)));
    }
    Some((value, 1, Some(gender)))
}

/// "שתיים נקודה ארבע", "שלוש נקודה חמש".
fn spoken_decimals(words: &[Word], at: usize) -> Option<(i64, usize)> {
    let (point, digit) = (words.get(at)?, words.get(at + 1)?);
    let (value, _) = unit(&digit.text).filter(|(value, _)| *value <= 9)?;
    (point.text == "נקודה").then_some((value * ONE / 10, 2))
}

/// "חצי", "רבע", "שלושת רבעי".
fn fraction(words: &[Word], first: &str) -> Option<(i64, usize)> {
    match first {
        "חצי" => Some((ONE / 2, 1)),
        "רבע" => Some((ONE / 4, 1)),
        "שלושת" if words.get(1).is_some_and(|word| word.text == "רבעי") => Some((ONE * 3 / 4, 2)),
        _ => None,
    }
}

/// "וחצי", "ורבע", "ושלושת רבעי".
fn and_fraction(words: &[Word]) -> Option<(i64, usize)> {
    let word = words.first().filter(|word| word.text.starts_with('ו') && !word.after_break)?;
    fraction(words, without_vav(word).1)
}

/// The word without a leading "and", and whether there was one.
fn without_vav(word: &Word) -> (bool, &str) {
    word.text.strip_prefix('ו').map_or((false, word.text.as_str()), |rest| (true, rest))
}

/// `2,400,000`, `5500`, `2.4`; in thousandths.
fn literal(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let head = groups.next()?;
    if whole.contains(',') && (head.len() > 3 || !groups.all(|group| group.len() == 3)) {
        return None;
    }
    let whole: i64 = whole.replace(',', "").parse().ok().filter(|value| *value <= LARGEST)?;
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let decimals: i64 = format!("{decimals:0<3}").parse().ok()?;
    Some(whole * ONE + decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hebrew::words;

    fn value(text: &str) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "small in tests")]
        read(&words(text)).map(|found| found.value.as_thousandths() as f64 / 1000.0)
    }

    #[test]
    fn words_below_a_hundred() {
        for (text, expected) in [
            ("שלוש", 3.0),
            ("שלושה וחצי", 3.5),
            ("ארבע ורבע", 4.25),
            ("חמש עשרה", 15.0),
            ("שנים עשר", 12.0),
            ("עשרים ואחת", 21.0),
            ("תשעים ותשע", 99.0),
            ("שתיים נקודה ארבע", 2.4),
            ("חצי", 0.5),
            ("בשמונה", 8.0),
            ("אפס", 0.0),
        ] {
            assert_eq!(value(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn prices_as_they_are_said() {
        for (text, expected) in [
            ("שני מיליון וארבע מאות אלף", 2_400_000.0),
            ("2.4 מיליון", 2_400_000.0),
            ("2,400,000", 2_400_000.0),
            ("2400000", 2_400_000.0),
            ("מיליון וחצי", 1_500_000.0),
            ("שני מיליון וחצי", 2_500_000.0),
            ("שניים וחצי מיליון", 2_500_000.0),
            ("חצי מיליון", 500_000.0),
            ("שלושת רבעי מיליון", 750_000.0),
            ("מיליון שמונה מאות", 1_800_000.0),
            ("מיליון ומאתיים אלף", 1_200_000.0),
            ("שלושה מיליון מאתיים חמישים אלף", 3_250_000.0),
            ("חמשת אלפים וחמש מאות", 5_500.0),
            ("חמש וחצי אלף", 5_500.0),
            ("ששת אלפים", 6_000.0),
            ("אלפיים חמש מאות", 2_500.0),
            ("שבעת אלפים", 7_000.0),
            ("עד שני מיליון", f64::NAN),
            ("מאה עשרים ושלושה אלף", 123_000.0),
            ("2 מיליון 400 אלף", 2_400_000.0),
            ("4 וחצי אלף", 4_500.0),
        ] {
            if expected.is_nan() {
                assert_eq!(value(text), None, "{text}");
            } else {
                assert_eq!(value(text), Some(expected), "{text}");
            }
        }
    }

    #[test]
    fn two_numbers_side_by_side_stay_two() {
        for (text, expected, used) in [
            ("שני מיליון שלושה חדרים", 2_000_000.0, 2),
            ("ארבע ועשרים", 4.0, 1),
            ("שלושה ארבעה חדרים", 3.0, 1),
            ("ארבעה, חמישה", 4.0, 1),
            ("2 מיליון 4 חדרים", 2_000_000.0, 2),
        ] {
            assert_eq!(
                (value(text), read(&words(text)).map(|f| f.used)),
                (Some(expected), Some(used)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "שלום", "15/10", "10:30", "1,2", "15.10.26", "שנים", "מאוד", "99999999999999999999"]
        {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn the_prefix_and_the_gender_are_told() {
        let found = read(&words("בחמישה")).expect("a number");
        assert_eq!((found.prefix.as_str(), found.gender), ("ב", Some(Gender::Masculine)));
    }
}
