//! Synthesis: the bare sound, asked for once, tried again when it may help.

use std::time::Duration;

use acceptance::standins::google::{Ears, Google, sound_of};
use media::provider::{ProviderError, Recognizer as _, Synthesizer as _};
use tonic::Code;

use super::Clients;

fn google() -> anyhow::Result<Google> {
    Google::start(Ears::lines(&[]))
}

#[tokio::test]
async fn a_sentence_is_asked_for_as_it_is_spoken_and_comes_without_its_header() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |settings| settings.speaking.rate = 1.1)?;
    clients.synthesizer.warm_up().await?;
    let sound = clients.synthesizer.speak("נפגש מחר ב-16:30.").await?;
    let ssml = "<speak>נפגש מָחָר בְּאַרְבַּע וָחֵצִי.</speak>";
    assert_eq!(google.voices.asked(), [ssml]);
    assert_eq!(sound, sound_of(ssml));
    let request = google.voices.requests().remove(0);
    let (voice, audio) = (request.voice.unwrap_or_default(), request.audio_config.unwrap_or_default());
    assert_eq!((voice.language_code.as_str(), voice.name.as_str()), ("he-IL", "he-IL-Wavenet-D"));
    assert_eq!((audio.audio_encoding, audio.sample_rate_hertz), (5, 8_000), "mu-law");
    assert!((audio.speaking_rate - 1.1).abs() < 1e-9);
    assert_eq!(audio.effects_profile_id, ["telephony-class-application"]);
    Ok(())
}

#[tokio::test]
async fn the_same_sentence_is_asked_for_once_by_many_and_by_the_next_process() -> anyhow::Result<()> {
    let google = google()?;
    google.voices.delay(Duration::from_millis(200));
    let clients = Clients::of(&google, |_| {})?;
    let many = (0..20).map(|_| clients.synthesizer.speak("שלום, מדברת לאה"));
    let sounds = futures::future::try_join_all(many).await?;
    assert_eq!(google.voices.requests().len(), 1);
    assert!(sounds.iter().all(|sound| *sound == sounds[0]));
    let again = clients.synthesizer.speak("שלום, מדברת לאה").await?;
    assert_eq!(again.as_ptr(), sounds[0].as_ptr(), "from memory");
    clients.synthesizer.have_ready(None, "איך אפשר לעזור?").await?;
    clients.synthesizer.speak("דירה ברחוב הרצל תשע.").await?;
    assert_eq!(google.voices.requests().len(), 3);

    // The process ends: what it was writing is written.
    clients.tasks.close();
    clients.tasks.wait().await;
    let next = Clients::in_folder(&google, clients.folder.clone(), |_| {})?;
    assert_eq!(next.synthesizer.speak("שלום, מדברת לאה").await?, sounds[0]);
    next.synthesizer.speak("איך אפשר לעזור?").await?;
    assert_eq!(google.voices.requests().len(), 3, "from the disk");
    next.synthesizer.speak("דירה ברחוב הרצל תשע.").await?;
    assert_eq!(google.voices.requests().len(), 4, "what was said once is not worth a file");

    let faster =
        Clients::in_folder(&google, clients.folder.clone(), |settings| settings.speaking.rate = 1.2)?;
    faster.synthesizer.speak("שלום, מדברת לאה").await?;
    let other = |settings: &mut media::provider::google::GoogleSettings| {
        settings.speaking.voice = "he-IL-Wavenet-A".to_owned();
    };
    Clients::in_folder(&google, clients.folder, other)?.synthesizer.speak("שלום, מדברת לאה").await?;
    assert_eq!(google.voices.requests().len(), 6, "another rate or voice is another sound");
    Ok(())
}

#[tokio::test]
async fn it_is_tried_again_when_that_may_help_and_not_when_it_cannot() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |_| {})?;
    google.voices.fail([Code::Unavailable, Code::ResourceExhausted]);
    clients.synthesizer.speak("אחת").await?;
    assert_eq!(google.voices.requests().len(), 3);

    google.voices.fail([Code::Unavailable, Code::Internal, Code::Unavailable]);
    let failed = clients.synthesizer.speak("שתיים").await;
    assert!(matches!(failed, Err(ProviderError::Unavailable { .. })), "{failed:?}");
    assert_eq!(google.voices.requests().len(), 6);

    google.voices.fail([Code::InvalidArgument]);
    let refused = clients.synthesizer.speak("שלוש").await;
    assert!(matches!(refused, Err(ProviderError::Refused { .. })), "{refused:?}");
    assert_eq!(google.voices.requests().len(), 7);
    clients.synthesizer.speak("שלוש").await?;
    assert_eq!(google.voices.requests().len(), 8, "a failure is not kept");
    Ok(())
}

#[tokio::test]
async fn what_takes_too_long_is_given_up() -> anyhow::Result<()> {
    let google = google()?;
    google.voices.delay(Duration::from_mins(1));
    let clients = Clients::of(&google, |settings| {
        settings.speaking.within = Duration::from_millis(300);
        settings.speaking.backoff = Duration::from_millis(10);
    })?;
    // The token is there: what is timed is the sentence.
    clients.recognizer.warm_up().await?;
    assert!(matches!(clients.synthesizer.speak("ארבע").await, Err(ProviderError::TimedOut { .. })));
    assert_eq!(google.voices.requests().len(), 3);
    Ok(())
}

#[tokio::test]
async fn warming_up_tells_of_a_voice_there_is_not() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |settings| settings.speaking.voice = "he-IL-Nobody".to_owned())?;
    let told = clients.synthesizer.warm_up().await;
    assert!(told.is_err_and(|error| error.to_string().contains("he-IL-Nobody")));
    Ok(())
}

#[tokio::test]
async fn a_sentence_is_measured_as_google_measures_it() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |_| {})?;
    // 2,400 letters are 4,800 bytes; the same again in numbers is more when it is written out.
    let letters = "א".repeat(2_400);
    clients.synthesizer.speak(&letters).await?;
    for long in ["א".repeat(2_500), "99,999 ".repeat(200)] {
        let refused = clients.synthesizer.speak(&long).await;
        assert!(matches!(refused, Err(ProviderError::Refused { .. })), "{} bytes: {refused:?}", long.len());
    }
    assert_eq!(google.voices.requests().len(), 1, "what is too long is not sent");
    Ok(())
}
