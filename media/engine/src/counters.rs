/// What is counted of one call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Frames the line brought.
    pub received: u64,
    /// Frames missing on the line, by its own count.
    pub line_gaps: u64,
    /// Frames dropped because the recogniser did not take them.
    pub rx_dropped: u64,
    /// Frames the recogniser took.
    pub rx_fed: u64,
    /// Voiced frames that a recogniser took and was lost with before their words were final; at most so many.
    pub rx_lost: u64,
    /// Times the receive path began to drain.
    pub drains: u64,
    /// Frames sent.
    pub sent: u64,
    /// Times the pace was started anew because we were late.
    pub resyncs: u64,
    /// Times the line took no more for a while.
    pub line_full: u64,
    /// Sentences that had no sound.
    pub unspoken: u64,
    /// Messages that were none.
    pub malformed: u64,
    /// `media` before `start`.
    pub early_media: u64,
    /// Times the caller cut the agent short.
    pub interruptions: u64,
    /// Interruptions that were none.
    pub false_interruptions: u64,
    /// Times what seemed the caller was our own voice coming back.
    pub echoes: u64,
    /// Thoughts begun before the caller was surely done.
    pub thought_ahead: u64,
    /// Of these, thrown away.
    pub thought_in_vain: u64,
}
