//! Deadlines to a quarter of a millisecond. The runtime's timers ring at whole ones, up to one late, and half of the
//! frames were 0.6 ms late at the caller's end.
//!
//! All calls of a thread share one timer of the kernel's (`timerfd_create(2)`), set to the first deadline: what a quarter of a millisecond brings
//! is rung at once, so that hundreds of calls wake the thread no more often than that.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    io,
    os::fd::OwnedFd,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
    time::Duration,
};

use rustix::time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec};
use tokio::{io::unix::AsyncFd, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Deadlines ring at multiples of this.
const GRAIN: Duration = Duration::from_micros(250);

/// Rings deadlines. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Metronome(Option<Arc<Shared>>);

#[derive(Debug)]
struct Shared {
    timer: AsyncFd<OwnedFd>,
    /// Grains count from here.
    origin: Instant,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// By deadline; the number tells apart what is due at one instant.
    wakers: BTreeMap<(Instant, u64), Waker>,
    /// Numbers given so far.
    numbers: u64,
    /// What the timer is set to.
    rings_at: Option<Instant>,
}

impl Metronome {
    /// Rings on the runtime this is called on, until `stop`, which is to come after the last call.
    ///
    /// # Errors
    /// The kernel gives no timer: no descriptor is left.
    #[expect(
        deprecated,
        reason = "sound for a descriptor of one's own; what comes after it is unsafe to call"
    )]
    pub fn start(tasks: &TaskTracker, stop: CancellationToken) -> io::Result<Self> {
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        let timer = AsyncFd::new(rustix::time::timerfd_create(TimerfdClockId::Monotonic, flags)?)?;
        let shared = Arc::new(Shared { timer, origin: Instant::now(), waiting: Mutex::default() });
        let rung = shared.clone();
        tasks.spawn(async move {
            if let Some(Err(error)) = stop.run_until_cancelled(rung.ring()).await {
                tracing::error!(%error, "frames wait for a timer that does not ring");
            }
        });
        Ok(Self(Some(shared)))
    }

    /// The runtime's own timers, whose clock can be paused.
    #[cfg(test)]
    pub(crate) fn of_the_runtime() -> Self {
        Self(None)
    }

    /// A moment ago at most: deadlines that are whole milliseconds from there are rung together, whosever they are.
    pub fn down_beat(&self) -> Instant {
        let now = Instant::now();
        let Some(shared) = &self.0 else { return now };
        let since = now.saturating_duration_since(shared.origin);
        shared.origin + Duration::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    /// For who waits for one deadline after another.
    pub fn beat(&self) -> Beat {
        let number = self.0.as_ref().map_or(0, |shared| shared.number());
        Beat { shared: self.0.clone(), set: Set { number, rings: None } }
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn number(&self) -> u64 {
        let mut waiting = self.waiting();
        waiting.numbers += 1;
        waiting.numbers
    }

    /// Wakes who is due, for ever.
    async fn ring(&self) -> io::Result<()> {
        loop {
            let mut ready = self.timer.readable().await?;
            // What is read is how often it has rung; it may have been set anew since.
            if let Ok(Err(error)) = ready.try_io(|timer| Ok(rustix::io::read(timer, &mut [0_u8; 8])?)) {
                return Err(error);
            }
            let mut waiting = self.waiting();
            let later = waiting.wakers.split_off(&(Instant::now(), u64::MAX));
            let due = std::mem::replace(&mut waiting.wakers, later);
            waiting.rings_at = None;
            self.set(&mut waiting)?;
            drop(waiting);
            due.into_values().for_each(Waker::wake);
        }
    }

    /// Sets the timer to the first deadline, unless it rings as early already.
    fn set(&self, waiting: &mut Waiting) -> io::Result<()> {
        let Some(((first, _), _)) = waiting.wakers.first_key_value() else { return Ok(()) };
        let nanos =
            first.saturating_duration_since(self.origin).as_nanos().next_multiple_of(GRAIN.as_nanos());
        let at = self.origin + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        if waiting.rings_at.is_some_and(|rings_at| rings_at <= at) {
            return Ok(());
        }
        // Zero would stop it.
        let after = at.saturating_duration_since(Instant::now()).max(Duration::from_nanos(1));
        let it_value = Timespec::try_from(after).map_err(io::Error::other)?;
        let once = Itimerspec { it_interval: Timespec::default(), it_value };
        rustix::time::timerfd_settime(&self.timer, TimerfdTimerFlags::empty(), &once)?;
        waiting.rings_at = Some(at);
        Ok(())
    }
}

/// Waits for one deadline after another, one at a time. What it is set to outlives a wait that is given up: whoever is woken for
/// something else and waits for the same again, or for a later one, sets nothing anew.
#[derive(Debug)]
pub struct Beat {
    shared: Option<Arc<Shared>>,
    set: Set,
}

#[derive(Debug)]
struct Set {
    /// Its number among those that wait.
    number: u64,
    /// When it rings, and whom.
    rings: Option<(Instant, Waker)>,
}

impl Beat {
    /// Waits until then.
    pub async fn until(&mut self, deadline: Instant) {
        match &self.shared {
            Some(shared) => poll_fn(|cx| self.set.poll(shared, deadline, cx.waker())).await,
            None => tokio::time::sleep_until(deadline).await,
        }
    }
}

impl Set {
    fn poll(&mut self, shared: &Shared, deadline: Instant, waker: &Waker) -> Poll<()> {
        let now = Instant::now();
        if now >= deadline {
            return Poll::Ready(());
        }
        let in_time = |(at, whom): &(Instant, Waker)| now < *at && *at <= deadline && whom.will_wake(waker);
        if !self.rings.as_ref().is_some_and(in_time) {
            self.wait(shared, deadline, waker);
        }
        Poll::Pending
    }

    fn wait(&mut self, shared: &Shared, deadline: Instant, waker: &Waker) {
        let mut waiting = shared.waiting();
        if let Some((before, _)) = self.rings.replace((deadline, waker.clone())) {
            waiting.wakers.remove(&(before, self.number));
        }
        waiting.wakers.insert((deadline, self.number), waker.clone());
        if let Err(error) = shared.set(&mut waiting) {
            // The caller's own frames, fifty a second, bring the call on.
            tracing::error!(%error, "a deadline cannot be set");
        }
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        if let (Some(shared), Some((at, _))) = (&self.shared, &self.set.rings) {
            shared.waiting().wakers.remove(&(*at, self.set.number));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    fn after(micros: u64) -> Instant {
        Instant::now() + Duration::from_micros(micros)
    }

    fn metronome() -> io::Result<Metronome> {
        Metronome::start(&TaskTracker::new(), CancellationToken::new())
    }

    fn waiting(metronome: &Metronome) -> usize {
        metronome.0.as_ref().map_or(0, |shared| shared.waiting().wakers.len())
    }

    #[tokio::test]
    async fn deadlines_ring_and_none_before_its_time() -> io::Result<()> {
        let metronome = metronome()?;
        // The timer is set to an hour on when these come, the later ones before the earlier.
        let waits = [9_000, 30_000, 3_000, 3_100, 300, 0].map(async |micros| {
            let deadline = after(micros);
            metronome.beat().until(deadline).await;
            assert!(Instant::now() >= deadline, "{micros}");
        });
        let mut beat = metronome.beat();
        let far = beat.until(after(3_600_000_000));
        tokio::select! {
            biased;
            () = far => return Err(io::Error::other("an hour has passed")),
            _ = futures::future::join_all(waits) => {}
        }
        drop(beat);
        assert_eq!(waiting(&metronome), 0);
        Ok(())
    }

    #[tokio::test]
    async fn all_count_from_whole_milliseconds() -> io::Result<()> {
        let metronome = metronome()?;
        let first = metronome.down_beat();
        metronome.beat().until(after(2_300)).await;
        let (now, second) = (Instant::now(), metronome.down_beat());
        assert_eq!((second - first).subsec_nanos() % 1_000_000, 0);
        assert!(second <= Instant::now() && now < second + Duration::from_millis(1));
        Ok(())
    }

    #[tokio::test]
    async fn who_waits_no_more_is_forgotten_and_the_others_are_rung() -> io::Result<()> {
        let metronome = metronome()?;
        for _ in 0..1_000 {
            let mut beat = metronome.beat();
            let soon = tokio::time::timeout(Duration::ZERO, beat.until(after(1_000_000)));
            assert!(soon.await.is_err());
        }
        assert_eq!(waiting(&metronome), 0);
        metronome.beat().until(after(2_000)).await;
        metronome.beat().until(after(2_000)).await;
        Ok(())
    }

    #[tokio::test]
    async fn who_waits_for_something_else_now_is_rung_for_that_and_set_once() -> io::Result<()> {
        let metronome = metronome()?;
        let mut beat = metronome.beat();
        let first = after(300_000);
        for later in [0, 500, 5_000, 0] {
            let given_up = beat.until(first + Duration::from_micros(later)).now_or_never();
            assert!(given_up.is_none() && waiting(&metronome) == 1);
            let set_to = beat.set.rings.as_ref().map(|(at, _)| *at);
            assert_eq!(set_to, Some(first), "what rings early enough is not set anew");
        }
        // Sooner than it is set to, later, and at once.
        for deadline in [after(3_000), first + Duration::from_millis(5), first] {
            beat.until(deadline).await;
            assert!(Instant::now() >= deadline);
        }
        drop(beat);
        assert_eq!(waiting(&metronome), 0);
        Ok(())
    }
}
