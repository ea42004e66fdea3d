//! Old editions: what villagers could read in them is kept, to be searched.

use serde::Serialize;

use super::Office;
use office::diagnostic;
use office::model::rich_text::lines;
use office::model::{Announcement, EditionId, Registry, Sambutan, Target};
use post::ledger::{ArchiveHit, ArchiveText, EditionRecord};
use press::plan::news::{Item, Kind};
use press::press::Checked;

/// So many editions are told at once: half a year.
const TOLD: usize = 26;
/// So many texts are found at once.
const FOUND: usize = 50;
/// So many readers are named; more are counted.
const NAMED: usize = 3;

/// Editions on record, and texts that were looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Archive {
    /// The newest first.
    #[serde(rename = "edisi")]
    pub editions: Vec<EditionRecord>,
    /// The last of them, where there are older ones.
    #[serde(rename = "sebelum")]
    pub older: Option<EditionId>,
    /// `None`: nothing was looked for.
    #[serde(rename = "temuan")]
    pub hits: Option<Vec<ArchiveHit>>,
}

/// The editions on record, those before one alone where it is given; and the texts that hold all words of a search.
///
/// # Errors
/// The ledger cannot be read.
pub async fn archive(office: &Office, text: Option<&str>, before: Option<EditionId>) -> diagnostic::Result<Archive> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    office
        .with_ledger_to_look_at(async |ledger| {
            let mut editions = ledger.editions(before, TOLD + 1).await?;
            let has_older = editions.len() > TOLD;
            editions.truncate(TOLD);
            let older = editions.last().map(|last| last.edition).filter(|_| has_older);
            let hits = match text {
                Some(text) => Some(ledger.search_archive(text, FOUND).await?),
                None => None,
            };
            Ok(Archive { editions, older, hits })
        })
        .await
}

/// The texts of an edition that are printed for villagers: events, announcements and speeches as the bulletin has them, and the texts of
/// KIM. What the office keeps to itself was left out when its papers were read.
pub(super) fn archive_texts(checked: &Checked) -> Vec<ArchiveText> {
    let (plan, registry) = (checked.plan(), &checked.registry);
    // An announcement that cannot be told from others is still read by its villagers; the search does without it.
    let items = plan.news().unwrap_or_default();
    let mut all: Vec<ArchiveText> = items.into_iter().map(|item| of_item(item, registry)).collect();
    let speech = |speech: &Sambutan| {
        let parts = [speech.event.clone(), speech.venue.clone(), speech.summary.clone()];
        let body = parts.into_iter().flatten().chain(lines(&speech.body)).collect::<Vec<_>>().join("\n");
        text("sambutan", everyone(), format!("{} ({})", speech.title, speech.speaker), body)
    };
    all.extend(checked.week.speeches.iter().map(speech));
    let corner = |one: &Announcement| text("pojok", readers(&one.targets, registry), one.title.clone(), lines(&one.body).join("\n"));
    all.extend(checked.week.corners.iter().map(corner));
    all
}

fn of_item(item: Item, registry: &Registry) -> ArchiveText {
    let about = if item.reach.is_empty() { everyone() } else { readers(&item.reach, registry) };
    match item.kind {
        // Every bulletin tells the whole week, wherever an event is.
        Kind::Agenda => text("agenda", about, item.title, item.line),
        Kind::Announcement => text("pengumuman", about, item.title, item.text.join("\n")),
    }
}

fn text(kind: &str, about: String, title: String, body: String) -> ArchiveText {
    ArchiveText { kind: kind.to_owned(), about, title, body }
}

fn everyone() -> String {
    "semua desa".to_owned()
}

/// `Kecamatan Barambai, Desa Karya Baru`; many are counted.
fn readers(targets: &[Target], registry: &Registry) -> String {
    let name = |target: &Target| match target {
        Target::Everyone => everyone(),
        Target::AllDesa => "semua desa, tanpa kelurahan".to_owned(),
        Target::Kelurahan => "semua kelurahan".to_owned(),
        Target::Kecamatan(code) => {
            let one = registry.villages.iter().find(|village| village.desa.code.is_in(code));
            one.map_or_else(|| code.to_string(), |village| village.desa.district())
        }
        Target::Desa(code) => {
            let one = registry.villages.iter().find(|village| village.desa.code == *code);
            one.map_or_else(|| code.to_string(), |village| village.desa.title())
        }
    };
    let told: Vec<String> = targets.iter().take(NAMED).map(name).collect();
    let more = targets.len().saturating_sub(NAMED);
    if more > 0 { format!("{} dan {more} lagi", told.join(", ")) } else { told.join(", ") }
}
