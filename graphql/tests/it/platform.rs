//! Those who run the installation open, close and enter businesses, and leave a trace.

use domain::StreamId;
use domain::ids::{BusinessId, UserId};
use domain::number::{Number, NumberCommand};
use domain::user::{Role, User};
use serde_json::{Value, json};

use crate::rig::{Rig, done, refusal, session};

/// A rig whose asking person runs the installation, from a business of their own, and another business beside it.
async fn two() -> (Rig, BusinessId) {
    let rig = Rig::new().await;
    let theirs = BusinessId::named("theirs");
    rig.open_business(theirs, "אחרים").await;
    let id = UserId::of_email("owner@example.com");
    let promote = domain::user::UserCommand::SetRole { role: Role::PlatformAdmin };
    rig.tell::<User>(rig.business, &StreamId::user(id), promote, "Promote").await;
    rig.settle().await;
    (rig, theirs)
}

async fn ask(rig: &Rig, query: &str, variables: Value) -> Value {
    rig.ask_as(Rig::session(rig.business, Role::PlatformAdmin), query, variables).await
}

fn act(name: &str, input: &str) -> String {
    format!(
        "mutation($input: {input}!) {{ {name}(input: $input) {{ businessId userErrors {{ field message code }} }} }}"
    )
}

#[tokio::test]
async fn all_businesses_are_listed_to_platform_admins() {
    let (rig, _) = two().await;
    let listed =
        ask(&rig, "{ businesses { totalCount edges { node { name suspended } } } }", Value::Null).await;
    assert_eq!(listed["businesses"]["totalCount"], 2);
    assert_eq!(listed["businesses"]["edges"][0]["node"], json!({ "name": "אחרים", "suspended": false }));
}

#[tokio::test]
async fn a_business_is_suspended_with_a_reason_and_resumed() {
    let (rig, theirs) = two().await;
    let id = theirs.to_string();
    let suspend = act("suspendBusiness", "BusinessReasonInput");
    let no_reason = ask(&rig, &suspend, json!({ "input": { "id": id, "reason": " " } })).await;
    assert_eq!(refusal(&no_reason["suspendBusiness"]), (Some("reason"), "INVALID"));
    let unknown = json!({ "input": { "id": BusinessId::named("nobody").to_string(), "reason": "x" } });
    assert_eq!(refusal(&ask(&rig, &suspend, unknown).await["suspendBusiness"]), (Some("id"), "NOT_FOUND"));
    done(
        &ask(&rig, &suspend, json!({ "input": { "id": id, "reason": "לא שולם" } })).await["suspendBusiness"],
    );
    let list = "{ businesses { edges { node { id suspended } } } }";
    let listed = ask(&rig, list, Value::Null).await;
    assert_eq!(listed["businesses"]["edges"][0]["node"], json!({ "id": id, "suspended": true }));
    let owner = Rig::session(theirs, Role::Owner);
    let history = format!(
        "{{ history(entity: BUSINESS, id: \"{id}\") {{ edges {{ node {{ eventType actor {{ kind }} }} }} }} }}"
    );
    let history = rig.ask_as(owner, &history, Value::Null).await;
    assert_eq!(
        history["history"]["edges"][0]["node"],
        json!({ "eventType": "Suspended", "actor": { "kind": "USER" } })
    );
    done(
        &ask(&rig, &act("resumeBusiness", "BusinessInput"), json!({ "input": { "id": id } })).await["resumeBusiness"],
    );
    assert_eq!(ask(&rig, list, Value::Null).await["businesses"]["edges"][0]["node"]["suspended"], false);
}

