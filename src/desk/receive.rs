//! Receipts: the codes on the tear-off slips came back, or the list that a courier had signed.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Serialize, Serializer};

use super::day::day;
use super::named::{Names, UNKNOWN};
use super::slip::{Slip, edition, is_bare, whole};
use super::{Conclusion, Office, Verdict};
use office::diagnostic::{self, Diagnostic, Severity};
use office::model::date::long_date;
use office::model::{DesaCode, EditionId, ReceiptCode};
use post::ledger::{Ledger, LedgerError, Receipt, Received};

/// A receipt as it stands on record now.
#[derive(Debug, Clone, Serialize)]
pub struct Acknowledged {
    #[serde(rename = "kode", serialize_with = "as_printed")]
    pub code: ReceiptCode,
    pub desa: DesaCode,
    /// `Desa Karya Baru`; not known of bundles of old versions.
    #[serde(rename = "nama_desa")]
    pub title: Option<String>,
    /// Name of its kecamatan.
    pub kecamatan: Option<String>,
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// Whether it was on record before.
    #[serde(rename = "sudah")]
    pub is_known: bool,
    /// Whether its day or its receiver was put right now.
    #[serde(rename = "diubah")]
    pub is_changed: bool,
    /// Whether it was taken back now.
    #[serde(rename = "dibatalkan")]
    pub is_withdrawn: bool,
    /// 0: the edition; else its correction of this number.
    #[serde(skip)]
    pub ralat: u32,
    /// The day on record, and the receiver; of one that was taken back, those of before.
    #[serde(skip)]
    pub received: Received,
    /// Before it was put right.
    #[serde(skip)]
    pub before: Option<Received>,
}

impl Acknowledged {
    /// `7KQ2-X9FM: Desa Karya Baru (Barambai), 63.04.14.2008, edisi 2026-11-23: diterima 24 November 2026 oleh Siti`
    pub fn words(&self) -> String {
        let Acknowledged { code, desa, edition, .. } = self;
        let whose = match (&self.title, &self.kecamatan) {
            (Some(title), Some(kecamatan)) => format!("{title} ({kecamatan}), {desa}"),
            (Some(title), None) => format!("{title}, {desa}"),
            (None, _) => desa.to_string(),
        };
        let what = if self.ralat == 0 { String::new() } else { format!("ralat {}, ", self.ralat) };
        let received = |received: &Received| {
            let who = received.by.as_deref().map(|by| format!(" oleh {by}")).unwrap_or_default();
            format!("diterima {}{who}", long_date(received.on))
        };
        let stands = received(&self.received);
        let told = match &self.before {
            Some(before) => format!("catatan diubah: {stands} (semula {})", received(before)),
            None if self.is_withdrawn => format!("catatan dibatalkan (semula {stands})"),
            None if self.is_known => format!("sudah tercatat, {stands}"),
            None => stands,
        };
        format!("{code}: {whose}, {what}edisi {edition}: {told}")
    }
}

fn as_printed<S: Serializer>(code: &ReceiptCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(code)
}

/// Receipts that are on record now. The diagnostics tell of those that are not.
#[derive(Debug, Clone, Serialize)]
pub struct Receiving {
    #[serde(rename = "diterima")]
    pub received: Vec<Acknowledged>,
}

