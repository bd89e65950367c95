//! Where a call's audio is: a file beside the database (simulated calls), or with Twilio.

use std::path::PathBuf;

use domain::ids::RecordingSid;
use url::Url;

use crate::config::{Secret, Twilio};

/// Fetches recordings. The address Twilio's callback named is never followed: it is rebuilt from our own settings.
#[derive(Debug, Clone)]
pub struct Recordings {
    folder: PathBuf,
    twilio: Option<Account>,
}

#[derive(Debug, Clone)]
struct Account {
    sid: String,
    token: Secret,
    api: Url,
    client: reqwest::Client,
}

impl Recordings {
    /// With the folder, and the account when there is one.
    pub fn new(folder: PathBuf, twilio: &Twilio) -> Result<Self, reqwest::Error> {
        let twilio = match (&twilio.account_sid, &twilio.auth_token) {
            (Some(sid), Some(token)) => Some(Account {
                sid: sid.clone(),
                token: token.clone(),
                api: twilio.api_base_url.clone().map_or_else(standard_api, Ok)?,
                // Bounds the wait for Twilio to begin; a long recording may take its time.
                client: reqwest::Client::builder()
                    .connect_timeout(std::time::Duration::from_secs(5))
                    .read_timeout(std::time::Duration::from_secs(15))
                    .build()?,
            }),
            _ => None,
        };
        Ok(Self { folder, twilio })
    }

    /// The file beside the database; it need not be there.
    pub fn file(&self, recording: &RecordingSid) -> PathBuf {
        // A recording's sid is `RE` and hexadecimal digits: it cannot lead out of the folder.
        self.folder.join(format!("{recording}.wav"))
    }

    /// The request for Twilio's copy, both channels; `None` without an account.
    /// <https://www.twilio.com/docs/voice/api/recording#fetch-a-recording-media-file>
    pub fn remote(&self, recording: &RecordingSid) -> Option<reqwest::RequestBuilder> {
        let account = self.twilio.as_ref()?;
        let base = account.api.as_str().trim_end_matches('/');
        let url = format!("{base}/2010-04-01/Accounts/{}/Recordings/{recording}.wav", account.sid);
        let request = account.client.get(url).query(&[("RequestedChannels", "2")]);
        Some(request.basic_auth(&account.sid, Some(account.token.expose())))
    }
}

fn standard_api() -> Result<Url, reqwest::Error> {
    Ok(reqwest::Client::builder().build()?.get("https://api.twilio.com").build()?.url().clone())
}
