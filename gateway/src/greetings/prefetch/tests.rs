//! What the synthesiser is asked to have ready, and when.

use std::sync::atomic::{AtomicBool, AtomicUsize};

use async_trait::async_trait;
use bytes::Bytes;
use domain::business::{Amendment, BusinessCommand};

use super::*;
use crate::{cause::Cause, demo, testing::Bench};

/// The longest anything here may take.
const SOON: Duration = Duration::from_secs(20);
const MS: fn(u64) -> Duration = Duration::from_millis;

/// Writes down what it has ready, while it is not down.
#[derive(Default)]
struct Throat {
    asked: Mutex<Vec<(Option<Voice>, String)>>,
    is_down: AtomicBool,
    stalls: AtomicBool,
    tried: AtomicU32,
    now: AtomicUsize,
    most_at_once: AtomicUsize,
}

#[async_trait]
impl Synthesizer for Throat {
    fn name(&self) -> &'static str {
        "throat"
    }

    async fn speak_as(&self, voice: Option<Voice>, text: &str) -> Result<Bytes, ProviderError> {
        self.tried.fetch_add(1, Ordering::SeqCst);
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(now, Ordering::SeqCst);
        sleep(if self.stalls.load(Ordering::SeqCst) { SOON } else { MS(1) }).await;
        self.now.fetch_sub(1, Ordering::SeqCst);
        if self.is_down.load(Ordering::SeqCst) {
            return Err(ProviderError::TimedOut { provider: "throat" });
        }
        self.asked.lock().unwrap().push((voice, text.to_owned()));
        Ok(Bytes::from_static(b"\xff"))
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

impl Throat {
    fn has(&self, voice: Option<Voice>, text: &str) -> bool {
        self.asked.lock().unwrap().iter().any(|(held, said)| *held == voice && said.contains(text))
    }

    /// How often it was asked for the phrases in a voice.
    fn phrases(&self, voice: Option<Voice>) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(held, said)| *held == voice && *said == media::PHRASES[0]).count()
    }
}

async fn until(what: &str, mut fits: impl FnMut() -> bool) {
    let by = Instant::now() + SOON;
    while !fits() {
        assert!(Instant::now() < by, "{what}");
        sleep(MS(10)).await;
    }
}

/// The demo business, as it stood before the process began.
async fn stands(bench: &Bench, amendment: Amendment) {
    bench.demo().await;
    amend(bench, "before", amendment).await;
    let voice = bench.state::<Business>(&business()).await.settings().unwrap().voice;
    let by = Instant::now() + SOON;
    loop {
        let shown = bench.app.projections.that_take_calls(None, 10).await.unwrap();
        if shown.iter().any(|(id, settings)| *id == BusinessId::named(demo::KEY) && settings.voice == voice) {
            break;
        }
        assert!(Instant::now() < by, "the read model shows it");
        sleep(MS(10)).await;
    }
}

fn business() -> StreamId {
    StreamId::business(BusinessId::named(demo::KEY))
}

async fn amend(bench: &Bench, key: &str, amendment: Amendment) {
    let command = BusinessCommand::AmendSettings { amendment: Box::new(amendment) };
    let context = Cause::system(key).within(BusinessId::named(demo::KEY)).of("UpdateBusinessSettings");
    bench.app.bus.execute::<Business>(&business(), command, &context).await.unwrap();
}

fn voiced(voice: Voice) -> Amendment {
    Amendment { voice: Some(Some(voice)), ..Amendment::default() }
}

/// A process that begins now.
fn begin(bench: &Bench, throat: &Arc<Throat>) -> (Prefetch, CancellationToken) {
    let app = &bench.app;
    let pauses = (MS(20), MS(50));
    let prefetch = Prefetch::with(app.bus.clone(), app.projections.clone(), throat.clone(), pauses);
    let stop = CancellationToken::new();
    app.lifecycle.tasks.spawn(prefetch.clone().run(app.projections.changes(), stop.clone()));
    (prefetch, stop)
}

#[tokio::test]
async fn what_was_there_before_the_start_is_ready_soon_after_it() {
    let bench = Bench::new().await;
    stands(&bench, voiced(Voice::MaleA)).await;
    let throat = Arc::new(Throat::default());
    let (_, stop) = begin(&bench, &throat);
    until("the greeting, in its voice", || throat.has(Some(Voice::MaleA), "מדברת לאה")).await;
    for voice in [None, Some(Voice::MaleA)] {
        until("what is said when something fails", || {
            media::PHRASES.iter().all(|phrase| throat.has(voice, phrase))
        })
        .await;
        assert_eq!(throat.phrases(voice), 1, "once a voice");
    }
    assert!(throat.most_at_once.load(Ordering::SeqCst) <= AT_ONCE);
    stop.cancel();
}

