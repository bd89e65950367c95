//! Holidays of one day: `יום כיפור`, `בערב פסח`. The others are periods, and `lexicon/periods.tsv` has them.

use super::{day::DayRef, scan::Piece};
use crate::hebrew::Word;
use crate::holiday::{Holiday, Observed};

/// Reads the holiday that begins at a word.
pub(super) fn read(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    // "מיום כיפור" is not on it.
    let first = words.get(at).filter(|first| !first.text.starts_with('מ'))?;
    let eve = first.is("ערב");
    let name = words
        .get(at + usize::from(eve)..)
        .filter(|name| !(eve && name.first().is_some_and(|word| word.after_break)))?;
    let (holiday, used) =
        Holiday::ALL.into_iter().find_map(|holiday| Some((holiday, named(holiday, name)?)))?;
    let observed = match holiday {
        _ if eve => Observed::Eve(holiday),
        Holiday::YomKippur | Holiday::SimchatTorah | Holiday::IndependenceDay => Observed::Day(holiday),
        Holiday::RoshHashana
        | Holiday::Sukkot
        | Holiday::Pesach
        | Holiday::SeventhOfPesach
        | Holiday::Shavuot => return None,
    };
    Some((Piece::Day(DayRef::Holiday(observed)), used + usize::from(eve)))
}

/// How many words name it here.
fn named(holiday: Holiday, words: &[Word]) -> Option<usize> {
    let name: Vec<&str> = holiday.name().split(' ').collect();
    let here = words.get(..name.len())?;
    let fits = |(index, (word, name)): (usize, (&Word, &&str))| {
        if index == 0 { word.is(name) } else { word.text == **name && !word.after_break }
    };
    here.iter().zip(&name).enumerate().all(fits).then_some(name.len())
}
