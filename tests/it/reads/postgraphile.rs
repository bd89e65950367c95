//! `PostGraphile` on the read models' own tables: what a general GraphQL server over the same database answers.

use std::process::Stdio;
use std::time::Duration;

use acceptance::{Setup, database::Database, setup::root, wait};
use anyhow::Context as _;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

/// A running `PostGraphile`; killed when it is dropped.
pub(super) struct PostGraphile {
    _process: Child,
    client: reqwest::Client,
    url: String,
    leads: String,
    calls: String,
}

impl PostGraphile {
    pub(super) async fn start(setup: &Setup) -> anyhow::Result<Self> {
        let installed = Command::new(root().join("scripts/postgraphile.sh")).output().await?;
        anyhow::ensure!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
        let program = String::from_utf8(installed.stdout)?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new(program.trim())
            .args(["--connection", setup.database_url(), "--schema", "public", "--host", "127.0.0.1"])
            .args(["--port", &port.to_string(), "--disable-default-mutations", "--disable-query-log"])
            .env("NODE_ENV", "production")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let database = Database::open(setup).await?;
        let (leads, calls) =
            (super::table(&database, "leads").await?, super::table(&database, "calls").await?);
        let business = database.texts(&format!("SELECT business FROM {leads} LIMIT 1")).await?;
        let business = business.first().context("no lead")?;
        database.close().await;
        let started = Self {
            _process: process,
            client: reqwest::Client::builder().timeout(Duration::from_secs(30)).no_proxy().build()?,
            url: format!("http://127.0.0.1:{port}/graphql"),
            leads: format!(
                "{{ {}(first: 50, orderBy: [CREATED_AT_DESC, ID_DESC], condition: {{ business: \"{business}\", listed: \"1\" }}) {{
                    totalCount pageInfo {{ hasNextPage endCursor }}
                    edges {{ cursor node {{ id name phone status createdAt city }} }} }} }}",
                connection(&leads)
            ),
            calls: format!(
                "{{ {}(first: 50, orderBy: [STARTED_AT_DESC, SID_DESC], condition: {{ business: \"{business}\" }}) {{
                    totalCount pageInfo {{ hasNextPage endCursor }}
                    edges {{ cursor node {{ sid fromNumber status startedAt durationSeconds }} }} }} }}",
                connection(&calls)
            ),
        };
        wait::until("PostGraphile answers", Duration::from_mins(1), async || {
            Ok(started.ask("{ __typename }").await.map_err(|error| error.to_string()))
        })
        .await?;
        Ok(started)
    }

    /// The two lists, as ours are asked for them; and without the total, which it counts anew each time.
    pub(super) fn lists(&self) -> [(&'static str, String); 4] {
        let uncounted = |query: &str| query.replace("totalCount ", "");
        [
            ("PostGraphile: leads, newest 50", self.leads.clone()),
            ("PostGraphile: the same without the total", uncounted(&self.leads)),
            ("PostGraphile: calls, newest 50", self.calls.clone()),
            ("PostGraphile: the same without the total", uncounted(&self.calls)),
        ]
    }

    pub(super) async fn ask(&self, query: &str) -> anyhow::Result<()> {
        let answer = self.client.post(&self.url).json(&json!({ "query": query })).send().await?;
        let answer: Value = answer.json().await?;
        anyhow::ensure!(answer["errors"].is_null(), "{answer}");
        Ok(())
    }
}

/// The field `PostGraphile` makes of a table: `leads_g1` is `allLeadsG1S`.
fn connection(table: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    let words: String = table.split('_').filter_map(capital).collect();
    format!("all{words}S")
}
