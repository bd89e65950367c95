//! The read side's one door. Each read model's `query.rs` adds its methods; every one takes the scope first.

use eventlog::EventLog;

/// Answers questions from the read models (and, for the past of one entity, from the log). Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    log: EventLog,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

impl Reader {
    pub(crate) fn new(log: EventLog) -> Self {
        Self { log }
    }

    pub(crate) fn log(&self) -> &EventLog {
        &self.log
    }
}
