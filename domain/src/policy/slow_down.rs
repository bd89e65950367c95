//! How long whoever entered wrong passwords waits before the next is looked at: nobody is locked out for good, and guessing is
//! slower than it is worth.

use jiff::{SignedDuration, Timestamp};

use crate::user::Failures;

/// Wrong passwords for one account before anybody waits: people mistype.
pub const FREE_FOR_ACCOUNT: u32 = 5;
/// Wrong passwords from one address, whatever the accounts: an office has one address.
pub const FREE_FOR_ADDRESS: u32 = 20;
/// The longest wait.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// The instant before which no further try is looked at; `None`: try.
pub fn not_before(failures: Failures, free: u32) -> Option<Timestamp> {
    let beyond = failures.count.checked_sub(free)?;
    let wait = 1_i64.checked_shl(beyond.min(30)).map_or(LONGEST, SignedDuration::from_secs).min(LONGEST);
    Some(failures.last?.saturating_add(wait).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(count: u32) -> Option<SignedDuration> {
        let last: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        not_before(Failures { count, last: Some(last) }, FREE_FOR_ACCOUNT).map(|at| at.duration_since(last))
    }

    #[test]
    fn a_few_mistakes_are_free_and_then_each_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        assert_eq!(after(0), None);
        assert_eq!(after(4), None);
        assert_eq!(after(5), Some(SignedDuration::from_secs(1)));
        assert_eq!(after(6), Some(SignedDuration::from_secs(2)));
        assert_eq!(after(12), Some(SignedDuration::from_secs(128)));
        assert_eq!(after(15), Some(SignedDuration::from_mins(15)));
        assert_eq!(after(u32::MAX), Some(SignedDuration::from_mins(15)));
    }
}
