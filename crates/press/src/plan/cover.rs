//! Words for those who print and carry: the first page of a bundle, and the courier's list.

use chrono::{Days, NaiveDate, Weekday};

use super::front::{Happening, What};
use super::typography::bind;
use super::wording::{self, beginning, capitalized};
use super::{Plan, mark, sheet};
use office::bundle::note;
use office::model::date::weekday;
use office::model::{Announcement, Village, mobile_number};

/// Lines of what is urgent in a village, and letters of each: their places hold no more.
const URGENT: usize = 3;
const URGENT_LETTERS: usize = 90;

/// Boxes for RT that their place holds. A village of more ticks them on a list of its own.
const RT_BOXES: u32 = 40;

impl Plan<'_> {
    /// The words of the bundle's first page: of the edition's, or of a correction of this number.
    pub(super) fn cover(&self, village: &Village, correction: Option<(u32, &sheet::Correction)>, has_attachments: bool) -> sheet::Cover {
        let prints_color = village.prints_color && self.settings.edition.masthead_color.is_some();
        let color = if prints_color { "Buletin boleh dicetak berwarna; yang lain hitam putih." } else { "Cetak hitam putih." };
        let rt = village.rt.filter(|rt| (1..=RT_BOXES).contains(rt)).map(rt_boxes);
        let wa = self.receipt_link(village, correction.map_or(0, |(number, _)| number));
        let color = color.to_owned();
        match correction {
            None => sheet::Cover {
                title: "Baca dulu".to_owned(),
                greeting: "Salam. Paket ini untuk warga Anda. Mohon dicetak, ditempel, dan dibagikan.".to_owned(),
                tasks: self.tasks(village, has_attachments, rt.is_some()),
                urgent: self.urgent(village),
                color,
                rt,
                wa,
            },
            Some((_, sheet::Correction { label, replaces, items, .. })) => sheet::Cover {
                title: format!("Baca dulu: {}", label.to_lowercase()),
                greeting: format!("Salam. Ada yang berubah. {replaces} Mohon lembar ralat segera ditempel dan dibagikan."),
                tasks: self.correction_tasks(has_attachments, rt.is_some()),
                urgent: items.iter().take(URGENT).map(|item| beginning(&item.heading, URGENT_LETTERS)).collect(),
                color,
                rt,
                wa,
            },
        }
    }

    /// The volunteer's week.
    fn tasks(&self, village: &Village, has_attachments: bool, by_rt: bool) -> Vec<sheet::Task> {
        let monday = self.edition.monday();
        let [printing, posting] = self.days_before().map(day);
        let (handing, sending) = (day(monday), day(monday + Days::new(4)));
        let and_attachments = if has_attachments { " dan lampiran" } else { "" };
        let mut tasks = vec![
            task(&printing, "Kabari kantor bahwa paket sudah tiba. Kodenya di bagian bawah lembar ini."),
            sheet::Task { counts_sheets: true, ..task(&printing, "Cetak setiap berkas sebanyak yang tertulis.") },
            task(&posting, &format!("Tempel lembar papan{and_attachments} di papan. Lepas yang lama.")),
        ];
        if !self.week.speeches.is_empty() {
            let office = village.desa.designation.village_in_text();
            tasks.push(task(&posting, &format!("Taruh lembar sambutan di kantor {office}, untuk dibaca warga.")));
        }
        tasks.push(sheet::Task { by_rt, ..task(&handing, "Bagikan buletin ke setiap RT.") });
        tasks.extend(self.telling().iter().map(|what| task(&handing, what)));
        if self.has_forms() {
            tasks.push(task(&handing, "Simpan formulir bernomor untuk warga. Jangan difotokopi."));
            tasks.push(task(&sending, &self.sending_forms(village)));
        }
        by_day(tasks)
    }

    /// A correction is posted and handed out on the day on which it comes.
    fn correction_tasks(&self, has_attachments: bool, by_rt: bool) -> Vec<sheet::Task> {
        const TODAY: &str = "Hari ini";
        let and_attachments = if has_attachments { ", lampiran" } else { "" };
        let mut tasks = vec![
            task(TODAY, "Kabari kantor bahwa ralat sudah tiba. Kodenya di bagian bawah lembar ini."),
            sheet::Task { counts_sheets: true, ..task(TODAY, "Cetak lembar ralat dulu, lalu berkas yang lain.") },
            task(TODAY, &format!("Tempel lembar ralat{and_attachments} dan lembar papan yang baru. Lepas yang lama.")),
            sheet::Task { by_rt, ..task(TODAY, "Bagikan lembar ralat ke setiap RT.") },
        ];
        tasks.extend(self.telling().iter().map(|what| task(TODAY, what)));
        if self.has_forms() {
            tasks.push(task(TODAY, "Simpan formulir pekan ini: tetap berlaku."));
        }
        by_day(tasks)
    }

    /// Tasks for those who do not read paper.
    fn telling(&self) -> Vec<&'static str> {
        let edition = &self.settings.edition;
        let message = match edition.card {
            true => "Teruskan pesan-wa dan gambar kartu ke grup WhatsApp warga.",
            false => "Teruskan pesan-wa ke grup WhatsApp warga.",
        };
        let aloud = edition.aloud.then_some("Minta lembar siaran dibacakan lewat pengeras suara.");
        [message].into_iter().chain(aloud).collect()
    }

    /// The days on which a bundle is printed and its board is posted: the weekend before the edition's week, or what is left of it once the
    /// edition is closed.
    fn days_before(&self) -> [NaiveDate; 2] {
        let monday = self.edition.monday();
        let (saturday, sunday) = (monday - Days::new(2), monday - Days::new(1));
        match self.settings.edition.compiled.weekday {
            Weekday::Sat => [sunday, sunday],
            Weekday::Sun => [monday, monday],
            _ => [saturday, sunday],
        }
    }

    fn has_forms(&self) -> bool {
        self.settings.forms.all().any(|(_, count)| count > 0)
    }

    fn sending_forms(&self, village: &Village) -> String {
        let kecamatan = village.desa.designation.district.to_lowercase();
        let photo = if self.settings.regency.whatsapp.is_some() { ", atau kirim fotonya lewat WA" } else { "" };
        let envelope = if self.settings.forms.confidential > 0 { " Amplop rahasia jangan dibuka." } else { "" };
        format!("Kirim formulir yang sudah diisi ke kantor {kecamatan} atau ke alamat kantor di bawah{photo}.{envelope}")
    }

    /// The link by which WhatsApp tells the office that a bundle has come.
    fn receipt_link(&self, village: &Village, ralat: u32) -> Option<sheet::SerialMark> {
        let words = self.settings.regency.whatsapp.as_deref()?;
        let said = format!("Paket diterima {}", self.receipt(village, ralat));
        Some(mark::link(words, &note::link(Some(&mobile_number(words)?), &said)))
    }

    /// The things that nobody in the village may miss this week, each once: important ones, then those that take place in it. In the order of
    /// time; important announcements that name no day come first.
    fn urgent(&self, village: &Village) -> Vec<String> {
        let mut dated = self.happenings(village);
        dated.extend(self.important_occasions(village));
        dated.retain(|one| self.edition.contains(one.date()) && (one.here || is_important(one)));
        dated.sort_by_key(|one| (!is_important(one), one.order()));
        let mut told: Vec<&str> = Vec::new();
        dated.retain(|one| {
            let is_new = !told.contains(&one.title());
            told.push(one.title());
            is_new
        });
        let is_day = |one: &Happening<'_>, of: &Announcement| matches!(one.what, What::Occasion(told, _) if std::ptr::eq(told, of));
        let is_undated = |of: &&Announcement| of.important && !dated.iter().any(|one| is_day(one, of));
        let announced = self.announcements_for(village).into_iter().chain(self.shared());
        let mut lines: Vec<String> = announced.filter(is_undated).map(|one| one.title.clone()).take(URGENT).collect();
        dated.truncate(URGENT - lines.len());
        dated.sort_by_key(Happening::order);
        lines.extend(dated.iter().map(urgent_line));
        lines.into_iter().map(|line| bind(&beginning(&line, URGENT_LETTERS))).collect()
    }

    /// The courier's list of one kecamatan: `rows` are its villages with what each bundle holds and its sheets.
    pub fn kecamatan_sheet(&self, rows: &[(&Village, String, u32)], channel: impl Fn(&Village) -> String) -> Option<sheet::Kecamatan> {
        let desa = &rows.first()?.0.desa;
        let printed = (1..).zip(rows).map(|(no, (village, contents, sheets))| sheet::ExpeditionRow {
            no,
            title: village.desa.title(),
            code: village.desa.code.to_string(),
            kim: village.kim.as_ref().map(|kim| kim.name.clone()),
            receiver: village.address.contact.as_deref().map(bind),
            channel: channel(village),
            bundle: self.bundle_name(village, 0),
            receipt: self.receipt(village, 0).to_string(),
            contents: contents.clone(),
            sheets: *sheets,
        });
        Some(sheet::Kecamatan {
            code: desa.code.kecamatan().to_string(),
            name: desa.kecamatan.clone(),
            title: desa.district(),
            district_head_title: desa.district_head_title(),
            rows: printed.collect(),
            heading: capitalized(&self.village_kinds(", ")),
            count: format!("Jumlah, {} {}", rows.len(), self.village_kinds(" dan ")),
            sheets: rows.iter().map(|(_, _, sheets)| sheets).sum(),
        })
    }
}