#[tokio::test]
async fn what_a_voice_that_was_down_could_not_speak_is_spoken_when_it_is_back() {
    let bench = Bench::new().await;
    stands(&bench, voiced(Voice::FemaleB)).await;
    let throat = Arc::new(Throat::default());
    throat.is_down.store(true, Ordering::SeqCst);
    let (_, stop) = begin(&bench, &throat);
    until("it is tried again", || throat.tried.load(Ordering::SeqCst) > 6).await;
    amend(&bench, "meanwhile", Amendment { agent_name: Some("נועה".to_owned()), ..Amendment::default() })
        .await;
    throat.is_down.store(false, Ordering::SeqCst);
    until("the greeting", || throat.has(Some(Voice::FemaleB), "מדברת נועה")).await;
    until("the phrases", || {
        media::PHRASES
            .iter()
            .all(|phrase| throat.has(None, phrase) && throat.has(Some(Voice::FemaleB), phrase))
    })
    .await;
    stop.cancel();
}

#[tokio::test]
async fn a_greeting_is_spoken_anew_when_its_words_or_its_voice_change_and_only_then() {
    let bench = Bench::new().await;
    stands(&bench, Amendment::default()).await;
    let throat = Arc::new(Throat::default());
    let (_, stop) = begin(&bench, &throat);
    until("the first", || throat.has(None, "מדברת לאה") && throat.has(None, media::PHRASES[7])).await;
    amend(&bench, "one", Amendment { agent_name: Some("נועה".to_owned()), ..Amendment::default() }).await;
    until("other words", || throat.has(None, "מדברת נועה")).await;
    // Neither of these is heard in a greeting.
    amend(&bench, "two", Amendment { meeting_minutes: Some(45), ..Amendment::default() }).await;
    amend(&bench, "three", Amendment { recording_days: Some(3), ..Amendment::default() }).await;
    amend(&bench, "four", voiced(Voice::MaleA)).await;
    until("another voice", || throat.has(Some(Voice::MaleA), "מדברת נועה")).await;
    until("its phrases", || media::PHRASES.iter().all(|phrase| throat.has(Some(Voice::MaleA), phrase))).await;
    let asked = throat.asked.lock().unwrap().len();
    assert_eq!(asked, 3 + 2 * media::PHRASES.len(), "three greetings, and the phrases in two voices");
    stop.cancel();
}

#[tokio::test]
async fn a_warm_up_tells_how_far_it_got() {
    let bench = Bench::new().await;
    stands(&bench, Amendment::default()).await;
    let throat = Arc::new(Throat::default());
    let app = &bench.app;
    let prefetch = Prefetch::new(app.bus.clone(), app.projections.clone(), throat.clone());
    assert_eq!(prefetch.now(SOON).await.to_string(), "ready");
    throat.stalls.store(true, Ordering::SeqCst);
    let told = prefetch.now(MS(500)).await;
    assert_eq!(
        (told.failure.as_deref(), told.to_string().as_str()),
        (None, "0 of 2 are ready, the others follow")
    );
    throat.stalls.store(false, Ordering::SeqCst);
    throat.is_down.store(true, Ordering::SeqCst);
    let told = prefetch.now(SOON).await;
    assert!(told.failure.is_some() && told.to_string().starts_with("0 of 2 are ready: throat"), "{told}");
}

#[tokio::test]
async fn a_voice_that_is_away_is_not_asked_for_everything_there_is() {
    let bench = Bench::new().await;
    let throat = Arc::new(Throat::default());
    throat.is_down.store(true, Ordering::SeqCst);
    let app = &bench.app;
    let prefetch = Prefetch::new(app.bus.clone(), app.projections.clone(), throat.clone());
    let pieces = (0..200).map(|n| Piece::Greeting(BusinessId::named(&n.to_string()), None, n.to_string()));
    let tally = prefetch.0.have(pieces.collect(), None).await;
    assert!(!tally.is_complete() && throat.tried.load(Ordering::SeqCst) < 16, "{tally}");
    throat.is_down.store(false, Ordering::SeqCst);
    let pieces = (0..200).map(|n| Piece::Greeting(BusinessId::named(&n.to_string()), None, n.to_string()));
    assert!(prefetch.0.have(pieces.collect(), None).await.is_complete());
    assert!(throat.most_at_once.load(Ordering::SeqCst) <= AT_ONCE);
}
