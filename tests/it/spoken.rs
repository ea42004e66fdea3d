//! The page that is read aloud: a village's own news first, in words as one says them, for two minutes.

use chrono::{NaiveDate, NaiveTime};
use warta::model::{DesaCode, FactKind, Occasion, RegionCode, Status, Target, Time};
use warta::plan::Plan;
use warta::plan::news::changes;
use warta::plan::said::{hour, number, said};
use warta::plan::sheet::Spoken;
use warta::press::Press;
use warta::typeset::kinds::Kind;

use crate::pages::{self, Page};
use crate::plan::{Inputs, announcement, entry, inputs, settings, speech};
use crate::weeks::{checked, print};

const OWN: &str = "Balai Desa Karya Baru, Kec. Barambai";

fn own() -> Target {
    Target::Desa(DesaCode::parse("63.04.14.2008").unwrap())
}

fn kecamatan() -> Target {
    Target::Kecamatan(RegionCode::parse("63.04.14").unwrap())
}

/// The parts that are read in Karya Baru.
fn heard(inputs: Inputs) -> Vec<Spoken> {
    let (inputs, settings) = (inputs.located(), settings());
    inputs.plan(&settings).village_sheet(&inputs.registry.villages[3]).spoken
}

#[test]
fn what_is_written_short_is_said_in_words() {
    let table = [
        ("Senin, 30 November 2026, pukul 09.00 WITA", "Senin, tanggal tiga puluh November, pukul sembilan pagi"),
        ("pukul 08.30–10.00 WITA", "pukul setengah sembilan pagi sampai pukul sepuluh pagi"),
        ("jam 19.30 WIB s.d. selesai", "pukul setengah delapan malam sampai selesai"),
        ("13.00", "pukul satu siang"),
        ("08.00-15.00", "pukul delapan pagi sampai pukul tiga sore"),
        ("23–25 Nov. 2026", "tanggal dua puluh tiga sampai dua puluh lima November"),
        ("paling lambat 1 Januari 2027", "paling lambat tanggal satu Januari tahun dua ribu dua puluh tujuh"),
        ("30/11/2026", "tanggal tiga puluh November"),
        ("Senin - Jumat", "Senin sampai Jumat"),
        ("RT 03", "R T tiga"),
        ("RT 01-04", "R T satu sampai empat"),
        ("RT 03/RW 01", "R T tiga, R W satu"),
        ("Rp50.000,-", "lima puluh ribu rupiah"),
        ("Rp1,5 juta", "satu koma lima juta rupiah"),
        ("Rp12.000/kg", "dua belas ribu rupiah per kilogram"),
        ("Rp10.000-Rp15.000", "sepuluh ribu rupiah sampai lima belas ribu rupiah"),
        ("KTP dan KK (asli)", "KTP dan KK, asli"),
        ("KTP/KK", "KTP atau KK"),
        ("“Jalan tani” – dulu", "Jalan tani, dulu"),
        ("H. Syahrani Noor, S.Sos., M.A.P.", "Haji Syahrani Noor"),
        ("Jl. Sudirman No. 72, Kec. Marabahan", "Jalan Sudirman nomor tujuh puluh dua, Kecamatan Marabahan"),
        ("HUT ke-81", "HUT kedelapan puluh satu"),
        ("12,5%", "dua belas koma lima persen"),
        ("2 x 24 jam", "dua kali dua puluh empat jam"),
        ("telp. (0511) 4799", "telepon nol lima satu satu, empat tujuh sembilan sembilan"),
        ("0812-3456-7890", "nol delapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol"),
        ("Triwulan IV", "Triwulan empat"),
        ("e-KTP", "e-KTP"),
    ];
    for (written, words) in table {
        assert_eq!(said(written, 2026), words, "{written}");
    }
}

