//! What an answer becomes.

use std::time::Duration;

use acceptance::standins::openai::{OpenAi as Endpoint, Reply};
use domain::{
    lead::LeadFact,
    values::{Intent, Money, Rooms},
};
use jiff::civil::{date, time};
use media::provider::{Language as _, Thought, Tool, openai::Patience};
use serde_json::{Value, json};
use tokio_util::task::TaskTracker;

use super::{client, conversation, sentence, thoughts};

fn told() -> Value {
    json!({ "name": "נועה לוי", "intent": "BUY", "city": "חיפה", "neighborhood": null, "property_kind": null,
        "rooms": 3.5, "budget": 2_400_000, "email": null })
}

fn tools(thoughts: &[Thought]) -> Vec<Tool> {
    let tool =
        |thought: &Thought| if let Thought::Call(call) = thought { Some(call.tool.clone()) } else { None };
    thoughts.iter().filter_map(tool).collect()
}

#[tokio::test]
async fn sentences_come_while_the_answer_is_still_being_written() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    // After its first sentence the answer stalls: what was told by then came before the end.
    endpoint.plan(Reply::says("שלום נועה! באיזו עיר מחפשים?").stalling_after(5));
    let mut thoughts = client(&endpoint, Patience::default())?.think(conversation("שלום").into()).await?;
    assert_eq!(thoughts.recv().await, Some(Thought::Begun));
    assert_eq!(thoughts.recv().await, Some(sentence("שלום נועה!")));
    Ok(())
}

#[tokio::test]
async fn a_first_token_is_told_before_there_is_a_sentence_or_a_deed() -> anyhow::Result<()> {
    // The role, and one piece of the words or of the call.
    for reply in [Reply::says("שלום נועה! באיזו עיר?"), Reply::calls("capture_lead", &told())]
    {
        let endpoint = Endpoint::start()?;
        endpoint.plan(reply.clone().stalling_after(2));
        let mut thoughts = client(&endpoint, Patience::default())?.think(conversation("שלום").into()).await?;
        assert_eq!(thoughts.recv().await, Some(Thought::Begun), "{reply:?}");
        assert!(thoughts.try_recv().is_err(), "nothing else was there yet: {reply:?}");
    }
    Ok(())
}

#[tokio::test]
async fn words_and_deeds_of_one_answer_are_told_in_order() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan(Reply::says("נעים מאוד. כמה חדרים?").and_calls("capture_lead", &told()));
    let told = thoughts(&client(&endpoint, Patience::default())?, conversation("קוראים לי נועה לוי")).await?;
    assert_eq!(told[..2], [sentence("נעים מאוד."), sentence("כמה חדרים?")]);
    assert_eq!(told.last(), Some(&Thought::Done));
    let facts = vec![
        LeadFact::Name("נועה לוי".to_owned()),
        LeadFact::Intent(Intent::Buy),
        LeadFact::City("חיפה".to_owned()),
        LeadFact::Rooms(Rooms::halves(7)),
        LeadFact::Budget(Money::shekels(2_400_000)),
    ];
    assert_eq!(tools(&told), [Tool::CaptureLead { facts, utterance: None }]);
    Ok(())
}

#[tokio::test]
async fn several_calls_whose_arguments_come_in_pieces_are_all_understood() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan(
        Reply::calls("check_availability", &json!({ "day": "2026-11-24", "after": "16:00" }))
            .and_calls("book_meeting", &json!({ "start": "2026-11-24T16:00", "subject": "ביקור בדירה" }))
            .and_calls("transfer_to_human", &json!({}))
            .and_calls("end_call", &json!({ "summary": "נקבעה פגישה" })),
    );
    let told = thoughts(&client(&endpoint, Patience::default())?, conversation("ביום שלישי")).await?;
    let start = date(2026, 11, 24).at(16, 0, 0, 0).in_tz("Asia/Jerusalem")?.timestamp();
    assert_eq!(
        tools(&told),
        [
            Tool::CheckAvailability { day: Some(date(2026, 11, 24)), after: Some(time(16, 0, 0, 0)) },
            Tool::BookMeeting { start, subject: "ביקור בדירה".to_owned() },
            Tool::TransferToHuman,
            Tool::EndCall { summary: Some("נקבעה פגישה".to_owned()) },
        ]
    );
    assert!(matches!(&told[0], Thought::Sentence(_)), "nobody is handed over without a word: {told:?}");
    Ok(())
}

#[tokio::test]
async fn the_same_thought_at_the_same_place_is_the_same_deed() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    let model = client(&endpoint, Patience::default())?;
    let mut ids = Vec::new();
    for city in ["חיפה", "חיפה", "עכו"] {
        endpoint.plan(Reply::calls("capture_lead", &json!({ "city": city })));
        let told = thoughts(&model, conversation("בחיפה")).await?;
        let Some(Thought::Call(call)) = told.first() else { anyhow::bail!("{told:?}") };
        ids.push(call.id.clone());
    }
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2], "other arguments are another deed, though the endpoint gave both one id");
    Ok(())
}

