//! Which short finals are believed although Google is not sure of them.
//!
//! A word that stands alone is often a noise. But of the latest models' confidence Google says that it "is not truly a confidence
//! score" (<https://cloud.google.com/speech-to-text/docs/latest-models>): it is not to decide alone where something hangs on the word.

use domain::hebrew::{facts, lexicon, numbers, time, words};

/// Whether a conversation may go one way or another by these words: yes or no, a number, a time, a name, a fact somebody asked for.
pub(super) fn decides(text: &str) -> bool {
    let words = words(text);
    let acts = || !lexicon::acts(&words).is_empty();
    let number =
        || (0..words.len()).any(|at| words[at].is_literal() || numbers::read(&words[at..]).is_some());
    let name = || lexicon::given_name(&words).is_some();
    let fact = || !facts::understand(text, facts::Context::default()).is_empty();
    acts() || number() || name() || time::is_mentioned(text) || fact()
}

#[cfg(test)]
mod tests {
    use super::decides;

    #[test]
    fn a_word_that_answers_a_question_decides() {
        for text in ["כן", "לא.", "בטח!", "סבבה", "נציג", "ביי", "מה?"] {
            assert!(decides(text), "{text}: an act");
        }
        for text in ["4", "ארבע", "בשבע", "ושלושה", "10:30", "0525550100", "מיליון"] {
            assert!(decides(text), "{text}: a number");
        }
        for text in ["מחר", "בבוקר", "ראשון", "היום"] {
            assert!(decides(text), "{text}: a time");
        }
        for text in ["דנה", "בחיפה", "פלורנטין", "לקנות", "פנטהאוז", "a@b.co.il"]
        {
            assert!(decides(text), "{text}: a fact");
        }
    }

    #[test]
    fn a_noise_taken_for_a_word_does_not() {
        for text in ["", "אה", "אהמ", "הממ", "וואו", "רגל"] {
            assert!(!decides(text), "{text}");
        }
    }
}
