//! When a part of the agent fails, the keys lead everybody to something people can act on.

use std::time::Duration;

use call_engine::{Input, Tool, ToolCall};
use domain::call::EndReason;

use crate::rig::{Rig, Thought, ms, sentence};

/// The language model is dead and the caller was told of the keys.
pub(crate) fn offered() -> Rig {
    let mut rig = Rig::call();
    rig.model_is_dead = true;
    rig.run(ms(3000));
    for words in ["אני מחפשת דירה", "אמרתי שאני מחפשת דירה"] {
        rig.caller_says(words, ms(1200));
        rig.run(ms(6000));
    }
    assert!(rig.replies().last().is_some_and(|reply| reply.text.contains("הקישו")), "{:?}", rig.replies());
    rig
}

/// The same, but it is the recogniser that is gone.
pub(crate) fn deaf() -> Rig {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    (0..4).for_each(|_| rig.input(Input::RecogniserFailed));
    rig.run(ms(3000));
    rig
}

fn last_words(rig: &Rig) -> String {
    rig.replies().last().map(|reply| reply.text.clone()).unwrap_or_default()
}

#[test]
fn one_is_a_call_back() {
    for mut rig in [offered(), deaf()] {
        rig.input(Input::Digit('1'));
        rig.run(ms(4000));
        assert!(matches!(&rig.notes()[..], [note] if note.contains("שיחזרו")), "{:?}", rig.notes());
        assert!(last_words(&rig).contains("נחזור אליכם"), "{}", last_words(&rig));
        assert_eq!(rig.end(), Some(EndReason::AgentHungUp));
    }
}

#[test]
fn two_is_a_person_now() {
    for mut rig in [offered(), deaf()] {
        rig.person_is_there = true;
        rig.input(Input::Digit('2'));
        rig.run(ms(4000));
        assert!(last_words(&rig).contains("לנציג"), "{}", last_words(&rig));
        assert_eq!((rig.end(), rig.notes().len()), (Some(EndReason::Transferred), 0));
    }
}

#[test]
fn two_without_anybody_there_is_a_call_back() {
    let mut rig = offered();
    rig.input(Input::Digit('2'));
    rig.run(ms(4000));
    assert!(matches!(&rig.notes()[..], [note] if note.contains("נציג")), "{:?}", rig.notes());
    assert!(last_words(&rig).contains("נחזור אליכם"), "{}", last_words(&rig));
    assert_eq!(rig.end(), Some(EndReason::AgentHungUp));
}

#[test]
fn three_takes_a_message_word_for_word() {
    let mut rig = offered();
    let asked = rig.thoughts();
    rig.input(Input::Digit('3'));
    rig.run(ms(2500));
    rig.caller_says("אני בעניין הדירה ברחוב הרצל", ms(1500));
    rig.run(ms(2500));
    rig.caller_says("אפשר להתקשר בערב", ms(1200));
    rig.run(ms(2500));
    assert_eq!((rig.end(), rig.thoughts()), (None, asked), "a message is not answered while it is left");
    rig.input(Input::Digit('#'));
    rig.run(ms(4000));
    assert!(
        matches!(&rig.notes()[..], [note] if note.ends_with("אני בעניין הדירה ברחוב הרצל אפשר להתקשר בערב")),
        "{:?}",
        rig.notes()
    );
    assert_eq!(rig.end(), Some(EndReason::AgentHungUp));
}

#[test]
fn a_message_ends_with_silence_too_and_with_the_line() {
    let mut silent = offered();
    silent.input(Input::Digit('3'));
    silent.run(ms(2500));
    silent.caller_says("תחזרו אליי", ms(800));
    silent.run(ms(15_000));
    assert_eq!(silent.end(), Some(EndReason::AgentHungUp));

    let mut gone = offered();
    gone.input(Input::Digit('3'));
    gone.run(ms(2500));
    gone.caller_says("תחזרו אליי", ms(800));
    gone.run(ms(1500));
    gone.input(Input::Stop);
    assert_eq!(gone.end(), Some(EndReason::CallerHungUp));
    for rig in [silent, gone] {
        assert!(matches!(&rig.notes()[..], [note] if note.ends_with("תחזרו אליי")), "{:?}", rig.notes());
    }
}

#[test]
fn a_message_nobody_can_understand_is_in_the_recording() {
    let mut rig = deaf();
    rig.input(Input::Digit('3'));
    rig.run(ms(2500));
    rig.voice(ms(3000));
    rig.run(ms(20_000));
    assert!(matches!(&rig.notes()[..], [note] if note.contains("הקלטת")), "{:?}", rig.notes());
    assert_eq!(rig.end(), Some(EndReason::AgentHungUp));
}

#[test]
fn a_message_is_listened_to_as_long_as_it_is_spoken() {
    let mut rig = deaf();
    rig.input(Input::Digit('3'));
    rig.run(ms(2500));
    rig.voice(ms(30_000));
    rig.run(ms(30_000));
    assert_eq!((rig.end(), rig.notes().len()), (None, 0), "in the middle of a word");
    rig.run(ms(20_000));
    assert_eq!((rig.end(), rig.notes().len()), (Some(EndReason::AgentHungUp), 1));
}

#[test]
fn a_number_that_is_pressed_is_the_message() {
    let mut rig = Rig::withheld();
    rig.run(ms(3000));
    (0..4).for_each(|_| rig.input(Input::RecogniserFailed));
    rig.run(ms(3000));
    for digit in "10525550100#".chars() {
        rig.input(Input::Digit(digit));
        rig.run(ms(400));
    }
    // Whoever goes on pressing is told goodbye all the same.
    rig.input(Input::Digit('1'));
    rig.run(ms(5000));
    assert!(matches!(&rig.notes()[..], [note] if note.ends_with("0525550100")), "{:?}", rig.notes());
    assert_eq!(
        (rig.end(), rig.replies().last().map(|reply| reply.interrupted)),
        (Some(EndReason::AgentHungUp), Some(false))
    );
}

#[test]
fn keys_are_the_models_again_when_it_is_back() {
    let mut rig = offered();
    rig.model_is_dead = false;
    rig.will_answer([sentence("אני כאן, במה אפשר לעזור?")]);
    rig.caller_says("הלו", ms(600));
    rig.run(ms(5000));
    let asked = rig.thoughts();
    rig.input(Input::Digit('1'));
    rig.run(ms(1000));
    assert_eq!((rig.thoughts(), rig.notes().len()), (asked + 1, 0));
}

#[test]
fn when_everything_fails_the_call_still_ends() {
    let mut rig = deaf();
    rig.model_is_dead = true;
    rig.run(Duration::from_mins(3));
    assert_eq!(rig.end(), Some(EndReason::Silence));
}

#[test]
fn who_is_handed_over_by_the_model_is_not_talked_to_again() {
    let mut rig = Rig::call();
    rig.person_is_there = true;
    rig.run(ms(3000));
    let transfer = ToolCall { id: "t1".to_owned(), tool: Tool::TransferToHuman };
    rig.will_answer([sentence("מעבירה אותך, רק רגע."), Thought::Call(transfer)]);
    rig.caller_says("אני רוצה לדבר עם אדם", ms(1200));
    rig.run(ms(8000));
    assert_eq!((rig.thoughts(), rig.end()), (1, Some(EndReason::Transferred)));
}
