//! `GET /leads/export`: the list on the screen, with its filters, as a file.

use std::collections::VecDeque;

use axum::{
    body::{Body, Bytes},
    extract::{Query, State},
    response::Response,
};
use futures::stream;
use projections::{BusinessScope, Cursor, LeadFilter, LeadOrder, LeadRow, Page, ReadError, Reader};
use serde::Deserialize;

use super::imports::{directory, file};
use crate::{app::App, auth::Session, imports::Export, problem::Problem};

/// The list's filters, as the address of the screen has them; several values of one are separated by commas.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    status: Option<String>,
    q: Option<String>,
    assignee: Option<String>,
    tag: Option<String>,
}

impl Wanted {
    fn filter(self) -> Result<LeadFilter, Problem> {
        let assignee = self.assignee.filter(|id| !id.is_empty());
        let unassigned = assignee.as_deref() == Some("none");
        let assignee = assignee.filter(|_| !unassigned).map(|id| id.parse()).transpose();
        Ok(LeadFilter {
            status: listed(self.status.as_deref(), "status")?,
            tags: listed(self.tag.as_deref(), "tag")?,
            assignee: assignee.map_err(|_| Problem::field("assignee", "the id of a user, or none"))?,
            unassigned,
            search: self.q,
            ..LeadFilter::default()
        })
    }
}

fn listed<T: std::str::FromStr>(text: Option<&str>, field: &'static str) -> Result<Vec<T>, Problem>
where
    T::Err: std::fmt::Display,
{
    let parts = text.unwrap_or_default().split(',').filter(|part| !part.trim().is_empty());
    let read = |part: &str| part.parse::<T>().map_err(|error| Problem::field(field, error.to_string()));
    parts.map(read).collect()
}

/// Sends the file as it is written, page by page.
pub(crate) async fn handler(
    State(app): State<App>,
    session: Session,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let export = Export::new(directory(&app, &session.scope).await?);
    let filter = wanted.filter()?;
    let head = Bytes::from(export.head());
    let pages = Pages {
        reader: app.projections.reader(),
        scope: session.scope,
        filter,
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
    filter: LeadFilter,
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
        let found = self.reader.leads(&self.scope, &self.filter, LeadOrder::Oldest, &page, None).await?;
        let last = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| cursor.clone());
        self.next = last.map(|last| Page { first: Page::MOST, after: Some(last) });
        let rows = found.items.iter().map(|(_, lead): &(Cursor, LeadRow)| self.export.row(lead));
        Ok(Some(Bytes::from(rows.collect::<String>())))
    }
}
