//! Whole calls with a language model behind them, and with one that dies.

use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity,
    standins::openai::{Asked, OpenAi as Endpoint, Reply},
    wait,
};
use anyhow::Context as _;
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};

use crate::calls::{CALL, place, settled, the_lead_is_known, the_meeting_stands_where_it_was_agreed};

const KEY: &str = "sk-of-the-test";

/// Next Tuesday, by the present the request tells.
fn tuesday(asked: &Asked) -> Option<Date> {
    let (_, now) = asked.body["messages"][0]["content"].as_str()?.rsplit_once("It is ")?;
    let today = now.split(' ').find_map(|word| word.get(..10)?.parse::<Date>().ok())?;
    today.nth_weekday(1, Weekday::Tuesday).ok()
}

/// A model that does what a good one does with the usual caller.
fn agent(asked: &Asked) -> Reply {
    let Some(day) = tuesday(asked) else { return Reply::refuses(400, "no_present") };
    let capture = |field: &str, value: Value| ("capture_lead", json!({ field: value }));
    if asked.ends_with("tool") {
        return match asked.last("tool").unwrap_or_default() {
            free if free.contains("free:") => Reply::says("ביום שלישי בארבע אחר הצהריים, מתאים לך?"),
            booked if booked.starts_with("booked:") => Reply::says("קבעתי לך פגישה. יש עוד משהו?"),
            _ => Reply::says("רשמתי."),
        };
    }
    let (answer, (tool, arguments)) = match asked.last("user").unwrap_or_default() {
        said if said.contains("לקנות") => {
            let told = json!({ "intent": "BUY", "city": "חיפה", "property_kind": "APARTMENT" });
            ("בשמחה! כמה חדרים מחפשים?", ("capture_lead", told))
        }
        said if said.contains("ארבעה חדרים") => ("ומה התקציב?", capture("rooms", json!(4))),
        said if said.contains("תקציב") => ("איך קוראים לך?", capture("budget", json!(2_400_000))),
        said if said.contains("קוראים לי") => {
            ("נעים מאוד, נועה. מתי נוח לך?", capture("name", json!("נועה לוי")))
        }
        said if said.contains("שלישי") => {
            ("רגע, אני בודקת.", ("check_availability", json!({ "day": day.to_string(), "after": "16:00" })))
        }
        said if said.contains("מתאים") => {
            let start = format!("{day}T16:00");
            ("", ("book_meeting", json!({ "start": start, "subject": "פגישה על דירה בחיפה" })))
        }
        said if said.contains("להתראות") => {
            ("תודה שהתקשרת, ולהתראות!", ("end_call", json!({ "summary": "מחפשת דירה בחיפה; נקבעה פגישה." })))
        }
        _ => return Reply::says("אפשר לחזור על זה?"),
    };
    Reply::says(answer).and_calls(tool, &arguments)
}

fn setup(endpoint: &Endpoint) -> anyhow::Result<Setup> {
    Ok(Setup::demo(Engine::Sqlite)?
        .with("LANGUAGE_PROVIDER", "openai")
        .with("OPENAI_API_KEY", KEY)
        .with("OPENAI_BASE_URL", &endpoint.base_url()))
}

fn agent_said(call: &Value) -> Vec<&str> {
    let turns = call["transcript"].as_array().into_iter().flatten();
    turns.filter(|turn| turn["speaker"] == "AGENT").filter_map(|turn| turn["text"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_takes_a_whole_call_to_a_lead_and_a_meeting() -> anyhow::Result<()> {
    let endpoint = Endpoint::thinking(agent)?;
    let setup = setup(&endpoint)?;
    let server = Server::start(&setup).await?;
    let from = identity::caller(70);
    let report = place(&setup, &server, &from).await?;
    let dashboard = Dashboard::of_owner(&server).await?;
    let call = settled(&dashboard, report["callSid"].as_str().context("no callSid")?).await?;
    the_lead_is_known(&dashboard, &call, &from).await?;
    the_meeting_stands_where_it_was_agreed(&dashboard, &call).await?;
    assert_eq!(call["summary"], "מחפשת דירה בחיפה; נקבעה פגישה.", "{call:#}");
    let said = agent_said(&call);
    assert!(said.contains(&"בשמחה! כמה חדרים מחפשים?"), "the model's words: {said:?}");
    for turn in call["transcript"].as_array().into_iter().flatten() {
        let version = if turn["speaker"] == "AGENT" { json!(1) } else { Value::Null };
        assert_eq!(turn["promptVersion"], version, "{turn}");
    }
    let metrics = server.client().get(server.at("/metrics")).send().await?.text().await?;
    assert!(metrics.contains("agentlocator_language_tokens_total"), "{metrics}");
    server.stop().await?;
    nothing_tells_the_key(&setup)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_dies_in_mid_call_is_stood_in_for() -> anyhow::Result<()> {
    let endpoint = Endpoint::thinking(agent)?;
    let setup = setup(&endpoint)?;
    let server = Server::start(&setup).await?;
    let from = identity::caller(71);
    let dies = async {
        wait::until("the model had some of the call", CALL, async || {
            let asked = endpoint.asked();
            let rooms =
                asked.iter().any(|asked| asked.last("user").is_some_and(|said| said.contains("ארבעה")));
            Ok(if rooms { Ok(()) } else { Err(asked.len()) })
        })
        .await?;
        endpoint.die();
        anyhow::Ok(())
    };
    let (report, died) = tokio::join!(place(&setup, &server, &from), dies);
    let (report, ()) = (report?, died?);
    let dashboard = Dashboard::of_owner(&server).await?;
    let call = settled(&dashboard, report["callSid"].as_str().context("no callSid")?).await?;
    the_lead_is_known(&dashboard, &call, &from).await?;
    the_meeting_stands_where_it_was_agreed(&dashboard, &call).await?;
    assert_eq!(call["endReason"], "AGENT_HUNG_UP", "{call:#}");
    let metrics = server.client().get(server.at("/metrics")).send().await?.text().await?;
    assert!(metrics.contains("agentlocator_language_fallbacks_total"), "{metrics}");
    server.stop().await
}

/// Neither the server's logs nor its database hold the key.
fn nothing_tells_the_key(setup: &Setup) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(setup.home())? {
        let path = entry?.path();
        if path.is_file() {
            let text = std::fs::read(&path)?;
            let told = text.windows(KEY.len()).any(|window| window == KEY.as_bytes());
            assert!(!told, "{} tells the key", path.display());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_dead_model_is_no_reason_not_to_start() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.die();
    let server = Server::start(&setup(&endpoint)?).await?;
    let warm = server.client().get(server.at("/warmup")).timeout(Duration::from_secs(20)).send().await?;
    let told = warm.text().await?;
    assert!(told.contains("openai"), "it says who is away: {told}");
    server.stop().await
}

#[tokio::test]
async fn a_model_there_is_not_is_told_by_name() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    (0..2).for_each(|_| endpoint.plan_warm_up(Reply::refuses(404, "model_not_found")));
    let server = Server::start(&setup(&endpoint)?).await?;
    wait::until("it was tried at the start", CALL, async || {
        Ok(if endpoint.warmed_up().is_empty() { Err("not yet") } else { Ok(()) })
    })
    .await?;
    let warm = server.client().get(server.at("/warmup")).timeout(Duration::from_secs(20)).send().await?;
    assert_eq!(warm.status().as_u16(), 503);
    let told: Value = warm.json().await?;
    assert!(told["openai"].as_str().is_some_and(|told| told.contains("model_not_found")), "{told}");
    server.stop().await
}
