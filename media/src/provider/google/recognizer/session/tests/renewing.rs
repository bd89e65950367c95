//! Renewal before Google's limit.

use super::super::Why;
use super::rig::{Rig, said, secs};
use crate::mulaw;
use crate::provider::google::Hearing;

/// Renewal from 4 s on, by 6 s.
fn soon() -> Hearing {
    Hearing { renew_from: secs(4), renew_by: secs(6), ..Hearing::default() }
}

#[test]
fn the_first_silence_after_four_minutes_is_when() {
    let mut rig = Rig::new(Hearing::default());
    rig.play(mulaw::SILENCE, 2_395);
    assert_eq!(rig.whys, [Why::Start]);
    rig.play(mulaw::SILENCE, 10);
    assert_eq!(rig.whys, [Why::Start, Why::Renewal]);
    assert_eq!(rig.streams.values().filter(|stream| stream.open).count(), 1, "it took over at once");
    assert!(rig.streams[&2].audio.len() <= 10 * 800, "silence is not heard again");
}

#[test]
fn who_speaks_on_is_renewed_by_four_and_a_half() {
    let mut rig = Rig::new(Hearing { unanswered_after: secs(1_000), ..Hearing::default() });
    rig.play(0x80, 2_695);
    assert_eq!(rig.whys, [Why::Start]);
    rig.play(0x80, 10);
    assert_eq!(rig.whys, [Why::Start, Why::Renewal]);
}

#[test]
fn mid_sentence_no_word_is_lost_or_doubled() {
    let mut rig = Rig::new(soon());
    (1..=4).for_each(|n| rig.word(n));
    rig.answer(1, true, true);
    (5..=11).for_each(|n| rig.word(n));
    rig.answer(1, false, true);
    (12..=14).for_each(|n| rig.word(n));
    rig.pass(secs(3));
    assert_eq!(rig.whys, [Why::Start, Why::Renewal]);
    let (new, open) = (rig.newest(), rig.streams.values().filter(|stream| stream.open).count());
    assert_eq!(open, 1, "it has caught up");
    rig.answer(new, true, true);
    assert_eq!(rig.finals(), said(1..=14));
}

#[test]
fn while_both_listen_finals_of_either_count_once() {
    for times in [true, false] {
        let mut rig = Rig::new(soon());
        (1..=8).for_each(|n| rig.word(n));
        rig.opens_in = secs(2);
        (9..=12).for_each(|n| rig.word(n));
        // The old stream ends a final while the new one is still being opened.
        rig.answer(1, true, times);
        (13..=16).for_each(|n| rig.word(n));
        rig.play(mulaw::SILENCE, 30);
        assert_eq!(rig.whys.last(), Some(&Why::Renewal));
        let new = rig.newest();
        rig.answer(new, true, times);
        assert_eq!(rig.finals(), said(1..=16), "with times: {times}");
    }
}

#[test]
fn the_new_stream_s_finals_count_before_it_leads() {
    let mut rig = Rig::new(soon());
    (1..=12).for_each(|n| rig.word(n));
    let (old, new) = (rig.oldest(), rig.newest());
    assert_ne!(old, new, "both listen");
    while !rig.in_a_gap(new) {
        rig.pass(std::time::Duration::from_millis(10));
    }
    rig.answer(new, true, true);
    rig.answer(old, true, true);
    rig.word(13);
    rig.pass(secs(4));
    rig.answer(rig.newest(), true, true);
    assert_eq!(rig.finals(), said(1..=13));
}

#[test]
fn a_renewal_that_fails_is_tried_again_and_the_old_stream_serves_on() {
    let mut rig = Rig::new(soon());
    (1..=12).for_each(|n| rig.word(n));
    let relief = rig.newest();
    assert_eq!(rig.oldest(), 1);
    rig.break_off(relief);
    rig.word(13);
    rig.answer(1, true, true);
    assert_eq!(rig.finals(), said(1..=13));
    rig.play(mulaw::SILENCE, 60);
    assert_eq!(rig.whys, [Why::Start, Why::Renewal, Why::Renewal]);
    assert_eq!(rig.failed(), None);
}

#[test]
fn an_old_stream_that_dies_meanwhile_leaves_it_to_the_new_one() {
    let mut rig = Rig::new(soon());
    (1..=8).for_each(|n| rig.word(n));
    rig.answer(1, true, true);
    (9..=12).for_each(|n| rig.word(n));
    rig.break_off(1);
    rig.play(mulaw::SILENCE, 30);
    rig.answer(rig.newest(), true, true);
    assert_eq!((rig.finals(), rig.whys.len()), (said(1..=12), 2));
}
