//! The call's line to its recogniser, once that is open.

use std::future::pending;

use call_engine::TapedEngine;

use crate::provider::{Heard, Intake, RecognizerSession};

#[derive(Default)]
pub(super) struct Hearing(Option<Box<RecognizerSession>>);

/// What the recogniser is ready for.
pub(super) enum Ear {
    /// It takes a frame.
    Open,
    /// It heard something; nothing more, when it ended.
    Heard(Option<Box<Heard>>),
}

impl Hearing {
    pub(super) fn begin(&mut self, session: Box<RecognizerSession>) {
        self.0 = Some(session);
    }

    pub(super) fn end(&mut self) {
        self.0 = None;
    }

    /// For ever, while nobody listens, or nothing is heard and no frame waits.
    pub(super) async fn next(&mut self, frame_waits: bool) -> Ear {
        let Some(session) = &mut self.0 else { return pending().await };
        // One that takes no more says why in what it heard.
        let audio = Some(&session.audio).filter(|audio| frame_waits && !audio.is_closed());
        tokio::select! {
            biased;
            heard = session.heard.recv() => Ear::Heard(heard),
            () = room(audio) => Ear::Open,
        }
    }

    /// Gives the recogniser what it takes, up to the engine's burst.
    pub(super) fn feed(&mut self, engine: &mut TapedEngine) {
        let Some(session) = &mut self.0 else { return };
        for _ in 0..engine.burst() {
            if !engine.peek_frame().is_some_and(|frame| session.audio.take(frame)) {
                break;
            }
            engine.frame_taken();
        }
    }
}

/// Waits until there is room, or no more.
async fn room(audio: Option<&Intake>) {
    match audio {
        Some(audio) => audio.room().await,
        None => pending().await,
    }
}
