//! When the caller speaks: after the agent was heard and has been quiet for a while, as people do.

/// Frames (20 ms) of the agent's quiet that give the caller the word.
const PAUSE: u32 = 45;
/// Frames without a word from the agent after which the caller speaks all the same.
const PATIENCE: u32 = 400;

/// Counts the agent's quiet, a frame at a time.
#[derive(Debug, Default)]
pub(super) struct TurnTaker {
    agent_spoke: bool,
    quiet: u32,
}

impl TurnTaker {
    /// One frame of time with the agent heard or not; whether it is the caller's turn.
    pub(super) fn frame(&mut self, agent_heard: bool) -> bool {
        if agent_heard {
            self.agent_spoke = true;
            self.quiet = 0;
            return false;
        }
        self.quiet += 1;
        self.quiet >= if self.agent_spoke { PAUSE } else { PATIENCE }
    }

    /// The caller has spoken: the agent's turn.
    pub(super) fn yield_word(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caller_waits_for_the_agent_to_finish() {
        let mut turn = TurnTaker::default();
        assert!((0..100).all(|_| !turn.frame(true)));
        assert!((1..PAUSE).all(|_| !turn.frame(false)));
        assert!(turn.frame(false));
    }

    #[test]
    fn a_breath_between_sentences_is_no_turn() {
        let mut turn = TurnTaker::default();
        turn.frame(true);
        assert!((1..PAUSE).all(|_| !turn.frame(false)));
        assert!(!turn.frame(true));
        assert!(!turn.frame(false));
    }

    #[test]
    fn a_mute_agent_is_spoken_to_in_the_end() {
        let mut turn = TurnTaker::default();
        assert!((1..PATIENCE).all(|_| !turn.frame(false)));
        assert!(turn.frame(false));
    }
}
