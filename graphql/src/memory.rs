//! What the agent remembers of people: a port, since it is the agent's own code that says so.

use async_trait::async_trait;
use domain::ids::LeadId;
use domain::policy::memory::Remembered;
use eventlog::LogError;
use jiff::Timestamp;

/// What the agent would know of a person who calls.
#[async_trait]
pub trait Memories: Send + Sync + 'static {
    /// The oldest first. `until`: what it would have known then.
    async fn of(&self, person: LeadId, until: Option<Timestamp>) -> Result<Vec<Remembered>, LogError>;
}
