//! What people wait for: lists, search and board over 100,000 leads and 1,000,000 calls, and the two lists beside `PostGraphile` on the
//! same tables. By `make bench`, against the release binary: `AGENTLOCATOR_BIN=… cargo test -p acceptance --test it -- --ignored reads`.

mod postgraphile;

use std::time::Duration;

use acceptance::{Dashboard, Engine, Server, Setup, database::Database};
use anyhow::Context as _;
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::calls::place;
use postgraphile::PostGraphile;

/// People who ask at once, each again as soon as they are answered.
const PEOPLE: usize = 8;
/// Questions of each kind; and of those the reference is asked, which counts a million calls for each.
const QUESTIONS: usize = 1_600;
const OF_REFERENCE: usize = 160;

/// Rows of one lead or call under other names: a table as it is after years, without those years' events.
const MANY: &str = "INSERT INTO {table} SELECT made.* FROM (SELECT one FROM {table} one LIMIT 1) seed,
    generate_series(1, {rows}) n, LATERAL jsonb_populate_record(seed.one, {changes}) made";
const LEADS: &str = "jsonb_build_object('id', md5('lead' || n)::uuid, 'name', 'לקוח ' || n, 'sort_name', 'לקוח ' || n,
    'phone', '+97250' || lpad(n::text, 7, '0'), 'city', (ARRAY['חיפה','עכו','נתניה','אשדוד','חולון'])[n % 5 + 1],
    'search', 'לקוח ' || n || E'\\n' || (ARRAY['חיפה','עכו','נתניה','אשדוד','חולון'])[n % 5 + 1]
        || E'\\n+97250' || lpad(n::text, 7, '0') || E'\\n050' || lpad(n::text, 7, '0'),
    'status', (ARRAY['NEW','IN_PROGRESS','OFFER','CLOSED','IRRELEVANT'])[n % 5 + 1],
    'created_at', (seed.one).created_at - n * 60000000::bigint, 'updated_at', (seed.one).updated_at - n * 60000000::bigint)";
const CALLS: &str = "jsonb_build_object('sid', 'CA' || lpad(to_hex(n), 32, '0'), 'lead', md5('lead' || n % 100000 + 1)::uuid,
    'from_number', '+97250' || lpad((n % 100000)::text, 7, '0'), 'started_at', (seed.one).started_at - n * 60000000::bigint)";

/// What is asked, by name: a document and its variables for the n-th asking.
type Question = (&'static str, &'static str, fn(usize) -> Value);
const QUERIES: [Question; 5] = [
    ("leads, newest 50", LEADS_PAGE, |_| json!({ "first": 50 })),
    (
        "leads, by a part of a number",
        LEADS_PAGE,
        |n| json!({ "first": 50, "filter": { "search": format!("050{:05}", n * 37 % 1_000) } }),
    ),
    ("leads, a city", LEADS_PAGE, |_| json!({ "first": 50, "filter": { "search": "נתניה" } })),
    ("board, a column", LEADS_PAGE, |n| {
        let status = ["NEW", "OFFER", "CLOSED"][n % 3];
        json!({ "first": 50, "filter": { "status": [status] } })
    }),
    ("calls, newest 50", CALLS_PAGE, |_| json!({ "first": 50 })),
];
const LEADS_PAGE: &str = "query($first: Int!, $after: String, $filter: LeadFilter) {
    leads(first: $first, after: $after, filter: $filter) { totalCount pageInfo { hasNextPage endCursor }
        edges { cursor node { id name phone status createdAt details { city } } } } }";
const CALLS_PAGE: &str = "query($first: Int!, $after: String) {
    calls(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        edges { cursor node { callSid fromNumber status startedAt durationSeconds } } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn lists_stay_fast() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Postgres)?;
    let server = Server::start(&setup).await?;
    place(&setup, &server, "+972505561234").await?;
    fill(&setup).await?;
    let dashboard = Dashboard::of_owner(&server).await?;
    println!(
        "100,000 leads, 1,000,000 calls, {PEOPLE} people asking:      requests/s     p50      p99 ms   (asked 50)"
    );
    for (name, query, variables) in QUERIES {
        report(name, &ask(QUESTIONS, async |n| dashboard.ask(query, variables(n)).await.map(drop)).await?);
    }
    let reference = PostGraphile::start(&setup).await?;
    for (name, query) in reference.lists() {
        report(name, &ask(OF_REFERENCE, async |_| reference.ask(&query).await).await?);
    }
    server.stop().await
}

async fn fill(setup: &Setup) -> anyhow::Result<()> {
    let database = Database::open(setup).await?;
    for (model, rows, changes) in [("leads", 100_000, LEADS), ("calls", 1_000_000, CALLS)] {
        let table = table(&database, model).await?;
        let rows = rows.to_string();
        let insert = MANY.replace("{table}", &table).replace("{rows}", &rows).replace("{changes}", changes);
        database.execute(&insert).await?;
        // As the database's own housekeeping does after a day or two.
        database.execute(&format!("VACUUM ANALYZE {table}")).await?;
    }
    database.close().await;
    Ok(())
}

/// The live generation's table.
async fn table(database: &Database, model: &str) -> anyhow::Result<String> {
    let tables = database.relations("table").await?;
    let prefix = format!("{model}_g");
    tables.into_iter().find(|table| table.starts_with(&prefix)).context("no such read model")
}

/// How long each question took, and all of them together.
async fn ask(
    questions: usize,
    question: impl AsyncFn(usize) -> anyhow::Result<()>,
) -> anyhow::Result<(Vec<Duration>, Duration)> {
    // The first few fill caches and connections.
    for n in 0..PEOPLE {
        question(n).await?;
    }
    let begun = Instant::now();
    let answers = stream::iter(0..questions).map(async |n| {
        let asked = Instant::now();
        question(n).await.map(|()| asked.elapsed())
    });
    let took: Vec<_> = answers.buffer_unordered(PEOPLE).collect().await;
    let whole = begun.elapsed();
    let mut took = took.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    took.sort_unstable();
    Ok((took, whole))
}

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a measurement")]
fn report(name: &str, (took, whole): &(Vec<Duration>, Duration)) {
    let ms = |part: usize| took[(took.len() - 1) * part / 1_000].as_secs_f64() * 1_000.0;
    println!(
        "  {name:<50}{:>9.0}{:>11.1}{:>11.1}",
        took.len() as f64 / whole.as_secs_f64(),
        ms(500),
        ms(990)
    );
}
