//! A line that is never silent: a television, a child, music. The agent speaks, answers and parts all the same.

use call_engine::{Output, Tool, ToolCall};
use domain::call::EndReason;

use crate::rig::{Rig, Thought, ms, sentence};

fn clears(rig: &Rig) -> usize {
    rig.at(|output| matches!(output, Output::Clear)).len()
}

#[test]
fn a_noise_without_words_stops_the_agent_once_and_not_for_ever() {
    let mut rig = Rig::speaking(ms(8000));
    rig.run(ms(1500));
    rig.voice(ms(20_000));
    rig.run(ms(5500));
    assert_eq!(clears(&rig), 1);
    assert_eq!(rig.engine.gauges().counters.false_interruptions, 1, "it goes on after four seconds at most");
    rig.run(ms(9000));
    assert_eq!(clears(&rig), 1, "the same noise does not stop it again");
    let greeting = &rig.replies()[0];
    assert_eq!((greeting.text.as_str(), greeting.interrupted), ("שלום, מדברת לאה", false));
}

#[test]
fn a_word_in_the_noise_stops_the_agent() {
    let mut rig = Rig::speaking(ms(12_000));
    rig.run(ms(1500));
    rig.voice(ms(20_000));
    rig.run(ms(6000));
    rig.will_answer([sentence("כן?")]);
    rig.caller_says("רגע סליחה", ms(900));
    rig.run(ms(1000));
    assert_eq!(clears(&rig), 2);
}

#[test]
fn words_in_the_noise_are_answered() {
    let mut rig = Rig::call();
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.run(ms(3000));
    rig.caller_says("אני מחפשת דירה", ms(1000));
    rig.voice(ms(20_000));
    rig.run(ms(6000));
    assert_eq!((rig.utterances().len(), rig.thoughts()), (1, 1));
    assert!(rig.at(|output| matches!(output, Output::Speak { text, .. } if text == "באיזו עיר?")).len() == 1);
}

#[test]
fn a_goodbye_is_not_held_up_by_a_noise() {
    let mut rig = Rig::speaking(ms(3000));
    let tool = Tool::EndCall { summary: None };
    rig.will_answer([sentence("תודה ולהתראות"), Thought::Call(ToolCall { id: "end".into(), tool })]);
    rig.run(ms(3500));
    rig.caller_says("זה הכול", ms(600));
    rig.run(ms(4000));
    rig.voice(ms(60_000));
    rig.run(ms(12_000));
    assert_eq!(rig.end(), Some(EndReason::AgentHungUp));
}
