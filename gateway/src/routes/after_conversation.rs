//! `POST /webhooks/twilio/after-conversation`: we closed the stream; Twilio asks what is next for the caller.
//!
//! # Contract
//! Answered from the log, so that any node may be asked. A person is called only when the call holds an open request for one.

use axum::extract::State;
use domain::{StreamId, call::Call, ids::CallSid};

use crate::{
    app::App,
    problem::Problem,
    twilio::{Fields, FromFields, TwilioSigned, twiml::Twiml},
};

/// Which call it is about.
#[derive(Debug)]
pub(crate) struct Asked {
    call: CallSid,
}

impl FromFields for Asked {
    fn from_fields(fields: &Fields) -> Result<Self, Problem> {
        Ok(Self { call: fields.id("CallSid")? })
    }
}

/// Calls the person who was asked for, or hangs up.
pub(crate) async fn handler(
    State(app): State<App>,
    TwilioSigned(Asked { call }): TwilioSigned<Asked>,
) -> Result<Twiml, Problem> {
    let held = app.bus.state::<Call>(&StreamId::call(&call)).await.map_err(|e| Problem::unavailable(&e))?;
    Ok(match held.transfer.open() {
        Some(number) => {
            tracing::info!(%call, "the caller is handed to a person");
            Twiml::dial(number, &app.public.path("/webhooks/twilio/transfer-status"))
        }
        None => Twiml::hang_up(),
    })
}

#[cfg(test)]
mod tests {
    use domain::{
        StreamId,
        business::{Amendment, Business, BusinessCommand},
        call::{Call, TransferOutcome},
        ids::{BusinessId, LeadId},
        lead::Lead,
    };
    use media::provider::{Tool, ToolCall, ToolResult};

    use crate::{
        cause::Cause,
        demo,
        testing::{Bench, call},
    };

    const VOICE: &str = "/webhooks/twilio/voice";
    const AFTER: &str = "/webhooks/twilio/after-conversation";
    const STATUS: &str = "/webhooks/twilio/transfer-status";
    const CALLER: &str = "+972525550177";

    /// A call to the demo's number, which hands callers to `to`; the agent has asked for a person.
    async fn asked_for_a_person(to: Option<&str>) -> (Bench, ToolResult) {
        let bench = Bench::signed().await;
        bench.demo().await;
        if let Some(to) = to {
            let business = BusinessId::named(demo::KEY);
            let amendment =
                Amendment { transfer_number: Some(Some(to.parse().unwrap())), ..Amendment::default() };
            let command = BusinessCommand::AmendSettings { amendment: Box::new(amendment) };
            let cause = Cause::system("test").within(business).of("UpdateBusinessSettings");
            bench.app.bus.execute::<Business>(&StreamId::business(business), command, &cause).await.unwrap();
        }
        let sid = call(1);
        let fields = [("CallSid", sid.as_str()), ("From", CALLER), ("To", demo::NUMBER)];
        let answer = bench.webhook(VOICE, &fields).await;
        assert!(
            answer.body.contains(&format!("https://crm.example.com{AFTER}</Redirect>")),
            "{}",
            answer.body
        );
        let tool = ToolCall { id: "t1".to_owned(), tool: Tool::TransferToHuman };
        let desk = bench.app.media.deps().desk.clone();
        let mut result = desk.use_tool(&sid, &tool, None).await.unwrap();
        // Asked for again it is the same request.
        if to.is_some() {
            let again = ToolCall { id: "t2".to_owned(), tool: Tool::TransferToHuman };
            result = desk.use_tool(&sid, &again, None).await.unwrap();
        }
        (bench, result)
    }

    async fn notes(bench: &Bench) -> usize {
        let id = LeadId::derive(BusinessId::named(demo::KEY), &CALLER.parse().unwrap());
        match bench.state(&StreamId::lead(id)).await {
            Lead::Known(lead) => lead.notes.len(),
            Lead::Unknown => 0,
        }
    }

    #[tokio::test]
    async fn who_asked_for_a_person_is_connected_once() {
        let (bench, result) = asked_for_a_person(Some("+97235550101")).await;
        assert_eq!(result, ToolResult::Done);
        let sid = call(1);
        // Twilio asks again when an answer got lost.
        for _ in 0..2 {
            let answer = bench.webhook(AFTER, &[("CallSid", sid.as_str())]).await;
            assert!(answer.body.contains("<Number>+97235550101</Number>"), "{}", answer.body);
        }
        for _ in 0..2 {
            let fields =
                [("CallSid", sid.as_str()), ("DialCallStatus", "completed"), ("DialCallDuration", "31")];
            let answer = bench.webhook(STATUS, &fields).await;
            assert!(answer.body.contains("<Hangup/>") && !answer.body.contains("<Say"), "{}", answer.body);
        }
        let held: Call = bench.state(&StreamId::call(&sid)).await;
        assert_eq!(held.transfer.outcome, Some(TransferOutcome::Answered));
        let answer = bench.webhook(AFTER, &[("CallSid", sid.as_str())]).await;
        assert!(!answer.body.contains("<Dial"), "{}", answer.body);
        assert_eq!(notes(&bench).await, 0);
    }

    #[tokio::test]
    async fn who_is_not_answered_hears_so_and_is_to_be_called_back() {
        let (bench, _) = asked_for_a_person(Some("+97235550101")).await;
        let sid = call(1);
        let fields = [("CallSid", sid.as_str()), ("DialCallStatus", "no-answer")];
        let answer = bench.webhook(STATUS, &fields).await;
        assert!(answer.body.contains("<Say") && answer.body.contains("<Hangup/>"), "{}", answer.body);
        for _ in 0..200 {
            if notes(&bench).await == 1 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("nobody is told to call back");
    }

    #[tokio::test]
    async fn without_a_number_or_with_our_own_nobody_is_called() {
        for number in [None, Some(demo::NUMBER)] {
            let (bench, result) = asked_for_a_person(number).await;
            assert!(matches!(result, ToolResult::Failed(_)), "{number:?}: {result:?}");
            assert!(notes(&bench).await >= 1, "{number:?}");
            let answer = bench.webhook(AFTER, &[("CallSid", call(1).as_str())]).await;
            assert!(answer.body.contains("<Hangup/>") && !answer.body.contains("<Dial"), "{}", answer.body);
        }
    }

    #[tokio::test]
    async fn a_call_nobody_told_of_is_hung_up_and_a_bad_one_named() {
        let bench = Bench::signed().await;
        let answer = bench.webhook(AFTER, &[("CallSid", call(9).as_str())]).await;
        assert!(answer.body.contains("<Hangup/>"), "{}", answer.body);
        assert_eq!(bench.webhook(AFTER, &[]).await.json()["field"], "CallSid");
        assert_eq!(bench.form(AFTER, &format!("CallSid={}", call(9)), "forged").await.status.as_u16(), 403);
    }
}
