//! The main job: check, publish and send, or some of it.

use serde::Serialize;

use super::send::{Request, send};
use super::sending::{self, Sending};
use super::{Built, Checked, Conclusion, Office, Sent, Verdict, check, publish, write_report};
use office::diagnostic::{self, Diagnostic, Severity};
use office::folder::Lock;
use office::model::EditionId;
use office::work::How;
use post::ledger::{Ledger, LedgerError};

/// The steps of the job that are to be done.
#[derive(Debug, Clone, Copy)]
pub struct Steps {
    pub publish: bool,
    pub send: Option<Request>,
}

/// The job as it was done: the facts of each step.
#[derive(Debug, Clone, Serialize)]
pub struct Job {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    #[serde(rename = "terbit", skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    #[serde(rename = "kirim", skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sending>,
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
    /// Bundles that stood as they would be made now.
    #[serde(rename = "tidak_berubah")]
    pub kept: usize,
    /// Codes of villages that could not be made.
    #[serde(rename = "gagal")]
    pub failed: Vec<String>,
    #[serde(rename = "lembar_kertas")]
    pub sheets: u32,
}

/// Something that the job came to, told at once. Its facts and diagnostics are in the conclusion too.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// Diagnostics became known.
    Said(&'a [Diagnostic]),
    /// Nothing is published: faults stop the edition.
    Refused,
    /// Someone stopped it before all was published.
    Interrupted,
    Published(&'a Built),
    /// Nothing is sent: the registry holds no village.
    Unaddressed,
    Sent(&'a Sent),
}

/// Gets events, with the office that they are about.
pub type Tell<'a> = dyn FnMut(&Office, Event<'_>) + Send + 'a;

/// Does the job. What a step says of faults in single villages hinders no other village.
///
/// # Errors
/// Another run is at work, the disk refuses, or the ledger cannot be read or written; what was recorded before stays.
pub async fn job(office: &Office, steps: Steps, how: How<'_>, tell: &mut Tell<'_>) -> diagnostic::Result<Conclusion<Job>> {
    let mut lock = office.lock()?;
    if steps.publish {
        office.make_secret()?;
    }
    let facts = Job { edition: office.edition, published: None, sent: None };
    let mut run = Run { office, how, tell, conclusion: Conclusion::done(facts) };
    office.with_ledger(async |ledger| run.work(steps, ledger, &mut lock).await).await?;
    Ok(run.conclusion)
}

/// A job at work.
struct Run<'a> {
    office: &'a Office,
    how: How<'a>,
    tell: &'a mut Tell<'a>,
    conclusion: Conclusion<Job>,
}

impl Run<'_> {
    async fn work(&mut self, steps: Steps, ledger: &Ledger, lock: &mut Lock) -> Result<(), LedgerError> {
        let mut checked = check(self.office);
        if steps.publish {
            if !self.publish(&mut checked, ledger, lock).await? {
                return Ok(());
            }
            if steps.send.is_none() {
                self.say(write_report(self.office, ledger).await);
            }
        } else if checked.registry.villages.is_empty() {
            // Without the registry's addresses nothing goes out, and nothing counts as failed.
            self.say(checked.diagnostics);
            self.end(Verdict::Failed, Event::Unaddressed);
            return Ok(());
        }
        match steps.send.filter(|_| self.conclusion.verdict != Verdict::Failed) {
            Some(request) => self.send(checked, request, ledger, lock).await,
            None => Ok(()),
        }
    }

    /// `false`: nothing more is to be done.
    async fn publish(&mut self, checked: &mut Checked, ledger: &Ledger, lock: &Lock) -> Result<bool, LedgerError> {
        self.say(checked.diagnostics.clone());
        let outlook = Verdict::of(&checked.diagnostics);
        if outlook == Verdict::Failed {
            self.end(Verdict::Failed, Event::Refused);
            return Ok(false);
        }
        let built = publish(self.office, checked, ledger, lock, self.how).await?;
        self.say(built.diagnostics.clone());
        if self.how.stop.is_asked() {
            self.end(Verdict::Failed, Event::Interrupted);
            return Ok(false);
        }
        self.conclusion.facts.published = Some(Published::from(&built));
        self.end(verdict(&built, outlook), Event::Published(&built));
        Ok(true)
    }

    async fn send(&mut self, mut checked: Checked, request: Request, ledger: &Ledger, lock: &mut Lock) -> Result<(), LedgerError> {
        // A courier's separators show the codes that the bundles were printed with.
        let codes = ledger.receipts(self.office.edition, &[], |_, _, _| None).await?;
        checked.settings.receipts.record(codes);
        let sent = send(self.office, &checked, ledger, lock, request, self.how).await?;
        self.conclusion.facts.sent = Some(Sending::from(&sent));
        let verdict = match sending::verdict(&sent) {
            Verdict::Done => self.conclusion.verdict,
            worse => worse,
        };
        self.end(verdict, Event::Sent(&sent));
        let mut said = sending::diagnostics(self.office, &sent);
        said.extend(write_report(self.office, ledger).await);
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
            kept: built.kept,
            failed: built.failed.clone(),
            sheets: built.sheets,
        }
    }
}
