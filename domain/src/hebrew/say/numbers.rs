//! Numbers to words.

use crate::hebrew::numbers::Gender;
use crate::values::{Money, Rooms};

const FEMININE: [&str; 20] = [
    "אפס",
    "אחת",
    "שתיים",
    "שלוש",
    "ארבע",
    "חמש",
    "שש",
    "שבע",
    "שמונה",
    "תשע",
    "עשר",
    "אחת עשרה",
    "שתים עשרה",
    "שלוש עשרה",
    "ארבע עשרה",
    "חמש עשרה",
    "שש עשרה",
    "שבע עשרה",
    "שמונה עשרה",
    "תשע עשרה",
];
const MASCULINE: [&str; 20] = [
    "אפס",
    "אחד",
    "שניים",
    "שלושה",
    "ארבעה",
    "חמישה",
    "שישה",
    "שבעה",
    "שמונה",
    "תשעה",
    "עשרה",
    "אחד עשר",
    "שנים עשר",
    "שלושה עשר",
    "ארבעה עשר",
    "חמישה עשר",
    "שישה עשר",
    "שבעה עשר",
    "שמונה עשר",
    "תשעה עשר",
];
const TENS: [&str; 10] = ["", "", "עשרים", "שלושים", "ארבעים", "חמישים", "שישים", "שבעים", "שמונים", "תשעים"];
const THOUSANDS: [&str; 11] = [
    "",
    "אלף",
    "אלפיים",
    "שלושת אלפים",
    "ארבעת אלפים",
    "חמשת אלפים",
    "ששת אלפים",
    "שבעת אלפים",
    "שמונת אלפים",
    "תשעת אלפים",
    "עשרת אלפים",
];

