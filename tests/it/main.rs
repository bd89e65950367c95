//! The black-box tests: one binary, a module for each thing the product must do.

mod addresses;
mod calls;
mod config;
mod crash;
mod dashboard;
mod demo_call;
mod drain;
mod faults;
mod fire;
mod google;
mod house;
mod keys;
mod language;
mod live;
mod operator;
mod reads;
mod rebuild;
mod recordings;
mod replay;
mod sessions;
mod stream;
mod telemetry;
mod tenants;
mod twilio_sdk;
mod webhooks;
