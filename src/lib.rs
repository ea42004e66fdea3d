//! Warta turns what a regency's protocol office has into printed paper in every village, and knows who got what.
//!
//! # Four packages, one direction
//! - `office` (in `crates/office`): what an office has. [`intake`] reads an office folder into the nouns of [`model`], in characters that the
//!   [`fonts`] have; [`bundle`] packs a village's documents into a bag. What the user is told is a [`diagnostic`].
//! - `press` (`crates/press`): what is printed. [`plan`] decides who gets what in which words; [`typeset`] sets each document from a layout and two
//!   data files; [`press`] makes a village's documents within their page budget. It alone has typst.
//! - `post` (`crates/post`): what is on record and on its way. [`deliver`] brings a bag to its KIM; [`ledger`] records what was made, issued, delivered
//!   and acknowledged. It alone has a database, mail and storage.
//! - `warta` (`src`): [`desk`] joins them: check, build, send; [`report`] tells people and machines; [`cli`] is the terminal.
//!
//! `press` and `post` know `office` and not each other, which Cargo proves; inside a package **a module imports only modules above it** in its
//! `lib.rs`, which a test proves.
//!
//! # The flow
//! What changes after delivery becomes a correction: [`plan::news`] words what an edition says and tells what changed for whom,
//! [`desk::correct`] decides from the ledger which villages get one.
//!
//! What gives way when a bulletin is too long is a table of steps, [`plan::fit`]; [`press`] sets a village's documents by it, for a build
//! and for [`desk::preview`], which shows them while the office works.
//!
//! What villages share is set and exported once: a layout puts what is one village's own into places of a fixed size, and
//! [`typeset::plate`] prints it there. [`desk::build()`] makes only what is not what it would be made of now, told by content.
//!
//! # The invariants
//! 1. Text is data: it reaches a layout as JSON and is never evaluated.
//! 2. Nothing is dropped: every row, paragraph and file is in the model or in a diagnostic that names its place.
//! 3. `plan` is pure: no clock, no I/O, no randomness.
//! 4. Bytes follow inputs: the same inputs and program give the same PDFs and bundles.
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

pub use ::office::{bundle, diagnostic, fonts, intake, model};
pub use ::post::{deliver, ledger};
pub use ::press::{plan, press, typeset};

pub mod report;
pub mod config;
pub mod desk;
pub mod cli;
