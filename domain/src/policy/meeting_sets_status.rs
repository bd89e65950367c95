//! A meeting was booked: the lead moves on to "meeting set", and the call it was agreed in says so.

use super::Intent;
use crate::calendar::CalendarEvent;
use crate::call::CallCommand;
use crate::lead::LeadCommand;

/// What follows from an event of a calendar.
pub fn react(event: &CalendarEvent) -> Vec<Intent> {
    match event {
        CalendarEvent::Booked { id, meeting } => {
            let lead = meeting.lead.map(|id| Intent::Lead { id, command: LeadCommand::NoteMeetingSet });
            let call = meeting.source.as_ref().map(|source| Intent::Call {
                sid: source.call.clone(),
                command: CallCommand::AttachMeeting { meeting: *id },
            });
            lead.into_iter().chain(call).collect()
        }
        // A meeting that moves was booked before; one called off leaves the lead where people put it.
        CalendarEvent::Rescheduled { .. }
        | CalendarEvent::MovedAway { .. }
        | CalendarEvent::MovedIn { .. }
        | CalendarEvent::Cancelled { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::NewMeeting;
    use crate::ids::{BusinessId, CallSid, LeadId, MeetingId, UserId};
    use crate::lead::{Lead, LeadEvent, LeadStatus};
    use crate::values::{PhoneNumber, Source, Span, TimeSlot};
    use crate::{Decider, Outcome};

    fn business() -> BusinessId {
        BusinessId::named("policy")
    }

    fn phone() -> PhoneNumber {
        "+972525550123".parse().unwrap()
    }

    fn booked(lead: Option<LeadId>, call: Option<CallSid>) -> CalendarEvent {
        let slot =
            TimeSlot::new("2026-11-24T08:00:00Z".parse().unwrap(), "2026-11-24T09:00:00Z".parse().unwrap());
        let source =
            call.map(|call| Source { call, utterance: 3, span: Span { start_ms: 1_000, end_ms: 2_000 } });
        CalendarEvent::Booked {
            id: MeetingId::derive("m"),
            meeting: NewMeeting {
                business: business(),
                agent: UserId::calendar_of(business()),
                lead,
                slot: slot.unwrap(),
                subject: "ביקור בדירה".to_owned(),
                source,
            },
        }
    }

    #[test]
    fn a_meeting_agreed_on_the_phone_moves_the_lead_and_is_attached_to_the_call() {
        let lead = LeadId::derive(business(), &phone());
        let call: CallSid = format!("CA{}", "1".repeat(32)).parse().unwrap();
        assert_eq!(
            react(&booked(Some(lead), Some(call.clone()))),
            [
                Intent::Lead { id: lead, command: LeadCommand::NoteMeetingSet },
                Intent::Call {
                    sid: call,
                    command: CallCommand::AttachMeeting { meeting: MeetingId::derive("m") }
                },
            ]
        );
    }

    #[test]
    fn a_meeting_with_nobody_known_asks_for_nothing() {
        assert_eq!(react(&booked(None, None)), []);
    }

    #[test]
    fn calling_it_off_leaves_the_lead_where_it_is() {
        assert_eq!(react(&CalendarEvent::Cancelled { id: MeetingId::derive("m"), reason: None }), []);
    }

    fn lead_at(status: &str) -> Lead {
        let created =
            LeadEvent::Created { business: business(), phone: phone(), status: LeadStatus::new_lead() };
        let moved = LeadEvent::StatusChanged { from: LeadStatus::new_lead(), to: status.parse().unwrap() };
        Lead::fold([&created, &moved])
    }

    #[test]
    fn a_lead_not_yet_met_moves_on() {
        let outcome = lead_at("IN_PROGRESS").decide(&LeadCommand::NoteMeetingSet).unwrap();
        let from = "IN_PROGRESS".parse().unwrap();
        assert_eq!(outcome, Outcome::one(LeadEvent::StatusChanged { from, to: LeadStatus::meeting_set() }));
    }

    #[test]
    fn a_lead_already_further_is_not_moved_back() {
        for further in ["MEETING_SET", "OFFER", "CLOSED"] {
            assert_eq!(lead_at(further).decide(&LeadCommand::NoteMeetingSet).unwrap(), Outcome::AlreadySo);
        }
    }
}
