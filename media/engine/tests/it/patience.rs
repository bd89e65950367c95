//! What does not come is not waited for for ever, and waiting costs nothing: every instant that is asked for lies ahead
//! ([`Rig::input`] looks).

use call_engine::{Input, Tool, ToolCall};
use std::time::Duration;

use crate::keypad::offered;
use crate::rig::{Rig, Thought, ms, sentence};

fn looks_up(id: &str) -> Thought {
    let tool = Tool::CheckAvailability { day: None, after: None };
    Thought::Call(ToolCall { id: id.to_owned(), tool })
}

/// The caller has asked something.
fn asked(rig: &mut Rig) {
    rig.run(ms(3000));
    rig.caller_says("מתי אפשר לבוא?", ms(1000));
}

fn apologised(rig: &Rig) -> bool {
    rig.replies().last().is_some_and(|reply| reply.text.contains("סליחה"))
}

#[test]
fn a_model_that_breaks_off_after_a_sentence_is_not_waited_for_for_ever() {
    let mut rig = Rig::call();
    rig.will_break_off([sentence("רגע, בודקת")]);
    asked(&mut rig);
    rig.run(ms(16_000));
    assert!(apologised(&rig), "{:?}", rig.replies());
}

#[test]
fn the_caller_is_heard_while_the_model_is_silent() {
    let mut rig = Rig::call();
    rig.will_break_off([sentence("רגע, בודקת")]);
    asked(&mut rig);
    rig.run(ms(6000));
    rig.will_answer([sentence("אני כאן")]);
    rig.caller_says("הלו, את שם?", ms(800));
    rig.run(ms(4000));
    assert_eq!(rig.replies().last().map(|reply| reply.text.as_str()), Some("אני כאן"));
}

#[test]
fn who_speaks_and_is_not_understood_is_not_asked_whether_they_are_there() {
    let mut rig = Rig::call();
    rig.run(ms(3500));
    rig.voice(ms(14_000));
    rig.run(ms(14_000));
    assert_eq!(rig.thoughts(), 0, "a voice is no silence");
    // Nor is it waited for without end: it may be a television.
    rig.voice(ms(20_000));
    rig.run(ms(16_000));
    assert_eq!(rig.thoughts(), 1);
}

#[test]
fn a_tool_that_takes_longer_than_the_sentence_before_it_is_answered() {
    let mut rig = Rig::call();
    rig.tool_delay = ms(5000);
    rig.will_answer([sentence("רגע, בודקת"), looks_up("slow")]);
    rig.will_answer([sentence("אפשר מחר בעשר")]);
    asked(&mut rig);
    rig.run(ms(12_000));
    assert_eq!(rig.replies().last().map(|reply| reply.text.as_str()), Some("רגע, בודקת אפשר מחר בעשר"));
}

#[test]
fn a_tool_that_is_never_answered_is_apologised_for() {
    let mut rig = Rig::call();
    rig.tool_delay = Duration::from_hours(1);
    rig.will_answer([looks_up("lost")]);
    asked(&mut rig);
    rig.run(ms(16_000));
    assert!(apologised(&rig), "{:?}", rig.replies());
}

#[test]
fn a_model_that_only_ever_looks_things_up_is_stopped() {
    let mut rig = Rig::call();
    (0..50).for_each(|round| rig.will_answer([looks_up(&format!("round {round}"))]));
    asked(&mut rig);
    rig.run(ms(7_000));
    assert!(rig.thoughts() <= 6, "{} requests for one question", rig.thoughts());
    assert!(apologised(&rig), "{:?}", rig.replies());
}

#[test]
fn pauses_in_a_message_that_is_left_are_waited_through() {
    let mut rig = offered();
    rig.input(Input::Digit('3'));
    rig.run(ms(2500));
    let ahead = rig.engine.gauges().counters.thought_ahead;
    rig.voice(ms(800));
    rig.later(ms(600), Input::Partial { text: "אני בעניין הדירה".to_owned(), stable: true });
    rig.run(ms(3000));
    assert_eq!(rig.engine.gauges().counters.thought_ahead, ahead, "nobody thinks about a message");
    rig.input(Input::Digit('#'));
    assert!(matches!(&rig.notes()[..], [note] if note.ends_with("אני בעניין הדירה")), "{:?}", rig.notes());
}
