//! What a recording looks like: peaks of a WAV file, taken as it is read, so that an hour of sound is never in memory.
//!
//! # Contract
//! Mu-law and 16-bit PCM, one channel or two (caller left, agent right: <https://www.twilio.com/docs/voice/api/recording>). The sound
//! may stop anywhere; what was read is drawn.

use call_engine::mulaw;
use domain::call::Waveform;
use media::wav::{Coding, Head, NotWav};

/// Steps of a finished drawing: what a wide screen can show.
const STEPS: usize = 600;
/// The finest step: 20 ms, as the line's frames.
const FINEST_MS: u32 = 20;
const STEPS_A_SECOND: usize = 50;
/// The longest head before the sound: Twilio's is 44 bytes, other programs add notes.
const LONGEST_HEAD: usize = 64 * 1024;

/// Why there is nothing to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotDrawn {
    /// It is not a WAV file.
    #[error(transparent)]
    NotWav(#[from] NotWav),
    /// It is coded in a way no telephone recording is.
    #[error("neither mu-law nor 16-bit PCM of one or two channels")]
    Coding,
    /// It holds no sound.
    #[error("no sound in it")]
    Empty,
}

/// Draws a recording from its bytes, in whatever pieces they come.
#[derive(Debug, Default)]
pub(crate) struct Drawing {
    head: Vec<u8>,
    sound: Option<Sound>,
}

/// A file whose head was read.
#[derive(Debug)]
struct Sound {
    bytes_per_sample: usize,
    channels: usize,
    samples_per_step: usize,
    /// Bytes of a sample whose rest is still to come.
    rest: Vec<u8>,
    /// Samples, of all channels together, of the step that is being read.
    read: usize,
    loudest: [u16; 2],
    peaks: [Vec<u8>; 2],
}

impl Drawing {
    /// The next bytes of the file.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<(), NotDrawn> {
        if let Some(sound) = &mut self.sound {
            sound.take(bytes);
            return Ok(());
        }
        self.head.extend_from_slice(bytes);
        if let Some(head) = Head::read(&self.head)? {
            let mut sound = Sound::try_from(&head)?;
            sound.take(&self.head[head.begins()..]);
            (self.sound, self.head) = (Some(sound), Vec::new());
        } else if self.head.len() > LONGEST_HEAD {
            return Err(NotDrawn::NotWav(NotWav));
        }
        Ok(())
    }

    /// All that was read, in at most [`STEPS`] steps.
    pub(crate) fn finish(self) -> Result<Waveform, NotDrawn> {
        let mut sound = self.sound.ok_or(NotDrawn::NotWav(NotWav))?;
        if sound.read > 0 {
            sound.end_step();
        }
        let [caller, agent] = sound.peaks;
        let together = caller.len().div_ceil(STEPS);
        if together == 0 {
            return Err(NotDrawn::Empty);
        }
        let coarse = |peaks: &[u8]| -> Vec<u8> {
            peaks.chunks(together).map(|step| step.iter().copied().max().unwrap_or(0)).collect()
        };
        let step_ms = FINEST_MS.saturating_mul(u32::try_from(together).unwrap_or(u32::MAX));
        Ok(Waveform { step_ms, caller: coarse(&caller).into(), agent: coarse(&agent).into() })
    }
}

impl Sound {
    fn take(&mut self, bytes: &[u8]) {
        let joined;
        let mut bytes = bytes;
        if !self.rest.is_empty() {
            joined = [self.rest.as_slice(), bytes].concat();
            bytes = &joined;
        }
        let samples = bytes.chunks_exact(self.bytes_per_sample);
        let rest = samples.remainder().to_vec();
        for sample in samples {
            let loud = match *sample {
                [code] => mulaw::decode(code),
                [low, high] => i16::from_le_bytes([low, high]),
                _ => 0,
            };
            let side = self.read % self.channels;
            self.loudest[side] = self.loudest[side].max(loud.unsigned_abs());
            self.read += 1;
            if self.read == self.samples_per_step {
                self.end_step();
            }
        }
        self.rest = rest;
    }

