//! Warta turns what a regency's protocol office has into printed paper in every village, and knows who got what.
//!
//! # The flow
//! An office folder is read by [`intake`] into the nouns of [`model`], in characters that the [`fonts`] have; [`plan`] decides who gets what in which words;
//! [`typeset`] sets each document from a layout and two data files; [`bundle`] packs a village's documents into a bag;
//! [`deliver`] brings the bag to its KIM; [`ledger`] records what was made, issued, delivered and acknowledged; [`report`] tells
//! people and machines. [`run`] is the only module that sees every stage, and [`cli`] is the only one that prints.
//!
//! What changes after delivery becomes a correction: [`plan::news`] words what an edition says and tells what changed for
//! whom, [`run::correct`] decides from the ledger which villages get one.
//!
//! What gives way when a bulletin is too long is a table of steps, [`plan::fit`]; [`run::press`] sets a village's documents by it,
//! for a build and for [`run::preview`], which shows them while the office works.
//!
//! What villages share is set and exported once: a layout puts what is one village's own into places of a fixed size, and
//! [`typeset::plate`] prints it there. [`run::build()`] makes only what is not what it would be made of now, told by content.
//!
//! The modules stand below in that order, and **a module imports only modules above it**. A test holds it.
//!
//! # The invariants
//! 1. Text is data: it reaches a layout as JSON and is never evaluated.
//! 2. Nothing is dropped: every row, paragraph and file is in the model or in a diagnostic that names its place.
//! 3. `plan` is pure: no clock, no I/O, no randomness.
//! 4. Bytes follow inputs: the same inputs and version give the same PDFs and bundles.
//! 5. A file lands whole or not at all ([`bundle::land()`]).
//! 6. One row per delivery; what happened is written before the next step ([`ledger::State`]). A channel first goes as far as it
//!    can be taken back ([`deliver::Channel::prepare`]), then the row says `sending`, then the last step is taken.
//! 7. The right village: a finished PDF is read back before it is bundled ([`typeset::proof`]).
//! 8. Faults are local: a fault in one desa's row stops that desa, one in shared content stops the edition.
//! 9. Private stays private: hidden columns, rows and sheets, phone numbers and staff are not printed.
//!
//! # Where to add what
//! - A kind of document: a layout and a line in [`typeset::kinds::KINDS`].
//! - What is one village's own on a page: a place and what stands in it (`tempat` and `sisipan` in `layouts/warta.typ`); nothing
//!   else of such a page may read the village's names, which are empty on a plate.
//! - A channel: a file in [`deliver`], a variant of [`deliver::ChannelSettings`], an arm in [`deliver::open`].
//! - What a mail or a page for the office says: `templates/`.
//! - A way in which offices write a header, a title or an anchor: [`intake::vocabulary`].
//! - A line that must not break: [`plan::typography`].

pub mod diagnostic;
pub mod model;
pub mod fonts;
pub mod intake;
pub mod plan;
pub mod typeset;
pub mod bundle;
pub mod deliver;
pub mod ledger;
pub mod report;
pub mod config;
pub mod run;
pub mod cli;