#[tokio::test]
async fn a_business_is_entered_for_support_and_its_owner_can_read_so() {
    let (rig, theirs) = two().await;
    let id = theirs.to_string();
    let enter = act("enterBusiness", "BusinessReasonInput");
    done(&ask(&rig, &enter, json!({ "input": { "id": id, "reason": "עזרה" } })).await["enterBusiness"]);
    let admin = StreamId::user(UserId::of_email("owner@example.com"));
    let within = async || {
        let held = rig.bus.state::<User>(&admin).await.unwrap();
        held.account().unwrap().sessions[&session(1)].within
    };
    assert_eq!(within().await, Some(theirs));
    let history = format!(
        "{{ history(entity: BUSINESS, id: \"{id}\") {{ edges {{ node {{ eventType payload }} }} }} }}"
    );
    let history = rig.ask_as(Rig::session(theirs, Role::Owner), &history, Value::Null).await;
    let newest = &history["history"]["edges"][0]["node"];
    assert_eq!(newest["eventType"], "SupportEntered");
    assert!(newest["payload"].as_str().unwrap().contains("עזרה"));
    done(
        &ask(&rig, &act("leaveBusiness", "LeaveBusinessInput"), json!({ "input": {} })).await["leaveBusiness"],
    );
    assert_eq!(within().await, None);
}

#[tokio::test]
async fn a_business_that_is_opened_has_an_owner_who_was_asked_to_join() {
    let (rig, _) = two().await;
    let create = act("createBusiness", "CreateBusinessInput");
    let input = json!({ "name": "נדל״ן הגליל", "ownerEmail": "gal@example.com", "ownerName": "גל", "idempotencyKey": "b1" });
    let made = ask(&rig, &create, json!({ "input": input })).await;
    let id = done(&made["createBusiness"])["businessId"].clone();
    let again = ask(&rig, &create, json!({ "input": input })).await;
    assert_eq!(again["createBusiness"]["businessId"], id, "a repeat is the same business");
    let held = rig.bus.state::<User>(&StreamId::user(UserId::of_email("gal@example.com"))).await.unwrap();
    assert_eq!((held.role(), held.business().map(|of| json!(of.to_string()))), (Some(Role::Owner), Some(id)));
    let taken = json!({ "name": "x", "ownerEmail": "owner@example.com", "ownerName": "x" });
    let refused = ask(&rig, &create, json!({ "input": taken })).await;
    assert_eq!(refusal(&refused["createBusiness"]), (Some("ownerEmail"), "TAKEN"));
}

#[tokio::test]
async fn what_cannot_be_a_business_takes_nobody_s_address() {
    let (rig, _) = two().await;
    let create = act("createBusiness", "CreateBusinessInput");
    for name in [" ", "www.example.com"] {
        let input = json!({ "name": name, "ownerEmail": "gal@example.com", "ownerName": "גל" });
        let refused = ask(&rig, &create, json!({ "input": input })).await;
        assert_eq!(refusal(&refused["createBusiness"]), (Some("name"), "INVALID"));
    }
    let input = json!({ "name": "נדל״ן הגליל", "ownerEmail": "gal@example.com", "ownerName": "גל" });
    done(&ask(&rig, &create, json!({ "input": input })).await["createBusiness"]);
}

#[tokio::test]
async fn who_looks_at_another_business_still_ends_sessions_of_their_own() {
    let (rig, theirs) = two().await;
    let own = UserId::of_email("owner@example.com");
    rig.sign_in(own, rig.business, 2).await;
    let revoke = "mutation($input: RevokeSessionInput!) { revokeSession(input: $input) {
      sessionId userErrors { field message code } } }";
    let within = Rig::session(theirs, Role::PlatformAdmin);
    let input = json!({ "input": { "id": session(2).to_string() } });
    done(&rig.ask_as(within, revoke, input).await["revokeSession"]);
    let held = rig.bus.state::<User>(&StreamId::user(own)).await.unwrap();
    assert!(!held.account().unwrap().sessions.contains_key(&session(2)));
}

const AUDIT: &str = "query($kinds: [AuditKind!]) { audit(kinds: $kinds) { totalCount edges { node {
  kind businessId name note actor { kind } } } } }";

