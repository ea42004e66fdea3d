//! Claims: a delivery that is being sent belongs to one run, for as long as that run lives.
//!
//! Most runs hold the lock of their office folder, so that a later one knows that the earlier has ended. Where the folder lies on a disk
//! without locks, or the ledger serves several machines, only a lease that is no longer renewed tells the same.

use chrono::{DateTime, Duration, Utc};
use tokio::task::AbortHandle;

use super::step::{Entry, Step};
use super::{Delivery, Ledger, Query, Result, State, stamp};
use crate::deliver::Outcome;

const RENEW_CLAIM: &str = include_str!("sql/renew_claim.sql");
const TAKE: &str = include_str!("sql/take.sql");
const INTERRUPTED: &str = include_str!("sql/interrupted.sql");
const END_CLAIMS: &str = include_str!("sql/end_claims.sql");
const PLAN_AGAIN: &str = include_str!("sql/plan_again.sql");

/// How long a claim holds from its last renewal on.
const LEASE: Duration = Duration::seconds(60);
/// The time from one renewal to the next: three may fail before the claim runs out.
const RENEWAL: std::time::Duration = std::time::Duration::from_secs(15);
/// No clocks of machines that work on one ledger are this far apart: a claim that holds longer was written by one that ran ahead.
const FARTHEST: Duration = Duration::days(1);

/// The right of one run to send. It is renewed until it is dropped or the program ends; then it runs out.
#[derive(Debug)]
pub struct Claim {
    id: String,
    is_exclusive: bool,
    renewal: AbortHandle,
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.renewal.abort();
    }
}

impl Ledger {
    /// A new claim, which is on record from the first delivery on that is taken under it. `lock_is_exclusive`: this run holds the lock of
    /// the office folder, and the system vouches for it.
    ///
    /// To be called within a tokio runtime.
    pub fn claim(&self, lock_is_exclusive: bool) -> Claim {
        let id = format!("{:016x}", fastrand::u64(..));
        let (pool, renewed) = (self.pool.clone(), id.clone());
        let renewal = tokio::spawn(async move {
            loop {
                tokio::time::sleep(RENEWAL).await;
                let renew = sqlx::query("UPDATE claim SET until = $2 WHERE id = $1").bind(renewed.clone());
                // If this fails, the next renewal may succeed in time.
                let _ = renew.bind(stamp(Utc::now() + LEASE)).execute(&pool).await;
            }
        });
        Claim { id, is_exclusive: lock_is_exclusive, renewal: renewal.abort_handle() }
    }

    /// Ends a claim: nothing is being sent under it any more.
    ///
    /// # Errors
    /// The database refuses; then the claim runs out.
    pub async fn release(&self, claim: Claim) -> Result<()> {
        sqlx::query("DELETE FROM claim WHERE id = $1").bind(claim.id.clone()).execute(&self.pool).await?;
        Ok(())
    }

    /// Records that the other side may have the parcel from the next step on. All of a parcel's deliveries or none; `false`: another run
    /// has taken one of them meanwhile.
    ///
    /// # Errors
    /// The database refuses; then that step must not be taken.
    pub async fn sending(&self, claim: &Claim, deliveries: &[Delivery], relay: Option<&str>, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.begin().await?;
        // A run that slept past its claim, and lost it, has it again for what follows.
        sqlx::query(RENEW_CLAIM)
            .bind(claim.id.clone())
            .bind(stamp(now))
            .bind(stamp(now + LEASE))
            .bind(i64::from(claim.is_exclusive))
            .execute(&mut *transaction)
            .await?;
        for delivery in deliveries {
            let taken = Entry::from(delivery)
                .bind(sqlx::query(TAKE))
                .bind(stamp(now))
                .bind(relay.map(str::to_owned))
                .bind(claim.id.clone())
                .bind(delivery.revision)
                .execute(&mut *transaction)
                .await?;
            if taken.rows_affected() != 1 {
                transaction.rollback().await?;
                return Ok(false);
            }
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Records the outcomes of a parcel's deliveries, and when to try each again. Those that were taken from this run meanwhile get no more
    /// than an attempt on record.
    ///
    /// # Errors
    /// The database refuses; then nothing of it is recorded.
    pub async fn settle(&self, claim: &Claim, settled: &[(Delivery, Outcome, Option<DateTime<Utc>>)], now: DateTime<Utc>) -> Result<()> {
        let mut transaction = self.begin().await?;
        for (delivery, outcome, not_before) in settled {
            let (state, words) = State::of(outcome);
            let step = Step { state, words, decided_by: None, not_before: *not_before };
            let entry = Entry::from(delivery).under(&claim.id);
            if !entry.step(&mut transaction, step, now).await? {
                entry.step_late(&mut transaction, step, now).await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Settles the deliveries that a run was cut off from: by channels that must not repeat they may have arrived, by any other they are
    /// simply done again. A run whose claim still holds is not cut off. A claim that was made under the lock of the office folder has run
    /// out for whoever holds that lock now (`lock_is_exclusive`).
    ///
    /// To be called before this run makes its own claim.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn settle_interrupted(&self, unrepeatable: &[&str], lock_is_exclusive: bool, now: DateTime<Utc>) -> Result<()> {
        let run_out = |query: Query<'static>| query.bind(stamp(now)).bind(stamp(now + FARTHEST)).bind(i64::from(lock_is_exclusive));
        let mut transaction = self.begin().await?;
        let rows = run_out(sqlx::query(INTERRUPTED)).fetch_all(&mut *transaction).await?;
        for row in &rows {
            let entry = Entry::read(row)?;
            if unrepeatable.contains(&entry.channel.as_str()) {
                let words = "terputus saat dikirim: mungkin sudah diterima";
                let step = Step { state: State::Unknown, words, decided_by: None, not_before: None };
                entry.step(&mut transaction, step, now).await?;
            } else {
                entry.bind(sqlx::query(PLAN_AGAIN)).execute(&mut *transaction).await?;
            }
        }
        run_out(sqlx::query(END_CLAIMS)).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}
