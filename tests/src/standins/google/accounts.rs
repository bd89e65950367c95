//! `POST /token`: an assertion for a bearer token (RFC 7523).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use axum::{Form, Json, extract::State, http::StatusCode};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::{Value, json};
use tonic::{Status, metadata::MetadataMap};

/// Who the key belongs to.
pub(super) const EMAIL: &str = "stand-in@stand-in.iam.gserviceaccount.com";
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
const PUBLIC_KEY: &str = include_str!("../../../data/google/account.pub.pem");

/// The tokens that were given, and what is to go wrong with the next.
#[derive(Debug, Default)]
pub struct Accounts {
    audience: OnceLock<String>,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    given: usize,
    valid: BTreeSet<String>,
    delay: Duration,
    failures: usize,
}

impl Accounts {
    /// The token endpoint's address: assertions are made out to it.
    pub(super) fn are_at(&self, url: &str) {
        self.audience.get_or_init(|| url.to_owned());
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many tokens were given.
    pub fn given(&self) -> usize {
        self.held().given
    }

    /// Tokens take this long.
    pub fn delay(&self, delay: Duration) {
        self.held().delay = delay;
    }

    /// So many requests are answered 503.
    pub fn fail(&self, requests: usize) {
        self.held().failures = requests;
    }

    /// No token that was given is valid any more.
    pub fn revoke(&self) {
        self.held().valid.clear();
    }

    pub(super) fn admit(&self, metadata: &MetadataMap) -> Result<(), Status> {
        let bearer = metadata.get("authorization").and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|bearer| bearer.strip_prefix("Bearer "));
        match token {
            Some(token) if self.held().valid.contains(token) => Ok(()),
            Some(_) | None => Err(Status::unauthenticated("Request had invalid authentication credentials")),
        }
    }

    fn exchange(&self, exchange: &Exchange) -> Result<Value, String> {
        #[derive(Deserialize)]
        struct Claims {
            scope: String,
        }
        if exchange.grant_type != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
            return Err(format!("grant_type {}", exchange.grant_type));
        }
        let key = DecodingKey::from_rsa_pem(PUBLIC_KEY.as_bytes()).map_err(|error| error.to_string())?;
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_audience(&[self.audience.get().map_or("", String::as_str)]);
        rules.set_issuer(&[EMAIL]);
        let claims = jsonwebtoken::decode::<Claims>(&exchange.assertion, &key, &rules);
        let claims = claims.map_err(|error| error.to_string())?.claims;
        if claims.scope != SCOPE {
            return Err(format!("scope {}", claims.scope));
        }
        let mut held = self.held();
        held.given += 1;
        let token = format!("ya29.stand-in-{}", held.given);
        held.valid.insert(token.clone());
        Ok(json!({ "access_token": token, "expires_in": 3_599, "token_type": "Bearer" }))
    }
}

#[derive(Deserialize)]
pub(super) struct Exchange {
    grant_type: String,
    assertion: String,
}

pub(super) async fn token(
    State(accounts): State<Arc<Accounts>>,
    Form(asked): Form<Exchange>,
) -> (StatusCode, Json<Value>) {
    let delay = accounts.held().delay;
    tokio::time::sleep(delay).await;
    let fails = {
        let mut held = accounts.held();
        let fails = held.failures > 0;
        held.failures = held.failures.saturating_sub(1);
        fails
    };
    if fails {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "error": "unavailable" })));
    }
    match accounts.exchange(&asked) {
        Ok(token) => (StatusCode::OK, Json(token)),
        Err(why) => {
            (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant", "error_description": why })))
        }
    }
}
