//! One suite for every store: what `eventlog::store` promises in words, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says where")]

mod append;
mod bookings;
mod cached;
mod erasure;
mod faults;
mod golden;
mod order;
mod reactors;
mod rig;
mod series;
mod snapshots;
mod tamper;
mod tenants;
mod transfer;
mod wake;

/// Each test of a module on both engines.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name($crate::rig::Rig::sqlite()).await })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name($crate::rig::Rig::postgres()).await })*
        }
    };
}
