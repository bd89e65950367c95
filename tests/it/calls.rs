//! The product in one breath: a call with real audio becomes a call, a lead and a meeting.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use acceptance::standins::google::{Google, Larynx as _, Sentences};
use acceptance::{Dashboard, Engine, Server, Setup, identity, operator, server::NUMBER, wait};
use anyhow::Context as _;
use domain::hebrew::say;
use jiff::{Timestamp, civil::Weekday, tz::TimeZone};
use serde_json::{Value, json};

/// What the caller says. The day is one the agency is open on, whenever the test runs.
pub(crate) const SCRIPT: [&str; 7] = [
    "שלום, אני מחפשת דירה לקנות בחיפה",
    "ארבעה חדרים",
    "התקציב שלי הוא שני מיליון וארבע מאות אלף שקל",
    "קוראים לי נועה לוי",
    "ביום שלישי בארבע אחר הצהריים",
    "כן, מתאים לי",
    "תודה רבה, להתראות",
];

/// The longest a simulated conversation may take.
pub(crate) const CALL: Duration = Duration::from_mins(4);

const CALL_FIELDS: &str =
    "callSid direction fromNumber toNumber status startedAt endedAt durationSeconds endReason summary
    transcript { speaker text startMs endMs interrupted promptVersion }
    lead { id phone name status details { intent city rooms budget } }
    meetings { id subject start end status lead { id } }
    promptVersion { version }
    recording { recordingSid status durationSeconds url }";

