//! After an erasure: the read models show what was written while the person's key was there, until they are made anew.

use std::time::Duration;

use crate::{ProjectionError, ProjectionState, ProjectionStatus, Projections, ReadModel};

/// How often the rebuilds are looked at.
const LOOK: Duration = Duration::from_millis(50);

impl ReadModel {
    /// The ones that show personal data.
    pub const PERSONAL: [Self; 4] = [Self::Calls, Self::Leads, Self::Meetings, Self::History];
}

impl Projections {
    /// Makes everything that shows personal data anew, and returns when the new tables answer. What was being made already may
    /// have read the log before the erasure: it is waited for and made again.
    pub async fn forget(&self) -> Result<(), ProjectionError> {
        let before = loop {
            let personal = self.personal().await?;
            if personal.iter().all(|status| status.state != ProjectionState::Rebuilding) {
                break personal;
            }
            tokio::time::sleep(LOOK).await;
        };
        for status in &before {
            self.rebuild(status.name).await?;
        }
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.personal().await?;
            let swapped = |status: &ProjectionStatus| {
                before.iter().any(|old| old.name == status.name && old.generation < status.generation)
            };
            if now.iter().all(swapped) {
                return Ok(());
            }
            let stuck = |status: &&ProjectionStatus| !swapped(status) && status.error.is_some();
            if let Some(reason) = now.iter().find(stuck).and_then(|status| status.error.clone()) {
                return Err(ProjectionError::Poison { reason });
            }
        }
    }

    async fn personal(&self) -> Result<Vec<ProjectionStatus>, ProjectionError> {
        let mut all = self.status().await?;
        all.retain(|status| ReadModel::PERSONAL.iter().any(|model| model.name() == status.name));
        Ok(all)
    }
}
