use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::testing::{Answer, Bench};

struct Office {
    bench: Bench,
    bearer: String,
}

impl Office {
    async fn new() -> Self {
        let bench = Bench::new().await;
        let signed_in = bench.sign_in().await;
        let bearer = format!("Bearer {}", signed_in.json()["access_token"].as_str().unwrap());
        Self { bench, bearer }
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.bench.json(path, &body, &[("authorization", &self.bearer)]).await
    }

    async fn begin(&self, text: &str) -> Answer {
        self.post("/prompts/rehearsal", json!({ "channel": "CALLS", "text": text })).await
    }

    async fn says(&self, text: &str) -> Vec<Value> {
        let answer = self.post("/prompts/rehearsal/turn", json!({ "text": text })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let data = answer.body.lines().filter_map(|line| line.strip_prefix("data: "));
        data.map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[tokio::test]
async fn a_draft_is_tried_and_nothing_comes_of_it() {
    let office = Office::new().await;
    let begun = office.begin("את {agent}.\nאם שואלים על חניה: יש חניה לכל הדיירים.").await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    assert!(begun.json()["greeting"].as_str().unwrap().contains("מוקלטת"), "{}", begun.body);
    assert_eq!(begun.json()["answers"], "local");
    let before = office.bench.events().await;

    let parking = office.says("יש חניה?").await;
    assert_eq!(parking[0], json!({ "kind": "says", "text": "יש חניה לכל הדיירים." }));
    let mut told = Vec::new();
    // Not a day: whether one of the three offered is meant by it depends on when this runs.
    for said in ["אני רוצה לקנות דירה בחיפה", "ארבעה חדרים", "שני מיליון", "דנה", "הראשון"]
    {
        told.extend(office.says(said).await);
    }
    let deed = |name: &str| told.iter().find(|told| told["deed"]["name"] == name);
    assert_eq!(deed("capture").unwrap()["outcome"]["name"], "done", "{told:#?}");
    assert_eq!(deed("book").unwrap()["outcome"]["name"], "done", "{told:#?}");
    assert_eq!(told.last(), Some(&json!({ "kind": "done", "over": false })));
    assert_eq!(office.bench.events().await, before, "something was written down");
}

#[tokio::test]
async fn what_cannot_be_tried_is_refused_by_field() {
    let office = Office::new().await;
    for text in [" ", "את {agant}", &"א".repeat(20_001)] {
        let refused = office.begin(text).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["field"], "text");
    }
    let unbegun = office.post("/prompts/rehearsal/turn", json!({ "text": "שלום" })).await;
    assert_eq!(unbegun.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_may_not_write_prompts_may_not_try_them() {
    let office = Office::new().await;
    let form = json!({ "email": "agent@agentlocator.local", "password": office.bench.demo().await.password.expose() });
    let agent = office.bench.json("/auth/login", &form, &[]).await;
    let bearer = format!("Bearer {}", agent.json()["access_token"].as_str().unwrap());
    let body = json!({ "channel": "CALLS", "text": "את לאה" });
    let refused = office.bench.json("/prompts/rehearsal", &body, &[("authorization", &bearer)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let nobody = office.bench.json("/prompts/rehearsal", &body, &[]).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_conversation_that_is_over_takes_no_more_turns() {
    let office = Office::new().await;
    office.begin("את לאה").await;
    let bye = office.says("תודה ולהתראות").await;
    assert_eq!(bye.last(), Some(&json!({ "kind": "done", "over": true })));
    let more = office.post("/prompts/rehearsal/turn", json!({ "text": "רגע" })).await;
    assert_eq!(more.status, StatusCode::GONE);
    office.begin("את לאה").await;
    assert_eq!(office.says("שלום").await.last(), Some(&json!({ "kind": "done", "over": false })));
}
