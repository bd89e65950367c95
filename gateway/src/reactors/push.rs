//! Whose reminder is due hears of it in every browser where they asked for it, also while nobody looks.
//!
//! # Contract
//! Each browser has each occurrence at least once while it is worth knowing: an hour. What goes out twice (a crash between the message
//! and the checkpoint) has the same topic and the same tag, so that one is shown. Who has seen, done or put off the reminder meanwhile
//! hears nothing. A browser that is gone is forgotten. While a service is away or asks for patience it is tried again with growing,
//! jittered pauses; what it refuses for good, or until the hour is over, is a dead letter, where people see it.
//! A message says what the reminder says and which screen it is on; nothing else of anybody.

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Event, StreamId,
    business::Business,
    ids::{SessionId, UserId},
    ports::{Clock, Entropy},
    reminder::{Held, Notice, Reminder, ReminderEvent, Standing},
    user::{PushTarget, SessionCommand, User, UserCommand},
};
use eventlog::{CommandBus, LogError, Position, Reactor, ReactorError, Recorded};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use moka::sync::Cache;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    cause::Cause,
    push::{Delivery, Message, Pusher},
};

/// The reactor's name in its checkpoint and keys.
const NAME: &str = "push";
/// How long it is worth knowing that a reminder was due.
const WORTH: SignedDuration = SignedDuration::from_hours(1);
/// The pause before the next try: as long as it has taken so far, but no shorter and no longer than these.
const PAUSES: (SignedDuration, SignedDuration) =
    (SignedDuration::from_secs(15), SignedDuration::from_mins(10));
/// The longest text on a locked screen, in characters.
const SHOWN: usize = 120;
/// Deliveries this process remembers, so that a browser that was reached is left alone while another is tried again.
const REMEMBERED: u64 = 10_000;

/// Sends what is due.
#[derive(Clone)]
pub struct Push {
    bus: CommandBus,
    pusher: Arc<Pusher>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    reached: Cache<(Position, SessionId), ()>,
    /// Why what was tried and comes again has not arrived yet.
    waiting: Cache<Position, String>,
}

impl Push {
    /// Through this pusher.
    pub fn new(
        bus: CommandBus,
        pusher: Arc<Pusher>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let life = Duration::from_secs(WORTH.unsigned_abs().as_secs() * 2);
        let reached = Cache::builder().max_capacity(REMEMBERED).time_to_live(life).build();
        let waiting = Cache::builder().max_capacity(REMEMBERED).time_to_live(life).build();
        Self { bus, pusher, clock, entropy, reached, waiting }
    }

    /// The browsers of whoever is reminded, as far as they are to hear of it.
    async fn browsers(&self, held: &Held, now: Timestamp) -> Result<Vec<(SessionId, PushTarget)>, LogError> {
        let user = self.bus.state::<User>(&StreamId::user(held.what.assignee)).await?;
        let ours = user.active().filter(|account| account.business == held.what.business);
        let Some(account) = ours else { return Ok(Vec::new()) };
        let agency = self.bus.state::<Business>(&StreamId::business(held.what.business)).await?;
        if agency.is_suspended() {
            return Ok(Vec::new());
        }
        Ok(account.push_targets(now).map(|(session, target)| (session, target.clone())).collect())
    }

    async fn tell(
        &self,
        recorded: &Recorded,
        held: &Held,
        (session, target): (SessionId, PushTarget),
        message: &Message,
    ) -> Result<Delivery, LogError> {
        let user = held.what.assignee;
        if self.reached.contains_key(&(recorded.position, session)) {
            return Ok(Delivery::Taken);
        }
        let delivery = self.pusher.send((user, session), &target, message).await;
        metrics::counter!("push_messages_total", "outcome" => outcome(&delivery)).increment(1);
        match &delivery {
            Delivery::Taken => self.reached.insert((recorded.position, session), ()),
            Delivery::Gone => self.forget(recorded, (user, session), target).await?,
            Delivery::Again { why, .. } => {
                tracing::warn!(%why, "a push message waits");
                self.waiting.insert(recorded.position, why.clone());
            }
            Delivery::Never(_) => {}
        }
        Ok(delivery)
    }

    async fn forget(
        &self,
        recorded: &Recorded,
        (user, session): (UserId, SessionId),
        gone: PushTarget,
    ) -> Result<(), LogError> {
        let mut cause = Cause::system(format!("pm:{NAME}:{}:{session}", recorded.position))
            .because(format!("event:{}", recorded.position), &recorded.metadata.correlation_id);
        if let Some(business) = recorded.metadata.business {
            cause = cause.within(business);
        }
        let command = UserCommand::Session(SessionCommand::StopPush { session, gone: Some(gone) });
        let told = self.bus.execute::<User>(&StreamId::user(user), command, &cause.of("StopPush")).await;
        // The account may be gone as well; one of another business is none of this reactor's.
        told.map(drop).or_else(|error| match error {
            eventlog::CommandError::Log(error) => Err(error),
            eventlog::CommandError::Refused(_)
            | eventlog::CommandError::Conflict
            | eventlog::CommandError::OtherTenant => Ok(()),
        })
    }

