//! Jobs that people ask the desk for: on record before the work begins, so that one that was cut off is known.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::row::{edition, moment, moment_if_any, number, value};
use super::{Ledger, LedgerError, Query, Result, stamp};
use office::model::EditionId;

const ADD_JOB: &str = include_str!("sql/add_job.sql");
const END_JOB: &str = include_str!("sql/end_job.sql");
/// With a condition in the place of `{which}`.
const JOBS: &str = include_str!("sql/jobs.sql");

/// The state of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum JobState {
    /// It has not begun, and can be taken back.
    #[serde(rename = "menunggu")]
    Waiting,
    #[serde(rename = "bekerja")]
    Working,
    #[serde(rename = "selesai")]
    Done,
    /// Some villages failed.
    #[serde(rename = "sebagian")]
    Partly,
    #[serde(rename = "gagal")]
    Failed,
    /// A person stopped it half-way.
    #[serde(rename = "dihentikan")]
    Stopped,
    /// A person took it back before it began.
    #[serde(rename = "dibatalkan")]
    Cancelled,
    /// The program ended before the job.
    #[serde(rename = "terputus")]
    Interrupted,
}

impl JobState {
    pub const ALL: [JobState; 8] = [
        JobState::Waiting,
        JobState::Working,
        JobState::Done,
        JobState::Partly,
        JobState::Failed,
        JobState::Stopped,
        JobState::Cancelled,
        JobState::Interrupted,
    ];

    /// The name by which the ledger knows it, which is the office's word too.
    pub fn as_str(self) -> &'static str {
        match self {
            JobState::Waiting => "menunggu",
            JobState::Working => "bekerja",
            JobState::Done => "selesai",
            JobState::Partly => "sebagian",
            JobState::Failed => "gagal",
            JobState::Stopped => "dihentikan",
            JobState::Cancelled => "dibatalkan",
            JobState::Interrupted => "terputus",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        JobState::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether it is still to be done, or being done.
    pub fn is_open(self) -> bool {
        matches!(self, JobState::Waiting | JobState::Working)
    }
}

/// A job as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobRecord {
    #[serde(rename = "nomor")]
    pub number: i64,
    #[serde(rename = "jenis")]
    pub kind: String,
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    #[serde(rename = "oleh")]
    pub by: String,
    #[serde(rename = "diminta")]
    pub asked_at: DateTime<Utc>,
    /// Until then it can be taken back.
    #[serde(rename = "mulai_pada")]
    pub starts_at: DateTime<Utc>,
    #[serde(rename = "dimulai")]
    pub began_at: Option<DateTime<Utc>>,
    #[serde(rename = "berakhir")]
    pub ended_at: Option<DateTime<Utc>>,
    #[serde(rename = "keadaan")]
    pub state: JobState,
    #[serde(rename = "sudah")]
    pub done: usize,
    #[serde(rename = "semua")]
    pub total: usize,
    /// Its outcome in words, a line for each thing said.
    #[serde(rename = "hasil")]
    pub words: String,
    /// JSON: what was asked for beside the edition.
    #[serde(skip)]
    pub options: String,
}

