//! The papers of an office, read into nouns, and the bundles made of them.
//!
//! [`intake`] reads an office [`folder`] into the nouns of [`model`], in characters that the [`fonts`] have, past every bad file: nothing is
//! dropped, what cannot be read becomes a [`diagnostic`]. [`bundle`] packs a village's documents into a bag, and lands files whole or not at
//! all. Long work is watched and stopped by [`work`].
//!
//! The modules stand below in the order in which data flows, and **a module imports only modules above it**. A test holds it.

pub mod diagnostic;
pub mod work;
pub mod model;
pub mod folder;
pub mod fonts;
pub mod intake;
pub mod bundle;
