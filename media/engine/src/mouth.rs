//! The agent's side of the floor: sentences waiting, being sent, and heard.
//!
//! What was *heard* is known from the marks that come back and from the time: sound sent is heard 20 ms a frame. A mark counts
//! only in its own epoch, since a `clear` makes the line echo marks of sound it never played.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use crate::{
    Counters, EngineSettings, mulaw,
    pacer::{FRAME, Paced, Pacer, TxMode},
    sound::{FRAME_BYTES, Sound},
};

/// Sound that was sent and may have to be said again, in bytes: more than the line is ever ahead of the ear.
const SAID_AGAIN: usize = 12 * FRAME_BYTES;

/// A sentence on its way to the caller's ear. Offsets are bytes of its sound.
#[derive(Debug)]
pub(crate) struct Sentence {
    pub(crate) id: u32,
    pub(crate) text: String,
    pub(crate) asked_at: Duration,
    /// `None` until it is synthesised; empty when it could not be.
    sound: Option<Sound>,
    /// Of the sound as it came.
    length: usize,
    queued: usize,
    sent: usize,
    marked: bool,
    heard: bool,
    /// A name of ours for its end, beside the usual mark.
    landmark: Option<&'static str>,
}

impl Sentence {
    /// All of it went out, and its mark behind it.
    fn is_sent(&self) -> bool {
        self.sent > 0 && self.sent >= self.length
    }

    /// The frame there, which goes out now; shorter at the end.
    fn send(&mut self, at: usize) -> Option<Bytes> {
        let frame = self.sound.as_mut()?.frame(at)?;
        self.sent += frame.len();
        self.let_go(self.sent.saturating_sub(SAID_AGAIN));
        Some(frame)
    }

    /// What came before this place was heard.
    fn let_go(&mut self, before: usize) {
        if let Some(sound) = &mut self.sound {
            sound.let_go(before);
        }
    }

    /// Says on from there, from the beginning of its frame: a short one stands at the end alone.
    fn go_to(&mut self, place: usize) {
        let first = self.sound.as_ref().map_or(0, Sound::from);
        self.sent = (place - place % FRAME_BYTES).max(first);
    }

    /// The part of the text that was heard, whole words only.
    fn heard_text(&self) -> &str {
        if self.heard || (self.sent > 0 && self.sent + FRAME_BYTES >= self.length) {
            return &self.text;
        }
        let words = self.text.split_whitespace().count();
        let heard = (words * self.sent + self.length / 2).checked_div(self.length).unwrap_or(0);
        let end = self.text.split_inclusive(char::is_whitespace).take(heard).map(str::len).sum();
        self.text[..end].trim_end()
    }
}

/// What the agent says, and how far it has got.
#[derive(Debug)]
pub(crate) struct Mouth {
    sentences: VecDeque<Sentence>,
    pacer: Pacer,
    mark_within: Duration,
    epoch: u32,
    pub(crate) paused_at: Option<Duration>,
    /// When the first frame since the mouth was last empty went out.
    pub(crate) began: Option<Duration>,
}

/// Something to put on the wire.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    Sound(Bytes),
    Mark(String),
}

impl Mouth {
    pub(crate) fn new(settings: &EngineSettings) -> Self {
        Self {
            sentences: VecDeque::new(),
            pacer: Pacer::new(settings),
            mark_within: settings.mark_within,
            epoch: 0,
            paused_at: None,
            began: None,
        }
    }

    pub(crate) fn add(&mut self, id: u32, text: String, landmark: Option<&'static str>, now: Duration) {
        let sentence = Sentence {
            id,
            text,
            asked_at: now,
            sound: None,
            length: 0,
            queued: 0,
            sent: 0,
            marked: false,
            heard: false,
            landmark,
        };
        self.sentences.push_back(sentence);
    }

    /// A sentence's sound has come; whether anybody still wants it.
    pub(crate) fn sound(&mut self, id: u32, sound: Bytes) -> bool {
        let Some(sentence) = self.sentences.iter_mut().find(|held| held.id == id && held.sound.is_none())
        else {
            return false;
        };
        sentence.length = sound.len();
        sentence.sound = Some(Sound::new(sound));
        true
    }

