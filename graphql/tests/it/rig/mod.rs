//! An agency in a throw-away directory: its log, its read models, its schema, and people to ask it.

mod data;
mod ports;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_graphql::{Request, Response, Variables};
use domain::ids::{BusinessId, UserId};
use domain::user::Role;
use eventlog::{CommandBus, EventLog, MasterKey, Options};
use graphql::{Schema, Services, Session};
use projections::{Projections, ReadModel, ScopeMint};
use serde_json::Value;
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

pub(crate) use data::{CALL, PHONE, sid};
pub(crate) use ports::{Dice, Held, PlainCredentials, SetClock, session};

/// Sunday 22 November 2026, ten in the morning in Israel.
pub(crate) const NOW: &str = "2026-11-22T10:00:00+02:00";

static MINT: OnceLock<Option<ScopeMint>> = OnceLock::new();

pub(crate) struct Rig {
    pub(crate) bus: CommandBus,
    pub(crate) projections: Projections,
    pub(crate) schema: Schema,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) dice: Arc<Dice>,
    pub(crate) live: Arc<Held>,
    pub(crate) business: BusinessId,
    _stop: DropGuard,
    _dir: TempDir,
}

impl Rig {
    /// An open agency with an owner, and nothing else.
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at(NOW));
        let (dice, live) = (Arc::new(Dice::default()), Arc::new(Held::default()));
        let url = format!("sqlite://{}", dir.path().join("log.db").display());
        let options =
            Options { master_key: Some(MasterKey::of_secret("a key of tests")), ..Options::default() };
        let log = EventLog::open_with(&url, clock.clone(), dice.clone(), options).await.unwrap();
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let projections = Projections::start(log.clone(), &tasks, stop.clone()).await.unwrap();
        let bus = CommandBus::new(log);
        let services = Services {
            bus: bus.clone(),
            projections: projections.clone(),
            live: live.clone(),
            memory: Arc::new(ports::Remembering),
            clock: clock.clone(),
            entropy: dice.clone(),
            tasks,
            credentials: Arc::new(PlainCredentials),
        };
        let schema = graphql::schema(services);
        let business = BusinessId::named("ours");
        let rig = Self {
            bus,
            projections,
            schema,
            clock,
            dice,
            live,
            business,
            _stop: stop.drop_guard(),
            _dir: dir,
        };
        rig.open_business(business, "נדל״ן הכרמל").await;
        rig.register("owner@example.com", "דנה כהן", business, Role::Owner).await;
        rig.settle().await;
        rig
    }

    /// Waits until the read models show all there is.
    pub(crate) async fn settle(&self) {
        let tip = self.bus.log().tip().await.unwrap();
        let shown = self.projections.wait_for(tip, &ReadModel::ALL, Duration::from_secs(10)).await;
        assert!(shown, "the read models did not catch up: {:#?}", self.projections.status().await);
    }

    /// A person's request.
    pub(crate) fn session(business: BusinessId, role: Role) -> Session {
        Self::session_of(business, "owner@example.com", role)
    }

    /// The request of a person by address.
    pub(crate) fn session_of(business: BusinessId, email: &str, role: Role) -> Session {
        let mint = MINT.get_or_init(ScopeMint::take).as_ref().unwrap();
        let user = UserId::of_email(email);
        Session { scope: mint.mint(business, user, role), id: session(1), request_id: "request-1".to_owned() }
    }

    /// Asks; the whole response.
    pub(crate) async fn respond(&self, session: Option<Session>, query: &str, variables: Value) -> Response {
        let request = Request::new(query).variables(Variables::from_json(variables));
        let request = match session {
            Some(session) => request.data(session),
            None => request,
        };
        self.schema.execute(request).await
    }

    /// Asks as somebody; the data, which must have come without an error.
    pub(crate) async fn ask_as(&self, session: Session, query: &str, variables: Value) -> Value {
        let response = self.respond(Some(session), query, variables).await;
        assert!(response.errors.is_empty(), "{:#?}", response.errors);
        response.data.into_json().unwrap()
    }

    /// Asks as the owner.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Value {
        self.ask_as(Self::session(self.business, Role::Owner), query, variables).await
    }

    /// Asks as the owner for what cannot be answered: the first error's message and code.
    pub(crate) async fn fault(&self, query: &str) -> (String, String) {
        let session = Self::session(self.business, Role::Owner);
        let response = self.respond(Some(session), query, Value::Null).await;
        let error = response.errors.first().expect("an error");
        let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
        let code = code.map(|code| code.clone().into_json().unwrap().as_str().unwrap().to_owned());
        (error.message.clone(), code.unwrap_or_default())
    }
}

/// The payload's only user error, as (field, code).
pub(crate) fn refusal(payload: &Value) -> (Option<&str>, &str) {
    let errors = payload["userErrors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{payload:#}");
    let message = errors[0]["message"].as_str().unwrap();
    assert!(message.chars().any(|c| ('א'..='ת').contains(&c)), "not in Hebrew: {message}");
    (errors[0]["field"].as_str(), errors[0]["code"].as_str().unwrap())
}

/// The payload, which must have no user error.
pub(crate) fn done(payload: &Value) -> &Value {
    assert_eq!(payload["userErrors"], serde_json::json!([]), "{payload:#}");
    payload
}
