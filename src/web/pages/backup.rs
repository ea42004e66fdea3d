//! `Cadangkan sekarang`, a button of Pengaturan.

use axum::extract::{Query, State};
use chrono::Utc;

use crate::desk;
use crate::web::{Answer, Asked, Deed, Meja, Note};
use office::folder::Folder;

/// `POST /cadangan`
pub async fn back_up(State(meja): State<Meja>, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let made = desk::back_up(&office, Utc::now()).await?;
    let name = Folder::backup_name(&made.backup.name);
    let said = format!("Dicadangkan dan diperiksa: {name}");
    meja.feed().changed();
    let deed = Deed { about: name, outcome: "dicadangkan dan diperiksa".to_owned() };
    Ok(meja.back(&asked.link("/pengaturan"), deed, vec![Note::said(said)]))
}
