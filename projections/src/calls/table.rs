//! A call's facts as a row. What is shown of it is derived from them, so that the order in which they came does not matter.

use std::collections::BTreeSet;

use domain::call::{CallDirection, CallStatus, EndReason, PromptUsed, StreamReport};
use domain::ids::{BusinessId, CallSid, LeadId, MeetingId, StreamSid};
use domain::values::{Channel, Latency, Speaker};
use jiff::Timestamp;

use super::{CallRow, RecordingRow, StreamReportRow, TurnRow};
use crate::ReadError;
use crate::table::{
    CellReader, CellWriter, Column, Record, Table, VALIDITY, Versioned, Whose, int, maybe_int, maybe_text,
    text,
};

/// What is known of a call. One row a call, from the first thing heard of it; invisible until its business is known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CallFacts {
    pub(super) sid: CallSid,
    pub(super) line: Option<LineFacts>,
    /// A bit per reported status, by [`CallStatus::ALL`].
    pub(super) reported: u32,
    pub(super) first_seen: Option<Timestamp>,
    /// The first final report.
    pub(super) final_at: Option<Timestamp>,
    pub(super) billed_seconds: Option<u32>,
    pub(super) stream: Option<(StreamSid, Timestamp)>,
    pub(super) end: Option<(EndReason, Timestamp)>,
    pub(super) summary: Option<String>,
    pub(super) lead: Option<LeadId>,
    pub(super) meetings: BTreeSet<MeetingId>,
    /// The prompt of the highest turn that named one, and that turn.
    pub(super) prompt: Option<(PromptUsed, u32)>,
    /// When it became what it is, in microseconds of recording time.
    pub(super) since: i64,
}

/// Who is on the line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LineFacts {
    pub(super) business: BusinessId,
    pub(super) direction: CallDirection,
    pub(super) from: String,
    pub(super) to: String,
}

impl CallFacts {
    pub(super) fn new(sid: CallSid) -> Self {
        Self {
            sid,
            line: None,
            reported: 0,
            first_seen: None,
            final_at: None,
            billed_seconds: None,
            stream: None,
            end: None,
            summary: None,
            lead: None,
            meetings: BTreeSet::new(),
            prompt: None,
            since: 0,
        }
    }

    fn status(&self) -> CallStatus {
        let reported = CallStatus::ALL.into_iter().enumerate();
        let reported = reported.filter(|(bit, _)| self.reported & (1 << bit) != 0).map(|(_, status)| status);
        CallStatus::derive(reported, self.stream.is_some(), self.end.map(|(reason, _)| reason))
    }

    fn ended_at(&self) -> Option<Timestamp> {
        self.final_at.or(self.end.map(|(_, at)| at))
    }

    /// Twilio's length; until it is told, what our side saw.
    fn duration_seconds(&self) -> Option<u32> {
        let seen = || {
            let ((_, start), (_, end)) = (self.stream.as_ref()?, self.end?);
            u32::try_from(end.duration_since(*start).as_secs()).ok()
        };
        self.billed_seconds.or_else(seen)
    }

    /// What readers see, once it is known whose call it is.
    pub(crate) fn shown(self) -> Option<CallRow> {
        let (status, ended_at, duration_seconds) = (self.status(), self.ended_at(), self.duration_seconds());
        let line = self.line?;
        Some(CallRow {
            sid: self.sid,
            business: line.business,
            direction: line.direction,
            from_number: line.from,
            to_number: line.to,
            status,
            started_at: self.first_seen?,
            ended_at,
            duration_seconds,
            end_reason: self.end.map(|(reason, _)| reason),
            summary: self.summary,
            lead: self.lead,
            meetings: self.meetings.into_iter().collect(),
            prompt: self.prompt.map(|(prompt, _)| prompt),
        })
    }
}

const COLUMNS: &[Column] = &[
    text("sid"),
    maybe_text("business"),
    maybe_text("direction"),
    maybe_text("from_number"),
    maybe_text("to_number"),
    text("status"),
    maybe_int("started_at"),
    maybe_int("ended_at"),
    maybe_int("duration_seconds"),
    int("reported"),
    maybe_int("final_at"),
    maybe_int("billed_seconds"),
    maybe_text("stream"),
    maybe_int("stream_at"),
    maybe_text("end_reason"),
    maybe_int("end_at"),
    maybe_text("summary"),
    maybe_text("lead"),
    text("meetings"),
    maybe_text("prompt_channel"),
    maybe_int("prompt_version"),
    maybe_int("prompt_turn"),
    int("since"),
];

