//! A caller who pauses and goes on: one utterance, one answer, and it is to all of it.

use call_engine::{EngineSettings, Input, Message, Output};
use domain::values::Span;

use crate::rig::{Rig, ms, sentence};

const FIRST: &str = "אני מחפשת דירה";
const ALL: &str = "אני מחפשת דירה בחיפה";

fn partial(text: &str) -> Input {
    Input::Partial { text: text.to_owned(), stable: false }
}

fn final_text(text: &str) -> Input {
    let span = Span { start_ms: 3000, end_ms: 4800 };
    Input::Final { text: text.to_owned(), confidence: Some(0.9), span }
}

/// A caller who has paused for so long that their first words were taken as said; no final has come.
fn paused(rig: &mut Rig) {
    rig.run(ms(3000));
    rig.voice(ms(800));
    rig.later(ms(600), partial(FIRST));
    rig.run(ms(1800));
    assert!(rig.thoughts() >= 1 && rig.utterances().is_empty(), "taken, and not yet written down");
}

fn last_caller(rig: &Rig) -> Option<Message> {
    rig.asked().into_iter().rev().find(|message| matches!(message, Message::Caller { .. }))
}

#[test]
fn what_the_recogniser_says_again_is_not_said_again() {
    let mut rig = Rig::call();
    rig.will_answer([sentence("באיזו עיר?")]);
    paused(&mut rig);
    rig.input(partial(FIRST));
    rig.run(ms(300));
    rig.input(partial("אני מחפשת דירה."));
    rig.run(ms(300));
    rig.input(final_text(FIRST));
    rig.run(ms(4000));
    assert_eq!((rig.utterances(), rig.thoughts()), (vec![FIRST.to_owned()], 1));
    let replies = rig.replies();
    assert_eq!(
        (replies.len(), replies[1].interrupted),
        (2, false),
        "the final only confirms what is being answered"
    );
}

#[test]
fn who_goes_on_before_the_answer_is_answered_once_and_to_all_of_it() {
    let mut rig = Rig::call();
    rig.think_delay = ms(3000);
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.will_answer([sentence("חיפה, מצוין")]);
    paused(&mut rig);
    rig.voice(ms(800));
    rig.later(ms(500), partial(ALL));
    rig.later(ms(1100), final_text(ALL));
    rig.run(ms(9000));
    assert_eq!(rig.utterances(), [ALL]);
    assert!(matches!(last_caller(&rig), Some(Message::Caller { text, .. }) if text == ALL));
    let texts: Vec<String> = rig.replies().into_iter().map(|reply| reply.text).collect();
    assert_eq!(texts[1..], ["חיפה, מצוין"]);
}

/// The model has said all of it, and its sound is on the way.
fn answered_without_sound_yet(rig: &mut Rig) {
    rig.speech_delay = ms(900);
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.will_answer([sentence("חיפה, מצוין")]);
    paused(rig);
    assert_eq!(rig.thoughts(), 1);
}

fn is_answered_to_all_of_it(rig: &mut Rig) {
    rig.run(ms(6000));
    assert_eq!((rig.utterances(), rig.thoughts()), (vec![ALL.to_owned()], 2));
    assert!(matches!(last_caller(rig), Some(Message::Caller { text, .. }) if text == ALL));
    let unsaid = |message: &Message| matches!(message, Message::Agent { text } if text == "באיזו עיר?");
    assert!(!rig.asked().iter().any(unsaid), "what nobody heard was not said");
    let replies: Vec<_> = rig.replies().into_iter().map(|reply| (reply.text, reply.interrupted)).collect();
    assert_eq!(replies[1..], [("חיפה, מצוין".to_owned(), false)]);
    assert!(rig.at(|output| matches!(output, Output::Clear)).is_empty(), "there is nothing to clear");
    assert_eq!(rig.engine.gauges().counters.interruptions, 0);
}

#[test]
fn a_final_that_says_more_before_the_answer_sounds_is_answered() {
    let mut rig = Rig::call();
    answered_without_sound_yet(&mut rig);
    rig.input(final_text(ALL));
    assert_eq!(rig.at(|output| matches!(output, Output::CancelSpeaking)).len(), 1);
    is_answered_to_all_of_it(&mut rig);
}

