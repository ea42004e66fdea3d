//! The maps of the forms that were issued, each kept once and for ever: by it a form is read that comes back when the layout is another.

use std::collections::BTreeMap;

use sqlx::{Any, Transaction};

use super::row::value;
use super::{Ledger, LedgerError, Result};
use office::model::{DesaCode, Serial};

const RECORD_FORM_MAP: &str = include_str!("sql/record_form_map.sql");
const FORM_MAP: &str = include_str!("sql/form_map.sql");

/// A form's map as it is kept. What it says is not the ledger's concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormMapRecord {
    /// Of all that it says: forms of one layout share it.
    pub digest: String,
    /// The form's name: `pengaduan`.
    pub form: String,
    /// As it is printed: `F-PGD 3`; empty: it is not known.
    pub version: String,
    /// The places of its boxes and fields, as JSON.
    pub map: String,
    /// Its blank pages, as PNG.
    pub template: Vec<u8>,
}

/// The maps of the forms that bundles bring.
#[derive(Debug, Clone, Default)]
pub struct FormMapRecords {
    /// By their digests.
    pub maps: BTreeMap<String, FormMapRecord>,
    /// The digests of a village's maps, by the names of its forms. A form without one comes back by its number alone.
    pub of: BTreeMap<DesaCode, BTreeMap<String, String>>,
}

impl FormMapRecords {
    /// The digest of the map of a form with this serial.
    pub(super) fn digest(&self, serial: &Serial) -> Option<&str> {
        Some(self.of.get(&serial.desa)?.get(serial.form.name())?.as_str())
    }

    /// Keeps them. They must be there before a serial names them.
    pub(super) async fn record(&self, transaction: &mut Transaction<'_, Any>) -> Result<()> {
        for map in self.maps.values() {
            map.record(transaction).await?;
        }
        Ok(())
    }
}

impl FormMapRecord {
    async fn record(&self, transaction: &mut Transaction<'_, Any>) -> Result<()> {
        sqlx::query(RECORD_FORM_MAP)
            .bind(self.digest.clone())
            .bind(self.form.clone())
            .bind(self.version.clone())
            .bind(self.map.clone())
            .bind(self.template.clone())
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }
}

impl Ledger {
    /// The map of the form with this serial; `None`: it was never issued, or its layout had no map.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn form_map(&self, serial: &Serial) -> Result<Option<FormMapRecord>> {
        let row = sqlx::query(FORM_MAP).bind(serial.to_string()).fetch_optional(&self.pool).await?;
        let map = |row| {
            Ok::<_, LedgerError>(FormMapRecord {
                digest: value(row, "digest")?,
                form: value(row, "form")?,
                version: value(row, "version")?,
                map: value(row, "map")?,
                template: value(row, "template")?,
            })
        };
        row.as_ref().map(map).transpose()
    }

    /// Whether there are forms that a version issued which made no maps, and to which none was given since.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn has_forms_of_before(&self) -> Result<bool> {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM serial WHERE predates_maps = 1").fetch_one(&self.pool).await?;
        Ok(value::<i64>(&row, "n")? > 0)
    }

    /// Gives forms of before these maps, by the names of the forms.
    ///
    /// # Errors
    /// The database refuses; then nothing of this call is recorded.
    pub async fn map_forms_of_before(&self, maps: &[FormMapRecord]) -> Result<()> {
        let mut transaction = self.begin().await?;
        for map in maps {
            map.record(&mut transaction).await?;
            sqlx::query("UPDATE serial SET map = $1, predates_maps = 0 WHERE predates_maps = 1 AND form = $2")
                .bind(map.digest.clone())
                .bind(map.form.clone())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Leaves forms of before without maps: nobody knows any more by which layouts they were printed.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn leave_forms_of_before(&self) -> Result<()> {
        sqlx::query("UPDATE serial SET predates_maps = 0 WHERE predates_maps = 1").execute(&self.pool).await?;
        Ok(())
    }
}
