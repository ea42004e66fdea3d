//! Warta turns what a regency's protocol office has into printed paper in every village, and knows who got what.
//!
//! # Four packages, one direction
//! - `office` (in `crates/office`): what an office has. [`intake`] reads an office [`folder`] into the nouns of [`model`]; [`bundle`] packs a
//!   village's documents into a bag. What the user is told is a [`diagnostic`]; long work is watched and stopped by [`work`].
//! - `press` (`crates/press`): what is printed. [`plan`] decides who gets what in which words; [`typeset`] sets each document from a layout and two
//!   data files; [`press`] makes a village's documents within their page budget. It alone has typst.
//! - `post` (`crates/post`): what is on record and on its way. [`deliver`] brings a bag to its KIM; [`ledger`] records what was made, issued, delivered
//!   and acknowledged; [`dispatch`] joins the two. It alone has a database, mail and storage.
//! - `warta` (`src`): [`desk`] joins them. It holds the use cases; a face ([`cli`], the terminal; [`web`], the desk in a browser) calls them and
//!   shows what they conclude. [`jobs`] does for a page what takes longer than the page lives. [`report`] makes tables and workbooks of it;
//!   [`config`] is `warta.toml`.
//!
//! `press` and `post` know `office` and not each other, which Cargo proves; inside a package **a module imports only modules above it** in its
//! `lib.rs`, which a test proves. Each package's `lib.rs` is its map.
//!
//! # The flow
//! [`desk::check()`] reads the office folder; [`desk::publish()`] makes the bundles, but leaves those whose content stands as it would be made
//! now; [`desk::send()`] delivers what is due. [`desk::job()`] is the three together.
//!
//! A change after delivery becomes a correction: [`plan::news`] words an edition's news and tells the changes that concern a village; the
//! desk decides from the ledger which villages get one.
//!
//! A bulletin that is too long gives way by steps that are made for the edition, [`plan::fit`]. Pages that villages share are set and exported once, as a plate:
//! a layout leaves places of a fixed size on it, in which each village's own words are printed.
//!
//! # The invariants
//! 1. Text is data: it reaches a layout as JSON and is never evaluated.
//! 2. Nothing is dropped: every row, paragraph and file is in the model or in a diagnostic that names its place.
//! 3. `plan` is pure: no clock, no I/O, no randomness. Words are decided there; layouts arrange.
//! 4. Bytes follow inputs: the same inputs and program give the same PDFs and bundles.
//! 5. A file lands whole or not at all ([`bundle::land()`]).
//! 6. One row per delivery; what happened is written before the next step ([`ledger::State`]). A channel first goes as far as it
//!    can be taken back ([`deliver::Channel::prepare`]), then the row says `sending`, then the last step is taken.
//! 7. The right village: a finished PDF is read back before it is bundled ([`typeset::proof`]); a picture must name its village before it is
//!    drawn.
//! 8. Faults are local: a fault in one desa's row stops that desa, one in shared content stops the edition.
//! 9. Private stays private: hidden columns, rows and sheets, phone numbers and staff are not printed.
//! 10. A use case prints nothing and ends no program; code decides by a diagnostic's code, never by words.
//!
//! # Where to add what
//! | to add | touch |
//! |---|---|
//! | a channel | a file in `crates/post/src/deliver/` that owns its settings; a variant and its arm in `deliver/mod.rs`; its keys, explained, in the sample's `warta.toml` |
//! | a kind of document | a layout in `layouts/`, and sample data beside it where it needs new data; a variant and its entry in `typeset/kinds.rs` |
//! | a number, date or abbreviation that is read aloud otherwise than it is written | `plan/said.rs` |
//! | a blank form that every office has | its page in `layouts/`, and a line in `formulir.typ`; its file among the libraries in `typeset/kinds.rs`; a variant of [`model::Form`]; its number of copies in `plan/settings.rs`, its key in the sample's `warta.toml`. (One office's own takes no code: `docs/formulir-sensus.typ`) |
//! | an input format | a reader in `intake/table/` or `intake/document/`, and an arm in the `mod.rs` there; its signs in `intake/container.rs`, which tells the usual ones already |
//! | a column of the registry | its names in `intake/vocabulary.rs`; its cell in `intake/registry/row.rs` (`address.rs` for the way to a KIM); its field in [`model::Village`] or a part of it |
//! | a use case | a file in `src/desk/` and its line in `desk/mod.rs` |
//! | a command | a few lines that call a use case and show its [`desk::Conclusion`], in `cli/arguments.rs` and `cli/mod.rs` |
//! | a page of the desk | its file in `web/pages/`, its template in `templates/meja/`, its line in `web/routes.rs`; its action's words in `web/pages/history.rs` |
//! | what a mail or a page for the office says | `templates/` |
//! | a way in which offices write a header, a title or an anchor | `intake/vocabulary.rs` |
//! | a province's word for villages, kecamatan or those who head them | `intake/province.rs` |
//! | a word by which registries name a kind of channel | `config/channels.rs` |
//! | a place on a page for what is one village's own | `tempat` and `sisipan` in `layouts/warta.typ`; nothing else of such a page may read the village's names, which are empty on a plate |
//! | a line that must not break | `plan/typography.rs` |

pub use ::office::{bundle, diagnostic, folder, fonts, intake, model, work};
pub use ::post::{deliver, dispatch, ledger};
pub use ::press::{plan, press, typeset};

pub mod report;
pub mod config;
pub mod desk;
pub mod jobs;
pub mod web;
pub mod cli;
