//! Just enough of RIFF/WAVE for what espeak-ng writes to a pipe.

/// Sample rate and samples of a 16-bit mono file. The sizes in its header are not trusted: a program that writes to a pipe
/// cannot know them.
pub(super) fn read(wav: &[u8]) -> Option<(u32, Vec<i16>)> {
    if wav.get(..4)? != b"RIFF" || wav.get(8..12)? != b"WAVE" {
        return None;
    }
    let mut at = 12;
    let mut rate = None;
    loop {
        let id = wav.get(at..at + 4)?;
        let size = usize::try_from(u32::from_le_bytes(wav.get(at + 4..at + 8)?.try_into().ok()?)).ok()?;
        let body = wav.get(at + 8..)?;
        match id {
            b"fmt " => {
                let channels = u16::from_le_bytes(body.get(2..4)?.try_into().ok()?);
                let bits = u16::from_le_bytes(body.get(14..16)?.try_into().ok()?);
                if (channels, bits) != (1, 16) {
                    return None;
                }
                rate = Some(u32::from_le_bytes(body.get(4..8)?.try_into().ok()?));
            }
            b"data" => {
                let body = &body[..size.min(body.len())];
                let samples =
                    body.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
                return rate.map(|rate| (rate, samples));
            }
            _ => {}
        }
        // Chunks are padded to even lengths.
        at = at.checked_add(8)?.checked_add(size)?.checked_add(size % 2)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streamed_header_is_read_to_the_end_of_the_bytes() {
        let mut wav = b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0\x22\x56\0\0\x44\xac\0\0\x02\0\x10\0data\xff\xff\xff\x7f".to_vec();
        wav.extend_from_slice(&[1, 0, 255, 255]);
        assert_eq!(read(&wav), Some((22_050, vec![1, -1])));
        assert_eq!(read(b"no sound"), None);
    }
}
