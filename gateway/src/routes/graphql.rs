//! `POST /graphql`, and `GET /graphql/ws` (graphql-transport-ws).

mod pulse;

use std::{pin::pin, sync::Arc, time::Duration};

use async_graphql::{Data, http::ALL_WEBSOCKET_PROTOCOLS};
use async_graphql_axum::{GraphQLProtocol, GraphQLResponse, GraphQLWebSocket};
use axum::{
    extract::{
        Request, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use domain::ids::SessionId;
use futures::{
    SinkExt as _, StreamExt as _,
    channel::mpsc,
    future::{Either, select},
};
use projections::{BusinessScope, Change, Entity};
use tokio::sync::{
    OnceCell,
    broadcast::{Receiver, error::RecvError},
};

use self::pulse::Pulse;
use crate::{
    app::App,
    auth::{Carried, Kind, Session, verify_csrf},
    problem::Problem,
    routes::body::whatever_it_says,
};

/// How long a socket may take to say who it is.
const HELLO: Duration = Duration::from_secs(10);
/// How long a session that ended by itself may go unnoticed.
const LOOK: Duration = Duration::from_mins(1);
/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_secs(2);
/// A query document is a few kilobytes.
const MAX_MESSAGE: usize = 256 * 1024;

/// Answers a query or a mutation.
pub(crate) async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    request: Request,
) -> Result<GraphQLResponse, Problem> {
    let carried = Carried::of(&headers).ok_or_else(|| Problem::unauthorized("sign in first"))?;
    verify_csrf(&headers, &carried)?;
    let session = Session::open(&app, Kind::Access, carried.token()).await?;
    // Nobody has anything read before it is known who they are; and async-graphql's own extractor knows no bound.
    let asked: async_graphql::Request = whatever_it_says(request, &app).await?;
    let mut request = asked.data(of_request(&app, &session));
    if matches!(carried, Carried::Cookie(_)) {
        request = request.data(graphql::Browser);
    }
    Ok(app.schema.execute(request).await.into())
}

/// Opens a socket for subscriptions. The session comes with the cookie or in `connection_init`'s payload
/// (`{"authorization": "Bearer …"}` or `{"access_token": "…"}`).
pub(crate) async fn socket(
    State(app): State<App>,
    headers: HeaderMap,
    protocol: Result<GraphQLProtocol, StatusCode>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Ok(protocol) = protocol else {
        return Problem::field("sec-websocket-protocol", "graphql-transport-ws").into_response();
    };
    // Browsers send cookies with a socket of any page: only our own pages may use them.
    let cookie = match Carried::of(&headers) {
        Some(Carried::Cookie(_)) if !same_origin(&app, &headers) => None,
        other => other,
    };
    upgrade
        .max_message_size(MAX_MESSAGE)
        .protocols(ALL_WEBSOCKET_PROTOCOLS)
        .on_upgrade(move |stream| converse(app, stream, protocol, cookie))
}

/// Serves a socket as long as whoever opened it is who they were, and tells them why when it ends before they do.
async fn converse(app: App, stream: WebSocket, protocol: GraphQLProtocol, cookie: Option<Carried>) {
    let (mut sink, stream) = stream.split();
    let (hello, known) = (app.clone(), Arc::new(OnceCell::new()));
    // Listening begins before the session is looked at, so that no end of it falls in between.
    let (said, changes) = (known.clone(), app.projections.changes());
    let (pulse, (answers, answered)) = (Pulse::default(), mpsc::channel(0));
    let served = GraphQLWebSocket::new_with_pair(answers, pulse.listen(stream), app.schema.clone(), protocol)
        .on_connection_init(move |payload| async move { greeted(&hello, cookie, &said, &payload).await })
        .serve();
    let end = tokio::select! {
        () = to_the_end(served, pulse.tell(&mut sink, answered)) => None,
        () = silent(&known) => Some(SILENT),
        () = pulse.lost() => Some(LOST),
        why = over(&app, &known, changes) => why,
        () = app.lifecycle.stopped() => Some(STOPPING),
    };
    if let Some((code, reason)) = end {
        let frame = CloseFrame { code, reason: reason.into() };
        // Whoever does not take it is gone, or will notice that the connection is.
        let _ = tokio::time::timeout(FAREWELL, sink.send(Message::Close(Some(frame)))).await;
    }
}

/// Serves as long as there is somebody to tell, and tells what was answered last.
async fn to_the_end(served: impl Future<Output = ()>, told: impl Future<Output = ()>) {
    if let Either::Left(((), told)) = select(pin!(served), pin!(told)).await {
        told.await;
    }
}

/// Who is there, once they have said so; a cookie's page is answered its own documents alone.
async fn greeted(
    app: &App,
    cookie: Option<Carried>,
    known: &Known,
    payload: &serde_json::Value,
) -> async_graphql::Result<Data> {
    let told = token_in(payload);
    let mut data = Data::default();
    if told.is_none() && matches!(cookie, Some(Carried::Cookie(_))) {
        data.insert(graphql::Browser);
    }
    let token = told.or_else(|| cookie.map(|carried| carried.token().to_owned()));
    let token = token.ok_or("sign in first")?;
    let session = Session::open(app, Kind::Access, &token).await.map_err(|_| "sign in first")?;
    data.insert(of_request(app, &session));
    // A socket says who it is once: a second `connection_init` is a protocol error.
    let _ = known.set((session.id, session.scope));
    Ok(data)
}

/// A close code, and what it means.
type Why = (u16, &'static str);
/// <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>
const SILENT: Why = (4408, "Connection initialisation timeout");
/// The session is over: whoever renews it in vain signs in.
const SIGNED_OUT: Why = (4401, "Unauthorized");
/// The session sees something else than when the socket was opened: what is on the screen is of before.
const CHANGED: Why = (4403, "Forbidden");
/// Nothing is heard any more. <https://www.iana.org/assignments/websocket/websocket.xhtml>
const LOST: Why = (3008, "Timeout");
/// RFC 6455, section 7.4.1: going away.
const STOPPING: Why = (1001, "the server stops");

/// Whose socket it is, once they have said so, and what they see.
type Known = OnceCell<(SessionId, BusinessScope)>;

/// Ends when nobody said who they are in time; never once somebody did.
async fn silent(known: &Known) {
    tokio::time::sleep(HELLO).await;
    if known.get().is_some() {
        std::future::pending::<()>().await;
    }
}

/// Ends when the session of the socket does, or sees something else than when it began: another business, by another role, all leads
/// or one's own. A session that goes on is looked at when its user or business changed, and from time to time for what changes by
/// itself: its days are over. `None`: the process ends.
async fn over(app: &App, known: &Known, mut changes: Receiver<Change>) -> Option<Why> {
    let mut tick = tokio::time::interval(LOOK);
    loop {
        let look = tokio::select! {
            _ = tick.tick() => true,
            change = changes.recv() => match change {
                Ok(change) => concerns(&change.entity, known),
                // Changes were missed: look all the same.
                Err(RecvError::Lagged(_)) => true,
                Err(RecvError::Closed) => return None,
            },
        };
        if look && let Some((session, scope)) = known.get() {
            match Session::of(app, scope.user(), *session).await {
                Ok(Some(open)) if open.scope == *scope => {}
                Ok(Some(_)) => return Some(CHANGED),
                Ok(None) => return Some(SIGNED_OUT),
                Err(problem) => tracing::warn!(?problem, "a socket's session could not be looked at"),
            }
        }
    }
}

fn concerns(entity: &Entity, known: &Known) -> bool {
    let Some((_, scope)) = known.get() else { return false };
    match entity {
        Entity::User(changed) => *changed == scope.user(),
        Entity::Business(changed) => *changed == scope.business(),
        Entity::Call(_) | Entity::Lead(_) | Entity::Meeting(_) | Entity::Prompt(_) | Entity::Reminder(_) => {
            false
        }
    }
}

fn of_request(app: &App, session: &Session) -> graphql::Session {
    graphql::Session { scope: session.scope, id: session.id, request_id: app.entropy.uuid().to_string() }
}

fn token_in(payload: &serde_json::Value) -> Option<String> {
    let bearer = ["authorization", "Authorization"]
        .iter()
        .find_map(|name| payload.get(*name)?.as_str()?.strip_prefix("Bearer "));
    let bare = || payload.get("access_token").or_else(|| payload.get("accessToken"))?.as_str();
    bearer.or_else(bare).map(ToOwned::to_owned)
}

/// Whether the page that opens the socket is ours. No `Origin`: no browser.
fn same_origin(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else { return true };
    let Ok(origin) = url::Url::parse(origin) else { return false };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let authority = &origin[url::Position::BeforeHost..url::Position::AfterPort];
    origin.origin() == app.public.url().origin() || authority == host
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::testing::{Bench, PUBLIC};

    #[tokio::test]
    async fn bearer_tokens_need_no_csrf_token_and_cookies_do() {
        let bench = Bench::new().await;
        let login = bench.demo().await;
        let form = json!({ "email": login.email, "password": login.password.expose() });
        let session = bench.json("/auth/login", &form, &[]).await;
        let (token, csrf) = (session.json()["access_token"].clone(), session.json()["csrf_token"].clone());
        let (bearer, cookies) = (format!("Bearer {}", token.as_str().unwrap()), session.cookies());
        let viewer =
            super::super::dashboard::documents().into_iter().find(|text| text.contains("query Viewer"));
        let query = json!({ "query": viewer.expect("the dashboard was built") });

        let answer = bench.json("/graphql", &query, &[("authorization", &bearer)]).await;
        assert_eq!(answer.json()["data"]["viewer"]["role"], "OWNER");
        let forged = bench.json("/graphql", &query, &[("cookie", &cookies)]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let honest = [("cookie", cookies.as_str()), ("x-csrf-token", csrf.as_str().unwrap())];
        assert_eq!(bench.json("/graphql", &query, &honest).await.status, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_cookie_is_answered_the_dashboard_s_documents_alone() {
        let bench = Bench::with(&[("PUBLIC_URL", PUBLIC), ("GRAPHQL_ALLOW_LIST", "browsers")]).await;
        let login = bench.demo().await;
        let form = json!({ "email": login.email, "password": login.password.expose() });
        let session = bench.json("/auth/login", &form, &[]).await;
        let (csrf, cookies) = (session.json()["csrf_token"].clone(), session.cookies());
        let honest = [("cookie", cookies.as_str()), ("x-csrf-token", csrf.as_str().unwrap())];
        let ask = async |text: &str| bench.json("/graphql", &json!({ "query": text }), &honest).await.json();
        let viewer =
            super::super::dashboard::documents().into_iter().find(|text| text.contains("query Viewer"));
        let answer = ask(&viewer.unwrap()).await;
        assert_eq!(answer["data"]["viewer"]["role"], "OWNER", "{answer}");
        let other = ask("{ viewer { role } }").await;
        assert_eq!(other["errors"][0]["extensions"]["code"], "DOCUMENT_NOT_ALLOWED");
    }

    #[tokio::test]
    async fn a_document_without_end_is_not_read_to_its_end() {
        let bench = Bench::new().await;
        let login = bench.demo().await;
        let form = json!({ "email": login.email, "password": login.password.expose() });
        let token = bench.json("/auth/login", &form, &[]).await.json()["access_token"].clone();
        let bearer = format!("Bearer {}", token.as_str().unwrap());
        let long = json!({ "query": "#".repeat(2 << 20) });
        let answer = bench.json("/graphql", &long, &[("authorization", &bearer)]).await;
        assert_eq!((answer.status, &answer.json()["field"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("body")));
        let answer = bench.json("/graphql", &json!({ "query": 5 }), &[("authorization", &bearer)]).await;
        assert_eq!((answer.status, &answer.json()["field"]), (StatusCode::BAD_REQUEST, &json!("query")));
    }

    #[tokio::test]
    async fn nobody_is_answered() {
        let bench = Bench::new().await;
        let query = json!({ "query": "{ viewer { role } }" });
        assert_eq!(bench.json("/graphql", &query, &[]).await.status, StatusCode::UNAUTHORIZED);
        let stale = [("authorization", "Bearer not.a.token")];
        assert_eq!(bench.json("/graphql", &query, &stale).await.status, StatusCode::UNAUTHORIZED);
    }
}