/// Records receipts, of whatever edition, also while another run is at work. Nothing on record is overwritten: what is put right, or taken
/// back, is a new row.
///
/// # Errors
/// A day cannot be read or has not come, nothing was typed, or the ledger cannot be read or written; what was recorded before stays.
pub async fn receive(office: &Office, slip: Slip<'_>, now: DateTime<Utc>) -> diagnostic::Result<Conclusion<Receiving>> {
    let today = office.local(now).date();
    let edition = slip.edition.map(|typed| edition(typed, today)).transpose()?;
    let on = slip.on.map(|typed| day(typed, today)).transpose()?;
    let by = slip.by.map(plain_name).filter(|name| !name.is_empty());
    let by = by.as_deref();
    let is_blank = |typed: &str| typed.trim().is_empty();
    let nothing = match slip.expedition {
        Some(kecamatan) => {
            is_blank(kecamatan).then_some(("kecamatannya belum diketik", "tulis nama atau kode kecamatan di atas lembar ekspedisi"))
        }
        None if slip.bundles.iter().all(|typed| is_blank(typed)) => {
            Some(("kode tanda terima belum diketik", "tulis kode di sobekannya: `warta terima KODE`, atau nama desanya"))
        }
        None => None,
    };
    if let Some((message, remedy)) = nothing {
        return Err(Diagnostic::error("terima.kosong", message).remedy(remedy).into());
    }
    let word = Word { on, by, today, now, is_withdrawn: slip.is_withdrawn };
    office
        .with_ledger(async |ledger| {
            let mut recording = Recording { ledger, edition, word, received: Vec::new(), said: Vec::new() };
            match slip.expedition {
                Some(kecamatan) => recording.list(kecamatan, slip.except).await?,
                None => recording.bundles(slip).await?,
            }
            Ok(recording.conclusion())
        })
        .await
}

/// So many characters of a name are kept.
const NAME: usize = 100;

/// A name without what cannot be seen.
fn plain_name(typed: &str) -> String {
    let is_direction = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_direction(*c)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME).collect()
}

/// A person's word on receipts.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    on: Option<NaiveDate>,
    by: Option<&'a str>,
    today: NaiveDate,
    now: DateTime<Utc>,
    is_withdrawn: bool,
}

/// Receipts while they are recorded.
struct Recording<'a> {
    ledger: &'a Ledger,
    edition: Option<EditionId>,
    word: Word<'a>,
    received: Vec<Acknowledged>,
    said: Vec<Diagnostic>,
}

