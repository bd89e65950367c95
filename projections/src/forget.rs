//! After an erasure: the read models show what was written while the person's key was there, until they are made anew.
//!
//! Each generation knows the newest erasure of when it was begun. A process that dies between an erasure and the tables leaves
//! it to the next start (`registry::prepare`).

use std::time::Duration;

use crate::db::Tx;
use crate::registry::{self, Generation, Role};
use crate::{ProjectionError, Projections, ReadModel};

/// How often the rebuilds are looked at.
const LOOK: Duration = Duration::from_millis(50);

impl ReadModel {
    /// The ones that show personal data.
    pub const PERSONAL: [Self; 5] =
        [Self::Calls, Self::Leads, Self::Meetings, Self::Reminders, Self::History];
}

impl Projections {
    /// Makes everything that shows personal data anew, and returns when the new tables answer. What was being made already may
    /// have read the log before the erasure: it is thrown away and made again.
    pub async fn forget(&self) -> Result<(), ProjectionError> {
        let mut tx = Tx::begin(self.pool()).await?;
        let newest = registry::newest_erasure(&mut tx).await?;
        tx.rollback().await?;
        for model in ReadModel::PERSONAL {
            self.rebuild(model.name()).await?;
        }
        loop {
            tokio::time::sleep(LOOK).await;
            let mut personal = registry::all(self.pool()).await?;
            personal.retain(|generation| ReadModel::PERSONAL.contains(&generation.model));
            let (live, building): (Vec<_>, Vec<_>) =
                personal.into_iter().partition(|generation| generation.role == Role::Live);
            let old: Vec<&Generation> = live.iter().filter(|live| live.epoch < newest).collect();
            if old.is_empty() {
                return Ok(());
            }
            let stuck =
                |new: &&Generation| old.iter().any(|old| old.model == new.model) && new.fault.is_some();
            if let Some(reason) = building.iter().find(stuck).and_then(|new| new.fault.clone()) {
                return Err(ProjectionError::Poison { reason });
            }
        }
    }
}
