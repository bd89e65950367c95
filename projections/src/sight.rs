//! Which of its business's rows a scope sees: all, or those of one's own leads.
//!
//! # Contract
//! A lead is one's own as long as it is assigned to one *now*, and so are those it took in; what hangs on it (calls, notes,
//! provenance, tags, history) goes with it, also when the past is asked for. Meetings and reminders are seen by the one they are for
//! as well. Every condition here begins with the business.

use sea_query::{Condition, Expr, ExprTrait as _, Query, SelectStatement, UnionType};

use crate::BusinessScope;
use crate::history::EntityType;
use crate::reader::within;
use crate::scope::Sight;

/// The leads a scope sees, by a column that names them.
pub(crate) fn of_lead(scope: &BusinessScope, column: &'static str) -> Condition {
    let all = within(scope);
    match scope.sight() {
        Sight::All => all,
        Sight::Own => all.add(Expr::col(column).in_subquery(own_leads(scope))),
    }
}

/// The calls a scope sees.
pub(crate) fn of_call(scope: &BusinessScope) -> Condition {
    let all = within(scope);
    match scope.sight() {
        Sight::All => all,
        Sight::Own => {
            let mut made = Query::select();
            made.column("sid").from("lead_calls").and_where(Expr::col("lead").in_subquery(own_leads(scope)));
            let about = Expr::col("lead").in_subquery(own_leads(scope));
            all.add(Condition::any().add(about).add(Expr::col("sid").in_subquery(made)))
        }
    }
}

/// What a scope sees of what is for somebody (`whose` names them) and may be about a lead: meetings and reminders.
pub(crate) fn of_somebody(scope: &BusinessScope, whose: &'static str) -> Condition {
    let all = within(scope);
    match scope.sight() {
        Sight::All => all,
        Sight::Own => {
            let about = Expr::col("lead").in_subquery(own_leads(scope));
            let theirs = Expr::col(whose).eq(scope.user().to_string());
            all.add(Condition::any().add(about).add(theirs))
        }
    }
}

/// What a scope sees of a view that other tables hang on.
pub(crate) fn of_view(scope: &BusinessScope, view: &str) -> Condition {
    match view {
        "leads" => of_lead(scope, "id"),
        "calls" => of_call(scope),
        _ => within(scope),
    }
}

/// Whether something with a history is in a scope's sight: the view it is in, the column it is named by, and which of its rows are.
/// `None`: it is the business's own, which everybody sees.
pub(crate) fn of_entity(
    scope: &BusinessScope,
    entity: EntityType,
) -> Option<(&'static str, &'static str, Condition)> {
    match (scope.sight(), entity) {
        (Sight::All, _) | (Sight::Own, EntityType::Prompt | EntityType::Business | EntityType::User) => None,
        (Sight::Own, EntityType::Lead) => Some(("leads", "id", of_lead(scope, "id"))),
        (Sight::Own, EntityType::Call) => Some(("calls", "sid", of_call(scope))),
        (Sight::Own, EntityType::Meeting) => Some(("meetings", "id", of_somebody(scope, "agent"))),
        (Sight::Own, EntityType::Reminder) => Some(("reminders", "id", of_somebody(scope, "assignee"))),
    }
}

/// The ids of the leads that are assigned to the scope's user, and of those they took in.
fn own_leads(scope: &BusinessScope) -> SelectStatement {
    let assigned = |column: &'static str| {
        let mut heads = Query::select();
        heads.column(column).from("leads").cond_where(
            within(scope)
                .add(Expr::col("listed").eq(1))
                .add(Expr::col("assignee").eq(scope.user().to_string())),
        );
        heads
    };
    let mut taken_in = Query::select();
    taken_in
        .column("member")
        .from("lead_kin")
        .cond_where(within(scope).add(Expr::col("is_on").eq(1)))
        .and_where(Expr::col("head").in_subquery(assigned("id")));
    let mut own = assigned("id");
    own.union(UnionType::All, taken_in);
    own
}
