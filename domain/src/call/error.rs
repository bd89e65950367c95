use crate::ids::StreamSid;

/// Why a call says no. Webhooks are never refused; only a second media stream is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallRefusal {
    /// Another stream speaks for this call already: a token was used twice.
    #[error("another media stream already speaks for this call")]
    StreamTaken {
        /// The one that does.
        by: StreamSid,
    },
}
