//! Small files from strangers that ask for all memory: each ends in a message that names the file, within half a gigabyte.

use std::fs;
use std::io::{Cursor, Read, Seek, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use zip::write::SimpleFileOptions;

use crate::support::TestOffice;

const AGENDA: &str = "edisi/2026-11-23/agenda";
const NOTICE: &str = "edisi/2026-11-23/pengumuman/01";
const ABNORMAL: &str = "galat: isi berkas tidak wajar: bagian, gaya, gambar atau potongan teksnya terlalu banyak atau terlalu panjang";

/// A file, and what is said of it.
struct Bomb {
    file: String,
    bytes: Vec<u8>,
    said: String,
}

fn bomb(file: &str, bytes: impl Into<Vec<u8>>, said: &str) -> Bomb {
    Bomb { file: file.to_owned(), bytes: bytes.into(), said: format!("{said}\n  di {file}") }
}

/// Checks an office with each file in turn, by the program.
fn defused(bombs: Vec<Bomb>) {
    // A hang would never end, and a bomb must not take the machine along.
    const HANG: Duration = Duration::from_secs(60);
    const MOST_KIB: u64 = 512 << 10;
    for Bomb { file, bytes, said } in bombs {
        let office = TestOffice::barambai();
        office.write(&file, bytes);
        let mut output = tempfile::tempfile().unwrap();
        let mut command = if cfg!(target_os = "linux") {
            let mut shell = Command::new("sh");
            shell.args(["-c", "ulimit -v 8000000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_warta")]);
            shell
        } else {
            Command::new(env!("CARGO_BIN_EXE_warta"))
        };
        command.env("XDG_STATE_HOME", office.state()).arg("-C").arg(office.root()).args(["periksa", "--rinci"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(output.try_clone().unwrap());
        let mut child = command.spawn().unwrap();
        let (started, mut peak) = (Instant::now(), 0);
        let status = loop {
            peak = peak.max(peak_kib(child.id()));
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if started.elapsed() > HANG {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("{said}: still at work after {HANG:?}");
            }
            std::thread::sleep(Duration::from_millis(3));
        };
        let mut stderr = String::new();
        output.rewind().unwrap();
        output.read_to_string(&mut stderr).unwrap();
        let shown: String = stderr.chars().take(3_000).collect();
        assert!(stderr.contains(&said), "{said}: {shown}");
        assert_eq!(status.code(), Some(1), "{said}: {shown}");
        assert!(peak < MOST_KIB, "{said}: {} MiB", peak >> 10);
    }
}

/// The largest resident memory of a process so far; 0 where the system does not tell.
fn peak_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
    peak.unwrap_or_default()
}

/// A zip of parts; compressed, so that a bomb is small.
fn archive<S: AsRef<str>, B: AsRef<[u8]>>(parts: impl IntoIterator<Item = (S, B)>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_ref(), SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes.as_ref()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of sheets L1, L2, …, with these shared texts and the rest of its parts.
fn workbook(texts: &str, sheets: &[String], more: &[(&str, String)]) -> Vec<u8> {
    let numbers = 1..=sheets.len();
    let named: String = numbers.clone().map(|n| format!(r#"<sheet name="L{n}" sheetId="{n}" r:id="s{n}"/>"#)).collect();
    let type_of = |kind: &str| format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
    let relation = |id: &str, kind: &str, target: &str| format!(r#"<Relationship Id="{id}" Type="{}" Target="{target}"/>"#, type_of(kind));
    let related: String = numbers.clone().map(|n| relation(&format!("s{n}"), "worksheet", &format!("worksheets/{n}.xml"))).collect();
    let mut parts = vec![
        ("_rels/.rels".to_owned(), format!("<Relationships>{}</Relationships>", relation("r", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{named}</sheets></workbook>")),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships>{related}{}</Relationships>", relation("t", "sharedStrings", "sharedStrings.xml")),
        ),
        ("xl/sharedStrings.xml".to_owned(), texts.to_owned()),
    ];
    parts.extend(numbers.zip(sheets).map(|(n, sheet)| (format!("xl/worksheets/{n}.xml"), format!("<worksheet>{sheet}</worksheet>"))));
    parts.extend(more.iter().map(|(name, text)| ((*name).to_owned(), text.clone())));
    archive(parts)
}

fn shared(texts: &[&str]) -> String {
    format!("<sst>{}</sst>", texts.iter().map(|text| format!("<si><t>{text}</t></si>")).collect::<String>())
}

/// Rows of cells: the number of a shared text, or none.
fn rows(rows: impl IntoIterator<Item = Vec<Option<usize>>>) -> String {
    let row = |cells: Vec<Option<usize>>| {
        let cells = cells.into_iter().map(|text| text.map_or("<c/>".to_owned(), |text| format!(r#"<c t="s"><v>{text}</v></c>"#)));
        format!("<row>{}</row>", cells.collect::<String>())
    };
    format!("<sheetData>{}</sheetData>", rows.into_iter().map(row).collect::<String>())
}

#[test]
fn texts_that_many_cells_share_or_inherit_are_charged_for_each() {
    let file = format!("{AGENDA}.xlsx");
    let column = |count: usize| rows((0..count).map(|_| vec![Some(0)]));
    let large = "galat: lembar “L1” terlalu besar";
    let one = |texts: String, sheet: String| workbook(&texts, &[sheet], &[]);
    let (long, fits) = ("x".repeat(1_000_000), "x".repeat(30_000));
    let too_long = "galat: isi sel lebih dari 32767 huruf";
    let inline = format!(r#"<row><c t="inlineStr"><is><t>{fits}</t></is></c></row>"#).repeat(2_000);
    // The agenda's rows inherit a merged event; the registry's, a merged kecamatan.
    let merged = |text: usize, below: usize, last: usize| {
        let all = [vec![Some(1), Some(2)], vec![Some(text), Some(below)]].into_iter().chain((0..last).map(|_| vec![None, Some(below)]));
        format!(r#"{}<mergeCells><mergeCell ref="A2:A{}"/></mergeCells>"#, rows(all), last + 2)
    };
    let event = "x".repeat(200);
    let heads = shared(&[&fits, "Acara", "Pukul", &event, "09.00"]);
    defused(vec![
        bomb(&file, one(shared(&[&long]), column(20_000)), too_long),
        bomb(&file, one(shared(&[&"x".repeat(100_000)]), column(20_000)), too_long),
        bomb(&file, one(shared(&[&fits]), column(20_000)), large),
        bomb(
            &file,
            workbook(&shared(&[&fits]), &vec![column(100); 20], &[]),
            // The twelfth sheet is the first for which nothing is left.
            "galat: lembar “L12” terlalu besar",
        ),
        bomb(&file, one(shared(&[]), format!("<sheetData>{inline}</sheetData>")), large),
        bomb(&file, one(heads.clone(), merged(0, 4, 20_000)), large),
        bomb(&file, one(heads, merged(3, 4, 90_000)), "galat: lembar “L1” terlalu besar untuk agenda"),
        bomb("kim.xlsx", one(shared(&[&fits, "Kecamatan", "Kode", "Desa", "63.04.14.2001"]), merged(0, 4, 20_000)), large),
    ]);
}

#[test]
fn workbooks_of_more_parts_styles_or_rows_than_any_office_writes_are_refused() {
    let file = format!("{AGENDA}.xlsx");
    let none = shared(&[]);
    let sheet = [rows([])];
    let formats = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(400_000));
    let font = format!(
        r#"<styleSheet><fonts><font><name val="{}"/></font></fonts><cellXfs>{}</cellXfs></styleSheet>"#,
        "x".repeat(100_000),
        r#"<xf fontId="0"/>"#.repeat(60_000)
    );
    let doubtful = [vec![Some(0), Some(1)]].into_iter().chain((0..60_000).map(|_| vec![Some(2), Some(3)]));
    let twice = workbook(&none, &[rows([]), rows([])], &[]);
    defused(vec![
        bomb(&file, workbook(r#"<sst uniqueCount="1000000000000"></sst>"#, &sheet, &[]), ABNORMAL),
        bomb(&file, workbook(&format!("<sst>{}</sst>", "<si/>".repeat(2_000_000)), &sheet, &[]), ABNORMAL),
        bomb(&file, workbook(&none, &sheet, &[("xl/styles.xml", formats)]), ABNORMAL),
        bomb(&file, workbook(&none, &sheet, &[("xl/styles.xml", font)]), ABNORMAL),
        bomb(&file, workbook(&none, &vec![rows([]); 1_200], &[]), ABNORMAL),
        bomb(&file, workbook(&none, &sheet, &[("XL/Workbook.xml", "<workbook/>".to_owned())]), ABNORMAL),
        bomb(
            &file,
            workbook(&shared(&["Tanggal", "Acara", "kapan-kapan", "Rapat"]), &[rows(doubtful)], &[]),
            "galat: agenda terlalu panjang untuk dibaca, jadi tidak dibaca mulai baris ini",
        ),
        bomb(&file, twice, "galat: berkas agenda tidak berisi apa-apa"),
    ]);
}

#[test]
fn cells_of_an_ods_that_stand_for_many_are_charged_for_each() {
    let file = format!("{AGENDA}.ods");
    let ods = |table: String| {
        let mime = "application/vnd.oasis.opendocument.spreadsheet".to_owned();
        let content = format!(
            "<office:document-content><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
        );
        archive([("mimetype", mime), ("content.xml", content)])
    };
    let table = |rows: String| format!(r#"<table:table table:name="A">{rows}</table:table>"#);
    let row = |row: &str, cell: &str, text: &str| {
        let times =
            |what: &str, count: &str| if count.is_empty() { String::new() } else { format!(r#" table:number-{what}-repeated="{count}""#) };
        let (row, cell) = (times("rows", row), times("columns", cell));
        format!(r#"<table:table-row{row}><table:table-cell{cell}><text:p>{text}</text:p></table:table-cell></table:table-row>"#)
    };
    let fits = "x".repeat(30_000);
    let large = "galat: lembar “A” terlalu besar";
    let blank = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" table:number-columns-repeated="16384"/></table:table-row>"#;
    let far = r#"<table:table-row><table:table-cell table:number-columns-repeated="16383"/><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"#;
    let formula = format!(
        r#"<table:table-row><table:table-cell table:formula="{}" table:number-columns-repeated="16000"/></table:table-row>"#,
        "x".repeat(200_000)
    );
    let empty = "galat: berkas agenda tidak berisi apa-apa";
    let struck = format!(
        r#"<style:style style:name="c"><style:text-properties style:text-line-through-style="solid"/></style:style>{}"#,
        table(row("", "16000", &format!(r#"<text:span text:style-name="c">{fits}</text:span>y"#)))
    );
    defused(vec![
        bomb(&file, ods(table(row("", "16000", &"x".repeat(200_000)))), "galat: isi sel lebih dari 32767 huruf"),
        bomb(&file, ods(table(row("", "16000", &fits))), large),
        bomb(&file, ods(table(row("1000", "1000", &fits))), large),
        bomb(&file, ods(table(row("4000000000", "4000000000", "x"))), large),
        bomb(&file, ods(struck), large),
        bomb(&file, ods(table(blank.to_owned())), empty),
        bomb(&file, ods(table(formula)), empty),
        bomb(&file, ods(table(far.repeat(3_000))), "galat: judul kolom agenda tidak ditemukan"),
        bomb(&file, ods(r#"<table:table table:name="A"><table:table-row>"#.to_owned()), "galat: berkas terpotong atau rusak"),
    ]);
}

/// A Word document with this body and these parts besides.
fn document(body: &str, more: &[(&str, String)]) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                r#"<Types xmlns="{office}/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships><Relationship Id="r" Type="{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#
            ),
        ),
        ("word/document.xml", format!(r#"<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#)),
    ];
    archive(parts.into_iter().chain(more.iter().map(|(name, text)| (*name, text.clone()))))
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A table's cell with these properties.
fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(text))
}

#[test]
fn tables_and_pieces_of_a_word_document_are_charged_for_each_copy() {
    let file = format!("{NOTICE}.docx");
    let merged = |letters: usize| {
        let first = format!("<w:tr>{}{}</w:tr>", cell(r#"<w:vMerge w:val="restart"/>"#, &"x".repeat(letters)), cell("", "y"));
        let below = format!("<w:tr>{}{}</w:tr>", cell("<w:vMerge/>", ""), cell("", "y"));
        document(&format!("<w:tbl>{first}{}</w:tbl>", below.repeat(4_000)), &[])
    };
    let long = "galat: tabel lebih dari 120000 huruf, isi sel gabungan dihitung di setiap barisnya";
    let nested =
        format!("{}{}{}", "<w:tbl><w:tr><w:tc>".repeat(60), paragraph(&"x".repeat(2_000_000)), "</w:tc></w:tr></w:tbl>".repeat(60));
    let wide = format!(r#"<w:tbl><w:tr>{}{}</w:tr></w:tbl>"#, cell(r#"<w:gridSpan w:val="4294967295"/>"#, "x"), cell("", "y"));
    let marks = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let link = format!(
        r#"<w:p>{}<w:r><w:instrText>HYPERLINK "{}"</w:instrText></w:r>{}{}{}</w:p>"#,
        marks("begin"),
        "x".repeat(1_000_000),
        marks("separate"),
        "<w:r><w:t>a</w:t></w:r>".repeat(50_000),
        marks("end")
    );
    let font = format!(
        r#"<w:p><w:r><w:rPr><w:rFonts w:ascii="{}"/></w:rPr><w:t>{}</w:t></w:r></w:p>"#,
        "x".repeat(1_000_000),
        "a&amp;".repeat(5_000)
    );
    let unaddressed = "galat: sasaran pengumuman tidak ditulis";
    defused(vec![
        bomb(&file, merged(500_000), long),
        bomb(&file, merged(1_000), long),
        bomb(&file, document(&nested, &[]), ABNORMAL),
        bomb(&file, document(&wide, &[]), "galat: tabel lebih dari 16 kolom tidak dapat dicetak"),
        bomb(&file, document(&paragraph(&"&amp;".repeat(1_000_000)), &[]), ABNORMAL),
        bomb(&file, document(&paragraph(&"'".repeat(1_000_000)), &[]), ABNORMAL),
        bomb(&file, document(&"<w:p></w:p>".repeat(400_000), &[]), ABNORMAL),
        bomb(&file, document(&paragraph(&"x ".repeat(1_000_000)), &[]), "galat: naskah 1999999 huruf, lebih panjang dari 120000"),
        bomb(&file, document(&link, &[]), unaddressed),
        bomb(&file, document(&font, &[]), unaddressed),
    ]);
}

#[test]
fn parts_of_a_word_document_that_are_named_or_repeated_too_often_are_refused() {
    let file = format!("{NOTICE}.docx");
    let body = paragraph("isi");
    let with = |name: &'static str, text: String| document(&body, &[(name, text)]);
    let relations = |kind: &str, target: &str, count: usize| {
        let one = |n: usize| {
            format!(
                r#"<Relationship Id="g{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
            )
        };
        ("word/_rels/document.xml.rels", format!("<Relationships>{}</Relationships>", (0..count).map(one).collect::<String>()))
    };
    let style =
        format!(r#"<w:styles><w:style w:styleId="a"><w:rPr><w:rFonts w:ascii="{}"/></w:rPr></w:style></w:styles>"#, "x".repeat(1_000_000));
    let levels = format!("<w:numbering><w:abstractNum>{}</w:abstractNum></w:numbering>", "<w:lvl></w:lvl>".repeat(10_000));
    let note = r#"<w:footnote w:id="1"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>"#;
    let chart = r#"<c:chartSpace><c:ser><c:cat><c:pt idx="0"><c:v>a</c:v></c:pt></c:cat><c:val><c:pt idx="4000000000"><c:v>1</c:v></c:pt></c:val></c:ser></c:chartSpace>"#;
    let attributes: String = (0..10_000).map(|n| format!(r#" a{n}="""#)).collect();
    let nested = archive([("isi.zip", archive([("isi.xml", vec![b' '; 50 << 20])]))]);
    defused(vec![
        bomb(&file, with("word/styles.xml", style), ABNORMAL),
        bomb(&file, with("word/numbering.xml", levels), ABNORMAL),
        bomb(&file, with("word/footnotes.xml", format!("<w:footnotes>{}</w:footnotes>", note.repeat(140_000))), ABNORMAL),
        bomb(&file, document(&body, &[relations("image", "media/1.png", 2_000), ("word/media/1.png", "\0".repeat(1 << 20))]), ABNORMAL),
        bomb(&file, document(&body, &[relations("chart", "charts/1.xml", 1), ("word/charts/1.xml", chart.to_owned())]), ABNORMAL),
        bomb(&file, document(&format!("<w:p{attributes}></w:p>"), &[]), ABNORMAL),
        bomb(&file, nested, "galat: ini arsip ZIP, bukan naskah"),
    ]);
}

/// A .doc that says it has two thousand million letters.
fn boastful_doc() -> Vec<u8> {
    let mut bytes = vec![0; 4096];
    let mut put = |at: usize, some: &[u8]| bytes[at..at + some.len()].copy_from_slice(some);
    put(0, &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    put(512, &[0xec, 0xa5, 0xc1, 0]);
    put(512 + 0x20, &[0x0e]);
    put(512 + 0x3e, &[0x16]);
    put(512 + 0x4c, &2_000_000_000u32.to_le_bytes());
    put(2048, &"WordDocument".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    bytes
}

#[test]
fn plain_texts_and_calendars_are_read_within_their_limits() {
    let (csv, ics) = (format!("{AGENDA}.csv"), format!("{AGENDA}.ics"));
    let calendar = |events: String| format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n");
    let event =
        |uid: usize, properties: &str| format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:20261123T000000Z\r\n{properties}\r\nEND:VEVENT\r\n");
    let often = "RRULE:FREQ=SECONDLY";
    let too_much = "galat: kalender memuat terlalu banyak pengulangan untuk dibaca";
    let venue = event(1, &format!("SUMMARY:Rapat\r\nLOCATION:{}\r\n{often}", "x".repeat(100_000)));
    let series: String = (0..100).map(|uid| event(uid, &format!("SUMMARY:Rapat\r\n{often}"))).collect();
    let folded = event(1, &format!("SUMMARY:{}", "\r\n a".repeat(3_000_000)));
    let days = event(1, &format!("SUMMARY:Rapat\r\nRDATE:{}", vec!["20261124T000000Z"; 100_000].join(",")));
    let table = format!("Untuk: semua\n\n|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(300_000));
    defused(vec![
        bomb(&csv, ",".repeat(15 << 20), "galat: berkas agenda tidak berisi apa-apa"),
        bomb(&csv, format!("\"{}\"", "x".repeat(10 << 20)), "galat: isi sel lebih dari 32767 huruf"),
        bomb(&csv, "a;b\n".repeat(5 << 20), "galat: berkas teks lebih besar dari 16 MB"),
        bomb(&ics, calendar(venue), too_much),
        bomb(&ics, calendar(series), too_much),
        bomb(&ics, calendar(folded), "galat: judul acara terlalu panjang untuk dicetak"),
        bomb(&ics, calendar(days), "galat: acara ini berulang terlalu sering untuk dibaca"),
        bomb(&ics, calendar(event(1, &"X:\r\n".repeat(1_000_000))), "galat: kalender memuat terlalu banyak isi untuk dibaca"),
        bomb(&format!("{NOTICE}.md"), table, "galat: naskah lebih dari 1 MB teks"),
        bomb(&format!("{NOTICE}.doc"), boastful_doc(), "galat: naskah 2000000000 huruf, lebih panjang dari 120000"),
    ]);
}

#[cfg(unix)]
#[test]
fn a_file_is_read_where_it_is_a_regular_one_of_the_folder_and_not_too_large() {
    let office = TestOffice::barambai();
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::os::unix::fs::symlink(outside.path(), office.path("tautan")).unwrap();
    assert!(Command::new("mkfifo").arg(office.path("pipa")).status().unwrap().success());
    office.write("besar", vec![b' '; (1 << 20) + 1]);
    let folder = warta::folder::Folder::new(office.root());
    let read = |file: &str| folder.read(file, 1 << 20).map_err(|faults| faults[0].message.clone());
    assert_eq!(read("pipa").unwrap_err(), "ini bukan berkas biasa");
    assert_eq!(read("edisi").unwrap_err(), "ini bukan berkas biasa");
    assert_eq!(read("tautan").unwrap_err(), "tautan ke luar folder kantor tidak dibaca");
    assert_eq!(read("besar").unwrap_err(), "berkas lebih besar dari 1 MB");
    assert_eq!(read("tidak-ada").unwrap_err(), "berkas tidak dapat dibuka: berkas atau foldernya tidak ada");
    assert!(!read("warta.toml").unwrap().is_empty());
    assert_eq!(warta::intake::emblem(&folder, "pipa").unwrap_err().to_string(), "ini bukan berkas biasa");
}
