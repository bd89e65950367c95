//! Threads that hold calls and nothing else. What is due waits for other calls at most, never for a page that is put together or an
//! answer that is read; and a call stays on the thread it began on, so that nothing of it is handed from one processor to another.

use std::{
    io,
    num::NonZeroUsize,
    sync::{Arc, mpsc},
    thread,
};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::oneshot,
};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use super::Metronome;

/// After so many wakes a thread looks at its sockets and its timer again: the runtime's own 61 are 2 ms of
/// calls, at some 30 µs each.
const LOOK_EVERY: u32 = 16;

/// Where calls are held.
#[derive(Debug)]
pub struct Threads {
    all: Box<[Thread]>,
    _over: DropGuard,
}

#[derive(Debug)]
struct Thread {
    runtime: Handle,
    metronome: Metronome,
    /// One clone a call.
    calls: Arc<()>,
}

impl Threads {
    /// Starts so many. They end when `stop` says so, which is to come after the last call, or with this value; whoever waits for `tasks`
    /// waits for them. Each has the priority of the thread this is called on.
    ///
    /// # Errors
    /// The system gives no thread, or no descriptor for its timer.
    pub fn start(number: NonZeroUsize, tasks: &TaskTracker, stop: &CancellationToken) -> io::Result<Self> {
        let over = stop.child_token();
        let guard = over.clone().drop_guard();
        let all =
            (0..number.get()).map(|number| Thread::start(number, tasks, &over)).collect::<io::Result<_>>()?;
        Ok(Self { all, _over: guard })
    }

    /// Holds a call, on the thread that holds the fewest; whoever waits for `calls` waits for it.
    pub fn hold<F>(&self, calls: &TaskTracker, call: impl FnOnce(Metronome) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        // There is one: none is no number to start.
        let Some(thread) = self.all.iter().min_by_key(|thread| Arc::strong_count(&thread.calls)) else {
            return;
        };
        let (metronome, counted) = (thread.metronome.clone(), thread.calls.clone());
        let held = async move {
            call(metronome).await;
            drop(counted);
        };
        calls.spawn_on(held, &thread.runtime);
    }
}

impl Thread {
    fn start(number: usize, tasks: &TaskTracker, over: &CancellationToken) -> io::Result<Self> {
        let ((tell, told), (ends, ended)) = (mpsc::sync_channel(1), oneshot::channel::<()>());
        let (rung, over) = (tasks.clone(), over.clone());
        thread::Builder::new().name(format!("calls-{number}")).spawn(move || {
            let (runtime, began) = Self::begin(&rung, &over)
                .map_or_else(|error| (None, Err(error)), |(runtime, thread)| (Some(runtime), Ok(thread)));
            // Whoever started it waits below.
            let _ = tell.send(began);
            if let Some(runtime) = runtime {
                runtime.block_on(over.cancelled());
            }
            drop(ends);
        })?;
        tasks.spawn(ended);
        told.recv().map_err(io::Error::other)?
    }

    /// On the thread itself: a runtime that comes to nothing must not be dropped on another's.
    fn begin(tasks: &TaskTracker, over: &CancellationToken) -> io::Result<(Runtime, Self)> {
        let runtime = Builder::new_current_thread().enable_all().event_interval(LOOK_EVERY).build()?;
        let metronome = {
            let _here = runtime.enter();
            Metronome::start(tasks, over.clone())?
        };
        let handle = runtime.handle().clone();
        Ok((runtime, Self { runtime: handle, metronome, calls: Arc::default() }))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::*;

    struct House {
        threads: Threads,
        tasks: TaskTracker,
        stop: CancellationToken,
    }

    fn three() -> House {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let threads = Threads::start(NonZeroUsize::new(3).unwrap(), &tasks, &stop).unwrap();
        House { threads, tasks, stop }
    }

    impl House {
        /// The name of the thread a call is held on, and what ends it.
        async fn call(&self) -> (String, oneshot::Sender<()>) {
            let (told, name) = oneshot::channel();
            let (hang_up, over) = oneshot::channel();
            self.threads.hold(&self.tasks, async move |_| {
                told.send(thread::current().name().unwrap().to_owned()).unwrap();
                let _ = over.await;
            });
            (name.await.unwrap(), hang_up)
        }
    }

    #[tokio::test]
    async fn calls_are_spread_and_the_next_comes_where_one_has_ended() {
        let house = three();
        let mut calls = Vec::new();
        for _ in 0..6 {
            calls.push(house.call().await);
        }
        let on = |name: &str| calls.iter().filter(|(at, _)| at == name).count();
        assert_eq!(["calls-0", "calls-1", "calls-2"].map(on), [2, 2, 2]);
        let (place, hang_up) = calls.swap_remove(4);
        let held =
            || house.threads.all.iter().map(|thread| Arc::strong_count(&thread.calls) - 1).sum::<usize>();
        hang_up.send(()).unwrap();
        while held() == 6 {
            tokio::task::yield_now().await;
        }
        assert_eq!(house.call().await.0, place);
    }

    #[tokio::test]
    async fn a_call_is_rung_on_its_thread() {
        let house = three();
        let (tell, told) = oneshot::channel();
        house.threads.hold(&house.tasks, async move |metronome| {
            let due = Instant::now() + Duration::from_millis(3);
            metronome.beat().until(due).await;
            tell.send((Instant::now() >= due, thread::current().name().map(str::to_owned))).unwrap();
        });
        assert_eq!(told.await.unwrap(), (true, Some("calls-0".to_owned())));
    }

    #[tokio::test]
    async fn they_end_when_told_to_and_are_waited_for() {
        let house = three();
        let (_, hang_up) = house.call().await;
        house.stop.cancel();
        house.tasks.close();
        house.tasks.wait().await;
        assert!(hang_up.is_closed(), "a call that did not end before is not held any more");
    }

    #[tokio::test]
    async fn they_end_with_what_they_belong_to() {
        let House { threads, tasks, stop } = three();
        drop(threads);
        tasks.close();
        tasks.wait().await;
        assert!(!stop.is_cancelled());
    }
}
