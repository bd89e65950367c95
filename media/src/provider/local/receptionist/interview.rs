//! Learning what the caller wants, question by question.

use super::{answers, memory::Memory, phrases, reply::Reply, scheduling, topic::Topic};

/// A question is asked at most so often; then the conversation goes on without its answer.
const MOST_TIMES: usize = 3;
/// Utterances in a row that told nothing, after which the keys are offered.
const MISSES_TO_MENU: usize = 3;

/// Acknowledges what was told and asks the next question, or goes on to the meeting.
pub(super) fn advance(reply: &mut Reply<'_>) {
    let memory = reply.memory;
    greet_again(reply);
    let next = next(memory);
    let misses = memory.told.is_empty() && memory.topic.is_some() && memory.wish.is_none();
    let answer = answers::find(&reply.conversation.brief, &memory.heard);
    let answered = answer.is_some();
    if let Some(answer) = answer {
        reply.say(answer);
    }
    if let Some(said) = phrases::acknowledgement(memory) {
        reply.say(said);
    } else if answered {
        // That was the answer; on with the question.
    } else if memory.heard.asks() && !memory.heard.asks_to_repeat() {
        reply.say(phrases::THE_AGENT_WILL_TELL);
    } else if misses && next.is_some() && next == memory.topic && !memory.heard.asks_to_repeat() {
        reply.say(phrases::NOT_UNDERSTOOD);
    }
    if memory.misses >= MISSES_TO_MENU && memory.times_asked(Topic::Menu) == 0 {
        reply.say(phrases::MENU);
    }
    match next {
        Some(topic) => reply.say(phrases::question(topic, memory)),
        None => scheduling::begin(reply),
    }
}

/// The first question that is open and was not asked too often.
pub(super) fn next(memory: &Memory) -> Option<Topic> {
    Topic::INTERVIEW.into_iter().find(|topic| {
        let known = topic.field().is_some_and(|field| memory.facts.get(field).is_some());
        let pointless = *topic == Topic::Rooms && !memory.has_rooms();
        !known && !pointless && !memory.passed.contains(topic) && memory.times_asked(*topic) < MOST_TIMES
    })
}

/// A caller known from before is greeted by name, once.
fn greet_again(reply: &mut Reply<'_>) {
    let known = &reply.conversation.brief.known;
    if reply.memory.replies == 0
        && let Some(name) = known.name()
    {
        let first = name.split(' ').next().unwrap_or(name);
        reply.say(format!("שלום {first}, טוב לשמוע ממך שוב."));
    }
}
