//! Why the ledger could not do its work, in the office's words.

use sqlx::migrate::MigrateError;

use office::diagnostic::{Diagnostic, Place};
use office::folder::LEDGER;

/// Why the ledger could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("buku pengiriman warta.db rusak atau bukan buku pengiriman")]
    Unreadable(#[source] sqlx::Error),
    #[error("buku pengiriman warta.db {}", said(.0))]
    Database(#[from] sqlx::Error),
    /// A number, a code, a date or a moment that no version of Warta writes.
    #[error("buku pengiriman warta.db rusak: isi kolom “{column}” tidak dapat dibaca: “{found}”")]
    Damaged { column: String, found: String },
    /// Found by the database when it was looked through.
    #[error("buku pengiriman warta.db rusak: {0}")]
    Broken(String),
    #[error("salinan warta.db tidak dapat dibuat: {0}")]
    NotCopied(String),
    #[error("buku pengiriman warta.db tidak dapat disesuaikan dengan versi Warta ini: {0}")]
    Migration(#[source] MigrateError),
    #[error("berita edisi yang tercatat di buku pengiriman tidak dikenal versi Warta ini")]
    UnknownNews,
    #[error("kode tanda terima tidak dapat ditarik: rahasia/tanda-terima tidak ada")]
    NoSecret,
    #[error("buku pengiriman memuat keadaan “{0}” yang tidak dikenal versi Warta ini")]
    UnknownState(String),
}

impl From<MigrateError> for LedgerError {
    /// A disk that is full or locked while tables are brought up to date is no other than at any other time.
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => LedgerError::Database(error),
            error => LedgerError::Migration(error),
        }
    }
}

impl LedgerError {
    /// The fault as the user is told of it.
    pub fn diagnostic(&self) -> Diagnostic {
        const RESTORE: &str =
            "jalankan `warta pulihkan`, atau salin kembali cadangan warta.db; jangan dihapus, karena di situlah catatan pengiriman";
        const UPDATE: &str = "pakai versi Warta yang terbaru; warta.db jangan dihapus";
        const FREE: &str = "periksa izin dan ruang disk, tutup program lain yang memakainya, lalu ulangi; warta.db jangan dihapus";
        let (code, remedy) = match self {
            LedgerError::Unreadable(_) | LedgerError::Damaged { .. } | LedgerError::Broken(_) => ("buku.rusak", RESTORE),
            LedgerError::Database(error) if is_damage(error) => ("buku.rusak", RESTORE),
            LedgerError::Database(_) => ("buku.tidak-terpakai", FREE),
            LedgerError::NotCopied(_) => ("buku.tidak-tersalin", "periksa izin folder dan ruang disk, lalu ulangi"),
            LedgerError::Migration(_) => ("buku.tidak-disesuaikan", UPDATE),
            LedgerError::UnknownNews => ("buku.berita-tidak-dikenal", UPDATE),
            LedgerError::UnknownState(_) => ("buku.keadaan-tidak-dikenal", UPDATE),
            LedgerError::NoSecret => ("buku.tanpa-rahasia", FREE),
        };
        Diagnostic::error(code, self.to_string()).at(Place::file(LEDGER)).remedy(remedy)
    }

    /// Whether the file itself is damaged, so that only a copy of before helps.
    pub fn is_damage(&self) -> bool {
        match self {
            LedgerError::Unreadable(_) | LedgerError::Damaged { .. } | LedgerError::Broken(_) => true,
            LedgerError::Database(error) => is_damage(error),
            _ => false,
        }
    }
}

/// SQLite's primary result code (sqlite.org/rescode.html). That the memory it shares between connections cannot grow (4874) means
/// that the disk is full (13).
fn code(error: &sqlx::Error) -> Option<u32> {
    let extended = error.as_database_error()?.code()?.parse::<u32>().ok()?;
    Some(if extended == 4874 { 13 } else { extended & 0xff })
}

/// Whether something is there already that was to be made, or another writes at this moment.
pub(super) fn is_made_at_once(error: &sqlx::Error) -> bool {
    matches!(code(error), Some(1 | 5 | 6 | 19))
}

pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    matches!(code(error), Some(5 | 6))
}

pub(super) fn is_damage(error: &sqlx::Error) -> bool {
    matches!(code(error), Some(11 | 26))
}

fn said(error: &sqlx::Error) -> String {
    let words = match code(error) {
        Some(5 | 6) => "sedang dipakai program lain",
        Some(8) => "hanya dapat dibaca",
        Some(13) => "tidak dapat ditulis: disk penuh",
        Some(3 | 14 | 23) => "tidak dapat dibuka: periksa izinnya",
        Some(10) => "tidak dapat dibaca atau ditulis: periksa disknya",
        Some(11 | 26) => "rusak",
        _ => return format!("tidak dapat dipakai: {error}"),
    };
    words.to_owned()
}