impl Record for CallFacts {
    type Key = CallSid;
    const TABLE: &'static Table = &Table {
        name: "calls",
        columns: COLUMNS,
        extra: &[],
        whose: Whose::Column("business"),
        key: &["sid"],
        indexes: &[&["business", "started_at", "sid"], &["lead"]],
        folded: true,
    };

    fn key(&self) -> CallSid {
        self.sid.clone()
    }

    fn write(&self, cells: &mut CellWriter) {
        let line = self.line.as_ref();
        cells.text(self.sid.as_str());
        cells.maybe_text(line.map(|line| line.business.to_string()));
        cells.maybe_text(line.map(|line| line.direction.as_str()));
        cells.maybe_text(line.map(|line| line.from.as_str()));
        cells.maybe_text(line.map(|line| line.to.as_str()));
        cells.text(self.status().as_str());
        cells.maybe_instant(self.first_seen);
        cells.maybe_instant(self.ended_at());
        cells.maybe_int(self.duration_seconds());
        cells.int(self.reported);
        cells.maybe_instant(self.final_at);
        cells.maybe_int(self.billed_seconds);
        cells.maybe_text(self.stream.as_ref().map(|(stream, _)| stream.as_str()));
        cells.maybe_instant(self.stream.as_ref().map(|(_, at)| *at));
        cells.maybe_text(self.end.map(|(reason, _)| reason.as_str()));
        cells.maybe_instant(self.end.map(|(_, at)| at));
        cells.maybe_text(self.summary.as_deref());
        cells.maybe_text(self.lead.map(|lead| lead.to_string()));
        cells.json(&self.meetings);
        cells.maybe_text(self.prompt.map(|(prompt, _)| prompt.channel.as_str()));
        cells.maybe_int(self.prompt.map(|(prompt, _)| prompt.version));
        cells.maybe_int(self.prompt.map(|(_, turn)| turn));
        cells.int(self.since);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        let sid = cells.id()?;
        let business = cells.maybe_id()?;
        let line = (cells.maybe_name()?, cells.maybe_text()?, cells.maybe_text()?);
        cells.skip(1);
        let first_seen = cells.maybe_instant()?;
        cells.skip(2);
        Ok(Self {
            sid,
            line: business
                .zip(line.0)
                .zip(line.1.zip(line.2))
                .map(|((business, direction), (from, to))| LineFacts { business, direction, from, to }),
            reported: cells.int()?,
            first_seen,
            final_at: cells.maybe_instant()?,
            billed_seconds: cells.maybe_int()?,
            stream: cells.maybe_id()?.zip(cells.maybe_instant()?),
            end: cells.maybe_name()?.zip(cells.maybe_instant()?),
            summary: cells.maybe_text()?,
            lead: cells.maybe_id()?,
            meetings: cells.json()?,
            prompt: prompt(cells)?.zip(cells.maybe_int()?),
            since: cells.int()?,
        })
    }
}

impl Versioned for CallFacts {
    const VERSIONS: &'static Table = &Table {
        name: "call_versions",
        columns: COLUMNS,
        extra: VALIDITY,
        whose: Whose::Column("business"),
        key: &["sid", "valid_from"],
        indexes: &[&["business", "started_at", "sid"]],
        folded: false,
    };

    fn since(&self) -> i64 {
        self.since
    }

    fn set_since(&mut self, at: i64) {
        self.since = at;
    }
}

fn prompt(cells: &mut CellReader) -> Result<Option<PromptUsed>, ReadError> {
    let (channel, version) = (cells.maybe_name::<Channel>()?, cells.maybe_int()?);
    Ok(channel.zip(version).map(|(channel, version)| PromptUsed { channel, version }))
}

fn speaker_name(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Caller => "CALLER",
        Speaker::Agent => "AGENT",
        Speaker::Human => "HUMAN",
    }
}

impl Record for TurnRow {
    type Key = (CallSid, &'static str, u32);
    const TABLE: &'static Table = &Table {
        name: "call_turns",
        columns: &[
            text("sid"),
            text("speaker"),
            int("number"),
            text("text"),
            int("start_ms"),
            int("end_ms"),
            int("interrupted"),
            maybe_int("confidence_millionths"),
            maybe_int("final_ms"),
            maybe_int("first_token_ms"),
            maybe_int("first_audio_ms"),
            maybe_int("first_frame_ms"),
            maybe_text("prompt_channel"),
            maybe_int("prompt_version"),
        ],
        extra: &[],
        whose: Whose::Of { table: "calls", key: "sid", by: "sid" },
        key: &["sid", "speaker", "number"],
        indexes: &[],
        folded: false,
    };

