//! Whole conversations in virtual time.

use std::time::Duration;

use crate::rig::{Rig, ms, sentence};
use call_engine::{CloseCode, EngineSettings, Input, Message, Output, RxMode, Tool, ToolCall, mulaw};
use domain::call::{CallCommand, EndReason};
use domain::values::Span;

fn is_media(output: &Output) -> bool {
    matches!(output, Output::Media(_))
}

fn is_clear(output: &Output) -> bool {
    matches!(output, Output::Clear)
}

#[test]
fn the_greeting_is_heard_to_its_mark_and_enters_the_transcript() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    assert_eq!(rig.at(|output| matches!(output, Output::Mark(name) if name == "greeting_end")).len(), 1);
    let replies = rig.replies();
    assert_eq!((replies.len(), replies[0].turn, replies[0].text.as_str()), (1, 0, "שלום, מדברת לאה"));
    assert!(!replies[0].interrupted);
    assert_eq!(replies[0].span.end_ms - replies[0].span.start_ms, 2000);
}

#[test]
fn what_the_caller_says_is_answered_once() {
    let mut rig = Rig::call();
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.run(ms(3000));
    rig.caller_says("אני מחפשת דירה", ms(1200));
    rig.run(ms(6000));
    assert_eq!(rig.utterances(), ["אני מחפשת דירה"]);
    assert_eq!(rig.thoughts(), 1);
    let answer = &rig.replies()[1];
    assert_eq!((answer.turn, answer.text.as_str()), (1, "באיזו עיר?"));
    assert!(answer.latency.first_frame_ms.is_some_and(|latency| latency < 800), "{:?}", answer.latency);
}

#[test]
fn frames_leave_every_20_ms_and_never_in_bursts_beyond_the_lead() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    let sent = rig.at(is_media);
    assert_eq!(sent.len(), 100);
    let (first, last) = (sent[0], sent[99]);
    assert_eq!(last.checked_sub(first), Some(ms(20 * 95)), "four frames of lead, then real time");
}

#[test]
fn a_word_over_the_agents_voice_stops_it_and_only_what_was_heard_is_kept() {
    let mut rig = Rig::speaking(ms(6000));
    rig.will_answer([sentence("בסדר גמור")]);
    rig.run(ms(2000));
    rig.caller_says("רגע סליחה", ms(900));
    rig.run(ms(3000));
    let clears = rig.at(is_clear);
    assert_eq!(clears.len(), 1);
    let stale =
        rig.at(is_media).into_iter().filter(|at| *at > clears[0] && *at < clears[0] + ms(300)).count();
    assert_eq!(stale, 0, "not one frame of the old speech after the clear");
    let greeting = &rig.replies()[0];
    assert!(greeting.interrupted);
    assert!(greeting.text.len() < "שלום, מדברת לאה".len(), "{:?}", greeting.text);
    let heard = Message::Agent { text: greeting.text.clone() };
    assert_eq!(rig.asked().first(), Some(&heard), "the model knows what was heard");
}

#[test]
fn a_loud_noise_that_is_no_voice_does_not_stop_the_agent() {
    // A rustle: longer than the voice that would interrupt by itself, and as loud.
    let rustle = |frame: u32| -> Vec<u8> {
        let mut chance = 12_345_u32 + frame;
        let mut sample = || {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            i16::try_from(i32::try_from(chance >> 16).unwrap() % 16_000 - 8_000).unwrap()
        };
        (0..160).map(|_| mulaw::encode(sample())).collect()
    };
    let mut rig = Rig::speaking(ms(5000));
    rig.run(ms(1500));
    rig.noise = Some((rustle, 40));
    rig.run(ms(5500));
    assert!(rig.at(is_clear).is_empty());
    assert!(!rig.replies()[0].interrupted);
}

#[test]
fn a_short_noise_does_not_stop_the_agent() {
    let mut rig = Rig::speaking(ms(4000));
    rig.run(ms(1500));
    rig.voice(ms(150));
    rig.run(ms(4500));
    assert!(rig.at(is_clear).is_empty());
    assert!(!rig.replies()[0].interrupted);
}

#[test]
fn a_voice_without_words_is_waited_for_and_then_the_agent_goes_on() {
    let mut rig = Rig::speaking(ms(5000));
    rig.run(ms(1500));
    rig.voice(ms(700));
    rig.run(ms(9000));
    assert_eq!(rig.at(is_clear).len(), 1);
    assert_eq!(rig.engine.gauges().counters.false_interruptions, 1);
    let greeting = &rig.replies()[0];
    assert_eq!((greeting.text.as_str(), greeting.interrupted), ("שלום, מדברת לאה", false));
}

