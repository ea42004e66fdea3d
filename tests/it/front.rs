//! The front page, the board's cards, and what gives way to keep the pages: by tables, and over texts of any length.

use chrono::{Days, NaiveDate, NaiveTime};
use proptest::prelude::*;
use warta::config::Config;
use warta::model::{
    Announcement, Block, DesaCode, End, Fact, FactKind, Facts, Location, Occasion, Official, Officials, RegionCode, Run, Status, Target,
    Time,
};
use warta::plan::Plan;
use warta::plan::fit::{LEAST, WHOLE};
use warta::plan::settings::{Mode, Settings};
use warta::plan::sheet::{self, Article};

use crate::office::{edition, root};
use crate::plan::{Inputs, announcement, entry, inputs, settings, speech};

/// Karya Baru in Barambai, among the villages of [`inputs`].
const VILLAGE: usize = 3;

fn village_code() -> DesaCode {
    DesaCode::parse("63.04.14.2008").unwrap()
}

fn kecamatan() -> RegionCode {
    RegionCode::parse("63.04.14").unwrap()
}

fn day(after_monday: u64) -> NaiveDate {
    edition().monday() + Days::new(after_monday)
}

fn at(hour: u32) -> Time {
    Time::At { start: NaiveTime::from_hms_opt(hour, 0, 0).unwrap(), end: End::Unsaid, elsewhere: None }
}

fn here() -> Location {
    Location { desa: vec![village_code()], kecamatan: vec![kecamatan()] }
}

fn fact(kind: FactKind, text: &str, location: Location) -> Fact {
    Fact { kind, text: text.to_owned(), location }
}

/// A text of so many words, in sentences of nine.
fn prose(words: usize) -> Vec<Block> {
    let sentence = "Warga diminta datang ke kantor desa sebelum hari Jumat. ";
    vec![Block::paragraph(vec![Run::plain(sentence.repeat(words.div_ceil(9)).trim_end())])]
}

fn words(blocks: &[Block]) -> usize {
    blocks.iter().map(Block::words).sum()
}

/// An announcement of a text with facts.
fn told(title: &str, targets: Vec<Target>, rest: Vec<Block>) -> Announcement {
    let all = vec![
        fact(FactKind::When, "Senin, 30 November 2026", Location::default()),
        fact(FactKind::When, "pukul 09.00 WITA sampai selesai", Location::default()),
        fact(FactKind::Where, "Balai desa", Location::default()),
        fact(FactKind::Bring, "KTP dan surat tanah", Location::default()),
    ];
    let body = rest.clone();
    Announcement { body, facts: Facts { all, occasions: Vec::new(), rest }, ..announcement(title, targets) }
}

fn occasion(date: NaiveDate, location: Location) -> Occasion {
    let place = Some("Balai Desa Karya Baru, Kecamatan Barambai".to_owned());
    Occasion { date, until: None, time: at(9), place, location, is_deadline: false }
}

/// The village's own, its kecamatan's and everyone's, a speech, and events.
fn full_week() -> Inputs {
    let mut inputs = inputs();
    inputs.week.announcements = vec![
        told("Musyawarah batas", vec![Target::Desa(village_code())], prose(180)),
        told("Listrik padam", vec![Target::Desa(village_code())], prose(120)),
        told("Rekam KTP", vec![Target::Kecamatan(kecamatan())], prose(160)),
        told("Harga pupuk", vec![Target::Everyone], prose(200)),
        told("Jadwal feri", vec![Target::Everyone], prose(90)),
    ];
    inputs.week.speeches = vec![speech("Jalan tani dulu", 950), speech("Guru di ujung handil", 700)];
    for i in 0..12 {
        let mut event = entry(&format!("Rapat koordinasi ke-{i}"), "Aula Selidah");
        event.date = day(i / 2);
        event.officials = Officials::Named(vec![Official::coming("Bupati"), Official::coming("Sekda")]);
        event.note = (i % 4 == 0).then(|| "Warga dipersilakan datang".to_owned());
        inputs.week.agenda.push(event);
    }
    inputs
}

/// The articles of a village's bulletin at a step: its own, then everyone's.
fn articles(plan: &Plan<'_>, village: usize, step: usize) -> Vec<Article> {
    let mut sheet = plan.village_sheet(&plan.villages()[village]);
    plan.fit_village(&mut sheet, &plan.villages()[village], plan.bulletin().step(step));
    let edition = plan.edition_sheet(plan.bulletin().step(step));
    sheet.front.lead.into_iter().chain(sheet.announcements).chain(edition.announcements).collect()
}

