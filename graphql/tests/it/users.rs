//! The people of a business, what they may be told to be, and their sessions.

use domain::ids::{BusinessId, UserId};
use domain::user::Role;
use serde_json::{Value, json};

use crate::rig::{Rig, done, refusal, session};

const INVITE: &str = "mutation($input: InviteUserInput!) { inviteUser(input: $input) {
  user { id email name role status } userErrors { field message code } } }";
const ROLE: &str = "mutation($input: ChangeUserRoleInput!) { changeUserRole(input: $input) {
  user { role } userErrors { field message code } } }";
const OUT: &str = "mutation($input: UserInput!) { deactivateUser(input: $input) {
  user { status } userErrors { field message code } } }";
const REMOVE: &str = "mutation($input: UserInput!) { removeUser(input: $input) {
  user { status } userErrors { field message code } } }";

async fn invited(rig: &Rig, email: &str) -> Value {
    let input = json!({ "email": email, "name": "נועה לוי", "role": "AGENT" });
    rig.ask(INVITE, json!({ "input": input })).await["inviteUser"].take()
}

#[tokio::test]
async fn somebody_who_is_invited_is_listed_and_can_be_taken_back() {
    let rig = Rig::new().await;
    let user = done(&invited(&rig, "Noa@example.com").await)["user"].clone();
    assert_eq!((&user["status"], &user["email"]), (&json!("INVITED"), &json!("noa@example.com")));
    let list = "{ users { totalCount edges { node { name status } } } }";
    let names = rig.ask(list, Value::Null).await;
    assert_eq!(names["users"]["edges"][0]["node"], json!({ "name": "נועה לוי", "status": "INVITED" }));
    let out = rig.ask(OUT, json!({ "input": { "id": user["id"] } })).await;
    done(&out["deactivateUser"]);
    assert_eq!(rig.ask(list, Value::Null).await["users"]["totalCount"], 1, "the owner alone is left");
}

#[tokio::test]
async fn an_address_is_another_business_s_once_it_was_taken_back_or_its_person_removed() {
    let rig = Rig::new().await;
    let theirs = BusinessId::named("theirs");
    rig.open_business(theirs, "אחרים").await;
    let elsewhere = async || {
        let input = json!({ "email": "noa@example.com", "name": "נועה לוי", "role": "AGENT" });
        let owner = Rig::session_of(theirs, "rival@example.com", Role::Owner);
        rig.ask_as(owner, INVITE, json!({ "input": input })).await["inviteUser"].take()
    };
    let first = done(&invited(&rig, "noa@example.com").await)["user"]["id"].clone();
    assert_eq!(refusal(&elsewhere().await), (Some("email"), "TAKEN"));
    done(&rig.ask(OUT, json!({ "input": { "id": first } })).await["deactivateUser"]);
    let again = done(&invited(&rig, "noa@example.com").await)["user"].clone();
    assert_ne!(again["id"], first, "asked again, they are somebody new");
    assert_eq!(again["status"], "INVITED");
    done(&rig.ask(OUT, json!({ "input": { "id": again["id"] } })).await["deactivateUser"]);
    done(&elsewhere().await);
    assert_eq!(refusal(&invited(&rig, "noa@example.com").await), (Some("email"), "TAKEN"));

    let gal = rig.register("gal@example.com", "גל", rig.business, Role::Agent).await.to_string();
    done(&rig.ask(OUT, json!({ "input": { "id": gal } })).await["deactivateUser"]);
    assert_eq!(refusal(&invited(&rig, "gal@example.com").await), (Some("email"), "TAKEN"));
    let removed = rig.ask(REMOVE, json!({ "input": { "id": gal } })).await["removeUser"].take();
    assert_eq!(done(&removed)["user"]["status"], "WITHDRAWN");
    let again = rig.ask(REMOVE, json!({ "input": { "id": gal } })).await["removeUser"].take();
    assert_eq!(done(&again)["user"]["status"], "WITHDRAWN", "a repeat is no error");
    let theirs = Rig::session_of(theirs, "rival@example.com", Role::Owner);
    let stranger = rig.ask_as(theirs, REMOVE, json!({ "input": { "id": gal } })).await["removeUser"].take();
    assert_eq!(refusal(&stranger), (Some("id"), "NOT_FOUND"));
    let back = "mutation($input: UserInput!) { reactivateUser(input: $input) { userErrors { field message code } } }";
    let payload = rig.ask(back, json!({ "input": { "id": gal } })).await["reactivateUser"].take();
    assert_eq!(refusal(&payload), (Some("id"), "NOT_FOUND"));
    done(&invited(&rig, "gal@example.com").await);
}

