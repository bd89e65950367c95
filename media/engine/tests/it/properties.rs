//! Whatever the order: bounds hold, control gets through, every drop is counted once, and the same inputs give the same outputs.

use crate::rig::{Rig, frame_of, ms, sentence};
use std::collections::BTreeSet;

use bytes::Bytes;
use call_engine::{EngineSettings, Input, Output, ToolResult};
use domain::call::CallCommand;
use domain::values::Span;
use proptest::prelude::*;

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Run(u64),
    Voice(u64),
    Says,
    Partial,
    Digit,
    Mark,
    RecogniserFailed,
    Ready,
    Stall(bool),
    Malformed,
    HangUp,
    HandOver,
    ThinkingFailed(u32),
    StrayThought(u32),
    StraySpeech(u32),
    StrayTool,
    Admitted,
    End(u8),
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (10_u64..1500).prop_map(Step::Run),
        3 => (50_u64..1500).prop_map(Step::Voice),
        3 => Just(Step::Says),
        2 => Just(Step::Partial),
        1 => Just(Step::Digit),
        1 => Just(Step::Mark),
        1 => Just(Step::RecogniserFailed),
        1 => Just(Step::Ready),
        2 => any::<bool>().prop_map(Step::Stall),
        1 => Just(Step::Malformed),
        1 => Just(Step::HangUp),
        1 => Just(Step::HandOver),
        1 => (0_u32..12).prop_map(Step::ThinkingFailed),
        1 => (0_u32..12).prop_map(Step::StrayThought),
        1 => (0_u32..12).prop_map(Step::StraySpeech),
        1 => Just(Step::StrayTool),
        1 => Just(Step::Admitted),
        1 => (0_u8..12).prop_map(Step::End),
    ]
}

fn carry_out(rig: &mut Rig, step: &Step) {
    match step {
        Step::Run(length) => rig.run(ms(*length)),
        Step::Voice(length) => rig.voice(ms(*length)),
        Step::Says => {
            rig.will_answer([sentence("כן, בבקשה")]);
            rig.caller_says("ארבעה חדרים", ms(700));
        }
        Step::Partial => rig.input(Input::Partial { text: "ארבעה".into(), stable: true }),
        Step::Digit => rig.input(Input::Digit('1')),
        Step::Mark => rig.input(Input::Mark("s1.0".into())),
        Step::RecogniserFailed => rig.input(Input::RecogniserFailed),
        Step::Ready => rig.input(Input::RecogniserReady),
        Step::Stall(takes) => rig.recogniser_takes = *takes,
        Step::Malformed => rig.input(Input::Malformed),
        Step::HangUp => rig.input(Input::HangUp),
        Step::HandOver => rig.input(Input::HandOver),
        Step::ThinkingFailed(id) => rig.input(Input::ThinkingFailed { id: *id }),
        Step::StrayThought(id) => rig.input(Input::Thought { id: *id, thought: sentence("זר") }),
        Step::StraySpeech(id) => rig.input(Input::Speech { id: *id, sound: Bytes::from_static(&[1; 333]) }),
        Step::StrayTool => rig.input(Input::ToolResult { id: "x".into(), result: ToolResult::Done }),
        Step::Admitted => rig.input(Input::Final {
            text: String::new(),
            confidence: None,
            span: Span { start_ms: 0, end_ms: 0 },
        }),
        // Most calls go on for a while.
        Step::End(0) => rig.input(Input::Stop),
        Step::End(1) => rig.input(Input::Lost),
        Step::End(2) => rig.input(Input::Shutdown),
        Step::End(_) => {}
    }
}

