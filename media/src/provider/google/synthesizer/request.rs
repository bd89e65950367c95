//! What is asked for a sentence: the telephone's sound, for a telephone's loudspeaker.

use super::key::Key;
use crate::provider::google::settings::Speaking;
use domain::values::Voice;
use googleapis_tonic_google_cloud_texttospeech_v1::google::cloud::texttospeech::v1::{
    AudioConfig, AudioEncoding, SynthesisInput, SynthesizeSpeechRequest, VoiceSelectionParams,
    synthesis_input::InputSource,
};

pub(super) const LANGUAGE: &str = "he-IL";
/// Google's profile for what is heard over a telephone.
const PROFILE: &str = "telephony-class-application";
const SAMPLES_A_SECOND: i32 = 8_000;

pub(super) fn sentence(settings: &Speaking, voice: &str, ssml: &str) -> SynthesizeSpeechRequest {
    SynthesizeSpeechRequest {
        input: Some(SynthesisInput {
            input_source: Some(InputSource::Ssml(ssml.to_owned())),
            ..SynthesisInput::default()
        }),
        voice: Some(VoiceSelectionParams {
            language_code: LANGUAGE.to_owned(),
            name: voice.to_owned(),
            ..VoiceSelectionParams::default()
        }),
        audio_config: Some(AudioConfig {
            audio_encoding: AudioEncoding::Mulaw.into(),
            speaking_rate: settings.rate,
            sample_rate_hertz: SAMPLES_A_SECOND,
            effects_profile_id: vec![PROFILE.to_owned()],
            ..AudioConfig::default()
        }),
        ..SynthesizeSpeechRequest::default()
    }
}

/// Google's names of voices (<https://cloud.google.com/text-to-speech/docs/list-voices-and-types>: A and C are women, B and D men).
const VOICES: [(Voice, &str); 4] = [
    (Voice::FemaleA, "he-IL-Wavenet-A"),
    (Voice::FemaleB, "he-IL-Wavenet-C"),
    (Voice::MaleA, "he-IL-Wavenet-B"),
    (Voice::MaleB, "he-IL-Wavenet-D"),
];

pub(super) fn voice(settings: &Speaking, voice: Option<Voice>) -> &str {
    let named = VOICES.iter().find(|(known, _)| Some(*known) == voice);
    named.map_or(settings.voice.as_str(), |(_, name)| name)
}

/// Which of the voices this is; `None`: none that an agency can choose.
pub fn voice_named(name: &str) -> Option<Voice> {
    VOICES.iter().find(|(_, known)| *known == name).map(|(voice, _)| *voice)
}

/// Names the sound of a sentence.
pub(super) fn key(settings: &Speaking, voice: &str, ssml: &str) -> Key {
    Key::of(&format!("{voice}\n{:.3}\n{PROFILE}\n{ssml}", settings.rate))
}
