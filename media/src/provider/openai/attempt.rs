//! Asking, and asking again while nothing was heard of the answer.

use std::time::Duration;

use reqwest::{
    Response, StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    NAME, OpenAi,
    answer::Answer,
    dialect::{Setting, Tokens},
    request::Question,
};
use crate::provider::ProviderError;

/// The pause before the second try; it doubles, and up to as much again is added by chance.
const PAUSE: Duration = Duration::from_millis(250);
/// As much of an error's answer as is read.
const MOST_OF_AN_ERROR: usize = 16 * 1024;

/// Why a try failed, and whether another may help.
struct Failure {
    error: ProviderError,
    again: bool,
    /// How long we were asked to wait.
    wait: Option<Duration>,
}

impl Failure {
    fn worth_another(error: ProviderError) -> Self {
        Self { error, again: true, wait: None }
    }
}

impl OpenAi {
    /// The answer from its first token on; `of` tells the log what is asked for.
    pub(super) async fn ask(
        &self,
        question: &Question<'_>,
        tokens: Tokens,
        of: &str,
    ) -> Result<Answer, ProviderError> {
        let patience = self.options.patience;
        let began = Instant::now();
        let until = began + patience.all;
        for tried in 1.. {
            let this_one = until.min(Instant::now() + patience.first_token);
            let failure = match timeout_at(this_one, self.try_once(question, tokens)).await {
                Ok(Ok(answer)) => {
                    metrics::histogram!("agentlocator_language_first_token_seconds", "provider" => NAME)
                        .record(began.elapsed().as_secs_f64());
                    return Ok(answer);
                }
                Ok(Err(failure)) => failure,
                Err(_) => Failure::worth_another(ProviderError::TimedOut { provider: NAME }),
            };
            let pause = failure.wait.unwrap_or_else(|| self.pause(tried));
            if !failure.again || tried >= patience.tries || Instant::now() + pause >= until {
                return Err(failure.error);
            }
            tracing::info!(of, error = %failure.error, pause_ms = pause.as_millis(), "the language model is asked again");
            metrics::counter!("agentlocator_language_retries_total", "provider" => NAME).increment(1);
            sleep(pause).await;
        }
        Err(ProviderError::TimedOut { provider: NAME })
    }

    /// One try; the same again at once for each setting the model turns out not to take, which are two at most.
    async fn try_once(&self, question: &Question<'_>, tokens: Tokens) -> Result<Answer, Failure> {
        loop {
            let manner = self.dialect.manner();
            let body = manner.write(question, &self.options, tokens)?;
            let request = self.client.post(self.address("chat/completions"));
            let request = request.header(CONTENT_TYPE, "application/json").body(body);
            let response = request.send().await.map_err(|error| Failure::worth_another(unsent(&error)))?;
            if response.status().is_success() {
                let answer = Answer::begin(response, self.options.patience.idle).await;
                return answer.map_err(Failure::worth_another);
            }
            let refusal = Refusal::read(response).await;
            if !refusal.setting.is_some_and(|setting| self.dialect.learn(manner, setting)) {
                return Err(refusal.into());
            }
        }
    }

    fn pause(&self, tried: u32) -> Duration {
        let pause = PAUSE * 2_u32.saturating_pow(tried.saturating_sub(1));
        let most = u64::try_from(pause.as_millis()).unwrap_or(1).max(1);
        pause + Duration::from_millis(self.entropy.next_u64() % most)
    }
}

/// What cannot be written down cannot be the next time.
impl From<ProviderError> for Failure {
    fn from(error: ProviderError) -> Self {
        Self { error, again: false, wait: None }
    }
}

/// A request that was not answered. The address is left out: it may carry a key.
pub(super) fn unsent(error: &reqwest::Error) -> ProviderError {
    if error.is_timeout() {
        return ProviderError::TimedOut { provider: NAME };
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    ProviderError::Unavailable { provider: NAME, reason: cause.to_string() }
}

/// A status instead of an answer.
struct Refusal {
    status: StatusCode,
    /// How long we were asked to wait.
    wait: Option<Duration>,
    /// The error's code. Its message is not told: it may repeat the key or the caller's words.
    code: Option<String>,
    /// The setting of ours it does not take.
    setting: Option<Setting>,
}

impl Refusal {
    async fn read(response: Response) -> Self {
        let (status, wait) = (response.status(), wait_asked_for(response.headers()));
        let error = error(response).await.unwrap_or_default();
        let code = error["code"].as_str().or_else(|| error["type"].as_str());
        let plain =
            |code: &&str| code.len() <= 60 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let about_us = matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY);
        Self {
            status,
            wait,
            code: code.filter(plain).map(str::to_owned),
            setting: Setting::refused(&error).filter(|_| about_us),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(Refusal { status, wait, code, .. }: Refusal) -> Self {
        let reason = match &code {
            Some(code) => format!("answered {status} ({code})"),
            None => format!("answered {status}"),
        };
        // What was paid for is used up: that is a 429 too, and no wait helps.
        let spent = code.as_deref() == Some("insufficient_quota");
        // The key, what it may do, the model's name: whoever asks is told the same.
        let barred = spent
            || matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
        let again = !barred
            && (status.is_server_error()
                || matches!(
                    status,
                    StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT
                ));
        let error = match (barred, again) {
            (true, _) => ProviderError::Barred { provider: NAME, reason },
            (false, true) => ProviderError::Unavailable { provider: NAME, reason },
            (false, false) => ProviderError::Refused { provider: NAME, reason },
        };
        Self { error, again, wait }
    }
}

/// `retry-after-ms`, else `retry-after` in seconds.
fn wait_asked_for(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms").map(|ms| ms / 1000.0).or_else(|| number("retry-after"))?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// What an error's answer tells of it.
async fn error(mut response: Response) -> Option<Value> {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() > MOST_OF_AN_ERROR {
            return None;
        }
    }
    let mut told: Value = serde_json::from_slice(&body).ok()?;
    Some(told["error"].take())
}
