//! Cuts an answer into sentences while it comes, so that speech begins with the first.

/// Text on its way to be a sentence.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    held: String,
}

impl Sentences {
    /// Takes a piece; the sentences it completes.
    pub(super) fn push(&mut self, piece: &str) -> Vec<String> {
        // Marks of emphasis and lists are not spoken.
        self.held.extend(piece.chars().filter(|c| !matches!(c, '*' | '#' | '`' | '_')));
        let mut complete = Vec::new();
        while let Some(end) = end_of_first(&self.held) {
            let rest = self.held.split_off(end);
            complete.extend(spoken(&std::mem::replace(&mut self.held, rest)));
        }
        complete
    }

    /// What is left when the answer is over.
    pub(super) fn finish(self) -> Option<String> {
        spoken(&self.held)
    }
}

/// Where the first sentence ends; `None` while it may go on. A full stop ends one only before a space: "3.5", "10.30".
fn end_of_first(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let next = chars.peek().map(|(_, next)| *next);
        match c {
            '\n' | '?' | '!' => return Some(after),
            '.' | '…' if next.is_some_and(char::is_whitespace) => return Some(after),
            _ => {}
        }
    }
    None
}

/// The sentence, when there is anything to say in it.
fn spoken(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches("- ");
    text.chars().any(char::is_alphanumeric).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(pieces: &[&str]) -> Vec<String> {
        let mut sentences = Sentences::default();
        let mut cut: Vec<String> = pieces.iter().flat_map(|piece| sentences.push(piece)).collect();
        cut.extend(sentences.finish());
        cut
    }

    #[test]
    fn a_sentence_is_told_as_soon_as_it_is_whole() {
        let mut sentences = Sentences::default();
        assert_eq!(sentences.push("שלום נועה"), Vec::<String>::new());
        assert_eq!(sentences.push("! באיזו"), ["שלום נועה!"]);
        assert_eq!(sentences.push(" עיר?"), ["באיזו עיר?"]);
        assert_eq!(sentences.finish(), None);
    }

    #[test]
    fn the_pieces_do_not_matter() {
        let text = "יש דירה של 3.5 חדרים. ב-10.30 נוח לך? כן!\nמצוין, רשמתי";
        let whole = cut(&[text]);
        assert_eq!(whole, ["יש דירה של 3.5 חדרים.", "ב-10.30 נוח לך?", "כן!", "מצוין, רשמתי"]);
        let letters: Vec<String> = text.chars().map(String::from).collect();
        assert_eq!(cut(&letters.iter().map(String::as_str).collect::<Vec<_>>()), whole);
    }

    #[test]
    fn what_is_not_speech_is_left_out() {
        assert_eq!(cut(&["**בסדר**?!\n\n- חיפה\n"]), ["בסדר?", "חיפה"]);
    }
}
