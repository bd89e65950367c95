use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use serde_json::{Value, json};

use crate::testing::{Answer, Bench};

const FILE: &str = "שם,הערות,טלפון,עיר,תקציב\r\n\
    דנה לוי,להתקשר בערב,052-555-0981,חיפה,\"2,400,000\"\r\n\
    יוסי,,0525550982,נשר,הרבה\r\n\
    כפול,,+972525550981,,\r\n\
    רות,,525550983,,1500000\r\n";

struct Desk {
    bench: Bench,
    bearer: String,
}

impl Desk {
    async fn open() -> Self {
        let bench = Bench::new().await;
        let login = bench.demo().await;
        let form = json!({ "email": login.email, "password": login.password.expose() });
        let session = bench.json("/auth/login", &form, &[]).await;
        let bearer = format!("Bearer {}", session.json()["access_token"].as_str().unwrap());
        Self { bench, bearer }
    }

    async fn ask(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(method).uri(path).header("authorization", &self.bearer);
        self.bench.send(request.body(body.into()).unwrap()).await
    }

    /// Imports a file and waits until that is over.
    async fn import(&self, file: impl Into<Body>) -> Value {
        let started = self.ask(Method::POST, "/leads/imports", file).await;
        assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.body);
        let path = format!("/leads/imports/{}", started.json()["id"].as_str().unwrap());
        loop {
            let progress = self.ask(Method::GET, &path, Body::empty()).await.json();
            if progress["state"] != "running" {
                return progress;
            }
            tokio::task::yield_now().await;
        }
    }

    async fn graphql(&self, query: &str, variables: Value) -> Value {
        let headers = [("authorization", self.bearer.as_str())];
        let body = json!({ "query": query, "variables": variables });
        self.bench.json("/graphql", &body, &headers).await.json()["data"].clone()
    }

    async fn undo(&self, operation: &Value) -> Value {
        let undo = "mutation($id: ID!) { undoLeadOperation(input: { operation: $id }) { changed kept { fields } userErrors { code } } }";
        self.graphql(undo, json!({ "id": operation })).await["undoLeadOperation"].clone()
    }

    async fn known(&self, phone: &str) -> bool {
        let list = "query($q: String) { leads(filter: { search: $q }) { totalCount } }";
        self.graphql(list, json!({ "q": phone })).await["leads"]["totalCount"] == 1
    }
}

#[tokio::test]
async fn a_file_is_looked_at_before_anything_happens() {
    let desk = Desk::open().await;
    let events = desk.bench.events().await;
    let preview = desk.ask(Method::POST, "/leads/imports/preview", FILE).await.json();
    assert_eq!(preview["columns"], json!(["name", "note", "phone", "city", "budget"]));
    assert_eq!((&preview["rows"], &preview["wrongCount"]), (&json!(4), &json!(2)));
    assert_eq!(preview["wrong"][0]["column"], "תקציב");
    let (windows, _, _) = encoding_rs::WINDOWS_1255.encode(FILE);
    let same = desk.ask(Method::POST, "/leads/imports/preview", windows.into_owned()).await.json();
    assert_eq!((&same["encoding"], &same["sample"]), (&json!("windows-1255"), &preview["sample"]));
    let other = "/leads/imports/preview?columns=name,-,phone,-,-";
    assert_eq!(desk.ask(Method::POST, other, FILE).await.json()["wrongCount"], 1, "the double remains");
    assert_eq!(desk.bench.events().await, events, "nothing was written");
}

#[tokio::test]
async fn good_rows_come_in_and_bad_ones_are_named() {
    let desk = Desk::open().await;
    let progress = desk.import(FILE).await;
    assert_eq!(
        (&progress["state"], &progress["total"], &progress["written"], &progress["wrong"]),
        (&json!("done"), &json!(4), &json!(2), &json!(2))
    );
    let path = format!("/leads/imports/{}/errors.csv", progress["id"].as_str().unwrap());
    let errors = desk.ask(Method::GET, &path, Body::empty()).await.body;
    assert!(errors.contains("3,תקציב,הרבה,") && errors.contains("4,טלפון,"), "{errors}");
    assert!(errors.contains("בשורה 2"), "{errors}");

    // Once more: the same commands, so nothing changes, not even what a person has changed since.
    let events = desk.bench.events().await;
    let again = desk.import(FILE).await;
    assert_eq!((&again["unchanged"], &again["written"]), (&json!(2), &json!(0)));
    assert_eq!(desk.bench.events().await, events);
}

