//! Hebrew as it is spoken on the phone: numbers, times, places and wishes understood, and said back.
//!
//! # Knows
//! The words in `lexicon/*.tsv`, the civil calendar, the values of this crate.
//! # Must not know
//! A clock (the present is an argument), a provider, who is speaking.
//! # Contract
//! Pure and total: any text gives an answer, none panics. What is ambiguous is answered with a question, never with a guess.
//!
//! To teach a word: a line in the `.tsv` it belongs to. To teach a way of saying a time: a matcher in `time/`, and lines in
//! `tests/data/hebrew_times.tsv`.

pub mod numbers;
pub mod time;
mod words;

pub use words::{Word, words};