#[test]
fn hours_and_numbers_are_said_as_usual() {
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let hours = [
        ((8, 30), "setengah sembilan pagi"),
        ((9, 15), "sembilan lewat lima belas menit pagi"),
        ((12, 0), "dua belas siang"),
        ((12, 30), "setengah satu siang"),
        ((13, 0), "satu siang"),
        ((16, 0), "empat sore"),
        ((18, 0), "enam petang"),
        ((19, 30), "setengah delapan malam"),
        ((0, 0), "dua belas malam"),
    ];
    for ((hours, minutes), words) in hours {
        assert_eq!(hour(at(hours, minutes)), words);
    }
    let numbers = [
        (0, "nol"),
        (11, "sebelas"),
        (17, "tujuh belas"),
        (100, "seratus"),
        (1_001, "seribu satu"),
        (2_026, "dua ribu dua puluh enam"),
        (150_000, "seratus lima puluh ribu"),
        (1_250_000, "satu juta dua ratus lima puluh ribu"),
    ];
    for (figures, words) in numbers {
        assert_eq!(number(figures), words);
    }
}

#[test]
fn a_village_hears_its_own_news_first_then_its_kecamatans_then_what_is_important_for_all() {
    let mut inputs = inputs();
    let mut harvest = entry("Panen raya", OWN);
    harvest.note = Some("Warga diundang".to_owned());
    let mut moved = entry("Gotong royong", OWN);
    moved.status = Status::Cancelled;
    inputs.week.agenda = vec![harvest, moved, entry("Rapat camat", "Kantor Kecamatan Barambai"), entry("Rapat staf", "Aula Setda")];
    let mut boundary = announcement("Musyawarah batas desa", vec![own()]);
    boundary.facts.occasions = vec![Occasion {
        date: NaiveDate::from_ymd_opt(2026, 11, 30).unwrap(),
        until: None,
        time: Time::At { start: NaiveTime::from_hms_opt(9, 0, 0).unwrap(), end: warta::model::End::Unsaid, elsewhere: None },
        place: Some("Balai Desa".to_owned()),
        location: warta::model::Location::default(),
        is_deadline: false,
    }];
    let mut important = announcement("Listrik padam", vec![Target::Everyone]);
    important.important = true;
    inputs.week.announcements =
        vec![important, announcement("Harga pupuk", vec![Target::Everyone]), boundary, announcement("Pasar murah", vec![kecamatan()])];
    let parts = heard(inputs);
    let headings: Vec<&str> = parts.iter().map(|part| part.heading.as_str()).collect();
    assert_eq!(headings, ["Dari desa kita", "Dari kecamatan kita", "Untuk semua"]);
    let sentences = |part: usize| parts[part].sentences.join(" ");
    let mine = sentences(0);
    for words in [
        "Rabu, tanggal dua puluh lima November, pukul sembilan pagi, di Balai Desa Karya Baru: Panen raya. Warga diundang.",
        "Acara ini dibatalkan.",
        "Senin, tanggal tiga puluh November, pukul sembilan pagi, di Balai Desa: Musyawarah batas desa.",
    ] {
        assert!(mine.contains(words), "without “{words}”: {mine}");
    }
    assert!(sentences(1).contains("Rapat camat") && sentences(1).contains("Pasar murah"), "{}", sentences(1));
    assert!(sentences(2).contains("Listrik padam") && !sentences(2).contains("Harga pupuk"), "{}", sentences(2));
    let all = parts.iter().flat_map(|part| &part.sentences);
    assert!(all.clone().all(|sentence| !sentence.contains(|c: char| c.is_ascii_digit()) && sentence.ends_with('.')), "{parts:#?}");
    assert!(!all.into_iter().any(|sentence| sentence.contains("Rapat staf")));
}

#[test]
fn a_fact_that_says_what_it_is_about_stands_alone() {
    let mut inputs = inputs();
    let mut item = announcement("Rekam KTP", vec![own()]);
    let fact = |kind, text: &str| warta::model::Fact { kind, text: text.to_owned(), location: warta::model::Location::default() };
    item.facts.all = vec![
        fact(FactKind::Bring, "kartu keluarga asli dan fotokopinya"),
        fact(FactKind::Bring, "Untuk akta kelahiran, sertakan surat keterangan lahir dari bidan"),
        fact(FactKind::Deadline, "paling lambat Sabtu, 12 Desember 2026"),
        fact(FactKind::Cost, "Semua layanan gratis"),
    ];
    inputs.week.announcements = vec![item];
    let parts = heard(inputs);
    assert_eq!(
        parts[0].sentences.join(" "),
        "Rekam KTP. Bawa kartu keluarga asli dan fotokopinya. Untuk akta kelahiran, sertakan surat keterangan lahir dari bidan. \
         Paling lambat Sabtu, tanggal dua belas Desember. Semua layanan gratis."
    );
}

