//! Tokens in virtual time: what whoever asks notices of a token endpoint that fails or stalls.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use tokio::time::{Instant, advance, sleep, timeout};

use super::*;

const LIFE: SignedDuration = SignedDuration::from_hours(1);
/// What the endpoint takes when it stalls: the exchange's own time-out.
const STALL: Duration = Duration::from_secs(5);

struct Virtual(Instant);

impl Clock for Virtual {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + self.0.elapsed()
    }
}

/// What the endpoint does with a request.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Well,
    Late(Duration),
    Away,
    Stalls,
    Dies,
}

struct Endpoint {
    mood: Mutex<Mood>,
    asked: AtomicUsize,
    clock: Arc<Virtual>,
}

#[async_trait]
impl Source for Arc<Endpoint> {
    async fn ask(&self) -> Result<Token, ProviderError> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let until = self.clock.now() + LIFE;
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Well => {}
            Mood::Late(by) => sleep(by).await,
            Mood::Away => {
                return Err(ProviderError::Unavailable { provider: NAME, reason: "503".to_owned() });
            }
            Mood::Stalls => {
                sleep(STALL).await;
                return Err(ProviderError::TimedOut { provider: NAME });
            }
            // Without a word to the panic hook.
            Mood::Dies => std::panic::resume_unwind(Box::new(())),
        }
        Ok(Token { bearer: bearer(number), until })
    }
}

/// The token given to that request.
fn bearer(number: usize) -> Bearer {
    format!("Bearer {number}").parse().unwrap()
}

struct Rig {
    tokens: Arc<Tokens>,
    endpoint: Arc<Endpoint>,
}

impl Rig {
    fn new(mood: Mood) -> Self {
        let clock = Arc::new(Virtual(Instant::now()));
        let endpoint =
            Arc::new(Endpoint { mood: Mutex::new(mood), asked: AtomicUsize::new(0), clock: clock.clone() });
        let source = Box::new(endpoint.clone());
        let tokens = Arc::new(Tokens::from_source(source, clock, TaskTracker::new(), 0.5));
        Self { tokens, endpoint }
    }

    /// Holds the first token, which has so much left, and the endpoint is in that mood.
    async fn holding(left: Duration, mood: Mood) -> Self {
        let rig = Self::new(Mood::Well);
        assert_eq!(rig.tokens.bearer().await, Ok(bearer(1)));
        advance(LIFE.unsigned_abs().saturating_sub(left)).await;
        rig.is(mood);
        rig
    }

    fn is(&self, mood: Mood) {
        *self.endpoint.mood.lock().unwrap() = mood;
    }

    fn asked(&self) -> usize {
        self.endpoint.asked.load(Ordering::SeqCst)
    }

    /// Fifty at a time get that token without any wait.
    async fn all_get_at_once(&self, number: usize) {
        let began = Instant::now();
        let got = join_all((0..50).map(|_| self.tokens.bearer())).await;
        assert_eq!(got, vec![Ok(bearer(number)); 50]);
        assert_eq!(began.elapsed(), Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn a_usable_token_is_handed_out_at_once_while_the_endpoint_stalls() {
    let rig = Rig::holding(Duration::from_mins(9), Mood::Stalls).await;
    rig.all_get_at_once(1).await;
    sleep(Duration::from_secs(2)).await;
    rig.all_get_at_once(1).await;
    assert_eq!(rig.asked(), 2, "one renewal for all of them");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_fails_is_begun_again_every_few_seconds_only() {
    let rig = Rig::holding(Duration::from_mins(9), Mood::Away).await;
    for _ in 0..200 {
        rig.all_get_at_once(1).await;
        sleep(Duration::from_millis(100)).await;
    }
    // Twenty seconds have four flights begin, 5.3 s apart.
    assert_eq!(rig.asked(), 1 + 4 * 3);
}

#[tokio::test(start_paused = true)]
async fn a_renewed_token_takes_the_old_ones_place() {
    let rig = Rig::holding(Duration::from_mins(9), Mood::Late(Duration::from_secs(1))).await;
    rig.all_get_at_once(1).await;
    sleep(Duration::from_secs(2)).await;
    rig.all_get_at_once(2).await;
    assert_eq!(rig.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn nobody_renews_a_token_that_has_long_to_go() {
    let rig = Rig::holding(Duration::from_mins(11), Mood::Well).await;
    rig.all_get_at_once(1).await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(rig.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn without_a_usable_token_all_wait_for_one_flight_that_outlives_the_first_of_them() {
    let rig = Rig::holding(Duration::from_secs(30), Mood::Late(Duration::from_secs(3))).await;
    let began = Instant::now();
    let first = timeout(Duration::from_millis(2_400), rig.tokens.bearer());
    let rest = join_all((0..50).map(|_| rig.tokens.bearer()));
    let (first, rest) = tokio::join!(first, rest);
    assert!(first.is_err(), "it gave up");
    assert_eq!(rest, vec![Ok(bearer(2)); 50]);
    assert_eq!((began.elapsed(), rig.asked()), (Duration::from_secs(3), 2));
}

#[tokio::test(start_paused = true)]
async fn a_flight_brings_its_token_home_though_nobody_waits_any_more() {
    let rig = Rig::new(Mood::Late(Duration::from_secs(3)));
    assert!(timeout(Duration::from_millis(2_400), rig.tokens.bearer()).await.is_err());
    sleep(Duration::from_secs(1)).await;
    rig.all_get_at_once(1).await;
}

#[tokio::test(start_paused = true)]
async fn without_a_usable_token_the_failure_is_shared_and_the_next_to_ask_does_not_wait_for_a_pause() {
    let rig = Rig::new(Mood::Away);
    let got = join_all((0..50).map(|_| rig.tokens.bearer())).await;
    assert!(got.iter().all(|got| matches!(got, Err(ProviderError::Unavailable { .. }))), "{got:?}");
    assert_eq!(rig.asked(), 3);
    rig.is(Mood::Well);
    rig.all_get_at_once(4).await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_not_handed_out_again() {
    let rig = Rig::holding(Duration::from_mins(9), Mood::Late(Duration::from_secs(1))).await;
    // Under way or not, the renewal is what is waited for.
    rig.all_get_at_once(1).await;
    rig.tokens.refused(&bearer(1));
    assert_eq!(rig.tokens.bearer().await, Ok(bearer(2)));
    rig.tokens.refused(&bearer(1));
    rig.all_get_at_once(2).await;
    rig.tokens.refused(&bearer(2));
    assert_eq!(rig.tokens.bearer().await, Ok(bearer(3)), "though a renewal would have to pause");
}

#[tokio::test(start_paused = true)]
async fn a_flight_that_dies_is_told_of_and_replaced() {
    let rig = Rig::new(Mood::Dies);
    assert!(matches!(rig.tokens.bearer().await, Err(ProviderError::Unavailable { .. })));
    rig.is(Mood::Well);
    rig.all_get_at_once(2).await;
}
