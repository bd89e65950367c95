//! Whatever breaks when: every word once, in order.

use proptest::prelude::*;

use super::super::Closing;
use super::rig::{Rig, said, secs};
use crate::mulaw;
use crate::provider::google::Hearing;

/// What happens between two words.
#[derive(Debug, Clone, Copy)]
enum Chance {
    Nothing,
    Break { newest: bool },
    Final { newest: bool },
    Partial,
    Stall,
    Flow,
    Pause,
    SlowOpen,
    Outage { tenths: u8 },
}

fn chance() -> impl Strategy<Value = Chance> {
    prop_oneof![
        4 => Just(Chance::Nothing),
        1 => any::<bool>().prop_map(|newest| Chance::Break { newest }),
        3 => any::<bool>().prop_map(|newest| Chance::Final { newest }),
        1 => Just(Chance::Partial),
        1 => Just(Chance::Stall),
        1 => Just(Chance::Flow),
        1 => Just(Chance::Pause),
        1 => Just(Chance::SlowOpen),
        1 => (1..50_u8).prop_map(|tenths| Chance::Outage { tenths }),
    ]
}

fn happen(rig: &mut Rig, chance: Chance) {
    let open = rig.streams.values().any(|stream| stream.open);
    match chance {
        Chance::Break { newest } if open => {
            let line = if newest { rig.newest() } else { rig.oldest() };
            rig.break_off(line);
        }
        Chance::Final { newest } if open => {
            let line = if newest { rig.newest() } else { rig.oldest() };
            // Recognisers end their finals in gaps.
            if rig.in_a_gap(line) {
                rig.answer(line, true, true);
            }
        }
        Chance::Partial if open => rig.answer(rig.oldest(), false, true),
        Chance::Stall => rig.stalled = true,
        Chance::Flow => rig.stalled = false,
        Chance::Pause => rig.play(mulaw::SILENCE, 7),
        Chance::SlowOpen => rig.opens_in = secs(1),
        Chance::Outage { tenths } => rig.go_down(secs(1) * u32::from(tenths) / 10),
        Chance::Nothing | Chance::Break { .. } | Chance::Final { .. } | Chance::Partial => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn every_word_is_final_once_and_in_order(chances in proptest::collection::vec(chance(), 1..60)) {
        let settings = Hearing { renew_from: secs(5), renew_by: secs(7), most_kept: secs(120), ..Hearing::default() };
        let mut rig = Rig::new(settings);
        let count = u8::try_from(chances.len()).expect("few");
        for (n, chance) in (1..=count).zip(chances) {
            rig.word(n);
            happen(&mut rig, chance);
        }
        rig.stalled = false;
        rig.play(mulaw::SILENCE, 20);
        rig.pass(secs(90));
        rig.session.audio_ended(rig.now);
        rig.pass(secs(1));
        prop_assert_eq!((rig.refused, rig.over), (0, false));
        let last = rig.newest();
        rig.answer(last, true, true);
        rig.close(last, Closing::Complete);
        prop_assert!(rig.over);
        prop_assert_eq!(rig.finals(), said(1..=count));
        // Trouble is told once, and so is its end; nothing is understood between the two.
        prop_assert!(rig.told().split(" troubled ").all(|told| told == "ready"), "{}", rig.told());
        prop_assert!(!rig.understood_in_trouble());
        prop_assert_eq!(rig.lost, secs(0));
    }
}
