//! What a recogniser takes in: frames, handed over in pieces of the length it works with. A message for every frame would wake it
//! fifty times a second for what it sends on ten times.
//!
//! A frame that was taken is never lost: a piece is begun only when there is room for it, and nobody else fills that room.

use bytes::{Bytes, BytesMut};
use tokio::sync::mpsc;

/// The caller's side. Dropping it ends the session, after what was taken.
#[derive(Debug)]
pub struct Intake {
    pieces: mpsc::Sender<Bytes>,
    begun: BytesMut,
    length: usize,
}

impl Intake {
    /// Pieces of so many bytes, 1 for each frame by itself; the sender is to be the only one.
    pub fn new(pieces: mpsc::Sender<Bytes>, length: usize) -> Self {
        Self { pieces, begun: BytesMut::new(), length }
    }

    /// Whether the frame was taken; otherwise it stays the caller's.
    pub fn take(&mut self, frame: &[u8]) -> bool {
        let taken = self.has_room();
        if taken {
            self.begun.reserve(self.length.saturating_sub(self.begun.len()));
            self.begun.extend_from_slice(frame);
            if self.begun.len() >= self.length {
                self.hand_over();
            }
        }
        taken
    }

    fn has_room(&self) -> bool {
        !self.is_closed() && (!self.begun.is_empty() || self.pieces.capacity() > 0)
    }

    /// Waits until there is room for a frame, or nobody listens any more.
    pub async fn room(&self) {
        if self.begun.is_empty() {
            drop(self.pieces.reserve().await);
        }
    }

    /// Nothing is taken any more.
    pub fn is_closed(&self) -> bool {
        self.pieces.is_closed()
    }

    fn hand_over(&mut self) {
        // There is room, unless nobody listens any more.
        let _ = self.pieces.try_send(self.begun.split().freeze());
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        if !self.begun.is_empty() {
            self.hand_over();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_taken_comes_out_in_whole_pieces_and_in_order_whenever_it_is_fetched(
            steps in proptest::collection::vec((0..4_usize, 1..200_usize), 0..200),
        ) {
            let (sender, mut pieces) = mpsc::channel(3);
            let mut intake = Intake::new(sender, 800);
            let (mut taken, mut fetched) = (Vec::new(), Vec::new());
            // Not longer than the frame that made it whole.
            let whole = |piece: &Bytes| (800..1_000).contains(&piece.len());
            for (step, length) in steps {
                if step == 0 {
                    if let Ok(piece) = pieces.try_recv() {
                        prop_assert!(whole(&piece));
                        fetched.extend(piece);
                    }
                    continue;
                }
                let frame: Vec<u8> = (0..=u8::MAX).cycle().skip(taken.len() % 256).take(length).collect();
                let room = intake.room().now_or_never().is_some();
                prop_assert_eq!(intake.take(&frame), room, "whoever waited for room is not told no");
                if room {
                    taken.extend(frame);
                }
            }
            drop(intake);
            while let Ok(piece) = pieces.try_recv() {
                prop_assert!(whole(&piece) || pieces.is_empty(), "the last is what there was");
                fetched.extend(piece);
            }
            prop_assert_eq!(fetched, taken);
        }
    }

    #[test]
    fn nothing_is_taken_for_whom_nobody_listens() {
        let (sender, pieces) = mpsc::channel(3);
        let mut intake = Intake::new(sender, 800);
        assert!(intake.take(&[0; 160]) && !intake.is_closed());
        drop(pieces);
        assert!(!intake.take(&[0; 160]) && intake.is_closed());
    }
}
