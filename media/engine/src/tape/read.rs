use std::time::Duration;

use bytes::Bytes;

use super::{FORMAT, Head, format};
use crate::Input;

/// The longest sound or text of one entry: a sentence of five minutes is none.
const LONGEST: usize = 4 * 1024 * 1024;

/// What is on no tape of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TapeError {
    /// Not one word of it can be read.
    #[error("this is no recording of a call's inputs: {0}")]
    NoTape(String),
    /// Another version wrote it.
    #[error("it was recorded in format {found}, and this version reads format {FORMAT}")]
    OtherFormat {
        /// What it says it is.
        found: u64,
    },
    /// It was altered, or the disk forgot.
    #[error("the recording is damaged at byte {offset}: {what}")]
    Damaged {
        /// Where.
        offset: usize,
        /// What does not fit.
        what: String,
    },
}

/// One thing on a tape.
pub(super) enum Entry {
    Took,
    Input(Box<Input>, Duration),
    Output { kind: u8, digest: [u8; format::SHORT] },
    End { count: u64, digest: [u8; 32] },
}

/// A tape, read from its beginning to where it ends or breaks off.
pub(super) struct Reader<'a> {
    tape: &'a [u8],
    at: usize,
    now: Duration,
}

/// Why there is no next entry.
enum Fault {
    /// The last one was cut.
    BrokenOff,
    Damaged(String),
}

impl<'a> Reader<'a> {
    pub(super) fn open(tape: &'a [u8]) -> Result<(Head, Self), TapeError> {
        let mut reader = Self { tape, at: 0, now: Duration::ZERO };
        let no_tape = |why: String| TapeError::NoTape(why);
        let json = reader.text().map_err(|_| no_tape("it has no head".to_owned()))?;
        let plain: serde_json::Value = serde_json::from_slice(json).map_err(|e| no_tape(e.to_string()))?;
        let found = plain["format"].as_u64().unwrap_or_default();
        if found != u64::from(FORMAT) {
            return Err(TapeError::OtherFormat { found });
        }
        let head = serde_json::from_value(plain).map_err(|e| no_tape(e.to_string()))?;
        Ok((head, reader))
    }

    /// The next entry; `None` where the tape ends or breaks off.
    pub(super) fn next(&mut self) -> Result<Option<Entry>, TapeError> {
        let offset = self.at;
        match self.entry() {
            Ok(entry) => Ok(Some(entry)),
            Err(Fault::BrokenOff) => Ok(None),
            Err(Fault::Damaged(what)) => Err(TapeError::Damaged { offset, what }),
        }
    }

    fn entry(&mut self) -> Result<Entry, Fault> {
        let kind = self.byte()?;
        let now = match kind {
            format::MEDIA | format::SPEECH | format::TIMEOUT | format::OTHER => self.instant()?,
            _ => self.now,
        };
        let input = match kind {
            format::TOOK => return Ok(Entry::Took),
            format::OUTPUT => return Ok(Entry::Output { kind: self.byte()?, digest: self.array()? }),
            format::END => return Ok(Entry::End { count: self.number()?, digest: self.array()? }),
            format::MEDIA => Input::Media { chunk: self.number()?.checked_sub(1), sound: self.sound()? },
            format::SPEECH => {
                let id = self.number()?;
                let id =
                    u32::try_from(id).map_err(|_| Fault::Damaged(format!("there is no sentence {id}")))?;
                Input::Speech { id, sound: self.sound()? }
            }
            format::TIMEOUT => Input::Timeout,
            format::OTHER => {
                serde_json::from_slice(self.text()?).map_err(|error| Fault::Damaged(error.to_string()))?
            }
            other => return Err(Fault::Damaged(format!("there is no entry {other}"))),
        };
        Ok(Entry::Input(Box::new(input), now))
    }

    fn instant(&mut self) -> Result<Duration, Fault> {
        let since = Duration::from_nanos(self.number()?);
        self.now = self.now.checked_add(since).ok_or_else(|| Fault::Damaged("time has an end".to_owned()))?;
        Ok(self.now)
    }

    fn sound(&mut self) -> Result<Bytes, Fault> {
        let length = self.number()?;
        let sound = if length % 2 == 1 {
            vec![self.byte()?; bounded(length / 2)?]
        } else {
            self.take(bounded(length / 2)?)?.to_vec()
        };
        Ok(sound.into())
    }

    fn text(&mut self) -> Result<&'a [u8], Fault> {
        let length = bounded(self.number()?)?;
        self.take(length)
    }

    fn number(&mut self) -> Result<u64, Fault> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Fault::Damaged("a number without an end".to_owned()))
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        self.take(1).map(|byte| byte[0])
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| Fault::BrokenOff)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let end = self.at.checked_add(length).ok_or(Fault::BrokenOff)?;
        let bytes = self.tape.get(self.at..end).ok_or(Fault::BrokenOff)?;
        self.at = end;
        Ok(bytes)
    }
}

fn bounded(length: u64) -> Result<usize, Fault> {
    let damaged = || Fault::Damaged(format!("{length} bytes at once"));
    usize::try_from(length).ok().filter(|length| *length <= LONGEST).ok_or_else(damaged)
}
