//! Somebody called from a number that can be called back: they are a lead from the first ring, however the call ends.

use super::Intent;
use crate::call::{CallCommand, CallDirection, CallEvent};
use crate::ids::{CallSid, LeadId};
use crate::lead::LeadCommand;

/// What follows from an event of a call.
pub fn react(call: &CallSid, event: &CallEvent) -> Vec<Intent> {
    match event {
        CallEvent::LineIdentified { line, at: _ } => match (line.direction, line.from.phone()) {
            (CallDirection::Inbound, Some(phone)) => {
                let id = LeadId::derive(line.business, phone);
                let capture = LeadCommand::Capture {
                    business: line.business,
                    phone: phone.clone(),
                    facts: Vec::new(),
                    source: None,
                    call: Some(call.clone()),
                };
                vec![
                    Intent::Lead { id, command: capture },
                    Intent::Call { sid: call.clone(), command: CallCommand::AttachLead { lead: id } },
                ]
            }
            // Whom we call is a lead already; who withholds their number becomes one when they tell it.
            (CallDirection::Outbound, _) | (CallDirection::Inbound, None) => Vec::new(),
        },
        CallEvent::StatusReported { .. }
        | CallEvent::StreamReported { .. }
        | CallEvent::StreamStarted { .. }
        | CallEvent::RecordingReported { .. }
        | CallEvent::WaveformKept { .. }
        | CallEvent::UtteranceRecorded { .. }
        | CallEvent::ReplyRecorded { .. }
        | CallEvent::LeadAttached { .. }
        | CallEvent::MeetingAttached { .. }
        | CallEvent::TransferRequested { .. }
        | CallEvent::TransferReported { .. }
        | CallEvent::EndRequested { .. }
        | CallEvent::Ended { .. }
        | CallEvent::Summarised { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Line;
    use crate::ids::BusinessId;
    use crate::values::Party;

    fn call() -> CallSid {
        format!("CA{}", "1".repeat(32)).parse().unwrap()
    }

    fn identified(direction: CallDirection, from: &str) -> CallEvent {
        let business = BusinessId::named("policy");
        let line = Line { business, direction, from: Party::read(from), to: Party::read("+97235550100") };
        CallEvent::LineIdentified { line, at: "2026-11-20T08:00:00Z".parse().unwrap() }
    }

    #[test]
    fn a_caller_with_a_number_is_captured_and_attached() {
        let intents = react(&call(), &identified(CallDirection::Inbound, "052-555-0123"));
        let lead = LeadId::derive(BusinessId::named("policy"), &"+972525550123".parse().unwrap());
        assert!(matches!(
            &intents[..],
            [Intent::Lead { id, command: LeadCommand::Capture { call: Some(_), .. } }, Intent::Call { command, .. }]
                if *id == lead && *command == CallCommand::AttachLead { lead }
        ));
    }

    #[test]
    fn a_withheld_number_and_a_call_of_ours_make_no_lead() {
        assert_eq!(react(&call(), &identified(CallDirection::Inbound, "anonymous")), []);
        assert_eq!(react(&call(), &identified(CallDirection::Outbound, "+97235550100")), []);
    }
}
