//! Makes the sample's office files from `samples/sources`, with real writers: what an office would have saved.

use std::fs;
use std::path::{Path, PathBuf};

use docx_rs::{
    AbstractNumbering, BreakType, Docx, IndentLevel, Level, LevelJc, LevelText, NumberFormat, Numbering, NumberingId, Paragraph, Run,
    RunFonts, Start, Style, StyleType, Table, TableCell, TableRow,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook};
use warta::model::EditionId;
use warta::model::date::full_date;

const EDITION: &str = "2026-11-23";

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn sources() -> PathBuf {
    root().join("samples/sources")
}

/// Every generated file of the sample: its path in the office folder, and its bytes.
pub fn generated() -> Vec<(String, Vec<u8>)> {
    let edition = format!("edisi/{EDITION}");
    let mut files = vec![
        ("kim.xlsx".to_owned(), registry()),
        (format!("{edition}/agenda.xlsx"), agenda()),
        (format!("{edition}/foto/feri-marabahan.jpg"), ferry()),
    ];
    for (folder, all_docx) in [("sambutan", true), ("pengumuman", false)] {
        let mut paths: Vec<PathBuf> = fs::read_dir(sources().join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            match name.strip_suffix(".docx.md").or(name.strip_suffix(".md").filter(|_| all_docx)) {
                Some(stem) => files.push((format!("{edition}/{folder}/{stem}.docx"), docx(&text))),
                None => files.push((format!("{edition}/{folder}/{name}"), text.into_bytes())),
            }
        }
    }
    files
}

#[test]
fn sample_office_files_are_what_their_sources_make() {
    let sample = root().join("samples/barito-kuala");
    let renew = std::env::var_os("WARTA_PERBARUI").is_some();
    let mut stale = Vec::new();
    for (file, bytes) in generated() {
        let path = sample.join(&file);
        if renew {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &bytes).unwrap();
        } else if fs::read(&path).ok() != Some(bytes) {
            stale.push(file);
        }
    }
    assert!(stale.is_empty(), "made anew by WARTA_PERBARUI=1 cargo test --release sample: {stale:?}");
}

fn csv_rows(file: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(sources().join(file)).unwrap();
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Writers stamp the hour; a sample must not.
fn timeless() -> DocProperties {
    DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 11, 20).unwrap())
}

/// The agenda as an office types it: title rows, merged dates, a struck-through event, a hidden column, a signature.
fn agenda() -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&timeless());
    let sheet = book.add_worksheet().set_name("Agenda").unwrap();
    let title = Format::new().set_bold().set_align(FormatAlign::Center);
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center).set_text_wrap();
    let cell = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top).set_text_wrap();
    let struck = cell.clone().set_font_strikethrough();
    sheet.merge_range(0, 0, 0, 9, "AGENDA KEGIATAN PIMPINAN KABUPATEN BARITO KUALA", &title).unwrap();
    sheet.merge_range(1, 0, 1, 9, "23 s.d. 29 NOVEMBER 2026", &title).unwrap();
    let header = ["No", "Hari/Tanggal", "Pukul", "Acara", "Tempat", "Pakaian", "Dihadiri", "Penyelenggara", "Keterangan", "Petugas"];
    sheet.write_row_with_format(3, 0, header, &head).unwrap();
    let rows = csv_rows("agenda.csv");
    let first = 4;
    for (i, row) in rows.iter().enumerate() {
        let at = first + i as u32;
        let format = if row[8] == "x" { &struck } else { &cell };
        sheet.write_number_with_format(at, 0, (i + 1) as f64, &cell).unwrap();
        for (column, value) in [(2, 1), (3, 2), (4, 3), (5, 4), (6, 5), (7, 6), (8, 7)] {
            sheet.write_string_with_format(at, column, &row[value], format).unwrap();
        }
        sheet.write_string_with_format(at, 9, "Rudi 0812-0000-7731", &cell).unwrap();
    }
    let mut start = 0;
    while start < rows.len() {
        let count = rows[start..].iter().take_while(|row| row[0] == rows[start][0]).count();
        let date: chrono::NaiveDate = rows[start][0].parse().unwrap();
        let (top, bottom) = (first + start as u32, first + (start + count - 1) as u32);
        let text = full_date(date).replace(", ", ",\n");
        if count == 1 {
            sheet.write_string_with_format(top, 1, text, &cell).unwrap();
        } else {
            sheet.merge_range(top, 1, bottom, 1, &text, &cell).unwrap();
        }
        start += count;
    }
    let sign = first + rows.len() as u32 + 2;
    sheet.write_string(sign, 6, "Marabahan, 20 November 2026").unwrap();
    sheet.write_string(sign + 1, 6, "Kepala Bagian Protokol dan Komunikasi Pimpinan,").unwrap();
    sheet.write_string(sign + 5, 6, "NOR AIDA RAHMI, S.STP., M.A.P.").unwrap();
    for (column, width) in [(0, 4.0), (1, 17.0), (2, 16.0), (3, 44.0), (4, 34.0), (5, 10.0), (6, 20.0), (7, 22.0), (8, 22.0)] {
        sheet.set_column_width(column, width).unwrap();
    }
    sheet.set_column_hidden(9).unwrap();
    book.save_to_buffer().unwrap()
}

