//! Two minds in virtual time: when the first is waited for, left alone and tried again.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::{
    ids::BusinessId,
    lead::LeadDetails,
    values::{Party, TIME_ZONE},
};
use jiff::civil::date;

use super::*;
use crate::Brief;

/// What a mind does with a turn.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Well,
    Away,
    Refuses,
    Bars,
    Stalls,
    /// Stalls after its first token.
    Begins,
}

struct Mind {
    mood: Mutex<Mood>,
    /// Answers that go on.
    held: Mutex<Vec<mpsc::Sender<Thought>>>,
    asked: AtomicU32,
    words: &'static str,
}

impl Mind {
    fn new(words: &'static str, mood: Mood) -> Arc<Self> {
        let held = Mutex::default();
        Arc::new(Self { mood: Mutex::new(mood), held, asked: AtomicU32::new(0), words })
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Language for Mind {
    fn name(&self) -> &'static str {
        self.words
    }

    async fn think(&self, _: Arc<Conversation>) -> Result<mpsc::Receiver<Thought>, ProviderError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let (tell, thoughts) = mpsc::channel(4);
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Well => {
                tell.try_send(Thought::Sentence(self.words.to_owned())).unwrap();
                tell.try_send(Thought::Done).unwrap();
                Ok(thoughts)
            }
            Mood::Away => Err(ProviderError::Unavailable { provider: "first", reason: "away".to_owned() }),
            Mood::Refuses => Err(ProviderError::Refused { provider: "first", reason: "no".to_owned() }),
            Mood::Bars => Err(ProviderError::Barred { provider: "first", reason: "no key".to_owned() }),
            Mood::Stalls => std::future::pending().await,
            Mood::Begins => {
                tell.try_send(Thought::Begun).unwrap();
                self.held.lock().unwrap().push(tell);
                Ok(thoughts)
            }
        }
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        let barred = *self.mood.lock().unwrap() == Mood::Bars;
        let error = ProviderError::Barred { provider: "first", reason: "no key".to_owned() };
        if barred { Err(error) } else { Ok(()) }
    }
}

fn conversation() -> Conversation {
    let brief = Brief {
        call: "CA00000000000000000000000000000001".parse().unwrap(),
        business: BusinessId::default_business(),
        business_name: "נדל״ן העיר".to_owned(),
        agent_name: "לאה".to_owned(),
        voice: None,
        greeting: "שלום".to_owned(),
        prompt: None,
        caller: Party::Withheld,
        known: LeadDetails::default(),
        earlier: Vec::new(),
        free: Vec::new(),
        meeting_minutes: 60,
    };
    let now = date(2026, 11, 22).at(9, 0, 0, 0).in_tz(TIME_ZONE).unwrap();
    Conversation { brief: Arc::new(brief), now, messages: Vec::new() }
}

struct Pair {
    first: Arc<Mind>,
    both: Fallback,
}

impl Pair {
    fn with(mood: Mood) -> Self {
        let (first, second) = (Mind::new("first", mood), Mind::new("second", Mood::Well));
        let both = Fallback::new(first.clone(), second, Duration::from_secs(6), TaskTracker::new());
        Self { first, both }
    }

    /// Who answers.
    async fn turn(&self) -> String {
        let mut thoughts = self.both.think(conversation().into()).await.unwrap();
        let mut next = thoughts.recv().await;
        if next == Some(Thought::Begun) {
            next = thoughts.recv().await;
        }
        let Some(Thought::Sentence(words)) = next else { panic!("no words") };
        assert_eq!(thoughts.recv().await, Some(Thought::Done));
        // The relay notes that it ended well after the last thought is taken.
        while thoughts.recv().await.is_some() {}
        words
    }
}

