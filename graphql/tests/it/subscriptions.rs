//! What is heard when something changes.

use std::time::Duration;

use async_graphql::{Request, Response};
use domain::ids::BusinessId;
use domain::user::Role;
use futures::stream::{BoxStream, StreamExt};
use graphql::Session;
use serde_json::{Value, json};

use crate::rig::{CALL, PHONE, Rig, done, sid};

fn listen(rig: &Rig, business: BusinessId, query: &str) -> BoxStream<'static, Response> {
    let session = Rig::session(business, Role::Owner);
    rig.schema.execute_stream(Request::new(query).data(session)).boxed()
}

/// What comes within five seconds.
async fn next(stream: &mut BoxStream<'static, Response>) -> Value {
    let response = tokio::time::timeout(Duration::from_secs(5), stream.next()).await;
    let response = response.expect("nothing came").expect("the stream ended");
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    response.data.into_json().unwrap()
}

/// Whether anything comes within half a second.
async fn silent(stream: &mut BoxStream<'static, Response>) -> bool {
    tokio::time::timeout(Duration::from_millis(500), stream.next()).await.is_err()
}

#[tokio::test]
async fn a_call_is_heard_as_it_grows() {
    let rig = Rig::new().await;
    let query = format!(
        "subscription {{ callUpdated(callSid: \"{CALL}\") {{ status transcript {{ text }} lead {{ phone }} }} }}"
    );
    let mut stream = listen(&rig, rig.business, &query);
    assert!(silent(&mut stream).await, "there is no such call yet");
    rig.talk().await;
    rig.hang_up().await;
    let mut last = Value::Null;
    while last["status"] != "COMPLETED" {
        last = next(&mut stream).await["callUpdated"].take();
    }
    assert_eq!(last["transcript"].as_array().unwrap().len(), 2);
    assert_eq!(last["lead"]["phone"], PHONE);
}

#[tokio::test]
async fn who_joins_late_is_told_what_is_live() {
    let rig = Rig::new().await;
    rig.ring(rig.business, &sid(7), PHONE).await;
    rig.settle().await;
    let mut stream = listen(&rig, rig.business, "subscription { callUpdated { callSid } }");
    assert_eq!(next(&mut stream).await["callUpdated"]["callSid"], sid(7).to_string());
}

#[tokio::test]
async fn a_lead_is_heard_by_its_business_only() {
    let rig = Rig::new().await;
    let theirs = BusinessId::named("theirs");
    rig.open_business(theirs, "אחרים").await;
    rig.settle().await;
    let query = "subscription { leadUpdated { phone status } }";
    let (mut ours, mut others) = (listen(&rig, rig.business, query), listen(&rig, theirs, query));
    assert!(silent(&mut ours).await && silent(&mut others).await);
    rig.lead_of(rig.business, PHONE, Vec::new()).await;
    assert_eq!(next(&mut ours).await["leadUpdated"], json!({ "phone": PHONE, "status": "NEW" }));
    assert!(silent(&mut others).await, "another business heard of our lead");
}

#[tokio::test]
async fn a_lead_that_is_gone_is_told_by_its_id_to_who_saw_it() {
    let rig = Rig::new().await;
    let theirs = BusinessId::named("theirs");
    rig.open_business(theirs, "אחרים").await;
    let query = "subscription { leadsGone { ids others } }";
    let agent = Rig::session_of(rig.business, "noa@example.com", Role::Agent);
    let agent = Session { scope: agent.scope.own_leads_only(), ..agent };
    let mut own = rig.schema.execute_stream(Request::new(query).data(agent)).boxed();
    let (mut ours, mut others) = (listen(&rig, rig.business, query), listen(&rig, theirs, query));
    let look_again = json!({ "ids": [], "others": true });
    for stream in [&mut own, &mut ours, &mut others] {
        assert_eq!(next(stream).await["leadsGone"], look_again, "what was read before may be old");
    }
    let lead = rig.lead_of(rig.business, PHONE, Vec::new()).await;
    assert!(silent(&mut ours).await, "one that is there was told as gone");
    assert_eq!(next(&mut own).await["leadsGone"], look_again, "it is not theirs");
    rig.withdraw(rig.business, lead, PHONE).await;
    assert_eq!(next(&mut ours).await["leadsGone"], json!({ "ids": [lead.to_string()], "others": false }));
    assert_eq!(next(&mut own).await["leadsGone"], look_again, "nor was it");
    assert!(silent(&mut others).await, "another business heard of our lead");
}

#[tokio::test]
async fn a_meeting_is_heard_as_it_is_booked_moved_and_called_off() {
    let rig = Rig::new().await;
    let theirs = BusinessId::named("theirs");
    rig.open_business(theirs, "אחרים").await;
    rig.settle().await;
    let query = "subscription { meetingUpdated { id subject start status } }";
    let (mut ours, mut others) = (listen(&rig, rig.business, query), listen(&rig, theirs, query));
    assert!(silent(&mut ours).await && silent(&mut others).await);
    let act = async |act: String| {
        let name = act.split('(').next().unwrap().to_owned();
        let query =
            format!("mutation {{ {act} {{ meeting {{ id }} userErrors {{ field message code }} }} }}");
        let payload = rig.ask(&query, Value::Null).await[&name].take();
        done(&payload)["meeting"]["id"].as_str().unwrap().to_owned()
    };
    let (ten, day_after) = ("2026-11-24T10:00:00+02:00", "2026-11-25T12:00:00+02:00");
    let id = act(format!("bookMeeting(input: {{ start: \"{ten}\", subject: \"סיור\" }})")).await;
    let mut told = json!({ "id": id, "subject": "סיור", "start": ten, "status": "BOOKED" });
    assert_eq!(next(&mut ours).await["meetingUpdated"], told);
    // To another day: two events of two streams, and where it is by either.
    act(format!("rescheduleMeeting(input: {{ id: \"{id}\", start: \"{day_after}\" }})")).await;
    told["start"] = day_after.into();
    assert_eq!(next(&mut ours).await["meetingUpdated"], told);
    act(format!("cancelMeeting(input: {{ id: \"{id}\" }})")).await;
    told["status"] = "CANCELLED".into();
    while next(&mut ours).await["meetingUpdated"] != told {}
    assert!(silent(&mut others).await, "another business heard of our meeting");
}

#[tokio::test]
async fn without_a_session_nothing_is_heard() {
    let rig = Rig::new().await;
    for query in [
        "subscription { leadUpdated { id } }",
        "subscription { leadsGone { others } }",
        "subscription { callUpdated { callSid } }",
        "subscription { meetingUpdated { id } }",
    ] {
        let mut stream = rig.schema.execute_stream(Request::new(query)).boxed();
        let response = stream.next().await.unwrap();
        assert_eq!(response.errors[0].message, "unauthenticated");
        let code = response.errors[0].extensions.as_ref().and_then(|extensions| extensions.get("code"));
        assert_eq!(code, Some(&"UNAUTHENTICATED".into()));
    }
}
