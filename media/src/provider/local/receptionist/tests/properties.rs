//! Whatever callers say.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::select};

use super::super::topic::Topic;
use super::office::Talk;

#[derive(Debug, Clone)]
enum Move {
    Say(String),
    Press(char),
    Silence,
}

fn moves() -> impl Strategy<Value = Move> {
    let said = select(vec![
        "שלום",
        "כן",
        "לא",
        "לא הבנתי",
        "מה",
        "לקנות",
        "לשכור דירה",
        "בחיפה",
        "לא בחיפה",
        "ארבעה חדרים",
        "לא, חמישה חדרים",
        "שני מיליון",
        "שמי דנה",
        "מחר בעשר",
        "ביום שלישי",
        "השני",
        "ב-17",
        "מחר בארבע או בחמש",
        "אף אחד מהם",
        "לא יודע",
        "כמה זה עולה?",
        "תודה",
        "אתמול בעשר",
        "31/2",
        "",
        "...",
        "בסדר",
        "מתאים לי",
        "לא מתאים",
    ]);
    prop_oneof![
        8 => said.prop_map(|text| Move::Say(text.to_owned())),
        2 => "[א-ת0-9 ,.?]{0,40}".prop_map(Move::Say),
        1 => select(vec!['0', '3', '4', '9', '*', '#']).prop_map(Move::Press),
        1 => Just(Move::Silence),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// No panic, no question more than three times (of a time: five, in other words each), and an end.
    #[test]
    fn any_caller_comes_to_an_end(moves in proptest::collection::vec(moves(), 60)) {
        let mut talk = Talk::new();
        let mut asked: BTreeMap<Topic, usize> = BTreeMap::new();
        for step in moves {
            if talk.is_over() {
                break;
            }
            let lines = match step {
                Move::Say(text) => talk.says(&text),
                Move::Press(digit) => talk.presses(digit),
                Move::Silence => talk.is_silent(),
            };
            prop_assert!(!lines.is_empty(), "a caller was left without a word");
            for topic in lines.iter().filter_map(|line| Topic::of(line)) {
                let times = asked.entry(topic).or_default();
                *times += 1;
                prop_assert!(*times <= if topic == Topic::Slot { 6 } else { 3 }, "{topic:?} too often: {lines:?}");
            }
        }
        prop_assert!(talk.is_over(), "no end: {:#?}", talk.conversation.messages);
    }

    /// The same conversation, the same thoughts: ids too.
    #[test]
    fn a_thought_repeats_itself(moves in proptest::collection::vec(moves(), 1..12)) {
        let mut talk = Talk::new();
        for step in moves {
            match step {
                Move::Say(text) => talk.says(&text),
                Move::Press(digit) => talk.presses(digit),
                Move::Silence => talk.is_silent(),
            };
        }
        let again = |talk: &Talk| super::super::Receptionist::respond(&talk.conversation);
        prop_assert_eq!(again(&talk), again(&talk.clone()));
    }
}
