//! Recordings that Twilio keeps, fetched and deleted over its REST API: what a listener and an erased person notice of its troubles.

use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity,
    server::NUMBER,
    standins::twilio::{Asked, Trouble, TwilioApi},
    twilio::{
        Line, Twilio,
        line::ACCOUNT,
        phone::voice,
        webhooks::{RECORDING_STATUS, VOICE},
    },
    wait,
};
use anyhow::Context as _;
use reqwest::{Response, header};
use serde_json::{Value, json};
use tokio::time::Instant;

const SOON: Duration = Duration::from_secs(20);

/// A server, its account with Twilio, and a call from there.
struct Archive {
    api: TwilioApi,
    server: Server,
    dashboard: Dashboard,
    line: Line,
    /// The recording, as Twilio keeps it.
    file: Vec<u8>,
}

impl Archive {
    /// A caller is on the line and is being recorded.
    async fn recording(number: u32) -> anyhow::Result<Self> {
        let api = TwilioApi::start()?;
        let server = Server::start(&api.serves(Setup::demo(Engine::Sqlite)?)).await?;
        let dashboard = Dashboard::of_owner(&server).await?;
        let line = Line::new("recordings", number, &identity::caller(800 + number), NUMBER);
        let both: Vec<u8> = voice(2_000).into_iter().flat_map(|caller| [caller, 0xff]).collect();
        let archive = Self { api, server, dashboard, line, file: media::wav::of_mulaw(2, &both) };
        let twilio = Twilio::of(&archive.server);
        twilio.deliver(VOICE, &archive.line.incoming()).await?;
        twilio.deliver(RECORDING_STATUS, &archive.line.recording("in-progress", None)).await?;
        Ok(archive)
    }

    /// The recording can be heard.
    async fn complete(&self) -> anyhow::Result<()> {
        self.api.keep(&self.line.recording, &self.file);
        let done = self.line.recording("completed", Some(2));
        Twilio::of(&self.server).deliver(RECORDING_STATUS, &done).await.map(drop)
    }

    /// A recording that can be heard and has been drawn: nobody but listeners asks for it any more.
    async fn complete_and_drawn(number: u32) -> anyhow::Result<Self> {
        let archive = Self::recording(number).await?;
        archive.complete().await?;
        archive.shows(|recording| recording["waveform"]["caller"].is_array()).await?;
        assert_eq!(archive.api.asked(), [archive.asked(None)], "drawn from Twilio's copy");
        Ok(archive)
    }

    /// The call's recording, once the dashboard shows it so.
    async fn shows(&self, so: impl Fn(&Value) -> bool) -> anyhow::Result<()> {
        let query = "query($sid: ID!) { call(callSid: $sid) { recording { status waveform { caller } } } }";
        wait::until("the recording shows it", SOON, async || {
            let answer = self.dashboard.ask(query, json!({ "sid": self.line.call })).await?;
            Ok(if so(&answer["call"]["recording"]) { Ok(()) } else { Err(answer) })
        })
        .await
    }

    /// What a listener is answered.
    async fn listen(&self, range: Option<&str>) -> anyhow::Result<Response> {
        let url = self.server.at(&format!("/calls/{}/recording", self.line.call));
        let mut request = self.server.client().get(url).bearer_auth(self.dashboard.token());
        if let Some(range) = range {
            request = request.header(header::RANGE, range);
        }
        Ok(request.send().await?)
    }

    fn path(&self, kind: &str) -> String {
        format!("/2010-04-01/Accounts/{ACCOUNT}/Recordings/{}.{kind}", self.line.recording)
    }

    /// The request for the sound, as Twilio gets it.
    fn asked(&self, range: Option<&str>) -> Asked {
        Asked {
            what: format!("GET {}", self.path("wav")),
            query: "RequestedChannels=2".to_owned(),
            range: range.map(ToOwned::to_owned),
            is_let_in: true,
        }
    }

    /// The next listener hears all of it: whatever went wrong is over.
    async fn is_well(&self) -> anyhow::Result<()> {
        assert_eq!(self.listen(None).await?.bytes().await?, self.file);
        Ok(())
    }
}

fn named<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The problem a listener is told, and nothing of how we sign in to Twilio.
async fn problem(answer: Response) -> anyhow::Result<(u16, String)> {
    let status = answer.status().as_u16();
    assert_eq!(named(&answer, "content-type"), "application/problem+json");
    let text = answer.text().await?;
    assert!(!text.contains(ACCOUNT) && !text.contains("Basic"), "{text}");
    let problem: Value = serde_json::from_str(&text)?;
    Ok((status, problem["detail"].as_str().context("no detail")?.to_owned()))
}

