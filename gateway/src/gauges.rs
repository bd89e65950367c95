//! What a look at the log, its followers and their dead letters says, as gauges.

use call_engine::{RxMode, TxMode};
use eventlog::Position;
use media::{LiveCall, Registry};
use projections::{ProjectionError, ProjectionState};

use crate::app::App;

/// Sets the gauges, as things are on the whole installation.
pub(crate) async fn look(app: &App) {
    calls(&app.media.deps().registry);
    match tokio::join!(projections(app), reactors(app)) {
        (Ok(()), Ok(())) => metrics::gauge!("log_up").set(1.0),
        (Err(error), _) => {
            tracing::warn!(%error, "the gauges of the projections are old");
            unanswered();
        }
        (_, Err(error)) => {
            tracing::warn!(%error, "the gauges of the reactors are old");
            unanswered();
        }
    }
}

/// The database did not answer: the other gauges are as old as its last answer.
pub(crate) fn unanswered() {
    metrics::gauge!("log_up").set(0.0);
}

/// The audio of the calls this process holds.
fn calls(registry: &Registry) {
    let live = registry.list();
    let sum = |of: fn(&LiveCall) -> usize| number(live.iter().map(|call| of(call) as u64).sum());
    metrics::gauge!("agentlocator_calls_live").set(sum(|_| 1));
    metrics::gauge!("agentlocator_calls_draining")
        .set(sum(|call| usize::from(call.gauges.rx_mode == RxMode::Drain)));
    metrics::gauge!("agentlocator_calls_held_back")
        .set(sum(|call| usize::from(call.gauges.tx_mode == TxMode::Full)));
    metrics::gauge!("agentlocator_rx_queue_frames").set(sum(|call| call.gauges.rx_queue));
    metrics::gauge!("agentlocator_tx_queue_frames").set(sum(|call| call.gauges.tx_queue));
}

async fn projections(app: &App) -> Result<(), ProjectionError> {
    for status in app.projections.status().await? {
        let name = status.name;
        metrics::gauge!("projection_position", "projection" => name).set(number(status.position.as_u64()));
        metrics::gauge!("projection_lag_events", "projection" => name).set(number(status.lag));
        metrics::gauge!("projection_generation", "projection" => name).set(f64::from(status.generation));
        for state in [ProjectionState::Running, ProjectionState::Rebuilding, ProjectionState::Faulted] {
            let labels = [("projection", name), ("state", state.as_str())];
            metrics::gauge!("projection_state", &labels).set(f64::from(u8::from(state == status.state)));
        }
        let (done, total, rate) = status
            .rebuild
            .map_or((0, 0, 0.0), |rebuild| (rebuild.done, rebuild.total, rebuild.events_per_second));
        metrics::gauge!("projection_rebuild_done_events", "projection" => name).set(number(done));
        metrics::gauge!("projection_rebuild_total_events", "projection" => name).set(number(total));
        metrics::gauge!("projection_rebuild_events_per_second", "projection" => name).set(rate);
    }
    Ok(())
}

async fn reactors(app: &App) -> Result<(), eventlog::LogError> {
    let log = app.bus.log();
    let tip = log.tip().await?;
    metrics::gauge!("log_position").set(number(tip.as_u64()));
    for status in log.reactors().await? {
        let name = status.name;
        let lag = behind(tip, status.position);
        metrics::gauge!("reactor_position", "reactor" => name.clone()).set(number(status.position.as_u64()));
        metrics::gauge!("reactor_lag_events", "reactor" => name.clone()).set(number(lag));
        metrics::gauge!("reactor_running", "reactor" => name.clone())
            .set(f64::from(u8::from(status.running)));
        metrics::gauge!("reactor_deferred_events", "reactor" => name.clone()).set(number(status.deferred));
        metrics::gauge!("reactor_dead_letters", "reactor" => name).set(number(status.dead_letters));
    }
    Ok(())
}

fn behind(tip: Position, at: Position) -> u64 {
    tip.as_u64().saturating_sub(at.as_u64())
}

/// A count as a gauge: exact to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "no log is that long")]
fn number(count: u64) -> f64 {
    count as f64
}