    /// What becomes of the reaction when not all were reached.
    fn settled(&self, begun: Timestamp, deliveries: &[Delivery]) -> Result<(), ReactorError> {
        let now = self.clock.now();
        let taken = now.duration_since(begun).clamp(PAUSES.0, PAUSES.1);
        // Up to half as long again, so that what failed together does not come back together.
        let half = u64::try_from(taken.as_millis() / 2).unwrap_or(1).max(1);
        let jitter = SignedDuration::from_millis(i64::try_from(self.entropy.next_u64() % half).unwrap_or(0));
        let mut refused = None;
        let mut next = None;
        for delivery in deliveries {
            match delivery {
                Delivery::Taken | Delivery::Gone => {}
                Delivery::Never(why) => refused = Some(why),
                Delivery::Again { why, pause } => {
                    let at = now.saturating_add((*pause).max(taken) + jitter).unwrap_or(Timestamp::MAX);
                    if at.duration_since(begun) < WORTH {
                        next = Some(next.map_or(at, |next: Timestamp| next.max(at)));
                    } else {
                        refused = Some(why);
                    }
                }
            }
        }
        match (next, refused) {
            (Some(next), _) => Err(ReactorError::Later(next)),
            (None, Some(why)) => Err(ReactorError::Never(why.clone())),
            (None, None) => Ok(()),
        }
    }
}

#[async_trait]
impl Reactor for Push {
    fn name(&self) -> &'static str {
        NAME
    }

    fn concerns(&self, recorded: &Recorded) -> bool {
        matches!(recorded.event, Event::Reminder(ReminderEvent::CameDue { .. }))
    }

    async fn react(&self, recorded: &Recorded) -> Result<(), ReactorError> {
        let Event::Reminder(ReminderEvent::CameDue { due }) = &recorded.event else { return Ok(()) };
        let (begun, now) = (recorded.metadata.recorded_at, self.clock.now());
        if now.duration_since(begun) > WORTH {
            // In a log that is read from its beginning, what came due long ago is no news.
            return self
                .waiting
                .remove(&recorded.position)
                .map_or(Ok(()), |why| Err(ReactorError::Never(why)));
        }
        let again = |error: LogError| ReactorError::Again(error.to_string());
        let held = self.bus.state::<Reminder>(&recorded.stream).await.map_err(again)?;
        let Some(held) = held.held().filter(|held| unheard(held, *due)) else { return Ok(()) };
        let message = message(recorded.stream.key(), held);
        let browsers = self.browsers(held, now).await.map_err(again)?;
        let told = browsers.into_iter().map(|browser| self.tell(recorded, held, browser, &message));
        let deliveries = join_all(told).await.into_iter().collect::<Result<Vec<_>, _>>().map_err(again)?;
        let settled = self.settled(begun, &deliveries);
        if !matches!(settled, Err(ReactorError::Later(_))) {
            self.waiting.invalidate(&recorded.position);
        }
        settled
    }
}

/// Whether it is due and whoever it is for has neither seen nor settled it.
fn unheard(held: &Held, due: Timestamp) -> bool {
    held.standing == Standing::Open && held.notice == Notice::Due && held.due == due
}

/// What the worker shows: its words, the screen it leads to, and the name under which it takes the place of an older one.
fn message(id: &str, held: &Held) -> Message {
    let path = match held.what.lead {
        Some(lead) => format!("/leads/{lead}"),
        None => "/reminders".to_owned(),
    };
    let whole = held.what.text.chars().count() <= SHOWN;
    let text: String = held.what.text.chars().take(SHOWN).chain((!whole).then_some('…')).collect();
    let body = json!({ "kind": "reminder", "id": id, "text": text, "path": path, "due": held.due });
    let topic = Sha256::digest(format!("reminder\n{id}\n{}", held.due));
    Message {
        text: body.to_string().into_bytes(),
        // 24 bytes are 32 characters, the longest topic there is.
        topic: URL_SAFE_NO_PAD.encode(&topic[..24]),
        life: WORTH,
    }
}

fn outcome(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Taken => "taken",
        Delivery::Gone => "gone",
        Delivery::Again { .. } => "again",
        Delivery::Never(_) => "refused",
    }
}
