//! Twilio's callbacks: signed, in any order, any number of times, all at once.

use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity, operator,
    server::NUMBER,
    setup::{PUBLIC, TOKEN},
    twilio::{
        Line, MediaSocket, Twilio,
        line::Form,
        signature::sign,
        webhooks::{CALL_STATUS, RECORDING_STATUS, STREAM_STATUS, VOICE},
    },
    wait,
};
use futures::future::try_join_all;
use proptest::{
    prelude::{Just, Strategy as _},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use serde_json::{Value, json};

const SEEN: Duration = Duration::from_secs(10);

fn without(form: Form, name: &str) -> Form {
    form.into_iter().filter(|(held, _)| held != name).collect()
}

fn changed(form: Form, name: &str, value: &str) -> Form {
    form.into_iter()
        .map(|(held, old)| if held == name { (held, value.to_owned()) } else { (held, old) })
        .collect()
}

#[tokio::test]
async fn a_wrong_signature_is_refused() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?.signed()).await?;
    let twilio = Twilio::of(&server);
    let line = Line::new("signatures", 1, &identity::caller(1), NUMBER);
    let form = line.incoming();
    let signature = sign(TOKEN, &format!("{PUBLIC}{VOICE}"), &form);
    let forged = [
        ("none", form.clone(), None),
        ("empty", form.clone(), Some(String::new())),
        ("another token", form.clone(), Some(sign("another", &format!("{PUBLIC}{VOICE}"), &form))),
        ("another address", form.clone(), Some(sign(TOKEN, &server.at(VOICE), &form))),
        ("a field changed", changed(form.clone(), "To", "+97235550101"), Some(signature.clone())),
        (
            "a field more",
            [form.clone(), vec![("Extra".into(), "1".into())]].concat(),
            Some(signature.clone()),
        ),
    ];
    for (what, form, signature) in forged {
        let answer = twilio.post_with(VOICE, &form, signature.as_deref()).await?;
        assert_eq!(answer.status, 403, "{what}: {answer:?}");
        assert_eq!(answer.problem()?["status"], 403);
    }
    for path in [CALL_STATUS, STREAM_STATUS, RECORDING_STATUS] {
        assert_eq!(twilio.post_with(path, &form, Some("forged")).await?.status, 403, "{path}");
    }
    let events =
        operator::run(server.setup(), &["log", "export", "--stream", &format!("call/{}", line.call)]).await?;
    assert_eq!(events.stdout, "", "nothing of it is in the log");

    // Twilio signs with the port or without it.
    let with_port = sign(TOKEN, &format!("{PUBLIC}:443{VOICE}"), &form);
    assert_eq!(twilio.post_with(VOICE, &form, Some(&with_port)).await?.status, 200);
    let answer = twilio.deliver(VOICE, &form).await?;
    assert!(answer.kind.starts_with("text/xml"), "{answer:?}");
    assert_eq!(answer.stream_url()?, "wss://crm.example.test/media/twilio");
    assert!(answer.body.contains("<Recording") && answer.body.contains("dual"), "{}", answer.body);
    assert!(!answer.token()?.is_empty());
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_read_is_named() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let twilio = Twilio::of(&server);
    let line = Line::new("unreadable", 1, &identity::caller(2), NUMBER);
    let unreadable = [
        (VOICE, without(line.incoming(), "CallSid"), "CallSid"),
        (VOICE, changed(line.incoming(), "CallSid", "CA12"), "CallSid"),
        (VOICE, Form::new(), "CallSid"),
        (CALL_STATUS, without(line.status("completed", 1, None), "CallSid"), "CallSid"),
        (CALL_STATUS, without(line.status("completed", 1, None), "CallStatus"), "CallStatus"),
        (STREAM_STATUS, without(line.stream_event("stream-started"), "StreamSid"), "StreamSid"),
        (STREAM_STATUS, without(line.stream_event("stream-started"), "StreamEvent"), "StreamEvent"),
        (STREAM_STATUS, changed(line.stream_event("stream-started"), "StreamSid", "MZé"), "StreamSid"),
        (RECORDING_STATUS, without(line.recording("completed", Some(3)), "RecordingSid"), "RecordingSid"),
        (
            RECORDING_STATUS,
            without(line.recording("completed", Some(3)), "RecordingStatus"),
            "RecordingStatus",
        ),
    ];
    for (path, form, field) in unreadable {
        let answer = twilio.post(path, &form).await?;
        assert_eq!(answer.status, 400, "{path} without {field}: {answer:?}");
        assert_eq!(answer.problem()?["field"], field, "{answer:?}");
    }
    // What Twilio may add tomorrow is no error.
    for (path, form) in [
        (CALL_STATUS, line.status("teleported", 1, None)),
        (STREAM_STATUS, line.stream_event("stream-admired")),
        (RECORDING_STATUS, line.recording("pressed-on-vinyl", None)),
        (CALL_STATUS, [line.status("ringing", 1, None), vec![("NewField".into(), "✓".into())]].concat()),
    ] {
        assert_eq!(twilio.post(path, &form).await?.status, 204, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn any_callback_may_be_the_first_word_of_a_call() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let (twilio, dashboard) = (Twilio::of(&server), Dashboard::of_owner(&server).await?);
    let line = |number| Line::new("first-word", number, &identity::caller(30 + number), NUMBER);

    let told = line(1);
    twilio.deliver(CALL_STATUS, &told.status("completed", 3, Some(7))).await?;
    let call = seen(&dashboard, &told, |call| call["status"] == "COMPLETED").await?;
    assert_eq!(
        (call["fromNumber"].as_str(), call["durationSeconds"].as_u64()),
        (Some(told.from.as_str()), Some(7))
    );

    // These do not say who is on the line; the call is there all the same, and shows as soon as something does.
    for (line, path, form) in [
        (line(2), STREAM_STATUS, line(2).stream_event("stream-stopped")),
        (line(3), RECORDING_STATUS, line(3).recording("completed", Some(9))),
    ] {
        assert_eq!(twilio.deliver(path, &form).await?.status, 204);
        let stream = format!("call/{}", line.call);
        let events =
            operator::run(server.setup(), &["log", "export", "--stream", &stream]).await?.json_lines()?;
        assert_eq!(events.len(), 1, "{path} is a fact: {events:?}");
        twilio.deliver(VOICE, &line.incoming()).await?;
        let call = seen(&dashboard, &line, |call| call["lead"].is_object()).await?;
        assert_eq!(call["fromNumber"], line.from.as_str(), "{call}");
    }
    let recorded = seen(&dashboard, &line(3), |call| call["recording"].is_object()).await?;
    assert_eq!(recorded["recording"]["status"], "COMPLETED");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_default_business_is_opened_once_on_sqlite() -> anyhow::Result<()> {
    default_business_once(Engine::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_default_business_is_opened_once_on_postgres() -> anyhow::Result<()> {
    default_business_once(Engine::Postgres).await
}

async fn default_business_once(engine: Engine) -> anyhow::Result<()> {
    let setup = Setup::empty(engine)?;
    let server = Server::start(&setup).await?;
    let twilio = Twilio::of(&server);
    // Different numbers and one number, all at once, on an installation that has nothing.
    let lines: Vec<Line> = (0..24)
        .map(|n| {
            Line::new(
                "default",
                n,
                &identity::caller(100 + n),
                if n % 2 == 0 { "+97235550150" } else { "+97235550151" },
            )
        })
        .collect();
    try_join_all(lines.iter().map(|line| async { twilio.deliver(VOICE, &line.incoming()).await })).await?;
    let events = operator::run(&setup, &["log", "export"]).await?.json_lines()?;
    let of = |category: &str, kind: &str| {
        let wanted = |e: &&Value| {
            e["stream"].as_str().is_some_and(|s| s.starts_with(category)) && e["event_type"] == kind
        };
        events.iter().filter(wanted).count()
    };
    assert_eq!(of("business/", "Opened"), 1);
    assert_eq!((of("number/", "Lent"), of("number/", "Claimed")), (2, 0));
    assert_eq!(of("call/", "LineIdentified"), 24);
    Ok(())
}

/// One delivery of Twilio's: where to, and what.
fn deliveries(line: &Line) -> Vec<(&'static str, Form)> {
    vec![
        (VOICE, line.incoming()),
        (CALL_STATUS, line.status("ringing", 0, None)),
        (CALL_STATUS, line.status("in-progress", 1, None)),
        (CALL_STATUS, line.status("completed", 2, Some(42))),
        (STREAM_STATUS, line.stream_event("stream-started")),
        (STREAM_STATUS, line.stream_event("stream-stopped")),
        (RECORDING_STATUS, line.recording("in-progress", None)),
        (RECORDING_STATUS, line.recording("completed", Some(41))),
    ]
}

/// Which delivery, in which order: each once to three times.
type Order = Vec<usize>;

fn orders() -> impl proptest::strategy::Strategy<Value = Order> {
    proptest::collection::vec(1_usize..=3, 8).prop_flat_map(|times| {
        let all: Order =
            times.into_iter().enumerate().flat_map(|(which, n)| std::iter::repeat_n(which, n)).collect();
        Just(all).prop_shuffle()
    })
}

#[test]
fn any_order_any_number_of_times_all_at_once_is_the_same_call_on_sqlite() -> anyhow::Result<()> {
    same_call(Engine::Sqlite, 20)
}

#[test]
fn any_order_any_number_of_times_all_at_once_is_the_same_call_on_postgres() -> anyhow::Result<()> {
    same_call(Engine::Postgres, 20)
}

fn same_call(engine: Engine, cases: u32) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let (server, dashboard) = runtime.block_on(async {
        let server = Server::start(&Setup::demo(engine)?).await?;
        let dashboard = Dashboard::of_owner(&server).await?;
        anyhow::Ok((server, dashboard))
    })?;
    let number = std::cell::Cell::new(0);
    // The same orders in every run: what fails here fails again.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 16, ..Config::default() };
    let checked = TestRunner::new_with_rng(config, rng).run(&orders(), |order| {
        number.set(number.get() + 1);
        let line = Line::new("any-order", number.get(), &identity::caller(500 + number.get()), NUMBER);
        runtime
            .block_on(deliver_all(&server, &dashboard, &line, &order))
            .map_err(|error| TestCaseError::fail(format!("{error:#}")))
    });
    checked.map_err(|error| anyhow::anyhow!("{error}"))
}

/// Delivers in that order, four at a time, while the call's media stream comes and goes among it.
async fn deliver_all(
    server: &Server,
    dashboard: &Dashboard,
    line: &Line,
    order: &Order,
) -> anyhow::Result<()> {
    use futures::{StreamExt as _, TryStreamExt as _};
    let twilio = Twilio::of(server);
    let all = deliveries(line);
    let webhooks = futures::stream::iter(order)
        .map(|&which| {
            let (path, form) = &all[which];
            twilio.deliver(path, form)
        })
        .buffer_unordered(4)
        .try_collect::<Vec<_>>();
    let stream = async {
        // The stream follows the voice webhook's answer, whatever else has come by then.
        let answer = twilio.deliver(VOICE, &line.incoming()).await?;
        let mut socket = MediaSocket::open(server, &answer.stream_url()?).await?;
        socket.connected().await?;
        socket.start(line, &answer.token()?).await?;
        socket.media(line, &[0xff; 160]).await?;
        socket.stop(line).await?;
        socket.until_closed(SEEN).await
    };
    tokio::try_join!(webhooks, stream)?;

    let normal = json!({
        "callSid": line.call, "direction": "INBOUND", "fromNumber": line.from, "toNumber": NUMBER, "status": "COMPLETED",
        "durationSeconds": 42, "endReason": "CALLER_HUNG_UP", "meetings": [], "lead": { "phone": line.from },
        "recording": { "recordingSid": line.recording, "status": "COMPLETED", "durationSeconds": 41 },
    });
    // Webhooks are answered when the log has them; the read models follow.
    seen(dashboard, line, |call| *call == normal).await?;
    let query = "query($phone: String!) { calls(first: 5, filter: { search: $phone }) { totalCount }
        leads(first: 5, filter: { search: $phone }) { totalCount } }";
    let found = dashboard.ask(query, json!({ "phone": line.from })).await?;
    anyhow::ensure!(
        found["calls"]["totalCount"] == 1 && found["leads"]["totalCount"] == 1,
        "not exactly one: {found}"
    );
    Ok(())
}

/// The call as the dashboard has it, once it is so far.
async fn seen(dashboard: &Dashboard, line: &Line, far: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
    let query = "query($sid: ID!) { call(callSid: $sid) {
        callSid direction fromNumber toNumber status durationSeconds endReason
        meetings { id } lead { phone } recording { recordingSid status durationSeconds } } }";
    wait::until("the call is so far", SEEN, async || {
        let mut answer = dashboard.ask(query, json!({ "sid": line.call })).await?;
        let call = answer["call"].take();
        Ok(if far(&call) { Ok(call) } else { Err(call) })
    })
    .await
}
