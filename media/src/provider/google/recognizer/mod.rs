//! Hearing by Google's streaming recognition: a session a call, which is one stream after another, each renewed before Google ends it.

mod beginning;
mod belief;
mod codec;
mod driver;
mod early;
mod line;
mod model;
mod request;
mod session;
mod stream;
mod tape;
mod trial;
mod words;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use domain::{ids::CallSid, ports::Entropy};
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

use self::{driver::Driver, early::Early, model::Models, request::Config};
use super::{
    auth::Tokens,
    endpoint::Pool,
    retry,
    settings::{GoogleSettings, Hearing},
};
use crate::provider::{Intake, ProviderError, Recognizer, RecognizerSession};

/// Pieces on their way into the session: a second, as it takes them out at once while it has room for them.
const PIECES: usize = 10;
const HEARD: usize = 64;
/// Connections; each carries about a hundred calls.
const CONNECTIONS: usize = 8;

/// Google's recogniser.
pub struct GoogleRecognizer {
    shared: Arc<Shared>,
    settings: Hearing,
    entropy: Arc<dyn Entropy>,
    tasks: TaskTracker,
    early: Early,
}

/// What all calls share.
struct Shared {
    pool: Pool,
    tokens: Arc<Tokens>,
    config: Config,
    models: Models,
}

impl GoogleRecognizer {
    pub(super) fn new(
        settings: &GoogleSettings,
        tokens: Arc<Tokens>,
        entropy: Arc<dyn Entropy>,
        tasks: TaskTracker,
    ) -> Result<Self, tonic::transport::Error> {
        let pool = Pool::new(session::NAME, &settings.stt_endpoint, CONNECTIONS, settings.pings)?;
        let settings = settings.hearing.clone();
        let (config, models) = (Config::new(&settings), Models::new(settings.model_again_after));
        let shared = Arc::new(Shared { pool, tokens, config, models });
        Ok(Self { shared, settings, entropy, tasks, early: Early::default() })
    }

    fn begin(&self, call: &CallSid) -> RecognizerSession {
        let (audio, pieces) = mpsc::channel::<Bytes>(PIECES);
        let (sender, heard) = mpsc::channel(HEARD);
        let spread = retry::spread(self.entropy.next_u64());
        let driver =
            Driver::new(call, self.shared.clone(), self.settings.clone(), spread, self.tasks.clone());
        self.tasks.spawn(driver.run(pieces, sender));
        RecognizerSession { audio: Intake::new(audio, tape::CHUNK), heard }
    }
}

#[async_trait]
impl Recognizer for GoogleRecognizer {
    fn name(&self) -> &'static str {
        session::NAME
    }

    fn announce(&self, call: &CallSid) {
        self.early.keep(call, self.begin(call), &self.tasks);
    }

    async fn open(&self, call: &CallSid) -> Result<RecognizerSession, ProviderError> {
        Ok(self.early.take(call).unwrap_or_else(|| self.begin(call)))
    }

    /// Opens the connections, and recognises a little silence as the settings have it.
    async fn warm_up(&self) -> Result<(), ProviderError> {
        trial::of(&self.shared, self.settings.warm_up_within).await
    }
}
