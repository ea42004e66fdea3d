//! The record: what was made, issued and delivered, and how that is proven. "What is due?" is a query.
//!
//! A row is written before the step that it announces: a delivery is `sending` before a channel sees it.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::{AnyConnection, AnyPool, Connection, Executor, Row};

use crate::deliver::Outcome;
use crate::model::EditionId;

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Planned,
    Sending,
    Accepted,
    Deferred,
    Failed,
    /// The other side may have it.
    Unknown,
    Acknowledged,
    /// A correction took its place.
    Superseded,
}

const STATES: [(State, &str, &str); 8] = [
    (State::Planned, "planned", "belum dikirim"),
    (State::Sending, "sending", "terputus saat dikirim"),
    (State::Accepted, "accepted", "terkirim"),
    (State::Deferred, "deferred", "tertunda"),
    (State::Failed, "failed", "gagal"),
    (State::Unknown, "unknown", "tidak pasti"),
    (State::Acknowledged, "acknowledged", "diterima KIM"),
    (State::Superseded, "superseded", "diganti ralat"),
];

impl State {
    pub fn as_str(self) -> &'static str {
        STATES[self as usize].1
    }

    /// In the office's words.
    pub fn words(self) -> &'static str {
        STATES[self as usize].2
    }
}

impl FromStr for State {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self> {
        STATES.iter().find(|(_, name, _)| *name == text).map(|(state, ..)| *state).ok_or_else(|| LedgerError::UnknownState(text.to_owned()))
    }
}

/// Why the ledger could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("buku pengiriman warta.db rusak atau bukan buku pengiriman")]
    Unreadable(#[source] sqlx::Error),
    #[error("buku pengiriman warta.db tidak dapat dipakai: {0}")]
    Database(#[from] sqlx::Error),
    #[error("buku pengiriman warta.db tidak dapat disesuaikan dengan versi Warta ini: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("buku pengiriman memuat keadaan “{0}” yang tidak dikenal versi Warta ini")]
    UnknownState(String),
}

/// A bundle as made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleRecord {
    pub desa: String,
    pub file: String,
    pub sha256: String,
    pub bytes: u64,
    pub receipt: String,
    /// The serials issued with it: form and serial.
    pub serials: Vec<(String, String)>,
    /// The channel it is to go by.
    pub channel: String,
}

/// A delivery as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    #[serde(rename = "kode")]
    pub desa: String,
    #[serde(rename = "saluran")]
    pub channel: String,
    #[serde(rename = "keadaan")]
    pub state: State,
    #[serde(rename = "berkas")]
    pub file: String,
    pub sha256: String,
    /// The bundle was made anew, and differs from what was delivered.
    #[serde(rename = "berubah")]
    pub changed: bool,
    #[serde(rename = "waktu")]
    pub updated_at: String,
    /// The last attempt's words.
    #[serde(rename = "bukti")]
    pub words: Option<String>,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// The office's `warta.db`.
#[derive(Debug, Clone)]
pub struct Ledger {
    pool: AnyPool,
}

type Result<T> = std::result::Result<T, LedgerError>;

