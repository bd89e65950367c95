//! Two agencies on one installation: neither sees the other, whatever it asks.

use acceptance::{
    Dashboard, Engine, Server, Setup, identity, operator,
    server::NUMBER,
    twilio::{Line, Twilio, webhooks::VOICE},
};
use serde_json::{Value, json};

const PASSWORD: &str = "another horse battery";
/// Nobody's number: calls to it are the default business's.
const OTHER: &str = "+97235550199";

/// One server, a call to each agency, and a person of each.
struct Two {
    server: Server,
    ours: Dashboard,
    theirs: Dashboard,
    our_call: Line,
    their_call: Line,
}

async fn two(engine: Engine) -> anyhow::Result<Two> {
    let setup = Setup::demo(engine)?;
    let server = Server::start(&setup).await?;
    let twilio = Twilio::of(&server);
    let our_call = Line::new("tenants", 1, &identity::caller(71), NUMBER);
    let their_call = Line::new("tenants", 2, &identity::caller(72), OTHER);
    twilio.deliver(VOICE, &our_call.incoming()).await?;
    twilio.deliver(VOICE, &their_call.incoming()).await?;
    let email = "rival@agency.test";
    let add =
        ["user", "add", "--business", "default", "--email", email, "--role", "owner", "--password", PASSWORD];
    let added = operator::run(&setup, &add).await?;
    anyhow::ensure!(added.success, "{}", added.stderr);
    let ours = Dashboard::of_owner(&server).await?;
    let theirs = Dashboard::sign_in(&server, email, PASSWORD).await?;
    Ok(Two { server, ours, theirs, our_call, their_call })
}

async fn lead_of(dashboard: &Dashboard, phone: &str) -> anyhow::Result<Value> {
    acceptance::wait::until("the caller is a lead", std::time::Duration::from_secs(10), async || {
        let query = "query($phone: String!) { leads(first: 5, filter: { search: $phone }) { edges { node { id } } } }";
        let found = dashboard.ask(query, json!({ "phone": phone })).await?;
        let id = found["leads"]["edges"][0]["node"]["id"].clone();
        Ok(if id.is_string() { Ok(id) } else { Err(found) })
    })
    .await
}

#[tokio::test]
async fn neither_sees_the_other_on_sqlite() -> anyhow::Result<()> {
    neither_sees_the_other(Engine::Sqlite).await
}

#[tokio::test]
async fn neither_sees_the_other_on_postgres() -> anyhow::Result<()> {
    neither_sees_the_other(Engine::Postgres).await
}

async fn neither_sees_the_other(engine: Engine) -> anyhow::Result<()> {
    let Two { server, ours, theirs, our_call, their_call } = two(engine).await?;
    let (our_lead, their_lead) =
        (lead_of(&ours, &our_call.from).await?, lead_of(&theirs, &their_call.from).await?);
    for (dashboard, call, lead, phone) in
        [(&ours, &their_call, &their_lead, &their_call.from), (&theirs, &our_call, &our_lead, &our_call.from)]
    {
        let query = "query($sid: ID!, $lead: ID!, $phone: String!) {
            call(callSid: $sid) { callSid } lead(id: $lead) { id }
            calls(first: 100) { edges { node { callSid } } }
            leads(first: 100, filter: { search: $phone }) { totalCount } }";
        let seen = dashboard.ask(query, json!({ "sid": call.call, "lead": lead, "phone": phone })).await?;
        assert_eq!((&seen["call"], &seen["lead"]), (&Value::Null, &Value::Null), "{seen}");
        assert_eq!(seen["leads"]["totalCount"], 0, "{seen}");
        let calls = seen["calls"]["edges"].as_array().cloned().unwrap_or_default();
        assert!(calls.iter().all(|edge| edge["node"]["callSid"] != call.call.as_str()), "{seen}");

        for (entity, id) in [("CALL", json!(call.call)), ("LEAD", lead.clone())] {
            let query =
                "query($e: EntityType!, $id: ID!) { history(entity: $e, id: $id, first: 10) { totalCount } }";
            let answer = dashboard.ask_whole(query, json!({ "e": entity, "id": id })).await?;
            let count = answer["data"]["history"]["totalCount"].as_u64();
            assert!(count == Some(0) || answer["errors"].is_array(), "{entity}: {answer}");
        }

        let change = "mutation($id: ID!) { setLeadStatus(input: { id: $id, status: \"CLOSED\" }) { lead { id } userErrors { code } } }";
        let refused = dashboard.ask(change, json!({ "id": lead })).await?;
        assert_eq!(refused["setLeadStatus"]["userErrors"][0]["code"], "NOT_FOUND", "{refused}");

        let recording = server.at(&format!("/calls/{}/recording", call.call));
        let answer = server.client().get(recording).bearer_auth(dashboard.token()).send().await?;
        assert_eq!(answer.status(), 404);
    }
    Ok(())
}

