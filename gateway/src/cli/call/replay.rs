//! A call, run again from its inputs.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context as _, bail};
use call_engine::{
    Counters, Output,
    tape::{self, Head, Moment, Played},
};
use domain::{StreamId, call::Call, ids::CallSid, ports::Clock as _};
use eventlog::CommandBus;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    super::{Out, existing_log},
    timeline::Timeline,
};
use crate::{
    config::{Config, Thresholds},
    system::SystemClock,
    tapes::{Shelf, Unreadable},
};

pub(super) async fn run(
    call: &CallSid,
    outputs: Option<PathBuf>,
    thresholds: Vec<(String, String)>,
    out: Out,
) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    let bus = CommandBus::new(existing_log().await?);
    let shelf = Shelf::new(config.storage.recordings(), bus.clone());
    let tape = match shelf.read(call).await {
        Ok(tape) => tape,
        Err(Unreadable::NotKept) => bail!(why_not_kept(&bus, &shelf, call).await?),
        Err(error) => return Err(error.into()),
    };
    let mut copy = outputs.map(Copy::create).transpose()?;
    let mut timeline = Timeline::default();
    let each = |at, moment: Moment<'_>, gauges: &_| {
        if let (Some(copy), Moment::Output(output, digest)) = (&mut copy, &moment) {
            copy.add(at, output, digest);
        }
        timeline.add(at, &moment, gauges);
    };
    let is_trial = !thresholds.is_empty();
    let (head, played) = if is_trial {
        let under = Thresholds::read(thresholds).context("--set")?;
        tape::replay_under(&tape, |recorded| under.over(recorded), each)?
    } else {
        tape::replay(&tape, each)?
    };
    if let Some(copy) = copy {
        copy.finish()?;
    }
    let verdict = verdict(&head, &played);
    out.result(&told(call, &head, &played, &timeline), || {
        format!("{}\n{}\n{verdict}", timeline.text(), counted(&played.gauges.counters))
    })?;
    match played.difference {
        Some(_) if !is_trial => bail!(verdict),
        Some(_) | None => Ok(()),
    }
}

/// Why there is no file: no such call, its days are over, or it was never recorded here.
async fn why_not_kept(bus: &CommandBus, shelf: &Shelf, call: &CallSid) -> anyhow::Result<String> {
    let held = bus.state::<Call>(&StreamId::call(call)).await?;
    let Some(line) = held.line else { return Ok(format!("there is no call {call}")) };
    if held.stream.is_none() {
        return Ok(format!("{call} was never connected: there is nothing to replay"));
    }
    let days = shelf.days(line.business).await?;
    let kept = SignedDuration::from_hours(24 * i64::from(days));
    let over = held.first_seen.unwrap_or(Timestamp::UNIX_EPOCH).saturating_add(kept)?;
    Ok(if over <= SystemClock.now() {
        format!("the inputs of {call} were deleted: this business keeps recordings for {days} days")
    } else {
        let file = shelf.file(call);
        format!("there is no {}: another node had the call, or CALL_RECORD_INPUTS was off", file.display())
    })
}

/// One line that says whether it is the same.
fn verdict(head: &Head, played: &Played) -> String {
    let digest = hex(&played.digest);
    let here = tape::code();
    let code = if head.code == here {
        String::new()
    } else {
        format!(" (recorded by version {}, replayed by {here})", head.code)
    };
    match &played.difference {
        None if played.is_whole => format!("same: {} outputs, sha256 {digest}{code}", played.outputs),
        None => format!(
            "same as far as it goes: the recording breaks off at {} ms, after {} outputs, sha256 {digest}{code}",
            played.length.as_millis(),
            played.outputs
        ),
        Some(first) => format!(
            "different: output {} at {} ms was {} and is {}{code}",
            first.number,
            first.at.as_millis(),
            first.recorded.unwrap_or("nothing"),
            match (first.recorded, first.replayed) {
                (Some(was), Some(is)) if was == is => "another one".to_owned(),
                (_, is) => is.unwrap_or("nothing").to_owned(),
            },
        ),
    }
}

fn told(call: &CallSid, head: &Head, played: &Played, timeline: &Timeline) -> Value {
    let difference = played.difference.as_ref().map(|first| {
        json!({ "output": first.number, "atMs": millis(first.at), "recorded": first.recorded, "replayed": first.replayed })
    });
    let counters = played.gauges.counters;
    json!({
        "callSid": call, "same": played.difference.is_none(), "whole": played.is_whole, "difference": difference,
        "inputs": played.inputs, "outputs": played.outputs, "sha256": hex(&played.digest), "lengthMs": millis(played.length),
        "openedAt": head.opened_at.timestamp(), "recordedBy": head.code, "replayedBy": tape::code(),
        "framesReceived": counters.received, "framesSent": counters.sent, "framesDropped": counters.rx_dropped,
        "framesLost": counters.rx_lost, "sentencesUnspoken": counters.unspoken,
        "lineGaps": counters.line_gaps, "interruptions": counters.interruptions,
        "falseInterruptions": counters.false_interruptions, "timeline": timeline.rows(),
    })
}

fn counted(counters: &Counters) -> String {
    format!(
        "frames: {} received, {} fed, {} dropped, {} missing on the line; {} sent, {} resyncs; interruptions: {}, and {} that were none",
        counters.received,
        counters.rx_fed,
        counters.rx_dropped,
        counters.line_gaps,
        counters.sent,
        counters.resyncs,
        counters.interruptions,
        counters.false_interruptions,
    )
}

/// Every output, a line each.
struct Copy {
    file: BufWriter<File>,
    path: PathBuf,
    number: u64,
    failed: Option<std::io::Error>,
}

impl Copy {
    fn create(path: PathBuf) -> anyhow::Result<Self> {
        let file = File::create(&path).with_context(|| format!("--outputs {}", path.display()))?;
        Ok(Self { file: BufWriter::new(file), path, number: 0, failed: None })
    }

    fn add(&mut self, at: Duration, output: &Output, digest: &[u8; 32]) {
        use base64::Engine as _;
        let shown = if let Output::Media(sound) = output {
            json!({ "Media": base64::engine::general_purpose::STANDARD.encode(sound) })
        } else {
            serde_json::to_value(output).unwrap_or_default()
        };
        let row = json!({ "n": self.number, "atMs": millis(at), "output": shown, "sha256": hex(digest) });
        self.number += 1;
        if let Err(error) = writeln!(self.file, "{row}") {
            self.failed.get_or_insert(error);
        }
    }

    fn finish(mut self) -> anyhow::Result<()> {
        let done = self.failed.take().map_or_else(|| self.file.flush(), Err);
        done.with_context(|| format!("--outputs {}", self.path.display()))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn hex(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::new(), |mut text, byte| {
        // A String takes everything.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
