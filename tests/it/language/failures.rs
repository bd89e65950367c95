//! Endpoints that fail, before the first token and after it.

use std::{sync::Arc, time::Duration};

use acceptance::standins::openai::{OpenAi as Endpoint, Reply};
use media::provider::{
    Conversation, Fallback, ProviderError, Thought, local::Receptionist, openai::Patience,
};
use tokio_util::task::TaskTracker;

use super::{client, conversation, sentence, thoughts};

const MS: fn(u64) -> Duration = Duration::from_millis;

/// So short that a stall is over before the test is.
fn impatient() -> Patience {
    Patience { connect: MS(500), first_token: MS(300), idle: MS(300), all: MS(1500), tries: 3 }
}

#[tokio::test]
async fn busy_and_broken_endpoints_are_asked_again_within_bounds() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan(Reply::refuses(429, "rate_limit_exceeded").with_header("retry-after", "0.2"));
    endpoint.plan(Reply::refuses(500, "server_error"));
    endpoint.plan(Reply::says("שלום."));
    let told = thoughts(&client(&endpoint, Patience::default())?, conversation("שלום")).await?;
    assert_eq!((told, endpoint.asked().len()), (vec![sentence("שלום."), Thought::Done], 3));

    (0..5).for_each(|_| endpoint.plan(Reply::refuses(503, "overloaded")));
    let failed = thoughts(&client(&endpoint, Patience::default())?, conversation("שלום")).await;
    assert!(matches!(failed, Err(ProviderError::Unavailable { .. })), "{failed:?}");
    assert_eq!(endpoint.asked().len(), 3 + 3, "three tries and no more");
    Ok(())
}

#[tokio::test]
async fn who_asks_for_more_patience_than_a_caller_has_is_not_asked_again() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    for header in ["retry-after", "retry-after-ms"] {
        endpoint.plan(Reply::refuses(429, "rate_limit_exceeded").with_header(header, "60000"));
        let failed = thoughts(&client(&endpoint, Patience::default())?, conversation("שלום")).await;
        assert!(matches!(failed, Err(ProviderError::Unavailable { .. })), "{header}: {failed:?}");
    }
    assert_eq!(endpoint.asked().len(), 2);
    Ok(())
}