impl Recording<'_> {
    fn conclusion(self) -> Conclusion<Receiving> {
        let faults: Vec<Diagnostic> = self.said.iter().filter(|one| one.severity == Severity::Error).cloned().collect();
        let verdict = Verdict::on_items(!self.received.is_empty(), &faults);
        Conclusion { facts: Receiving { received: self.received }, diagnostics: self.said, verdict }
    }

    /// Bundles one by one, each by its receipt code or its village.
    async fn bundles(&mut self, slip: Slip<'_>) -> Result<(), LedgerError> {
        let typed = whole(slip.bundles);
        // Where there are but codes, the names need not be read.
        let names = if typed.iter().any(|one| is_bare(one)) { Names::read(self.ledger, None).await?.joined(typed) } else { typed };
        for typed in &names {
            match self.meant(typed, slip.desa).await? {
                Ok(receipt) => self.settle(receipt).await?,
                Err(faults) => self.said.extend(faults),
            }
        }
        Ok(())
    }

    /// The bundle that is meant by a receipt code, or else by a village.
    async fn meant(&mut self, typed: &str, desa: Option<&str>) -> Result<diagnostic::Result<Receipt>, LedgerError> {
        let code = ReceiptCode::parse(typed);
        if let Some(code) = &code {
            let mut found = self.ledger.receipt(code).await?;
            found.retain(|receipt| self.edition.is_none_or(|edition| receipt.edition == edition));
            if self.word.is_withdrawn && found.iter().any(|receipt| receipt.received.is_some()) {
                found.retain(|receipt| receipt.received.is_some());
            }
            if !found.is_empty() {
                return Ok(of_code(found, desa).map_err(|several| unclear(code, &several).into()));
            }
        }
        let names = Names::read(self.ledger, None).await?;
        if let Some(kecamatan) = names.said_kecamatan(typed) {
            let fault = Diagnostic::error("terima.nama-kecamatan", format!("“{}” sebuah kecamatan, bukan desa", typed.trim()));
            let remedy = format!("untuk semua desanya: `warta terima --ekspedisi {}`", kecamatan.code);
            return Ok(Err(fault.remedy(remedy).into()));
        }
        let village = match names.village(typed) {
            Ok(village) => village,
            Err(faults) if faults.iter().any(|fault| fault.code == UNKNOWN) => {
                return Ok(Err(unknown(typed, code.as_ref()).map_or(faults, Into::into)));
            }
            Err(faults) => return Ok(Err(faults)),
        };
        let found = self.ledger.receipts_in(village.as_str(), self.edition).await?;
        let is_likely = |receipt: &&Receipt| if self.word.is_withdrawn { receipt.received.is_some() } else { receipt.is_out };
        let latest = found.iter().rev().find(is_likely).or(found.last()).cloned();
        if !self.word.is_withdrawn {
            self.said.extend(latest.as_ref().and_then(|latest| still_open(&found, latest)));
        }
        Ok(latest.ok_or_else(|| self.without_bundle(&format!("desa {village}")).into()))
    }

    /// A kecamatan's list, signed: its bundles that went out and are not acknowledged.
    async fn list(&mut self, typed: &str, except: &[String]) -> Result<(), LedgerError> {
        let names = Names::read(self.ledger, None).await?;
        let kecamatan = match names.kecamatan(typed) {
            Ok(kecamatan) => kecamatan,
            Err(faults) => {
                self.said.extend(faults);
                return Ok(());
            }
        };
        let own = Names::read(self.ledger, Some(&kecamatan.code)).await?;
        let mut left_out = Vec::new();
        for one in except.iter().filter(|one| !one.trim().is_empty()) {
            match own.village(one) {
                Ok(village) => left_out.push(village),
                Err(faults) => self.said.extend(faults),
            }
        }
        // A name that is not understood may be that of a village which signed nothing.
        if !self.said.is_empty() {
            return Ok(());
        }
        let found = self.ledger.receipts_in(kecamatan.code.as_str(), self.edition).await?;
        if found.is_empty() {
            self.said.push(self.without_bundle(&format!("{} ({})", kecamatan.name, kecamatan.code)));
        }
        let listed: Vec<Receipt> = found.into_iter().filter(|receipt| !left_out.contains(&receipt.desa)).collect();
        if self.word.is_withdrawn { self.list_back(listed).await } else { self.list_signed(listed).await }
    }

    async fn list_signed(&mut self, listed: Vec<Receipt>) -> Result<(), LedgerError> {
        let (out, waiting): (Vec<_>, Vec<_>) = listed.into_iter().partition(|receipt| receipt.is_out || receipt.received.is_some());
        for receipt in out {
            match receipt.received.clone() {
                Some(stands) => self.received.push(acknowledged(&receipt, stands, Change::None)),
                None => self.settle(receipt).await?,
            }
        }
        if let Some(first) = waiting.first() {
            let all: Vec<String> = waiting.iter().map(shown).collect();
            let message = format!("{} bundel belum dikirim, jadi tidak dicatat: {}", waiting.len(), all.join("; "));
            let remedy = format!("bila memang sudah di tangan KIM, sebut desanya: `warta terima {}`", first.desa);
            self.said.push(Diagnostic::warning("terima.belum-dikirim", message).remedy(remedy));
        }
        Ok(())
    }

    /// Takes back what was recorded last of a list: all of it was recorded at one moment.
    async fn list_back(&mut self, listed: Vec<Receipt>) -> Result<(), LedgerError> {
        let moment = |receipt: &Receipt| receipt.received.as_ref().map(|received| received.recorded_at);
        let Some(last) = listed.iter().filter_map(moment).max() else {
            let fault = Diagnostic::error("terima.belum-tercatat", "tidak ada tanda terima yang tercatat, jadi tidak ada yang dibatalkan");
            self.said.push(fault.remedy("bila edisi lain yang dimaksud, sebut edisinya dengan `--edisi`"));
            return Ok(());
        };
        for receipt in listed.into_iter().filter(|receipt| moment(receipt) == Some(last)) {
            self.settle(receipt).await?;
        }
        Ok(())
    }

    /// Records the word on a bundle as it stands: another may have been recorded since it was read.
    async fn settle(&mut self, mut receipt: Receipt) -> Result<(), LedgerError> {
        loop {
            let (stands, change) = match self.step(&receipt) {
                Ok(step) => step,
                Err(faults) => {
                    self.said.extend(faults);
                    return Ok(());
                }
            };
            let is_recorded = match change {
                Change::None => true,
                Change::Withdrawn => self.ledger.unacknowledge(&receipt, self.word.now).await?,
                Change::New | Change::Corrected(_) => {
                    self.ledger.acknowledge(&receipt, stands.on, stands.by.as_deref(), self.word.now).await?
                }
            };
            if is_recorded {
                self.received.push(acknowledged(&receipt, stands, change));
                return Ok(());
            }
            let again = self.ledger.receipts_in(receipt.desa.as_str(), Some(receipt.edition)).await?;
            match again.into_iter().find(|one| one.ralat == receipt.ralat) {
                Some(again) => receipt = again,
                None => {
                    self.said.push(unclear(&receipt.code, &[]));
                    return Ok(());
                }
            }
        }
    }

    /// The record that a bundle is to have, and how it differs from the one it has.
    fn step(&self, receipt: &Receipt) -> diagnostic::Result<(Received, Change)> {
        let Word { on, by, today, now, is_withdrawn } = self.word;
        let earlier = receipt.received.clone();
        if is_withdrawn {
            return earlier.map(|earlier| (earlier, Change::Withdrawn)).ok_or_else(|| {
                let message = format!("{}: {} belum tercatat diterima, jadi tidak ada yang dibatalkan", receipt.code, shown(receipt));
                let remedy = format!("lihat `warta status --desa {} {}`", receipt.desa, receipt.edition);
                Diagnostic::error("terima.belum-tercatat", message).remedy(remedy).into()
            });
        }
        let known = |own: Option<&Received>| Received {
            on: on.or(own.map(|own| own.on)).unwrap_or(today),
            by: by.map(str::to_owned).or_else(|| own?.by.clone()),
            recorded_at: own.map_or(now, |own| own.recorded_at),
        };
        let stands = known(earlier.as_ref());
        if earlier.as_ref() == Some(&stands) {
            return Ok((stands, Change::None));
        }
        if is_too_early(receipt, stands.on) {
            let message = format!("{}: tanggal {} lebih awal daripada edisinya ({})", receipt.code, long_date(stands.on), receipt.edition);
            return Err(Diagnostic::error("terima.sebelum-edisinya", message).remedy("periksa tanggalnya").into());
        }
        Ok((stands, earlier.map_or(Change::New, Change::Corrected)))
    }

    /// There is no bundle for those who are named, of this edition.
    fn without_bundle(&self, whom: &str) -> Diagnostic {
        let edition = self.edition.map_or(String::new(), |edition| format!(" edisi {edition}"));
        let fault = Diagnostic::error("terima.tanpa-bundel", format!("tidak ada bundel{edition} untuk {whom} di buku pengiriman"));
        fault.remedy("periksa edisinya; tanpa `--edisi` yang dimaksud edisi terbaru yang sudah dikirim")
    }
}

