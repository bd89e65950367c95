//! Asking, and asking again while nothing was heard of the answer.

use std::time::Duration;

use domain::ids::CallSid;
use reqwest::{Response, StatusCode, header::HeaderMap};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};

use super::{NAME, OpenAi, answer::Answer};
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
    /// The answer from its first token on.
    pub(super) async fn ask(&self, body: &Value, call: &CallSid) -> Result<Answer, ProviderError> {
        let patience = self.options.patience;
        let began = Instant::now();
        let until = began + patience.all;
        for tried in 1.. {
            let this_one = until.min(Instant::now() + patience.first_token);
            let failure = match timeout_at(this_one, self.try_once(body)).await {
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
            tracing::info!(%call, error = %failure.error, pause_ms = pause.as_millis(), "the language model is asked again");
            metrics::counter!("agentlocator_language_retries_total", "provider" => NAME).increment(1);
            sleep(pause).await;
        }
        Err(ProviderError::TimedOut { provider: NAME })
    }

    async fn try_once(&self, body: &Value) -> Result<Answer, Failure> {
        let request = self.client.post(self.address("chat/completions")).json(body);
        let response = request.send().await.map_err(|error| Failure::worth_another(unsent(&error)))?;
        if !response.status().is_success() {
            return Err(refused(response).await);
        }
        Answer::begin(response, self.options.patience.idle).await.map_err(Failure::worth_another)
    }

    fn pause(&self, tried: u32) -> Duration {
        let pause = PAUSE * 2_u32.saturating_pow(tried.saturating_sub(1));
        let most = u64::try_from(pause.as_millis()).unwrap_or(1).max(1);
        pause + Duration::from_millis(self.entropy.next_u64() % most)
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

async fn refused(response: Response) -> Failure {
    let (status, wait) = (response.status(), wait_asked_for(response.headers()));
    let code = code(response).await;
    let reason = match &code {
        Some(code) => format!("answered {status} ({code})"),
        None => format!("answered {status}"),
    };
    // What was paid for is used up: that is a 429 too, and no wait helps.
    let spent = code.as_deref() == Some("insufficient_quota");
    let again = !spent
        && (status.is_server_error()
            || matches!(
                status,
                StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT
            ));
    let error = if again {
        ProviderError::Unavailable { provider: NAME, reason }
    } else {
        ProviderError::Refused { provider: NAME, reason }
    };
    Failure { error, again, wait }
}

/// `retry-after-ms`, else `retry-after` in seconds.
fn wait_asked_for(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms").map(|ms| ms / 1000.0).or_else(|| number("retry-after"))?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// The error's code. Its message is not read: it may repeat the key or the caller's words.
async fn code(mut response: Response) -> Option<String> {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() > MOST_OF_AN_ERROR {
            return None;
        }
    }
    let error: Value = serde_json::from_slice(&body).ok()?;
    let code = error["error"]["code"].as_str().or_else(|| error["error"]["type"].as_str())?;
    let plain = code.len() <= 60 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    plain.then(|| code.to_owned())
}
