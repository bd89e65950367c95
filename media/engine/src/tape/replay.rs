use std::time::Duration;

use super::{
    Head, TapeError,
    format::{self, Chain},
    read::{Entry, Reader},
};
use crate::{Engine, EngineSettings, Gauges, Input, Output};

/// What happens in a replay, as it happens.
#[derive(Debug)]
pub enum Moment<'a> {
    /// The engine is told something.
    Input(&'a Input),
    /// The engine gives something; the digest is over it and all before it.
    Output(&'a Output, [u8; 32]),
}

/// The first output that is another than the one on the tape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which, from 0.
    pub number: u64,
    /// When.
    pub at: Duration,
    /// What it was on the tape; `None`: there was none.
    pub recorded: Option<&'static str>,
    /// What it is when replayed; `None`: there is none.
    pub replayed: Option<&'static str>,
}

/// What came of a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// Inputs on the tape.
    pub inputs: u64,
    /// Outputs of the engine.
    pub outputs: u64,
    /// The digest over all of them.
    pub digest: [u8; 32],
    /// The instant of the last input.
    pub length: Duration,
    /// The tape has its end. Without, the process died, or recording gave up.
    pub is_whole: bool,
    /// `None`: all outputs were the same.
    pub difference: Option<Difference>,
    /// Queues and counters at the end.
    pub gauges: Gauges,
}

/// Runs an engine from a tape, and compares what it gives with what was given then.
pub fn replay(
    tape: &[u8],
    each: impl FnMut(Duration, Moment<'_>, &Gauges),
) -> Result<(Head, Played), TapeError> {
    let (head, reader) = Reader::open(tape)?;
    let deck = Deck::new(head.settings.clone(), &head);
    play(head, reader, deck, each, |_| false)
}

/// The same under other thresholds, as far as nothing comes out differently: what the caller and the providers would have done after
/// that is on no tape.
pub fn replay_under(
    tape: &[u8],
    thresholds: impl FnOnce(EngineSettings) -> EngineSettings,
    each: impl FnMut(Duration, Moment<'_>, &Gauges),
) -> Result<(Head, Played), TapeError> {
    let (head, reader) = Reader::open(tape)?;
    let deck = Deck::new(thresholds(head.settings.clone()), &head);
    play(head, reader, deck, each, |deck| deck.difference.is_some())
}

fn play(
    head: Head,
    mut reader: Reader<'_>,
    mut deck: Deck,
    mut each: impl FnMut(Duration, Moment<'_>, &Gauges),
    is_enough: impl Fn(&Deck) -> bool,
) -> Result<(Head, Played), TapeError> {
    let mut is_whole = false;
    while let Some(entry) = reader.next()? {
        if is_enough(&deck) {
            break;
        }
        match entry {
            Entry::Took => deck.engine.frame_taken(),
            Entry::Input(input, now) => {
                deck.now = now;
                deck.inputs += 1;
                each(now, Moment::Input(&input), &deck.engine.gauges());
                deck.engine.handle(*input, now);
            }
            Entry::Output { kind, digest } => deck.output(kind, digest, &mut each)?,
            Entry::End { count, digest } => {
                is_whole = true;
                deck.nothing_more(&mut each)?;
                if (count, digest) != (deck.chain.count, deck.chain.digest) {
                    deck.differ(None, None);
                }
                break;
            }
        }
    }
    let gauges = deck.engine.gauges();
    let Deck { inputs, chain, now, difference, .. } = deck;
    let played = Played {
        inputs,
        outputs: chain.count,
        digest: chain.digest,
        length: now,
        is_whole,
        difference,
        gauges,
    };
    Ok((head, played))
}

struct Deck {
    engine: Engine,
    now: Duration,
    inputs: u64,
    chain: Chain,
    difference: Option<Difference>,
}

impl Deck {
    fn new(settings: EngineSettings, head: &Head) -> Self {
        Self {
            engine: Engine::new(settings, head.opened_at.clone()),
            now: Duration::ZERO,
            inputs: 0,
            chain: Chain::default(),
            difference: None,
        }
    }

    /// The tape has an output here.
    fn output(
        &mut self,
        kind: u8,
        digest: [u8; format::SHORT],
        each: &mut impl FnMut(Duration, Moment<'_>, &Gauges),
    ) -> Result<(), TapeError> {
        let recorded = Some(format::kind_name(kind));
        let Some(output) = self.engine.poll_output() else {
            self.differ(recorded, None);
            return Ok(());
        };
        let number = self.chain.count;
        if self.give(&output, each)? != digest {
            self.differ_at(number, recorded, Some(&output));
        }
        Ok(())
    }

    /// The tape has no more outputs, and neither should the engine.
    fn nothing_more(
        &mut self,
        each: &mut impl FnMut(Duration, Moment<'_>, &Gauges),
    ) -> Result<(), TapeError> {
        while let Some(output) = self.engine.poll_output() {
            self.differ(None, Some(&output));
            self.give(&output, each)?;
        }
        Ok(())
    }

    fn give(
        &mut self,
        output: &Output,
        each: &mut impl FnMut(Duration, Moment<'_>, &Gauges),
    ) -> Result<[u8; format::SHORT], TapeError> {
        let short = self.chain.add(output).map_err(|error| TapeError::NoTape(error.to_string()))?;
        each(self.now, Moment::Output(output, self.chain.digest), &self.engine.gauges());
        Ok(short)
    }

    fn differ(&mut self, recorded: Option<&'static str>, replayed: Option<&Output>) {
        self.differ_at(self.chain.count, recorded, replayed);
    }

    fn differ_at(&mut self, number: u64, recorded: Option<&'static str>, replayed: Option<&Output>) {
        let replayed = replayed.map(|output| format::kind_name(format::kind(output)));
        let at = self.now;
        self.difference.get_or_insert(Difference { number, at, recorded, replayed });
    }
}
