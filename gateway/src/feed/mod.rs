//! A person's meetings as a file that other calendars subscribe to.
//!
//! # Knows
//! The read model of meetings, and iCalendar's words.
//! # Must not know
//! The secret in the address: authentication has read it.
//! # Contract
//! The file is made of what is in the read model alone: while nothing changes there and no day passes, it is the same to the byte.

mod ics;

use domain::{ids::UserId, values::time_zone};
use jiff::{SignedDuration, Timestamp};
use projections::{BusinessScope, LeadRow, MeetingRow, MeetingStatus, ReadError, Reader};

use crate::twilio::PublicUrl;

/// How far the file reaches into the past, in days: what a program still shows when somebody scrolls back.
const PAST_DAYS: i64 = 90;
/// How far ahead.
const AHEAD_DAYS: i64 = 366;

/// The file of whoever is in the scope: their own meetings, and those in the calendar of the business that is nobody's in person.
pub async fn file(
    reader: &Reader,
    scope: &BusinessScope,
    name: &str,
    public: &PublicUrl,
    now: Timestamp,
) -> Result<String, ReadError> {
    let (from, to) = stretch(now);
    let ours = [scope.user(), UserId::calendar_of(scope.business())];
    let mut meetings = reader.meetings(scope, from, to, None).await?;
    meetings.retain(|meeting| ours.contains(&meeting.agent));
    let asked: Vec<_> = meetings.iter().filter_map(|meeting| meeting.lead).collect();
    let leads = reader.leads_by_id(scope, &asked).await?;
    let event = |meeting: &MeetingRow| {
        let lead = leads.iter().find(|(asked, _)| Some(*asked) == meeting.lead).map(|(_, lead)| lead);
        event(meeting, lead, public)
    };
    Ok(ics::calendar(name, &meetings.iter().map(event).collect::<Vec<_>>()))
}

/// Whole days, so that the file does not change from one minute to the next.
fn stretch(now: Timestamp) -> (Timestamp, Timestamp) {
    let today = now.to_zoned(time_zone()).start_of_day().map_or(now, |today| today.timestamp());
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let from = today.saturating_sub(days(PAST_DAYS)).unwrap_or(today);
    (from, today.saturating_add(days(AHEAD_DAYS)).unwrap_or(today))
}

fn event(meeting: &MeetingRow, lead: Option<&LeadRow>, public: &PublicUrl) -> ics::Event {
    let name = lead.and_then(|lead| lead.details.name());
    let summary = match name {
        Some(name) => format!("{} · {name}", meeting.subject),
        None => meeting.subject.clone(),
    };
    ics::Event {
        uid: format!("{}@agentlocator", meeting.id),
        sequence: meeting.revision,
        created: meeting.booked_at,
        changed: meeting.updated_at,
        slot: meeting.slot,
        summary,
        description: lead.map(|lead| lead.phone.to_string()),
        url: lead.map(|lead| public.path(&format!("/leads/{}", lead.id)).to_string()),
        cancelled: meeting.status == MeetingStatus::Cancelled,
    }
}
