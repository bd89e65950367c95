//! The conversations of this process: what they are made of, and how many there are.

use std::sync::Arc;

use media::{
    MediaDeps,
    provider::{ProviderError, Synthesizer, local::ScriptBook},
};

/// The means of every conversation.
pub struct Voice {
    deps: Arc<MediaDeps>,
    scripts: Option<ScriptBook>,
}

impl Voice {
    /// With the providers chosen; `scripts` where simulated callers may say beforehand what they will say.
    pub fn new(deps: MediaDeps, scripts: Option<ScriptBook>) -> Self {
        Self { deps: Arc::new(deps), scripts }
    }

    /// What a conversation is given.
    pub fn deps(&self) -> Arc<MediaDeps> {
        self.deps.clone()
    }

    /// Where simulated callers hand in their scripts.
    pub fn scripts(&self) -> Option<&ScriptBook> {
        self.scripts.as_ref()
    }

    /// Wakes the providers, all at once, and has the voice get ready what is said when something fails; what each said.
    pub async fn warm_up(&self) -> Vec<(&'static str, Result<(), ProviderError>)> {
        let MediaDeps { recognizer, language, synthesizer, .. } = self.deps.as_ref();
        let (heard, thought, spoken) =
            tokio::join!(recognizer.warm_up(), language.warm_up(), rehearse(synthesizer.as_ref()));
        vec![(recognizer.name(), heard), (language.name(), thought), (synthesizer.name(), spoken)]
    }
}

async fn rehearse(synthesizer: &dyn Synthesizer) -> Result<(), ProviderError> {
    synthesizer.warm_up().await?;
    for phrase in media::PHRASES {
        synthesizer.speak(phrase).await?;
    }
    Ok(())
}
