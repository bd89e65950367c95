use std::collections::{BTreeMap, BTreeSet};

use domain::StreamId;
use domain::call::CallStatus;
use domain::ids::{CallSid, LeadId};
use jiff::Timestamp;
use sea_query::{Condition, Expr, ExprTrait as _};

use super::project::CallRows;
use super::table::CallFacts;
use super::{CallAsOf, CallFilter, CallRow, RecordingRow, StreamReportRow, TurnRow};
use crate::projector::Projector as _;
use crate::reader::{Sort, among, owned};
use crate::search::by_number;
use crate::{BusinessScope, Page, Paged, ReadError, Reader, Sight, leads, sight};

const NEWEST: Sort = Sort::greatest("started_at", "sid");
const CALLS: (&str, &str) = ("calls", "sid");

impl CallFilter {
    /// `leads`: who the person asked for answers for.
    fn condition(&self, scope: &BusinessScope, leads: &[LeadId]) -> Condition {
        let mut all = sight::of_call(scope);
        if !self.status.is_empty() {
            all = all.add(Expr::col("status").is_in(self.status.iter().map(|status| status.as_str())));
        }
        if let Some(live) = self.live {
            let over = |status: &CallStatus| status.is_final() != live;
            let names = CallStatus::ALL.into_iter().filter(over).map(CallStatus::as_str);
            all = all.add(Expr::col("status").is_in(names));
        }
        if let Some(direction) = self.direction {
            all = all.add(Expr::col("direction").eq(direction.as_str()));
        }
        if self.lead.is_some() {
            all = all.add(among("lead", leads));
        }
        if let Some(prompt) = self.prompt {
            all = all.add(Expr::col("prompt_version").eq(prompt.version));
            all = all.add(Expr::col("prompt_channel").eq(prompt.channel.as_str()));
        }
        if let Some(from) = self.from {
            all = all.add(Expr::col("started_at").gte(from.as_microsecond()));
        }
        if let Some(to) = self.to {
            all = all.add(Expr::col("started_at").lt(to.as_microsecond()));
        }
        if let Some(typed) = self.search.as_deref().filter(|typed| !typed.trim().is_empty()) {
            all = all.add(by_number(&["from_number", "to_number"], typed));
        }
        all
    }
}

fn shown(calls: Vec<CallFacts>) -> Vec<CallRow> {
    calls.into_iter().filter_map(CallFacts::shown).collect()
}

impl Reader {
    /// Calls, the newest first (start, then sid). `as_of`: as the list was at a past instant.
    pub async fn calls(
        &self,
        scope: &BusinessScope,
        filter: &CallFilter,
        page: &Page,
        as_of: Option<Timestamp>,
    ) -> Result<Paged<CallRow>, ReadError> {
        let family = match filter.lead {
            Some(lead) => self.families(scope, &[lead]).await?.members(),
            None => Vec::new(),
        };
        let condition = filter.condition(scope, &family);
        let found: Paged<CallFacts> = self.page(scope.sees(), condition, &NEWEST, page, as_of).await?;
        let items = found.items.into_iter().filter_map(|(cursor, call)| Some((cursor, call.shown()?)));
        Ok(Paged { items: items.collect(), total: found.total, has_next: found.has_next })
    }

    /// One call.
    pub async fn call(&self, scope: &BusinessScope, sid: &CallSid) -> Result<Option<CallRow>, ReadError> {
        Ok(self.calls_by_sid(scope, std::slice::from_ref(sid)).await?.pop())
    }

