use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::call::Call;
use domain::ports::Clock;
use eventlog::{CommandBus, EventLog, Position, Reactor, ReactorError, Recorded, Subscription};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::rig::{Rig, SteppingClock, call, context, utterance};

crate::on_both!(
    every_event_is_reacted_to_in_order,
    a_restart_goes_on_at_the_checkpoint,
    what_keeps_failing_is_a_dead_letter_and_can_be_retried,
    what_fails_for_a_moment_is_tried_again,
    what_is_none_of_its_business_is_passed_over_and_need_not_come_again,
    one_node_reacts_and_another_takes_over,
    what_is_to_wait_comes_again_in_its_time_and_over_a_restart,
);

/// Notes what it sees; refuses one position while told to.
#[derive(Default)]
struct Scribe {
    seen: Mutex<Vec<u64>>,
    /// Only every so many-th event concerns it; 0: all do.
    every: u64,
    refuses: Option<(u64, ReactorError)>,
    healed: AtomicBool,
}

#[async_trait]
impl Reactor for Scribe {
    fn name(&self) -> &'static str {
        "scribe"
    }

    fn concerns(&self, event: &Recorded) -> bool {
        self.every == 0 || event.position.as_u64().is_multiple_of(self.every)
    }

    async fn react(&self, event: &Recorded) -> Result<(), ReactorError> {
        let position = event.position.as_u64();
        match &self.refuses {
            Some((at, error)) if *at == position && !self.healed.load(Ordering::Acquire) => {
                Err(error.clone())
            }
            Some(_) | None => {
                self.seen.lock().unwrap().push(position);
                Ok(())
            }
        }
    }
}

impl Scribe {
    fn refusing(at: u64, error: ReactorError) -> Arc<Self> {
        Arc::new(Self { refuses: Some((at, error)), ..Self::default() })
    }

    fn seen(&self) -> Vec<u64> {
        self.seen.lock().unwrap().clone()
    }

    async fn sees(&self, count: usize) -> Vec<u64> {
        until(|| async { self.seen().len() >= count }).await;
        self.seen()
    }
}

async fn until<F: Future<Output = bool>>(mut holds: impl FnMut() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("it never came to be");
}

struct Running {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Running {
    fn start(log: &EventLog, reactor: Arc<Scribe>) -> Self {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        tasks.spawn(Subscription::new(log.clone(), reactor).run(stop.clone()));
        Self { tasks, stop }
    }

