use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::PublicKey;
use serde::{Deserialize, Serialize};
use url::Url;

use super::reach::Reach;

/// The longest address that is taken; those in use are some hundred characters.
const LONGEST: usize = 2_000;

/// What is wrong with a subscription: the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadSubscription {
    /// Not an address of a push service that may be spoken to.
    Endpoint,
    /// Not a public key of P-256.
    P256dh,
    /// Not sixteen bytes.
    Auth,
}

/// Where a browser is reached, and what a message to it is encrypted under: as `PushSubscription.toJSON()` has them.
#[derive(Serialize, Deserialize)]
pub(super) struct Given {
    pub(super) endpoint: String,
    pub(super) p256dh: String,
    pub(super) auth: String,
}

/// The same, read.
pub(super) struct Subscription {
    pub(super) endpoint: Url,
    pub(super) key: PublicKey,
    pub(super) auth: [u8; 16],
}

impl Given {
    pub(super) fn read(&self, reach: &Reach) -> Result<Subscription, BadSubscription> {
        let fits = |endpoint: &Url| self.endpoint.len() <= LONGEST && reach.allows(endpoint);
        let endpoint = Url::parse(&self.endpoint).ok().filter(fits).ok_or(BadSubscription::Endpoint)?;
        let key = bytes(&self.p256dh).and_then(|bytes| PublicKey::from_sec1_bytes(&bytes).ok());
        let auth = bytes(&self.auth).and_then(|bytes| bytes.try_into().ok());
        Ok(Subscription {
            endpoint,
            key: key.ok_or(BadSubscription::P256dh)?,
            auth: auth.ok_or(BadSubscription::Auth)?,
        })
    }
}

/// Browsers leave the padding away, libraries may not.
fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn read(endpoint: &str, p256dh: &str, auth: &str) -> Option<BadSubscription> {
        let given = Given { endpoint: endpoint.to_owned(), p256dh: p256dh.to_owned(), auth: auth.to_owned() };
        given.read(&Reach::default()).err()
    }

    #[test]
    fn what_a_browser_gives_is_taken_and_its_like_is_not() {
        let endpoint = "https://fcm.googleapis.com/fcm/send/abc:DEF_-";
        assert_eq!(read(endpoint, KEY, AUTH), None);
        assert_eq!(read(endpoint, KEY, &format!("{AUTH}==")), None);
        let long = format!("https://push.example.com/{}", "x".repeat(LONGEST));
        for wrong in ["", "fcm.googleapis.com", "http://push.example.com/x", &long] {
            assert_eq!(read(wrong, KEY, AUTH), Some(BadSubscription::Endpoint), "{wrong}");
        }
        // Not on the curve.
        let other = KEY.replace("BCV", "BCW");
        for wrong in ["", "?", AUTH, &other] {
            assert_eq!(read(endpoint, wrong, AUTH), Some(BadSubscription::P256dh), "{wrong}");
        }
        for wrong in ["", "?", KEY] {
            assert_eq!(read(endpoint, KEY, wrong), Some(BadSubscription::Auth), "{wrong}");
        }
    }
}
