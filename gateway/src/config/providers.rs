use std::{path::PathBuf, str::FromStr};

use url::Url;

use super::{Secret, source::Source};

/// Whose service it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// The embedded one: no account, no network.
    Local,
    /// Google's speech services.
    Google,
    /// OpenAI's models.
    OpenAi,
}

impl FromStr for Provider {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.to_ascii_lowercase().as_str() {
            "local" => Ok(Self::Local),
            "google" => Ok(Self::Google),
            "openai" => Ok(Self::OpenAi),
            _ => Err(()),
        }
    }
}

/// Who hears, thinks and speaks.
#[derive(Debug, Clone)]
pub struct Providers {
    /// `google` or `local`. Default `local`.
    pub speech: Option<Provider>,
    /// `openai` or `local`. Default `local`.
    pub language: Option<Provider>,
    /// OpenAI's settings.
    pub openai: OpenAi,
    /// Google's settings.
    pub google: Google,
}

/// OpenAI's settings.
#[derive(Debug, Clone)]
pub struct OpenAi {
    /// The key.
    pub api_key: Option<Secret>,
    /// The API's address; default OpenAI's own.
    pub base_url: Option<Url>,
    /// The model. Default `gpt-4o-mini`.
    pub model: String,
    /// An answer's longest, in tokens. Default 180: more is not listened to on a telephone.
    pub max_tokens: u32,
    /// 0 to 2. Default 0.3; higher is livelier and less reliable.
    pub temperature: f32,
}

/// Google's settings. What is absent is as `media::provider::google` has it.
#[derive(Debug, Clone)]
pub struct Google {
    /// The service account's key file.
    pub credentials: Option<PathBuf>,
    /// The recogniser's endpoint; default the one in `europe-west1`.
    pub stt_endpoint: Option<Url>,
    /// The language that is spoken, as a BCP-47 tag. Default `he-IL`; another leaves the phrases and the receptionist in Hebrew.
    pub stt_language: Option<String>,
    /// The recognition model. Default `latest_long`.
    pub stt_model: Option<String>,
    /// The model taken when that one is refused. Default `default`.
    pub stt_fallback_model: Option<String>,
    /// The confidence a word that stands alone must have, 0 to 1. Default 0.6; lower lets noise be heard as words.
    pub stt_short_confidence: Option<f32>,
    /// The synthesiser's endpoint.
    pub tts_endpoint: Option<Url>,
    /// The voice. Default `he-IL-Wavenet-D`.
    pub tts_voice: Option<String>,
    /// How fast it speaks, 0.25 to 4. Default 1.
    pub tts_rate: Option<f64>,
}

impl Google {
    fn read(source: &mut Source) -> Self {
        Self {
            credentials: source
                .text("GOOGLE_APPLICATION_CREDENTIALS", "google.credentials")
                .map(PathBuf::from),
            stt_endpoint: source.address("GOOGLE_STT_ENDPOINT", "google.stt_endpoint"),
            stt_language: source.check(
                "GOOGLE_STT_LANGUAGE",
                "google.stt_language",
                "a language tag (BCP 47) such as he-IL",
                |text| is_language_tag(text).then(|| text.to_owned()),
            ),
            stt_model: source.text("GOOGLE_STT_MODEL", "google.stt_model"),
            stt_fallback_model: source.text("GOOGLE_STT_FALLBACK_MODEL", "google.stt_fallback_model"),
            stt_short_confidence: source.check(
                "GOOGLE_STT_SHORT_CONFIDENCE",
                "google.stt_short_confidence",
                "a number from 0 to 1",
                |text| text.parse().ok().filter(|sure| (0.0..=1.0).contains(sure)),
            ),
            tts_endpoint: source.address("GOOGLE_TTS_ENDPOINT", "google.tts_endpoint"),
            tts_voice: source.text("GOOGLE_TTS_VOICE", "google.tts_voice"),
            tts_rate: source.check(
                "GOOGLE_TTS_RATE",
                "google.tts_rate",
                "a number from 0.25 to 4 (1 is the voice's own pace)",
                |text| text.parse().ok().filter(|rate| (0.25..=4.0).contains(rate)),
            ),
        }
    }
}

/// A language of two or three letters, and what narrows it down. Google's list knows no longer ones.
fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let language = subtags.next().is_some_and(|language| {
        (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic())
    });
    language
        && subtags.all(|subtag| {
            (2..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

impl Providers {
    pub(super) fn read(source: &mut Source) -> Self {
        let one_of = |allowed: [Provider; 2]| {
            move |text: &str| text.parse().ok().filter(|provider| allowed.contains(provider))
        };
        let language = source.check(
            "LANGUAGE_PROVIDER",
            "providers.language",
            "openai or local",
            one_of([Provider::OpenAi, Provider::Local]),
        );
        let openai = OpenAi::read(source, language == Some(Provider::OpenAi));
        let providers = Self {
            speech: source.check(
                "SPEECH_PROVIDER",
                "providers.speech",
                "google or local",
                one_of([Provider::Google, Provider::Local]),
            ),
            language,
            openai,
            google: Google::read(source),
        };
        if providers.speech == Some(Provider::Google) && providers.google.credentials.is_none() {
            source.fault("GOOGLE_APPLICATION_CREDENTIALS (google.credentials)", GOOGLE_KEY);
        }
        providers
    }
}

/// What speech by Google cannot do without.
const GOOGLE_KEY: &str = "the path of a service account's key file (JSON), as SPEECH_PROVIDER is google";

impl OpenAi {
    /// `needed`: it was chosen, so that there must be a key.
    fn read(source: &mut Source, needed: bool) -> Self {
        let api_key =
            source.check("OPENAI_API_KEY", "openai.api_key", "a key of visible ASCII characters", |text| {
                text.bytes().all(|b| b.is_ascii_graphic()).then(|| Secret::new(text))
            });
        if needed && source.text("OPENAI_API_KEY", "openai.api_key").is_none() {
            let expected =
                "the key of OpenAI, or of the endpoint at OPENAI_BASE_URL, since LANGUAGE_PROVIDER is openai";
            source.fault("OPENAI_API_KEY (openai.api_key)", expected);
        }
        let temperature = |text: &str| text.parse().ok().filter(|t| (0.0..=2.0).contains(t));
        Self {
            api_key,
            base_url: source.address("OPENAI_BASE_URL", "openai.base_url"),
            model: source.text("OPENAI_MODEL", "openai.model").unwrap_or_else(|| "gpt-4o-mini".to_owned()),
            max_tokens: source
                .check("OPENAI_MAX_TOKENS", "openai.max_tokens", "16 to 4096", |text| {
                    text.parse().ok().filter(|tokens| (16..=4096).contains(tokens))
                })
                .unwrap_or(180),
            temperature: source
                .check("OPENAI_TEMPERATURE", "openai.temperature", "0 to 2, such as 0.3", temperature)
                .unwrap_or(0.3),
        }
    }
}
