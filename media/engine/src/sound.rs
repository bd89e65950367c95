//! A sentence's sound while it is being said, in blocks that are let go as the caller has heard them.
//!
//! One piece would be held to its last word, and a sentence is dozens of kilobytes; blocks of one size leave the allocator no holes.
//! A sentence that waits for its turn stays the one piece that whoever made it keeps for a while, too.

use std::collections::VecDeque;

use bytes::Bytes;

/// Bytes of mu-law in a frame of 20 ms at 8 kHz.
pub(crate) const FRAME_BYTES: usize = 160;
/// Frames in a block: half a second.
const FRAMES: usize = 25;
const BLOCK: usize = FRAMES * FRAME_BYTES;

/// Places in it are bytes from its beginning, and stay when the beginning is gone.
#[derive(Debug)]
pub(crate) struct Sound {
    /// Until its first frame is asked for.
    whole: Option<Bytes>,
    blocks: VecDeque<Bytes>,
    /// Where the first block begins.
    from: usize,
}

impl Sound {
    pub(crate) fn new(sound: Bytes) -> Self {
        Self { whole: Some(sound), blocks: VecDeque::new(), from: 0 }
    }

    /// The frame that begins there, shorter at the end; `None` beyond it, or when it was let go. Begins at a whole frame.
    pub(crate) fn frame(&mut self, at: usize) -> Option<Bytes> {
        if let Some(whole) = self.whole.take() {
            self.blocks = whole.chunks(BLOCK).map(Bytes::copy_from_slice).collect();
        }
        let within = at.checked_sub(self.from)?;
        let (block, begin) = (self.blocks.get(within / BLOCK)?, within % BLOCK);
        let end = (begin + FRAME_BYTES).min(block.len());
        (begin < end).then(|| block.slice(begin..end))
    }

    /// Nothing before this place is wanted again.
    pub(crate) fn let_go(&mut self, before: usize) {
        while let Some(block) = self.blocks.pop_front_if(|block| self.from + block.len() <= before) {
            self.from += block.len();
        }
    }

    /// The first place that is still there.
    pub(crate) fn from(&self) -> usize {
        self.from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_in_order_whatever_was_let_go() {
        let bytes: Bytes = (0..=u8::MAX).cycle().take(BLOCK * 2 + 100).collect();
        let mut sound = Sound::new(bytes.clone());
        for at in (0..bytes.len()).step_by(FRAME_BYTES) {
            sound.let_go(at.saturating_sub(FRAME_BYTES));
            let end = (at + FRAME_BYTES).min(bytes.len());
            assert_eq!(sound.frame(at), Some(bytes.slice(at..end)));
        }
        assert_eq!((sound.from(), sound.frame(0)), (BLOCK, None), "what was said is not held");
        sound.let_go(bytes.len());
        assert_eq!((sound.from(), sound.frame(bytes.len())), (bytes.len(), None));
    }
}
