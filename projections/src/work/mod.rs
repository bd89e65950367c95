//! The workers: they follow the log, move rows and checkpoint together, build new generations and tell what changed.

mod build;
mod follower;
mod herald;
mod lease;
mod live;
mod node;
mod verify;
mod window;

pub(crate) use build::build;
pub(crate) use herald::announce;
pub(crate) use live::follow;
pub(crate) use node::Node;
pub(crate) use verify::verify;
