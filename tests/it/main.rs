//! One binary for all tests: typst is linked once.

mod agendas;
mod bundles;
mod channels;
mod commands;
mod corrections;
mod faults;
mod intake;
mod kinds;
mod layers;
mod mail;
mod manuscripts;
mod modes;
mod office;
mod pages;
mod photocopy;
mod pictures;
mod plan;
mod preview;
mod readme;
mod records;
mod schedule;
mod smtp;
mod standards;
mod strangers;
mod support;
mod weeks;
