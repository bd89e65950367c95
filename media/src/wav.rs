//! RIFF/WAVE files, as far as telephony needs them (Microsoft and IBM, Multimedia Programming Interface and Data Specifications
//! 1.0): chunks, each with its name and length, padded to even lengths.
//!
//! # Contract
//! Lengths in a head are not trusted: a program that writes to a pipe cannot know them.

use std::ops::Range;

use bytes::Bytes;

/// Samples a second on the telephone.
const TELEPHONE: u32 = 8_000;
/// Format tags (RFC 2361).
const PCM: u16 = 1;
const MULAW: u16 = 7;

/// How samples are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// A byte a sample, G.711.
    Mulaw,
    /// 16 bits a sample, little-endian.
    Pcm16,
    /// Anything else.
    Other,
}

/// What is said before the sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How.
    pub coding: Coding,
    /// Sides, interleaved sample by sample.
    pub channels: u16,
    /// Samples a second, of each side.
    pub rate: u32,
    begins: usize,
    length: usize,
}

/// It is something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a WAV file")]
pub struct NotWav;

impl Head {
    /// Reads the head of a file from its first bytes; `None`: there is more of it to come.
    pub fn read(file: &[u8]) -> Result<Option<Self>, NotWav> {
        if file.len() < 12 {
            return Ok(None);
        }
        if !file.starts_with(b"RIFF") || &file[8..12] != b"WAVE" {
            return Err(NotWav);
        }
        let (mut at, mut format) = (12, None);
        while let Some(chunk) = file.get(at..at + 8) {
            let length = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]);
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            match &chunk[..4] {
                b"data" => {
                    let (coding, channels, rate) = format.ok_or(NotWav)?;
                    return Ok(Some(Self { coding, channels, rate, begins: at + 8, length }));
                }
                b"fmt " => match file.get(at + 8..at + 24) {
                    Some(said) => format = Some(read_format(said)),
                    None => return Ok(None),
                },
                _ => {}
            }
            at = at.saturating_add(8).saturating_add(length).saturating_add(length % 2).min(usize::MAX - 8);
        }
        Ok(None)
    }

    /// Where the sound begins.
    pub fn begins(&self) -> usize {
        self.begins
    }

    /// Where the sound is in a file of so many bytes.
    pub fn sound(&self, file: usize) -> Range<usize> {
        self.begins..self.begins.saturating_add(self.length).min(file)
    }
}

fn read_format(chunk: &[u8]) -> (Coding, u16, u32) {
    let word = |at: usize| u16::from_le_bytes([chunk[at], chunk[at + 1]]);
    let coding = match (word(0), word(14)) {
        (MULAW, 8) => Coding::Mulaw,
        (PCM, 16) => Coding::Pcm16,
        _ => Coding::Other,
    };
    (coding, word(2), u32::from(word(4)) | (u32::from(word(6)) << 16))
}

/// The telephone's sound out of its file, one side. Sound without a head is taken as it is; another coding is `None`.
pub fn bare_mulaw(file: Bytes) -> Option<Bytes> {
    if !file.starts_with(b"RIFF") {
        return (!file.is_empty()).then_some(file);
    }
    let head = Head::read(&file).ok()??;
    let telephone = (head.coding, head.channels, head.rate) == (Coding::Mulaw, 1, TELEPHONE);
    telephone.then(|| file.slice(head.sound(file.len())))
}

/// A file of the telephone's sound, its sides interleaved.
pub fn of_mulaw(channels: u16, sound: &[u8]) -> Vec<u8> {
    let length = u32::try_from(sound.len()).unwrap_or(u32::MAX);
    let padding = &[0][..sound.len() % 2];
    let sides = u32::from(channels);
    let mut file = Vec::with_capacity(sound.len() + 59);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&length.saturating_add(50 + length % 2).to_le_bytes());
    // A format other than PCM carries an extension (here empty) and a `fact` chunk.
    file.extend_from_slice(b"WAVEfmt \x12\0\0\0");
    file.extend_from_slice(&MULAW.to_le_bytes());
    file.extend_from_slice(&channels.to_le_bytes());
    file.extend_from_slice(&TELEPHONE.to_le_bytes());
    file.extend_from_slice(&(TELEPHONE * sides).to_le_bytes());
    file.extend_from_slice(&channels.to_le_bytes());
    file.extend_from_slice(b"\x08\0\0\0fact\x04\0\0\0");
    file.extend_from_slice(&(length / sides.max(1)).to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&length.to_le_bytes());
    [&file, sound, padding].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(file: &[u8]) -> (Head, &[u8]) {
        let head = Head::read(file).unwrap().unwrap();
        let sound = head.sound(file.len());
        (head, &file[sound])
    }

    #[test]
    fn what_was_written_is_read() {
        for (channels, samples) in [(1, &[1, 2, 3][..]), (2, &[1, 2, 3, 4]), (1, &[])] {
            let file = of_mulaw(channels, samples);
            assert_eq!(
                usize::try_from(u32::from_le_bytes(file[4..8].try_into().unwrap())).unwrap() + 8,
                file.len()
            );
            assert_eq!(file.len() % 2, 0);
            let (head, read) = sound(&file);
            assert_eq!(
                (head.coding, head.channels, head.rate, read),
                (Coding::Mulaw, channels, 8_000, samples)
            );
        }
    }

    #[test]
    fn a_streamed_head_is_read_to_the_end_of_the_bytes_and_other_chunks_are_passed_over() {
        let mut file =
            b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0\x22\x56\0\0\x44\xac\0\0\x02\0\x10\0"
                .to_vec();
        file.extend_from_slice(b"LIST\x03\0\0\0abc\0data\xff\xff\xff\x7f\x01\0\xff\xff");
        let (head, read) = sound(&file);
        assert_eq!((head.coding, head.channels, head.rate), (Coding::Pcm16, 1, 22_050));
        assert_eq!(read, [1, 0, 255, 255]);
    }

    #[test]
    fn what_follows_the_sound_is_not_sound() {
        let mut file = of_mulaw(1, &[5; 4]);
        file.extend_from_slice(b"LIST\x02\0\0\0ab");
        assert_eq!(sound(&file).1, [5; 4]);
    }

    #[test]
    fn other_sound_is_refused_and_bare_sound_is_taken() {
        let bare = |file: &[u8]| bare_mulaw(Bytes::copy_from_slice(file));
        assert_eq!(bare(&of_mulaw(1, &[5; 3])).as_deref(), Some(&[5; 3][..]));
        assert_eq!(bare(&of_mulaw(2, &[5; 4])), None);
        assert_eq!(bare(b""), None);
        assert_eq!(bare(b"RIFF\0\0\0\0WAVEdata"), None);
        assert_eq!(bare(&[0xff; 10]).map(|sound| sound.len()), Some(10));
    }

    #[test]
    fn a_head_comes_in_pieces_and_other_files_have_none() {
        let file = of_mulaw(2, &[]);
        for piece in 0..file.len() {
            assert_eq!(Head::read(&file[..piece]), Ok(None), "{piece}");
        }
        assert_eq!(Head::read(b"RIFF0123456789 something else"), Err(NotWav));
        assert_eq!(Head::read(b"RIFF\0\0\0\0WAVEdata\0\0\0\0"), Err(NotWav));
    }
}
