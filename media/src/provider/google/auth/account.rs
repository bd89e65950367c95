//! Google's service accounts: a key file that signs assertions.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use url::Url;

use super::super::endpoint;

const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
/// The longest life Google gives an assertion.
const ASSERTION: SignedDuration = SignedDuration::from_hours(1);

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

    /// Where assertions are exchanged for tokens.
    pub(super) fn token_uri(&self) -> &Url {
        &self.token_uri
    }

    /// Nothing, when the key does not sign.
    pub(super) fn assertion(&self, now: Timestamp) -> Option<String> {
        let claims = Claims {
            iss: &self.email,
            scope: SCOPE,
            aud: self.token_uri.as_str(),
            iat: now.as_second(),
            exp: (now + ASSERTION).as_second(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &self.key).ok()
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
