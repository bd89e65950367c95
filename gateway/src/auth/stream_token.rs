//! The one-time token that ties a media stream to the call whose webhook was verified.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ids::{BusinessId, CallSid};
use hmac::{Hmac, Mac as _};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

use crate::config::Secret;

/// Twilio opens the stream within seconds of the webhook's answer.
const LIFETIME: SignedDuration = SignedDuration::from_mins(2);

/// The token does not let this stream in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the stream's token does not fit this call, or is over")]
pub struct BadToken;

/// Makes and checks tokens. "One-time" is the call's own decision: a second stream is refused by the aggregate.
#[derive(Debug, Clone)]
pub struct StreamTokens {
    key: Secret,
}

impl StreamTokens {
    /// With the process's internal secret.
    pub fn new(key: Secret) -> Self {
        Self { key }
    }

    /// `{expiry}.{business}.{mac}`, bound to the call.
    pub fn issue(&self, call: &CallSid, business: BusinessId, now: Timestamp) -> String {
        let expiry = (now + LIFETIME).as_second();
        let mac = URL_SAFE_NO_PAD.encode(self.mac(call, business, expiry).finalize().into_bytes());
        format!("{expiry}.{business}.{mac}")
    }

    /// Whose call it is, when the token is this call's and not over.
    pub fn verify(&self, call: &CallSid, token: &str, now: Timestamp) -> Result<BusinessId, BadToken> {
        let mut parts = token.splitn(3, '.');
        let mut next = || parts.next().ok_or(BadToken);
        let expiry: i64 = next()?.parse().map_err(|_| BadToken)?;
        let business: BusinessId = next()?.parse().map_err(|_| BadToken)?;
        let mac = URL_SAFE_NO_PAD.decode(next()?).map_err(|_| BadToken)?;
        // Constant time, as the library compares.
        self.mac(call, business, expiry).verify_slice(&mac).map_err(|_| BadToken)?;
        if now.as_second() < expiry { Ok(business) } else { Err(BadToken) }
    }

    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104)")]
    fn mac(&self, call: &CallSid, business: BusinessId, expiry: i64) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(self.key.expose().as_bytes())
            .expect("any key length");
        mac.update(format!("stream\n{call}\n{business}\n{expiry}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fits_its_call_for_two_minutes() {
        let tokens = StreamTokens::new(Secret::new("0123456789abcdef"));
        let call: CallSid = format!("CA{:032x}", 1).parse().unwrap();
        let other: CallSid = format!("CA{:032x}", 2).parse().unwrap();
        let business = BusinessId::default_business();
        let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let token = tokens.issue(&call, business, now);
        assert_eq!(tokens.verify(&call, &token, now + SignedDuration::from_secs(119)), Ok(business));
        assert_eq!(tokens.verify(&call, &token, now + SignedDuration::from_secs(120)), Err(BadToken));
        assert_eq!(tokens.verify(&other, &token, now), Err(BadToken));
        let forged = token.replace(&business.to_string(), &BusinessId::named("other").to_string());
        assert_eq!(tokens.verify(&call, &forged, now), Err(BadToken));
        for rubbish in ["", "1", "1.2.3", "..", "é.é.é"] {
            assert_eq!(tokens.verify(&call, rubbish, now), Err(BadToken));
        }
    }
}