    /// A mark came back.
    pub(crate) fn echoed(&mut self, name: &str) {
        let Some((id, epoch)) = name.strip_prefix('s').and_then(|rest| rest.split_once('.')) else { return };
        if epoch.parse() == Ok(self.epoch)
            && let Some(sentence) = self.sentences.iter_mut().find(|held| id.parse() == Ok(held.id))
            // One that was not sent yet cannot come back.
            && sentence.is_sent()
        {
            sentence.heard = true;
            sentence.let_go(sentence.length);
        }
    }

    /// Moves speech into the pacer while it has room, and takes out what is due.
    pub(crate) fn next(&mut self, now: Duration, counters: &mut Counters) -> Option<Sent> {
        self.fill();
        match self.pacer.pop(now, counters) {
            Some(Paced::Mark(name)) => Some(Sent::Mark(name)),
            Some(Paced::Sound { sentence, at }) => {
                self.began.get_or_insert(now);
                // What is paced is a sentence's that is held: both are cleared together.
                let held = self.sentences.iter_mut().find(|held| held.id == sentence)?;
                Some(Sent::Sound(whole(held.send(at)?)))
            }
            None => {
                self.pacer.rest();
                None
            }
        }
    }

    fn fill(&mut self) {
        if self.paused_at.is_some() {
            return;
        }
        for sentence in &mut self.sentences {
            if sentence.sound.is_none() {
                return;
            }
            while sentence.queued < sentence.length {
                if !self.pacer.has_room() {
                    return;
                }
                self.pacer.push(Paced::Sound { sentence: sentence.id, at: sentence.queued });
                sentence.queued = (sentence.queued + FRAME_BYTES).min(sentence.length);
            }
            if !sentence.marked {
                sentence.marked = true;
                self.pacer.push(Paced::Mark(format!("s{}.{}", sentence.id, self.epoch)));
                if let Some(name) = sentence.landmark.take() {
                    self.pacer.push(Paced::Mark(name.to_owned()));
                }
            }
        }
    }

    /// Stops at once and goes back to what was heard, so that it can go on from there.
    pub(crate) fn pause(&mut self, now: Duration) {
        self.rewind(now);
        self.pacer.clear(now);
        self.epoch += 1;
        self.paused_at = Some(now);
    }

    pub(crate) fn resume(&mut self) {
        self.paused_at = None;
    }

    fn rewind(&mut self, now: Duration) {
        let frames = self.pacer.unheard(now).as_millis().div_ceil(FRAME.as_millis());
        let mut unheard = usize::try_from(frames).unwrap_or(usize::MAX).saturating_mul(FRAME_BYTES);
        for sentence in self.sentences.iter_mut().rev().filter(|sentence| !sentence.heard) {
            let back = sentence.sent.min(unheard);
            unheard -= back;
            if back > 0 {
                sentence.go_to(sentence.sent - back);
            }
            sentence.queued = sentence.sent;
            if sentence.sent < sentence.length {
                sentence.marked = false;
            }
        }
    }

    /// Gives up what was not heard; the sentences with the part that was.
    pub(crate) fn abandon(&mut self, now: Duration) -> Vec<(u32, String)> {
        if self.paused_at.is_none() {
            self.rewind(now);
            self.pacer.clear(now);
            self.epoch += 1;
        }
        self.paused_at = None;
        self.began = None;
        self.sentences.drain(..).map(|sentence| (sentence.id, sentence.heard_text().to_owned())).collect()
    }

