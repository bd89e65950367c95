//! The key's own token endpoint exchanges an assertion for a bearer token.
//! <https://developers.google.com/identity/protocols/oauth2/service-account#httprest>

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::ports::Clock;
use jiff::SignedDuration;
use serde::Deserialize;

use super::{Bearer, NAME, ServiceAccount, Source, Token};
use crate::provider::ProviderError;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const TIME_OUT: Duration = Duration::from_secs(5);

pub(super) struct Exchange {
    account: ServiceAccount,
    clock: Arc<dyn Clock>,
    client: reqwest::Client,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_in: i64,
}

impl Exchange {
    pub(super) fn new(account: ServiceAccount, clock: Arc<dyn Clock>) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder().timeout(TIME_OUT).build()?;
        Ok(Self { account, clock, client })
    }
}

#[async_trait]
impl Source for Exchange {
    async fn ask(&self) -> Result<Token, ProviderError> {
        let now = self.clock.now();
        let assertion = self.account.assertion(now).ok_or_else(|| refused("the key does not sign"))?;
        let form = [("grant_type", GRANT), ("assertion", &assertion)];
        let answer =
            self.client.post(self.account.token_uri().clone()).form(&form).send().await.map_err(lost)?;
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
        let mut bearer: Bearer = format!("Bearer {}", answer.access_token)
            .parse()
            .map_err(|_| refused("its token is no header's value"))?;
        // Kept out of logs and of HTTP/2's compression tables.
        bearer.set_sensitive(true);
        Ok(Token { bearer, until: now + SignedDuration::from_secs(answer.expires_in.clamp(0, 86_400)) })
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