#[test]
fn a_yes_while_the_agent_speaks_is_kept_and_takes_no_turn() {
    let mut rig = Rig::speaking(ms(5000));
    rig.run(ms(2000));
    rig.caller_says("כן", ms(200));
    rig.run(ms(5000));
    assert_eq!(rig.utterances(), ["כן"]);
    assert_eq!((rig.thoughts(), rig.at(is_clear).len()), (0, 0));
    assert!(!rig.replies()[0].interrupted);
}

#[test]
fn frames_before_the_recogniser_listens_are_kept_in_order() {
    let mut rig = Rig::call();
    rig.recogniser_takes = false;
    rig.run(ms(1500));
    rig.recogniser_takes = true;
    rig.run(ms(2000));
    let numbers: Vec<u64> = rig.fed.iter().map(|frame| rig.number_of(frame)).collect();
    assert_eq!(numbers, (1..=175).collect::<Vec<_>>());
    assert_eq!(rig.engine.gauges().counters.rx_dropped, 0);
}

#[test]
fn a_recogniser_stalled_too_long_costs_exactly_what_is_counted() {
    let mut rig = Rig::call();
    rig.run(ms(1000));
    rig.recogniser_takes = false;
    rig.run(ms(5000));
    let stalled = rig.engine.gauges();
    assert_eq!((stalled.rx_queue, stalled.rx_mode, stalled.counters.rx_dropped), (200, RxMode::Drain, 50));
    rig.recogniser_takes = true;
    rig.run(ms(500));
    let after = rig.engine.gauges();
    assert_eq!(
        after.counters.received,
        after.counters.rx_fed + after.counters.rx_dropped + after.rx_queue as u64
    );
    assert_eq!(after.rx_mode, RxMode::Normal);
}

#[test]
fn a_lost_recogniser_is_opened_again_and_given_up_with_the_keypad() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    (0..4).for_each(|_| rig.input(Input::RecogniserFailed));
    assert_eq!(rig.at(|output| matches!(output, Output::OpenRecogniser)).len(), 1 + 3);
    rig.run(ms(3000));
    assert!(rig.replies()[1].text.contains("הקישו"));
    rig.input(Input::Digit('1'));
    rig.run(ms(4000));
    assert_eq!(rig.end(), Some(EndReason::AgentHungUp));
}

#[test]
fn a_recogniser_that_is_ready_and_fails_is_given_up_too() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    for _ in 0..4 {
        rig.input(Input::RecogniserReady);
        rig.input(Input::RecogniserFailed);
    }
    rig.run(ms(3000));
    assert!(rig.replies()[1].text.contains("הקישו"));
}

#[test]
fn words_between_failures_make_the_recogniser_good_again() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    for _ in 0..6 {
        rig.caller_says("שלום לכם", ms(400));
        rig.run(ms(4000));
        rig.input(Input::RecogniserFailed);
    }
    assert_eq!(rig.at(|output| matches!(output, Output::OpenRecogniser)).len(), 1 + 6);
}

#[test]
fn a_recogniser_opened_later_counts_from_its_own_first_frame() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.recogniser_takes = false;
    rig.input(Input::RecogniserFailed);
    rig.run(ms(1000));
    rig.recogniser_takes = true;
    rig.run(ms(500));
    // It is ready only now; the frames it has had since count.
    rig.input(Input::RecogniserReady);
    let span = Span { start_ms: 200, end_ms: 900 };
    rig.input(Input::Final { text: "שלום לכם".into(), confidence: None, span });
    rig.run(ms(500));
    let spans = rig.out.iter().filter_map(|(_, output)| match output {
        Output::Record(CallCommand::RecordUtterance { utterance }) => Some(utterance.span),
        _ => None,
    });
    assert_eq!(spans.collect::<Vec<_>>(), [Span { start_ms: 3_200, end_ms: 3_900 }]);
}

#[test]
fn a_line_that_vanishes_keeps_what_was_heard_and_what_was_said() {
    let mut rig = Rig::speaking(ms(6000));
    rig.run(ms(2000));
    rig.input(Input::Partial { text: "אני רוצה".into(), stable: false });
    rig.input(Input::Lost);
    assert_eq!(rig.end(), Some(EndReason::LineLost));
    assert_eq!(rig.utterances(), ["אני רוצה"]);
    assert!(rig.replies()[0].interrupted);
    assert!(rig.engine.is_over());
}

