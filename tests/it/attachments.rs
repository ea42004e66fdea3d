//! PDFs and posters among the announcements: sheets of their own in the bundles of those whom they are for.

use std::io::Cursor;

use image::{ImageFormat, Luma, Rgb, RgbImage};
use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use crate::pages::{self, Page};
use crate::support::TestOffice;

const NEWS: &str = "edisi/2026-11-23/pengumuman";
const RESULTS: &str = "hasil/2026-11-23/pdf";
/// Desa Bumi Rapak, in Kecamatan Kaubun.
const RAPAK: &str = "6408112001";
/// Desa Kaliorang, in Kecamatan Kaliorang.
const KALIORANG: &str = "6408092001";

/// Three villages of Kutai Timur.
fn office() -> TestOffice {
    let office = TestOffice::with_registry(&[
        ["64.08.09.2001", "Kaliorang", "Kaliorang", "Citra", "4", ""],
        ["64.08.11.2001", "Bumi Rapak", "Kaubun", "Mandiri", "3", ""],
        ["64.08.11.2002", "Bumi Etam", "Kaubun", "", "2", ""],
    ]);
    let rows: [&[&str]; 2] = [&["Tanggal", "Pukul", "Acara", "Tempat"], &["Rabu, 25 November 2026", "09.00", "Rapat staf", "Aula Setda"]];
    office.write("edisi/2026-11-23/agenda.xlsx", crate::support::workbook(&rows));
    office
}

/// Puts a page's content into a PDF.
fn page(pdf: &mut Document, tree: ObjectId, content: &str, resources: lopdf::Dictionary) -> Object {
    let content = pdf.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
    let size = [0, 0, 595, 842].map(Object::from).to_vec();
    pdf.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "MediaBox" => size, "Contents" => content, "Resources" => resources })
        .into()
}

fn written(mut pdf: Document, tree: ObjectId, pages: Vec<Object>) -> Vec<u8> {
    let count = i64::try_from(pages.len()).unwrap();
    pdf.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => pages, "Count" => count }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// A PDF of pages, each with a line of text above a black area on the left or on the right half, in a font that it does not carry, as many
/// agencies' programs write them.
fn pdf(pages: &[(&str, bool)]) -> Vec<u8> {
    let mut pdf = Document::with_version("1.5");
    let tree = pdf.new_object_id();
    let pages = pages.iter().map(|(text, is_dark_left)| {
        let area = if *is_dark_left { "60 300 200 400 re f" } else { "335 300 200 400 re f" };
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        let fonts = dictionary! { "Font" => dictionary! { "F" => font } };
        page(&mut pdf, tree, &format!("60 280 475 2 re f 60 740 475 2 re f BT /F 20 Tf 60 750 Td ({text}) Tj ET {area}"), fonts)
    });
    let pages = pages.collect();
    written(pdf, tree, pages)
}

