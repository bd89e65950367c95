//! States of streams that are in use, so that a command on a long stream does not read it again.
//!
//! A state here may be behind: another node may have appended. The append's expected sequence is the guard, and a decision that
//! appends nothing is taken again on the newest state. So nothing here has to be right for the log to be right.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::BusinessId;
use domain::{Decider, StreamId};
use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::Position;

/// Unused streams are forgotten after this; a call is long over then.
const IDLE: Duration = Duration::from_mins(15);

/// One stream's place. Commands of this process on one stream go through its lock one after the other, so that they conflict only
/// with other nodes.
type Slot = Arc<Mutex<Option<Held>>>;

#[derive(Clone)]
pub(crate) struct Hot {
    slots: Cache<StreamId, Slot>,
}

struct Held {
    state: Box<dyn Any + Send + Sync>,
    version: u64,
    last: Position,
    business: Option<BusinessId>,
    epoch: u64,
}

/// A stream's state as far as it is known.
#[derive(Debug, Clone)]
pub(crate) struct Known<D> {
    pub(crate) state: D,
    /// Sequence of the last event folded in; 0: none.
    pub(crate) version: u64,
    /// Its position.
    pub(crate) last: Position,
    /// Whose the stream is.
    pub(crate) business: Option<BusinessId>,
    /// The newest erasure when the state was begun: a later one makes it unusable.
    pub(crate) epoch: u64,
}

impl<D: Decider> Known<D> {
    /// A stream nobody has looked at: taken to be empty until the log says otherwise.
    pub(crate) fn nothing(epoch: u64) -> Self {
        Self { state: D::default(), version: 0, last: Position::START, business: None, epoch }
    }
}

/// The right to use one stream in this process.
pub(crate) struct Lease {
    guard: OwnedMutexGuard<Option<Held>>,
}

impl Hot {
    pub(crate) fn new(streams: u64) -> Self {
        Self { slots: Cache::builder().max_capacity(streams).time_to_idle(IDLE).build() }
    }

    pub(crate) async fn hold(&self, stream: &StreamId) -> Lease {
        let slot = self.slots.get_with_by_ref(stream, Slot::default);
        Lease { guard: slot.lock_owned().await }
    }
}

impl Lease {
    /// What is held of the stream, unless somebody was erased since. Taken, not copied (a long call's state is not small): a
    /// command given up on its way leaves nothing behind, and the next one reads the stream.
    pub(crate) fn take<D: Decider>(&mut self, epoch: u64) -> Known<D> {
        let held = self.guard.take().filter(|held| held.epoch == epoch);
        held.and_then(|held| {
            let Held { state, version, last, business, .. } = held;
            Some(Known { state: *state.downcast::<D>().ok()?, version, last, business, epoch })
        })
        .unwrap_or_else(|| Known::nothing(epoch))
    }

    pub(crate) fn keep<D: Decider>(&mut self, known: Known<D>) {
        let Known { state, version, last, business, epoch } = known;
        *self.guard = Some(Held { state: Box::new(state), version, last, business, epoch });
    }
}
