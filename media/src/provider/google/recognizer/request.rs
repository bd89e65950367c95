//! What a stream is asked for: the caller's mu-law as it came, in the caller's language, the words of the trade expected.

use bytes::{BufMut as _, Bytes, BytesMut};
use googleapis_tonic_google_cloud_speech_v1::google::cloud::speech::v1::{
    RecognitionConfig, SpeechContext, StreamingRecognitionConfig, StreamingRecognizeRequest,
    recognition_config::AudioEncoding, streaming_recognize_request::StreamingRequest,
};
use tonic_prost::prost::Message as _;

use super::model::Model;
use crate::provider::google::settings::Hearing;

const SAMPLES_A_SECOND: i32 = 8_000;
/// Bytes before a message of gRPC.
const HEAD: usize = 5;
/// Boost and phrase a line.
const PHRASES: &str = include_str!("../phrases.tsv");

/// How streams begin, with each model: the same for every call.
#[derive(Debug)]
pub(super) struct Config {
    chosen: Beginning,
    fallback: Beginning,
}

#[derive(Debug)]
struct Beginning {
    /// As it goes over the wire.
    message: Bytes,
    /// What of it Google may refuse, for people.
    named: String,
}

impl Config {
    pub(super) fn new(settings: &Hearing) -> Self {
        let beginning = |model: &str| Beginning {
            message: framed(&first(&settings.language, model)),
            named: format!("model {model}, language {}", settings.language),
        };
        Self { chosen: beginning(&settings.model), fallback: beginning(&settings.fallback_model) }
    }

    /// A stream's first message.
    pub(super) fn first(&self, model: Model) -> Bytes {
        self.of(model).message.clone()
    }

    /// Which model and language that asks for.
    pub(super) fn named(&self, model: Model) -> &str {
        &self.of(model).named
    }

    fn of(&self, model: Model) -> &Beginning {
        match model {
            Model::Chosen => &self.chosen,
            Model::Fallback => &self.fallback,
        }
    }
}

fn first(language: &str, model: &str) -> StreamingRecognizeRequest {
    let config = RecognitionConfig {
        encoding: AudioEncoding::Mulaw.into(),
        sample_rate_hertz: SAMPLES_A_SECOND,
        audio_channel_count: 1,
        language_code: language.to_owned(),
        max_alternatives: 1,
        speech_contexts: contexts(),
        // Where words are: what two streams heard twice is said once.
        enable_word_time_offsets: true,
        enable_automatic_punctuation: true,
        model: model.to_owned(),
        ..RecognitionConfig::default()
    };
    let streaming = StreamingRecognitionConfig {
        config: Some(config),
        interim_results: true,
        ..StreamingRecognitionConfig::default()
    };
    StreamingRecognizeRequest { streaming_request: Some(StreamingRequest::StreamingConfig(streaming)) }
}

/// Behind its length, and that it is not compressed (<https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>).
fn framed(message: &StreamingRecognizeRequest) -> Bytes {
    let message = message.encode_to_vec();
    let mut framed = BytesMut::with_capacity(HEAD + message.len());
    framed.put_u8(0);
    framed.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    framed.put_slice(&message);
    framed.freeze()
}

pub(super) fn audio(audio: Bytes) -> StreamingRecognizeRequest {
    StreamingRecognizeRequest { streaming_request: Some(StreamingRequest::AudioContent(audio)) }
}

/// The phrases, those of one boost together.
fn contexts() -> Vec<SpeechContext> {
    let mut contexts: Vec<SpeechContext> = Vec::new();
    for (boost, phrase) in phrases() {
        match contexts.iter_mut().find(|context| context.boost.total_cmp(&boost).is_eq()) {
            Some(context) => context.phrases.push(phrase.to_owned()),
            None => contexts.push(SpeechContext { phrases: vec![phrase.to_owned()], boost }),
        }
    }
    contexts
}

fn phrases() -> impl Iterator<Item = (f32, &'static str)> {
    PHRASES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(boost, phrase)| Some((boost.parse().ok()?, phrase)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_phrases_are_within_google_s_limits() {
        let lines = PHRASES.lines().filter(|line| !line.starts_with('#')).count();
        let all: Vec<(f32, &str)> = phrases().collect();
        assert_eq!(all.len(), lines, "every line is read");
        assert!(all.len() >= 130, "{}", all.len());
        // <https://cloud.google.com/speech-to-text/quotas>: 5,000 phrases, 100,000 characters, 100 each; boosts to 20.
        assert!(all.len() <= 5_000);
        for (boost, phrase) in &all {
            assert!((0.0..=20.0).contains(boost) && phrase.chars().count() <= 100, "{phrase}");
            assert_eq!(phrase.trim(), *phrase);
        }
        let different: BTreeSet<&str> = all.iter().map(|(_, phrase)| *phrase).collect();
        assert_eq!(different.len(), all.len(), "no phrase twice");
        assert_eq!(contexts().iter().map(|context| context.phrases.len()).sum::<usize>(), all.len());
    }

    #[test]
    fn model_and_language_are_those_asked_for() {
        let config = Config::new(&Hearing { language: "en-IL".to_owned(), ..Hearing::default() });
        let asked = |model| {
            let first = config.first(model);
            let (head, message) = first.split_at(HEAD);
            assert_eq!((head[0], &head[1..]), (0, &message.len().to_be_bytes()[4..]));
            match StreamingRecognizeRequest::decode(message).ok()?.streaming_request? {
                StreamingRequest::StreamingConfig(streaming) => {
                    streaming.config.map(|config| (config.model, config.language_code))
                }
                StreamingRequest::AudioContent(_) => None,
            }
        };
        let with = |model: &str| Some((model.to_owned(), "en-IL".to_owned()));
        assert_eq!(asked(Model::Chosen), with("latest_long"));
        assert_eq!(asked(Model::Fallback), with("default"));
        assert_eq!(config.named(Model::Fallback), "model default, language en-IL");
    }
}
