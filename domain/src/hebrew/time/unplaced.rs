//! Days and periods that cannot be told: `אחרי החגים`, `בחודש הבא`, `כל יום`, `לפני שבת`.

use super::{Exactness, part, scan, scan::Piece};
use crate::hebrew::{Word, lexicon};

/// Words that make of a day another one.
const SIDES: [&str; 7] = ["אחרי", "לאחר", "לפני", "טרם", "למחרת", "מוצאי", "צאת"];

/// Reads what begins at a word.
pub(super) fn read(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    beside(words, at).or_else(|| eve(words, at)).or_else(|| every(words, at)).or_else(|| period(words, at))
}

/// "אחרי שבת", "לפני ה-24"; "לא לפני" is from that day on.
fn beside(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    let not = at > 0 && !words[at].after_break && words[at - 1].is("לא");
    follows(words, at).filter(|next| !not && !next.text.starts_with('ב') && is_side(&words[at]))?;
    match scan::piece_at(words, at + 1)? {
        (Piece::Day(day), used) if day.implied_part().is_none() => {
            Some((Piece::Unplaced(day.exactness()), used + 1))
        }
        _ => None,
    }
}

/// "בערב החג" is a day, not a part of one; "בערב בחודש הבא" is not its eve.
fn eve(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    follows(words, at).filter(|next| words[at].is("ערב") && !next.text.starts_with('ב'))?;
    let (piece, used) = period(words, at + 1)?;
    (piece == Piece::Unplaced(Exactness::Date)).then_some((piece, used + 1))
}

/// "כל בוקר": which part it is, the next piece tells.
fn every(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    follows(words, at)?;
    let part = words[at].is("כל") && part::read(&words[at + 1..]).is_some();
    part.then_some((Piece::Unplaced(Exactness::Weekday), 1))
}

fn period(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    let found = lexicon::period(words, at).filter(|found| found.used > 1 || !is_a_name(words, at))?;
    let greets = words.get(at + found.used).is_some_and(|next| {
        !next.after_break && matches!(next.text.as_str(), "שמח" | "שמחים" | "כשר" | "נעים")
    });
    Some((if greets { Piece::Nothing } else { Piece::Unplaced(found.value) }, found.used))
}

/// People are called "פסח" and "חנוכה": in the middle of a sentence they are, unless a word before says otherwise.
fn is_a_name(words: &[Word], at: usize) -> bool {
    let name = matches!(words[at].text.as_str(), "פסח" | "חנוכה");
    name && at > 0
        && !words[at].after_break
        && !is_side(&words[at - 1])
        && !["ערב", "עד", "או", "סביב", "לקראת"].iter().any(|word| words[at - 1].is(word))
}

fn is_side(word: &Word) -> bool {
    SIDES.iter().any(|side| word.is(side))
}

/// The next word, when no pause parts them.
fn follows(words: &[Word], at: usize) -> Option<&Word> {
    words.get(at + 1).filter(|next| !next.after_break)
}
