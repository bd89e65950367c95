//! What the agent knows of a person when they call again: what was said and noted before, in as many words as a language model
//! should read before its first answer. The newest conversation is there by its own words, older ones by their summaries, and what
//! is older still by how much there was.
//!
//! # Contract
//! Never more than [`MOST_TOKENS`], whatever a person's past. Of a text that is cut, what counts stays: the last words of a
//! conversation, the first of a summary or a note.

use jiff::Timestamp;

use crate::ids::CallSid;

/// Tokens of the whole memory: about two seconds of reading for a small model, a page and a half for a person.
pub const MOST_TOKENS: usize = 3_000;
/// Of these, for the words of the newest conversation.
const WORDS: usize = 1_200;
/// For all notes together, and for one.
const NOTES: (usize, usize) = (600, 250);
/// For one summary.
const SUMMARY: usize = 300;
/// What the line that counts the rest takes at most.
const REST: usize = 60;

/// A conversation of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Which call.
    pub call: CallSid,
    /// When it was.
    pub at: Timestamp,
    /// What was said in short, when that was written.
    pub summary: Option<String>,
    /// What was said, a line a turn.
    pub turns: Vec<String>,
}

/// Something that is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// When it was; of many, when the latest was.
    pub at: Timestamp,
    /// As what.
    pub kind: Kind,
    /// The words.
    pub text: String,
    /// The call it was said in.
    pub call: Option<CallSid>,
}

/// As what something is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// By the words themselves.
    Words,
    /// By its summary.
    Summary,
    /// As it was written down.
    Note,
    /// By the number of conversations alone.
    Rest,
}

