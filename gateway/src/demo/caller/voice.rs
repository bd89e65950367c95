//! The caller's voice: the first of those there are that can say the whole script.

use std::sync::Arc;

use bytes::Bytes;
use domain::values::Voice;
use media::provider::{ProviderError, Synthesizer};

use super::{CallerError, Happening, Hearing, Means, Script, Turn};

/// A voice a caller may have.
#[derive(Clone)]
pub struct CallerVoice {
    /// Whose.
    pub synthesizer: Arc<dyn Synthesizer>,
    /// Which of them; `None`: its own.
    pub voice: Option<Voice>,
    /// Whether words can be told by it. Tones have none.
    pub has_words: bool,
}

/// The script with its sound, and who made it.
pub(super) struct Rehearsed {
    pub(super) turns: Vec<(Turn, Bytes)>,
    pub(super) voice: &'static str,
}

/// A woman's voice, as the usual script's caller is one; not the agent's.
pub fn unlike(agent: Option<Voice>) -> Voice {
    match agent {
        Some(Voice::FemaleA) => Voice::FemaleB,
        Some(Voice::FemaleB | Voice::MaleA | Voice::MaleB) | None => Voice::FemaleA,
    }
}

/// Makes the whole script's audio before anybody's phone rings: one voice says all of it.
pub(super) async fn rehearse(
    script: &Script,
    hearing: Hearing,
    means: &Means<'_>,
) -> Result<Rehearsed, CallerError> {
    let mut failure = CallerError::NoWords;
    for voice in means.voices {
        let name = voice.synthesizer.name();
        if hearing == Hearing::Ear && !voice.has_words {
            failure = CallerError::NoWords;
            continue;
        }
        match voice.says(script).await {
            Ok(turns) => {
                let _ = means.tell.send(Happening::Rehearsed { voice: name });
                return Ok(Rehearsed { turns, voice: name });
            }
            Err(error) => {
                let _ = means.tell.send(Happening::VoiceFailed { reason: error.to_string() });
                failure = CallerError::Voice(error.to_string());
            }
        }
    }
    Err(failure)
}

impl CallerVoice {
    async fn says(&self, script: &Script) -> Result<Vec<(Turn, Bytes)>, ProviderError> {
        let mut turns = Vec::with_capacity(script.turns.len());
        for turn in &script.turns {
            let audio = match turn {
                Turn::Say(text) => self.synthesizer.speak_as(self.voice, text).await?,
                Turn::Press(_) => Bytes::new(),
            };
            turns.push((turn.clone(), audio));
        }
        Ok(turns)
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use tokio::sync::mpsc;

    use super::*;
    use crate::system::{SystemClock, SystemEntropy};

    /// A voice that says its name; or, from the second sentence on, nothing.
    struct Named(&'static str, bool);

    #[async_trait]
    impl Synthesizer for Named {
        fn name(&self) -> &'static str {
            self.0
        }

        async fn speak_as(&self, _: Option<Voice>, text: &str) -> Result<Bytes, ProviderError> {
            if self.1 && text != "שלום" {
                return Err(ProviderError::TimedOut { provider: self.0 });
            }
            Ok(Bytes::from(self.0))
        }

        async fn warm_up(&self) -> Result<(), ProviderError> {
            Ok(())
        }
    }

    fn voice(name: &'static str, fails: bool) -> CallerVoice {
        let has_words = name != "tones";
        CallerVoice { synthesizer: Arc::new(Named(name, fails)), voice: None, has_words }
    }

    /// Who speaks, or why nobody does; and what was told of it.
    async fn rehearsed(
        voices: &[CallerVoice],
        hearing: Hearing,
    ) -> (Result<Rehearsed, CallerError>, Vec<Happening>) {
        let (tell, mut told) = mpsc::unbounded_channel();
        let script: Script = "שלום\n[1]\nדירה".parse().unwrap();
        let means = Means { clock: &SystemClock, entropy: &SystemEntropy, voices, tell };
        let rehearsed = rehearse(&script, hearing, &means).await;
        drop(means);
        let mut happenings = Vec::new();
        while let Some(happening) = told.recv().await {
            happenings.push(happening);
        }
        (rehearsed, happenings)
    }

    #[tokio::test]
    async fn one_voice_says_all_of_it_and_another_when_it_cannot() {
        let voices = [voice("cloud", false), voice("espeak", false)];
        let (said, told) = rehearsed(&voices, Hearing::Ear).await;
        assert_eq!((said.unwrap().voice, told), ("cloud", vec![Happening::Rehearsed { voice: "cloud" }]));

        let (said, told) = rehearsed(&[voice("cloud", true), voice("espeak", false)], Hearing::Ear).await;
        let said = said.unwrap();
        let sounds: Vec<&[u8]> = said.turns.iter().map(|(_, sound)| sound.as_ref()).collect();
        assert_eq!(sounds, [b"espeak".as_slice(), b"", b"espeak"], "from its first line on");
        let reason = "cloud did not answer in time".to_owned();
        assert_eq!(told, [Happening::VoiceFailed { reason }, Happening::Rehearsed { voice: "espeak" }]);
    }

    #[tokio::test]
    async fn tones_are_for_a_server_that_is_told_the_words() {
        let (said, _) = rehearsed(&[voice("tones", false)], Hearing::Script).await;
        assert_eq!(said.unwrap().voice, "tones");
        for voices in [vec![voice("tones", false)], vec![voice("cloud", true), voice("tones", false)]] {
            let why = rehearsed(&voices, Hearing::Ear).await.0.err().unwrap().to_string();
            assert!(why.contains("tones are no words") && why.contains("espeak-ng"), "{why}");
        }
        let silent = rehearsed(&[voice("espeak", true)], Hearing::Ear).await.0.err().unwrap().to_string();
        assert!(silent.contains("espeak did not answer in time"), "{silent}");
    }

    #[test]
    fn the_caller_is_not_the_agent() {
        for agent in
            [None, Some(Voice::FemaleA), Some(Voice::FemaleB), Some(Voice::MaleA), Some(Voice::MaleB)]
        {
            assert_ne!(Some(unlike(agent)), agent);
        }
    }
}
