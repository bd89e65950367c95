//! What somebody is called.

use crate::hebrew::{Word, lexicon, numbers, time};
use crate::lead::Field;

/// Words that are never part of a name.
const NEVER: [&str; 91] = [
    "אני",
    "אתה",
    "את",
    "אתם",
    "הוא",
    "היא",
    "זה",
    "זאת",
    "אנחנו",
    "לא",
    "כן",
    "רוצה",
    "רוצים",
    "מחפש",
    "מחפשת",
    "מחפשים",
    "מעוניין",
    "מעוניינת",
    "צריך",
    "צריכה",
    "יש",
    "אין",
    "לי",
    "לך",
    "של",
    "שלי",
    "עם",
    "על",
    "אל",
    "מה",
    "מי",
    "איך",
    "למה",
    "מתי",
    "איפה",
    "כמה",
    "האם",
    "אם",
    "או",
    "גם",
    "רק",
    "עוד",
    "כבר",
    "עכשיו",
    "היום",
    "מחר",
    "בבקשה",
    "תודה",
    "רבה",
    "שלום",
    "היי",
    "הלו",
    "כאן",
    "פה",
    "מדבר",
    "מדברת",
    "אפשר",
    "לקנות",
    "לשכור",
    "למכור",
    "להשכיר",
    "דירה",
    "דירת",
    "בית",
    "חדרים",
    "שכירות",
    "טוב",
    "בסדר",
    "אז",
    "כי",
    "אבל",
    "מתקשר",
    "מתקשרת",
    "הגעתי",
    "ראיתי",
    "שמעתי",
    "רציתי",
    "יודע",
    "יודעת",
    "צריכים",
    "השם",
    "שם",
    "שמי",
    "קוראים",
    "הייתי",
    "חדש",
    "חדשה",
    "בטח",
    "פרטי",
    "משנה",
    "נכס",
];

/// Surnames that begin with the letter that means "and".
const WITH_VAV: [&str; 8] = ["וקנין", "וייס", "ויס", "וולף", "ורדי", "וינר", "ויצמן", "וענונו"];

/// The name, and the words that are left when it is taken out.
pub(super) fn read(text: &str, words: &[Word], asked: Option<Field>) -> (Option<String>, Vec<Word>) {
    let announced = (0..words.len()).find_map(|at| announced(words, at));
    let span = announced.or_else(|| (asked == Some(Field::Name)).then(|| answer(text, words)).flatten());
    let Some((start, used)) = span else { return (None, words.to_vec()) };
    let name = words[start..start + used].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let mut rest = words.to_vec();
    rest.drain(start..start + used);
    if let Some(next) = rest.get_mut(start) {
        next.after_break = true;
    }
    (Some(name), rest)
}

/// "שמי דנה כהן", "קוראים לי …", "מדבר …", "אני דני" (only with a known given name).
fn announced(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let skip_is = |at: usize| if matches!(text(at), "הוא" | "זה") { at + 1 } else { at };
    let start = match (text(at), text(at + 1)) {
        ("שמי" | "ושמי", _) => at + 1,
        ("קוראים" | "וקוראים", "לי") => at + 2,
        ("השם" | "והשם", "שלי") => skip_is(at + 2),
        ("השם" | "והשם", _) => skip_is(at + 1),
        ("מדבר" | "מדברת", _) if lexicon::given_name(&words[at + 1..]).is_some() => at + 1,
        ("אני" | "זה" | "זאת" | "כאן" | "פה", _)
            if (at == 0 || text(at - 1) != "לא") && lexicon::given_name(&words[at + 1..]).is_some() =>
        {
            at + 1
        }
        _ => return None,
    };
    let used = length(words, start);
    (used > 0).then_some((start, used))
}

/// A whole answer that is a name, after the hesitations; else a known given name in it.
fn answer(text: &str, words: &[Word]) -> Option<(usize, usize)> {
    const HESITATIONS: [&str; 16] = [
        "אה",
        "אהה",
        "אמ",
        "כן",
        "בטח",
        "אז",
        "טוב",
        "שלום",
        "היי",
        "זה",
        "זאת",
        "אני",
        "הוא",
        "רק",
        "בשמחה",
        "בסדר",
    ];
    let start = words.iter().take_while(|word| HESITATIONS.contains(&word.text.as_str())).count();
    let known = lexicon::given_name(words.get(start..)?).is_some();
    if !known && means_something_else(text, &words[start..]) {
        return None;
    }
    if known && numbers::read(&words[start..]).is_some_and(|number| number.used > 1) {
        return None;
    }
    let used = length(words, start);
    let rest = &words[(start + used).min(words.len())..];
    let polite = rest.iter().all(|word| matches!(word.text.as_str(), "בבקשה" | "תודה" | "רבה" | "שמי"));
    if used > 0 && polite {
        return Some((start, used));
    }
    let known = (0..words.len()).find(|at| lexicon::given_name(&words[*at..]).is_some())?;
    Some((known, length(words, known).max(1)))
}

/// Numbers, days, places and bare agreement are answers to other questions.
fn means_something_else(text: &str, words: &[Word]) -> bool {
    numbers::read(words).is_some()
        || time::names_a_day(text)
        || !lexicon::acts(words).is_empty()
        || !lexicon::cities(words).is_empty()
        || !lexicon::kinds(words).is_empty()
}

/// How many words from here are one name: up to three, to the next pause, place, number or word that is no name.
fn length(words: &[Word], start: usize) -> usize {
    let fits = |at: usize| {
        let Some(word) = words.get(at) else { return false };
        let letters =
            word.text.chars().all(|c| !c.is_ascii_digit() && c != '₪') && word.text.chars().count() >= 2;
        let never = NEVER.contains(&word.text.as_str());
        let later = at > start;
        let goes_on = !word.after_break
            && (!word.text.starts_with('ו') || WITH_VAV.contains(&word.text.as_str()))
            && lexicon::cities(&words[at..=at]).iter().all(|city| city.prefix.is_empty());
        letters && !never && (!later || goes_on) && lexicon::intents(&words[at..=at]).is_empty()
    };
    (0..3).take_while(|offset| fits(start + offset)).count()
}
