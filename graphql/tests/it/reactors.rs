//! What reactors gave up on is seen and seen to, by whoever may.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::Event;
use domain::ids::BusinessId;
use domain::user::Role;
use eventlog::{Reactor, ReactorError, Recorded, Subscription};
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::rig::{Rig, done, refusal};

const LETTERS: &str =
    "{ deadLetters { id reactor position stream eventType attempts error failedAt retrying } }";
const REACTORS: &str = "{ reactors { name lag running deadLetters deferred } }";
const RETRY: &str = "mutation($input: DeadLetterInput!) { retryDeadLetter(input: $input) {
  deadLetter { id retrying } userErrors { field code message } } }";
const DISMISS: &str = "mutation($input: DeadLetterInput!) { dismissDeadLetter(input: $input) {
  deadLetter { id } userErrors { field code message } } }";

/// Cannot stand leads, until it is healed.
#[derive(Default)]
struct Shy(AtomicBool);

#[async_trait]
impl Reactor for Shy {
    fn name(&self) -> &'static str {
        "shy"
    }

    async fn react(&self, event: &Recorded) -> Result<(), ReactorError> {
        let lead = matches!(&event.event, Event::Lead(domain::lead::LeadEvent::Created { .. }));
        if lead && !self.0.load(Ordering::Acquire) {
            return Err(ReactorError::Never("a stranger".to_owned()));
        }
        Ok(())
    }
}

/// An agency with one dead letter: its id.
async fn one_letter() -> (Rig, Arc<Shy>, String, DropGuard) {
    let rig = Rig::new().await;
    rig.talk().await;
    let (shy, stop) = (Arc::new(Shy::default()), CancellationToken::new());
    TaskTracker::new().spawn(Subscription::new(rig.bus.log().clone(), shy.clone()).run(stop.clone()));
    let letters = until(&rig, 1).await;
    let id = letters[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(id, format!("shy:{}", letters[0]["position"].as_str().unwrap()));
    (rig, shy, id, stop.drop_guard())
}

async fn until(rig: &Rig, count: usize) -> Vec<Value> {
    for _ in 0..500 {
        let answer = rig.ask(LETTERS, Value::Null).await;
        let letters = answer["deadLetters"].as_array().unwrap().clone();
        if letters.len() == count {
            return letters;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never {count} letters");
}

#[tokio::test]
async fn a_dead_letter_is_shown_and_gone_once_a_retry_succeeds() {
    let (rig, shy, id, _stop) = one_letter().await;
    let letter = &until(&rig, 1).await[0];
    assert_eq!((&letter["eventType"], &letter["error"]), (&json!("Created"), &json!("a stranger")));
    assert_eq!((&letter["attempts"], &letter["retrying"]), (&json!(1), &json!(false)));
    let reactors = rig.ask(REACTORS, Value::Null).await;
    assert_eq!(reactors["reactors"][0]["deadLetters"], 1);
    shy.0.store(true, Ordering::Release);
    let answer = rig.ask(RETRY, json!({ "input": { "id": id } })).await;
    assert_eq!(done(&answer["retryDeadLetter"])["deadLetter"], json!({ "id": id, "retrying": true }));
    until(&rig, 0).await;
    let answer = rig.ask(RETRY, json!({ "input": { "id": id } })).await;
    assert_eq!(refusal(&answer["retryDeadLetter"]), (Some("id"), "NOT_FOUND"));
}

#[tokio::test]
async fn a_dismissed_letter_is_forgotten() {
    let (rig, _shy, id, _stop) = one_letter().await;
    let input = || json!({ "input": { "id": id, "idempotencyKey": "by hand" } });
    let answer = rig.ask(DISMISS, input()).await;
    assert_eq!(done(&answer["dismissDeadLetter"])["deadLetter"]["id"], id);
    until(&rig, 0).await;
    let again = rig.ask(DISMISS, input()).await;
    assert_eq!(again, answer, "a repeat with the key is the same answer");
    let answer = rig.ask(DISMISS, json!({ "input": { "id": "rubbish" } })).await;
    assert_eq!(refusal(&answer["dismissDeadLetter"]), (Some("id"), "NOT_FOUND"));
}

#[tokio::test]
async fn others_neither_see_nor_touch_it() {
    let (rig, _shy, id, _stop) = one_letter().await;
    let theirs = || Rig::session(BusinessId::named("theirs"), Role::Owner);
    assert_eq!(rig.ask_as(theirs(), LETTERS, Value::Null).await["deadLetters"], json!([]));
    let input = json!({ "input": { "id": id } });
    let answer = rig.ask_as(theirs(), DISMISS, input.clone()).await;
    assert_eq!(refusal(&answer["dismissDeadLetter"]), (Some("id"), "NOT_FOUND"));
    let manager = || Rig::session(rig.business, Role::Manager);
    let answer = rig.ask_as(manager(), RETRY, input.clone()).await;
    assert_eq!(refusal(&answer["retryDeadLetter"]), (None, "FORBIDDEN"));
    let response = rig.respond(Some(manager()), LETTERS, Value::Null).await;
    assert_eq!(response.errors.len(), 1);
    // Those who run the installation see all of it.
    let admin = Rig::session(BusinessId::named("theirs"), Role::PlatformAdmin);
    let seen = rig.ask_as(admin, LETTERS, Value::Null).await;
    assert_eq!(seen["deadLetters"].as_array().unwrap().len(), 1);
    until(&rig, 1).await;
}