/// The registry: 201 villages, invented people; three villages have no KIM yet.
fn registry() -> Vec<u8> {
    let names = csv_rows("nama.csv");
    let of = |kind: &str| -> Vec<String> { names.iter().filter(|r| r[0] == kind).map(|r| r[1].clone()).collect() };
    let (groups, first, last, degrees) = (of("kim"), of("depan"), of("belakang"), of("gelar"));
    let person = |seed: usize| format!("{} {}", first[seed * 31 % first.len()], last[(seed * 17 + 5) % last.len()]);
    let mut book = Workbook::new();
    book.set_properties(&timeless());
    let sheet = book.add_worksheet().set_name("KIM").unwrap();
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let header = [
        "Kode",
        "Desa/Kelurahan",
        "Kecamatan",
        "Kades/Lurah",
        "Camat",
        "KIM",
        "Penghubung",
        "Kontak dicetak",
        "No. HP",
        "Email",
        "Saluran",
        "RT",
        "Eksemplar",
    ];
    sheet.write_row_with_format(0, 0, header, &head).unwrap();
    for (i, row) in csv_rows("desa.csv").iter().enumerate() {
        let (code, name, kecamatan) = (&row[6], &row[8], &row[5]);
        let at = i as u32 + 1;
        let has_kim = ![17, 96, 171].contains(&i);
        let kecamatan_number: usize = row[4][6..8].parse().unwrap();
        let head_name = if i % 3 == 0 { format!("{}, {}", person(i), degrees[i % degrees.len()]) } else { person(i) };
        let camat = format!("{}, {}", person(400 + kecamatan_number), degrees[kecamatan_number % degrees.len()]);
        sheet.write_row(at, 0, [code.as_str(), name, kecamatan, &head_name, &camat]).unwrap();
        if has_kim {
            let contact = person(1000 + i * 7);
            sheet.write_string(at, 5, &groups[(i * 13 + i / groups.len()) % groups.len()]).unwrap();
            sheet.write_string(at, 6, &contact).unwrap();
            if i % 4 != 0 {
                sheet.write_string(at, 7, format!("{contact}, RT {:02}", i % 6 + 1)).unwrap();
            }
            sheet.write_string(at, 8, format!("0812-0000-{i:04}")).unwrap();
            sheet.write_string(at, 9, format!("kim.{}@contoh.id", code.replace('.', ""))).unwrap();
        }
        sheet.write_number(at, 11, (3 + i * 7 % 9) as f64).unwrap();
    }
    sheet.autofit();
    book.save_to_buffer().unwrap()
}

