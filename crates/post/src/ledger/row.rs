//! Rows as typed values. A value that no version of Warta writes is damage, and the office learns of it before anything is decided by it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::any::AnyRow;
use sqlx::{Any, Decode, Row, Type};

use super::{Delivery, LedgerError, Result, State};
use office::model::{DesaCode, EditionId, RegionCode};

/// The value of a column, of the type with which its table declares it.
pub(super) fn value<'r, T>(row: &'r AnyRow, column: &str) -> Result<T>
where
    T: Decode<'r, Any> + Type<Any>,
{
    row.try_get(column).map_err(|error| match error {
        sqlx::Error::ColumnDecode { .. } => damaged(column, written(row, column)),
        error => error.into(),
    })
}

/// A number, in the range of its type.
pub(super) fn number<N: TryFrom<i64>>(row: &AnyRow, column: &str) -> Result<N> {
    let number: i64 = value(row, column)?;
    N::try_from(number).map_err(|_| damaged(column, number.to_string()))
}

/// A yes or no, which the tables have as a number.
pub(super) fn flag(row: &AnyRow, column: &str) -> Result<bool> {
    Ok(value::<i64>(row, column)? == 1)
}

pub(super) fn state(row: &AnyRow, column: &str) -> Result<State> {
    let text: String = value(row, column)?;
    State::named(&text).ok_or(LedgerError::UnknownState(text))
}

pub(super) fn edition(row: &AnyRow, column: &str) -> Result<EditionId> {
    read(row, column, |text| EditionId::parse(text).filter(|edition| edition.to_string() == text))
}

pub(super) fn edition_if_any(row: &AnyRow, column: &str) -> Result<Option<EditionId>> {
    read_if_any(row, column, |text| EditionId::parse(text).filter(|edition| edition.to_string() == text))
}

/// A village's code, as it is written everywhere: another way to write it would be another village to the database.
pub(super) fn desa(row: &AnyRow, column: &str) -> Result<DesaCode> {
    read(row, column, |text| DesaCode::parse(text).filter(|code| code.as_str() == text))
}

pub(super) fn region(row: &AnyRow, column: &str) -> Result<RegionCode> {
    read(row, column, RegionCode::parse)
}

pub(super) fn moment(row: &AnyRow, column: &str) -> Result<DateTime<Utc>> {
    read(row, column, parse_moment)
}

pub(super) fn moment_if_any(row: &AnyRow, column: &str) -> Result<Option<DateTime<Utc>>> {
    read_if_any(row, column, parse_moment)
}

pub(super) fn day_if_any(row: &AnyRow, column: &str) -> Result<Option<NaiveDate>> {
    read_if_any(row, column, |text| text.parse().ok())
}

/// A row of `sql/deliveries.sql`.
pub(super) fn delivery(row: &AnyRow) -> Result<Delivery> {
    let (sha256, made): (String, String) = (value(row, "sha256")?, value(row, "made")?);
    Ok(Delivery {
        edition: edition(row, "edition")?,
        desa: desa(row, "desa")?,
        ralat: number(row, "ralat")?,
        channel: value(row, "channel")?,
        state: state(row, "state")?,
        file: value(row, "file")?,
        changed: sha256 != made,
        sha256,
        updated_at: moment(row, "updated_at")?,
        reached: flag(row, "reached")?,
        not_before: moment_if_any(row, "not_before")?,
        arrived_at: moment_if_any(row, "arrived_at")?,
        trying_since: moment_if_any(row, "trying_since")?,
        tries: number(row, "tries")?,
        relay: value(row, "relay")?,
        revision: value(row, "revision")?,
        received_on: day_if_any(row, "received_on")?,
        received_by: value(row, "received_by")?,
        words: value(row, "words")?,
        title: value(row, "title")?,
        kecamatan: value(row, "kecamatan")?,
        kim: value(row, "kim")?,
    })
}

fn read<T>(row: &AnyRow, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
    let text: String = value(row, column)?;
    parse(&text).ok_or_else(|| damaged(column, text))
}

fn read_if_any<T>(row: &AnyRow, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    let text: Option<String> = value(row, column)?;
    text.map(|text| parse(&text).ok_or_else(|| damaged(column, text))).transpose()
}

fn parse_moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc())
}

fn damaged(column: &str, found: String) -> LedgerError {
    LedgerError::Damaged { column: column.to_owned(), found }
}

/// A value of an unexpected type, as the office may find it in the file.
fn written(row: &AnyRow, column: &str) -> String {
    let text = row.try_get::<Option<String>, _>(column).ok().flatten();
    text.or_else(|| Some(row.try_get::<Option<i64>, _>(column).ok()??.to_string())).unwrap_or_default()
}
