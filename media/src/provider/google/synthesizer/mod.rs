//! Speaking by Google's synthesis: a request a sentence. What was spoken of late is in memory; what is said again, or will be, is on
//! disk as well, readable to whoever knows the sentence. Most of what an agent says is said once, and a file of it is of use to nobody.

mod disk;
mod key;
mod request;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    hebrew::say,
    ports::{Clock, Entropy},
    values::Voice,
};
use googleapis_tonic_google_cloud_texttospeech_v1::google::cloud::texttospeech::v1::{
    ListVoicesRequest, text_to_speech_client::TextToSpeechClient,
};
use moka::future::Cache;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::task::TaskTracker;
use tonic::{Request, Status, transport::Channel};

pub use self::request::voice_named;
use self::{
    disk::{Disk, Kind},
    key::Key,
    request::LANGUAGE,
};
use super::{
    auth::Tokens,
    endpoint::Pool,
    retry::{self, Verdict},
    settings::{GoogleSettings, Speaking},
};
use crate::{
    provider::{ProviderError, Synthesizer},
    wav,
};

const NAME: &str = "google-voice";
/// Connections; a request is short, a hundred at a time fit on each.
const CONNECTIONS: usize = 2;
/// Sentences written to the disk at a time.
const WRITING: usize = 32;
/// Google's limit, mark-up and all (<https://cloud.google.com/text-to-speech/quotas>). A Hebrew letter is two bytes, and so is a vowel.
const MOST_BYTES: usize = 5_000;

/// A sentence in memory.
#[derive(Debug, Clone)]
struct Spoken {
    sound: Bytes,
    /// How it is kept on disk, or on its way there: a [`rank`].
    on_disk: Arc<AtomicU8>,
}

impl Spoken {
    /// It is to be kept so: what rank that is, and which it had.
    fn on_its_way(&self, kind: Kind) -> (u8, u8) {
        let wanted = rank(Some(kind));
        (wanted, self.on_disk.fetch_max(wanted, Ordering::Relaxed))
    }

    async fn write(
        self,
        disk: Arc<Disk>,
        (key, nonce): (Key, [u8; 12]),
        (kind, before): (Kind, u8),
        _turn: OwnedSemaphorePermit,
    ) {
        let sealed = key.seal(&self.sound, nonce);
        let kept = match &sealed {
            Some(sealed) => disk.put(&key.name, sealed, kind).await,
            None => false,
        };
        if !kept {
            self.on_disk.store(before, Ordering::Relaxed);
        }
    }
}

/// Kept as something lasting it is kept as something repeated as well.
fn rank(kept: Option<Kind>) -> u8 {
    match kept {
        None => 0,
        Some(Kind::Repeated) => 1,
        Some(Kind::Lasting) => 2,
    }
}

/// Google's voice.
pub struct GoogleSynthesizer {
    pool: Pool,
    tokens: Arc<Tokens>,
    settings: Speaking,
    entropy: Arc<dyn Entropy>,
    /// By voice, rate and what is said.
    memory: Cache<String, Spoken>,
    disk: Arc<Disk>,
    /// Sentences on their way to the disk.
    writing: Arc<Semaphore>,
    tasks: TaskTracker,
}

impl GoogleSynthesizer {
    pub(super) fn new(
        settings: &GoogleSettings,
        tokens: Arc<Tokens>,
        (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>),
        (cache, tasks): (PathBuf, TaskTracker),
    ) -> Result<Self, tonic::transport::Error> {
        let pool = Pool::new(NAME, &settings.tts_endpoint, CONNECTIONS, settings.pings)?;
        let settings = settings.speaking.clone();
        let weigh =
            |key: &String, spoken: &Spoken| u32::try_from(key.len() + spoken.sound.len()).unwrap_or(u32::MAX);
        let memory = Cache::builder().max_capacity(settings.memory_bytes).weigher(weigh).build();
        let disk = Arc::new(Disk::new(cache, settings.disk_bytes, clock));
        let writing = Arc::new(Semaphore::new(WRITING));
        Ok(Self { pool, tokens, settings, entropy, memory, disk, writing, tasks })
    }

