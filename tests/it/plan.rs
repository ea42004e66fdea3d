//! Who gets what in which words, by tables.

use chrono::{NaiveDate, NaiveTime};
use warta::diagnostic::Place;
use warta::intake::venue;
use warta::model::form::{Form, Letters, Serial, check_character};
use warta::model::{
    Address, AgendaEntry, Announcement, Attachment, Block, Desa, DesaCode, EditionId, End, Facts, Kim, Leader, Location, Officials, Online,
    ReceiptCode, Regency, RegionCode, Registry, Run, Sambutan, Status, Target, Time, Village, Week, Zone,
};
use warta::plan::fit::WHOLE;
use warta::plan::receipts::Receipts;
use warta::plan::settings::{CopySettings, EditionSettings, FormSettings, Mode, OwnForm, PaperSize, Settings, default_answer_days};
use warta::plan::{Plan, excerpt, mark, typography, wording};

use crate::office::edition;

pub fn settings() -> Settings {
    let text = |t: &str| t.to_owned();
    Settings {
        regency: Regency {
            name: text("Kabupaten Barito Kuala"),
            bulletin: text("Warta Barito Kuala"),
            tagline: text("Kabar mingguan untuk warga desa"),
            government: text("Pemerintah Kabupaten Barito Kuala"),
            emblem: None,
            secretariat: text("Sekretariat Daerah"),
            office: text("Bagian Protokol"),
            address: text("Marabahan"),
            phone: None,
            whatsapp: None,
            inspectorate: text("Inspektorat Daerah"),
            full_texts: text("kantor kecamatan"),
            zone: Zone::Wita,
            village_word: None,
            district_word: None,
            village_head: None,
        },
        leaders: ["Bupati", "Wakil Bupati", "Sekda"].map(|o| Leader { office: text(o), name: text("N.") }).to_vec(),
        edition: EditionSettings {
            compiled: text("Jumat 16.00").try_into().unwrap(),
            paper: PaperSize::F4,
            mode: Mode::Normal,
            pages: None,
            masthead_color: None,
            aloud: true,
            card: true,
        },
        copies: CopySettings::default(),
        forms: FormSettings::default(),
        answer_days: default_answer_days(),
        second_letterhead: None,
        numbers: Vec::new(),
        receipts: Receipts::default(),
    }
}

/// What an edition is made from.
#[derive(Debug, Clone)]
pub struct Inputs {
    pub registry: Registry,
    pub week: Week,
}

impl Inputs {
    pub fn plan<'a>(&'a self, settings: &'a Settings) -> Plan<'a> {
        Plan::new(&self.registry, &self.week, settings)
    }

    /// With its events where their venues say, as they are when they were read.
    pub fn located(mut self) -> Self {
        for entry in &mut self.week.agenda {
            entry.location = venue::locate(entry, &self.registry.wilayah).value;
        }
        self
    }
}

pub fn group(name: &str, printed_contact: Option<&str>) -> Option<Kim> {
    Some(Kim { name: name.to_owned(), printed_contact: printed_contact.map(str::to_owned) })
}

pub fn village(code: &str, name: &str, kecamatan: &str) -> Village {
    Village {
        desa: Desa::new(DesaCode::parse(code).unwrap(), name, kecamatan),
        head: None,
        camat: None,
        kim: group("KIM Karya Bersama", None),
        address: Address {
            contact: None,
            emails: Vec::new(),
            attachment: Attachment::Pdf,
            max_mail: None,
            whatsapp: None,
            channels: Vec::new(),
            channels_place: Place::file("kim.xlsx"),
        },
        rt: Some(4),
        copies: None,
        prints_color: false,
        place: Place::file("kim.xlsx"),
    }
}

pub fn entry(title: &str, venue: &str) -> AgendaEntry {
    AgendaEntry {
        date: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(),
        time: Time::At { start: NaiveTime::from_hms_opt(9, 0, 0).unwrap(), end: End::Open, elsewhere: None },
        title: title.to_owned(),
        items: Vec::new(),
        venue: (!venue.is_empty()).then(|| venue.to_owned()),
        location: Location::default(),
        online: Online::No,
        dress: None,
        officials: Officials::Unknown,
        host: None,
        note: None,
        status: Status::Planned,
        place: Place::file("agenda.xlsx"),
    }
}

