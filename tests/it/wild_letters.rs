//! Letters from Word as offices have them: letterheads in tables, lists by Word's styles, tables of prices, photos inside.

use std::io::{Cursor, Write};

use warta::diagnostic::{Diagnostic, Severity};
use warta::folder::Folder;
use warta::intake::{self, Office};
use warta::model::{Announcement, Block, OwnWords, Target, Zone};

use crate::office::edition;
use crate::support::TestOffice;

const NEWS: &str = "edisi/2026-11-23/pengumuman";
const NAMES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture""#;

/// A document of Word with this body and these pictures, `rId10` the first of them.
fn docx(body: &str, pictures: &[Vec<u8>]) -> Vec<u8> {
    let numbered = || (10..).zip(pictures);
    let relation = |(id, _): (usize, &Vec<u8>)| {
        format!(
            r#"<Relationship Id="rId{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/{id}.png"/>"#
        )
    };
    let style = |id: &str, name: &str| {
        format!(r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/></w:style>"#)
    };
    let parts = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#.to_owned(),
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>{}</Relationships>"#,
                numbered().map(relation).collect::<String>()
            ),
        ),
        (
            "word/styles.xml",
            format!(
                r#"<w:styles {NAMES}>{}{}{}</w:styles>"#,
                style("Normal", "Normal"),
                style("ListBullet", "List Bullet"),
                style("ListNumber", "List Number")
            ),
        ),
        ("word/document.xml", format!("<w:document {NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>")),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    parts.iter().for_each(|(name, text)| add(name, text.as_bytes()));
    numbered().for_each(|(id, bytes)| add(&format!("word/media/{id}.png"), bytes));
    zip.finish().unwrap().into_inner()
}

fn styled(text: &str, style: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#)
}

fn line(text: &str) -> String {
    styled(text, "Normal")
}

/// A paragraph with the picture of this number.
fn drawn(id: usize) -> String {
    format!(
        r#"<w:p><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="{id}" name="Gambar {id}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="rId{id}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
    )
}

/// A table of cells, each of which holds paragraphs.
fn table(rows: &[&[String]]) -> String {
    let cell = |inside: &String| format!("<w:tc><w:tcPr/>{}</w:tc>", if inside.is_empty() { "<w:p/>" } else { inside.as_str() });
    let row = |row: &&[String]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let drawn = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, (width % 256) as u8]));
    let mut png = Cursor::new(Vec::new());
    drawn.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

/// What is read of one letter in a real folder, and all that is said of it.
fn read(bytes: Vec<u8>) -> (Announcement, Vec<Diagnostic>) {
    let office = TestOffice::barambai();
    office.write(&format!("{NEWS}/1.docx"), bytes);
    let (words, abbreviations) = (OwnWords::default(), std::collections::BTreeMap::new());
    let settings = Office { zone: Zone::Wita, leaders: &[], words: &words, abbreviations: &abbreviations };
    let found = intake::read(&Folder::new(office.root()), edition(), settings);
    let said: Vec<Diagnostic> =
        found.diagnostics.into_iter().filter(|one| one.place.as_ref().is_some_and(|place| place.file.contains("pengumuman/"))).collect();
    let announcement = found.value.1.announcements.into_iter().next();
    (announcement.unwrap_or_else(|| panic!("{said:#?}")), said)
}

fn body(read: &Announcement) -> String {
    read.body.iter().map(intake::document::text_of).collect::<Vec<_>>().join("\n")
}

fn text() -> String {
    [line("Untuk: semua"), line("Judul: Vaksinasi rabies"), line("Vaksinasi rabies gratis hari Rabu di balai desa.")].concat()
}

/// The text is read whole, nothing of the letterhead is printed, and its agency announces.
fn stands_below_a_letterhead(letterhead: &str, pictures: &[Vec<u8>]) {
    let (read, said) = read(docx(&format!("{letterhead}{}", text()), pictures));
    assert_eq!((read.title.as_str(), &read.targets), ("Vaksinasi rabies", &vec![Target::Everyone]), "{said:#?}");
    assert_eq!(body(&read), "Vaksinasi rabies gratis hari Rabu di balai desa.");
    assert_eq!(read.sender.as_deref(), Some("Dinas Kesehatan"));
    assert!(read.pictures.is_empty(), "an emblem is no photo");
    assert!(said.iter().all(|one| one.severity == Severity::Note) && said.iter().any(|one| one.code == "naskah.kop-surat"), "{said:#?}");
}

fn names() -> String {
    [line("PEMERINTAH KABUPATEN BARITO KUALA"), line("DINAS KESEHATAN"), line("Jl. Veteran No. 1 Telp. 0511-12345")].concat()
}

#[test]
fn a_letterhead_of_one_row_is_passed_over() {
    stands_below_a_letterhead(&table(&[&[String::new(), names()]]), &[]);
}

#[test]
fn a_letterhead_of_two_rows_is_passed_over() {
    let first = [String::new(), [line("PEMERINTAH KABUPATEN BARITO KUALA"), line("DINAS KESEHATAN")].concat()];
    stands_below_a_letterhead(&table(&[&first, &[String::new(), line("Jl. Veteran No. 1 Telp. 0511-12345")]]), &[]);
}

#[test]
fn a_letterhead_with_its_emblem_is_passed_over() {
    stands_below_a_letterhead(&table(&[&[drawn(10), names()]]), &[picture(400, 500)]);
}

#[test]
fn lists_by_styles_of_word_keep_their_marks() {
    let items = [("KTP asli", "ListBullet"), ("Kartu keluarga", "ListBullet"), ("Daftar", "ListNumber"), ("Foto", "ListNumber")];
    let items: String = items.iter().map(|(text, style)| styled(text, style)).collect();
    let (read, said) = read(docx(&format!("{}{items}", text()), &[]));
    let lists: Vec<(bool, usize)> = read
        .body
        .iter()
        .filter_map(|block| if let Block::List { ordered, items, .. } = block { Some((*ordered, items.len())) } else { None })
        .collect();
    assert_eq!(lists, [(false, 2), (true, 2)], "{said:#?}");
}

#[test]
fn a_table_of_prices_stays_a_table() {
    let rows = [["Barang", "Harga"], ["Beras 5 kg", "Rp62.000"], ["Gula 1 kg", "Rp16.500"]].map(|row| row.map(line));
    let rows: Vec<&[String]> = rows.iter().map(|row| &row[..]).collect();
    let (read, said) = read(docx(&format!("{}{}", text(), table(&rows)), &[]));
    let Some(Block::Table { header, rows, .. }) = read.body.last() else { panic!("{:#?} {said:#?}", read.body) };
    assert_eq!((header[1][0].text.as_str(), rows.len(), rows[1][1][0].text.as_str()), ("Harga", 2, "Rp16.500"));
}

#[test]
fn photos_inside_are_printed_in_their_order() {
    let pictures = [picture(640, 480), picture(480, 640)];
    let (read, said) = read(docx(&format!("{}{}{}", text(), drawn(10), drawn(11)), &pictures));
    assert_eq!(read.pictures.len(), 2, "{said:#?}");
    let (first, _) = self::read(docx(&format!("{}{}", text(), drawn(10)), &pictures[..1]));
    assert_eq!(read.pictures[0].path, first.pictures[0].path);
}
