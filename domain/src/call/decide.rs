use super::{Call, CallCommand, CallEvent, CallRefusal, CallStatus, Finished, Line};
use crate::decider::{Decider, Outcome};
use crate::stream::Category;

impl Decider for Call {
    const CATEGORY: Category = Category::Call;
    type Command = CallCommand;
    type Event = CallEvent;
    type Refusal = CallRefusal;

    fn decide(&self, command: &CallCommand) -> Result<Outcome<CallEvent>, CallRefusal> {
        let mut news = Vec::new();
        match command {
            CallCommand::ReceiveIncoming { line, at } => {
                self.identify(Some(line), *at, &mut news);
                self.report_status(CallStatus::Ringing, None, *at, &mut news);
            }
            CallCommand::ReportStatus { line, status, duration_seconds, at } => {
                self.identify(line.as_ref(), *at, &mut news);
                self.report_status(*status, *duration_seconds, *at, &mut news);
            }
            CallCommand::ReportStream { stream, report, error, at } => {
                if !self.stream_reports.contains(&(stream.clone(), *report)) {
                    news.push(CallEvent::StreamReported {
                        stream: stream.clone(),
                        report: *report,
                        error: error.clone(),
                        at: *at,
                    });
                }
            }
            CallCommand::StartStream { stream, at } => match &self.stream {
                None => news.push(CallEvent::StreamStarted { stream: stream.clone(), at: *at }),
                Some(held) if held == stream => {}
                Some(held) => return Err(CallRefusal::StreamTaken { by: held.clone() }),
            },
            CallCommand::ReportRecording { recording, status, url, duration_seconds, at } => {
                // A late `in-progress` after `completed` is no news: a recording's status only grows.
                if self.recordings.get(recording).is_none_or(|held| held < status) {
                    news.push(CallEvent::RecordingReported {
                        recording: recording.clone(),
                        status: *status,
                        url: url.clone(),
                        duration_seconds: *duration_seconds,
                        at: *at,
                    });
                }
            }
            CallCommand::KeepWaveform { recording, waveform } => {
                if self.recordings.contains_key(recording) && !self.waveforms.contains(recording) {
                    let (recording, waveform) = (recording.clone(), waveform.clone());
                    news.push(CallEvent::WaveformKept { recording, waveform });
                }
            }
            CallCommand::RecordUtterance { utterance } => {
                if !self.utterances.contains(&utterance.number) {
                    news.push(CallEvent::UtteranceRecorded { utterance: utterance.clone() });
                }
            }
            CallCommand::RecordReply { reply } => {
                if !self.replies.contains(&reply.turn) {
                    news.push(CallEvent::ReplyRecorded { reply: reply.clone() });
                }
            }
            CallCommand::AttachLead { lead } => {
                if self.lead.is_none() {
                    news.push(CallEvent::LeadAttached { lead: *lead });
                }
            }
            CallCommand::AttachMeeting { meeting } => {
                if !self.meetings.contains(meeting) {
                    news.push(CallEvent::MeetingAttached { meeting: *meeting });
                }
            }
            // Asked for twice it is handed over once, to whom was named first.
            CallCommand::RequestTransfer { to, at } => {
                if self.transfer.to.is_none() {
                    news.push(CallEvent::TransferRequested { to: to.clone(), at: *at });
                }
            }
            CallCommand::ReportTransfer { outcome, at } => {
                if self.transfer.outcome.is_none() {
                    news.push(CallEvent::TransferReported { outcome: *outcome, at: *at });
                }
            }
            CallCommand::RequestEnd { at } => {
                if !self.end_requested && self.end.is_none() {
                    news.push(CallEvent::EndRequested { at: *at });
                }
            }
            CallCommand::End { reason, at } => {
                if self.end.is_none() {
                    news.push(CallEvent::Ended { reason: *reason, at: *at });
                }
            }
            CallCommand::Summarise { summary } => {
                if self.summary.as_ref() != Some(summary) {
                    news.push(CallEvent::Summarised { summary: summary.clone() });
                }
            }
        }
        // Nothing new: Twilio retries, sends callbacks twice, and the pipeline repeats what it is not sure was taken.
        Ok(if news.is_empty() { Outcome::AlreadySo } else { Outcome::Decided(news) })
    }

