//! Streams that break, and models that are refused.

use std::time::Duration;

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
fn three_in_a_row_are_trouble_and_words_between_make_it_new() {
    let mut rig = Rig::new(Hearing::default());
    for n in 0..6 {
        rig.word(n);
        rig.pass(secs(1));
        let line = rig.newest();
        rig.answer(line, true, true);
        rig.break_off(line);
    }
    rig.word(7);
    rig.pass(secs(2));
    rig.break_off(rig.newest());
    rig.pass(secs(2));
    assert_eq!(rig.told(), "ready");
    rig.break_off(rig.newest());
    assert!(matches!(rig.heard.last(), Some(Heard::Troubled(ProviderError::Unavailable { .. }))));
    rig.pass(secs(2));
    rig.answer(rig.newest(), true, true);
    assert_eq!((rig.told().as_str(), rig.over), ("ready troubled ready", false));
    assert_eq!(rig.finals(), said((0..6).chain([7])));
}

/// So many words while Google is away, and some around them.
fn an_outage(words: u8) -> Rig {
    // This Google answers when the test says so.
    let mut rig = Rig::new(Hearing { unanswered_after: secs(1_000), ..Hearing::default() });
    rig.word(1);
    rig.word(2);
    rig.answer(1, true, true);
    rig.word(3);
    rig.go_down(ms(500) * u32::from(words));
    (4..4 + words).for_each(|n| rig.word(n));
    assert_eq!(rig.told(), "ready troubled", "told once");
    rig
}

#[test]
fn three_seconds_without_google_cost_no_word() {
    let mut rig = an_outage(6);
    (10..=12).for_each(|n| rig.word(n));
    rig.play(mulaw::SILENCE, 40);
    rig.answer(rig.newest(), true, true);
    assert_eq!(rig.told(), "ready troubled ready");
    assert_eq!((rig.finals(), rig.refused, rig.lost), (said(1..=12), 0, secs(0)));
}

#[test]
fn twenty_seconds_without_google_cost_no_word() {
    let mut rig = an_outage(40);
    let tries = rig.whys.len();
    assert!((6..=14).contains(&tries), "it does not knock all the time: {tries}");
    rig.word(44);
    rig.play(mulaw::SILENCE, 300);
    let last = rig.newest();
    rig.answer(last, true, true);
    assert_eq!(rig.told(), "ready troubled ready");
    assert_eq!((rig.finals(), rig.refused, rig.lost), (said(1..=44), 0, secs(0)));
    // It got everything from the last final's end on, as it was said.
    let from = rig.given.len() - rig.streams[&last].audio.len();
    assert_eq!(from / 800, 10);
    assert_eq!(rig.given[from..], rig.streams[&last].audio);
}

#[test]
fn it_is_back_when_it_says_something_and_not_when_it_only_opens() {
    let mut rig = an_outage(6);
    rig.pass(secs(4));
    assert_eq!(rig.told(), "ready troubled", "a stream is open");
    rig.answer(rig.newest(), false, true);
    assert_eq!(rig.told(), "ready troubled ready");
    assert!(
        matches!(rig.heard[rig.heard.len() - 2..], [Heard::Ready, Heard::Partial { .. }]),
        "before its words"
    );
}

#[test]
fn of_what_was_said_long_ago_only_finals_are_told() {
    let mut rig = an_outage(6);
    rig.pass(ms(200));
    let behind = rig.newest();
    rig.answer(behind, false, true);
    assert_eq!(rig.heard.last(), Some(&Heard::Ready), "that it hears is no secret");
    rig.play(mulaw::SILENCE, 40);
    rig.answer(behind, false, true);
    assert!(matches!(rig.heard.last(), Some(Heard::Partial { .. })), "it has caught up");
    rig.answer(behind, true, true);
    assert_eq!(rig.finals(), said(1..=9));
}

#[test]
fn it_is_back_when_it_lives_while_nobody_speaks() {
    let mut rig = Rig::new(Hearing::default());
    rig.go_down(secs(3));
    rig.play(mulaw::SILENCE, 60);
    assert_eq!(rig.told(), "ready troubled");
    rig.play(mulaw::SILENCE, 60);
    assert_eq!(rig.told(), "ready troubled ready");
    // What breaks again without a word is trouble at once: it never was of use.
    rig.break_off(rig.newest());
    assert_eq!(rig.told(), "ready troubled ready troubled");
}

#[test]
fn beyond_the_bound_the_oldest_words_of_an_outage_go_and_are_counted() {
    let mut rig = an_outage(80);
    assert!(rig.lost >= secs(9) && rig.refused == 0, "{:?}", rig.lost);
    rig.play(mulaw::SILENCE, 400);
    let last = rig.newest();
    rig.answer(last, true, true);
    let finals = rig.finals();
    assert!(finals.ends_with(&said(30..84)) && finals.starts_with(&said([1, 2])), "{finals:?}");
    let kept = rig.streams[&last].audio.len();
    assert_eq!(rig.given[rig.given.len() - kept..], rig.streams[&last].audio, "in one piece");
    let Some(Heard::Final { span, .. }) = rig.heard.last() else { panic!("{:?}", rig.heard) };
    assert_eq!(span.end_ms, (83 - 1) * 500 + 400, "when it was said is still known");
}

#[test]
fn a_call_that_ends_in_trouble_ends() {
    let mut rig = an_outage(6);
    rig.go_down(secs(60));
    rig.session.audio_ended(rig.now);
    rig.pass(secs(6));
    assert!(rig.over && rig.failed().is_none());
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

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
