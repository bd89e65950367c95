//! Who sends: the installation, by a key of its own (VAPID, RFC 8292).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use p256::{SecretKey, pkcs8::EncodePrivateKey as _};
use serde::Serialize;
use url::Url;

use super::encrypt::point;
use crate::config::Secret;

/// How long a token is good for; the standard takes a day at most.
const LIFE: SignedDuration = SignedDuration::from_hours(12);

/// The key, and whom a service writes to when something is wrong.
#[derive(Clone)]
pub struct Vapid {
    key: EncodingKey,
    public: String,
    contact: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    /// The service, and no other, may take it for good.
    aud: String,
    exp: i64,
    sub: &'a str,
}

/// Whether a text is a private key.
pub fn is_private_key(text: &str) -> bool {
    private_key(text).is_some()
}

fn private_key(text: &str) -> Option<SecretKey> {
    SecretKey::from_slice(&URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?).ok()
}

impl Vapid {
    /// With a private key; `None`: it is none.
    pub fn new(key: &Secret, contact: String) -> Option<Self> {
        let private = private_key(key.expose())?;
        let public = URL_SAFE_NO_PAD.encode(point(&private.public_key()));
        let key = EncodingKey::from_ec_der(private.to_pkcs8_der().ok()?.as_bytes());
        Some(Self { key, public, contact })
    }

    /// What a browser asks for before it subscribes, so that nobody else can send there.
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// The `Authorization` header of a message to this address.
    pub(super) fn authorization(&self, endpoint: &Url, now: Timestamp) -> Option<String> {
        let claims = Claims {
            aud: endpoint.origin().ascii_serialization(),
            exp: now.saturating_add(LIFE).ok()?.as_second(),
            sub: &self.contact,
        };
        let token = encode(&Header::new(Algorithm::ES256), &claims, &self.key).ok()?;
        Some(format!("vapid t={token}, k={}", self.public))
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation, decode};

    use super::*;
    use crate::{secrets, system::SystemEntropy};

    #[test]
    fn a_token_is_signed_by_the_key_that_is_shown_and_good_for_one_service() {
        let key = secrets::random(32, &SystemEntropy);
        let vapid = Vapid::new(&key, "mailto:crm@example.com".to_owned()).unwrap();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let endpoint = Url::parse("https://push.example.com/send/secret").unwrap();
        let header = vapid.authorization(&endpoint, now).unwrap();
        let (token, shown) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(shown, vapid.public_key());
        let point = URL_SAFE_NO_PAD.decode(shown).unwrap();
        let (x, y) = point[1..].split_at(32);
        let of = |half| URL_SAFE_NO_PAD.encode(half);
        let public = DecodingKey::from_ec_components(&of(x), &of(y)).unwrap();
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&["https://push.example.com"]);
        validation.validate_exp = false;
        let claims = decode::<serde_json::Value>(token, &public, &validation).unwrap().claims;
        assert_eq!(claims["sub"], "mailto:crm@example.com");
        assert_eq!(claims["exp"], 1_800_000_000 + 12 * 3600);
        assert!(!header.contains("secret"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for wrong in ["", "x", &"A".repeat(43), "BTBZMqHH6r4Tts7J_aSIgg"] {
            assert!(!is_private_key(wrong), "{wrong}");
        }
        assert!(is_private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
    }
}
