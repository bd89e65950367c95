//! Hebrew as it is spoken on the phone: numbers, times, places and wishes understood, and said back.
//!
//! # Knows
//! The words in `lexicon/*.tsv`, the civil calendar and the holidays, the values of this crate.
//! # Must not know
//! A clock (the present is an argument), a provider, who is speaking.
//! # Contract
//! Pure and total: any text gives an answer, none panics. What is ambiguous is answered with a question, never with a guess.
//!
//! To teach a word: a line in the `.tsv` it belongs to. To teach a way of saying a time: a matcher in `time/`, and lines in
//! `tests/data/hebrew_times.tsv`.

pub mod facts;
pub(crate) mod fold;
pub mod lexicon;
pub mod numbers;
pub mod say;
pub mod time;
mod words;

pub use fold::fold;
pub use words::{Word, words};

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;
    use crate::lead::Field;

    /// Words that mean something, in any order, with any signs between.
    fn babble() -> impl Strategy<Value = String> {
        let word = select(vec![
            "שמי",
            "אני",
            "לא",
            "חדרים",
            "שני",
            "מיליון",
            "וחצי",
            "בחיפה",
            "אלף",
            "מאות",
            "בעוד",
            "שעה",
            "רבע",
            "לחמש",
            "יום",
            "ב",
            "17",
            "24/11",
            "10:30",
            "מחר",
            "או",
            "פחות",
            "לחודש",
            "לעשירי",
            "בשבוע",
            "הבא",
            "מוצאי",
            "שבת",
            "בלילה",
            "עשר",
            "עשרה",
            "וחמש",
            "דקות",
            "סוף",
            "השבוע",
            "בנובמבר",
            "2027",
            "0525550100",
            "נקודה",
            "אפס",
            "99999999999",
            "ראשון",
            "אחרי",
            "כל",
            "ימי",
            "כמה",
            "ימים",
            "החודש",
            "ערב",
            "פסח",
            "שמח",
        ]);
        let sign = select(vec![" ", ", ", "-", ". ", "? ", "\u{5b0} "]);
        proptest::collection::vec((word, sign), 0..12)
            .prop_map(|pairs| pairs.into_iter().flat_map(|(word, sign)| [word, sign]).collect())
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(babble in babble(), noise in "\\PC{0,40}") {
            let now = jiff::civil::date(2026, 11, 20).at(10, 0, 0, 0).in_tz(crate::values::TIME_ZONE).expect("a zone");
            for text in [babble, noise] {
                let _ = (time::understand(&text, &now), time::names_a_day(&text), say::spoken(&text));
                for asked in Field::ALL.into_iter().map(Some).chain([None]) {
                    let _ = facts::understand(&text, facts::Context { asked, intent: None });
                }
                let _ = lexicon::acts(&words(&text));
            }
        }
    }
}
