//! Tokens that are mailed: derived from a nonce in the log and a key that is not in it, so that the mail can be written again after
//! a crash and a copy of the database lets nobody in.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    ids::UserId,
    ports::Entropy,
    user::{Feed, Grant, GrantHash},
};
use hmac::{Hmac, Mac as _};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::config::Secret;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Joining; people read such mail after the weekend.
    Invitation,
    /// A new password; people ask for it when they need it.
    Reset,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    fn lifetime(self) -> SignedDuration {
        match self {
            Self::Invitation => SignedDuration::from_hours(7 * 24),
            Self::Reset => SignedDuration::from_hours(1),
        }
    }
}

/// Makes and reads tokens, and the secrets of second factors.
#[derive(Debug, Clone)]
pub struct Grants {
    key: Secret,
}

impl Grants {
    /// With the installation's master key.
    pub fn new(key: Secret) -> Self {
        Self { key }
    }

    /// A new grant, as the log keeps it.
    pub fn issue(&self, purpose: Purpose, user: UserId, now: Timestamp, entropy: &dyn Entropy) -> Grant {
        let nonce = nonce(entropy);
        let hash = hashed(&self.token(purpose, user, &nonce));
        Grant { nonce, hash, expires_at: now + purpose.lifetime() }
    }

    /// The token of a grant: `{user}.{mac}`.
    pub fn token(&self, purpose: Purpose, user: UserId, nonce: &str) -> String {
        format!("{user}.{}", URL_SAFE_NO_PAD.encode(self.derived(purpose.name(), user, nonce)))
    }

    /// A new address for a person's calendar, as the log keeps it: good until it is taken back.
    pub fn feed(&self, user: UserId, now: Timestamp, entropy: &dyn Entropy) -> Feed {
        let nonce = nonce(entropy);
        let hash = hashed(&self.feed_secret(user, &nonce));
        Feed { nonce, hash, issued_at: now }
    }

    /// The secret part of that address; `None`: it was made with another key.
    pub fn feed_again(&self, user: UserId, feed: &Feed) -> Option<String> {
        let secret = self.feed_secret(user, &feed.nonce);
        (hashed(&secret) == feed.hash).then_some(secret)
    }

    fn feed_secret(&self, user: UserId, nonce: &str) -> String {
        format!("{user}.{}", URL_SAFE_NO_PAD.encode(self.derived("calendar", user, nonce)))
    }

    /// The secret of a user's second factor, 160 bits as RFC 4226 asks.
    pub fn code_secret(&self, user: UserId, nonce: &str) -> [u8; 20] {
        let mut secret = [0; 20];
        secret.copy_from_slice(&self.derived("codes", user, nonce)[..20]);
        secret
    }

    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104)")]
    fn derived(&self, purpose: &str, user: UserId, nonce: &str) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(self.key.expose().as_bytes())
            .expect("any key length");
        mac.update(format!("{purpose}\n{user}\n{nonce}").as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Sixteen random bytes, as text.
pub fn nonce(entropy: &dyn Entropy) -> String {
    let mut raw = [0; 16];
    entropy.fill(&mut raw);
    URL_SAFE_NO_PAD.encode(raw)
}

/// Whose token a text claims to be, and what it hashes to; `None`: it is no token.
pub fn read(token: &str) -> Option<(UserId, GrantHash)> {
    let (user, _) = token.split_once('.')?;
    Some((user.parse().ok()?, hashed(token)))
}

fn hashed(token: &str) -> GrantHash {
    GrantHash::from_hex(format!("{:x}", Sha256::digest(token)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemEntropy;

    #[test]
    fn an_address_of_a_calendar_is_made_again_by_the_same_key_only() {
        let grants = Grants::new(Secret::new("a master key of thirty-two characters"));
        let (user, now) = (UserId::of_email("a@b.co"), "2026-11-20T10:00:00Z".parse().unwrap());
        let feed = grants.feed(user, now, &SystemEntropy);
        let secret = grants.feed_again(user, &feed).unwrap();
        assert_eq!(read(&secret).unwrap(), (user, feed.hash.clone()));
        assert!(!serde_json::to_string(&feed).unwrap().contains(secret.split('.').nth(1).unwrap()));
        assert_eq!(Grants::new(Secret::new("another key")).feed_again(user, &feed), None);
        assert_ne!(grants.feed(user, now, &SystemEntropy).hash, feed.hash);
    }

    #[test]
    fn the_log_holds_what_makes_the_token_again_but_not_the_token() {
        let grants = Grants::new(Secret::new("a master key of thirty-two characters"));
        let (user, now) = (UserId::of_email("a@b.co"), "2026-11-20T10:00:00Z".parse().unwrap());
        let grant = grants.issue(Purpose::Reset, user, now, &SystemEntropy);
        let token = grants.token(Purpose::Reset, user, &grant.nonce);
        let (of, hash) = read(&token).unwrap();
        assert_eq!(of, user);
        assert!(grant.fits(&hash, now));
        assert!(!serde_json::to_string(&grant).unwrap().contains(token.split('.').nth(1).unwrap()));
        let other = grants.token(Purpose::Invitation, user, &grant.nonce);
        assert!(!grant.fits(&read(&other).unwrap().1, now));
        for rubbish in ["", "x", "x.y", &user.to_string()] {
            assert!(read(rubbish).is_none());
        }
    }
}
