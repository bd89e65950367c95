//! What a stream is asked for: the caller's mu-law as it came, Hebrew, the words of the trade expected.

use bytes::Bytes;
use googleapis_tonic_google_cloud_speech_v1::google::cloud::speech::v1::{
    RecognitionConfig, SpeechContext, StreamingRecognitionConfig, StreamingRecognizeRequest,
    recognition_config::AudioEncoding, streaming_recognize_request::StreamingRequest,
};

use super::session::Model;
use crate::provider::google::settings::Hearing;

const LANGUAGE: &str = "he-IL";
const SAMPLES_A_SECOND: i32 = 8_000;
/// Boost and phrase a line.
const PHRASES: &str = include_str!("../phrases.tsv");

/// The first request of a stream, but for its model.
#[derive(Debug)]
pub(super) struct Config {
    streaming: StreamingRecognitionConfig,
    models: [String; 2],
}

impl Config {
    pub(super) fn new(settings: &Hearing) -> Self {
        let config = RecognitionConfig {
            encoding: AudioEncoding::Mulaw.into(),
            sample_rate_hertz: SAMPLES_A_SECOND,
            audio_channel_count: 1,
            language_code: LANGUAGE.to_owned(),
            max_alternatives: 1,
            speech_contexts: contexts(),
            // Where words are: what two streams heard twice is said once.
            enable_word_time_offsets: true,
            enable_automatic_punctuation: true,
            ..RecognitionConfig::default()
        };
        let streaming = StreamingRecognitionConfig {
            config: Some(config),
            interim_results: true,
            ..StreamingRecognitionConfig::default()
        };
        Self { streaming, models: [settings.model.clone(), settings.fallback_model.clone()] }
    }

    pub(super) fn first(&self, model: Model) -> StreamingRecognizeRequest {
        let [chosen, fallback] = &self.models;
        let mut streaming = self.streaming.clone();
        if let Some(config) = &mut streaming.config {
            config.model.clone_from(match model {
                Model::Chosen => chosen,
                Model::Fallback => fallback,
            });
        }
        StreamingRecognizeRequest { streaming_request: Some(StreamingRequest::StreamingConfig(streaming)) }
    }
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
    fn the_model_is_the_one_asked_for() {
        let config = Config::new(&Hearing::default());
        let model = |model| match config.first(model).streaming_request {
            Some(StreamingRequest::StreamingConfig(streaming)) => streaming.config.map(|config| config.model),
            other => panic!("{other:?}"),
        };
        assert_eq!(model(Model::Chosen).as_deref(), Some("latest_long"));
        assert_eq!(model(Model::Fallback).as_deref(), Some("default"));
    }
}