    /// The sentence's sound; none of what has no words. `lasting`: it will be said again.
    async fn spoken(&self, voice: Option<Voice>, text: &str, lasting: bool) -> Result<Bytes, ProviderError> {
        if !text.chars().any(char::is_alphanumeric) {
            return Ok(Bytes::new());
        }
        let ssml = say::ssml(text);
        if ssml.len() > MOST_BYTES {
            let reason = format!("{} bytes are more than the {MOST_BYTES} of a sentence", ssml.len());
            return Err(ProviderError::Refused { provider: NAME, reason });
        }
        let voice = request::voice(&self.settings, voice);
        let key = request::key(&self.settings, voice, &ssml);
        // Whoever asks for the same sentence meanwhile waits for this one.
        let asked =
            self.memory.entry_by_ref(&key.name).or_try_insert_with(self.fetch(&key, voice, &ssml)).await;
        let entry = asked.map_err(|error| ProviderError::clone(&error))?;
        let again = !entry.is_fresh();
        let spoken = entry.into_value();
        if again {
            counted("memory");
        }
        if lasting {
            self.keep_lasting(&key, &spoken).await;
        } else if again {
            self.keep(&key, &spoken);
        }
        Ok(spoken.sound)
    }

    /// From the disk, else from Google.
    async fn fetch(&self, key: &Key, voice: &str, ssml: &str) -> Result<Spoken, ProviderError> {
        let kept = self.disk.get(&key.name).await;
        if let Some((sound, kind)) = kept.and_then(|(sealed, kind)| Some((key.open(&sealed)?, kind))) {
            counted("disk");
            return Ok(Spoken { sound, on_disk: Arc::new(rank(Some(kind)).into()) });
        }
        counted("google");
        Ok(Spoken { sound: self.synthesise(voice, ssml).await?, on_disk: Arc::default() })
    }

    /// A caller waits for the sound, not for the disk: when that is far behind, it goes without this sentence until it is said the
    /// next time.
    fn keep(&self, key: &Key, spoken: &Spoken) {
        let (wanted, before) = spoken.on_its_way(Kind::Repeated);
        if before >= wanted {
            return;
        }
        let Ok(turn) = self.writing.clone().try_acquire_owned() else {
            spoken.on_disk.store(before, Ordering::Relaxed);
            return counted("not kept");
        };
        self.tasks.spawn(spoken.clone().write(
            self.disk.clone(),
            self.sealed_under(key),
            (Kind::Repeated, before),
            turn,
        ));
    }

    /// Who has it ready for later waits until it is: there is no next time to write it at.
    async fn keep_lasting(&self, key: &Key, spoken: &Spoken) {
        if spoken.on_disk.load(Ordering::Relaxed) >= rank(Some(Kind::Lasting)) {
            return;
        }
        // Never closed.
        let Ok(turn) = self.writing.clone().acquire_owned().await else { return };
        let (wanted, before) = spoken.on_its_way(Kind::Lasting);
        if before >= wanted {
            return;
        }
        let sealed = self.sealed_under(key);
        let write = spoken.clone().write(self.disk.clone(), sealed, (Kind::Lasting, before), turn);
        // In a task of its own, so that a file that was begun is finished whoever goes away.
        let _ = self.tasks.spawn(write).await;
    }

    fn sealed_under(&self, key: &Key) -> (Key, [u8; 12]) {
        let mut nonce = [0; 12];
        self.entropy.fill(&mut nonce);
        (key.clone(), nonce)
    }

    async fn synthesise(&self, voice: &str, ssml: &str) -> Result<Bytes, ProviderError> {
        let spread = retry::spread(self.entropy.next_u64());
        let mut attempt = 0;
        loop {
            attempt += 1;
            let tried = timeout(self.settings.within, self.ask(voice, ssml)).await;
            let (verdict, error) = match tried {
                Ok(Ok(sound)) => return Ok(sound),
                Ok(Err(failed)) => failed,
                Err(_) => (Verdict::Again, ProviderError::TimedOut { provider: NAME }),
            };
            metrics::counter!("agentlocator_tts_failures_total").increment(1);
            if attempt >= self.settings.attempts || matches!(verdict, Verdict::Never | Verdict::Invalid) {
                return Err(error);
            }
            tracing::info!(attempt, %error, "a sentence is asked for again");
            sleep(retry::wait(self.settings.backoff, attempt, spread)).await;
        }
    }

