//! What a publishing would make and a sending would send, said before it is done.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::correct::{Tasks, compare, has_changed};
use super::send::{Departure, Request, departure};
use super::{Checked, Office, Outgoing, Outlook, Roll};
use office::diagnostic;
use office::model::{EditionId, Level, Village};
use post::deliver::{self, ChannelSettings};
use post::ledger::{Approval, Ledger, LedgerError, Overview};
use press::press::{CorrectionPaper, Press, Task};

/// The bundles that a publishing would make.
#[derive(Debug, Clone, Serialize)]
pub struct PublishAhead {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// `None`: what went out before is not known.
    #[serde(rename = "akan_keluar")]
    pub outgoing: Option<Outgoing>,
    /// Of these, what was made before and did not go out yet.
    #[serde(rename = "sudah_dibuat")]
    pub made: Made,
    /// All rows of the registry, and those of which nothing would be made.
    #[serde(rename = "desa")]
    pub roll: Roll,
    /// Copies of the bulletin in the new bundles.
    #[serde(rename = "eksemplar")]
    pub copies: u32,
    /// Numbered forms in the new bundles.
    #[serde(rename = "formulir")]
    pub forms: usize,
    /// About so many sheets of paper for the new bundles, as if each had the pages of the first one; `None`: not known.
    #[serde(rename = "lembar")]
    pub sheets: Option<u32>,
}

impl PublishAhead {
    /// Whether all that would go out was made before, of the same news. Made again, a bundle stays as it is unless something in it changed.
    pub fn is_made(&self) -> bool {
        self.outgoing.as_ref().is_some_and(|outgoing| self.made.holds(outgoing))
    }
}

/// The bundles that were made and did not go out yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Made {
    #[serde(rename = "bundel")]
    pub bundles: usize,
    #[serde(rename = "ralat")]
    pub corrections: usize,
    /// The edition's news are others than those from which anything was made.
    #[serde(rename = "berubah")]
    pub is_changed: bool,
}

impl Made {
    /// Whether it is all that would go out.
    pub fn holds(&self, outgoing: &Outgoing) -> bool {
        !self.is_changed && self.bundles >= outgoing.bundles && self.corrections == outgoing.corrections
    }
}

/// The bundles of an edition that was checked that were made and did not go out yet.
///
/// # Errors
/// The ledger cannot be read.
pub async fn made(office: &Office, checked: &Checked, ledger: &Ledger) -> Result<Made, LedgerError> {
    let issued = ledger.issued(office.edition).await?;
    let mut made = Made { is_changed: has_changed(office, checked, ledger).await?, ..Made::default() };
    // Province by province: at the nation's size all codes at once are many.
    let is_one = |a: &Village, b: &Village| a.desa.code.region(Level::Province) == b.desa.code.region(Level::Province);
    let provinces: Vec<&[Village]> = checked.registry.villages.chunk_by(is_one).collect();
    for province in provinces {
        let Some(first) = province.first() else { continue };
        let on_record = ledger.villages_in(office.edition, &first.desa.code.region(Level::Province)).await?;
        let waits = |village: &&Village| on_record.contains(&village.desa.code) && !issued.contains_key(&village.desa.code);
        made.bundles += province.iter().filter(waits).count();
    }
    for (desa, ralat) in ledger.corrections(office.edition).await? {
        made.corrections += usize::from(issued.get(&desa).is_some_and(|has| ralat > has.ralat));
    }
    Ok(made)
}

/// What a publishing would make of an edition that was checked. Where something is new, one bundle is set to know its pages, which takes a
/// moment.
///
/// # Errors
/// The ledger cannot be read.
pub async fn publish_ahead(office: &Office, checked: &Checked, outlook: &Outlook) -> diagnostic::Result<PublishAhead> {
    let (edition, outgoing, roll) = (outlook.edition, outlook.outgoing.clone(), outlook.roll.clone());
    let (tasks, made) = on_record(office, checked).await.map_err(|error| error.diagnostic())?;
    let mut ahead = PublishAhead { edition, outgoing, made, roll, copies: 0, forms: 0, sheets: None };
    if ahead.outgoing.as_ref().is_some_and(|outgoing| outgoing.bundles > 0) && !ahead.is_made() {
        tokio::task::block_in_place(|| measure(checked, &tasks, &mut ahead));
    }
    Ok(ahead)
}

/// The needs of an edition, and what was made of it; everything and nothing, where nothing is on record.
async fn on_record(office: &Office, checked: &Checked) -> Result<(Tasks, Made), LedgerError> {
    let Some(ledger) = Ledger::look_at(&office.folder.ledger()).await else { return Ok((Tasks::default(), Made::default())) };
    let read = async { Ok((compare(office, checked, &ledger).await?, made(office, checked, &ledger).await?)) };
    let read = read.await;
    ledger.close().await;
    read
}

