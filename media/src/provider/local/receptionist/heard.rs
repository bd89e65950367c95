//! One utterance of the caller, as far as it is understood.

use domain::hebrew::lexicon::{self, Act};
use domain::hebrew::{Word, words};

/// What an utterance does, beside the facts it tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    pub(super) text: String,
    words: Vec<Word>,
    acts: Vec<(Act, usize)>,
}

impl Heard {
    pub(super) fn new(text: &str) -> Self {
        let words = words(text);
        let acts = lexicon::acts(&words).into_iter().map(|found| (found.value, found.at)).collect();
        Self { text: text.to_owned(), words, acts }
    }

    fn has(&self, act: Act) -> bool {
        self.acts.iter().any(|(held, _)| *held == act)
    }

    /// Agrees, and denies nothing.
    pub(super) fn agrees(&self) -> bool {
        self.has(Act::Yes) && !self.has(Act::No) && !self.has(Act::Other)
    }

    /// "מתאים", not a bare "כן": an answer to a proposal.
    pub(super) fn approves(&self) -> bool {
        self.agrees()
            && self
                .words
                .iter()
                .any(|word| matches!(word.text.as_str(), "מתאים" | "מצוין" | "מעולה" | "סבבה"))
    }

    /// Begins with no.
    pub(super) fn declines(&self) -> bool {
        self.acts.first().is_some_and(|(act, at)| *act == Act::No && *at <= 1)
    }

    pub(super) fn says_goodbye(&self) -> bool {
        self.has(Act::Goodbye)
    }

    /// "תודה" and nothing that goes on.
    pub(super) fn only_thanks(&self) -> bool {
        self.words.len() <= 4 && self.words.iter().any(|word| word.text == "תודה") && !self.has(Act::Yes)
    }

    pub(super) fn wants_a_person(&self) -> bool {
        self.has(Act::Human)
    }

    pub(super) fn wants_a_call_back(&self) -> bool {
        self.has(Act::CallBack)
    }

    /// Cannot or will not answer.
    pub(super) fn passes(&self) -> bool {
        self.has(Act::DontKnow)
    }

    /// Nothing of what was offered.
    pub(super) fn wants_another(&self) -> bool {
        self.has(Act::Other)
    }

    /// Asks to hear the question again, and says no more than that.
    pub(super) fn asks_to_repeat(&self) -> bool {
        self.has(Act::Repeat) && self.words.len() <= 4
    }

    /// Asks something of the agency.
    pub(super) fn asks(&self) -> bool {
        const ASKING: [&str; 9] = ["כמה", "איפה", "מתי", "למה", "איך", "האם", "מי", "איזה", "אפשר"];
        let first = self.words.first().is_some_and(|word| ASKING.contains(&word.text.as_str()));
        first || self.text.trim_end().ends_with('?')
    }

    /// Asks something, as people do on a telephone: without a question mark.
    pub(super) fn wonders(&self) -> bool {
        const WONDERING: [&str; 4] = ["יש", "מה", "לשאול", "לדעת"];
        self.asks() || self.words.iter().take(4).any(|word| WONDERING.contains(&word.text.as_str()))
    }

    /// Whether it has this word, with prefix letters or without.
    pub(super) fn names(&self, text: &str) -> bool {
        self.words.iter().any(|word| word.is(text))
    }

    /// "הראשון", "השנייה", "האחרון": which of so many choices.
    pub(super) fn choice_among(&self, choices: usize) -> Option<usize> {
        let index = self.words.iter().find_map(|word| match word.text.as_str() {
            "הראשון" | "הראשונה" => Some(0),
            "השני" | "השנייה" | "השניה" => Some(1),
            "השלישי" | "השלישית" => Some(2),
            "האחרון" | "האחרונה" => choices.checked_sub(1),
            _ => None,
        })?;
        (index < choices).then_some(index)
    }
}
