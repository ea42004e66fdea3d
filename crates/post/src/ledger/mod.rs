//! The record: what was made, issued and delivered, and how that is proven. "What is due?" is a query.
//!
//! A row is written before the step that it announces: a delivery is `sending` before the other side may have it.

mod error;
mod file;
mod mark;
mod news;
mod overview;
mod receipt;
mod record;

use std::path::Path;

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::{AnyConnection, AnyPool, Connection, Executor, Row};

use crate::deliver::Outcome;
use office::model::EditionId;

pub use error::LedgerError;
use error::is_damage;
pub use mark::Mark;
pub use news::Issued;
pub use overview::{Alike, Overview};
pub use receipt::{Receipt, Received};
pub use record::{Attempt, BundleRecord, Decider, Delivery, LONGEST_WAIT_MINUTES, Ladder, State};

/// The office's `warta.db`.
#[derive(Debug, Clone)]
pub struct Ledger {
    pool: AnyPool,
    on_network: bool,
}

type Result<T> = std::result::Result<T, LedgerError>;

/// The row that a query is about.
const THIS: &str = "edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4";

impl Ledger {
    /// Opens the ledger, makes it where it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// Where the file is not a ledger, is newer than this program, or the disk refuses.
    pub async fn open(path: &Path) -> Result<Self> {
        sqlx::any::install_default_drivers();
        file::keep_private(path);
        let on_network = file::is_on_network(path);
        // WAL keeps what it shares in memory of one machine, and may damage a ledger on another's disk (sqlite.org/wal.html). An older
        // journal needs no such memory.
        let journal = if on_network { "PRAGMA journal_mode = DELETE" } else { "PRAGMA journal_mode = WAL" };
        // What a URL would read as its own must not come from a folder's name.
        let escaped = path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let url = format!("sqlite://{escaped}?mode=rwc");
        // A pool tries again and again; one look tells at once whether this is a database, and whether it can be written.
        let unreadable = |error: sqlx::Error| if is_damage(&error) { LedgerError::Unreadable(error) } else { error.into() };
        let mut first = AnyConnection::connect(&url).await.map_err(unreadable)?;
        for statement in ["PRAGMA busy_timeout = 5000", journal, "BEGIN IMMEDIATE", "ROLLBACK"] {
            first.execute(statement).await.map_err(unreadable)?;
        }
        first.close().await?;
        let pool = AnyPoolOptions::new()
            .max_connections(1)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    for pragma in [journal, "PRAGMA synchronous = FULL", "PRAGMA busy_timeout = 5000", "PRAGMA foreign_keys = ON"] {
                        connection.execute(pragma).await?;
                    }
                    Ok(())
                })
            })
            .connect(&url)
            .await?;
        sqlx::migrate!().run(&pool).await?;
        let ledger = Ledger { pool, on_network };
        // It has its mark before anyone can copy it.
        ledger.mark().await?;
        Ok(ledger)
    }

    /// Whether it lies on a disk that other machines reach: two of them must not work on it at once.
    pub fn is_on_network(&self) -> bool {
        self.on_network
    }

    /// Ends the work on it: all of it is in its one file then, which may be copied.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Records bundles as made, their serials as issued, and plans their deliveries. What is recorded already stays:
    /// the same edition made again issues and plans nothing twice. A correction takes the place of what is open of its village.
    ///
    /// # Errors
    /// Where the database refuses; then nothing of this call is recorded.
    pub async fn record(&self, edition: EditionId, bundles: &[BundleRecord], now: DateTime<Utc>) -> Result<()> {
        let (edition, stamped) = (edition.to_string(), stamp(now));
        let mut transaction = self.pool.begin().await?;
        for bundle in bundles {
            let ralat = i64::from(bundle.ralat);
            sqlx::query(
                "INSERT INTO bundle (edition, ralat, desa, file, sha256, bytes, receipt, made_at, news, title, kecamatan, kim) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                 ON CONFLICT (edition, ralat, desa) DO UPDATE SET file = excluded.file, bytes = excluded.bytes, news = excluded.news, withdrawn = 0, title = excluded.title, kecamatan = excluded.kecamatan, kim = excluded.kim,
                 made_at = CASE WHEN bundle.sha256 = excluded.sha256 THEN bundle.made_at ELSE excluded.made_at END, sha256 = excluded.sha256",
            )
            .bind(&edition)
            .bind(ralat)
            .bind(&bundle.desa)
            .bind(&bundle.file)
            .bind(&bundle.sha256)
            .bind(i64::try_from(bundle.bytes).unwrap_or(i64::MAX))
            .bind(&bundle.receipt)
            .bind(&stamped)
            .bind(bundle.news)
            .bind(&bundle.title)
            .bind(&bundle.kecamatan)
            .bind(&bundle.kim)
            .execute(&mut *transaction)
            .await?;
            for (form, serial) in &bundle.serials {
                sqlx::query("INSERT INTO serial (serial, form, edition, desa, issued_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (serial) DO NOTHING")
                    .bind(serial)
                    .bind(form)
                    .bind(&edition)
                    .bind(&bundle.desa)
                    .bind(&stamped)
                    .execute(&mut *transaction)
                    .await?;
            }
            for (rung, channel) in (0i64..).zip(&bundle.ladder) {
                sqlx::query(
                    "INSERT INTO delivery (edition, ralat, desa, channel, state, sha256, updated_at, rung) VALUES ($1, $2, $3, $4, 'planned', $5, $6, $7)
                     ON CONFLICT (edition, ralat, desa, channel) DO UPDATE SET rung = excluded.rung,
                     sha256 = CASE WHEN delivery.state IN ('planned', 'deferred', 'failed') THEN excluded.sha256 ELSE delivery.sha256 END",
                )
                .bind(&edition)
                .bind(ralat)
                .bind(&bundle.desa)
                .bind(channel)
                .bind(&bundle.sha256)
                .bind(&stamped)
                .bind(rung)
                .execute(&mut *transaction)
                .await?;
            }
            drop_rungs(&mut transaction, &edition, bundle, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The deliveries of an edition, by village, correction and place in the ladder.
    ///
    /// # Errors
    /// Where the database refuses, or holds what this version does not know.
    pub async fn deliveries(&self, edition: EditionId, ladder: Ladder) -> Result<Vec<Delivery>> {
        self.select("d.edition = $2", &[&edition.to_string()], ladder).await
    }

    /// The deliveries by one channel, of every edition: what a stick carries.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn by_channel(&self, channel: &str, ladder: Ladder) -> Result<Vec<Delivery>> {
        self.select("d.channel = $2", &[channel], ladder).await
    }

    /// The provinces, by their codes, to whose villages an edition's bundles go.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn provinces(&self, edition: EditionId) -> Result<Vec<String>> {
        let rows = sqlx::query("SELECT DISTINCT substr(desa, 1, 2) AS code FROM delivery WHERE edition = $1 ORDER BY 1");
        let rows = rows.bind(edition.to_string()).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(|row| row.try_get("code")).collect::<std::result::Result<_, _>>()?)
    }

    /// The deliveries of an edition to one province, by its code: at the nation's size all of them take too much memory.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn in_province(&self, edition: EditionId, province: &str, ladder: Ladder) -> Result<Vec<Delivery>> {
        self.select("d.edition = $2 AND substr(d.desa, 1, 2) = $3", &[&edition.to_string(), province], ladder).await
    }

    /// Deliveries that a condition on `values` ($2 and what follows) tells.
    async fn select(&self, which: &str, values: &[&str], ladder: Ladder) -> Result<Vec<Delivery>> {
        // A channel's turn has come when each before it failed for good or was not acknowledged in time, and no other has, or may
        // have, brought the bundle. A newer correction takes the place of what is open, unless a person asked for the old since.
        let query = format!(
            "SELECT d.edition, d.desa, d.ralat, d.channel, b.file, d.sha256, b.sha256 AS made, d.updated_at, d.not_before, d.arrived_at,
                d.trying_since, d.relay, b.title, b.kecamatan, b.kim, a.received_on, a.received_by,
                CASE WHEN d.state IN ('planned', 'deferred', 'failed') AND (b.withdrawn = 1 OR (
                    EXISTS (SELECT 1 FROM bundle n WHERE n.edition = d.edition AND n.desa = d.desa AND n.ralat > d.ralat AND n.withdrawn = 0
                    AND NOT EXISTS (SELECT 1 FROM attempt t WHERE t.edition = d.edition AND t.ralat = d.ralat AND t.desa = d.desa
                        AND t.channel = d.channel AND t.state = 'planned' AND t.decided_by = 'petugas' AND t.at >= n.made_at))))
                    THEN 'superseded' ELSE d.state END AS state,
                CASE WHEN EXISTS (SELECT 1 FROM delivery e WHERE e.edition = d.edition AND e.ralat = d.ralat AND e.desa = d.desa AND e.channel <> d.channel
                    AND ((e.rung < d.rung AND e.state <> 'failed') OR e.state IN ('sending', 'accepted', 'unknown', 'acknowledged'))
                    AND NOT (e.state IN ('accepted', 'unknown') AND COALESCE(e.arrived_at, e.updated_at) < $1))
                    THEN 0 ELSE 1 END AS reached,
                (SELECT COUNT(*) FROM attempt t WHERE t.edition = d.edition AND t.ralat = d.ralat AND t.desa = d.desa AND t.channel = d.channel) AS tries,
                (SELECT t.words FROM attempt t WHERE t.edition = d.edition AND t.ralat = d.ralat AND t.desa = d.desa AND t.channel = d.channel
                 ORDER BY t.number DESC LIMIT 1) AS words
             FROM delivery d JOIN bundle b ON b.edition = d.edition AND b.ralat = d.ralat AND b.desa = d.desa
             LEFT JOIN acknowledgement a ON a.edition = d.edition AND a.ralat = d.ralat AND a.desa = d.desa
             WHERE {which} ORDER BY d.edition, d.desa, d.ralat, d.rung, d.channel"
        );
        let overdue = ladder.limit().unwrap_or_default();
        let query = values.iter().fold(sqlx::query(sqlx::AssertSqlSafe(query)).bind(overdue), |query, value| query.bind(*value));
        query.fetch_all(&self.pool).await?.iter().map(delivery).collect()
    }

    /// The other side may have the parcel from the next step on. All of a parcel's deliveries or none; `false`: another run has
    /// taken one of them meanwhile.
    ///
    /// # Errors
    /// Where the database refuses; then that step must not be taken.
    pub async fn sending(&self, deliveries: &[Delivery], relay: Option<&str>, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.pool.begin().await?;
        for delivery in deliveries {
            let statement = format!(
                "UPDATE delivery SET state = 'sending', updated_at = $5, relay = $6 WHERE {THIS} AND state = $7 AND updated_at = $8"
            );
            let done = bind_this(sqlx::query(sqlx::AssertSqlSafe(statement)), delivery)
                .bind(stamp(now))
                .bind(relay.map(str::to_owned))
                .bind(delivery.state.as_str())
                .bind(&delivery.updated_at)
                .execute(&mut *transaction)
                .await?;
            if done.rows_affected() != 1 {
                transaction.rollback().await?;
                return Ok(false);
            }
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// What became of a parcel's deliveries, and when to try each again.
    ///
    /// # Errors
    /// Where the database refuses; then nothing of it is recorded.
    pub async fn settle(&self, settled: &[(Delivery, Outcome, Option<DateTime<Utc>>)], now: DateTime<Utc>) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for (delivery, outcome, not_before) in settled {
            let (state, words) = State::of(outcome);
            transition(&mut transaction, delivery, (state, words, None), *not_before, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// A person, or a rule of the office's, says what became of it.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn decide(
        &self,
        delivery: &Delivery,
        arrived: bool,
        by: Decider,
        not_before: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (state, words) = if arrived { (State::Accepted, "sampai") } else { (State::Planned, "belum sampai, dikirim lagi") };
        let mut transaction = self.pool.begin().await?;
        let words = format!("ditetapkan {}: {words}", by.words());
        transition(&mut transaction, delivery, (state, words.as_str(), Some(by)), not_before, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What a crash cut off: by channels that must not repeat it may have arrived, by any other it is simply done again.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn settle_interrupted(&self, unrepeatable: &[&str], now: DateTime<Utc>) -> Result<()> {
        let cut_off = self.select("d.state = $2", &[State::Sending.as_str()], Ladder { overdue_before: None }).await?;
        let mut transaction = self.pool.begin().await?;
        for delivery in &cut_off {
            if unrepeatable.contains(&delivery.channel.as_str()) {
                let words = "terputus saat dikirim: mungkin sudah diterima";
                transition(&mut transaction, delivery, (State::Unknown, words, None), None, now).await?;
            } else {
                // Its relay bundle stays the one that it was to go in.
                let statement = format!("UPDATE delivery SET state = 'planned' WHERE {THIS}");
                bind_this(sqlx::query(sqlx::AssertSqlSafe(statement)), delivery).execute(&mut *transaction).await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// A channel is closed for now: nothing else is tried by it before that moment.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn hold(&self, edition: EditionId, channel: &str, until: DateTime<Utc>) -> Result<()> {
        sqlx::query("UPDATE delivery SET not_before = $3 WHERE edition = $1 AND channel = $2 AND state IN ('planned', 'deferred') AND (not_before IS NULL OR not_before < $3 OR not_before > $4)")
            .bind(edition.to_string())
            .bind(channel)
            .bind(stamp(until))
            // Written by a clock that was ahead.
            .bind(stamp(until + Duration::minutes(LONGEST_WAIT_MINUTES)))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// It waits for a closed channel, from now on if it did not before.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn waits(&self, deliveries: &[Delivery], now: DateTime<Utc>) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for delivery in deliveries {
            let statement = format!("UPDATE delivery SET trying_since = COALESCE(trying_since, $5) WHERE {THIS}");
            bind_this(sqlx::query(sqlx::AssertSqlSafe(statement)), delivery).bind(stamp(now)).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// A person asks for what failed, or waits, to be tried now; not where another road has brought it, nor by a channel that is
    /// not in the ladder any more.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn retry(&self, edition: EditionId) -> Result<()> {
        sqlx::query(
            "UPDATE delivery SET not_before = NULL, trying_since = NULL, state = CASE WHEN state = 'failed' THEN 'deferred' ELSE state END
             WHERE edition = $1 AND rung >= 0 AND state IN ('failed', 'deferred', 'planned') AND NOT EXISTS
                (SELECT 1 FROM delivery e WHERE e.edition = delivery.edition AND e.ralat = delivery.ralat AND e.desa = delivery.desa
                 AND e.state IN ('accepted', 'unknown', 'acknowledged'))",
        )
        .bind(edition.to_string())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Every attempt of an edition in one province, by village, oldest first.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn attempts(&self, edition: EditionId, province: &str) -> Result<Vec<Attempt>> {
        let rows = sqlx::query(
            "SELECT desa, ralat, channel, at, state, words FROM attempt WHERE edition = $1 AND substr(desa, 1, 2) = $2
             ORDER BY desa, ralat, at, channel, number",
        )
        .bind(edition.to_string())
        .bind(province)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let state: String = row.try_get("state")?;
                Ok(Attempt {
                    desa: row.try_get("desa")?,
                    ralat: u32::try_from(row.try_get::<i64, _>("ralat")?).unwrap_or_default(),
                    channel: row.try_get("channel")?,
                    at: row.try_get("at")?,
                    state: state.parse()?,
                    words: row.try_get("words")?,
                })
            })
            .collect()
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

/// Records where a delivery stands now, in whose words, and who decided it where it did not happen so.
async fn transition(
    transaction: &mut sqlx::Transaction<'_, sqlx::Any>,
    delivery: &Delivery,
    (state, words, decided_by): (State, &str, Option<Decider>),
    not_before: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    let now = stamp(now);
    let decided_by = decided_by.map(|by| by.as_str().to_owned());
    let arrived = matches!(state, State::Accepted | State::Unknown).then(|| now.clone());
    let tried = (state == State::Deferred).then(|| now.clone());
    // A person knows that it did not arrive; what a rule sends again may have.
    let statement = format!(
        "UPDATE delivery SET state = $5, updated_at = $6, not_before = $7,
            arrived_at = CASE WHEN $5 = 'planned' AND $10 = 'petugas' THEN NULL ELSE COALESCE(arrived_at, $8) END,
            relay = CASE WHEN $5 = 'planned' THEN NULL ELSE relay END,
            trying_since = CASE WHEN $5 = 'deferred' THEN COALESCE(trying_since, $9) ELSE NULL END WHERE {THIS}"
    );
    bind_this(sqlx::query(sqlx::AssertSqlSafe(statement)), delivery)
        .bind(state.as_str())
        .bind(&now)
        .bind(not_before.map(stamp))
        .bind(arrived)
        .bind(tried)
        .bind(decided_by.clone())
        .execute(&mut **transaction)
        .await?;
    let statement = format!(
        "INSERT INTO attempt (edition, ralat, desa, channel, number, at, state, words, decided_by)
         SELECT $1, $2, $3, $4, COALESCE(MAX(number), 0) + 1, $5, $6, $7, $8 FROM attempt WHERE {THIS}"
    );
    bind_this(sqlx::query(sqlx::AssertSqlSafe(statement)), delivery)
        .bind(&now)
        .bind(state.as_str())
        .bind(words.to_owned())
        .bind(decided_by)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Channels that are no longer in a village's ladder: what was never tried is forgotten, what was open has failed.
async fn drop_rungs(
    transaction: &mut sqlx::Transaction<'_, sqlx::Any>,
    edition: &str,
    bundle: &BundleRecord,
    now: DateTime<Utc>,
) -> Result<()> {
    let bind = |query: Query<'static>| query.bind(edition.to_owned()).bind(i64::from(bundle.ralat)).bind(bundle.desa.clone());
    let rows = bind(sqlx::query("SELECT channel, state FROM delivery WHERE edition = $1 AND ralat = $2 AND desa = $3 AND rung >= 0"))
        .fetch_all(&mut **transaction)
        .await?;
    for row in rows {
        let (channel, state): (String, String) = (row.try_get("channel")?, row.try_get("state")?);
        if bundle.ladder.contains(&channel) || !matches!(state.parse()?, State::Planned | State::Deferred | State::Failed) {
            continue;
        }
        let never_tried = "DELETE FROM delivery WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4 AND NOT EXISTS
             (SELECT 1 FROM attempt a WHERE a.edition = $1 AND a.ralat = $2 AND a.desa = $3 AND a.channel = $4)";
        if bind(sqlx::query(never_tried)).bind(channel.clone()).execute(&mut **transaction).await?.rows_affected() > 0 {
            continue;
        }
        for statement in [
            "UPDATE delivery SET state = 'failed', rung = -1, updated_at = $5 WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4",
            "INSERT INTO attempt (edition, ralat, desa, channel, number, at, state, words)
             SELECT $1, $2, $3, $4, MAX(number) + 1, $5, 'failed', 'saluran ini tidak lagi dipakai untuk desa ini'
             FROM attempt WHERE edition = $1 AND ralat = $2 AND desa = $3 AND channel = $4",
        ] {
            bind(sqlx::query(statement)).bind(channel.clone()).bind(stamp(now)).execute(&mut **transaction).await?;
        }
    }
    Ok(())
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, <sqlx::Any as sqlx::Database>::Arguments>;

/// Binds what [`THIS`] names.
fn bind_this<'q>(query: Query<'q>, delivery: &Delivery) -> Query<'q> {
    query.bind(delivery.edition.to_string()).bind(i64::from(delivery.ralat)).bind(delivery.desa.clone()).bind(delivery.channel.clone())
}

fn delivery(row: &AnyRow) -> Result<Delivery> {
    let state: String = row.try_get("state")?;
    let edition: String = row.try_get("edition")?;
    let (sha256, made): (String, String) = (row.try_get("sha256")?, row.try_get("made")?);
    let number = |name: &str| -> Result<u32> { Ok(u32::try_from(row.try_get::<i64, _>(name)?).unwrap_or_default()) };
    Ok(Delivery {
        edition: EditionId::parse(&edition).ok_or(LedgerError::UnknownState(edition))?,
        desa: row.try_get("desa")?,
        ralat: number("ralat")?,
        channel: row.try_get("channel")?,
        state: state.parse()?,
        file: row.try_get("file")?,
        changed: sha256 != made,
        sha256,
        updated_at: row.try_get("updated_at")?,
        reached: number("reached")? == 1,
        not_before: row.try_get("not_before")?,
        arrived_at: row.try_get("arrived_at")?,
        trying_since: row.try_get("trying_since")?,
        tries: number("tries")?,
        relay: row.try_get("relay")?,
        received_on: row.try_get("received_on")?,
        received_by: row.try_get("received_by")?,
        words: row.try_get("words")?,
        title: row.try_get("title")?,
        kecamatan: row.try_get("kecamatan")?,
        kim: row.try_get("kim")?,
    })
}

fn stamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
