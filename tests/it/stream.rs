//! The media socket: what Twilio does, and what it never would. A bad stream ends only itself.

use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity,
    server::NUMBER,
    twilio::{
        Line, MediaSocket, Phone, Twilio,
        phone::voice,
        webhooks::{Answer, VOICE},
    },
    wait,
};
use anyhow::Context as _;
use serde_json::json;

const SOON: Duration = Duration::from_secs(10);
/// RFC 6455: the endpoint refuses by its own policy.
const POLICY: Option<u16> = Some(1008);

/// A server and a call it has answered.
struct Answered {
    server: Server,
    line: Line,
    answer: Answer,
}

async fn answered(number: u32) -> anyhow::Result<Answered> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let (line, answer) = ring(&server, number).await?;
    Ok(Answered { server, line, answer })
}

async fn ring(server: &Server, number: u32) -> anyhow::Result<(Line, Answer)> {
    let line = Line::new("stream", number, &identity::caller(200 + number), NUMBER);
    let answer = Twilio::of(server).deliver(VOICE, &line.incoming()).await?;
    Ok((line, answer))
}

async fn open(server: &Server, line: &Line, answer: &Answer) -> anyhow::Result<Phone> {
    let mut socket = MediaSocket::open(server, &answer.stream_url()?).await?;
    socket.connected().await?;
    socket.start(line, &answer.token()?).await?;
    Ok(Phone::new(line.clone(), socket))
}

/// How the call ended, once it has.
async fn end_of(server: &Server, line: &Line) -> anyhow::Result<String> {
    let dashboard = Dashboard::of_owner(server).await?;
    wait::until("the call is closed", SOON, async || {
        let query = "query($sid: ID!) { call(callSid: $sid) { endReason } }";
        let answer = dashboard.ask(query, json!({ "sid": line.call })).await?;
        Ok(answer["call"]["endReason"].as_str().map(str::to_owned).ok_or(answer))
    })
    .await
}

#[tokio::test]
async fn the_greeting_is_heard_and_its_mark_comes_back() -> anyhow::Result<()> {
    let Answered { server, line, answer } = answered(1).await?;
    let mut phone = open(&server, &line, &answer).await?;
    let noticed = phone
        .listen("the greeting to its end", SOON * 3, |noticed| {
            noticed.marks.iter().any(|m| m == "greeting_end")
        })
        .await?;
    assert!(noticed.heard_ms > 500, "{noticed:?}");
    assert!(noticed.clears.is_empty(), "nobody interrupted: {noticed:?}");
    phone.hang_up(SOON).await?;
    assert_eq!(end_of(&server, &line).await?, "CALLER_HUNG_UP");
    Ok(())
}

#[tokio::test]
async fn speaking_over_the_agent_stops_it() -> anyhow::Result<()> {
    let Answered { server, line, answer } = answered(2).await?;
    let mut phone = open(&server, &line, &answer).await?;
    phone.listen("the agent speaks", SOON, |noticed| noticed.heard_ms >= 600).await?;
    let began = phone.noticed().now_ms;
    for chunk in voice(3_000).chunks(160) {
        phone.say(chunk).await?;
        if !phone.noticed().clears.is_empty() {
            break;
        }
    }
    let noticed = phone.noticed().clone();
    let cleared = *noticed.clears.first().ok_or_else(|| anyhow::anyhow!("it spoke on: {noticed:?}"))?;
    assert!(cleared - began <= 1_500, "it took {} ms", cleared - began);
    // What the server sent after `clear` is of the next turn, not of the one that was cut.
    phone.hang_up(SOON).await?;
    Ok(())
}

/// One of the server's threads, by Linux's count.
struct Thread {
    name: String,
    /// The higher, the less of a processor it gets: `nice` of `proc_pid_stat(5)`.
    nice: i32,
    /// Nanoseconds it has run.
    ran: u64,
}