#[tokio::test]
async fn support_is_in_the_audit_of_the_installation_and_of_the_business_itself() {
    let (rig, theirs) = two().await;
    let id = theirs.to_string();
    let enter = act("enterBusiness", "BusinessReasonInput");
    done(&ask(&rig, &enter, json!({ "input": { "id": id, "reason": "עזרה" } })).await["enterBusiness"]);
    rig.settle().await;
    let wanted = json!({ "kinds": ["SUPPORT_ENTERED"] });
    let entry = json!({ "kind": "SUPPORT_ENTERED", "businessId": id, "name": "אחרים", "note": "עזרה", "actor": { "kind": "USER" } });
    for session in [Rig::session(rig.business, Role::PlatformAdmin), Rig::session(theirs, Role::Owner)] {
        let listed = rig.ask_as(session, AUDIT, wanted.clone()).await;
        assert_eq!(listed["audit"]["edges"], json!([{ "node": entry }]));
    }
    let ours = rig.ask_as(Rig::session(rig.business, Role::Owner), AUDIT, Value::Null).await;
    let ours = ours["audit"]["edges"].as_array().unwrap().clone();
    assert!(
        !ours.is_empty()
            && ours.iter().all(|edge| edge["node"]["businessId"] == json!(rig.business.to_string()))
    );
}

#[tokio::test]
async fn a_number_is_given_to_one_business_whose_numbers_are_nobody_s() {
    let (rig, theirs) = two().await;
    let assign = act("assignNumber", "AssignNumberInput");
    let give = async |id: BusinessId, number: &str| {
        let input = json!({ "id": id.to_string(), "number": number });
        ask(&rig, &assign, json!({ "input": input })).await["assignNumber"].take()
    };
    for spelled in ["03-555-0142", "+97235550142"] {
        assert_eq!(done(&give(theirs, spelled).await)["businessId"], json!(theirs.to_string()));
    }
    let listed = ask(&rig, "{ businesses { edges { node { name numbers } } } }", Value::Null).await;
    let node = json!({ "name": "אחרים", "numbers": ["+97235550142"] });
    assert_eq!(listed["businesses"]["edges"][0]["node"], node);
    assert_eq!(refusal(&give(rig.business, "03-555-0142").await), (Some("number"), "TAKEN"));
    assert_eq!(refusal(&give(theirs, "rubbish").await), (Some("number"), "INVALID"));
    let nobody = BusinessId::named("nobody");
    assert_eq!(refusal(&give(nobody, "03-555-0143").await), (Some("id"), "NOT_FOUND"));

    // One that a business only answers, since it was nobody's when it was called.
    let lent = "+97235550144".parse().unwrap();
    let lend = NumberCommand::Lend { business: rig.business };
    rig.tell::<Number>(None::<BusinessId>, &StreamId::number(&lent), lend, "LendNumber").await;
    done(&give(theirs, "03-555-0144").await);
    let listed = ask(&rig, "{ businesses { edges { node { name numbers } } } }", Value::Null).await;
    let node = json!({ "name": "אחרים", "numbers": ["+97235550142", "+97235550144"] });
    assert_eq!(listed["businesses"]["edges"][0]["node"], node, "{listed}");

    let owner = || Rig::session(theirs, Role::Owner);
    let create = "mutation($input: CreateLeadInput!) { createLead(input: $input) { userErrors { field message code } } }";
    let own = rig.ask_as(owner(), create, json!({ "input": { "phone": "03-555-0142" } })).await;
    assert_eq!(refusal(&own["createLead"]), (Some("phone"), "INVALID"));
    let settings = "mutation($input: UpdateBusinessSettingsInput!) { updateBusinessSettings(input: $input) { userErrors { field message code } } }";
    let itself = rig.ask_as(owner(), settings, json!({ "input": { "transferNumber": "03-555-0142" } })).await;
    assert_eq!(refusal(&itself["updateBusinessSettings"]), (Some("transferNumber"), "INVALID"));
    // Another business may know it as anybody's.
    done(&rig.ask(create, json!({ "input": { "phone": "03-555-0142" } })).await["createLead"]);
}