#[tokio::test(flavor = "multi_thread")]
async fn a_call_becomes_a_lead_and_a_meeting_on_sqlite() -> anyhow::Result<()> {
    told_by_the_script(&whole_call(&Setup::demo(Engine::Sqlite)?, 1).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_becomes_a_lead_and_a_meeting_on_postgres() -> anyhow::Result<()> {
    told_by_the_script(&whole_call(&Setup::demo(Engine::Postgres)?, 2).await?);
    Ok(())
}

/// The embedded recogniser cannot hear Hebrew, and nothing claims that it did.
fn told_by_the_script(report: &Value) {
    assert_eq!((&report["hearing"], &report["fault"]), (&json!("SCRIPT"), &Value::Null), "{report:#}");
}

/// Nobody tells this recogniser what is said: what it understands is what was synthesised for the caller, went to the server over the
/// media stream, and came from there as sound.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_google_hears_becomes_a_lead_and_a_meeting() -> anyhow::Result<()> {
    let sentences = Arc::new(Sentences::default());
    let google = Google::by_ear(sentences.clone())?;
    let report = whole_call(&google.speaks_for(Setup::demo(Engine::Sqlite)?)?, 3).await?;
    assert_eq!((&report["hearing"], &report["voice"]), (&json!("EAR"), &json!("google-voice")), "{report:#}");
    let lines = report["lines"].as_array().context("no lines")?;
    for (line, text) in lines.iter().zip(SCRIPT) {
        assert_eq!((line["said"].as_str(), line["heard"].as_str()), (Some(text), Some(text)), "{report:#}");
    }
    assert!(lines.len() >= 6, "{report:#}");

    // The caller is not the agent, and not a sample of what they said was lost between them and the recogniser.
    let streams = google.recognition.streams();
    let (mut callers, mut agents) = (BTreeSet::new(), BTreeSet::new());
    for (request, ssml) in google.voices.requests().iter().zip(google.voices.asked()) {
        let name = request.voice.as_ref().map(|voice| voice.name.clone()).unwrap_or_default();
        let said = SCRIPT[..lines.len()].iter().any(|line| say::ssml(line) == ssml);
        if said {
            let sound = sentences.sound(&ssml);
            let has = |audio: &[u8]| audio.windows(sound.len()).any(|part| part == sound);
            assert!(streams.iter().any(|stream| has(&stream.audio)), "{ssml} is in no stream");
        }
        if SCRIPT.iter().any(|line| say::ssml(line) == ssml) { &mut callers } else { &mut agents }
            .insert(name);
    }
    assert_eq!(callers.len(), 1, "{callers:?}");
    assert!(!agents.is_empty() && agents.is_disjoint(&callers), "{agents:?} {callers:?}");
    Ok(())
}

/// Places the call and looks at all that came of it; what the command that placed it told.
async fn whole_call(setup: &Setup, number: u32) -> anyhow::Result<Value> {
    let server = Server::start(setup).await?;
    let from = identity::caller(number);
    let report = place(setup, &server, &from).await?;
    let sid = report["callSid"].as_str().context("no callSid")?;

    let dashboard = Dashboard::of_owner(&server).await?;
    let call = settled(&dashboard, sid).await?;
    the_call_is_complete(&call, &from);
    both_sides_are_written_down(&call)?;
    the_lead_is_known(&dashboard, &call, &from).await?;
    the_meeting_stands_where_it_was_agreed(&dashboard, &call).await?;
    every_event_tells_its_cause(&dashboard, &call).await?;
    the_recording_can_be_heard(&server, &dashboard, &call).await?;
    every_turn_tells_what_it_took(&dashboard, sid).await?;
    the_metrics_tell_of_it(&server).await?;
    let replayed = crate::replay::replayed(setup, sid).await?;
    assert_eq!((&replayed["same"], &replayed["framesDropped"]), (&json!(true), &json!(0)), "{replayed:#}");
    server.stop().await?;
    Ok(report)
}

/// `agentlocator demo call`, in a process of its own.
pub(crate) async fn place(setup: &Setup, server: &Server, from: &str) -> anyhow::Result<Value> {
    let script = setup.home().join("script.txt");
    std::fs::write(&script, SCRIPT.join("\n"))?;
    let (at, script) = (server.at(""), script.display().to_string());
    let arguments = ["demo", "call", "--json", "--server", &at, "--from", from, "--script", &script];
    operator::run_within(setup, &arguments, CALL).await?.json()
}

/// The call, once Twilio's last callback and our summary show.
pub(crate) async fn settled(dashboard: &Dashboard, sid: &str) -> anyhow::Result<Value> {
    let query = format!("query($sid: ID!) {{ call(callSid: $sid) {{ {CALL_FIELDS} }} }}");
    wait::until("the call is complete", Duration::from_secs(20), async || {
        let mut answer = dashboard.ask(&query, json!({ "sid": sid })).await?;
        let call = answer["call"].take();
        let done = call["status"] == "COMPLETED"
            && call["summary"].is_string()
            && call["recording"]["status"] == "COMPLETED"
            && call["endReason"].is_string();
        Ok(if done { Ok(call) } else { Err(call) })
    })
    .await
}

fn the_call_is_complete(call: &Value, from: &str) {
    assert_eq!(call["direction"], "INBOUND", "{call:#}");
    assert_eq!((call["fromNumber"].as_str(), call["toNumber"].as_str()), (Some(from), Some(NUMBER)));
    assert!(call["durationSeconds"].as_u64().is_some_and(|seconds| seconds > 10), "{call:#}");
    assert!(call["endedAt"].as_str() > call["startedAt"].as_str(), "{call:#}");
    assert_eq!(call["promptVersion"]["version"], 1, "{call:#}");
}

fn both_sides_are_written_down(call: &Value) -> anyhow::Result<()> {
    let turns = call["transcript"].as_array().context("no transcript")?;
    let said = |speaker: &str| -> Vec<&str> {
        turns
            .iter()
            .filter(|turn| turn["speaker"] == speaker)
            .filter_map(|turn| turn["text"].as_str())
            .collect()
    };
    assert_eq!(said("CALLER"), SCRIPT[..said("CALLER").len()], "what the caller said, in order");
    assert!(said("CALLER").len() >= 6, "{call:#}");
    assert!(said("AGENT").len() >= 6, "{call:#}");
    let starts: Vec<u64> = turns.iter().filter_map(|turn| turn["startMs"].as_u64()).collect();
    assert!(starts.is_sorted(), "turns stand in the order they were said: {starts:?}");
    for turn in turns {
        assert!(turn["endMs"].as_u64() >= turn["startMs"].as_u64(), "{turn}");
        assert!(turn["text"].as_str().is_some_and(|text| !text.trim().is_empty()), "{turn}");
    }
    let spans = |speaker: &str| {
        turns
            .iter()
            .any(|turn| turn["speaker"] == speaker && turn["endMs"].as_u64() > turn["startMs"].as_u64())
    };
    assert!(spans("CALLER") && spans("AGENT"), "both sides have offsets: {call:#}");
    Ok(())
}

/// Each answer's steps, from the end of the caller's words.
async fn every_turn_tells_what_it_took(dashboard: &Dashboard, sid: &str) -> anyhow::Result<()> {
    let query = "query($sid: ID!) { call(callSid: $sid) { transcript { speaker text
        latency { finalMs firstTokenMs firstAudioMs firstFrameMs } } } }";
    let call = dashboard.ask(query, json!({ "sid": sid })).await?["call"].take();
    let turns = call["transcript"].as_array().context("no transcript")?;
    let agents: Vec<_> = turns.iter().filter(|turn| turn["speaker"] == "AGENT").collect();
    assert_eq!(agents[0]["latency"]["finalMs"], Value::Null, "the greeting answers nothing: {call:#}");
    let answers: Vec<_> = agents.iter().filter(|turn| turn["latency"]["firstFrameMs"].is_u64()).collect();
    assert!(answers.len() >= 5, "{call:#}");
    for turn in answers {
        let at = |step: &str| turn["latency"][step].as_u64();
        // A thought begun ahead of the final has its first token before it; nothing is heard before it.
        assert!(
            at("firstTokenMs") <= at("firstAudioMs") && at("firstAudioMs") <= at("firstFrameMs"),
            "{turn:#}"
        );
        assert!(at("finalMs") <= at("firstFrameMs") && at("firstFrameMs") < Some(10_000), "{turn:#}");
    }
    Ok(())
}