#[test]
fn facts_stay_at_every_step_of_every_paper() {
    let (inputs, settings) = (full_week(), settings());
    let plan = inputs.plan(&settings);
    let village = &plan.villages()[VILLAGE];
    for step in 0..=plan.bulletin().last() {
        for article in articles(&plan, VILLAGE, step) {
            let facts: Vec<(&str, String)> =
                article.key_facts.iter().map(|fact| (fact.label.as_str(), fact.text.replace('\u{a0}', " "))).collect();
            let when = "Senin, 30 November 2026, pukul 09.00 WITA sampai selesai".to_owned();
            let wanted = [("Kapan", when), ("Di mana", "Balai desa".to_owned()), ("Bawa", "KTP dan surat tanah".to_owned())];
            assert_eq!(facts, wanted, "step {step}: {}", article.title);
        }
    }
    for fit in plan.board().steps() {
        let mut sheet = plan.village_sheet(village);
        plan.fit_board(&mut sheet, village, fit);
        // What is not told is named.
        let is_told = |title: &str| sheet.announcements.iter().any(|article| article.title.replace('\u{a0}', " ") == title);
        assert!(is_told("Musyawarah batas") && is_told("Listrik padam"), "{fit:?}");
        assert!(is_told("Rekam KTP") || sheet.see_also.contains(&"Rekam KTP".to_owned()), "{fit:?}");
        assert!(sheet.announcements.iter().chain(&sheet.board_shared).all(|article| article.key_facts.len() == 3), "{fit:?}");
    }
}

#[test]
fn facts_and_rows_for_other_places_are_left_out() {
    let elsewhere = Location { desa: Vec::new(), kecamatan: vec![RegionCode::parse("63.04.15").unwrap()] };
    let near = Location { desa: Vec::new(), kecamatan: vec![kecamatan()] };
    let cell = |text: &str| vec![Run::plain(text)];
    let row = |day: &str, place: &str| vec![cell(day), cell(place)];
    let table = Block::Table {
        header: row("Hari", "Tempat"),
        align: vec![warta::model::rich_text::Align::Left; 2],
        rows: vec![row("Selasa, 24 November", "Kantor Kecamatan Barambai"), row("Kamis, 26 November", "Kantor Kecamatan Marabahan")],
    };
    let mut item = announcement("Rekam KTP", vec![Target::Kecamatan(kecamatan())]);
    item.facts = Facts {
        all: vec![
            fact(FactKind::When, "Selasa, 24 November, Kantor Kecamatan Barambai", near),
            fact(FactKind::When, "Kamis, 26 November, Kantor Kecamatan Marabahan", elsewhere.clone()),
            fact(FactKind::Bring, "Kartu keluarga", Location::default()),
        ],
        occasions: Vec::new(),
        rest: vec![table.clone()],
    };
    let everywhere = Announcement { targets: vec![Target::Everyone], ..item.clone() };
    let mut far = item.clone();
    far.facts.all.iter_mut().take(1).for_each(|fact| fact.location = elsewhere.clone());
    let lead = |item: Announcement| {
        let (mut inputs, settings) = (inputs(), settings());
        inputs.week.announcements = vec![item];
        let plan = inputs.plan(&settings);
        (plan.village_sheet(&plan.villages()[VILLAGE]).front.lead.unwrap(), plan.edition_sheet(plan.bulletin().step(WHOLE)))
    };
    let rows = |article: &Article| match article.body.first() {
        Some(Block::Table { rows, .. }) => rows.len(),
        _ => 0,
    };
    let (own, _) = lead(item);
    assert_eq!((own.key_facts.len(), rows(&own)), (2, 0), "the other kecamatan's day is left out, and theirs is a fact");
    let (_, edition) = lead(everywhere);
    assert_eq!((edition.announcements[0].key_facts.len(), rows(&edition.announcements[0])), (3, 2), "everyone reads all");
    let (all, _) = lead(far);
    assert_eq!((all.key_facts.len(), rows(&all)), (3, 2), "where nothing is near, all is told");
}

#[test]
fn what_the_facts_say_is_not_told_again_in_a_table() {
    let row = |cells: [&str; 4]| cells.map(|text| vec![Run::plain(text)]).to_vec();
    let table = |rows: Vec<[&str; 4]>| Block::Table {
        header: row(["No.", "Hari", "Tempat", "Kuota"]),
        align: vec![warta::model::rich_text::Align::Left; 4],
        rows: rows.into_iter().map(row).collect(),
    };
    let said = ["1.", "Selasa, 24 November 2026", "Kantor Kecamatan Barambai", ""];
    let more = ["2.", "Rabu, 25 November 2026", "Balai Desa Karya Baru", "50 orang"];
    // The blocks of the text → the rows that are left, and whether the table is.
    let left = |rest: Vec<Block>| {
        let mut item = announcement("Rekam KTP", vec![Target::Desa(village_code())]);
        let all = vec![
            fact(FactKind::When, "Selasa, 24 November 2026, pukul 09.00, Kantor Kecamatan Barambai", Location::default()),
            fact(FactKind::When, "Rabu, 25 November 2026, Balai Desa Karya Baru", Location::default()),
        ];
        item.facts = Facts { all, occasions: Vec::new(), rest };
        let (mut inputs, settings) = (inputs(), settings());
        inputs.week.announcements = vec![item];
        let plan = inputs.plan(&settings);
        let lead = plan.village_sheet(&plan.villages()[VILLAGE]).front.lead.unwrap();
        assert_eq!(lead.key_facts.len(), 2);
        lead.body.iter().find_map(|block| match block {
            Block::Table { rows, .. } => Some(rows.len()),
            _ => None,
        })
    };
    let line = |text: &str| Block::paragraph(vec![Run::plain(text)]);
    assert_eq!(left(vec![line("Datanglah."), table(vec![said])]), None);
    assert_eq!(left(vec![line("Datanglah."), table(vec![said, more])]), Some(1), "the facts do not say how many may come");
    assert_eq!(left(vec![line("Jadwalnya sebagai berikut:"), table(vec![said])]), Some(1), "else a line would announce nothing");
    let below = ["3.", "", "Balai Desa Sungai Kali", "20 orang"];
    assert_eq!(left(vec![line("Datanglah."), table(vec![said, below])]), Some(2), "an empty cell may stand for the one above");
}

