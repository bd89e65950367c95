//! A call is run again from its recorded inputs, and whatever is wrong with them is said in a line.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use acceptance::{
    Engine, Server, Setup, identity, operator,
    server::NUMBER,
    twilio::{Line, MediaSocket, Phone, Twilio, phone::voice, webhooks::VOICE},
    wait,
};
use serde_json::Value;

const SOON: Duration = Duration::from_secs(20);

/// A call is placed: the caller speaks over the greeting and hangs up.
async fn call(server: &Server, number: u32) -> anyhow::Result<Line> {
    let mut phone = connect(server, number).await?;
    phone.listen("the agent speaks", SOON, |noticed| noticed.heard_ms >= 400).await?;
    phone.say(&voice(1_500)).await?;
    phone.listen("a second of quiet", SOON, |noticed| noticed.now_ms > 4_000).await?;
    let line = phone.line().clone();
    phone.hang_up(SOON).await?;
    Ok(line)
}

/// A call that was answered, its stream begun.
pub(crate) async fn connect(server: &Server, number: u32) -> anyhow::Result<Phone> {
    let line = Line::new("stream", number, &identity::caller(300 + number), NUMBER);
    let answer = Twilio::of(server).deliver(VOICE, &line.incoming()).await?;
    let mut socket = MediaSocket::open(server, &answer.stream_url()?).await?;
    socket.connected().await?;
    socket.start(&line, &answer.token()?).await?;
    Ok(Phone::new(line, socket))
}

fn file(setup: &Setup, call: &str) -> PathBuf {
    setup.home().join("recordings").join(format!("{call}.inputs"))
}

/// `call replay`, once the recording has its end.
pub(crate) async fn replayed(setup: &Setup, call: &str) -> anyhow::Result<Value> {
    wait::until("the recording has its end", SOON, async || {
        let ran = operator::run(setup, &["call", "replay", call, "--json"]).await?;
        let told = ran.json()?;
        Ok(if told["whole"] == true { Ok(told) } else { Err(told) })
    })
    .await
}

/// The one line on standard error.
async fn refused(setup: &Setup, call: &str) -> anyhow::Result<String> {
    let ran = operator::run(setup, &["call", "replay", call]).await?;
    anyhow::ensure!(!ran.success, "it passed: {}", ran.stdout);
    let reason = ran.stderr.lines().last().unwrap_or_default().to_owned();
    assert!(reason.starts_with("agentlocator: "), "{}", ran.stderr);
    Ok(reason)
}

#[tokio::test]
async fn a_call_gives_the_same_again_and_says_so() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let line = call(&server, 1).await?;
    let told = replayed(&setup, &line.call).await?;
    assert_eq!((&told["same"], &told["difference"]), (&Value::Bool(true), &Value::Null), "{told:#}");
    assert!(
        told["framesReceived"].as_u64() > Some(150) && told["framesSent"].as_u64() > Some(20),
        "{told:#}"
    );
    assert_eq!((told["framesDropped"].as_u64(), told["lineGaps"].as_u64()), (Some(0), Some(0)), "{told:#}");

    let outputs = setup.home().join("outputs.jsonl");
    let arguments = ["call", "replay", &line.call, "--outputs", &outputs.display().to_string()];
    let shown = operator::run(&setup, &arguments).await?;
    anyhow::ensure!(shown.success, "{}", shown.stderr);
    for part in ["let in", "agent", "clear", "stop", "CALLER_HUNG_UP", "same: "] {
        assert!(shown.stdout.contains(part), "no {part} in\n{}", shown.stdout);
    }
    let last: Value = serde_json::from_str(fs::read_to_string(outputs)?.lines().last().unwrap_or_default())?;
    assert_eq!(last["sha256"], told["sha256"], "the file's last digest is the verdict's");
    assert_eq!(told["outputs"].as_u64(), last["n"].as_u64().map(|n| n + 1));
    server.stop().await
}

#[tokio::test]
async fn other_thresholds_are_tried_on_a_call_that_was_held() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let line = call(&server, 3).await?;
    replayed(&setup, &line.call).await?;
    let under = async |threshold: &str| {
        operator::run(&setup, &["call", "replay", &line.call, "--json", "--set", threshold]).await
    };
    // The caller spoke over the greeting for one and a half seconds: with two asked for, it is not stopped.
    let patient = under("CALL_INTERRUPT_ALONE_MS=2000").await?;
    let told = patient.json()?;
    anyhow::ensure!(patient.success, "another outcome is what was asked for: {}", patient.stderr);
    assert_eq!(told["difference"]["recorded"], "Clear", "{told:#}");
    let same = under("CALL_SILENCE_PROMPT_MS=9000").await?.json()?;
    assert_eq!(same["difference"], Value::Null, "nobody was silent for so long: {same:#}");
    for wrong in ["CALL_INTERRUPT_ALONE_MS=soon", "CALL_NONSENSE=1", "CALL_VOICE_SCORE"] {
        let ran = under(wrong).await?;
        assert!(!ran.success && ran.stderr.contains("--set"), "{wrong}: {}", ran.stderr);
    }
    server.stop().await
}

#[tokio::test]
async fn a_recording_that_is_not_as_it_was_is_found_and_one_cut_short_is_not_blamed() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let line = call(&server, 2).await?;
    replayed(&setup, &line.call).await?;
    let whole = fs::read(file(&setup, &line.call))?;

    // As after a SIGKILL: the last piece is half written.
    fs::write(file(&setup, &line.call), &whole[..whole.len() - 40])?;
    let told = operator::run(&setup, &["call", "replay", &line.call, "--json"]).await?.json()?;
    assert_eq!((&told["same"], &told["whole"]), (&Value::Bool(true), &Value::Bool(false)), "{told:#}");

    let mut touched = whole;
    let middle = touched.len() / 2;
    touched[middle] ^= 0x10;
    fs::write(file(&setup, &line.call), &touched)?;
    assert!(refused(&setup, &line.call).await?.contains("altered"));

    fs::remove_file(file(&setup, &line.call))?;
    assert!(refused(&setup, &line.call).await?.contains("CALL_RECORD_INPUTS"));
    let nobody = format!("CA{}", "f".repeat(32));
    assert!(refused(&setup, &nobody).await?.contains("there is no call"));
    server.stop().await
}