    fn evolve(&mut self, event: &CallEvent) {
        match event {
            CallEvent::LineIdentified { line, at } => {
                self.line.get_or_insert_with(|| line.clone());
                self.seen(*at);
            }
            CallEvent::StatusReported { status, duration_seconds, at } => {
                self.statuses.insert(*status);
                self.seen(*at);
                if status.is_final() {
                    self.finish(Finished { at: *at, duration_seconds: *duration_seconds });
                }
            }
            CallEvent::StreamReported { stream, report, at, error: _ } => {
                self.stream_reports.insert((stream.clone(), *report));
                self.seen(*at);
            }
            CallEvent::StreamStarted { stream, at } => {
                self.stream.get_or_insert_with(|| stream.clone());
                self.seen(*at);
            }
            CallEvent::RecordingReported { recording, status, at, url: _, duration_seconds: _ } => {
                let held = self.recordings.entry(recording.clone()).or_insert(*status);
                *held = (*held).max(*status);
                self.seen(*at);
            }
            CallEvent::WaveformKept { recording, waveform: _ } => {
                self.waveforms.insert(recording.clone());
            }
            CallEvent::UtteranceRecorded { utterance } => {
                self.utterances.insert(utterance.number);
            }
            CallEvent::ReplyRecorded { reply } => {
                self.replies.insert(reply.turn);
            }
            CallEvent::LeadAttached { lead } => {
                self.lead.get_or_insert(*lead);
            }
            CallEvent::MeetingAttached { meeting } => {
                self.meetings.insert(*meeting);
            }
            CallEvent::TransferRequested { to, at } => {
                self.transfer.to.get_or_insert_with(|| to.clone());
                self.seen(*at);
            }
            CallEvent::TransferReported { outcome, at } => {
                self.transfer.outcome.get_or_insert(*outcome);
                self.seen(*at);
            }
            CallEvent::EndRequested { at } => {
                self.end_requested = true;
                self.seen(*at);
            }
            CallEvent::Ended { reason, at } => {
                self.end.get_or_insert(*reason);
                self.seen(*at);
            }
            CallEvent::Summarised { summary } => self.summary = Some(summary.clone()),
        }
    }
}

impl Call {
    fn identify(&self, line: Option<&Line>, at: jiff::Timestamp, news: &mut Vec<CallEvent>) {
        if let (None, Some(line)) = (&self.line, line) {
            news.push(CallEvent::LineIdentified { line: line.clone(), at });
        }
    }

    /// A status is news once. Again it is news only when it tells what an earlier report lacked: the length of a call that is
    /// over, or that the call began or was over earlier than was known (reports overtake one another).
    fn report_status(
        &self,
        status: CallStatus,
        duration: Option<u32>,
        at: jiff::Timestamp,
        news: &mut Vec<CallEvent>,
    ) {
        let brings_length =
            duration.is_some() && self.finished.is_some_and(|finished| finished.duration_seconds.is_none());
        let earlier = self.first_seen.is_some_and(|seen| at < seen)
            || (status.is_final() && self.finished.is_some_and(|finished| at < finished.at));
        if !self.statuses.contains(&status) || (status.is_final() && brings_length) || earlier {
            news.push(CallEvent::StatusReported { status, duration_seconds: duration, at });
        }
    }

    fn seen(&mut self, at: jiff::Timestamp) {
        self.first_seen = Some(self.first_seen.map_or(at, |held| held.min(at)));
    }

    fn finish(&mut self, new: Finished) {
        let held = self.finished.unwrap_or(new);
        self.finished = Some(Finished {
            at: held.at.min(new.at),
            // Two reports never differ in practice; the larger makes the order irrelevant.
            duration_seconds: held.duration_seconds.max(new.duration_seconds),
        });
    }
}
