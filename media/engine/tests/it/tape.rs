//! What was recorded gives the same again, and nothing else passes for it.

use bytes::Bytes;
use call_engine::{
    EngineSettings, Input, Output,
    tape::{self, Played, TapeError},
};
use domain::values::Span;
use proptest::prelude::*;

use crate::properties::{play, step};
use crate::rig::{Rig, ms, sentence};

fn replay(tape: &[u8]) -> Result<Played, TapeError> {
    tape::replay(tape, |_, _, _| {}).map(|(_, played)| played)
}

/// A conversation of a minute, nearly all of it spoken.
fn a_minute() -> Rig {
    let mut rig = Rig::speaking(ms(3000));
    while rig.now < ms(60_000) {
        rig.will_answer([sentence("באיזו עיר?")]);
        rig.caller_says("אני מחפשת דירה", ms(1500));
        rig.run(ms(5000));
    }
    rig
}

#[test]
fn under_another_threshold_a_call_is_replayed_to_where_it_would_have_gone_another_way() {
    let mut rig = Rig::speaking(ms(6000));
    rig.run(ms(2000));
    rig.voice(ms(900));
    rig.run(ms(3000));
    let tape = rig.tape();
    let under = |change: fn(&mut EngineSettings)| {
        let change = |mut settings: EngineSettings| {
            change(&mut settings);
            settings
        };
        tape::replay_under(&tape, change, |_, _, _| {}).map(|(_, played)| played).unwrap()
    };
    let clear = rig.at(|output| matches!(output, Output::Clear))[0];
    let patient = under(|settings| settings.interrupt_alone = ms(700)).difference.unwrap();
    assert_eq!((patient.at, patient.recorded), (clear, Some("Clear")));
    let hasty = under(|settings| settings.interrupt_alone = ms(200)).difference.unwrap();
    assert!(hasty.at < clear && hasty.replayed == Some("Clear"), "{hasty:?}");
    let same = under(|settings| settings.silence_prompts = 9);
    assert_eq!((same.difference, same.is_whole), (None, true));
}

/// Where an entry of a kind begins that holds this.
fn find(tape: &[u8], what: &[u8]) -> usize {
    tape.windows(what.len()).position(|window| window == what).unwrap()
}

#[test]
fn a_call_is_replayed_from_its_tape() {
    let mut rig = a_minute();
    let (outputs, gauges) = (rig.out.len() as u64, rig.engine.gauges());
    let played = replay(&rig.tape()).unwrap();
    assert_eq!((played.difference, played.is_whole), (None, true));
    assert_eq!((played.outputs, played.gauges, played.length), (outputs, gauges, rig.now));
}

#[test]
fn a_call_minute_fits_a_megabyte() {
    let bytes = a_minute().tape().len();
    assert!((100_000..1_100_000).contains(&bytes), "{bytes}");
}

#[test]
fn a_tape_that_breaks_off_replays_to_there() {
    let tape = a_minute().tape();
    let whole = replay(&tape).unwrap();
    for length in [tape.len() - 1, tape.len() / 2, tape.len() / 3] {
        let played = replay(&tape[..length]).unwrap();
        assert_eq!((played.difference, played.is_whole), (None, false), "cut at {length}");
        assert!(played.inputs <= whole.inputs && played.inputs > 0);
    }
    assert!(matches!(replay(&tape[..10]), Err(TapeError::NoTape(_))));
}

#[test]
fn another_word_of_the_caller_is_another_call() {
    let mut tape = a_minute().tape();
    let at = find(&tape, br#"{"Final":{"text":""#) + br#"{"Final":{"text":""#.len();
    tape[at..at + 2].copy_from_slice("ן".as_bytes());
    let difference = replay(&tape).unwrap().difference.unwrap();
    assert_eq!((difference.recorded, difference.replayed), (Some("Record"), Some("Record")));
    assert!(difference.at > ms(0) && difference.number > 0);
}

#[test]
fn another_format_is_not_guessed_at() {
    let mut tape = a_minute().tape();
    let at = find(&tape, br#""format":1"#) + br#""format":"#.len();
    tape[at] = b'7';
    assert_eq!(replay(&tape).unwrap_err(), TapeError::OtherFormat { found: 7 });
}

#[test]
fn a_mangled_entry_is_named_by_its_place() {
    let mut rig = Rig::call();
    let before = rig.engine.tape(0).unwrap().concat();
    rig.input(Input::Malformed);
    let mut tape = [before.clone(), rig.engine.tape(0).unwrap().concat()].concat();
    tape[before.len()] = 99;
    let offset = before.len();
    assert!(matches!(replay(&tape).unwrap_err(), TapeError::Damaged { offset: at, .. } if at == offset));
}

#[test]
fn every_input_comes_back_as_it_was() {
    let mut rig = Rig::call();
    rig.input(Input::Final {
        text: "שלום".into(),
        confidence: Some(0.1),
        span: Span { start_ms: 1, end_ms: 2 },
    });
    rig.input(Input::Speech { id: 1, sound: Bytes::from_static(&[7; 481]) });
    rig.input(Input::Media { chunk: None, sound: Bytes::from_static(b"abc") });
    rig.input(Input::Media { chunk: Some(u64::MAX), sound: Bytes::new() });
    let mut inputs = Vec::new();
    tape::replay(&rig.tape(), |_, moment, _| {
        if let tape::Moment::Input(input) = moment {
            inputs.push(format!("{input:?}"));
        }
    })
    .unwrap();
    let last = &inputs[inputs.len() - 4..];
    assert!(last[0].contains("confidence: Some(0.1)"), "{last:?}");
    assert!(last[1].matches("\\x07").count() == 481, "{last:?}");
    assert!(last[2].contains("chunk: None") && last[2].contains("abc"), "{last:?}");
    assert!(
        last[3].contains(&(u64::MAX - 1).to_string()),
        "the last number of all stands for the one before"
    );
}

#[test]
fn a_long_sound_stands_between_what_came_before_and_after_it() {
    let mut rig = Rig::call();
    let long: Bytes = (0..=255).cycle().take(40_001).collect();
    rig.input(Input::Speech { id: 2, sound: long.clone() });
    rig.input(Input::Digit('7'));
    let mut inputs = Vec::new();
    tape::replay(&rig.tape(), |_, moment, _| {
        if let tape::Moment::Input(input) = moment {
            inputs.push(input.clone());
        }
    })
    .unwrap();
    let [.., Input::Speech { id: 2, sound }, Input::Digit('7')] = inputs.as_slice() else { panic!("lost") };
    assert!(*sound == long);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_interleaving_is_replayed_byte_for_byte(steps in proptest::collection::vec(step(), 1..30)) {
        let mut rig = play(&steps)?;
        let played = replay(&rig.tape()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(played.difference, None);
        prop_assert_eq!(played.outputs, rig.out.len() as u64);
        prop_assert_eq!(played.gauges, rig.engine.gauges());
    }

    #[test]
    fn no_rubbish_brings_the_reader_down(mut rubbish in proptest::collection::vec(any::<u8>(), 0..300), keep in 0_usize..400) {
        let tape = Rig::call().tape();
        let mut made: Vec<u8> = tape[..keep.min(tape.len())].to_vec();
        made.append(&mut rubbish);
        if let Ok(played) = replay(&made) {
            prop_assert!(played.inputs <= made.len() as u64);
        }
    }
}
