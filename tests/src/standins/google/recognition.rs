//! `google.cloud.speech.v1.Speech/StreamingRecognize`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::{Router, body::Body, extract::State, http, routing::post};
use futures::{StreamExt as _, stream::BoxStream};
use googleapis_tonic_google_cloud_speech_v1::google::cloud::speech::v1::{
    SpeechRecognitionAlternative, StreamingRecognitionConfig, StreamingRecognitionResult,
    StreamingRecognizeRequest, StreamingRecognizeResponse, WordInfo,
    streaming_recognize_request::StreamingRequest,
};
use tokio::sync::mpsc;
use tonic::{Code, Request, Response, Status, Streaming, server::Grpc};
use tonic_prost::ProstCodec;
use tower::service_fn;

use super::accounts::Accounts;
use super::ears::{Ear, Ears, Understood};

/// What goes wrong with one stream.
#[derive(Debug, Clone, Default)]
pub struct Trouble {
    /// It is answered only after this, and read only then.
    pub opens_after: Duration,
    /// After so many bytes of audio nothing is read for so long.
    pub stalls: Option<(usize, Duration)>,
    /// After so many bytes of audio it ends with this code.
    pub breaks: Option<(usize, Code)>,
}

/// One stream, as it was received.
#[derive(Debug, Clone, Default)]
pub struct Stream {
    /// The first request.
    pub config: StreamingRecognitionConfig,
    /// All audio, in order.
    pub audio: Vec<u8>,
    /// The lengths of the audio requests.
    pub requests: Vec<usize>,
    /// The client said that no more comes.
    pub ended: bool,
}

impl Stream {
    /// The model it asked for.
    pub fn model(&self) -> &str {
        self.config.config.as_ref().map_or("", |config| &config.model)
    }

    /// The language it asked for.
    pub fn language(&self) -> &str {
        self.config.config.as_ref().map_or("", |config| &config.language_code)
    }
}

/// The service.
#[derive(Debug)]
pub struct Recognition {
    ears: Ears,
    accounts: Arc<Accounts>,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    streams: Vec<Stream>,
    understood: Vec<String>,
    troubles: VecDeque<Trouble>,
    /// When it is not all of them.
    models: Option<Vec<String>>,
    languages: Option<Vec<String>>,
    /// Bytes of audio after which a stream has lived long enough.
    limit: Option<usize>,
    confidence: Option<f32>,
    stability: Option<f32>,
    forgets: bool,
}

impl Recognition {
    pub(super) fn new(ears: Ears, accounts: Arc<Accounts>) -> Self {
        Self { ears, accounts, held: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All streams so far, as far as they were received.
    pub fn streams(&self) -> Vec<Stream> {
        self.held().streams.clone()
    }

    /// All finals so far.
    pub fn understood(&self) -> Vec<String> {
        self.held().understood.clone()
    }

    /// What goes wrong with the next streams, one each; those after them are well.
    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.held().troubles.extend(troubles);
    }

    /// Any other model is refused from here on.
    pub fn know_models(&self, models: &[&str]) {
        self.held().models = Some(models.iter().map(|&model| model.to_owned()).collect());
    }

    /// Any other language is refused from here on.
    pub fn know_languages(&self, languages: &[&str]) {
        self.held().languages = Some(languages.iter().map(|&language| language.to_owned()).collect());
    }

    /// Keeps no audio from here on, only how much there was: for hours of it.
    pub fn forget_audio(&self) {
        self.held().forgets = true;
    }

    /// Streams end as Google's do at 305 s, after so many bytes of audio.
    pub fn limit(&self, bytes: usize) {
        self.held().limit = Some(bytes);
    }

    /// Finals have this confidence instead of 0.9.
    pub fn confidence(&self, confidence: f32) {
        self.held().confidence = Some(confidence);
    }

    /// Interim results have this stability instead of 0.9.
    pub fn stability(&self, stability: f32) {
        self.held().stability = Some(stability);
    }

    async fn recognise(
        self: Arc<Self>,
        request: Request<Streaming<StreamingRecognizeRequest>>,
    ) -> Result<Response<BoxStream<'static, Result<StreamingRecognizeResponse, Status>>>, Status> {
        self.accounts.admit(request.metadata())?;
        let mut requests = request.into_inner();
        let trouble = self.held().troubles.pop_front().unwrap_or_default();
        tokio::time::sleep(trouble.opens_after).await;
        let first = requests.message().await?.and_then(|first| first.streaming_request);
        let Some(StreamingRequest::StreamingConfig(config)) = first else {
            return Err(Status::invalid_argument("the first message is not a streaming_config"));
        };
        let number = self.begin(config)?;
        let (answers, answered) = mpsc::channel(16);
        let line = Line {
            service: self.clone(),
            number,
            trouble,
            ear: self.ears.of_a_stream(number),
            heard: Vec::new(),
            answers,
        };
        // Whoever drops the answers has stopped the listening; an error comes after the answers before it.
        let listening = futures::stream::once(line.run(requests)).filter_map(async |()| None);
        let answered =
            futures::stream::unfold(answered, async |mut answered| Some((answered.recv().await?, answered)));
        Ok(Response::new(futures::stream::select(answered, listening).boxed()))
    }

