//! Text cut into words the matchers can compare.

/// Letters that may be glued before a word: and, in, to, from, the, that, as.
const PREFIXES: [char; 7] = ['ו', 'ב', 'ל', 'מ', 'ה', 'ש', 'כ'];

/// Words of such letters that are no prefix unless a hyphen makes them one: "דירה של 3 חדרים", but "מה-5 במאי".
const WORDS_OF_PREFIXES: [&str; 7] = ["של", "כל", "מה", "לה", "בה", "לו", "בו"];

/// One word: Hebrew without points, a number literal (`10:30`, `2,400,000`, `15.10.26`), or a sign (`₪`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The letters or digits; quotes are ASCII.
    pub text: String,
    /// Letters glued before a number literal (`ב-17`); Hebrew words keep theirs, see [`Word::readings`].
    pub prefix: String,
    /// Whether punctuation stands before it: a comma is where lists and corrections part.
    pub after_break: bool,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends in the text, in bytes.
    pub end: usize,
}

impl Word {
    /// Whether it is a number literal.
    pub fn is_literal(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// The word with none, one, two or three prefix letters taken off: (prefix, rest), the longest rest first.
    pub fn readings(&self) -> impl Iterator<Item = (&str, &str)> {
        let most = self.text.chars().take_while(|c| PREFIXES.contains(c)).count().min(3);
        (0..=most).filter_map(|n| {
            let (prefix, rest) = self.text.split_at(n * 'ו'.len_utf8());
            (n == 0 || rest.chars().count() >= 2).then_some((prefix, rest))
        })
    }

    /// Whether it is this word, with or without prefix letters.
    pub fn is(&self, text: &str) -> bool {
        self.readings().any(|(_, rest)| rest == text)
    }
}

/// Cuts a text into words. Points and cantillation are dropped, every kind of quote becomes ASCII, hyphens part words.
pub fn words(text: &str) -> Vec<Word> {
    let mut cutter = Cutter { text, words: Vec::new(), after_break: false };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        let length = if first.is_ascii_digit() {
            cutter.literal(rest, at)
        } else if is_letter(first) {
            cutter.letters(rest, at)
        } else {
            cutter.sign(first, at)
        };
        rest = &rest[length..];
    }
    cutter.words
}

struct Cutter<'a> {
    text: &'a str,
    words: Vec<Word>,
    after_break: bool,
}

impl Cutter<'_> {
    fn push(&mut self, text: String, start: usize, end: usize) {
        let after_break = std::mem::take(&mut self.after_break);
        self.words.push(Word { text, prefix: String::new(), after_break, start, end });
    }

    fn literal(&mut self, rest: &str, at: usize) -> usize {
        let length = literal_length(rest);
        let prefix = self.take_prefix(at);
        self.push(rest[..length].to_owned(), at, at + length);
        if let (Some((prefix, start, after_break)), Some(word)) = (prefix, self.words.last_mut()) {
            word.prefix = prefix;
            word.start = start;
            word.after_break = after_break;
        }
        length
    }

    /// `ב-17`, `ב17`, `ב 17`: the letter belongs to the number, unless it names a weekday (`יום ב 17:00`).
    fn take_prefix(&mut self, at: usize) -> Option<(String, usize, bool)> {
        let weekday = self.words.len() >= 2 && self.words[self.words.len() - 2].is("יום");
        let last = self.words.last()?;
        let glued = last.text.chars().count() <= 2 && last.text.chars().all(|c| PREFIXES.contains(&c));
        let apart = self.text.get(last.end..at).is_some_and(|gap| gap.contains(char::is_whitespace));
        let word = apart && WORDS_OF_PREFIXES.contains(&last.text.as_str());
        if !glued || word || weekday || self.after_break {
            return None;
        }
        self.words.pop().map(|word| (word.text, word.start, word.after_break))
    }

    fn letters(&mut self, rest: &str, at: usize) -> usize {
        let mut text = String::new();
        let mut length = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            match quote(c) {
                _ if is_letter(c) => text.push(c),
                _ if is_point(c) => {}
                Some('\'') => text.push('\''),
                Some('"') if next.is_some_and(is_letter) => text.push('"'),
                Some(_) | None => break,
            }
            length = offset + c.len_utf8();
        }
        self.push(text, at, at + length);
        length
    }

    fn sign(&mut self, sign: char, at: usize) -> usize {
        let length = sign.len_utf8();
        if sign == '₪' {
            self.push(sign.to_string(), at, at + length);
        } else if ",.;:?!\n…()".contains(sign) || sign == '–' || sign == '—' {
            self.after_break = true;
        }
        length
    }
}

fn is_letter(c: char) -> bool {
    ('א'..='ת').contains(&c) || c.is_ascii_alphabetic()
}

/// Niqqud and cantillation, but not maqaf (U+05BE), which parts words.
fn is_point(c: char) -> bool {
    ('\u{0591}'..='\u{05C7}').contains(&c) && c != '\u{05BE}'
}

fn quote(c: char) -> Option<char> {
    match c {
        '\'' | '׳' | '’' | '‘' | '`' => Some('\''),
        '"' | '״' | '”' | '“' | '„' => Some('"'),
        _ => None,
    }
}

/// Digits, with `.` `,` `:` `/` between digits; an ISO date with its hyphens.
fn literal_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let iso = (0..10).all(|at| if at == 4 || at == 7 { bytes.get(at) == Some(&b'-') } else { digit(at) });
    if iso && !digit(10) {
        return 10;
    }
    let mut length = 0;
    while digit(length) || (bytes.get(length).is_some_and(|b| b".,:/".contains(b)) && digit(length + 1)) {
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|w| format!("{}{}", w.prefix, w.text)).collect()
    }

    #[test]
    fn points_quotes_and_hyphens_are_evened_out() {
        assert_eq!(texts("שָׁלוֹם, תל־אביב ש״ח ג׳"), ["שלום", "תל", "אביב", "ש\"ח", "ג'"]);
    }

    #[test]
    fn a_letter_before_digits_is_their_prefix() {
        for text in ["ב-17", "ב17", "ב 17"] {
            let found = words(text);
            assert_eq!(
                (found.len(), found[0].prefix.as_str(), found[0].text.as_str()),
                (1, "ב", "17"),
                "{text}"
            );
        }
        assert_eq!(words("יום ב 17:00").len(), 3);
        for (text, count) in [("דירה של 3 חדרים", 4), ("כל 3 חודשים", 3), ("מה-5 במאי", 2), ("וב-17:00", 1)]
        {
            assert_eq!(words(text).len(), count, "{text}");
        }
    }

    #[test]
    fn literals_keep_their_inner_signs_only() {
        assert_eq!(
            texts("15.10.26 בשעה 10:30. 2,400,000 2026-11-24"),
            ["15.10.26", "בשעה", "10:30", "2,400,000", "2026-11-24"]
        );
    }

    #[test]
    fn a_break_is_remembered_by_the_word_after_it() {
        let found = words("לא, ארבעה");
        assert!(!found[0].after_break && found[1].after_break);
    }

    #[test]
    fn offsets_point_into_the_text() {
        let text = "אה, דנה כהן!";
        for word in words(text) {
            assert_eq!(&text[word.start..word.end], word.text);
        }
    }
}
