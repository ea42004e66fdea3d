//! The texts of published editions, to be searched.

use serde::Serialize;
use sqlx::any::AnyRow;

use super::jobs::counted;
use super::row::{edition, value};
use super::{Ledger, Result};
use office::model::EditionId;

const SEARCH_ARCHIVE: &str = include_str!("sql/search_archive.sql");
/// Before and after what is found in an excerpt. No text that is kept holds a control character.
const FOUND: (char, char) = ('\u{2}', '\u{3}');
/// So many words are looked for; nobody types more, and each costs time.
const MOST_WORDS: usize = 16;

/// A text of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveText {
    /// `agenda`, `sambutan`, `pengumuman`, `pojok`
    pub kind: String,
    /// `semua desa`, `Kecamatan Barambai`, `Desa Karya Baru`
    pub about: String,
    pub title: String,
    pub body: String,
}

/// A text in which something was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArchiveHit {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    #[serde(rename = "jenis")]
    pub kind: String,
    #[serde(rename = "untuk")]
    pub about: String,
    #[serde(rename = "judul")]
    pub title: String,
    /// A piece of the text, in parts; `true`: this part is what was looked for.
    #[serde(rename = "cuplikan")]
    pub excerpt: Vec<(bool, String)>,
}

impl Ledger {
    /// Keeps the texts of an edition, in the place of those that were kept of it before.
    ///
    /// # Errors
    /// The database refuses; then those of before stay.
    pub async fn keep_archive(&self, edition: EditionId, texts: &[ArchiveText]) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM archive WHERE edition = $1").bind(edition.to_string()).execute(&mut *transaction).await?;
        for text in texts {
            let query = sqlx::query("INSERT INTO archive (edition, kind, about, title, body) VALUES ($1, $2, $3, $4, $5)");
            let query = query.bind(edition.to_string()).bind(text.kind.clone());
            let query = query.bind(plain(&text.about)).bind(plain(&text.title)).bind(plain(&text.body));
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The texts that hold every word, or one that begins so, the best first. Whatever is typed is looked for as it is.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn search_archive(&self, text: &str, most: usize) -> Result<Vec<ArchiveHit>> {
        let Some(terms) = terms(text) else { return Ok(Vec::new()) };
        let rows = sqlx::query(SEARCH_ARCHIVE).bind(terms).bind(counted(most)).fetch_all(&self.pool).await?;
        rows.iter().map(hit).collect()
    }
}

/// A text without control characters: two of them mark what is found.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

/// The words of a search as FTS5 takes them: each in quotation marks, in which nothing has a meaning, and open at its end. `None`: no words.
fn terms(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| word.chars().any(char::is_alphanumeric));
    let terms: Vec<String> = words.take(MOST_WORDS).map(|word| format!("\"{}\"*", word.replace('"', "\"\""))).collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// An excerpt in parts, as its marks divide it.
fn parts(excerpt: &str) -> Vec<(bool, String)> {
    let mut parts = Vec::new();
    let mut is_found = false;
    for part in excerpt.split_inclusive([FOUND.0, FOUND.1]) {
        let text = part.trim_end_matches([FOUND.0, FOUND.1]);
        if !text.is_empty() {
            parts.push((is_found, text.to_owned()));
        }
        is_found = part.ends_with(FOUND.0);
    }
    parts
}

fn hit(row: &AnyRow) -> Result<ArchiveHit> {
    let excerpt: String = value(row, "excerpt")?;
    Ok(ArchiveHit {
        edition: edition(row, "edition")?,
        kind: value(row, "kind")?,
        about: value(row, "about")?,
        title: value(row, "title")?,
        excerpt: parts(&excerpt),
    })
}
