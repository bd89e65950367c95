//! Whether the model is good for an answer, found out before anybody calls; and models that want to be asked otherwise.

use acceptance::standins::openai::{OpenAi as Endpoint, Reply};
use media::provider::{
    Fallback, Language as _, ProviderError, Thought, local::Receptionist, openai::Patience,
};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio_util::task::TaskTracker;

use super::{client, conversation, sentence, thoughts};

#[tokio::test]
async fn warming_up_has_the_configured_model_say_one_token() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    client(&endpoint, Patience::default())?.warm_up().await?;
    let asked = endpoint.warmed_up();
    assert_eq!(asked.len(), 1);
    assert_eq!((&asked[0].body["model"], &asked[0].body["max_tokens"]), (&json!("gpt-4o-mini"), &json!(1)));
    assert_eq!(
        (endpoint.hung_up(), endpoint.asked().len()),
        (0, 0),
        "its connection is left as it was found"
    );
    Ok(())
}

#[tokio::test]
async fn warming_up_tells_by_name_what_keeps_the_model_from_answering() -> anyhow::Result<()> {
    for (status, code, tries) in [
        (401, "invalid_api_key", 1),
        (404, "model_not_found", 1),
        (429, "insufficient_quota", 1),
        (429, "rate_limit_exceeded", 3),
        (500, "server_error", 3),
    ] {
        let endpoint = Endpoint::start()?;
        (0..4).for_each(|_| endpoint.plan_warm_up(Reply::refuses(status, code)));
        let Err(error) = client(&endpoint, Patience::default())?.warm_up().await else {
            anyhow::bail!("{status} {code}: it is said to be ready")
        };
        let told = error.to_string();
        assert!(told.contains(code) && told.contains(&status.to_string()) && !told.contains("sk-"), "{told}");
        assert_eq!(endpoint.warmed_up().len(), tries, "{code}");
    }
    Ok(())
}

#[tokio::test]
async fn an_endpoint_that_stalls_is_not_ready_within_bounds() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    (0..3).for_each(|_| endpoint.plan_warm_up(Reply::says("ש").stalling_after(0)));
    let ms = Duration::from_millis;
    let short = Patience { connect: ms(500), first_token: ms(100), idle: ms(100), all: ms(1000), tries: 2 };
    let failed = client(&endpoint, short)?.warm_up().await;
    assert!(matches!(failed, Err(ProviderError::TimedOut { .. })), "{failed:?}");
    Ok(())
}

#[tokio::test]
async fn a_reasoning_model_is_asked_without_what_it_refuses_from_its_first_refusal_on() -> anyhow::Result<()>
{
    let endpoint = Endpoint::start()?;
    for setting in ["max_tokens", "temperature"] {
        endpoint.does_not_take(setting);
    }
    endpoint.plan(Reply::says("שלום."));
    let model = client(&endpoint, Patience::default())?;
    // A clone is the same process.
    let told = thoughts(&model.clone(), conversation("שלום")).await?;
    assert_eq!(told, [sentence("שלום."), Thought::Done]);
    let bodies: Vec<_> = endpoint.asked().into_iter().map(|asked| asked.body).collect();
    assert_eq!(bodies.len(), 3, "a refusal for each, and the answer");
    assert_eq!((bodies[0]["max_tokens"].as_u64(), bodies[0].get("max_completion_tokens")), (Some(180), None));
    assert_eq!(
        (&bodies[2]["max_completion_tokens"], bodies[2].get("max_tokens"), bodies[2].get("temperature")),
        (&json!(180), None, None)
    );
    thoughts(&model, conversation("שלום")).await?;
    assert_eq!(endpoint.asked().len(), 4, "it is not found out again");
    Ok(())
}

#[tokio::test]
async fn a_warm_up_finds_out_how_the_model_wants_to_be_asked() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.does_not_take("max_tokens");
    let model = client(&endpoint, Patience::default())?;
    model.warm_up().await?;
    let asked = endpoint.warmed_up();
    // One token would be refused: the model thinks before it speaks.
    assert_eq!((asked.len(), &asked[1].body["max_completion_tokens"]), (2, &json!(180)));
    thoughts(&model, conversation("שלום")).await?;
    assert_eq!(endpoint.asked().len(), 1, "no caller waits for a refusal");
    Ok(())
}

#[tokio::test]
async fn a_model_known_to_refuse_everybody_keeps_no_caller_waiting() -> anyhow::Result<()> {
    let endpoint = Endpoint::start()?;
    endpoint.plan_warm_up(Reply::refuses(404, "model_not_found"));
    let model = Arc::new(client(&endpoint, Patience::default())?);
    let both = Fallback::new(model, Arc::new(Receptionist), Duration::from_secs(6), TaskTracker::new());
    assert!(both.warm_up().await.is_err());
    let told = thoughts(&both, conversation("שלום")).await?;
    assert_eq!(told.last(), Some(&Thought::Done));
    assert_eq!(endpoint.asked().len(), 0);
    Ok(())
}
