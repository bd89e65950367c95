//! A timeline's sources, each a page of its own from the same place on.
//!
//! # Contract
//! The newest first. Of what happened at the same instant the history comes first, the later position before the earlier, then the
//! calls: what came of a call is newer than its beginning.

use std::collections::BTreeMap;

use domain::ids::LeadId;
use eventlog::Position;
use jiff::Timestamp;
use sea_query::{Condition, Expr, ExprTrait as _, Order, Query};

use super::TimelineKind;
use crate::calls::CallFacts;
use crate::history::{EntityType, StoredEntry, subject};
use crate::page::Place;
use crate::reader::{among, as_it_was, columns_of, owned};
use crate::{BusinessScope, CallRow, Cursor, HistoryRow, MeetingRow, ReadError, Reader, ReminderRow, sight};

/// What is told of a meeting. A move to another day is told on both days; the second changes nothing and is left out.
const MEETING_NEWS: [&str; 5] = ["Booked", "Rescheduled", "MovedAway", "MovedIn", "Cancelled"];
/// What is told of a reminder: not that somebody looked at it, or gave it other words.
const REMINDER_NEWS: [&str; 6] = ["Created", "Rescheduled", "Snoozed", "CameDue", "Completed", "Reopened"];
/// What is written down.
const NOTE: &str = "NoteAdded";
/// Told otherwise: by the call itself, and by the lead that took another in.
const NO_CHANGE: [&str; 3] = [NOTE, "CallLinked", "MergedInto"];

/// The people a timeline is of, and the part of it that is wanted.
pub(super) struct Wanted<'a> {
    pub(super) scope: &'a BusinessScope,
    /// The lead and all it answers for.
    pub(super) members: &'a [LeadId],
    pub(super) kinds: &'a [TimelineKind],
    pub(super) after: Option<&'a Cursor>,
    pub(super) as_of: Option<Timestamp>,
    /// At most so many rows of each source.
    pub(super) most: u64,
}

/// What is not the person themselves and has a history of its own.
pub(super) enum About {
    Meeting(Box<MeetingRow>),
    Reminder(Box<ReminderRow>),
}

/// Where a timeline's row stands.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Standing {
    /// Microseconds since the epoch.
    pub(super) at: i64,
    pub(super) of: Of,
}

/// What tells rows of one instant apart; its text is the cursor's id.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    Call(String),
    Event(Position),
}

impl Wanted<'_> {
    pub(super) fn wants(&self, kind: TimelineKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// The cursor's instant, when it is one of a timeline's.
    fn after_at(&self) -> Option<(i64, &str)> {
        let cursor = self.after?;
        match cursor.at {
            Place::Number(at) => Some((at, &cursor.id)),
            Place::Name(_) => None,
        }
    }
}

impl Reader {
    /// Calls made by these people or about them, and how many there are.
    pub(super) async fn told_calls(&self, wanted: &Wanted<'_>) -> Result<(Vec<CallRow>, u64), ReadError> {
        let mut whose = Condition::any().add(among("lead", wanted.members));
        if wanted.as_of.is_none() {
            let mut made = Query::select();
            made.column("sid").from("lead_calls").and_where(among("lead", wanted.members));
            whose = whose.add(Expr::col("sid").in_subquery(made));
        }
        let (view, condition) = as_it_was::<CallFacts>(sight::of_call(wanted.scope).add(whose), wanted.as_of);
        let total = self.count(wanted.scope.sees(), view, condition.clone()).await?;
        let mut statement = columns_of::<CallFacts>();
        statement.from(view).cond_where(condition).limit(wanted.most);
        statement.order_by("started_at", Order::Desc).order_by("sid", Order::Desc);
        if let Some((at, id)) = wanted.after_at() {
            let started = Expr::col("started_at");
            statement.and_where(if id.parse::<Position>().is_ok() {
                started.lte(at)
            } else {
                Expr::tuple([started, Expr::col("sid")]).lt(Expr::tuple([Expr::val(at), Expr::val(id)]))
            });
        }
        let calls: Vec<CallFacts> = self.fetch(wanted.scope.sees(), &statement).await?;
        Ok((calls.into_iter().filter_map(CallFacts::shown).collect(), total))
    }

    /// The history of these people and of what is told `about` them, and how much of it there is.
    pub(super) async fn told_history(
        &self,
        wanted: &Wanted<'_>,
        about: &BTreeMap<String, About>,
    ) -> Result<(Vec<(String, HistoryRow)>, u64), ReadError> {
        let subjects = Subjects::of(wanted.members, about);
        let all = [subjects.people.as_slice(), &subjects.meetings, &subjects.reminders].concat();
        let mut condition =
            owned(wanted.scope, "subject", ("history_subjects", "subject"), &all).add(subjects.told(wanted));
        if let Some(at) = wanted.as_of {
            condition = condition.add(Expr::col("at").lte(at.as_microsecond()));
        }
        let total = self.count(wanted.scope.sees(), "history", condition.clone()).await?;
        let mut statement = columns_of::<StoredEntry>();
        statement.from("history").cond_where(condition).limit(wanted.most);
        statement.order_by("at", Order::Desc).order_by("position", Order::Desc);
        if let Some((at, id)) = wanted.after_at() {
            let told = Expr::col("at");
            statement.and_where(
                match id.parse::<Position>().ok().and_then(|p| i64::try_from(p.as_u64()).ok()) {
                    Some(position) => Expr::tuple([told, Expr::col("position")])
                        .lt(Expr::tuple([Expr::val(at), Expr::val(position)])),
                    None => told.lt(at),
                },
            );
        }
        let entries: Vec<StoredEntry> = self.fetch(wanted.scope.sees(), &statement).await?;
        Ok((entries.into_iter().map(|stored| (stored.subject, stored.entry)).collect(), total))
    }
}

/// What a timeline tells of, as the history names it.
struct Subjects {
    people: Vec<String>,
    meetings: Vec<String>,
    reminders: Vec<String>,
}

impl Subjects {
    fn of(members: &[LeadId], about: &BTreeMap<String, About>) -> Self {
        let people = members.iter().map(|lead| subject(EntityType::Lead, lead)).collect();
        let (mut meetings, mut reminders) = (Vec::new(), Vec::new());
        for (subject, about) in about {
            match about {
                About::Meeting(_) => meetings.push(subject.clone()),
                About::Reminder(_) => reminders.push(subject.clone()),
            }
        }
        Self { people, meetings, reminders }
    }

    /// Which of the history is told.
    fn told(&self, wanted: &Wanted<'_>) -> Condition {
        let of = |subjects: &[String]| Condition::all().add(among("subject", subjects));
        let event = || Expr::col("event_type");
        let mut any = Condition::any();
        if wanted.wants(TimelineKind::Meeting) {
            let changed = Expr::col("changes").ne("[]");
            any = any.add(of(&self.meetings).add(event().is_in(MEETING_NEWS)).add(changed));
        }
        if wanted.wants(TimelineKind::Reminder) {
            any = any.add(of(&self.reminders).add(event().is_in(REMINDER_NEWS)));
        }
        if wanted.wants(TimelineKind::Note) {
            any = any.add(of(&self.people).add(event().eq(NOTE)));
        }
        if wanted.wants(TimelineKind::Change) {
            any = any.add(of(&self.people).add(event().is_not_in(NO_CHANGE)));
        }
        any
    }
}

/// Whether an entry of a person's history is a note.
pub(super) fn is_note(entry: &HistoryRow) -> bool {
    entry.event_type == NOTE
}