    /// One call as it was at an instant, folded from its stream; `None` when nothing was known of it, or it is not in the scope's sight.
    pub async fn call_as_of(
        &self,
        scope: &BusinessScope,
        sid: &CallSid,
        at: Timestamp,
    ) -> Result<Option<CallAsOf>, ReadError> {
        // What was one's own then and is another's now is out of sight, and so is its past.
        if scope.sight() == Sight::Own && self.call(scope, sid).await?.is_none() {
            return Ok(None);
        }
        let mut rows = CallRows::default();
        for event in self.log().read_stream(&StreamId::call(sid), 0).await? {
            if event.metadata.recorded_at <= at {
                rows.project(&event);
            }
        }
        let call = rows.calls.get(sid).cloned().and_then(CallFacts::shown);
        Ok(call.filter(|call| call.business == scope.business()).map(|call| {
            let mut transcript: Vec<_> = rows.turns.values().cloned().collect();
            transcript.sort_by_key(|turn| (turn.span.start_ms, turn.span.end_ms, turn.number));
            CallAsOf { call, transcript, recordings: rows.recordings.values().cloned().collect() }
        }))
    }

    /// The calls among these, in no order that means anything.
    pub async fn calls_by_sid(
        &self,
        scope: &BusinessScope,
        sids: &[CallSid],
    ) -> Result<Vec<CallRow>, ReadError> {
        Ok(shown(self.fetch_where(scope.sees(), sight::of_call(scope).add(among("sid", sids))).await?))
    }

    /// The calls of these leads and of those they took in: made by them or about them; each with whose it is, the newest first.
    pub async fn calls_of_leads(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
    ) -> Result<Vec<(LeadId, CallRow)>, ReadError> {
        let families = self.families(scope, leads).await?;
        let leads = &families.members();
        let about =
            shown(self.fetch_where(scope.sees(), sight::of_call(scope).add(among("lead", leads))).await?);
        let mut pairs: BTreeSet<(LeadId, CallSid)> =
            about.iter().filter_map(|call| Some((call.lead?, call.sid.clone()))).collect();
        let made: Vec<leads::LeadCall> =
            self.fetch_where(scope.sees(), owned(scope, "lead", ("leads", "id"), leads)).await?;
        let mut calls: BTreeMap<CallSid, CallRow> =
            about.into_iter().map(|call| (call.sid.clone(), call)).collect();
        let more: Vec<CallSid> = made.iter().map(|link| link.call.clone()).collect();
        pairs.extend(made.into_iter().map(|link| (link.lead, link.call)));
        for call in self.calls_by_sid(scope, &more).await? {
            calls.insert(call.sid.clone(), call);
        }
        // Two of a family may have made the same call known.
        let pairs: BTreeSet<(LeadId, CallSid)> =
            pairs.into_iter().map(|(lead, sid)| (families.head(lead), sid)).collect();
        let mut found: Vec<_> =
            pairs.into_iter().filter_map(|(lead, sid)| Some((lead, calls.get(&sid)?.clone()))).collect();
        found.sort_by(|(_, a), (_, b)| (b.started_at, &b.sid).cmp(&(a.started_at, &a.sid)));
        Ok(found)
    }

    /// What was said in these calls, call by call, in the order of the audio.
    pub async fn transcript(
        &self,
        scope: &BusinessScope,
        sids: &[CallSid],
    ) -> Result<Vec<TurnRow>, ReadError> {
        let mut turns: Vec<TurnRow> =
            self.fetch_where(scope.sees(), owned(scope, "sid", CALLS, sids)).await?;
        turns.sort_by(|a, b| {
            let key = |turn: &TurnRow| (turn.span.start_ms, turn.span.end_ms, turn.number);
            a.call.cmp(&b.call).then_with(|| key(a).cmp(&key(b)))
        });
        Ok(turns)
    }

    /// The recordings of these calls.
    pub async fn recordings(
        &self,
        scope: &BusinessScope,
        sids: &[CallSid],
    ) -> Result<Vec<RecordingRow>, ReadError> {
        self.fetch_where(scope.sees(), owned(scope, "sid", CALLS, sids)).await
    }

    /// What Twilio reported of these calls' media streams.
    pub async fn stream_reports(
        &self,
        scope: &BusinessScope,
        sids: &[CallSid],
    ) -> Result<Vec<StreamReportRow>, ReadError> {
        self.fetch_where(scope.sees(), owned(scope, "sid", CALLS, sids)).await
    }
}
