//! Relay connections: pages of a list, with a cursor an item and a total.

use async_graphql::{OutputType, SimpleObject};
use projections::{Cursor, Paged};

use super::{Call, HistoryEntry, Lead};

/// Where a page lies in its list.
#[derive(SimpleObject, Debug, Clone)]
pub struct PageInfo {
    /// Whether there are items after this page.
    pub has_next_page: bool,
    /// Whether there are items before this page.
    pub has_previous_page: bool,
    /// The first item's cursor.
    pub start_cursor: Option<String>,
    /// The last item's cursor; `after: endCursor` gives the next page.
    pub end_cursor: Option<String>,
}

/// An item of a list, and its place.
#[derive(SimpleObject, Debug)]
#[graphql(concrete(name = "CallEdge", params(Call)))]
#[graphql(concrete(name = "LeadEdge", params(Lead)))]
#[graphql(concrete(name = "HistoryEdge", params(HistoryEntry)))]
pub struct Edge<T: OutputType> {
    /// Its place, opaque.
    pub cursor: String,
    /// The item.
    pub node: T,
}

/// A page of a list.
#[derive(SimpleObject, Debug)]
#[graphql(concrete(name = "CallConnection", params(Call)))]
#[graphql(concrete(name = "LeadConnection", params(Lead)))]
#[graphql(concrete(name = "HistoryConnection", params(HistoryEntry)))]
pub struct Connection<T: OutputType> {
    /// The page's items, each with its cursor.
    pub edges: Vec<Edge<T>>,
    /// Where the page lies.
    pub page_info: PageInfo,
    /// How many items the whole list has.
    pub total_count: u64,
}

impl<T: OutputType> Connection<T> {
    /// A page of rows as a page of nodes. `after_something`: the page was asked for with a cursor.
    pub(crate) fn of<R>(page: Paged<R>, after_something: bool, node: impl Fn(R) -> T) -> Self {
        let edges: Vec<Edge<T>> = page
            .items
            .into_iter()
            .map(|(cursor, row)| Edge { cursor: cursor.to_string(), node: node(row) })
            .collect();
        let page_info = PageInfo {
            has_next_page: page.has_next,
            has_previous_page: after_something,
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        };
        Self { edges, page_info, total_count: page.total }
    }
}