#[tokio::test]
async fn strangers_are_turned_away() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let query = json!({ "query": "{ viewer { user { email } } }" });
    let ask = || server.client().post(server.at("/graphql")).json(&query);
    assert_eq!(ask().send().await?.status(), 401);
    assert_eq!(ask().bearer_auth("nonsense").send().await?.status(), 401);

    let (email, password) = server.owner();
    let wrong = json!({ "email": email, "password": format!("{password}!") });
    let answer = server.client().post(server.at("/auth/login")).json(&wrong).send().await?;
    assert_eq!(answer.status(), 401);
    let answer =
        server.client().post(server.at("/auth/login")).json(&json!({ "email": email })).send().await?;
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.json::<Value>().await?["field"], "password");
    Ok(())
}

/// Somebody whose session a cookie carries.
struct Visitor<'a> {
    server: &'a Server,
    cookies: Vec<String>,
    csrf: String,
}

impl<'a> Visitor<'a> {
    async fn sign_in(server: &'a Server) -> anyhow::Result<Self> {
        let (email, password) = server.owner();
        let login = json!({ "email": email, "password": password });
        let opened = server.client().post(server.at("/auth/login")).json(&login).send().await?;
        let set = opened.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let cookies = set.map(str::to_owned).collect();
        let csrf = opened.json::<Value>().await?["csrf_token"].as_str().unwrap_or_default().to_owned();
        Ok(Self { server, cookies, csrf })
    }

    /// Without the CSRF token.
    fn forged(&self, query: &str) -> reqwest::RequestBuilder {
        let pairs: Vec<&str> = self.cookies.iter().filter_map(|cookie| cookie.split(';').next()).collect();
        let ask = self.server.client().post(self.server.at("/graphql"));
        ask.header("cookie", pairs.join("; ")).json(&json!({ "query": query }))
    }

    fn ask(&self, query: &str) -> reqwest::RequestBuilder {
        self.forged(query).header("x-csrf-token", &self.csrf)
    }
}

#[tokio::test]
async fn a_cookie_s_session_needs_the_csrf_token() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let visitor = Visitor::sign_in(&server).await?;
    let access = visitor.cookies.iter().find(|cookie| cookie.starts_with("access_token="));
    assert!(
        access.is_some_and(|cookie| cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict")),
        "{:?}",
        visitor.cookies
    );
    let query = "{ viewer { user { email } } }";
    assert_eq!(visitor.forged(query).send().await?.status(), 403);
    assert_eq!(visitor.forged(query).header("x-csrf-token", "nonsense").send().await?.status(), 403);
    let answer: Value = visitor.ask(query).send().await?.json().await?;
    assert_eq!(answer["data"]["viewer"]["user"]["email"], server.owner().0, "{answer}");
    Ok(())
}

#[tokio::test]
async fn where_the_list_is_closed_to_browsers_a_cookie_s_session_asks_the_dashboard_s_documents_alone()
-> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?.with("GRAPHQL_ALLOW_LIST", "browsers");
    let server = Server::start(&setup).await?;
    let visitor = Visitor::sign_in(&server).await?;
    let answer = visitor.ask("{ viewer { user { email } } }").send().await?.json::<Value>().await?;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "DOCUMENT_NOT_ALLOWED", "{answer}");
    let bearer = Dashboard::of_owner(&server).await?;
    bearer.ask("{ viewer { user { email } } }", json!({})).await?;
    Ok(())
}