#[test]
fn a_clause_that_goes_on_about_the_text_is_left_to_it_while_it_is_whole() {
    let clause = "Warga dapat mendaftarkannya pada Sabtu terakhir setiap bulan";
    let mut body = vec![Block::paragraph(vec![Run::plain(format!("Barang besar tidak diangkut. {clause}."))])];
    body.extend(prose(400));
    let mut item = announcement("Jadwal sampah", vec![Target::Desa(village_code())]);
    let all = ["Mulai Selasa, 1 Desember 2026", clause].map(|text| fact(FactKind::When, text, Location::default())).to_vec();
    item.facts = Facts { all, occasions: Vec::new(), rest: body.clone() };
    item.body = body;
    let (mut inputs, settings) = (inputs(), settings());
    inputs.week.announcements = vec![item];
    let plan = inputs.plan(&settings);
    let told = |step: usize| articles(&plan, VILLAGE, step).remove(0).key_facts.len();
    assert_eq!((told(WHOLE), told(plan.bulletin().last())), (1, 2));
}

/// What gives way at a step, in the order in which it may.
fn given_way(plan: &Plan<'_>, step: usize) -> [bool; 6] {
    let fit = plan.bulletin().step(step);
    let edition = plan.edition_sheet(fit);
    let mut sheet = plan.village_sheet(&plan.villages()[VILLAGE]);
    plan.fit_village(&mut sheet, &plan.villages()[VILLAGE], fit);
    let entries = || edition.agenda.iter().flat_map(|day| &day.entries);
    let is_cut = |article: &Article| article.shortened.is_some() || article.body.is_empty();
    let own = [sheet.front.lead.as_ref().unwrap(), &sheet.announcements[0]];
    [
        edition.speeches.iter().any(is_cut),
        entries().any(|entry| !entry.public && entry.officials.is_none()),
        edition.announcements.iter().any(is_cut),
        is_cut(&sheet.announcements[1]),
        entries().any(|entry| entry.place.is_none()),
        own.into_iter().any(is_cut),
    ]
}

#[test]
fn what_is_nearest_gives_way_last_and_little_at_a_time() {
    let (inputs, settings) = (full_week(), settings());
    let plan = inputs.plan(&settings);
    let mut before = [false; 6];
    let mut bytes = usize::MAX;
    for step in WHOLE..=plan.bulletin().last() {
        let now = given_way(&plan, step);
        for (at, (was, is)) in before.iter().zip(&now).enumerate() {
            assert!(*is || !*was, "step {step}: {at} comes back");
            assert!(!*is || now[..at].iter().all(|earlier| *earlier), "step {step}: {at} gives way before others: {now:?}");
        }
        before = now;
        let said = serde_json::to_string(&plan.edition_sheet(plan.bulletin().step(step))).unwrap().len();
        // Four pages hold about 25,000 bytes.
        assert!(bytes == usize::MAX || bytes.saturating_sub(said) < 2500, "step {step} takes {} bytes at once", bytes - said);
        bytes = said;
    }
    assert_eq!(before, [true; 6], "at the last step all has given way");
    // Speeches give way one after the other, the longest first.
    let cut = (WHOLE..).map(|step| plan.edition_sheet(plan.bulletin().step(step)).speeches);
    let first = cut.take(200).find(|speeches| speeches.iter().any(|speech| speech.shortened.is_some())).unwrap();
    assert_eq!(first.iter().map(|speech| speech.shortened.is_some()).collect::<Vec<_>>(), [true, false]);
}

