//! Google's service accounts: a key file signs an assertion, the key's own token endpoint exchanges it for a bearer token.
//! <https://developers.google.com/identity/protocols/oauth2/service-account#httprest>

use std::{path::Path, sync::Arc, time::Duration};

use domain::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use tonic::metadata::{Ascii, MetadataValue};
use url::Url;

use super::{endpoint, retry};
use crate::provider::ProviderError;

const NAME: &str = "google-auth";
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// The longest life Google gives an assertion.
const ASSERTION: SignedDuration = SignedDuration::from_hours(1);
/// A token is renewed when it has less left than this, and used on meanwhile should that fail.
const RENEW: SignedDuration = SignedDuration::from_mins(10);
/// With less than this left it is not begun anything with: streams outlive it, requests must not.
const LEAST: SignedDuration = SignedDuration::from_secs(30);
const TIME_OUT: Duration = Duration::from_secs(5);
const ATTEMPTS: u32 = 3;

/// A service account's key.
#[derive(Clone)]
pub struct ServiceAccount {
    email: String,
    key: EncodingKey,
    token_uri: Url,
}

/// The key file's fields that count.
#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: String,
    token_uri: String,
}

impl std::fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceAccount").field("email", &self.email).finish_non_exhaustive()
    }
}

impl ServiceAccount {
    /// Reads a key file; what is wrong with it, when it is none. The key itself is never part of what is said.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        // serde_json quotes nothing of the text but names of fields.
        let file: KeyFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let key = EncodingKey::from_rsa_pem(file.private_key.as_bytes())
            .map_err(|_| "private_key is no RSA key in PEM".to_owned())?;
        let token_uri = Url::parse(&file.token_uri).map_err(|error| format!("token_uri: {error}"))?;
        endpoint::check(&token_uri).map_err(|expected| format!("token_uri: expected {expected}"))?;
        Ok(Self { email: file.client_email, key, token_uri })
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_in: i64,
}

#[derive(Clone)]
struct Token {
    bearer: MetadataValue<Ascii>,
    until: Timestamp,
}

/// The account's current token; one for all calls.
pub(super) struct Tokens {
    account: ServiceAccount,
    clock: Arc<dyn Clock>,
    client: reqwest::Client,
    spread: f64,
    current: Mutex<Option<Token>>,
}

impl Tokens {
    pub(super) fn new(
        account: ServiceAccount,
        clock: Arc<dyn Clock>,
        spread: f64,
    ) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder().timeout(TIME_OUT).build()?;
        Ok(Self { account, clock, client, spread, current: Mutex::new(None) })
    }

    /// The value of the `authorization` header. Who comes while a token is being fetched waits for that one.
    pub(super) async fn bearer(&self) -> Result<MetadataValue<Ascii>, ProviderError> {
        let mut current = self.current.lock().await;
        let left = |token: &Token| token.until.duration_since(self.clock.now());
        if let Some(token) = current.as_ref().filter(|token| left(token) > RENEW) {
            return Ok(token.bearer.clone());
        }
        match self.fetch().await {
            Ok(token) => Ok(current.insert(token).bearer.clone()),
            Err(error) => match current.as_ref().filter(|token| left(token) > LEAST) {
                Some(token) => {
                    tracing::warn!(%error, "Google's token could not be renewed; the old one is used on");
                    Ok(token.bearer.clone())
                }
                None => Err(error),
            },
        }
    }

    /// Google did not take this token: the next request fetches another.
    pub(super) async fn refused(&self, bearer: &MetadataValue<Ascii>) {
        let mut current = self.current.lock().await;
        current.take_if(|token| token.bearer == *bearer);
    }

    async fn fetch(&self) -> Result<Token, ProviderError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let outcome = self.ask().await;
            metrics::counter!("agentlocator_google_tokens_total", "outcome" => if outcome.is_ok() { "fetched" } else { "failed" })
                .increment(1);
            match outcome {
                Err(ProviderError::Unavailable { .. } | ProviderError::TimedOut { .. })
                    if attempt < ATTEMPTS =>
                {
                    tokio::time::sleep(retry::wait(Duration::from_millis(100), attempt, self.spread)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn ask(&self) -> Result<Token, ProviderError> {
        let now = self.clock.now();
        let form = [("grant_type", GRANT), ("assertion", &self.assertion(now)?)];
        let answer =
            self.client.post(self.account.token_uri.clone()).form(&form).send().await.map_err(lost)?;
        let status = answer.status();
        if !status.is_success() {
            let reason = format!("the token endpoint answered {status}");
            return Err(if status.is_server_error() || status.as_u16() == 429 {
                ProviderError::Unavailable { provider: NAME, reason }
            } else {
                ProviderError::Refused { provider: NAME, reason }
            });
        }
        let answer: Answer = answer.json().await.map_err(lost)?;
        let mut bearer: MetadataValue<Ascii> = format!("Bearer {}", answer.access_token)
            .parse()
            .map_err(|_| refused("its token is no header's value"))?;
        // Kept out of logs and of HTTP/2's compression tables.
        bearer.set_sensitive(true);
        Ok(Token { bearer, until: now + SignedDuration::from_secs(answer.expires_in.clamp(0, 86_400)) })
    }

    fn assertion(&self, now: Timestamp) -> Result<String, ProviderError> {
        let claims = Claims {
            iss: &self.account.email,
            scope: SCOPE,
            aud: self.account.token_uri.as_str(),
            iat: now.as_second(),
            exp: (now + ASSERTION).as_second(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &self.account.key)
            .map_err(|_| refused("the key does not sign"))
    }
}

fn refused(reason: &str) -> ProviderError {
    ProviderError::Refused { provider: NAME, reason: reason.to_owned() }
}

fn lost(error: reqwest::Error) -> ProviderError {
    if error.is_timeout() {
        return ProviderError::TimedOut { provider: NAME };
    }
    ProviderError::Unavailable { provider: NAME, reason: error.without_url().to_string() }
}