#[tokio::test]
async fn what_twilio_keeps_is_heard_whole_and_in_parts() -> anyhow::Result<()> {
    let archive = Archive::complete_and_drawn(1).await?;
    let whole = archive.listen(None).await?;
    assert_eq!((whole.status().as_u16(), named(&whole, "content-type")), (200, "audio/x-wav"));
    assert_eq!(named(&whole, "accept-ranges"), "bytes");
    assert_eq!(whole.bytes().await?, archive.file);

    let size = archive.file.len();
    let part = archive.listen(Some("bytes=100-299")).await?;
    assert_eq!((part.status().as_u16(), named(&part, "content-length")), (206, "200"));
    assert_eq!(named(&part, "content-range"), format!("bytes 100-299/{size}"));
    assert_eq!(part.bytes().await?, archive.file[100..300]);
    let rest = archive.listen(Some("bytes=-50")).await?;
    assert_eq!((rest.status().as_u16(), rest.bytes().await?.len()), (206, 50));
    let beyond = archive.listen(Some(&format!("bytes={size}-"))).await?;
    assert_eq!(
        (beyond.status().as_u16(), named(&beyond, "content-range")),
        (416, format!("bytes */{size}").as_str())
    );

    let asked = archive.api.asked();
    let ranges: Vec<Option<&str>> = asked.iter().map(|asked| asked.range.as_deref()).collect();
    let beyond = format!("bytes={size}-");
    assert_eq!(ranges, [None, None, Some("bytes=100-299"), Some("bytes=-50"), Some(beyond.as_str())]);
    assert_eq!(asked[2], archive.asked(Some("bytes=100-299")));
    let url = archive.server.at(&format!("/calls/{}/recording", archive.line.call));
    assert_eq!(archive.server.client().get(url).send().await?.status(), 401);
    assert_eq!(archive.api.asked().len(), asked.len(), "who is nobody has Twilio asked nothing");
    Ok(())
}

#[tokio::test]
async fn a_twilio_that_takes_its_time_is_waited_for() -> anyhow::Result<()> {
    let archive = Archive::complete_and_drawn(2).await?;
    archive.api.trouble([Trouble::Slow(Duration::from_millis(1_500))]);
    let began = Instant::now();
    archive.is_well().await?;
    assert!(began.elapsed() >= Duration::from_millis(1_500));
    Ok(())
}

#[tokio::test]
async fn what_twilio_refuses_is_told_and_nobody_hangs() -> anyhow::Result<()> {
    let mut archive = Archive::complete_and_drawn(3).await?;
    archive.api.trouble([401, 404, 429, 500].map(Trouble::Refuses));
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(problem(archive.listen(Some("bytes=0-")).await?).await?);
    }
    let statuses: Vec<u16> = told.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [503, 404, 503, 503], "{told:?}");
    assert!(told[1].1.contains("Twilio has deleted"), "{told:?}");
    archive.is_well().await?;

    archive.api.die();
    let (status, detail) = problem(archive.listen(None).await?).await?;
    assert_eq!(status, 503, "{detail}");
    Ok(())
}

#[tokio::test]
async fn a_sound_that_breaks_off_is_not_taken_for_the_whole() -> anyhow::Result<()> {
    let archive = Archive::complete_and_drawn(4).await?;
    archive.api.trouble([Trouble::DropsAfter(10_000), Trouble::DropsAfter(0)]);
    for _ in 0..2 {
        let broken = archive.listen(None).await?;
        assert_eq!(broken.status(), 200, "it began well");
        let heard = tokio::time::timeout(SOON, broken.bytes()).await.context("the listener hangs")?;
        assert!(heard.is_err(), "{} of {} bytes as if they were all", heard?.len(), archive.file.len());
    }
    archive.is_well().await
}

#[tokio::test]
async fn a_twilio_that_falls_silent_is_given_up() -> anyhow::Result<()> {
    // Before it says anything, and in the middle of the sound; side by side, as either takes the longest wait there is.
    let archive = Archive::complete_and_drawn(5).await?;
    archive.api.trouble([Trouble::Stalls]);
    let never = async {
        let answer =
            tokio::time::timeout(SOON, archive.listen(None)).await.context("the listener hangs")??;
        problem(answer).await
    };
    let half = async {
        wait::until("the first is on its way", SOON, async || {
            let asked = archive.api.asked().len();
            Ok(if asked == 2 { Ok(()) } else { Err(asked) })
        })
        .await?;
        archive.api.trouble([Trouble::StallsAfter(10_000)]);
        let answer = archive.listen(None).await?;
        tokio::time::timeout(SOON, answer.bytes())
            .await
            .context("the listener hangs")
            .map(|heard| heard.is_err())
    };
    let ((status, detail), is_cut) = tokio::try_join!(never, half)?;
    assert_eq!((status, is_cut), (503, true), "{detail}");
    archive.is_well().await
}

#[tokio::test]
async fn who_is_erased_is_erased_at_twilio_too() -> anyhow::Result<()> {
    let archive = Archive::recording(6).await?;
    let query =
        "query($phone: String!) { leads(first: 2, filter: { search: $phone }) { edges { node { id } } } }";
    let lead = wait::until("the caller is a lead", SOON, async || {
        let found = archive.dashboard.ask(query, json!({ "phone": archive.line.from })).await?;
        let lead = found["leads"]["edges"][0]["node"]["id"].clone();
        Ok(if lead.is_string() { Ok(lead) } else { Err(found) })
    })
    .await?;
    let erase = "mutation($input: EraseLeadInput!) { eraseLead(input: $input) { userErrors { code } } }";
    let erased = archive.dashboard.ask(erase, json!({ "input": { "id": lead } })).await?;
    assert_eq!(erased["eraseLead"]["userErrors"], json!([]), "{erased}");

    // Twilio was still recording: of its file we hear only now.
    archive.complete().await?;
    let deletion = format!("DELETE {}", archive.path("json"));
    wait::until("it is deleted", SOON, async || {
        let asked = archive.api.asked();
        let deleted = asked.iter().any(|asked| asked.what == deletion && asked.is_let_in);
        Ok(if deleted && !archive.api.keeps(&archive.line.recording) { Ok(()) } else { Err(asked) })
    })
    .await?;
    archive.shows(|recording| recording["status"] == "PURGED").await?;
    assert_eq!(archive.listen(None).await?.status(), 404);
    let deletions = archive.api.asked().iter().filter(|asked| asked.what == deletion).count();
    assert_eq!(deletions, 1, "once");
    Ok(())
}
