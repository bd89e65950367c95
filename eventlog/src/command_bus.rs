//! Commands in, events out: load, decide, append, and again when somebody else was faster.

mod series;
mod work;

use std::time::Duration;

use domain::ids::BusinessId;
use domain::{Category, Decider, StreamId};
use jiff::Timestamp;

use crate::hot::Hot;
use crate::store::Verdict;
use crate::{Context, EventLog, LogError, Position};
use work::{Decision, Work};

/// How often a decision is taken again after a conflict with another node.
const RETRIES: u32 = 5;
/// How far a command follows a stream that says another answers for it; nothing in use is merged so often.
const HOPS: u32 = 16;
/// Bounds of the pause before it.
const JITTER_MS: std::ops::RangeInclusive<u64> = 2..=50;

/// What became of a command that was not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// Its events are on disk.
    Executed {
        /// Of the last of them.
        position: Position,
    },
    /// The command was carried out before, or the state already was as it asks. Nothing was written.
    AlreadyApplied {
        /// Of its events then, else of the stream's last event: what a reader has to have seen.
        position: Position,
    },
}

impl Committed {
    /// What a reader has to have seen to see the command's effect.
    pub fn position(self) -> Position {
        match self {
            Self::Executed { position } | Self::AlreadyApplied { position } => position,
        }
    }
}

/// Why a command had no effect.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CommandError<R> {
    /// The decision was no.
    #[error(transparent)]
    Refused(R),
    /// Others kept being faster.
    #[error("too many commands at once on the same stream; try again")]
    Conflict,
    /// The stream belongs to another business.
    #[error("the stream belongs to another business")]
    OtherTenant,
    /// The log could not do its part.
    #[error("{0}")]
    Log(#[from] LogError),
}

/// The way to change anything. Cheap to clone.
#[derive(Clone)]
pub struct CommandBus {
    log: EventLog,
    hot: Hot,
}

impl std::fmt::Debug for CommandBus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CommandBus").field("log", &self.log).finish_non_exhaustive()
    }
}

impl CommandBus {
    /// A bus over this log. One per process: it holds the states in use.
    pub fn new(log: EventLog) -> Self {
        let hot = Hot::new(log.options().hot_streams);
        Self { log, hot }
    }

    /// The log beneath.
    pub fn log(&self) -> &EventLog {
        &self.log
    }

    /// Carries out a command on a stream, or on the one that answers for it by now ([`Decider::moved`]).
    pub async fn execute<D: Decider>(
        &self,
        stream: &StreamId,
        command: D::Command,
        context: &Context,
    ) -> Result<Committed, CommandError<D::Refusal>> {
        let mut outcome = self.run::<D>(vec![(stream, command.clone())], context).await;
        for _ in 0..HOPS {
            let Err(CommandError::Refused(refusal)) = &outcome else { break };
            let Some(next) = D::moved(refusal) else { break };
            outcome = self.run::<D>(vec![(&next, command.clone())], context).await;
        }
        outcome
    }

    /// Carries out two commands as one commit (a meeting that moves to another day). On the same stream the second is decided on
    /// what the first left.
    pub async fn execute_both<D: Decider>(
        &self,
        first: (&StreamId, D::Command),
        second: (&StreamId, D::Command),
        context: &Context,
    ) -> Result<Committed, CommandError<D::Refusal>> {
        self.run::<D>(vec![first, second], context).await
    }

    /// A stream's state, with everything that is on disk.
    pub async fn state<D: Decider>(&self, stream: &StreamId) -> Result<D, LogError> {
        let mut work = Work::<D>::hold(&self.hot, &[stream], self.log.epoch()).await;
        work.refresh(&self.log).await?;
        let state = work.state();
        work.keep();
        Ok(state)
    }

    /// A stream's state as it was at an instant.
    pub async fn state_as_of<D: Decider>(&self, stream: &StreamId, at: Timestamp) -> Result<D, LogError> {
        let mut state = D::default();
        for opened in self.log.opened_of_stream(stream, 0, u32::MAX).await? {
            // Recorded times never go back along a stream.
            if opened.row.recorded_at()? > at {
                break;
            }
            state.evolve(&opened.event()?);
        }
        Ok(state)
    }

