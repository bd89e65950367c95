//! The schema asked over a real log and real read models in a throw-away directory.

mod calls;
mod history;
mod leads;
mod limits;
mod meetings;
mod prompts;
mod rig;
mod sdl;
mod settings;
mod subscriptions;
mod tenants;
