//! Documents known by their SHA-256: a client names one instead of sending it, and where the list is closed nothing else is answered.
//!
//! The name travels as Apollo's persisted queries do, in `extensions.persistedQuery.sha256Hash`
//! (<https://www.apollographql.com/docs/apollo-server/performance/apq>); unlike there, no client can add to the list.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest};
use async_graphql::{Request, ServerError, ServerResult, Value};
use sha2::{Digest as _, Sha256};

use crate::error::refused;

/// Whom the list is closed to: they are answered its documents alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ClosedTo {
    /// Nobody.
    #[default]
    Nobody,
    /// Requests marked [`Browser`].
    Browsers,
    /// Everybody.
    Everybody,
}

/// Marks a request, or a socket, that a browser's cookie opened: put into its data.
#[derive(Debug, Clone, Copy)]
pub struct Browser;

/// The list.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    by_hash: Arc<HashMap<String, String>>,
    closed: ClosedTo,
}

impl Documents {
    /// A list of these texts.
    pub fn new(texts: impl IntoIterator<Item = String>, closed: ClosedTo) -> Self {
        let by_hash = texts.into_iter().map(|text| (hash(&text), text)).collect();
        Self { by_hash: Arc::new(by_hash), closed }
    }

    fn open_to(&self, browser: bool) -> bool {
        match self.closed {
            ClosedTo::Nobody => true,
            // A server built without the dashboard has nothing a browser could name.
            ClosedTo::Browsers => !browser || self.by_hash.is_empty(),
            ClosedTo::Everybody => false,
        }
    }

    /// The request with its document, or why it has none.
    fn admit(&self, mut request: Request, browser: bool) -> Result<Request, ServerError> {
        if let Some(named) = named(&request).filter(|_| request.query.is_empty()) {
            let text = self.by_hash.get(&named).ok_or_else(|| {
                refused("PERSISTED_QUERY_NOT_FOUND", "no document of this name: load the dashboard again")
            })?;
            request.query.clone_from(text);
        } else if !self.open_to(browser) && !self.by_hash.contains_key(&hash(&request.query)) {
            let why = "only the dashboard's own documents are answered here (GRAPHQL_ALLOW_LIST)";
            return Err(refused("DOCUMENT_NOT_ALLOWED", why));
        }
        Ok(request)
    }
}

/// The name a request gives instead of a document.
fn named(request: &Request) -> Option<String> {
    let Value::Object(persisted) = request.extensions.get("persistedQuery")? else { return None };
    let Value::String(hash) = persisted.get("sha256Hash")? else { return None };
    Some(hash.clone())
}

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing into a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

impl ExtensionFactory for Documents {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Extension for Documents {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        // A request over HTTP brings its own data; one over a socket has the socket's.
        let browser =
            request.data.contains_key(&TypeId::of::<Browser>()) || ctx.data_opt::<Browser>().is_some();
        next.run(ctx, self.admit(request, browser)?).await
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, value};

    use super::*;

    const LISTED: &str = "query Hour { hour }";

    struct Query;

    #[Object]
    impl Query {
        async fn hour(&self) -> i32 {
            9
        }
    }

    /// The code of the refusal; `None` when it is answered.
    async fn ask(closed: ClosedTo, browser: bool, text: &str, name: Option<&str>) -> Option<String> {
        let documents = Documents::new([LISTED.to_owned()], closed);
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).extension(documents).finish();
        let mut request = Request::new(text);
        if browser {
            request = request.data(Browser);
        }
        if let Some(name) = name {
            let persisted = value!({ "version": 1, "sha256Hash": name });
            request.extensions.insert("persistedQuery".to_owned(), persisted);
        }
        let answer = schema.execute(request).await;
        let Some(error) = answer.errors.first() else {
            assert_eq!(answer.data, value!({ "hour": 9 }));
            return None;
        };
        match error.extensions.as_ref().unwrap().get("code") {
            Some(Value::String(code)) => Some(code.clone()),
            other => panic!("no code but {other:?}"),
        }
    }

    #[test]
    fn a_document_s_name_is_its_sha_256() {
        // The example of FIPS 180-2, B.1.
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[tokio::test]
    async fn a_listed_document_is_answered_by_its_name_and_by_its_text() {
        for closed in [ClosedTo::Nobody, ClosedTo::Browsers, ClosedTo::Everybody] {
            assert_eq!(ask(closed, true, "", Some(&hash(LISTED))).await, None);
            assert_eq!(ask(closed, true, LISTED, None).await, None);
        }
    }

    #[tokio::test]
    async fn a_name_nobody_knows_is_said_to_be_unknown() {
        let answer = ask(ClosedTo::Nobody, false, "", Some(&hash("{ hour }"))).await;
        assert_eq!(answer.as_deref(), Some("PERSISTED_QUERY_NOT_FOUND"));
    }

    #[tokio::test]
    async fn another_document_is_refused_to_those_the_list_is_closed_to() {
        let other = "{ hour hour }";
        let refused = Some("DOCUMENT_NOT_ALLOWED".to_owned());
        assert_eq!(ask(ClosedTo::Nobody, true, other, None).await, None);
        assert_eq!(ask(ClosedTo::Browsers, true, other, None).await, refused);
        assert_eq!(ask(ClosedTo::Browsers, false, other, None).await, None);
        assert_eq!(ask(ClosedTo::Everybody, false, other, None).await, refused);
        // A name beside a text makes the text no other.
        assert_eq!(ask(ClosedTo::Browsers, true, other, Some(&hash(LISTED))).await, refused);
    }
}
