//! What the agency's own instructions say to answer: lines such as `אם שואלים על חניה, חנייה: יש חניה מאחורי הבניין.`
//!
//! # Contract
//! Of a prompt the receptionist follows such lines and nothing else. The first one that names what the caller asks about is the
//! answer; a subject of several words is named when all of them are, with prefix letters or without.

use domain::hebrew::words;

use super::heard::Heard;
use crate::Brief;

/// How such a line begins, after a dash or a bullet.
const OPENINGS: [&str; 2] = ["אם שואלים על ", "כששואלים על "];
/// An answer is heard, not read: beyond, it is cut at the last word.
const LONGEST: usize = 300;

/// The answer the instructions have for what is asked; `None` when nothing is asked, or they have none.
pub(super) fn find(brief: &Brief, heard: &Heard) -> Option<String> {
    let (_, prompt) = brief.prompt.as_ref().filter(|_| heard.wonders())?;
    prompt.lines().filter_map(read).find(|(subjects, _)| names_one(heard, subjects)).map(|(_, answer)| answer)
}

/// A line's subjects and its answer.
fn read(line: &str) -> Option<(&str, String)> {
    let line = line.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let rest = OPENINGS.iter().find_map(|opening| line.strip_prefix(opening))?;
    let (subjects, answer) = rest.split_once(':')?;
    let answer = shortened(answer.trim());
    (!answer.is_empty()).then_some((subjects, answer))
}

fn names_one(heard: &Heard, subjects: &str) -> bool {
    subjects.split([',', '/']).flat_map(|part| part.split(" או ")).any(|subject| {
        let subject = words(subject);
        !subject.is_empty() && subject.iter().all(|wanted| heard.names(&wanted.text))
    })
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    start.rsplit_once(' ').map_or(start.clone(), |(whole, _)| whole.to_owned())
}
