//! The printed matter: who gets what in which words, and the pages of it. The only package that knows typst.
//!
//! [`plan`] is pure: it decides who gets what, and words it, into the typed data that a layout receives. [`typeset`] sets a document from a
//! layout and two data files; pages that villages share are set once, as a plate. [`press`] makes villages' documents within their page
//! budgets, bundle by bundle, and a courier's bundles with his lists; it knows which of them need not be made again.
//!
//! The modules stand below in the order in which data flows, and **a module imports only modules above it**. A test holds it.

pub mod plan;
pub mod typeset;
pub mod press;
