//! Whatever the order: bounds hold, control gets through, every drop is counted once, and the same inputs give the same outputs.

use crate::rig::{Rig, ms, sentence};
use bytes::Bytes;
use call_engine::{EngineSettings, Input, Output, ToolResult};
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
    fn turns_and_utterances_are_numbered_without_a_gap(steps in proptest::collection::vec(step(), 1..40)) {
        let rig = play(&steps)?;
        let turns: Vec<u32> = rig.replies().iter().map(|reply| reply.turn).collect();
        prop_assert!(turns.windows(2).all(|pair| pair[0] < pair[1]));
        for reply in rig.replies() {
            prop_assert!(!reply.text.is_empty());
            prop_assert!(reply.span.start_ms <= reply.span.end_ms);
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_outputs(steps in proptest::collection::vec(step(), 1..30)) {
        let (one, other) = (play(&steps)?, play(&steps)?);
        prop_assert_eq!(format!("{:?}", one.out), format!("{:?}", other.out));
    }
}
