//! The real clients of Google's services against stand-ins on this machine: what goes wrong there, and what of it the call notices.

mod accounts;
mod call;
mod greetings;
mod hearing;
mod outage;
mod renewal;
mod speaking;
mod warming;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use std::time::Duration;

use acceptance::standins::google::Google;
use domain::ids::CallSid;
use domain::ports::{Clock, Entropy};
use jiff::{SignedDuration, Timestamp};
use media::provider::google::{
    GoogleDeps, GoogleRecognizer, GoogleSettings, GoogleSynthesizer, ServiceAccount, services,
};
use media::provider::{Heard, ProviderError, Recognizer as _, RecognizerSession};
use tempfile::TempDir;
use tokio_util::task::TaskTracker;

/// The longest anything here may take.
const SOON: Duration = Duration::from_secs(20);
/// Bytes of a frame.
const FRAME: usize = 160;

/// The machine's clock, and so many minutes more.
#[derive(Debug, Default)]
struct Now {
    ahead: AtomicI64,
}

impl Clock for Now {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "the stand-in checks assertions against the machine's time"
        )]
        let now = Timestamp::now();
        now + SignedDuration::from_mins(self.ahead.load(Ordering::Relaxed))
    }
}

#[derive(Debug)]
struct Even;

impl Entropy for Even {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0x7f);
    }
}

/// Both services as the product has them, and the folder they live in.
struct Clients {
    recognizer: GoogleRecognizer,
    synthesizer: GoogleSynthesizer,
    folder: Arc<TempDir>,
    clock: Arc<Now>,
    tasks: TaskTracker,
}

impl Clients {
    fn of(google: &Google, change: impl FnOnce(&mut GoogleSettings)) -> anyhow::Result<Self> {
        Self::in_folder(google, Arc::new(tempfile::tempdir()?), change)
    }

    fn in_folder(
        google: &Google,
        folder: Arc<TempDir>,
        change: impl FnOnce(&mut GoogleSettings),
    ) -> anyhow::Result<Self> {
        let mut settings = GoogleSettings {
            stt_endpoint: google.url(),
            tts_endpoint: google.url(),
            ..GoogleSettings::default()
        };
        // Tests do not wait for what was held back.
        settings.hearing.replay_speed = 20;
        change(&mut settings);
        let account = ServiceAccount::read(&google.key_file(folder.path())?).map_err(anyhow::Error::msg)?;
        let (clock, tasks) = (Arc::new(Now::default()), TaskTracker::new());
        let deps = GoogleDeps {
            account,
            clock: clock.clone(),
            entropy: Arc::new(Even),
            tasks: tasks.clone(),
            cache: folder.path().join("speech"),
        };
        let (recognizer, synthesizer) = services(&settings, deps)?;
        Ok(Self { recognizer, synthesizer, folder, clock, tasks })
    }

    async fn call(&self) -> anyhow::Result<Call> {
        let sid: CallSid = "CA00000000000000000000000000000001".parse()?;
        Ok(Call { session: self.recognizer.open(&sid).await?, heard: Vec::new() })
    }
}

/// A call that is being heard.
struct Call {
    session: RecognizerSession,
    heard: Vec<Heard>,
}

impl Call {
    /// Gives the audio in frames, as fast as the session takes it.
    async fn say(&mut self, audio: &[u8]) -> anyhow::Result<()> {
        for frame in audio.chunks(FRAME) {
            self.session.audio.room().await;
            anyhow::ensure!(self.session.audio.take(frame), "it listens no more");
        }
        Ok(())
    }

    /// Waits until something is heard.
    async fn until(&mut self, what: &str, fits: impl Fn(&[Heard]) -> bool) -> anyhow::Result<()> {
        while !fits(&self.heard) {
            let next = tokio::time::timeout(SOON, self.session.heard.recv()).await;
            let next = next.map_err(|_| anyhow::anyhow!("{what}: heard {:?}", self.heard))?;
            self.heard.push(*next.ok_or_else(|| anyhow::anyhow!("{what}: it ended with {:?}", self.heard))?);
        }
        Ok(())
    }

    /// No more is said; everything that was heard.
    async fn end(self) -> anyhow::Result<Vec<Heard>> {
        let RecognizerSession { audio, mut heard } = self.session;
        drop(audio);
        let mut all = self.heard;
        let rest = async {
            while let Some(next) = heard.recv().await {
                all.push(*next);
            }
        };
        tokio::time::timeout(SOON, rest).await?;
        Ok(all)
    }
}

fn words(heard: &[Heard]) -> Vec<String> {
    let finals = heard
        .iter()
        .filter_map(|heard| if let Heard::Final { text, .. } = heard { Some(text) } else { None });
    finals.flat_map(|text| text.split_whitespace().map(str::to_owned)).collect()
}

fn coded_words(numbers: impl IntoIterator<Item = u8>) -> Vec<String> {
    numbers.into_iter().map(|n| format!("w{n}")).collect()
}

fn failure(heard: &[Heard]) -> Option<&ProviderError> {
    heard.iter().find_map(|heard| if let Heard::Failed(error) = heard { Some(error) } else { None })
}