pub fn announcement(title: &str, targets: Vec<Target>) -> Announcement {
    Announcement {
        title: title.to_owned(),
        targets,
        excluded: Vec::new(),
        sender: None,
        valid_until: None,
        important: false,
        pictures: Vec::new(),
        body: vec![Block::paragraph(vec![Run::plain("Isi pengumuman.")])],
        facts: Facts::default(),
        attachment: Vec::new(),
        place: Place::file("pengumuman/1.md"),
    }
}

pub fn speech(title: &str, words: usize) -> Sambutan {
    let sentence = "Jalan tani dibangun lebih dahulu supaya panen sampai di pasar. ";
    let paragraphs = words / 50;
    Sambutan {
        title: title.to_owned(),
        speaker: "Bupati".to_owned(),
        reader: None,
        event: Some("Panen raya".to_owned()),
        date: NaiveDate::from_ymd_opt(2026, 11, 17),
        venue: Some("Balai desa".to_owned()),
        summary: None,
        quote: None,
        body: (0..paragraphs).map(|_| Block::paragraph(vec![Run::plain(sentence.repeat(5).trim_end())])).collect(),
        place: Place::file("sambutan/1.docx"),
    }
}

/// Two villages named Karya Baru, one that bears its kecamatan's name, and a kelurahan.
pub fn inputs() -> Inputs {
    let villages = vec![
        village("63.04.01.2006", "Karya Baru", "Tabunganen"),
        village("63.04.15.1001", "Marabahan Kota", "Marabahan"),
        village("63.04.14.2001", "Barambai", "Barambai"),
        village("63.04.14.2008", "Karya Baru", "Barambai"),
    ];
    Inputs { registry: Registry::new(villages), week: Week::new(edition()) }
}

#[test]
fn an_event_touches_the_village_it_names_and_its_kecamatan() {
    // Venue → villages that have it as their own, villages that have it nearby, words of the warning.
    let table: &[(&str, &[&str], &[&str], &str)] = &[
        ("Balai Desa Karya Baru, Kec. Barambai", &["63.04.14.2008"], &["63.04.14.2001"], ""),
        ("Desa Karya Baru, Kecamatan Tabunganen", &["63.04.01.2006"], &[], ""),
        ("Desa Karya Baru", &[], &[], "ada 2 desa dengan nama itu: Karya Baru (Tabunganen), Karya Baru (Barambai)"),
        ("Balai 63.04.14.2008", &["63.04.14.2008"], &["63.04.14.2001"], ""),
        ("Kantor Kecamatan Barambai", &[], &["63.04.14.2001", "63.04.14.2008"], ""),
        ("Desa Barambai", &["63.04.14.2001"], &["63.04.14.2008"], ""),
        ("Kel. Marabahan Kota", &["63.04.15.1001"], &[], ""),
        ("DESA KARYA  BARU (KEC BARAMBAI)", &["63.04.14.2008"], &["63.04.14.2001"], ""),
        ("Desa Karia Baru, Kec. Barambai", &[], &["63.04.14.2001", "63.04.14.2008"], "desa di tempat acara tidak ada di daftar KIM"),
        ("Desa Barambai, Kec. Marabahan", &[], &["63.04.15.1001"], "Desa Barambai ada di Kecamatan Barambai, bukan Marabahan"),
        ("Aula Selidah, Kantor Bupati", &[], &[], ""),
        ("", &[], &[], ""),
    ];
    let settings = settings();
    for (venue, own, near, warning) in table {
        let mut inputs = inputs();
        let mut event = entry("Acara", venue);
        let found = venue::locate(&event, &inputs.registry.wilayah);
        event.location = found.value;
        inputs.week.agenda = vec![event];
        let plan = inputs.plan(&settings);
        let touched = |here: bool| -> Vec<&str> {
            let touches = |village: &&Village| plan.agenda_for(village).iter().any(|(_, h)| *h == here);
            inputs.registry.villages.iter().filter(touches).map(|village| village.desa.code.as_str()).collect()
        };
        assert_eq!((touched(true).as_slice(), touched(false).as_slice()), (*own, *near), "{venue}");
        let said: Vec<&str> = found.diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(said, warning.split('\n').filter(|w| !w.is_empty()).collect::<Vec<_>>(), "{venue}");
    }
}