    async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

async fn say(bus: &CommandBus, numbers: std::ops::Range<u32>) {
    for n in numbers {
        bus.execute::<Call>(&call(n % 3), utterance(n), &context(n.to_string())).await.unwrap();
    }
}

async fn every_event_is_reacted_to_in_order(rig: Rig) {
    let bus = rig.open().await;
    say(&bus, 0..150).await;
    let scribe = Arc::new(Scribe::default());
    let running = Running::start(bus.log(), scribe.clone());
    say(&bus, 150..200).await;
    assert_eq!(scribe.sees(200).await, (1..=200).collect::<Vec<_>>());
    running.stop().await;
    let status = bus.log().reactors().await.unwrap();
    assert_eq!(
        (status[0].name.as_str(), status[0].position, status[0].running),
        ("scribe", Position::from_u64(200), false)
    );
}

async fn a_restart_goes_on_at_the_checkpoint(rig: Rig) {
    let bus = rig.open().await;
    say(&bus, 0..20).await;
    let first = Arc::new(Scribe::default());
    let running = Running::start(bus.log(), first.clone());
    first.sees(20).await;
    running.stop().await;
    say(&bus, 20..30).await;
    let second = Arc::new(Scribe::default());
    let running = Running::start(bus.log(), second.clone());
    assert_eq!(second.sees(10).await, (21..=30).collect::<Vec<_>>());
    running.stop().await;
}

async fn what_keeps_failing_is_a_dead_letter_and_can_be_retried(rig: Rig) {
    let bus = rig.open().await;
    say(&bus, 0..5).await;
    let scribe = Scribe::refusing(3, ReactorError::Never("no such recording".to_owned()));
    let running = Running::start(bus.log(), scribe.clone());
    assert_eq!(scribe.sees(4).await, [1, 2, 4, 5], "it goes on with the next");
    let letters = bus.log().dead_letters(Some("scribe"), 10).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!((letters[0].position, letters[0].attempts), (Position::from_u64(3), 1));
    assert_eq!(letters[0].error, "no such recording");

    scribe.healed.store(true, Ordering::Release);
    assert!(bus.log().retry_dead_letter("scribe", Position::from_u64(3)).await.unwrap());
    assert!(!bus.log().retry_dead_letter("scribe", Position::from_u64(4)).await.unwrap());
    assert_eq!(scribe.sees(5).await, [1, 2, 4, 5, 3]);
    until(|| async { bus.log().dead_letters(None, 10).await.unwrap().is_empty() }).await;
    running.stop().await;
}

async fn what_fails_for_a_moment_is_tried_again(rig: Rig) {
    let bus = rig.open().await;
    say(&bus, 0..3).await;
    let scribe = Scribe::refusing(2, ReactorError::Again("busy".to_owned()));
    let running = Running::start(bus.log(), scribe.clone());
    scribe.sees(1).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    scribe.healed.store(true, Ordering::Release);
    assert_eq!(scribe.sees(3).await, [1, 2, 3], "in order, nothing passed over");
    assert!(bus.log().dead_letters(None, 10).await.unwrap().is_empty());
    running.stop().await;
}

async fn what_is_none_of_its_business_is_passed_over_and_need_not_come_again(rig: Rig) {
    let bus = rig.open().await;
    let scribe = Arc::new(Scribe { every: 50, ..Scribe::default() });
    let running = Running::start(bus.log(), scribe.clone());
    say(&bus, 0..130).await;
    assert_eq!(scribe.sees(2).await, [50, 100]);
    // Nobody has to stop it first: the place is written down once nothing more comes.
    until(|| async {
        bus.log().reactors().await.unwrap().iter().any(|held| held.position == Position::from_u64(130))
    })
    .await;
    running.stop().await;
    assert_eq!(scribe.seen(), [50, 100]);
}

async fn one_node_reacts_and_another_takes_over(rig: Rig) {
    let (here, there) = (rig.open().await, rig.open().await);
    let (first, second) = (Arc::new(Scribe::default()), Arc::new(Scribe::default()));
    let running = Running::start(here.log(), first.clone());
    say(&here, 0..5).await;
    first.sees(5).await;
    let standing_by = Running::start(there.log(), second.clone());
    say(&here, 5..10).await;
    first.sees(10).await;
    assert!(second.seen().is_empty(), "one at a time");
    running.stop().await;
    say(&here, 10..15).await;
    assert_eq!(second.sees(5).await, (11..=15).collect::<Vec<_>>());
    standing_by.stop().await;
}

/// Wants to see each event at an instant.
struct Patient {
    clock: Arc<SteppingClock>,
    from: Timestamp,
    seen: Mutex<Vec<u64>>,
}

#[async_trait]
impl Reactor for Patient {
    fn name(&self) -> &'static str {
        "patient"
    }

    async fn react(&self, event: &Recorded) -> Result<(), ReactorError> {
        if event.position.as_u64() == 2 && self.clock.now() < self.from {
            return Err(ReactorError::Later(self.from));
        }
        self.seen.lock().unwrap().push(event.position.as_u64());
        Ok(())
    }
}

async fn what_is_to_wait_comes_again_in_its_time_and_over_a_restart(rig: Rig) {
    let bus = rig.open().await;
    say(&bus, 0..3).await;
    let from = rig.clock.now() + jiff::SignedDuration::from_hours(48);
    let patient = || Arc::new(Patient { clock: rig.clock.clone(), from, seen: Mutex::default() });
    let first = patient();
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    tasks.spawn(Subscription::new(bus.log().clone(), first.clone()).run(stop.clone()));
    until(|| async { *first.seen.lock().unwrap() == [1, 3] }).await;
    until(|| async { bus.log().reactors().await.unwrap()[0].deferred == 1 }).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;

    let second = patient();
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    tasks.spawn(Subscription::new(bus.log().clone(), second.clone()).run(stop.clone()));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(second.seen.lock().unwrap().is_empty(), "not before its time");
    rig.clock.0.fetch_add(48 * 3_600_000_000, Ordering::Relaxed);
    until(|| async { *second.seen.lock().unwrap() == [2] }).await;
    until(|| async { bus.log().reactors().await.unwrap()[0].deferred == 0 }).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    assert!(bus.log().dead_letters(None, 10).await.unwrap().is_empty());
}
