//! The wish, the kind of property, the rooms.

use super::{Told, choose, manner};
use crate::hebrew::{Word, lexicon, numbers};
use crate::lead::{Field, LeadFact};
use crate::values::{Intent, PropertyKind, Rooms};

/// What the person wants to do. "לקנות או לשכור" wishes nothing yet.
pub(super) fn intent(words: &[Word]) -> Option<Told> {
    let owns = has(words, &["שלי", "שלנו", "בבעלותי", "בבעלותנו"]) || pair(words, "יש", &["לי", "לנו"]);
    let seeks = has(
        words,
        &["מחפש", "מחפשת", "מחפשים", "מעוניין", "מעוניינת", "מתעניין", "מתעניינת", "ראיתי", "לראות"],
    );
    let candidates: Vec<(usize, Told)> = lexicon::intents(words)
        .into_iter()
        .map(|found| {
            let noun = words[found.at].text.as_str();
            // "להשכרה", "למכירה" are said by both sides of the bargain.
            let value = match (found.value, noun) {
                (Intent::Rent, "להשכרה") if owns && !seeks => Intent::Let,
                (Intent::Sell, "למכירה" | "מכירה") if seeks && !owns => Intent::Buy,
                (value, _) => value,
            };
            (found.at, Told { fact: LeadFact::Intent(value), manner: manner(words, found.at) })
        })
        .collect();
    let either = candidates.windows(2).any(|pair| {
        pair[0].1.fact != pair[1].1.fact && words[pair[0].0..pair[1].0].iter().any(|word| word.text == "או")
    });
    if either { None } else { choose(candidates.into_iter().map(|(_, told)| told).collect()) }
}

/// The kind of property; "דירה" gives way to a nearer word.
pub(super) fn kind(words: &[Word]) -> Option<Told> {
    let told = |found: lexicon::Match<PropertyKind>| Told {
        fact: LeadFact::PropertyKind(found.value),
        manner: manner(words, found.at),
    };
    let (plain, special): (Vec<_>, Vec<_>) =
        lexicon::kinds(words).into_iter().partition(|found| found.value == PropertyKind::Apartment);
    choose(if special.is_empty() { plain } else { special }.into_iter().map(told).collect())
}

/// How many rooms: "ארבעה חדרים", "דירת 4", "שלושה חדרים וחצי"; a bare number when that was asked.
pub(super) fn rooms(words: &[Word], asked: Option<Field>) -> Option<Told> {
    let mut candidates = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((rooms, used)) = rooms_at(words, at, asked == Some(Field::Rooms)) else {
            at += 1;
            continue;
        };
        candidates.push(Told { fact: LeadFact::Rooms(rooms), manner: manner(words, at) });
        at += used;
    }
    choose(candidates)
}

fn rooms_at(words: &[Word], at: usize, asked: bool) -> Option<(Rooms, usize)> {
    let next = |at: usize| words.get(at).filter(|word| !word.after_break).map(|word| word.text.as_str());
    if words[at].is("חדר") {
        let (halves, used) = match next(at + 1) {
            Some("אחד") => (2, 2),
            Some("וחצי") => (3, 2),
            _ => return None,
        };
        return Some((Rooms::halves(halves), used));
    }
    let found = numbers::read(&words[at..]).filter(|found| !found.scaled)?;
    let mut halves = found.value.as_thousandths().checked_mul(2)?;
    let mut used = found.used;
    let counted = matches!(next(at + used), Some("חדרים" | "חדר" | "חד'"));
    if counted {
        used += 1;
        if next(at + used) == Some("וחצי") {
            halves += 1000;
            used += 1;
        }
    }
    let named =
        at > 0 && !words[at].after_break && matches!(words[at - 1].text.as_str(), "דירת" | "דירות" | "אלא");
    let hinted = named && words.iter().any(|word| word.text == "דירת" || word.text.starts_with("חדר"));
    let bare = asked && !other_count(next(at + used));
    let halves = u8::try_from(halves / 1000).ok().filter(|halves| (2..=24).contains(halves))?;
    (counted || hinted || bare).then_some((Rooms::halves(halves), used))
}

/// A noun that says the number counts something else.
fn other_count(next: Option<&str>) -> bool {
    matches!(
        next,
        Some(
            "שקל"
                | "שקלים"
                | "ש\"ח"
                | "₪"
                | "ילדים"
                | "נפשות"
                | "אנשים"
                | "מטר"
                | "מטרים"
                | "מ\"ר"
                | "קומות"
                | "דירות"
        )
    )
}

fn has(words: &[Word], any: &[&str]) -> bool {
    words.iter().any(|word| any.iter().any(|text| word.is(text)))
}

fn pair(words: &[Word], first: &str, second: &[&str]) -> bool {
    words.windows(2).any(|pair| pair[0].is(first) && second.contains(&pair[1].text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{super::Manner, *};
    use crate::hebrew::words;

    #[test]
    fn one_word_said_by_both_sides_of_the_bargain() {
        let wish = |text| intent(&words(text)).map(|told| told.fact);
        for (text, expected) in [
            ("מחפש דירה להשכרה", Intent::Rent),
            ("יש לי דירה להשכרה", Intent::Let),
            ("מחפשת דירה למכירה", Intent::Buy),
            ("יש לי דירה למכירה", Intent::Sell),
            ("רוצה לקנות", Intent::Buy),
            ("אני רוצה להשכיר את הדירה", Intent::Let),
            ("לא לקנות, לשכור", Intent::Rent),
        ] {
            assert_eq!(wish(text), Some(LeadFact::Intent(expected)), "{text}");
        }
        assert_eq!(wish("לקנות או לשכור"), None);
    }

    #[test]
    fn a_denied_count_gives_way() {
        let told = rooms(&words("לא שלושה חדרים אלא ארבעה"), None).expect("rooms");
        assert_eq!((told.fact, told.manner), (LeadFact::Rooms(Rooms::halves(8)), Manner::Said));
    }
}