#[tokio::test]
async fn an_import_is_undone_as_one_and_can_be_made_again() {
    let desk = Desk::open().await;
    let first = desk.import(FILE).await;
    assert!(desk.known("0525550983").await);
    let undone = desk.undo(&first["id"]).await;
    assert_eq!((&undone["changed"], &undone["kept"]), (&json!(2), &json!([])));
    assert!(!desk.known("0525550983").await);
    let second = desk.import(FILE).await;
    assert_ne!(second["id"], first["id"]);
    assert_eq!(second["written"], 2);
    assert!(desk.known("0525550983").await);
}

#[tokio::test]
async fn what_is_exported_imports_as_what_it_was() {
    let desk = Desk::open().await;
    desk.import(FILE).await;
    let export = desk.ask(Method::GET, "/leads/export", Body::empty()).await;
    assert!(export.headers["content-disposition"].to_str().unwrap().contains("leads.csv"));
    assert!(export.body.starts_with('\u{feff}') && export.body.contains("052-555-0983"), "{}", export.body);
    let back = desk.import(export.body).await;
    assert_eq!((&back["wrong"], &back["written"]), (&json!(0), &json!(0)), "{back}");
    let filtered = desk.ask(Method::GET, "/leads/export?q=0525550983", Body::empty()).await;
    assert_eq!(filtered.body.lines().count(), 2, "{}", filtered.body);
}

#[tokio::test]
async fn what_is_exported_is_the_list_on_the_screen() {
    let desk = Desk::open().await;
    let before = desk.bench.app.clock.now();
    desk.import(FILE).await;
    let export =
        async |query: &str| desk.ask(Method::GET, &format!("/leads/export?{query}"), Body::empty()).await;
    let phones = async |query: &str| {
        let answer = export(query).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
        let imported = |line: &&str| line.contains("052-555-098");
        let phone = |line: &str| line[line.find("052-555-098").unwrap()..][..12].to_owned();
        answer.body.lines().filter(imported).map(phone).collect::<Vec<_>>()
    };
    assert_eq!(phones("source=IMPORT").await.len(), 2);
    assert_eq!(phones("source=CALL").await.len(), 0);
    assert_eq!(phones("source=CALL,IMPORT&q=רות").await, ["052-555-0983"]);
    assert_eq!(phones("from=2031-01-01").await.len(), 0);
    assert_eq!(phones("to=2020-01-01").await.len(), 0);
    assert_eq!(phones("from=2020-01-01&to=2031-01-01").await.len(), 2);
    assert_eq!(phones("source=IMPORT&order=NAME").await, ["052-555-0981", "052-555-0983"]);
    assert_eq!(phones("source=IMPORT&order=NEWEST").await, ["052-555-0983", "052-555-0981"]);
    assert_eq!(phones(&format!("at={before}")).await.len(), 0, "before they came");
    for wrong in ["source=FAX", "order=SIZE", "from=soon", "at=then"] {
        let refused = export(wrong).await;
        let field = wrong.split('=').next().unwrap();
        assert_eq!((refused.status, &refused.json()["field"]), (StatusCode::BAD_REQUEST, &json!(field)));
    }
}

#[tokio::test]
async fn what_cannot_be_imported_is_refused_with_the_remedy() {
    let desk = Desk::open().await;
    let no_phone = desk.ask(Method::POST, "/leads/imports?columns=name,-", "א,ב\r\nג,ד\r\n").await;
    assert_eq!((no_phone.status, &no_phone.json()["field"]), (StatusCode::BAD_REQUEST, &json!("columns")));
    let excel = desk.ask(Method::POST, "/leads/imports/preview", "PK\u{3}\u{4}…").await;
    assert_eq!(excel.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(excel.json()["detail"].as_str().unwrap().contains("CSV UTF-8"));
    let nobody = Request::post("/leads/imports").body(Body::from(FILE)).unwrap();
    assert_eq!(desk.bench.send(nobody).await.status, StatusCode::UNAUTHORIZED);
    let missing = desk.ask(Method::GET, "/leads/imports/nothing", Body::empty()).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}
