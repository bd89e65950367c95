//! Who is asking.
//!
//! # Contract
//! A [`Session`] is made from a signed token and the user as the log has it now; only this module mints the
//! [`projections::BusinessScope`] every read needs. Cookie sessions prove themselves with the CSRF token, Bearer tokens need none.

pub mod cookies;
pub mod password;
mod scope;
mod session;
mod stream_token;
mod tokens;

pub use scope::mint_scope;
pub use session::{Carried, Session, verify_csrf};
pub use stream_token::{BadToken, StreamTokens};
pub use tokens::{Kind, Tokens};
