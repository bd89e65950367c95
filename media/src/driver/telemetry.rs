//! What is measured of a call: a line a second at debug level, totals and histograms in the metrics.

use std::time::Duration;

use call_engine::{Counters, Engine, Floor};
use domain::{
    ids::{BusinessId, CallSid},
    values::Latency,
};
use metrics::Histogram;
use tokio::time::Instant;

use super::{MediaDeps, outbox::Outbox};
use crate::registry::{Entry, LiveCall};

const EVERY: Duration = Duration::from_secs(1);

pub(super) struct Telemetry {
    entry: Option<(Entry, CallSid)>,
    last: Option<Instant>,
    told: Counters,
    lateness: Histogram,
    latest: Duration,
}

impl Telemetry {
    pub(super) fn new() -> Self {
        let lateness = metrics::histogram!("agentlocator_pacing_lateness_seconds");
        Self { entry: None, last: None, told: Counters::default(), lateness, latest: Duration::ZERO }
    }

    /// The call was let in; the entry tells when somebody wants it to end.
    pub(super) fn enter(
        &mut self,
        deps: &MediaDeps,
        engine: &Engine,
        call: &CallSid,
        business: BusinessId,
    ) -> &Entry {
        let live = LiveCall {
            call: call.clone(),
            business,
            since: deps.clock.now(),
            floor: Floor::Opening,
            gauges: engine.gauges(),
        };
        &self.entry.insert((deps.registry.enter(live), call.clone())).0
    }

    /// A frame that was due went out this late.
    pub(super) fn late(&mut self, by: Duration) {
        self.lateness.record(by);
        self.latest = self.latest.max(by);
    }

    /// A turn was spoken: how long each step of it took.
    #[expect(clippy::unused_self, reason = "one of the things a call measures")]
    pub(super) fn turn(&self, latency: &Latency) {
        let steps = [
            ("final", latency.final_ms),
            ("first_token", latency.first_token_ms),
            ("first_audio", latency.first_audio_ms),
            ("first_frame", latency.first_frame_ms),
        ];
        let mut before = 0;
        for (step, at) in steps {
            let Some(at) = at else { continue };
            metrics::histogram!("agentlocator_turn_step_seconds", "step" => step)
                .record(Duration::from_millis(u64::from(at.saturating_sub(before))));
            // What was thought ahead has its first token before the final: that step took no time.
            before = before.max(at);
        }
        if let Some(whole) = latency.first_frame_ms {
            metrics::histogram!("agentlocator_turn_seconds").record(Duration::from_millis(u64::from(whole)));
        }
    }

    /// Called often; does something once a second.
    pub(super) fn second(&mut self, engine: &Engine, outbox: &mut Outbox, now: Duration) {
        let Some((entry, call)) = &self.entry else { return };
        let since = self.last.map(|last| last.elapsed());
        if since.is_some_and(|since| since < EVERY) {
            return;
        }
        let (gauges, floor) = (engine.gauges(), engine.floor(now));
        let (counters, told) = (gauges.counters, self.told);
        let seconds = since.map_or(1.0, |since| since.as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "frames of about a second")]
        let fps = |now: u64, told: u64| ((now - told) as f64 / seconds).round();
        tracing::debug!(
            %call, ?floor, rx_mode = ?gauges.rx_mode, rx_q = gauges.rx_queue, rx_fps = fps(counters.received, told.received),
            drops = counters.rx_dropped, tx_mode = ?gauges.tx_mode, tx_q = gauges.tx_queue,
            tx_fps = fps(counters.sent, told.sent), late_us = micros(self.latest), write_us = micros(outbox.slowest()),
            ?counters, "call"
        );
        entry.update(floor, gauges);
        (self.last, self.latest) = (Some(Instant::now()), Duration::ZERO);
        self.count(&counters);
    }

    /// The end: what was not counted yet.
    pub(super) fn last(&mut self, engine: &Engine) {
        self.count(&engine.gauges().counters);
    }

    fn count(&mut self, now: &Counters) {
        let told = self.told;
        let add = |name: &'static str, now: u64, told: u64| metrics::counter!(name).increment(now - told);
        add("agentlocator_frames_received_total", now.received, told.received);
        add("agentlocator_frames_sent_total", now.sent, told.sent);
        add("agentlocator_frames_fed_total", now.rx_fed, told.rx_fed);
        add("agentlocator_rx_dropped_total", now.rx_dropped, told.rx_dropped);
        add("agentlocator_rx_lost_total", now.rx_lost, told.rx_lost);
        add("agentlocator_line_gaps_total", now.line_gaps, told.line_gaps);
        add("agentlocator_rx_drains_total", now.drains, told.drains);
        add("agentlocator_tx_resyncs_total", now.resyncs, told.resyncs);
        add("agentlocator_tx_line_full_total", now.line_full, told.line_full);
        add("agentlocator_sentences_unspoken_total", now.unspoken, told.unspoken);
        add("agentlocator_malformed_messages_total", now.malformed, told.malformed);
        add("agentlocator_interruptions_total", now.interruptions, told.interruptions);
        add("agentlocator_false_interruptions_total", now.false_interruptions, told.false_interruptions);
        add("agentlocator_echoes_total", now.echoes, told.echoes);
        add("agentlocator_thoughts_ahead_total", now.thought_ahead, told.thought_ahead);
        add("agentlocator_thoughts_in_vain_total", now.thought_in_vain, told.thought_in_vain);
        self.told = *now;
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
