//! `X-Twilio-Signature`: base64(HMAC(key, URL + every name and value, sorted)).
//!
//! # Contract
//! The URL is the one Twilio was given (`PUBLIC_URL`), never one rebuilt from `Host` headers. Comparison takes the same time
//! whatever differs. SHA-1 under the account's token is the rule; `X-Twilio-Webhooks-Signature-Settings:
//! key=SK…,algorithm=HMAC_SHA256` names a shared key and SHA-256
//! (<https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys>).

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::Hmac;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use url::Url;

use crate::config::Secret;

/// Which hash signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// The account token's.
    Sha1,
    /// A shared key's.
    Sha256,
}

/// What a request brought to be checked.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// `X-Twilio-Signature`.
    pub signature: &'a str,
    /// `X-Twilio-Webhooks-Signature-Settings`, when it came.
    pub settings: Option<&'a str>,
    /// The form's pairs; empty for a JSON body and for a handshake.
    pub fields: &'a [(String, String)],
    /// The body, when it is not a form: its hash is in the URL's `bodySHA256`.
    pub body: Option<&'a [u8]>,
}

/// Knows the keys.
#[derive(Debug, Clone)]
pub struct Verifier {
    token: Secret,
    shared: BTreeMap<String, Secret>,
}

impl Verifier {
    /// With the account's token and the shared keys by sid.
    pub fn new(token: Secret, shared: BTreeMap<String, Secret>) -> Self {
        Self { token, shared }
    }

    /// Whether Twilio signed this request to this address.
    pub fn accepts(&self, url: &Url, claim: &Claim<'_>) -> bool {
        let Some((key, algorithm)) = self.key(claim.settings) else { return false };
        if claim.body.is_some_and(|body| !body.is_empty() && !hash_fits(url, body)) {
            return false;
        }
        // Every spelling is tried, so that the time taken tells nothing of which one was near.
        spellings(url).iter().fold(false, |fits, url| {
            let wanted = sign(key.expose(), url, claim.fields, algorithm);
            fits | bool::from(wanted.as_bytes().ct_eq(claim.signature.as_bytes()))
        })
    }

    fn key(&self, settings: Option<&str>) -> Option<(&Secret, Algorithm)> {
        let Some(settings) = settings else { return Some((&self.token, Algorithm::Sha1)) };
        let setting = |name: &str| {
            settings.split(',').find_map(|part| {
                let (held, value) = part.trim().split_once('=')?;
                held.eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
            })
        };
        let algorithm = match setting("algorithm") {
            None | Some("HMAC_SHA1") => Algorithm::Sha1,
            Some("HMAC_SHA256") => Algorithm::Sha256,
            Some(_) => return None,
        };
        match setting("key") {
            None => Some((&self.token, algorithm)),
            Some(sid) => Some((self.shared.get(sid)?, algorithm)),
        }
    }
}

/// The signature of a request.
pub fn sign(key: &str, url: &str, fields: &[(String, String)], algorithm: Algorithm) -> String {
    // Twilio signs a repeated name with each of its different values, in order.
    let sorted: BTreeSet<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let parts = sorted.into_iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
    let parts = std::iter::once(url.as_bytes()).chain(parts);
    match algorithm {
        Algorithm::Sha1 => STANDARD.encode(mac::<Hmac<Sha1>>(key, parts)),
        Algorithm::Sha256 => STANDARD.encode(mac::<Hmac<Sha256>>(key, parts)),
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104)")]
fn mac<'a, M: hmac::Mac + hmac::digest::KeyInit>(
    key: &str,
    parts: impl Iterator<Item = &'a [u8]>,
) -> Vec<u8> {
    let mut mac = <M as hmac::Mac>::new_from_slice(key.as_bytes()).expect("any key length");
    parts.for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// The address as it is, and with the default port shown or left out: Twilio does either.
fn spellings(url: &Url) -> Vec<String> {
    let plain = url.to_string();
    let default = match url.scheme() {
        "https" | "wss" => 443,
        _ => 80,
    };
    let authority_end = url[..url::Position::BeforePath].len();
    let without = format!("{}{}", &url[..url::Position::AfterHost], &url[url::Position::BeforePath..]);
    let with = match url.port() {
        Some(_) => plain.clone(),
        None => format!("{}:{default}{}", &plain[..authority_end], &plain[authority_end..]),
    };
    vec![plain, without, with]
}

/// A body that is not a form is covered by its hash in the signed URL.
fn hash_fits(url: &Url, body: &[u8]) -> bool {
    let hex = format!("{:x}", Sha256::digest(body));
    url.query_pairs()
        .find(|(name, _)| name == "bodySHA256")
        .is_some_and(|(_, given)| hex.as_bytes().ct_eq(given.to_ascii_lowercase().as_bytes()).into())
}

#[cfg(test)]
mod tests;
