//! The dual-channel recording Twilio would make: caller left, agent right.

use std::path::Path;

use domain::ids::RecordingSid;
use media::wav;

use super::handset::{FRAME, SILENCE};

/// Both sides of a call in mu-law, interleaved sample by sample.
#[derive(Debug, Default)]
pub struct Recording {
    samples: Vec<u8>,
}

impl Recording {
    /// Adds 20 ms.
    pub(crate) fn push(&mut self, caller: &[u8; FRAME], agent: Option<&[u8; FRAME]>) {
        let agent = agent.unwrap_or(&[SILENCE; FRAME]);
        self.samples.extend(caller.iter().zip(agent).flat_map(|(left, right)| [*left, *right]));
    }

    /// A WAV file.
    pub fn to_wav(&self) -> Vec<u8> {
        wav::of_mulaw(2, &self.samples)
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
    }
}