/// A manuscript with Word's own headings, numbering, quotes and tables, from a few marks of Markdown.
fn docx(text: &str) -> Vec<u8> {
    let level = |format: &str, mark: &str| {
        Level::new(0, Start::new(1), NumberFormat::new(format), LevelText::new(mark), LevelJc::new("left")).indent(
            Some(720),
            None,
            None,
            None,
        )
    };
    let mut numbered_lists = 0;
    let mut document = Docx::new()
        .default_fonts(RunFonts::new().ascii("Bookman Old Style").hi_ansi("Bookman Old Style"))
        .created_at("2026-11-20T08:00:00Z")
        .updated_at("2026-11-20T08:00:00Z")
        .add_style(Style::new("Heading1", StyleType::Paragraph).name("heading 1").outline_lvl(0).size(32).bold())
        .add_style(Style::new("Heading2", StyleType::Paragraph).name("heading 2").outline_lvl(1).size(26).bold())
        .add_style(Style::new("Quote", StyleType::Paragraph).name("Quote").italic())
        .add_abstract_numbering(AbstractNumbering::new(1).add_level(level("bullet", "–")))
        .add_numbering(Numbering::new(1, 1));
    let mut lines = text.lines().peekable();
    let mut in_list = false;
    while let Some(line) = lines.next() {
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        if line.trim().is_empty() {
            in_list = false;
        } else if let Some(heading) = line.strip_prefix("## ") {
            document = document.add_paragraph(runs(Paragraph::new().style("Heading2"), heading));
        } else if let Some(heading) = line.strip_prefix("# ") {
            document = document.add_paragraph(runs(Paragraph::new().style("Heading1"), heading));
        } else if let Some(item) = line.strip_prefix("- ") {
            document = document.add_paragraph(runs(Paragraph::new().numbering(NumberingId::new(1), IndentLevel::new(0)), item));
        } else if digits > 0 && line[digits..].starts_with(". ") {
            if !in_list {
                numbered_lists += 1;
                let id = 1 + numbered_lists;
                document = document
                    .add_abstract_numbering(AbstractNumbering::new(id).add_level(level("decimal", "%1.")))
                    .add_numbering(Numbering::new(id, id));
                in_list = true;
            }
            let paragraph = Paragraph::new().numbering(NumberingId::new(1 + numbered_lists), IndentLevel::new(0));
            document = document.add_paragraph(runs(paragraph, &line[digits + 2..]));
        } else if let Some(first) = line.strip_prefix("> ") {
            let mut run = Run::new().add_text(first);
            while let Some(next) = lines.next_if(|l| l.starts_with("> ")) {
                run = run.add_break(BreakType::TextWrapping).add_text(next.trim_start_matches("> "));
            }
            document = document.add_paragraph(Paragraph::new().style("Quote").add_run(run));
        } else if line.starts_with('|') {
            let mut rows = vec![table_row(line)];
            lines.next_if(|l| l.starts_with("|-") || l.starts_with("| -") || l.starts_with("|:"));
            while let Some(next) = lines.next_if(|l| l.starts_with('|')) {
                rows.push(table_row(next));
            }
            document = document.add_table(Table::new(rows));
        } else {
            document = document.add_paragraph(runs(Paragraph::new(), line));
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    document.build().pack(&mut bytes).unwrap();
    bytes.into_inner()
}

fn table_row(line: &str) -> TableRow {
    let cells = line.trim_matches('|').split('|').map(|cell| TableCell::new().add_paragraph(runs(Paragraph::new(), cell.trim())));
    TableRow::new(cells.collect())
}

/// `**bold**` and `*italic*`.
fn runs(mut paragraph: Paragraph, text: &str) -> Paragraph {
    for (i, part) in text.split("**").enumerate() {
        for (j, piece) in part.split('*').enumerate().filter(|(_, piece)| !piece.is_empty()) {
            let run = Run::new().add_text(piece);
            let run = if i % 2 == 1 { run.bold() } else { run };
            paragraph = paragraph.add_run(if j % 2 == 1 { run.italic() } else { run });
        }
    }
    paragraph
}

/// A drawn picture of a ferry at its jetty, in place of a photograph: sky, far bank, water, boat, planks. Integers only,
/// so that every machine draws the same.
fn ferry() -> Vec<u8> {
    const W: i64 = 1200;
    const H: i64 = 760;
    let noise = |x: i64, y: i64| {
        let mut n = (x.wrapping_mul(374_761_393) ^ y.wrapping_mul(668_265_263)) as u64;
        n = (n ^ (n >> 13)).wrapping_mul(1_274_126_177);
        ((n ^ (n >> 16)) % 256) as i64
    };
    let wave = |t: i64, period: i64| (t.rem_euclid(period) * 4 - 2 * period).abs() - period;
    let mut pixels = Vec::with_capacity((W * H * 3) as usize);
    for y in 0..H {
        for x in 0..W {
            let grain = noise(x, y) / 24;
            let bank = 300 - (noise(x / 46, 7) / 7 + noise(x / 17, 3) / 16 + noise(x / 5, 9) / 40);
            let mut c = (205 + (H - y) / 20, 214 + (H - y) / 22, 226 + (H - y) / 26);
            let cloud = noise(x / 150, y / 34) / 2 + noise(x / 60, y / 16) / 4 + noise(x / 25, y / 8) / 6;
            if y < 220 && cloud > 135 {
                c = (245, 246, 248);
            }
            if y >= bank {
                let leaf = noise(x / 3, y / 3) / 6;
                c = (48 + leaf, 62 + leaf, 46 + leaf);
            }
            if y >= 318 {
                let glint = wave(x + noise(y / 3, 5), 40 + (y - 318) / 4) / 3 + noise(x / 9, y / 2) / 9;
                let depth = (y - 318) / 6;
                c = (150 - depth + glint, 142 - depth + glint, 122 - depth + glint);
            }
            // The ferry: hull, deck house, windows, ramp, mast.
            let in_box = |x0: i64, y0: i64, x1: i64, y1: i64| (x0..x1).contains(&x) && (y0..y1).contains(&y);
            let hull_left = 330 + (y - 400) / 2;
            if (400..470).contains(&y) && x > hull_left && x < 960 - (y - 400) / 3 {
                c = if y < 414 { (235, 235, 232) } else { (70, 74, 80) };
            }
            if in_box(470, 300, 850, 400) {
                c = (225, 226, 224);
            }
            if in_box(470, 292, 870, 304) {
                c = (92, 94, 98);
            }
            if in_box(486, 322, 836, 356) && (x - 486) % 50 < 36 {
                c = (64, 72, 82);
            }
            if in_box(610, 226, 620, 292) || in_box(570, 250, 660, 256) {
                c = (60, 60, 62);
            }
            if (x - 640).abs() < 22 && in_box(600, 256, 680, 292) {
                c = (180, 182, 184);
            }
            let ramp = 470 - (960 - x) / 3;
            if (200..345).contains(&x) && (y - ramp - 160).abs() < 9 {
                c = (84, 80, 74);
            }
            // The jetty in front: planks in perspective, posts, a closed gate.
            let top = 560 - x / 14;
            if x < 700 && y > top {
                let plank = ((x + (y - top) / 2) / (26 + (y - top) / 9)) % 2;
                let seam = (x + (y - top) / 2) % (26 + (y - top) / 9) < 3;
                let wood = noise(x / 2, y / 9) / 9;
                c = if seam { (50, 46, 42) } else { (128 + plank * 14 + wood, 112 + plank * 12 + wood, 94 + plank * 8 + wood) };
            }
            for post in [60, 330, 600] {
                if in_box(post, 430 - post / 14, post + 26, 640) {
                    c = (74 + (x - post) * 3, 66 + (x - post) * 3, 58 + (x - post) * 2);
                }
            }
            let rail = 480 - x / 14;
            if x < 640 && ((y - rail).abs() < 6 || (y - rail - 44).abs() < 5) {
                c = (206, 200, 190);
            }
            pixels.extend([c.0, c.1, c.2].map(|v| (v - 5 + grain).clamp(0, 255) as u8));
        }
    }
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 80).encode(&pixels, W as u16, H as u16, jpeg_encoder::ColorType::Rgb).unwrap();
    jpeg
}

/// The edition of the sample.
pub fn edition() -> EditionId {
    EditionId::parse(EDITION).unwrap()
}
