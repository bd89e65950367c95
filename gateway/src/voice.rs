//! The conversations of this process: what they are made of, and how many there are.

use std::{sync::Arc, time::Duration};

use media::{
    MediaDeps, Threads,
    provider::{ProviderError, local::ScriptBook},
};
use tokio::{sync::Mutex, time::Instant};

/// Providers that were all awake a moment ago are not woken again: a model that is paid for is asked, and anybody may ask for it.
const AWAKE: Duration = Duration::from_secs(15);

/// The means of every conversation.
pub struct Voice {
    deps: Arc<MediaDeps>,
    threads: Threads,
    scripts: Option<ScriptBook>,
    /// When all of them were found awake.
    awake: Mutex<Option<Instant>>,
}

impl Voice {
    /// With the providers chosen; `scripts` where simulated callers may say beforehand what they will say.
    pub fn new(deps: MediaDeps, threads: Threads, scripts: Option<ScriptBook>) -> Self {
        Self { deps: Arc::new(deps), threads, scripts, awake: Mutex::default() }
    }

    /// What a conversation is given.
    pub fn deps(&self) -> Arc<MediaDeps> {
        self.deps.clone()
    }

    /// Where conversations are held.
    pub fn threads(&self) -> &Threads {
        &self.threads
    }

    /// Where simulated callers hand in their scripts.
    pub fn scripts(&self) -> Option<&ScriptBook> {
        self.scripts.as_ref()
    }

    /// Wakes the providers, all at once; what each said. One such at a time, and none for 15 s after all went well.
    pub async fn warm_up(&self) -> Vec<(&'static str, Result<(), ProviderError>)> {
        let mut awake = self.awake.lock().await;
        let MediaDeps { recognizer, language, synthesizer, .. } = self.deps.as_ref();
        let names = [recognizer.name(), language.name(), synthesizer.name()];
        if awake.is_some_and(|since| since.elapsed() < AWAKE) {
            return names.map(|name| (name, Ok(()))).into();
        }
        let (heard, thought, spoken) =
            tokio::join!(recognizer.warm_up(), language.warm_up(), synthesizer.warm_up());
        let found = [heard, thought, spoken];
        *awake = found.iter().all(Result::is_ok).then(Instant::now);
        names.into_iter().zip(found).collect()
    }
}
