//! Streams that break, and models that are refused.

use super::super::{Closing, Model, Why};
use super::rig::{Rig, said, secs};
use crate::mulaw;
use crate::provider::{Heard, ProviderError, google::Hearing};

#[test]
fn dead_twice_and_the_transcript_is_complete() {
    let mut rig = Rig::new(Hearing::default());
    rig.word(1);
    rig.word(2);
    rig.answer(1, true, true);
    rig.word(3);
    rig.play(4, 2);
    rig.break_off(1);
    rig.play(4, 2);
    rig.play(mulaw::SILENCE, 1);
    rig.word(5);
    let second = rig.newest();
    rig.break_off(second);
    rig.word(6);
    rig.play(mulaw::SILENCE, 20);
    let third = rig.newest();
    rig.answer(third, true, true);
    assert_eq!(rig.finals(), said(1..=6));
    assert_eq!(rig.whys, [Why::Start, Why::Retry, Why::Retry]);
    // It began with the end of the last final, and got everything from there.
    let from = rig.given.len() - rig.streams[&third].audio.len();
    assert_eq!(from / 800, 10);
    assert_eq!(rig.given[from..], rig.streams[&third].audio);
}

#[test]
fn three_in_a_row_are_a_failure_and_words_between_make_it_new() {
    let mut rig = Rig::new(Hearing::default());
    for n in 0..6 {
        rig.word(n);
        rig.pass(secs(1));
        let line = rig.newest();
        rig.answer(line, true, true);
        rig.break_off(line);
    }
    assert_eq!(rig.failed(), None);
    rig.word(7);
    rig.pass(secs(2));
    rig.break_off(rig.newest());
    rig.pass(secs(2));
    assert_eq!(rig.failed(), None);
    rig.break_off(rig.newest());
    assert!(matches!(rig.failed(), Some(ProviderError::Unavailable { .. })), "{:?}", rig.heard);
    assert!(rig.over);
}

#[test]
fn an_account_without_the_right_is_told_at_once() {
    let mut rig = Rig::new(Hearing::default());
    rig.close(1, Closing::Refused("no billing".into()));
    assert!(matches!(rig.failed(), Some(ProviderError::Refused { .. })) && rig.over);
}

#[test]
fn a_refused_model_is_replaced_and_costs_no_attempt() {
    let mut rig = Rig::new(Hearing::default());
    rig.word(1);
    rig.close(1, Closing::Invalid("model".into()));
    rig.word(2);
    assert_eq!(rig.models, [Model::Chosen, Model::Fallback]);
    rig.answer(2, true, true);
    assert_eq!(rig.finals(), said([1, 2]));
    rig.close(2, Closing::Invalid("language".into()));
    assert!(matches!(rig.failed(), Some(ProviderError::Refused { .. })), "the fallback has no fallback");
}

#[test]
fn without_audio_a_lost_stream_stays_lost() {
    let mut rig = Rig::new(Hearing::default());
    rig.break_off(1);
    rig.pass(secs(60));
    assert_eq!(rig.whys, [Why::Start]);
    rig.word(1);
    assert_eq!(rig.whys, [Why::Start, Why::Retry]);
    assert_eq!(rig.heard.first(), Some(&Heard::Ready));
}

#[test]
fn a_stream_that_is_deaf_is_renewed_once() {
    let mut rig = Rig::new(Hearing::default());
    rig.play(0x80, 160);
    assert_eq!(rig.whys, [Why::Start, Why::Renewal]);
    rig.play(0x80, 400);
    assert_eq!(rig.whys, [Why::Start, Why::Renewal], "noise is no reason to go on for ever");
}
