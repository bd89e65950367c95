//! The caller's side of the floor: who speaks, since when, and what it sounds like so far.

use std::time::Duration;

use crate::{EngineSettings, echo::Echo, voice::Voice};

/// Gaps this short are within a word, not between two.
const BRIDGE: Duration = Duration::from_millis(80);
const FRAME: Duration = Duration::from_millis(20);

/// What the recogniser thinks so far of what is being said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Partial {
    pub(crate) text: String,
    pub(crate) since: Duration,
    pub(crate) stable: bool,
}

#[derive(Debug)]
pub(crate) struct Ear {
    voice: Voice,
    pub(crate) echo: Echo,
    run_began: Option<Duration>,
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
            run_began: None,
            before: None,
            echoed_at: None,
            last_voice: None,
            partial: None,
        }
    }

    pub(crate) fn frame(&mut self, sound: &[u8], now: Duration) {
        self.echo.heard(sound);
        if self.voice.frame(sound) {
            if self.run_began.is_none() {
                (self.run_began, self.before) = (Some(now), self.last_voice);
            }
            self.last_voice = Some(now + FRAME);
        } else if self.silent_for(now) > BRIDGE {
            self.run_began = None;
        }
    }

    /// The voice that is heard is our own: nobody has spoken.
    pub(crate) fn echoed(&mut self, now: Duration) {
        self.run_began = None;
        self.last_voice = self.before;
        self.echoed_at = Some(now);
    }

    pub(crate) fn partial(&mut self, text: String, stable: bool, now: Duration) {
        let since = self.partial.as_ref().filter(|held| held.text == text).map_or(now, |held| held.since);
        self.partial = Some(Partial { text, since, stable });
    }

    /// How long the caller has been speaking without a pause.
    pub(crate) fn voiced_for(&self, now: Duration) -> Duration {
        self.run_began.map_or(Duration::ZERO, |began| (now + FRAME).saturating_sub(began))
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

/// Whether these words are, in this order, a part of those.
pub(crate) fn are_part(of: &str, text: &str) -> bool {
    let (whole, part) = (words(of), words(text));
    whole.windows(part.len().max(1)).any(|window| window == part)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect()).collect()
}
