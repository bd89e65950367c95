//! Google wraps mu-law in a WAV file; the line wants the bare sound.

use bytes::Bytes;

/// `WAVE_FORMAT_MULAW`.
const MULAW: u16 = 7;

/// The `data` chunk of a WAV file of mu-law, one channel at 8 kHz. Sound without a header is taken as it is; another format is `None`.
pub(super) fn mulaw(content: Bytes) -> Option<Bytes> {
    if content.get(..4) != Some(b"RIFF") || content.get(8..12) != Some(b"WAVE") {
        return (!content.is_empty()).then_some(content);
    }
    let mut at = 12;
    let mut telephone = false;
    loop {
        let id = content.get(at..at + 4)?;
        let size = usize::try_from(u32::from_le_bytes(content.get(at + 4..at + 8)?.try_into().ok()?)).ok()?;
        let body = at + 8;
        // A size that was not known when the header was written reaches beyond the end.
        let end = body.checked_add(size)?.min(content.len());
        match id {
            b"fmt " => telephone = is_telephone(content.get(body..end)?)?,
            b"data" => return telephone.then(|| content.slice(body..end)),
            _ => {}
        }
        // Chunks are padded to even lengths.
        at = body.checked_add(size)?.checked_add(size % 2)?;
    }
}

fn is_telephone(format: &[u8]) -> Option<bool> {
    let kind = u16::from_le_bytes(format.get(..2)?.try_into().ok()?);
    let channels = u16::from_le_bytes(format.get(2..4)?.try_into().ok()?);
    let rate = u32::from_le_bytes(format.get(4..8)?.try_into().ok()?);
    Some((kind, channels, rate) == (MULAW, 1, 8_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(kind: u8, extra: &[u8], sound: &[u8]) -> Bytes {
        let mut wav = b"RIFF\0\0\0\0WAVEfmt \x12\0\0\0".to_vec();
        wav.extend_from_slice(&[kind, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0, 0, 0]);
        wav.extend_from_slice(extra);
        wav.extend_from_slice(b"data");
        wav.extend_from_slice(&u32::try_from(sound.len()).expect("short").to_le_bytes());
        wav.extend_from_slice(sound);
        wav.into()
    }

    #[test]
    fn the_header_is_not_played() {
        assert_eq!(mulaw(file(7, b"", &[1, 2, 3])).as_deref(), Some(&[1, 2, 3][..]));
        // A chunk between, of odd length.
        assert_eq!(mulaw(file(7, b"fact\x03\0\0\0abc\0", &[9; 5])).as_deref(), Some(&[9; 5][..]));
    }

    #[test]
    fn what_follows_the_sound_is_not_played() {
        let mut wav = file(7, b"", &[5; 4]).to_vec();
        wav.extend_from_slice(b"LIST\x02\0\0\0ab");
        assert_eq!(mulaw(wav.into()).as_deref(), Some(&[5; 4][..]));
    }

    #[test]
    fn other_sound_is_refused_and_bare_sound_is_taken() {
        assert_eq!(mulaw(file(1, b"", &[0; 8])), None);
        assert_eq!(mulaw(Bytes::new()), None);
        assert_eq!(mulaw(Bytes::from_static(b"RIFF\0\0\0\0WAVEdata")), None);
        assert_eq!(mulaw(Bytes::from_static(&[0xff; 10])).map(|sound| sound.len()), Some(10));
    }
}
