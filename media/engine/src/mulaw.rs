//! G.711 mu-law (ITU-T G.711, 1988).

/// Mu-law silence.
pub const SILENCE: u8 = 0xff;

const BIAS: i16 = 0x84;
const CLIP: i16 = 32_635;

/// One sample as 16-bit linear PCM.
pub fn decode(code: u8) -> i16 {
    DECODED[usize::from(code)]
}

/// One sample of 16-bit linear PCM as mu-law.
pub fn encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = sample.saturating_abs().min(CLIP) + BIAS;
    // The position of the highest bit above bit 7 is the segment.
    let segment = 7_u32.saturating_sub(u32::from(magnitude.unsigned_abs()).leading_zeros() - 17);
    let step = (magnitude >> (segment + 3)) & 0x0f;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "three bits of segment, four of step"
    )]
    let code = (sign | (segment << 4) as u8) | step as u8;
    !code
}

static DECODED: [i16; 256] = decoded();

const fn decoded() -> [i16; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let bits = !(code as u8);
        let magnitude = ((((bits & 0x0f) as i16) << 3) + BIAS) << ((bits >> 4) & 0x07);
        table[code] = if bits & 0x80 == 0 { magnitude - BIAS } else { BIAS - magnitude };
        code += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes() {
        assert_eq!((decode(0xff), decode(0x7f)), (0, 0));
        assert_eq!((decode(0x80), decode(0x00)), (32_124, -32_124));
        assert_eq!(encode(0), SILENCE);
    }

    #[test]
    fn every_code_survives_a_round_trip() {
        for code in 0..=255 {
            assert_eq!(decode(encode(decode(code))), decode(code), "{code:#04x}");
        }
    }
}
