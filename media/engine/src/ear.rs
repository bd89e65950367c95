//! The caller's side of the floor: who speaks, since when, and what it sounds like so far.

use std::time::Duration;

use crate::{EngineSettings, echo::Echo, voice::Voice};

const FRAME: Duration = Duration::from_millis(20);

/// What the recogniser thinks so far of what is being said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Partial {
    pub(crate) text: String,
    pub(crate) since: Duration,
    pub(crate) stable: bool,
    /// What was thought about it ahead came to nothing: it waits for its turn.
    pub(crate) thought_about: bool,
}

/// A voice without a pause.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) began: Duration,
    pub(crate) ended: Duration,
}

impl Run {
    fn length(self) -> Duration {
        self.ended.saturating_sub(self.began)
    }
}

#[derive(Debug)]
pub(crate) struct Ear {
    voice: Voice,
    pub(crate) echo: Echo,
    gap: Duration,
    run_began: Option<Duration>,
    /// The run under way is a noise for all we know: nobody said a word in it.
    is_noise: bool,
    /// The last one that is over.
    last_run: Option<Run>,
    /// When the last voiced frame before this run ended.
    before: Option<Duration>,
    /// When our own voice last came back.
    pub(crate) echoed_at: Option<Duration>,
    /// When the last voiced frame ended.
    pub(crate) last_voice: Option<Duration>,
    pub(crate) partial: Option<Partial>,
}

impl Ear {
    pub(crate) fn new(settings: &EngineSettings) -> Self {
        Self {
            voice: Voice::new(settings),
            echo: Echo::default(),
            gap: settings.voice_gap,
            run_began: None,
            is_noise: false,
            last_run: None,
            before: None,
            echoed_at: None,
            last_voice: None,
            partial: None,
        }
    }

    /// Takes a frame; whether it is a voice.
    pub(crate) fn frame(&mut self, sound: &[u8], now: Duration) -> bool {
        self.echo.heard(sound);
        let voiced = self.voice.frame(sound);
        if voiced {
            if self.run_began.is_none() {
                (self.run_began, self.before) = (Some(now), self.last_voice);
            }
            self.last_voice = Some(now + FRAME);
        } else if self.silent_for(now) > self.gap
            && let (Some(began), Some(ended)) = (self.run_began.take(), self.last_voice)
        {
            (self.last_run, self.is_noise) = (Some(Run { began, ended }), false);
        }
        voiced
    }

    /// What is heard now goes on without a word: until it pauses it interrupts nobody by itself.
    pub(crate) fn take_for_noise(&mut self) {
        self.is_noise = self.run_began.is_some();
    }

    /// The voice that is heard is our own: nobody has spoken.
    pub(crate) fn echoed(&mut self, now: Duration) {
        (self.run_began, self.last_run, self.is_noise) = (None, None, false);
        self.last_voice = self.before;
        self.echoed_at = Some(now);
    }

    pub(crate) fn partial(&mut self, text: String, stable: bool, now: Duration) {
        let same = self.partial.as_ref().filter(|held| held.text == text);
        let (since, thought_about) = same.map_or((now, false), |held| (held.since, held.thought_about));
        self.partial = Some(Partial { text, since, stable, thought_about });
    }

    /// How long the caller has been speaking without a pause.
    pub(crate) fn voiced_for(&self, now: Duration) -> Duration {
        self.run_began.map_or(Duration::ZERO, |began| (now + FRAME).saturating_sub(began))
    }

    /// The same of a voice that is no noise: it may interrupt by itself.
    pub(crate) fn voiced_alone_for(&self, now: Duration) -> Duration {
        if self.is_noise { Duration::ZERO } else { self.voiced_for(now) }
    }

    /// How long the caller has been speaking, or spoke no longer ago than this: words come behind their sound.
    pub(crate) fn voiced_lately(&self, now: Duration, ago: Duration) -> Duration {
        let last = self.last_run.filter(|run| now < run.ended + ago).map_or(Duration::ZERO, Run::length);
        self.voiced_for(now).max(last)
    }

    /// Where the caller's voice was last.
    pub(crate) fn last_spoken(&self) -> Option<Run> {
        match (self.run_began, self.last_voice) {
            (Some(began), Some(ended)) => Some(Run { began, ended }),
            _ => self.last_run,
        }
    }

    /// How long the caller has been silent; since ever, when they never spoke.
    pub(crate) fn silent_for(&self, now: Duration) -> Duration {
        self.last_voice.map_or(now, |last| now.saturating_sub(last))
    }

    /// When the caller will have been silent for so long, if they stay so.
    pub(crate) fn silent_at(&self, length: Duration) -> Duration {
        self.last_voice.unwrap_or_default() + length
    }
}

/// Words that say "I am listening" and take nobody's turn.
const BACK_CHANNEL: [&str; 13] =
    ["כן", "אהה", "אה", "אוקיי", "אוקי", "בסדר", "נכון", "הבנתי", "מממ", "המ", "יופי", "טוב", "אה הא"];

/// Words one parts with.
const FAREWELL: [&str; 16] = [
    "תודה",
    "רבה",
    "ביי",
    "להתראות",
    "שלום",
    "יום",
    "ערב",
    "לילה",
    "שבוע",
    "טוב",
    "נעים",
    "מצוין",
    "גם",
    "לך",
    "לכם",
    "שיהיה",
];

/// Whether it is only such a word.
pub(crate) fn is_back_channel(text: &str) -> bool {
    BACK_CHANNEL.contains(&plain(text).trim())
}

/// Whether it is a goodbye, with or without thanks, and nothing else.
pub(crate) fn is_farewell(text: &str) -> bool {
    plain(text).split_whitespace().all(|word| FAREWELL.contains(&word) || BACK_CHANNEL.contains(&word))
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).collect()
}

/// Whether two readings are the same words.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    words(one) == words(other)
}

/// Whether a longer reading goes on from a shorter one, whose last word may have been half a word.
pub(crate) fn goes_on(from: &str, text: &str) -> bool {
    let (before, longer) = (words(from), words(text));
    longer.starts_with(&before[..before.len().saturating_sub(1)]) && longer.len() >= before.len()
}

/// Whether they may be two readings of one utterance: of the shorter at least half the words are in the longer.
pub(crate) fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.iter().filter(|word| long.contains(word)).count() * 2 >= short.len()
}

/// Whether these words are, in this order, a part of those.
pub(crate) fn are_part(of: &str, text: &str) -> bool {
    let (whole, part) = (words(of), words(text));
    whole.windows(part.len().max(1)).any(|window| window == part)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect()).collect()
}
