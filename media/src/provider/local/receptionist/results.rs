//! What to say when the back office has answered.

use domain::hebrew::say;
use domain::values::TimeSlot;

use super::{closing, phrases, reply::Reply, scheduling, topic::Topic};
use crate::provider::{Tool, ToolResult};

/// Tells the caller what was agreed.
pub(super) fn announce(reply: &mut Reply<'_>, slot: TimeSlot) {
    let now = &reply.conversation.now;
    let at = slot.start().to_zoned(now.time_zone().clone());
    reply.say(format!("מצוין, {} {}.", phrases::BOOKED, say::moment(&at, now)));
    reply.say(phrases::question(Topic::Anything, reply.memory));
}

/// Goes on after a tool's answer. Captures of our own need no word: the turn that made them went on at once.
pub(super) fn answer(reply: &mut Reply<'_>, tool: &Tool, result: &ToolResult, own: bool) {
    match (tool, result) {
        (Tool::CaptureLead { .. }, _) if own => {}
        (_, ToolResult::Free(_)) => scheduling::offer(reply),
        (_, ToolResult::NotFree { .. }) => scheduling::offer_instead(reply),
        (_, ToolResult::Booked { slot, .. }) => {
            announce(reply, *slot);
        }
        (Tool::TransferToHuman, ToolResult::Failed(_)) => {
            reply.say(phrases::NO_TRANSFER);
            reply.say(phrases::FAREWELL);
            reply.end(Some("המתקשר ביקש לדבר עם אדם, וההעברה לא הצליחה"));
        }
        (Tool::CheckAvailability { .. } | Tool::BookMeeting { .. }, ToolResult::Failed(_)) => {
            closing::arrange_later(reply, phrases::CALENDAR_FAILED);
        }
        (Tool::CaptureLead { .. }, _) => {
            reply.capture();
            closing::go_on(reply);
        }
        (
            Tool::CheckAvailability { .. }
            | Tool::BookMeeting { .. }
            | Tool::LeaveNote { .. }
            | Tool::TransferToHuman
            | Tool::EndCall { .. },
            ToolResult::Captured | ToolResult::Done | ToolResult::Failed(_),
        ) => {}
    }
}
