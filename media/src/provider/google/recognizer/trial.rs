//! A little silence is recognised as a call would be: what Google does not take of the settings is told before anybody calls.

use std::time::Duration;

use bytes::Bytes;
use tokio::{sync::mpsc, time::timeout};

use super::{
    Shared,
    model::Model,
    session::{Closing, NAME},
    stream,
    tape::CHUNK,
};
use crate::{mulaw, provider::ProviderError};

/// 200 ms: enough to be audio, too little to cost anything.
const CHUNKS: usize = 2;
static SILENCE: [u8; CHUNK] = [mulaw::SILENCE; CHUNK];

/// Whether calls would be heard.
pub(super) async fn of(shared: &Shared, within: Duration) -> Result<(), ProviderError> {
    let trial = async {
        let (token, connections) = tokio::join!(shared.tokens.bearer(), shared.pool.open());
        token?;
        connections.map_err(|error| at(shared, error))?;
        models(shared).await.map_err(|error| at(shared, error))
    };
    timeout(within, trial).await.unwrap_or(Err(ProviderError::TimedOut { provider: NAME }))
}

/// Tries the chosen model, and the other when Google does not take that one; calls begin with the one it takes.
async fn models(shared: &Shared) -> Result<(), ProviderError> {
    let mut refused = Vec::new();
    for model in [Model::Chosen, Model::Fallback] {
        let named = shared.config.named(model);
        match recognise(shared, model).await {
            Closing::Complete => {
                shared.models.settle(model);
                return Ok(());
            }
            Closing::Invalid(reason) => {
                tracing::warn!(%reason, "Google does not take {named}");
                refused.push(format!("{named}: {reason}"));
            }
            Closing::Refused(reason) => {
                return Err(ProviderError::Refused { provider: NAME, reason: format!("{named}: {reason}") });
            }
            Closing::Broken(error) => return Err(error),
        }
    }
    Err(ProviderError::Refused { provider: NAME, reason: refused.join("; ") })
}

async fn recognise(shared: &Shared, model: Model) -> Closing {
    let (silence, audio) = mpsc::channel(CHUNKS);
    for _ in 0..CHUNKS {
        // There is room for all of it.
        let _ = silence.try_send(Bytes::from_static(&SILENCE));
    }
    drop(silence);
    // What is heard in silence nobody wants to know.
    let (nobody, _) = mpsc::channel(1);
    stream::listen(shared, model, 0, audio, &nobody).await.err().unwrap_or(Closing::Complete)
}

/// Where it was asked may be what is wrong.
fn at(shared: &Shared, error: ProviderError) -> ProviderError {
    let address = shared.pool.address();
    let there = |reason: String| format!("{reason} (at {address})");
    match error {
        ProviderError::Unavailable { provider, reason } => {
            ProviderError::Unavailable { provider, reason: there(reason) }
        }
        ProviderError::Refused { provider, reason } => {
            ProviderError::Refused { provider, reason: there(reason) }
        }
        ProviderError::Barred { provider, reason } => {
            ProviderError::Barred { provider, reason: there(reason) }
        }
        ProviderError::TimedOut { .. } => error,
    }
}