/// A whole number: `cardinal(2400000, Masculine)` is "שני מיליון וארבע מאות אלף".
pub fn cardinal(number: u64, gender: Gender) -> String {
    if number < 1_000 {
        return below_thousand(number, gender);
    }
    let (millions, thousands, rest) = (number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
    let mut parts = Vec::new();
    match millions {
        0 => {}
        1 => parts.push("מיליון".to_owned()),
        2 => parts.push("שני מיליון".to_owned()),
        millions => parts.push(format!("{} מיליון", cardinal(millions, Gender::Masculine))),
    }
    match thousands {
        0 => {}
        1..=10 => parts.push(THOUSANDS[index(thousands)].to_owned()),
        thousands => parts.push(format!("{} אלף", below_thousand(thousands, Gender::Masculine))),
    }
    if rest > 0 {
        parts.push(below_thousand(rest, gender));
    }
    // "and" before the last part, where it has none within and is not the usual "אלף מאתיים".
    let last_joined =
        parts.len() > 1 && (rest == 0 || (rest < 100 && !parts[parts.len() - 1].contains(" ו")));
    if last_joined && let Some(last) = parts.last_mut() {
        *last = format!("ו{last}");
    }
    parts.join(" ")
}

fn below_thousand(number: u64, gender: Gender) -> String {
    let (hundreds, rest) = (number / 100, number % 100);
    let hundreds = match hundreds {
        0 => return below_hundred(rest, gender),
        1 => "מאה".to_owned(),
        2 => "מאתיים".to_owned(),
        hundreds => format!("{} מאות", FEMININE[index(hundreds)]),
    };
    match rest {
        0 => hundreds,
        rest if rest <= 20 || rest % 10 == 0 => format!("{hundreds} ו{}", below_hundred(rest, gender)),
        rest => format!("{hundreds} {}", below_hundred(rest, gender)),
    }
}

fn below_hundred(number: u64, gender: Gender) -> String {
    let units = match gender {
        Gender::Masculine => &MASCULINE,
        Gender::Feminine => &FEMININE,
    };
    match (number / 10, number % 10) {
        (0 | 1, _) => units[index(number)].to_owned(),
        (tens, 0) => TENS[index(tens)].to_owned(),
        (tens, unit) => format!("{} ו{}", TENS[index(tens)], units[index(unit)]),
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

/// A decimal number written in digits: `3.5` is "שלושה וחצי", `2.4` is "שתיים נקודה ארבע". `None` when it is not one.
pub fn decimal(text: &str, gender: Gender) -> Option<String> {
    Some(match decimal_parts(text)? {
        (0, "5" | "50") => "חצי".to_owned(),
        (0, "25") => "רבע".to_owned(),
        (whole, "5" | "50") => format!("{} וחצי", cardinal(whole, gender)),
        (whole, "25") => format!("{} ורבע", cardinal(whole, gender)),
        (whole, decimals) => format!("{} נקודה {}", cardinal(whole, Gender::Feminine), digits(decimals)),
    })
}

/// What is before the point and what is after it.
pub(super) fn decimal_parts(text: &str) -> Option<(u64, &str)> {
    let (whole, decimals) = text.split_once('.')?;
    let plain = (1..=4).contains(&decimals.len()) && decimals.bytes().all(|b| b.is_ascii_digit());
    whole.parse().ok().filter(|_| plain).map(|whole| (whole, decimals))
}

/// Before masculine things with the article: `construct(3)` is "שלושת". From 3 to 10; no other number has such a form.
pub(super) fn construct(number: u64) -> &'static str {
    THOUSANDS.get(index(number)).and_then(|thousands| thousands.split(' ').next()).unwrap_or_default()
}

/// Digit by digit.
fn digits(text: &str) -> String {
    let words: Vec<&str> =
        text.chars().filter_map(|c| c.to_digit(10)).map(|digit| FEMININE[index(u64::from(digit))]).collect();
    words.join(" ")
}

/// A price: "שני מיליון וארבע מאות אלף שקלים", "מיליון וחצי שקלים", "שקל אחד".
pub fn price(money: Money) -> String {
    let shekels = u64::try_from(money.as_shekels()).unwrap_or_default();
    match shekels {
        1 => "שקל אחד".to_owned(),
        2 => "שני שקלים".to_owned(),
        shekels if shekels >= 1_000_000 && shekels % 1_000_000 == 500_000 => {
            format!("{} וחצי שקלים", cardinal(shekels - 500_000, Gender::Masculine))
        }
        shekels => format!("{} שקלים", cardinal(shekels, Gender::Masculine)),
    }
}

/// A number of rooms: "שלושה וחצי חדרים", "חדר אחד", "שני חדרים".
pub fn rooms(rooms: Rooms) -> String {
    let text = format!("{}", rooms.as_decimal());
    match text.as_str() {
        "1" => "חדר אחד".to_owned(),
        "1.5" => "חדר וחצי".to_owned(),
        "2" => "שני חדרים".to_owned(),
        "2.5" => "שניים וחצי חדרים".to_owned(),
        text => {
            let whole = text.parse().map(|rooms| cardinal(rooms, Gender::Masculine)).ok();
            format!("{} חדרים", whole.or_else(|| decimal(text, Gender::Masculine)).unwrap_or_default())
        }
    }
}

/// A telephone number, in groups as people dictate it; `+972` becomes the leading zero.
pub fn phone(number: &str) -> String {
    let bare: String = number.chars().filter(char::is_ascii_digit).collect();
    let local = bare.strip_prefix("972").filter(|_| number.contains('+')).map(|rest| format!("0{rest}"));
    let bare = local.unwrap_or(bare);
    // 052-555-01-00: the prefix, then threes, then twos.
    let cuts: &[usize] = match bare.len() {
        10 => &[3, 3, 2, 2],
        9 => &[2, 3, 2, 2],
        _ => &[3, 3, 3, 3, 3],
    };
    let mut rest = bare.as_str();
    let mut groups = Vec::new();
    for cut in cuts {
        if rest.is_empty() {
            break;
        }
        let (group, tail) = rest.split_at((*cut).min(rest.len()));
        groups.push(digits(group));
        rest = tail;
    }
    groups.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hebrew::{numbers, words};

    #[test]
    fn numbers_agree_in_gender() {
        assert_eq!(cardinal(3, Gender::Masculine), "שלושה");
        assert_eq!(cardinal(23, Gender::Feminine), "עשרים ושלוש");
        assert_eq!(cardinal(120, Gender::Masculine), "מאה ועשרים");
        assert_eq!(cardinal(5_500, Gender::Masculine), "חמשת אלפים חמש מאות");
        assert_eq!(cardinal(2_400_000, Gender::Masculine), "שני מיליון וארבע מאות אלף");
        assert_eq!(cardinal(1_000, Gender::Masculine), "אלף");
    }

    #[test]
    fn prices_rooms_and_phones() {
        assert_eq!(price(Money::shekels(2_500_000)), "שני מיליון וחצי שקלים");
        assert_eq!(price(Money::shekels(1_500_000)), "מיליון וחצי שקלים");
        assert_eq!(price(Money::shekels(6_000)), "ששת אלפים שקלים");
        assert_eq!(rooms(Rooms::halves(7)), "שלושה וחצי חדרים");
        assert_eq!(rooms(Rooms::halves(4)), "שני חדרים");
        assert_eq!(phone("+972525550100"), "אפס חמש שתיים, חמש חמש חמש, אפס אחת, אפס אפס");
    }

    #[test]
    fn decimals() {
        assert_eq!(decimal("3.5", Gender::Masculine).as_deref(), Some("שלושה וחצי"));
        assert_eq!(decimal("2.4", Gender::Masculine).as_deref(), Some("שתיים נקודה ארבע"));
        assert_eq!(decimal("0.25", Gender::Masculine).as_deref(), Some("רבע"));
        assert_eq!(decimal("0.50", Gender::Masculine).as_deref(), Some("חצי"));
        assert_eq!(decimal("3", Gender::Masculine), None);
    }

    proptest::proptest! {
        /// What is said is understood again.
        #[test]
        fn what_is_said_is_read_back(number in 0_u64..10_000_000) {
            for gender in [Gender::Masculine, Gender::Feminine] {
                let said = cardinal(number, gender);
                let found = numbers::read(&words(&said)).map(|found| found.value.as_thousandths());
                // After millions a lone remainder below a thousand is not how prices are said; reading takes it for thousands.
                if number < 1_000_000 || number % 1_000 == 0 {
                    let joined = number % 1_000 == 0 || number % 1_000 >= 10 || number < 1_000;
                    if joined {
                        proptest::prop_assert_eq!(found, i64::try_from(number * 1000).ok(), "{}", said);
                    }
                }
            }
        }
    }
}