#[test]
fn announcements_come_nearest_first_and_important_before_others() {
    let code = |c| Target::Desa(DesaCode::parse(c).unwrap());
    let kecamatan = || Target::Kecamatan(RegionCode::parse("63.04.14").unwrap());
    let mut urgent = announcement("penting sekecamatan", vec![kecamatan()]);
    urgent.important = true;
    let mut without = announcement("semua kecuali Karya Baru", vec![Target::Everyone]);
    without.excluded = vec![code("63.04.14.2008")];
    let all = vec![
        announcement("semua", vec![Target::Everyone]),
        announcement("sekecamatan", vec![kecamatan()]),
        urgent,
        announcement("kelurahan", vec![Target::Kelurahan]),
        announcement("desa", vec![code("63.04.14.2008")]),
        without,
    ];
    let mut inputs = inputs();
    inputs.week.announcements = all;
    let settings = settings();
    let plan = inputs.plan(&settings);
    let titles = |at: usize| plan.announcements_for(&inputs.registry.villages[at]).iter().map(|a| a.title.as_str()).collect::<Vec<_>>();
    assert_eq!(titles(3), ["desa", "penting sekecamatan", "sekecamatan"]);
    assert_eq!(titles(2), ["penting sekecamatan", "sekecamatan", "semua kecuali Karya Baru"]);
    assert_eq!(titles(1), ["kelurahan", "semua kecuali Karya Baru"]);
    let shared: Vec<String> = plan.edition_sheet(plan.bulletin().step(WHOLE)).announcements.into_iter().map(|a| a.title).collect();
    assert_eq!(shared, ["semua"]);
}

#[test]
fn copies_are_one_for_each_rt_and_one_for_each_place_that_posts_or_keeps_it() {
    let settings = settings();
    let inputs = inputs();
    let plan = inputs.plan(&settings);
    let desa = inputs.registry.villages[3].clone();
    let cases = [
        (desa.clone(), 8, "4 RT, papan, kantor desa, KIM, cadangan"),
        (Village { rt: None, ..desa.clone() }, 8, "4 RT, papan, kantor desa, KIM, cadangan"),
        (Village { rt: Some(1), kim: None, ..desa.clone() }, 4, "1 RT, papan, kantor desa, cadangan"),
        (Village { rt: Some(6), ..inputs.registry.villages[1].clone() }, 10, "6 RT, papan, kantor kelurahan, KIM, cadangan"),
        (Village { copies: Some(20), ..desa }, 20, "jumlah menurut daftar KIM"),
    ];
    for (village, total, note) in cases {
        let copies = plan.copies_for(&village);
        assert_eq!((copies.total, copies.note.as_str()), (total, note));
    }
}

#[test]
fn serials_carry_form_village_edition_and_copy_and_catch_typing_mistakes() {
    let desa = DesaCode::parse("63.04.14.2008").unwrap();
    let made = Serial { form: Form::Complaint, desa, edition: edition(), copy: 1 };
    let serial = made.to_string();
    assert!(serial.starts_with("PGD-6304142008-202648-01-"), "{serial}");
    let read = |typed: &str| typed.parse::<Serial>().ok();
    assert_eq!((read(&serial), read(&serial.to_lowercase().replace('-', " "))), (Some(made.clone()), Some(made.clone())));
    // What is made is read, whatever the form, the year and the copy; a zero too many is no serial.
    let own = Form::of_prefix("SNS").unwrap();
    assert_eq!((own.name(), own.prefix()), ("sns", "SNS"));
    for form in Form::BUILT_IN.into_iter().chain([own]) {
        for monday in ["2026-12-28", "2027-01-04", "2031-12-29"] {
            for copy in [1, 9, 10, 99, 100] {
                let made = Serial { form, edition: EditionId::parse(monday).unwrap(), copy, ..made.clone() };
                assert_eq!(read(&made.to_string()), Some(made));
            }
        }
    }
    let padded = "PGD-6304142008-202648-001";
    assert_eq!(read(&format!("{padded}-{}", check_character(padded))), None);
    // Every single wrong character, and every swap of different neighbours, is caught.
    let plain: Vec<char> = serial.chars().filter(|c| *c != '-').collect();
    for at in 0..plain.len() {
        for wrong in ('0'..='9').chain('A'..='Z').filter(|c| *c != plain[at]) {
            let mut typed = plain.clone();
            typed[at] = wrong;
            assert_eq!(read(&typed.iter().collect::<String>()), None, "{typed:?}");
        }
    }
    let swaps = (1..plain.len()).filter(|at| plain[*at] != plain[at - 1]);
    let missed = swaps.filter(|at| {
        let mut typed = plain.clone();
        typed.swap(*at, at - 1);
        read(&typed.iter().collect::<String>()).is_some()
    });
    assert_eq!(missed.count(), 0);
    // ISO 7064's own example for MOD 37,36.
    assert_eq!(check_character("A12425GABC1234002"), 'M');
}

