//! A caller in Twilio's clothes: everything the telephone company does for one call, against a running server, with real audio.
//!
//! # Knows
//! Twilio's protocol from Twilio's side, and nothing of the server but its address, its public name and the shared secrets.
//! # Contract
//! The order is Twilio's: voice webhook, TwiML obeyed, handshake, `connected`, `start`, 50 frames a second both ways, `stop`,
//! callbacks. The audio heard is a real-time playback buffer, so marks come back when the sound has been *played*.

mod follow;
mod handset;
mod heard;
mod recording;
mod script;
mod stream;
mod turn;
mod twiml;
mod voice;
mod webhook;

use std::path::PathBuf;
use std::time::Duration;

use domain::ids::{CallSid, RecordingSid, StreamSid};
use domain::ports::{Clock, Entropy};
use serde::Serialize;
use tokio::sync::mpsc;
use url::Url;

use crate::config::Secret;

pub use follow::{FollowError, Follower, Outcome, Said, SignIn};
pub use heard::{HeardLine, Spoken, heard};
pub use recording::Recording;
pub use script::{Script, Turn};
pub use stream::EndedBy;
use stream::{Line, StreamEnd};
pub use voice::{CallerVoice, unlike};
use webhook::Webhooks;

/// Where and how to call.
#[derive(Debug, Clone)]
pub struct CallPlan {
    /// Where the server listens, on this machine.
    pub server: Url,
    /// What the server calls itself: signatures are made for this address.
    pub public: Url,
    /// The calling number.
    pub from: String,
    /// The number dialled.
    pub to: String,
    /// What the caller says.
    pub script: Script,
    /// Signs what Twilio signs; `None` when the server takes unsigned webhooks from this machine.
    pub token: Option<Secret>,
    /// Where the server keeps recordings that Twilio does not.
    pub recordings: PathBuf,
}

/// How the server knows what the caller says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Hearing {
    /// It hears *that* something is said, and takes *what* from the script.
    Script,
    /// By what it hears: it takes no script.
    Ear,
}

/// What happens during the call, as it happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// The server takes no script.
    HearsForItself,
    /// One of the voices cannot be the caller's.
    VoiceFailed {
        /// In its own words.
        reason: String,
    },
    /// All the caller will say has its sound.
    Rehearsed {
        /// Whose voice it is.
        voice: &'static str,
    },
    /// The server took the call.
    Answered {
        /// Its identity.
        call: CallSid,
    },
    /// The media stream is up.
    Connected,
    /// The caller begins to say a line.
    CallerSpeaks {
        /// Milliseconds since the stream started.
        at_ms: u64,
        /// The line.
        text: String,
    },
    /// The caller presses a key.
    CallerPresses {
        /// Milliseconds since the stream started.
        at_ms: u64,
        /// Which.
        digit: char,
    },
    /// The caller is handed to a person; nobody is really called.
    Transferred {
        /// Whose number.
        number: String,
    },
    /// The agent's voice was heard from here to there.
    AgentHeard {
        /// Milliseconds since the stream started.
        from_ms: u64,
        /// One past the last.
        to_ms: u64,
    },
}

/// How the call went.
#[derive(Debug, Clone)]
pub struct CallReport {
    /// Its identity.
    pub call: CallSid,
    /// Who put the phone down.
    pub ended_by: EndedBy,
    /// How long the line was up, in milliseconds.
    pub duration_ms: u64,
    /// How much of it the agent was heard, in milliseconds.
    pub agent_ms: u64,
    /// Script lines said, pressed keys among them.
    pub lines_said: usize,
    /// What the caller said.
    pub spoken: Vec<Spoken>,
    /// How the server knew what that was.
    pub hearing: Hearing,
    /// Whose voice it was said with.
    pub voice: &'static str,
    /// Whom the caller was handed to.
    pub transferred_to: Option<String>,
}

/// Why a call could not be placed or finished.
#[derive(Debug, thiserror::Error)]
pub enum CallerError {
    /// The server could not be reached.
    #[error("cannot reach the server at {url}: {reason}; start it with `make run`")]
    Unreachable {
        /// Where it was looked for.
        url: Url,
        /// What the system said.
        reason: String,
    },
    /// A webhook was not taken.
    #[error("{what} was answered with {status}: {body}")]
    Refused {
        /// Which request.
        what: &'static str,
        /// The HTTP status.
        status: u16,
        /// The problem, as the server told it.
        body: String,
    },
    /// The answer was not TwiML that this caller can obey.
    #[error("the voice webhook's answer cannot be obeyed: {0}")]
    Twiml(&'static str),
    /// The stream broke.
    #[error("the media stream failed: {0}")]
    Stream(String),
    /// The caller's voice could not be made.
    #[error("the caller's voice could not be made: {0}")]
    Voice(String),
    /// There are only tones, and nobody who is told what they stand for.
    #[error(
        "the server hears for itself, and tones are no words: install espeak-ng with its Hebrew voice (Debian: apt-get install \
         espeak-ng), or set SPEECH_PROVIDER=google"
    )]
    NoWords,
    /// The recording could not be kept.
    #[error("the recording could not be written: {0}")]
    Recording(#[from] std::io::Error),
    /// It went on and on.
    #[error("the call was still going after {0:?}")]
    TooLong(Duration),
}

