//! Whether anybody is still at the other end of a socket: a phone that loses its network says no goodbye.
//!
//! Whoever speaks WebSocket answers a ping (RFC 6455, section 5.5.3), so nothing is asked of what a client says itself.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::Message;
use futures::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::{sync::Notify, time::timeout};

/// How often the other end is asked for a sign of life.
const EVERY: Duration = Duration::from_secs(20);
/// How long it may give none: two pings, and time for the answer to the second.
const LONGEST: Duration = Duration::from_secs(50);

/// The other end of a socket, as long as it is heard.
#[derive(Default)]
pub(super) struct Pulse {
    heard: Notify,
}

impl Pulse {
    /// What it says, and by it that it is there.
    pub(super) fn listen<S: Stream>(&self, said: S) -> impl Stream<Item = S::Item> {
        said.inspect(|_| self.heard.notify_one())
    }

    /// Tells it what there is to say, and pings it now and then; ends when there is no more, or it takes no more.
    pub(super) async fn tell(
        &self,
        sink: &mut (impl Sink<Message> + Unpin),
        mut words: impl Stream<Item = Message> + Unpin,
    ) {
        let mut tick = tokio::time::interval(EVERY);
        loop {
            let message = tokio::select! {
                word = words.next() => match word {
                    Some(word) => word,
                    None => return,
                },
                _ = tick.tick() => Message::Ping(Bytes::new()),
            };
            if sink.send(message).await.is_err() {
                return;
            }
        }
    }

    /// Ends when nothing was heard of it for too long.
    pub(super) async fn lost(&self) {
        while timeout(LONGEST, self.heard.notified()).await.is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use futures::{channel::mpsc, stream};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_answers_pings_stays_and_who_falls_silent_is_lost() {
        let pulse = Pulse::default();
        let (mut sink, mut sent) = mpsc::channel(0);
        let (answers, said) = mpsc::unbounded();
        let answering = async {
            while let Some(message) = sent.next().await {
                assert_eq!(message, Message::Ping(Bytes::new()));
                answers.unbounded_send(()).unwrap();
            }
        };
        tokio::select! {
            () = pulse.lost() => panic!("it was heard all the time"),
            () = pulse.tell(&mut sink, stream::pending()) => panic!("there is more to say"),
            () = pulse.listen(said).for_each(|()| async {}) => panic!("it goes on"),
            () = answering => panic!("the socket was closed"),
            () = tokio::time::sleep(LONGEST * 20) => {}
        }
        timeout(LONGEST * 2, pulse.lost()).await.expect("it has fallen silent");
    }

    #[tokio::test]
    async fn the_last_word_is_told_before_it_ends() {
        let (mut sink, sent) = mpsc::channel(8);
        let words = stream::iter([Message::text("one"), Message::Close(None)]);
        Pulse::default().tell(&mut sink, words).await;
        drop(sink);
        let told: Vec<_> =
            sent.filter(|message| std::future::ready(!matches!(message, Message::Ping(_)))).collect().await;
        assert_eq!(told, [Message::text("one"), Message::Close(None)]);
    }
}