    fn key(&self) -> Self::Key {
        (self.call.clone(), speaker_name(self.speaker), self.number)
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.call.as_str());
        cells.text(speaker_name(self.speaker));
        cells.int(self.number);
        cells.text(self.text.as_str());
        cells.int(self.span.start_ms);
        cells.int(self.span.end_ms);
        cells.int(self.interrupted);
        cells.maybe_int(self.confidence.map(millionths));
        cells.maybe_int(self.latency.final_ms);
        cells.maybe_int(self.latency.first_token_ms);
        cells.maybe_int(self.latency.first_audio_ms);
        cells.maybe_int(self.latency.first_frame_ms);
        cells.maybe_text(self.prompt.map(|prompt| prompt.channel.as_str()));
        cells.maybe_int(self.prompt.map(|prompt| prompt.version));
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            call: cells.id()?,
            speaker: cells.name()?,
            number: cells.int()?,
            text: cells.text()?,
            span: cells.span()?,
            interrupted: cells.int::<i64>()? != 0,
            confidence: cells.maybe_int()?.map(from_millionths),
            latency: Latency {
                final_ms: cells.maybe_int()?,
                first_token_ms: cells.maybe_int()?,
                first_audio_ms: cells.maybe_int()?,
                first_frame_ms: cells.maybe_int()?,
            },
            prompt: prompt(cells)?,
        })
    }
}

/// Whole millionths, since the databases print and parse fractions each in their own way. Confidences are 0 to 1.
#[expect(clippy::cast_possible_truncation, reason = "clamped to 0 … 1,000,000")]
fn millionths(confidence: f32) -> i32 {
    (confidence.clamp(0.0, 1.0) * 1e6).round() as i32
}

#[expect(clippy::cast_precision_loss, reason = "0 … 1,000,000 has 20 bits, f32 holds 24")]
pub(super) fn from_millionths(millionths: i32) -> f32 {
    millionths as f32 / 1e6
}

/// A confidence as the table will give it back.
pub(super) fn kept_confidence(confidence: f32) -> f32 {
    from_millionths(millionths(confidence))
}

impl Record for RecordingRow {
    type Key = (CallSid, domain::ids::RecordingSid);
    const TABLE: &'static Table = &Table {
        name: "call_recordings",
        columns: &[
            text("sid"),
            text("recording"),
            text("status"),
            maybe_text("url"),
            maybe_int("duration_seconds"),
            maybe_text("waveform"),
            int("updated_at"),
        ],
        extra: &[],
        whose: Whose::Of { table: "calls", key: "sid", by: "sid" },
        key: &["sid", "recording"],
        indexes: &[],
        folded: true,
    };

    fn key(&self) -> Self::Key {
        (self.call.clone(), self.sid.clone())
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.call.as_str());
        cells.text(self.sid.as_str());
        cells.text(self.status.as_str());
        cells.maybe_text(self.url.as_deref());
        cells.maybe_int(self.duration_seconds);
        cells.maybe_json(self.waveform.as_ref());
        cells.instant(self.updated_at);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            call: cells.id()?,
            sid: cells.id()?,
            status: cells.name()?,
            url: cells.maybe_text()?,
            duration_seconds: cells.maybe_int()?,
            waveform: cells.maybe_json()?,
            updated_at: cells.instant()?,
        })
    }
}

fn report_name(report: StreamReport) -> &'static str {
    match report {
        StreamReport::Started => "STARTED",
        StreamReport::Stopped => "STOPPED",
        StreamReport::Error => "ERROR",
    }
}

impl Record for StreamReportRow {
    type Key = (CallSid, StreamSid, StreamReport);
    const TABLE: &'static Table = &Table {
        name: "call_streams",
        columns: &[text("sid"), text("stream"), text("report"), maybe_text("error"), int("reported_at")],
        extra: &[],
        whose: Whose::Of { table: "calls", key: "sid", by: "sid" },
        key: &["sid", "stream", "report"],
        indexes: &[],
        folded: true,
    };

    fn key(&self) -> Self::Key {
        (self.call.clone(), self.stream.clone(), self.report)
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.call.as_str());
        cells.text(self.stream.as_str());
        cells.text(report_name(self.report));
        cells.maybe_text(self.error.as_deref());
        cells.instant(self.at);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            call: cells.id()?,
            stream: cells.id()?,
            report: cells.name()?,
            error: cells.maybe_text()?,
            at: cells.instant()?,
        })
    }
}
