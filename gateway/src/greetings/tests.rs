//! A change of a business, and what the synthesiser is asked for.

use async_trait::async_trait;
use bytes::Bytes;
use domain::business::{Amendment, BusinessCommand};
use tokio::sync::mpsc;

use super::*;
use crate::{cause::Cause, demo, testing::Bench};

/// Tells what it was asked to speak.
struct Told(mpsc::UnboundedSender<(Option<Voice>, String)>);

#[async_trait]
impl Synthesizer for Told {
    fn name(&self) -> &'static str {
        "told"
    }

    async fn speak_as(&self, voice: Option<Voice>, text: &str) -> Result<Bytes, ProviderError> {
        self.0.send((voice, text.to_owned())).unwrap();
        Ok(Bytes::from_static(b"\xff"))
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

async fn amend(bench: &Bench, key: &str, amendment: Amendment) {
    let business = BusinessId::named(demo::KEY);
    let command = BusinessCommand::AmendSettings { amendment: Box::new(amendment) };
    let context = Cause::system(key).within(business).of("UpdateBusinessSettings");
    bench.app.bus.execute::<Business>(&StreamId::business(business), command, &context).await.unwrap();
}

#[tokio::test]
async fn a_greeting_is_spoken_anew_when_its_words_or_its_voice_change_and_only_then() {
    let bench = Bench::new().await;
    bench.demo().await;
    let (tell, mut told) = mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let prefetch = Prefetch { bus: bench.app.bus.clone(), synthesizer: Arc::new(Told(tell)) };
    bench.app.lifecycle.tasks.spawn(prefetch.follow(bench.app.projections.changes(), stop.clone()));
    let named = |name: &str| Amendment { agent_name: Some(name.to_owned()), ..Amendment::default() };

    amend(&bench, "one", named("נועה")).await;
    let (voice, text) = told.recv().await.unwrap();
    assert!(voice.is_none() && text.contains("מדברת נועה"), "{text}");
    for phrase in media::PHRASES {
        assert_eq!(told.recv().await.unwrap(), (None, phrase.to_owned()));
    }
    // Neither of these is heard in a greeting.
    amend(&bench, "two", Amendment { meeting_minutes: Some(45), ..Amendment::default() }).await;
    amend(&bench, "three", Amendment { recording_days: Some(3), ..Amendment::default() }).await;
    amend(&bench, "four", Amendment { voice: Some(Some(Voice::MaleA)), ..Amendment::default() }).await;
    let (voice, text) = told.recv().await.unwrap();
    assert!(voice == Some(Voice::MaleA) && text.contains("נועה"), "{voice:?} {text}");
    stop.cancel();
}

#[test]
fn a_minute_has_so_many_tries_and_the_next_has_them_anew() {
    let (greetings, user) = (Greetings::default(), UserId::of_email("dana@example.com"));
    let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
    for _ in 0..A_MINUTE {
        assert_eq!(greetings.count(user, now), Ok(()));
    }
    let later = now + SignedDuration::from_secs(20);
    assert_eq!(greetings.count(user, later), Err(SignedDuration::from_secs(40)));
    assert_eq!(greetings.count(UserId::of_email("other@example.com"), later), Ok(()));
    assert_eq!(greetings.count(user, now + SignedDuration::from_secs(60)), Ok(()));
}