fn threads(server: &Server) -> anyhow::Result<Vec<Thread>> {
    let process = server.process().context("the server has ended")?;
    let mut threads = Vec::new();
    for task in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let task = task?.path();
        // One that has ended meanwhile is none.
        let read = |what: &str| std::fs::read_to_string(task.join(what)).unwrap_or_default();
        let (name, stat, run) = (read("comm"), read("stat"), read("schedstat"));
        let nice = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(16));
        let ran = run.split_whitespace().next();
        if let (Some(nice), Some(ran)) = (nice, ran) {
            threads.push(Thread { name: name.trim().to_owned(), nice: nice.parse()?, ran: ran.parse()? });
        }
    }
    Ok(threads)
}

#[tokio::test]
async fn a_call_is_held_on_a_thread_that_everything_else_gives_way_to() -> anyhow::Result<()> {
    let Answered { server, line, answer } = answered(14).await?;
    let of_calls = |thread: &&Thread| thread.name.starts_with("calls-");
    let ran = |threads: &[Thread]| threads.iter().filter(of_calls).map(|thread| thread.ran).sum::<u64>();
    let before = ran(&threads(&server)?);
    let mut phone = open(&server, &line, &answer).await?;
    phone.listen("a second of the greeting", SOON, |noticed| noticed.heard_ms > 1_000).await?;

    let threads = threads(&server)?;
    let took = Duration::from_nanos(ran(&threads) - before);
    assert!(took > Duration::from_micros(200), "some fifty frames each way took {took:?} there");
    let calls = threads.iter().find(of_calls).context("no threads of calls")?.nice;
    assert!(threads.iter().filter(of_calls).all(|thread| thread.nice == calls));
    for other in threads.iter().filter(|thread| !of_calls(thread)) {
        assert!(other.nice > calls, "{} does not give way", other.name);
    }
    phone.hang_up(SOON).await?;
    Ok(())
}

#[tokio::test]
async fn a_stream_of_garbage_ends_only_itself() -> anyhow::Result<()> {
    let Answered { server, line, answer } = answered(3).await?;
    let (other_line, other_answer) = ring(&server, 4).await?;
    let mut other = open(&server, &other_line, &other_answer).await?;
    other.listen("the other call's greeting", SOON, |noticed| noticed.heard_ms > 0).await?;

    let mut socket = open(&server, &line, &answer).await?.into_socket();
    for garbage in [
        "",
        "garbage",
        "{}",
        "[]",
        "null",
        "{\"event\":7}",
        "{\"event\":\"media\"}",
        "{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"no\"}}",
    ] {
        socket.send_text(garbage).await?;
    }
    socket.send(&json!({ "event": "media", "media": { "payload": "***" } })).await?;
    socket.send(&json!({ "event": "tomorrow", "tomorrow": {} })).await?;
    // It was passed over: the call lives, and hears what comes.
    socket.media(&line, &[0xff; 160]).await?;
    // More than any message of Twilio's; the server need not read it to its end.
    let _ = socket.send_text(&"x".repeat(200 * 1024)).await;
    socket.until_closed(SOON).await?;
    let end = end_of(&server, &line).await?;
    assert!(["BAD_STREAM", "LINE_LOST"].contains(&end.as_str()), "{end}");

    let heard = other.noticed().heard_ms;
    other.listen("the other call goes on", SOON, |noticed| noticed.heard_ms > heard + 500).await?;
    other.hang_up(SOON).await?;
    assert_eq!(end_of(&server, &other_line).await?, "CALLER_HUNG_UP");
    Ok(())
}

#[tokio::test]
async fn media_before_start_is_turned_away() -> anyhow::Result<()> {
    let Answered { server, line, answer } = answered(5).await?;
    let mut socket = MediaSocket::open(&server, &answer.stream_url()?).await?;
    socket.connected().await?;
    socket.media(&line, &[0xff; 160]).await?;
    let code = socket.until_closed(SOON).await?;
    assert!(matches!(code, Some(1002 | 1008)), "{code:?}");
    // The call is still there to be streamed.
    let mut phone = open(&server, &line, &answer).await?;
    phone.listen("the greeting", SOON, |noticed| noticed.heard_ms > 0).await?;
    phone.hang_up(SOON).await?;
    Ok(())
}