#[tokio::test]
async fn what_cannot_be_invited_is_named() {
    let rig = Rig::new().await;
    for (email, name, field) in [
        ("noa", "נועה", "email"),
        ("noa@example.com", " ", "name"),
        ("noa@example.com", "נועה\nhttps://example.com", "name"),
    ] {
        let input = json!({ "email": email, "name": name, "role": "AGENT" });
        let payload = rig.ask(INVITE, json!({ "input": input })).await;
        assert_eq!(refusal(&payload["inviteUser"]), (Some(field), "INVALID"));
    }
    assert_eq!(refusal(&invited(&rig, "owner@example.com").await), (Some("email"), "TAKEN"));
    assert_eq!(refusal(&invited(&rig, "flooded@example.com").await), (Some("email"), "TOO_MANY"));
}

#[tokio::test]
async fn an_owner_makes_no_platform_admin_and_does_not_touch_one() {
    let rig = Rig::new().await;
    let admin = rig.register("admin@example.com", "מנהל", rig.business, Role::PlatformAdmin).await;
    let input = json!({ "email": "noa@example.com", "name": "נועה", "role": "PLATFORM_ADMIN" });
    let payload = rig.ask(INVITE, json!({ "input": input })).await;
    assert_eq!(refusal(&payload["inviteUser"]), (Some("role"), "FORBIDDEN"));
    let payload = rig.ask(ROLE, json!({ "input": { "id": admin.to_string(), "role": "AGENT" } })).await;
    assert_eq!(refusal(&payload["changeUserRole"]), (Some("id"), "FORBIDDEN"));
    let payload = rig.ask(OUT, json!({ "input": { "id": admin.to_string() } })).await;
    assert_eq!(refusal(&payload["deactivateUser"]), (Some("id"), "FORBIDDEN"));
}

#[tokio::test]
async fn nobody_changes_their_own_role_or_lets_themselves_out() {
    let rig = Rig::new().await;
    let own = UserId::of_email("owner@example.com").to_string();
    let payload = rig.ask(ROLE, json!({ "input": { "id": own, "role": "AGENT" } })).await;
    assert_eq!(refusal(&payload["changeUserRole"]), (Some("id"), "FORBIDDEN"));
    let payload = rig.ask(OUT, json!({ "input": { "id": own } })).await;
    assert_eq!(refusal(&payload["deactivateUser"]), (Some("id"), "FORBIDDEN"));
    let payload = rig.ask(REMOVE, json!({ "input": { "id": own } })).await;
    assert_eq!(refusal(&payload["removeUser"]), (Some("id"), "FORBIDDEN"));
}

#[tokio::test]
async fn a_person_of_another_business_is_nobody() {
    let rig = Rig::new().await;
    let theirs = BusinessId::named("theirs");
    let stranger = rig.register("stranger@example.com", "זר", theirs, Role::Agent).await.to_string();
    let payload = rig.ask(ROLE, json!({ "input": { "id": stranger, "role": "VIEWER" } })).await;
    assert_eq!(refusal(&payload["changeUserRole"]), (Some("id"), "NOT_FOUND"));
    let payload = rig.ask(REMOVE, json!({ "input": { "id": stranger } })).await;
    assert_eq!(refusal(&payload["removeUser"]), (Some("id"), "NOT_FOUND"));
    let sessions =
        rig.ask("query($user: ID) { sessions(user: $user) { id } }", json!({ "user": stranger })).await;
    assert_eq!(sessions["sessions"], json!([]));
    let revoke = "mutation($input: RevokeSessionInput!) { revokeSession(input: $input) {
      sessionId userErrors { field message code } } }";
    let input = json!({ "id": session(1).to_string(), "user": stranger });
    let payload = rig.ask(revoke, json!({ "input": input })).await;
    assert_eq!(refusal(&payload["revokeSession"]), (Some("id"), "NOT_FOUND"));
}

