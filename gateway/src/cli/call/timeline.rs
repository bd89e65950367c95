//! A replayed call as a person reads it: turns, interruptions, drops, failures.

use std::{fmt::Write as _, time::Duration};

use call_engine::{Counters, Gauges, Input, Output, RxMode, tape::Moment};
use domain::call::CallCommand;
use domain::values::Latency;
use serde_json::{Value, json};

/// What happened, in order.
#[derive(Default)]
pub(super) struct Timeline {
    rows: Vec<Row>,
    before: Counters,
    draining: bool,
}

struct Row {
    at: Duration,
    what: &'static str,
    text: String,
}

impl Timeline {
    /// Takes what is worth telling of a moment; the counters tell the rest.
    pub(super) fn add(&mut self, at: Duration, moment: &Moment<'_>, gauges: &Gauges) {
        self.counted(at, gauges);
        match moment {
            Moment::Input(input) => self.input(at, input),
            Moment::Output(output, _) => self.output(at, output),
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for Row { at, what, text: said } in &self.rows {
            let (seconds, millis) = (at.as_secs(), at.subsec_millis());
            // A String takes everything.
            let _ = writeln!(text, "{:02}:{:02}.{millis:03}  {what:<12}{said}", seconds / 60, seconds % 60);
        }
        text.trim_end().to_owned()
    }

    pub(super) fn rows(&self) -> Vec<Value> {
        let row = |row: &Row| json!({ "atMs": u64::try_from(row.at.as_millis()).unwrap_or(u64::MAX), "what": row.what, "text": row.text });
        self.rows.iter().map(row).collect()
    }

    fn tell(&mut self, at: Duration, what: &'static str, text: impl Into<String>) {
        self.rows.push(Row { at, what, text: text.into() });
    }

    fn counted(&mut self, at: Duration, gauges: &Gauges) {
        let (now, before) = (gauges.counters, self.before);
        if now.rx_dropped > before.rx_dropped {
            match self.rows.last_mut().filter(|row| row.what == "dropped") {
                // One stall is one row.
                Some(row) => row.text = format!("{} frames so far", now.rx_dropped),
                None => self.tell(at, "dropped", format!("{} frames so far", now.rx_dropped)),
            }
        }
        if now.line_gaps > before.line_gaps {
            self.tell(at, "line gap", format!("{} frames", now.line_gaps - before.line_gaps));
        }
        if now.false_interruptions > before.false_interruptions {
            self.tell(at, "goes on", "the interruption was none");
        }
        if now.interruptions > before.interruptions {
            self.tell(at, "interrupted", "the caller goes first");
        }
        if now.resyncs > before.resyncs {
            self.tell(at, "late", "the pace starts anew");
        }
        let draining = gauges.rx_mode == RxMode::Drain;
        if draining != self.draining {
            self.tell(
                at,
                if draining { "drain" } else { "normal" },
                format!("{} frames wait", gauges.rx_queue),
            );
        }
        (self.before, self.draining) = (now, draining);
    }

    fn input(&mut self, at: Duration, input: &Input) {
        match input {
            Input::Start(start) => self.tell(at, "start", start.stream.to_string()),
            Input::Admitted(_) => self.tell(at, "let in", ""),
            Input::Refused => self.tell(at, "refused", ""),
            Input::RecogniserReady => self.tell(at, "hears", "the recogniser is ready"),
            Input::RecogniserTroubled => self.tell(at, "trouble", "the recogniser hears nothing for now"),
            Input::RecogniserFailed => self.tell(at, "failed", "the recogniser"),
            Input::ThinkingFailed { .. } => self.tell(at, "failed", "the language model"),
            Input::SpeechFailed { .. } => self.tell(at, "failed", "the synthesis of a sentence"),
            Input::Digit(digit) => self.tell(at, "key", digit.to_string()),
            Input::Stop => self.tell(at, "stop", "the caller hung up"),
            Input::Lost => self.tell(at, "lost", "the line is gone"),
            Input::HangUp => self.tell(at, "hang up", "a person ends the call"),
            Input::HandOver => self.tell(at, "hand over", "a person takes the call over"),
            Input::Shutdown => self.tell(at, "shutdown", "the server stops"),
            Input::Media { .. }
            | Input::Mark(_)
            | Input::Malformed
            | Input::Partial { .. }
            | Input::Final { .. }
            | Input::Thought { .. }
            | Input::Speech { .. }
            | Input::ToolResult { .. }
            | Input::Timeout => {}
        }
    }

    fn output(&mut self, at: Duration, output: &Output) {
        match output {
            Output::Clear => self.tell(at, "clear", ""),
            Output::Close(code) => self.tell(at, "close", code.as_u16().to_string()),
            Output::UseTool { call, .. } => self.tell(at, "tool", format!("{:?}", call.tool)),
            Output::Record(command) => self.recorded(at, command),
            Output::Media(_)
            | Output::Mark(_)
            | Output::Admit(_)
            | Output::OpenRecogniser
            | Output::Think { .. }
            | Output::CancelThinking { .. }
            | Output::Speak { .. } => {}
        }
    }

    fn recorded(&mut self, at: Duration, command: &CallCommand) {
        match command {
            CallCommand::RecordUtterance { utterance } => self.tell(at, "caller", utterance.text.clone()),
            CallCommand::RecordReply { reply } => {
                let cut = if reply.interrupted { " —" } else { "" };
                self.tell(at, "agent", format!("{}{cut}{}", reply.text, steps(&reply.latency)));
            }
            CallCommand::Summarise { summary } => self.tell(at, "summary", summary.clone()),
            CallCommand::End { reason, .. } => self.tell(at, "end", reason.as_str()),
            CallCommand::RequestEnd { .. }
            | CallCommand::ReceiveIncoming { .. }
            | CallCommand::ReportStatus { .. }
            | CallCommand::ReportStream { .. }
            | CallCommand::StartStream { .. }
            | CallCommand::ReportRecording { .. }
            | CallCommand::KeepWaveform { .. }
            | CallCommand::RequestTransfer { .. }
            | CallCommand::ReportTransfer { .. }
            | CallCommand::AttachLead { .. }
            | CallCommand::AttachMeeting { .. } => {}
        }
    }
}

/// What the turn took, where it answered something.
fn steps(latency: &Latency) -> String {
    let steps = [
        ("final", latency.final_ms),
        ("token", latency.first_token_ms),
        ("audio", latency.first_audio_ms),
        ("frame", latency.first_frame_ms),
    ];
    let known: Vec<String> =
        steps.iter().filter_map(|(step, at)| at.map(|at| format!("{step} {at}"))).collect();
    if known.is_empty() { String::new() } else { format!("   [ms: {}]", known.join(", ")) }
}
