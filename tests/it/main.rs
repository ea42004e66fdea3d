//! One binary for all tests: typst is linked once.

mod intake;
mod kinds;
mod layers;
mod office;
mod pages;
mod plan;
mod support;
