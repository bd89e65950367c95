//! What travels on the line.

pub mod mulaw;