/// A text of paragraphs, lists and tables.
fn any_text() -> impl Strategy<Value = Vec<Block>> {
    let cell = |words: usize| vec![Run::plain("kata ".repeat(words).trim_end())];
    let sentences = prop::collection::vec(2..30usize, 1..6);
    let paragraph = sentences.prop_map(|lengths| {
        let text = lengths.iter().map(|words| format!("Warga {} pulang.", "desa ".repeat(*words).trim_end())).collect::<Vec<_>>();
        Block::paragraph(vec![Run::plain(text.join(" "))])
    });
    let list = prop::collection::vec(1..25usize, 1..8).prop_map(move |items| Block::List {
        ordered: false,
        start: 1,
        items: items.into_iter().map(|words| vec![Block::paragraph(cell(words))]).collect(),
    });
    let table = prop::collection::vec(1..9usize, 1..12).prop_map(move |rows| Block::Table {
        header: vec![cell(1), cell(1)],
        align: vec![warta::model::rich_text::Align::Left; 2],
        rows: rows.into_iter().map(|words| vec![cell(words), cell(1)]).collect(),
    });
    prop::collection::vec(prop_oneof![3 => paragraph, 1 => list, 1 => table], 1..6)
}

proptest! {
    // The same texts every time.
    #![proptest_config(ProptestConfig { cases: 40, rng_seed: proptest::test_runner::RngSeed::Fixed(48), failure_persistence: None, ..ProptestConfig::default() })]

    /// However many pages there are, a village's own keeps its facts, and in the bulletin so many words.
    #[test]
    fn a_villages_own_is_never_only_named(first in any_text(), second in any_text()) {
        let (mut inputs, settings) = (inputs(), settings());
        let own = || vec![Target::Desa(village_code())];
        inputs.week.announcements = vec![told("Musyawarah batas", own(), first.clone()), told("Listrik padam", own(), second.clone())];
        let plan = inputs.plan(&settings);
        let village = &plan.villages()[VILLAGE];
        let wanted = [words(&first).min(LEAST), words(&second).min(LEAST)];
        let judge = |articles: Vec<Article>, wanted: [usize; 2], what: &str| {
            for (article, wanted) in articles.iter().zip(wanted) {
                let left = words(&article.body);
                prop_assert!(left >= wanted && article.key_facts.len() == 3, "{what}: {left} words of “{}”", article.title);
            }
            Ok(())
        };
        for step in 0..=plan.bulletin().last() {
            judge(articles(&plan, VILLAGE, step), wanted, &format!("buletin, {step}"))?;
        }
        for fit in plan.board().steps() {
            let mut sheet = plan.village_sheet(village);
            plan.fit_board(&mut sheet, village, fit);
            prop_assert_eq!(sheet.announcements.len(), 2);
            // One page, whose type never gets smaller, keeps the facts.
            judge(sheet.announcements, [0, 0], &format!("papan, {fit:?}"))?;
        }
    }
}

#[test]
fn the_lead_is_what_matters_most_here_and_stands_nowhere_else() {
    let desa = || vec![Target::Desa(village_code())];
    let near = || vec![Target::Kecamatan(kecamatan())];
    let everyone = || vec![Target::Everyone];
    let item = |title: &str, targets: Vec<Target>, important: bool| Announcement { important, ..announcement(title, targets) };
    // Announcements → the lead, its rubric, its place among those for everyone, the village's others.
    type Row<'r> = (Vec<Announcement>, &'r str, &'r str, Option<usize>, &'r [&'r str]);
    let table: Vec<Row<'_>> = vec![
        (vec![item("a", everyone(), false), item("b", everyone(), false)], "a", "Untuk semua warga", Some(0), &[]),
        (vec![item("a", everyone(), false), item("b", near(), false)], "b", "Untuk kecamatan Anda", None, &[]),
        (vec![item("b", near(), false), item("c", desa(), false)], "c", "Untuk desa Anda", None, &["b"]),
        (vec![item("a", everyone(), false), item("d", everyone(), true), item("c", desa(), false)], "d", "Penting", Some(0), &["c"]),
        (vec![item("d", everyone(), true), item("b", near(), true), item("c", desa(), false)], "b", "Penting", None, &["c"]),
    ];
    for (announcements, title, rubric, shared, others) in table {
        let (mut inputs, settings) = (inputs(), settings());
        inputs.week.announcements = announcements;
        let plan = inputs.plan(&settings);
        let sheet::Village { front, announcements, .. } = plan.village_sheet(&plan.villages()[VILLAGE]);
        let lead = front.lead.as_ref().unwrap();
        assert_eq!((lead.title.as_str(), front.lead_rubric.as_deref(), front.lead_shared), (title, Some(rubric), shared));
        assert_eq!(announcements.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), others, "{title}");
        if let Some(at) = shared {
            assert_eq!(plan.edition_sheet(plan.bulletin().step(WHOLE)).announcements[at].title, title);
        }
    }
    let (inputs, settings) = (inputs(), settings());
    let plan = inputs.plan(&settings);
    assert_eq!(plan.village_sheet(&plan.villages()[VILLAGE]).front.lead, None, "nothing is announced");
}