#[test]
fn a_week_of_much_is_read_in_two_minutes_and_one_of_nothing_not_at_all() {
    assert_eq!(heard(inputs()), Vec::new());
    let mut inputs = inputs();
    inputs.week.agenda = (0..40).map(|i| entry(&format!("Rapat koordinasi percepatan penurunan stunting ke-{i}"), OWN)).collect();
    inputs.week.announcements = vec![announcement("Rapat batas desa", vec![own()])];
    let words = |parts: &[Spoken]| parts.iter().flat_map(|part| &part.sentences).map(|said| said.split_whitespace().count()).sum::<usize>();
    let much = words(&heard(inputs.clone()));
    assert!((120..=240).contains(&much), "{much} words");
    // Without news of its own, a village hears of what concerns everyone.
    inputs.week.agenda.clear();
    inputs.week.announcements = vec![announcement("Harga pupuk", vec![Target::Everyone])];
    assert_eq!(heard(inputs)[0].heading, "Untuk semua");
}

#[test]
fn the_page_is_one_names_its_village_and_can_be_switched_off_and_speeches_are_printed_whole() {
    let mut inputs = inputs();
    inputs.week.agenda = (0..20).map(|i| entry(&format!("Pertemuan warga ke-{i}"), OWN)).collect();
    inputs.week.speeches = vec![speech("Jalan tani dulu", 2_000)];
    let village = inputs.registry.villages[3].clone();
    let of = |kind: Kind, aloud: bool| -> Option<Vec<Page>> {
        let mut settings = settings();
        settings.edition.aloud = aloud;
        let checked = checked(inputs.clone(), settings);
        let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
        let (documents, _) = print(&Press::new(&checked, &plan), &village);
        documents.into_iter().find(|(name, _)| *name == kind.name()).map(|(_, pdf)| pages::read(&pdf))
    };
    let aloud = of(Kind::Aloud, true).unwrap();
    assert_eq!(aloud.len(), 1);
    assert!(aloud[0].says("Desa Karya Baru") && aloud[0].says("tanggal dua puluh lima November") && aloud[0].says("2026-11-23"));
    assert!(of(Kind::Aloud, false).is_none());
    let speeches = of(Kind::Speeches, false).unwrap();
    let told: usize = speeches.iter().map(|page| page.text().matches("Jalantanidibangunlebihdahulu").count()).sum();
    // A sentence may be broken by the end of a page.
    assert!((200 - speeches.len()..=200).contains(&told), "{told} of 200 sentences on {} pages", speeches.len());
}

#[test]
fn speeches_are_one_copy_on_both_sides_and_a_correction_does_not_repeat_them() {
    let mut inputs = inputs();
    inputs.week.agenda = vec![entry("Panen raya", OWN)];
    inputs.week.speeches = vec![speech("Jalan tani dulu", 3_000)];
    let checked = checked(inputs, settings());
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let village = &checked.registry.villages[3];
    let contents = press.set(village, None).unwrap().contents;
    let of = |kind: Kind| contents.iter().find(|content| Kind::of_content(content) == Some(kind)).unwrap();
    let speeches = of(Kind::Speeches);
    assert!(speeches.pages > 1, "{speeches:?}");
    assert_eq!((speeches.copies, speeches.sheets as usize), (1, speeches.pages.div_ceil(2)));
    assert_eq!((of(Kind::Aloud).copies, of(Kind::Aloud).sheets), (1, 1));
    let changes = changes(&[], &plan.news().unwrap(), &village.desa);
    let corrected = press.set(village, Some((1, &changes))).unwrap().contents;
    let kinds: Vec<Kind> = corrected.iter().filter_map(Kind::of_content).collect();
    assert!(kinds.contains(&Kind::Aloud) && !kinds.contains(&Kind::Speeches), "{kinds:?}");
    assert!(press.card(village, &plan.village_sheet(village), 1).unwrap().unwrap().0.ends_with("-ralat1.png"));
}
