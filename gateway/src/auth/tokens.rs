//! Session tokens: JWTs signed with HS256. What they are good for now is the user's own state to say.

use domain::{
    ids::{SessionId, UserId},
    user::SESSION_IDLE,
};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::config::Secret;

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Requests; 15 minutes.
    Access,
    /// New access tokens; as long as an idle session lives, and once.
    Refresh,
}

impl Kind {
    /// How long it lives.
    pub fn lifetime(self) -> SignedDuration {
        match self {
            Self::Access => SignedDuration::from_mins(15),
            Self::Refresh => SESSION_IDLE,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    /// The session.
    sid: SessionId,
    /// How often it was renewed when this was issued.
    generation: u32,
    kind: Kind,
    /// Seconds since 1970, as the standard has it.
    exp: i64,
    iat: i64,
}

/// What a good token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearing {
    /// Whose it is.
    pub user: UserId,
    /// Of which session.
    pub session: SessionId,
    /// How often it was renewed when the token was issued.
    pub generation: u32,
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

    /// A token of a session.
    pub fn issue(&self, kind: Kind, bearing: Bearing, now: Timestamp) -> Option<String> {
        let Bearing { user, session, generation } = bearing;
        let exp = (now + kind.lifetime()).as_second();
        let claims = Claims { sub: user, sid: session, generation, kind, exp, iat: now.as_second() };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).ok()
    }

    /// What a token says, when it is of this kind and not over. Whether the session still lives is for the caller to ask.
    pub fn read(&self, kind: Kind, token: &str, now: Timestamp) -> Option<Bearing> {
        let mut rules = Validation::new(Algorithm::HS256);
        // The library would ask the machine's clock; ours is an input.
        rules.validate_exp = false;
        let claims = decode::<Claims>(token, &self.decoding, &rules).ok()?.claims;
        let fits = claims.kind == kind && now.as_second() < claims.exp;
        fits.then_some(Bearing { user: claims.sub, session: claims.sid, generation: claims.generation })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_token_ends_by_time_by_kind_and_by_secret() {
        let tokens = Tokens::new(&Secret::new("0123456789abcdef"));
        let session = SessionId::from_uuid(uuid::Uuid::from_u128(7));
        let bearing = Bearing { user: UserId::of_email("a@b.co"), session, generation: 3 };
        let now = at("2026-11-20T10:00:00Z");
        let token = tokens.issue(Kind::Access, bearing, now).unwrap();
        assert_eq!(tokens.read(Kind::Access, &token, at("2026-11-20T10:14:59Z")), Some(bearing));
        assert!(tokens.read(Kind::Access, &token, at("2026-11-20T10:15:00Z")).is_none());
        assert!(tokens.read(Kind::Refresh, &token, now).is_none());
        let other = Tokens::new(&Secret::new("fedcba9876543210"));
        assert!(other.read(Kind::Access, &token, now).is_none());
    }
}
