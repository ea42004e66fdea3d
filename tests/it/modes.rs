//! The looks of its papers that an office chooses in `warta.toml` and `kim.xlsx`.

use warta::config::Config;
use warta::model::{Block, Run, Target};
use warta::plan::Plan;
use warta::plan::settings::{Color, Mode, PaperSize, SecondLetterhead, Settings};
use warta::plan::sheet::{EMBLEM, SECOND_EMBLEM};
use warta::press::Press;

use crate::office::root;
use crate::pages::{self, Page};
use crate::plan::{Inputs, announcement, entry, inputs, settings, speech};
use crate::support::TestOffice;
use crate::weeks;

/// A village's documents as pages, by kind; `change` makes the office's choice.
fn printed(change: impl Fn(&mut Settings, &mut Inputs)) -> impl Fn(&str) -> Vec<Page> {
    let mut inputs = inputs();
    inputs.week.agenda = (0..12).map(|i| entry(&format!("Rapat koordinasi ke-{i}"), "Aula Selidah")).collect();
    inputs.week.speeches = vec![speech("Jalan tani dulu", 900), speech("Sekolah di ujung handil", 900)];
    inputs.week.announcements = vec![announcement("Harga pupuk", vec![Target::Everyone])];
    let mut settings = settings();
    change(&mut settings, &mut inputs);
    let checked = weeks::checked(inputs, settings);
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let village = &checked.registry.villages[3];
    let (documents, _) = weeks::print(&press, village);
    move |kind| documents.iter().find(|(name, _)| *name == kind).map(|(_, pdf)| pages::read(pdf)).unwrap()
}

fn millimetres(page: &Page) -> (f64, f64) {
    ((page.width / 72.0 * 25.4).round(), (page.height / 72.0 * 25.4).round())
}

#[test]
fn economy_takes_one_sheet_large_print_is_large_and_a_booklet_lies_across() {
    let bulletin = |mode, paper| {
        printed(move |settings, _| {
            settings.edition.mode = mode;
            settings.edition.paper = paper;
        })("buletin")
    };
    assert_eq!(bulletin(Mode::Economy, PaperSize::F4).len(), 2);
    let large = bulletin(Mode::LargePrint, PaperSize::F4);
    assert!(large.iter().flat_map(|page| &page.letters).all(|letter| letter.size > 15.9));
    for (paper, size) in [(PaperSize::F4, (330.0, 215.0)), (PaperSize::A4, (297.0, 210.0))] {
        let sides = bulletin(Mode::Booklet, paper);
        assert!(sides.len().is_multiple_of(2) && sides.iter().all(|side| millimetres(side) == size), "{:?}", millimetres(&sides[0]));
        // The outside of the sheet: the last page at the left, the first at the right.
        let title = sides[0].letters.iter().find(|letter| letter.size > 25.0).unwrap();
        assert!(title.x > sides[0].width / 2.0, "the first page is at the right");
        assert!(
            sides[1].says("2 / ") && sides[1].letters.iter().filter(|l| l.x < sides[1].width / 2.0).count() > 200,
            "the second at the left"
        );
    }
}

/// Lines of 45 to 70 letters, spaces counted, whatever the paper.
#[test]
fn lines_are_neither_short_nor_long() {
    for mode in [Mode::Normal, Mode::Economy, Mode::LargePrint] {
        for paper in [PaperSize::F4, PaperSize::A4] {
            let pages = printed(move |settings, _| {
                settings.edition.mode = mode;
                settings.edition.paper = paper;
            })("buletin");
            let body = if mode == Mode::LargePrint { 16.0 } else { 11.0 };
            let mut lines = std::collections::BTreeMap::new();
            for (at, page) in pages.iter().enumerate() {
                for letter in page.letters.iter().filter(|l| (l.size - body).abs() < 0.05) {
                    let column = mode != Mode::LargePrint && letter.x > page.width / 2.0 + 5.0;
                    *lines.entry((at, column, (letter.y * 10.0) as i64)).or_insert(0) += 1;
                }
            }
            let longest = lines.into_values().max().unwrap();
            assert!((45..=70).contains(&longest), "{mode:?} {paper:?}: {longest} letters");
        }
    }
}

#[test]
fn a_colour_masthead_is_for_who_prints_in_colour() {
    let colour = |prints_color: bool| {
        printed(move |settings, inputs| {
            settings.edition.masthead_color = Some(Color::try_from("#0b5d3b".to_owned()).unwrap());
            inputs.registry.villages[3].prints_color = prints_color;
        })("buletin")
    };
    // White ones stand on a black tab.
    let coloured = |pages: &[Page]| {
        let letters = pages[0].letters.iter().filter(|letter| !letter.is_black && !letter.is_white);
        letters.map(|letter| letter.character).filter(|character| !character.is_whitespace()).collect::<String>()
    };
    assert_eq!(coloured(&colour(true)), "WartaBaritoKuala");
    assert_eq!(coloured(&colour(false)), "");
}

