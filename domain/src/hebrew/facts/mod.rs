//! What a sentence tells of the person who says it: wish, place, rooms, budget, name.
//!
//! # Contract
//! A fact is told only when the words say so by themselves, or when they answer the question just asked: "ארבע" is rooms
//! after "כמה חדרים?" and nothing otherwise.

mod budget;
mod name;
mod place;
mod property;

use super::{Word, words};
use crate::lead::{Field, LeadFact};
use crate::values::Intent;

/// How a fact was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Said.
    Said,
    /// Follows from what was said: a neighbourhood's city.
    Implied,
    /// Said right after "לא": denied, or a correction begun without a pause.
    AfterNo,
}

/// One fact told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What.
    pub fact: LeadFact,
    /// How.
    pub manner: Manner,
}

/// What is known when a sentence is heard.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// What was asked last.
    pub asked: Option<Field>,
    /// What the person wants to do, when it is known: "חמש וחצי" is thousands for a tenant and millions for a buyer.
    pub intent: Option<Intent>,
}

/// The facts a sentence tells, at most one a field and manner.
pub fn understand(text: &str, context: Context) -> Vec<Told> {
    let mut words = words(text);
    words.truncate(200);
    let mut told = Vec::new();
    // The name is taken out first: a person may be called as a town is.
    let (name, rest) = name::read(text, &words, context.asked);
    told.extend(name.map(|name| Told { fact: LeadFact::Name(name), manner: Manner::Said }));
    let intent = property::intent(&rest);
    told.extend(intent.iter().cloned());
    told.extend(property::kind(&rest));
    told.extend(property::rooms(&rest, context.asked));
    told.extend(place::read(&rest, context.asked));
    let wish = intent
        .iter()
        .find_map(|told| if let LeadFact::Intent(intent) = told.fact { Some(intent) } else { None });
    told.extend(budget::read(&rest, context.asked, wish.or(context.intent)));
    told.extend(email(text));
    told
}

fn email(text: &str) -> Option<Told> {
    let found =
        text.split_whitespace().map(|word| word.trim_matches([',', '.', ';', '!', '?'])).find(|word| {
            word.split_once('@')
                .is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && word.is_ascii())
        })?;
    Some(Told { fact: LeadFact::Email(found.to_owned()), manner: Manner::Said })
}

/// Whether the word before is "not", with no pause between.
fn manner(words: &[Word], at: usize) -> Manner {
    let not = at > 0 && !words[at].after_break && words[at - 1].is("לא");
    if not { Manner::AfterNo } else { Manner::Said }
}

/// Of several candidates for one field: the last that was not denied, else the last.
fn choose(candidates: Vec<Told>) -> Option<Told> {
    let said = candidates.iter().rfind(|told| told.manner == Manner::Said).cloned();
    said.or_else(|| candidates.into_iter().next_back())
}

#[cfg(test)]
mod tests;
