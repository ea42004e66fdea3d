//! Files from strangers: each ends in a message or right output, quickly, and nothing outside the office folder is read.

use std::fs;
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rust_xlsxwriter::Workbook;
use warta::diagnostic::{Diagnostic, Faults};
use warta::intake::container::{self, Kind as FileKind};
use warta::intake::document::{self, Genre};
use warta::intake::{agenda, calendar, picture, table};
use warta::model::Zone;
use warta::plan::fit::WHOLE;
use warta::plan::settings::Mode;
use warta::typeset::kinds::Kind;
use warta::typeset::{Subject, Typesetter, proof};
use zip::write::SimpleFileOptions;

use crate::office::{edition, root};
use crate::support::{TestOffice, workbook};

/// A zip of parts; compressed, so that a bomb is small.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn first(diagnostics: &[Diagnostic]) -> String {
    diagnostics.first().map(|d| d.message.clone()).unwrap_or_default()
}

fn of_workbook(file: &str, bytes: &[u8]) -> String {
    first(&table::read(file, bytes).diagnostics)
}

fn of_manuscript(file: &str, bytes: &[u8]) -> String {
    first(&document::read(file, bytes, Genre::Announcement).diagnostics)
}

#[test]
fn an_old_or_odd_file_gets_one_plain_sentence_of_what_it_is_and_what_to_do() {
    let compound = |stream: &str| {
        let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 64], &name].concat()
    };
    let odt = archive(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")]);
    let docx = archive(&[("word/document.xml", b"<w:document/>")]);
    let xlsx = workbook(&[&["Tanggal", "Acara"]]);
    let sealed = fs::read(root().join("tests/files/sandi.xlsx")).unwrap();
    let cases: &[(&str, Vec<u8>, &str, &str)] = &[
        ("agenda.xls", compound("Workbook"), "buku kerja Excel lama (.xls) tidak dibaca", "buka di Excel, lalu Simpan sebagai .xlsx"),
        ("agenda.xlsx", sealed, "berkas dikunci dengan kata sandi", "buka dengan kata sandinya, lalu simpan tanpa kata sandi"),
        (
            "agenda.xlsx",
            docx,
            "ini dokumen Word, bukan buku kerja Excel",
            "salin isinya ke Excel, simpan sebagai .xlsx, lalu hapus berkas ini",
        ),
        ("agenda.pdf", b"%PDF-1.7".to_vec(), "ini berkas PDF, bukan buku kerja Excel", "minta berkas aslinya, lalu Simpan sebagai .xlsx"),
        ("agenda.xlsx", xlsx[..xlsx.len() / 2].to_vec(), "berkas terpotong atau rusak", "salin lagi dari sumbernya"),
        ("1.odt", odt, "ini dokumen LibreOffice (.odt), bukan naskah", "buka di LibreOffice, lalu Simpan sebagai .docx"),
        ("1.rtf", b"{\\rtf1 x}".to_vec(), "ini dokumen RTF, bukan naskah", "buka berkasnya, lalu Simpan sebagai .docx"),
        ("1.docx", xlsx.clone(), "ini buku kerja Excel, bukan naskah", "salin isinya ke Word, simpan sebagai .docx, lalu hapus berkas ini"),
        (
            "1.doc",
            compound("WordDocument"),
            "ini dokumen Word lama (.doc), bukan dokumen Word yang dapat dibaca",
            "buka berkasnya, lalu Simpan sebagai .docx",
        ),
        (
            "1.pptx",
            archive(&[("ppt/presentation.xml", b"<x/>")]),
            "ini salindia (PowerPoint), bukan naskah",
            "salin isinya ke Word, simpan sebagai .docx, lalu hapus berkas ini",
        ),
    ];
    for (file, bytes, message, remedy) in cases {
        let diagnostics = if file.starts_with("agenda") {
            table::read(file, bytes).diagnostics
        } else {
            document::read(file, bytes, Genre::Speech).diagnostics
        };
        assert_eq!(diagnostics.len(), 1, "{file}: {diagnostics:?}");
        assert_eq!((diagnostics[0].message.as_str(), diagnostics[0].remedy.as_deref().unwrap()), (*message, *remedy), "{file}");
    }
    // A wrong name does no harm where the content can be read.
    assert_eq!(table::read("agenda.csv", &xlsx).value.len(), 1);
    let word97 = fs::read(root().join("tests/files/sambutan-word97.doc")).unwrap();
    assert!(!document::read("1.docx", &word97, Genre::Speech).value.parts.is_empty());
    assert_eq!(container::kind(b"BEGIN:VCALENDAR\r\n"), FileKind::Calendar);
}

