//! What the machine itself allows: how long loops that do nothing but look at the clock, one a processor, are kept from it.

use std::time::Duration;

use anyhow::Context as _;
use tokio::time::Instant;

/// Each looks for so long.
const LOOKS: Duration = Duration::from_secs(20);
/// Shorter gaps are nobody's: an interrupt.
const GAP: Duration = Duration::from_millis(1);

/// Looks, and prints.
#[expect(clippy::print_stdout, reason = "what the tool is for")]
pub(crate) fn run() -> anyhow::Result<()> {
    let loops = std::thread::available_parallelism()?.get();
    let looking: Vec<_> = (0..loops).map(|_| std::thread::spawn(look)).collect();
    println!("machine: {loops} loops for {} s that do nothing but look at the clock", LOOKS.as_secs());
    for (number, looking) in looking.into_iter().enumerate() {
        let gaps = looking.join().ok().context("a loop broke")?;
        let longest = gaps.iter().max().copied().unwrap_or_default();
        let longer = |than: u64| gaps.iter().filter(|gap| **gap > Duration::from_millis(than)).count();
        println!(
            "  loop {number} was kept waiting, over 1 / 5 / 20 ms {:>34}   longest {:.1} ms, in all {:.0} ms",
            format!("{} / {} / {}", gaps.len(), longer(5), longer(20)),
            ms(longest),
            ms(gaps.iter().sum())
        );
    }
    Ok(())
}

fn look() -> Vec<Duration> {
    let begun = Instant::now();
    let (mut last, mut gaps) = (begun, Vec::new());
    while last - begun < LOOKS {
        let now = Instant::now();
        gaps.extend(Some(now - last).filter(|gap| *gap > GAP));
        last = now;
    }
    gaps
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
