//! The main job: check, publish and send, or some of it.

use chrono::Utc;
use serde::Serialize;

use super::correct::has_changed;
use super::send::{Departure, Request, departure, send};
use super::sending::{self, Sending};
use super::{Built, Checked, Conclusion, Office, Outgoing, Roll, Sent, Verdict, check, publish, write_report};
use office::diagnostic::{self, Diagnostic, Place, Severity, stops_edition};
use office::folder::{CONFIG, Lock};
use office::model::EditionId;
use office::work::How;
use post::ledger::{Ledger, LedgerError};

/// The steps of the job that are to be done.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    pub publish: bool,
    /// Changes since something went out become no correction, now or later.
    pub quiet: bool,
    pub send: Option<Request>,
}

/// The job as it was done: the facts of each step.
#[derive(Debug, Clone, Serialize)]
pub struct Job {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    #[serde(rename = "terbit", skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    /// The reason for which nothing that was due was sent.
    #[serde(rename = "ditahan", skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    #[serde(rename = "kirim", skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sending>,
}

/// The reason why nothing is sent of what was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Held {
    /// Faults stop most villages.
    #[serde(rename = "sebagian-besar-terhenti")]
    MostlyMissing,
    /// Nobody has approved it.
    #[serde(rename = "belum-disetujui")]
    Unapproved,
    /// A person was asked, and declined.
    #[serde(rename = "tidak-jadi")]
    Declined,
}

/// The numbers of a publishing.
#[derive(Debug, Clone, Serialize)]
pub struct Published {
    /// Bundles, those of corrections too.
    #[serde(rename = "bundel")]
    pub bundles: usize,
    #[serde(rename = "ralat")]
    pub corrections: usize,
    /// Villages whose papers still hold.
    #[serde(rename = "tetap")]
    pub left: usize,
    /// Of these, the villages whose bundle was lost and was made again.
    #[serde(rename = "dipulihkan")]
    pub restored: usize,
    /// Bundles that stood as they would be made now.
    #[serde(rename = "tidak_berubah")]
    pub kept: usize,
    /// Corrections that were taken back before they went out.
    #[serde(rename = "ralat_dibatalkan")]
    pub withdrawn: usize,
    /// Villages that would have got a correction of what the office kept quiet.
    #[serde(rename = "tanpa_ralat")]
    pub quiet: usize,
    /// Codes of villages that could not be made.
    #[serde(rename = "gagal")]
    pub failed: Vec<String>,
    /// All rows of the registry, and those of which nothing was made.
    #[serde(rename = "desa")]
    pub roll: Roll,
    #[serde(rename = "akan_keluar")]
    pub outgoing: Outgoing,
    #[serde(rename = "lembar_kertas")]
    pub sheets: u32,
}

