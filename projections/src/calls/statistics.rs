//! Calls counted: when they came, what became of them, how long callers waited for an answer.
//!
//! Two statements, each over the calls of one business in one stretch of time: the index by business and start leads to them, and the
//! key of `call_turns` from them to what was said. Nothing else is read.

use std::collections::BTreeMap;

use domain::call::{CallDirection, CallStatus};
use jiff::Timestamp;
use sea_query::{Condition, Expr, ExprTrait as _, Query};

use crate::db::Sees;
use crate::table::{Cell, Kind};
use crate::{BusinessScope, ReadError, Reader, sight};

/// Microseconds of an hour: the zone of the product is whole hours from UTC, so its hours begin where these do.
const HOUR: i64 = 3_600_000_000;
/// How finely waits are told apart, in milliseconds.
pub const WAIT_STEP_MS: u32 = 50;
/// How a caller who never got through shows.
const MISSED: [CallStatus; 4] =
    [CallStatus::NoAnswer, CallStatus::Busy, CallStatus::Canceled, CallStatus::Failed];

/// Incoming calls of one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourOfCalls {
    /// When the hour began.
    pub at: Timestamp,
    /// How many began in it.
    pub calls: u64,
    /// How many of them never got through.
    pub missed: u64,
    /// How many of them are about a lead.
    pub with_lead: u64,
    /// In how many of them a meeting was agreed.
    pub with_meeting: u64,
}

/// Incoming calls of a stretch of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallStatistics {
    /// The hours in which there were any, in order.
    pub hours: Vec<HourOfCalls>,
    /// How many answers came within each step of [`WAIT_STEP_MS`], by the step's beginning in milliseconds.
    pub waits: BTreeMap<u32, u64>,
}

impl CallStatistics {
    /// The wait that this share of answers, 0 to 1, came within: the end of its step. `None` without any answer.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count, rounded up: positive and no greater than the count"
    )]
    pub fn wait_within(&self, share: f64) -> Option<u32> {
        let all: u64 = self.waits.values().sum();
        let wanted = (all as f64 * share).ceil() as u64;
        let mut seen = 0;
        let reached = |(step, count): (&u32, &u64)| {
            seen += count;
            (seen >= wanted).then_some(step + WAIT_STEP_MS)
        };
        if all == 0 { None } else { self.waits.iter().find_map(reached) }
    }
}

impl Reader {
    /// The business's incoming calls that began in a stretch of time, counted.
    pub async fn call_statistics(
        &self,
        scope: &BusinessScope,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<CallStatistics, ReadError> {
        let incoming = sight::of_call(scope)
            .add(Expr::col("started_at").gte(from.as_microsecond()))
            .add(Expr::col("started_at").lt(to.as_microsecond()))
            .add(Expr::col("direction").eq(CallDirection::Inbound.as_str()));
        Ok(CallStatistics {
            hours: self.hours(scope.sees(), incoming.clone()).await?,
            waits: self.waits(scope.sees(), incoming).await?,
        })
    }

    async fn hours(&self, sees: Sees, incoming: Condition) -> Result<Vec<HourOfCalls>, ReadError> {
        let missed = MISSED.map(|status| format!("'{}'", status.as_str())).join(", ");
        let many = |of: &str| Expr::cust(format!("sum(CASE WHEN {of} THEN 1 ELSE 0 END)"));
        let mut statement = Query::select();
        statement
            .expr(Expr::cust(format!("started_at / {HOUR}")))
            .expr(Expr::cust("count(*)"))
            .expr(many(&format!("status IN ({missed})")))
            .expr(many("lead IS NOT NULL"))
            .expr(many("meetings <> '[]'"))
            .from("calls")
            .cond_where(incoming)
            .add_group_by([Expr::cust(format!("started_at / {HOUR}"))])
            .order_by_expr(Expr::cust("1"), sea_query::Order::Asc);
        let rows = self.select(sees, &statement, &[Kind::Int; 5]).await?;
        let hour = |cells: Vec<Cell>| {
            let number = |at: usize| if let Some(Cell::Int(number)) = cells.get(at) { *number } else { 0 };
            let count = |at: usize| u64::try_from(number(at)).unwrap_or(0);
            let at = Timestamp::from_microsecond(number(0) * HOUR).unwrap_or(Timestamp::UNIX_EPOCH);
            HourOfCalls { at, calls: count(1), missed: count(2), with_lead: count(3), with_meeting: count(4) }
        };
        Ok(rows.into_iter().map(hour).collect())
    }

    /// From the end of the caller's words to the first sound of the answer: on the wire or, where that was not seen, made.
    async fn waits(&self, sees: Sees, incoming: Condition) -> Result<BTreeMap<u32, u64>, ReadError> {
        let waited = "coalesce(first_frame_ms, first_audio_ms)";
        let step = || Expr::cust(format!("{waited} / {WAIT_STEP_MS}"));
        let mut calls = Query::select();
        calls.column("sid").from("calls").cond_where(incoming);
        let mut statement = Query::select();
        statement
            .expr(step())
            .expr(Expr::cust("count(*)"))
            .from("call_turns")
            .and_where(Expr::col("sid").in_subquery(calls))
            .and_where(Expr::cust(waited).is_not_null())
            .add_group_by([step()]);
        let rows = self.select(sees, &statement, &[Kind::Int; 2]).await?;
        let step = |cells: Vec<Cell>| match cells.as_slice() {
            [Cell::Int(step), Cell::Int(count)] => {
                Some((u32::try_from(*step).ok()? * WAIT_STEP_MS, u64::try_from(*count).ok()?))
            }
            _ => None,
        };
        Ok(rows.into_iter().filter_map(step).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_answers_came_within_the_end_of_its_step() {
        let waits = [(0, 5), (300, 4), (950, 1)].into();
        let counted = CallStatistics { hours: Vec::new(), waits };
        assert_eq!(counted.wait_within(0.5), Some(50));
        assert_eq!(counted.wait_within(0.9), Some(350));
        assert_eq!(counted.wait_within(1.0), Some(1000));
        assert_eq!(CallStatistics::default().wait_within(0.5), None);
    }
}