/// A poster as a phone sends it: above dark, below light.
fn poster(width: u32, height: u32) -> Vec<u8> {
    let drawn = RgbImage::from_fn(width, height, |_, y| if y < height / 2 { Rgb([20, 60, 120]) } else { Rgb([250, 240, 200]) });
    let mut jpeg = Cursor::new(Vec::new());
    drawn.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

/// A village's document of this beginning.
fn document(office: &TestOffice, desa: &str, beginning: &str) -> Option<Vec<u8>> {
    let files = office.files(RESULTS).into_iter();
    files
        .filter(|(name, _)| name.contains(desa))
        .find(|(name, _)| name.rsplit('/').next().unwrap().starts_with(beginning))
        .map(|(_, pdf)| pdf)
}

/// The words of a village's document.
fn words(office: &TestOffice, desa: &str, beginning: &str) -> String {
    pages::read(&document(office, desa, beginning).unwrap()).iter().map(Page::text).collect()
}

/// The mean greys of the left and the right half, and of the upper and the lower half, of the picture on a page.
fn halves(pdf: &[u8], at: usize) -> [u32; 4] {
    let area = pages::read(pdf)[at].pictures[0];
    let drawn = &pages::picture(pdf, 72.0)[at];
    let (x, y) = (((area.x0 + area.x1) / 2.0) as u32, ((area.y0 + area.y1) / 2.0) as u32);
    let (x0, x1, y0, y1) = (area.x0 as u32 + 2, area.x1 as u32 - 2, area.y0 as u32 + 2, area.y1 as u32 - 2);
    [(x0, x, y0, y1), (x, x1, y0, y1), (x0, x1, y0, y), (x0, x1, y, y1)].map(|(left, right, top, bottom)| {
        let points: Vec<u32> = (top..bottom)
            .flat_map(|y| (left..right).map(move |x| (x, y)))
            .map(|(x, y)| {
                let Luma([grey]) = *drawn.get_pixel(x, y);
                u32::from(grey)
            })
            .collect();
        points.iter().sum::<u32>() / u32::try_from(points.len()).unwrap()
    })
}

/// The words of `periksa`.
fn checked(office: &TestOffice) -> String {
    let answer = office.warta(&["periksa"]);
    answer.stdout + &answer.stderr
}

#[test]
fn a_pdf_and_a_poster_become_sheets_of_those_whom_they_are_for() {
    let office = office();
    office.write(&format!("{NEWS}/02-pengumuman_pasar-murah.pdf"), pdf(&[("Pasar murah hari Selasa", true), ("Daftar harga", false)]));
    office.write(&format!("{NEWS}/vaksinasi-rabies.jpg"), poster(1080, 1528));
    office.write(
        &format!("{NEWS}/vaksinasi-rabies.txt"),
        "Untuk: kecamatan Kaubun\nJudul: Vaksinasi rabies gratis\nDari: Dinas Peternakan\n",
    );
    let said = checked(&office);
    assert!(said.contains("PDF ini, 2 halaman, menjadi pengumuman “Pengumuman pasar murah” dengan lampiran, untuk semua desa"), "{said}");
    assert!(said.contains("gambar tegak ini menjadi lampiran pengumuman vaksinasi-rabies.txt"), "{said}");
    let made = office.warta(&["terbitkan"]);
    assert_eq!(made.code, 0, "{}{}", made.stdout, made.stderr);

    let name = format!("8-lampiran-{RAPAK}-20261123.pdf");
    let attached = document(&office, RAPAK, &name).unwrap();
    let sheets = pages::read(&attached);
    assert_eq!(sheets.len(), 3);
    for (sheet, (title, label)) in sheets.iter().zip([
        ("Pengumuman pasar murah", "Lampiran 1, halaman 1 dari 2"),
        ("Pengumuman pasar murah", "Lampiran 1, halaman 2 dari 2"),
        ("Vaksinasi rabies gratis", "Lampiran 2"),
    ]) {
        sheet.assert_clean(label);
        assert!(
            sheet.says(title) && sheet.says(label) && sheet.says("64.08.11.2001") && sheet.says("2026-11-23"),
            "{label}: {}",
            sheet.text()
        );
        assert_eq!(sheet.pictures.len(), 1, "{label}");
    }
    let [left, right, ..] = halves(&attached, 0);
    assert!(left + 60 < right, "the first page's dark half stands left: {left}, {right}");
    let [left, right, ..] = halves(&attached, 1);
    assert!(right + 60 < left, "the second page's stands right: {left}, {right}");
    let [_, _, upper, lower] = halves(&attached, 2);
    assert!(upper + 100 < lower, "the poster is dark above: {upper}, {lower}");

    for kind in ["1-buletin", "2-papan"] {
        let text = words(&office, RAPAK, kind);
        assert!(text.contains("Vaksinasirabiesgratis") && text.contains("DinasPeternakan,lihatlampiran2"), "{kind}: {text}");
        assert!(text.contains("Pengumumanpasarmurah") && text.to_lowercase().contains("lihatlampiran1"), "{kind}: {text}");
    }
    let cover = words(&office, RAPAK, "0-baca-dulu");
    assert!(cover.contains(&name) && cover.contains("lembarpapandanlampirandipapan"), "{cover}");
    // Outside of the poster's kecamatan.
    assert_eq!(pages::read(&document(&office, KALIORANG, "8-lampiran").unwrap()).len(), 2);
    assert!(!words(&office, KALIORANG, "1-buletin").contains("Vaksinasi"));
}

#[test]
fn a_village_without_attachments_has_no_such_document_and_the_same_files_give_the_same_bytes() {
    let office = office();
    office.write(&format!("{NEWS}/pasar.pdf"), pdf(&[("Pasar murah", true)]));
    office.write(&format!("{NEWS}/pasar.txt"), "Untuk: desa Bumi Rapak\n");
    let again = office.copy();
    for office in [&office, &again] {
        let made = office.warta(&["terbitkan"]);
        assert_eq!(made.code, 0, "{}{}", made.stdout, made.stderr);
    }
    assert!(document(&office, KALIORANG, "8-lampiran").is_none());
    assert!(!words(&office, KALIORANG, "0-baca-dulu").to_lowercase().contains("lampiran"));
    let attached = document(&office, RAPAK, "8-lampiran").unwrap();
    // The file beside it says whom it is for; the title is that of its name.
    assert!(pages::read(&attached)[0].says("Pasar"));
    assert_eq!(office.files(RESULTS), again.files(RESULTS));
    let aloud = crate::standards::read_aloud(&Document::load_mem(&attached).unwrap());
    let roles: Vec<&str> = aloud.iter().map(|element| element.role.as_str()).collect();
    assert!(roles.contains(&"H1") && roles.contains(&"Figure"), "{roles:?}");
}

#[test]
fn an_attachment_that_changes_corrects_those_who_have_it_and_is_sent_to_no_one_else() {
    let office = office();
    office.write(&format!("{NEWS}/pasar.pdf"), pdf(&[("Pasar murah", true)]));
    office.write(&format!("{NEWS}/pasar.txt"), "Untuk: kecamatan Kaubun\n");
    office.write(&format!("{NEWS}/tetap.pdf"), pdf(&[("Tetap", true)]));
    office.write(&format!("{NEWS}/listrik.txt"), "Untuk: desa Kaliorang\nJudul: Listrik padam\n\nPadam hari Rabu pukul sembilan pagi.\n");
    assert_eq!(office.warta(&["jalankan"]).code, 0);

    office.write(&format!("{NEWS}/pasar.pdf"), pdf(&[("Pasar murah", false)]));
    let corrected = office.warta(&["jalankan"]);
    assert!(corrected.stdout.contains("2 ralat siap"), "{}{}", corrected.stdout, corrected.stderr);
    let attached = document(&office, RAPAK, &format!("8-lampiran-{RAPAK}-20261123-ralat1")).unwrap();
    // The one that is the same hangs on the board already.
    assert_eq!(pages::read(&attached).len(), 1);
    let [left, right, ..] = halves(&attached, 0);
    assert!(right + 60 < left, "the new page is printed: {left}, {right}");
    assert!(words(&office, RAPAK, &format!("5-ralat-{RAPAK}-20261123-ralat1")).contains("Lihatlampiran"));

    office.write(&format!("{NEWS}/listrik.txt"), "Untuk: desa Kaliorang\nJudul: Listrik padam\n\nPadam hari Kamis pukul sembilan pagi.\n");
    let corrected = office.warta(&["jalankan"]);
    assert!(corrected.stdout.contains("1 ralat siap"), "{}{}", corrected.stdout, corrected.stderr);
    assert!(document(&office, KALIORANG, &format!("5-ralat-{KALIORANG}-20261123-ralat1")).is_some());
    assert!(document(&office, KALIORANG, &format!("8-lampiran-{KALIORANG}-20261123-ralat1")).is_none());
}

#[test]
fn a_pdf_that_cannot_be_printed_is_said_with_its_place_and_what_to_do() {
    let whole = pdf(&[("Pasar murah", true)]);
    let cut = whole[..whole.len() / 2].to_vec();
    let long = pdf(&[("Satu", true); 5]);
    let personal = pdf(&[("NIK 6408110101800001", true)]);
    let mut blank = Document::with_version("1.5");
    let tree = blank.new_object_id();
    let empty = vec![page(&mut blank, tree, "", dictionary! {})];
    let blank = written(blank, tree, empty);
    for (name, bytes, message, remedy) in [
        ("pasar.pdf", cut, "berkas terpotong atau rusak", "salin lagi dari sumbernya"),
        ("pasar.pdf", b"%PDF-1.7\nbukan PDF\n%%EOF\n".to_vec(), "berkas terpotong atau rusak", "salin lagi dari sumbernya"),
        ("pasar.pdf", long, "PDF ini 5 halaman; yang dapat dilampirkan paling banyak 4", "isi nomor halamannya"),
        ("pasar.pdf", personal, "halaman 1 PDF ini memuat NIK (16 angka), yang tidak boleh dicetak", "hapus nomornya"),
        ("pasar.pdf", blank, "halaman PDF ini kosong", "hapus berkasnya"),
        ("scan0001.pdf", whole, "nama berkas ini tidak menyebut isinya, padahal menjadi judul pengumumannya", "pasar-murah.pdf"),
    ] {
        let office = office();
        office.write(&format!("{NEWS}/{name}"), bytes);
        let answer = office.warta(&["periksa"]);
        let said = answer.stdout + &answer.stderr;
        assert_eq!(answer.code, 1, "{message}: {said}");
        assert!(said.contains(message) && said.contains(&format!("{NEWS}/{name}")) && said.contains(remedy), "{message}: {said}");
    }
}

#[test]
fn an_edition_has_eight_pages_of_attachments_at_most() {
    let office = office();
    for name in ["satu", "dua", "tiga"] {
        office.write(&format!("{NEWS}/{name}hal.pdf"), pdf(&[(name, true); 3]));
    }
    let said = checked(&office);
    assert!(said.contains("dengan berkas ini lampiran edisi menjadi 9 halaman; paling banyak 8"), "{said}");
}

/// Small files that would draw for ever.
#[test]
fn a_pdf_that_asks_for_too_much_is_refused() {
    let mut nested = Document::with_version("1.5");
    let tree = nested.new_object_id();
    let form = |pdf: &mut Document, content: &str, inner: Option<ObjectId>| {
        let inner = inner.map_or_else(|| dictionary! {}, |inner| dictionary! { "A" => inner });
        let size = [0, 0, 595, 842].map(Object::from).to_vec();
        let form = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => size, "Resources" => dictionary! { "XObject" => inner },
        };
        pdf.add_object(Stream::new(form, content.as_bytes().to_vec()))
    };
    let mut inner = form(&mut nested, "0 0 1 1 re f", None);
    for _ in 0..40 {
        inner = form(&mut nested, "/A Do /A Do", Some(inner));
    }
    let first = page(&mut nested, tree, "/A Do", dictionary! { "XObject" => dictionary! { "A" => inner } });
    let nested = written(nested, tree, vec![first]);

    let mut tiled = Document::with_version("1.5");
    let tree = tiled.new_object_id();
    let tile = tiled.new_object_id();
    let patterns = || dictionary! { "Pattern" => dictionary! { "P" => tile } };
    let size = [0, 0, 10, 10].map(Object::from).to_vec();
    let pattern = dictionary! {
        "Type" => "Pattern", "PatternType" => 1, "PaintType" => 1, "TilingType" => 1, "BBox" => size, "XStep" => 10, "YStep" => 10,
        "Resources" => patterns(),
    };
    tiled.objects.insert(tile, Stream::new(pattern, b"/Pattern cs /P scn 0 0 10 10 re f".to_vec()).into());
    let first = page(&mut tiled, tree, "/Pattern cs /P scn 0 0 500 500 re f", patterns());
    let tiled = written(tiled, tree, vec![first]);

    for bytes in [nested, tiled] {
        let office = office();
        office.write(&format!("{NEWS}/pasar.pdf"), bytes);
        let said = checked(&office);
        assert!(said.contains("isi PDF ini terlalu banyak atau terlalu rumit untuk dicetak"), "{said}");
    }
}