    async fn ask(&self, voice: &str, ssml: &str) -> Result<Bytes, (Verdict, ProviderError)> {
        let request = request::sentence(&self.settings, voice, ssml);
        let answer = self
            .call(request, async |client: &mut TextToSpeechClient<Channel>, request| {
                client.synthesize_speech(request).await.map(tonic::Response::into_inner)
            })
            .await?;
        let sound = wav::bare_mulaw(answer.audio_content).ok_or_else(|| {
            let reason = "its answer is no mu-law at 8 kHz".to_owned();
            (Verdict::Again, ProviderError::Unavailable { provider: NAME, reason })
        })?;
        // What is kept is the sound, not the buffer it came in.
        Ok(Bytes::copy_from_slice(&sound))
    }

    /// One request under the account's token.
    async fn call<Q, A>(
        &self,
        message: Q,
        send: impl AsyncFnOnce(&mut TextToSpeechClient<Channel>, Request<Q>) -> Result<A, Status>,
    ) -> Result<A, (Verdict, ProviderError)> {
        let known = |error: ProviderError| match error {
            ProviderError::Refused { .. } | ProviderError::Barred { .. } => (Verdict::Never, error),
            ProviderError::Unavailable { .. } | ProviderError::TimedOut { .. } => (Verdict::Again, error),
        };
        let bearer = self.tokens.bearer().await.map_err(known)?;
        let lease = self.pool.lease().await.map_err(known)?;
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", bearer.clone());
        match send(&mut TextToSpeechClient::new(lease.channel.clone()), request).await {
            Ok(answer) => Ok(answer),
            Err(status) => {
                let verdict = retry::verdict(&status);
                if verdict == Verdict::AnotherToken {
                    self.tokens.refused(&bearer);
                }
                Err((verdict, failure(verdict, &status)))
            }
        }
    }
}

fn failure(verdict: Verdict, status: &Status) -> ProviderError {
    let reason = format!("{:?}: {}", status.code(), status.message());
    match verdict {
        Verdict::Again | Verdict::AnotherToken => ProviderError::Unavailable { provider: NAME, reason },
        Verdict::Invalid | Verdict::Never => ProviderError::Refused { provider: NAME, reason },
    }
}

/// Where a sentence came from, or that the disk does without it.
fn counted(from: &'static str) {
    metrics::counter!("agentlocator_tts_sentences_total", "from" => from).increment(1);
}

#[async_trait]
impl Synthesizer for GoogleSynthesizer {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn speak_as(&self, voice: Option<Voice>, text: &str) -> Result<Bytes, ProviderError> {
        self.spoken(voice, text, false).await
    }

    async fn have_ready(&self, voice: Option<Voice>, text: &str) -> Result<(), ProviderError> {
        self.spoken(voice, text, true).await.map(drop)
    }

    /// Opens the connections, and asks whether the voice exists: that is free.
    async fn warm_up(&self) -> Result<(), ProviderError> {
        self.pool.open().await?;
        let request = ListVoicesRequest { language_code: LANGUAGE.to_owned() };
        let asked = self.call(request, async |client: &mut TextToSpeechClient<Channel>, request| {
            client.list_voices(request).await.map(tonic::Response::into_inner)
        });
        let asked = timeout(self.settings.within, asked).await;
        let voices =
            asked.map_err(|_| ProviderError::TimedOut { provider: NAME })?.map_err(|(_, error)| error)?;
        if voices.voices.iter().any(|voice| voice.name == self.settings.voice) {
            return Ok(());
        }
        let reason = format!("it has no voice {}", self.settings.voice);
        Err(ProviderError::Refused { provider: NAME, reason })
    }
}
