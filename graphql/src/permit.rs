//! Which permission each root field needs. What is not listed here is nobody's: a field that is added works once it is listed.
//!
//! A query or a subscription that may not be is the fault `FORBIDDEN`; a mutation says so in its payload's `userErrors`.
//!
//! # Contract
//! [`Gate`] stands before every root field, so that no resolver can forget to ask. Who holds a permission is
//! [`Permission::holders`] alone. `docs/PERMISSIONS.md` is [`page`], kept so by a test.

use std::fmt::Write as _;
use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo};
use async_graphql::{Context, Error, PathSegment, ServerError, ServerResult, Value};
use domain::user::{
    Permission::{
        self, EditLeads, EditMeetings, EditPrompts, EditSettings, ErasePeople, ManagePlatform, ManageUsers,
        Operate, OwnAccount, See,
    },
    Role,
};

use crate::error::{Fault, UserError};
use crate::session::Session;

/// Queries and subscriptions.
const QUESTIONS: &[(&str, Permission)] = &[
    ("viewer", OwnAccount),
    ("calls", See),
    ("call", See),
    ("liveCalls", See),
    ("leads", See),
    ("lead", See),
    ("leadTags", See),
    ("leadAssignees", See),
    ("meetings", See),
    ("meeting", See),
    ("reminders", See),
    ("reminder", See),
    ("reminderUpdated", See),
    ("reminderDue", See),
    ("availability", See),
    ("statistics", See),
    ("suggestedSlots", See),
    ("calendarDays", See),
    ("schedule", See),
    ("calendarFeed", OwnAccount),
    ("push", OwnAccount),
    ("promptVersions", See),
    ("history", See),
    ("callUpdated", See),
    ("leadUpdated", See),
    ("leadsGone", See),
    ("meetingUpdated", See),
    ("users", See),
    // Of one's business; of the whole installation for who runs it.
    ("audit", ManageUsers),
    // One's own; those of others ask for more in the resolver.
    ("sessions", OwnAccount),
    ("businesses", ManagePlatform),
    ("projections", Operate),
    ("reactors", Operate),
    ("deadLetters", Operate),
];

/// Mutations.
const ACTS: &[(&str, Permission)] = &[
    ("updateLead", EditLeads),
    ("setLeadStatus", EditLeads),
    ("addLeadNote", EditLeads),
    ("createLead", EditLeads),
    ("changeLeads", EditLeads),
    ("mergeLeads", EditLeads),
    ("splitLead", EditLeads),
    ("undoLeadOperation", EditLeads),
    ("saveLeadViews", EditLeads),
    ("endCall", EditLeads),
    ("transferCall", EditLeads),
    ("createReminder", EditLeads),
    ("editReminder", EditLeads),
    ("snoozeReminder", EditLeads),
    ("completeReminder", EditLeads),
    ("reopenReminder", EditLeads),
    ("deleteReminder", EditLeads),
    ("markRemindersSeen", OwnAccount),
    ("eraseLead", ErasePeople),
    ("bookMeeting", EditMeetings),
    ("rescheduleMeeting", EditMeetings),
    ("cancelMeeting", EditMeetings),
    // One's own; those of others ask for more in the resolver.
    ("updateSchedule", EditMeetings),
    ("issueCalendarFeed", OwnAccount),
    ("revokeCalendarFeed", OwnAccount),
    ("allowPush", OwnAccount),
    ("stopPush", OwnAccount),
    ("publishPromptVersion", EditPrompts),
    ("activatePromptVersion", EditPrompts),
    ("updateBusinessSettings", EditSettings),
    ("inviteUser", ManageUsers),
    ("changeUserRole", ManageUsers),
    ("deactivateUser", ManageUsers),
    ("reactivateUser", ManageUsers),
    ("removeUser", ManageUsers),
    // One's own; those of others ask for more in the resolver.
    ("revokeSession", OwnAccount),
    ("changePassword", OwnAccount),
    ("beginSecondFactor", OwnAccount),
    ("enableSecondFactor", OwnAccount),
    ("disableSecondFactor", OwnAccount),
    ("createBusiness", ManagePlatform),
    ("assignNumber", ManagePlatform),
    ("suspendBusiness", ManagePlatform),
    ("resumeBusiness", ManagePlatform),
    ("enterBusiness", ManagePlatform),
    ("leaveBusiness", ManagePlatform),
    ("rebuildProjection", Operate),
    ("retryDeadLetter", Operate),
    ("dismissDeadLetter", Operate),
];

fn needed(table: &[(&str, Permission)], field: &str) -> Option<Permission> {
    table.iter().find(|(name, _)| *name == field).map(|(_, permission)| *permission)
}

/// Whoever may call the mutation that is running; otherwise what its payload says.
pub(crate) fn mutation<'a>(ctx: &'a Context<'_>) -> Result<Result<&'a Session, UserError>, Fault> {
    let session = Session::of(ctx)?;
    let allowed = needed(ACTS, ctx.field().name()).is_some_and(|permission| session.may(permission));
    Ok(if allowed { Ok(session) } else { Err(UserError::forbidden()) })
}

/// Stands before every root field.
pub(crate) struct Gate;

impl ExtensionFactory for Gate {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Gate {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let root = info.path_node.parent.is_none() && !info.name.starts_with("__");
        if root && let Err(fault) = enter(ctx.data_opt::<Session>(), &info) {
            let error: ServerError = Error::from(fault).into_server_error(info.field.name.pos);
            return Err(error.with_path(vec![PathSegment::Field(info.path_node.field_name().to_owned())]));
        }
        next.run(ctx, info).await
    }
}

/// Whether the field may be resolved at all. A mutation that is listed goes in: its payload says no.
fn enter(session: Option<&Session>, info: &ResolveInfo<'_>) -> Result<(), Fault> {
    let session = session.ok_or(Fault::Unauthenticated)?;
    let allowed = match info.parent_type {
        "Mutation" => needed(ACTS, info.name).is_some(),
        _ => needed(QUESTIONS, info.name).is_some_and(|permission| session.may(permission)),
    };
    if allowed { Ok(()) } else { Err(Fault::Forbidden) }
}

/// `docs/PERMISSIONS.md`.
pub fn page() -> String {
    let mut page = "# Who may do what\n\nMade from `domain/src/user/permission.rs` and `graphql/src/permit.rs` by `make schema`. \
        The server decides by this table and the screens show by it.\n\n| permission |"
        .to_owned();
    for role in Role::ALL {
        let _ = write!(page, " {} |", role.as_str());
    }
    page.push_str("\n|---|");
    page.push_str(&":-:|".repeat(Role::ALL.len()));
    for permission in Permission::ALL {
        let _ = write!(page, "\n| {} |", permission.means());
        for role in Role::ALL {
            page.push_str(if role.may(permission) { " ✓ |" } else { " |" });
        }
    }
    page.push_str("\n\n## What each opens in GraphQL\n\n| permission | queries and subscriptions | mutations |\n|---|---|---|\n");
    for permission in Permission::ALL {
        let named = |table: &[(&str, Permission)]| {
            let names = table.iter().filter(|(_, needed)| *needed == permission);
            names.map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(page, "| `{}` | {} | {} |", permission.as_str(), named(QUESTIONS), named(ACTS));
    }
    page
}