async fn pass(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn a_first_that_stalls_is_waited_for_once_and_then_left_alone() {
    let pair = Pair::with(Mood::Stalls);
    let began = Instant::now();
    assert_eq!(pair.turn().await, "second");
    assert_eq!(began.elapsed(), Duration::from_secs(6), "virtual time");
    assert_eq!((pair.turn().await.as_str(), pair.first.asked()), ("second", 1));
    assert_eq!(began.elapsed(), Duration::from_secs(6), "the second turn waited for nobody");
}

#[tokio::test(start_paused = true)]
async fn after_its_rest_one_turn_tries_it_and_rests_grow() {
    let pair = Pair::with(Mood::Away);
    pair.turn().await;
    pass(5).await;
    assert_eq!((pair.turn().await.as_str(), pair.first.asked()), ("second", 2));
    pass(5).await;
    pair.turn().await;
    assert_eq!(pair.first.asked(), 2, "the second rest is longer");
    pass(5).await;
    pair.first.is(Mood::Well);
    assert_eq!((pair.turn().await.as_str(), pair.first.asked()), ("first", 3));
    pair.first.is(Mood::Away);
    pair.turn().await;
    pass(5).await;
    pair.turn().await;
    assert_eq!(pair.first.asked(), 5, "once it was well, rests begin short again");
}

#[tokio::test(start_paused = true)]
async fn only_one_turn_at_a_time_tries_whether_it_is_back() {
    let pair = Pair::with(Mood::Away);
    pair.turn().await;
    pass(5).await;
    pair.first.is(Mood::Stalls);
    let (trial, other) = tokio::join!(pair.turn(), pair.turn());
    assert_eq!((trial.as_str(), other.as_str(), pair.first.asked()), ("second", "second", 2));
}

#[tokio::test(start_paused = true)]
async fn a_trial_nobody_waited_for_leaves_room_for_the_next() {
    let pair = Pair::with(Mood::Away);
    pair.turn().await;
    pass(5).await;
    pair.first.is(Mood::Stalls);
    let gone = tokio::time::timeout(Duration::from_secs(1), pair.turn()).await;
    assert!(gone.is_err(), "the caller went on");
    pair.first.is(Mood::Well);
    assert_eq!(pair.turn().await, "first");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_of_one_turn_only() {
    let pair = Pair::with(Mood::Refuses);
    assert_eq!(pair.turn().await, "second");
    pair.first.is(Mood::Well);
    assert_eq!(pair.turn().await, "first");
}

#[tokio::test(start_paused = true)]
async fn refusals_in_a_row_are_of_all_turns() {
    let pair = Pair::with(Mood::Refuses);
    for _ in 0..5 {
        assert_eq!(pair.turn().await, "second");
    }
    assert_eq!(pair.first.asked(), 3, "after the third it is left alone");
    pass(5).await;
    pair.first.is(Mood::Well);
    assert_eq!(pair.turn().await, "first");
}

#[tokio::test(start_paused = true)]
async fn who_refuses_everybody_is_asked_again_once_a_minute() {
    let pair = Pair::with(Mood::Bars);
    for _ in 0..3 {
        assert_eq!(pair.turn().await, "second");
    }
    assert_eq!(pair.first.asked(), 1, "the second takes over at once");
    pass(59).await;
    pair.turn().await;
    assert_eq!(pair.first.asked(), 1);
    pass(1).await;
    pair.turn().await;
    assert_eq!(pair.first.asked(), 2);
    pass(60).await;
    pair.first.is(Mood::Well);
    assert_eq!(pair.turn().await, "first");
}

#[tokio::test(start_paused = true)]
async fn what_a_warm_up_finds_out_no_caller_needs_to() {
    let pair = Pair::with(Mood::Bars);
    assert!(pair.both.warm_up().await.is_err());
    assert_eq!((pair.turn().await.as_str(), pair.first.asked()), ("second", 0));
    pair.first.is(Mood::Well);
    assert!(pair.both.warm_up().await.is_ok());
    assert_eq!(pair.turn().await, "first", "who mended it need not wait");
}

#[tokio::test(start_paused = true)]
async fn a_first_token_without_words_is_waited_for_no_longer_than_a_first_word() {
    let pair = Pair::with(Mood::Begins);
    let began = Instant::now();
    assert_eq!(pair.turn().await, "second");
    assert_eq!(began.elapsed(), Duration::from_secs(6), "virtual time");
    assert!(pair.first.held.lock().unwrap()[0].is_closed(), "its request is not wanted any more");
    assert_eq!((pair.turn().await.as_str(), pair.first.asked()), ("second", 1));
}