#[test]
fn the_settings_of_forms_reach_layouts_and_serials() {
    let (inputs, mut settings) = (inputs(), settings());
    let own = |letters: &str, count| OwnForm {
        letters: Letters::try_from(letters.to_owned()).unwrap(),
        title: "Formulir Sensus".to_owned(),
        layout: "formulir-sensus".to_owned(),
        count,
    };
    settings.forms = FormSettings { own: vec![own("sns", 2), own("ABC", 0)], back: true, activity_days: 10, ..settings.forms };
    settings.answer_days.plain_name = String::new();
    let plan = inputs.plan(&settings);
    let sheet = plan.edition_sheet(plan.bulletin().step(WHOLE));
    let [told] = sheet.own_forms.as_slice() else { panic!("those that villages get: {:?}", sheet.own_forms) };
    assert_eq!((told.name.as_str(), told.prefix.as_str(), told.layout.as_str()), ("sns", "SNS", "formulir-sensus"));
    assert!(sheet.form_back && sheet.activity_deadline == "paling lambat 10\u{a0}hari sebelum acara", "{}", sheet.activity_deadline);
    assert!(sheet.kept.starts_with("selama diperlukan"), "{}", sheet.kept);
    assert_eq!((sheet.answer_days.information_name.as_str(), sheet.answer_days.plain_name.as_str()), ("normatif", ""));
    let serials = plan.serials_for(&inputs.registry.villages[3]);
    let many: Vec<(&str, usize)> = serials.iter().map(|(form, serials)| (form.name(), serials.len())).collect();
    assert_eq!(many, [("kegiatan", 1), ("pengaduan", 3), ("rahasia", 1), ("abc", 0), ("sns", 2)]);
}

#[test]
fn receipt_codes_are_short_valid_and_different_and_only_the_office_can_draw_them() {
    let desa = |number: u32| DesaCode::parse(&format!("63.04.14.{number}")).unwrap();
    let (one, next) = (&desa(2001), EditionId::parse("2026-11-30").unwrap());
    let receipts = Receipts::new(Some([7; 32]));
    let mut codes: Vec<ReceiptCode> = (2001..2200).map(|number| receipts.code(&desa(number), edition(), 0)).collect();
    // Of one village too: each edition, each correction, each turn, each office has its own.
    codes.extend([receipts.code(one, next, 0), receipts.code(one, edition(), 1), receipts.draw(one, edition(), 0, 1).unwrap()]);
    codes.push(Receipts::new(Some([8; 32])).code(one, edition(), 0));
    let different: std::collections::BTreeSet<&ReceiptCode> = codes.iter().collect();
    assert_eq!(different.len(), 203);
    for code in &codes {
        assert!(code.as_str().len() == 9 && !code.as_str().contains(['I', 'L', 'O', 'U']), "{code}");
        assert_eq!(ReceiptCode::parse(code.as_str()).as_ref(), Some(code));
    }
    assert_eq!(Receipts::new(Some([7; 32])).draw(one, edition(), 0, 0).unwrap(), codes[0], "the same every time");
    // An office that has published nothing has no secret: what its preview shows is no code.
    let none = Receipts::default().code(one, edition(), 0);
    assert_eq!((none.as_str(), ReceiptCode::parse(none.as_str())), ("0000-0000", None));
}

#[test]
fn a_forms_qr_code_says_its_serial() {
    let desa = DesaCode::parse("63.04.14.2008").unwrap();
    let serial = Serial { form: Form::Complaint, desa, edition: edition(), copy: 1 };
    let mark = mark::mark(&serial);
    assert_eq!(mark.text, serial.to_string());
    assert!(mark.qr.starts_with("<svg") && mark.qr.contains("viewBox=\"0 0 33 33\""), "version 2 with its quiet zone: {}", &mark.qr[..90]);
}