/// A week of the village: an event in it, one in its kecamatan, one elsewhere; a meeting in the week after.
fn village_week() -> Inputs {
    let mut inputs = inputs();
    let mut own = entry("Panen raya padi dan dialog dengan petani", "Balai Desa Karya Baru, Kec. Barambai");
    own.note = Some("Warga dipersilakan datang".to_owned());
    let mut near = entry("Pengarahan bendahara desa", "Kantor Kecamatan Barambai");
    near.time = at(8);
    let mut gone = entry("Senam pagi", "Kantor Kecamatan Barambai");
    gone.status = Status::Cancelled;
    let mut far = entry("Pentas seni pelajar", "Gedung Serba Guna, Marabahan");
    far.note = Some("Terbuka untuk umum".to_owned());
    far.date = day(0);
    inputs.week.agenda = vec![far, near, own, gone];
    let mut meeting = announcement("Musyawarah batas Desa Karya Baru", vec![Target::Desa(village_code())]);
    meeting.facts.occasions = vec![occasion(day(7), here())];
    meeting.facts.all = vec![fact(FactKind::Bring, "KTP dan surat tanah", Location::default())];
    inputs.week.announcements = vec![meeting];
    inputs.located()
}

#[test]
fn the_week_stands_on_seven_days_the_villages_own_first() {
    let (inputs, settings) = (village_week(), settings());
    let plan = inputs.plan(&settings);
    let front = plan.village_sheet(&plan.villages()[VILLAGE]).front;
    assert_eq!(front.strip.iter().map(|day| day.day.as_str()).collect::<Vec<_>>().join(" "), "Senin Selasa Rabu Kamis Jumat Sabtu Minggu");
    let filled: Vec<(&str, usize, usize)> = front.strip.iter().map(|day| (day.date.as_str(), day.items.len(), day.more)).collect();
    assert_eq!(filled[..3], [("23", 0, 0), ("24", 0, 0), ("25", 2, 1)], "what is elsewhere is not this village's week");
    let titles: Vec<(&str, bool)> = front.strip[2].items.iter().map(|item| (item.title.as_str(), item.here)).collect();
    assert_eq!(titles, [("Panen raya padi dan dialog", true), ("Pengarahan bendahara desa", false)]);
    assert_eq!(
        front.next_week.iter().map(|line| line.replace('\u{a0}', " ")).collect::<Vec<_>>(),
        ["Senin, 30 November: 09.00 Musyawarah batas Desa Karya Baru"]
    );
    let open: Vec<&str> = front.open.iter().map(|event| event.title.as_str()).collect();
    assert_eq!(open, ["Pentas seni pelajar", "Panen raya padi dan dialog dengan petani"], "by day");
    assert_eq!(front.open[1].when.replace('\u{a0}', " "), "Rabu, 25 November, 09.00");
    assert_eq!(front.contents, ["Agenda pimpinan: 4 acara"]);
}

/// A week in which a road of the village is closed from one day to another.
fn closed_road(from: NaiveDate, until: NaiveDate) -> Inputs {
    let mut inputs = inputs();
    let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let time = Time::At { start: clock(22), end: End::At(clock(4)), elsewhere: None };
    let mut road = announcement("Jalan Desa Karya Baru ditutup", vec![Target::Desa(village_code())]);
    road.facts.occasions =
        vec![Occasion { date: from, until: Some(until), time, place: None, location: Location::default(), is_deadline: false }];
    inputs.week.announcements = vec![road];
    inputs.week.agenda = ["Panen raya", "Rapat desa"].map(|title| entry(title, "Balai Desa Karya Baru, Kec. Barambai")).to_vec();
    inputs.located()
}

#[test]
fn what_goes_on_for_days_has_a_row_below_them() {
    let settings = settings();
    let rows = |inputs: &Inputs| {
        let plan = inputs.plan(&settings);
        let front = plan.village_sheet(&plan.villages()[VILLAGE]).front;
        assert!(front.open.iter().all(|event| !event.title.contains("ditutup")), "nobody can come to a closed road");
        let items = front.strip.iter().flat_map(|day| &day.items);
        assert!(items.map(|item| item.title.as_str()).eq(["Panen raya", "Rapat desa"]), "the days have what is theirs alone");
        let words = |one: &sheet::StripPeriod| {
            format!("{}+{} {}: {} {}", one.first, one.days, one.when, one.time, one.title).replace('\u{a0}', " ")
        };
        front.periods.iter().map(words).collect::<Vec<_>>()
    };
    let all = rows(&closed_road(day(0), day(12)));
    assert_eq!(all, ["0+7 Senin 23–Minggu 29: 22.00–04.00 Jalan Desa Karya Baru ditutup (sampai 5 Des.)"]);
    // It began before the week, and ends in it.
    let all = rows(&closed_road(day(0) - Days::new(7), day(4)));
    assert_eq!(all, ["0+5 Senin 23–Jumat 27: 22.00–04.00 Jalan Desa Karya Baru ditutup"]);
    let next = closed_road(day(7), day(9));
    let plan = next.plan(&settings);
    let lines = plan.village_sheet(&plan.villages()[VILLAGE]).front.next_week;
    assert_eq!(lines.len(), 1);
    let words = "Senin, 30 November sampai Rabu, 2 Desember: 22.00–04.00 Jalan Desa Karya Baru ditutup";
    assert_eq!(lines[0].replace('\u{a0}', " "), words);
}

