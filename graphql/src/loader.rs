//! Questions of the same kind that fall together are asked once: no list asks per row.
//!
//! A key holds the scope it is asked under, so that a batch that mixes two people's requests (a socket's, a request's) never mixes
//! their answers. Nothing is cached beyond the batch: an answer is as fresh as its question.
//!
//! To add a relation: a key type with its [`Relation`]; it is one [`projections::Reader`] method that takes many ids.

mod calls;
mod leads;
mod others;

pub(crate) use calls::{CallAt, CallBySid, CallsOfLead, RecordingsOf, TranscriptOf};
pub(crate) use leads::{LeadAt, LeadById, NotesOfLead, ProvenanceOf, StageOf};
pub(crate) use others::{MeetingsOfCall, MeetingsOfLead, PromptOf, RemindersOfLead, UserById};

use std::collections::HashMap;
use std::future::Future;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use projections::{BusinessScope, ReadError, Reader};

use crate::error::Fault;
use crate::services::Services;
use crate::session::Session;

/// A kind of question many can ask at once: the key, and what is found under it.
pub(crate) trait Relation: Clone + Eq + Hash + Send + Sync + 'static {
    /// What is found under a key.
    type Found: Clone + Send + Sync + 'static;

    /// Finds all of them; a key with nothing under it is left out.
    fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> impl Future<Output = Result<HashMap<Self, Self::Found>, ReadError>> + Send;
}

/// A key, and who asks.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Scoped<R> {
    scope: BusinessScope,
    key: R,
}

impl<R: Hash> Hash for Scoped<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.scope.business(), self.scope.user(), self.scope.role()).hash(state);
        self.key.hash(state);
    }
}

/// Asks the read models in batches.
pub(crate) struct Batches {
    reader: Reader,
}

pub(crate) type Loaders = DataLoader<Batches>;

/// The loaders of a schema, whose batches run on the process's tracker.
pub(crate) fn loaders(services: &Services) -> Loaders {
    let tasks = services.tasks.clone();
    DataLoader::new(Batches { reader: services.reader() }, move |batch| {
        tasks.spawn(batch);
    })
}

/// What is found under a key, asked together with whoever asks the like at this moment.
pub(crate) async fn load<R: Relation>(ctx: &Context<'_>, key: R) -> Result<Option<R::Found>, Fault> {
    let scope = Session::of(ctx)?.scope;
    Ok(ctx.data_unchecked::<Loaders>().load_one(Scoped { scope, key }).await?)
}

impl<R: Relation> Loader<Scoped<R>> for Batches {
    type Value = R::Found;
    type Error = Arc<ReadError>;

    async fn load(&self, keys: &[Scoped<R>]) -> Result<HashMap<Scoped<R>, R::Found>, Self::Error> {
        let mut found = HashMap::with_capacity(keys.len());
        for (scope, keys) in by_scope(keys) {
            let of_scope = R::fetch(&self.reader, &scope, &keys).await?;
            found.extend(of_scope.into_iter().map(|(key, value)| (Scoped { scope, key }, value)));
        }
        Ok(found)
    }
}

/// The keys, scope by scope: one or two of them, so a list does.
fn by_scope<R: Clone>(keys: &[Scoped<R>]) -> Vec<(BusinessScope, Vec<R>)> {
    let mut groups: Vec<(BusinessScope, Vec<R>)> = Vec::new();
    for Scoped { scope, key } in keys {
        match groups.iter_mut().find(|(held, _)| held == scope) {
            Some((_, keys)) => keys.push(key.clone()),
            None => groups.push((*scope, vec![key.clone()])),
        }
    }
    groups
}

/// Rows under their keys, each list in the order the rows came.
fn grouped<K: Eq + Hash, V>(rows: impl IntoIterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, row) in rows {
        groups.entry(key).or_default().push(row);
    }
    groups
}
