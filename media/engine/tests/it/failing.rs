//! Parts of the agent that fail, for a moment or for good: the caller hears of it, and is called back when nothing else helped.

use std::time::Duration;

use call_engine::{EngineSettings, Input, Output};
use domain::call::EndReason;
use domain::values::Span;

use crate::rig::{Rig, ms, sentence};

fn reopenings(rig: &Rig) -> usize {
    rig.at(|output| matches!(output, Output::OpenRecogniser)).len() - 1
}

fn keypads(rig: &Rig) -> usize {
    rig.replies().iter().filter(|reply| reply.text.contains("הקישו אחת")).count()
}

/// A call whose voice cannot say these, from the greeting on.
fn voiceless(cannot_say: fn(&str) -> bool) -> Rig {
    let mut rig = Rig::opened(EngineSettings::default());
    rig.cannot_say = cannot_say;
    Rig::let_in(rig)
}

fn partial(text: &str) -> Input {
    Input::Partial { text: text.to_owned(), stable: true }
}

#[test]
fn a_recogniser_in_trouble_is_not_opened_again_and_is_heard_of_once() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.input(Input::RecogniserTroubled);
    rig.input(Input::RecogniserTroubled);
    rig.run(ms(3000));
    assert_eq!((reopenings(&rig), keypads(&rig)), (0, 1), "it goes on trying by itself");
}

#[test]
fn a_recogniser_that_is_back_takes_the_conversation_up_again() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.input(Input::RecogniserTroubled);
    rig.run(ms(4000));
    rig.input(Input::RecogniserReady);
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.caller_says("אני מחפשת דירה", ms(900));
    rig.run(ms(4000));
    assert_eq!(rig.replies().last().map(|reply| reply.text.as_str()), Some("באיזו עיר?"));
    let asked = rig.thoughts();
    rig.input(Input::Digit('1'));
    assert_eq!((rig.thoughts(), rig.notes().len()), (asked + 1, 0), "keys are the model's again");
}

#[test]
fn what_was_half_understood_before_the_trouble_is_one_utterance_when_it_is_over() {
    let mut rig = Rig::call();
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.run(ms(3000));
    rig.voice(ms(900));
    rig.later(ms(600), partial("אני מחפשת"));
    rig.run(ms(700));
    rig.input(Input::RecogniserTroubled);
    rig.run(ms(5000));
    rig.input(Input::RecogniserReady);
    let span = Span { start_ms: 3000, end_ms: 3900 };
    rig.input(Input::Final { text: "אני מחפשת דירה".into(), confidence: None, span });
    rig.run(ms(3000));
    assert_eq!(rig.utterances(), ["אני מחפשת דירה"]);
}

#[test]
fn one_that_is_gone_is_tried_again_every_few_seconds() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    for _ in 0..4 {
        rig.input(Input::RecogniserFailed);
    }
    for tried in 4..8 {
        rig.run(ms(5100));
        assert_eq!(reopenings(&rig), tried);
        rig.input(Input::RecogniserFailed);
    }
    rig.run(ms(5100));
    rig.will_answer([sentence("אני שומעת")]);
    rig.caller_says("שומעים אותי?", ms(900));
    rig.run(ms(4000));
    assert_eq!(rig.replies().last().map(|reply| reply.text.as_str()), Some("אני שומעת"));
}

#[test]
fn the_keys_work_for_as_long_as_nobody_hears_the_caller() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.input(Input::RecogniserTroubled);
    // The model is well, and would have something to say of the silence.
    (0..3).for_each(|_| rig.will_answer([sentence("הלו?")]));
    rig.run(ms(15_000));
    assert_eq!((rig.thoughts(), keypads(&rig)), (0, 2), "it is not the caller who is silent");
    rig.input(Input::Digit('1'));
    rig.run(ms(4000));
    assert!(matches!(&rig.notes()[..], [note] if note.contains("שיחזרו")), "{:?}", rig.notes());
}

