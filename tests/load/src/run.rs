//! One run: a server, its providers, so many callers who talk for so long.

use std::sync::Arc;
use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity,
    server::NUMBER,
    twilio::{Line, handset::FRAME, handset::SILENCE},
    wait,
};
use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::Instant};

use crate::{
    caller::{Caller, Noticed},
    figures::Figures,
    host::Host,
    line::Wire,
    process::Look,
    town::Town,
};

/// Three seconds of spoken Hebrew.
const SPEECH: &[u8] = include_bytes!("../../../media/engine/tests/it/data/speech.ulaw");
/// Calls that come in a second.
pub(crate) const RINGS: u32 = 15;

/// How long providers take, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pauses {
    /// Silence after which the recogniser gives its final.
    pub(crate) end_of_utterance: u64,
    pub(crate) first_token: u64,
    pub(crate) token: u64,
    pub(crate) sentence: u64,
}

/// What is run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    pub(crate) calls: u32,
    /// For so long all of them talk at once.
    pub(crate) talk: Duration,
    pub(crate) pauses: Pauses,
}

/// Runs it.
pub(crate) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let town = Town::start(plan.pauses)?;
    let server = Arc::new(Server::start(&town.serves(Setup::demo(Engine::Sqlite)?)?).await?);
    let warm = server.client().get(server.at("/warmup")).send().await?;
    anyhow::ensure!(warm.status().is_success(), "{}", warm.text().await?);
    // The demo business has calls of its own.
    let told_before = spoken(&Dashboard::of_owner(&server).await?).await?;
    let (host, idle) = (Host::watch(), Look::at(&server).await?);
    let all_in = all_in(plan.calls);
    let mut callers = ring(&server, &town, plan, all_in + plan.talk);
    tokio::time::sleep_until(all_in).await;
    let began = Look::at(&server).await?;
    tokio::time::sleep_until(all_in + plan.talk).await;
    let ended = Look::at(&server).await?;
    let mut noticed = Vec::new();
    while let Some(done) = callers.join_next().await {
        noticed.push(done??);
    }
    let last = Look::at(&server).await?;
    let kept = kept(&server, told_before + town.ledger.understood()).await? - told_before;
    let figures = Figures::of(plan, &town, (&noticed, &host), [idle, began, ended, last], kept);
    Arc::into_inner(server).context("a caller holds the server")?.stop().await?;
    Ok(figures)
}

/// When everybody will have rung for some seconds, who begin now.
pub(crate) fn all_in(calls: u32) -> Instant {
    Instant::now() + Duration::from_secs(1) * calls / RINGS + Duration::from_secs(5)
}

/// Everybody rings, one after another.
fn ring(server: &Arc<Server>, town: &Town, plan: &Plan, until: Instant) -> JoinSet<anyhow::Result<Noticed>> {
    let (voice, silence) = (Arc::new(voice()), STANDARD.encode([SILENCE, 0x7e].repeat(FRAME / 2)));
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for number in 0..plan.calls {
        let (ledger, voice, silence, server) =
            (town.ledger.clone(), voice.clone(), silence.clone(), server.clone());
        callers.spawn(async move {
            tokio::time::sleep_until(begun + Duration::from_secs(1) * number / RINGS).await;
            let line = Line::new("load", number, &identity::caller(number), NUMBER);
            let wire = Wire::ring(&server, line).await.with_context(|| format!("call {number}"))?;
            Caller::new(wire, ledger, voice, silence).talk(until).await
        });
    }
    callers
}

/// The voiced frames, as base64: an utterance made of them has no pause that could end it.
pub(crate) fn voice() -> Vec<String> {
    let loud = |frame: &&[u8]| frame.iter().filter(|byte| !**byte & 0x7f > 0x38).count() > FRAME / 4;
    SPEECH.chunks_exact(FRAME).filter(loud).map(|frame| STANDARD.encode(frame)).collect()
}

/// How many of the callers' utterances are in the transcripts, once so many are or half a minute has passed.
async fn kept(server: &Server, wanted: usize) -> anyhow::Result<usize> {
    let dashboard = Dashboard::of_owner(server).await?;
    let mut seen = 0;
    let all = wait::until("every utterance is in a transcript", Duration::from_secs(30), async || {
        seen = spoken(&dashboard).await?;
        Ok(if seen >= wanted { Ok(()) } else { Err(format!("{seen} of {wanted}")) })
    });
    // Fewer is a figure, too.
    let _ = all.await;
    Ok(seen)
}

async fn spoken(dashboard: &Dashboard) -> anyhow::Result<usize> {
    const CALLS: &str = "query($after: String) { calls(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor } edges { node { transcript { speaker } } } } }";
    let (mut count, mut after) = (0, Value::Null);
    loop {
        let answer = dashboard.ask(CALLS, json!({ "after": after })).await?;
        let calls = answer["calls"]["edges"].as_array().context("calls")?;
        let turns = calls.iter().filter_map(|call| call["node"]["transcript"].as_array()).flatten();
        count += turns.filter(|turn| turn["speaker"] == "CALLER").count();
        if answer["calls"]["pageInfo"]["hasNextPage"] != true {
            return Ok(count);
        }
        after = answer["calls"]["pageInfo"]["endCursor"].clone();
    }
}
