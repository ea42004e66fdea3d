//! One binary for all tests: typst is linked once.

mod bundles;
mod commands;
mod intake;
mod kinds;
mod layers;
mod office;
mod pages;
mod plan;
mod readme;
mod records;
mod support;
