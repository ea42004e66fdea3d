//! Places of one cause in few words: `kim.xlsx, lembar “KIM”, sel J2–J142`.

use std::collections::{BTreeMap, BTreeSet};

use office::diagnostic::{Place, Spot, visible};

/// So many ranges are told; the rest is counted.
const MOST: usize = 16;

/// A stretch of places in the words that follow what it is of (`J2–J142`), and how many places it has.
type Stretch = (String, usize);

/// Places in the order given, which is that of their files: stretches of cells, lines and paragraphs by their ends.
pub(super) fn places<'p>(all: impl Iterator<Item = &'p Place>) -> String {
    let all: Vec<&Place> = all.collect();
    let (mut told, mut left, mut more) = (Vec::new(), MOST, 0);
    for near in all.chunk_by(|a, b| is_file(a) == is_file(b) && if is_file(a) { folder(a) == folder(b) } else { a.file == b.file }) {
        if is_file(near[0]) {
            told.extend(cut(files(near), &mut left, &mut more));
            continue;
        }
        let mut parts = Vec::new();
        for part in near.chunk_by(|a, b| unit(&a.spot) == unit(&b.spot)) {
            let stretches = cut(stretches(part), &mut left, &mut more);
            parts.extend(stretches.map(|stretches| format!("{}{stretches}", unit(&part[0].spot))));
        }
        if !parts.is_empty() {
            told.push(format!("{}, {}", visible(&near[0].file), parts.join(", ")));
        }
    }
    let told = told.join("; ");
    if more > 0 { format!("{told} … dan {more} tempat lagi") } else { told }
}

/// As many stretches as are still told, the others counted; none where all are counted.
fn cut(stretches: Vec<Stretch>, left: &mut usize, more: &mut usize) -> Option<String> {
    let told = stretches.len().min(*left);
    *left -= told;
    *more += stretches[told..].iter().map(|(_, count)| count).sum::<usize>();
    let told: Vec<&str> = stretches[..told].iter().map(|(words, _)| words.as_str()).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

fn is_file(place: &Place) -> bool {
    place.spot == Spot::Whole
}

fn folder(place: &Place) -> &str {
    place.file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whole files of one folder, which is said with the first.
fn files(all: &[&Place]) -> Vec<Stretch> {
    let files: BTreeSet<&str> = all.iter().map(|place| place.file.as_str()).collect();
    let name = |(at, file): (usize, &&str)| match file.rsplit_once('/') {
        Some((_, name)) if at > 0 => (visible(name), 1),
        _ => (visible(file), 1),
    };
    files.iter().enumerate().map(name).collect()
}

/// The word before the numbers of spots, which says what they count.
fn unit(spot: &Spot) -> String {
    match spot {
        Spot::Whole => String::new(),
        Spot::Cell { sheet, .. } if sheet.is_empty() => "sel ".to_owned(),
        Spot::Cell { sheet, .. } => format!("lembar “{}”, sel ", visible(sheet)),
        Spot::Line { .. } => "baris ".to_owned(),
        Spot::Paragraph(_) => "paragraf ".to_owned(),
    }
}

/// Places of one unit, what follows each other as one.
fn stretches(all: &[&Place]) -> Vec<Stretch> {
    match &all[0].spot {
        Spot::Whole => vec![(String::new(), 1)],
        Spot::Cell { .. } => cells(all),
        Spot::Line { .. } | Spot::Paragraph(_) => {
            let number = |place: &&Place| match place.spot {
                Spot::Line { line, .. } => line,
                Spot::Paragraph(number) => number,
                _ => 0,
            };
            runs(&all.iter().map(number).collect())
                .into_iter()
                .map(|(from, to)| range(from.to_string(), to.to_string(), to - from + 1))
                .collect()
        }
    }
}

/// Cells, those of a column that follow each other as one, in the order of the sheet.
fn cells(all: &[&Place]) -> Vec<Stretch> {
    let mut columns: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut odd: BTreeSet<&str> = BTreeSet::new();
    for place in all {
        match (place.spot.cell(), &place.spot) {
            (Some((row, column)), _) => {
                columns.entry(column as usize).or_default().insert(row as usize);
            }
            (None, Spot::Cell { address, .. }) => {
                odd.insert(address);
            }
            _ => {}
        }
    }
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (column, rows) in &columns {
        found.extend(runs(rows).into_iter().map(|(from, to)| (from, *column, to)));
    }
    found.sort_unstable();
    let name = |row: usize, column: usize| format!("{}{row}", letters(column));
    let stretch = |(from, column, to): (usize, usize, usize)| range(name(from, column), name(to, column), to - from + 1);
    found.into_iter().map(stretch).chain(odd.into_iter().map(|address| (visible(address), 1))).collect()
}

fn range(from: String, to: String, count: usize) -> Stretch {
    match count {
        1 => (from, 1),
        2 => (format!("{from}, {to}"), 2),
        _ => (format!("{from}–{to}"), count),
    }
}

/// The ends of each run of numbers that follow each other.
fn runs(numbers: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, to)) if *to + 1 == *number => *to = *number,
            _ => runs.push((*number, *number)),
        }
    }
    runs
}

/// The letters of a column counted from 1: `J`, `AA`.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(char::from(b'A' + u8::try_from((column - 1) % 26).unwrap_or_default()));
        column = (column - 1) / 26;
    }
    letters.into_iter().rev().collect()
}
