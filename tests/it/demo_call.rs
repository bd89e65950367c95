//! `agentlocator demo call` against a server that goes by what it hears: what was understood is told, and a call in vain has failed.

use std::sync::Arc;

use acceptance::standins::google::{Google, Sentences};
use acceptance::{Engine, Server, Setup, identity, operator, operator::Ran};
use anyhow::Context as _;
use serde_json::{Value, json};

use crate::calls::CALL;

const LINES: [&str; 2] = ["שלום, אני מחפשת דירה בחיפה", "תודה רבה, להתראות"];
/// What is told of a server that takes no script.
const BY_EAR: &str = "the server hears for itself; the script is only spoken";

/// A server that hears with a Google which understands what was said with its own voices.
struct Hearing {
    sentences: Arc<Sentences>,
    _google: Google,
    setup: Setup,
    server: Server,
}

impl Hearing {
    async fn start() -> anyhow::Result<Self> {
        let sentences = Arc::new(Sentences::default());
        let google = Google::by_ear(sentences.clone())?;
        let setup = google.speaks_for(Setup::demo(Engine::Sqlite)?)?;
        let server = Server::start(&setup).await?;
        Ok(Self { sentences, _google: google, setup, server })
    }

    /// Places a call with these settings of the caller's own.
    async fn call(&self, number: u32, settings: &[(&str, &str)], how: &[&str]) -> anyhow::Result<Ran> {
        let setup = settings.iter().fold(self.setup.clone(), |setup, (name, value)| setup.with(name, value));
        let script = setup.home().join("script.txt");
        std::fs::write(&script, LINES.join("\n"))?;
        let (at, script, from) =
            (self.server.at(""), script.display().to_string(), identity::caller(950 + number));
        let arguments = ["demo", "call", "--server", &at, "--from", &from, "--script", &script];
        operator::run_within(&setup, &[&arguments, how].concat(), CALL).await
    }
}

/// The reason is the last line; what stands above it was told on the way, beside the log's lines of JSON.
fn failed<'a>(ran: &'a Ran, why: &str) -> Vec<&'a str> {
    let mut told: Vec<&str> = ran.stderr.trim().lines().filter(|line| !line.starts_with('{')).collect();
    let reason = told.pop().unwrap_or_default();
    assert!(!ran.success && reason.starts_with("agentlocator: ") && reason.contains(why), "{ran:?}");
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_heard_is_told_line_by_line() -> anyhow::Result<()> {
    let hearing = Hearing::start().await?;
    let ran = hearing.call(1, &[], &[]).await?;
    assert!(ran.success, "{ran:?}");
    assert_eq!(ran.stderr.trim(), BY_EAR);
    let lines: Vec<&str> = ran.stdout.lines().map(str::trim_end).collect();
    assert!(lines.contains(&"the caller speaks with google-voice"), "{}", ran.stdout);
    let at = lines
        .iter()
        .position(|line| *line == "heard    2 of 2 lines")
        .context("nothing of what was heard")?;
    for (line, text) in LINES.iter().enumerate() {
        let (said, heard) = (lines[at + 1 + 2 * line], lines[at + 2 + 2 * line]);
        assert!(said.ends_with(&format!("said   {text}")), "{}", ran.stdout);
        assert!(heard.ends_with(&format!("heard  {text}")), "{}", ran.stdout);
        // And as it happened, from the transcript.
        let live = lines[..at].iter().any(|line| line.contains("caller") && line.ends_with(text));
        assert!(live, "{}", ran.stdout);
    }
    hearing.server.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_nobody_understands_has_called_in_vain() -> anyhow::Result<()> {
    let hearing = Hearing::start().await?;
    hearing.sentences.garble();
    let ran = hearing.call(2, &[], &["--json"]).await?;
    assert_eq!(failed(&ran, "heard nothing of what the caller said"), [BY_EAR]);
    let report: Value =
        serde_json::from_str(&ran.stdout).context("what is told to programs is JSON all the same")?;
    assert_eq!((&report["hearing"], &report["voice"]), (&json!("EAR"), &json!("google-voice")), "{report:#}");
    assert!(report["fault"].as_str().is_some_and(|fault| ran.stderr.contains(fault)), "{report:#}");
    let lines = report["lines"].as_array().context("no lines")?;
    assert!(!lines.is_empty() && lines.iter().all(|line| line["heard"].is_null()), "{report:#}");
    let turns = report["call"]["transcript"].as_array().context("no transcript")?;
    assert!(turns.iter().all(|turn| turn["speaker"] != "CALLER"), "{report:#}");
    hearing.server.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_that_is_away_gives_way_to_this_machines_own() -> anyhow::Result<()> {
    let hearing = Hearing::start().await?;
    // The server's Google is well; the caller's is not there. To this recogniser, another's voice is noise.
    let ran = hearing.call(3, &[("GOOGLE_TTS_ENDPOINT", "http://127.0.0.1:1")], &["--json"]).await?;
    let told = failed(&ran, "heard nothing of what the caller said with espeak-ng");
    assert_eq!((told.len(), told[0]), (2, BY_EAR), "{told:?}");
    assert!(told[1].starts_with("a voice cannot be the caller's: google-voice is not available"), "{told:?}");
    let report: Value = serde_json::from_str(&ran.stdout)?;
    assert_eq!(report["voice"], "espeak-ng", "{report:#}");
    hearing.server.stop().await
}

#[tokio::test]
async fn tones_are_no_words_to_a_server_that_hears() -> anyhow::Result<()> {
    let hearing = Hearing::start().await?;
    // A machine without espeak-ng.
    let ran = hearing.call(4, &[("SPEECH_PROVIDER", "local"), ("PATH", "/nowhere")], &["--json"]).await?;
    assert_eq!(failed(&ran, "tones are no words: install espeak-ng"), [BY_EAR]);
    assert_eq!(ran.stdout, "");
    hearing.server.stop().await
}
