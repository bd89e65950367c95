//! One caller: listens, speaks, waits for the answer, now and then interrupts; notes what the line is like.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::{
    beat::{Beat, FRAME},
    line::{NAME, News, Wire},
    playback::Playback,
    samples::Samples,
    town::Ledger,
};

/// Silence of the agent after which it has said all.
const SAID: Duration = Duration::from_millis(700);
/// An answer that has not begun by then is lost.
const LOST: Duration = Duration::from_secs(20);
/// Every so many turns the caller does not let the agent finish.
const INTERRUPTS: usize = 4;
/// For so long the agent is listened to before.
const PATIENCE: Duration = Duration::from_millis(1_200);

/// Later than this a frame should never be.
const MOST: Duration = Duration::from_millis(20);

/// What a caller noticed.
#[derive(Debug, Default)]
pub(crate) struct Noticed {
    /// How late our own frames were.
    pub(crate) own_lateness: Samples,
    /// How late the server's frames came, by the earliest schedule their sentence has shown.
    pub(crate) lateness: Samples,
    /// The frames that came later than [`MOST`]: when, and how late.
    pub(crate) too_late: Vec<(Instant, Duration)>,
    /// How long they had been there when we came to read them.
    pub(crate) unread: Samples,
    /// From the last voiced frame to the answer's first.
    pub(crate) answers: Samples,
    /// From the synthesiser's sound to its first frame, for an answer's first sentence.
    pub(crate) first_frames: Samples,
    pub(crate) spoken: usize,
    pub(crate) answered: usize,
    pub(crate) interrupted: usize,
    pub(crate) clears: usize,
    /// Frames of sentences that were cut off, after the `clear`.
    pub(crate) stale: usize,
    pub(crate) frames_sent: usize,
    /// The server closed before we did.
    pub(crate) cut_off: bool,
}

/// What the caller is about.
#[derive(Debug)]
enum Doing {
    Listening,
    Speaking { left: usize },
    Waiting { since: Instant },
}

/// A sentence as it comes in.
struct Sentence {
    name: u64,
    /// The frame that came last.
    number: u32,
    /// The earliest instant its first frame can have been due, by any frame so far.
    due: Instant,
}

pub(crate) struct Caller {
    wire: Wire,
    ledger: Arc<Ledger>,
    voice: Arc<Vec<String>>,
    silence: String,
    beat: Beat,
    playback: Playback,
    doing: Doing,
    turn: usize,
    answer_began: Option<Instant>,
    sentence: Option<Sentence>,
    heard: HashSet<u64>,
    cut: HashSet<u64>,
    noticed: Noticed,
}

impl Caller {
    pub(crate) fn new(wire: Wire, ledger: Arc<Ledger>, voice: Arc<Vec<String>>, silence: String) -> Self {
        Self {
            wire,
            ledger,
            voice,
            silence,
            beat: Beat::new(),
            playback: Playback::default(),
            doing: Doing::Listening,
            turn: 0,
            answer_began: None,
            sentence: None,
            heard: HashSet::new(),
            cut: HashSet::new(),
            noticed: Noticed::default(),
        }
    }

    /// Talks until then, and to the end of the answer under way.
    pub(crate) async fn talk(mut self, until: Instant) -> anyhow::Result<Noticed> {
        loop {
            tokio::select! {
                biased;
                now = self.beat.next() => {
                    if self.tick(now, until).await? {
                        break;
                    }
                }
                news = self.wire.next() => match news? {
                    News::Sound(name) => self.sound(name),
                    News::Mark(name) => self.playback.mark(name, self.wire.arrived()),
                    News::Clear => self.clear(),
                    News::Closed => {
                        self.noticed.cut_off = true;
                        self.noticed.own_lateness = self.beat.lateness();
                        return Ok(self.noticed);
                    }
                },
            }
        }
        self.noticed.own_lateness = self.beat.lateness();
        self.wire.hang_up().await?;
        Ok(self.noticed)
    }

    /// A frame is due. True: the talk is over.
    async fn tick(&mut self, now: Instant, until: Instant) -> anyhow::Result<bool> {
        while let Some(name) = self.playback.passed(now) {
            self.wire.echo(&name).await?;
        }
        self.noticed.frames_sent += 1;
        if let Doing::Speaking { left } = &mut self.doing {
            let frame = &self.voice[*left % self.voice.len()];
            *left -= 1;
            let done = *left == 0;
            self.wire.frame(frame).await?;
            if done {
                self.doing = Doing::Waiting { since: Instant::now() };
            }
            return Ok(false);
        }
        self.wire.frame(&self.silence).await?;
        Ok(self.next_deed(now, until))
    }

    fn next_deed(&mut self, now: Instant, until: Instant) -> bool {
        match self.doing {
            Doing::Listening => {
                let heard_out = self.playback.quiet_for(now).is_some_and(|quiet| quiet > SAID);
                let interrupts = self.turn % INTERRUPTS == INTERRUPTS - 1
                    && self.answer_began.is_some_and(|began| now > began + PATIENCE);
                if heard_out && now >= until {
                    return true;
                }
                if (heard_out || interrupts) && now < until {
                    self.noticed.interrupted += usize::from(!heard_out);
                    self.speak();
                }
            }
            Doing::Waiting { since } if now > since + LOST => {
                self.doing = Doing::Listening;
                return now >= until;
            }
            Doing::Waiting { .. } | Doing::Speaking { .. } => {}
        }
        false
    }

    fn speak(&mut self) {
        self.turn += 1;
        self.noticed.spoken += 1;
        self.answer_began = None;
        // From 1.2 to 2.6 seconds.
        self.doing = Doing::Speaking { left: 60 + self.turn * 23 % 70 };
    }

    fn clear(&mut self) {
        let now = self.wire.arrived();
        if self.playback.quiet_for(now).is_some_and(|quiet| quiet.is_zero()) {
            self.noticed.clears += 1;
        }
        self.playback.clear(now);
        self.cut.extend(self.heard.drain());
        self.sentence = None;
    }

    fn sound(&mut self, head: [u8; NAME]) {
        let now = self.wire.arrived();
        self.noticed.unread.add(now.elapsed());
        self.playback.sound(now);
        let (name, number) = head.split_at(8);
        let name = u64::from_le_bytes(name.try_into().unwrap_or_default());
        let number = u32::from_le_bytes(number.try_into().unwrap_or_default());
        self.noticed.stale += usize::from(self.cut.contains(&name));
        if self.heard.insert(name) {
            self.began(name, now);
        }
        // Had the first frame been due when this one says, it would have come then at the latest.
        let due = now.checked_sub(FRAME * number).unwrap_or(now);
        match &mut self.sentence {
            // A phrase that is said again has the same name, and a schedule of its own.
            Some(sentence) if sentence.name == name && sentence.number < number => {
                sentence.number = number;
                sentence.due = sentence.due.min(due);
                let late = due - sentence.due;
                self.noticed.lateness.add(late);
                self.noticed.too_late.extend(Some((now, late)).filter(|_| late > MOST));
            }
            _ => self.sentence = Some(Sentence { name, number, due }),
        }
    }

    /// A sentence's first frame: of an answer's first sentence, it is the answer's.
    fn began(&mut self, name: u64, now: Instant) {
        let Doing::Waiting { since } = self.doing else { return };
        let Some(word) = self.ledger.answered(name) else { return };
        self.doing = Doing::Listening;
        self.answer_began = Some(now);
        self.noticed.answered += 1;
        self.noticed.answers.add(now - since);
        if let Some(sound) = self.ledger.turn(&word).sound {
            self.noticed.first_frames.add(now - sound);
        }
    }
}
