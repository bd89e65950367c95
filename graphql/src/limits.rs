//! What depth and weight do not bound: one field asked under a hundred names, and an answer that does not come.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery};
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Response, ServerError, ServerResult, Variables};

/// The most fields of one document under another name than their own: the dashboard uses none, scripts a few.
const MOST_ALIASES: usize = 30;
/// The longest a query or mutation may take: less than the HTTP edge waits.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// Keeps both.
pub(crate) struct Limits;

impl ExtensionFactory for Limits {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Limits {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
        let aliases: usize = operations.chain(fragments).map(aliased).sum();
        if aliases > MOST_ALIASES {
            let message = format!("expected at most {MOST_ALIASES} aliases, got {aliases}");
            return Err(ServerError::new(message, None));
        }
        Ok(document)
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        if let Ok(response) = tokio::time::timeout(LONGEST, next.run(ctx, operation_name)).await {
            return response;
        }
        tracing::warn!(operation = operation_name, "a request took too long");
        let mut error =
            ServerError::new(format!("no answer within {} s; ask for less", LONGEST.as_secs()), None);
        error.extensions.get_or_insert_default().set("code", "TIMEOUT");
        Response::from_errors(vec![error])
    }
}

/// How many fields of a selection have an alias, at any depth. Depth itself is bounded by the parser.
fn aliased(set: &SelectionSet) -> usize {
    let of = |selection: &Selection| match selection {
        Selection::Field(field) => {
            usize::from(field.node.alias.is_some()) + aliased(&field.node.selection_set.node)
        }
        Selection::InlineFragment(fragment) => aliased(&fragment.node.selection_set.node),
        Selection::FragmentSpread(_) => 0,
    };
    set.items.iter().map(|item| of(&item.node)).sum()
}