    /// Everything said and heard: the sentences, once.
    pub(crate) fn finished(&mut self, now: Duration) -> Option<Vec<(u32, String)>> {
        if self.sentences.is_empty() || self.paused_at.is_some() || !self.pacer.is_empty() {
            return None;
        }
        let late = now >= self.pacer.play_until() + self.mark_within;
        let heard = |sentence: &Sentence| {
            let sent = sentence.sound.is_some() && sentence.sent >= sentence.length;
            sent && (sentence.heard || late || sentence.length == 0)
        };
        if !self.sentences.iter().all(heard) {
            return None;
        }
        self.began = None;
        // A sentence without sound was not heard.
        Some(
            self.sentences.drain(..).filter(|sentence| sentence.length > 0).map(|s| (s.id, s.text)).collect(),
        )
    }

    /// Whether there is something to say, said or not heard to its end.
    pub(crate) fn is_busy(&self) -> bool {
        !self.sentences.is_empty()
    }

    /// Whether nothing went out of what there is to say.
    pub(crate) fn is_unsaid(&self) -> bool {
        self.is_busy() && self.began.is_none()
    }

    /// Whether the caller hears the agent.
    pub(crate) fn is_audible(&self, now: Duration) -> bool {
        self.paused_at.is_none() && (self.pacer.has_sound() || self.pacer.unheard(now) > Duration::ZERO)
    }

    /// The first sentence still waiting for its sound.
    pub(crate) fn waiting(&self) -> Option<&Sentence> {
        self.sentences.iter().find(|sentence| sentence.sound.is_none())
    }

    pub(crate) fn play_until(&self) -> Duration {
        self.pacer.play_until()
    }

    pub(crate) fn queued_frames(&self) -> usize {
        self.pacer.len()
    }

    pub(crate) fn mode(&self) -> TxMode {
        if self.paused_at.is_some() { TxMode::Held } else { self.pacer.mode() }
    }

    /// The line takes no more sound for now, or does again.
    pub(crate) fn hold(&mut self, is_held: bool) {
        self.pacer.hold(is_held);
    }

    /// When something is to be sent.
    pub(crate) fn send_due(&self) -> Option<Duration> {
        self.pacer.next_due()
    }

    /// When all that was sent is taken as heard, marks or not.
    pub(crate) fn heard_due(&self) -> Option<Duration> {
        let is_sent = self.pacer.is_empty() && self.sentences.iter().all(|held| held.sound.is_some());
        (is_sent && self.is_busy() && self.paused_at.is_none())
            .then(|| self.pacer.play_until() + self.mark_within)
    }
}

