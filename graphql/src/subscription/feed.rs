//! From the read models' changes to the entities somebody wants to hear of.

use std::collections::VecDeque;
use std::hash::Hash;

use domain::ids::BusinessId;
use futures::Stream;
use futures::stream;
use projections::{Change, Entity};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::error::Fault;

/// What a listener is interested in: which changes, how an entity is read, and what to read when changes were missed.
pub(super) trait Interest: Send + Sync + 'static {
    /// What names an entity.
    type Key: Clone + Eq + Hash + Send + 'static;
    /// What is sent of it.
    type Item: Send + 'static;

    /// The key, when the change is of interest.
    fn key(&self, entity: &Entity) -> Option<Self::Key>;

    /// These entities as they stand; one with nothing to show is left out.
    fn read(&self, keys: &[Self::Key]) -> impl Future<Output = Result<Vec<Self::Item>, Fault>> + Send;

    /// What may have changed unheard: read when the listener could not keep up.
    fn live(&self) -> impl Future<Output = Result<Vec<Self::Key>, Fault>> + Send;
}

struct Feed<I: Interest> {
    interest: I,
    business: BusinessId,
    changes: Receiver<Change>,
    waiting: VecDeque<I::Key>,
    /// Read, and not told yet.
    ready: VecDeque<I::Item>,
    open: bool,
}

/// Entities read at once: one at a time, a listener falls behind some hundred changes a second.
const AT_ONCE: usize = 64;

/// The entities as they change. `first`: told at once, before any change.
pub(super) fn feed<I: Interest>(
    interest: I,
    business: BusinessId,
    changes: Receiver<Change>,
    first: Vec<I::Key>,
) -> impl Stream<Item = Result<I::Item, Fault>> {
    let feed =
        Feed { interest, business, changes, waiting: first.into(), ready: VecDeque::new(), open: true };
    stream::unfold(feed, |mut feed| async move { feed.next().await.map(|item| (item, feed)) })
}

impl<I: Interest> Feed<I> {
    /// The next item; `None` when the process stops.
    async fn next(&mut self) -> Option<Result<I::Item, Fault>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(Ok(item));
            }
            if !self.open && self.waiting.is_empty() {
                return None;
            }
            let heard = if self.waiting.is_empty() { self.hear().await } else { Ok(()) };
            let read = match heard {
                Ok(()) => self.read().await,
                Err(fault) => Err(fault),
            };
            if let Err(fault) = read {
                return Some(Err(fault));
            }
        }
    }

    async fn read(&mut self) -> Result<(), Fault> {
        let keys: Vec<_> = self.waiting.drain(..self.waiting.len().min(AT_ONCE)).collect();
        if !keys.is_empty() {
            self.ready = self.interest.read(&keys).await?.into();
        }
        Ok(())
    }

    /// Waits for a change, and takes with it all that have come by now: what changed thrice is read once.
    async fn hear(&mut self) -> Result<(), Fault> {
        match self.changes.recv().await {
            Ok(change) => self.take(&change),
            Err(RecvError::Lagged(_)) => self.recover().await?,
            Err(RecvError::Closed) => self.open = false,
        }
        loop {
            match self.changes.try_recv() {
                Ok(change) => self.take(&change),
                Err(TryRecvError::Lagged(_)) => self.recover().await?,
                Err(TryRecvError::Empty) => return Ok(()),
                Err(TryRecvError::Closed) => {
                    self.open = false;
                    return Ok(());
                }
            }
        }
    }

    fn take(&mut self, change: &Change) {
        if change.business == Some(self.business)
            && let Some(key) = self.interest.key(&change.entity)
        {
            self.want(key);
        }
    }

    /// Changes were lost on the way: whatever may have changed is told as it stands.
    async fn recover(&mut self) -> Result<(), Fault> {
        for key in self.interest.live().await? {
            self.want(key);
        }
        Ok(())
    }

    fn want(&mut self, key: I::Key) {
        if !self.waiting.contains(&key) {
            self.waiting.push_back(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{LeadId, UserId};
    use domain::values::Channel;
    use eventlog::Position;
    use futures::StreamExt;
    use tokio::sync::broadcast;

    struct Leads;

    impl Interest for Leads {
        type Key = LeadId;
        type Item = LeadId;

        fn key(&self, entity: &Entity) -> Option<LeadId> {
            if let Entity::Lead(id) = entity { Some(*id) } else { None }
        }

        async fn read(&self, keys: &[LeadId]) -> Result<Vec<LeadId>, Fault> {
            Ok(keys.to_vec())
        }

        async fn live(&self) -> Result<Vec<LeadId>, Fault> {
            Ok(vec![lead(99)])
        }
    }

    fn ours() -> BusinessId {
        BusinessId::named("ours")
    }

    fn lead(n: u8) -> LeadId {
        LeadId::derive(ours(), &format!("+9725255500{n:02}").parse().unwrap())
    }

    fn change(business: BusinessId, entity: Entity) -> Change {
        Change { position: Position::START, business: Some(business), entity }
    }

    async fn heard(capacity: usize, changes: Vec<Change>) -> Vec<LeadId> {
        let (sender, receiver) = broadcast::channel(capacity);
        for change in changes {
            sender.send(change).unwrap();
        }
        drop(sender);
        feed(Leads, ours(), receiver, Vec::new()).map(Result::unwrap).collect().await
    }

    #[tokio::test]
    async fn only_what_is_of_interest_and_ours_is_told() {
        let theirs = BusinessId::named("theirs");
        let heard = heard(
            8,
            vec![
                change(ours(), Entity::Prompt(Channel::Calls)),
                change(ours(), Entity::User(UserId::of_email("a@example.com"))),
                change(theirs, Entity::Lead(lead(1))),
                change(ours(), Entity::Lead(lead(2))),
            ],
        )
        .await;
        assert_eq!(heard, [lead(2)]);
    }

    #[tokio::test]
    async fn what_changed_thrice_unheard_is_told_once() {
        let again = || change(ours(), Entity::Lead(lead(1)));
        assert_eq!(heard(8, vec![again(), again(), again()]).await, [lead(1)]);
    }

    #[tokio::test]
    async fn a_listener_that_fell_behind_is_told_what_is_live() {
        let changes = (1..=6).map(|n| change(ours(), Entity::Lead(lead(n)))).collect();
        assert_eq!(heard(4, changes).await, [lead(99), lead(3), lead(4), lead(5), lead(6)]);
    }
}