/// The difference that a word makes to what is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    /// It says nothing new.
    None,
    New,
    /// It puts this right.
    Corrected(Received),
    Withdrawn,
}

fn acknowledged(receipt: &Receipt, stands: Received, change: Change) -> Acknowledged {
    let Receipt { code, edition, ralat, desa, title, kecamatan, .. } = receipt.clone();
    let (is_known, is_withdrawn) = (change != Change::New, change == Change::Withdrawn);
    let before = if let Change::Corrected(before) = change { Some(before) } else { None };
    let is_changed = before.is_some();
    Acknowledged { code, desa, title, kecamatan, edition, is_known, is_changed, is_withdrawn, ralat, received: stands, before }
}

/// A village's older bundle that went out and is not acknowledged, though a later one is now.
fn still_open(found: &[Receipt], latest: &Receipt) -> Option<Diagnostic> {
    let open = found.iter().find(|one| one.ralat < latest.ralat && one.is_out && one.received.is_none())?;
    let name = |ralat: u32| if ralat == 0 { "bundel edisinya".to_owned() } else { format!("ralat {ralat}") };
    let message = format!("yang dicatat ralat {}; {} untuk {} belum tercatat diterima", latest.ralat, name(open.ralat), shown(open));
    let note = Diagnostic::note("terima.bundel-lama-terbuka", message);
    Some(note.remedy(format!("bila sudah diterima juga: `warta terima {}`", open.code)))
}

