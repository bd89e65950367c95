//! Many measurements, and what they come to.

use std::time::Duration;

/// Times measured.
#[derive(Debug, Default, Clone)]
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub(crate) fn extend(&mut self, others: &Self) {
        self.0.extend_from_slice(&others.0);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// In milliseconds: so many thousandths of the measurements took no longer.
    pub(crate) fn ms(&self, thousandths: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = sorted.len().saturating_sub(1) * thousandths / 1_000;
        sorted.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_measurements_took_no_longer() {
        let mut samples = Samples::default();
        (1..=1_001).for_each(|ms| samples.add(Duration::from_millis(ms)));
        assert_eq!(
            [0, 500, 990, 1_000].map(|part| format!("{:.0}", samples.ms(part))),
            ["1", "501", "991", "1001"]
        );
        assert!(Samples::default().ms(500).is_nan());
    }
}