#[test]
fn a_recogniser_s_loss_is_counted_and_no_silence_with_it() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.input(Input::RecogniserFailed);
    assert_eq!(rig.engine.gauges().counters.rx_lost, 0, "nobody has spoken");
    rig.caller_says("שלום לכם", ms(600));
    rig.run(ms(3000));
    rig.input(Input::RecogniserFailed);
    assert_eq!(rig.engine.gauges().counters.rx_lost, 0, "it had said all of it");
    rig.voice(ms(1000));
    rig.run(ms(800));
    rig.input(Input::RecogniserFailed);
    let lost = rig.engine.gauges().counters.rx_lost;
    assert!((25..=40).contains(&lost), "{lost}");
}

#[test]
fn a_request_made_ahead_that_fails_is_not_apologised_for() {
    let mut rig = Rig::call();
    rig.model_is_dead = true;
    rig.run(ms(3000));
    rig.voice(ms(600));
    rig.later(ms(400), partial("אני מחפשת"));
    rig.run(ms(1050));
    assert_eq!(rig.thoughts(), 1, "ahead, and it failed");
    rig.model_is_dead = false;
    rig.will_answer([sentence("באיזו עיר?")]);
    let span = Span { start_ms: 3000, end_ms: 3600 };
    rig.input(Input::Final { text: "אני מחפשת דירה".into(), confidence: None, span });
    rig.run(ms(4000));
    assert_eq!(rig.replies().last().map(|reply| reply.text.as_str()), Some("באיזו עיר?"));
    assert_eq!(rig.replies().len(), 2);
}

#[test]
fn a_request_made_ahead_that_fails_is_not_made_over_and_over() {
    let mut rig = Rig::call();
    (rig.model_is_dead, rig.think_delay) = (true, ms(20));
    rig.run(ms(3000));
    rig.voice(ms(600));
    rig.later(ms(400), partial("אני מחפשת"));
    rig.run(ms(1300));
    assert_eq!(rig.thoughts(), 1);
}

#[test]
fn the_keys_are_offered_again_when_it_fails_again() {
    let mut rig = Rig::call();
    rig.model_is_dead = true;
    rig.run(ms(3000));
    for words in ["אני מחפשת דירה", "אמרתי שאני מחפשת", "הלו, שומעים?"] {
        rig.caller_says(words, ms(1000));
        rig.run(ms(6000));
    }
    assert_eq!(keypads(&rig), 2, "nobody is left without an answer: {:?}", rig.replies());
}

#[test]
fn a_voice_that_fails_is_told_of_with_what_it_has_at_hand() {
    let mut rig = voiceless(|text| !text.contains("הקישו"));
    rig.run(ms(3000));
    assert_eq!((keypads(&rig), rig.engine.gauges().counters.unspoken), (1, 1), "the greeting had no sound");
    rig.input(Input::Digit('1'));
    assert!(matches!(&rig.notes()[..], [note] if note.contains("שיחזרו")), "{:?}", rig.notes());
}

#[test]
fn without_any_voice_a_person_is_called() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.cannot_say = |_| true;
    rig.person_is_there = true;
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.caller_says("אני מחפשת דירה", ms(900));
    rig.run(ms(8000));
    assert_eq!((rig.end(), rig.notes().len()), (Some(EndReason::Transferred), 0));
}

#[test]
fn without_any_voice_and_without_a_person_the_caller_is_to_be_called_back() {
    let mut rig = voiceless(|_| true);
    rig.run(ms(8000));
    assert!(matches!(&rig.notes()[..], [note] if note.contains("תקלה")), "{:?}", rig.notes());
    assert_eq!(rig.end(), Some(EndReason::AgentHungUp));
}

/// A caller who does not wait for an answer, and says something new every three seconds.
fn keeps_calling(rig: &mut Rig) {
    for word in ["הלו", "שומעים אותי", "יש שם מישהו", "מה קורה", "אתם שם", "תענו לי", "נו"]
    {
        rig.caller_says(word, ms(600));
        rig.run(ms(3000));
    }
}

#[test]
fn who_keeps_calling_is_told_of_a_voice_that_does_not_come() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.is_mute = true;
    (0..9).for_each(|_| rig.will_answer([sentence("כן?")]));
    keeps_calling(&mut rig);
    assert!(rig.engine.gauges().counters.unspoken > 0, "its sound is not waited for anew each time");
}

