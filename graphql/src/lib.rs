//! The questions: everything a screen can ask and do, as one GraphQL schema.
//!
//! # Knows
//! The read models' [`projections::Reader`], the command bus, the domain's words and policies.
//! # Must not know
//! SQL, HTTP, Twilio. Who is signed in it is told: the gateway puts a [`Session`] into a request's data.
//! # Contract
//! Nothing is answered without a [`Session`], and nothing of another business to it: every read takes its
//! [`projections::BusinessScope`], and another tenant's id is answered like one that does not exist. A fault is a GraphQL error with an
//! extension `code`; a business's "no" is data (`userErrors`). `graphql/schema.graphql` is [`sdl`], kept so by a test.
//!
//! To add a noun: 1. its object in `model/`; 2. its questions in `query/`; 3. its loader in [`loader`] when others refer to it; 4. what
//! people do to it in `mutation/`; 5. the permission of each in [`permit`]; 6. `make schema`.

// The roots of the schema are merged of many parts, each a level deeper.
#![recursion_limit = "256"]

mod credentials;
mod diary;
mod documents;
mod error;
mod hebrew;
mod limits;
pub mod live;
mod loader;
pub mod memory;
mod model;
mod mutation;
mod page;
mod permit;
mod query;
mod services;
mod session;
mod subscription;

pub use credentials::{Checked, Credentials, NotOpened, PushSubscription};
pub use documents::{Browser, ClosedTo, Documents};
pub use error::{Fault, UserError, UserErrorCode};
pub use mutation::Mutation;
pub use permit::page as permissions_page;
pub use query::Query;
pub use services::Services;
pub use session::Session;
pub use subscription::Subscription;

use async_graphql::{SDLExportOptions, SchemaBuilder};

/// The schema, ready to be asked.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema over these services, open to every document.
pub fn schema(services: Services) -> Schema {
    schema_with(services, Documents::default())
}

/// The schema over these services, with documents it knows by name.
pub fn schema_with(services: Services, documents: Documents) -> Schema {
    builder()
        .extension(documents)
        .extension(limits::Limits)
        .extension(permit::Gate)
        .extension(error::Codes)
        .data(loader::loaders(&services))
        .data(mutation::Acts::default())
        .data(services)
        .finish()
}

/// The schema in the schema definition language, as checked in.
pub fn sdl() -> String {
    builder().finish().sdl_with_options(SDLExportOptions::new().use_space_ident())
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
}
