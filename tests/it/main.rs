//! The black-box tests: one binary, a module for each thing the product must do.

mod calls;
mod config;
mod crash;
mod dashboard;
mod faults;
mod fire;
mod google;
mod house;
mod operator;
mod rebuild;
mod sessions;
mod stream;
mod tenants;
mod webhooks;
