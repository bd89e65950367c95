use std::collections::{HashMap, HashSet};

use domain::call::PromptUsed;
use domain::ids::{CallSid, LeadId, UserId};
use projections::{BusinessScope, MeetingRow, PromptVersionRow, ReadError, Reader, ReminderRow, UserRow};

use super::{Relation, grouped};

/// The meetings with a lead.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct MeetingsOfLead(pub(crate) LeadId);

impl Relation for MeetingsOfLead {
    type Found = Vec<MeetingRow>;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, Vec<MeetingRow>>, ReadError> {
        let leads: Vec<LeadId> = keys.iter().map(|key| key.0).collect();
        let rows = reader.meetings_of_leads(scope, &leads, None).await?;
        Ok(grouped(rows.into_iter().map(|(lead, row)| (Self(lead), row))))
    }
}

/// The reminders about a lead.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct RemindersOfLead(pub(crate) LeadId);

impl Relation for RemindersOfLead {
    type Found = Vec<ReminderRow>;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, Vec<ReminderRow>>, ReadError> {
        let leads: Vec<LeadId> = keys.iter().map(|key| key.0).collect();
        let rows = reader.reminders_of_leads(scope, &leads, None).await?;
        Ok(grouped(rows.into_iter().map(|(lead, row)| (Self(lead), row))))
    }
}

/// The meetings agreed in a call.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct MeetingsOfCall(pub(crate) CallSid);

impl Relation for MeetingsOfCall {
    type Found = Vec<MeetingRow>;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, Vec<MeetingRow>>, ReadError> {
        let calls: Vec<CallSid> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = reader.meetings_of_calls(scope, &calls).await?;
        Ok(grouped(rows.into_iter().map(|(call, row)| (Self(call), row))))
    }
}

/// A person of the business. An agency has few: they are read together.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct UserById(pub(crate) UserId);

impl Relation for UserById {
    type Found = UserRow;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, UserRow>, ReadError> {
        let ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let rows = reader.users_by_id(scope, &ids).await?;
        Ok(rows.into_iter().map(|row| (Self(row.id), row)).collect())
    }
}

/// A version of a prompt. A channel's versions are read together: once a channel, and there are two.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PromptOf(pub(crate) PromptUsed);

impl Relation for PromptOf {
    type Found = PromptVersionRow;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, PromptVersionRow>, ReadError> {
        let channels: HashSet<_> = keys.iter().map(|key| key.0.channel).collect();
        let mut found = HashMap::new();
        for channel in channels {
            for row in reader.prompt_versions(scope, channel).await? {
                let key = Self(PromptUsed { channel, version: row.version });
                if keys.contains(&key) {
                    found.insert(key, row);
                }
            }
        }
        Ok(found)
    }
}
