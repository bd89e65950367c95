//! `POST /webhooks/twilio/voice`: somebody is calling.

use axum::extract::State;
use domain::{call::CallCommand, ids::CallSid};

use crate::{
    app::App,
    auth::suspended,
    problem::Problem,
    switchboard::{self, Ends},
    twilio::{Fields, FromFields, TwilioSigned, twiml},
};

/// What the webhook tells.
#[derive(Debug)]
pub(crate) struct Incoming {
    call: CallSid,
    ends: Option<Ends>,
}

impl FromFields for Incoming {
    fn from_fields(fields: &Fields) -> Result<Self, Problem> {
        Ok(Self { call: fields.id("CallSid")?, ends: Ends::read(fields) })
    }
}

/// Records the call and answers with what to do with it.
pub(crate) async fn handler(
    State(app): State<App>,
    TwilioSigned(incoming): TwilioSigned<Incoming>,
) -> Result<twiml::Twiml, Problem> {
    let Incoming { call, ends } = incoming;
    // A caller without any number is still a caller: both ends are then unknown, the business the default one.
    let ends = ends.or_else(|| Ends::read(&Fields::from_pairs([("From", "anonymous")])));
    let known = switchboard::identify(&app.bus, &call, ends).await?;
    let now = app.clock.now();
    if let Some(line) = known.line.clone() {
        let command = CallCommand::ReceiveIncoming { line, at: now };
        switchboard::tell(&app.bus, &call, &known, "incoming", "ReceiveIncomingCall", command).await?;
    }
    if app.lifecycle.is_draining() {
        // Another node answers the next try; this one takes no new conversations. Who called is written down all the same.
        return Ok(twiml::Twiml::say("אנחנו בעבודות תחזוקה קצרות. אנא התקשרו שוב בעוד דקה."));
    }
    let business = switchboard::business_of(&known);
    if suspended(&app, business).await? {
        return Ok(twiml::Twiml::say("המספר שחייגתם אליו אינו זמין כעת. תודה ולהתראות."));
    }
    let token = app.stream_tokens.issue(&call, business, now);
    app.media.deps().recognizer.announce(&call);
    Ok(twiml::Twiml::converse(&twiml::Conversation {
        stream: &app.public.socket("/media/twilio"),
        name: call.as_str(),
        token: &token,
        stream_status: &app.public.path("/webhooks/twilio/stream-status"),
        recording_status: &app.public.path("/webhooks/twilio/recording-status"),
        after: &app.public.path("/webhooks/twilio/after-conversation"),
    }))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use domain::{
        StreamId,
        business::{Business, Settings},
        call::{Call, CallStatus},
        ids::BusinessId,
        number::Number,
        values::Party,
    };

    use crate::{
        agency,
        testing::{Bench, call},
    };

    const PATH: &str = "/webhooks/twilio/voice";

    fn fields(call: &str) -> [(&str, &str); 4] {
        [("CallSid", call), ("From", "+972525550123"), ("To", "+97235550199"), ("CallStatus", "ringing")]
    }

    #[tokio::test]
    async fn a_first_call_opens_the_default_business_and_is_connected() {
        let bench = Bench::signed().await;
        let sid = call(1);
        let answer = bench.webhook(PATH, &fields(sid.as_str())).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(
            answer.body.contains(r#"<Stream url="wss://crm.example.com/media/twilio""#),
            "{}",
            answer.body
        );
        assert!(answer.body.contains(r#"<Parameter name="token""#));

        let held: Call = bench.state(&StreamId::call(&sid)).await;
        let line = held.line.clone().unwrap();
        assert_eq!((held.status(), line.business), (CallStatus::Ringing, BusinessId::default_business()));
        let number: Number = bench.state(&StreamId::number(&"+97235550199".parse().unwrap())).await;
        assert_eq!(number.business(), Some(BusinessId::default_business()));
        let business: Business = bench.state(&StreamId::business(line.business)).await;
        assert!(business.settings().is_some());
    }

    #[tokio::test]
    async fn a_number_nobody_owned_is_its_business_s_as_soon_as_that_is_said() {
        let bench = Bench::signed().await;
        let theirs = BusinessId::named("theirs");
        let dialled = async |n| {
            let sid = call(n);
            let answer = bench.webhook(PATH, &fields(sid.as_str())).await;
            assert!(answer.body.contains("<Stream"), "{}", answer.body);
            bench.state::<Call>(&StreamId::call(&sid)).await.line.unwrap().business
        };
        assert_eq!(dialled(1).await, BusinessId::default_business(), "somebody sees who called");
        agency::open(&bench.app.bus, theirs, Settings::usual("נדל״ן הגליל"), "prompt").await.unwrap();
        let number = "+97235550199".parse().unwrap();
        assert_eq!(agency::claim(&bench.app.bus, theirs, &number).await.unwrap(), theirs);
        assert_eq!(dialled(2).await, theirs);
        // What was said of a call before stays.
        assert_eq!(dialled(1).await, BusinessId::default_business());
    }

    #[tokio::test]
    async fn a_retry_changes_nothing_and_is_answered_alike() {
        let bench = Bench::signed().await;
        let sid = call(1);
        bench.webhook(PATH, &fields(sid.as_str())).await;
        let before = bench.events().await;
        let again = bench.webhook(PATH, &fields(sid.as_str())).await;
        assert_eq!(again.status, StatusCode::OK);
        // The reactor may have captured the caller in the meantime; the call itself is as it was.
        let calls = bench.app.bus.log().read_stream(&StreamId::call(&sid), 0).await.unwrap();
        let webhook = calls.iter().filter(|event| event.metadata.command == "ReceiveIncomingCall");
        assert_eq!(webhook.count(), 2);
        assert!(bench.events().await - before <= 3);
    }

    #[tokio::test]
    async fn fifty_first_calls_at_once_open_one_business() {
        let bench = Bench::signed().await;
        let sids: Vec<String> = (0..50).map(|n| call(n).to_string()).collect();
        let answers = futures::future::join_all(sids.iter().map(|sid| async {
            let fields = fields(sid);
            bench.webhook(PATH, &fields).await
        }));
        for answer in answers.await {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        }
        let opened =
            bench.app.bus.log().read_stream(&StreamId::business(BusinessId::default_business()), 0).await;
        assert_eq!(opened.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn callers_without_a_number_are_answered_too() {
        let bench = Bench::signed().await;
        for (n, from) in ["anonymous", "+266696687", "", "*2700", "sip:x@y", "الو"].into_iter().enumerate()
        {
            let sid = call(u32::try_from(n).unwrap());
            let answer = bench.webhook(PATH, &[("CallSid", sid.as_str()), ("From", from)]).await;
            assert_eq!(answer.status, StatusCode::OK, "{from}: {}", answer.body);
            let held: Call = bench.state(&StreamId::call(&sid)).await;
            assert_eq!(held.line.unwrap().from, Party::read(from));
        }
    }

    #[tokio::test]
    async fn a_bad_signature_is_403_and_leaves_no_trace() {
        let bench = Bench::signed().await;
        let answer = bench.form(PATH, &format!("CallSid={}", call(1)), "bm90IGEgc2lnbmF0dXJl").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(bench.events().await, 0);
    }

    #[tokio::test]
    async fn a_body_that_cannot_be_read_names_the_field() {
        let bench = Bench::signed().await;
        for fields in [&[("CallSid", "CA123")][..], &[("From", "+972525550123")][..], &[][..]] {
            let answer = bench.webhook(PATH, fields).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            assert_eq!(answer.json()["field"], "CallSid");
        }
    }

    #[tokio::test]
    async fn without_a_token_only_this_machine_may_call() {
        let bench = Bench::new().await;
        let sid = call(1);
        assert_eq!(bench.form(PATH, &format!("CallSid={sid}"), "").await.status, StatusCode::OK);
        let bench = bench.from("192.0.2.7:5060".parse().unwrap());
        assert_eq!(bench.form(PATH, &format!("CallSid={sid}"), "").await.status, StatusCode::FORBIDDEN);
    }
}