/// A scrape after a call tells what was measured of it.
async fn the_metrics_tell_of_it(server: &Server) -> anyhow::Result<()> {
    let text = server.client().get(server.at("/metrics")).send().await?.text().await?;
    let value = |name: &str| {
        let line =
            text.lines().find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')));
        line.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
    };
    for counted in [
        "agentlocator_frames_received_total",
        "agentlocator_frames_fed_total",
        "agentlocator_frames_sent_total",
        "agentlocator_pacing_lateness_seconds_count",
        r#"agentlocator_pacing_lateness_seconds_bucket{le="0.005"}"#,
        "agentlocator_socket_write_seconds_count",
        "agentlocator_turn_seconds_count",
        r#"agentlocator_turn_step_seconds_count{step="final"}"#,
        r#"agentlocator_turn_step_seconds_count{step="first_token"}"#,
        r#"agentlocator_turn_step_seconds_count{step="first_audio"}"#,
        r#"agentlocator_turn_step_seconds_count{step="first_frame"}"#,
    ] {
        assert!(value(counted).is_some_and(|value| value > 0.0), "{counted} in\n{text}");
    }
    for known in [
        "agentlocator_rx_dropped_total",
        "agentlocator_calls_live",
        "agentlocator_calls_draining",
        "agentlocator_rx_queue_frames",
        "agentlocator_tx_queue_frames",
    ] {
        assert_eq!(value(known), Some(0.0), "{known} in\n{text}");
    }
    Ok(())
}

pub(crate) async fn the_lead_is_known(dashboard: &Dashboard, call: &Value, from: &str) -> anyhow::Result<()> {
    let lead = &call["lead"];
    assert_eq!((lead["phone"].as_str(), lead["name"].as_str()), (Some(from), Some("נועה לוי")), "{lead}");
    let details = &lead["details"];
    assert_eq!(details["intent"], "BUY", "{lead}");
    assert_eq!(details["city"], "חיפה", "{lead}");
    assert_eq!(details["rooms"].as_f64(), Some(4.0), "{lead}");
    assert_eq!(details["budget"], 2_400_000, "{lead}");
    assert_eq!(lead["status"], "MEETING_SET", "{lead}");

    let query = "query($phone: String!) {
        leads(first: 5, filter: { search: $phone }) { totalCount edges { node { id } } }
        calls(first: 5, filter: { search: $phone }) { totalCount } }";
    let found = dashboard.ask(query, json!({ "phone": from })).await?;
    assert_eq!(found["leads"]["totalCount"], 1, "one phone is one lead: {found}");
    assert_eq!(found["calls"]["totalCount"], 1, "one call is one call: {found}");

    let query = "query($id: ID!) { lead(id: $id) { provenance { field value call { callSid } utterance { text } startMs endMs } } }";
    let known = dashboard.ask(query, json!({ "id": lead["id"] })).await?;
    let provenance = known["lead"]["provenance"].as_array().context("no provenance")?;
    for (field, line) in
        [("CITY", SCRIPT[0]), ("ROOMS", SCRIPT[1]), ("BUDGET", SCRIPT[2]), ("NAME", SCRIPT[3])]
    {
        let source = provenance
            .iter()
            .find(|source| source["field"] == field)
            .with_context(|| format!("{field} came from nowhere"))?;
        assert_eq!(source["call"]["callSid"], call["callSid"], "{source}");
        assert_eq!(source["utterance"]["text"], line, "{source}");
        assert!(source["endMs"].as_u64() > source["startMs"].as_u64(), "the second of audio: {source}");
    }
    Ok(())
}

