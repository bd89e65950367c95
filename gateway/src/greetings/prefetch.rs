//! What callers hear first, and what they hear when something fails, spoken before anybody calls (B13, B14).
//!
//! # Contract
//! From the start on the greeting of every business that takes calls is had ready in its voice, and so are the phrases that are said
//! when something fails, in every voice there is a business for: the synthesiser keeps the sound, and a call finds it even when it
//! is the voice that fails. A change of words or voice has them ready anew. What could not be spoken is tried again, ever less
//! often, until it is. No call waits for any of it.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use domain::{StreamId, business::Business, ids::BusinessId, values::Voice};
use eventlog::CommandBus;
use futures::{StreamExt as _, stream};
use media::provider::{ProviderError, Synthesizer};
use projections::{Change, Entity, Projections, ReadError};
use tokio::{
    sync::{
        Notify, Semaphore,
        broadcast::{Receiver, error::RecvError},
    },
    time::{Instant, sleep, timeout_at},
};
use tokio_util::sync::CancellationToken;

/// Sentences asked for at a time: calls under way want the voice as well.
const AT_ONCE: usize = 4;
/// The wait before what failed is tried again, twice as long each time; the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(5));
/// So many failures in a row are the voice's, not the sentences': the rest is not tried before the next time.
const MOST_IN_A_ROW: u32 = 8;
/// Businesses read at a time.
const PAGE: u64 = 200;
/// How often the log hears how far it is, in pieces.
const TOLD_EVERY: usize = 100;

/// Has greetings and phrases ready. Cheap to clone.
#[derive(Clone)]
pub struct Prefetch(Arc<Inner>);

struct Inner {
    bus: CommandBus,
    projections: Projections,
    synthesizer: Arc<dyn Synthesizer>,
    pauses: (Duration, Duration),
    ready: Mutex<Ready>,
    turns: Semaphore,
    /// Something was missed or failed: all is looked through.
    wanting: Notify,
}

/// What was had ready by this process.
#[derive(Debug, Default)]
struct Ready {
    greetings: HashMap<BusinessId, (Option<Voice>, String)>,
    voices: HashSet<Option<Voice>>,
}

/// Something to have ready.
#[derive(Debug, Clone)]
enum Piece {
    /// What is said when something fails.
    Phrases(Option<Voice>),
    /// What is said first.
    Greeting(BusinessId, Option<Voice>, String),
}

/// How far it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    ready: usize,
    wanted: usize,
    /// Why some are not, when it is not for want of time.
    pub(crate) failure: Option<String>,
}

impl Tally {
    fn is_complete(&self) -> bool {
        self.ready == self.wanted
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ready, wanted, failure } = self;
        match failure {
            _ if self.is_complete() => f.write_str("ready"),
            Some(failure) => write!(f, "{ready} of {wanted} are ready: {failure}"),
            None => write!(f, "{ready} of {wanted} are ready, the others follow"),
        }
    }
}

impl Prefetch {
    pub(crate) fn new(bus: CommandBus, projections: Projections, synthesizer: Arc<dyn Synthesizer>) -> Self {
        Self::with(bus, projections, synthesizer, PAUSES)
    }

    fn with(
        bus: CommandBus,
        projections: Projections,
        synthesizer: Arc<dyn Synthesizer>,
        pauses: (Duration, Duration),
    ) -> Self {
        let (ready, turns, wanting) = (Mutex::default(), Semaphore::new(AT_ONCE), Notify::new());
        Self(Arc::new(Inner { bus, projections, synthesizer, pauses, ready, turns, wanting }))
    }

    /// Has all of it ready and follows the changes until `stop`.
    pub(crate) async fn run(self, changes: Receiver<Change>, stop: CancellationToken) {
        let work = async { tokio::join!(self.0.look_through(), self.0.follow(changes)) };
        // Nothing is left half done: what was spoken is kept.
        let _ = stop.run_until_cancelled(work).await;
    }

    /// Has all of it ready, whatever was ready before, as far as it gets within the time.
    pub(crate) async fn now(&self, within: Duration) -> Tally {
        let by = Instant::now() + within;
        match timeout_at(by, self.0.everything()).await {
            Ok(Ok(pieces)) => self.0.have(pieces, Some(by)).await,
            Ok(Err(error)) => Tally { ready: 0, wanted: 1, failure: Some(error.to_string()) },
            Err(_) => Tally {
                ready: 0,
                wanted: 1,
                failure: Some("the database does not answer in time".to_owned()),
            },
        }
    }
}

