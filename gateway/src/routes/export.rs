//! `GET /leads/export`: the list on the screen, with its filters, as a file.

use std::collections::VecDeque;

use axum::{
    body::{Body, Bytes},
    extract::{Query, State},
    response::Response,
};
use domain::values::TIME_ZONE;
use futures::stream;
use jiff::{Timestamp, civil::Date};
use projections::{
    BusinessScope, Cursor, LeadFilter, LeadOrder, LeadOrigin, LeadRow, Page, ReadError, Reader,
};
use serde::Deserialize;

use super::imports::{directory, file};
use crate::{app::App, auth::Session, imports::Export, problem::Problem};

/// How a day is written in an address.
const DAY: &str = "a day such as 2026-11-24";

/// The list's filters and order, as the address of the screen has them; several values of one are separated by commas.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    status: String,
    q: String,
    assignee: String,
    tag: String,
    source: String,
    /// First heard of on this day or later.
    from: String,
    /// First heard of on this day or earlier.
    to: String,
    order: String,
    /// As the list was at this instant.
    at: String,
}

/// Which leads, in which order, and as they were when.
#[derive(Debug)]
struct List {
    filter: LeadFilter,
    order: LeadOrder,
    as_of: Option<Timestamp>,
}

impl Wanted {
    fn list(self) -> Result<List, Problem> {
        let unassigned = self.assignee == "none";
        let assignee = if unassigned { "" } else { self.assignee.as_str() };
        let filter = LeadFilter {
            status: listed("status", &self.status, "statuses of the business", |key| key.parse().ok())?,
            tags: listed("tag", &self.tag, "tags", |tag| tag.parse().ok())?,
            origin: listed("source", &self.source, "CALL, IMPORT or MANUAL", LeadOrigin::named)?,
            assignee: one("assignee", assignee, "the id of a user, or none", |id| id.parse().ok())?,
            unassigned,
            created_from: one("from", &self.from, DAY, |day| midnight(day.parse().ok()?))?,
            created_to: one("to", &self.to, DAY, |day| midnight(day.parse::<Date>().ok()?.tomorrow().ok()?))?,
            search: Some(self.q).filter(|typed| !typed.trim().is_empty()),
            ..LeadFilter::default()
        };
        let order = one("order", &self.order, "NEWEST, OLDEST, UPDATED or NAME", LeadOrder::named)?;
        let as_of =
            one("at", &self.at, "an instant such as 2026-11-24T16:30:00+02:00", |at| at.parse().ok())?;
        Ok(List { filter, order: order.unwrap_or_default(), as_of })
    }
}

/// A value that need not be given.
fn one<T>(
    field: &str,
    text: &str,
    expected: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    read(text.trim()).map(Some).ok_or_else(|| Problem::field(field, expected))
}

/// Values separated by commas.
fn listed<T>(
    field: &str,
    text: &str,
    expected: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Problem> {
    text.split(',').filter_map(|part| one(field, part, expected, &read).transpose()).collect()
}

/// When a day begins in Israel.
fn midnight(day: Date) -> Option<Timestamp> {
    Some(day.in_tz(TIME_ZONE).ok()?.timestamp())
}

/// Sends the file as it is written, page by page.
pub(crate) async fn handler(
    State(app): State<App>,
    session: Session,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let export = Export::new(directory(&app, &session.scope).await?);
    let list = wanted.list()?;
    let head = Bytes::from(export.head());
    let pages = Pages {
        reader: app.projections.reader(),
        scope: session.scope,
        list,
        next: Some(Page::first(Page::MOST)),
        export,
        ready: VecDeque::from([head]),
    };
    let body = stream::try_unfold(pages, |mut pages| async move {
        Ok::<_, ReadError>(pages.chunk().await?.map(|bytes| (bytes, pages)))
    });
    Ok(file("leads.csv", Body::from_stream(body)))
}

struct Pages {
    reader: Reader,
    scope: BusinessScope,
    list: List,
    /// The page that is read next; `None`: there is none.
    next: Option<Page>,
    export: Export,
    ready: VecDeque<Bytes>,
}

impl Pages {
    async fn chunk(&mut self) -> Result<Option<Bytes>, ReadError> {
        if let Some(bytes) = self.ready.pop_front() {
            return Ok(Some(bytes));
        }
        let Some(page) = self.next.take() else { return Ok(None) };
        let List { filter, order, as_of } = &self.list;
        let found = self.reader.leads(&self.scope, filter, *order, &page, *as_of).await?;
        let last = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| cursor.clone());
        self.next = last.map(|last| Page { first: Page::MOST, after: Some(last) });
        let rows = found.items.iter().map(|(_, lead): &(Cursor, LeadRow)| self.export.row(lead));
        Ok(Some(Bytes::from(rows.collect::<String>())))
    }
}
