//! Leads that were merged: whoever is asked for, the one that answers for them; and all whose past it shows.

use std::collections::HashMap;

use domain::ids::LeadId;

use super::LeadRow;
use super::table::StoredLead;
use crate::reader::{among, within};
use crate::{BusinessScope, ReadError, Reader, Sight, sight};

/// How often a lead that answers for others was itself taken in; beyond, nobody answers.
pub(super) const GENERATIONS: usize = 16;

/// Some leads, each with all it answers for.
pub(crate) struct Families {
    heads: HashMap<LeadId, LeadId>,
}

impl Families {
    /// All of them.
    pub(crate) fn members(&self) -> Vec<LeadId> {
        let mut members: Vec<LeadId> = self.heads.keys().copied().collect();
        members.sort_unstable();
        members
    }

    /// Who answers for one.
    pub(crate) fn head(&self, member: LeadId) -> LeadId {
        self.heads.get(&member).copied().unwrap_or(member)
    }
}

impl BusinessScope {
    /// Whether a lead of the business, as it stands now, is in sight.
    fn reaches(&self, lead: &LeadRow) -> bool {
        match self.sight() {
            Sight::All => true,
            Sight::Own => lead.assignee == Some(self.user()),
        }
    }
}

impl Reader {
    /// The families of these leads, as their heads know them.
    pub(crate) async fn families(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
    ) -> Result<Families, ReadError> {
        let rows: Vec<StoredLead> =
            self.fetch_where(scope.sees(), sight::of_lead(scope, "id").add(among("id", leads))).await?;
        let mut heads = HashMap::new();
        for row in rows.into_iter().map(|lead| lead.row) {
            heads.extend(row.family.iter().map(|member| (*member, row.id)));
        }
        for lead in leads {
            heads.entry(*lead).or_insert(*lead);
        }
        Ok(Families { heads })
    }

    /// These leads as they answer, each with the id it was asked by: a merged one as the lead that took it in.
    pub async fn leads_by_id(
        &self,
        scope: &BusinessScope,
        ids: &[LeadId],
    ) -> Result<Vec<(LeadId, LeadRow)>, ReadError> {
        let mut known: HashMap<LeadId, StoredLead> = HashMap::new();
        let mut wanted = ids.to_vec();
        for _ in 0..GENERATIONS {
            if wanted.is_empty() {
                break;
            }
            let rows: Vec<StoredLead> =
                self.fetch_where(scope.sees(), within(scope).add(among("id", &wanted))).await?;
            wanted = rows.iter().filter_map(|lead| lead.row.merged_into).collect();
            known.extend(rows.into_iter().map(|lead| (lead.row.id, lead)));
            wanted.retain(|id| !known.contains_key(id));
        }
        let answer = |id: &LeadId| {
            let mut lead = known.get(id)?;
            for _ in 0..GENERATIONS {
                let Some(into) = lead.row.merged_into else { break };
                lead = known.get(&into)?;
            }
            (lead.listed && scope.reaches(&lead.row)).then(|| (*id, lead.row.clone()))
        };
        Ok(ids.iter().filter_map(answer).collect())
    }

    /// Those of these leads that the scope does not see: for it, they are not there.
    pub async fn leads_not_seen(
        &self,
        scope: &BusinessScope,
        ids: &[LeadId],
    ) -> Result<Vec<LeadId>, ReadError> {
        let seen = self.leads_by_id(scope, ids).await?;
        Ok(ids.iter().filter(|id| seen.iter().all(|(known, _)| known != *id)).copied().collect())
    }
}