impl Inner {
    /// All that is not ready, again and again until it is; and again when something was missed.
    async fn look_through(&self) {
        let mut failed: u32 = 0;
        loop {
            let tally = match self.everything().await {
                Ok(mut pieces) => {
                    pieces.retain(|piece| !self.is_ready(piece));
                    self.have(pieces, None).await
                }
                Err(error) => Tally { ready: 0, wanted: 1, failure: Some(error.to_string()) },
            };
            if tally.is_complete() {
                if tally.wanted > 0 {
                    tracing::info!(pieces = tally.wanted, "greetings and phrases are ready");
                }
                failed = 0;
                self.wanting.notified().await;
                continue;
            }
            let pause = self.pauses.0.saturating_mul(2_u32.saturating_pow(failed)).min(self.pauses.1);
            failed = failed.saturating_add(1);
            tracing::warn!(%tally, again_in_s = pause.as_secs(), "greetings and phrases are not all ready");
            sleep(pause).await;
        }
    }

    async fn follow(&self, mut changes: Receiver<Change>) {
        loop {
            match changes.recv().await {
                Ok(Change { entity: Entity::Business(business), .. }) => self.changed(business).await,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => self.wanting.notify_one(),
                Err(RecvError::Closed) => return,
            }
        }
    }

    async fn changed(&self, business: BusinessId) {
        let mut pieces = match self.bus.state::<Business>(&StreamId::business(business)).await {
            Ok(state) => state.settings().map_or_else(Vec::new, |settings| {
                let voice = settings.voice;
                let greeting = Piece::Greeting(business, voice, settings.spoken_greeting());
                vec![greeting, Piece::Phrases(voice)]
            }),
            Err(error) => {
                tracing::warn!(%business, %error, "a business could not be looked at");
                return self.wanting.notify_one();
            }
        };
        pieces.retain(|piece| !self.is_ready(piece));
        let tally = self.have(pieces, None).await;
        if !tally.is_complete() {
            tracing::warn!(%business, %tally, "a greeting could not be had ready");
            self.wanting.notify_one();
        }
    }

    /// The phrases in every voice that is used, and every greeting.
    async fn everything(&self) -> Result<Vec<Piece>, ReadError> {
        let (mut voices, mut greetings) = (BTreeSet::from([None]), Vec::new());
        let mut after = None;
        loop {
            let page = self.projections.that_take_calls(after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            for (business, settings) in page {
                voices.insert(settings.voice);
                greetings.push(Piece::Greeting(business, settings.voice, settings.spoken_greeting()));
            }
        }
        Ok(voices.into_iter().map(Piece::Phrases).chain(greetings).collect())
    }

    fn ready(&self) -> MutexGuard<'_, Ready> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_ready(&self, piece: &Piece) -> bool {
        let ready = self.ready();
        match piece {
            Piece::Phrases(voice) => ready.voices.contains(voice),
            Piece::Greeting(business, voice, text) => {
                ready.greetings.get(business).is_some_and(|(held, said)| held == voice && said == text)
            }
        }
    }

    /// Has these ready, a few at a time; not after `by`, and not when the voice is away.
    async fn have(&self, pieces: Vec<Piece>, by: Option<Instant>) -> Tally {
        let wanted = pieces.len();
        let in_a_row = AtomicU32::new(0);
        let mut outcomes =
            stream::iter(pieces).map(|piece| self.one(piece, by, &in_a_row)).buffer_unordered(AT_ONCE);
        let mut tally = Tally { ready: 0, wanted, failure: None };
        while let Some(outcome) = outcomes.next().await {
            match outcome {
                Ok(true) => {
                    tally.ready += 1;
                    if tally.ready.is_multiple_of(TOLD_EVERY) {
                        tracing::info!(ready = tally.ready, wanted, "greetings and phrases are had ready");
                    }
                }
                Ok(false) => {}
                Err(error) => tally.failure = Some(error.to_string()),
            }
        }
        tally
    }

    /// Whether it is ready; not when it was not tried.
    async fn one(
        &self,
        piece: Piece,
        by: Option<Instant>,
        in_a_row: &AtomicU32,
    ) -> Result<bool, ProviderError> {
        if in_a_row.load(Ordering::Relaxed) >= MOST_IN_A_ROW {
            return Ok(false);
        }
        let spoken = match by {
            Some(by) => timeout_at(by, self.speak(piece)).await,
            None => Ok(self.speak(piece).await),
        };
        match spoken {
            Ok(Ok(())) => {
                in_a_row.store(0, Ordering::Relaxed);
                Ok(true)
            }
            Ok(Err(error)) => {
                in_a_row.fetch_add(1, Ordering::Relaxed);
                Err(error)
            }
            Err(_) => Ok(false),
        }
    }

    async fn speak(&self, piece: Piece) -> Result<(), ProviderError> {
        // Nobody closes it; if somebody did, there would be no bound and no harm.
        let _turn = self.turns.acquire().await;
        match piece {
            Piece::Phrases(voice) => {
                for phrase in media::PHRASES {
                    self.synthesizer.have_ready(voice, phrase).await?;
                }
                self.ready().voices.insert(voice);
            }
            Piece::Greeting(business, voice, text) => {
                self.synthesizer.have_ready(voice, &text).await?;
                self.ready().greetings.insert(business, (voice, text));
                metrics::counter!("agentlocator_greetings_prefetched_total").increment(1);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
