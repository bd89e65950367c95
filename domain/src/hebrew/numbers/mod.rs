//! Numbers as they are spoken.

mod cardinals;
mod read;

pub use read::{Found, Number, read};

pub(super) use cardinals::{tens, unit};

/// A number word's gender: hours and digits are feminine, rooms and shekels masculine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// שלושה
    Masculine,
    /// שלוש
    Feminine,
}
