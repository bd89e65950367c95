//! Who has the floor, to the millisecond.

use std::time::Duration;

use call_engine::{EngineSettings, Input, Output, RxMode, Tool, ToolCall};
use domain::call::EndReason;
use domain::values::Span;

use crate::rig::{Rig, Thought, frame_of, ms, sentence};

pub(crate) fn is_clear(output: &Output) -> bool {
    matches!(output, Output::Clear)
}

pub(crate) fn partial(text: &str) -> Input {
    Input::Partial { text: text.to_owned(), stable: false }
}

pub(crate) fn final_text(text: &str) -> Input {
    let span = Span { start_ms: 0, end_ms: 500 };
    Input::Final { text: text.to_owned(), confidence: Some(0.9), span }
}

/// A call whose agent answers and says goodbye; the goodbye is being said.
pub(crate) fn saying_goodbye() -> Rig {
    let mut rig = Rig::speaking(ms(3000));
    let tool = Tool::EndCall { summary: None };
    rig.will_answer([sentence("תודה ולהתראות"), Thought::Call(ToolCall { id: "end".into(), tool })]);
    rig.run(ms(3500));
    rig.caller_says("זה הכול", ms(600));
    rig.run(ms(2500));
    assert_eq!(rig.replies().len(), 1, "the goodbye is on its way");
    rig
}

#[test]
fn a_word_stops_the_agent_from_200_ms_of_voice_on_and_at_once() {
    let mut rig = Rig::speaking(ms(6000));
    rig.run(ms(2000));
    let began = rig.now;
    rig.voice(ms(900));
    rig.run(ms(170));
    rig.input(partial("רגע"));
    assert!(rig.at(is_clear).is_empty(), "a word with less than 200 ms of voice may be the line's noise");
    rig.run(ms(110));
    rig.input(partial("רגע סליחה"));
    assert_eq!(rig.at(is_clear), [rig.now], "in the same breath as the word");
    assert!(rig.now < began + ms(400), "before voice alone would have");
}

#[test]
fn voice_alone_stops_the_agent_after_400_ms() {
    let mut rig = Rig::speaking(ms(6000));
    rig.run(ms(2000));
    let began = rig.now;
    rig.voice(ms(900));
    rig.run(ms(1000));
    let clears = rig.at(is_clear);
    assert_eq!(clears.len(), 1);
    // The detector hears a window of 16 ms, and the voice has a rise.
    let took = clears[0].saturating_sub(began);
    assert!((ms(400)..ms(520)).contains(&took), "{took:?}");
}

#[test]
fn after_a_false_interruption_not_a_frame_is_missing_or_said_twice_but_what_was_unheard() {
    let mut rig = Rig::speaking(ms(5000));
    rig.run(ms(1500));
    rig.voice(ms(600));
    rig.run(ms(9000));
    let frames: Vec<u32> = rig
        .out
        .iter()
        .filter_map(|(_, output)| match output {
            Output::Media(sound) => Some(frame_of(sound).1),
            _ => None,
        })
        .collect();
    let back: Vec<_> = frames.windows(2).filter(|pair| pair[1] != pair[0] + 1).collect();
    assert_eq!(back.len(), 1, "one place where it went back");
    assert!((1..=5).contains(&(back[0][0] + 1 - back[0][1])), "{back:?}");
    assert_eq!(frames.last(), Some(&249));
}

#[test]
fn listening_sounds_do_not_stop_the_agent_while_it_still_thinks_on() {
    let mut rig = Rig::speaking(ms(3000));
    rig.will_answer([sentence("יש לנו שלוש דירות"), sentence("הראשונה בכרמל")]);
    rig.run(ms(3500));
    rig.caller_says("מה יש לכם?", ms(600));
    rig.run(ms(2500));
    rig.caller_says("אהה", ms(300));
    rig.run(ms(7000));
    assert!(rig.at(is_clear).is_empty());
    let answer = &rig.replies()[1];
    assert_eq!((answer.text.as_str(), answer.interrupted), ("יש לנו שלוש דירות הראשונה בכרמל", false));
    assert_eq!(rig.thoughts(), 1);
}