#[test]
fn two_letterheads_with_their_emblems_stand_above_a_form() {
    let square = image::GrayImage::from_pixel(40, 40, image::Luma([0]));
    let mut png = std::io::Cursor::new(Vec::new());
    square.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let jpeg = warta::intake::picture::emblem(&png.into_inner()).unwrap();
    for paper in [PaperSize::F4, PaperSize::A4] {
        let jpeg = jpeg.clone();
        let documents = printed(move |settings, inputs| {
            settings.edition.paper = paper;
            let lines = vec!["Dinas Komunikasi dan Informatika".to_owned(), "Kabupaten Barito Kuala".to_owned()];
            settings.second_letterhead = Some(SecondLetterhead { lines, emblem: Some("dinas.png".to_owned()) });
            inputs.week.pictures = [EMBLEM, SECOND_EMBLEM].map(|path| (path.to_owned(), jpeg.clone())).to_vec();
        });
        let forms = documents("formulir");
        assert_eq!(forms.len(), 5, "still one page each");
        for form in &forms {
            form.assert_clean("formulir");
            assert_eq!(form.pictures.len(), 2);
            assert!(form.says("DINAS KOMUNIKASI DAN INFORMATIKA") && form.says("SEKRETARIAT DAERAH"));
        }
        assert!(documents("buletin")[0].says("bersama Dinas Komunikasi dan Informatika"));
    }
}

/// The KIM's own corner: text and photo that the KIM sent, in its own village's bulletin only.
#[test]
fn what_a_kim_sent_stands_in_its_own_corner() {
    let office = TestOffice::small();
    office.write(
        "edisi/2026-11-23/pojok-kim/1-karya-baru.md",
        "Untuk: desa Karya Baru (Barambai)\nFoto: feri-marabahan.jpg\nKeterangan foto: Perahu di handil tiga\n\n# Handil tiga sudah dikeruk warga\n\nTiga puluh orang bekerja dua hari.\n",
    );
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let bulletin = |village: &str| {
        let files = office.files(&format!("hasil/2026-11-23/pdf/63.04.14-barambai/{village}"));
        pages::read(&files.into_iter().find(|(name, _)| name.contains("1-buletin")).unwrap().1)
    };
    let own = bulletin("6304142008-karya-baru");
    let says = |pages: &[Page], words: &str| pages.iter().any(|page| page.says(words));
    assert!(says(&own, "POJOK KIM") && says(&own, "Handil tiga sudah dikeruk warga") && says(&own, "Perahu di handil tiga"));
    assert!(!says(&bulletin("6304142001-barambai"), "Handil tiga sudah dikeruk warga"));
}

#[test]
fn what_cannot_be_chosen_is_said() {
    let sample = std::fs::read_to_string(root().join("samples/barito-kuala/warta.toml")).unwrap();
    let said = |from: &str, to: &str| {
        assert!(sample.contains(from), "{from}");
        Config::parse(&sample.replace(from, to)).err().map(|faults| faults[0].to_string()).unwrap_or_default()
    };
    assert!(said("tampilan = \"biasa\"", "tampilan = \"koran\"").contains("yang dikenal: biasa, hemat, besar, buklet"));
    assert!(said("tampilan = \"biasa\"\n", "tampilan = \"buklet\"\nhalaman = 6\n").contains("kunci ditulis dua kali"));
    let booklet = sample.replace("tampilan = \"biasa\"", "tampilan = \"buklet\"").replace("\nhalaman = 4\n", "\nhalaman = 6\n");
    assert!(Config::parse(&booklet).unwrap_err()[0].to_string().contains("buklet terdiri dari lembar empat halaman"));
    let light = said("# warna_kepala = \"#0b5d3b\"", "warna_kepala = \"#ffdd00\"");
    assert!(light.contains("terlalu muda untuk difotokopi") && light.contains("baris"), "{light}");
    assert!(said("# warna_kepala = \"#0b5d3b\"", "warna_kepala = \"hijau\"").contains("bukan warna"));
    // Out of their remarks they are settings.
    let chosen = sample
        .replace("# warna_kepala", "warna_kepala")
        .replace("# [kop_kedua]\n# baris", "[kop_kedua]\nbaris")
        .replace("# lambang = \"lambang-dinas", "lambang = \"lambang-dinas")
        .replace("# lambang = \"lambang.png", "lambang = \"lambang.png");
    Config::parse(&chosen).unwrap();

    let office = TestOffice::small();
    office.write("warta.toml", chosen);
    let answer = office.warta(&["periksa", "--rinci"]);
    assert!(answer.stderr.contains("lambang tidak dapat dipakai: berkasnya tidak ada\n  di lambang.png"), "{}", answer.stderr);
    assert!(answer.stderr.contains("tidak ada KIM yang mencetak berwarna"), "{}", answer.stderr);
}

/// A table wider than the column becomes a list of its rows; one that breaks is closed and its header stands again.
#[test]
fn a_wide_table_is_told_row_by_row_and_a_long_one_repeats_its_header() {
    let table = |columns: usize, rows: usize| {
        let cell = |text: String| vec![Run::plain(text)];
        Block::Table {
            header: (0..columns).map(|c| cell(format!("Kepala{c}x"))).collect(),
            rows: (0..rows).map(|r| (0..columns).map(|c| cell(format!("isi{r}kolom{c}panjang"))).collect()).collect(),
            align: vec![warta::model::rich_text::Align::Left; columns],
        }
    };
    let text = |columns, rows| {
        let pages = printed(move |_, inputs| {
            inputs.week.speeches.clear();
            inputs.week.announcements[0].body.push(table(columns, rows));
        })("buletin");
        pages.iter().for_each(|page| page.assert_clean("buletin"));
        pages.iter().map(Page::text).collect::<String>()
    };
    let wide = text(7, 3);
    assert_eq!(wide.matches("Kepala6x:").count(), 3, "every row says what its cells are");
    assert!(wide.contains("isi2kolom6panjang"));
    let long = text(2, 90);
    assert!(long.matches("Kepala0x").count() > 1 && long.contains("isi89kolom1panjang"), "the header stands again after a break");
}
