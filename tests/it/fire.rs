//! Two nodes on one PostgreSQL under fire: every webhook three times, shuffled, to both at once; one node killed and started again,
//! PostgreSQL restarted. What was acknowledged is there once, and read models are what the log says.
//!
//! In a short form here; two hundred calls and more kills with `AGENTLOCATOR_SOAK=1` (`make soak`).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity, operator,
    server::NUMBER,
    twilio::{
        Line, Twilio,
        line::Form,
        webhooks::{CALL_STATUS, RECORDING_STATUS, STREAM_STATUS, VOICE},
    },
    wait,
};
use anyhow::{Context as _, anyhow};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};
use tokio::sync::RwLock;

/// Twilio itself gives up after two tries; this one insists, since the question is what an acknowledgement is worth.
const INSIST: Duration = Duration::from_mins(2);
/// Deliveries under way at once.
const AT_ONCE: usize = 24;

struct Size {
    calls: u32,
    kills: usize,
}

fn size() -> Size {
    if std::env::var_os("AGENTLOCATOR_SOAK").is_some() {
        Size { calls: 200, kills: 6 }
    } else {
        Size { calls: 24, kills: 2 }
    }
}

/// The nodes as they are reached at the moment.
struct Nodes {
    twilio: [RwLock<Twilio>; 2],
    acknowledged: AtomicUsize,
}

