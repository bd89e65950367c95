//! What every request can reach. Made once, by [`crate::compose`].

use std::{ops::Deref, sync::Arc};

use axum::http::HeaderValue;
use domain::ports::{Clock, Entropy};
use eventlog::CommandBus;
use metrics_exporter_prometheus::PrometheusHandle;
use projections::Projections;

use crate::{
    auth::{Grants, StreamTokens, Throttle, Tokens},
    greetings::{Greetings, Prefetch},
    imports::Imports,
    lifecycle::Lifecycle,
    recordings::Recordings,
    rehearsals::Rehearsals,
    twilio::{PublicUrl, Verifier},
    voice::Voice,
};

/// The running process's parts. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts themselves.
pub struct Parts {
    /// Where the world reaches us.
    pub public: PublicUrl,
    /// Checks Twilio's signatures; `None`: webhooks come from this machine only.
    pub verifier: Option<Verifier>,
    /// Where commands go.
    pub bus: CommandBus,
    /// Where answers come from.
    pub projections: Projections,
    /// The questions and mutations of the dashboard.
    pub schema: graphql::Schema,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Signs sessions.
    pub tokens: Tokens,
    /// Wrong passwords of late.
    pub throttle: Throttle,
    /// New passwords asked for of late.
    pub reset_throttle: Throttle,
    /// Makes what is mailed, and the secrets of codes.
    pub grants: Grants,
    /// Signs streams.
    pub stream_tokens: StreamTokens,
    /// How it ends.
    pub lifecycle: Lifecycle,
    /// The conversations.
    pub media: Voice,
    /// Where recordings are.
    pub recordings: Recordings,
    /// Conversations in writing, to try prompts.
    pub rehearsals: Rehearsals,
    /// Has what is said first ready beforehand.
    pub prefetch: Prefetch,
    /// How often greetings were tried out of late.
    pub greetings: Greetings,
    /// Leads from files.
    pub imports: Imports,
    /// Counters, as text.
    pub metrics: PrometheusHandle,
    /// The dashboard's content security policy.
    pub content_policy: HeaderValue,
}

impl App {
    /// From its parts.
    pub(crate) fn of(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