    async fn run<D: Decider>(
        &self,
        asks: Vec<(&StreamId, D::Command)>,
        context: &Context,
    ) -> Result<Committed, CommandError<D::Refusal>> {
        let streams: Vec<&StreamId> = asks.iter().map(|(stream, _)| *stream).collect();
        let mut work = Work::<D>::hold(&self.hot, &streams, self.log.epoch()).await;
        let mut conflicts = 0;
        loop {
            let business = tenant(&work, context).ok_or(CommandError::OtherTenant)?;
            match work.decide(&asks, business, context, &self.log).await? {
                Decision::Append { commit, after } => match self.log.append(commit).await? {
                    Verdict::Appended(position) => {
                        work.keep_after(after, position, business, &self.log);
                        return Ok(Committed::Executed { position });
                    }
                    Verdict::Duplicate(position) => {
                        work.keep();
                        return Ok(Committed::AlreadyApplied { position });
                    }
                    Verdict::OtherTenant => return Err(CommandError::OtherTenant),
                    Verdict::Conflict => {
                        // What was held in memory had aged: not somebody being faster, just our ignorance.
                        if work.is_fresh() {
                            conflicts += 1;
                            metrics::counter!("eventlog_conflicts_total").increment(1);
                            if conflicts > RETRIES {
                                return Err(CommandError::Conflict);
                            }
                            tokio::time::sleep(self.jitter()).await;
                        }
                        work.refresh(&self.log).await?;
                    }
                },
                // What appends nothing is only believed of the newest state.
                Decision::Nothing | Decision::Refused(_) if !work.is_fresh() => {
                    work.refresh(&self.log).await?;
                }
                nothing @ (Decision::Nothing | Decision::Refused(_)) => {
                    return self.without_events(work, nothing, business, context).await;
                }
            }
        }
    }

    /// No news: either it was done before under this very key, or it is so for other reasons, or it cannot be.
    async fn without_events<D: Decider>(
        &self,
        work: Work<'_, D>,
        decision: Decision<D>,
        business: Option<BusinessId>,
        context: &Context,
    ) -> Result<Committed, CommandError<D::Refusal>> {
        let last = work.last();
        work.keep();
        let business = business.map(|id| id.to_string());
        let receipt = self.log.pool().receipt(business.as_deref(), &context.command_id).await?;
        match (receipt, decision) {
            (Some(position), _) => Ok(Committed::AlreadyApplied { position }),
            (None, Decision::Refused(refusal)) => Err(CommandError::Refused(refusal)),
            (None, Decision::Nothing | Decision::Append { .. }) => {
                let position = if last == Position::START { self.log.tip().await? } else { last };
                Ok(Committed::AlreadyApplied { position })
            }
        }
    }

    fn jitter(&self) -> Duration {
        let spread = JITTER_MS.end() - JITTER_MS.start() + 1;
        Duration::from_millis(JITTER_MS.start() + self.log.entropy().next_u64() % spread)
    }
}

/// Whose command it is: whoever the context, the stream ids and the streams' pasts agree on; `None` when they do not.
#[expect(clippy::option_option, reason = "no tenant yet is not the same as the wrong tenant")]
fn tenant<D: Decider>(work: &Work<'_, D>, context: &Context) -> Option<Option<BusinessId>> {
    let mut agreed = context.business;
    for (stream, held_by) in work.tenants() {
        for business in [owner(stream), held_by].into_iter().flatten() {
            match agreed {
                None => agreed = Some(business),
                Some(other) if other == business => {}
                // A number and an address are everybody's until taken; that they are is the decision's to say.
                Some(_) if matches!(D::CATEGORY, Category::Number | Category::User) => {}
                Some(_) => return None,
            }
        }
    }
    Some(agreed)
}

/// The business a stream id names by itself.
fn owner(stream: &StreamId) -> Option<BusinessId> {
    match stream.category() {
        Category::Business | Category::Calendar | Category::Prompt => {
            stream.key().split('/').next()?.parse().ok()
        }
        Category::Number | Category::User | Category::Call | Category::Lead | Category::Reminder => None,
    }
}
