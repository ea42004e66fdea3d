//! The record, and the roads. The only package that knows a database, mail and storage.
//!
//! [`deliver`] brings a parcel to its KIM by a channel, and says what became of it; it knows nothing of the [`ledger`], which records what was
//! made, issued, delivered and acknowledged, each step before the next. [`dispatch`] joins the two: what is due goes out.
//!
//! The modules stand below in the order in which data flows, and **a module imports only modules above it**. A test holds it.

pub mod deliver;
pub mod ledger;
pub mod dispatch;
