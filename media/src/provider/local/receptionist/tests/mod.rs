//! Dialogues: what the caller says, what the receptionist says and does.

mod answers;
mod dialogues;
mod endings;
mod office;
mod properties;
mod scheduling;