/// `Desa Karya Baru (63.04.14.2008)`
fn shown(receipt: &Receipt) -> String {
    receipt.title.as_ref().map_or_else(|| receipt.desa.to_string(), |title| format!("{title} ({})", receipt.desa))
}

/// An edition goes out in the week before its own at the earliest.
fn is_too_early(receipt: &Receipt, on: NaiveDate) -> bool {
    on < receipt.edition.monday() - Days::new(7)
}

/// The typed text is no village. `None`: nor does it look like a receipt code.
fn unknown(typed: &str, code: Option<&ReceiptCode>) -> Option<Diagnostic> {
    if let Some(code) = code {
        return Some(unclear(code, &[]));
    }
    let letters: Vec<char> = typed.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let is_like_code = (7..=9).contains(&letters.len()) && (typed.contains('-') || letters.iter().any(char::is_ascii_digit));
    is_like_code.then(|| {
        let fault = Diagnostic::error("terima.salah-ketik", format!("kode {} salah ketik", typed.trim()));
        fault.remedy("kodenya delapan huruf dan angka; baca lagi di sobekannya")
    })
}

/// No bundle has this code, or several have it.
fn unclear(code: &ReceiptCode, several: &[Receipt]) -> Diagnostic {
    let Some(first) = several.first() else {
        let fault = Diagnostic::error("terima.tidak-tercatat", format!("kode {code} tidak ada di buku pengiriman"));
        return fault.remedy("baca lagi di sobekannya");
    };
    let of_one = several.iter().all(|one| one.desa == first.desa);
    let all: Vec<String> = several.iter().map(|one| format!("{}, {} (edisi {})", title(one), one.desa, one.edition)).collect();
    let fault = Diagnostic::error("terima.beberapa-bundel", format!("kode {code} tercatat untuk {}", all.join(" dan ")));
    if of_one {
        fault.remedy(format!("sebut edisinya: `warta terima {code} --edisi {}`", first.edition))
    } else {
        fault.remedy(format!("sebut desanya: `warta terima {code} --desa {}`", first.desa))
    }
}

fn title(receipt: &Receipt) -> &str {
    receipt.title.as_deref().unwrap_or("desa")
}

/// The bundle that a code stands for, of those on record with it: what is acknowledged already is meant only where nothing else can be.
/// Several that may be meant are given back.
fn of_code(found: Vec<Receipt>, desa: Option<&str>) -> Result<Receipt, Vec<Receipt>> {
    if let Some(typed) = desa {
        let meant = Names::of_receipts(&found).village(typed);
        let at = meant.ok().and_then(|desa| found.iter().position(|one| one.desa == desa));
        return at.map(|at| found[at].clone()).ok_or(found);
    }
    let open = found.iter().filter(|one| one.received.is_none()).count();
    match found.as_slice() {
        [first, ..] if open < 2 => Ok(first.clone()),
        _ => Err(found.into_iter().take(open).collect()),
    }
}