impl Ledger {
    /// Opens the ledger, makes it where it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// Where the file is not a ledger, is newer than this program, or the disk refuses.
    pub async fn open(path: &Path) -> Result<Self> {
        sqlx::any::install_default_drivers();
        // What a URL would read as its own must not come from a folder's name.
        let escaped = path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let url = format!("sqlite://{escaped}?mode=rwc");
        // A pool would try again and again; one look tells at once whether this is a database.
        let mut first = AnyConnection::connect(&url).await.map_err(LedgerError::Unreadable)?;
        first.execute("PRAGMA journal_mode = WAL").await.map_err(LedgerError::Unreadable)?;
        first.close().await?;
        let pool = AnyPoolOptions::new()
            .max_connections(1)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    for pragma in
                        ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA busy_timeout = 5000", "PRAGMA foreign_keys = ON"]
                    {
                        connection.execute(pragma).await?;
                    }
                    Ok(())
                })
            })
            .connect(&url)
            .await?;
        sqlx::migrate!().run(&pool).await?;
        Ok(Ledger { pool })
    }

    /// Records bundles as made, their serials as issued, and plans their deliveries. What is recorded already stays:
    /// the same edition made again issues and plans nothing twice.
    ///
    /// # Errors
    /// Where the database refuses; then nothing of this call is recorded.
    pub async fn record(&self, edition: EditionId, bundles: &[BundleRecord], now: DateTime<Utc>) -> Result<()> {
        let (edition, now) = (edition.to_string(), stamp(now));
        let mut transaction = self.pool.begin().await?;
        for bundle in bundles {
            sqlx::query(
                "INSERT INTO bundle (edition, desa, file, sha256, bytes, receipt, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (edition, ralat, desa) DO UPDATE SET file = excluded.file, sha256 = excluded.sha256, bytes = excluded.bytes,
                 made_at = excluded.made_at WHERE bundle.sha256 <> excluded.sha256",
            )
            .bind(&edition)
            .bind(&bundle.desa)
            .bind(&bundle.file)
            .bind(&bundle.sha256)
            .bind(i64::try_from(bundle.bytes).unwrap_or(i64::MAX))
            .bind(&bundle.receipt)
            .bind(&now)
            .execute(&mut *transaction)
            .await?;
            for (form, serial) in &bundle.serials {
                sqlx::query("INSERT INTO serial (serial, form, edition, desa, issued_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (serial) DO NOTHING")
                    .bind(serial)
                    .bind(form)
                    .bind(&edition)
                    .bind(&bundle.desa)
                    .bind(&now)
                    .execute(&mut *transaction)
                    .await?;
            }
            sqlx::query(
                "INSERT INTO delivery (edition, desa, channel, state, sha256, updated_at) VALUES ($1, $2, $3, 'planned', $4, $5)
                 ON CONFLICT (edition, ralat, desa, channel) DO UPDATE SET sha256 = excluded.sha256
                 WHERE delivery.state IN ('planned', 'deferred', 'failed')",
            )
            .bind(&edition)
            .bind(&bundle.desa)
            .bind(&bundle.channel)
            .bind(&bundle.sha256)
            .bind(&now)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The deliveries of an edition, by village and channel.
    ///
    /// # Errors
    /// Where the database refuses, or holds what this version does not know.
    pub async fn deliveries(&self, edition: EditionId) -> Result<Vec<Delivery>> {
        sqlx::query(
            "SELECT d.desa, d.channel, d.state, b.file, d.sha256, b.sha256 AS made, d.updated_at,
                (SELECT a.words FROM attempt a WHERE a.edition = d.edition AND a.ralat = d.ralat AND a.desa = d.desa AND a.channel = d.channel
                 ORDER BY a.number DESC LIMIT 1) AS words
             FROM delivery d JOIN bundle b ON b.edition = d.edition AND b.ralat = d.ralat AND b.desa = d.desa
             WHERE d.edition = $1 ORDER BY d.desa, d.channel",
        )
        .bind(edition.to_string())
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(delivery)
        .collect()
    }

    /// What is due: planned or put off, and what a crash cut off while it was being sent.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn due(&self, edition: EditionId) -> Result<Vec<Delivery>> {
        let due = |d: &Delivery| matches!(d.state, State::Planned | State::Deferred | State::Sending);
        Ok(self.deliveries(edition).await?.into_iter().filter(due).collect())
    }

    /// A channel is about to see the parcel.
    ///
    /// # Errors
    /// Where the database refuses; then the parcel must not be sent.
    pub async fn sending(&self, edition: EditionId, delivery: &Delivery, now: DateTime<Utc>) -> Result<()> {
        self.transition(edition, delivery, State::Sending, None, now).await
    }

    /// What became of it.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn settle(&self, edition: EditionId, delivery: &Delivery, outcome: &Outcome, now: DateTime<Utc>) -> Result<()> {
        let (state, words) = match outcome {
            Outcome::Accepted(words) => (State::Accepted, words),
            Outcome::Deferred(words) => (State::Deferred, words),
            Outcome::Failed(words) => (State::Failed, words),
            Outcome::Unknown(words) => (State::Unknown, words),
        };
        self.transition(edition, delivery, state, Some(words), now).await
    }

    async fn transition(
        &self,
        edition: EditionId,
        delivery: &Delivery,
        state: State,
        words: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (edition, now) = (edition.to_string(), stamp(now));
        let mut transaction = self.pool.begin().await?;
        sqlx::query("UPDATE delivery SET state = $1, updated_at = $2 WHERE edition = $3 AND ralat = 0 AND desa = $4 AND channel = $5")
            .bind(state.as_str())
            .bind(&now)
            .bind(&edition)
            .bind(&delivery.desa)
            .bind(&delivery.channel)
            .execute(&mut *transaction)
            .await?;
        if let Some(words) = words {
            sqlx::query(
                "INSERT INTO attempt (edition, desa, channel, number, at, state, words)
                 SELECT $1, $2, $3, COALESCE(MAX(number), 0) + 1, $4, $5, $6 FROM attempt WHERE edition = $1 AND ralat = 0 AND desa = $2 AND channel = $3",
            )
            .bind(&edition)
            .bind(&delivery.desa)
            .bind(&delivery.channel)
            .bind(&now)
            .bind(state.as_str())
            .bind(words)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The serials issued to a village in an edition.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn serials(&self, edition: EditionId, desa: &str) -> Result<Vec<String>> {
        let rows = sqlx::query("SELECT serial FROM serial WHERE edition = $1 AND desa = $2 ORDER BY serial")
            .bind(edition.to_string())
            .bind(desa)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok(row.try_get("serial")?)).collect()
    }
}

fn delivery(row: &AnyRow) -> Result<Delivery> {
    let state: String = row.try_get("state")?;
    let (sha256, made): (String, String) = (row.try_get("sha256")?, row.try_get("made")?);
    Ok(Delivery {
        desa: row.try_get("desa")?,
        channel: row.try_get("channel")?,
        state: state.parse()?,
        file: row.try_get("file")?,
        changed: sha256 != made,
        sha256,
        updated_at: row.try_get("updated_at")?,
        words: row.try_get("words")?,
    })
}

fn stamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
