//! A recogniser for demonstrations, and named for what it is: it hears *that* the caller speaks, and takes *what* from a script.
//!
//! No free Hebrew recogniser can be embedded. This one cuts the caller's real audio into utterances by voice activity and gives
//! the script's next line at the end of each, with growing partials while speech goes on. A call without a script is heard and
//! not understood; its caller has the keypad.

mod book;
mod segmenter;

use async_trait::async_trait;
use bytes::Bytes;
use domain::ids::CallSid;
use domain::values::Span;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

pub use book::ScriptBook;
use segmenter::{Segment, Segmenter};

use crate::provider::{Heard, Intake, ProviderError, Recognizer, RecognizerSession};

/// Four seconds of frames: as much as the engine holds itself.
const AUDIO_FRAMES: usize = 200;
const HEARD: usize = 64;
/// A word of a partial for so much voice, in milliseconds: about how fast Hebrew is spoken.
const MS_A_WORD: u32 = 350;

/// The embedded recogniser.
#[derive(Debug, Clone)]
pub struct ScriptedRecognizer {
    book: ScriptBook,
    tasks: TaskTracker,
}

impl ScriptedRecognizer {
    /// With scripts that arrive in the book at any time during their calls; its sessions run on `tasks`.
    pub fn new(book: ScriptBook, tasks: TaskTracker) -> Self {
        Self { book, tasks }
    }
}

#[async_trait]
impl Recognizer for ScriptedRecognizer {
    fn name(&self) -> &'static str {
        "scripted"
    }

    async fn open(&self, call: &CallSid) -> Result<RecognizerSession, ProviderError> {
        let (audio, frames) = mpsc::channel(AUDIO_FRAMES);
        let (sender, heard) = mpsc::channel(HEARD);
        let listener = Listener {
            call: call.clone(),
            book: self.book.clone(),
            heard: sender,
            segmenter: Segmenter::new(),
            line: 0,
            shown: (0, false),
        };
        self.tasks.spawn(listener.listen(frames));
        Ok(RecognizerSession { audio: Intake::new(audio, 1), heard })
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

struct Listener {
    call: CallSid,
    book: ScriptBook,
    heard: mpsc::Sender<Box<Heard>>,
    segmenter: Segmenter,
    /// The script's line that is spoken next.
    line: usize,
    /// Words of it already shown in a partial, and whether as stable.
    shown: (usize, bool),
}

/// Nobody listens to what was heard.
struct Deaf;

impl Listener {
    async fn listen(mut self, mut frames: mpsc::Receiver<Bytes>) {
        if self.heard.send(Box::new(Heard::Ready)).await.is_err() {
            return;
        }
        while let Some(frame) = frames.recv().await {
            if let Some(segment) = self.segmenter.push(&frame)
                && self.hear(segment).await.is_err()
            {
                return;
            }
        }
        if let Some(segment) = self.segmenter.finish() {
            let _ = self.hear(segment).await;
        }
        self.book.forget(&self.call);
    }

    async fn hear(&mut self, segment: Segment) -> Result<(), Deaf> {
        match segment {
            Segment::Going { voiced_ms, pausing } => self.partial(voiced_ms, pausing),
            Segment::Ended { span } => return self.utterance(span).await,
        }
        Ok(())
    }

    /// The line's first words, one more with every few hundred milliseconds of voice; all of it once the caller pauses.
    fn partial(&mut self, voiced_ms: u32, pausing: bool) {
        let Some(line) = self.book.line(&self.call, self.line) else { return };
        let words: Vec<&str> = line.split_whitespace().collect();
        // The last word is kept for the pause: until then nobody knows that it is the last.
        let most = words.len().saturating_sub(1).max(1);
        let spoken = usize::try_from(voiced_ms / MS_A_WORD).unwrap_or(usize::MAX).clamp(1, most);
        let next = if pausing { (words.len(), true) } else { (spoken.min(words.len()), false) };
        if next > self.shown {
            self.shown = next;
            // A partial that finds no room is no loss: the next one says more.
            let partial = Heard::Partial { text: words[..next.0].join(" "), stable: pausing };
            let _ = self.heard.try_send(Box::new(partial));
        }
    }

    async fn utterance(&mut self, span: Span) -> Result<(), Deaf> {
        self.shown = (0, false);
        let Some(text) = self.book.line(&self.call, self.line) else {
            tracing::info!(call = %self.call, "the caller speaks, and the embedded recogniser has no script for it: keypad only");
            return Ok(());
        };
        self.line += 1;
        let said = Heard::Final { text, confidence: Some(1.0), span };
        self.heard.send(Box::new(said)).await.map_err(|_| Deaf)
    }
}

#[cfg(test)]
mod tests;
