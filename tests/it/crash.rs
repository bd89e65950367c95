//! SIGKILL at random points: what was acknowledged is there, and everything fits together.
//!
//! Five times here; fifty with `AGENTLOCATOR_SOAK=1` (`make soak`).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use acceptance::{
    Engine, Server, Setup, identity, operator,
    server::NUMBER,
    twilio::{
        Line, Twilio,
        webhooks::{CALL_STATUS, RECORDING_STATUS, VOICE},
    },
};
use futures::{StreamExt as _, stream::FuturesUnordered};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_sqlite() -> anyhow::Result<()> {
    let rounds = if std::env::var_os("AGENTLOCATOR_SOAK").is_some() { 50 } else { 5 };
    let setup = Setup::demo(Engine::Sqlite)?;
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        let server = Server::start(&setup).await?;
        // After so many answers it is killed: spread over the first hundred, the same in every run.
        let deadly = (round * 37 + 11) % 97;
        acknowledged.extend(until_killed(server, round, deadly).await?);
        everything_acknowledged_is_there(&setup, &acknowledged).await?;
    }
    let verified = operator::run(&setup, &["projections", "verify", "--json"]).await?;
    assert!(verified.success, "read models differ from the log: {}{}", verified.stdout, verified.stderr);
    let server = Server::start(&setup).await?;
    server.stop().await
}

/// Delivers webhooks of many calls at once; kills the server after so many answers. What was answered well.
async fn until_killed(
    server: Server,
    round: usize,
    deadly: usize,
) -> anyhow::Result<Vec<(String, &'static str)>> {
    let twilio = Twilio::of(&server);
    let answered = AtomicUsize::new(0);
    let round = u32::try_from(round)?;
    let mut calls: FuturesUnordered<_> = (0..40)
        .map(|n| {
            let line =
                Line::new("crash", round * 100 + n, &identity::caller(1_000 + round * 100 + n), NUMBER);
            let (twilio, answered) = (&twilio, &answered);
            async move {
                let facts = [
                    (VOICE, line.incoming(), "LineIdentified"),
                    (RECORDING_STATUS, line.recording("completed", Some(5)), "RecordingReported"),
                    (CALL_STATUS, line.status("completed", 2, Some(5)), "StatusReported"),
                ];
                let mut done = Vec::new();
                for (path, form, event) in facts {
                    match twilio.post(path, &form).await {
                        Ok(answer) if (200..300).contains(&answer.status) => {
                            answered.fetch_add(1, Ordering::Relaxed);
                            done.push((line.call.clone(), event));
                        }
                        // Killed: whatever it was, it was not acknowledged.
                        Ok(_) | Err(_) => break,
                    }
                }
                done
            }
        })
        .collect();
    let mut done = Vec::new();
    let killed = async {
        acceptance::wait::until("enough was answered", Duration::from_mins(1), async || {
            let so_far = answered.load(Ordering::Relaxed);
            Ok(if so_far >= deadly { Ok(()) } else { Err(so_far) })
        })
        .await?;
        server.kill().await
    };
    let delivered = async {
        while let Some(facts) = calls.next().await {
            done.extend(facts);
        }
        anyhow::Ok(())
    };
    tokio::try_join!(killed, delivered)?;
    Ok(done)
}

async fn everything_acknowledged_is_there(
    setup: &Setup,
    acknowledged: &[(String, &str)],
) -> anyhow::Result<()> {
    let events = operator::run(setup, &["log", "export"]).await?.json_lines()?;
    let held: std::collections::BTreeSet<(String, &str)> = events
        .iter()
        .filter_map(|event| {
            let call = event["stream"].as_str()?.strip_prefix("call/")?;
            Some((call.to_owned(), event["event_type"].as_str()?))
        })
        .collect();
    let lost: Vec<_> = acknowledged.iter().filter(|fact| !held.contains(&(fact.0.clone(), fact.1))).collect();
    anyhow::ensure!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let positions: Vec<u64> = events.iter().filter_map(|event: &Value| event["position"].as_u64()).collect();
    anyhow::ensure!(
        positions == (1..=u64::try_from(positions.len())?).collect::<Vec<_>>(),
        "the order has holes"
    );
    Ok(())
}