pub(crate) fn play(steps: &[Step]) -> Result<Rig, TestCaseError> {
    let settings = EngineSettings::default();
    let mut rig = Rig::call();
    for step in steps {
        carry_out(&mut rig, step);
        let gauges = rig.engine.gauges();
        prop_assert!(gauges.rx_queue <= settings.rx_frames);
        prop_assert!(gauges.tx_queue <= settings.tx_frames);
        let counters = gauges.counters;
        prop_assert_eq!(counters.received, counters.rx_fed + counters.rx_dropped + gauges.rx_queue as u64);
    }
    Ok(rig)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_interleaving_keeps_the_bounds_and_ends_once(steps in proptest::collection::vec(step(), 1..40)) {
        let rig = play(&steps)?;
        let closes = rig.at(|output| matches!(output, Output::Close(_)));
        prop_assert!(closes.len() <= 1);
        if let Some((_, last)) = rig.out.last().filter(|_| rig.engine.is_over()) {
            prop_assert!(matches!(last, Output::Close(_)), "nothing comes after the close");
        }
    }

    #[test]
    fn turns_and_utterances_have_numbers_that_grow(steps in proptest::collection::vec(step(), 1..40)) {
        let rig = play(&steps)?;
        let turns: Vec<u32> = rig.replies().iter().map(|reply| reply.turn).collect();
        prop_assert!(turns.windows(2).all(|pair| pair[0] < pair[1]));
        for reply in rig.replies() {
            prop_assert!(!reply.text.is_empty());
            prop_assert!(reply.span.start_ms <= reply.span.end_ms);
        }
        // An utterance is written down again when it is better understood; a new one has a number of its own, behind all others.
        let (mut seen, mut most) = (BTreeSet::new(), None);
        for (_, output) in &rig.out {
            let Output::Record(CallCommand::RecordUtterance { utterance }) = output else { continue };
            prop_assert!(!seen.insert(utterance.number) || Some(utterance.number) > most, "{seen:?}");
            most = most.max(Some(utterance.number));
        }
    }

    #[test]
    fn the_recogniser_gets_every_frame_that_was_not_dropped_and_in_order(
        steps in proptest::collection::vec(step(), 1..40)
    ) {
        let rig = play(&steps)?;
        let mut last = None;
        for frame in &rig.fed {
            let number = rig.number_of(frame);
            prop_assert!(last < Some(number), "{} after {:?}", number, last);
            last = Some(number);
        }
        prop_assert_eq!(rig.fed.len() as u64, rig.engine.gauges().counters.rx_fed);
    }

    #[test]
    fn every_interruption_is_told_to_the_line_and_every_sentence_said_has_its_mark(
        steps in proptest::collection::vec(step(), 1..40)
    ) {
        let rig = play(&steps)?;
        let counters = rig.engine.gauges().counters;
        let clears = rig.at(|output| matches!(output, Output::Clear)).len() as u64;
        prop_assert!(clears <= counters.interruptions + counters.false_interruptions + 1);
        prop_assert!(counters.interruptions <= clears, "one that stood still already had its clear");
        // A frame that is no sentence's first comes behind the one before it or behind a clear: what is behind a sentence's last is its
        // mark, or nothing yet.
        let mut since_sound: Option<(u32, bool)> = None;
        for (_, output) in &rig.out {
            match output {
                Output::Media(sound) => {
                    let (sentence, frame) = frame_of(sound);
                    if let Some((before, marked)) = since_sound
                        && sentence > before
                        && frame == 0
                        && sound[4..8] != [1; 4]
                    {
                        prop_assert!(marked, "sentence {} begins before the mark of {}", sentence, before);
                    }
                    since_sound = Some((sentence, false));
                }
                Output::Mark(_) | Output::Clear => {
                    since_sound = since_sound.map(|(sentence, _)| (sentence, true));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn what_is_said_is_in_order_and_nothing_stale_follows_a_clear(steps in proptest::collection::vec(step(), 1..40)) {
        let rig = play(&steps)?;
        let (mut last, mut cleared) = (None::<(u32, u32)>, false);
        for (at, output) in &rig.out {
            if matches!(output, Output::Clear) {
                cleared = true;
            }
            // A stray sound of the test's own has no numbers.
            let Output::Media(sound) = output else { continue };
            if sound[4..8] == [1; 4] || sound[..4] == [1; 4] {
                continue;
            }
            let this = frame_of(sound);
            if let Some(last) = last {
                let next = this == (last.0, last.1 + 1) || (this.0 > last.0 && this.1 == 0);
                // What the line had not played is said again: its lead of four frames, and the one that was playing.
                let again = cleared && this <= last && this.0 == last.0 && last.1 - this.1 <= 5;
                let before = cleared && this.0 < last.0 && last.1 <= 5;
                prop_assert!(next || again || before, "{:?} after {:?} at {:?}", this, last, at);
            }
            (last, cleared) = (Some(this), false);
        }
    }

    #[test]
    fn every_mark_follows_the_last_frame_of_its_sentence(steps in proptest::collection::vec(step(), 1..40)) {
        let rig = play(&steps)?;
        let mut last = None;
        for (_, output) in &rig.out {
            match output {
                Output::Media(sound) => last = Some(frame_of(sound).0),
                Output::Mark(name) if name.starts_with('s') => {
                    let of = name[1..].split('.').next().and_then(|id| id.parse().ok());
                    let strays = last.is_some_and(|last| last == u32::from_be_bytes([1; 4]));
                    prop_assert!(of == last || strays || last.is_none(), "{} after {:?}", name, last);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_outputs(steps in proptest::collection::vec(step(), 1..30)) {
        let (one, other) = (play(&steps)?, play(&steps)?);
        prop_assert_eq!(format!("{:?}", one.out), format!("{:?}", other.out));
    }
}
