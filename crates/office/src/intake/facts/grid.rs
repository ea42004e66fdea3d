//! Tables of occasions: each row a day with its hour and its place.

use chrono::NaiveDate;

use super::group::hour_text;
use super::sentences::names_weekday;
use super::words::{COLUMNS, Column};
use super::{Context, Days, Taken, lines, moments};
use crate::intake::vocabulary::column;
use crate::model::rich_text::{Block, Run, plain_text};
use crate::model::wilayah::fold_name;
use crate::model::{Fact, FactKind, Location, Occasion, Time};

/// Rows that all readers get as facts; of more, the table tells.
const ROWS: usize = 12;

/// Takes the rows of a table whose columns are days, hours and places.
pub(super) fn take(block: Option<&Block>, cx: &Context<'_>, taken: &mut Taken) {
    let Some(Block::Table { header, rows, .. }) = block else { return };
    let headings: Vec<String> = header.iter().map(|cell| plain_text(cell)).collect();
    let columns = columns(&headings);
    let has = |wanted: &[Column]| columns.iter().flatten().any(|column| wanted.contains(column));
    let more = [Column::Hour, Column::Place, Column::Village, Column::District, Column::What];
    if !has(&[Column::Day, Column::Moment]) || !has(&more) {
        return;
    }
    let mut before: Option<String> = None;
    let mut told: Vec<Row> = Vec::new();
    for cells in rows {
        let cells = Cells { headings: &headings, columns: &columns, cells };
        let day = Some(cells.day()).filter(|day| !day.is_empty()).or_else(|| before.clone()).unwrap_or_default();
        told.extend(cells.row(&day, cx));
        before = Some(day);
    }
    let everyones = told.iter().filter(|row| row.fact.location == Location::default()).count();
    for row in told {
        if everyones <= ROWS || row.fact.location != Location::default() {
            taken.facts.push(super::Told { fact: row.fact, days: row.days, is_said: false, alone: None });
        }
        taken.keyed.extend(row.occasions);
    }
}

/// The columns of these headings. "Waktu" beside a column of days holds hours.
fn columns(headings: &[String]) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = headings.iter().map(|heading| column(COLUMNS, heading)).collect();
    let days = columns.iter().flatten().filter(|column| matches!(column, Column::Day | Column::Moment)).count();
    for (column, heading) in columns.iter_mut().zip(headings) {
        if days > 1 && *column == Some(Column::Moment) && fold_name(heading).starts_with("waktu") {
            *column = Some(Column::Hour);
        }
    }
    columns
}

/// A row that tells an occasion.
struct Row {
    fact: Fact,
    days: Vec<NaiveDate>,
    occasions: Vec<Occasion>,
}

/// The cells of a row.
struct Cells<'t> {
    headings: &'t [String],
    columns: &'t [Option<Column>],
    cells: &'t [Vec<Run>],
}

impl Cells<'_> {
    /// The first filled cell of a column, and the column's heading.
    fn get(&self, wanted: Column) -> Option<(String, &str)> {
        let filled = self.columns.iter().zip(self.cells).zip(self.headings).filter(|((column, _), _)| **column == Some(wanted));
        filled.map(|((_, cell), heading)| (text(cell), heading.as_str())).find(|(text, _)| text.contains(char::is_alphanumeric))
    }

    fn text(&self, wanted: Column) -> String {
        self.get(wanted).map(|(text, _)| text).unwrap_or_default()
    }

    /// The day, of one cell or of two.
    fn day(&self) -> String {
        let (day, moment) = (self.text(Column::Day), self.text(Column::Moment));
        match (day.is_empty(), moment.is_empty()) {
            (false, false) if !names_weekday(&moment) => format!("{day}, {moment}"),
            (false, true) => day,
            _ => moment,
        }
    }

    /// The row, of this day; `None`: it tells no occasion for readers.
    fn row(&self, day: &str, cx: &Context<'_>) -> Option<Row> {
        let hour = self.get(Column::Hour);
        let place = self.get(Column::Place).map(|(text, _)| text);
        let village = self.get(Column::Village);
        let district = self.get(Column::District);
        let days = match cx.days(day) {
            Days::None => return None,
            Days::Words if names_weekday(day) && (hour.is_some() || place.is_some() || village.is_some()) => Vec::new(),
            Days::Words => return None,
            Days::Named(days) => days,
        };
        let mut hours = moments::hours(day, cx.zone).into_iter();
        let time = match (&hour, hours.next()) {
            (Some((hour, _)), _) => moments::time(hour, cx.zone),
            (None, within) => within.and_then(|hour| hour.time),
        };
        let location = self.location(place.as_deref(), village.as_ref(), district.as_ref(), cx);
        let called = |cell: &Option<(String, &str)>| cell.as_ref().map(|(text, heading)| named(text, heading));
        let parts = [
            Some(day.to_owned()),
            hour.as_ref().map(|(hour, heading)| hour_text(heading, hour)),
            place.clone(),
            called(&village),
            called(&district).filter(|_| village.is_none() && place.is_none()),
            self.get(Column::What).map(|(text, _)| text),
        ];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let place = place.or_else(|| called(&village));
        let occasion = |(date, until)| Occasion {
            date,
            until,
            time: time.clone().unwrap_or(Time::Unknown),
            place: place.clone(),
            location: location.clone(),
            is_deadline: false,
        };
        let occasions = super::periods(&days).into_iter().map(occasion).collect();
        Some(Row { fact: Fact { kind: FactKind::When, text, location: location.clone() }, days, occasions })
    }

    /// The villages and kecamatan that the row is for: those of its own columns, else those that its place names.
    fn location(
        &self,
        place: Option<&str>,
        village: Option<&(String, &str)>,
        district: Option<&(String, &str)>,
        cx: &Context<'_>,
    ) -> Location {
        let cell = |cell: Option<&(String, &str)>| cell.map(|(text, _)| text.clone()).unwrap_or_default();
        let (villages, districts) = (cell(village), cell(district));
        if villages.is_empty() && districts.is_empty() {
            return place.map(|place| cx.located(place)).unwrap_or_default();
        }
        cx.named(&villages, &districts).unwrap_or_default()
    }
}

fn text(cell: &[Run]) -> String {
    lines::clean(&plain_text(cell).replace('\n', " ")).to_owned()
}

/// A name with the word of its column, where that is one word and the name is without it: "Desa Jarenang".
fn named(name: &str, heading: &str) -> String {
    let is_word = !heading.trim().contains(|c: char| !c.is_alphabetic());
    let is_bare = !name.to_lowercase().contains(&heading.trim().to_lowercase());
    if is_word && is_bare { format!("{} {name}", heading.trim()) } else { name.to_owned() }
}
