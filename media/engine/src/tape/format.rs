//! The letters tapes are written in.

use bytes::{BufMut as _, BytesMut};
use sha2::{Digest as _, Sha256};

use crate::Output;

pub(super) const TOOK: u8 = 0;
pub(super) const MEDIA: u8 = 1;
pub(super) const SPEECH: u8 = 2;
pub(super) const TIMEOUT: u8 = 3;
pub(super) const OTHER: u8 = 4;
pub(super) const OUTPUT: u8 = 5;
pub(super) const END: u8 = 6;

/// How much of the running digest stands behind each output.
pub(super) const SHORT: usize = 8;

/// LEB128, as in WebAssembly: seven bits a byte, the lowest first.
pub(super) fn put_number(tape: &mut BytesMut, mut number: u64) {
    while number >= 0x80 {
        tape.put_u8(low(number) | 0x80);
        number >>= 7;
    }
    tape.put_u8(low(number));
}

fn low(number: u64) -> u8 {
    u8::try_from(number & 0x7f).unwrap_or_default()
}

/// A sound's length, and of a silent line its byte; whether the sound itself is to follow.
pub(super) fn put_sound(tape: &mut BytesMut, sound: &[u8]) -> bool {
    let length = sound.len() as u64 * 2;
    match sound.first() {
        Some(first) if sound.iter().all(|byte| byte == first) => {
            put_number(tape, length + 1);
            tape.put_u8(*first);
            false
        }
        Some(_) | None => {
            put_number(tape, length);
            true
        }
    }
}

/// What an output is, in a byte that stands on tapes: never reuse one.
pub(super) fn kind(output: &Output) -> u8 {
    match output {
        Output::Media(_) => 0,
        Output::Mark(_) => 1,
        Output::Clear => 2,
        Output::Close(_) => 3,
        Output::Admit(_) => 4,
        Output::OpenRecogniser => 5,
        Output::Think { .. } => 6,
        Output::CancelThinking { .. } => 7,
        Output::Speak { .. } => 8,
        Output::Record(_) => 9,
        Output::UseTool { .. } => 10,
        Output::CancelSpeaking => 11,
    }
}

/// The kinds' names, by their byte.
pub(super) fn kind_name(kind: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "Media",
        "Mark",
        "Clear",
        "Close",
        "Admit",
        "OpenRecogniser",
        "Think",
        "CancelThinking",
        "Speak",
        "Record",
        "UseTool",
        "CancelSpeaking",
    ];
    NAMES.get(usize::from(kind)).copied().unwrap_or("an unknown kind")
}

/// The digest over all outputs so far, each bound to those before it.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    pub(super) digest: [u8; 32],
    pub(super) count: u64,
}

impl Chain {
    /// Adds an output; the first bytes of the digest behind it.
    pub(super) fn add(&mut self, output: &Output) -> Result<[u8; SHORT], serde_json::Error> {
        let mut hasher = Sha256::new();
        hasher.update(self.digest);
        hasher.update([kind(output)]);
        match output {
            Output::Media(sound) => hasher.update(sound),
            Output::Mark(_)
            | Output::Clear
            | Output::Close(_)
            | Output::Admit(_)
            | Output::OpenRecogniser
            | Output::Think { .. }
            | Output::CancelThinking { .. }
            | Output::Speak { .. }
            | Output::CancelSpeaking
            | Output::Record(_)
            | Output::UseTool { .. } => hasher.update(serde_json::to_vec(output)?),
        }
        self.digest = hasher.finalize().into();
        self.count += 1;
        Ok(self.short())
    }

    fn short(&self) -> [u8; SHORT] {
        let mut short = [0; SHORT];
        short.copy_from_slice(&self.digest[..SHORT]);
        short
    }
}