#[test]
fn the_agents_goodbye_is_heard_before_the_line_closes() {
    let mut rig = Rig::call();
    let end = Tool::EndCall { summary: Some("קונה".into()) };
    rig.will_answer([sentence("להתראות"), crate::rig::Thought::Call(ToolCall { id: "1".into(), tool: end })]);
    rig.run(ms(3000));
    rig.caller_says("תודה", ms(500));
    rig.run(ms(6000));
    assert_eq!(rig.end(), Some(EndReason::AgentHungUp));
    let close = rig.at(|output| matches!(output, Output::Close(CloseCode::Normal)));
    let last = *rig.at(is_media).last().unwrap();
    assert!(close[0] >= last + ms(60), "closed at {close:?}, last frame at {last:?}");
    assert_eq!(rig.replies().last().unwrap().text, "להתראות");
}

#[test]
fn a_silent_caller_is_asked_and_then_let_go() {
    let mut rig = Rig::call();
    (0..3).for_each(|_| rig.will_answer([sentence("הלו?")]));
    rig.run(ms(60_000));
    assert_eq!(rig.end(), Some(EndReason::Silence));
    assert_eq!(rig.thoughts(), 3);
    assert_eq!(rig.asked().last(), Some(&Message::Silence));
}

#[test]
fn a_stable_partial_is_thought_about_ahead_and_the_thought_is_kept_when_it_was_right() {
    let mut rig = Rig::call();
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.run(ms(3000));
    rig.voice(ms(800));
    rig.later(ms(600), Input::Partial { text: "אני מחפשת דירה".into(), stable: false });
    let span = domain::values::Span { start_ms: 3000, end_ms: 3800 };
    rig.later(ms(1500), Input::Final { text: "אני מחפשת דירה.".into(), confidence: None, span });
    rig.run(ms(5000));
    let counters = rig.engine.gauges().counters;
    assert_eq!((rig.thoughts(), counters.thought_ahead, counters.thought_in_vain), (1, 1, 0));
    assert_eq!(rig.replies()[1].text, "באיזו עיר?");
}

#[test]
fn a_thought_ahead_is_dropped_when_the_caller_goes_on() {
    let mut rig = Rig::call();
    rig.will_answer([sentence("באיזו עיר?")]);
    rig.will_answer([sentence("חיפה, מצוין")]);
    rig.run(ms(3000));
    rig.voice(ms(800));
    rig.later(ms(600), Input::Partial { text: "אני מחפשת דירה".into(), stable: false });
    rig.run(ms(1300));
    assert_eq!(rig.thoughts(), 1);
    rig.caller_says("אני מחפשת דירה בחיפה", ms(900));
    rig.run(ms(5000));
    assert_eq!(rig.engine.gauges().counters.thought_in_vain, 1);
    assert_eq!(rig.replies()[1].text, "חיפה, מצוין");
}

#[test]
fn a_model_that_says_nothing_is_apologised_for() {
    let mut rig = Rig::call();
    rig.think_delay = Duration::from_hours(1);
    rig.run(ms(3000));
    rig.caller_says("שלום", ms(500));
    rig.run(ms(13_000));
    assert!(rig.replies()[1].text.contains("סליחה"));
}

#[test]
fn a_stream_that_says_nothing_is_closed() {
    let mut rig = Rig::opened(EngineSettings::default());
    rig.run(ms(6000));
    assert_eq!(rig.at(|output| matches!(output, Output::Close(CloseCode::Policy))).len(), 1);
    assert_eq!(rig.end(), None, "it had no call to end");
}

#[test]
fn a_stream_that_is_not_let_in_writes_nothing_down() {
    let mut rig = Rig::opened(EngineSettings::default());
    rig.start();
    rig.input(Input::Refused);
    assert!(rig.engine.is_over());
    assert_eq!(rig.end(), None);
}

#[test]
fn a_server_that_stops_says_so_first() {
    let mut rig = Rig::call();
    rig.run(ms(3000));
    rig.input(Input::Shutdown);
    rig.run(ms(4000));
    assert_eq!(rig.end(), Some(EndReason::ServerStopped));
    assert_eq!(rig.replies().len(), 2);
}
