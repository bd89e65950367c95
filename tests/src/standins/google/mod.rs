//! Google as a client meets it: an OAuth token endpoint, Speech v1 and Text-to-Speech v1 over gRPC, all on one port of this machine.
//!
//! # Contract
//! Nobody gets in without a token that was got with an assertion the account's key signed. What was asked is recorded; every byte of
//! audio is kept, so that equal means that no frame was lost. Troubles are counted in bytes of audio, not in seconds: tests do not wait.
//! The whole of it can be away and come back.

mod accounts;
mod ears;
mod recognition;
mod sentences;
mod voices;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::{Router, routing::post};

pub use accounts::Accounts;
pub use ears::{Ears, Lips, Speech, coded};
pub use recognition::{Recognition, Stream, Trouble};
pub use sentences::Sentences;
pub use voices::{Larynx, Voices, sound_of};

use super::Standin;
use crate::{Setup, setup::root, wait};

/// The longest a stream may take to be opened.
const SOON: Duration = Duration::from_secs(20);

/// A Google; gone when it is dropped.
#[derive(Debug)]
pub struct Google {
    standin: Standin,
    /// Who may ask.
    pub accounts: Arc<Accounts>,
    /// Speech to text.
    pub recognition: Arc<Recognition>,
    /// Text to speech.
    pub voices: Arc<Voices>,
}

impl Google {
    /// Starts one whose recogniser understands with these ears.
    pub fn start(ears: Ears) -> anyhow::Result<Self> {
        let accounts = Arc::new(Accounts::default());
        let recognition = Arc::new(Recognition::new(ears, accounts.clone()));
        let voices = Arc::new(Voices::new(accounts.clone()));
        let router = Router::new()
            .route("/token", post(accounts::token))
            .with_state(accounts.clone())
            .merge(recognition::routes(recognition.clone()))
            .merge(voices::routes(voices.clone()));
        let standin = Standin::start(router)?;
        accounts.are_at(&format!("http://{}/token", standin.address()));
        Ok(Self { standin, accounts, recognition, voices })
    }

    /// Starts one that hears what its own voices said, and nothing else: nobody tells it what will be said.
    pub fn by_ear(sentences: Arc<Sentences>) -> anyhow::Result<Self> {
        let google = Self::start(Ears::Sentences(sentences.clone()))?;
        google.voices.sound_like(sentences);
        Ok(google)
    }

    /// Its address, for both services.
    pub fn url(&self) -> String {
        format!("http://{}", self.standin.address())
    }

    /// The same, bare.
    pub fn address(&self) -> SocketAddr {
        self.standin.address()
    }

    /// Ends it, as a process that is killed: connections are refused from here on.
    pub fn die(&self) {
        self.standin.die();
    }

    /// Is there again, where it was, with all it knew.
    pub fn rise(&self) -> anyhow::Result<()> {
        self.standin.rise()
    }

    /// Drops every connection and takes others at once.
    pub fn cut(&self) -> anyhow::Result<()> {
        self.standin.cut()
    }

    /// Waits until so many streams of recognition were opened.
    pub async fn opened(&self, streams: usize) -> anyhow::Result<()> {
        wait::until("a stream of recognition is open", SOON, async || {
            let opened = self.recognition.streams().len();
            Ok(if opened >= streams { Ok(()) } else { Err(opened) })
        })
        .await
    }

    /// Writes a service account's key file that leads here.
    pub fn key_file(&self, folder: &Path) -> anyhow::Result<PathBuf> {
        let key = std::fs::read_to_string(root().join("tests/data/google/account.pem"))?;
        let file = serde_json::json!({
            "type": "service_account", "project_id": "stand-in", "private_key_id": "1", "private_key": key,
            "client_email": accounts::EMAIL, "token_uri": format!("{}/token", self.url()),
        });
        let path = folder.join("google-account.json");
        std::fs::write(&path, file.to_string()).context("the key file")?;
        Ok(path)
    }

    /// A setup whose speech is this Google's.
    pub fn speaks_for(&self, setup: Setup) -> anyhow::Result<Setup> {
        let key = self.key_file(setup.home())?;
        Ok(setup
            .with("SPEECH_PROVIDER", "google")
            .with("GOOGLE_APPLICATION_CREDENTIALS", &key.display().to_string())
            .with("GOOGLE_STT_ENDPOINT", &self.url())
            .with("GOOGLE_TTS_ENDPOINT", &self.url()))
    }
}
