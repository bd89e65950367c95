//! The architecture as tests: what may know whom, what stands where, how large anything grows, and that the documents are true.

mod arrows;
mod cast;
mod direction;
mod documents;
mod homes;
mod manifest;
mod size;
mod tree;
