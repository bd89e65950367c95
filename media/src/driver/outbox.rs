//! What a call sends, on its way to the socket. The call's own task writes it, so that nothing stands between a frame's instant and the
//! wire but the socket; what that does not take waits here, and keeps nobody from listening.

use std::{
    collections::VecDeque,
    future::{pending, poll_fn},
    task::{Context, Poll, ready},
    time::Duration,
};

use futures::{Sink, SinkExt as _};
use metrics::Histogram;
use tokio::time::{Instant, timeout};

use crate::wire::ToSocket;

/// Messages that wait for a slow socket. Sound stops long before, at [`FULL`]; beyond, the line is as good as dead.
const MOST: usize = 512;
/// Frames of sound that wait here, 200 ms: the rest is to wait where a `clear` throws it away.
const FULL: usize = 10;
/// A socket that took nothing for so long is dead.
const STALLED: Duration = Duration::from_secs(10);
/// How long the end of a call waits for a socket to take the last of it.
const LAST: Duration = Duration::from_secs(2);

/// Nobody takes any more.
#[derive(Debug)]
pub(super) struct Dead;

pub(super) struct Outbox {
    waiting: VecDeque<Waiting>,
    /// Frames of sound among them.
    sounds: usize,
    /// It was full, and is not empty yet.
    is_full: bool,
    /// When the oldest was put here that is not on the wire.
    since: Option<Instant>,
    /// When an interruption was decided on, of which one of them tells the line.
    interrupts: Option<Instant>,
    gone: bool,
    writes: Histogram,
    slowest: Duration,
}

struct Waiting {
    message: ToSocket,
    is_sound: bool,
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            waiting: VecDeque::new(),
            sounds: 0,
            is_full: false,
            since: None,
            interrupts: None,
            gone: false,
            writes: metrics::histogram!("agentlocator_socket_write_seconds"),
            slowest: Duration::ZERO,
        }
    }
}

impl Outbox {
    pub(super) fn put(&mut self, message: ToSocket) -> Result<(), Dead> {
        self.add(Waiting { message, is_sound: false })
    }

    /// A frame of sound.
    pub(super) fn put_sound(&mut self, message: ToSocket) -> Result<(), Dead> {
        self.add(Waiting { message, is_sound: true })?;
        self.sounds += 1;
        Ok(())
    }

    /// Tells the line of an interruption that was decided on then: sound that still waits here is not said any more.
    pub(super) fn put_clear(&mut self, message: ToSocket, decided: Instant) -> Result<(), Dead> {
        self.waiting.retain(|waiting| !waiting.is_sound);
        self.sounds = 0;
        self.put(message)?;
        self.interrupts.get_or_insert(decided);
        Ok(())
    }

    fn add(&mut self, waiting: Waiting) -> Result<(), Dead> {
        let now = Instant::now();
        let stalled = self.since.is_some_and(|since| now >= since + STALLED);
        if self.gone || stalled || self.waiting.len() >= MOST {
            return Err(Dead);
        }
        self.since.get_or_insert(now);
        self.waiting.push_back(waiting);
        Ok(())
    }

    /// Whether it is full, when that is news: so it is until all of it is on the wire.
    pub(super) fn turned(&mut self) -> Option<bool> {
        let is_full = if self.is_full { self.since.is_some() } else { self.sounds >= FULL };
        (std::mem::replace(&mut self.is_full, is_full) != is_full).then_some(is_full)
    }

    /// Nothing was taken for so long that nobody will.
    pub(super) fn is_stalled(&self) -> bool {
        self.is_full && self.since.is_some_and(|since| since.elapsed() >= STALLED)
    }

    /// Writes what waits; for ever, when nothing does. What the socket did not take when this is dropped, waits on.
    pub(super) async fn write<K: Sink<ToSocket> + Unpin>(&mut self, socket: &mut K) {
        if self.since.is_none() {
            return pending().await;
        }
        if poll_fn(|cx| self.poll_write(socket, cx)).await.is_ok() {
            self.written();
        } else {
            // Whoever reads learns why.
            (self.gone, self.since) = (true, None);
        }
    }

    fn poll_write<K: Sink<ToSocket> + Unpin>(
        &mut self,
        socket: &mut K,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), K::Error>> {
        loop {
            // One at a time: a socket's own buffer takes far more than the bound, and what it holds is not counted here.
            ready!(socket.poll_flush_unpin(cx))?;
            if self.waiting.is_empty() {
                return Poll::Ready(Ok(()));
            }
            ready!(socket.poll_ready_unpin(cx))?;
            if let Some(waiting) = self.waiting.pop_front() {
                self.sounds -= usize::from(waiting.is_sound);
                socket.start_send_unpin(waiting.message)?;
            }
        }
    }

    fn written(&mut self) {
        if let Some(since) = self.since.take() {
            let took = since.elapsed();
            self.writes.record(took);
            self.slowest = self.slowest.max(took);
        }
        if let Some(decided) = self.interrupts.take() {
            metrics::histogram!("agentlocator_interrupt_seconds").record(decided.elapsed());
        }
    }

    /// The slowest write since the last time.
    pub(super) fn slowest(&mut self) -> Duration {
        std::mem::take(&mut self.slowest)
    }