#[test]
fn cards_and_the_loudspeaker_say_both_ends_and_the_hours() {
    let settings = settings();
    let table = [
        (
            (0, 12),
            ("Senin", "23 November – Sabtu 5 Desember"),
            "Mulai Senin, tanggal dua puluh tiga November, sampai Sabtu, tanggal lima Desember, \
             pukul sepuluh malam sampai pukul empat pagi: Jalan Desa Karya Baru ditutup.",
        ),
        (
            (1, 5),
            ("Selasa", "24 – Sabtu 28 November"),
            "Mulai Selasa, tanggal dua puluh empat November, sampai Sabtu, tanggal dua puluh delapan November, \
             pukul sepuluh malam sampai pukul empat pagi: Jalan Desa Karya Baru ditutup.",
        ),
        (
            (-7, 4),
            ("Sampai", "Jumat 27 November"),
            "Sampai Jumat, tanggal dua puluh tujuh November, \
             pukul sepuluh malam sampai pukul empat pagi: Jalan Desa Karya Baru ditutup.",
        ),
    ];
    for ((from, until), (day, date), words) in table {
        let at = |days: i64| edition().monday() + chrono::TimeDelta::days(days);
        let inputs = closed_road(at(from), at(until));
        let plan = inputs.plan(&settings);
        let village = &plan.villages()[VILLAGE];
        let mut sheet = plan.village_sheet(village);
        plan.fit_board(&mut sheet, village, plan.board().step(0));
        let card = sheet.cards.iter().find(|card| card.title.contains("ditutup")).unwrap();
        let said = [&card.day, &card.date, &card.time].map(|text| text.replace('\u{a0}', " "));
        assert_eq!(said, [day, date, "22.00–04.00 WITA"]);
        let spoken: Vec<&String> = sheet.spoken.iter().flat_map(|part| &part.sentences).collect();
        assert!(spoken.iter().any(|sentence| sentence.contains(words)), "without “{words}”: {spoken:#?}");
    }
}

#[test]
fn each_dated_thing_of_a_village_has_a_card_on_its_board() {
    let (inputs, settings) = (village_week(), settings());
    let plan = inputs.plan(&settings);
    let board = |village: usize, step: usize| {
        let village = &plan.villages()[village];
        let mut sheet = plan.village_sheet(village);
        plan.fit_board(&mut sheet, village, plan.board().step(step));
        sheet
    };
    let sheet = board(VILLAGE, 0);
    let cards: Vec<(&str, &str, bool)> = sheet.cards.iter().map(|card| (card.day.as_str(), card.time.as_str(), card.here)).collect();
    assert_eq!(cards.len(), 4);
    assert!(cards.contains(&("Senin", "09.00\u{a0}WITA", true)), "{cards:?}");
    assert_eq!(sheet.cards.last().unwrap().note.as_deref(), Some("Bawa KTP dan surat tanah."));
    assert_eq!(sheet.cards_heading, "Di desa kita");
    // Where there are too many, the village's own stay.
    let few = (0..).map(|step| board(VILLAGE, step)).find(|sheet| sheet.cards.len() == 3).unwrap();
    assert_eq!(few.cards.iter().filter(|card| card.here).count(), 2);
    assert_eq!(few.cards_note.as_deref(), Some("Dan 1 acara lagi: lihat buletin."));
    let last = board(VILLAGE, plan.board().last());
    assert!(last.cards.len() == 1 && last.cards[0].here);
    // In another village of the kecamatan the nearest is told; elsewhere nothing.
    assert_eq!(board(2, 0).cards_heading, "Pekan ini di dekat desa kita");
    assert!(board(0, 0).cards.is_empty());
}

