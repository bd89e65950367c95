//! The shape of a recording's sound: what is still to be seen when the sound itself was deleted.

use serde::{Deserialize, Serialize};

/// How loud a recording is, step by step, on each side of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waveform {
    /// Milliseconds a step lasts.
    pub step_ms: u32,
    /// The caller's side.
    pub caller: Peaks,
    /// The agent's side.
    pub agent: Peaks,
}

/// The loudest sample of each step, 0 to 255. In JSON two hexadecimal digits a step: a number and a comma would be twice that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Peaks(Vec<u8>);

/// The text was not pairs of hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected two hexadecimal digits a step")]
pub struct NotPeaks;

impl Peaks {
    /// The peaks, in order.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Peaks {
    fn from(peaks: Vec<u8>) -> Self {
        Self(peaks)
    }
}

impl From<Peaks> for String {
    fn from(peaks: Peaks) -> Self {
        let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
        peaks.0.iter().flat_map(|peak| [digit(peak >> 4), digit(peak & 15)]).collect()
    }
}

impl TryFrom<String> for Peaks {
    type Error = NotPeaks;

    fn try_from(text: String) -> Result<Self, NotPeaks> {
        let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
        let digits = digits.filter(|digits| digits.len() % 2 == 0).ok_or(NotPeaks)?;
        let peak = |pair: &[u32]| u8::try_from(pair[0] * 16 + pair[1]).map_err(|_| NotPeaks);
        digits.chunks_exact(2).map(peak).collect::<Result<Vec<u8>, NotPeaks>>().map(Self)
    }
}
