//! What a call is told from outside: that the process stops, that a person ends it or takes it over. Each is looked at when it
//! happens and not with every frame: a wait begun anew is a list to be locked, twice.

use std::future::pending;

use call_engine::Input;
use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use tokio_util::sync::CancellationToken;

use crate::registry::Entry;

pub(super) struct Orders(FuturesUnordered<BoxFuture<'static, Input>>);

impl Orders {
    pub(super) fn new(stop: &CancellationToken) -> Self {
        let orders = Self(FuturesUnordered::new());
        orders.when(stop, Input::Shutdown);
        orders
    }

    /// The call was let in: people see it, and may want something of it.
    pub(super) fn of_people(&self, entry: &Entry) {
        self.when(&entry.hand_over, Input::HandOver);
        self.when(&entry.hang_up, Input::HangUp);
    }

    fn when(&self, told: &CancellationToken, order: Input) {
        self.0.push(told.clone().cancelled_owned().map(|()| order).boxed());
    }

    /// The next, each once.
    pub(super) async fn next(&mut self) -> Input {
        match self.0.next().await {
            Some(order) => order,
            None => pending().await,
        }
    }
}
