//! What a refusal of Google's means, and how long to wait before asking again.

use std::time::Duration;

use tonic::{Code, Status};

/// What is worth doing about a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Asking again may help.
    Again,
    /// With another token it may.
    AnotherToken,
    /// The request is at fault.
    Invalid,
    /// It will not help.
    Never,
}

/// After <https://cloud.google.com/apis/design/errors>. A stream at Google's limit or without audio ends as `OUT_OF_RANGE` or `ABORTED`.
pub(super) fn verdict(status: &Status) -> Verdict {
    match status.code() {
        Code::Unauthenticated => Verdict::AnotherToken,
        Code::InvalidArgument => Verdict::Invalid,
        Code::PermissionDenied | Code::NotFound | Code::Unimplemented | Code::FailedPrecondition => {
            Verdict::Never
        }
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::DeadlineExceeded
        | Code::AlreadyExists
        | Code::ResourceExhausted
        | Code::Aborted
        | Code::OutOfRange
        | Code::Internal
        | Code::Unavailable
        | Code::DataLoss => Verdict::Again,
    }
}

/// Twice as long before each further attempt, by three quarters to five quarters: `spread` is from 0 to 1.
pub(super) fn wait(first: Duration, attempt: u32, spread: f64) -> Duration {
    wait_at_most(Duration::MAX, first, attempt, spread)
}

/// The same, before it is spread no longer than `longest`: for attempts without an end.
pub(super) fn wait_at_most(longest: Duration, first: Duration, attempt: u32, spread: f64) -> Duration {
    let doubled = first.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
    doubled.min(longest).mul_f64(0.75 + spread / 2.0)
}

/// Chance as a number from 0 to 1.
pub(super) fn spread(chance: u64) -> f64 {
    f64::from(u32::try_from(chance >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_are_spread_around_it() {
        let ms = Duration::from_millis;
        let wait = |attempt, spread| wait_at_most(ms(4_000), ms(100), attempt, spread);
        assert_eq!([1, 2, 3, 6].map(|n| wait(n, 0.5)), [100, 200, 400, 3_200].map(ms));
        assert_eq!([7, 1_000, u32::MAX].map(|n| wait(n, 0.5)), [ms(4_000); 3]);
        assert_eq!((wait(7, 0.0), wait(7, 1.0)), (ms(3_000), ms(5_000)));
    }
}
