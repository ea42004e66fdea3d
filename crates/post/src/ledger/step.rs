//! The steps of a delivery from state to state. Each is an attempt on record, and is taken only where the row still is as it was read.

use chrono::{DateTime, Duration, Utc};
use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

use super::row::value;
use super::{Decider, Delivery, LONGEST_WAIT_MINUTES, Ledger, Query, Result, State, stamp};
use office::model::EditionId;

const STEP: &str = include_str!("sql/step.sql");
const ADD_ATTEMPT: &str = include_str!("sql/add_attempt.sql");
const ARRIVED_LATE: &str = include_str!("sql/arrived_late.sql");
const HOLD: &str = include_str!("sql/hold.sql");
const WAIT: &str = include_str!("sql/wait.sql");
const RETRY: &str = include_str!("sql/retry.sql");

/// A delivery's key, and the condition under which its row may be written.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    edition: String,
    ralat: i64,
    desa: String,
    pub channel: String,
    revision: i64,
    /// The claim under which it is being sent; `None`: the step is that of no sending.
    claim: Option<String>,
}

/// A step to a state, and what is to be recorded of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    pub state: State,
    pub words: &'a str,
    /// `None`: nobody decided it, it happened so.
    pub decided_by: Option<Decider>,
    pub not_before: Option<DateTime<Utc>>,
}

impl From<&Delivery> for Entry {
    fn from(delivery: &Delivery) -> Self {
        Entry {
            edition: delivery.edition.to_string(),
            ralat: delivery.ralat.into(),
            desa: delivery.desa.to_string(),
            channel: delivery.channel.clone(),
            revision: delivery.revision,
            claim: None,
        }
    }
}

impl Entry {
    /// The entry of a row that has these columns.
    pub fn read(row: &AnyRow) -> Result<Self> {
        Ok(Entry {
            edition: value(row, "edition")?,
            ralat: value(row, "ralat")?,
            desa: value(row, "desa")?,
            channel: value(row, "channel")?,
            revision: value(row, "revision")?,
            claim: value(row, "claim")?,
        })
    }

    /// The same, for a step by the run that sends it under this claim.
    pub fn under(self, claim: &str) -> Self {
        Entry { claim: Some(claim.to_owned()), ..self }
    }

    /// Binds the first four parameters of a statement about one delivery.
    pub fn bind<'q>(&self, query: Query<'q>) -> Query<'q> {
        query.bind(self.edition.clone()).bind(self.ralat).bind(self.desa.clone()).bind(self.channel.clone())
    }

    /// Takes a step, and records it. `false`: the row is not as it was read, and nothing is recorded.
    pub async fn step(&self, transaction: &mut Transaction<'_, Any>, step: Step<'_>, now: DateTime<Utc>) -> Result<bool> {
        let now = stamp(now);
        let arrived = matches!(step.state, State::Accepted | State::Unknown).then(|| now.clone());
        let tried = (step.state == State::Deferred).then(|| now.clone());
        let taken = self
            .bind(sqlx::query(STEP))
            .bind(step.state.as_str())
            .bind(now.clone())
            .bind(step.not_before.map(stamp))
            .bind(arrived)
            .bind(tried)
            .bind(step.decided_by.map(Decider::as_str))
            .bind(self.claim.clone())
            .bind(self.revision)
            .execute(&mut **transaction)
            .await?;
        if taken.rows_affected() != 1 {
            return Ok(false);
        }
        self.add_attempt(transaction, step, now).await?;
        Ok(true)
    }

    /// Records the end of a sending that was taken from this run meanwhile. Its state changes only where it arrived after all and nobody
    /// knows: whatever was decided since holds.
    pub async fn step_late(&self, transaction: &mut Transaction<'_, Any>, step: Step<'_>, now: DateTime<Utc>) -> Result<()> {
        let now = stamp(now);
        if step.state == State::Accepted {
            self.bind(sqlx::query(ARRIVED_LATE)).bind(now.clone()).execute(&mut **transaction).await?;
        }
        let words = format!("sesudah diambil alih: {}", step.words);
        self.add_attempt(transaction, Step { words: &words, ..step }, now).await
    }

    async fn add_attempt(&self, transaction: &mut Transaction<'_, Any>, step: Step<'_>, now: String) -> Result<()> {
        self.bind(sqlx::query(ADD_ATTEMPT))
            .bind(now)
            .bind(step.state.as_str())
            .bind(step.words.to_owned())
            .bind(step.decided_by.map(Decider::as_str))
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }
}

impl Ledger {
    /// Records what a person, or a rule of the office's, says became of a delivery. `false`: it changed since it was read, and nothing is
    /// recorded.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn decide(
        &self,
        delivery: &Delivery,
        arrived: bool,
        by: Decider,
        not_before: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        self.decide_as(delivery, arrived, (by, by.words()), not_before, now).await
    }

    /// Records what a person of this name says became of a delivery.
    ///
    /// # Errors
    /// As [`Ledger::decide`].
    pub async fn decide_by_person(&self, delivery: &Delivery, arrived: bool, name: &str, now: DateTime<Utc>) -> Result<bool> {
        self.decide_as(delivery, arrived, (Decider::Officer, name), None, now).await
    }

    /// Takes back what a person said became of a delivery: nobody knows again whether it arrived. `false`: it changed since it was read.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn undecide(&self, delivery: &Delivery, name: &str, now: DateTime<Utc>) -> Result<bool> {
        let words = format!("ketetapan dibatalkan {name}");
        let mut transaction = self.begin().await?;
        let step = Step { state: State::Unknown, words: &words, decided_by: Some(Decider::Officer), not_before: None };
        let undone = Entry::from(delivery).step(&mut transaction, step, now).await?;
        transaction.commit().await?;
        Ok(undone)
    }

    async fn decide_as(
        &self,
        delivery: &Delivery,
        arrived: bool,
        (by, name): (Decider, &str),
        not_before: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let (state, words) = if arrived { (State::Accepted, "sampai") } else { (State::Planned, "belum sampai, dikirim lagi") };
        let words = format!("ditetapkan {name}: {words}");
        let mut transaction = self.begin().await?;
        let step = Step { state, words: &words, decided_by: Some(by), not_before };
        let decided = Entry::from(delivery).step(&mut transaction, step, now).await?;
        transaction.commit().await?;
        Ok(decided)
    }

    /// A channel is closed for now: nothing else is tried by it before that moment.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn hold(&self, edition: EditionId, channel: &str, until: DateTime<Utc>) -> Result<()> {
        sqlx::query(HOLD)
            .bind(edition.to_string())
            .bind(channel)
            .bind(stamp(until))
            .bind(stamp(until + Duration::minutes(LONGEST_WAIT_MINUTES)))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Deliveries wait for a closed channel, from now on if they did not before.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn waits(&self, deliveries: &[Delivery], now: DateTime<Utc>) -> Result<()> {
        let mut transaction = self.begin().await?;
        for delivery in deliveries {
            Entry::from(delivery).bind(sqlx::query(WAIT)).bind(stamp(now)).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// A person asks for what failed, or waits, to be tried now; not where another road has brought it, nor by a channel that is
    /// not in the ladder any more.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn retry(&self, edition: EditionId) -> Result<()> {
        sqlx::query(RETRY).bind(edition.to_string()).execute(&self.pool).await?;
        Ok(())
    }
}
