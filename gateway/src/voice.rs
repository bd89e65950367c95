//! The conversations of this process.
use std::sync::Arc;

use domain::{ids::CallSid, ports::Clock};
use media::{desk::Desk, provider::ProviderError};

use crate::{config::Config, lifecycle::Lifecycle, running::StartError};

/// The conversations of this process.
pub struct Voice {}
/// x
pub struct ScriptBook {}
impl ScriptBook {
    /// x
    pub fn put(&self, _call: &CallSid, _lines: Vec<String>) {}
}

impl Voice {
    /// x
    pub fn new(
        _config: &Config,
        _desk: Arc<dyn Desk>,
        _clock: Arc<dyn Clock>,
        _lifecycle: &Lifecycle,
    ) -> Result<Self, StartError> {
        Ok(Self {})
    }
    /// x
    pub async fn warm_up(&self) -> Vec<(&'static str, Result<(), ProviderError>)> {
        Vec::new()
    }
    /// x
    pub fn scripts(&self) -> Option<&ScriptBook> {
        None
    }
}