impl Nodes {
    /// Delivers to one node, and to the other when that one is down, until somebody acknowledges.
    async fn deliver(&self, first: usize, path: &str, form: &Form) -> anyhow::Result<()> {
        let tries = AtomicUsize::new(first);
        wait::until("an acknowledgement", INSIST, async || {
            let node = tries.fetch_add(1, Ordering::Relaxed) % 2;
            let twilio = self.twilio[node].read().await.clone();
            Ok(match twilio.post(path, form).await {
                Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
                Ok(answer) => Err(format!("{answer:?}")),
                Err(error) => Err(error.to_string()),
            })
        })
        .await?;
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    async fn until_acknowledged(&self, count: usize) -> anyhow::Result<()> {
        wait::until("deliveries go on", INSIST, async || {
            let so_far = self.acknowledged.load(Ordering::Relaxed);
            Ok(if so_far >= count { Ok(()) } else { Err(so_far) })
        })
        .await
    }
}

fn deliveries(line: &Line) -> Vec<(&'static str, Form)> {
    vec![
        (VOICE, line.incoming()),
        (CALL_STATUS, line.status("in-progress", 1, None)),
        (CALL_STATUS, line.status("completed", 2, Some(42))),
        (STREAM_STATUS, line.stream_event("stream-started")),
        (STREAM_STATUS, line.stream_event("stream-stopped")),
        (RECORDING_STATUS, line.recording("completed", Some(41))),
    ]
}

/// Every delivery three times, in an order that is the same in every run and has nothing to do with the calls' own.
fn shuffled(lines: &[Line]) -> Vec<(usize, &'static str, Form)> {
    let mut all: Vec<(u64, &'static str, Form)> = lines
        .iter()
        .flat_map(deliveries)
        .flat_map(|(path, form)| (0..3).map(move |_| (path, form.clone())))
        .zip(1_u64..)
        // A linear congruence (Knuth, MMIX) scatters the numbers.
        .map(|((path, form), n)| (n.wrapping_mul(6_364_136_223_846_793_005).rotate_left(29), path, form))
        .collect();
    all.sort_by_key(|(place, _, _)| *place);
    all.into_iter().enumerate().map(|(n, (_, path, form))| (n % 2, path, form)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_lose_and_double_nothing() -> anyhow::Result<()> {
    let size = size();
    let setup = Setup::demo(Engine::Postgres)?;
    let (steady, mut fragile) = (Server::start(&setup).await?, Server::start(&setup).await?);
    let nodes = Nodes {
        twilio: [RwLock::new(Twilio::of(&steady)), RwLock::new(Twilio::of(&fragile))],
        acknowledged: AtomicUsize::new(0),
    };
    let lines: Vec<Line> =
        (0..size.calls).map(|n| Line::new("fire", n, &identity::caller(5_000 + n), NUMBER)).collect();
    let all = shuffled(&lines);
    let total = all.len();
    let delivered = async {
        let each = all.into_iter().map(|(first, path, form)| {
            let nodes = &nodes;
            async move { nodes.deliver(first, path, &form).await }
        });
        stream::iter(each).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await.map(drop)
    };
    let chaos = async {
        for kill in 1..=size.kills {
            nodes.until_acknowledged(total * kill / (size.kills + 2)).await?;
            fragile.kill().await?;
            fragile = Server::start(&setup).await?;
            *nodes.twilio[1].write().await = Twilio::of(&fragile);
        }
        nodes.until_acknowledged(total * (size.kills + 1) / (size.kills + 2)).await?;
        restart_postgres(&setup).await?;
        anyhow::Ok(fragile)
    };
    let booked = book_the_same_slots(&steady);
    let ((), fragile, ()) = tokio::try_join!(delivered, chaos, booked)?;
    everything_is_there_once(&setup, &lines).await?;
    fragile.stop().await?;
    steady.stop().await
}

async fn restart_postgres(setup: &Setup) -> anyhow::Result<()> {
    let setup = setup.clone();
    let restart = move || {
        let cluster = setup.cluster().context("this engine has no server")?;
        cluster.down().and_then(|()| cluster.up()).map_err(|error| anyhow!(error))
    };
    tokio::task::spawn_blocking(restart).await?
}

/// Four people want each of five slots at once.
#[expect(
    clippy::disallowed_methods,
    reason = "the server under test has the real clock: its slots are in the real future"
)]
async fn book_the_same_slots(server: &Server) -> anyhow::Result<()> {
    let dashboard = Dashboard::of_owner(server).await?;
    let query = "query($from: DateTime!, $to: DateTime!) { availability(from: $from, to: $to, durationMinutes: 60) { start } }";
    let now = jiff::Zoned::now();
    let day = |days: i64| now.checked_add(jiff::Span::new().days(days)).map(|at| at.timestamp());
    let free = dashboard.ask(query, json!({ "from": day(8)?, "to": day(15)? })).await?;
    let starts: Vec<Value> =
        free["availability"].as_array().context("slots")?.iter().map(|slot| slot["start"].clone()).collect();
    let wanted =
        starts.iter().step_by(4).take(5).flat_map(|start| (0..4).map(move |person| (start.clone(), person)));
    let bookings = wanted.map(|(start, person)| {
        let dashboard = &dashboard;
        async move {
            let book = "mutation($input: BookMeetingInput!) { bookMeeting(input: $input) { meeting { id } userErrors { code } } }";
            let input = json!({ "start": start, "subject": "פגישה", "idempotencyKey": format!("fire-{start}-{person}") });
            wait::until("a booking's answer", INSIST, async || {
                let asked = dashboard.ask(book, json!({ "input": input })).await;
                Ok(asked.map(|answer| answer["bookMeeting"]["meeting"].is_object()).map_err(|error| error.to_string()))
            })
            .await
        }
    });
    let taken: Vec<bool> = stream::iter(bookings).buffer_unordered(AT_ONCE).try_collect().await?;
    let booked = taken.into_iter().filter(|booked| *booked).count();
    anyhow::ensure!(booked == 5, "{booked} of 5 slots were booked, 4 people wanting each");
    Ok(())
}

/// The log, once the reactors have been through it: every caller is a lead.
async fn settled(setup: &Setup, lines: &[Line]) -> anyhow::Result<Vec<Value>> {
    wait::until("every caller is a lead", INSIST, async || {
        let events = operator::run(setup, &["log", "export"]).await?.json_lines()?;
        let attached = |line: &&Line| {
            let stream = format!("call/{}", line.call);
            events
                .iter()
                .any(|event| event["stream"] == stream.as_str() && event["event_type"] == "LeadAttached")
        };
        let leads = lines.iter().filter(attached).count();
        Ok(if leads == lines.len() { Ok(events) } else { Err(leads) })
    })
    .await
}

async fn everything_is_there_once(setup: &Setup, lines: &[Line]) -> anyhow::Result<()> {
    let events = settled(setup, lines).await?;
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for event in &events {
        let stream = event["stream"].as_str().unwrap_or_default();
        let status =
            event["payload"]["status"].as_str().or(event["payload"]["report"].as_str()).unwrap_or_default();
        *seen
            .entry((
                stream.to_owned(),
                format!("{}{status}", event["event_type"].as_str().unwrap_or_default()),
            ))
            .or_default() += 1;
    }
    for line in lines {
        let stream = format!("call/{}", line.call);
        for fact in [
            "LineIdentified",
            "StatusReportedCOMPLETED",
            "StreamReportedSTARTED",
            "StreamReportedSTOPPED",
            "RecordingReportedCOMPLETED",
            "LeadAttached",
        ] {
            let times = seen.get(&(stream.clone(), fact.to_owned())).copied().unwrap_or_default();
            anyhow::ensure!(times >= 1, "{stream}: {fact} was acknowledged and is not in the log");
            anyhow::ensure!(
                times == 1 || fact.starts_with("StatusReported"),
                "{stream}: {fact} is there {times} times"
            );
        }
    }
    let of_fire = |event: &&Value| {
        event["stream"].as_str().is_some_and(|s| s.starts_with("lead/")) && event["event_type"] == "Created"
    };
    let leads = events.iter().filter(of_fire).count();
    let callers = lines.len();
    anyhow::ensure!(leads >= callers, "{leads} leads of {callers} callers");
    let doubled: Vec<_> = seen
        .iter()
        .filter(|((stream, fact), times)| {
            stream.starts_with("lead/") && fact.starts_with("Created") && **times > 1
        })
        .collect();
    anyhow::ensure!(doubled.is_empty(), "leads made twice: {doubled:?}");
    let verified = operator::run(setup, &["projections", "verify", "--json"]).await?;
    anyhow::ensure!(
        verified.success,
        "read models differ from the log: {}{}",
        verified.stdout,
        verified.stderr
    );
    let chain = operator::run(setup, &["log", "verify"]).await?;
    anyhow::ensure!(chain.success, "the chain is broken: {}{}", chain.stdout, chain.stderr);
    Ok(())
}
