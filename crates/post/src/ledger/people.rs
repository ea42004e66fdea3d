//! The people who may use the desk on the office's network, and their sessions.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::row::{flag, moment, moment_if_any, number, value};
use super::{Ledger, Query, Result, stamp};

/// With a condition in the place of `{which}`.
const PEOPLE: &str = include_str!("sql/people.sql");
const ADD_PERSON: &str = include_str!("sql/add_person.sql");
const REVIVE_PERSON: &str = include_str!("sql/revive_person.sql");
const CHANGE_PERSON: &str = include_str!("sql/change_person.sql");
const END_PERSON: &str = include_str!("sql/end_person.sql");
const ADD_SESSION: &str = include_str!("sql/add_session.sql");
const SESSION: &str = include_str!("sql/session.sql");

/// A person as recorded. The password's hash is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonRecord {
    #[serde(rename = "nama")]
    pub name: String,
    /// `pengamat`, `petugas` or `penerbit`.
    #[serde(rename = "peran")]
    pub role: String,
    #[serde(rename = "pengelola")]
    pub is_manager: bool,
    #[serde(rename = "dibuat")]
    pub made_at: DateTime<Utc>,
    /// `None`: may sign in.
    #[serde(rename = "berakhir")]
    pub ended_at: Option<DateTime<Utc>>,
    /// The sessions that are open.
    #[serde(rename = "sesi")]
    pub sessions: usize,
    #[serde(rename = "terlihat")]
    pub seen_at: Option<DateTime<Utc>>,
}

/// An open session, with its person as he is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    pub person: String,
    pub role: String,
    pub is_manager: bool,
    pub made_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub address: String,
}

