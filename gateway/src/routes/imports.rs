//! `/leads/imports`: a file is looked at, imported, watched and stopped. Bodies are the file itself.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{StreamId, business::Business, user::Permission};
use eventlog::EventLog;
use projections::{BusinessScope, Sight};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    auth::Session,
    imports::{Column, Columns, Directory, Job, Progress, Sheet, Started, Who, Wrong},
    problem::Problem,
};

/// The largest file: 50,000 rows of 300 bytes, and as much again.
pub(crate) const MAX_FILE: usize = 32 * 1024 * 1024;
/// Rows a preview shows.
const SHOWN: usize = 5;
/// Wrong rows a preview shows.
const SHOWN_WRONG: usize = 20;

/// What the file's columns are.
#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    /// A name for each column, separated by commas; absent: as the headings say.
    columns: Option<String>,
}

/// What is in a file, before anything is imported.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Preview {
    encoding: &'static str,
    headings: Vec<String>,
    columns: Vec<String>,
    choices: Vec<Choice>,
    rows: usize,
    sample: Vec<Vec<String>>,
    wrong_count: usize,
    wrong: Vec<Wrong>,
}

/// What a column can be.
#[derive(Debug, Serialize)]
pub(crate) struct Choice {
    name: String,
    heading: String,
}

/// Looks at a file.
pub(crate) async fn preview(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Query(said): Query<Said>,
    body: Bytes,
) -> Result<Json<Preview>, Problem> {
    may_write(&session, &headers)?;
    let directory = directory(&app, &session.scope).await?;
    let sheet = Sheet::read(&body).map_err(bad_file)?;
    let columns = columns(&sheet, &said, &directory)?;
    // 50,000 numbers are a second's work.
    let checked = tokio::task::spawn_blocking(move || {
        let wrong = crate::imports::check(&sheet, &columns, &directory);
        (sheet, columns, directory, wrong)
    });
    let (sheet, columns, directory, wrong) = checked.await.map_err(|error| Problem::unavailable(&error))?;
    let choice =
        |column: &Column| Choice { name: column.name(), heading: column.heading(&directory.settings) };
    Ok(Json(Preview {
        encoding: sheet.encoding,
        columns: columns.names(),
        choices: Column::all(&directory.settings).iter().map(choice).collect(),
        rows: sheet.rows.len(),
        sample: sheet.rows.iter().take(SHOWN).map(|(_, cells)| cells.clone()).collect(),
        wrong_count: wrong.len(),
        wrong: wrong.into_iter().take(SHOWN_WRONG).collect(),
        headings: sheet.headings,
    }))
}

/// Begins to import a file; the answer is how far it has come.
pub(crate) async fn start(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Query(said): Query<Said>,
    body: Bytes,
) -> Result<Response, Problem> {
    may_write(&session, &headers)?;
    let directory = directory(&app, &session.scope).await?;
    let sheet = Sheet::read(&body).map_err(bad_file)?;
    let columns = columns(&sheet, &said, &directory)?;
    if !columns.have_a_phone() {
        return Err(Problem::field("columns", "one that is `phone`: without a number a row is nobody"));
    }
    let operation = operation(&app, &session, &body, &columns).await?;
    let who = Who { business: session.business, user: session.user };
    match app.imports.start(who, operation, sheet, columns, directory) {
        Started::Running(job) => Ok((StatusCode::ACCEPTED, Json(job.progress())).into_response()),
        Started::Busy => {
            Err(Problem::new(StatusCode::CONFLICT, "another import is under way; wait or stop it"))
        }
    }
}

/// How far an import has come.
pub(crate) async fn progress(
    State(app): State<App>,
    session: Session,
    Path(id): Path<String>,
) -> Result<Json<Progress>, Problem> {
    Ok(Json(find(&app, &session, &id)?.progress()))
}

