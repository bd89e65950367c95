//! One stream: its beginning, its answers, its end.

use domain::values::Span;

use super::super::{Answer, Closing};
use super::rig::{Rig, said, secs};
use crate::mulaw;
use crate::provider::{Heard, google::Hearing};

fn one(text: &str, is_final: bool, confidence: Option<f32>) -> Answer {
    let end = std::time::Duration::from_millis(900);
    Answer { text: text.into(), is_final, stability: 0.9, confidence, end, words: Vec::new() }
}

#[test]
fn frames_before_it_is_ready_are_held_in_order() {
    let mut rig = Rig::opening(Hearing::default(), secs(2));
    (1..=3).for_each(|n| rig.word(n));
    assert_eq!(rig.heard, []);
    (4..=6).for_each(|n| rig.word(n));
    rig.play(mulaw::SILENCE, 20);
    assert_eq!(rig.heard, [Heard::Ready]);
    assert_eq!(rig.streams[&1].audio, rig.given, "byte for byte");
    rig.answer(1, true, true);
    assert_eq!(rig.finals(), said(1..=6));
}

#[test]
fn what_was_held_is_not_sent_in_one_burst() {
    let mut rig = Rig::opening(Hearing::default(), secs(3));
    (1..=8).for_each(|n| rig.word(n));
    let times = &rig.streams[&1].times;
    let within =
        |ms: u64| times.iter().filter(|at| **at <= secs(3) + std::time::Duration::from_millis(ms)).count();
    assert!(within(0) <= 11, "half a second at once, at twice the pace: {}", within(0));
    assert!(within(500) <= 21, "{}", within(500));
}

#[test]
fn a_stalled_stream_costs_nothing_within_the_bound() {
    let mut rig = Rig::new(Hearing::default());
    rig.word(1);
    rig.stalled = true;
    (2..=6).for_each(|n| rig.word(n));
    rig.stalled = false;
    (7..=9).for_each(|n| rig.word(n));
    rig.pass(secs(2));
    assert_eq!(rig.refused, 0);
    assert_eq!(rig.streams[&1].audio, rig.given);
    rig.answer(1, true, true);
    assert_eq!(rig.finals(), said(1..=9));
}

#[test]
fn beyond_the_bound_it_says_no_and_nothing_it_took_is_lost() {
    let mut rig = Rig::new(Hearing::default());
    rig.stalled = true;
    rig.play(0x80, 400);
    assert!(rig.refused >= 450, "ten seconds of fifty frames: {}", rig.refused);
    rig.stalled = false;
    rig.pass(secs(30));
    assert_eq!(rig.streams[&1].audio, rig.given);
}

#[test]
fn spans_count_from_the_first_frame() {
    let mut rig = Rig::new(Hearing::default());
    rig.play(mulaw::SILENCE, 10);
    rig.word(1);
    rig.word(2);
    rig.answer(1, true, true);
    let Some(Heard::Final { span, .. }) = rig.heard.last() else { panic!("{:?}", rig.heard) };
    assert_eq!(*span, Span { start_ms: 1_000, end_ms: 1_900 });
}

#[test]
fn the_end_brings_the_last_words() {
    let mut rig = Rig::new(Hearing::default());
    rig.word(1);
    rig.session.audio_ended(rig.now);
    rig.pass(secs(1));
    assert!(rig.streams[&1].ended && !rig.over);
    rig.answer(1, true, true);
    rig.close(1, Closing::Complete);
    assert!(rig.over);
    assert_eq!(rig.finals(), said([1]));
}

#[test]
fn the_end_does_not_wait_for_ever() {
    let mut rig = Rig::new(Hearing::default());
    rig.word(1);
    rig.session.audio_ended(rig.now);
    rig.pass(secs(4));
    assert!(!rig.over);
    rig.pass(secs(2));
    assert!(rig.over && rig.failed().is_none());
}

#[test]
fn the_part_that_stands_and_the_part_that_may_change_are_one_partial() {
    let mut rig = Rig::new(Hearing::default());
    rig.word(1);
    let mut changing = one("דירה", false, None);
    changing.stability = 0.01;
    rig.session.answers(1, &[one("אני מחפשת", false, None), changing], rig.now);
    rig.session.answers(1, &[one("אני מחפשת", false, None)], rig.now);
    rig.pass(secs(0));
    let partial = |text: &str, stable| Heard::Partial { text: text.into(), stable };
    assert_eq!(rig.heard[1..], [partial("אני מחפשת דירה", false), partial("אני מחפשת", true)]);
}

#[test]
fn a_short_word_needs_more_confidence_and_a_sentence_does_not() {
    let mut rig = Rig::new(Hearing::default());
    rig.word(1);
    for (text, confidence) in [("כן", Some(0.4)), ("כן", Some(0.7)), ("כן", None), ("כן בטח", Some(0.4))]
    {
        rig.session.answers(1, &[one(text, false, None)], rig.now);
        rig.session.answers(1, &[one(text, true, confidence)], rig.now);
    }
    rig.pass(secs(0));
    let finals: Vec<&str> = rig
        .heard
        .iter()
        .filter_map(|heard| if let Heard::Final { text, .. } = heard { Some(text.as_str()) } else { None })
        .collect();
    assert_eq!(finals, ["", "כן", "כן", "כן בטח"], "the first takes its partial back");
}