    fn begin(&self, config: StreamingRecognitionConfig) -> Result<usize, Status> {
        let mut held = self.held();
        let stream = Stream { config, ..Stream::default() };
        let (language, model) = (stream.language().to_owned(), stream.model().to_owned());
        held.streams.push(stream);
        if !knows(held.languages.as_deref(), &language) {
            return Err(Status::invalid_argument(format!("Invalid language code: {language}")));
        }
        if !knows(held.models.as_deref(), &model) {
            return Err(Status::invalid_argument(format!(
                "The requested model is currently not supported for language : {language}"
            )));
        }
        Ok(held.streams.len() - 1)
    }
}

fn knows(some: Option<&[String]>, asked: &str) -> bool {
    some.is_none_or(|some| some.iter().any(|known| known == asked))
}

struct Line {
    service: Arc<Recognition>,
    number: usize,
    trouble: Trouble,
    ear: Ear,
    heard: Vec<u8>,
    answers: mpsc::Sender<Result<StreamingRecognizeResponse, Status>>,
}

impl Line {
    async fn run(mut self, requests: Streaming<StreamingRecognizeRequest>) {
        if let Err(status) = self.listen(requests).await {
            // A client that is gone is told nothing.
            let _ = self.answers.send(Err(status)).await;
        }
    }

    async fn listen(&mut self, mut requests: Streaming<StreamingRecognizeRequest>) -> Result<(), Status> {
        let mut last = None;
        while let Some(request) = requests.message().await? {
            let Some(StreamingRequest::AudioContent(audio)) = request.streaming_request else {
                return Err(Status::invalid_argument("a second streaming_config"));
            };
            self.keep(&audio);
            while let Some(news) =
                self.ear.listen(&self.heard, false).filter(|news| last.as_ref() != Some(news))
            {
                last = Some(news.clone());
                self.tell(&news).await;
                if !news.is_final {
                    break;
                }
            }
            self.suffer(self.heard.len()).await?;
        }
        self.service.held().streams[self.number].ended = true;
        while let Some(news) = self.ear.listen(&self.heard, true) {
            self.tell(&news).await;
        }
        Ok(())
    }

    fn keep(&mut self, audio: &[u8]) {
        self.heard.extend_from_slice(audio);
        let mut held = self.service.held();
        let forgets = held.forgets;
        let stream = &mut held.streams[self.number];
        if !forgets {
            stream.audio.extend_from_slice(audio);
        }
        stream.requests.push(audio.len());
    }

    async fn suffer(&mut self, bytes: usize) -> Result<(), Status> {
        if let Some((_, time)) = self.trouble.stalls.take_if(|(after, _)| bytes >= *after) {
            tokio::time::sleep(time).await;
        }
        if let Some((_, code)) = self.trouble.breaks.filter(|(after, _)| bytes >= *after) {
            return Err(Status::new(code, "the stand-in breaks off"));
        }
        if self.service.held().limit.is_some_and(|limit| bytes > limit) {
            return Err(Status::out_of_range("Exceeded maximum allowed stream duration of 305 seconds."));
        }
        Ok(())
    }

    async fn tell(&self, news: &Understood) {
        let (confidence, stability) = {
            let held = self.service.held();
            (held.confidence.unwrap_or(0.9), held.stability.unwrap_or(0.9))
        };
        let words = news.words.iter().filter(|_| news.is_final).map(|(text, start, end)| WordInfo {
            word: text.clone(),
            start_time: Some(time(*start)),
            end_time: Some(time(*end)),
            ..WordInfo::default()
        });
        let transcript = news.text();
        if news.is_final {
            self.service.held().understood.push(transcript.clone());
        }
        let alternative = SpeechRecognitionAlternative {
            transcript,
            confidence: if news.is_final { confidence } else { 0.0 },
            words: words.collect(),
        };
        let result = StreamingRecognitionResult {
            alternatives: vec![alternative],
            is_final: news.is_final,
            stability: if news.is_final { 0.0 } else { stability },
            result_end_time: Some(time(news.end)),
            ..StreamingRecognitionResult::default()
        };
        let answer =
            StreamingRecognizeResponse { results: vec![result], ..StreamingRecognizeResponse::default() };
        // A client that is gone is told nothing.
        let _ = self.answers.send(Ok(answer)).await;
    }
}

/// Bytes of mu-law at 8 kHz as time.
fn time(bytes: usize) -> prost_types::Duration {
    let ms = i64::try_from(bytes / 8).unwrap_or(i64::MAX);
    prost_types::Duration {
        seconds: ms / 1_000,
        nanos: i32::try_from(ms % 1_000 * 1_000_000).unwrap_or_default(),
    }
}

async fn streaming_recognize(
    State(service): State<Arc<Recognition>>,
    request: http::Request<Body>,
) -> http::Response<tonic::body::Body> {
    let codec = ProstCodec::<StreamingRecognizeResponse, StreamingRecognizeRequest>::default();
    Grpc::new(codec).streaming(service_fn(move |request| service.clone().recognise(request)), request).await
}

pub(super) fn routes(service: Arc<Recognition>) -> Router {
    Router::new()
        .route("/google.cloud.speech.v1.Speech/StreamingRecognize", post(streaming_recognize))
        .with_state(service)
}
