//! From sentences to frames, and what of them entered the transcript.

use std::time::Duration;

use bytes::Bytes;
use domain::call::{CallCommand, Reply as SpokenReply};
use domain::values::{Latency, Span};

use super::Engine;
use crate::{Message, Output, mouth::Sent};

/// One turn of the agent's, as it is spoken.
#[derive(Debug)]
pub(super) struct Reply {
    turn: u32,
    /// Sentences by id, and where in the messages each stands.
    sentences: Vec<(u32, usize)>,
    began: Option<Duration>,
    /// The end of the caller's words, from which its latency counts.
    since: Option<Duration>,
    latency: Latency,
    /// All of it is the model's: no greeting, no menu of keys, no apology.
    is_answer: bool,
}

impl Engine {
    pub(super) fn greet(&mut self, greeting: String, now: Duration) {
        self.speak(greeting, Some("greeting_end"), false, now);
    }

    /// A phrase of the engine's own.
    pub(super) fn say(&mut self, text: String, now: Duration) {
        self.speak(text, None, false, now);
    }

    /// A sentence of the model's.
    pub(super) fn answer(&mut self, text: String, now: Duration) {
        self.speak(text, None, true, now);
    }

    fn speak(&mut self, text: String, landmark: Option<&'static str>, is_answer: bool, now: Duration) {
        if text.trim().is_empty() {
            return;
        }
        let id = self.next_id();
        if self.reply.is_none() {
            self.begin_reply();
        }
        let index = self.messages.len();
        self.messages.push(Message::Agent { text: text.clone() });
        if let Some(reply) = &mut self.reply {
            reply.sentences.push((id, index));
            reply.is_answer &= is_answer;
        }
        self.mouth.add(id, text.clone(), landmark, now);
        self.outputs.push_back(Output::Speak { id, text });
    }

    fn begin_reply(&mut self) {
        let answers = (self.replies > 0).then_some(self.hearing.final_at).flatten();
        let since = answers.and(self.ear.last_voice);
        let after = |at: Option<Duration>| Some(millis(at?.checked_sub(since?)?));
        let latency = Latency {
            final_ms: after(answers),
            first_token_ms: after(self.thinking.as_ref().and_then(|thinking| thinking.first)),
            first_audio_ms: None,
            first_frame_ms: None,
        };
        self.hearing.final_at = None;
        let (turn, sentences) = (self.replies, Vec::new());
        self.reply = Some(Reply { turn, sentences, began: None, since, latency, is_answer: true });
        self.replies += 1;
    }

    /// Which turn is being said.
    pub(super) fn reply_turn(&self) -> Option<u32> {
        self.reply.as_ref().map(|reply| reply.turn)
    }

    /// A message was taken out of the conversation: this reply's may have moved up.
    pub(super) fn message_removed(&mut self, at: usize) {
        for (_, index) in self.reply.iter_mut().flat_map(|reply| &mut reply.sentences) {
            *index -= usize::from(*index > at);
        }
    }

    pub(super) fn speech(&mut self, id: u32, sound: Bytes, now: Duration) {
        if sound.is_empty() {
            return self.speech_failed(id);
        }
        (self.unheard, self.given_way) = (0, 0);
        if self.mouth.sound(id, sound)
            && let Some(reply) = &mut self.reply
            && reply.latency.first_audio_ms.is_none()
        {
            reply.latency.first_audio_ms = reply.since.and_then(|since| now.checked_sub(since)).map(millis);
        }
    }

    pub(super) fn send_due(&mut self, now: Duration) {
        while let Some(sent) = self.mouth.next(now, &mut self.counters) {
            self.outputs.push_back(match sent {
                Sent::Sound(frame) => {
                    self.ear.echo.said(&frame);
                    Output::Media(frame)
                }
                Sent::Mark(name) => Output::Mark(name),
            });
        }
        if let (Some(reply), Some(began)) = (&mut self.reply, self.mouth.began)
            && reply.began.is_none()
        {
            reply.began = Some(began);
            reply.latency.first_frame_ms = reply.since.and_then(|since| began.checked_sub(since)).map(millis);
        }
        if self.thinking.is_none()
            && let Some(heard) = self.mouth.finished(now)
        {
            let (until, nothing) = (self.mouth.play_until(), heard.is_empty());
            self.record_reply(heard, false, until);
            if nothing {
                self.voiceless(now);
            }
        }
    }

    /// When something is to be sent, or what was sent is taken as heard: not while there may be more of the reply.
    pub(super) fn speech_due(&self) -> Option<Duration> {
        let heard = self.mouth.heard_due().filter(|_| self.thinking.is_none());
        [self.mouth.send_due(), heard].into_iter().flatten().min()
    }

    /// The caller goes first: what they did not hear was not said.
    pub(super) fn give_up_reply(&mut self, now: Duration) {
        self.cancel_thinking();
        if !self.mouth.is_busy() {
            return;
        }
        self.counters.interruptions += 1;
        // Even with nothing of ours left the line may hold seconds of it.
        if self.mouth.paused_at.is_none() {
            self.outputs.push_back(Output::Clear);
        }
        self.abandon_reply(true, now);
    }

    /// The model's answer is there, and nothing of it went out: it may be as if it had not been thought.
    pub(super) fn is_answer_unsaid(&self) -> bool {
        self.mouth.is_unsaid() && self.reply.as_ref().is_some_and(|reply| reply.is_answer)
    }

    pub(super) fn abandon_reply(&mut self, interrupted: bool, now: Duration) {
        if self.mouth.waiting().is_some() {
            self.outputs.push_back(Output::CancelSpeaking);
        }
        let until = self.mouth.paused_at.unwrap_or(now);
        let heard = self.mouth.abandon(now);
        self.record_reply(heard, interrupted, until);
    }

    pub(super) fn record_reply(&mut self, heard: Vec<(u32, String)>, interrupted: bool, until: Duration) {
        let Some(reply) = self.reply.take() else { return };
        for (id, index) in &reply.sentences {
            let text = heard.iter().find(|(held, _)| held == id).map_or("", |(_, text)| text);
            if let Some(Message::Agent { text: held }) = self.messages.get_mut(*index) {
                text.clone_into(held);
            }
        }
        let text: Vec<String> =
            heard.into_iter().map(|(_, text)| text).filter(|text| !text.is_empty()).collect();
        let (Some(known), Some(began)) = (self.known(), reply.began) else { return };
        if text.is_empty() {
            return;
        }
        let spoken = SpokenReply {
            turn: reply.turn,
            text: text.join(" "),
            span: Span { start_ms: self.stream_ms(began), end_ms: self.stream_ms(until.max(began)) },
            interrupted,
            latency: reply.latency,
            prompt: known.brief.prompt.as_ref().map(|(used, _)| *used),
        };
        self.outputs.push_back(Output::Record(CallCommand::RecordReply { reply: spoken }));
    }
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
