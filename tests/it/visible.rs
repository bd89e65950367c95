//! How soon a commit is seen by others: webhooks at a steady rate, and the instant at which a subscription tells of each. By
//! `make bench`, against the release binary: `AGENTLOCATOR_BIN=… cargo test -p acceptance --test it -- --ignored visible`.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity,
    server::NUMBER,
    twilio::{Line, Twilio, webhooks::CALL_STATUS},
};
use anyhow::Context as _;
use futures::{StreamExt as _, stream};
use serde_json::json;
use tokio::time::Instant;

/// Webhooks a second; each is a commit.
const RATE: u32 = 500;
const COUNT: u32 = 5_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn a_commit_is_visible_through_graphql() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Postgres)?).await?;
    let (twilio, dashboard) = (Twilio::of(&server), Dashboard::of_owner(&server).await?);
    let mut told = dashboard.subscribe("subscription { callUpdated { callSid } }", json!({})).await?;
    let answered: Mutex<HashMap<String, Instant>> = Mutex::default();
    let begun = Instant::now() + Duration::from_millis(500);
    let deliver = stream::iter(0..COUNT)
        .map(|n| {
            let (twilio, answered) = (&twilio, &answered);
            async move {
                tokio::time::sleep_until(begun + Duration::from_secs(1) * n / RATE).await;
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
        })
        .buffer_unordered(64);
    let deliver = async {
        let results: Vec<anyhow::Result<()>> = deliver.collect().await;
        results.into_iter().collect::<anyhow::Result<Vec<()>>>().map(|_| begun.elapsed())
    };
    let listen = async {
        let mut seen = HashMap::new();
        while seen.len() < usize::try_from(COUNT)? {
            let news = told.next(Duration::from_secs(20)).await?;
            let sid = news["callUpdated"]["callSid"].as_str().context("a call")?.to_owned();
            seen.entry(sid).or_insert_with(Instant::now);
        }
        Ok(seen)
    };
    let (took, seen): (Duration, HashMap<String, Instant>) = tokio::try_join!(deliver, listen)?;
    let answered = answered.into_inner()?;
    let mut late: Vec<Duration> = answered
        .iter()
        .filter_map(|(sid, at)| seen.get(sid).map(|seen| seen.saturating_duration_since(*at)))
        .collect();
    late.sort_unstable();
    report(&late, took);
    server.stop().await
}

#[expect(clippy::print_stdout, reason = "a measurement")]
fn report(late: &[Duration], took: Duration) {
    let ms = |part: usize| late[(late.len() - 1) * part / 1_000].as_secs_f64() * 1_000.0;
    println!(
        "commit → told by a subscription, {:.0} commits/s   p50 {:.1} ms, p99 {:.1} ms (asked 25), at most {:.1} ms",
        f64::from(COUNT) / took.as_secs_f64(),
        ms(500),
        ms(990),
        ms(1_000)
    );
}