#[test]
fn who_keeps_calling_is_told_of_a_model_that_does_not_answer() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    (0..9).for_each(|_| rig.will_break_off([]));
    keeps_calling(&mut rig);
    assert!(rig.replies().iter().any(|reply| reply.text.contains("סליחה")), "{:?}", rig.replies());
}

#[test]
fn the_keys_are_named_also_to_whom_speaks_before_their_sound_is_there() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.speech_delay = ms(900);
    rig.input(Input::RecogniserTroubled);
    rig.voice(ms(700));
    rig.later(ms(500), partial("אני מחפשת דירה"));
    rig.run(ms(1500));
    assert_eq!(keypads(&rig) + rig.at(|output| matches!(output, Output::CancelSpeaking)).len(), 0);
    rig.run(ms(5000));
    assert_eq!(keypads(&rig), 1);
}

#[test]
fn one_sentence_without_sound_is_left_out_and_the_rest_is_said() {
    let mut rig = Rig::call();
    rig.cannot_say = |text| text == "יש לנו שלוש";
    rig.run(ms(3000));
    rig.will_answer([sentence("כן"), sentence("יש לנו שלוש"), sentence("מתי נוח לך?")]);
    rig.caller_says("יש דירות?", ms(900));
    rig.run(ms(7000));
    assert_eq!(rig.replies().last().map(|reply| reply.text.as_str()), Some("כן מתי נוח לך?"));
    assert_eq!(keypads(&rig), 0);
}

#[test]
fn whom_a_fault_sent_away_is_to_be_called_back() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.input(Input::RecogniserTroubled);
    rig.run(ms(4000));
    rig.input(Input::Stop);
    assert!(matches!(&rig.notes()[..], [note] if note.contains("תקלה")), "{:?}", rig.notes());
}

#[test]
fn who_was_helped_after_a_fault_needs_no_call_back() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.input(Input::RecogniserTroubled);
    rig.run(ms(4000));
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.caller_says("אני מחפשת דירה", ms(900));
    rig.run(ms(4000));
    rig.input(Input::Stop);
    assert!(rig.notes().is_empty(), "{:?}", rig.notes());
}

#[test]
fn who_shows_no_number_is_asked_for_one() {
    let mut rig = Rig::withheld();
    rig.run(ms(3000));
    rig.input(Input::RecogniserTroubled);
    rig.run(ms(4000));
    rig.input(Input::Digit('1'));
    rig.run(ms(4000));
    assert_eq!((rig.notes().len(), rig.end()), (0, None), "nobody can be called back without one");
    rig.caller_says("אפס חמש שתיים", ms(900));
    rig.run(ms(2000));
    rig.input(Input::Digit('#'));
    assert!(matches!(&rig.notes()[..], [note] if note.ends_with("אפס חמש שתיים")), "{:?}", rig.notes());
}

#[test]
fn what_the_caller_talks_over_is_not_synthesised_to_the_end() {
    let mut rig =
        Rig::with(EngineSettings { speech_within: Duration::from_mins(1), ..EngineSettings::default() });
    rig.run(ms(3000));
    rig.is_mute = true;
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.caller_says("אני מחפשת דירה", ms(900));
    rig.run(ms(2000));
    rig.input(Input::Digit('1'));
    assert_eq!(rig.at(|output| matches!(output, Output::CancelSpeaking)).len(), 1);
}

#[test]
fn a_line_that_takes_no_more_is_spoken_to_when_it_does_and_not_in_a_burst() {
    let mut rig = Rig::speaking(ms(6000));
    rig.run(ms(1500));
    rig.input(Input::LineFull);
    let sent = rig.engine.gauges().counters.sent;
    rig.run(ms(1000));
    assert_eq!(rig.engine.gauges().counters.sent, sent);
    rig.input(Input::LineFree);
    rig.run(ms(100));
    let now = rig.engine.gauges().counters.sent - sent;
    assert!((5..=11).contains(&now), "{now} frames: the lead, and what is due");
    rig.run(ms(8000));
    assert_eq!(rig.replies()[0].text, "שלום, מדברת לאה", "all of it was said");
}
