//! The ways out of a conversation with a machine: a person, a call back, a message; and no call without a lead.

use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity,
    server::NUMBER,
    twilio::{
        Line, MediaSocket, Phone, Twilio,
        phone::Noticed,
        webhooks::{AFTER, CALL_STATUS, TRANSFER_STATUS, VOICE},
    },
    wait,
};
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(20);
const PERSON: &str = "+97235550101";

async fn talking(server: &Server, line: &Line) -> anyhow::Result<Phone> {
    let answer = Twilio::of(server).deliver(VOICE, &line.incoming()).await?;
    assert!(answer.body.contains(&format!("{AFTER}</Redirect>")), "{}", answer.body);
    let mut socket = MediaSocket::open(server, &answer.stream_url()?).await?;
    socket.connected().await?;
    socket.start(line, &answer.token()?).await?;
    let mut phone = Phone::new(line.clone(), socket);
    phone.listen("the greeting", SOON, |noticed| noticed.heard_ms > 300).await?;
    Ok(phone)
}

/// The call, once this shows.
async fn call(dashboard: &Dashboard, line: &Line, shows: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
    let query = "query($sid: ID!) { call(callSid: $sid) { status endReason summary
        lead { phone notes { text } } } }";
    wait::until("the call shows it", SOON, async || {
        let mut answer = dashboard.ask(query, json!({ "sid": line.call })).await?;
        let call = answer["call"].take();
        Ok(if shows(&call) { Ok(call) } else { Err(call) })
    })
    .await
}

fn noted(call: &Value, words: &str) -> bool {
    let notes = call["lead"]["notes"].as_array();
    notes.into_iter().flatten().any(|note| note["text"].as_str().is_some_and(|text| text.contains(words)))
}

async fn hand_calls_to(dashboard: &Dashboard, number: Value) -> anyhow::Result<()> {
    let update = "mutation($input: UpdateBusinessSettingsInput!) { updateBusinessSettings(input: $input) {
        business { transferNumber } userErrors { field } } }";
    let answer = dashboard.ask(update, json!({ "input": { "transferNumber": number } })).await?;
    assert_eq!(answer["updateBusinessSettings"]["business"]["transferNumber"], number, "{answer}");
    Ok(())
}

#[tokio::test]
async fn two_is_a_person_on_the_line() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?.signed()).await?;
    let (twilio, dashboard) = (Twilio::of(&server), Dashboard::of_owner(&server).await?);
    hand_calls_to(&dashboard, json!(PERSON)).await?;
    let line = Line::new("keys", 1, &identity::caller(401), NUMBER);
    let mut phone = talking(&server, &line).await?;
    phone.press('2').await?;
    let noticed = phone.listen("the stream is closed", SOON, |noticed| noticed.closed.is_some()).await?;
    assert_eq!(noticed.closed, Some(Some(1000)), "{noticed:?}");

    let answer = twilio.deliver(AFTER, &line.incoming()).await?;
    assert!(answer.body.contains(&format!("<Number>{PERSON}</Number>")), "{}", answer.body);
    let mut over = line.incoming();
    over.push(("DialCallStatus".to_owned(), "completed".to_owned()));
    let answer = twilio.deliver(TRANSFER_STATUS, &over).await?;
    assert!(answer.body.contains("<Hangup/>"), "{}", answer.body);
    let call = call(&dashboard, &line, |call| call["endReason"] == "TRANSFERRED").await?;
    assert_eq!(call["lead"]["phone"], json!(line.from), "{call}");
    let query =
        "query($id: ID!) { history(entity: CALL, id: $id, first: 50) { edges { node { eventType } } } }";
    // The history is a read model of its own: it may have the end a moment after the call has.
    wait::until("the transfer is in the call's history", SOON, async || {
        let history = dashboard.ask(query, json!({ "id": line.call })).await?.to_string();
        let told = history.contains("TransferRequested") && history.contains("TransferReported");
        Ok(if told { Ok(()) } else { Err(history) })
    })
    .await
}

#[tokio::test]
async fn every_key_leaves_something_for_people_to_do() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let (twilio, dashboard) = (Twilio::of(&server), Dashboard::of_owner(&server).await?);
    for (number, keys, words) in [(2, "1", "שיחזרו"), (3, "2", "נציג"), (4, "3#", "הודעה")] {
        let line = Line::new("keys", number, &identity::caller(400 + number), NUMBER);
        let mut phone = talking(&server, &line).await?;
        for key in keys.chars() {
            phone.press(key).await?;
            let heard = phone.noticed().heard_ms;
            // Only what was heard was said: the next key comes when the answer is out.
            let answered = |noticed: &Noticed| {
                let quiet = noticed.now_ms.saturating_sub(noticed.last_heard_ms.unwrap_or_default());
                noticed.closed.is_some() || (noticed.heard_ms > heard + 300 && quiet > 600)
            };
            phone.listen("an answer", SOON, answered).await?;
        }
        phone.listen("goodbye", SOON, |noticed| noticed.closed.is_some()).await?;
        let answer = twilio.deliver(AFTER, &line.incoming()).await?;
        assert!(answer.body.contains("<Hangup/>") && !answer.body.contains("<Dial"), "{}", answer.body);
        let call = call(&dashboard, &line, |call| noted(call, words)).await?;
        assert_eq!(call["lead"]["phone"], json!(line.from), "{keys}: {call}");
    }
    Ok(())
}

#[tokio::test]
async fn however_a_call_fails_its_number_is_a_lead() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let (twilio, dashboard) = (Twilio::of(&server), Dashboard::of_owner(&server).await?);
    let line = |number| Line::new("failing", number, &identity::caller(410 + number), NUMBER);

    // Rang, and nothing more was ever heard of it.
    twilio.deliver(VOICE, &line(1).incoming()).await?;
    // Only its end was told.
    twilio.deliver(CALL_STATUS, &line(2).status("failed", 1, None)).await?;
    // Its stream was not let in.
    let answer = twilio.deliver(VOICE, &line(3).incoming()).await?;
    let mut socket = MediaSocket::open(&server, &answer.stream_url()?).await?;
    socket.connected().await?;
    socket.start(&line(3), "forged").await?;
    socket.until_closed(SOON).await?;
    // Its line vanished in the greeting.
    talking(&server, &line(4)).await?.into_socket().vanish().await?;

    for number in 1..=4 {
        let line = line(number);
        let found = call(&dashboard, &line, |call| call["lead"]["phone"] == json!(line.from)).await?;
        assert!(found["lead"].is_object(), "{number}: {found}");
    }
    Ok(())
}
