//! Call events into rows. Facts only grow: minimum of instants, union of reports, the furthest status of a recording.

use domain::call::{CallEvent, CallStatus, Line, PromptUsed, RecordingStatus, Reply, Utterance};
use domain::ids::{CallSid, RecordingSid, StreamSid};
use domain::values::{Latency, Speaker};
use domain::{Category, Event};
use eventlog::Recorded;
use jiff::Timestamp;

use super::table::{CallFacts, LineFacts, kept_confidence};
use super::{RecordingRow, StreamReportRow, TurnRow};
use crate::projector::{Projector, whole_micros};
use crate::table::{AnyRows, Record as _, Rows, Version, put_version};

/// The rows of the calls at hand.
#[derive(Default)]
pub(crate) struct CallRows {
    pub(super) calls: Rows<CallFacts>,
    pub(super) turns: Rows<TurnRow>,
    pub(super) recordings: Rows<RecordingRow>,
    pub(super) streams: Rows<StreamReportRow>,
    pub(super) versions: Rows<Version<CallFacts>>,
}

impl Projector for CallRows {
    fn owner(&self, recorded: &Recorded) -> Option<String> {
        (recorded.stream.category() == Category::Call).then(|| recorded.stream.key().to_owned())
    }

    fn project(&mut self, recorded: &Recorded) {
        if let (Event::Call(event), Ok(sid)) = (&recorded.event, recorded.stream.key().parse::<CallSid>()) {
            let mut call = self.calls.get(&sid).cloned().unwrap_or_else(|| CallFacts::new(sid));
            self.fold(&mut call, event);
            let at = recorded.metadata.recorded_at.as_microsecond();
            put_version(&mut self.calls, &mut self.versions, call, at);
        }
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![&mut self.calls, &mut self.turns, &mut self.recordings, &mut self.streams, &mut self.versions]
    }
}

impl CallRows {
    fn fold(&mut self, call: &mut CallFacts, event: &CallEvent) {
        match event {
            CallEvent::LineIdentified { line, at } => call.identify(line, *at),
            CallEvent::StatusReported { status, duration_seconds, at } => {
                call.report(*status, *duration_seconds, *at);
            }
            CallEvent::StreamReported { stream, report, error, at } => {
                call.seen(*at);
                let row = StreamReportRow {
                    call: call.sid.clone(),
                    stream: stream.clone(),
                    report: *report,
                    error: error.clone(),
                    at: whole_micros(*at),
                };
                let earlier = self.streams.get(&row.key());
                if earlier.is_none_or(|held| row.at < held.at) {
                    self.streams.put(row);
                }
            }
            CallEvent::StreamStarted { stream, at } => call.start(stream, *at),
            CallEvent::RecordingReported { recording, status, url, duration_seconds, at } => {
                call.seen(*at);
                self.record(&call.sid, recording, (*status, url.as_ref(), *duration_seconds), *at);
            }
            CallEvent::WaveformKept { recording, waveform } => {
                let key = (call.sid.clone(), recording.clone());
                if let Some(held) = self.recordings.get(&key).cloned() {
                    self.recordings.put(RecordingRow { waveform: Some(waveform.clone()), ..held });
                }
            }
            CallEvent::UtteranceRecorded { utterance } => self.turns.put(caller_turn(&call.sid, utterance)),
            CallEvent::ReplyRecorded { reply } => {
                call.spoke(reply.prompt, reply.turn);
                self.turns.put(agent_turn(&call.sid, reply));
            }
            CallEvent::LeadAttached { lead } => call.lead = call.lead.or(Some(*lead)),
            CallEvent::MeetingAttached { meeting } => {
                call.meetings.insert(*meeting);
            }
            CallEvent::TransferRequested { at, to: _ }
            | CallEvent::TransferReported { at, outcome: _ }
            | CallEvent::EndRequested { at } => call.seen(*at),
            CallEvent::Ended { reason, at } => {
                call.seen(*at);
                call.end = call.end.or(Some((*reason, whole_micros(*at))));
            }
            CallEvent::Summarised { summary } => call.summary = Some(summary.clone()),
        }
    }

    fn record(
        &mut self,
        call: &CallSid,
        sid: &RecordingSid,
        told: (RecordingStatus, Option<&String>, Option<u32>),
        at: Timestamp,
    ) {
        let (status, url, duration_seconds) = told;
        let at = whole_micros(at);
        let held = self.recordings.get(&(call.clone(), sid.clone()));
        self.recordings.put(RecordingRow {
            call: call.clone(),
            sid: sid.clone(),
            status: held.map_or(status, |held| held.status.max(status)),
            url: held.and_then(|held| held.url.as_ref()).max(url).cloned(),
            duration_seconds: held.and_then(|held| held.duration_seconds).max(duration_seconds),
            waveform: held.and_then(|held| held.waveform.clone()),
            updated_at: held.map_or(at, |held| held.updated_at.max(at)),
        });
    }
}

impl CallFacts {
    fn seen(&mut self, at: Timestamp) {
        let at = whole_micros(at);
        self.first_seen = Some(self.first_seen.map_or(at, |held| held.min(at)));
    }

    fn identify(&mut self, line: &Line, at: Timestamp) {
        self.seen(at);
        self.line.get_or_insert_with(|| LineFacts {
            business: line.business,
            direction: line.direction,
            from: line.from.to_string(),
            to: line.to.to_string(),
        });
    }

    fn report(&mut self, status: CallStatus, seconds: Option<u32>, at: Timestamp) {
        self.seen(at);
        let bit = CallStatus::ALL.into_iter().position(|known| known == status).unwrap_or(0);
        self.reported |= 1 << bit;
        if status.is_final() {
            let at = whole_micros(at);
            self.final_at = Some(self.final_at.map_or(at, |held| held.min(at)));
            self.billed_seconds = self.billed_seconds.max(seconds);
        }
    }

    fn start(&mut self, stream: &StreamSid, at: Timestamp) {
        self.seen(at);
        self.stream.get_or_insert_with(|| (stream.clone(), whole_micros(at)));
    }

    fn spoke(&mut self, prompt: Option<PromptUsed>, turn: u32) {
        if let Some(prompt) = prompt
            && self.prompt.is_none_or(|(_, held)| held < turn)
        {
            self.prompt = Some((prompt, turn));
        }
    }
}

fn caller_turn(call: &CallSid, said: &Utterance) -> TurnRow {
    TurnRow {
        call: call.clone(),
        speaker: Speaker::Caller,
        number: said.number,
        text: said.text.clone(),
        span: said.span,
        interrupted: false,
        confidence: said.confidence.map(kept_confidence),
        latency: Latency::default(),
        prompt: None,
    }
}

fn agent_turn(call: &CallSid, reply: &Reply) -> TurnRow {
    TurnRow {
        call: call.clone(),
        speaker: Speaker::Agent,
        number: reply.turn,
        text: reply.text.clone(),
        span: reply.span,
        interrupted: reply.interrupted,
        confidence: None,
        latency: reply.latency,
        prompt: reply.prompt,
    }
}