/// Stops an import.
pub(crate) async fn cancel(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Progress>, Problem> {
    may_write(&session, &headers)?;
    let job = find(&app, &session, &id)?;
    job.cancel();
    Ok(Json(job.progress()))
}

/// The rows that could not be imported, as a file.
pub(crate) async fn wrong(
    State(app): State<App>,
    session: Session,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = find(&app, &session, &id)?;
    Ok(file("import-errors.csv", crate::imports::wrong_rows(&job.wrong())))
}

/// A file to keep.
pub(crate) fn file(name: &str, body: impl Into<axum::body::Body>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body.into()).into_response()
}

/// What rows refer to by name.
pub(crate) async fn directory(app: &App, scope: &BusinessScope) -> Result<Directory, Problem> {
    let state = app.bus.state::<Business>(&StreamId::business(scope.business())).await;
    let state = state.map_err(|error| Problem::unavailable(&error))?;
    let settings = state.settings().ok_or_else(|| Problem::not_found("the business is not open"))?;
    let reader = app.projections.reader();
    let users = reader.colleagues(scope).await.map_err(|error| Problem::unavailable(&error))?;
    let business = reader.business(scope).await.map_err(|error| Problem::unavailable(&error))?;
    let numbers = business.map(|business| business.numbers).unwrap_or_default();
    Ok(Directory { settings: settings.leads.clone(), users, numbers })
}

fn find(app: &App, session: &Session, id: &str) -> Result<std::sync::Arc<Job>, Problem> {
    sees_all(session)?;
    let found = app.imports.find(session.business, id);
    found.ok_or_else(|| Problem::not_found("there is no such import on this node"))
}

/// A file may name anybody's leads: it is for those who see them all.
fn sees_all(session: &Session) -> Result<(), Problem> {
    match session.scope.sight() {
        Sight::All => Ok(()),
        Sight::Own => Err(Problem::forbidden("imports are for those who see all leads")),
    }
}

fn may_write(session: &Session, headers: &HeaderMap) -> Result<(), Problem> {
    session.permit(headers, Permission::EditLeads)?;
    sees_all(session)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn bad_file(error: crate::imports::BadSheet) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
}

fn columns(sheet: &Sheet, said: &Said, directory: &Directory) -> Result<Columns, Problem> {
    match said.columns.as_deref() {
        None => Ok(Columns::guess(&sheet.headings, &directory.settings)),
        Some(names) => Columns::said(names, &directory.settings)
            .map_err(|name| Problem::field("columns", format!("names of columns, each once; not {name}"))),
    }
}

/// The operation's name: the file's own, counted on each time it was undone, so that it can be imported afresh.
async fn operation(app: &App, session: &Session, body: &[u8], columns: &Columns) -> Result<String, Problem> {
    let unavailable = |error: &(dyn std::error::Error + 'static)| Problem::unavailable(error);
    let name = format!("import:{}:{}", session.business, crate::imports::fingerprint(body, columns));
    let tip = app.bus.log().tip().await.map_err(|error| unavailable(&error))?;
    app.projections.wait_for(tip, &[projections::ReadModel::Leads], std::time::Duration::from_secs(5)).await;
    for attempt in 0_u32.. {
        let operation = format!("{name}:{attempt}");
        let reader = app.projections.reader();
        let leads = reader.leads_of_operation(&session.scope, &operation, LOOKED_AT).await;
        let leads = leads.map_err(|error| unavailable(&error))?;
        if !undone(app.bus.log(), &leads, &operation).await.map_err(|error| unavailable(&error))? {
            return Ok(operation);
        }
    }
    Err(Problem::new(StatusCode::CONFLICT, "this file was undone too often"))
}

/// Leads of an operation that are looked at to see whether it was undone.
const LOOKED_AT: u64 = 20;

async fn undone(
    log: &EventLog,
    leads: &[domain::ids::LeadId],
    operation: &str,
) -> Result<bool, eventlog::LogError> {
    for lead in leads {
        let history = log.read_stream(&StreamId::lead(*lead), 0).await?;
        let of_undo = |metadata: &domain::Metadata| {
            metadata.command == "UndoLeadOperation" && metadata.correlation_id == operation
        };
        if history.iter().any(|event| of_undo(&event.metadata)) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
