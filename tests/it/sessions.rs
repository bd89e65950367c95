//! Sessions through the product's front door: a socket ends with its session, guessing slows down, and the log shows the mail of the
//! demo.

use std::time::Duration;

use acceptance::{Dashboard, Engine, Server, Setup, operator, server::OWNER, wait};
use serde_json::{Value, json};

/// A socket hears of its session's end with the read models: within moments, on a busy machine within this.
const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_socket_ends_when_its_session_does_and_no_other() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let (leaving, staying) = (Dashboard::of_owner(&server).await?, Dashboard::of_owner(&server).await?);
    let listen = "subscription { leadUpdated { id } }";
    let mut ends = leaving.subscribe(listen, Value::Null).await?;
    let mut goes_on = staying.subscribe(listen, Value::Null).await?;

    let sessions = staying.ask("{ sessions { id current } }", Value::Null).await?;
    let other =
        sessions["sessions"].as_array().and_then(|all| all.iter().find(|one| one["current"] == false));
    let id = other.map(|one| one["id"].clone()).unwrap_or_default();
    let revoke =
        "mutation($id: ID!) { revokeSession(input: { id: $id }) { sessionId userErrors { message } } }";
    let revoked = staying.ask(revoke, json!({ "id": id })).await?;
    assert_eq!(revoked["revokeSession"]["sessionId"], id, "{revoked}");

    let over = ends.next(SOON).await.expect_err("nothing is told any more").to_string();
    assert!(over.contains("4401"), "the socket says why it ends: {over}");
    let answer = leaving.ask("{ viewer { role } }", Value::Null).await;
    assert!(answer.is_err(), "the access token is over with its session: {answer:?}");

    let lead = staying.ask("{ leads(first: 1) { edges { node { id } } } }", Value::Null).await?;
    let lead = lead["leads"]["edges"][0]["node"]["id"].clone();
    let note = "mutation($id: ID!) { addLeadNote(input: { id: $id, text: \"עוד כאן\" }) { userErrors { message } } }";
    staying.ask(note, json!({ "id": lead })).await?;
    assert_eq!(goes_on.next(SOON).await?["leadUpdated"]["id"], lead);
    Ok(())
}

#[tokio::test]
async fn a_socket_ends_when_its_session_sees_another_business() -> anyhow::Result<()> {
    const ADMIN: &str = "admin@agentlocator.local";
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let add = ["user", "add", "--business", "demo", "--email", ADMIN, "--role", "platform_admin"];
    let (_, password) = server.owner();
    let added = operator::run(&setup, &[&add[..], &["--password", password]].concat()).await?;
    anyhow::ensure!(added.success, "{}", added.stderr);
    let admin = Dashboard::sign_in(&server, ADMIN, password).await?;
    let create = "mutation { createBusiness(input: { name: \"אחרים\", ownerName: \"גל\", ownerEmail: \"gal@example.com\" }) { businessId userErrors { message } } }";
    let other = admin.ask(create, Value::Null).await?["createBusiness"]["businessId"].clone();
    anyhow::ensure!(other.is_string(), "{other}");

    let steps = [
        ("enterBusiness", json!({ "id": other, "reason": "שאלה" }), "BusinessReasonInput", json!(0)),
        ("leaveBusiness", json!({}), "LeaveBusinessInput", Value::Null),
    ];
    for (step, input, kind, leads) in steps {
        let mut ends = admin.subscribe("subscription { leadUpdated { id } }", Value::Null).await?;
        let act =
            format!("mutation($input: {kind}!) {{ {step}(input: $input) {{ userErrors {{ message }} }} }}");
        let done = admin.ask(&act, json!({ "input": input })).await?;
        assert_eq!(done[step]["userErrors"], json!([]), "{step}: {done}");
        let over = ends.next(SOON).await.expect_err("nothing more is told of before").to_string();
        assert!(over.contains("4403"), "{step}: {over}");
        // The same token opens another socket, which sees what the session sees by now.
        admin.subscribe("subscription { leadUpdated { id } }", Value::Null).await?;
        let seen = admin.ask("{ leads(first: 1) { totalCount } }", Value::Null).await?;
        let count = seen["leads"]["totalCount"].clone();
        assert!(if leads.is_null() { count != json!(0) } else { count == leads }, "{step}: {count}");
    }
    Ok(())
}

#[tokio::test]
async fn in_the_demo_the_log_shows_the_mail_and_its_link_works_once() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let post = |path: &str, body: Value| server.client().post(server.at(path)).json(&body).send();
    assert_eq!(post("/auth/reset/ask", json!({ "email": OWNER })).await?.status(), 202);
    let token = wait::until("the mail is in the log", SOON, async || {
        let log = server.logged();
        let link =
            log.split("/reset#").nth(1).map(|rest| rest.chars().take_while(|c| is_of_token(*c)).collect());
        Ok(link.ok_or_else(|| "no link yet".to_owned()))
    });
    let token: String = token.await?;
    let form = json!({ "token": token, "password": "an even newer horse" });
    assert_eq!(post("/auth/reset", form.clone()).await?.status(), 204);
    assert_eq!(post("/auth/reset", form).await?.status(), 422);
    Dashboard::sign_in(&server, OWNER, "an even newer horse").await?;
    Ok(())
}

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || ['-', '_', '.'].contains(&c)
}
