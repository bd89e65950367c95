//! The schema asked over a real log and real read models in a throw-away directory.

// The roots of the schema are merged of many parts, each a level deeper.
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests, which clippy does not see as such"
)]

mod calendar;
mod calls;
mod erasure;
mod history;
mod keys;
mod lead_work;
mod leads;
mod limits;
mod live;
mod meetings;
mod own_leads;
mod permissions;
mod platform;
mod prompts;
mod push;
mod reactors;
mod released;
mod reminders;
mod rig;
mod sdl;
mod settings;
mod statistics;
mod subscriptions;
mod tenants;
mod timeline;
mod users;
mod walk;
mod walled;