pub(crate) async fn the_meeting_stands_where_it_was_agreed(
    dashboard: &Dashboard,
    call: &Value,
) -> anyhow::Result<()> {
    let meetings = call["meetings"].as_array().context("no meetings")?;
    assert_eq!(meetings.len(), 1, "{call:#}");
    let start: Timestamp = meetings[0]["start"].as_str().context("no start")?.parse()?;
    let zone = TimeZone::get("Asia/Jerusalem")?;
    let called: Timestamp = call["startedAt"].as_str().context("no startedAt")?.parse()?;
    // "On Tuesday" is the next one that is not today.
    let tuesday = called.to_zoned(zone.clone()).nth_weekday(1, Weekday::Tuesday)?.date();
    let agreed = tuesday.at(16, 0, 0, 0).to_zoned(zone)?.timestamp();
    assert_eq!(start, agreed, "Tuesday at four in the afternoon, Asia/Jerusalem");
    assert_eq!(meetings[0]["status"], "BOOKED");

    let query = "query($from: DateTime!, $to: DateTime!) { meetings(from: $from, to: $to) { id start lead { id } call { callSid } } }";
    let day = jiff::SignedDuration::from_hours(24);
    let around = json!({ "from": (agreed - day).to_string(), "to": (agreed + day).to_string() });
    let answer = dashboard.ask(query, around).await?;
    let ours: Vec<&Value> = answer["meetings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|m| m["lead"]["id"] == call["lead"]["id"])
        .collect();
    assert_eq!(ours.len(), 1, "exactly one meeting: {answer}");
    assert_eq!(ours[0]["call"]["callSid"], call["callSid"]);
    Ok(())
}

async fn every_event_tells_its_cause(dashboard: &Dashboard, call: &Value) -> anyhow::Result<()> {
    let query = "query($entity: EntityType!, $id: ID!) { history(entity: $entity, id: $id, first: 100) {
        totalCount edges { node { id at eventType command commandId causationId correlationId actor { kind } } } } }";
    let sid = call["callSid"].as_str().context("no callSid")?;
    let entities =
        [("CALL", &call["callSid"]), ("LEAD", &call["lead"]["id"]), ("MEETING", &call["meetings"][0]["id"])];
    for (entity, id) in entities {
        let answer = dashboard.ask(query, json!({ "entity": entity, "id": id })).await?;
        let edges = answer["history"]["edges"].as_array().context("no history")?;
        assert!(!edges.is_empty(), "{entity} has no history");
        assert_eq!(answer["history"]["totalCount"].as_u64(), u64::try_from(edges.len()).ok(), "{entity}");
        for entry in edges.iter().map(|edge| &edge["node"]) {
            let text = |name: &str| entry[name].as_str().unwrap_or_default();
            assert!(!text("command").is_empty(), "no command: {entry}");
            assert!(
                text("commandId").contains(sid) || text("commandId").starts_with("pm:"),
                "from nowhere: {entry}"
            );
            assert_eq!(text("correlationId"), sid, "of another story: {entry}");
            assert!(
                ["TWILIO", "AGENT", "SYSTEM"].contains(&entry["actor"]["kind"].as_str().unwrap_or_default()),
                "{entry}"
            );
        }
    }
    Ok(())
}

async fn the_recording_can_be_heard(
    server: &Server,
    dashboard: &Dashboard,
    call: &Value,
) -> anyhow::Result<()> {
    let path = call["recording"]["url"].as_str().context("no recording url")?;
    let url = if path.starts_with('/') { server.at(path) } else { path.to_owned() };
    let request = || server.client().get(&url).bearer_auth(dashboard.token());
    let whole = request().send().await?;
    assert_eq!(whole.status(), 200);
    let length = whole.bytes().await?.len();
    assert!(length > 16_000 * 5, "two channels of more than five seconds: {length} bytes");
    let part = request().header("range", "bytes=0-99").send().await?;
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await?.len(), 100);
    let unsigned = server.client().get(&url).send().await?;
    assert_eq!(unsigned.status(), 401);
    Ok(())
}