impl Ledger {
    /// Adds a person, by the hash of a password; an account of this name that has ended begins anew. `false`: there is one of this name.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn add_person(&self, name: &str, password: &str, role: &str, is_manager: bool, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let mut changed = 0;
        for statement in [REVIVE_PERSON, ADD_PERSON] {
            if changed == 0 {
                let query = sqlx::query(statement).bind(name.to_owned()).bind(password.to_owned()).bind(role.to_owned());
                changed = query.bind(i64::from(is_manager)).bind(stamp(now)).execute(&mut *transaction).await?.rows_affected();
            }
        }
        transaction.commit().await?;
        Ok(changed == 1)
    }

    /// All people, those who may sign in first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn people(&self, now: DateTime<Utc>) -> Result<Vec<PersonRecord>> {
        let rows = people_query("1 = 1 ORDER BY ended_at IS NOT NULL, LOWER(name)").bind(stamp(now)).fetch_all(&self.pool).await?;
        rows.iter().map(person).collect()
    }

    /// The person of a name, who may sign in.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn person(&self, name: &str, now: DateTime<Utc>) -> Result<Option<PersonRecord>> {
        let query = people_query("LOWER(name) = LOWER($2) AND ended_at IS NULL").bind(stamp(now)).bind(name.to_owned());
        query.fetch_optional(&self.pool).await?.as_ref().map(person).transpose()
    }

    /// The hash of the password of a person who may sign in.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn password_hash_of(&self, name: &str) -> Result<Option<String>> {
        let query = sqlx::query("SELECT password FROM person WHERE LOWER(name) = LOWER($1) AND ended_at IS NULL").bind(name.to_owned());
        query.fetch_optional(&self.pool).await?.map(|row| value(&row, "password")).transpose()
    }

    /// Gives a person another password, by its hash. `false`: nobody of this name may sign in.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn set_password(&self, name: &str, password: &str) -> Result<bool> {
        let query = sqlx::query("UPDATE person SET password = $2 WHERE LOWER(name) = LOWER($1) AND ended_at IS NULL");
        Ok(query.bind(name.to_owned()).bind(password.to_owned()).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Gives a person another role. `false`: nobody of this name may sign in, or nobody would manage the desk.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn change_person(&self, name: &str, role: &str, is_manager: bool) -> Result<bool> {
        let query = sqlx::query(CHANGE_PERSON).bind(name.to_owned()).bind(role.to_owned()).bind(i64::from(is_manager));
        Ok(query.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Ends an account and its sessions. `false`: nobody of this name may sign in, or nobody would manage the desk.
    ///
    /// # Errors
    /// The database refuses; then nothing ended.
    pub async fn end_person(&self, name: &str, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let query = sqlx::query(END_PERSON).bind(name.to_owned()).bind(stamp(now));
        let has_ended = query.execute(&mut *transaction).await?.rows_affected() == 1;
        if has_ended {
            let query = sqlx::query("DELETE FROM session WHERE LOWER(person) = LOWER($1)").bind(name.to_owned());
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(has_ended)
    }

    /// Opens a session, by the digest of its secret. `false`: nobody of this name may sign in.
    ///
    /// # Errors
    /// The database refuses; then there is no session.
    pub async fn add_session(&self, digest: &str, person: &str, address: &str, now: DateTime<Utc>, ends_at: DateTime<Utc>) -> Result<bool> {
        let query = sqlx::query(ADD_SESSION).bind(digest.to_owned()).bind(person.to_owned()).bind(address.to_owned());
        Ok(query.bind(stamp(now)).bind(stamp(ends_at)).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// The session whose secret has this digest, while it is open.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn session(&self, digest: &str, now: DateTime<Utc>) -> Result<Option<SessionRecord>> {
        let query = sqlx::query(SESSION).bind(digest.to_owned()).bind(stamp(now));
        query.fetch_optional(&self.pool).await?.as_ref().map(session).transpose()
    }

    /// Records that a session is in use.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn see_session(&self, digest: &str, now: DateTime<Utc>) -> Result<()> {
        let query = sqlx::query("UPDATE session SET seen_at = $2 WHERE digest = $1").bind(digest.to_owned()).bind(stamp(now));
        query.execute(&self.pool).await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn end_session(&self, digest: &str) -> Result<()> {
        sqlx::query("DELETE FROM session WHERE digest = $1").bind(digest.to_owned()).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends the sessions of a person, but for one. Gives how many.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn end_sessions_of(&self, person: &str, but: Option<&str>) -> Result<usize> {
        let query = sqlx::query("DELETE FROM session WHERE LOWER(person) = LOWER($1) AND digest <> $2").bind(person.to_owned());
        let ended = query.bind(but.unwrap_or_default().to_owned()).execute(&self.pool).await?;
        Ok(usize::try_from(ended.rows_affected()).unwrap_or(usize::MAX))
    }

    /// Ends all sessions.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn end_all_sessions(&self) -> Result<()> {
        sqlx::query("DELETE FROM session").execute(&self.pool).await?;
        Ok(())
    }

    /// Removes the sessions whose time is over.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn sweep_sessions(&self, now: DateTime<Utc>) -> Result<()> {
        sqlx::query("DELETE FROM session WHERE ends_at <= $1").bind(stamp(now)).execute(&self.pool).await?;
        Ok(())
    }
}

/// The people of whom a condition holds.
fn people_query(which: &str) -> Query<'static> {
    sqlx::query(AssertSqlSafe(PEOPLE.replace("{which}", which)))
}

fn person(row: &AnyRow) -> Result<PersonRecord> {
    Ok(PersonRecord {
        name: value(row, "name")?,
        role: value(row, "role")?,
        is_manager: flag(row, "is_manager")?,
        made_at: moment(row, "made_at")?,
        ended_at: moment_if_any(row, "ended_at")?,
        sessions: number(row, "sessions")?,
        seen_at: moment_if_any(row, "seen_at")?,
    })
}

fn session(row: &AnyRow) -> Result<SessionRecord> {
    Ok(SessionRecord {
        person: value(row, "name")?,
        role: value(row, "role")?,
        is_manager: flag(row, "is_manager")?,
        made_at: moment(row, "made_at")?,
        seen_at: moment(row, "seen_at")?,
        ends_at: moment(row, "ends_at")?,
        address: value(row, "address")?,
    })
}
