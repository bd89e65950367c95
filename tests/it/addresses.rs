//! An address changes hands: who had it and who has it next are two people of two businesses, who see nothing of each other.

use std::time::Duration;

use acceptance::{Dashboard, Engine, Server, Setup, operator, wait};
use anyhow::Context as _;
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(20);
const RIVAL: &str = "rival@agency.test";
const NOA: &str = "noa@example.com";
const PASSWORD: &str = "another horse battery";

/// Two businesses on one server, and the owner of each.
struct Two {
    server: Server,
    ours: Dashboard,
    theirs: Dashboard,
}

impl Two {
    async fn open(engine: Engine) -> anyhow::Result<Self> {
        let setup = Setup::demo(engine)?;
        let server = Server::start(&setup).await?;
        let rival = ["user", "add", "--business", "default", "--email", RIVAL, "--role", "owner"];
        let added = operator::run(&setup, &[&rival[..], &["--password", PASSWORD]].concat()).await?;
        anyhow::ensure!(added.success, "{}", added.stderr);
        let ours = Dashboard::of_owner(&server).await?;
        let theirs = Dashboard::sign_in(&server, RIVAL, PASSWORD).await?;
        Ok(Self { server, ours, theirs })
    }

    /// The `n`th link of its kind that was mailed to Noa: the demo shows mail in the log.
    async fn token(&self, kind: &str, n: usize) -> anyhow::Result<String> {
        wait::until("the mail is in the log", SOON, async || {
            let log = self.server.logged();
            let link = log.split(&format!("/{kind}#")).nth(n).ok_or_else(|| "no link yet".to_owned());
            Ok(link.map(|rest| rest.chars().take_while(|c| is_of_token(*c)).collect()))
        })
        .await
    }

    async fn join(&self, token: &str) -> anyhow::Result<u16> {
        let form = json!({ "token": token, "name": "נועה לוי", "password": PASSWORD });
        let answer = self.server.client().post(self.server.at("/auth/invitation")).json(&form).send().await?;
        Ok(answer.status().as_u16())
    }
}

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || ['-', '_', '.'].contains(&c)
}

async fn invite(by: &Dashboard) -> anyhow::Result<Value> {
    let query = "mutation($input: InviteUserInput!) { inviteUser(input: $input) {
        user { id } userErrors { field code message } } }";
    let input = json!({ "email": NOA, "name": "נועה", "role": "AGENT" });
    Ok(by.ask(query, json!({ "input": input })).await?["inviteUser"].take())
}

async fn refused(by: &Dashboard) -> anyhow::Result<()> {
    let answer = invite(by).await?;
    let error = &answer["userErrors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("email"), &json!("TAKEN")), "{answer}");
    let message = error["message"].as_str().context("a message")?;
    assert!(message.contains("יבטל את ההזמנה"), "it says what to do: {message}");
    assert!(!message.contains("הדמו"), "and not whose it is: {message}");
    Ok(())
}

async fn invited(by: &Dashboard) -> anyhow::Result<String> {
    let answer = invite(by).await?;
    Ok(answer["user"]["id"].as_str().with_context(|| answer.to_string())?.to_owned())
}

async fn people(of: &Dashboard) -> anyhow::Result<String> {
    Ok(of.ask("{ users(first: 50) { edges { node { email status } } } }", Value::Null).await?.to_string())
}

#[tokio::test]
async fn an_address_changes_hands_on_sqlite() -> anyhow::Result<()> {
    an_address_changes_hands(Engine::Sqlite).await
}

#[tokio::test]
async fn an_address_changes_hands_on_postgres() -> anyhow::Result<()> {
    an_address_changes_hands(Engine::Postgres).await
}

async fn an_address_changes_hands(engine: Engine) -> anyhow::Result<()> {
    let two = Two::open(engine).await?;
    let first = invited(&two.ours).await?;
    let old_link = two.token("join", 1).await?;
    refused(&two.theirs).await?;

    let take_back = "mutation($id: ID!) { deactivateUser(input: { id: $id }) { userErrors { message } } }";
    let taken_back = two.ours.ask(take_back, json!({ "id": first })).await?;
    assert_eq!(taken_back["deactivateUser"]["userErrors"], json!([]));
    let second = invited(&two.theirs).await?;
    assert_ne!(first, second, "another holder is another user");
    let link = two.token("join", 2).await?;
    assert_eq!(two.join(&old_link).await?, 422, "the older link is dead");
    refused(&two.ours).await?;
    assert_eq!(two.join(&link).await?, 200);
    refused(&two.ours).await?;

    let forgotten = two
        .server
        .client()
        .post(two.server.at("/auth/reset/ask"))
        .json(&json!({ "email": NOA }))
        .send()
        .await?;
    assert_eq!(forgotten.status().as_u16(), 202);
    let reset = two.token("reset", 1).await?;
    assert!(reset.starts_with(&second), "the new password is for who has the address now: {reset}");

    let noa = Dashboard::sign_in(&two.server, NOA, PASSWORD).await?;
    let viewer = noa.ask("{ viewer { user { id } business { id } } }", Value::Null).await?;
    let theirs = two.theirs.ask("{ viewer { business { id } } }", Value::Null).await?;
    assert_eq!(
        viewer["viewer"],
        json!({ "user": { "id": second }, "business": theirs["viewer"]["business"] })
    );
    assert!(people(&two.theirs).await?.contains(NOA));
    assert!(!people(&two.ours).await?.contains(NOA), "the older business sees nothing of it");
    let history = "query($id: ID!) { history(entity: USER, id: $id) { totalCount } }";
    for (dashboard, id, seen) in
        [(&two.ours, &second, false), (&two.theirs, &first, false), (&two.theirs, &second, true)]
    {
        let found = dashboard.ask(history, json!({ "id": id })).await?["history"]["totalCount"].as_u64();
        assert_eq!(found.is_some_and(|count| count > 0), seen, "{id}: {found:?}");
    }
    let out = two.ours.ask(take_back, json!({ "id": second })).await?;
    assert_eq!(
        out["deactivateUser"]["userErrors"].as_array().map(Vec::len),
        Some(1),
        "nor can it touch them"
    );
    Ok(())
}
