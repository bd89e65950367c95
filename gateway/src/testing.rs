//! A whole process without a socket: every part real, the log in a throw-away folder.

use std::{collections::BTreeMap, net::SocketAddr, sync::Mutex};

use axum::{
    Router,
    body::Body,
    extract::connect_info::MockConnectInfo,
    http::{HeaderMap, Request, StatusCode, header},
};
use domain::{Decider, StreamId, ids::CallSid, ports::Clock};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::{
    app::App,
    compose,
    config::Config,
    demo::{self, Login},
    routes::router,
    twilio::{Algorithm, Fields, sign},
};

/// The account token of tests that sign.
pub(crate) const TOKEN: &str = "12345";
/// The public address of tests.
pub(crate) const PUBLIC: &str = "https://crm.example.com";

/// An app and its router.
pub(crate) struct Bench {
    pub(crate) app: App,
    pub(crate) config: Config,
    router: Router,
    folder: TempDir,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The cookies it set, as a browser sends them back.
    pub(crate) fn cookies(&self) -> String {
        let pairs: Vec<_> = self
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
            .collect();
        pairs.join("; ")
    }
}

impl Bench {
    /// Webhooks without signatures, from this machine.
    pub(crate) async fn new() -> Self {
        Self::with(&[("PUBLIC_URL", PUBLIC)]).await
    }

    /// Webhooks must be signed.
    pub(crate) async fn signed() -> Self {
        Self::with(&[("PUBLIC_URL", PUBLIC), ("TWILIO_AUTH_TOKEN", TOKEN)]).await
    }

    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut variables: BTreeMap<String, String> =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let url = format!("sqlite://{}/log.db", folder.path().display());
        variables.insert("DATABASE_URL".to_owned(), url);
        let mut config = Config::read(variables).unwrap();
        config.demo.enabled = true;
        let app = compose::app(&config, SocketAddr::from(([127, 0, 0, 1], 8080))).await.unwrap();
        let bench = Self { router: router(app.clone()), app, config, folder };
        bench.from(SocketAddr::from(([127, 0, 0, 1], 40000)))
    }

    /// Another process over the same database, its memory empty.
    pub(crate) async fn restarted(self) -> Self {
        let Self { app, config, folder, .. } = self;
        app.lifecycle.wind_down(std::time::Duration::from_secs(10)).await;
        drop(app);
        let app = compose::app(&config, SocketAddr::from(([127, 0, 0, 1], 8080))).await.unwrap();
        let bench = Self { router: router(app.clone()), app, config, folder };
        bench.from(SocketAddr::from(([127, 0, 0, 1], 40000)))
    }

    /// The same, called from another address.
    pub(crate) fn from(mut self, peer: SocketAddr) -> Self {
        self.router = router(self.app.clone()).layer(MockConnectInfo(peer));
        self
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The demo business, seeded.
    pub(crate) async fn demo(&self) -> Login {
        demo::seed(&self.app, &self.config).await.unwrap()
    }

    /// The demo's owner, signed in.
    pub(crate) async fn sign_in(&self) -> Answer {
        let login = self.demo().await;
        let form = serde_json::json!({ "email": login.email, "password": login.password.expose() });
        let answer = self.json("/auth/login", &form, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A webhook, signed as Twilio signs.
    pub(crate) async fn webhook(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = Fields::from_pairs(fields.iter().copied());
        let signature = sign(TOKEN, &format!("{PUBLIC}{path}"), fields.pairs(), Algorithm::Sha1);
        self.form(path, &fields.to_form(), &signature).await
    }

    pub(crate) async fn form(&self, path: &str, body: &str, signature: &str) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("X-Twilio-Signature", signature)
            .body(Body::from(body.to_owned()));
        self.send(request.unwrap()).await
    }

    pub(crate) async fn json(
        &self,
        path: &str,
        body: &serde_json::Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn state<D: Decider>(&self, stream: &StreamId) -> D {
        self.app.bus.state(stream).await.unwrap()
    }

    /// How many events the log holds.
    pub(crate) async fn events(&self) -> u64 {
        self.app.bus.log().tip().await.unwrap().as_u64()
    }
}

/// A clock that stands until it is set.
pub(crate) struct SetClock(pub(crate) Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A call's identity.
pub(crate) fn call(n: u32) -> CallSid {
    format!("CA{n:032x}").parse().unwrap()
}