/// The line takes any length, but a short last frame is padded so that the time sent is the time played.
fn whole(frame: Bytes) -> Bytes {
    if frame.len() == FRAME_BYTES {
        return frame;
    }
    let mut padded = frame.to_vec();
    padded.resize(FRAME_BYTES, mulaw::SILENCE);
    padded.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn speaking(frames: usize) -> (Mouth, Counters) {
        let mut mouth = Mouth::new(&EngineSettings::default());
        mouth.add(1, "אחת שתיים שלוש ארבע".into(), None, at(0));
        assert!(mouth.sound(1, vec![1; frames * FRAME_BYTES].into()));
        (mouth, Counters::default())
    }

    /// The frames that go out meanwhile.
    fn said(mouth: &mut Mouth, counters: &mut Counters, from: u64, to: u64) -> Vec<Bytes> {
        let sent = |ms| std::iter::from_fn(|| mouth.next(at(ms), counters)).collect::<Vec<_>>();
        let frame = |sent| if let Sent::Sound(frame) = sent { Some(frame) } else { None };
        (from..to).flat_map(sent).filter_map(frame).collect()
    }

    fn run(mouth: &mut Mouth, counters: &mut Counters, from: u64, to: u64) -> usize {
        said(mouth, counters, from, to).len()
    }

    #[test]
    fn only_what_was_heard_counts_after_an_interruption() {
        let (mut mouth, mut counters) = speaking(100);
        run(&mut mouth, &mut counters, 0, 1000);
        assert_eq!(mouth.abandon(at(1000)), [(1, "אחת שתיים".to_owned())]);
        assert!(!mouth.is_busy());
    }

    #[test]
    fn a_false_interruption_goes_on_where_it_stopped() {
        let (mut mouth, mut counters) = speaking(100);
        let before = run(&mut mouth, &mut counters, 0, 1000);
        mouth.pause(at(1000));
        assert_eq!(run(&mut mouth, &mut counters, 1000, 1500), 0);
        mouth.resume();
        let after = run(&mut mouth, &mut counters, 1500, 3000);
        assert!(
            (100..=106).contains(&(before + after)),
            "what was in the line's buffer is said again: {before} + {after}"
        );
        mouth.echoed("s1.0");
        assert!(mouth.finished(at(3000)).is_none(), "the mark is of the epoch before");
        mouth.echoed("s1.1");
        assert!(mouth.finished(at(3000)).is_some());
    }

    #[test]
    fn a_mark_that_comes_before_it_was_sent_counts_for_nothing() {
        let (mut mouth, mut counters) = speaking(100);
        mouth.echoed("s1.0");
        run(&mut mouth, &mut counters, 0, 1000);
        mouth.pause(at(1000));
        mouth.resume();
        let again = (1000..2500)
            .flat_map(|ms| std::iter::from_fn(|| mouth.next(at(ms), &mut counters)).collect::<Vec<_>>());
        assert!(
            again.into_iter().any(|sent| sent == Sent::Mark("s1.1".to_owned())),
            "its end is still to be told"
        );
    }

    #[test]
    fn what_was_said_is_let_go_of_while_the_rest_is_said() {
        let (mut mouth, mut counters) = speaking(200);
        run(&mut mouth, &mut counters, 0, 2_000);
        let first = mouth.sentences[0].sound.as_ref().map(Sound::from);
        assert!(first.is_some_and(|first| first >= 50 * FRAME_BYTES), "{first:?}");
    }

    #[test]
    fn a_short_last_frame_stands_at_the_end_alone_however_often_it_is_gone_back_to() {
        let (mut mouth, mut counters) = (Mouth::new(&EngineSettings::default()), Counters::default());
        mouth.add(1, "אחת".into(), None, at(0));
        assert!(mouth.sound(1, vec![1; 10 * FRAME_BYTES + 40].into()));
        run(&mut mouth, &mut counters, 0, 200);
        mouth.pause(at(200));
        mouth.resume();
        let again = said(&mut mouth, &mut counters, 200, 400).concat();
        let voiced = again.len() - (FRAME_BYTES - 40);
        assert!(voiced > 40, "more than the short one is said again");
        assert!(again[..voiced].iter().all(|byte| *byte == 1));
        assert!(again[voiced..].iter().all(|byte| *byte == mulaw::SILENCE));
    }

    #[test]
    fn what_was_heard_is_not_said_again_after_an_interruption_later_on() {
        let (mut mouth, mut counters) = speaking(20);
        mouth.add(2, "חמש שש".into(), None, at(0));
        assert!(mouth.sound(2, vec![2; 50 * FRAME_BYTES].into()));
        // A line that plays ahead of our count: what it is thought not to have played reaches back into the first sentence.
        run(&mut mouth, &mut counters, 0, 410);
        mouth.echoed("s1.0");
        assert!(mouth.sentences[0].sound.as_mut().is_some_and(|sound| sound.frame(0).is_none()), "let go");
        mouth.pause(at(350));
        mouth.resume();
        let rest = said(&mut mouth, &mut counters, 410, 2_500);
        assert!(rest.iter().all(|frame| frame[0] == 2), "the first sentence was heard");
        assert_eq!(rest.len(), 50, "the second, from its beginning");
        mouth.echoed("s2.1");
        assert_eq!(mouth.finished(at(2_500)).map(|said| said.len()), Some(2));
    }

    #[test]
    fn a_lost_mark_does_not_hold_the_floor_for_ever() {
        let (mut mouth, mut counters) = speaking(10);
        run(&mut mouth, &mut counters, 0, 400);
        assert!(mouth.finished(at(400)).is_none());
        assert_eq!(mouth.finished(at(2000)).unwrap().len(), 1);
    }
}