#[test]
fn a_board_says_in_an_announcement_what_no_card_says() {
    let mut inputs = village_week();
    let meeting = &mut inputs.week.announcements[0];
    meeting.facts.all = vec![
        fact(FactKind::When, "Senin, 30 November 2026, pukul 09.00 WITA", Location::default()),
        fact(FactKind::Where, "Balai Desa Karya Baru, Kecamatan Barambai", Location::default()),
        fact(FactKind::Bring, "KTP dan surat tanah", Location::default()),
    ];
    let settings = settings();
    let labels = |inputs: &Inputs| {
        let plan = inputs.plan(&settings);
        let village = &plan.villages()[VILLAGE];
        let mut sheet = plan.village_sheet(village);
        plan.fit_board(&mut sheet, village, plan.board().step(0));
        sheet.announcements[0].key_facts.iter().map(|fact| fact.label.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(labels(&inputs), "Bawa");
    // Another day, which no card tells, keeps its place.
    let other = fact(FactKind::When, "Selasa, 8 Desember 2026, pukul 10.00 WITA", Location::default());
    inputs.week.announcements[0].facts.all.insert(1, other);
    assert_eq!(labels(&inputs), "Kapan Di mana Bawa");
}

#[test]
fn a_text_that_is_whole_says_its_long_clauses_itself() {
    let clause = "Pemilik keramba dan tiang tambatan di tepi anjir dimohon memindahkannya paling lambat Rabu, 25 November 2026";
    let mut body = vec![Block::paragraph(vec![Run::plain(format!("{clause}. Terima kasih."))])];
    body.extend(prose(300));
    let mut item = announcement("Pengerukan anjir", vec![Target::Desa(village_code())]);
    item.facts = Facts {
        all: vec![
            fact(FactKind::Bring, "KTP", Location::default()),
            fact(FactKind::Bring, "Untuk akta kelahiran, sertakan surat keterangan lahir", Location::default()),
            fact(FactKind::Deadline, clause, Location::default()),
            fact(FactKind::Deadline, "paling lambat Sabtu, 12 Desember 2026", Location::default()),
        ],
        occasions: Vec::new(),
        rest: body.clone(),
    };
    item.body = body;
    let (mut inputs, settings) = (inputs(), settings());
    inputs.week.announcements = vec![item];
    let plan = inputs.plan(&settings);
    let facts = |step: usize| {
        let lead = articles(&plan, VILLAGE, step).remove(0);
        lead.key_facts.into_iter().map(|fact| format!("{}: {}", fact.label, fact.text.replace('\u{a0}', " "))).collect::<Vec<_>>()
    };
    let bring = ["Bawa: KTP.", ": Untuk akta kelahiran, sertakan surat keterangan lahir."];
    assert_eq!(facts(WHOLE), [bring[0], bring[1], "Paling lambat: Sabtu, 12 Desember 2026."]);
    let long = format!("Paling lambat: {clause}.");
    assert_eq!(facts(plan.bulletin().last()), [bring[0], bring[1], &long, ": Sabtu, 12 Desember 2026."]);
}

#[test]
fn what_residents_may_come_to_is_near_or_for_everyone_and_says_no_more_than_it_must() {
    let (mut inputs, settings) = (inputs(), settings());
    let event = |title: &str, venue: &str, note: &str| {
        let mut event = entry(title, venue);
        event.note = Some(note.to_owned());
        event
    };
    inputs.week.agenda = (0..9).map(|i| event(&format!("Pentas ke-{i}"), "Gedung Serba Guna, Marabahan", "Terbuka untuk umum.")).collect();
    inputs.week.agenda.push(event("Panen raya", "Balai Desa Karya Baru, Kec. Barambai", "Warga dipersilakan datang. Bawa topi."));
    inputs.week.agenda.push(event("Panen di tempat lain", "Gedung Serba Guna, Marabahan", "Warga dipersilakan datang."));
    let inputs = inputs.located();
    let plan = inputs.plan(&settings);
    let open = plan.village_sheet(&plan.villages()[VILLAGE]).front.open;
    assert_eq!(open.len(), 6);
    assert_eq!((open[0].title.as_str(), open[0].note.as_deref()), ("Panen raya", Some("Bawa topi.")));
    assert!(open[1..].iter().all(|event| event.title.starts_with("Pentas") && event.note.is_none()), "{open:#?}");
}

#[test]
fn titles_of_the_strip_are_no_capitals_and_no_half_phrases() {
    let table = [
        ("JEMPUT BOLA REKAM KTP ELEKTRONIK", "Jemput bola rekam KTP elektronik"),
        ("Jemput bola rekam KTP elektronik", "Jemput bola rekam KTP elektronik"),
        ("MUSYAWARAH BATAS DESA KARYA BARU", "Musyawarah batas Desa Karya Baru"),
        ("Panen raya padi dan dialog dengan petani", "Panen raya padi dan dialog"),
        // The word that says what happens is kept.
        ("Jalan Desa Karya Baru–Sungai Kali ditutup malam hari", "Jalan Desa Karya Baru–Sungai Kali ditutup"),
        ("Jalan Trans Kalimantan di Kecamatan Barambai ditutup", "Jalan Trans Kalimantan … ditutup"),
        ("Pengobatan massal dan khitan massal gratis untuk anak", "Pengobatan massal dan khitan massal gratis"),
    ];
    for (title, short) in table {
        let (mut inputs, settings) = (inputs(), settings());
        inputs.week.agenda = vec![entry(title, "Balai Desa Karya Baru, Kec. Barambai")];
        let inputs = inputs.located();
        let plan = inputs.plan(&settings);
        let strip = plan.village_sheet(&plan.villages()[VILLAGE]).front.strip;
        assert_eq!(strip[2].items[0].title.replace('\u{a0}', " "), short);
    }
}

#[test]
fn the_usual_official_is_named_once() {
    let note = |officials: &[&[&str]]| {
        let (mut inputs, settings) = (inputs(), settings());
        for (i, names) in officials.iter().enumerate() {
            let mut event = entry(&format!("Rapat ke-{i}"), "Aula Selidah");
            event.officials =
                if names.is_empty() { Officials::Unknown } else { Officials::Named(names.iter().copied().map(Official::coming).collect()) };
            inputs.week.agenda.push(event);
        }
        let sheet = inputs.plan(&settings).edition_sheet(inputs.plan(&settings).bulletin().step(WHOLE));
        let said = sheet.agenda.iter().flat_map(|day| &day.entries).map(|entry| entry.officials.clone().unwrap_or_default());
        (sheet.agenda_note.clone(), said.collect::<Vec<_>>().join("|"))
    };
    let bupati: &[&str] = &["Bupati"];
    let said = Some("Tanpa nama: dihadiri Bupati.".to_owned());
    assert_eq!(note(&[bupati, bupati, bupati, bupati, &["Wakil Bupati", "Sekda"]]), (said, "||||Wakil Bupati, Sekda".to_owned()));
    assert_eq!(note(&[bupati, bupati]), (None, "Bupati|Bupati".to_owned()), "nothing is saved");
    assert_eq!(note(&[bupati, bupati, bupati, bupati, &[]]).0, None, "of an event without officials it would be wrong");
}

#[test]
fn a_speech_begins_where_its_matter_begins() {
    let paragraph = |text: &str| Block::paragraph(vec![Run::plain(text)]);
    let (mut inputs, settings) = (inputs(), settings());
    let mut manuscript = speech("Jalan tani dulu", 400);
    let matter = manuscript.body.clone();
    manuscript.body.insert(0, paragraph("Hadirin yang saya hormati,"));
    manuscript.body.insert(0, paragraph("Terima kasih kepada Camat Barambai. Saya tahu Bapak dan Ibu berangkat pagi."));
    manuscript.summary = Some("Jalan tani dibangun lebih dahulu.".to_owned());
    manuscript.quote = Some("Panen sampai di pasar.".to_owned());
    inputs.week.speeches = vec![manuscript];
    let plan = inputs.plan(&settings);
    let speeches: Vec<Article> = plan.bulletin().steps().iter().map(|fit| plan.edition_sheet(fit).speeches.remove(0)).collect();
    assert_eq!(speeches[WHOLE].body.len(), matter.len() + 2, "whole it is as it was written");
    let short = speeches.iter().find(|speech| speech.shortened.is_some() && !speech.body.is_empty()).unwrap();
    assert_eq!(short.body[0], matter[0]);
    let told = speeches.iter().rfind(|speech| speech.summary.is_some()).unwrap();
    assert!(told.body.is_empty() && told.quote.is_none() && told.shortened.is_some());
    let last = speeches.last().unwrap();
    assert!(last.summary.is_none() && last.facts.is_empty() && last.shortened.is_some(), "its headline, and where it is");
}

#[test]
fn phone_numbers_are_the_offices_own() {
    let sample = std::fs::read_to_string(root().join("samples/barito-kuala/warta.toml")).unwrap();
    let example = "# [[nomor_penting]]\n# nama = \"Ambulans RSUD\"\n# nomor = \"(0511) 000000\"\n";
    assert!(sample.contains(example));
    let numbers = |text: &str| Config::parse(&text.replace(example, "")).map(|config| config.plan().numbers);
    assert!(numbers(&sample).unwrap().is_empty());
    let one = example.replace("# ", "");
    let chosen = numbers(&format!("{sample}\n{one}")).unwrap();
    assert_eq!((chosen.len(), chosen[0].name.as_str(), chosen[0].number.as_str()), (1, "Ambulans RSUD", "(0511) 000000"));
    let many = numbers(&format!("{sample}\n{}", one.repeat(9))).unwrap_err();
    assert!(many[0].to_string().contains("nomor_penting"), "{}", many[0]);
    let (inputs, settings) = (inputs(), Settings { numbers: chosen.clone(), ..settings() });
    let plan = inputs.plan(&settings);
    let edition = plan.edition_sheet(plan.bulletin().step(WHOLE));
    assert_eq!((edition.numbers, edition.take_down.replace('\u{a0}', " ")), (chosen, "Lepas sesudah Minggu, 29 November 2026".to_owned()));
}

#[test]
fn a_budget_is_rounded_up_to_the_sheets_that_it_takes() {
    let pages = |mode, pages| {
        let mut edition = settings().edition;
        (edition.mode, edition.pages) = (mode, pages);
        edition.pages_paid()
    };
    assert_eq!([Mode::Normal, Mode::LargePrint, Mode::Booklet].map(|mode| pages(mode, Some(7))), [7, 8, 8]);
    assert_eq!([Mode::Economy, Mode::LargePrint, Mode::Booklet].map(|mode| pages(mode, None)), [2, 8, 8]);
}
