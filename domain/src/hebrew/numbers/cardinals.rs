//! The bare number words.

use super::Gender::{self, Feminine, Masculine};

/// One to ten, in every usual spelling, absolute and construct.
const UNITS: [(&str, i64, Gender); 40] = [
    ("אחד", 1, Masculine),
    ("אחת", 1, Feminine),
    ("שניים", 2, Masculine),
    ("שני", 2, Masculine),
    ("שתיים", 2, Feminine),
    ("שתים", 2, Feminine),
    ("שתי", 2, Feminine),
    ("שלושה", 3, Masculine),
    ("שלשה", 3, Masculine),
    ("שלושת", 3, Masculine),
    ("שלוש", 3, Feminine),
    ("שלש", 3, Feminine),
    ("ארבעה", 4, Masculine),
    ("ארבעת", 4, Masculine),
    ("ארבע", 4, Feminine),
    ("חמישה", 5, Masculine),
    ("חמשה", 5, Masculine),
    ("חמישת", 5, Masculine),
    ("חמשת", 5, Masculine),
    ("חמש", 5, Feminine),
    ("שישה", 6, Masculine),
    ("ששה", 6, Masculine),
    ("שישת", 6, Masculine),
    ("ששת", 6, Masculine),
    ("שש", 6, Feminine),
    ("שבעה", 7, Masculine),
    ("שבעת", 7, Masculine),
    ("שבע", 7, Feminine),
    ("שמונה", 8, Feminine),
    ("שמונת", 8, Masculine),
    ("תשעה", 9, Masculine),
    ("תשעת", 9, Masculine),
    ("תשע", 9, Feminine),
    ("עשרה", 10, Masculine),
    ("עשרת", 10, Masculine),
    ("עשר", 10, Feminine),
    ("שמנה", 8, Feminine),
    ("אפס", 0, Feminine),
    ("תישע", 9, Feminine),
    ("תישעה", 9, Masculine),
];

const TENS: [(&str, i64); 9] = [
    ("עשרים", 20),
    ("שלושים", 30),
    ("שלשים", 30),
    ("ארבעים", 40),
    ("חמישים", 50),
    ("שישים", 60),
    ("שבעים", 70),
    ("שמונים", 80),
    ("תשעים", 90),
];

/// 0–10. `שמונה` is written alike in both genders and counts as feminine, as hours are.
pub(crate) fn unit(text: &str) -> Option<(i64, Gender)> {
    UNITS.iter().find(|(word, ..)| *word == text).map(|(_, value, gender)| (*value, *gender))
}

/// 20, 30 … 90.
pub(crate) fn tens(text: &str) -> Option<i64> {
    TENS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
}
