//! What is measured of a call: a line a second at debug level, totals in the metrics.

use std::time::Duration;

use call_engine::{Counters, Gauges};
use domain::ids::CallSid;
use tokio::time::Instant;

use super::MediaDeps;
use crate::registry::Entry;

const EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct Telemetry {
    entry: Option<(Entry, CallSid)>,
    last: Option<Instant>,
    told: Counters,
}

impl Telemetry {
    pub(super) fn enter(&mut self, deps: &MediaDeps, call: &CallSid) {
        self.entry = Some((deps.registry.enter(call, deps.clock.now()), call.clone()));
    }

    /// Called often; does something once a second.
    pub(super) fn second(&mut self, gauges: &Gauges) {
        let due = self.last.is_none_or(|last| last.elapsed() >= EVERY);
        if due && let Some((entry, call)) = &self.entry {
            self.last = Some(Instant::now());
            entry.update(*gauges);
            tracing::debug!(%call, rx_mode = ?gauges.rx_mode, rx_q = gauges.rx_queue, tx_q = gauges.tx_queue, counters = ?gauges.counters, "call");
            self.count(&gauges.counters);
        }
    }

    /// The end: what was not counted yet.
    pub(super) fn last(&mut self, gauges: &Gauges) {
        self.count(&gauges.counters);
    }

    fn count(&mut self, now: &Counters) {
        let told = self.told;
        let add = |name: &'static str, now: u64, told: u64| metrics::counter!(name).increment(now - told);
        add("agentlocator_frames_received_total", now.received, told.received);
        add("agentlocator_frames_sent_total", now.sent, told.sent);
        add("agentlocator_rx_dropped_total", now.rx_dropped, told.rx_dropped);
        add("agentlocator_line_gaps_total", now.line_gaps, told.line_gaps);
        add("agentlocator_rx_drains_total", now.drains, told.drains);
        add("agentlocator_tx_resyncs_total", now.resyncs, told.resyncs);
        add("agentlocator_malformed_messages_total", now.malformed, told.malformed);
        add("agentlocator_interruptions_total", now.interruptions, told.interruptions);
        self.told = *now;
    }
}
