//! What following the log costs, each figure beside its reference measured in the same run. By hand, or by `make bench`:
//! `cargo test --release -p projections --test it -- --ignored --nocapture rate`.

use std::time::Duration;

use jiff::Timestamp;
use projections::{CallFilter, Page, ProjectionState, ReadModel};
use tokio::time::Instant;

use crate::rig::{Node, Rig, scope};
use crate::story::{office, whole_call};

/// Events in the log, by `PROJECTIONS_RATE_EVENTS`.
fn wanted() -> u64 {
    std::env::var("PROJECTIONS_RATE_EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000)
}

/// Copies one call's stream under other sids until the log is long enough: the log's own shape, without a million commands.
const COPIES: &str = "
    INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, metadata, business,
                        command_id, commit_id, recorded_at)
    SELECT tip.at + (copy - 1) * part.events + e.sequence, 'call/CA' || lpad(to_hex(copy + 1000), 32, '0'), e.sequence,
           e.category, e.event_type, e.schema_version, e.payload, e.metadata, e.business,
           e.command_id || ':' || copy || ':' || e.sequence, tip.at + (copy - 1) * part.events + e.sequence, tip.time + copy
    FROM generate_series(1, {copies}) copy, events e,
         (SELECT max(position) AS at, max(recorded_at) AS time FROM events) tip,
         (SELECT count(*) AS events FROM events WHERE category = 'call') part
    WHERE e.category = 'call'
    ORDER BY 1";

/// The same tables (calls and their turns, with their keys) computed inside the database, as one would without a projector.
const REFERENCE: &str = "
    CREATE TABLE reference_calls AS
    SELECT stream, max(business) AS business,
           max(payload #>> '{line,direction}') AS direction, max(payload #>> '{line,from,value}') AS from_number,
           max(payload #>> '{line,to,value}') AS to_number,
           min((payload ->> 'at')::timestamptz) AS started_at,
           max((payload ->> 'at')::timestamptz) FILTER (WHERE payload ->> 'status' = 'COMPLETED') AS ended_at,
           array_agg(DISTINCT payload ->> 'status') FILTER (WHERE event_type = 'StatusReported') AS statuses,
           max((payload ->> 'duration_seconds')::int) FILTER (WHERE event_type = 'StatusReported') AS seconds,
           max(payload ->> 'stream') AS media, max(payload ->> 'reason') AS end_reason,
           max(payload ->> 'summary') AS summary, max(payload ->> 'lead') AS lead,
           array_agg(payload ->> 'meeting') FILTER (WHERE event_type = 'MeetingAttached') AS meetings,
           max((payload #>> '{prompt,version}')::int) AS prompt_version, max(recorded_at) AS since
    FROM events WHERE category = 'call' GROUP BY stream;
    ALTER TABLE reference_calls ADD PRIMARY KEY (stream);
    CREATE INDEX ON reference_calls (business, started_at, stream);
    CREATE TABLE reference_turns AS
    SELECT stream, event_type AS speaker, coalesce(payload ->> 'number', payload ->> 'turn')::int AS number,
           payload ->> 'text' AS text, (payload #>> '{span,start_ms}')::int AS start_ms,
           (payload #>> '{span,end_ms}')::int AS end_ms, (payload ->> 'interrupted')::boolean AS interrupted,
           (payload ->> 'confidence')::float AS confidence, (payload #>> '{latency,first_audio_ms}')::int AS first_audio_ms
    FROM events WHERE event_type IN ('UtteranceRecorded', 'ReplyRecorded');
    ALTER TABLE reference_turns ADD PRIMARY KEY (stream, speaker, number)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn a_rebuild_on_postgres() {
    let rig = Rig::postgres();
    let bus = rig.bus().await;
    whole_call(&bus, office(), 1).await;
    bus.log().close().await;
    let node = rig.node().await;
    node.sql(&COPIES.replace("{copies}", &(wanted() / 16).to_string())).await;
    node.sql("ANALYZE events").await;
    caught_up(&node).await;
    let events = node.bus.log().tip().await.unwrap().as_u64();
    let started = Instant::now();
    node.sql(REFERENCE).await;
    let reference = rate(events, started.elapsed());
    forget_the_peak();
    let started = Instant::now();
    node.projections.rebuild(ReadModel::Calls.name()).await.unwrap();
    rebuilt(&node).await;
    let ours = rate(events, started.elapsed());
    println!("PostgreSQL, {events} events                 INSERT … SELECT  {reference:>9.0} events/s");
    println!(
        "  rebuild of calls              {ours:>9.0} events/s   {:.2} x (asked 0.25, and 50,000)",
        ours / reference
    );
    println!("  this process at most          {:>9} kB         (asked 150,000)", peak_kb());
    past_lists(&node).await;
    node.stop().await;
}

async fn caught_up(node: &Node) {
    loop {
        let status = node.projections.status().await.unwrap();
        if status.iter().all(|status| status.lag == 0 && status.state == ProjectionState::Running) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

async fn rebuilt(node: &Node) {
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let status = node.projections.status().await.unwrap();
        if status.iter().all(|status| status.state == ProjectionState::Running) {
            return;
        }
    }
}

/// Lists of the past: pages of a filtered list as it was at instants all over the log.
#[expect(clippy::print_stdout, reason = "a measurement")]
async fn past_lists(node: &Node) {
    let first =
        node.bus.log().event(eventlog::Position::from_u64(1)).await.unwrap().unwrap().metadata.recorded_at;
    let tip = node.bus.log().tip().await.unwrap();
    let last = node.bus.log().event(tip).await.unwrap().unwrap().metadata.recorded_at;
    let (reader, filter) =
        (node.reader(), CallFilter { search: Some("0525550001".to_owned()), ..CallFilter::default() });
    let mut took = Vec::new();
    for part in 1..=40 {
        let at = between(first, last, part, 40);
        for filter in [&CallFilter::default(), &filter] {
            let started = Instant::now();
            let page = reader.calls(&scope(office()), filter, &Page::first(50), Some(at)).await.unwrap();
            took.push(started.elapsed());
            assert!(page.total > 0, "{at}: nothing was there");
        }
    }
    took.sort_unstable();
    let ms = |part: usize| took[(took.len() - 1) * part / 100].as_secs_f64() * 1_000.0;
    println!(
        "  calls as of a past instant    {:>9.0} ms median, {:.0} ms at most (asked 1,000; {} calls)",
        ms(50),
        ms(100),
        wanted() / 16
    );
}

fn between(first: Timestamp, last: Timestamp, part: i64, of: i64) -> Timestamp {
    let whole = last.as_microsecond() - first.as_microsecond();
    Timestamp::from_microsecond(first.as_microsecond() + whole * part / of).unwrap()
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn rate(events: u64, took: Duration) -> f64 {
    events as f64 / took.as_secs_f64()
}

/// Linux: the peak counts anew from here.
fn forget_the_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory this process has held since.
fn peak_kb() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("?");
    line.trim().trim_end_matches(" kB").to_owned()
}
