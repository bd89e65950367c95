//! What everybody says, and when who was asked: the providers' stand-ins with a common ledger.
//!
//! Every utterance has a word of its own. The caller's is in the recogniser's final; the answer to it carries it on to the
//! synthesiser, whose sound carries it back to the caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use acceptance::standins::{
    google::{Ears, Google, Larynx, Lips, Speech},
    openai::{Asked, OpenAi, Reply},
};
use acceptance::{Setup, twilio::phone::voice};
use serde_json::Value;
use tokio::time::Instant;

use crate::{line::NAME, run::Pauses, samples::Samples};

/// The beginning of an utterance's word.
const WORD: &str = "קוד";
/// What the word of an answer's first sentence ends with.
const FIRST: char = 'ת';
/// And that of its second: no two sentences sound alike.
const SECOND: char = 'ש';
/// How long a letter takes to say.
const LETTER: usize = 60;

/// When what happened to one utterance.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Turn {
    pub(crate) understood: Option<Instant>,
    pub(crate) asked: Option<Instant>,
    /// The token that completes the first sentence went out.
    pub(crate) worded: Option<Instant>,
    pub(crate) synthesis: Option<Instant>,
    pub(crate) sound: Option<Instant>,
}

/// All utterances by their words, and the words by the names of their sounds.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    turns: Mutex<HashMap<String, Turn>>,
    sounds: Mutex<HashMap<u64, String>>,
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    fn note(&self, word: &str, of: impl FnOnce(&mut Turn) -> &mut Option<Instant>) {
        of(held(&self.turns).entry(word.to_owned()).or_default()).get_or_insert_with(Instant::now);
    }

    /// What happened to an utterance.
    pub(crate) fn turn(&self, word: &str) -> Turn {
        held(&self.turns).get(word).copied().unwrap_or_default()
    }

    /// Utterances the recogniser gave as finals.
    pub(crate) fn understood(&self) -> usize {
        held(&self.turns).values().filter(|turn| turn.understood.is_some()).count()
    }

    /// From the final to the request (where it was not thought ahead), and from the first sentence's last token to its synthesis.
    pub(crate) fn steps(&self) -> (Samples, Samples) {
        let (mut requests, mut syntheses) = (Samples::default(), Samples::default());
        for turn in held(&self.turns).values() {
            if let (Some(understood), Some(asked)) =
                (turn.understood, turn.asked.filter(|asked| Some(*asked) >= turn.understood))
            {
                requests.add(asked - understood);
            }
            if let (Some(worded), Some(synthesis)) = (turn.worded, turn.synthesis) {
                syntheses.add(synthesis.saturating_duration_since(worded));
            }
        }
        (requests, syntheses)
    }

    /// The word a sound answers, when it is the first of the answer's sentences.
    pub(crate) fn answered(&self, sound: u64) -> Option<String> {
        held(&self.sounds).get(&sound).cloned()
    }
}

/// The providers.
pub(crate) struct Town {
    pub(crate) google: Google,
    openai: OpenAi,
    pub(crate) ledger: Arc<Ledger>,
}

impl Town {
    pub(crate) fn start(pauses: Pauses) -> anyhow::Result<Self> {
        let ledger = Arc::new(Ledger::default());
        let speech = Arc::new(People { ledger: ledger.clone(), hum: voice(LONGEST * LETTER) });
        let pause = Duration::from_millis(pauses.end_of_utterance);
        let google = Google::start(Ears::Each(Lips { speech: speech.clone(), pause }))?;
        google.recognition.forget_audio();
        google.voices.delay(Duration::from_millis(pauses.sentence));
        google.voices.sound_like(speech);
        let known = ledger.clone();
        let openai = OpenAi::thinking(move |asked| answer(&known, asked, pauses))?;
        Ok(Self { google, openai, ledger })
    }