#[tokio::test]
async fn sessions_are_listed_and_revoked() {
    let rig = Rig::new().await;
    let own = UserId::of_email("owner@example.com");
    rig.sign_in(own, rig.business, 2).await;
    let list = "{ sessions { id current address } }";
    let sessions = rig.ask(list, Value::Null).await["sessions"].take();
    let current: Vec<_> = sessions.as_array().unwrap().iter().map(|one| one["current"] == true).collect();
    assert_eq!(current, [false, true], "the newest first, and the first is the one that asks");
    let revoke = "mutation($input: RevokeSessionInput!) { revokeSession(input: $input) {
      sessionId userErrors { field message code } } }";
    let payload = rig.ask(revoke, json!({ "input": { "id": session(2).to_string() } })).await;
    done(&payload["revokeSession"]);
    assert_eq!(rig.ask(list, Value::Null).await["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn sign_ins_are_in_the_history_of_those_who_manage_users_and_show_nothing_that_proves() {
    let rig = Rig::new().await;
    let id = UserId::of_email("owner@example.com").to_string();
    let query =
        format!("{{ history(entity: USER, id: \"{id}\") {{ edges {{ node {{ eventType payload }} }} }} }}");
    let events = rig.ask(&query, Value::Null).await["history"]["edges"].take();
    let types: Vec<_> = events.as_array().unwrap().iter().map(|edge| &edge["node"]["eventType"]).collect();
    assert_eq!(types, ["SignedIn", "Registered"]);
    assert!(!events.to_string().contains("argon2id"), "{events}");
    let manager = Rig::session(rig.business, Role::Manager);
    let answer = serde_json::to_value(rig.respond(Some(manager), &query, Value::Null).await).unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
}

const PASSWORD: &str = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) {
  user { email } userErrors { field message code } } }";

#[tokio::test]
async fn a_password_is_changed_by_who_knows_the_old_one_and_ends_the_other_sessions() {
    let rig = Rig::new().await;
    rig.sign_in(UserId::of_email("owner@example.com"), rig.business, 2).await;
    let change = async |current: &str, new: &str| {
        let input = json!({ "input": { "current": current, "new": new } });
        rig.ask(PASSWORD, input).await["changePassword"].take()
    };
    let held = "$argon2id$test";
    assert_eq!(refusal(&change("guess", "a new horse").await), (Some("current"), "WRONG_PASSWORD"));
    assert_eq!(refusal(&change("wait", "a new horse").await), (Some("current"), "TOO_MANY"));
    assert_eq!(refusal(&change(held, "short").await), (Some("new"), "INVALID"));
    done(&change(held, "a new horse").await);
    let sessions = rig.ask("{ sessions { current } }", Value::Null).await;
    assert_eq!(sessions["sessions"], json!([{ "current": true }]));
    assert_eq!(refusal(&change(held, "another horse").await), (Some("current"), "WRONG_PASSWORD"));
}

#[tokio::test]
async fn a_second_factor_is_on_once_a_code_was_right_and_off_by_the_password() {
    let rig = Rig::new().await;
    let begin = "mutation { beginSecondFactor(input: {}) { codesUri user { secondFactor } userErrors { field message code } } }";
    let payload = rig.ask(begin, Value::Null).await["beginSecondFactor"].take();
    assert_eq!(done(&payload)["codesUri"], "otpauth://totp/owner@example.com?secret=nonce");
    assert_eq!(payload["user"]["secondFactor"], false);
    let enable = async |code: &str| {
        let text = format!(
            "mutation {{ enableSecondFactor(input: {{ code: \"{code}\" }}) {{ codesUri user {{ secondFactor }} userErrors {{ field message code }} }} }}"
        );
        rig.ask(&text, Value::Null).await["enableSecondFactor"].take()
    };
    assert_eq!(refusal(&enable("x").await), (Some("code"), "INVALID"));
    let payload = enable("100").await;
    assert_eq!(done(&payload)["user"]["secondFactor"], true);
    assert_eq!(payload["codesUri"], Value::Null, "the secret is shown while it is set up only");
    let payload = rig.ask(begin, Value::Null).await["beginSecondFactor"].take();
    assert_eq!(refusal(&payload), (Some("code"), "INVALID"));
    let disable = "mutation($input: DisableSecondFactorInput!) { disableSecondFactor(input: $input) { user { secondFactor } userErrors { field message code } } }";
    let wrong = rig.ask(disable, json!({ "input": { "password": "guess" } })).await;
    assert_eq!(refusal(&wrong["disableSecondFactor"]), (Some("password"), "WRONG_PASSWORD"));
    let off = rig.ask(disable, json!({ "input": { "password": "$argon2id$test" } })).await;
    assert_eq!(done(&off["disableSecondFactor"])["user"]["secondFactor"], false);
}
