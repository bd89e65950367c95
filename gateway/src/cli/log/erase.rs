//! Forgetting a person.

use std::time::Duration;

use anyhow::Context as _;
use domain::ids::{BusinessId, CallSid, LeadId};
use domain::{StreamId, call::Call, values::PhoneNumber};
use eventlog::{CommandBus, EventLog};
use projections::Projections;
use serde_json::json;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::super::{Out, business};
use crate::switchboard;

/// Other nodes hear of an erasure within two seconds; what they build before that may still show the person.
const HEARD: Duration = Duration::from_millis(2500);

/// Whom to forget.
#[derive(Debug, clap::Args)]
pub(in super::super) struct Args {
    /// The business's id; `default` or `demo` for those an installation opens by itself.
    #[arg(long)]
    business: String,
    /// The person's number, as +972525550123.
    #[arg(long, required_unless_present = "call")]
    phone: Option<PhoneNumber>,
    /// A call whose caller gave no number.
    #[arg(long, conflicts_with = "phone")]
    call: Option<CallSid>,
}

/// Destroys the person's key, then makes anew what shows them. Harmless when repeated.
pub(super) async fn run(log: EventLog, args: Args, out: Out) -> anyhow::Result<()> {
    let business = business(&args.business)?;
    let person = person(&log, business, &args).await?;
    log.erase(person).await?;
    out.say("the key is destroyed; making anew what showed the person")?;
    tokio::time::sleep(HEARD).await;
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let projections = Projections::start(log, &tasks, stop.clone()).await?;
    let outcome = projections.forget().await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    outcome.context("the key is destroyed, but a read model is not made anew yet; repeat the command")?;
    out.result(&json!({ "erased": person }), || format!("{person} is forgotten"))?;
    Ok(())
}

async fn person(log: &EventLog, business: BusinessId, args: &Args) -> anyhow::Result<LeadId> {
    if let Some(phone) = &args.phone {
        return Ok(LeadId::derive(business, phone));
    }
    let call = args.call.as_ref().context("--phone or --call: expected one of them")?;
    let held = CommandBus::new(log.clone()).state::<Call>(&StreamId::call(call)).await?;
    let line = held.line.filter(|line| line.business == business).context("--call: there is no such call")?;
    Ok(switchboard::subject_of(call, &line))
}
