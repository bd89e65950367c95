//! Where telephone webhooks become commands. Any of them may be the first we hear of a call, or come again.

use domain::{
    StreamId,
    call::{Call, CallCommand, CallDirection, CallRefusal, Line},
    ids::{BusinessId, CallSid, LeadId},
    values::Party,
};
use eventlog::{CommandBus, CommandError};
use uuid::Uuid;

use crate::{agency, cause::Cause, problem::Problem, twilio::Fields};

/// Who is on the line, as a webhook says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// Who dialled.
    pub direction: CallDirection,
    /// The calling number.
    pub from: Party,
    /// The called number.
    pub to: Party,
}

impl Ends {
    /// What the fields say; `None` when they name neither end (stream and recording callbacks).
    pub fn read(fields: &Fields) -> Option<Self> {
        if fields.get("From").is_none() && fields.get("To").is_none() {
            return None;
        }
        // `outbound-api`, `outbound-dial`: <https://www.twilio.com/docs/voice/twiml#request-parameters>
        let outbound = fields.get("Direction").is_some_and(|text| text.starts_with("outbound"));
        let direction = if outbound { CallDirection::Outbound } else { CallDirection::Inbound };
        let party = |name| Party::read(fields.get(name).unwrap_or_default());
        Some(Self { direction, from: party("From"), to: party("To") })
    }

    /// Our end: the number that says whose call it is.
    fn ours(&self) -> &Party {
        match self.direction {
            CallDirection::Inbound => &self.to,
            CallDirection::Outbound => &self.from,
        }
    }

    /// The person's end.
    fn theirs(&self) -> &Party {
        match self.direction {
            CallDirection::Inbound => &self.from,
            CallDirection::Outbound => &self.to,
        }
    }
}

/// A call's line, and the person on it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Who is on the line, once known.
    pub line: Option<Line>,
    /// Whose key what is said of the call is under, once the line is known.
    pub subject: Option<LeadId>,
}

/// Who is on this call's line: what the log already knows goes before what a later webhook says.
pub async fn identify(bus: &CommandBus, call: &CallSid, ends: Option<Ends>) -> Result<Known, Problem> {
    let held = bus.state::<Call>(&StreamId::call(call)).await.map_err(|e| Problem::unavailable(&e))?.line;
    let line = match (held, ends) {
        (Some(line), _) => Some(line),
        (None, Some(ends)) => {
            let business =
                agency::of_dialled(bus, ends.ours()).await.map_err(|e| Problem::unavailable(&e))?;
            Some(Line { business, direction: ends.direction, from: ends.from, to: ends.to })
        }
        (None, None) => None,
    };
    let subject = line.as_ref().map(|line| subject_of(call, line));
    Ok(Known { line, subject })
}

/// Tells the call; a repeat is no error.
pub async fn tell(
    bus: &CommandBus,
    call: &CallSid,
    known: &Known,
    what: &str,
    name: &'static str,
    command: CallCommand,
) -> Result<(), Problem> {
    let mut cause = Cause::webhook(call, what).about(known.subject);
    if let Some(line) = &known.line {
        cause = cause.within(line.business);
    }
    match bus.execute::<Call>(&StreamId::call(call), command, &cause.of(name)).await {
        // Only a second media stream is ever refused, and a webhook starts none.
        Ok(_) | Err(CommandError::Refused(CallRefusal::StreamTaken { .. })) => Ok(()),
        Err(error) => Err(Problem::unavailable(&error)),
    }
}

/// The lead a line's person is.
pub fn person_of(line: &Line) -> Option<LeadId> {
    let ends = Ends { direction: line.direction, from: line.from.clone(), to: line.to.clone() };
    ends.theirs().phone().map(|phone| LeadId::derive(line.business, phone))
}

/// Whose key a call's words are under: the lead's. A caller without a number is a person of this one call.
pub fn subject_of(call: &CallSid, line: &Line) -> LeadId {
    let of_call = || LeadId::from_uuid(Uuid::new_v5(&line.business.as_uuid(), call.as_str().as_bytes()));
    person_of(line).unwrap_or_else(of_call)
}

/// The business of a line that was just identified.
pub fn business_of(known: &Known) -> BusinessId {
    known.line.as_ref().map_or_else(BusinessId::default_business, |line| line.business)
}
