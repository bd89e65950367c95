//! Text evened out, so that what is looked for meets what was written, however either is spelled.

/// What stands between two letters. The further down, the stronger: of several one counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Geresh,
    Gershayim,
    Space,
}

/// A text in lower case without points and marks, its final letters made ordinary. Words are one space apart, by dashes too. Geresh is
/// left out, since many do not type it; gershayim are `"` inside a word, since ת"א is not a part of מתאים. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut between = None;
    for c in text.chars().flat_map(char::to_lowercase).filter(|c| !is_mark(*c)) {
        if let Some(sign) = sign(c) {
            // Two apostrophes are how gershayim are typed where there is no key for them.
            let doubled = sign == Sign::Geresh && between == Some(Sign::Geresh);
            between = between.max(Some(if doubled { Sign::Gershayim } else { sign }));
            continue;
        }
        match between.take().filter(|_| !folded.is_empty()) {
            Some(Sign::Space) => folded.push(' '),
            Some(Sign::Gershayim) => folded.push('"'),
            Some(Sign::Geresh) | None => {}
        }
        folded.push(letter(c));
    }
    folded
}

/// What changes how a text looks and not what it says: niqqud and cantillation, directions, joiners.
pub(crate) fn is_mark(c: char) -> bool {
    let is_point = matches!(c, '\u{0591}'..='\u{05C7}' | '\u{034F}' | '\u{FB1E}') && c != MAQAF;
    let is_direction =
        matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let is_joiner = matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}');
    is_point || is_direction || is_joiner || (c.is_control() && !c.is_whitespace())
}

/// Whether it is a hyphen, a maqaf, a dash or a minus.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | MAQAF | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

const MAQAF: char = '\u{05BE}';

/// The letters that Unicode has a second time with a point in them, from [`FIRST_POINTED`] on; `�` where it has none.
const POINTED: &str = "ששששאאאבגדהוז�טיככל�מ�נס�פפ�צקרשתובכפ";
const FIRST_POINTED: char = '\u{FB2A}';

fn sign(c: char) -> Option<Sign> {
    match c {
        '\'' | '׳' | '’' | '‘' | '‛' | '`' | '´' | 'ʼ' | '′' => Some(Sign::Geresh),
        '"' | '״' | '”' | '“' | '„' | '‟' | '″' => Some(Sign::Gershayim),
        _ => (c.is_whitespace() || is_dash(c)).then_some(Sign::Space),
    }
}

fn letter(c: char) -> char {
    match c {
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        '\u{FB1D}' => 'י',
        FIRST_POINTED..='\u{FB4E}' => POINTED.chars().nth(c as usize - FIRST_POINTED as usize).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::fold;

    #[test]
    fn every_spelling_is_one() {
        for (folded, spellings) in [
            ("גורג חורי", &["ג'ורג' ח׳ורי", "ג׳ורג׳ ח'ורי", "ג’ורג‘ ח`ורי", "ג´ורג חורי"][..]),
            ("צה\"ל", &["צה״ל", "צה”ל", "צה“ל", "צה„ל", "צה''ל", "צה׳׳ל", "\"צה\"ל\"", "צָהַ״ל"]),
            ("שלומ עליכמ", &["שָׁלוֹם עֲלֵיכֶם", "שלום  עליכם ", "\u{FB2A}לו\u{5b9}ם\u{a0}עליכם", "שלום\n־ עליכם"]),
            ("תל אביב יפו", &["תל אביב-יפו", "תל־אביב־יפו", "תל–אביב — יפו", " תל\t\u{2011}אביב‐יפו-"]),
            ("ככמננפצ", &["ךכםןנףץ"]),
            (
                "רות כהנ",
                &["\u{202B}רות\u{200F} כהן\u{202C}", "\u{2067}רו\u{200B}ת כה\u{AD}ן\u{2069}", "ר\0ות כהן"],
            ),
            ("o\"neil & obrien", &["O\"NEIL & O’Brien"]),
            ("50%_\\", &["50%_\\"]),
            ("", &["", " ־ ", "״׳", "\u{200E}"]),
        ] {
            for spelling in spellings {
                assert_eq!(fold(spelling), folded, "{spelling:?}");
            }
        }
    }

    #[test]
    fn letters_with_a_point_in_them_are_letters() {
        for (pointed, plain) in
            [("\u{FB1D}", "י"), ("\u{FB2D}", "ש"), ("\u{FB3A}", "כ"), ("\u{FB46}", "צ"), ("\u{FB4E}", "פ")]
        {
            assert_eq!(fold(pointed), plain, "{pointed}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "([א-ת\u{5B0}\u{FB2A}A-Z\"'״׳־ \n-]|\\PC){0,20}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
        }
    }
}