#[tokio::test]
async fn a_bad_argument_goes_back_once_and_is_mended() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan(
        Reply::says("רגע.").and_calls("book_meeting", &json!({ "start": "tomorrow", "subject": "ביקור" })),
    );
    endpoint.plan(Reply::calls("book_meeting", &json!({ "start": "2026-11-24T16:00", "subject": "ביקור" })));
    let told = thoughts(&client(&endpoint, Patience::default())?, conversation("מחר")).await?;
    assert!(matches!(tools(&told)[..], [Tool::BookMeeting { .. }]), "{told:?}");
    let again = &endpoint.asked()[1];
    assert!(
        again.ends_with("tool") && again.last("tool").is_some_and(|text| text.contains("YYYY-MM-DDTHH:MM"))
    );
    Ok(())
}

#[tokio::test]
async fn bad_arguments_twice_are_told_to_the_caller_and_nothing_is_done() -> anyhow::Result<()> {
    let bad = [
        Reply::calls_with("capture_lead", r#"{"city": "חיפ"#),
        Reply::calls_with("capture_lead", r#"{"rooms": 400}"#),
        Reply::calls_with("capture_lead", r#"{"budget": -5}"#),
        Reply::calls_with("capture_lead", r#"{"name": "  "}"#),
        Reply::calls_with("capture_lead", r#"{"owner": true}"#),
        Reply::calls_with("book_meeting", r#"{"start": "2020-01-01T10:00", "subject": "ביקור"}"#),
        Reply::calls_with("book_meeting", "[1, 2]"),
        Reply::calls_with("check_availability", r#"{"day": "24/11"}"#),
        Reply::calls_with("delete_everything", "{}"),
        // One that is right beside one that is not: neither is done.
        Reply::calls("capture_lead", &json!({ "city": "עכו" })).and_calls("book_meeting", &json!({})),
    ];
    for reply in bad {
        let endpoint = Endpoint::start()?;
        endpoint.plan(reply.clone());
        endpoint.plan(reply.clone());
        let told = thoughts(&client(&endpoint, Patience::default())?, conversation("שלום")).await?;
        assert!(tools(&told).is_empty(), "{reply:?}: {told:?}");
        assert!(matches!(&told[..], [Thought::Sentence(_), Thought::Done]), "{reply:?}: {told:?}");
        assert_eq!(endpoint.asked().len(), 2, "asked again once, and no more");
    }
    Ok(())
}

#[tokio::test]
async fn who_closes_the_line_without_a_word_says_goodbye() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan(Reply::calls("end_call", &json!({ "summary": null })));
    let told = thoughts(&client(&endpoint, Patience::default())?, conversation("להתראות")).await?;
    assert!(
        matches!(&told[..], [Thought::Sentence(text), Thought::Call(_), Thought::Done] if text.contains("להתראות"))
    );
    Ok(())
}

#[tokio::test]
async fn an_answer_cut_by_its_limit_says_its_whole_sentences() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan(Reply::says("יש לי כמה אפשרויות. הראשונה היא ביום").finishing("length"));
    let told = thoughts(&client(&endpoint, Patience::default())?, conversation("מתי?")).await?;
    assert_eq!(told, [sentence("יש לי כמה אפשרויות."), Thought::Done]);
    Ok(())
}

#[tokio::test]
async fn who_goes_on_talking_closes_the_request() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan(Reply::says(&"עוד ועוד. ".repeat(200)).a_token_every(Duration::from_millis(20)));
    let mut thoughts = client(&endpoint, Patience::default())?.think(conversation("שלום").into()).await?;
    assert_eq!(thoughts.recv().await, Some(Thought::Begun));
    assert_eq!(thoughts.recv().await, Some(sentence("עוד ועוד.")));
    assert_eq!(endpoint.hung_up(), 0);
    drop(thoughts);
    closed(&endpoint).await?;

    // Before its first token it is the waiting itself that is dropped.
    endpoint.plan(Reply::says("שלום").stalling_after(0));
    let (model, endpoint_asked) = (client(&endpoint, Patience::default())?, endpoint.asked().len());
    let waiting =
        TaskTracker::new().spawn(async move { model.think(conversation("שלום").into()).await.map(drop) });
    acceptance::wait::until("it is asked", Duration::from_secs(5), async || {
        Ok(if endpoint.asked().len() > endpoint_asked { Ok(()) } else { Err("not yet") })
    })
    .await?;
    waiting.abort();
    acceptance::wait::until("the second is closed too", Duration::from_secs(5), async || {
        Ok(if endpoint.hung_up() == 2 { Ok(()) } else { Err(endpoint.hung_up()) })
    })
    .await
}

async fn closed(endpoint: &Endpoint) -> anyhow::Result<()> {
    acceptance::wait::until("the endpoint sees the connection closed", Duration::from_secs(5), async || {
        Ok(if endpoint.hung_up() == 1 { Ok(()) } else { Err(endpoint.hung_up()) })
    })
    .await
}
