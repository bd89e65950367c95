//! What commands print: the one place that writes to standard output.

use std::io::{self, Write as _};

use serde::Serialize;

/// Standard output, as text or as JSON.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    json: bool,
}

impl Out {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether JSON is wanted.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// One result: the text for people, or the value for programs.
    pub fn result(self, value: &impl Serialize, text: impl FnOnce() -> String) -> io::Result<()> {
        if self.json { line(&serde_json::to_string(value)?) } else { line(&text()) }
    }

    /// A line for people, left out of JSON.
    pub fn say(self, text: &str) -> io::Result<()> {
        if self.json { Ok(()) } else { line(text) }
    }
}

fn line(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        // `agentlocator log export | head` closes the pipe: that is the end, not a failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => other,
    }
}
