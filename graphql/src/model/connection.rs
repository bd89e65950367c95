//! Relay connections: pages of a list, with a cursor an item and a total.

use std::borrow::Cow;

use async_graphql::{OutputType, SimpleObject, TypeName};
use projections::Paged;

/// Where a page lies in its list.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct PageInfo {
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
#[graphql(name_type)]
pub(crate) struct Edge<T: OutputType> {
    /// Its place, opaque.
    pub cursor: String,
    /// The item.
    pub node: T,
}

/// A page of a list.
#[derive(SimpleObject, Debug)]
#[graphql(name_type)]
pub(crate) struct Connection<T: OutputType> {
    /// The page's items, each with its cursor.
    pub edges: Vec<Edge<T>>,
    /// Where the page lies.
    pub page_info: PageInfo,
    /// How many items the whole list has. Of more than 10,000: as it was within the last 15 seconds.
    pub total_count: u64,
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        named::<T>("Edge")
    }
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        named::<T>("Connection")
    }
}

/// `CallEdge` of `Call`, `HistoryConnection` of `HistoryEntry`.
fn named<T: OutputType>(what: &str) -> Cow<'static, str> {
    let node = T::type_name();
    format!("{}{what}", node.strip_suffix("Entry").unwrap_or(&node)).into()
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
