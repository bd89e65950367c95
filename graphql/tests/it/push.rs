//! Browsers that are told what must not be missed: allowed by whoever sits there, taken back from anywhere, gone with the session.

use domain::StreamId;
use domain::ids::UserId;
use domain::user::{Role, SessionCommand, SessionEnd, User, UserCommand};
use graphql::Session;
use serde_json::{Value, json};

use crate::rig::{Rig, done, refusal, session};

const PUSH: &str = "{ push { publicKey devices { sessionId service current } } }";

fn allow(endpoint: &str, key: &str) -> String {
    format!(
        "mutation {{ allowPush(input: {{ endpoint: \"{endpoint}\", p256dh: \"p\", auth: \"a\", idempotencyKey: \"{key}\" }}) {{
           push {{ devices {{ sessionId current }} }} userErrors {{ field message code }} }} }}"
    )
}

/// The owner, signed in once more.
async fn office() -> Rig {
    let rig = Rig::new().await;
    let owner = UserId::of_email("owner@example.com");
    rig.sign_in(owner, rig.business, 2).await;
    rig
}

fn second(rig: &Rig) -> Session {
    Session { id: session(2), ..Rig::session(rig.business, Role::Owner) }
}

#[tokio::test]
async fn a_browser_is_told_until_it_is_taken_back_or_signed_out() {
    let rig = office().await;
    let none = rig.ask(PUSH, Value::Null).await;
    assert_eq!(none["push"], json!({ "publicKey": "key", "devices": [] }));
    for _ in 0..2 {
        let allowed = rig.ask(&allow("https://push.example.com", "once"), Value::Null).await;
        let devices = json!([{ "sessionId": session(1).to_string(), "current": true }]);
        assert_eq!(done(&allowed["allowPush"])["push"]["devices"], devices);
    }
    let allowed = rig.ask_as(second(&rig), &allow("https://other.example.com", "two"), Value::Null).await;
    assert_eq!(done(&allowed["allowPush"])["push"]["devices"].as_array().unwrap().len(), 2);

    let id = session(1);
    let stop = format!(
        "mutation {{ stopPush(input: {{ sessionId: \"{id}\" }}) {{ push {{ devices {{ service }} }} userErrors {{ field message code }} }} }}"
    );
    for _ in 0..2 {
        let stopped = rig.ask_as(second(&rig), &stop, Value::Null).await;
        assert_eq!(
            done(&stopped["stopPush"])["push"]["devices"],
            json!([{ "service": "other.example.com" }])
        );
    }
    // The browser's new address comes later than who took it back: it stays taken back.
    let moved = "mutation { allowPush(input: { endpoint: \"https://new.example.com\", p256dh: \"p\", auth: \"a\", moved: true }) {
        push { devices { service current } } userErrors { field message code } } }";
    let told = json!([{ "service": "other.example.com", "current": false }]);
    assert_eq!(done(&rig.ask(moved, Value::Null).await["allowPush"])["push"]["devices"], told);
    let told = json!([{ "service": "new.example.com", "current": true }]);
    assert_eq!(
        done(&rig.ask_as(second(&rig), moved, Value::Null).await["allowPush"])["push"]["devices"],
        told
    );
    let end = SessionCommand::End { session: session(2), why: SessionEnd::SignedOut };
    let owner = StreamId::user(UserId::of_email("owner@example.com"));
    rig.tell::<User>(rig.business, &owner, UserCommand::Session(end), "SignOut").await;
    assert_eq!(rig.ask(PUSH, Value::Null).await["push"]["devices"], json!([]));
}

#[tokio::test]
async fn what_is_no_subscription_is_told_at_its_field() {
    let rig = office().await;
    let refused = rig.ask(&allow("http://push.example.com", "x"), Value::Null).await;
    assert_eq!(refusal(&refused["allowPush"]), (Some("endpoint"), "INVALID"));
    let stop = "mutation { stopPush(input: { sessionId: \"x\" }) { push { publicKey } userErrors { field message code } } }";
    assert_eq!(refusal(&rig.ask(stop, Value::Null).await["stopPush"]), (Some("sessionId"), "NOT_FOUND"));
}

#[tokio::test]
async fn nobody_s_history_has_the_address() {
    let rig = office().await;
    done(&rig.ask(&allow("https://push.example.com", "x"), Value::Null).await["allowPush"]);
    rig.settle().await;
    let owner = UserId::of_email("owner@example.com");
    let asked = json!({ "id": owner.to_string() });
    let told = rig
        .ask("query($id: ID!) { history(entity: USER, id: $id) { edges { node { eventType payload changes { newValue } } } } }", asked)
        .await;
    let told = told["history"].to_string();
    assert!(
        told.contains("PushAllowed") && told.contains("push.example.com") && !told.contains("sealed"),
        "{told}"
    );
}