/// Something that the job came to, told at once. Its facts and diagnostics are in the conclusion too.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The papers were read: all that a check says of them.
    Read(&'a [Diagnostic]),
    /// Diagnostics became known.
    Said(&'a [Diagnostic]),
    /// Nothing is published: faults stop the edition.
    Refused,
    /// Someone stopped it before all was published.
    Interrupted,
    Published(&'a Built),
    /// Nothing is sent: the registry holds no village.
    Unaddressed,
    /// Nothing is sent of what is there; what would have gone out, where that was looked at.
    Held(Held, Option<&'a Departure>),
    Sent(&'a Sent),
}

/// Gets events, with the office that they are about.
pub type Tell<'a> = dyn FnMut(&Office, Event<'_>) + Send + 'a;

/// Asks a person whether this may leave the office: it cannot be taken back. A face that cannot ask says yes.
pub type Ask<'a> = dyn FnMut(&Office, &Departure) -> bool + Send + 'a;

/// Does the job. What a step says of faults in single villages hinders no other village.
///
/// # Errors
/// Another run is at work, the disk refuses, or the ledger cannot be read or written; what was recorded before stays.
pub async fn job(
    office: &Office,
    steps: Steps,
    how: How<'_>,
    tell: &mut Tell<'_>,
    ask: &mut Ask<'_>,
) -> diagnostic::Result<Conclusion<Job>> {
    if let Some(request) = &steps.send {
        approver(request)?;
    }
    let mut lock = office.lock()?;
    if steps.publish {
        office.make_secret()?;
    }
    let facts = Job { edition: office.edition, published: None, held: None, sent: None };
    let mut run = Run { office, how, tell, ask, conclusion: Conclusion::done(facts) };
    office.with_ledger(async |ledger| run.work(steps, ledger, &mut lock).await).await?;
    Ok(run.conclusion)
}

/// The name of the person who approves what goes out; an approval without one is none.
fn approver(request: &Request) -> diagnostic::Result<Option<&str>> {
    let name = request.approved_by.as_deref().map(str::trim);
    if name.is_some_and(str::is_empty) {
        let fault = Diagnostic::error("kiriman.penyetuju-tanpa-nama", "nama yang menyetujui kosong");
        return Err(fault.remedy("tulis namanya, seperti `warta kirim --disetujui \"Siti Rahmah\"`").into());
    }
    Ok(name)
}

/// A job at work.
struct Run<'a> {
    office: &'a Office,
    how: How<'a>,
    tell: &'a mut Tell<'a>,
    ask: &'a mut Ask<'a>,
    conclusion: Conclusion<Job>,
}

impl Run<'_> {
    async fn work(&mut self, steps: Steps, ledger: &Ledger, lock: &mut Lock) -> Result<(), LedgerError> {
        let mut checked = check(self.office);
        if steps.publish {
            if !self.publish(&mut checked, steps.quiet, ledger, lock).await? {
                return Ok(());
            }
        } else if checked.registry.villages.is_empty() {
            // Without the registry's addresses nothing goes out, and nothing counts as failed.
            self.say(checked.diagnostics);
            self.end(Verdict::Failed, Event::Unaddressed);
            return Ok(());
        } else if !stops_edition(&checked.diagnostics) && has_changed(self.office, &checked, ledger).await? {
            self.say(vec![unpublished()]);
        }
        match steps.send.filter(|_| self.conclusion.verdict != Verdict::Failed) {
            Some(request) if self.may_leave(&request, ledger, lock).await? => self.send(checked, request, ledger, lock).await,
            _ => {
                self.say(write_report(self.office, ledger, Some(&checked)).await);
                Ok(())
            }
        }
    }

    /// `false`: nothing more is to be done.
    async fn publish(&mut self, checked: &mut Checked, quiet: bool, ledger: &Ledger, lock: &Lock) -> Result<bool, LedgerError> {
        // The first time an edition's remarks are told in full; later only by the command that checks.
        let is_first = ledger.news(self.office.edition).await?.is_empty();
        let read = if is_first { Event::Said(&checked.diagnostics) } else { Event::Read(&checked.diagnostics) };
        (self.tell)(self.office, read);
        self.conclusion.diagnostics.extend_from_slice(&checked.diagnostics);
        let outlook = Verdict::of(&checked.diagnostics);
        if outlook == Verdict::Failed {
            self.end(Verdict::Failed, Event::Refused);
            return Ok(false);
        }
        let built = publish(self.office, checked, ledger, lock, quiet, self.how).await?;
        self.say(built.diagnostics.clone());
        if self.how.stop.is_asked() {
            self.end(Verdict::Failed, Event::Interrupted);
            return Ok(false);
        }
        self.conclusion.facts.published = Some(Published::from(&built));
        self.end(verdict(&built, outlook), Event::Published(&built));
        Ok(true)
    }

    /// Whether what is due may leave the office: it is for most of the villages, approved where it has to be, and wanted by the person who
    /// is asked before what cannot be taken back.
    async fn may_leave(&mut self, request: &Request, ledger: &Ledger, lock: &Lock) -> Result<bool, LedgerError> {
        let roll = self.conclusion.facts.published.as_ref().map(|published| &published.roll);
        if let Some(fault) = roll.filter(|roll| roll.is_mostly_missing() && !request.partly).map(mostly_missing) {
            self.hold(Held::MostlyMissing, None, Some(fault));
            return Ok(false);
        }
        let (office, now) = (self.office, Utc::now());
        ledger.settle_interrupted(&office.config.unrepeatable(), lock.is_exclusive(), now).await?;
        let departure = departure(office, ledger, request).await?;
        let approver = request.approved_by.as_deref().map(str::trim);
        if office.config.delivery.needs_approval && departure.unapproved > 0 && approver.is_none() {
            self.hold(Held::Unapproved, Some(&departure), Some(unapproved(office, &departure)));
            return Ok(false);
        }
        if departure.is_final && !(self.ask)(office, &departure) {
            self.hold(Held::Declined, Some(&departure), None);
            return Ok(false);
        }
        if let Some(name) = approver.filter(|_| !departure.is_empty()) {
            ledger.approve(office.edition, name, &departure.words(), now).await?;
        }
        Ok(true)
    }

    /// Nothing is sent. A person who declines has it so; anything else is a fault.
    fn hold(&mut self, held: Held, departure: Option<&Departure>, fault: Option<Diagnostic>) {
        self.conclusion.facts.held = Some(held);
        let verdict = if fault.is_some() { Verdict::Failed } else { self.conclusion.verdict };
        self.say(fault.into_iter().collect());
        self.end(verdict, Event::Held(held, departure));
    }

    async fn send(&mut self, mut checked: Checked, request: Request, ledger: &Ledger, lock: &mut Lock) -> Result<(), LedgerError> {
        // A courier's separators show the codes that the bundles were printed with.
        let codes = ledger.receipts(self.office.edition, &[], |_, _, _| None).await?;
        checked.settings.receipts.record(codes);
        let sent = send(self.office, &checked, ledger, lock, &request, self.how).await?;
        self.conclusion.facts.sent = Some(Sending::from(&sent));
        let verdict = match sending::verdict(&sent) {
            Verdict::Done => self.conclusion.verdict,
            worse => worse,
        };
        self.end(verdict, Event::Sent(&sent));
        let mut said = sending::diagnostics(self.office, &checked.registry, &sent);
        said.extend(write_report(self.office, ledger, Some(&checked)).await);
        self.say(said);
        Ok(())
    }

    fn say(&mut self, diagnostics: Vec<Diagnostic>) {
        (self.tell)(self.office, Event::Said(&diagnostics));
        self.conclusion.diagnostics.extend(diagnostics);
    }

    /// Ends a step.
    fn end(&mut self, verdict: Verdict, event: Event<'_>) {
        self.conclusion.verdict = verdict;
        (self.tell)(self.office, event);
    }
}

/// Faults stop most of the villages: what is made is not what the office means by its edition.
fn mostly_missing(roll: &Roll) -> Diagnostic {
    let message = format!("{} tidak terbit, jadi yang lain belum dikirim", roll.counts());
    let remedy =
        "betulkan dahulu galatnya, lalu `warta jalankan` lagi; bila memang hanya sebagian yang dikirim: `warta jalankan --sebagian`";
    Diagnostic::error("kiriman.sebagian-besar-terhenti", message).remedy(remedy)
}

fn unpublished() -> Diagnostic {
    let message = "agenda atau pengumuman berubah sesudah bundelnya dibuat; perubahannya tidak ikut dikirim";
    Diagnostic::warning("kiriman.naskah-berubah", message).remedy("bila hendak ikut: `warta terbitkan`, lalu `warta kirim`")
}

fn unapproved(office: &Office, departure: &Departure) -> Diagnostic {
    let message = format!("{} perlu disetujui sebelum dikirim (perlu_persetujuan di warta.toml)", departure.words());
    let remedy = format!("sesudah disetujui: `warta kirim {} --disetujui \"Nama yang menyetujui\"`", office.edition);
    Diagnostic::error("kiriman.perlu-persetujuan", message).at(Place::file(CONFIG)).remedy(remedy)
}

/// The verdict on a publishing, of which the diagnostics of the papers promised so much.
fn verdict(built: &Built, outlook: Verdict) -> Verdict {
    if built.bundles + built.corrections + built.left == 0 {
        Verdict::Failed
    } else if !built.failed.is_empty() || built.diagnostics.iter().any(|d| d.severity == Severity::Error) {
        Verdict::Partly
    } else {
        outlook
    }
}

impl From<&Built> for Published {
    fn from(built: &Built) -> Self {
        Published {
            bundles: built.bundles + built.corrections,
            corrections: built.corrections,
            left: built.left,
            restored: built.restored,
            kept: built.kept,
            withdrawn: built.withdrawn,
            quiet: built.quiet,
            failed: built.failed.clone(),
            roll: built.roll.clone(),
            outgoing: built.outgoing.clone(),
            sheets: built.sheets,
        }
    }
}
