//! `agentlocator demo call`: a simulated call against the running server, told as it happens.

use std::{convert::Infallible, io::Write as _, path::PathBuf, time::Duration};

use anyhow::Context as _;
use domain::{ids::CallSid, ports::Clock as _, values::TIME_ZONE};
use media::provider::Synthesizer;
use serde_json::json;
use tokio::sync::mpsc;
use url::Url;

use crate::{
    config::{Config, Secret},
    demo::caller::{
        self, CallPlan, CallReport, EndedBy, FollowError, Follower, Happening, Means, Outcome, Said, Script,
        SignIn,
    },
    system::{SystemClock, SystemEntropy},
};

/// How long the read models may take to show the call's end.
const SETTLE_TRIES: u32 = 50;
const SETTLE_STEP: Duration = Duration::from_millis(100);

/// Place a simulated phone call against the running server.
#[derive(Debug, clap::Args)]
pub(super) struct DemoCall {
    /// The number to dial.
    #[arg(long, default_value = "+97235550100")]
    to: String,
    /// The number to call from; another one each time when absent, so that every call is a new lead.
    #[arg(long)]
    from: Option<String>,
    /// What the caller says: a line a turn, `[1]` presses a key. A buyer looking for an apartment when absent.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Where the server is, when not where the settings say.
    #[arg(long)]
    server: Option<Url>,
}

impl DemoCall {
    /// Calls; prints the conversation for people, or the outcome as JSON.
    pub(super) async fn run(
        self,
        config: &Config,
        password: Option<Secret>,
        voice: &dyn Synthesizer,
        as_json: bool,
    ) -> anyhow::Result<()> {
        let mut plan = self.plan(config)?;
        let call = CallSid::try_from(caller::sid("CA", &SystemEntropy))?;
        let printer = Printer { as_json };
        let mut follower = sign_in(&plan, password, &call, printer).await;
        let followed = follower.is_some();
        plan.script = plan.script.meeting_at(&spoken_time(follower.as_ref()).await?);
        let (tell, mut happenings) = mpsc::unbounded_channel();
        let means = Means { clock: &SystemClock, entropy: &SystemEntropy, voice, tell };
        let placed = async {
            let report = caller::place(&plan, &call, &means).await;
            // The teller ends when nobody can tell it anything any more.
            drop(means);
            report
        };
        let told = async {
            while let Some(happening) = happenings.recv().await {
                printer.happening(&happening, followed);
            }
        };
        let report = tokio::select! {
            (report, ()) = async { tokio::join!(placed, told) } => report?,
            never = watch(follower.as_mut(), printer) => match never {},
        };
        finish(&report, follower, printer).await
    }

    fn plan(&self, config: &Config) -> anyhow::Result<CallPlan> {
        let script = match &self.script {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("--script: cannot read {}", path.display()))?;
                text.parse::<Script>().with_context(|| format!("--script {}", path.display()))?
            }
            None => Script::usual()?,
        };
        let server = self
            .server
            .clone()
            .unwrap_or_else(|| crate::config::Http::local_url((config.http.host, config.http.port).into()));
        Ok(CallPlan {
            public: config.http.public_url.clone().unwrap_or_else(|| server.clone()),
            server,
            from: self.from.clone().unwrap_or_else(new_number),
            to: self.to.clone(),
            script,
            token: config.twilio.auth_token.clone(),
            recordings: config.storage.recordings(),
        })
    }
}

/// A mobile number nobody was given: 050-5 and six digits by chance.
fn new_number() -> String {
    use domain::ports::Entropy as _;
    format!("+972505{:06}", SystemEntropy.next_u64() % 1_000_000)
}

/// A time that is free, as it is said; without a sign-in a likely one.
async fn spoken_time(follower: Option<&Follower>) -> anyhow::Result<String> {
    let now = SystemClock.now().in_tz(TIME_ZONE)?;
    let free = match follower {
        Some(follower) => follower.free_hour(&now).await?,
        None => None,
    };
    Ok(free.map_or_else(|| "ביום שלישי בעשר בבוקר".to_owned(), |at| domain::hebrew::say::moment(&at, &now)))
}

/// With the demo's sign-in both sides are told as the dashboard has them; without, only what the caller does.
async fn sign_in(
    plan: &CallPlan,
    password: Option<Secret>,
    call: &CallSid,
    printer: Printer,
) -> Option<Follower> {
    let who = SignIn { email: crate::demo::OWNER_EMAIL.to_owned(), password: password? };
    match Follower::sign_in(&plan.server, &who, call).await {
        Ok(follower) => Some(follower),
        // What keeps a watcher out keeps the call out too, and the call says so.
        Err(FollowError::Broken(_)) => None,
        Err(error @ FollowError::SignIn { .. }) => {
            printer.aside(&format!("the agent's words are not shown: {error}"));
            None
        }
    }
}

