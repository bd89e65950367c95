//! How many SQL statements a question costs: as many for a full page as for one row. A binary of its own, since it listens to every
//! statement of its process.
// The roots of the schema are merged of many parts, each a level deeper.
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests, which clippy does not see as such"
)]

#[path = "it/rig/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the rig of the other tests, of which this one needs a part")]
mod rig;

use std::sync::Mutex;

use rig::{Rig, sid};
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The statements since it was last emptied, as sqlx logs them.
static STATEMENTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Hears what sqlx logs of each statement.
struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, event: &Event<'_>) {
        let mut statement = Statement(String::new());
        event.record(&mut statement);
        STATEMENTS.lock().unwrap().push(statement.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Statement(String);

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" || field.name() == "db.statement" {
            self.0.push_str(value);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// The reads of read models that a question costs: those under a tenant's condition, unlike the followers' own.
async fn cost(rig: &Rig, query: &str) -> (usize, Vec<String>) {
    STATEMENTS.lock().unwrap().clear();
    let answer = rig.ask(query, Value::Null).await;
    let answer = answer.as_object().unwrap().values().next().unwrap();
    let list = answer.get("timeline").unwrap_or(answer);
    let rows = list["edges"].as_array().unwrap().len();
    let statements = std::mem::take(&mut *STATEMENTS.lock().unwrap());
    let reads = statements
        .into_iter()
        .filter(|text| text.starts_with("SELECT") && text.contains("business") && !text.contains("events"))
        .collect();
    (rows, reads)
}

#[tokio::test]
async fn a_full_page_costs_no_more_statements_than_one_row() {
    tracing::subscriber::set_global_default(Listener).unwrap();
    let rig = Rig::new().await;
    for n in 1..=20 {
        let phone = format!("+9725255501{n:02}");
        rig.ring(rig.business, &sid(n), &phone).await;
        let lead = rig.lead_of(rig.business, &phone, Vec::new()).await;
        rig.on_call(&sid(n), domain::call::CallCommand::AttachLead { lead }, "AttachLead").await;
        rig.says(&sid(n), 0, "שלום").await;
    }
    let busy = rig.lead_of(rig.business, "+972525550101", Vec::new()).await;
    for n in 21..=35 {
        rig.ring(rig.business, &sid(n), "+972525550101").await;
        rig.on_call(&sid(n), domain::call::CallCommand::AttachLead { lead: busy }, "AttachLead").await;
    }
    rig.settle().await;
    let timeline = format!(
        "lead(id: \"{busy}\") {{ timeline(first: N) {{ totalCount edges {{ node {{ ... on CallItem {{ call {{ callSid lead {{ name }}
          recording {{ url }} }} }} ... on ChangeItem {{ actor {{ name }} }} }} }} }} }}"
    );
    for fields in [
        timeline.as_str(),
        "calls(first: N) { totalCount edges { node { callSid transcript { text } meetings { id } recording { url } promptVersion { version }
          lead { name notes { author } meetings { id } } } } }",
        "leads(first: N) { totalCount edges { node { phone notes { text } meetings { id } calls { callSid transcript { text } }
          provenance { value call { callSid } utterance { text } } } } }",
    ] {
        let ask = |n: &str| format!("{{ {} }}", fields.replace('N', n));
        let (one_row, few) = cost(&rig, &ask("1")).await;
        let (rows, many) = cost(&rig, &ask("15")).await;
        assert_eq!((one_row, rows), (1, 15));
        assert!(!few.is_empty(), "no statement was heard");
        assert!(many.len() <= few.len(), "{} statements for a page, {} for a row: {many:#?}", many.len(), few.len());
    }
}