#[tokio::test]
async fn a_line_that_vanishes_in_mid_frame_closes_its_call() -> anyhow::Result<()> {
    let Answered { server, line, answer } = answered(6).await?;
    let mut phone = open(&server, &line, &answer).await?;
    phone.listen("the greeting", SOON, |noticed| noticed.heard_ms > 0).await?;
    phone.into_socket().vanish().await?;
    assert_eq!(end_of(&server, &line).await?, "LINE_LOST");
    Ok(())
}

#[tokio::test]
async fn a_token_lets_one_stream_in() -> anyhow::Result<()> {
    let Answered { server, line, answer } = answered(7).await?;
    let mut phone = open(&server, &line, &answer).await?;
    phone.listen("the greeting", SOON, |noticed| noticed.heard_ms > 0).await?;
    let thief = Line { stream: identity::sid("MZ", "thief", 7), ..line.clone() };
    let mut second = open(&server, &thief, &answer).await?.into_socket();
    assert_eq!(second.until_closed(SOON).await?, POLICY, "another stream with the same token");
    let mut again = open(&server, &line, &answer).await?.into_socket();
    assert_eq!(again.until_closed(SOON).await?, POLICY, "the same stream again");
    let heard = phone.noticed().heard_ms;
    phone.listen("the first goes on", SOON, |noticed| noticed.heard_ms > heard).await?;
    phone.hang_up(SOON).await?;
    Ok(())
}

#[tokio::test]
async fn a_token_fits_its_own_call_only() -> anyhow::Result<()> {
    let Answered { server, line, answer } = answered(8).await?;
    let (other, _) = ring(&server, 9).await?;
    for (who, token) in [(&other, answer.token()?), (&line, String::new()), (&line, "1.2.3".to_owned())] {
        let mut socket = MediaSocket::open(&server, &answer.stream_url()?).await?;
        socket.connected().await?;
        socket.start(who, &token).await?;
        assert_eq!(socket.until_closed(SOON).await?, POLICY, "{token}");
    }
    let mut phone = open(&server, &line, &answer).await?;
    phone.listen("its own call gets in", SOON, |noticed| noticed.heard_ms > 0).await?;
    phone.hang_up(SOON).await?;
    Ok(())
}

#[tokio::test]
async fn who_never_starts_is_cut_off_after_five_seconds() -> anyhow::Result<()> {
    let Answered { server, line: _, answer } = answered(10).await?;
    let mut socket = MediaSocket::open(&server, &answer.stream_url()?).await?;
    let opened = tokio::time::Instant::now();
    socket.connected().await?;
    socket.until_closed(SOON).await?;
    let waited = opened.elapsed();
    assert!(waited >= Duration::from_secs(4) && waited < Duration::from_secs(8), "{waited:?}");
    Ok(())
}

#[tokio::test]
async fn the_handshake_is_signed() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?.signed()).await?;
    let (line, answer) = ring(&server, 11).await?;
    let url = answer.stream_url()?;
    for signature in [None, Some(""), Some("HXrgvHt0qTHu33oSxSjpOvWtO60=")] {
        let refused = MediaSocket::open_with(&server, &url, signature).await;
        let error = refused.err().map(|error| format!("{error:#}")).unwrap_or_default();
        assert!(error.contains("403"), "{signature:?}: {error}");
    }
    let mut phone = open(&server, &line, &answer).await?;
    phone.listen("the greeting", SOON, |noticed| noticed.heard_ms > 0).await?;
    phone.hang_up(SOON).await?;
    Ok(())
}

#[tokio::test]
async fn a_call_under_way_is_finished_before_the_server_stops() -> anyhow::Result<()> {
    let Answered { server, line, answer } = answered(12).await?;
    let setup = server.setup().clone();
    let mut phone = open(&server, &line, &answer).await?;
    phone.listen("the greeting", SOON, |noticed| noticed.heard_ms > 0).await?;
    let talking = async {
        phone.listen("the line is still up", SOON, |noticed| noticed.heard_ms > 400).await?;
        phone.hang_up(SOON).await
    };
    tokio::try_join!(server.stop(), talking)?;
    let after = Server::start(&setup).await?;
    assert_eq!(end_of(&after, &line).await?, "CALLER_HUNG_UP");
    Ok(())
}
