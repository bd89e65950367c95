//! The conversations of this process: what they are made of, and how many there are.

use std::sync::Arc;

use media::{
    MediaDeps, Threads,
    provider::{ProviderError, local::ScriptBook},
};
use tokio::sync::Mutex;

/// The means of every conversation.
pub struct Voice {
    deps: Arc<MediaDeps>,
    threads: Threads,
    scripts: Option<ScriptBook>,
    waking: Mutex<()>,
}

impl Voice {
    /// With the providers chosen; `scripts` where simulated callers may say beforehand what they will say.
    pub fn new(deps: MediaDeps, threads: Threads, scripts: Option<ScriptBook>) -> Self {
        Self { deps: Arc::new(deps), threads, scripts, waking: Mutex::default() }
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

    /// Wakes the providers, all at once; what each said. One such at a time: it asks a model that is paid for, and anybody may ask.
    pub async fn warm_up(&self) -> Vec<(&'static str, Result<(), ProviderError>)> {
        let _one = self.waking.lock().await;
        let MediaDeps { recognizer, language, synthesizer, .. } = self.deps.as_ref();
        let (heard, thought, spoken) =
            tokio::join!(recognizer.warm_up(), language.warm_up(), synthesizer.warm_up());
        vec![(recognizer.name(), heard), (language.name(), thought), (synthesizer.name(), spoken)]
    }
}
