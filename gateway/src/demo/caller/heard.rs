//! What the server made of the caller's words: each line beside the utterances that came of it.

use std::collections::HashSet;

use serde::Serialize;

use super::Said;

/// How much earlier than its line an utterance may seem to begin, in milliseconds: the two are timed by different clocks. Far less than
/// passes between two lines, as the agent answers and is quiet between.
const EARLY: u64 = 1_000;

/// A line the caller said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Milliseconds since the stream started.
    pub at_ms: u64,
    /// The line.
    pub text: String,
}

/// A line, and what was heard of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeardLine {
    /// Milliseconds since the stream started.
    pub at_ms: u64,
    /// The line.
    pub said: String,
    /// What stands in the transcript instead; `None`: nothing.
    pub heard: Option<String>,
}

/// The caller's lines and what the transcript has of each. What was heard before the first is told with it.
pub fn heard(spoken: &[Spoken], transcript: &[Said]) -> Vec<HeardLine> {
    let begins = |line: usize| match line {
        0 => 0,
        line => spoken.get(line).map_or(u64::MAX, |spoken| spoken.at_ms.saturating_sub(EARLY)),
    };
    let lines = spoken.iter().enumerate().map(|(number, line)| {
        let its_turn = begins(number)..begins(number + 1);
        let words = transcript
            .iter()
            .filter(|said| said.speaker == "CALLER" && its_turn.contains(&said.start_ms))
            .map(|said| said.text.as_str());
        let heard = words.collect::<Vec<_>>().join(" ");
        HeardLine {
            at_ms: line.at_ms,
            said: line.text.clone(),
            heard: (!heard.trim().is_empty()).then_some(heard),
        }
    });
    lines.collect()
}

impl HeardLine {
    /// Whether anything the caller said in it was understood: a word at least.
    pub fn is_understood(&self) -> bool {
        let heard: HashSet<&str> = self.heard.as_deref().map(words).into_iter().flatten().collect();
        words(&self.said).any(|word| heard.contains(word))
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(at_ms: u64, text: &str) -> Spoken {
        Spoken { at_ms, text: text.to_owned() }
    }

    fn said(speaker: &str, start_ms: u64, text: &str) -> Said {
        Said { speaker: speaker.to_owned(), text: text.to_owned(), start_ms, interrupted: false }
    }

    #[test]
    fn each_line_has_what_was_heard_while_it_was_its_turn() {
        let lines =
            [spoken(3_000, "שלום, אני מחפשת דירה"), spoken(9_000, "ארבעה חדרים"), spoken(15_000, "תודה")];
        let transcript = [
            said("AGENT", 200, "שלום, מדברת לאה"),
            said("CALLER", 3_100, "שלום"),
            said("CALLER", 5_200, "אני מחפשת"),
            said("AGENT", 6_000, "כמה חדרים?"),
            // Its clock is a little behind.
            said("CALLER", 14_700, "תודה"),
        ];
        let lines = heard(&lines, &transcript);
        let words: Vec<Option<&str>> = lines.iter().map(|line| line.heard.as_deref()).collect();
        assert_eq!(words, [Some("שלום אני מחפשת"), None, Some("תודה")]);
        let understood: Vec<bool> = lines.iter().map(HeardLine::is_understood).collect();
        assert_eq!(understood, [true, false, true]);
    }

    #[test]
    fn other_words_in_its_place_are_not_understood() {
        let line = |heard: &str| HeardLine {
            at_ms: 0,
            said: "ארבעה חדרים.".to_owned(),
            heard: Some(heard.to_owned()),
        };
        assert!(line("אה, חדרים").is_understood());
        assert!(!line("ארבע").is_understood());
        assert!(!line("…").is_understood());
    }

    #[test]
    fn who_said_nothing_was_not_heard() {
        assert_eq!(heard(&[], &[said("CALLER", 10, "שלום")]), []);
        let early = heard(&[spoken(5_000, "שלום")], &[said("CALLER", 1_000, "אה")]);
        assert_eq!(early[0].heard.as_deref(), Some("אה"), "noise before the first line is told with it");
    }
}
