//! Down to the telephone's 8 kHz: a windowed-sinc low-pass evaluated at each output sample.

use std::f64::consts::PI;

/// Zero crossings of the sinc on either side: steep enough that nothing folds back below 3.4 kHz.
const CROSSINGS: f64 = 16.0;
/// The telephone's band ends at 3.4 kHz; the filter's slope needs the rest up to 4.
const CUT_OFF_HZ: f64 = 3_650.0;
const TARGET_HZ: f64 = 8_000.0;

/// Samples at `rate` as samples at 8 kHz. Output samples fall on few places between input samples; each has its weights once.
pub(super) fn to_8_khz(samples: &[i16], rate: u32) -> Vec<i16> {
    let step = f64::from(rate) / TARGET_HZ;
    // Cycles a sample of the input; never above its own half rate.
    let cut_off = (CUT_OFF_HZ / f64::from(rate)).min(0.45);
    let reach = CROSSINGS / (2.0 * cut_off);
    // Positions are counted in whole 8,000ths of an input sample: no rounding creeps in.
    let (ratio, target) = (usize::try_from(rate).unwrap_or(1), 8_000_usize);
    let phases = target / gcd(ratio, target);
    let weights: Vec<(isize, Vec<f64>)> = (0..phases)
        .map(|phase| {
            let centre = index_as_f64(phase * ratio % target) / TARGET_HZ;
            let first = (centre - reach).ceil();
            let taps = as_index((centre + reach).floor() - first) + 1;
            let weights = (0..taps).map(|tap| kernel(first + index_as_f64(tap) - centre, cut_off, reach));
            (as_offset(first), weights.collect())
        })
        .collect();
    let length = as_index(index_as_f64(samples.len()) / step);
    (0..length)
        .map(|at| {
            let (offset, weights) = &weights[at % phases];
            let whole = at * ratio / target;
            // Before the beginning there is silence.
            let skip = offset.unsigned_abs().saturating_sub(whole);
            let from = whole.saturating_add_signed(*offset);
            let taps = weights.iter().skip(skip).zip(samples.get(from..).unwrap_or_default());
            clamp(taps.map(|(weight, sample)| weight * f64::from(*sample)).sum())
        })
        .collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[expect(clippy::cast_possible_truncation, reason = "a few dozen samples either way")]
fn as_offset(distance: f64) -> isize {
    distance as isize
}

/// The low-pass's weight at a distance in input samples: a sinc under a Hann window.
fn kernel(distance: f64, cut_off: f64, reach: f64) -> f64 {
    let x = 2.0 * PI * cut_off * distance;
    let sinc = if x.abs() < 1e-9 { 1.0 } else { x.sin() / x };
    let window = 0.5 + 0.5 * (PI * distance / reach).cos();
    2.0 * cut_off * sinc * window
}

#[expect(clippy::cast_precision_loss, reason = "minutes of audio, far below 2^53 samples")]
fn index_as_f64(index: usize) -> f64 {
    index as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "negative means the beginning")]
fn as_index(position: f64) -> usize {
    position.max(0.0) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the type's range")]
fn clamp(sample: f64) -> i16 {
    sample.round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The loudness of a sine after resampling, beside what went in.
    fn gain(hz: f64) -> f64 {
        let tone = |at: usize| clamp(10_000.0 * (2.0 * PI * hz * index_as_f64(at) / 22_050.0).sin());
        let input: Vec<i16> = (0..22_050).map(tone).collect();
        let power = |samples: &[i16]| -> f64 {
            samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / index_as_f64(samples.len())
        };
        (power(&to_8_khz(&input, 22_050)) / power(&input)).sqrt()
    }

    #[test]
    fn the_band_passes_and_what_would_fold_back_does_not() {
        for hz in [300.0, 1_000.0, 3_000.0] {
            assert!((gain(hz) - 1.0).abs() < 0.05, "{hz} Hz: {}", gain(hz));
        }
        for hz in [5_000.0, 7_000.0, 10_000.0] {
            assert!(gain(hz) < 0.02, "{hz} Hz: {}", gain(hz));
        }
    }

    #[test]
    fn a_second_stays_a_second() {
        assert_eq!(to_8_khz(&vec![0; 22_050], 22_050).len(), 8_000);
        assert_eq!(to_8_khz(&[], 22_050).len(), 0);
    }
}
