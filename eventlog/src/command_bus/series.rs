//! Which of the streams that follow one another under one name is in use.

use domain::Series;

use crate::{CommandBus, LogError};

impl CommandBus {
    /// The first of a series that is not over, from its first: the one in use, or the one to begin. It may be over by the time it is
    /// asked something; then its decider says so, and one looks again.
    ///
    /// In leaps that double, and then by halves: whoever has a name change hands a thousand times slows nobody down.
    pub async fn in_use<S: Series>(&self, first: S) -> Result<S, LogError> {
        let (mut over, mut open) = (0, 0);
        while self.is_over(first.after(open)).await? {
            over = open + 1;
            open += over;
        }
        while over < open {
            let middle = over + (open - over) / 2;
            if self.is_over(first.after(middle)).await? {
                over = middle + 1;
            } else {
                open = middle;
            }
        }
        Ok(first.after(open))
    }

    async fn is_over<S: Series>(&self, one: S) -> Result<bool, LogError> {
        Ok(S::is_over(&self.state::<S::Of>(&one.stream()).await?))
    }
}