/// Counts the copies, the forms and the paper of the new bundles.
fn measure(checked: &Checked, tasks: &Tasks, ahead: &mut PublishAhead) {
    let (plan, stopped) = (checked.plan(), checked.stopped());
    let press = Press::new(checked, &plan);
    let mut paper = CorrectionPaper::new(&press);
    let is_new = |village: &&Village| {
        let code = &village.desa.code;
        !stopped.contains(code.as_str()) && !tasks.is_out(code) && *tasks.of(code) == Task::Whole
    };
    let mut sheets = Some(0_u32);
    for village in plan.villages().iter().filter(is_new) {
        ahead.copies = ahead.copies.saturating_add(plan.copies_for(village).total);
        ahead.forms += plan.serials_for(village).values().map(Vec::len).sum::<usize>();
        sheets = sheets.and_then(|all| Some(all.saturating_add(paper.sheets(village, None, "")?)));
    }
    ahead.sheets = sheets;
}

/// The deliveries that a sending would send, and those that it would not.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SendAhead {
    /// Whether anything of the edition was published.
    #[serde(rename = "terbit")]
    pub is_published: bool,
    #[serde(rename = "saluran")]
    pub channels: Vec<ChannelAhead>,
    /// All that would go out, past its week too.
    #[serde(rename = "akan_keluar")]
    pub departure: Departure,
    /// Of it, those that go out only if a person says so: their edition's week is over.
    #[serde(rename = "edisi_lewat")]
    pub past: usize,
    /// So many wait for another try, the first of them until then.
    #[serde(rename = "menunggu")]
    pub waiting: usize,
    #[serde(rename = "menunggu_sampai")]
    pub waiting_until: Option<DateTime<Utc>>,
    /// So many failed or wait, and can be tried now.
    #[serde(rename = "dapat_diulang")]
    pub again: usize,
    /// Whether nobody has approved some of it, where the office wants that.
    #[serde(rename = "perlu_persetujuan")]
    pub needs_approval: bool,
    #[serde(rename = "persetujuan")]
    pub approvals: Vec<Approval>,
}

/// The deliveries by one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelAhead {
    #[serde(rename = "nama")]
    pub name: String,
    /// `surel`, `flashdisk`; empty: the settings have no such channel.
    #[serde(rename = "jenis")]
    pub kind: &'static str,
    /// `flashdisk di E:`
    #[serde(rename = "tujuan")]
    pub target: String,
    #[serde(rename = "desa")]
    pub bundles: usize,
    #[serde(rename = "ralat")]
    pub corrections: usize,
    /// The edition's week is over, and what goes by this channel cannot be done again: a person has to want it.
    #[serde(rename = "edisi_lewat")]
    pub is_past: bool,
}

/// What a sending would send now, channel by channel.
///
/// # Errors
/// The ledger cannot be read.
pub async fn send_ahead(office: &Office, ledger: &Ledger, now: DateTime<Utc>) -> Result<SendAhead, LedgerError> {
    let (edition, ladder) = (office.edition, office.ladder(now));
    let is_past = |name: &str| !office.is_current(now) && office.config.channels.get(name).is_some_and(|channel| !channel.is_repeatable());
    let mut channels: Vec<ChannelAhead> = Vec::new();
    for leaving in ledger.leaving(edition, ladder, false, now).await? {
        if channels.last().is_none_or(|last| last.name != leaving.channel) {
            channels.push(channel(office, &leaving.channel, is_past(&leaving.channel)));
        }
        if let Some(last) = channels.last_mut() {
            *(if leaving.is_correction { &mut last.corrections } else { &mut last.bundles }) += leaving.count;
        }
    }
    let departure = departure(office, ledger, &Request { asked: true, ..Request::default() }).await?;
    let waiting = ledger.waiting(edition, ladder, now).await?;
    let again = ledger.leaving(edition, ladder, true, now).await?;
    Ok(SendAhead {
        is_published: ledger.overview(edition, ladder).await? != Overview::default(),
        past: channels.iter().filter(|channel| channel.is_past).map(|channel| channel.bundles + channel.corrections).sum(),
        channels,
        needs_approval: office.config.delivery.needs_approval && departure.unapproved > 0,
        departure,
        waiting: waiting.count,
        waiting_until: waiting.until,
        again: again.iter().map(|leaving| leaving.count).sum(),
        approvals: ledger.approvals(edition).await?,
    })
}

/// A channel by which nothing goes yet.
fn channel(office: &Office, name: &str, is_past: bool) -> ChannelAhead {
    let settings = office.config.channels.get(name);
    let regency = office.config.plan().regency;
    let target = settings.map(|settings| deliver::open(name, settings, office.folder.root(), &regency).describe());
    ChannelAhead {
        name: name.to_owned(),
        kind: settings.map(kind).unwrap_or_default(),
        target: target.unwrap_or_default(),
        bundles: 0,
        corrections: 0,
        is_past,
    }
}

/// A channel's kind in the office's words.
fn kind(channel: &ChannelSettings) -> &'static str {
    match channel {
        ChannelSettings::Folder(_) => "folder",
        ChannelSettings::Stick(_) => "flashdisk",
        ChannelSettings::Courier(_) => "kurir",
        ChannelSettings::Mail(_) => "surel",
        ChannelSettings::WebDav(_) => "WebDAV",
        ChannelSettings::S3(_) => "S3",
    }
}
