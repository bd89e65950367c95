//! The black-box tests: one binary, a module for each thing the product must do.

mod house;