/// The parts of the process a caller needs.
pub struct Means<'a> {
    /// The time.
    pub clock: &'a dyn Clock,
    /// Identities.
    pub entropy: &'a dyn Entropy,
    /// The voices the caller may have, the one to be preferred first.
    pub voices: &'a [CallerVoice],
    /// Where to tell what happens.
    pub tell: mpsc::UnboundedSender<Happening>,
}

/// Where call status callbacks go: the number's settings say so, not the TwiML.
const CALL_STATUS: &str = "/webhooks/twilio/call-status";

/// Places one call and stays on the line to its end.
pub async fn place(plan: &CallPlan, call: &CallSid, means: &Means<'_>) -> Result<CallReport, CallerError> {
    let webhooks = Webhooks::new(plan, call, means.clock)?;
    let hearing = webhooks.hand_in_script(&plan.script).await?;
    if hearing == Hearing::Ear {
        let _ = means.tell.send(Happening::HearsForItself);
    }
    let rehearsed = voice::rehearse(&plan.script, hearing, means).await?;
    let stream =
        StreamSid::try_from(sid("MZ", means.entropy)).map_err(|_| CallerError::Twiml("no stream sid"))?;
    let line = Line { call: call.clone(), stream, turns: rehearsed.turns };
    let answer = webhooks.voice().await?;
    let verbs = twiml::read(&answer)?;
    // Nobody listens any more when the printer is gone; the call goes on.
    let _ = means.tell.send(Happening::Answered { call: call.clone() });
    webhooks.status(CALL_STATUS, "in-progress", 1, None).await?;
    let recording = RecordingSid::try_from(sid("RE", means.entropy))
        .map_err(|_| CallerError::Twiml("no recording sid"))?;
    if let Some(callback) = &verbs.recording_callback {
        webhooks.recording(callback, &recording, "in-progress", None).await?;
    }
    if let Some(callback) = &verbs.stream_callback {
        webhooks.stream(callback, &line.stream, "stream-started").await?;
    }
    let end = stream::run(plan, &verbs, line, means).await?;
    let transferred_to = match end.ended_by {
        EndedBy::Agent => hand_over(&verbs, &webhooks, means).await?,
        // Who hangs up is asked nothing.
        EndedBy::Caller => None,
    };
    report(plan, &verbs, &webhooks, &recording, &end).await?;
    Ok(CallReport {
        call: call.clone(),
        ended_by: end.ended_by,
        duration_ms: end.duration_ms,
        agent_ms: end.agent_ms,
        lines_said: end.lines_said,
        spoken: end.spoken,
        hearing,
        voice: rehearsed.voice,
        transferred_to,
    })
}

/// The server has closed the stream: asks what is next, and obeys.
async fn hand_over(
    verbs: &twiml::Verbs,
    webhooks: &Webhooks<'_>,
    means: &Means<'_>,
) -> Result<Option<String>, CallerError> {
    let Some(redirect) = &verbs.redirect else { return Ok(None) };
    let Some(dial) = twiml::verbs(&webhooks.next(redirect).await?)?.dial else { return Ok(None) };
    let _ = means.tell.send(Happening::Transferred { number: dial.number.clone() });
    if let Some(action) = &dial.action {
        webhooks.dialled(action).await?;
    }
    Ok(Some(dial.number))
}

/// What Twilio reports after the line is down. The recording is written first: the callback says it can be fetched.
async fn report(
    plan: &CallPlan,
    verbs: &twiml::Verbs,
    webhooks: &Webhooks<'_>,
    recording: &RecordingSid,
    end: &StreamEnd,
) -> Result<(), CallerError> {
    let seconds = u32::try_from(end.duration_ms.div_ceil(1000)).unwrap_or(u32::MAX);
    if let Some(callback) = &verbs.stream_callback {
        webhooks.stream(callback, &end.stream, "stream-stopped").await?;
    }
    webhooks.status(CALL_STATUS, "completed", 2, Some(seconds)).await?;
    if let Some(callback) = &verbs.recording_callback {
        end.recording.write(&plan.recordings, recording).await?;
        webhooks.recording(callback, recording, "completed", Some(seconds)).await?;
    }
    Ok(())
}

/// A fresh identity of Twilio's kind.
pub fn sid(prefix: &str, entropy: &dyn Entropy) -> String {
    format!("{prefix}{}", entropy.uuid().simple())
}