#[test]
fn bombs_declarations_and_depth_end_in_a_message() {
    let zeros = vec![b' '; 100 << 20];
    let head = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>"#;
    let entity = format!("{head}<w:document>&a;&b;</w:document>");
    let deep = format!("<w:document>{}</w:document>", "<w:tbl>".repeat(10_000));
    let too_large = "isi berkas lebih dari 96 MB setelah dibuka";
    let declares = "berkas memuat deklarasi XML yang tidak ditulis program kantor";
    assert_eq!(of_workbook("agenda.xlsx", &archive(&[("xl/workbook.xml", &zeros)])), too_large);
    assert_eq!(of_manuscript("1.docx", &archive(&[("word/document.xml", b"<x/>"), ("word/media/1.png", &zeros)])), too_large);
    assert_eq!(of_workbook("agenda.xlsx", &archive(&[("xl/workbook.xml", entity.as_bytes())])), declares);
    assert_eq!(of_manuscript("1.docx", &archive(&[("word/document.xml", entity.as_bytes())])), declares);
    assert_eq!(of_manuscript("1.docx", &archive(&[("word/document.xml", deep.as_bytes())])), "susunan isi berkas terlalu dalam");
    let ods = |content: &str| {
        let mime = b"application/vnd.oasis.opendocument.spreadsheet";
        archive(&[("mimetype", mime), ("content.xml", content.as_bytes())])
    };
    let cell = |attributes: &str, text: &str| {
        format!(
            r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="A"><table:table-row {attributes}><table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#
        )
    };
    let large = "lembar “A” terlalu besar";
    assert_eq!(of_workbook("agenda.ods", &ods(&cell(r#"table:number-rows-repeated="1000000000""#, "x"))), large);
    assert_eq!(of_workbook("agenda.ods", &ods(&cell("", r#"<text:s text:c="1000000000"/>"#))), large);
    let seconds = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\nDTSTART:20261123T000000Z\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let entries = calendar::read("agenda.ics", seconds.as_bytes(), edition(), Zone::Wita).value;
    assert_eq!(first(&agenda::order(entries).diagnostics), "pekan ini memuat 11000 acara; paling banyak 400");
}

#[test]
fn manuscripts_of_any_depth_width_and_length_end_in_a_message_or_text() {
    let markdown = |text: String| {
        let found = document::read("1.md", format!("Judul: X\nUntuk: semua\n\n{text}").as_bytes(), Genre::Announcement);
        // Walking through the whole tree shows that it is not too deep to walk through.
        let words: usize = found.value.parts.iter().map(|part| part.block.words()).sum();
        (words, first(&found.diagnostics))
    };
    assert_eq!(markdown(format!("{} isi", "> ".repeat(100_000))).0, 1);
    let nested = |many: usize| (0..many).map(|n| format!("{}- butir\n", "  ".repeat(n))).collect();
    assert_eq!(markdown(nested(1_000)).1, "");
    assert!(markdown(nested(3_000)).1.ends_with("bagian (paragraf, butir, sel tabel), lebih dari 2500"));
    let rows = (0..1_500).map(|n| format!("|{n}|Nama penerima|RT 01|\n")).collect::<String>();
    assert!(markdown(format!("|No|Nama|RT|\n|-|-|-|\n{rows}")).1.ends_with("lebih dari 2500"), "a table that takes too long to set");
    assert_eq!(markdown("kata ".repeat(100_000)).1, "naskah 499999 huruf, lebih panjang dari 120000");
    let wide = format!("|{}\n|{}\n", "a|".repeat(1000), "-|".repeat(1000));
    assert_eq!(markdown(wide).1, "tabel lebih dari 16 kolom tidak dapat dicetak");
    assert_eq!(markdown("<script>alert(1)</script>\n\nIsi.".to_owned()), (1, "tanda HTML tidak dicetak".to_owned()));
}

#[test]
fn pictures_that_would_not_fit_in_memory_are_refused_before_they_are_unpacked() {
    // A header that claims 60,000 × 60,000 points.
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bomb.extend_from_slice(&60_000u32.to_be_bytes());
    bomb.extend_from_slice(&60_000u32.to_be_bytes());
    bomb.extend_from_slice(&[8, 6, 0, 0, 0]);
    let checksum = crc(&bomb[12..]);
    bomb.extend_from_slice(&checksum.to_be_bytes());
    assert!(
        picture::prepare(&bomb)
            .is_err_and(|e| ["gambar terlalu besar", "bukan gambar"].iter().any(|words| e.to_string().starts_with(words)))
    );
    let jpeg = ferry();
    assert_eq!(picture::prepare(&jpeg[..jpeg.len() / 2]).unwrap_err().to_string(), "berkas fotonya terpotong");
    assert_eq!(
        picture::prepare(b"\0\0\0\x18ftypheic").unwrap_err().to_string(),
        "ini foto HEIC atau AVIF (iPhone), yang tidak dapat dibaca"
    );
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes
        .iter()
        .fold(!0u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())))
}

fn ferry() -> Vec<u8> {
    let (_, bytes) = crate::office::generated().into_iter().find(|(file, _)| file.ends_with(".jpg")).unwrap();
    bytes
}

/// A phone's photo: on its side, with the place where it was taken.
#[test]
fn a_photo_stands_upright_in_grey_without_its_place() {
    use image::{ImageEncoder, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
    // Left half red, right half white; turned by the camera's note so that red is at the top.
    let photo = RgbImage::from_fn(800, 400, |x, _| if x < 400 { Rgb([200, 0, 0]) } else { Rgb([255, 255, 255]) });
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 95);
    // TIFF, big-endian: one entry, orientation 6; then the name of a place.
    let exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS-RAHASIA";
    encoder.set_exif_metadata(exif.to_vec()).unwrap();
    encoder.write_image(&photo, 800, 400, image::ExtendedColorType::Rgb8).unwrap();
    let printed = picture::prepare(&jpeg).unwrap();
    assert!(!printed.windows(11).any(|w| w == b"GPS-RAHASIA"));
    let seen = image::load_from_memory(&printed).unwrap();
    assert_eq!(seen.color(), image::ColorType::L8);
    let grey = seen.to_luma8();
    let (width, height) = grey.dimensions();
    assert!(height > width, "{width} × {height}");
    // Black is lifted, so that what stands in it is copied; so is white kept.
    let (top, bottom) = (grey[(width / 2, height / 10)][0], grey[(width / 2, height * 9 / 10)][0]);
    assert!((80..110).contains(&top) && bottom > 230, "{top}, {bottom}");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_pipes_and_unreadable_names_are_said_and_not_opened() {
    use std::os::unix::ffi::OsStrExt;
    let office = TestOffice::small();
    let secret = tempfile::NamedTempFile::new().unwrap();
    fs::write(secret.path(), "Judul: RAHASIA\nUntuk: semua\n\nRAHASIA\n").unwrap();
    let folder = office.path("edisi/2026-11-23/pengumuman");
    std::os::unix::fs::symlink(secret.path(), folder.join("tautan.md")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(folder.join("pipa.md")).status().unwrap().success());
    fs::write(folder.join(std::ffi::OsStr::from_bytes(b"nama-\xff.md")), "x").unwrap();
    fs::write(folder.join("baris\u{1b}[31m.md"), "x").unwrap();
    office.write("edisi/2026-11-23/pengumuman/foto.md", "Judul: X\nUntuk: semua\nFoto: ../../../../etc/passwd\n\nIsi.\n");
    let run = office.warta(&["periksa", "--rinci"]);
    assert_eq!(run.code, 1);
    for said in [
        "peringatan: tautan ke luar folder kantor tidak dibaca\n  di edisi/2026-11-23/pengumuman/tautan.md",
        "peringatan: ini bukan berkas biasa\n  di edisi/2026-11-23/pengumuman/pipa.md",
        "peringatan: nama berkas memuat huruf yang tidak terbaca\n  di edisi/2026-11-23/pengumuman/nama-\u{fffd}.md",
        "peringatan: nama berkas memuat huruf yang tidak terbaca\n  di edisi/2026-11-23/pengumuman/baris [31m.md",
        "galat: foto tidak ada\n  di edisi/2026-11-23/pengumuman/foto.md, baris 3\n  tertulis “../../../../etc/passwd”",
    ] {
        assert!(run.stderr.contains(said), "{said}\n{}", run.stderr);
    }
    assert!(!run.stderr.contains("RAHASIA") && !run.stderr.contains('\u{1b}') && !run.stderr.contains("root:"));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_out_of_the_folder() {
    let outside = tempfile::tempdir().unwrap();
    for name in ["hasil", "warta.db"] {
        let office = TestOffice::small();
        std::os::unix::fs::symlink(outside.path().join(name), office.path(name)).unwrap();
        let run = office.warta(&["terbitkan"]);
        assert_eq!(run.code, 1);
        assert!(
            run.stderr.contains(&format!("galat: ini tautan ke luar folder kantor, jadi tidak ditulisi\n  di {name}\n")),
            "{}",
            run.stderr
        );
    }
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

/// A hostile folder is checked as a whole, by the program, within the time and memory that the limits promise.
#[test]
fn ten_thousand_events_in_one_week_end_in_a_message_within_seconds() {
    let office = TestOffice::small();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Tanggal", "Pukul", "Acara", "Tempat"]).unwrap();
    for row in 1..=10_000u32 {
        sheet.write_row(row, 0, ["25-11-2026", "09.00", &format!("=cmd|' /C calc'!A{row}"), "Desa Karya Baru"]).unwrap();
    }
    office.write("edisi/2026-11-23/agenda.xlsx", book.save_to_buffer().unwrap());
    let started = Instant::now();
    let run = office.warta(&["periksa"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("galat: pekan ini memuat 10000 acara; paling banyak 400"), "{}", run.stderr);
    // Ten times what it takes on a slow machine: a guard against what grows with the square, not a measurement.
    assert!(started.elapsed() < Duration::from_secs(60));
}

/// Any text in a cell comes out on paper as that text, or is spoken of at its cell.
#[test]
fn any_text_of_a_cell_is_on_paper_or_in_a_message() {
    let character = prop_oneof![
        8 => proptest::char::range('a', 'z'),
        2 => proptest::char::range('\u{20}', '\u{7e}'),
        2 => proptest::char::range('\u{a0}', '\u{24f}'),
        1 => proptest::char::range('\u{300}', '\u{36f}'),
        1 => proptest::char::range('\u{621}', '\u{64a}'),
        1 => proptest::char::range('\u{2000}', '\u{2bff}'),
        1 => any::<char>(),
        1 => Just('\n'),
    ];
    let cell = proptest::collection::vec(character, 1..40).prop_map(|chars| chars.into_iter().collect::<String>());
    let texts = proptest::collection::vec(cell, 12);
    let inputs = crate::plan::inputs();
    let settings = crate::plan::settings();
    let bulletin = Kind::Bulletin;
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 40, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let outcome = runner.run(&texts, |texts| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["Tanggal", "Pukul", "Acara", "Tempat"]).unwrap();
        for (row, text) in (1u32..).zip(&texts) {
            sheet.write_row(row, 0, ["25-11-2026", &format!("{:02}.{:02}", row / 60, row % 60), &format!("Acara {row}")]).unwrap();
            // What a spreadsheet cannot hold is not a cell's text.
            if sheet.write_string(row, 3, text).is_err() {
                return Ok(());
            }
        }
        let mut said = Vec::new();
        let bytes = book.save_to_buffer().unwrap();
        let sheets = table::read("agenda.xlsx", &bytes).into_value(&mut said);
        let mut inputs = inputs.clone();
        inputs.week.agenda = agenda::read(&sheets, edition(), Zone::Wita).into_value(&mut said);
        prop_assert_eq!(inputs.week.agenda.len(), texts.len(), "{:?}", said);
        let plan = inputs.plan(&settings);
        let sheet = plan.edition_sheet(plan.bulletin().step(WHOLE));
        let typesetter = Typesetter::new(&std::collections::HashMap::new(), (edition(), Mode::Normal), |_| &sheet, &[]);
        let village = plan.village_sheet(&inputs.registry.villages[0]);
        let failed = |faults: Faults| TestCaseError::fail(format!("{faults:?}"));
        let laid_out = typesetter.lay_out(bulletin, 0, &village).map_err(failed)?;
        let subject = Subject { title: village.title.clone(), author: "Pemerintah".to_owned(), code: village.code.clone() };
        let typeset = typesetter.export(bulletin, laid_out, &subject).map_err(failed)?;
        // A letter with its marks may be written as one character or as several, and a reader of PDF tells such a
        // letter once for each of its glyphs.
        let parts = |text: &str| {
            use unicode_normalization::UnicodeNormalization;
            let is_mark = unicode_normalization::char::is_combining_mark;
            // A sentence begins with a capital letter, however it was typed.
            let mut letters: Vec<char> = text.nfkd().filter(|c| !is_mark(*c) && !c.is_whitespace()).flat_map(char::to_lowercase).collect();
            letters.dedup();
            letters.into_iter().collect::<String>()
        };
        let paper = parts(&proof::read(&typeset.pdf).unwrap().concat());
        for (row, text) in (2..).zip(&texts) {
            let address = format!("sel D{row}");
            let is_said = said.iter().any(|d| d.place.as_ref().is_some_and(|place| place.to_string().ends_with(&address)));
            let printed = inputs.week.agenda[row - 2].venue.clone().unwrap_or_default();
            // Arabic stands on paper from right to left, letters joined: each letter is looked for by itself.
            let is_arabic = |line: &str| line.chars().any(warta::model::rich_text::is_arabic);
            let is_there = |text: &str| text.lines().all(|line| is_arabic(line) || paper.contains(&parts(line)));
            prop_assert!(is_said || is_there(&printed), "{text:?} at {address}: {printed:?} is not on paper, and nothing is said");
            // What was typed is what is printed, letter for letter, unless it is said.
            let letters = |t: &str| {
                use unicode_normalization::UnicodeNormalization;
                t.nfkc().filter(|c| c.is_alphanumeric()).collect::<String>()
            };
            prop_assert!(is_said || letters(text) == letters(&printed) || printed.is_empty(), "{text:?} became {printed:?}");
            prop_assert!(is_said || !printed.is_empty() || letters(text).is_empty(), "{text:?} was dropped");
        }
        Ok(())
    });
    outcome.unwrap();
}
