//! How many rows long lists have: the one thing about a list that takes longer the longer it is, and that all who look at it ask for.
//!
//! # Contract
//! Lists of up to [`COUNTED`] rows are counted every time. The count of a longer one is told again for [`TOLD`], to those who ask the
//! same of the same business; several who ask at once wait for one count.

use std::time::Duration;

use moka::future::Cache;

/// Rows that are counted in passing: a few milliseconds' work.
pub(crate) const COUNTED: u64 = 10_000;
/// How old the count of a long list may be. Hundreds of milliseconds' work for a million rows.
const TOLD: Duration = Duration::from_secs(15);
/// Lists remembered, the least asked for forgotten first.
const LISTS: u64 = 1_000;

/// The counts of long lists, by what was asked. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Totals(Cache<String, u64>);

impl Totals {
    pub(crate) fn new() -> Self {
        Self(Cache::builder().max_capacity(LISTS).time_to_live(TOLD).build())
    }

    /// The count that was told last.
    pub(crate) async fn told(&self, asked: &str) -> Option<u64> {
        self.0.get(asked).await
    }

    /// Counts, or waits for whoever is at it. `None`: they failed, and it is yet to be counted.
    pub(crate) async fn count<E: Send + Sync + 'static>(
        &self,
        asked: String,
        count: impl Future<Output = Result<u64, E>>,
    ) -> Result<Option<u64>, E> {
        let mut failed = None;
        let counting = async {
            match count.await {
                Ok(total) => Some(total),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            }
        };
        let told = self.0.optionally_get_with(asked, counting).await;
        failed.map_or(Ok(told), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_count_is_told_again_and_an_error_is_not() {
        let totals = Totals::new();
        assert_eq!(totals.count("leads".to_owned(), async { Err("away") }).await, Err("away"));
        assert_eq!(totals.told("leads").await, None);
        assert_eq!(totals.count("leads".to_owned(), async { Ok::<_, &str>(70_000) }).await, Ok(Some(70_000)));
        assert_eq!(totals.told("leads").await, Some(70_000));
        assert_eq!(totals.count("leads".to_owned(), async { Ok::<_, &str>(80_000) }).await, Ok(Some(70_000)));
        assert_eq!(totals.told("calls").await, None);
    }
}
