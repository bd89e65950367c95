//! What the model is asked.

use std::sync::Arc;

use acceptance::standins::openai::{OpenAi as Endpoint, Reply};
use domain::{lead::LeadFact, values::TimeSlot};
use jiff::{Timestamp, civil::date};
use media::{
    Brief, Earlier,
    provider::{Conversation, Message, Thought, Tool, ToolCall, ToolResult, openai::Patience},
};
use serde_json::{Value, json};

use super::{brief, caller, client, conversation, thoughts};

fn at(day: i8, hour: i8) -> Timestamp {
    date(2026, 11, day).at(hour, 0, 0, 0).in_tz("Asia/Jerusalem").expect("a zone").timestamp()
}

fn hour(day: i8, hour: i8) -> TimeSlot {
    TimeSlot::new(at(day, hour), at(day, hour + 1)).expect("a slot")
}

async fn asked(conversation: Conversation) -> anyhow::Result<Value> {
    let endpoint = Endpoint::start()?;
    thoughts(&client(&endpoint, Patience::default())?, conversation).await?;
    let asked = endpoint.asked();
    assert_eq!(asked[0].authorization, "Bearer sk-secret");
    Ok(asked[0].body.clone())
}

#[tokio::test]
async fn settings_and_strict_schemas_go_with_every_request() -> anyhow::Result<()> {
    let body = asked(conversation("שלום")).await?;
    assert_eq!(
        (&body["model"], &body["max_tokens"], &body["stream"]),
        (&json!("gpt-4o-mini"), &json!(180), &json!(true))
    );
    assert!((body["temperature"].as_f64().unwrap_or_default() - 0.3).abs() < 1e-6);
    let tools = body["tools"].as_array().expect("tools");
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["function"]["name"].as_str()).collect();
    assert_eq!(
        names,
        ["capture_lead", "check_availability", "book_meeting", "transfer_to_human", "end_call"]
    );
    for tool in tools.iter().map(|tool| &tool["function"]) {
        assert_eq!(
            (&tool["strict"], &tool["parameters"]["additionalProperties"]),
            (&json!(true), &json!(false))
        );
        let fields = tool["parameters"]["properties"].as_object().expect("fields");
        let required = tool["parameters"]["required"].as_array().expect("required");
        assert_eq!(fields.len(), required.len(), "strict asks for every field: {tool}");
    }
    Ok(())
}

#[tokio::test]
async fn the_prompt_tells_the_time_the_caller_and_what_was_said_before() -> anyhow::Result<()> {
    let mut known = domain::lead::LeadDetails::default();
    known.set(LeadFact::Name("נועה לוי".to_owned()));
    let prompt = domain::call::PromptUsed { channel: domain::values::Channel::Calls, version: 3 };
    let brief = Brief {
        prompt: Some((prompt, "את לאה של נדל״ן העיר.".to_owned())),
        known,
        earlier: vec![Earlier { at: at(20, 9), text: "חיפשה דירה בחיפה".to_owned() }],
        free: vec![hour(24, 16)],
        ..brief()
    };
    let body = asked(Conversation { brief: Arc::new(brief), ..conversation("שלום") }).await?;
    let system = body["messages"][0]["content"].as_str().expect("a prompt");
    for part in [
        "את לאה של נדל״ן העיר.",
        "יום ראשון 2026-11-22T09:00 (Asia/Jerusalem)",
        "+972525550100",
        "נועה לוי",
        "חיפשה דירה בחיפה",
        "יום שלישי 2026-11-24T16:00",
    ] {
        assert!(system.contains(part), "{part} is not in:\n{system}");
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_of_a_tool_follows_its_call_whenever_it_came() -> anyhow::Result<()> {
    let capture = ToolCall {
        id: "local-1".to_owned(),
        tool: Tool::CaptureLead { facts: vec![LeadFact::City("חיפה".to_owned())], utterance: Some(0) },
    };
    let look =
        ToolCall { id: "openai-2".to_owned(), tool: Tool::CheckAvailability { day: None, after: None } };
    let mut talk = conversation("בחיפה");
    talk.messages.extend([
        Message::Agent { text: "רשמתי.".to_owned() },
        Message::ToolCall(capture),
        Message::ToolCall(look),
        Message::ToolResult { id: "openai-2".to_owned(), result: ToolResult::Free(vec![hour(24, 16)]) },
        Message::Agent { text: "יש לי ביום שלישי.".to_owned() },
        caller(1, "מצוין"),
        // The first tool was slow: the caller spoke meanwhile.
        Message::ToolResult { id: "local-1".to_owned(), result: ToolResult::Captured },
        Message::Key { digit: '2' },
        Message::Silence,
    ]);
    let body = asked(talk).await?;
    let messages = body["messages"].as_array().expect("messages");
    let roles: Vec<&str> = messages.iter().filter_map(|message| message["role"].as_str()).collect();
    assert_eq!(
        roles,
        ["system", "assistant", "user", "assistant", "tool", "tool", "assistant", "user", "user", "user"]
    );
    let calls = messages[3]["tool_calls"].as_array().expect("calls");
    assert_eq!((calls.len(), &calls[0]["id"], &calls[1]["id"]), (2, &json!("local-1"), &json!("openai-2")));
    assert_eq!(calls[0]["function"]["arguments"], r#"{"city":"חיפה"}"#);
    assert_eq!(
        (&messages[4]["tool_call_id"], &messages[4]["content"]),
        (&json!("local-1"), &json!("written down"))
    );
    assert!(
        messages[5]["content"].as_str().is_some_and(|text| text.contains("2026-11-24T16:00")),
        "{}",
        messages[5]
    );
    Ok(())
}

#[tokio::test]
async fn a_long_call_is_remembered_from_its_latest_part_on() -> anyhow::Result<()> {
    let mut talk = conversation("ההתחלה");
    for number in 1..400 {
        talk.messages
            .push(Message::Agent { text: "עוד שאלה על הדירה ועל השכונה?".to_owned() });
        talk.messages.push(caller(number, &format!("תשובה מספר {number} של הפונה")));
    }
    let body = asked(talk).await?;
    let text = body["messages"].to_string();
    assert!(text.contains("תשובה מספר 399") && !text.contains("ההתחלה"));
    assert!(text.chars().count() < 25_000, "{}", text.chars().count());
    Ok(())
}

#[tokio::test]
async fn an_endpoint_may_be_anywhere() -> anyhow::Result<()> {
    // A slash at the end of its address is no other address.
    let endpoint = Endpoint::start()?;
    endpoint.plan(Reply::says("שלום."));
    let options = media::provider::openai::Options {
        key: media::provider::openai::Key::new("none").expect("a key"),
        base_url: format!("{}/", endpoint.base_url()).parse()?,
        model: "llama".to_owned(),
        max_tokens: 100,
        temperature: 0.0,
        patience: Patience::default(),
    };
    let tasks = tokio_util::task::TaskTracker::new();
    let model = media::provider::OpenAi::new(options, Arc::new(super::NoChance), tasks)?;
    assert_eq!(thoughts(&model, conversation("שלום")).await?, [super::sentence("שלום."), Thought::Done]);
    assert_eq!(endpoint.asked()[0].body["model"], "llama");
    Ok(())
}
