//! `agentlocator demo call`: a simulated call against the running server, told as it happens.

use std::{convert::Infallible, path::PathBuf, time::Duration};

use anyhow::Context as _;
use domain::{ids::CallSid, ports::Clock as _, values::TIME_ZONE};
use tokio::sync::mpsc;
use url::Url;

use super::demo_printer::Printer;
use crate::{
    compose,
    config::{Config, Secret},
    demo::caller::{
        self, CallPlan, CallReport, CallerVoice, FollowError, Follower, HeardLine, Means, Outcome, Script,
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
    /// Calls; prints the conversation for people, or the outcome as JSON. A call of which nothing came has failed.
    pub(super) async fn run(
        self,
        config: &Config,
        password: Option<Secret>,
        as_json: bool,
    ) -> anyhow::Result<()> {
        let mut plan = self.plan(config)?;
        let call = CallSid::try_from(caller::sid("CA", &SystemEntropy))?;
        let printer = Printer { as_json };
        let mut follower = sign_in(&plan, password, &call, printer).await;
        let followed = follower.is_some();
        plan.script = plan.script.meeting_at(&spoken_time(follower.as_ref()).await?);
        let voices = voices(config, follower.as_ref(), printer).await;
        let (tell, mut happenings) = mpsc::unbounded_channel();
        let means = Means { clock: &SystemClock, entropy: &SystemEntropy, voices: &voices, tell };
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

/// The voices the caller may have: the cloud's, where speech is the cloud's, and this machine's own.
async fn voices(config: &Config, follower: Option<&Follower>, printer: Printer) -> Vec<CallerVoice> {
    let agents = match follower {
        // Who cannot be asked has the voice of the settings.
        Some(follower) => follower.agents_voice().await.unwrap_or_default(),
        None => None,
    };
    let cloud = compose::cloud_voice(config, agents).unwrap_or_else(|error| {
        printer.aside(&format!("the cloud's voice cannot be the caller's: {error}"));
        None
    });
    cloud.into_iter().chain([compose::local_voice().await]).collect()
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
    let Some(password) = password else {
        printer.aside("without DEMO_PASSWORD nobody is signed in: what the server hears is not shown");
        return None;
    };
    let who = SignIn { email: crate::demo::OWNER_EMAIL.to_owned(), password };
    match Follower::sign_in(&plan.server, &who, call).await {
        Ok(follower) => Some(follower),
        // What keeps a watcher out keeps the call out too, and the call says so.
        Err(FollowError::Broken(_)) => None,
        Err(error @ FollowError::SignIn { .. }) => {
            printer.aside(&format!("what the server hears and says is not shown: {error}"));
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
            let settled = seen.is_settled();
            outcome = Some(seen);
            if settled {
                break;
            }
            tokio::time::sleep(SETTLE_STEP).await;
        }
    }
    // Without a sign-in nobody knows what was heard, and neither does who signed in elsewhere than was dialled.
    let seen = outcome.filter(|outcome| outcome.0.is_object()).map(|outcome| Seen::of(report, outcome));
    printer.report(report, seen.as_ref())?;
    match seen.and_then(|seen| seen.fault) {
        Some(fault) => Err(anyhow::anyhow!(fault)),
        None => Ok(()),
    }
}

/// What the dashboard shows of the call.
pub(super) struct Seen {
    pub(super) outcome: Outcome,
    /// What was heard of the caller's lines.
    pub(super) lines: Vec<HeardLine>,
    /// Why the call was in vain.
    pub(super) fault: Option<String>,
}

impl Seen {
    fn of(report: &CallReport, outcome: Outcome) -> Self {
        let lines = caller::heard(&report.spoken, &outcome.transcript());
        let fault = if !lines.is_empty() && !lines.iter().any(HeardLine::is_understood) {
            Some(format!("the server heard nothing of what the caller said with {}", report.voice))
        } else if !outcome.has_lead() {
            Some("no lead came of the call".to_owned())
        } else {
            None
        };
        Self { outcome, lines, fault }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::demo::caller::{EndedBy, Hearing, Spoken};

    /// Why a call was in vain in which the caller said this and the dashboard shows that.
    fn fault(spoken: &[&str], heard: &[&str], lead: &Value) -> Option<String> {
        let spoken = spoken.iter().map(|text| Spoken { at_ms: 2_000, text: (*text).to_owned() }).collect();
        let report = CallReport {
            call: "CA00000000000000000000000000000001".parse().unwrap(),
            ended_by: EndedBy::Caller,
            duration_ms: 9_000,
            agent_ms: 1_000,
            lines_said: 1,
            spoken,
            hearing: Hearing::Ear,
            voice: "espeak-ng",
            transferred_to: None,
        };
        let said = |text: &&str| json!({ "speaker": "CALLER", "text": text, "startMs": 2_500, "interrupted": false });
        let transcript: Vec<Value> = heard.iter().map(said).collect();
        Seen::of(&report, Outcome(json!({ "transcript": transcript, "lead": lead }))).fault
    }

    #[test]
    fn a_call_is_in_vain_when_nothing_was_understood_or_no_lead_came_of_it() {
        let lead = json!({ "phone": "+972525550123" });
        let deaf = "the server heard nothing of what the caller said with espeak-ng";
        assert_eq!(fault(&["דירה בחיפה"], &["אה, דירה"], &lead), None);
        assert_eq!(fault(&["דירה בחיפה"], &[], &lead).as_deref(), Some(deaf));
        assert_eq!(fault(&["דירה בחיפה"], &["שלום"], &lead).as_deref(), Some(deaf), "other words are noise");
        assert_eq!(fault(&["דירה"], &["דירה"], &Value::Null).as_deref(), Some("no lead came of the call"));
        assert_eq!(fault(&[], &[], &lead), None, "who pressed keys only had nothing to be heard");
    }
}
