//! The dual-channel recording Twilio would make: caller left, agent right.

use std::path::Path;

use domain::ids::RecordingSid;

use super::handset::{FRAME, SILENCE};

/// Both sides of a call in mu-law, interleaved sample by sample.
#[derive(Debug, Default)]
pub struct Recording {
    samples: Vec<u8>,
}

/// WAVE format tag of mu-law (RFC 2361).
const WAVE_FORMAT_MULAW: u16 = 7;
const RATE: u32 = 8000;
const CHANNELS: u16 = 2;

impl Recording {
    /// Adds 20 ms.
    pub(crate) fn push(&mut self, caller: &[u8; FRAME], agent: Option<&[u8; FRAME]>) {
        let agent = agent.unwrap_or(&[SILENCE; FRAME]);
        self.samples.extend(caller.iter().zip(agent).flat_map(|(left, right)| [*left, *right]));
    }

    /// A WAV file.
    pub fn to_wav(&self) -> Vec<u8> {
        let length = u32::try_from(self.samples.len()).unwrap_or(u32::MAX);
        let mut wav = Vec::with_capacity(self.samples.len() + 58);
        wav.extend_from_slice(b"RIFF");
        wav.extend_from_slice(&length.saturating_add(50).to_le_bytes());
        // A format other than PCM carries an extension (here empty) and a `fact` chunk (Microsoft, Multimedia Registration Kit).
        wav.extend_from_slice(b"WAVEfmt ");
        wav.extend_from_slice(&18_u32.to_le_bytes());
        wav.extend_from_slice(&WAVE_FORMAT_MULAW.to_le_bytes());
        wav.extend_from_slice(&CHANNELS.to_le_bytes());
        wav.extend_from_slice(&RATE.to_le_bytes());
        wav.extend_from_slice(&(RATE * u32::from(CHANNELS)).to_le_bytes());
        wav.extend_from_slice(&CHANNELS.to_le_bytes());
        wav.extend_from_slice(&8_u16.to_le_bytes());
        wav.extend_from_slice(&0_u16.to_le_bytes());
        wav.extend_from_slice(b"fact");
        wav.extend_from_slice(&4_u32.to_le_bytes());
        wav.extend_from_slice(&(length / u32::from(CHANNELS)).to_le_bytes());
        wav.extend_from_slice(b"data");
        wav.extend_from_slice(&length.to_le_bytes());
        wav.extend_from_slice(&self.samples);
        wav
    }

    /// Puts it where the server looks for recordings that Twilio does not keep.
    pub(super) async fn write(&self, folder: &Path, recording: &RecordingSid) -> std::io::Result<()> {
        tokio::fs::create_dir_all(folder).await?;
        tokio::fs::write(folder.join(format!("{recording}.wav")), self.to_wav()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caller_is_left_and_agent_is_right() {
        let mut recording = Recording::default();
        recording.push(&[1; FRAME], Some(&[2; FRAME]));
        recording.push(&[1; FRAME], None);
        let wav = recording.to_wav();
        assert_eq!(&wav[wav.len() - 4 * FRAME..][..4], [1, 2, 1, 2]);
        assert_eq!(&wav[wav.len() - 2..], [1, SILENCE]);
        let riff = u32::from_le_bytes(wav[4..8].try_into().unwrap());
        assert_eq!(riff as usize, wav.len() - 8);
    }
}
