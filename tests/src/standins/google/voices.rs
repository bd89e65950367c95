//! `google.cloud.texttospeech.v1.TextToSpeech`: `SynthesizeSpeech` and `ListVoices`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::{Router, body::Body, extract::State, http, routing::post};
use googleapis_tonic_google_cloud_texttospeech_v1::google::cloud::texttospeech::v1::{
    ListVoicesRequest, ListVoicesResponse, SynthesizeSpeechRequest, SynthesizeSpeechResponse, Voice,
    synthesis_input::InputSource,
};
use tonic::{Code, Request, Response, Status, server::Grpc};
use tonic_prost::ProstCodec;
use tower::service_fn;

use super::accounts::Accounts;
use crate::twilio::phone::voice;

/// The service.
#[derive(Debug)]
pub struct Voices {
    accounts: Arc<Accounts>,
    held: Mutex<Held>,
}

/// How sentences sound.
pub trait Larynx: Send + Sync + std::fmt::Debug {
    /// A sentence was asked for: its sound, as mu-law.
    fn sound(&self, ssml: &str) -> Vec<u8>;
    /// Told right before the sound goes out.
    fn spoken(&self, ssml: &str);
}

/// Each sentence a hum of its own.
#[derive(Debug)]
struct Hum;

impl Larynx for Hum {
    fn sound(&self, ssml: &str) -> Vec<u8> {
        sound_of(ssml)
    }

    fn spoken(&self, _: &str) {}
}

#[derive(Debug)]
struct Held {
    larynx: Arc<dyn Larynx>,
    requests: Vec<SynthesizeSpeechRequest>,
    failures: VecDeque<Code>,
    delay: Duration,
}

impl Voices {
    pub(super) fn new(accounts: Arc<Accounts>) -> Self {
        let (requests, failures) = (Vec::new(), VecDeque::new());
        let held = Held { larynx: Arc::new(Hum), requests, failures, delay: Duration::ZERO };
        Self { accounts, held: Mutex::new(held) }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All that was asked for.
    pub fn requests(&self) -> Vec<SynthesizeSpeechRequest> {
        self.held().requests.clone()
    }

    /// The SSML of every request.
    pub fn asked(&self) -> Vec<String> {
        self.requests().iter().map(|request| ssml(request).unwrap_or_default().to_owned()).collect()
    }

    /// The next requests fail so, one each.
    pub fn fail(&self, codes: impl IntoIterator<Item = Code>) {
        self.held().failures.extend(codes);
    }

    /// Every answer takes this long.
    pub fn delay(&self, delay: Duration) {
        self.held().delay = delay;
    }

    /// Sentences sound otherwise from here on.
    pub fn sound_like(&self, larynx: Arc<dyn Larynx>) {
        self.held().larynx = larynx;
    }

    async fn synthesise(
        self: Arc<Self>,
        request: Request<SynthesizeSpeechRequest>,
    ) -> Result<Response<SynthesizeSpeechResponse>, Status> {
        self.accounts.admit(request.metadata())?;
        let request = request.into_inner();
        let text = ssml(&request).map(ToOwned::to_owned);
        let (failure, delay, larynx) = {
            let mut held = self.held();
            held.requests.push(request);
            (held.failures.pop_front(), held.delay, held.larynx.clone())
        };
        let sound = text.map(|text| (larynx.sound(&text), text));
        tokio::time::sleep(delay).await;
        match (failure, sound) {
            (Some(code), _) => Err(Status::new(code, "the stand-in fails")),
            (None, None) => Err(Status::invalid_argument("input is not SSML")),
            (None, Some((sound, text))) => {
                larynx.spoken(&text);
                Ok(Response::new(SynthesizeSpeechResponse { audio_content: wav(&sound).into() }))
            }
        }
    }

    fn list(&self, request: &Request<ListVoicesRequest>) -> Result<Response<ListVoicesResponse>, Status> {
        self.accounts.admit(request.metadata())?;
        let voice = |letter: char| Voice {
            language_codes: vec!["he-IL".to_owned()],
            name: format!("he-IL-Wavenet-{letter}"),
            ..Voice::default()
        };
        Ok(Response::new(ListVoicesResponse { voices: ('A'..='D').map(voice).collect() }))
    }
}

fn ssml(request: &SynthesizeSpeechRequest) -> Option<&str> {
    match request.input.as_ref()?.input_source.as_ref()? {
        InputSource::Ssml(ssml) => Some(ssml),
        InputSource::Text(_) | InputSource::Markup(_) | InputSource::MultiSpeakerMarkup(_) => None,
    }
}

/// How a sentence sounds: a hum as long as it would be, which begins with the sentence's own name in 20 ms of mu-law.
pub fn sound_of(ssml: &str) -> Vec<u8> {
    let hash = super::sentences::hash(ssml);
    let name = hash.to_le_bytes().into_iter().cycle().take(160);
    name.chain(voice(ssml.chars().count().clamp(8, 100) * 15)).collect()
}

/// The sound as Google sends it: in a WAV file.
fn wav(sound: &[u8]) -> Vec<u8> {
    let length = u32::try_from(sound.len()).unwrap_or(u32::MAX);
    let mut wav = b"RIFF".to_vec();
    wav.extend_from_slice(&length.saturating_add(50).to_le_bytes());
    wav.extend_from_slice(
        b"WAVEfmt \x12\0\0\0\x07\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0\0\0fact\x04\0\0\0",
    );
    wav.extend_from_slice(&length.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&length.to_le_bytes());
    wav.extend_from_slice(sound);
    wav
}

async fn synthesize_speech(
    State(service): State<Arc<Voices>>,
    request: http::Request<Body>,
) -> http::Response<tonic::body::Body> {
    let codec = ProstCodec::<SynthesizeSpeechResponse, SynthesizeSpeechRequest>::default();
    Grpc::new(codec).unary(service_fn(move |request| service.clone().synthesise(request)), request).await
}

async fn list_voices(
    State(service): State<Arc<Voices>>,
    request: http::Request<Body>,
) -> http::Response<tonic::body::Body> {
    let codec = ProstCodec::<ListVoicesResponse, ListVoicesRequest>::default();
    let list = service_fn(move |request: Request<ListVoicesRequest>| {
        let listed = service.list(&request);
        async move { listed }
    });
    Grpc::new(codec).unary(list, request).await
}

pub(super) fn routes(service: Arc<Voices>) -> Router {
    Router::new()
        .route("/google.cloud.texttospeech.v1.TextToSpeech/SynthesizeSpeech", post(synthesize_speech))
        .route("/google.cloud.texttospeech.v1.TextToSpeech/ListVoices", post(list_voices))
        .with_state(service)
}
