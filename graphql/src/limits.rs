//! How much may be asked at once: levels, weight, one field under a hundred names, and an answer that does not come.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextValidation,
};
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::parser::{self, parse_query};
use async_graphql::{Response, ServerError, ServerResult, ValidationResult, Variables};

use crate::error::refused;

/// How deep a question may go: introspection goes 15 deep, the deepest question of the dashboard 9.
const DEEPEST: usize = 16;
/// How much a question may weigh: its fields, each times the sizes of the pages and lists around it. A full page of 100 leads with
/// their details and calls weighs about 6,000.
const HEAVIEST: usize = 10_000;
/// The most fields of one document under another name than their own: the dashboard uses none, scripts a few.
const MOST_ALIASES: usize = 30;
/// The longest a query or mutation may take: less than the HTTP edge waits.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// Keeps them.
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
        let document = next.run(ctx, query, variables).await.map_err(|error| named(error, query))?;
        let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
        let aliases: usize = operations.chain(fragments).map(aliased).sum();
        if aliases > MOST_ALIASES {
            return Err(too_many("TOO_MANY_ALIASES", "aliases", MOST_ALIASES, aliases));
        }
        Ok(document)
    }

    /// The schema's own limits would refuse without a code.
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let asked = next.run(ctx).await?;
        if asked.depth > DEEPEST {
            return Err(vec![too_many("TOO_DEEP", "levels", DEEPEST, asked.depth)]);
        }
        if asked.complexity > HEAVIEST {
            return Err(vec![too_many("TOO_HEAVY", "fields, list by list", HEAVIEST, asked.complexity)]);
        }
        Ok(asked)
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
        let why = format!("no answer within {} s; ask for less", LONGEST.as_secs());
        Response::from_errors(vec![refused("TIMEOUT", why)])
    }
}

fn too_many(code: &str, what: &str, most: usize, got: usize) -> ServerError {
    refused(code, format!("expected at most {most} {what}, got {got}"))
}

/// The parser and the schema keep bounds of their own on how deep selections nest, and give no code: the schema's is met by what
/// reads and is refused all the same.
fn named(error: ServerError, query: &str) -> ServerError {
    match parse_query(query) {
        Ok(_) | Err(parser::Error::RecursionLimitExceeded) => refused("TOO_DEEP", error.message),
        Err(_) => error,
    }
}

/// How many fields of a selection have an alias, at any depth. Nesting itself is bounded by the parser.
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
