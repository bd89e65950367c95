//! The one adapter between the domain and cqrs-es: any [`Decider`] as a [`cqrs_es::Aggregate`].
//!
//! The library's own repositories and framework are left out: they know no global position, no receipts and no tenant, their
//! snapshots double state (0.5.0), and their queries are lost on a crash. The bus loads, handles and appends by itself.

use cqrs_es::event_sink::EventSink;
use domain::{Decider, DomainEvent, Outcome};
use serde::{Deserialize, Serialize};

/// A decider as an aggregate of cqrs-es.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hosted<D>(pub D);

/// Its event, as cqrs-es wants events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HostedEvent<E>(pub E);

impl<E: DomainEvent> cqrs_es::DomainEvent for HostedEvent<E> {
    fn event_type(&self) -> String {
        self.0.event_type().to_owned()
    }

    fn event_version(&self) -> String {
        self.0.schema_version().to_string()
    }
}

impl<D: Decider> cqrs_es::Aggregate for Hosted<D> {
    const TYPE: &'static str = D::CATEGORY.as_str();
    type Command = D::Command;
    type Event = HostedEvent<D::Event>;
    type Error = D::Refusal;
    type Services = ();

    /// Decides; the sink applies each event to `self` as it takes it. No events: it was so already.
    async fn handle(
        &mut self,
        command: D::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), D::Refusal> {
        match self.0.decide(&command)? {
            Outcome::Decided(events) => {
                for event in events {
                    sink.write(HostedEvent(event), self).await;
                }
            }
            Outcome::AlreadySo => {}
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        self.0.evolve(&event.0);
    }
}

impl<D: Decider> Hosted<D> {
    /// The state after the command, and what happened on the way there; no events when it was so already.
    pub async fn decide(mut self, command: D::Command) -> Result<(D, Vec<D::Event>), D::Refusal> {
        let sink = EventSink::default();
        cqrs_es::Aggregate::handle(&mut self, command, &(), &sink).await?;
        Ok((self.0, sink.collect().await.into_iter().map(|event| event.0).collect()))
    }
}
