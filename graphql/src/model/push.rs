//! The browsers that are told what must not be missed while nobody looks.

use async_graphql::{ID, SimpleObject};
use domain::ids::SessionId;
use domain::user::Account;
use jiff::Timestamp;

use super::DateTime;

/// How one is told outside the screen what one must not miss.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Push {
    /// The installation's public key, for `PushManager.subscribe` (`applicationServerKey`, base64url).
    public_key: String,
    /// One's browsers that are told, the newest first.
    devices: Vec<PushDevice>,
}

/// A browser that is told as long as its session lasts.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct PushDevice {
    /// Its session, as in `sessions { id }`.
    session_id: ID,
    /// Since when.
    since: DateTime,
    /// Whose service delivers (a host's name).
    service: String,
    /// What the browser says it is.
    agent: String,
    /// Whether it is the one that asks.
    current: bool,
}

impl Push {
    /// An account's browsers at an instant, as one of its sessions sees them.
    pub(crate) fn of(account: &Account, asking: SessionId, public_key: String, at: Timestamp) -> Self {
        let device =
            |session: &SessionId| account.sessions.get(session).map(|held| held.device.agent.clone());
        let mut told: Vec<_> = account.push_targets(at).collect();
        told.sort_by_key(|(_, target)| std::cmp::Reverse(target.since));
        let devices = told.into_iter().map(|(session, target)| PushDevice {
            session_id: session.to_string().into(),
            since: target.since.into(),
            service: target.service.clone(),
            agent: device(&session).unwrap_or_default(),
            current: session == asking,
        });
        Self { public_key, devices: devices.collect() }
    }
}
