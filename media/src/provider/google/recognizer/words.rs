//! What a stream answers, in the call's own time; and how words that two streams heard are said once.

use std::time::Duration;

/// A result of one stream. Times count from the stream's own beginning.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) is_final: bool,
    pub(super) stability: f32,
    /// `None` when Google does not say.
    pub(super) confidence: Option<f32>,
    pub(super) end: Duration,
    /// Of finals only, when Google says.
    pub(super) words: Vec<Word>,
}

/// A word and where it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) start_ms: u32,
    pub(super) end_ms: u32,
}

/// A result's end is only so exact: results that end no later than this after what is final bring nothing new.
const JITTER_MS: u32 = 80;

/// How far another stream's finals reach.
#[derive(Debug, Clone, Copy)]
pub(super) struct Border<'a> {
    /// The call's time.
    pub(super) ms: u32,
    /// The last words before it.
    pub(super) said: &'a [String],
}

/// What of a final is new.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unheard {
    pub(super) text: String,
    /// Where the new part begins and ends, when words have times.
    pub(super) span: Option<(u32, u32)>,
}

impl Answer {
    /// The end in the call's time, for a stream that began at `base_ms` of it.
    pub(super) fn end_ms(&self, base_ms: u32) -> u32 {
        base_ms.saturating_add(u32::try_from(self.end.as_millis()).unwrap_or(u32::MAX))
    }

    /// The part that is new beyond what another stream's finals brought. A word belongs to the side of the border its middle is on:
    /// two streams never place it more than half of itself apart.
    pub(super) fn unheard(&self, base_ms: u32, border: Option<Border<'_>>) -> Option<Unheard> {
        if border.is_some_and(|border| self.end_ms(base_ms) <= border.ms + JITTER_MS) {
            return None;
        }
        if self.words.is_empty() {
            let text = border.map_or(self.text.trim(), |border| after(&self.text, border.said));
            return (!text.is_empty()).then(|| Unheard { text: text.to_owned(), span: None });
        }
        let middle = |word: &Word| base_ms + word.start_ms + word.end_ms.saturating_sub(word.start_ms) / 2;
        let new = self.words.iter().position(|word| border.is_none_or(|border| middle(word) > border.ms))?;
        let words = &self.words[new..];
        let text = if new == 0 {
            self.text.trim().to_owned()
        } else {
            words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let span = Some((base_ms + words.first()?.start_ms, base_ms + words.last()?.end_ms));
        (!text.is_empty()).then_some(Unheard { text, span })
    }
}

/// A text without the words at its beginning that are the last ones said.
pub(super) fn after<'a>(text: &'a str, said: &[String]) -> &'a str {
    let words: Vec<&str> = text.split_whitespace().collect();
    let common = (1..=words.len().min(said.len())).rev().find(|&count| {
        let (end, begin) = (&said[said.len() - count..], &words[..count]);
        end.iter().zip(begin).all(|(said, word)| bare(said) == bare(word))
    });
    let mut rest = text.trim();
    for _ in 0..common.unwrap_or(0) {
        rest = rest.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim_start());
    }
    rest
}

/// Whether two texts are the same words.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.split_whitespace().map(bare).eq(other.split_whitespace().map(bare))
}

/// Punctuation comes and goes between two results.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str, end_ms: u64, words: &[(&str, u32, u32)]) -> Answer {
        let word =
            |&(text, start_ms, end_ms): &(&str, u32, u32)| Word { text: text.into(), start_ms, end_ms };
        Answer {
            text: text.into(),
            is_final: true,
            stability: 0.0,
            confidence: None,
            end: Duration::from_millis(end_ms),
            words: words.iter().map(word).collect(),
        }
    }

    fn border(ms: u32) -> Border<'static> {
        Border { ms, said: &[] }
    }

    #[test]
    fn what_ends_before_the_border_is_not_said_again() {
        let twice = answer("שלום לכם", 1_000, &[("שלום", 0, 400), ("לכם", 500, 900)]);
        assert_eq!(twice.unheard(5_000, Some(border(6_000))), None);
        assert_eq!(twice.unheard(5_000, None).map(|new| new.text).as_deref(), Some("שלום לכם"));
    }

    #[test]
    fn a_final_across_the_border_is_cut_between_words() {
        let across =
            answer("אני מחפשת דירה", 1_500, &[("אני", 0, 400), ("מחפשת", 400, 900), ("דירה", 1_000, 1_400)]);
        // The other stream ended its final after the first word, 30 ms off.
        let new = across.unheard(10_000, Some(border(10_430))).expect("new words");
        assert_eq!((new.text.as_str(), new.span), ("מחפשת דירה", Some((10_400, 11_400))));
    }

    #[test]
    fn without_times_the_words_themselves_tell() {
        let said = ["מחפשת".to_owned(), "דירה,".to_owned()];
        assert_eq!(after("מחפשת דירה בחיפה", &said), "בחיפה");
        assert_eq!(after("דירה דירה בחיפה", &said), "דירה בחיפה");
        assert_eq!(after("בית בחיפה", &said), "בית בחיפה");
        let across = answer("מחפשת דירה בחיפה", 2_000, &[]);
        let border = Some(Border { ms: 1_000, said: &said });
        assert_eq!(across.unheard(0, border).map(|new| new.text).as_deref(), Some("בחיפה"));
        assert_eq!(
            across.unheard(0, None).map(|new| new.text).as_deref(),
            Some("מחפשת דירה בחיפה"),
            "the stream's own words are no echo"
        );
    }

    #[test]
    fn punctuation_makes_no_other_word() {
        assert!(same("רגל", " רגל.") && !same("רגל", "הרגל") && !same("רגל", "רגל רגל") && same("", " "));
    }
}
