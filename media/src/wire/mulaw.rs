//! mu-law (ITU-T G.711), the telephone's eight bits a sample.

/// G.711: the bias added before the logarithm.
const BIAS: i32 = 0x84;
/// G.711: the largest magnitude that can be told.
const CLIP: i32 = 32_635;

/// The mu-law byte of silence.
pub const SILENCE: u8 = 0xFF;

static DECODED: [i16; 256] = decoded();

const fn decoded() -> [i16; 256] {
    let mut table = [0_i16; 256];
    let mut byte = 0;
    while byte < 256 {
        // Bits travel inverted: sign, three of exponent, four of mantissa.
        let code = !byte;
        let exponent = (code >> 4) & 7;
        let mantissa = code & 15;
        let magnitude = (((mantissa << 3) + BIAS) << exponent) - BIAS;
        let value = if code & 0x80 == 0 { magnitude } else { -magnitude };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most ±32124; byte is 0–255")]
        {
            table[byte as usize] = value as i16;
        }
        byte += 1;
    }
    table
}

/// One sample of linear PCM.
pub fn decode(byte: u8) -> i16 {
    DECODED[usize::from(byte)]
}

/// One mu-law byte.
pub fn encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = i32::from(sample).abs().min(CLIP) + BIAS;
    // The exponent is the place of the highest bit above the seventh.
    let exponent = 24 - magnitude.leading_zeros().min(24);
    let mantissa = (magnitude >> (exponent + 3)) & 15;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sign, three bits and four bits")]
    let code = sign | ((exponent as u8) << 4) | mantissa as u8;
    !code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_the_way_there_and_back() {
        for byte in 0..=255 {
            let again = encode(decode(byte));
            // Both codes of zero decode to the same sample.
            assert!(again == byte || decode(byte) == 0, "{byte:#x} became {again:#x}");
        }
    }

    #[test]
    fn known_values() {
        assert_eq!((decode(0xFF), decode(0x00), decode(0x80)), (0, -32_124, 32_124));
        assert_eq!((encode(0), encode(i16::MIN), encode(i16::MAX)), (SILENCE, 0x00, 0x80));
    }
}
