//! One stream: its beginning, its answers, its end.

use domain::values::Span;

use super::super::Closing;
use super::rig::{Rig, said, secs};
use crate::mulaw;
use crate::provider::{Heard, google::Hearing, google::recognizer::words::Answer};

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

/// What becomes of a final after an interim result, each as it is given.
fn finals(answers: &[Answer]) -> Vec<String> {
    let mut rig = Rig::new(Hearing::default());
    rig.word(1);
    for answer in answers {
        rig.session.answers(1, std::slice::from_ref(answer), rig.now);
    }
    rig.pass(secs(0));
    let finals = rig.heard.into_iter();
    finals.filter_map(|heard| if let Heard::Final { text, .. } = heard { Some(text) } else { None }).collect()
}

fn unstable(text: &str) -> Answer {
    Answer { stability: 0.1, ..one(text, false, None) }
}

#[test]
fn a_short_word_needs_more_confidence_and_a_sentence_does_not() {
    for (text, confidence, believed) in [
        ("רגל", Some(0.4), ""),
        ("רגל", Some(0.7), "רגל"),
        ("רגל", None, "רגל"),
        ("רגל ארוכה", Some(0.4), "רגל ארוכה"),
    ] {
        let answers = [unstable(text), one(text, true, confidence)];
        assert_eq!(
            finals(&answers),
            [believed],
            "{text} {confidence:?}: what is not believed takes its partial back"
        );
    }
    assert!(finals(&[one("רגל", true, Some(0.4))]).is_empty(), "nothing is to be taken back");
}

#[test]
fn a_doubtful_word_that_decides_something_is_kept() {
    for text in ["כן", "לא.", "4", "ארבע", "מחר", "בחיפה"] {
        assert_eq!(finals(&[unstable(text), one(text, true, Some(0.1))]), [text]);
    }
}

#[test]
fn a_doubtful_word_that_was_stable_before_is_kept() {
    let doubtful = |text| one(text, true, Some(0.1));
    assert_eq!(finals(&[one("רגל", false, None), doubtful("רגל.")]), ["רגל."]);
    assert_eq!(finals(&[one("דגל", false, None), doubtful("רגל")]), [""], "it was another");
    assert_eq!(
        finals(&[one("רגל", false, None), unstable("דגל"), doubtful("רגל")]),
        ["רגל"],
        "the last that was stable"
    );
    let (sure, again) = (one("רגל", true, Some(0.9)), doubtful("רגל"));
    assert_eq!(
        finals(&[one("רגל", false, None), sure, unstable("רגל"), again]),
        ["רגל", ""],
        "of another final"
    );
}
