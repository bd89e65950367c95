//! One line to the echo: every frame carries when it went out.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use acceptance::{server::NUMBER, twilio::Line};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::time::Instant;

use crate::{
    beat::Beat,
    line::{NAME, News, Wire},
    run::RINGS,
    samples::Samples,
};

/// Talks until the end; how long its frames were away while everybody talked, and how late they were sent.
pub(crate) async fn talk(
    authority: String,
    voice: Arc<Vec<String>>,
    number: u32,
    talked: Range<Instant>,
) -> anyhow::Result<(Samples, Samples)> {
    let begun = Instant::now();
    tokio::time::sleep(Duration::from_secs(1) * number / RINGS).await;
    let line = Line::new("echo", number, "", NUMBER);
    let mut wire = Wire::open(&authority, "/", line).await?;
    let (mut beat, mut back) = (Beat::new(), Samples::default());
    let mut frames = voice.iter().cycle();
    loop {
        tokio::select! {
            biased;
            now = beat.next() => {
                if now >= talked.end {
                    return Ok((back, beat.lateness()));
                }
                let sent = u64::try_from(Instant::now().duration_since(begun).as_nanos())?;
                let name = STANDARD.encode([sent.to_le_bytes().as_slice(), &[0; NAME - 8]].concat());
                let sound = frames.next().and_then(|frame| frame.get(name.len()..)).unwrap_or_default();
                wire.frame(&format!("{name}{sound}")).await?;
            }
            news = wire.next() => match news? {
                News::Sound(name) => {
                    let (sent, _) = name.split_first_chunk().unwrap_or((&[0; 8], &[]));
                    let sent = begun + Duration::from_nanos(u64::from_le_bytes(*sent));
                    if sent >= talked.start {
                        back.add(wire.arrived().saturating_duration_since(sent));
                    }
                }
                News::Closed => anyhow::bail!("the echo closed line {number}"),
                News::Mark(_) | News::Clear => {}
            },
        }
    }
}