#[test]
fn a_long_listening_sound_stops_the_agent_no_longer_than_it_takes_to_understand_it() {
    let mut rig = Rig::speaking(ms(5000));
    rig.run(ms(1500));
    rig.voice(ms(700));
    rig.later(ms(900), final_text("אהה"));
    rig.run(ms(1000));
    assert_eq!(rig.engine.gauges().counters.false_interruptions, 1);
    rig.run(ms(6000));
    assert_eq!((rig.replies()[0].interrupted, rig.thoughts()), (false, 0));
}

#[test]
fn a_request_made_ahead_is_cancelled_when_the_caller_goes_on() {
    let mut rig = Rig::call();
    rig.think_delay = Duration::from_secs(3);
    rig.run(ms(3000));
    rig.voice(ms(800));
    rig.later(ms(600), partial("אני מחפשת"));
    rig.run(ms(1300));
    assert_eq!(rig.thoughts(), 1);
    rig.voice(ms(800));
    rig.run(ms(500));
    assert_eq!(rig.at(|output| matches!(output, Output::CancelThinking { .. })).len(), 1);
    assert_eq!(rig.replies().len(), 1, "nothing of it was said");
}

#[test]
fn a_question_over_the_goodbye_is_answered_and_the_call_goes_on() {
    let mut rig = saying_goodbye();
    rig.will_answer([sentence("המחיר שני מיליון")]);
    rig.caller_says("רגע, מה המחיר?", ms(900));
    rig.run(ms(6000));
    assert_eq!(rig.end(), None);
    assert!(rig.replies()[1].interrupted);
    assert_eq!(rig.replies()[2].text, "המחיר שני מיליון");
}

#[test]
fn a_question_right_after_the_goodbye_is_not_hung_up_on() {
    let mut rig = saying_goodbye();
    // The caller begins while the last word is still in the air, too short to stop it.
    rig.run(ms(1400));
    rig.voice(ms(300));
    rig.run(ms(300));
    rig.will_answer([sentence("המחיר שני מיליון")]);
    rig.caller_says("ומה המחיר?", ms(900));
    rig.run(ms(7000));
    assert_eq!(rig.end(), None);
    assert_eq!(rig.replies()[2].text, "המחיר שני מיליון");
}

#[test]
fn a_goodbye_to_the_goodbye_lets_the_call_end() {
    let mut rig = saying_goodbye();
    rig.caller_says("תודה רבה, ביי", ms(300));
    rig.run(ms(6000));
    assert_eq!((rig.end(), rig.thoughts()), (Some(EndReason::AgentHungUp), 1));
    assert_eq!(rig.utterances().last().unwrap(), "תודה רבה, ביי");
    assert!(!rig.replies()[1].interrupted);
}

#[test]
fn the_longest_call_ends_with_a_goodbye() {
    let mut rig = Rig::with(EngineSettings { maximum: ms(10_000), ..EngineSettings::default() });
    rig.run(ms(16_000));
    assert_eq!(rig.end(), Some(EndReason::MaximumDuration));
    let last = rig.replies().pop().unwrap();
    assert!(last.text.contains("להתראות") && !last.interrupted, "{last:?}");
}

#[test]
fn a_goodbye_nobody_can_make_does_not_hold_the_longest_call() {
    let settings = EngineSettings {
        speech_within: Duration::from_hours(1),
        maximum: ms(10_000),
        ..EngineSettings::default()
    };
    let mut rig = Rig::with(settings);
    rig.run(ms(9_000));
    rig.is_mute = true;
    rig.run(ms(25_000));
    assert_eq!(rig.end(), Some(EndReason::MaximumDuration));
}

#[test]
fn a_person_s_end_is_said_even_over_the_caller() {
    let mut rig = Rig::speaking(ms(3000));
    rig.run(ms(1500));
    rig.input(Input::HangUp);
    assert_eq!(rig.at(is_clear), [rig.now], "what it was saying stops");
    rig.run(ms(6000));
    assert_eq!(rig.end(), Some(EndReason::PersonEnded));
    assert_eq!(rig.replies().len(), 2);
}