async fn watch(follower: Option<&mut Follower>, printer: Printer) -> Infallible {
    if let Some(follower) = follower
        && let Err(error) = follower.follow(|line| printer.said(&line)).await
    {
        printer.aside(&format!("live updates broke off: {error}"));
    }
    std::future::pending().await
}

/// Waits until the read models have the end of the call, and tells what came of it.
async fn finish(report: &CallReport, follower: Option<Follower>, printer: Printer) -> anyhow::Result<()> {
    let mut outcome = None;
    if let Some(mut follower) = follower {
        for _ in 0..SETTLE_TRIES {
            let seen = follower.outcome(|line| printer.said(&line)).await?;
            let settled = seen.status() == "COMPLETED" && seen.0["summary"].is_string();
            outcome = Some(seen);
            if settled {
                break;
            }
            tokio::time::sleep(SETTLE_STEP).await;
        }
    }
    printer.report(report, outcome.as_ref())
}

/// Where the conversation is told.
#[derive(Debug, Clone, Copy)]
struct Printer {
    as_json: bool,
}

impl Printer {
    fn line(self, text: &str) {
        if !self.as_json {
            // A reader that went away (`| head`) is no fault of the call.
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }

    #[expect(clippy::unused_self, reason = "one of the ways a printer speaks")]
    fn aside(self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// What is said comes from the follower when there is one.
    fn happening(self, happening: &Happening, followed: bool) {
        match happening {
            Happening::Answered { call } => self.line(&format!("call {call}")),
            Happening::Connected => self.line("connected"),
            Happening::CallerPresses { at_ms, digit } => {
                self.line(&format!("{}  caller  [{digit}]", clock_of(*at_ms)));
            }
            Happening::CallerSpeaks { at_ms, text } if !followed => {
                self.line(&format!("{}  caller  {text}", clock_of(*at_ms)));
            }
            Happening::Transferred { number } => self.line(&format!("handed to a person at {number}")),
            Happening::AgentHeard { from_ms, to_ms } if !followed => {
                self.line(&format!("{}  agent   ({} ms of speech)", clock_of(*from_ms), to_ms - from_ms));
            }
            Happening::CallerSpeaks { .. } | Happening::AgentHeard { .. } => {}
        }
    }

    fn said(self, line: &Said) {
        let who = if line.speaker == "CALLER" { "caller" } else { "agent " };
        let cut = if line.interrupted { " —" } else { "" };
        self.line(&format!("{}  {who}  {}{cut}", clock_of(line.start_ms), line.text));
    }

    fn report(self, report: &CallReport, outcome: Option<&Outcome>) -> anyhow::Result<()> {
        if self.as_json {
            let told = json!({
                "callSid": report.call, "endedBy": report.ended_by, "durationMs": report.duration_ms,
                "agentMs": report.agent_ms, "linesSaid": report.lines_said,
                "transferredTo": report.transferred_to, "call": outcome,
            });
            writeln!(std::io::stdout(), "{told}")?;
            return Ok(());
        }
        let by = match report.ended_by {
            EndedBy::Caller => "the caller hung up",
            EndedBy::Agent => "the agent hung up",
        };
        self.line(&format!("{by} after {}; call {}", clock_of(report.duration_ms), report.call));
        if let Some(Outcome(call)) = outcome {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or("—").to_owned();
            self.line(&format!("status   {}", text(&call["status"])));
            self.line(&format!("summary  {}", text(&call["summary"])));
            let (lead, details) = (&call["lead"], &call["lead"]["details"]);
            self.line(&format!(
                "lead     {} {} · {} · {} rooms · ₪{}",
                text(&lead["phone"]),
                text(&lead["name"]),
                text(&details["city"]),
                details["rooms"].as_f64().unwrap_or_default(),
                details["budget"],
            ));
            for meeting in call["meetings"].as_array().into_iter().flatten() {
                self.line(&format!("meeting  {} {}", text(&meeting["start"]), text(&meeting["subject"])));
            }
        }
        Ok(())
    }
}

/// `mm:ss` of the call.
fn clock_of(ms: u64) -> String {
    format!("{:02}:{:02}", ms / 60_000, ms / 1000 % 60)
}
