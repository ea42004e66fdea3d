//! The frame of every page: the edition that is looked at, the way to the other pages, who works, and what the last action said.

use axum::http::Method;
use chrono::{Datelike, NaiveDate};

use super::html::{Note, Who, with_query};
use super::routes;
use office::model::EditionId;
use office::model::date::month;

/// So many editions are in the chooser of every page; the archive has them all.
const CHOICES: usize = 26;

/// The page among those of the desk that a person is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    Week,
    Materials,
    Check,
    Preview,
    Deliveries,
    Receipts,
    Archive,
    Deadlines,
    Report,
    Settings,
    History,
    /// None that the head leads to.
    None,
}

impl Nav {
    /// In the order of the head.
    const ALL: [Nav; 11] = [
        Nav::Week,
        Nav::Materials,
        Nav::Check,
        Nav::Preview,
        Nav::Deliveries,
        Nav::Receipts,
        Nav::Archive,
        Nav::Deadlines,
        Nav::Report,
        Nav::Settings,
        Nav::History,
    ];

    /// Its address below the base, and its name.
    fn entry(self) -> (&'static str, &'static str) {
        match self {
            Nav::Week | Nav::None => ("/", "Pekan ini"),
            Nav::Materials => ("/bahan", "Bahan"),
            Nav::Check => ("/periksa", "Periksa"),
            Nav::Preview => ("/pratinjau", "Pratinjau"),
            Nav::Deliveries => ("/kiriman", "Kiriman"),
            Nav::Receipts => ("/tanda-terima", "Tanda terima"),
            Nav::Archive => ("/arsip", "Arsip"),
            Nav::Deadlines => ("/tenggat", "Tenggat"),
            Nav::Report => ("/laporan", "Laporan"),
            Nav::Settings => ("/pengaturan", "Pengaturan"),
            Nav::History => ("/riwayat", "Riwayat"),
        }
    }
}

/// What the frame of a page shows.
#[derive(Debug, Clone)]
pub struct Head {
    /// The page's name, which its heading says too.
    pub title: String,
    /// The part of every address before the page, without a slash at its end.
    pub base: String,
    /// `Kabupaten Barito Kuala`; empty where the settings cannot be read.
    pub office: String,
    /// Without an office there is nothing that the head could lead to.
    pub has_office: bool,
    /// The edition that is looked at.
    pub edition: Option<EditionId>,
    /// The edition as the address asks for it; `None`: the newest.
    pub asked: Option<String>,
    /// All editions, oldest first.
    pub editions: Vec<EditionId>,
    pub here: Nav,
    pub who: Who,
    /// Whether the desk serves this computer alone, where a name is said and nobody signs in.
    pub is_local: bool,
    pub notes: Vec<Note>,
    /// The feed's number: the page asks for news since then.
    pub feed: u64,
    pub folder: String,
    /// `Jumat, 20 November 2026, 16.10 WITA`; `None`: there is no copy yet.
    pub backup: Option<String>,
    /// So many things wait for a person's decision; it stands before the title.
    pub waiting: usize,
}

/// A page that the head leads to.
pub struct Link {
    pub address: String,
    pub name: &'static str,
    pub is_here: bool,
}

/// An edition that can be chosen.
pub struct Choice {
    /// Empty: the newest, whichever that is when the page is asked for.
    pub value: String,
    pub name: String,
    pub is_chosen: bool,
}

impl Head {
    /// The frame of a page before there is an office.
    pub fn new(title: impl Into<String>, base: impl Into<String>, who: Who) -> Self {
        Head {
            title: title.into(),
            base: base.into(),
            office: String::new(),
            has_office: false,
            edition: None,
            asked: None,
            editions: Vec::new(),
            here: Nav::None,
            who,
            is_local: true,
            notes: Vec::new(),
            feed: 0,
            folder: String::new(),
            backup: None,
            waiting: 0,
        }
    }

    /// The address of a page of this desk, with the edition that was asked for.
    pub fn link(&self, path: &str) -> String {
        let address = format!("{}{path}", self.base);
        match &self.asked {
            Some(edition) => with_query(&address, &[("edisi", edition.as_str())]),
            None => address,
        }
    }

    /// The pages that this person may see.
    pub fn links(&self) -> Vec<Link> {
        let shown = Nav::ALL.into_iter().filter(|_| self.has_office).filter(|nav| self.leads_to(nav.entry().0));
        let link = |nav: Nav| {
            let (path, name) = nav.entry();
            Link { address: self.link(path), name, is_here: nav == self.here }
        };
        shown.map(link).collect()
    }

    /// Whether there is a page of this address that this person may see.
    pub fn leads_to(&self, path: &str) -> bool {
        routes::right(&Method::GET, path).is_some_and(|right| self.who.may(right))
    }

    /// Where the edition's chooser leads to without a script: the page itself where the head knows it.
    pub fn chooser(&self) -> String {
        format!("{}{}", self.base, self.here.entry().0)
    }

    /// The editions to choose from, the newest first.
    pub fn choices(&self) -> Vec<Choice> {
        let newest = self.editions.last().copied();
        let shown = self.editions.iter().rev().enumerate();
        let shown = shown.filter(|(at, edition)| *at < CHOICES || Some(**edition) == self.edition);
        let choice = |(_, edition): (usize, &EditionId)| Choice {
            value: if Some(*edition) == newest { String::new() } else { edition.to_string() },
            name: short(*edition),
            is_chosen: Some(*edition) == self.edition,
        };
        shown.map(choice).collect()
    }

    /// The title of the browser's tab: `(4) Pekan ini · Meja Warta`
    pub fn tab(&self) -> String {
        let waiting = if self.waiting == 0 { String::new() } else { format!("({}) ", self.waiting) };
        format!("{waiting}{} · Meja Warta", self.title)
    }

    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// `48 · 23–29 Nov 2026`
fn short(edition: EditionId) -> String {
    let (first, last) = (edition.monday(), edition.sunday());
    let month = |date: NaiveDate| month(date).chars().take(3).collect::<String>();
    let first = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => format!("{}–", first.day()),
        (true, false) => format!("{} {} – ", first.day(), month(first)),
        (false, _) => format!("{} {} {} – ", first.day(), month(first), first.year()),
    };
    format!("{} · {first}{} {} {}", edition.number().0, last.day(), month(last), last.year())
}
