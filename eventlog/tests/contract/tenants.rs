use domain::StreamId;
use domain::call::Call;
use domain::number::{Number, NumberCommand, NumberRefusal};
use domain::prompt::Prompt;
use eventlog::{CommandBus, CommandError, Context, Position};

use crate::rig::{Rig, business, call, context, everything, prompt, publish, stranger, utterance};

crate::on_both!(
    another_business_cannot_append,
    nor_can_it_where_the_stream_names_its_business,
    a_stream_without_a_tenant_gets_one_and_keeps_it,
    a_taken_number_is_a_refusal,
    a_lent_number_is_whoever_claims_it_however_many_lend_it_at_once,
    command_ids_of_two_businesses_do_not_meet,
);

fn as_stranger(command_id: &str) -> Context {
    Context { business: Some(stranger()), ..context(command_id) }
}

async fn another_business_cannot_append(rig: Rig) {
    let bus = rig.open().await;
    bus.execute::<Call>(&call(1), utterance(0), &context("one")).await.unwrap();
    // A node that knows the stream, and one that has yet to look.
    for bus in [bus, rig.open().await] {
        let no = bus.execute::<Call>(&call(1), utterance(1), &as_stranger("two")).await;
        assert!(matches!(no, Err(CommandError::OtherTenant)), "{no:?}");
        assert_eq!(bus.log().tip().await.unwrap(), Position::from_u64(1));
    }
}

async fn nor_can_it_where_the_stream_names_its_business(rig: Rig) {
    let bus = rig.open().await;
    let no = bus.execute::<Prompt>(&prompt(), publish("a"), &as_stranger("one")).await;
    assert!(matches!(no, Err(CommandError::OtherTenant)));
    // Named by the stream, the tenant need not be named by the context.
    let unnamed = Context { business: None, ..context("two") };
    bus.execute::<Prompt>(&prompt(), publish("a"), &unnamed).await.unwrap();
    assert_eq!(everything(bus.log()).await[0].metadata.business, Some(business()));
}

async fn a_stream_without_a_tenant_gets_one_and_keeps_it(rig: Rig) {
    let bus = rig.open().await;
    let unnamed = |id: &str| Context { business: None, ..context(id) };
    bus.execute::<Call>(&call(1), utterance(0), &unnamed("early")).await.unwrap();
    bus.execute::<Call>(&call(1), utterance(1), &context("named")).await.unwrap();
    for bus in [bus.clone(), rig.open().await] {
        let late = bus.log().tip().await.unwrap().to_string();
        let number = u32::try_from(bus.log().tip().await.unwrap().as_u64()).unwrap();
        bus.execute::<Call>(&call(1), utterance(number), &unnamed(&late)).await.unwrap();
    }
    let tenants: Vec<_> = everything(bus.log()).await.iter().map(|event| event.metadata.business).collect();
    assert_eq!(tenants, [None, Some(business()), Some(business()), Some(business())]);
}

async fn a_taken_number_is_a_refusal(rig: Rig) {
    let bus = rig.open().await;
    let stream = StreamId::number(&"+97235550100".parse().unwrap());
    let claim = |business| NumberCommand::Claim { business };
    bus.execute::<Number>(&stream, claim(business()), &context("one")).await.unwrap();
    let no = bus.execute::<Number>(&stream, claim(stranger()), &as_stranger("two")).await;
    assert!(matches!(no, Err(CommandError::Refused(NumberRefusal::Taken { by })) if by == business()));
}

async fn a_lent_number_is_whoever_claims_it_however_many_lend_it_at_once(rig: Rig) {
    let nodes = [rig.open().await, rig.open().await];
    let (lender, owner) = (business(), stranger());
    for number in 0..8 {
        let stream = &StreamId::number(&format!("+9723555010{number}").parse().unwrap());
        let lending = &Context { business: None, ..context(format!("lend {number}")) };
        let lend = |bus: CommandBus| async move {
            bus.execute::<Number>(stream, NumberCommand::Lend { business: lender }, lending).await
        };
        // Half of them are lent already.
        if number % 2 == 0 {
            lend(nodes[0].clone()).await.unwrap();
        }
        let lent = futures::future::join_all((0..6).map(|n| lend(nodes[n % 2].clone())));
        let claim = NumberCommand::Claim { business: owner };
        let claiming = as_stranger(&format!("claim {number}"));
        let (claimed, lent) = futures::join!(nodes[1].execute::<Number>(stream, claim, &claiming), lent);
        claimed.unwrap();
        for outcome in lent {
            let too_late = CommandError::Refused(NumberRefusal::Taken { by: owner });
            assert!(
                outcome.as_ref().err().is_none_or(|no| no.to_string() == too_late.to_string()),
                "{outcome:?}"
            );
        }
        for bus in &nodes {
            assert_eq!(bus.state::<Number>(stream).await.unwrap(), Number::Claimed { business: owner });
        }
    }
}

async fn command_ids_of_two_businesses_do_not_meet(rig: Rig) {
    let bus = rig.open().await;
    bus.execute::<Call>(&call(1), utterance(0), &context("same")).await.unwrap();
    bus.execute::<Call>(&call(2), utterance(0), &as_stranger("same")).await.unwrap();
    assert_eq!(everything(bus.log()).await.len(), 2);
}
