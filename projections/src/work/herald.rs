//! Tells subscribers of this node what changed, once the read models show it. Every node reads the log itself, so it does not
//! matter whose workers are active.

use std::sync::Arc;
use std::time::Duration;

use domain::Event;
use domain::call::CallEvent;
use domain::lead::LeadEvent;
use domain::number::NumberEvent;
use domain::reminder::ReminderEvent;
use domain::user::UserEvent;
use domain::values::Channel;
use eventlog::Recorded;

use super::node::Node;
use crate::meetings::meeting_of;
use crate::projector::concerned;
use crate::{Change, Entity};

/// How long one change waits for a read model that does not come, before subscribers are told all the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long the log is left alone when there is nothing new, or it cannot be read.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Announces every change from now on, in the order of the log, until the node stops.
pub(crate) async fn announce(node: Arc<Node>) {
    let mut at = node.tail.tip();
    let mut patience = PATIENCE;
    while !node.stop.is_cancelled() {
        let events = match node.tail.read_after(at, 256).await {
            Ok(events) => events,
            Err(error) => {
                tracing::warn!(%error, "changes cannot be announced: the log cannot be read");
                node.pause(LOOK_AGAIN).await;
                continue;
            }
        };
        for event in &events {
            if node.changes.receiver_count() > 0
                && let Some(change) = change_of(event)
            {
                let passed = tokio::select! {
                    passed = node.passed(event.position, concerned(&event.event), patience) => passed,
                    () = node.stop.cancelled() => return,
                };
                // A read model that stands still is waited for once, not with every change of the healthy ones.
                patience = if passed { PATIENCE } else { Duration::ZERO };
                // Fails when the last subscriber has left meanwhile.
                let _ = node.changes.send(change);
            }
            at = event.position;
        }
        if events.is_empty() {
            tokio::select! {
                () = node.tail.beyond(at, LOOK_AGAIN) => {}
                () = node.stop.cancelled() => {}
            }
        }
    }
}

/// What an event changed and whose it is.
fn change_of(recorded: &Recorded) -> Option<Change> {
    let key = recorded.stream.key();
    let mut business = recorded.metadata.business;
    let entity = match &recorded.event {
        Event::Call(event) => {
            if let CallEvent::LineIdentified { line, at: _ } = event {
                business = Some(line.business);
            }
            Entity::Call(key.parse().ok()?)
        }
        Event::Lead(event) => {
            if let LeadEvent::Created { business: owner, .. } = event {
                business = Some(*owner);
            }
            Entity::Lead(key.parse().ok()?)
        }
        Event::Calendar(event) => Entity::Meeting(meeting_of(event)),
        Event::Prompt(_) => {
            let channel = [Channel::Calls, Channel::Whatsapp];
            Entity::Prompt(channel.into_iter().find(|channel| key.ends_with(channel.as_str()))?)
        }
        Event::Reminder(event) => {
            if let ReminderEvent::Created { reminder } = event {
                business = Some(reminder.business);
            }
            Entity::Reminder(key.parse().ok()?)
        }
        Event::Business(_) => Entity::Business(key.parse().ok()?),
        Event::Number(NumberEvent::Claimed { business: owner } | NumberEvent::Lent { business: owner }) => {
            Entity::Business(*owner)
        }
        Event::User(event) => {
            if let UserEvent::Registered { business: employer, .. }
            | UserEvent::Invited { business: employer, .. } = event
            {
                business = Some(*employer);
            }
            Entity::User(key.parse().ok()?)
        }
    };
    if let Entity::Business(owner) = entity {
        business = Some(owner);
    }
    Some(Change { position: recorded.position, business, entity })
}
