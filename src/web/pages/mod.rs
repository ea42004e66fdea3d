//! The pages, one file each; its template lies in `templates/meja/`.

pub mod archive;
pub mod backup;
pub mod check;
pub mod deadlines;
pub mod deliveries;
pub mod doubt;
pub mod duty;
pub mod failure;
pub mod history;
pub mod jobs;
pub mod live;
pub mod login;
pub mod materials;
pub mod people;
pub mod preview;
pub mod publish;
pub mod receipts;
pub mod report;
pub mod search;
pub mod send;
pub mod settings;
pub mod start;
pub mod village;
pub mod week;
