//! How a simulated call is told: line by line for people, or the outcome as JSON.

use std::io::Write as _;

use serde_json::json;

use super::demo_call::Seen;
use crate::demo::caller::{CallReport, EndedBy, Happening, HeardLine, Hearing, Outcome, Said};

/// Where the conversation is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer {
    pub(super) as_json: bool,
}

impl Printer {
    fn line(self, text: &str) {
        if !self.as_json {
            // A reader that went away (`| head`) is no fault of the call.
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }

    /// Beside the outcome: standard error, whoever reads standard output.
    #[expect(clippy::unused_self, reason = "one of the ways a printer speaks")]
    pub(super) fn aside(self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// What is said comes from the follower when there is one.
    pub(super) fn happening(self, happening: &Happening, followed: bool) {
        match happening {
            Happening::HearsForItself => {
                self.aside("the server hears for itself; the script is only spoken");
            }
            Happening::VoiceFailed { reason } => {
                self.aside(&format!("a voice cannot be the caller's: {reason}; another is tried"));
            }
            Happening::Rehearsed { voice } => self.line(&format!("the caller speaks with {voice}")),
            Happening::Answered { call } => self.line(&format!("call {call}")),
            Happening::Connected => self.line("connected"),
            Happening::CallerPresses { at_ms, digit } => {
                self.line(&format!("{}  caller  [{digit}]", clock_of(*at_ms)));
            }
            Happening::CallerSpeaks { at_ms, text } if !followed => {
                self.line(&format!("{}  caller  {text}", clock_of(*at_ms)));
            }
            Happening::Transferred { number } => self.line(&format!("handed to a person at {number}")),
            Happening::AgentHeard { from_ms, to_ms } if !followed => {
                self.line(&format!("{}  agent   ({} ms of speech)", clock_of(*from_ms), to_ms - from_ms));
            }
            Happening::CallerSpeaks { .. } | Happening::AgentHeard { .. } => {}
        }
    }

    pub(super) fn said(self, line: &Said) {
        let who = if line.speaker == "CALLER" { "caller" } else { "agent " };
        let cut = if line.interrupted { " —" } else { "" };
        self.line(&format!("{}  {who}  {}{cut}", clock_of(line.start_ms), line.text));
    }

    /// What came of the call; of `seen` nothing without a sign-in.
    pub(super) fn report(self, report: &CallReport, seen: Option<&Seen>) -> anyhow::Result<()> {
        if self.as_json {
            let told = json!({
                "callSid": report.call, "endedBy": report.ended_by, "durationMs": report.duration_ms,
                "agentMs": report.agent_ms, "linesSaid": report.lines_said, "voice": report.voice,
                "hearing": report.hearing, "transferredTo": report.transferred_to,
                "lines": seen.map(|seen| &seen.lines), "fault": seen.map(|seen| &seen.fault),
                "call": seen.map(|seen| &seen.outcome),
            });
            writeln!(std::io::stdout(), "{told}")?;
            return Ok(());
        }
        let by = match report.ended_by {
            EndedBy::Caller => "the caller hung up",
            EndedBy::Agent => "the agent hung up",
        };
        self.line(&format!("{by} after {}; call {}", clock_of(report.duration_ms), report.call));
        if let Some(seen) = seen {
            if report.hearing == Hearing::Ear {
                self.lines(&seen.lines);
            }
            self.outcome(&seen.outcome);
        }
        Ok(())
    }

    fn lines(self, lines: &[HeardLine]) {
        let understood = lines.iter().filter(|line| line.is_understood()).count();
        self.line(&format!("heard    {understood} of {} lines", lines.len()));
        for line in lines {
            self.line(&format!("{}  said   {}", clock_of(line.at_ms), line.said));
            self.line(&format!("       heard  {}", line.heard.as_deref().unwrap_or("—")));
        }
    }

    fn outcome(self, Outcome(call): &Outcome) {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("—").to_owned();
        self.line(&format!("status   {}", text(&call["status"])));
        self.line(&format!("summary  {}", text(&call["summary"])));
        let (lead, details) = (&call["lead"], &call["lead"]["details"]);
        self.line(&format!(
            "lead     {} {} · {} · {} rooms · ₪{}",
            text(&lead["phone"]),
            text(&lead["name"]),
            text(&details["city"]),
            details["rooms"].as_f64().unwrap_or_default(),
            details["budget"],
        ));
        for meeting in call["meetings"].as_array().into_iter().flatten() {
            self.line(&format!("meeting  {} {}", text(&meeting["start"]), text(&meeting["subject"])));
        }
    }
}

/// `mm:ss` of the call.
fn clock_of(ms: u64) -> String {
    format!("{:02}:{:02}", ms / 60_000, ms / 1000 % 60)
}