/// `Rabu, 25 November, 09.00: Panen raya, Sawah Kelompok Tani`
fn urgent_line(one: &Happening<'_>) -> String {
    let by = if one.is_deadline() { "paling lambat " } else { "" };
    let hour = Some(wording::start(one.time())).filter(|hour| !hour.is_empty()).map(|hour| format!(", {hour}")).unwrap_or_default();
    let place = one.place().map(|place| format!(", {place}")).unwrap_or_default();
    let title = wording::title(one.title(), one.status());
    capitalized(&format!("{by}{}{hour}: {title}{place}", wording::day_in_week(one.date())))
}

fn is_important(one: &Happening<'_>) -> bool {
    matches!(one.what, What::Occasion(announcement, _) if announcement.important)
}

/// `Sabtu 21 November`
fn day(date: NaiveDate) -> String {
    bind(&format!("{} {}", weekday(date), wording::day_of_month(date)))
}

fn task(when: &str, what: &str) -> sheet::Task {
    sheet::Task { when: when.to_owned(), what: bind(what), ..sheet::Task::default() }
}

/// Tasks of which only the first of a day names it.
fn by_day(mut tasks: Vec<sheet::Task>) -> Vec<sheet::Task> {
    for at in (1..tasks.len()).rev() {
        if tasks[at].when == tasks[at - 1].when {
            tasks[at].when.clear();
        }
    }
    tasks
}

/// `□ 1 □ 2 □ 3`: a line may end between two of them, and nowhere else.
fn rt_boxes(count: u32) -> String {
    (1..=count).map(|rt| format!("□\u{a0}{rt}")).collect::<Vec<_>>().join(" ")
}
