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
    (first * 2_u32.saturating_pow(attempt.saturating_sub(1))).mul_f64(0.75 + spread / 2.0)
}

/// Chance as a number from 0 to 1.
pub(super) fn spread(chance: u64) -> f64 {
    f64::from(u32::try_from(chance >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
}