#[tokio::test]
async fn what_no_repeat_mends_is_refused_at_once_and_names_no_secret() -> anyhow::Result<()> {
    for (status, code, everybody) in [
        (401, "invalid_api_key", true),
        (403, "unsupported_country", true),
        (400, "bad_request", false),
        (404, "model_not_found", true),
        (429, "insufficient_quota", true),
    ] {
        let endpoint = Endpoint::start()?;
        endpoint.plan(Reply::refuses(status, code));
        let failed = thoughts(&client(&endpoint, Patience::default())?, conversation("שלום")).await;
        let Err(error @ (ProviderError::Refused { .. } | ProviderError::Barred { .. })) = failed else {
            anyhow::bail!("{status}: {failed:?}")
        };
        assert_eq!(matches!(error, ProviderError::Barred { .. }), everybody, "{error}");
        assert!(error.to_string().contains(code) && !error.to_string().contains("sk-"), "{error}");
        assert_eq!(endpoint.asked().len(), 1, "{status}");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_shows_in_no_debug_output() -> anyhow::Result<()> {
    let model = client(&Endpoint::start()?, Patience::default())?;
    assert!(!format!("{model:?}").contains("sk-secret"), "{model:?}");
    Ok(())
}

#[tokio::test]
async fn an_endpoint_that_stalls_or_drops_before_its_first_token_is_asked_again() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan(Reply::says("שלום.").stalling_after(1));
    endpoint.plan(Reply::says("שלום.").cut_after(1));
    endpoint.plan(Reply::says("שלום."));
    let told = thoughts(&client(&endpoint, impatient())?, conversation("שלום")).await?;
    assert_eq!(told, [sentence("שלום."), Thought::Done]);
    assert_eq!(endpoint.asked().len(), 3);
    (0..3).for_each(|_| endpoint.plan(Reply::says("שלום.").after(MS(5000))));
    let failed = thoughts(&client(&endpoint, impatient())?, conversation("שלום")).await;
    assert!(matches!(failed, Err(ProviderError::TimedOut { .. })), "{failed:?}");
    Ok(())
}

#[tokio::test]
async fn an_answer_that_breaks_off_does_nothing_and_is_not_done() -> anyhow::Result<()> {
    let told = serde_json::json!({ "city": "חיפה", "name": "נועה לוי" });
    for reply in [
        Reply::says("רגע אחד. אני").and_calls("capture_lead", &told).cut_after(9),
        Reply::says("רגע אחד. אני").and_calls("capture_lead", &told).stalling_after(9),
        Reply::says("רגע אחד.").finishing("content_filter"),
    ] {
        let endpoint = Endpoint::start()?;
        endpoint.plan(reply.clone());
        let told = thoughts(&client(&endpoint, impatient())?, conversation("בחיפה")).await?;
        assert!(!told.contains(&Thought::Done), "{reply:?}: {told:?}");
        assert!(told.iter().all(|thought| matches!(thought, Thought::Sentence(_))), "{reply:?}: {told:?}");
        assert_eq!(endpoint.asked().len(), 1, "what was begun is not asked again: {reply:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_empty_answer_is_a_failure() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan(Reply::says(" "));
    assert_eq!(thoughts(&client(&endpoint, impatient())?, conversation("שלום")).await?, []);
    Ok(())
}

fn with_receptionist(endpoint: &Endpoint) -> anyhow::Result<Fallback> {
    let model = Arc::new(client(endpoint, impatient())?);
    Ok(Fallback::new(model, Arc::new(Receptionist), MS(1800), TaskTracker::new()))
}

/// What the receptionist says to this.
async fn receptionist(conversation: Conversation) -> anyhow::Result<Vec<Thought>> {
    Ok(thoughts(&Receptionist, conversation).await?)
}

#[tokio::test]
async fn the_receptionist_takes_over_what_the_model_cannot_answer() -> anyhow::Result<()> {
    let asked = || conversation("אני מחפשת דירה בחיפה");
    for reply in [Reply::refuses(401, "invalid_api_key"), Reply::says(" "), Reply::says("שלום").cut_after(3)]
    {
        let endpoint = Endpoint::start()?;
        endpoint.plan(reply.clone());
        let told = thoughts(&with_receptionist(&endpoint)?, asked()).await?;
        assert_eq!(told, receptionist(asked()).await?, "{reply:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_that_broke_off_is_finished_unless_it_had_asked_something() -> anyhow::Result<()> {
    let asked = || conversation("אני מחפשת דירה בחיפה");
    let endpoint = Endpoint::start()?;
    let model = with_receptionist(&endpoint)?;
    endpoint.plan(Reply::says("בשמחה! אני").cut_after(4));
    let told = thoughts(&model, asked()).await?;
    assert_eq!(told[0], sentence("בשמחה!"));
    assert_eq!(told[1..], receptionist(asked()).await?);

    let endpoint = Endpoint::start()?;
    endpoint.plan(Reply::says("כמה חדרים? אני").cut_after(5));
    let told = thoughts(&with_receptionist(&endpoint)?, asked()).await?;
    assert_eq!(told, [sentence("כמה חדרים?"), Thought::Done]);
    Ok(())
}

#[tokio::test]
async fn a_dead_endpoint_is_not_waited_for_at_every_turn() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    let model = with_receptionist(&endpoint)?;
    (0..3).for_each(|_| endpoint.plan(Reply::refuses(500, "server_error")));
    for _ in 0..4 {
        let told = thoughts(&model, conversation("שלום")).await?;
        assert_eq!(told.last(), Some(&Thought::Done));
    }
    assert_eq!(endpoint.asked().len(), 3, "the first turn's tries, and none of the next turns'");
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_none_costs_one_request_and_not_one_a_turn() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    let model = with_receptionist(&endpoint)?;
    (0..4).for_each(|_| endpoint.plan(Reply::refuses(401, "invalid_api_key")));
    for _ in 0..4 {
        let told = thoughts(&model, conversation("שלום")).await?;
        assert_eq!(told, receptionist(conversation("שלום")).await?);
    }
    assert_eq!(endpoint.asked().len(), 1);
    Ok(())
}
