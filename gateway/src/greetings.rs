//! Greetings, ready before anybody calls (B13, B16), and how often one may be tried out.
//!
//! # Contract
//! [`Greetings::follow`] hears of every change of a business on this node and has its greeting spoken anew when the words or the
//! voice changed, with the phrases that are said when something fails: the synthesiser keeps the sound, and the next call finds it.
//! What fails is logged; the next call speaks it then.

use std::{collections::HashMap, sync::Arc};

use domain::{
    StreamId,
    business::Business,
    ids::{BusinessId, UserId},
    values::Voice,
};
use eventlog::CommandBus;
use jiff::{SignedDuration, Timestamp};
use media::provider::{ProviderError, Synthesizer};
use moka::sync::Cache;
use projections::{Change, Entity};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

/// Greetings a person may try out in a minute.
pub(crate) const A_MINUTE: u32 = 20;
/// How long a try counts.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);
/// People whose tries are remembered.
const MOST: u64 = 10_000;

/// How often greetings were tried out of late. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Greetings {
    tries: Cache<UserId, (u32, Timestamp)>,
}

impl Default for Greetings {
    fn default() -> Self {
        Self { tries: Cache::builder().max_capacity(MOST).time_to_live(WINDOW.unsigned_abs()).build() }
    }
}

impl Greetings {
    /// Counts a try; how long to wait, when there were too many in this minute.
    pub(crate) fn count(&self, user: UserId, now: Timestamp) -> Result<(), SignedDuration> {
        let fresh = |since: &Timestamp| now.duration_since(*since) < WINDOW;
        let (tries, since) = self.tries.get(&user).filter(|(_, since)| fresh(since)).unwrap_or((0, now));
        if tries >= A_MINUTE {
            return Err(WINDOW - now.duration_since(since));
        }
        self.tries.insert(user, (tries + 1, since));
        Ok(())
    }
}

/// Has greetings ready as businesses change.
pub(crate) struct Prefetch {
    pub(crate) bus: CommandBus,
    pub(crate) synthesizer: Arc<dyn Synthesizer>,
}

impl Prefetch {
    /// Follows the changes until `stop`.
    pub(crate) async fn follow(self, mut changes: Receiver<Change>, stop: CancellationToken) {
        let mut ready: HashMap<BusinessId, (Option<Voice>, String)> = HashMap::new();
        while let Some(change) = stop.run_until_cancelled(changes.recv()).await {
            let entity = match change {
                Ok(change) => change.entity,
                // What was missed is spoken by the next call, or with the next change.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            };
            let Entity::Business(business) = entity else { continue };
            let Some(wanted) = self.wanted(business).await else { continue };
            if ready.get(&business) == Some(&wanted) {
                continue;
            }
            match self.speak(&wanted).await {
                Ok(()) => {
                    ready.insert(business, wanted);
                    metrics::counter!("agentlocator_greetings_prefetched_total").increment(1);
                }
                Err(error) => tracing::warn!(%business, %error, "a greeting could not be had ready"),
            }
        }
    }

    async fn wanted(&self, business: BusinessId) -> Option<(Option<Voice>, String)> {
        match self.bus.state::<Business>(&StreamId::business(business)).await {
            Ok(state) => state.settings().map(|settings| (settings.voice, settings.spoken_greeting())),
            Err(error) => {
                tracing::warn!(%business, %error, "a business could not be looked at");
                None
            }
        }
    }

    async fn speak(&self, (voice, greeting): &(Option<Voice>, String)) -> Result<(), ProviderError> {
        self.synthesizer.have_ready(*voice, greeting).await?;
        for phrase in media::PHRASES {
            self.synthesizer.have_ready(*voice, phrase).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
