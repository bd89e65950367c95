//! Ways to the end of a call.

use super::{answers, interview, phrases, reply::Reply, scheduling, topic::Topic};
use crate::provider::Tool;

/// The caller takes leave.
pub(super) fn farewell(reply: &mut Reply<'_>) {
    if reply.memory.booked.is_none() && reply.memory.topic != Some(Topic::Anything) {
        reply.say(phrases::WILL_CALL_BACK);
    }
    reply.say(phrases::FAREWELL);
    reply.end(None);
}

/// After the meeting was agreed, or could not be: is there more?
pub(super) fn anything(reply: &mut Reply<'_>) {
    let memory = reply.memory;
    let heard = &memory.heard;
    let asked = memory.times_asked(Topic::Anything);
    if heard.declines() || heard.only_thanks() || asked >= 3 {
        return farewell(reply);
    }
    if let Some(answer) = answers::find(&reply.conversation.brief, heard) {
        reply.say(answer);
        reply.say(phrases::question(Topic::Anything, memory));
    } else if heard.approves() {
        reply.say("מצוין.");
        reply.say(phrases::question(Topic::Anything, memory));
    } else if heard.agrees() && memory.told.is_empty() {
        reply.say("בשמחה.");
        reply.say(phrases::question(Topic::Anything, memory));
    } else {
        reply.say(phrases::PASSED_ON);
        reply.say(phrases::FAREWELL);
        reply.end(Some(&format!("לפני הסיום נאמר: {}", heard.text)));
    }
}

/// Somebody will call back: the number is a lead, whatever else is known.
pub(super) fn call_back(reply: &mut Reply<'_>, note: Option<&str>) {
    let note = note.unwrap_or("לחזור אל המתקשר");
    leave_note(reply, note);
    reply.say(phrases::WILL_CALL_BACK);
    reply.say(phrases::FAREWELL);
    reply.end(Some(note));
}

/// To a person.
pub(super) fn transfer(reply: &mut Reply<'_>) {
    remember_number(reply);
    reply.say(phrases::TRANSFERRING);
    reply.call(Tool::TransferToHuman);
}

/// The message is taken.
pub(super) fn message(reply: &mut Reply<'_>) {
    let note = reply.memory.message.as_ref().map_or_else(
        || "המתקשר ביקש להשאיר הודעה ולא אמר דבר".to_owned(),
        |message| format!("הודעה: {message}"),
    );
    leave_note(reply, &note);
    reply.say(phrases::MESSAGE_TAKEN);
    reply.say(phrases::FAREWELL);
    reply.end(Some(&note));
}

/// Nobody is there.
pub(super) fn silent(reply: &mut Reply<'_>) {
    remember_number(reply);
    reply.say(phrases::SILENT_FAREWELL);
    reply.end(Some("הקו היה שקט"));
}

/// The meeting is left to people.
pub(super) fn arrange_later(reply: &mut Reply<'_>, why: &str) {
    reply.say(why);
    if reply.memory.times_asked(Topic::Anything) < 3 {
        reply.say(phrases::question(Topic::Anything, reply.memory));
    } else {
        reply.say(phrases::FAREWELL);
        reply.end(Some("לתאם פגישה"));
    }
}

/// For people to read on the caller's lead.
fn leave_note(reply: &mut Reply<'_>, note: &str) {
    if reply.conversation.brief.caller.phone().is_some() {
        reply.call(Tool::LeaveNote { text: note.to_owned() });
    }
}

/// No call ends without the caller's number as a lead.
fn remember_number(reply: &mut Reply<'_>) {
    if reply.conversation.brief.caller.phone().is_some() {
        reply.call(Tool::CaptureLead { facts: Vec::new(), utterance: None });
    }
}

/// After a transfer that failed, or a capture of another model: on with the conversation.
pub(super) fn go_on(reply: &mut Reply<'_>) {
    if reply.memory.topic == Some(Topic::Slot) && reply.memory.booked.is_none() {
        scheduling::answer(reply);
    } else if reply.memory.booked.is_some() {
        anything(reply);
    } else {
        interview::advance(reply);
    }
}