/// A token is at most one character that is no space: no language model's alphabet takes more for a Hebrew or Latin letter.
pub fn tokens(text: &str) -> usize {
    text.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// What is remembered, the oldest first. Conversations and notes come the newest first; `older`: conversations there were besides
/// those given, and when the latest of them was.
pub fn remember(
    conversations: &[Conversation],
    notes: &[(Timestamp, String)],
    older: Option<(usize, Timestamp)>,
) -> Vec<Remembered> {
    let mut memory = of_notes(notes);
    let mut left = MOST_TOKENS - REST - memory.iter().map(|note| tokens(&note.text)).sum::<usize>();
    let mut rest = older;
    let mut newest = true;
    for (place, conversation) in conversations.iter().enumerate() {
        let told = of_conversation(conversation, newest);
        newest &= told.is_empty();
        let cost = told.iter().map(|each| tokens(&each.text)).sum::<usize>();
        if cost > left {
            let beyond = conversations.len() - place + older.map_or(0, |(count, _)| count);
            rest = Some((beyond, conversation.at));
            break;
        }
        left -= cost;
        memory.extend(told);
    }
    if let Some((count, at)) = rest.filter(|(count, _)| *count > 0) {
        let text = if count == 1 {
            "עוד שיחה אחת קודמת".to_owned()
        } else {
            format!("עוד {count} שיחות קודמות")
        };
        memory.push(Remembered { at, kind: Kind::Rest, text, call: None });
    }
    memory.sort_by_key(|each| each.at);
    memory
}

fn of_notes(notes: &[(Timestamp, String)]) -> Vec<Remembered> {
    let mut left = NOTES.0;
    let mut kept = Vec::new();
    for (at, text) in notes {
        let text = first(text, NOTES.1);
        if tokens(&text) > left {
            break;
        }
        left -= tokens(&text);
        kept.push(Remembered { at: *at, kind: Kind::Note, text, call: None });
    }
    kept
}

/// The newest by its last words, and by its summary too when those are not all; others by their summary, else by a few last words.
/// Nothing of one in which nothing was said.
fn of_conversation(conversation: &Conversation, newest: bool) -> Vec<Remembered> {
    let of = |kind, text: String| Remembered {
        at: conversation.at,
        kind,
        text,
        call: Some(conversation.call.clone()),
    };
    let summary = conversation.summary.as_deref().map(|summary| first(summary, SUMMARY));
    let words = last_turns(&conversation.turns, if newest { WORDS } else { SUMMARY });
    let whole = words.lines().count() == conversation.turns.len();
    let (summary, words) = match (newest, summary) {
        (true, summary) => (summary.filter(|_| !whole), Some(words)),
        (false, Some(summary)) => (Some(summary), None),
        (false, None) => (None, Some(words)),
    };
    let told = [summary.map(|text| of(Kind::Summary, text)), words.map(|text| of(Kind::Words, text))];
    told.into_iter().flatten().filter(|each| !each.text.trim().is_empty()).collect()
}

/// The last turns that fit, each on its own line.
fn last_turns(turns: &[String], most: usize) -> String {
    let mut left = most;
    let mut kept = Vec::new();
    for turn in turns.iter().rev() {
        let turn = turn.replace('\n', " ");
        let cost = tokens(&turn);
        if cost > left {
            // Of a speech without end the end is better than nothing.
            kept.extend(kept.is_empty().then(|| last(&turn, left)));
            break;
        }
        left -= cost;
        kept.push(turn);
    }
    kept.reverse();
    kept.join("\n")
}

fn first(text: &str, most: usize) -> String {
    let mut left = most;
    let fits = |letter: &char| {
        left = left.saturating_sub(usize::from(!letter.is_whitespace()));
        left > 0
    };
    if tokens(text) <= most {
        text.to_owned()
    } else {
        text.chars().take_while(fits).chain(['…']).collect()
    }
}

fn last(text: &str, most: usize) -> String {
    let backwards: String = text.chars().rev().collect();
    first(&backwards, most).chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::sid;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + minute * 60).expect("an instant")
    }

    fn conversation(number: u32, summary: Option<&str>, turns: &[&str]) -> Conversation {
        Conversation {
            call: sid(number),
            at: at(-i64::from(number)),
            summary: summary.map(str::to_owned),
            turns: turns.iter().map(|turn| (*turn).to_owned()).collect(),
        }
    }

    fn told(memory: &[Remembered]) -> Vec<(Kind, &str)> {
        memory.iter().map(|each| (each.kind, each.text.as_str())).collect()
    }

    #[test]
    fn the_newest_by_its_words_older_ones_by_their_summaries() {
        let conversations = [
            conversation(1, Some("דיברו על חיפה"), &["הפונה: שלום", "הנציגה: שלום וברכה"]),
            conversation(2, Some("דיברו על נשר"), &["הפונה: היי"]),
            conversation(3, None, &["הפונה: נותק"]),
            conversation(4, None, &[]),
        ];
        let memory = remember(&conversations, &[(at(5), "מעדיפה בוקר".to_owned())], Some((7, at(-9))));
        let wanted = [
            (Kind::Rest, "עוד 7 שיחות קודמות"),
            (Kind::Words, "הפונה: נותק"),
            (Kind::Summary, "דיברו על נשר"),
            (Kind::Words, "הפונה: שלום\nהנציגה: שלום וברכה"),
            (Kind::Note, "מעדיפה בוקר"),
        ];
        assert_eq!(told(&memory), wanted);
    }

    #[test]
    fn a_long_conversation_keeps_its_end_and_its_summary() {
        let turns: Vec<String> = (0..200).map(|n| format!("הפונה: משפט מספר {n}")).collect();
        let turns: Vec<&str> = turns.iter().map(String::as_str).collect();
        let memory = remember(&[conversation(1, Some("בקיצור"), &turns)], &[], None);
        assert_eq!(memory[0].kind, Kind::Summary);
        assert!(memory[1].text.ends_with("משפט מספר 199") && !memory[1].text.contains("מספר 3\n"));
        assert!(tokens(&memory[1].text) <= WORDS);
    }

    proptest! {
        #[test]
        fn no_past_is_too_long(
            calls in prop::collection::vec((prop::option::of("[א-ת ]{0,900}"), prop::collection::vec("[א-ת ]{0,900}", 0..9)), 0..30),
            notes in prop::collection::vec("[א-ת ]{0,900}", 0..9),
        ) {
            let count = calls.len();
            let conversations: Vec<Conversation> = calls
                .into_iter()
                .zip(1..)
                .map(|((summary, turns), n)| Conversation { call: sid(n), at: at(-i64::from(n)), summary, turns })
                .collect();
            let notes: Vec<_> = notes.into_iter().map(|note| (at(0), note)).collect();
            let memory = remember(&conversations, &notes, (count > 20).then(|| (3, at(-99))));
            prop_assert!(memory.iter().map(|each| tokens(&each.text)).sum::<usize>() <= MOST_TOKENS);
            prop_assert!(memory.is_sorted_by_key(|each| each.at));
        }
    }
}