    /// The last of the call: who does not read it any more does not hold us up.
    pub(super) async fn close<K: Sink<ToSocket> + Unpin>(mut self, socket: &mut K) {
        let last = async {
            if self.since.is_some() {
                self.write(socket).await;
            }
            // A socket that is gone already is closed enough.
            let _ = socket.close().await;
        };
        let _ = timeout(LAST, last).await;
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use futures::FutureExt as _;
    use proptest::prelude::*;

    use super::*;

    /// A socket that takes whatever it is given, and passes on so much of it.
    #[derive(Default)]
    struct Socket {
        room: usize,
        held: VecDeque<ToSocket>,
        passed_on: Vec<ToSocket>,
    }

    impl Sink<ToSocket> for Socket {
        type Error = std::io::Error;

        fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Ok(()))
        }

        fn start_send(mut self: Pin<&mut Self>, message: ToSocket) -> Result<(), Self::Error> {
            self.held.push_back(message);
            Ok(())
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            let this = self.get_mut();
            let now = this.room.min(this.held.len());
            this.room -= now;
            this.passed_on.extend(this.held.drain(..now));
            if this.held.is_empty() { Poll::Ready(Ok(())) } else { Poll::Pending }
        }

        fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            self.poll_flush(cx)
        }
    }

    proptest! {
        /// Writes are given up in the middle, as the call does whenever something else happens first.
        #[test]
        fn every_message_goes_out_once_and_in_order_however_slow_the_socket(
            steps in proptest::collection::vec((0_usize..4, 0_usize..4), 1..60)
        ) {
            let (mut outbox, mut socket, mut put) = (Outbox::default(), Socket::default(), 0);
            let message = |number: usize| ToSocket::Text(number.to_string());
            for (more, room) in steps.into_iter().chain([(0, usize::MAX)]) {
                for _ in 0..more {
                    prop_assert!(outbox.put(message(put)).is_ok());
                    put += 1;
                }
                socket.room = room;
                let _ = outbox.write(&mut socket).now_or_never();
            }
            prop_assert_eq!(socket.passed_on, (0..put).map(message).collect::<Vec<_>>());
            prop_assert!(outbox.since.is_none(), "nothing waits");
        }
    }

    #[test]
    fn a_clear_overtakes_the_sound_that_waits_and_no_mark_is_lost() {
        let (mut outbox, mut socket) = (Outbox::default(), Socket::default());
        let text = |text: &str| ToSocket::Text(text.to_owned());
        for sound in ["1", "2", "3"] {
            assert!(outbox.put_sound(text(sound)).is_ok());
            let _ = outbox.write(&mut socket).now_or_never();
        }
        assert!(outbox.put(text("mark")).is_ok());
        assert!(outbox.put_clear(text("clear"), Instant::now()).is_ok());
        socket.room = usize::MAX;
        assert!(outbox.write(&mut socket).now_or_never().is_some());
        assert_eq!(socket.passed_on, [text("1"), text("mark"), text("clear")], "the first was on its way");
    }

    #[test]
    fn sound_is_stopped_when_ten_frames_wait_and_goes_on_when_none_does() {
        let (mut outbox, mut socket) = (Outbox::default(), Socket::default());
        let put = |outbox: &mut Outbox| outbox.put_sound(ToSocket::Text(String::new())).is_ok();
        assert!((1..FULL).all(|_| put(&mut outbox) && outbox.turned().is_none()));
        assert!(put(&mut outbox));
        assert_eq!((outbox.turned(), outbox.turned()), (Some(true), None));
        socket.room = FULL - 1;
        let _ = outbox.write(&mut socket).now_or_never();
        assert_eq!(outbox.turned(), None, "one is left");
        socket.room = 1;
        let _ = outbox.write(&mut socket).now_or_never();
        assert_eq!(outbox.turned(), Some(false));
    }

    #[tokio::test(start_paused = true)]
    async fn a_socket_that_takes_nothing_for_ten_seconds_is_dead() {
        let mut outbox = Outbox::default();
        (0..FULL).for_each(|_| drop(outbox.put_sound(ToSocket::Text(String::new()))));
        assert!(outbox.turned() == Some(true) && !outbox.is_stalled());
        tokio::time::advance(STALLED).await;
        assert!(outbox.is_stalled() && outbox.put(ToSocket::Close(1000)).is_err());
    }

    #[test]
    fn a_socket_that_passes_nothing_on_is_dead_at_the_bound_however_much_it_would_take() {
        let (mut outbox, mut socket) = (Outbox::default(), Socket::default());
        let mut put = || {
            let taken = outbox.put(ToSocket::Text(String::new())).is_ok();
            let _ = outbox.write(&mut socket).now_or_never();
            taken
        };
        assert!((0..MOST).all(|_| put()));
        assert!((0..2).any(|_| !put()), "one on its way, and the bound waiting");
    }

    #[test]
    fn a_socket_that_is_gone_is_written_to_no_more() {
        let (mut outbox, mut socket) = (Outbox::default(), Gone);
        assert!(outbox.put(ToSocket::Close(1000)).is_ok());
        assert!(outbox.write(&mut socket).now_or_never().is_some());
        assert!(outbox.put(ToSocket::Close(1000)).is_err());
        assert!(outbox.write(&mut socket).now_or_never().is_none(), "nothing to do, for ever");
    }

    struct Gone;

    impl Sink<ToSocket> for Gone {
        type Error = std::io::Error;

        fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Err(std::io::ErrorKind::NotConnected.into()))
        }

        fn start_send(self: Pin<&mut Self>, _: ToSocket) -> Result<(), Self::Error> {
            Ok(())
        }

        fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            self.poll_ready(cx)
        }

        fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            self.poll_ready(cx)
        }
    }
}
