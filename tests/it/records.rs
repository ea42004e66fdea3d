//! The ledger: one row per delivery, written before each step.

use chrono::{DateTime, Utc};
use warta::deliver::Outcome;
use warta::ledger::{BundleRecord, Ledger, State};

use crate::office::edition;

fn now() -> DateTime<Utc> {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

fn bundle(desa: &str, sha256: &str) -> BundleRecord {
    BundleRecord {
        desa: desa.to_owned(),
        file: format!("{desa}.zip"),
        sha256: sha256.to_owned(),
        bytes: 10,
        receipt: "7KQ2-X9FM".to_owned(),
        serials: vec![("pengaduan".to_owned(), format!("PGD-{desa}-1"))],
        channel: "kantor".to_owned(),
    }
}

#[tokio::test]
async fn an_edition_made_again_plans_and_issues_nothing_twice() {
    let folder = tempfile::TempDir::new().unwrap();
    // A name that a URL would misread.
    let path = folder.path().join("kantor 100% #1?.db");
    let ledger = Ledger::open(&path).await.unwrap();
    let all = [bundle("63.04.14.2001", "a"), bundle("63.04.14.2008", "b")];
    ledger.record(edition(), &all, now()).await.unwrap();
    ledger.record(edition(), &all, now()).await.unwrap();
    assert_eq!(ledger.deliveries(edition()).await.unwrap().len(), 2);
    assert_eq!(ledger.serials(edition(), "63.04.14.2008").await.unwrap(), ["PGD-63.04.14.2008-1"]);
    drop(ledger);
    assert!(path.is_file(), "the ledger lies where it was asked for");
    assert_eq!(Ledger::open(&path).await.unwrap().deliveries(edition()).await.unwrap().len(), 2, "it outlives the process");
}

#[tokio::test]
async fn each_state_is_on_record_and_only_open_deliveries_are_due() {
    let folder = tempfile::TempDir::new().unwrap();
    let ledger = Ledger::open(&folder.path().join("warta.db")).await.unwrap();
    let desa = ["63.04.14.2001", "63.04.14.2002", "63.04.14.2003", "63.04.14.2004", "63.04.14.2005"];
    ledger.record(edition(), &desa.map(|d| bundle(d, "a")), now()).await.unwrap();
    let due = ledger.due(edition()).await.unwrap();
    assert_eq!(due.len(), 5);
    let words = |w: &str| w.to_owned();
    let outcomes = [
        Outcome::Accepted(words("250 OK")),
        Outcome::Deferred(words("451")),
        Outcome::Failed(words("550")),
        Outcome::Unknown(words("putus")),
    ];
    for (delivery, outcome) in due.iter().zip(&outcomes) {
        ledger.sending(edition(), delivery, now()).await.unwrap();
        ledger.settle(edition(), delivery, outcome, now()).await.unwrap();
    }
    // A crash while the fifth was being sent.
    ledger.sending(edition(), &due[4], now()).await.unwrap();
    let all = ledger.deliveries(edition()).await.unwrap();
    let states: Vec<State> = all.iter().map(|d| d.state).collect();
    assert_eq!(states, [State::Accepted, State::Deferred, State::Failed, State::Unknown, State::Sending]);
    assert_eq!(all[0].words.as_deref(), Some("250 OK"), "the other side's words, verbatim");
    let due: Vec<String> = ledger.due(edition()).await.unwrap().into_iter().map(|d| d.desa).collect();
    assert_eq!(due, [desa[1], desa[4]]);
}

#[tokio::test]
async fn a_bundle_made_anew_goes_out_if_it_had_not_and_is_marked_if_it_had() {
    let folder = tempfile::TempDir::new().unwrap();
    let ledger = Ledger::open(&folder.path().join("warta.db")).await.unwrap();
    ledger.record(edition(), &[bundle("63.04.14.2001", "a"), bundle("63.04.14.2008", "a")], now()).await.unwrap();
    let due = ledger.due(edition()).await.unwrap();
    ledger.settle(edition(), &due[0], &Outcome::Accepted("ada".to_owned()), now()).await.unwrap();
    ledger.record(edition(), &[bundle("63.04.14.2001", "b"), bundle("63.04.14.2008", "b")], now()).await.unwrap();
    let all = ledger.deliveries(edition()).await.unwrap();
    assert_eq!((all[0].state, all[0].sha256.as_str(), all[0].changed), (State::Accepted, "a", true));
    assert_eq!((all[1].state, all[1].sha256.as_str(), all[1].changed), (State::Planned, "b", false));
}

#[tokio::test]
async fn a_file_that_is_no_ledger_is_refused_in_words() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("warta.db");
    std::fs::write(&path, "bukan basis data".repeat(100)).unwrap();
    let error = Ledger::open(&path).await.unwrap_err().to_string();
    assert!(error == "buku pengiriman warta.db rusak atau bukan buku pengiriman", "{error}");
    assert_eq!(std::fs::read(&path).unwrap().len(), 1600, "nothing is overwritten");
}
