//! One call's identities, and the form fields Twilio sends about it.

use crate::identity::sid;

/// Twilio's account in tests.
pub const ACCOUNT: &str = "AC00000000000000000000000000000001";

/// A form, in the order it is written.
pub type Form = Vec<(String, String)>;

/// A call.
#[derive(Debug, Clone)]
pub struct Line {
    /// `CA…`
    pub call: String,
    /// `MZ…`
    pub stream: String,
    /// `RE…`
    pub recording: String,
    /// Who calls.
    pub from: String,
    /// Who is called.
    pub to: String,
}

impl Line {
    /// A call told apart by a word and a number.
    pub fn new(of: &str, number: u32, from: &str, to: &str) -> Self {
        Self {
            call: sid("CA", of, number),
            stream: sid("MZ", of, number),
            recording: sid("RE", of, number),
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    fn form(&self, more: &[(&str, &str)]) -> Form {
        [("AccountSid", ACCOUNT), ("CallSid", self.call.as_str())]
            .iter()
            .chain(more)
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    fn with_ends(&self, more: &[(&str, &str)]) -> Form {
        let ends = [
            ("From", self.from.as_str()),
            ("To", self.to.as_str()),
            ("Direction", "inbound"),
            ("ApiVersion", "2010-04-01"),
        ];
        self.form(&[&ends, more].concat())
    }

    /// The voice webhook.
    pub fn incoming(&self) -> Form {
        self.with_ends(&[("CallStatus", "ringing")])
    }

    /// A status callback: `in-progress`, `completed` …, counted by Twilio.
    pub fn status(&self, status: &str, sequence: u32, seconds: Option<u32>) -> Form {
        let (sequence, seconds) = (sequence.to_string(), seconds.map(|s| s.to_string()));
        let mut more = vec![
            ("CallStatus", status),
            ("SequenceNumber", &sequence),
            ("Timestamp", "Fri, 20 Nov 2026 10:00:30 +0000"),
            ("CallbackSource", "call-progress-events"),
        ];
        if let Some(seconds) = &seconds {
            more.push(("CallDuration", seconds));
        }
        self.with_ends(&more)
    }

    /// A stream callback: `stream-started` or `stream-stopped`.
    pub fn stream_event(&self, event: &str) -> Form {
        let more = [
            ("StreamSid", self.stream.as_str()),
            ("StreamName", self.call.as_str()),
            ("StreamEvent", event),
            ("Timestamp", "2026-11-20T10:00:01.5Z"),
        ];
        self.form(&more)
    }

    /// A recording callback: `in-progress`, `completed`, `absent`.
    pub fn recording(&self, status: &str, seconds: Option<u32>) -> Form {
        let seconds = seconds.map(|s| s.to_string());
        let url =
            format!("https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/{}", self.recording);
        let mut more = vec![
            ("RecordingSid", self.recording.as_str()),
            ("RecordingStatus", status),
            ("RecordingUrl", &url),
            ("RecordingChannels", "2"),
            ("RecordingSource", "StartCallRecordingTwiML"),
        ];
        if let Some(seconds) = &seconds {
            more.push(("RecordingDuration", seconds));
        }
        self.form(&more)
    }
}
