//! Words that come late, come otherwise, come to nothing, or are the agent's own.

use call_engine::{Input, Message, Thought, Tool, ToolCall};
use domain::call::EndReason;
use domain::values::Span;

use crate::rig::{Rig, ms, sentence};
use crate::turns::{echoing, final_text, is_clear, partial, saying_goodbye};

fn last_words(rig: &Rig) -> Option<String> {
    rig.replies().last().map(|reply| reply.text.clone())
}

#[test]
fn who_chooses_among_what_was_offered_is_no_echo() {
    let mut rig = echoing();
    rig.run(ms(4000));
    assert!(rig.engine.gauges().counters.echoes > 0, "the line was heard");
    rig.will_answer([sentence("בבקשה")]);
    // The greeting's own words, a while after it.
    rig.caller_says("מדברת לאה", ms(700));
    rig.run(ms(1500));
    assert_eq!(rig.utterances(), ["מדברת לאה"]);
}

#[test]
fn another_reading_of_an_answer_stays_before_the_next_question() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.will_answer([sentence("ומה התקציב?")]);
    rig.voice(ms(600));
    rig.later(ms(300), partial("ארבע"));
    rig.run(ms(2200));
    assert_eq!(rig.thoughts(), 1, "taken as it was understood");
    rig.input(final_text("4"));
    rig.run(ms(3000));
    rig.will_answer([sentence("בסדר")]);
    rig.caller_says("לא יודע", ms(700));
    rig.run(ms(2000));
    let said: Vec<String> = rig
        .asked()
        .into_iter()
        .filter_map(|message| match message {
            Message::Agent { text } | Message::Caller { text, .. } => Some(text),
            _ => None,
        })
        .collect();
    assert_eq!(said[1..], ["4", "ומה התקציב?", "לא יודע"]);
}

#[test]
fn words_that_come_to_nothing_do_not_silence_the_agent() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.will_answer([sentence("יש לנו דירה יפה ברחוב הרצל")]);
    rig.caller_says("מה יש לכם?", ms(800));
    rig.run(ms(1800));
    rig.voice(ms(300));
    rig.later(ms(250), partial("רגל"));
    rig.run(ms(600));
    assert_eq!(rig.at(is_clear).len(), 1, "it stopped for them");
    rig.will_answer([sentence("כמו שאמרתי, ברחוב הרצל")]);
    rig.input(final_text(""));
    rig.run(ms(3000));
    assert_eq!((rig.thoughts(), last_words(&rig).as_deref()), (2, Some("כמו שאמרתי, ברחוב הרצל")));
}

#[test]
fn a_goodbye_that_was_thought_about_keeps_no_line_open() {
    let mut rig = saying_goodbye();
    rig.run(ms(1350));
    // Begun before the agent is done, understood when it is, and final later than what is thought ahead.
    rig.voice(ms(700));
    rig.later(ms(500), partial("תודה, ביי"));
    rig.later(ms(1300), final_text("תודה, ביי"));
    let (before, thoughts) = (rig.now, rig.thoughts());
    rig.run(ms(6000));
    assert_eq!((rig.end(), rig.thoughts()), (Some(EndReason::AgentHungUp), thoughts));
    assert!(rig.now < before + ms(4000), "{before:?} to {:?}", rig.now);
}

#[test]
fn another_reading_of_what_was_answered_with_a_goodbye_calls_nobody_back() {
    let mut rig = Rig::call();
    let end = ToolCall { id: "end".into(), tool: Tool::EndCall { summary: None } };
    rig.will_answer([sentence("תודה ולהתראות"), Thought::Call(end)]);
    rig.run(ms(3500));
    rig.voice(ms(500));
    rig.later(ms(250), partial("זה הכל"));
    rig.run(ms(2200));
    let span = Span { start_ms: 2500, end_ms: 3000 };
    rig.input(Input::Final { text: "זה הכול".to_owned(), confidence: Some(0.9), span });
    rig.run(ms(6000));
    assert_eq!(
        (rig.end(), last_words(&rig).as_deref()),
        (Some(EndReason::AgentHungUp), Some("תודה ולהתראות"))
    );
}

#[test]
fn a_goodbye_before_the_answer_was_there_is_none() {
    let mut rig = Rig::call();
    rig.tool_delay = ms(500);
    let check = ToolCall { id: "book".into(), tool: Tool::CheckAvailability { day: None, after: None } };
    let end = ToolCall { id: "end".into(), tool: Tool::EndCall { summary: None } };
    rig.will_answer([sentence("תודה ולהתראות"), Thought::Call(check), Thought::Call(end)]);
    rig.will_answer([sentence("השעה תפוסה, אולי באחת עשרה?")]);
    rig.run(ms(3500));
    rig.caller_says("תקבעי לעשר", ms(700));
    rig.run(ms(9000));
    assert_eq!((rig.end(), rig.thoughts()), (None, 2), "nobody hangs up on a question");
}

#[test]
fn what_is_being_done_is_waited_for_by_the_thought_that_follows() {
    let mut rig = Rig::call();
    rig.tool_delay = ms(3000);
    let check = ToolCall { id: "book".into(), tool: Tool::CheckAvailability { day: None, after: None } };
    rig.will_answer([Thought::Call(check)]);
    rig.will_answer([sentence("קבעתי")]);
    rig.run(ms(3500));
    rig.caller_says("תקבעי לעשר", ms(700));
    rig.run(ms(1300));
    rig.caller_says("תודה לך מאוד", ms(600));
    rig.run(ms(1200));
    assert_eq!(rig.thoughts(), 1, "it is not known yet");
    rig.run(ms(3000));
    assert_eq!(rig.thoughts(), 2);
    assert!(
        rig.asked().iter().any(|message| matches!(message, Message::ToolResult { .. })),
        "{:?}",
        rig.asked()
    );
}
