//! What the log tells of a call while it is under way: a line a second, and never a line a frame.

use std::time::Duration;

use acceptance::{
    Engine, Server, Setup, identity,
    server::NUMBER,
    twilio::{Line, MediaSocket, Phone, Twilio, webhooks::VOICE},
    wait,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

const SOON: Duration = Duration::from_secs(20);
/// Milliseconds the caller stays on the line.
const CALL: u64 = 6_000;
/// Everything our own code can say; the libraries' frames are not ours.
const LOUD: &str =
    "warn,gateway=trace,media=trace,call_engine=trace,domain=trace,eventlog=trace,projections=trace";

#[tokio::test]
async fn a_call_is_told_a_line_a_second_and_never_a_line_a_frame() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?.with("RUST_LOG", LOUD)).await?;
    let before = server.logged().lines().count();
    let line = Line::new("telemetry", 1, &identity::caller(900), NUMBER);
    let answer = Twilio::of(&server).deliver(VOICE, &line.incoming()).await?;
    let mut socket = MediaSocket::open(&server, &answer.stream_url()?).await?;
    socket.connected().await?;
    socket.start(&line, &answer.token()?).await?;
    let mut phone = Phone::new(line.clone(), socket);
    phone
        .listen("six seconds, some of the greeting among them", SOON, |noticed| {
            noticed.now_ms >= CALL && noticed.heard_ms > 0
        })
        .await?;
    let frames = phone.noticed().now_ms / 20;
    phone.hang_up(SOON).await?;
    let told = wait::until("the call's lines are in the log", SOON, async || {
        let told = seconds(&server.logged(), &line.call);
        Ok(if told.len() as u64 >= CALL / 1_000 { Ok(told) } else { Err(told) })
    })
    .await?;

    assert!(told.len() as u64 <= frames / 50 + 2, "{} lines for {frames} frames: {told:#?}", told.len());
    let times = told.iter().map(|line| line["timestamp"].as_str().unwrap_or_default().parse());
    let times: Vec<Timestamp> = times.collect::<Result<_, _>>()?;
    // The clock of the log and the one that counts the second are read a moment apart.
    let second = SignedDuration::from_millis(950);
    assert!(times.windows(2).all(|pair| pair[1].duration_since(pair[0]) >= second), "{times:?}");
    for line in &told {
        assert_eq!((&line["level"], &line["target"]), (&"DEBUG".into(), &"media::driver::telemetry".into()));
        let fields = &line["fields"];
        for mode in ["rx_mode", "tx_mode"] {
            assert!(fields[mode].as_str().is_some_and(|mode| !mode.is_empty()), "{mode} in {line}");
        }
        for count in ["rx_q", "tx_q", "drops", "late_us", "write_us"] {
            assert!(fields[count].is_u64(), "{count} in {line}");
        }
        for pace in ["rx_fps", "tx_fps"] {
            assert!(fields[pace].as_f64().is_some_and(|fps| (0.0..200.0).contains(&fps)), "{pace} in {line}");
        }
        assert_eq!(fields["drops"], 0, "{line}");
    }
    let pace = |line: &Value, name: &str| line["fields"][name].as_f64().unwrap_or_default();
    // The first line comes with the call's first moments; a busy machine makes the frames of one second come in the next.
    let heard: f64 = told[1..].iter().map(|line| pace(line, "rx_fps")).sum();
    let average = heard / f64::from(u32::try_from(told.len() - 1)?);
    assert!((40.0..60.0).contains(&average), "50 frames a second come in: {told:#?}");
    assert!(told.iter().any(|line| pace(line, "tx_fps") > 0.0), "the greeting went out: {told:#?}");

    let lines = server.logged().lines().count() - before;
    assert!((lines as u64) < frames / 3, "{lines} lines for {frames} frames each way");
    server.stop().await
}

/// The lines that tell a second of this call.
fn seconds(log: &str, call: &str) -> Vec<Value> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["fields"]["message"] == "call" && line["fields"]["call"] == call).collect()
}
