//! One binary for all tests: typst is linked once.

mod agendas;
mod bundles;
mod commands;
mod corrections;
mod intake;
mod kinds;
mod layers;
mod manuscripts;
mod office;
mod pages;
mod plan;
mod readme;
mod records;
mod strangers;
mod support;
