//! Texts with placeholders: `{business}` in a prompt, `{recording_notice}` in a greeting.
//!
//! # Contract
//! A brace stands for nothing but a placeholder. [`faults`] finds all that is wrong with a text, each with its place, so that it can
//! be said before the text is saved; [`fill`] never fails and leaves what it does not know as it is, since a text saved long ago
//! must still be spoken. `domain/tests/data/templates.tsv` says what is wrong with which text; the dashboard's check is held to it
//! as well.

use std::borrow::Cow;

/// Which placeholders a text may and must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vocabulary {
    /// The names that are filled in.
    pub known: &'static [&'static str],
    /// Those of them that have to be there.
    pub wanted: &'static [&'static str],
}

/// A place in a text, counted in lines and characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    /// No placeholder has that name.
    #[error("line {}, character {}: there is no placeholder {{{name}}}", at.line, at.column)]
    Unknown {
        /// The name.
        name: String,
        /// Where its brace is.
        at: Place,
    },
    /// A brace is opened and not closed on its line.
    #[error("line {}, character {}: {{ is not closed", at.line, at.column)]
    Unclosed {
        /// Where it is.
        at: Place,
    },
    /// A brace is closed that was not opened.
    #[error("line {}, character {}: }} was not opened", at.line, at.column)]
    Unopened {
        /// Where it is.
        at: Place,
    },
    /// A placeholder that has to be there is not.
    #[error("{{{name}}} is missing")]
    Missing {
        /// Its name.
        name: &'static str,
    },
}

/// All that is wrong with a text, in the order of their places; what is missing comes last.
pub fn faults(text: &str, vocabulary: Vocabulary) -> Vec<TemplateFault> {
    let mut found = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        scan(line, index + 1, vocabulary, &mut found);
    }
    let missing = |name: &&&'static str| !text.contains(&format!("{{{name}}}"));
    found.extend(vocabulary.wanted.iter().filter(missing).map(|name| TemplateFault::Missing { name }));
    found
}

fn scan(text: &str, line: usize, vocabulary: Vocabulary, found: &mut Vec<TemplateFault>) {
    let mut open: Option<(Place, usize)> = None;
    for (column, (byte, letter)) in text.char_indices().enumerate() {
        let at = Place { line, column: column + 1 };
        match (letter, open) {
            ('{', before) => {
                found.extend(before.map(|(at, _)| TemplateFault::Unclosed { at }));
                open = Some((at, byte + 1));
            }
            ('}', None) => found.push(TemplateFault::Unopened { at }),
            ('}', Some((at, start))) => {
                let name = &text[start..byte];
                if !vocabulary.known.contains(&name) {
                    found.push(TemplateFault::Unknown { name: name.to_owned(), at });
                }
                open = None;
            }
            _ => {}
        }
    }
    found.extend(open.map(|(at, _)| TemplateFault::Unclosed { at }));
}

/// The text with its placeholders filled in; what is filled in is not looked at again.
pub fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        filled.push_str(before);
        let named = after[1..].find(['{', '}']).filter(|end| after[1 + end..].starts_with('}'));
        if let Some((value, length)) = named.and_then(|end| Some((value(&after[1..=end])?, end + 2))) {
            filled.push_str(&value);
            rest = &after[length..];
        } else {
            filled.push('{');
            rest = &after[1..];
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        let value = |name: &str| match name {
            "business" => Some(Cow::Borrowed("{agent} ושות׳")),
            "agent" => Some(Cow::Borrowed("לאה")),
            _ => None,
        };
        assert_eq!(fill("{agent} מ{business}", value), "לאה מ{agent} ושות׳");
        assert_eq!(fill("{ {agent} {other} {agent", value), "{ לאה {other} {agent");
    }
}
