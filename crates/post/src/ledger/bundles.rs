//! Bundles as made, their serials as issued, and the deliveries that are planned with them.

use chrono::{DateTime, Utc};
use sqlx::{Any, Transaction};

use super::row::value;
use super::{BundleRecord, FormMapRecords, Ledger, Query, Result, State, stamp};
use office::model::{DesaCode, EditionId};

const RECORD_BUNDLE: &str = include_str!("sql/record_bundle.sql");
const RECORD_DELIVERY: &str = include_str!("sql/record_delivery.sql");
const RECORD_SERIAL: &str = include_str!("sql/record_serial.sql");
const RUNGS: &str = include_str!("sql/rungs.sql");
const FORGET_UNTRIED: &str = include_str!("sql/forget_untried.sql");
const DROP_RUNG: &str = include_str!("sql/drop_rung.sql");
const ADD_ATTEMPT: &str = include_str!("sql/add_attempt.sql");
const RESTORE: &str = include_str!("sql/restore.sql");
const HAS_BEGUN: &str = include_str!("sql/has_begun.sql");

impl Ledger {
    /// Records bundles as made, their serials as issued, and plans their deliveries. What is recorded already stays:
    /// the same edition made again issues and plans nothing twice. A correction takes the place of what is open of its village.
    ///
    /// # Errors
    /// The database refuses; then nothing of this call is recorded.
    pub async fn record(&self, edition: EditionId, bundles: &[BundleRecord], now: DateTime<Utc>) -> Result<()> {
        self.record_with_maps(edition, bundles, &FormMapRecords::default(), now).await
    }

    /// The same, with the maps of the forms that the bundles bring: a serial is never on record without its form's map.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn record_with_maps(
        &self,
        edition: EditionId,
        bundles: &[BundleRecord],
        maps: &FormMapRecords,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let recording = Recording { edition: edition.to_string(), now: stamp(now), maps };
        let mut transaction = self.begin().await?;
        maps.record(&mut transaction).await?;
        for bundle in bundles {
            recording.bundle(&mut transaction, bundle).await?;
            recording.serials(&mut transaction, bundle).await?;
            recording.deliveries(&mut transaction, bundle).await?;
            recording.dropped_rungs(&mut transaction, bundle).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Bundles that villages have were lost here and are made again: each by its village, its number and its sum. Only what is still to be
    /// sent of them changes.
    ///
    /// # Errors
    /// The database refuses; then nothing of this call is recorded.
    pub async fn restore(&self, edition: EditionId, bundles: &[(DesaCode, u32, String)]) -> Result<()> {
        let mut transaction = self.begin().await?;
        for (desa, ralat, sha256) in bundles {
            let query = sqlx::query(RESTORE).bind(edition.to_string()).bind(i64::from(*ralat)).bind(desa.to_string());
            query.bind(sha256.clone()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Whether anything of an edition was ever tried to be delivered.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn has_begun(&self, edition: EditionId) -> Result<bool> {
        let row = sqlx::query(HAS_BEGUN).bind(edition.to_string()).fetch_one(&self.pool).await?;
        Ok(value::<i64>(&row, "n")? > 0)
    }
}

/// The edition whose bundles are recorded, the moment of it, and the maps of its forms.
struct Recording<'r> {
    edition: String,
    now: String,
    maps: &'r FormMapRecords,
}

impl Recording<'_> {
    async fn bundle(&self, transaction: &mut Transaction<'_, Any>, bundle: &BundleRecord) -> Result<()> {
        sqlx::query(RECORD_BUNDLE)
            .bind(self.edition.as_str())
            .bind(i64::from(bundle.ralat))
            .bind(bundle.desa.as_str())
            .bind(bundle.file.as_str())
            .bind(bundle.sha256.as_str())
            .bind(i64::try_from(bundle.bytes).unwrap_or(i64::MAX))
            .bind(bundle.receipt.as_str())
            .bind(self.now.as_str())
            .bind(bundle.news)
            .bind(bundle.title.as_str())
            .bind(bundle.kecamatan.as_str())
            .bind(bundle.kim.as_deref())
            .bind(bundle.desa.kecamatan().as_str())
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }

    async fn serials(&self, transaction: &mut Transaction<'_, Any>, bundle: &BundleRecord) -> Result<()> {
        for serial in &bundle.serials {
            sqlx::query(RECORD_SERIAL)
                .bind(serial.to_string())
                .bind(serial.form.name())
                .bind(self.edition.as_str())
                .bind(bundle.desa.as_str())
                .bind(self.now.as_str())
                .bind(self.maps.digest(serial))
                .execute(&mut **transaction)
                .await?;
        }
        Ok(())
    }

    async fn deliveries(&self, transaction: &mut Transaction<'_, Any>, bundle: &BundleRecord) -> Result<()> {
        for (rung, channel) in (0i64..).zip(&bundle.ladder) {
            sqlx::query(RECORD_DELIVERY)
                .bind(self.edition.as_str())
                .bind(i64::from(bundle.ralat))
                .bind(bundle.desa.as_str())
                .bind(channel.as_str())
                .bind(bundle.sha256.as_str())
                .bind(self.now.as_str())
                .bind(rung)
                .execute(&mut **transaction)
                .await?;
        }
        Ok(())
    }

    /// Channels that are no longer in a village's ladder: what was never tried is forgotten, what was open has failed.
    async fn dropped_rungs(&self, transaction: &mut Transaction<'_, Any>, bundle: &BundleRecord) -> Result<()> {
        const WORDS: &str = "saluran ini tidak lagi dipakai untuk desa ini";
        let bind = |query: Query<'static>| query.bind(self.edition.as_str()).bind(i64::from(bundle.ralat)).bind(bundle.desa.as_str());
        let rows = bind(sqlx::query(RUNGS)).fetch_all(&mut **transaction).await?;
        for row in &rows {
            let channel: String = value(row, "channel")?;
            if bundle.ladder.contains(&channel) {
                continue;
            }
            let of_channel = |statement: &'static str| bind(sqlx::query(statement)).bind(channel.as_str());
            if of_channel(FORGET_UNTRIED).execute(&mut **transaction).await?.rows_affected() > 0 {
                continue;
            }
            let nobody: Option<&str> = None;
            let attempt = of_channel(ADD_ATTEMPT).bind(self.now.as_str()).bind(State::Failed.as_str()).bind(WORDS).bind(nobody);
            of_channel(DROP_RUNG).bind(self.now.as_str()).execute(&mut **transaction).await?;
            attempt.execute(&mut **transaction).await?;
        }
        Ok(())
    }
}