#[test]
fn a_picture_beside_a_text_is_its_photo_and_only_a_tall_one_is_a_poster() {
    let office = office();
    office.write(
        &format!("{NEWS}/3-panen.txt"),
        "Untuk: semua\nJudul: Panen raya\nKeterangan foto: Panen\n\nPanen padi berlangsung pekan ini.\n",
    );
    office.write(&format!("{NEWS}/3-panen.jpg"), poster(1080, 1528));
    let said = checked(&office);
    assert!(!said.contains("lampiran"), "{said}");
    let wide = self::office();
    wide.write(&format!("{NEWS}/banjir-rob.jpg"), poster(1528, 1080));
    let said = checked(&wide);
    assert!(!said.contains("dengan lampiran") && said.contains("banjir-rob.jpg"), "{said}");
}

#[test]
fn a_pdf_says_itself_whom_it_is_for_and_how_long_it_holds() {
    let office = office();
    office.write(&format!("{NEWS}/pasar-murah.pdf"), lines_of_text(&["Untuk: Kecamatan Kaubun", "Pasar murah di balai desa."]));
    let letter = ["Kepada Yth. Kepala Desa se-Kecamatan Kaliorang", "Vaksin gratis, berlaku sampai 27 November 2026."];
    office.write(&format!("{NEWS}/vaksin-gratis.pdf"), lines_of_text(&letter));
    office.write(&format!("{NEWS}/lomba-desa.pdf"), lines_of_text(&["Untuk: Kecamatan Atlantis", "Lomba desa."]));
    let said = checked(&office);
    for words in [
        "“Pasar murah” dengan lampiran, untuk Kecamatan Kaubun, menurut isinya",
        "masa berlaku diambil dari isinya: sampai 27 November 2026",
        "“Lomba desa” dengan lampiran, untuk semua desa, karena sasaran yang tertulis di dalamnya tidak terbaca",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let made = office.warta(&["terbitkan"]);
    assert_eq!(made.code, 0, "{}{}", made.stdout, made.stderr);
    let sheets = |desa: &str| pages::read(&document(&office, desa, "8-lampiran").unwrap()).len();
    assert_eq!((sheets(RAPAK), sheets(KALIORANG)), (2, 2));
    assert!(words(&office, RAPAK, "1-buletin").contains("Pasarmurah") && !words(&office, RAPAK, "1-buletin").contains("Vaksingratis"));
    assert!(words(&office, KALIORANG, "1-buletin").contains("Vaksingratis"));
}

/// A PDF of one page with these lines.
fn lines_of_text(lines: &[&str]) -> Vec<u8> {
    let mut pdf = Document::with_version("1.5");
    let tree = pdf.new_object_id();
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let shown: String = lines.iter().map(|line| format!("({line}) Tj 0 -30 Td ")).collect();
    let content = format!("60 300 475 200 re f BT /F 16 Tf 60 750 Td {shown}ET");
    let first = page(&mut pdf, tree, &content, dictionary! { "Font" => dictionary! { "F" => font } });
    written(pdf, tree, vec![first])
}
