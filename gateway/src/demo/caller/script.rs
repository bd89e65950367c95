//! What the caller says, turn by turn.

use std::str::FromStr;

/// One turn of the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Says this.
    Say(String),
    /// Presses this key.
    Press(char),
}

/// The caller's turns. As a text: a line a turn, `[1]` presses a key, `{free}` stands for a time that is free, `#` begins a
/// comment, empty lines do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// In order.
    pub turns: Vec<Turn>,
}

/// The text was not a script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAScript {
    /// Nothing to say.
    #[error("the script is empty: write what the caller says, one line a turn")]
    Empty,
    /// Not a key.
    #[error("line {line}: expected one key in brackets, such as [1], [*] or [#]")]
    NotAKey {
        /// Counted from 1.
        line: usize,
    },
}

/// A caller looking for an apartment, who meets the agency on the next working day.
const USUAL: &str = include_str!("../scripts/buyer.txt");

impl Script {
    /// The call `demo call` places when no other is named.
    pub fn usual() -> Result<Self, NotAScript> {
        USUAL.parse()
    }

    /// The script with this time in place of `{free}`.
    #[must_use]
    pub fn meeting_at(mut self, spoken_time: &str) -> Self {
        for turn in &mut self.turns {
            if let Turn::Say(text) = turn {
                *text = text.replace("{free}", spoken_time);
            }
        }
        self
    }

    /// The lines that are spoken, for the recogniser that cannot hear.
    pub fn spoken(&self) -> Vec<String> {
        let spoken = |turn: &'_ Turn| match turn {
            Turn::Say(text) => Some(text.clone()),
            Turn::Press(_) => None,
        };
        self.turns.iter().filter_map(spoken).collect()
    }
}

impl FromStr for Script {
    type Err = NotAScript;

    fn from_str(text: &str) -> Result<Self, NotAScript> {
        let mut turns = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            turns.push(match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(key) => Turn::Press(one_key(key).ok_or(NotAScript::NotAKey { line: index + 1 })?),
                None => Turn::Say(line.to_owned()),
            });
        }
        if turns.is_empty() { Err(NotAScript::Empty) } else { Ok(Self { turns }) }
    }
}

fn one_key(text: &str) -> Option<char> {
    let mut keys = text.trim().chars();
    let key = keys.next().filter(|key| key.is_ascii_digit() || matches!(key, '*' | '#'))?;
    keys.next().is_none().then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_script_can_be_read() {
        let script = Script::usual().unwrap().meeting_at("מחר בעשר");
        assert_eq!(script.spoken()[4], "מחר בעשר");
    }

    #[test]
    fn lines_are_turns_and_brackets_are_keys() {
        let script: Script = "# a comment\nשלום\n\n[2]\n".parse().unwrap();
        assert_eq!(script.turns, [Turn::Say("שלום".into()), Turn::Press('2')]);
        assert_eq!(script.spoken(), ["שלום"]);
    }

    #[test]
    fn what_is_no_script_says_why() {
        assert_eq!("# nothing\n".parse::<Script>(), Err(NotAScript::Empty));
        assert_eq!("שלום\n[12]".parse::<Script>(), Err(NotAScript::NotAKey { line: 2 }));
    }
}
