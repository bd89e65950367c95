use std::{collections::HashMap, io, path::Path, sync::Arc, time::Duration};

use domain::{
    StreamId,
    business::{Business, Settings},
    ids::BusinessId,
    ports::Clock,
};
use jiff::{SignedDuration, Timestamp};
use tokio::{fs::File, io::BufReader};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    Shelf, Unreadable,
    shelf::{Header, header},
};

/// How long a file may outlive its days, or its person.
const EVERY: Duration = Duration::from_hours(1);

/// Sweeps now and every hour, until `stop`.
pub fn sweep_hourly(shelf: Shelf, clock: Arc<dyn Clock>, tasks: &TaskTracker, stop: CancellationToken) {
    tasks.spawn(async move {
        loop {
            let swept = stop.run_until_cancelled(shelf.sweep(clock.now())).await;
            if let Some(Err(error)) = swept {
                tracing::warn!(%error, "the recordings of inputs were not swept; again in an hour");
                metrics::counter!("agentlocator_tapes_not_deleted_total").increment(1);
            }
            if stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
                return;
            }
        }
    });
}

impl Shelf {
    /// Deletes what nobody may keep any more; how many files those were.
    pub(super) async fn sweep(&self, now: Timestamp) -> Result<u64, Unreadable> {
        let mut deleted = 0;
        let mut days = HashMap::new();
        let mut entries = match tokio::fs::read_dir(&self.folder).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        while let Some(entry) = entries.next_entry().await? {
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == "inputs") {
                let over = self.is_over(&path, now, &mut days).await?;
                if over && tokio::fs::remove_file(&path).await.is_ok() {
                    deleted += 1;
                    metrics::counter!("agentlocator_tapes_deleted_total").increment(1);
                } else if over {
                    tracing::warn!(path = %path.display(), "a recording of inputs is still there");
                    metrics::counter!("agentlocator_tapes_not_deleted_total").increment(1);
                }
            }
        }
        Ok(deleted)
    }

    async fn is_over(
        &self,
        path: &Path,
        now: Timestamp,
        days: &mut HashMap<BusinessId, u16>,
    ) -> Result<bool, Unreadable> {
        let Header { business, begun, key, .. } =
            match header(&mut BufReader::new(File::open(path).await?), path).await {
                Ok(header) => header,
                // The process died before the first line was whole: there is nothing in it to keep.
                Err(Unreadable::NoRecording(_)) => return Ok(true),
                Err(error) => return Err(error),
            };
        let kept = match days.get(&business) {
            Some(kept) => *kept,
            None => *days.entry(business).or_insert(self.days(business).await?),
        };
        let until = begun.saturating_add(SignedDuration::from_hours(24 * i64::from(kept)));
        Ok(until.is_ok_and(|until| until <= now) || self.bus.log().key(&key).await?.is_none())
    }

    /// How many days a business keeps recordings.
    pub async fn days(&self, business: BusinessId) -> Result<u16, Unreadable> {
        let held = self.bus.state::<Business>(&StreamId::business(business)).await?;
        Ok(held.settings().map_or_else(|| Settings::usual("").recording_days, |kept| kept.recording_days))
    }
}