#[test]
fn who_goes_on_before_the_answer_sounds_is_not_spoken_over() {
    let mut rig = Rig::call();
    answered_without_sound_yet(&mut rig);
    rig.voice(ms(800));
    rig.later(ms(300), partial(ALL));
    rig.later(ms(1000), final_text(ALL));
    is_answered_to_all_of_it(&mut rig);
}

#[test]
fn who_speaks_before_the_greeting_sounds_is_greeted() {
    let mut rig = Rig::opened(EngineSettings::default());
    rig.speech_delay = ms(900);
    let mut rig = Rig::let_in(rig);
    rig.will_answer([sentence("כן, אני שומעת")]);
    rig.voice(ms(600));
    rig.later(ms(400), partial("הלו הלו"));
    rig.run(ms(6000));
    assert!(rig.replies()[0].text.contains("שלום"), "{:?}", rig.replies());
}

#[test]
fn who_goes_on_over_the_answer_is_answered_to_all_of_it() {
    let mut rig = Rig::speaking(ms(4000));
    rig.run(ms(2000));
    rig.will_answer([sentence("באיזו עיר את מחפשת?")]);
    rig.will_answer([sentence("חיפה, מצוין")]);
    paused(&mut rig);
    rig.run(ms(600));
    rig.voice(ms(900));
    rig.later(ms(500), partial(ALL));
    rig.later(ms(1100), final_text(ALL));
    rig.run(ms(9000));
    assert_eq!(rig.utterances(), [ALL]);
    assert!(
        matches!(rig.asked().last(), Some(Message::Caller { text, .. }) if text == ALL),
        "{:?}",
        rig.asked()
    );
    let replies = rig.replies();
    assert!(replies[1].interrupted);
    assert_eq!(replies[2].text, "חיפה, מצוין");
}

#[test]
fn who_goes_on_without_a_final_is_kept_as_one_utterance() {
    let mut rig = Rig::call();
    rig.think_delay = ms(3000);
    paused(&mut rig);
    rig.voice(ms(800));
    rig.later(ms(500), partial(ALL));
    rig.run(ms(2500));
    rig.input(Input::Stop);
    assert_eq!(rig.utterances(), [ALL]);
}

#[test]
fn words_whose_final_is_lost_are_not_overwritten_by_the_next() {
    let mut rig = Rig::call();
    rig.think_delay = ms(3000);
    paused(&mut rig);
    rig.caller_says("מתי אפשר לבוא?", ms(800));
    rig.run(ms(3000));
    assert_eq!(rig.utterances(), [FIRST, "מתי אפשר לבוא?"]);
}

#[test]
fn words_that_are_final_in_parts_are_answered_once_when_nothing_was_said_yet() {
    let mut rig = Rig::call();
    rig.think_delay = ms(1500);
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.will_answer([sentence("שלוש דירות בחיפה")]);
    rig.run(ms(3000));
    rig.caller_says(FIRST, ms(800));
    rig.run(ms(1400));
    assert_eq!(rig.thoughts(), 1);
    rig.caller_says("בעצם בחיפה", ms(800));
    rig.run(ms(7000));
    let texts: Vec<String> = rig.replies().into_iter().map(|reply| reply.text).collect();
    assert_eq!((rig.utterances().len(), &texts[1..]), (2, &["שלוש דירות בחיפה".to_owned()][..]));
}

#[test]
fn a_short_word_whose_reading_comes_after_its_sound_stops_the_agent() {
    let mut rig = Rig::speaking(ms(6000));
    rig.run(ms(2000));
    rig.voice(ms(300));
    rig.run(ms(500));
    rig.input(partial("רגע"));
    assert_eq!(rig.at(|output| matches!(output, Output::Clear)), [rig.now]);
}

#[test]
fn a_word_out_of_nowhere_does_not_stop_the_agent() {
    let mut rig = Rig::speaking(ms(6000));
    rig.run(ms(2000));
    rig.voice(ms(300));
    rig.run(ms(1800));
    rig.input(partial("רגע"));
    assert!(rig.at(|output| matches!(output, Output::Clear)).is_empty(), "its voice is long gone");
}
