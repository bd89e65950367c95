//! A dialled number belongs to one business.

use super::*;
use crate::testing::{given, survives_the_log};

fn claim(business: BusinessId) -> NumberCommand {
    NumberCommand::Claim { business }
}

#[test]
fn a_free_number_is_claimed_once() {
    let business = BusinessId::default_business();
    given::<Number>([]).when(&claim(business)).then([NumberEvent::Claimed { business }]);
    given::<Number>([NumberEvent::Claimed { business }]).when(&claim(business)).then_already_so();
}

#[test]
fn a_number_of_somebody_else_is_refused() {
    let (ours, theirs) = (BusinessId::named("a"), BusinessId::named("b"));
    given::<Number>([NumberEvent::Claimed { business: theirs }])
        .when(&claim(ours))
        .then_refused(&NumberRefusal::Taken { by: theirs });
}

#[test]
fn a_number_that_is_only_answered_is_whoever_claims_it() {
    let (ours, theirs) = (BusinessId::default_business(), BusinessId::named("b"));
    let lend = NumberCommand::Lend { business: ours };
    let lent = || NumberEvent::Lent { business: ours };
    given::<Number>([]).when(&lend).then([lent()]);
    given::<Number>([lent()]).when(&lend).then_already_so();
    for business in [ours, theirs] {
        given::<Number>([lent()]).when(&claim(business)).then([NumberEvent::Claimed { business }]);
    }
    given::<Number>([lent(), NumberEvent::Claimed { business: ours }]).when(&lend).then_already_so();
    given::<Number>([lent(), NumberEvent::Claimed { business: theirs }])
        .when(&lend)
        .then_refused(&NumberRefusal::Taken { by: theirs });
}

#[test]
fn every_event_survives_the_log() {
    let business = BusinessId::default_business();
    survives_the_log(&NumberEvent::Claimed { business });
    survives_the_log(&NumberEvent::Lent { business });
}