    fn end_step(&mut self) {
        for (peaks, loudest) in self.peaks.iter_mut().zip(self.loudest) {
            peaks.push(u8::try_from(loudest >> 7).unwrap_or(u8::MAX));
        }
        (self.read, self.loudest) = (0, [0, 0]);
    }
}

impl TryFrom<&Head> for Sound {
    type Error = NotDrawn;

    fn try_from(head: &Head) -> Result<Self, NotDrawn> {
        let bytes_per_sample = match head.coding {
            Coding::Mulaw => 1,
            Coding::Pcm16 => 2,
            Coding::Other => return Err(NotDrawn::Coding),
        };
        let channels = usize::from(head.channels);
        let rate = usize::try_from(head.rate).unwrap_or(usize::MAX);
        let samples_per_step = (rate / STEPS_A_SECOND).saturating_mul(channels);
        if !(1..=2).contains(&channels) || samples_per_step == 0 {
            return Err(NotDrawn::Coding);
        }
        let (read, loudest, peaks) = (0, [0, 0], [Vec::new(), Vec::new()]);
        Ok(Self { bytes_per_sample, channels, samples_per_step, rest: Vec::new(), read, loudest, peaks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::caller::Recording;

    /// A PCM file of one channel at 8 kHz, with a chunk nobody needs before its sound.
    fn pcm(samples: &[i16]) -> Vec<u8> {
        let mut wav = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        wav.extend(8_000_u32.to_le_bytes());
        wav.extend(16_000_u32.to_le_bytes());
        wav.extend(b"\x02\0\x10\0LIST\x03\0\0\0abc\0data\xff\xff\xff\xff");
        wav.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        wav
    }

    fn drawn(wav: &[u8], piece: usize) -> Result<Waveform, NotDrawn> {
        let mut drawing = Drawing::default();
        for bytes in wav.chunks(piece) {
            drawing.take(bytes)?;
        }
        drawing.finish()
    }

    #[test]
    fn each_step_is_its_loudest_sample_however_the_bytes_come() {
        let mut samples = vec![0; 160];
        samples.extend([i16::MIN; 160]);
        samples.extend([100, -12_800, 30]);
        for piece in [1, 7, 1_000] {
            let shape = drawn(&pcm(&samples), piece).unwrap();
            assert_eq!((shape.step_ms, shape.caller.as_slice()), (20, [0, 255, 100].as_slice()), "{piece}");
        }
    }

    #[test]
    fn a_long_recording_is_drawn_in_few_steps() {
        let shape = drawn(&pcm(&vec![5_000; 160 * 1_500]), 4_096).unwrap();
        assert_eq!((shape.step_ms, shape.caller.as_slice().len()), (60, 500));
    }

    #[test]
    fn both_sides_of_a_simulated_call_are_told_apart() {
        let mut recording = Recording::default();
        recording.push(&[0x80; 160], None);
        recording.push(&[0xff; 160], Some(&[0x80; 160]));
        let shape = drawn(&recording.to_wav(), 100).unwrap();
        let (caller, agent) = (shape.caller.as_slice(), shape.agent.as_slice());
        assert!(caller[0] > 200 && caller[1] == 0, "{caller:?}");
        assert!(agent[0] == 0 && agent[1] > 200, "{agent:?}");
    }

    #[test]
    fn what_is_no_recording_is_not_drawn() {
        assert_eq!(drawn(b"RIFF0123456789 something else", 9), Err(NotDrawn::NotWav(NotWav)));
        assert_eq!(drawn(&pcm(&[]), 9), Err(NotDrawn::Empty));
        assert_eq!(drawn(b"RI", 9), Err(NotDrawn::NotWav(NotWav)));
    }
}