#[test]
fn texts_are_shortened_at_a_sentence_and_say_so() {
    let mut inputs = inputs();
    inputs.week.speeches = vec![speech("Pidato", 900)];
    let settings = settings();
    let plan = inputs.plan(&settings);
    let whole = plan.edition_sheet(plan.bulletin().step(WHOLE)).speeches.remove(0);
    assert_eq!(whole.shortened, None);
    let mut cut =
        plan.bulletin().steps().iter().map(|fit| plan.edition_sheet(fit).speeches.remove(0)).filter(|one| one.shortened.is_some());
    let short = cut.next().unwrap();
    let words: usize = short.body.iter().map(Block::words).sum();
    assert!((700..900).contains(&words), "a step takes little: {words}");
    assert_eq!(short.shortened.unwrap(), "Naskah lengkap: lembar sambutan di kantor desa atau kelurahan.");
    let Some(Block::Paragraph { runs, .. }) = short.body.last() else { panic!() };
    // At a sentence's end, with a sign that the speaker went on.
    assert!(runs.last().unwrap().text.ends_with(".\u{a0}…"));
}

#[test]
fn an_excerpt_does_not_end_in_an_announcement_or_an_abbreviation() {
    let paragraph = |text: &str| Block::paragraph(vec![Run::plain(text)]);
    let text = vec![
        paragraph("Satu dua tiga empat lima enam tujuh delapan sembilan sepuluh."),
        paragraph("Bawalah:"),
        paragraph("Rapat di Kec. Barambai dipimpin H. Ahmad Yani pada hari Senin depan bersama seluruh warga desa."),
    ];
    let kept = excerpt::excerpt(&text, 14).unwrap();
    assert_eq!(kept, text[..1]);
    assert_eq!(excerpt::excerpt(&text, 40), None);
}

#[test]
fn dates_and_times_are_worded_as_indonesia_prints_them() {
    let at = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
    let time = |start, end, elsewhere| Time::At { start, end, elsewhere };
    assert_eq!(wording::time(&time(at(9, 0), End::Open, None), Some(Zone::Wita)), "09.00 WITA–selesai");
    assert_eq!(wording::time(&time(at(8, 30), End::At(at(10, 0)), None), Some(Zone::Wita)), "08.30–10.00 WITA");
    assert_eq!(wording::time(&time(at(14, 0), End::Unsaid, Some((at(13, 0), Zone::Wib))), None), "14.00 (13.00 WIB)");
    assert_eq!(wording::time(&Time::Named { text: "Ba'da Isya".to_owned(), near: at(20, 0) }, None), "Ba’da Isya");
    assert_eq!(wording::week(edition()), "Senin, 23 – Minggu, 29 November 2026");
    let crossing = EditionId::parse("2026-12-28").unwrap();
    assert_eq!(wording::week(crossing), "Senin, 28 Desember 2026 – Minggu, 3 Januari 2027");
    assert_eq!(crossing.label(), "Edisi 53 Tahun 2026");
    let closing = settings().edition.compiled;
    assert_eq!(wording::compiled(edition(), closing, Zone::Wita), "Disusun Jumat, 20 November 2026, pukul 16.00 WITA");
}

#[test]
fn lines_do_not_break_inside_names_dates_and_numbers() {
    let table = [
        ("pada 17 Mei 2021 pukul 09.00 WITA di RT 03", "pada 17~Mei~2021 pukul~09.00~WITA di RT~03"),
        ("H. Syahrani Noor, S.Sos., M.A.P. dan dr. Budi", "H.~Syahrani Noor,~S.Sos.,~M.A.P. dan dr.~Budi"),
        ("Bupati diwakili Asisten II.", "Bupati diwakili Asisten~II."),
        ("Jl. Handil, Kec. Barambai, No. 5, 12 kg, Rp20 juta", "Jl.~Handil, Kec.~Barambai, No.~5, 12~kg, Rp20~juta"),
    ];
    for (plain, bound) in table {
        assert_eq!(typography::bind(plain).replace('\u{a0}', "~"), bound);
    }
}

#[test]
fn kades_and_lurah_are_called_what_they_are() {
    let inputs = inputs();
    let settings = settings();
    let plan = inputs.plan(&settings);
    let desa = plan.village_sheet(&inputs.registry.villages[3]);
    let kelurahan = plan.village_sheet(&inputs.registry.villages[1]);
    assert_eq!((desa.title.as_str(), desa.head_title.as_str()), ("Desa Karya Baru", "Kepala Desa Karya Baru"));
    assert_eq!((kelurahan.title.as_str(), kelurahan.head_title.as_str()), ("Kelurahan Marabahan Kota", "Lurah Marabahan Kota"));
}
