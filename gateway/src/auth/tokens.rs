//! Session tokens: JWTs signed with HS256.

use domain::{ids::UserId, user::PasswordHash};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::config::Secret;

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Requests; 15 minutes.
    Access,
    /// New access tokens; 14 days.
    Refresh,
}

impl Kind {
    /// How long it lives.
    pub fn lifetime(self) -> SignedDuration {
        match self {
            Self::Access => SignedDuration::from_mins(15),
            Self::Refresh => SignedDuration::from_hours(14 * 24),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    kind: Kind,
    /// Seconds since 1970, as the standard has it.
    exp: i64,
    iat: i64,
    /// A few characters of the password hash's hash: a changed password ends every session.
    pwd: String,
}

/// Signs and reads tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Tokens {
    /// With the process's secret.
    pub fn new(secret: &Secret) -> Self {
        let secret = secret.expose().as_bytes();
        Self { encoding: EncodingKey::from_secret(secret), decoding: DecodingKey::from_secret(secret) }
    }

    /// A token for this user, as long as the password stays.
    pub fn issue(&self, kind: Kind, user: UserId, password: &PasswordHash, now: Timestamp) -> Option<String> {
        let claims = Claims {
            sub: user,
            kind,
            exp: (now + kind.lifetime()).as_second(),
            iat: now.as_second(),
            pwd: fingerprint(password),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).ok()
    }

    /// Whose token it is, when it is of this kind and not over. Whether the password still is the same is for the caller to ask.
    pub fn read(&self, kind: Kind, token: &str, now: Timestamp) -> Option<Verified> {
        let mut rules = Validation::new(Algorithm::HS256);
        // The library would ask the machine's clock; ours is an input.
        rules.validate_exp = false;
        let claims = decode::<Claims>(token, &self.decoding, &rules).ok()?.claims;
        let fits = claims.kind == kind && now.as_second() < claims.exp;
        fits.then_some(Verified { user: claims.sub, pwd: claims.pwd })
    }
}

/// What a good token says.
#[derive(Debug)]
pub struct Verified {
    /// Whose it is.
    pub user: UserId,
    pwd: String,
}

impl Verified {
    /// Whether it was issued under this password.
    pub fn stands(&self, password: &PasswordHash) -> bool {
        self.pwd == fingerprint(password)
    }
}

fn fingerprint(password: &PasswordHash) -> String {
    let mut hex = format!("{:x}", Sha256::digest(password.as_phc()));
    hex.truncate(12);
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_token_ends_by_time_by_kind_by_secret_and_by_password() {
        let tokens = Tokens::new(&Secret::new("0123456789abcdef"));
        let (user, password) = (UserId::of_email("a@b.co"), PasswordHash::from_phc("x"));
        let now = at("2026-11-20T10:00:00Z");
        let token = tokens.issue(Kind::Access, user, &password, now).unwrap();
        let read = tokens.read(Kind::Access, &token, at("2026-11-20T10:14:59Z")).unwrap();
        assert_eq!(read.user, user);
        assert!(read.stands(&password) && !read.stands(&PasswordHash::from_phc("y")));
        assert!(tokens.read(Kind::Access, &token, at("2026-11-20T10:15:00Z")).is_none());
        assert!(tokens.read(Kind::Refresh, &token, now).is_none());
        let other = Tokens::new(&Secret::new("fedcba9876543210"));
        assert!(other.read(Kind::Access, &token, now).is_none());
    }
}
