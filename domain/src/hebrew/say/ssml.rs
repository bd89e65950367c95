//! A text as SSML for a synthesiser that reads Hebrew: numbers in words, words that are read wrongly with their vowels.

use std::{collections::HashMap, sync::LazyLock};

use super::spoken;
use crate::hebrew::{Word, words};

/// Word and its spelling with vowels, a line each.
const NIKUD: &str = include_str!("../lexicon/nikud.tsv");

/// Words of the longest entry.
const LONGEST: usize = 2;
/// Hebrew's vowel signs.
const POINTS: std::ops::RangeInclusive<char> = '\u{5b0}'..='\u{5c7}';

/// By the words of an entry.
static LEXICON: LazyLock<HashMap<Vec<&str>, &str>> = LazyLock::new(|| {
    let lines = NIKUD.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    lines.map(|(plain, pointed)| (plain.split(' ').collect(), pointed)).collect()
});

/// The text for a synthesiser: `<speak>…</speak>`.
pub fn ssml(text: &str) -> String {
    let spoken = spoken(text);
    let mut ssml = String::with_capacity(spoken.len() * 2);
    ssml.push_str("<speak>");
    escape(&pointed(&spoken), &mut ssml);
    ssml.push_str("</speak>");
    ssml
}

/// The text with the vowels of words that are read wrongly without.
pub fn pointed(text: &str) -> String {
    let words = words(text);
    let mut pointed = String::with_capacity(text.len() * 2);
    let (mut copied, mut at) = (0, 0);
    while at < words.len() {
        if let Some((said, used)) = entry(text, &words[at..]) {
            pointed.push_str(text.get(copied..words[at].start).unwrap_or_default());
            pointed.push_str(said);
            copied = words[at + used - 1].end;
            at += used;
        } else {
            at += 1;
        }
    }
    pointed.push_str(text.get(copied..).unwrap_or_default());
    pointed
}

/// The longest entry the words begin with. Who wrote vowels meant them.
fn entry(text: &str, words: &[Word]) -> Option<(&'static str, usize)> {
    (1..=LONGEST.min(words.len())).rev().find_map(|count| {
        let run = &words[..count];
        let joined = run.iter().skip(1).all(|word| !word.after_break);
        let bare = run.iter().all(|word| !text[word.start..word.end].chars().any(|c| POINTS.contains(&c)));
        let key: Vec<&str> = run.iter().map(|word| word.text.as_str()).collect();
        LEXICON.get(&key).filter(|_| joined && bare).map(|pointed| (*pointed, count))
    })
}

fn escape(text: &str, into: &mut String) {
    for sign in text.chars() {
        match sign {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&apos;"),
            // XML 1.0 has no other control characters.
            sign if sign.is_control() && !matches!(sign, '\n' | '\t') => into.push(' '),
            sign => into.push(sign),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_words_and_words_have_their_vowels() {
        for (text, expected) in [
            ("נפגש מחר ב-16:30.", "<speak>נפגש מָחָר בְּאַרְבַּע וָחֵצִי.</speak>"),
            ("ב-11:00, יום שני", "<speak>בְּאַחַת עֶשְׂרֵה, יוֹם שֵׁנִי</speak>"),
            ("עד 10,000 ש\"ח", "<speak>עד עשרת אֲלָפִים שְׁקָלִים</speak>"),
            ("אחת, עשרה", "<speak>אחת, עֲשָׂרָה</speak>"),
            ("לוי & בניו <בע\"מ>", "<speak>לוי &amp; בניו &lt;בע&quot;מ&gt;</speak>"),
            ("", "<speak></speak>"),
        ] {
            assert_eq!(ssml(text), expected);
        }
    }

    #[test]
    fn vowels_that_were_written_stay() {
        assert_eq!(pointed("הֶעָשָׂר וְעֶשֶׂר עֲשַׂר"), "הֶעָשָׂר וְעֶשֶׂר עֲשַׂר");
    }

    #[test]
    fn every_line_of_the_lexicon_is_the_word_with_vowels_added() {
        let lines: Vec<&str> = NIKUD.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(LEXICON.len(), lines.len(), "each is read, none is there twice");
        for line in lines {
            let (plain, pointed) = line.split_once('\t').expect("two columns");
            assert!(plain.split(' ').count() <= LONGEST, "{plain}");
            // Vowels may stand for the letters that are written instead of them.
            let bare: String = pointed.chars().filter(|c| !POINTS.contains(c)).collect();
            let consonants = |text: &str| text.replace(['ו', 'י'], "");
            assert_eq!(consonants(&bare), consonants(plain), "{line}");
            assert!(pointed.chars().any(|c| POINTS.contains(&c)), "{line}");
        }
    }

    proptest::proptest! {
        /// Nothing of a text gets out of its element.
        #[test]
        fn any_text_is_well_formed(text in "\\PC{0,60}") {
            let ssml = ssml(&text);
            let inside = ssml.strip_prefix("<speak>").and_then(|rest| rest.strip_suffix("</speak>")).expect("an element");
            proptest::prop_assert!(!inside.contains(['<', '>']));
        }
    }
}
