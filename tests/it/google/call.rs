//! The binary with Google's speech takes a call.
