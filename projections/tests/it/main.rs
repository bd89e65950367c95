//! The read models over both databases: what goes into the log comes out of the readers, whatever happens in between.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

/// What the product allocates with, for the measurements.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod answers;
mod crash;
mod leads;
mod nodes;
mod past;
mod rate;
mod rebuild;
mod rig;
mod scope;
mod statistics;
mod story;

/// The same test on both engines.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::rig::Rig::sqlite()).await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::rig::Rig::postgres()).await; })*
        }
    };
}