#[test]
fn who_is_handed_over_hears_it_before_the_stream_closes() {
    let mut rig = Rig::speaking(ms(3000));
    rig.run(ms(1500));
    rig.input(Input::HandOver);
    rig.run(ms(6000));
    assert_eq!(rig.end(), Some(EndReason::Transferred));
    assert_eq!(rig.replies().len(), 2);
}

#[test]
fn a_recogniser_stalled_for_three_seconds_costs_nothing() {
    let mut rig = Rig::call();
    rig.run(ms(2000));
    rig.recogniser_takes = false;
    rig.caller_says("אני מחפשת דירה", ms(1500));
    rig.run(ms(3000));
    assert_eq!(rig.engine.gauges().rx_mode, RxMode::Drain);
    rig.recogniser_takes = true;
    rig.run(ms(3000));
    let gauges = rig.engine.gauges();
    assert_eq!((gauges.counters.rx_dropped, gauges.rx_mode), (0, RxMode::Normal));
    assert_eq!(rig.fed.len() as u64, gauges.counters.received - gauges.rx_queue as u64);
    assert_eq!(rig.utterances(), ["אני מחפשת דירה"]);
}

#[test]
fn a_recogniser_that_dies_twice_loses_no_frame_and_no_words() {
    let mut rig = Rig::call();
    for words in ["אני מחפשת", "דירה בחיפה"] {
        rig.run(ms(1000));
        rig.voice(ms(800));
        rig.later(ms(500), partial(words));
        rig.run(ms(600));
        rig.recogniser_takes = false;
        rig.input(Input::RecogniserFailed);
        rig.run(ms(1500));
        rig.input(Input::RecogniserReady);
        rig.recogniser_takes = true;
    }
    rig.run(ms(2000));
    rig.input(Input::Stop);
    assert_eq!(rig.at(|output| matches!(output, Output::OpenRecogniser)).len(), 1 + 2);
    let counters = rig.engine.gauges().counters;
    assert_eq!((counters.rx_dropped, counters.rx_fed), (0, counters.received));
    assert_eq!(rig.utterances(), ["אני מחפשת", "דירה בחיפה"], "as they were last understood");
}

#[test]
fn a_turn_s_steps_are_in_order_and_what_they_were() {
    let mut rig = Rig::call();
    rig.think_delay = ms(300);
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.run(ms(3000));
    rig.caller_says("אני מחפשת דירה", ms(1200));
    rig.run(ms(6000));
    let latency = rig.replies()[1].latency;
    let [heard, token, audio, frame] =
        [latency.final_ms, latency.first_token_ms, latency.first_audio_ms, latency.first_frame_ms]
            .map(Option::unwrap);
    // The final comes 200 ms after the voice, the answer 300 ms after the request, the sound 50 ms after its sentence.
    assert!((150..=300).contains(&heard), "{latency:?}");
    assert!(token >= heard && (300..=700).contains(&token), "{latency:?}");
    assert!((50..=70).contains(&(audio - token)), "{latency:?}");
    assert!(frame - audio <= 10, "{latency:?}");
    assert_eq!(rig.replies()[0].latency.final_ms, None, "a greeting answers nothing");
}

/// The model's answer comes by hand: its request.
fn asked(rig: &Rig) -> u32 {
    let id = |output: &Output| if let Output::Think { id, .. } = output { Some(*id) } else { None };
    rig.out.iter().rev().find_map(|(_, output)| id(output)).unwrap()
}

/// How long after the final the first token came, in milliseconds; before 0: it came first.
fn token_after_final(rig: &Rig) -> i64 {
    let latency = rig.replies()[1].latency;
    i64::from(latency.first_token_ms.unwrap()) - i64::from(latency.final_ms.unwrap())
}

#[test]
fn a_turn_s_first_token_is_the_model_s_and_not_its_first_sentence() {
    let mut rig = Rig::call();
    rig.think_delay = ms(60_000);
    rig.run(ms(3000));
    rig.caller_says("אני מחפשת דירה", ms(1200));
    // The final comes after 1,400 ms.
    rig.run(ms(1700));
    let id = asked(&rig);
    rig.input(Input::Thought { id, thought: Thought::Begun });
    rig.run(ms(500));
    assert_eq!(rig.replies().len(), 1, "there was nothing to say yet");
    rig.input(Input::Thought { id, thought: sentence("באיזו עיר?") });
    rig.input(Input::Thought { id, thought: Thought::Done });
    rig.run(ms(4000));
    assert_eq!(token_after_final(&rig), 300);
}

