//! Where a call's audio is: a file beside the database (simulated calls), or with Twilio. And how it is deleted.

use std::{io, path::PathBuf, time::Duration};

use domain::ids::RecordingSid;
use reqwest::StatusCode;
use tokio::io::AsyncReadExt as _;
use url::Url;

use crate::config::{Secret, Twilio};

/// The longest wait for Twilio to delete: less than a reaction may take.
const DELETION: Duration = Duration::from_secs(5);
/// Bytes of a file read at a time.
const PIECE: usize = 64 * 1024;

/// A recording is still there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDeleted {
    /// Twilio or the disk did not answer, or asked for patience.
    #[error("{0}")]
    Away(String),
    /// No repeat will help until somebody does something.
    #[error("{0}")]
    Refused(String),
}

/// A recording could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// It is neither here nor with Twilio.
    #[error("there is no such recording")]
    Gone,
    /// Twilio or the disk did not answer.
    #[error("{0}")]
    Away(String),
}

/// Fetches and deletes recordings. The address Twilio's callback named is never followed: it is rebuilt from our own settings.
#[derive(Debug, Clone)]
pub struct Recordings {
    folder: PathBuf,
    twilio: Option<Account>,
    /// There is an account, and it cannot be signed in to: what is there stays there.
    is_half_known: bool,
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
        let is_half_known = twilio.account_sid.is_some() != twilio.auth_token.is_some();
        let twilio = match (&twilio.account_sid, &twilio.auth_token) {
            (Some(sid), Some(token)) => Some(Account {
                sid: sid.clone(),
                token: token.clone(),
                api: twilio.api_base_url.clone().map_or_else(standard_api, Ok)?,
                // Bounds the wait for Twilio to begin; a long recording may take its time.
                client: reqwest::Client::builder()
                    .connect_timeout(Duration::from_secs(5))
                    .read_timeout(Duration::from_secs(15))
                    .build()?,
            }),
            _ => None,
        };
        Ok(Self { folder, twilio, is_half_known })
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
        let request =
            account.client.get(account.address(recording, "wav")).query(&[("RequestedChannels", "2")]);
        Some(account.signed(request))
    }

    /// All of it, piece by piece: the file, else Twilio's copy.
    pub async fn read(
        &self,
        recording: &RecordingSid,
        mut take: impl FnMut(&[u8]) + Send,
    ) -> Result<(), NotRead> {
        let away = |error: &dyn std::fmt::Display| NotRead::Away(format!("{recording}: {error}"));
        match tokio::fs::File::open(self.file(recording)).await {
            Ok(mut file) => {
                let mut piece = vec![0; PIECE];
                loop {
                    match file.read(&mut piece).await.map_err(|error| away(&error))? {
                        0 => return Ok(()),
                        length => take(&piece[..length]),
                    }
                }
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(away(&error)),
            Err(_) => {}
        }
        let answer = self.remote(recording).ok_or(NotRead::Gone)?.send().await;
        let mut answer = answer.map_err(|error| away(&root(&error)))?;
        match answer.status() {
            StatusCode::NOT_FOUND => return Err(NotRead::Gone),
            status if !status.is_success() => return Err(away(&format_args!("Twilio answered {status}"))),
            _ => {}
        }
        while let Some(bytes) = answer.chunk().await.map_err(|error| away(&root(&error)))? {
            take(&bytes);
        }
        Ok(())
    }

    /// Deletes the file and Twilio's copy. What is gone already is deleted.
    pub async fn delete(&self, recording: &RecordingSid) -> Result<(), NotDeleted> {
        match tokio::fs::remove_file(self.file(recording)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(NotDeleted::Away(format!("the file of {recording}: {error}")));
            }
            Ok(()) | Err(_) => {}
        }
        match &self.twilio {
            Some(account) => account.delete(recording).await,
            None if self.is_half_known => Err(NotDeleted::Refused(
                "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: with one of them Twilio's copy is not reached"
                    .to_owned(),
            )),
            None => Ok(()),
        }
    }
}

impl Account {
    fn address(&self, recording: &RecordingSid, format: &str) -> String {
        let base = self.api.as_str().trim_end_matches('/');
        format!("{base}/2010-04-01/Accounts/{}/Recordings/{recording}.{format}", self.sid)
    }

    fn signed(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.basic_auth(&self.sid, Some(self.token.expose()))
    }

    /// <https://www.twilio.com/docs/voice/api/recording#delete-a-recording-resource>
    async fn delete(&self, recording: &RecordingSid) -> Result<(), NotDeleted> {
        let request = self.client.delete(self.address(recording, "json")).timeout(DELETION);
        let answer = self.signed(request).send().await;
        let status = answer.map_err(|error| NotDeleted::Away(format!("Twilio: {}", root(&error))))?.status();
        match status {
            StatusCode::NOT_FOUND => Ok(()),
            status if status.is_success() => Ok(()),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
                Err(NotDeleted::Away(format!("Twilio answered {status}")))
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(NotDeleted::Refused(format!(
                "Twilio answered {status}: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, then retry"
            ))),
            status if status.is_client_error() => {
                Err(NotDeleted::Refused(format!("Twilio answered {status}")))
            }
            status => Err(NotDeleted::Away(format!("Twilio answered {status}"))),
        }
    }
}

/// What was at the bottom of it, without the address.
pub(crate) fn root(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    if error.is_timeout() { "no answer in time".to_owned() } else { cause.to_string() }
}

fn standard_api() -> Result<Url, reqwest::Error> {
    Ok(reqwest::Client::builder().build()?.get("https://api.twilio.com").build()?.url().clone())
}
