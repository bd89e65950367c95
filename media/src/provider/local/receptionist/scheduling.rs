//! Agreeing on a time.

use domain::values::TimeSlot;
use jiff::{Timestamp, Zoned, civil::Date, civil::Time};

use super::{
    closing, phrases,
    reply::Reply,
    suggestions::{Choice, choose, suggest},
    summary,
    topic::Topic,
};
use crate::provider::Tool;

/// After so many questions about a time the meeting is left to people.
const MOST_TIMES: usize = 5;

/// Everything else is known: looks for a time, the caller's own when they named one.
pub(super) fn begin(reply: &mut Reply<'_>) {
    if reply.memory.booked.is_some() {
        return closing::anything(reply);
    }
    if reply.memory.times_asked(Topic::Slot) >= MOST_TIMES {
        return closing::arrange_later(reply, phrases::WILL_ARRANGE);
    }
    let choice = reply.memory.wish.as_ref().map(|wish| choose(wish, &[], &[], &reply.conversation.now));
    match choice {
        Some(Choice::At(start)) => book(reply, start),
        Some(Choice::Look { day, after }) => look(reply, day, after),
        Some(Choice::Either(_) | Choice::Past | Choice::NoDay | Choice::Unclear) | None => {
            look(reply, None, None);
        }
    }
}

/// What the caller answered to an offer.
pub(super) fn answer(reply: &mut Reply<'_>) {
    let memory = reply.memory;
    let offered = offered(reply);
    if let Some(said) = phrases::acknowledgement(memory) {
        reply.say(said);
    }
    if let Some(slot) = memory.heard.choice_among(offered.len()).and_then(|index| offered.get(index)) {
        return book(reply, slot.start());
    }
    match choose(&memory.heard.text, &offered, &memory.free, &reply.conversation.now) {
        Choice::At(start) => book(reply, start),
        Choice::Look { day, after } if memory.times_asked(Topic::Slot) < MOST_TIMES => {
            look(reply, day, after);
        }
        Choice::Either(times) if memory.times_asked(Topic::Slot) < MOST_TIMES => {
            let times = phrases::choices(&times, &reply.conversation.now);
            reply.say(format!("לאיזה זמן התכוונת, {times}?"));
        }
        Choice::Past => {
            reply.say(phrases::TIME_PASSED);
            ask(reply);
        }
        Choice::Unclear => unclear(reply, &offered),
        Choice::Look { .. } | Choice::Either(_) | Choice::NoDay => ask(reply),
    }
}

/// No time in the answer: a yes to the one offer takes it, a no asks for the caller's own time.
fn unclear(reply: &mut Reply<'_>, offered: &[TimeSlot]) {
    let heard = &reply.memory.heard;
    if heard.agrees()
        && let Some(first) =
            offered.first().filter(|_| offered.len() == 1 || reply.memory.refused || heard.approves())
    {
        return book(reply, first.start());
    }
    if heard.passes() {
        return closing::arrange_later(reply, phrases::WILL_ARRANGE);
    }
    let quiet = heard.declines() || heard.wants_another() || heard.agrees() || heard.asks_to_repeat();
    if !quiet && reply.memory.told.is_empty() {
        reply.say(phrases::NOT_UNDERSTOOD);
    }
    ask(reply);
}

/// Asks for a time, or leaves it.
fn ask(reply: &mut Reply<'_>) {
    if reply.memory.times_asked(Topic::Slot) >= MOST_TIMES {
        return closing::arrange_later(reply, phrases::WILL_ARRANGE);
    }
    let offered = offered(reply);
    if reply.memory.heard.asks_to_repeat() && !offered.is_empty() {
        return propose(reply, &offered, "שוב:");
    }
    let question = match reply.memory.times_asked(Topic::Slot) % 3 {
        1 => "איזה יום ואיזו שעה יהיו נוחים? למשל, מתי נוח לך?",
        2 => "באיזה יום ובאיזו שעה נוח לך?",
        _ => "אפשר לומר יום ושעה, למשל מחר בעשר. מה מתאים לך?",
    };
    reply.say(question);
}

/// The slots the caller was offered last.
pub(super) fn offered(reply: &Reply<'_>) -> Vec<TimeSlot> {
    let zone = reply.conversation.now.time_zone();
    let now = reply.conversation.now.timestamp();
    let free: Vec<TimeSlot> = reply.memory.free.iter().filter(|slot| slot.start() > now).copied().collect();
    match (reply.memory.refused, reply.memory.wanted) {
        // After a refusal one is offered: the nearest to what was asked for.
        (true, Some(wanted)) => free
            .into_iter()
            .min_by_key(|slot| slot.start().duration_since(wanted).abs())
            .into_iter()
            .collect(),
        (true, None) | (false, _) => suggest(&free, zone),
    }
}

/// Asks the calendar.
fn look(reply: &mut Reply<'_>, day: Option<Date>, after: Option<Time>) {
    reply.say(phrases::CHECKING);
    reply.call(Tool::CheckAvailability { day, after });
}

/// Takes a slot.
pub(super) fn book(reply: &mut Reply<'_>, start: Timestamp) {
    let subject = summary::subject(reply.memory);
    reply.call(Tool::BookMeeting { start, subject });
}

/// The calendar has answered: offers what is free.
pub(super) fn offer(reply: &mut Reply<'_>) {
    let offered = offered(reply);
    if offered.is_empty() {
        return closing::arrange_later(reply, phrases::NOTHING_FREE);
    }
    if reply.memory.times_asked(Topic::Slot) >= MOST_TIMES {
        return closing::arrange_later(reply, phrases::WILL_ARRANGE);
    }
    let lead = match reply.memory.times_asked(Topic::Slot) {
        0 => "אפשר להיפגש",
        1 => "יש לי פנוי",
        2 => "מה שפנוי אצלי:",
        _ => "אפשר גם",
    };
    propose(reply, &offered, lead);
}

fn propose(reply: &mut Reply<'_>, offered: &[TimeSlot], lead: &str) {
    let now = &reply.conversation.now;
    let times: Vec<Zoned> =
        offered.iter().map(|slot| slot.start().to_zoned(now.time_zone().clone())).collect();
    let times = phrases::choices(&times, now);
    let keys = match (offered.len(), reply.memory.times_asked(Topic::Slot)) {
        (2, 0) => " אפשר גם במקשים, אחת או שתיים.",
        (3, 0) => " אפשר גם במקשים, אחת, שתיים או שלוש.",
        _ => "",
    };
    reply.say(format!("{lead} {times}.{keys}"));
    reply.say("מה מתאים לך?");
}

/// The slot asked for is gone: the nearest one instead.
pub(super) fn offer_instead(reply: &mut Reply<'_>) {
    if reply.memory.times_asked(Topic::Slot) >= MOST_TIMES {
        return closing::arrange_later(reply, phrases::WILL_ARRANGE);
    }
    let now = &reply.conversation.now;
    let Some(slot) = offered(reply).first().copied() else {
        return closing::arrange_later(reply, phrases::NOTHING_FREE);
    };
    let at = slot.start().to_zoned(now.time_zone().clone());
    let said = domain::hebrew::say::moment(&at, now);
    reply.say(format!("הזמן הזה לא פנוי. הכי קרוב שיש לי הוא {said}, מתאים לך?"));
}
