use domain::ids::BusinessId;
use domain::{Decider, DomainEvent, StreamId};

use super::CommandError;
use crate::codec::{Opened, StoredMetadata};
use crate::hosted::Hosted;
use crate::hot::{Hot, Known, Lease};
use crate::store::snapshot::{self, Snapshot};
use crate::store::{NewCommit, NewEvent, Part};
use crate::{Context, EventLog, LogError, Position, vault};

/// The streams a command concerns, held while it is carried out.
pub(super) struct Work<'a, D> {
    /// Each stream once.
    places: Vec<Place<'a, D>>,
    /// Whether the log itself was asked for the newest events.
    fresh: bool,
}

struct Place<'a, D> {
    stream: &'a StreamId,
    lease: Lease,
    known: Known<D>,
}

/// What the deciders said.
pub(super) enum Decision<D: Decider> {
    /// News: the commit, and the states and versions after it.
    Append { commit: NewCommit, after: Vec<(D, u64)> },
    /// It is so already.
    Nothing,
    /// No.
    Refused(D::Refusal),
}

impl<'a, D: Decider> Work<'a, D> {
    /// Waits for this process's other commands on the same streams; always in the same order, so that nobody waits in a circle.
    pub(super) async fn hold(hot: &Hot, streams: &[&'a StreamId], epoch: u64) -> Self {
        let mut streams = streams.to_vec();
        streams.sort();
        streams.dedup();
        let mut places = Vec::with_capacity(streams.len());
        for stream in streams {
            let mut lease = hot.hold(stream).await;
            let known = lease.take(epoch);
            places.push(Place { stream, lease, known });
        }
        Self { places, fresh: false }
    }

    pub(super) fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Each stream and whose it is known to be.
    pub(super) fn tenants(&self) -> impl Iterator<Item = (&StreamId, Option<BusinessId>)> {
        self.places.iter().map(|place| (place.stream, place.known.business))
    }

    /// Position of the last event of any of the streams.
    pub(super) fn last(&self) -> Position {
        self.places.iter().map(|place| place.known.last).max().unwrap_or_default()
    }

    /// Folds in what was appended since.
    pub(super) async fn refresh(&mut self, log: &EventLog) -> Result<(), LogError> {
        for place in &mut self.places {
            let known = &mut place.known;
            if known.version == 0 {
                let first = log.opened_of_stream(place.stream, 0, snapshot::EVERY).await?;
                // A shorter stream has no snapshot.
                if first.len() < snapshot::EVERY as usize {
                    fold(known, first)?;
                    continue;
                }
                match log.pool().snapshot(place.stream, known.epoch).await? {
                    Some(snapshot) => *known = snapshot,
                    None => fold(known, first)?,
                }
            }
            let rest = log.opened_of_stream(place.stream, known.version, u32::MAX).await?;
            fold(known, rest)?;
        }
        self.fresh = true;
        Ok(())
    }

    /// Decides each command on its stream's state, the later on what the earlier left.
    pub(super) async fn decide(
        &self,
        asks: &[(&StreamId, D::Command)],
        business: Option<BusinessId>,
        context: &Context,
        log: &EventLog,
    ) -> Result<Decision<D>, CommandError<D::Refusal>> {
        let mut after: Vec<(D, u64)> =
            self.places.iter().map(|place| (place.known.state.clone(), place.known.version)).collect();
        let mut parts: Vec<Part> = self.places.iter().map(Place::part).collect();
        for (stream, command) in asks {
            let Some(index) = self.places.iter().position(|place| place.stream == *stream) else { continue };
            let state = Hosted(std::mem::take(&mut after[index].0));
            let (state, events) = match state.decide(command.clone()).await {
                Ok(decided) => decided,
                Err(refusal) => return Ok(Decision::Refused(refusal)),
            };
            after[index].0 = state;
            for event in &events {
                after[index].1 += 1;
                parts[index].events.push(written(event, stream, context, log).await?);
            }
        }
        if parts.iter().all(|part| part.events.is_empty()) {
            return Ok(Decision::Nothing);
        }
        Ok(Decision::Append { commit: commit(parts, business, context)?, after })
    }

    /// The states as they are known, for the next command.
    pub(super) fn keep(self) {
        for mut place in self.places {
            place.lease.keep(place.known);
        }
    }

    /// The states after a commit of ours, for the next command.
    pub(super) fn keep_after(
        self,
        after: Vec<(D, u64)>,
        position: Position,
        business: Option<BusinessId>,
        log: &EventLog,
    ) {
        for (mut place, (state, version)) in self.places.into_iter().zip(after) {
            let last = if version > place.known.version { position } else { place.known.last };
            let known = Known { state, version, last, business, epoch: place.known.epoch };
            if let Some(snapshot) = Snapshot::due(place.stream, place.known.version, &known) {
                log.keep_snapshot(snapshot);
            }
            place.lease.keep(known);
        }
    }

    /// The first stream's state.
    pub(super) fn state(&self) -> D {
        self.places.first().map(|place| place.known.state.clone()).unwrap_or_default()
    }
}

impl<D> Place<'_, D> {
    fn part(&self) -> Part {
        Part { stream: self.stream.clone(), expected: self.known.version, events: Vec::new() }
    }
}

fn fold<D: Decider>(known: &mut Known<D>, events: Vec<Opened>) -> Result<(), LogError> {
    for opened in events {
        known.version += 1;
        known.last = opened.row.position;
        known.business = opened.row.business()?.or(known.business);
        known.state.evolve(&opened.event()?);
    }
    Ok(())
}

/// The event as it is stored: what is personal under the person's key, when there is a person and a master key.
async fn written<E: DomainEvent>(
    event: &E,
    stream: &StreamId,
    context: &Context,
    log: &EventLog,
) -> Result<NewEvent, LogError> {
    let key = match context.person {
        Some(person) if !event.personal().is_empty() => log.vault().of_person(person).await?,
        Some(_) | None => None,
    };
    let payload = match key {
        Some(key) => vault::sealed(event, stream, &key, || log.vault().nonce())?,
        None => serde_json::to_string(event)?,
    };
    Ok(NewEvent { event_type: event.event_type().into(), schema_version: event.schema_version(), payload })
}

fn commit(parts: Vec<Part>, business: Option<BusinessId>, context: &Context) -> Result<NewCommit, LogError> {
    let metadata = serde_json::to_string(&StoredMetadata {
        command: context.command.to_owned(),
        causation_id: context.causation_id.clone(),
        correlation_id: context.correlation_id.clone(),
        actor: context.actor.clone(),
        person: context.person,
    })?;
    Ok(NewCommit {
        business: business.map(|id| id.to_string()),
        command_id: context.command_id.clone(),
        metadata,
        parts,
    })
}
