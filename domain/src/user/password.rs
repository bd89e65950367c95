use std::fmt;

use serde::{Deserialize, Serialize};

/// The fewest and the most characters of a password: length is what counts (NIST SP 800-63B), and a hash must not take a novel.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

/// What everybody tries first, of those long enough.
const COMMON: [&str; 30] = [
    "password",
    "password1",
    "password12",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "987654321",
    "11223344",
    "qwertyui",
    "qwerty12",
    "qwerty123",
    "qwertyuiop",
    "1q2w3e4r",
    "1qaz2wsx",
    "asdfghjk",
    "asdf1234",
    "zxcvbnm1",
    "abcd1234",
    "abc12345",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "welcome1",
    "letmein1",
];

/// An argon2 hash in PHC form. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A PHC string made at the edge; the password itself never comes here.
    pub fn from_phc(phc: impl Into<String>) -> Self {
        Self(phc.into())
    }

    /// The PHC string.
    pub fn as_phc(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Why a password cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too short or too long.
    #[error("password: expected 8 to 128 characters")]
    Length,
    /// One of those everybody tries first, or one character over and over.
    #[error("password: too many people chose this one; expected one that is hard to guess")]
    Common,
    /// The address, or the part of it before the `@`.
    #[error("password: expected one that is not the e-mail address")]
    Address,
}

/// Whether a password may be chosen for an address. What is hashed is the text as it is.
pub fn check_password(password: &str, email: &str) -> Result<(), WeakPassword> {
    if !LENGTH.contains(&password.chars().count()) {
        return Err(WeakPassword::Length);
    }
    let folded = password.to_lowercase();
    let first = folded.chars().next();
    if COMMON.contains(&folded.as_str()) || folded.chars().all(|c| Some(c) == first) {
        return Err(WeakPassword::Common);
    }
    let email = email.trim().to_lowercase();
    if folded == email || email.split('@').next() == Some(folded.as_str()) {
        return Err(WeakPassword::Address);
    }
    Ok(())
}
