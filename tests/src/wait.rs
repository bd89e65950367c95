//! Conditions with deadlines.

use std::time::Duration;

use anyhow::bail;
use tokio::time::{Instant, sleep};

/// How often a condition is looked at. Short beside everything that is waited for, long beside one look.
const LOOK: Duration = Duration::from_millis(25);

/// Looks until the condition gives a value. When the deadline passes, says what was waited for and what was last seen.
pub async fn until<T, S: std::fmt::Debug>(
    what: &str,
    within: Duration,
    mut look: impl AsyncFnMut() -> anyhow::Result<Result<T, S>>,
) -> anyhow::Result<T> {
    let end = Instant::now() + within;
    loop {
        match look().await? {
            Ok(value) => return Ok(value),
            Err(seen) if Instant::now() >= end => bail!("{what}: not within {within:?}; last seen {seen:#?}"),
            Err(_) => sleep(LOOK).await,
        }
    }
}
