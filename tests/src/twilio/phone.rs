//! A caller on the line in real time: 50 frames a second both ways.

use std::time::Duration;

use anyhow::Context as _;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

use super::handset::{FRAME, Handset, SILENCE};
use super::line::Line;
use super::socket::{FromServer, MediaSocket};

/// What has been noticed on the line so far.
#[derive(Debug, Clone, Default)]
pub struct Noticed {
    /// Milliseconds since the stream started.
    pub now_ms: u64,
    /// Milliseconds of sound heard.
    pub heard_ms: u64,
    /// When sound was heard last.
    pub last_heard_ms: Option<u64>,
    /// Marks played or cleared, in order.
    pub marks: Vec<String>,
    /// When `clear` came.
    pub clears: Vec<u64>,
    /// How the server closed, when it has.
    pub closed: Option<Option<u16>>,
}

/// The caller's end of a call.
#[derive(Debug)]
pub struct Phone {
    line: Line,
    socket: MediaSocket,
    handset: Handset,
    ticks: Interval,
    noticed: Noticed,
    said: Vec<u8>,
    heard: Vec<u8>,
}

impl Phone {
    /// Takes over a socket on which `start` was sent.
    pub fn new(line: Line, socket: MediaSocket) -> Self {
        let mut ticks = interval(Duration::from_millis(20));
        // Late frames are made up for: the line keeps 50 a second.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        Self {
            line,
            socket,
            handset: Handset::default(),
            ticks,
            noticed: Noticed::default(),
            said: Vec::new(),
            heard: Vec::new(),
        }
    }

    /// Stays on the line, silent, until something is noticed.
    pub async fn listen(
        &mut self,
        what: &str,
        within: Duration,
        until: impl Fn(&Noticed) -> bool,
    ) -> anyhow::Result<Noticed> {
        self.hold(&[SILENCE; FRAME], what, within, until).await
    }

    /// Speaks (this frame over and over) until something is noticed.
    pub async fn hold(
        &mut self,
        frame: &[u8],
        what: &str,
        within: Duration,
        until: impl Fn(&Noticed) -> bool,
    ) -> anyhow::Result<Noticed> {
        let end = Instant::now() + within;
        while !until(&self.noticed) {
            let seen = &self.noticed;
            anyhow::ensure!(Instant::now() < end, "{what}: not within {within:?}; noticed {seen:?}");
            self.tick(frame).await.with_context(|| format!("waiting for: {what}"))?;
        }
        Ok(self.noticed.clone())
    }

    /// Says these frames, then goes on silently.
    pub async fn say(&mut self, sound: &[u8]) -> anyhow::Result<()> {
        for frame in sound.chunks(FRAME) {
            self.tick(frame).await?;
        }
        Ok(())
    }

    /// What was noticed.
    pub fn noticed(&self) -> &Noticed {
        &self.noticed
    }

    /// All sound sent, silence included.
    pub fn said(&self) -> &[u8] {
        &self.said
    }

    /// All sound heard; the silence between is left out.
    pub fn heard(&self) -> &[u8] {
        &self.heard
    }

    /// The line itself.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// The socket, for what a phone would not do.
    pub fn into_socket(self) -> MediaSocket {
        self.socket
    }

    /// Presses a key.
    pub async fn press(&mut self, digit: char) -> anyhow::Result<()> {
        self.socket.press(&self.line, digit).await
    }

    /// Hangs up: `stop`, and the server closes.
    pub async fn hang_up(mut self, within: Duration) -> anyhow::Result<Noticed> {
        self.socket.stop(&self.line).await?;
        self.noticed.closed = Some(self.socket.until_closed(within).await?);
        Ok(self.noticed)
    }

    /// Until the next frame is due, takes what the server sends; then sends the frame and plays 20 ms.
    async fn tick(&mut self, frame: &[u8]) -> anyhow::Result<()> {
        loop {
            tokio::select! {
                biased;
                _ = self.ticks.tick() => break,
                message = self.socket.next(), if self.noticed.closed.is_none() => self.take(message?).await?,
            }
        }
        if self.noticed.closed.is_none() && self.socket.media(&self.line, frame).await.is_err() {
            // The server closed; its close is still to be read.
            self.noticed.closed = Some(self.socket.until_closed(Duration::from_secs(2)).await?);
        }
        self.said.extend_from_slice(frame);
        self.noticed.now_ms += 20;
        let (heard, marks) = self.handset.play();
        if let Some(heard) = heard {
            self.heard.extend(heard);
            self.noticed.heard_ms += 20;
            self.noticed.last_heard_ms = Some(self.noticed.now_ms);
        }
        self.echo(marks).await
    }

    async fn take(&mut self, message: FromServer) -> anyhow::Result<()> {
        match message {
            FromServer::Sound(sound) => self.handset.sound(sound),
            FromServer::Mark(name) => self.handset.mark(name),
            FromServer::Clear => {
                self.noticed.clears.push(self.noticed.now_ms);
                let marks = self.handset.clear();
                self.echo(marks).await?;
            }
            FromServer::Closed(code) => self.noticed.closed = Some(code),
        }
        Ok(())
    }

    async fn echo(&mut self, marks: Vec<String>) -> anyhow::Result<()> {
        for name in marks {
            if self.noticed.closed.is_none() {
                self.socket.echo(&self.line, &name).await?;
            }
            self.noticed.marks.push(name);
        }
        Ok(())
    }
}

/// A voiced sound: a hum at 150 Hz with its overtones, loud, in mu-law.
pub fn voice(ms: usize) -> Vec<u8> {
    let samples = ms * 8;
    (0..samples)
        .map(|n| {
            let t = f64::from(u32::try_from(n).unwrap_or(u32::MAX)) / 8000.0;
            // Syllables: four a second, never quite silent.
            let loud = 0.55 + 0.45 * (std::f64::consts::TAU * 4.0 * t).sin();
            let hum: f64 = (1..=8)
                .map(|k| (std::f64::consts::TAU * 150.0 * f64::from(k) * t).sin() / f64::from(k))
                .sum();
            mulaw(hum * loud * 7000.0)
        })
        .collect()
}

/// G.711 mu-law of a 16-bit sample.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the ranges G.711 works in"
)]
fn mulaw(sample: f64) -> u8 {
    let sign = if sample < 0.0 { 0x80 } else { 0 };
    let magnitude = (sample.abs().min(32_635.0) as u32) + 132;
    let exponent = (magnitude.ilog2().max(7) - 7).min(7);
    let mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    !(sign | ((exponent as u8) << 4) | mantissa as u8)
}
