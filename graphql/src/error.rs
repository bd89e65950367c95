//! Faults, and the "no" of the business.
//!
//! A fault is ours (the database is away) or a request nobody could serve (not signed in, a page of a million): it is a GraphQL
//! error with an extension `code`. A "no" of the business is data: a [`UserError`] in the payload, in Hebrew, naming the input's field.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextRequest, NextSubscribe};
use async_graphql::{Enum, Response, ServerError, SimpleObject};
use futures::StreamExt;
use futures::stream::BoxStream;

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// Nobody is signed in.
    #[error("unauthenticated")]
    Unauthenticated,
    /// The business of the session is not there (yet).
    #[error("this business has not been opened")]
    NoBusiness,
    /// The role does not allow it.
    #[error("the role does not allow it")]
    Forbidden,
    /// An argument cannot be.
    #[error("{argument}: {remedy}")]
    BadArgument {
        /// Which, as the query spells it.
        argument: &'static str,
        /// What would be accepted.
        remedy: String,
    },
    /// The log could not be read or written.
    #[error("{}", if .0.is_for_everyone() { .0.to_string() } else { "the log is not available".to_owned() })]
    Log(#[from] eventlog::LogError),
    /// The read models could not be read.
    #[error("the read models are not available")]
    Read(Arc<projections::ReadError>),
    /// A projection could not be asked or told.
    #[error("the projections are not available")]
    Projection(Arc<projections::ProjectionError>),
}

impl Fault {
    /// The machine's word for it, in the error's extensions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::NoBusiness => "NOT_FOUND",
            Self::Forbidden => "FORBIDDEN",
            Self::BadArgument { .. } => "BAD_USER_INPUT",
            Self::Log(_) | Self::Read(_) | Self::Projection(_) => "UNAVAILABLE",
        }
    }
}

impl From<projections::ReadError> for Fault {
    fn from(error: projections::ReadError) -> Self {
        Self::Read(Arc::new(error))
    }
}

impl From<projections::ProjectionError> for Fault {
    fn from(error: projections::ProjectionError) -> Self {
        Self::Projection(Arc::new(error))
    }
}

impl From<Arc<projections::ReadError>> for Fault {
    /// A loader's error, shared by all that waited for the batch.
    fn from(error: Arc<projections::ReadError>) -> Self {
        Self::Read(error)
    }
}

/// Writes a fault's code into the GraphQL error it became, and tells the process's log what the client is not told.
pub(crate) struct Codes;

impl ExtensionFactory for Codes {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Codes {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        coded(next.run(ctx).await)
    }

    fn subscribe<'s>(
        &self,
        ctx: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        next.run(ctx, stream).map(coded).boxed()
    }
}

fn coded(mut response: Response) -> Response {
    for error in &mut response.errors {
        let Some(fault) = error.source::<Fault>() else { continue };
        match fault {
            Fault::Log(source) => tracing::error!(error = %source, "the log failed a request"),
            Fault::Read(source) => tracing::error!(error = %source, "a read model failed a request"),
            Fault::Projection(source) => tracing::error!(error = %source, "the projections failed a request"),
            Fault::Unauthenticated | Fault::NoBusiness | Fault::Forbidden | Fault::BadArgument { .. } => {}
        }
        let code = fault.code();
        error.extensions.get_or_insert_default().set("code", code);
    }
    response
}

/// Why a document is not run at all, with the machine's word for it.
pub(crate) fn refused(code: &str, why: impl Into<String>) -> ServerError {
    let mut error = ServerError::new(why, None);
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// What kind of "no" it is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserErrorCode {
    /// There is no such thing in this business.
    NotFound,
    /// A value cannot be.
    Invalid,
    /// Another meeting is at that time.
    SlotTaken,
    /// Outside the working hours.
    OutsideHours,
    /// That time has passed.
    InThePast,
    /// The role does not allow it.
    Forbidden,
    /// Somebody else has it.
    Taken,
    /// The password is not the one.
    WrongPassword,
    /// Too many tries of late; wait a little.
    TooMany,
    /// Somebody changed the same thing at the same moment; try again.
    Conflict,
}

/// Why it was not done, for the person who asked.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// The input's field; null when it is none.
    pub field: Option<String>,
    /// What is wrong and how to mend it, in Hebrew.
    pub message: String,
    /// The same for a program.
    pub code: UserErrorCode,
}

impl UserError {
    /// A "no" about one field of the input.
    pub(crate) fn of(field: &str, code: UserErrorCode, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), message: message.into(), code }
    }

    /// The role does not allow it.
    pub(crate) fn forbidden() -> Self {
        let message = "אין לך הרשאה לפעולה זו. אפשר לפנות לבעל העסק".to_owned();
        Self { field: None, message, code: UserErrorCode::Forbidden }
    }

    /// The retries were used up.
    pub(crate) fn conflict() -> Self {
        let message = "מישהו אחר שינה את אותו הדבר באותו רגע. נסו שוב".to_owned();
        Self { field: None, message, code: UserErrorCode::Conflict }
    }

    /// There is nothing under this id.
    pub(crate) fn not_found(field: &str, message: &str) -> Self {
        Self::of(field, UserErrorCode::NotFound, message)
    }

    /// A value cannot be.
    pub(crate) fn invalid(field: &str, message: &str) -> Self {
        Self::of(field, UserErrorCode::Invalid, message)
    }
}