    /// A setup whose agent hears, thinks and speaks here.
    pub(crate) fn serves(&self, setup: Setup) -> anyhow::Result<Setup> {
        let setup = self.google.speaks_for(setup)?;
        Ok(setup
            .with("LANGUAGE_PROVIDER", "openai")
            .with("OPENAI_API_KEY", "sk-stand-in")
            .with("OPENAI_BASE_URL", &self.openai.base_url()))
    }
}

/// Letters of the longest sentence.
const LONGEST: usize = 100;

#[derive(Debug)]
struct People {
    ledger: Arc<Ledger>,
    /// Made once: the tool's time is the server's, too.
    hum: Vec<u8>,
}

impl Speech for People {
    fn words(&self, stream: usize, utterance: usize) -> String {
        format!("אני מחפש דירה גדולה ברחוב {WORD}{}", letters(stream * 1_000 + utterance))
    }

    fn understood(&self, words: &str) {
        if let Some(word) = word_in(words) {
            self.ledger.note(word, |turn| &mut turn.understood);
        }
    }
}

impl Larynx for People {
    /// Frames that each begin with the sound's name and their number.
    fn sound(&self, ssml: &str) -> Vec<u8> {
        let name = hash(ssml);
        if let Some(word) = word_in(ssml).and_then(|word| word.strip_suffix(FIRST)) {
            self.ledger.note(word, |turn| &mut turn.synthesis);
            held(&self.ledger.sounds).insert(name, word.to_owned());
        }
        let mut sound = self.hum[..ssml.chars().count().clamp(10, LONGEST) * LETTER / 20 * 160].to_vec();
        for (number, frame) in (0_u32..).zip(sound.chunks_mut(160)) {
            frame[..8].copy_from_slice(&name.to_le_bytes());
            frame[8..NAME].copy_from_slice(&number.to_le_bytes());
        }
        sound
    }

    fn spoken(&self, ssml: &str) {
        if let Some(word) = word_in(ssml).and_then(|word| word.strip_suffix(FIRST)) {
            self.ledger.note(word, |turn| &mut turn.sound);
        }
    }
}

fn answer(ledger: &Arc<Ledger>, asked: &Asked, pauses: Pauses) -> Reply {
    // What was thought ahead on a part of the words is not answered with them.
    let Some(word) = asked.last("user").and_then(word_in).map(ToOwned::to_owned) else {
        return Reply::says("רגע.").after(Duration::from_millis(pauses.first_token));
    };
    ledger.note(&word, |turn| &mut turn.asked);
    let text = format!(
        "ברחוב {word}{FIRST} יש לנו שתי דירות יפות. אפשר לבוא לראות את {word}{SECOND} ביום ראשון בבוקר, מתאים לך?"
    );
    let (ledger, said) = (ledger.clone(), Mutex::new(String::new()));
    Reply::says(&text)
        .after(Duration::from_millis(pauses.first_token))
        .a_token_every(Duration::from_millis(pauses.token))
        .telling(move |data| {
            let event: Value = serde_json::from_str(data).unwrap_or_default();
            let mut said = held(&said);
            said.push_str(event["choices"][0]["delta"]["content"].as_str().unwrap_or_default());
            // A full stop ends a sentence before a space only.
            if said.contains(". ") {
                ledger.note(&word, |turn| &mut turn.worded);
            }
        })
}

fn word_in(text: &str) -> Option<&str> {
    let at = text.find(WORD)?;
    let end = text[at..].find(|c: char| !c.is_alphabetic()).map_or(text.len(), |end| at + end);
    Some(&text[at..end])
}

/// A number in nine letters that no lexicon knows.
fn letters(mut number: usize) -> String {
    const LETTERS: [char; 9] = ['ג', 'ד', 'ז', 'ט', 'ל', 'ס', 'ע', 'צ', 'ק'];
    let mut letters = String::new();
    for _ in 0..7 {
        letters.push(LETTERS[number % 9]);
        number /= 9;
    }
    letters
}

fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
