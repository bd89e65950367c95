//! An address changes hands: each who has it is a stream of their own business, and never two have it at once.

use domain::StreamId;
use domain::ids::{BusinessId, UserId};
use domain::user::{Grant, GrantHash, Role, User, UserCommand, UserRefusal};
use eventlog::{CommandBus, CommandError, Committed, Context};

use crate::rig::{Rig, business, context, everything, stranger};

crate::on_both!(
    an_invitation_that_was_taken_back_frees_the_address_for_another_business,
    of_two_businesses_that_invite_at_once_one_does,
    the_one_in_use_is_found_however_many_were_before,
);

type Invited = Result<Committed, CommandError<UserRefusal>>;

fn address(n: usize) -> UserId {
    UserId::of_email(&format!("noa{n}@example.com"))
}

fn by(business: BusinessId, command_id: String) -> Context {
    Context { business: Some(business), ..context(command_id) }
}

/// Invites whoever is next to have the address.
async fn invite(bus: &CommandBus, n: usize, business: BusinessId, key: &str) -> (UserId, Invited) {
    let id = bus.in_use(address(n)).await.unwrap();
    let expires_at = "2026-02-01T00:00:00Z".parse().unwrap();
    let command = UserCommand::Invite {
        email: format!("noa{n}@example.com"),
        name: "נועה".to_owned(),
        business,
        role: Role::Agent,
        grant: Grant { nonce: "n".to_owned(), hash: GrantHash::from_hex("aa"), expires_at },
    };
    (id, bus.execute::<User>(&StreamId::user(id), command, &by(business, format!("invite {n} {key}"))).await)
}

async fn take_back(bus: &CommandBus, id: UserId, business: BusinessId) {
    let context = by(business, format!("take back {id}"));
    bus.execute::<User>(&StreamId::user(id), UserCommand::Deactivate, &context).await.unwrap();
}

async fn an_invitation_that_was_taken_back_frees_the_address_for_another_business(rig: Rig) {
    let (ours, theirs) = (rig.open().await, rig.open().await);
    let (first, invited) = invite(&ours, 0, business(), "a").await;
    invited.unwrap();
    let (_, no) = invite(&theirs, 0, stranger(), "b").await;
    assert!(matches!(no, Err(CommandError::Refused(UserRefusal::AlreadyRegistered))), "{no:?}");
    take_back(&ours, first, business()).await;
    let (second, invited) = invite(&theirs, 0, stranger(), "c").await;
    invited.unwrap();
    assert_ne!(first, second);
    let (_, no) = invite(&ours, 0, business(), "d").await;
    assert!(matches!(no, Err(CommandError::Refused(UserRefusal::AlreadyRegistered))), "{no:?}");
    let tenants: Vec<_> = everything(ours.log())
        .await
        .iter()
        .map(|event| (event.stream.clone(), event.metadata.business.unwrap()))
        .collect();
    let (first, second) = (StreamId::user(first), StreamId::user(second));
    assert_eq!(tenants, [(first.clone(), business()), (first, business()), (second, stranger())]);
}

async fn of_two_businesses_that_invite_at_once_one_does(rig: Rig) {
    let nodes = [rig.open().await, rig.open().await];
    for n in 0..12 {
        // Half of the addresses had somebody, who may ask them again like anybody else.
        if n % 2 == 0 {
            let (id, invited) = invite(&nodes[0], n, business(), "before").await;
            invited.unwrap();
            take_back(&nodes[0], id, business()).await;
        }
        let ((one, ours), (other, theirs)) = futures::join!(
            invite(&nodes[n / 2 % 2], n, business(), "ours"),
            invite(&nodes[1], n, stranger(), "theirs")
        );
        assert_eq!(one, other, "both ask for the same place");
        let ((Ok(_), loser) | (loser, Ok(_))) = (&ours, &theirs) else {
            panic!("nobody got it: {ours:?}, {theirs:?}")
        };
        assert!(matches!(loser, Err(CommandError::Refused(UserRefusal::AlreadyRegistered))), "{loser:?}");
        let winner = if ours.is_ok() { business() } else { stranger() };
        for bus in &nodes {
            let holder = StreamId::user(bus.in_use(address(n)).await.unwrap());
            let held = bus.state::<User>(&holder).await.unwrap();
            assert_eq!(held.business(), Some(winner));
        }
    }
}

async fn the_one_in_use_is_found_however_many_were_before(rig: Rig) {
    let bus = rig.open().await;
    for others in 0..20 {
        let (id, invited) = invite(&bus, 0, business(), &others.to_string()).await;
        invited.unwrap();
        assert_eq!(id, address(0).after(others));
        take_back(&bus, id, business()).await;
    }
    assert_eq!(rig.open().await.in_use(address(0)).await.unwrap(), address(0).after(20));
}
