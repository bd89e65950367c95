//! Wrong passwords of late, by account and by address, in memory; and what else is to be slow: mails that anybody can have sent.
//!
//! # Contract
//! Bounded: the busiest tens of thousands are kept, each for an hour. A try counts before its password is looked at, so that a
//! hundred at once are a hundred. It is this node's memory and forgets at a restart; what was tried on an account that exists is in
//! the log as well ([`domain::user::Account::failures`]) and holds on every node. An address nobody has slows down like one that
//! somebody has, so the answer does not tell which it is.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

use domain::{ids::UserId, policy::slow_down, user::Failures};
use jiff::Timestamp;
use moka::{Entry, ops::compute::Op, sync::Cache};

/// How many accounts and addresses are remembered.
const MOST: u64 = 50_000;
/// For how long after the last try.
const MEMORY: Duration = Duration::from_hours(1);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Account(UserId),
    Address(String),
}

impl Key {
    /// Whoever has one address of IPv6 has all that share its first half (RFC 6177), and would try each account from another.
    fn address(text: &str) -> Self {
        let network = |ip: Ipv6Addr| Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).to_string();
        Self::Address(match text.parse() {
            Ok(IpAddr::V6(ip)) => network(ip),
            Ok(IpAddr::V4(_)) | Err(_) => text.to_owned(),
        })
    }
}

/// Remembers wrong passwords.
#[derive(Debug, Clone)]
pub struct Throttle {
    failures: Cache<Key, Failures>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self { failures: Cache::builder().max_capacity(MOST).time_to_idle(MEMORY).build() }
    }
}

impl Throttle {
    /// Counts a try; the instant to wait for, when there were too many. A try that has to wait does not count.
    pub fn begin(&self, account: UserId, address: &str, now: Timestamp) -> Result<(), Timestamp> {
        let keys = [
            (Key::Account(account), slow_down::FREE_FOR_ACCOUNT),
            (Key::address(address), slow_down::FREE_FOR_ADDRESS),
        ];
        let waits = keys.iter().filter_map(|(key, free)| {
            slow_down::not_before(self.failures.get(key)?, *free).filter(|at| now < *at)
        });
        if let Some(at) = waits.max() {
            return Err(at);
        }
        for (key, _) in keys {
            self.failures.entry(key).and_compute_with(|held| {
                let mut failures = held.map(Entry::into_value).unwrap_or_default();
                failures.add(now);
                Op::Put(failures)
            });
        }
        Ok(())
    }

    /// The password was right: the account is forgiven, and the address this one try.
    pub fn succeeded(&self, account: UserId, address: &str) {
        self.failures.invalidate(&Key::Account(account));
        self.failures.entry(Key::address(address)).and_compute_with(|held| match held {
            Some(entry) if entry.value().count > 1 => {
                let Failures { count, last } = entry.into_value();
                Op::Put(Failures { count: count - 1, last })
            }
            Some(_) | None => Op::Remove,
        });
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_account_waits_after_five_and_is_forgiven_by_the_right_password() {
        let (throttle, dana) = (Throttle::default(), UserId::of_email("dana@example.com"));
        for n in 0..5 {
            assert_eq!(throttle.begin(dana, &format!("192.0.2.{n}"), now()), Ok(()));
        }
        let wait = Err(now() + SignedDuration::from_secs(1));
        assert_eq!(throttle.begin(dana, "192.0.2.9", now()), wait);
        assert_eq!(throttle.begin(dana, "192.0.2.9", now()), wait, "a try that waits does not count");
        assert_eq!(throttle.begin(UserId::of_email("other@example.com"), "192.0.2.9", now()), Ok(()));
        throttle.succeeded(dana, "192.0.2.1");
        assert_eq!(throttle.begin(dana, "192.0.2.9", now()), Ok(()));
    }

    #[test]
    fn an_address_that_tries_one_account_after_another_waits_and_an_office_does_not() {
        let (throttle, office) = (Throttle::default(), "192.0.2.1");
        let account = |n: u32| UserId::of_email(&format!("{n}@example.com"));
        for n in 0..100 {
            assert_eq!(throttle.begin(account(n), office, now()), Ok(()));
            throttle.succeeded(account(n), office);
        }
        for n in 0..slow_down::FREE_FOR_ADDRESS {
            assert_eq!(throttle.begin(account(n), office, now()), Ok(()));
        }
        assert!(throttle.begin(account(99), office, now()).is_err());
    }

    #[test]
    fn the_addresses_of_one_subscriber_are_one() {
        let (throttle, account) =
            (Throttle::default(), |n: u32| UserId::of_email(&format!("{n}@example.com")));
        for n in 0..slow_down::FREE_FOR_ADDRESS {
            assert_eq!(throttle.begin(account(n), &format!("2001:db8:0:1::{n:x}"), now()), Ok(()));
        }
        assert!(throttle.begin(account(99), "2001:db8:0:1:ffff::1", now()).is_err());
        assert_eq!(throttle.begin(account(99), "2001:db8:0:2::1", now()), Ok(()));
    }
}
