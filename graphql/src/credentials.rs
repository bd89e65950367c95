//! What only the process can do for a mutation: it holds the keys.

use async_trait::async_trait;
use domain::business::BusinessRefusal;
use domain::ids::{BusinessId, SessionId, UserId};
use domain::user::{Feed, Grant, PasswordHash, PushTarget};
use eventlog::LogError;

/// Makes and checks what proves a person, and opens an agency with what it needs to answer its first call.
#[async_trait]
pub trait Credentials: Send + Sync {
    /// The right to join, once; the process mails it.
    fn invitation(&self, user: UserId) -> Grant;
    /// Counts a mail that a business is about to have sent to an address, named by the first who had it; in how many seconds it
    /// may, when there were too many of late.
    fn may_invite(&self, business: BusinessId, address: UserId) -> Result<(), i64>;
    /// A password's hash. `None` only when the machine has not the memory for it.
    async fn hash(&self, password: String) -> Option<PasswordHash>;
    /// Whether the password is the one hashed; slower and slower for who guesses.
    async fn verify(&self, user: UserId, password: String, held: PasswordHash) -> Checked;
    /// What a second factor's secret is derived from.
    fn nonce(&self) -> String;
    /// The secret, as an address for a phone's app (`otpauth://…`).
    fn codes_uri(&self, user: UserId, email: &str, nonce: &str) -> Option<String>;
    /// The time step of a code that is right.
    fn code_step(&self, user: UserId, nonce: &str, code: &str) -> Option<u64>;
    /// A new address for somebody's calendar, as the log keeps it.
    fn feed(&self, user: UserId) -> Feed;
    /// The address itself; `None`: it was made with another key than the installation has now.
    fn feed_url(&self, user: UserId, feed: &Feed) -> Option<String>;
    /// What a browser asks for before it subscribes to messages: the installation's public key.
    fn push_key(&self) -> String;
    /// A session's subscription as the log keeps it; the field that cannot be, otherwise.
    fn push_target(
        &self,
        user: UserId,
        session: SessionId,
        given: PushSubscription,
    ) -> Result<PushTarget, &'static str>;
    /// Opens an agency with the usual settings and a first prompt.
    async fn open_business(&self, business: BusinessId, name: &str) -> Result<(), NotOpened>;
}

/// Where a browser is reached, and what a message to it is encrypted under. It is a secret.
pub struct PushSubscription {
    /// The address at its push service.
    pub endpoint: String,
    /// Its public key, base64url.
    pub p256dh: String,
    /// What it and the sender share, base64url.
    pub auth: String,
}

/// Why an agency was not opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotOpened {
    /// Its settings cannot be.
    #[error(transparent)]
    Refused(BusinessRefusal),
    /// Somebody else is opening it.
    #[error("too many commands at once; try again")]
    Busy,
    /// The log could not do its part.
    #[error(transparent)]
    Log(LogError),
}

/// What became of a password that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is the one.
    Right,
    /// It is not.
    Wrong,
    /// It was not looked at: too many were wrong of late.
    Wait {
        /// When the next is looked at.
        seconds: i64,
    },
}
