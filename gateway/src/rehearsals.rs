//! Conversations in writing with the agent, to try what it is told before anybody hears it.
//!
//! # Contract
//! One a person, in this process's memory: a new one ends the one before, one that is left alone is forgotten. A turn at a time; the
//! turn belongs to its request and ends with it. Nothing is written down and nothing is done.

use std::{sync::Arc, time::Duration};

use domain::{
    ids::{BusinessId, UserId},
    ports::Clock,
    values::time_zone,
};
use futures::Stream;
use jiff::Zoned;
use media::{
    Brief,
    provider::{Language, ProviderError},
    rehearsal::{Rehearsal, Step},
};
use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{desk::FrontDesk, lifecycle::Lifecycle};

/// Conversations at once; beyond, the one left alone longest is forgotten.
const MOST: u64 = 1000;
/// For how long one is kept after the last turn.
const MEMORY: Duration = Duration::from_mins(30);
/// Steps not yet taken by a slow reader.
const AHEAD: usize = 32;

/// The conversations of this process. Cheap to clone.
#[derive(Clone)]
pub struct Rehearsals {
    desk: FrontDesk,
    language: Arc<dyn Language>,
    clock: Arc<dyn Clock>,
    tasks: TaskTracker,
    stop: CancellationToken,
    held: Cache<(BusinessId, UserId), Arc<Mutex<Rehearsal>>>,
}

/// What a turn tells.
#[derive(Debug)]
pub enum Told {
    /// Something said, or that would be done.
    Step(Step),
    /// The agent is done; `over`: the conversation is.
    Done {
        /// Whether it would have hung up, or there were as many turns as there may be.
        over: bool,
    },
    /// It could not answer; the turn did not happen.
    Failed(ProviderError),
}

/// Why a turn is not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTurn {
    /// There is no conversation (any more).
    None,
    /// The last turn is not over.
    Busy,
    /// The conversation is.
    Over,
}

impl Rehearsals {
    /// With the desk and the language of the phone.
    pub fn new(
        desk: FrontDesk,
        language: Arc<dyn Language>,
        clock: Arc<dyn Clock>,
        lifecycle: &Lifecycle,
    ) -> Self {
        let held = Cache::builder().max_capacity(MOST).time_to_idle(MEMORY).build();
        Self { desk, language, clock, tasks: lifecycle.tasks.clone(), stop: lifecycle.stop_token(), held }
    }

    /// The desk that knows what the agent would be told.
    pub fn desk(&self) -> &FrontDesk {
        &self.desk
    }

    /// Who answers, for people to know: a language model by its provider's name, or the embedded receptionist.
    pub fn answers(&self) -> &'static str {
        self.language.name()
    }

    /// Begins one.
    pub fn begin(&self, user: UserId, brief: Brief) {
        let business = brief.business;
        let rehearsal = Rehearsal::new(brief, self.present());
        self.held.insert((business, user), Arc::new(Mutex::new(rehearsal)));
    }

    /// Ends it.
    pub fn end(&self, business: BusinessId, user: UserId) {
        self.held.invalidate(&(business, user));
    }

    /// Says something; what is told ends with [`Told::Done`] or [`Told::Failed`].
    pub fn turn(
        &self,
        business: BusinessId,
        user: UserId,
        said: String,
    ) -> Result<impl Stream<Item = Told> + use<>, NoTurn> {
        let held = self.held.get(&(business, user)).ok_or(NoTurn::None)?;
        let rehearsal = held.try_lock_owned().map_err(|_| NoTurn::Busy)?;
        if rehearsal.is_over() {
            return Err(NoTurn::Over);
        }
        let (tell, told) = mpsc::channel(AHEAD);
        let this = self.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                biased;
                // Nobody reads any more: the turn did not happen.
                () = tell.closed() => {}
                () = this.stop.cancelled() => {}
                () = this.take(rehearsal, &said, &tell) => {}
            }
        });
        Ok(futures::stream::unfold(told, |mut told| async { told.recv().await.map(|one| (one, told)) }))
    }

    async fn take(&self, mut held: OwnedMutexGuard<Rehearsal>, said: &str, tell: &mpsc::Sender<Told>) {
        let (step, mut steps) = mpsc::channel(AHEAD);
        let answering = async {
            let with = (self.language.as_ref(), &self.desk as &dyn media::rehearsal::DryDesk);
            let next = held.turn(said, self.present(), with, &step).await;
            drop(step);
            next
        };
        let passing = async {
            while let Some(step) = steps.recv().await {
                // A reader who went away ends the turn.
                let _ = tell.send(Told::Step(step)).await;
            }
        };
        let (next, ()) = tokio::join!(answering, passing);
        let last = match next {
            Ok(next) => {
                let over = next.is_over();
                *held = next;
                Told::Done { over }
            }
            Err(error) => {
                tracing::warn!(%error, "a conversation in writing was not answered");
                Told::Failed(error)
            }
        };
        drop(held);
        let _ = tell.send(last).await;
    }

    fn present(&self) -> Zoned {
        self.clock.now().to_zoned(time_zone())
    }
}
