use std::collections::BTreeMap;

use url::Url;

use super::{
    Secret,
    source::{Source, named},
};

/// The telephone company.
#[derive(Debug, Clone)]
pub struct Twilio {
    /// The account (`AC…`); needed to fetch recordings.
    pub account_sid: Option<String>,
    /// Checks webhooks' signatures and signs in to the API. Absent: webhooks are taken from this machine only.
    pub auth_token: Option<Secret>,
    /// Shared keys for webhooks signed with one (`X-Twilio-Webhooks-Signature-Settings`), by their sid: `sid=secret,sid=secret`.
    pub shared_keys: BTreeMap<String, Secret>,
    /// Twilio's API. Default `https://api.twilio.com`.
    pub api_base_url: Option<Url>,
}

impl Twilio {
    pub(super) fn read(source: &mut Source) -> Self {
        let read = Self {
            account_sid: source.check(
                "TWILIO_ACCOUNT_SID",
                "twilio.account_sid",
                "AC and 32 hexadecimal digits",
                |text| {
                    let hex = text.strip_prefix("AC")?;
                    (hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit())).then(|| text.to_owned())
                },
            ),
            auth_token: source.secret("TWILIO_AUTH_TOKEN", "twilio.auth_token"),
            shared_keys: source
                .check("TWILIO_SHARED_KEYS", "twilio.shared_keys", "sid=secret, separated by commas", keys)
                .unwrap_or_default(),
            api_base_url: source.address("TWILIO_API_BASE_URL", "twilio.api_base_url"),
        };
        if read.auth_token.is_none() && !read.shared_keys.is_empty() {
            // Without it no signature is looked at, a shared key's neither.
            let name = named("TWILIO_AUTH_TOKEN", "twilio.auth_token");
            source.fault(&name, "the account's token, beside TWILIO_SHARED_KEYS");
        }
        read
    }
}

fn keys(text: &str) -> Option<BTreeMap<String, Secret>> {
    text.split(',')
        .map(|pair| {
            let (sid, secret) = pair.trim().split_once('=')?;
            (!sid.is_empty() && !secret.is_empty()).then(|| (sid.to_owned(), Secret::new(secret)))
        })
        .collect()
}
