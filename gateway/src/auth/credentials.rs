use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    ids::{BusinessId, SessionId, UserId},
    ports::{Clock, Entropy},
    user::{Feed, Grant, PasswordHash, PushTarget},
};
use eventlog::CommandBus;
use graphql::{Checked, Credentials, NotOpened, PushSubscription};

use super::{Grants, Purpose, Throttle, codes, grants, password};
use crate::{
    agency,
    config::Secret,
    push::{BadSubscription, Pusher},
    twilio::PublicUrl,
};

/// What mutations need to make and check of what proves a person.
#[derive(Clone)]
pub struct Keyring {
    /// Makes what is mailed, and the secrets of codes.
    pub grants: Grants,
    /// Wrong passwords of late.
    pub throttle: Throttle,
    /// Invitations of late: by whom they are for, and by business.
    pub invitations: Throttle,
    /// Where addresses that are given out begin.
    pub public: PublicUrl,
    /// Takes in where browsers are told what is due.
    pub pusher: Arc<Pusher>,
    /// Opens agencies.
    pub bus: CommandBus,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
}

#[async_trait]
impl Credentials for Keyring {
    fn invitation(&self, user: UserId) -> Grant {
        self.grants.issue(Purpose::Invitation, user, self.clock.now(), self.entropy.as_ref())
    }

    fn may_invite(&self, business: BusinessId, address: UserId) -> Result<(), i64> {
        let now = self.clock.now();
        let counted = self.invitations.begin(address, &format!("business {business}"), now);
        counted.map_err(|at| at.duration_since(now).as_secs() + 1)
    }

    async fn hash(&self, password: String) -> Option<PasswordHash> {
        password::hash_password(Secret::new(password), self.entropy.as_ref()).await
    }

    async fn verify(&self, user: UserId, password: String, held: PasswordHash) -> Checked {
        let now = self.clock.now();
        // A screen that was left open has one address, whoever sits before it.
        let address = format!("session of {user}");
        if let Err(at) = self.throttle.begin(user, &address, now) {
            return Checked::Wait { seconds: at.duration_since(now).as_secs() + 1 };
        }
        if !password::verify_password(Secret::new(password), Some(held)).await {
            return Checked::Wrong;
        }
        self.throttle.succeeded(user, &address);
        Checked::Right
    }

    fn nonce(&self) -> String {
        grants::nonce(self.entropy.as_ref())
    }

    fn codes_uri(&self, user: UserId, email: &str, nonce: &str) -> Option<String> {
        codes::uri(self.grants.code_secret(user, nonce), email)
    }

    fn code_step(&self, user: UserId, nonce: &str, code: &str) -> Option<u64> {
        codes::step(self.grants.code_secret(user, nonce), code, self.clock.now())
    }

    fn feed(&self, user: UserId) -> Feed {
        self.grants.feed(user, self.clock.now(), self.entropy.as_ref())
    }

    fn feed_url(&self, user: UserId, feed: &Feed) -> Option<String> {
        let secret = self.grants.feed_again(user, feed)?;
        Some(self.public.path(&format!("/calendar/{secret}.ics")).to_string())
    }

    fn push_key(&self) -> String {
        self.pusher.public_key().to_owned()
    }

    fn push_target(
        &self,
        user: UserId,
        session: SessionId,
        given: PushSubscription,
    ) -> Result<PushTarget, &'static str> {
        let PushSubscription { endpoint, p256dh, auth } = given;
        self.pusher.target((user, session), (endpoint, p256dh, auth)).map_err(|wrong| match wrong {
            BadSubscription::Endpoint => "endpoint",
            BadSubscription::P256dh => "p256dh",
            BadSubscription::Auth => "auth",
        })
    }

    async fn open_business(&self, business: BusinessId, name: &str) -> Result<(), NotOpened> {
        let settings = domain::business::Settings::usual(name);
        agency::open(&self.bus, business, settings, agency::DEFAULT_PROMPT).await.map_err(|error| match error
        {
            agency::AgencyError::Log(error) => NotOpened::Log(error),
            agency::AgencyError::Settings(refusal) => NotOpened::Refused(refusal),
            agency::AgencyError::Busy | agency::AgencyError::NumberTaken => NotOpened::Busy,
        })
    }
}

/// A new session's identity.
pub(crate) fn new_session(entropy: &dyn Entropy) -> SessionId {
    SessionId::from_uuid(entropy.uuid())
}
