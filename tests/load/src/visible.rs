//! How soon a commit is seen by others: webhooks at a steady rate, and the instant at which a subscription tells of each.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Mutex;
use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup,
    database::Database,
    identity,
    server::NUMBER,
    twilio::{Line, Twilio, webhooks::CALL_STATUS},
};
use anyhow::Context as _;
use futures::{StreamExt as _, stream};
use serde_json::json;
use tokio::time::Instant;

/// Webhooks a second; each is a new call, and three commits: the call, its lead, and the one in the other.
const RATE: u32 = 500;
const COUNT: u32 = 5_000;
/// Those before them, that fill caches and connections and give the database something to know of its tables.
const FIRST: u32 = 500;

/// Runs it against `PostgreSQL`.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Postgres)?;
    let server = Server::start(&setup).await?;
    let (twilio, dashboard) = (Twilio::of(&server), Dashboard::of_owner(&server).await?);
    let before = deliver(&twilio, 0..FIRST).await?;
    // As the database's own housekeeping does within a minute.
    let database = Database::open(&setup).await?;
    database.execute("ANALYZE").await?;
    database.close().await;
    let mut told = dashboard.subscribe("subscription { callUpdated { callSid } }", json!({})).await?;
    let listen = async {
        let mut seen = HashMap::new();
        while seen.len() < usize::try_from(COUNT)? {
            let news = told.next(Duration::from_secs(20)).await?;
            let sid = news["callUpdated"]["callSid"].as_str().context("a call")?.to_owned();
            if !before.contains_key(&sid) {
                seen.entry(sid).or_insert_with(Instant::now);
            }
        }
        Ok(seen)
    };
    let (answered, seen) = tokio::try_join!(deliver(&twilio, FIRST..FIRST + COUNT), listen)?;
    let (last, first) = answered.values().max().zip(answered.values().min()).context("no answer")?;
    let took = *last - *first;
    let mut late: Vec<Duration> = answered
        .iter()
        .filter_map(|(sid, at)| seen.get(sid).map(|seen| seen.saturating_duration_since(*at)))
        .collect();
    late.sort_unstable();
    report(&late, took);
    server.stop().await
}

/// Tells of new calls at the rate; when each was answered, by call.
async fn deliver(twilio: &Twilio, calls: Range<u32>) -> anyhow::Result<HashMap<String, Instant>> {
    let answered: Mutex<HashMap<String, Instant>> = Mutex::default();
    let begun = Instant::now();
    let first = calls.start;
    let deliveries = stream::iter(calls).map(|n| {
        let answered = &answered;
        async move {
            tokio::time::sleep_until(begun + Duration::from_secs(1) * (n - first) / RATE).await;
            let line = Line::new("visible", n, &identity::caller(30_000 + n), NUMBER);
            let form = [
                line.status("ringing", 0, None),
                vec![("From".into(), line.from.clone()), ("To".into(), line.to.clone())],
            ]
            .concat();
            let answer = twilio.post(CALL_STATUS, &form).await?;
            anyhow::ensure!(answer.status == 204, "{answer:?}");
            answered.lock().ok().context("a panic")?.insert(line.call, Instant::now());
            anyhow::Ok(())
        }
    });
    let results: Vec<anyhow::Result<()>> = deliveries.buffer_unordered(64).collect().await;
    results.into_iter().collect::<anyhow::Result<()>>()?;
    Ok(answered.into_inner()?)
}

#[expect(clippy::print_stdout, reason = "what the tool is for")]
fn report(late: &[Duration], took: Duration) {
    let ms = |part: usize| late[(late.len() - 1) * part / 1_000].as_secs_f64() * 1_000.0;
    println!(
        "webhook answered → told by a subscription, {:.0}/s   p50 {:.1} ms, p99 {:.1} ms (asked 25), at most {:.1} ms",
        f64::from(COUNT) / took.as_secs_f64(),
        ms(500),
        ms(990),
        ms(1_000)
    );
}
