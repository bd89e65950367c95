//! Forgetting a person.

use std::time::Duration;

use anyhow::{Context as _, bail};
use domain::ids::{BusinessId, CallSid, LeadId};
use domain::lead::{Lead, LeadCommand, LeadEvent};
use domain::ports::Entropy as _;
use domain::{Event, StreamId, call::Call, values::PhoneNumber};
use eventlog::{CommandBus, Erasure, EventLog};
use projections::Projections;
use serde_json::json;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::super::{Out, business};
use crate::{cause::Cause, switchboard, system::SystemEntropy};

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
    let already = match log.erase(person).await? {
        Erasure::Done => false,
        Erasure::Already => true,
        Erasure::Nobody if args.call.is_some() => bail!("--call: nothing is kept of its caller"),
        Erasure::Nobody => bail!("--phone: nobody of this business has that number"),
    };
    if !(already && is_told(&log, person).await?) {
        tell(&log, business, person).await?;
    }
    out.say("the key is destroyed; making anew what showed the person")?;
    tokio::time::sleep(HEARD).await;
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let projections = Projections::start(log, &tasks, stop.clone()).await?;
    let outcome = projections.forget().await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    outcome.context("the key is destroyed, but a read model is not made anew yet; repeat the command")?;
    out.result(&json!({ "erased": person, "already": already }), || {
        if already { format!("{person} was forgotten already") } else { format!("{person} is forgotten") }
    })?;
    Ok(())
}

/// A caller who showed no number is no lead, which would know it by itself.
async fn is_told(log: &EventLog, person: LeadId) -> anyhow::Result<bool> {
    let events = log.read_stream(&StreamId::lead(person), 0).await?;
    Ok(events.iter().any(|event| matches!(event.event, Event::Lead(LeadEvent::Forgotten))))
}

/// Writes down that it was done, by whoever runs this machine.
async fn tell(log: &EventLog, business: BusinessId, person: LeadId) -> anyhow::Result<()> {
    let cause = Cause::system(format!("cli:{}", SystemEntropy.uuid())).within(business);
    let bus = CommandBus::new(log.clone());
    bus.execute::<Lead>(&StreamId::lead(person), LeadCommand::Forget, &cause.of("EraseLead")).await?;
    Ok(())
}

async fn person(log: &EventLog, business: BusinessId, args: &Args) -> anyhow::Result<LeadId> {
    if let Some(phone) = &args.phone {
        return Ok(LeadId::derive(business, phone));
    }
    let call = args.call.as_ref().context("--phone or --call: expected one of them")?;
    let held = CommandBus::new(log.clone()).state::<Call>(&StreamId::call(call)).await?;
    let line = held.line.filter(|line| line.business == business).context("--call: there is no such call")?;
    if switchboard::person_of(&line).is_some() {
        bail!("--call: its caller showed a number; use --phone with it");
    }
    Ok(switchboard::subject_of(call, &line))
}
