//! How a model wants to be asked. Reasoning models refuse two settings all others take
//! (<https://platform.openai.com/docs/guides/reasoning>): which ones a model refuses is learnt from its first refusal, for the process.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde_json::Value;

use super::{
    Options,
    request::{Question, unwritten},
};
use crate::provider::ProviderError;

/// A setting a model may refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// `max_tokens`; it wants `max_completion_tokens` instead, which counts what it thinks silently as well.
    MaxTokens,
    /// Any `temperature` but its own.
    Temperature,
}

/// What was learnt so far, by all requests together.
#[derive(Debug, Default)]
pub(super) struct Dialect {
    completion_tokens: AtomicBool,
    own_temperature: AtomicBool,
}

/// How one request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner {
    completion_tokens: bool,
    own_temperature: bool,
}

impl Dialect {
    pub(super) fn manner(&self) -> Manner {
        Manner {
            completion_tokens: self.completion_tokens.load(Ordering::Relaxed),
            own_temperature: self.own_temperature.load(Ordering::Relaxed),
        }
    }

    /// A request written so was refused for a setting. Whether another is worth sending: that setting was in it.
    pub(super) fn learn(&self, asked: Manner, refused: Setting) -> bool {
        let (known, used) = match refused {
            Setting::MaxTokens => (&self.completion_tokens, !asked.completion_tokens),
            Setting::Temperature => (&self.own_temperature, !asked.own_temperature),
        };
        if used && !known.swap(true, Ordering::Relaxed) {
            tracing::info!(
                setting = refused.name(),
                "the language model refuses a setting: it is asked without"
            );
        }
        used
    }
}

impl Manner {
    /// The question with its settings, as it is sent; `tokens` is how long the answer may be.
    pub(super) fn write(
        self,
        question: &Question<'_>,
        options: &Options,
        tokens: Tokens,
    ) -> Result<Vec<u8>, ProviderError> {
        // One token is too few for a model that thinks silently first: it would be refused for that.
        let tokens = if tokens == Tokens::One && !self.completion_tokens { 1 } else { options.max_tokens };
        serde_json::to_vec(&Asked {
            question,
            max_tokens: (!self.completion_tokens).then_some(tokens),
            max_completion_tokens: self.completion_tokens.then_some(tokens),
            temperature: (!self.own_temperature).then_some(options.temperature),
        })
        .map_err(|error| unwritten(&error))
    }
}

#[derive(Serialize)]
struct Asked<'a> {
    #[serde(flatten)]
    question: &'a Question<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
}

/// How long an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tokens {
    /// As the settings say.
    AsSet,
    /// No longer than it takes to see that there are answers.
    One,
}

impl Setting {
    fn name(self) -> &'static str {
        match self {
            Self::MaxTokens => "max_tokens",
            Self::Temperature => "temperature",
        }
    }

    /// The setting an error's body names as one the model does not take. Endpoints that name no `param` say it in words.
    pub(super) fn refused(error: &Value) -> Option<Self> {
        let text = |field: &str| error[field].as_str().unwrap_or_default();
        let (param, message) = (text("param"), text("message"));
        let unsupported = text("code").starts_with("unsupported") || message.contains("nsupported");
        if message.contains("max_completion_tokens") || (unsupported && param == "max_tokens") {
            return Some(Self::MaxTokens);
        }
        let temperature = param == "temperature" || message.contains("temperature");
        (unsupported && temperature).then_some(Self::Temperature)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{
        super::{Key, Patience},
        *,
    };

    #[test]
    fn what_openai_says_of_a_setting_it_does_not_take_is_understood() {
        let max_tokens = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
        let temperature = "Unsupported value: 'temperature' does not support 0.3 with this model. Only the default (1) value is supported.";
        for (error, expected) in [
            (
                json!({ "message": max_tokens, "param": "max_tokens", "code": "unsupported_parameter" }),
                Some(Setting::MaxTokens),
            ),
            (json!({ "message": max_tokens, "code": null }), Some(Setting::MaxTokens)),
            (
                json!({ "message": temperature, "param": "temperature", "code": "unsupported_value" }),
                Some(Setting::Temperature),
            ),
            (json!({ "message": temperature }), Some(Setting::Temperature)),
            (
                json!({ "message": "max_tokens is too large", "param": "max_tokens", "code": "invalid_value" }),
                None,
            ),
            (json!({ "message": "no", "code": "bad_request" }), None),
            (json!("no"), None),
        ] {
            assert_eq!(Setting::refused(&error), expected, "{error}");
        }
    }

    #[test]
    fn a_question_is_sent_as_it_was_written_with_its_settings_in_the_models_manner()
    -> Result<(), Box<dyn std::error::Error>> {
        let options = Options {
            key: Key::new("key").ok_or("no key")?,
            base_url: "http://localhost".parse()?,
            model: "gpt".to_owned(),
            max_tokens: 300,
            temperature: 0.3,
            patience: Patience::default(),
        };
        let (dialect, messages) = (Dialect::default(), json!([{ "role": "user", "content": "שלום" }]));
        let question = Question::of(&options.model, &messages)?;
        for (refused, settings) in [
            (Setting::MaxTokens, json!({ "max_tokens": 300, "temperature": 0.3 })),
            (Setting::Temperature, json!({ "max_completion_tokens": 300, "temperature": 0.3 })),
            (Setting::Temperature, json!({ "max_completion_tokens": 300 })),
        ] {
            let manner = dialect.manner();
            let mut expected = json!({ "model": "gpt", "messages": messages, "stream": true });
            expected.as_object_mut().zip(settings.as_object()).into_iter().for_each(|(all, set)| {
                all.extend(set.clone());
            });
            let sent: Value = serde_json::from_slice(&manner.write(&question, &options, Tokens::AsSet)?)?;
            assert_eq!(sent, expected);
            dialect.learn(manner, refused);
        }
        Ok(())
    }

    #[test]
    fn a_setting_is_left_out_once_and_its_second_refusal_is_a_refusal() {
        let dialect = Dialect::default();
        let before = dialect.manner();
        assert!(dialect.learn(before, Setting::MaxTokens));
        assert!(
            dialect.learn(before, Setting::MaxTokens),
            "a request under way at the time is written anew too"
        );
        let after = dialect.manner();
        assert!(!dialect.learn(after, Setting::MaxTokens));
        assert!(dialect.learn(after, Setting::Temperature));
    }
}
