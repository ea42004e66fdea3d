//! The record of all actions at the desk. It is only added to.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::any::AnyRow;

use super::jobs::counted;
use super::row::{moment, value};
use super::{Ledger, Result, stamp};

const ADD_EVENT: &str = include_str!("sql/add_event.sql");
const EVENTS: &str = include_str!("sql/events.sql");

/// Something that a person did at the desk, or was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventRecord {
    #[serde(rename = "nomor")]
    pub number: i64,
    #[serde(rename = "waktu")]
    pub at: DateTime<Utc>,
    #[serde(rename = "oleh")]
    pub person: String,
    #[serde(rename = "peran")]
    pub role: String,
    /// `POST /tanda-terima`
    #[serde(rename = "tindakan")]
    pub action: String,
    #[serde(rename = "tentang")]
    pub about: String,
    #[serde(rename = "hasil")]
    pub outcome: String,
}

/// The events that are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Those that hold this text, capitals or not.
    pub text: Option<String>,
    /// Beside these, those with one of these actions: a face has other words for an action than the ledger, and the text may be among them.
    pub actions: Vec<String>,
    /// Those before the event of this number.
    pub before: Option<i64>,
}

impl Ledger {
    /// Records what a person did.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn add_event(&self, at: DateTime<Utc>, person: &str, role: &str, action: &str, about: &str, outcome: &str) -> Result<()> {
        let query = sqlx::query(ADD_EVENT).bind(stamp(at)).bind(person.to_owned()).bind(role.to_owned());
        query.bind(action.to_owned()).bind(about.to_owned()).bind(outcome.to_owned()).execute(&self.pool).await?;
        Ok(())
    }

    /// The actions on record, each once.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn event_actions(&self) -> Result<Vec<String>> {
        let rows = sqlx::query("SELECT DISTINCT action FROM event ORDER BY action").fetch_all(&self.pool).await?;
        rows.iter().map(|row| value(row, "action")).collect()
    }

    /// The newest events of those that are asked for, the newest first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn events(&self, filter: &EventFilter, most: usize) -> Result<Vec<EventRecord>> {
        let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let actions = format!("\n{}\n", filter.actions.join("\n"));
        let query = sqlx::query(EVENTS).bind(filter.before).bind(text.map(pattern)).bind(actions).bind(counted(most));
        query.fetch_all(&self.pool).await?.iter().map(event).collect()
    }
}

/// A text as LIKE finds it anywhere: what a person types is no pattern.
fn pattern(text: &str) -> String {
    let escaped = text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{escaped}%")
}

fn event(row: &AnyRow) -> Result<EventRecord> {
    Ok(EventRecord {
        number: value(row, "number")?,
        at: moment(row, "at")?,
        person: value(row, "person")?,
        role: value(row, "role")?,
        action: value(row, "action")?,
        about: value(row, "about")?,
        outcome: value(row, "outcome")?,
    })
}