#[test]
fn what_was_thought_ahead_keeps_the_instant_of_its_first_token() {
    let mut rig = Rig::call();
    rig.think_delay = ms(60_000);
    rig.run(ms(3000));
    rig.voice(ms(1200));
    rig.later(ms(600), partial("אני מחפשת דירה"));
    rig.later(ms(1750), final_text("אני מחפשת דירה"));
    rig.run(ms(1650));
    assert_eq!(rig.thoughts(), 1, "ahead of the final");
    let id = asked(&rig);
    rig.input(Input::Thought { id, thought: Thought::Begun });
    rig.run(ms(50));
    rig.input(Input::Thought { id, thought: sentence("באיזו עיר?") });
    rig.input(Input::Thought { id, thought: Thought::Done });
    rig.run(ms(4000));
    assert_eq!((rig.thoughts(), token_after_final(&rig)), (1, -100));
}

#[test]
fn a_model_that_begins_and_breaks_off_again_and_again_leads_to_the_keypad() {
    let mut rig = Rig::call();
    rig.think_delay = ms(60_000);
    for words in ["אני מחפשת דירה", "דירה בחיפה"] {
        rig.run(ms(5000));
        rig.caller_says(words, ms(1200));
        rig.run(ms(2000));
        let id = asked(&rig);
        rig.input(Input::Thought { id, thought: Thought::Begun });
        rig.input(Input::ThinkingFailed { id });
    }
    rig.run(ms(6000));
    assert!(rig.replies().last().unwrap().text.contains("הקישו אחת"), "{:?}", rig.replies());
}

#[test]
fn a_listening_sound_is_not_what_a_later_silence_prompt_answers() {
    let mut rig = Rig::speaking(ms(4000));
    rig.will_answer([sentence("הלו?")]);
    rig.run(ms(2000));
    rig.caller_says("כן", ms(200));
    rig.run(ms(16_000));
    assert_eq!(rig.replies()[1].latency.first_frame_ms, None, "{:?}", rig.replies());
}

/// A line that gives back what it plays; the agent has begun to speak.
pub(crate) fn echoing() -> Rig {
    let mut rig = Rig::opened(EngineSettings::default());
    rig.echo = Some(12);
    let mut rig = Rig::let_in(rig);
    rig.run(ms(600));
    rig
}

#[test]
fn the_agent_does_not_interrupt_itself() {
    let mut rig = echoing();
    // The recogniser understands it, too.
    rig.later(ms(500), partial("שלום"));
    rig.later(ms(1000), partial("שלום, מדברת"));
    rig.later(ms(1500), final_text("שלום, מדברת לאה"));
    rig.run(ms(5000));
    let counters = rig.engine.gauges().counters;
    assert!(counters.echoes > 0, "the line was heard: {counters:?}");
    assert_eq!((rig.at(is_clear).len(), rig.thoughts(), rig.utterances().len()), (0, 0, 0));
    assert!(!rig.replies()[0].interrupted);
}

#[test]
fn words_right_after_an_echo_are_the_caller_s_when_the_agent_did_not_say_them() {
    let mut rig = echoing();
    rig.run(ms(1500));
    assert!(rig.engine.gauges().counters.echoes > 0, "a moment ago");
    rig.later(ms(100), final_text("רגע אחד"));
    rig.run(ms(3000));
    assert_eq!(rig.utterances(), ["רגע אחד"]);
}

#[test]
fn a_caller_is_heard_over_the_agent_s_echo() {
    let mut rig = echoing();
    rig.will_answer([sentence("בבקשה")]);
    let began = rig.now;
    rig.caller_says("רגע אחד", ms(900));
    rig.run(ms(4000));
    let clears = rig.at(is_clear);
    assert!(clears.first().is_some_and(|at| *at < began + ms(700)), "{clears:?}");
    assert_eq!(rig.utterances(), ["רגע אחד"]);
}
