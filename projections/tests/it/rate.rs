//! How fast a rebuild goes. A measurement, run by hand: `cargo nextest run -p projections --run-ignored only rate`.

use std::time::Duration;

use projections::{ProjectionState, ReadModel};
use tokio::time::Instant;

use crate::rig::Rig;
use crate::story::{office, whole_call};

/// Events in the log, by `PROJECTIONS_RATE_EVENTS`.
fn wanted() -> u64 {
    std::env::var("PROJECTIONS_RATE_EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(200_000)
}

/// Copies one call's stream under other sids until the log is long enough: the log's own shape, without a million commands.
const COPIES: &str = "
    INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, metadata, business,
                        command_id, commit_id, recorded_at)
    SELECT tip.at + (copy - 1) * part.events + e.sequence, 'call/CA' || lpad(to_hex(copy + 1000), 32, '0'), e.sequence,
           e.category, e.event_type, e.schema_version, e.payload, e.metadata, e.business,
           e.command_id || ':' || copy, tip.at + (copy - 1) * part.events + e.sequence, tip.time + copy
    FROM generate_series(1, {copies}) copy, events e,
         (SELECT max(position) AS at, max(recorded_at) AS time FROM events) tip,
         (SELECT count(*) AS events FROM events WHERE category = 'call') part
    WHERE e.category = 'call'
    ORDER BY 1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn a_rebuild_on_postgres() {
    let rig = Rig::postgres();
    let bus = rig.bus().await;
    whole_call(&bus, office(), 1).await;
    bus.log().close().await;
    let node = rig.node().await;
    let copies = wanted() / 17;
    node.sql(&COPIES.replace("{copies}", &copies.to_string())).await;
    node.sql("ANALYZE events").await;
    for model in [ReadModel::Calls, ReadModel::History] {
        for _ in 0..600 {
            let status = node.projections.status().await.unwrap();
            if status.iter().all(|status| status.lag == 0) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let started = Instant::now();
        node.projections.rebuild(model.name()).await.unwrap();
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let status = node.projections.status().await.unwrap();
            if status.iter().all(|status| status.state == ProjectionState::Running) {
                break;
            }
        }
        let events = node.bus.log().tip().await.unwrap().as_u64();
        let rate = std::time::Duration::from_secs(events).div_duration_f64(started.elapsed());
        println!("{}: {events} events, {rate:.0} a second, {} kB at most", model.name(), peak_kb());
    }
    node.stop().await;
}

/// The most memory this process has held.
fn peak_kb() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("?").trim().to_owned()
}
