//! A caller asked for a person and none took the call: whoever reads the lead is told to call back.

use super::Intent;
use crate::call::{CallEvent, TransferOutcome};
use crate::ids::{CallSid, LeadId};
use crate::lead::LeadCommand;

/// What people of the agency read.
const CALL_BACK: &str = "ביקש/ה בשיחה לדבר עם נציג אנושי, ואיש לא ענה. יש לחזור אל הפונה.";

/// What follows from an event of a call with this person.
pub fn react(call: &CallSid, person: Option<LeadId>, event: &CallEvent) -> Vec<Intent> {
    let (CallEvent::TransferReported { outcome, at: _ }, Some(id)) = (event, person) else {
        return Vec::new();
    };
    match outcome {
        TransferOutcome::Answered => Vec::new(),
        TransferOutcome::NoAnswer
        | TransferOutcome::Busy
        | TransferOutcome::Failed
        | TransferOutcome::Canceled => {
            let key = format!("transfer:{call}");
            vec![Intent::Lead { id, command: LeadCommand::AddNote { key, text: CALL_BACK.to_owned() } }]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::BusinessId;

    fn reported(outcome: TransferOutcome) -> CallEvent {
        CallEvent::TransferReported { outcome, at: "2026-11-20T08:00:00Z".parse().unwrap() }
    }

    #[test]
    fn who_was_not_answered_is_to_be_called_back() {
        let call: CallSid = format!("CA{}", "1".repeat(32)).parse().unwrap();
        let lead = LeadId::derive(BusinessId::named("policy"), &"+972525550123".parse().unwrap());
        for outcome in [TransferOutcome::NoAnswer, TransferOutcome::Busy, TransferOutcome::Failed] {
            let intents = react(&call, Some(lead), &reported(outcome));
            assert!(
                matches!(&intents[..], [Intent::Lead { id, command: LeadCommand::AddNote { .. } }] if *id == lead),
                "{outcome:?}: {intents:?}"
            );
        }
        assert_eq!(react(&call, Some(lead), &reported(TransferOutcome::Answered)), []);
        assert_eq!(react(&call, None, &reported(TransferOutcome::Busy)), []);
    }
}