impl Ledger {
    /// Records a job that a person asks for, to be begun at a moment. `false`: one of this edition and kind is open, and is joined.
    ///
    /// # Errors
    /// The database refuses; then there is no job.
    pub async fn ask_job(
        &self,
        kind: &str,
        edition: EditionId,
        by: &str,
        options: &str,
        starts_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(JobRecord, bool)> {
        let mut transaction = self.begin().await?;
        let open = || jobs_query("edition = $1 AND kind = $2 AND ended_at IS NULL").bind(edition.to_string()).bind(kind.to_owned());
        if let Some(known) = open().fetch_optional(&mut *transaction).await? {
            return Ok((record(&known)?, false));
        }
        sqlx::query(ADD_JOB)
            .bind(kind.to_owned())
            .bind(edition.to_string())
            .bind(by.to_owned())
            .bind(options.to_owned())
            .bind(stamp(now))
            .bind(stamp(starts_at))
            .bind(JobState::Waiting.as_str())
            .execute(&mut *transaction)
            .await?;
        let asked = record(&open().fetch_one(&mut *transaction).await?)?;
        transaction.commit().await?;
        Ok((asked, true))
    }

    /// Records that a job begins. `false`: it was taken back meanwhile.
    ///
    /// # Errors
    /// The database refuses; then the work must not begin.
    pub async fn begin_job(&self, number: i64, now: DateTime<Utc>) -> Result<bool> {
        let begin = sqlx::query("UPDATE job SET state = $2, began_at = $3 WHERE number = $1 AND state = $4").bind(number);
        let begin = begin.bind(JobState::Working.as_str()).bind(stamp(now)).bind(JobState::Waiting.as_str());
        Ok(begin.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Records how far a job has come.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn advance_job(&self, number: i64, done: usize, total: usize) -> Result<()> {
        let advance = sqlx::query("UPDATE job SET done = $2, total = $3 WHERE number = $1 AND ended_at IS NULL").bind(number);
        advance.bind(counted(done)).bind(counted(total)).execute(&self.pool).await?;
        Ok(())
    }

    /// Records the end of a job, in lines of words. One that has ended stays as it is.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn end_job(&self, number: i64, state: JobState, words: &str, now: DateTime<Utc>) -> Result<()> {
        let end = sqlx::query(END_JOB).bind(number).bind(state.as_str()).bind(words.to_owned()).bind(stamp(now));
        end.execute(&self.pool).await?;
        Ok(())
    }

    /// A person takes a job back. `false`: it has begun, or ended.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn cancel_job(&self, number: i64, now: DateTime<Utc>) -> Result<bool> {
        let cancel = sqlx::query("UPDATE job SET state = $2, ended_at = $3 WHERE number = $1 AND state = $4").bind(number);
        let cancel = cancel.bind(JobState::Cancelled.as_str()).bind(stamp(now)).bind(JobState::Waiting.as_str());
        Ok(cancel.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Records of all jobs without an end that they were cut off: to be called where no desk is at work. Gives how many.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn interrupt_jobs(&self, now: DateTime<Utc>) -> Result<usize> {
        let interrupt = sqlx::query("UPDATE job SET state = $1, ended_at = $2 WHERE ended_at IS NULL");
        let interrupt = interrupt.bind(JobState::Interrupted.as_str()).bind(stamp(now));
        Ok(usize::try_from(interrupt.execute(&self.pool).await?.rows_affected()).unwrap_or(usize::MAX))
    }

    /// The job of this number.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn job(&self, number: i64) -> Result<Option<JobRecord>> {
        self.one_job(jobs_query("number = $1").bind(number)).await
    }

    /// The job that is being done; else the first one that waits.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn open_job(&self) -> Result<Option<JobRecord>> {
        self.one_job(jobs_query("ended_at IS NULL ORDER BY began_at IS NULL, number LIMIT 1")).await
    }

    /// The newest jobs, the newest first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn jobs(&self, most: usize) -> Result<Vec<JobRecord>> {
        let rows = jobs_query("1 = 1 ORDER BY number DESC LIMIT $1").bind(counted(most)).fetch_all(&self.pool).await?;
        rows.iter().map(record).collect()
    }

    async fn one_job(&self, query: Query<'static>) -> Result<Option<JobRecord>> {
        query.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
    }
}

/// The jobs of which a condition holds.
fn jobs_query(which: &str) -> Query<'static> {
    sqlx::query(AssertSqlSafe(JOBS.replace("{which}", which)))
}

/// A count as the ledger has it.
pub(super) fn counted(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn record(row: &AnyRow) -> Result<JobRecord> {
    let state: String = value(row, "state")?;
    Ok(JobRecord {
        number: value(row, "number")?,
        kind: value(row, "kind")?,
        edition: edition(row, "edition")?,
        by: value(row, "by_name")?,
        asked_at: moment(row, "asked_at")?,
        starts_at: moment(row, "starts_at")?,
        began_at: moment_if_any(row, "began_at")?,
        ended_at: moment_if_any(row, "ended_at")?,
        state: JobState::named(&state).ok_or(LedgerError::UnknownState(state))?,
        done: number(row, "done")?,
        total: number(row, "total")?,
        words: value(row, "words")?,
        options: value(row, "options")?,
    })
}
