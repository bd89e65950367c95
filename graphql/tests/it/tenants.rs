//! What is another business's is answered like what does not exist.

use domain::ids::BusinessId;
use domain::user::Role;
use serde_json::{Value, json};

use crate::rig::{CALL, Rig, done, refusal};

#[tokio::test]
async fn another_business_sees_and_changes_nothing() {
    let rig = Rig::new().await;
    let lead = rig.talk().await.to_string();
    let book = "mutation($input: BookMeetingInput!) { bookMeeting(input: $input) { meeting { id } userErrors { field message code } } }";
    let wish = json!({ "input": { "leadId": lead, "start": "2026-11-24T10:00:00+02:00", "subject": "x" } });
    let meeting = done(&rig.ask(book, wish.clone()).await["bookMeeting"])["meeting"]["id"].clone();

    let theirs = BusinessId::named("theirs");
    rig.open_business(theirs, "אחרים").await;
    rig.settle().await;
    let other = || Rig::session(theirs, Role::Owner);

    let look = "query($sid: ID!, $lead: ID!, $meeting: ID!, $at: DateTime!) {
      call(callSid: $sid) { callSid } lead(id: $lead) { id } meeting(id: $meeting) { id }
      callThen: call(callSid: $sid, asOf: $at) { callSid } leadThen: lead(id: $lead, asOf: $at) { id }
      calls { totalCount } leads { totalCount }
      meetings(from: \"2026-11-22T00:00:00Z\", to: \"2026-12-22T00:00:00Z\") { id }
      ofCall: history(entity: CALL, id: $sid) { totalCount } ofLead: history(entity: LEAD, id: $lead) { totalCount } }";
    let ids = json!({ "sid": CALL, "lead": lead, "meeting": meeting, "at": "2026-11-22T20:00:00Z" });
    let seen = rig.ask_as(other(), look, ids.clone()).await;
    let nothing = json!({ "call": null, "lead": null, "meeting": null, "callThen": null, "leadThen": null,
      "calls": { "totalCount": 0 }, "leads": { "totalCount": 0 }, "meetings": [],
      "ofCall": { "totalCount": 0 }, "ofLead": { "totalCount": 0 } });
    assert_eq!(seen, nothing);
    let own = rig.ask(look, ids).await;
    assert!(own.as_object().unwrap().values().all(|value| *value != Value::Null), "{own:#}");

    let change = "mutation($lead: ID!, $meeting: ID!) {
      setLeadStatus(input: { id: $lead, status: CLOSED }) { userErrors { field message code } }
      updateLead(input: { id: $lead, name: \"x\" }) { userErrors { field message code } }
      addLeadNote(input: { id: $lead, text: \"x\" }) { userErrors { field message code } }
      cancelMeeting(input: { id: $meeting }) { userErrors { field message code } }
      rescheduleMeeting(input: { id: $meeting, start: \"2026-11-25T10:00:00+02:00\" }) { userErrors { field message code } } }";
    let refused = rig.ask_as(other(), change, json!({ "lead": lead, "meeting": meeting })).await;
    for (mutation, payload) in refused.as_object().unwrap() {
        assert_eq!(refusal(payload), (Some("id"), "NOT_FOUND"), "{mutation}");
    }
    let booked = rig.ask_as(other(), book, wish).await;
    assert_eq!(refusal(&booked["bookMeeting"]), (Some("leadId"), "NOT_FOUND"));
}

#[tokio::test]
async fn without_a_session_nothing_is_answered() {
    let rig = Rig::new().await;
    for query in [
        "{ viewer { role } }",
        "{ calls { totalCount } }",
        "{ call(callSid: \"x\") { callSid } }",
        "{ leads { totalCount } }",
        "{ lead(id: \"x\") { id } }",
        "{ meetings(from: \"2026-11-22T00:00:00Z\", to: \"2026-12-22T00:00:00Z\") { id } }",
        "{ meeting(id: \"x\") { id } }",
        "{ availability(from: \"2026-11-22T00:00:00Z\", to: \"2026-11-23T00:00:00Z\", durationMinutes: 60) { start } }",
        "{ promptVersions(channel: CALLS) { version } }",
        "{ history(entity: LEAD, id: \"x\") { totalCount } }",
        "{ projections { name } }",
        "mutation { addLeadNote(input: { id: \"x\", text: \"x\" }) { userErrors { code } } }",
        "mutation { rebuildProjection(input: { name: \"calls\" }) { userErrors { code } } }",
    ] {
        let response = rig.respond(None, query, Value::Null).await;
        assert_eq!(response.errors.len(), 1, "{query}");
        assert_eq!(response.errors[0].message, "unauthenticated", "{query}");
        let code =
            response.errors[0].extensions.as_ref().and_then(|extensions| extensions.get("code")).cloned();
        assert_eq!(code, Some("UNAUTHENTICATED".into()), "{query}");
    }
}
