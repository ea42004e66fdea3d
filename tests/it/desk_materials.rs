//! Files put into an edition at the desk: they end as in the folder, whatever their names, and nothing is lost.

use std::fs;

use chrono::{DateTime, Days, TimeDelta, Utc};
use warta::desk::materials::{self, Change, MaterialKind, Placed};
use warta::desk::{self, Office};
use warta::diagnostic::Faults;
use warta::folder::Folder;
use warta::model::EditionId;

use crate::desk_support::Desk;
use crate::support::{TestOffice, workbook};

const EDITION: &str = "edisi/2026-11-23";
const NOTICE: &[u8] = b"Untuk: semua\n\n# Pasar murah\n\nBeras dan gula di halaman kantor camat, Rabu pagi.\n";

fn now() -> DateTime<Utc> {
    "2026-11-20T06:00:00Z".parse().unwrap()
}

fn opened(office: &TestOffice) -> Office {
    Office::open(office.root(), None).unwrap()
}

fn place(office: &TestOffice, name: &str, bytes: &[u8]) -> Result<Placed, Faults> {
    materials::place(&opened(office), name, None, bytes, now())
}

/// The paths of all files of the office but the program's own.
fn names(office: &TestOffice) -> Vec<String> {
    office.files("").into_iter().map(|(name, _)| name).filter(|name| !name.starts_with("rahasia/") && !name.contains(".keadaan")).collect()
}

fn agenda(event: &str) -> Vec<u8> {
    workbook(&[&["Hari/Tanggal", "Pukul", "Acara", "Tempat"], &["Senin, 23 November 2026", "09.00", event, "Aula"]])
}

#[test]
fn names_that_are_none_are_refused_and_write_nothing() {
    let office = TestOffice::small();
    let before = names(&office);
    let long = format!("{}.docx", "a".repeat(300));
    let refused = [
        ("../x", "berkas.nama-tidak-dapat-dipakai"),
        ("..", "berkas.tersembunyi"),
        ("", "berkas.nama-tidak-dapat-dipakai"),
        ("...docx", "berkas.tersembunyi"),
        (".htaccess", "berkas.tersembunyi"),
        ("CON.docx", "berkas.nama-dipakai-windows"),
        ("nul.txt.md", "berkas.nama-dipakai-windows"),
        ("com1.xlsx", "berkas.nama-dipakai-windows"),
        ("x.exe", "berkas.jenis-tidak-dibaca"),
        ("x.docx.exe", "berkas.jenis-tidak-dibaca"),
        ("naskah.zip", "berkas.jenis-tidak-dibaca"),
        ("agenda.xls", "berkas.jenis-tidak-dibaca"),
        ("~$agenda.xlsx", "berkas.kunci-program"),
        (".~lock.agenda.xlsx#", "berkas.kunci-program"),
        ("Thumbs.db", "berkas.tersembunyi"),
        (long.as_str(), "berkas.nama-terlalu-panjang"),
    ];
    for (name, code) in refused {
        let faults = place(&office, name, NOTICE).unwrap_err();
        assert_eq!(faults[0].code, code, "{name}");
        assert!(faults[0].remedy.is_some(), "{name} without a remedy");
    }
    assert_eq!(place(&office, "1.md", b"").unwrap_err()[0].code, "berkas.kosong");
    assert_eq!(place(&office, "1.md", &vec![b'x'; (32 << 20) + 1]).unwrap_err()[0].code, "berkas.terlalu-besar");
    assert_eq!(names(&office), before);
}

#[test]
fn a_wicked_name_becomes_a_plain_one_inside_the_edition() {
    let office = TestOffice::small();
    let before = names(&office);
    let cases = [
        ("a/b.md", "b.md"),
        ("..\\..\\warta.txt", "warta.txt"),
        ("/etc/passwd.txt", "passwd.txt"),
        ("pasar murah....md. . .", "pasar murah.md"),
        ("<script>alert(1)<\u{202e}.md", "scriptalert1.md"),
        ("dana\u{0}desa\n2.md", "danadesa 2.md"),
    ];
    for (typed, name) in cases {
        let placed = place(&office, typed, NOTICE).unwrap();
        assert_eq!((placed.name.as_str(), placed.change), (name, Change::New), "{typed:?}");
        assert_eq!(placed.file, format!("{EDITION}/pengumuman/{name}"));
        assert_eq!(fs::read(office.path(&placed.file)).unwrap(), NOTICE);
    }
    assert_eq!(names(&office).len(), before.len() + cases.len());
    let placed = place(&office, "pasar (2).md", NOTICE).unwrap();
    assert!(placed.words().iter().any(|line| line.contains("pasar (2).md")), "its name of before is told: {:?}", placed.words());
}

#[test]
fn each_file_goes_where_the_office_would_put_it() {
    let office = TestOffice::barambai();
    let sample: Vec<(String, Vec<u8>)> = TestOffice::small().files(EDITION);
    for (file, bytes) in &sample {
        let name = file.rsplit('/').next().unwrap();
        let placed = place(&office, name, bytes).unwrap();
        assert_eq!(placed.file, format!("{EDITION}/{file}"), "{:?}", placed);
    }
    // A table of days is an agenda whatever its name says.
    assert_eq!(place(&office, "minggu depan.xlsx", &agenda("Apel")).unwrap().kind, MaterialKind::Agenda);
    assert_eq!(place(&office, "Daftar KIM.xlsx", &agenda("Apel")).unwrap().file, "Daftar KIM.xlsx");
    // What nothing tells is told to be doubtful.
    assert!(place(&office, "catatan.md", NOTICE).unwrap().is_doubtful);
    // A person who chooses is followed, unless no reader could.
    let chosen = |name: &str, kind| materials::place(&opened(&office), name, Some(kind), NOTICE, now());
    assert_eq!(chosen("bebas.md", MaterialKind::Speech).unwrap().file, format!("{EDITION}/sambutan/bebas.md"));
    assert_eq!(chosen("kabar.md", MaterialKind::Corner).unwrap().file, format!("{EDITION}/pojok-kim/kabar.md"));
    let refused = chosen("pidato.pdf", MaterialKind::Speech).unwrap_err();
    assert!(refused[0].message.contains("PDF tidak dapat dibaca sebagai Sambutan"), "{refused}");
    assert!(!office.path(&format!("{EDITION}/sambutan/pidato.pdf")).exists());
}

#[test]
fn what_is_replaced_or_taken_out_can_be_used_again() {
    let office = TestOffice::small();
    let file = format!("{EDITION}/agenda.xlsx");
    let first = fs::read(office.path(&file)).unwrap();
    let second = agenda("Rapat lain");
    assert_eq!(place(&office, "agenda.xlsx", &first).unwrap().change, Change::Same);
    assert!(materials::versions(&opened(&office)).is_empty(), "the same file leaves no version");

    // Capitals make no second file.
    let placed = place(&office, "Agenda.XLSX", &second).unwrap();
    let Change::Replaced(kept) = placed.change.clone() else { panic!("{placed:?}") };
    assert_eq!((placed.file.as_str(), kept.as_str()), (file.as_str(), "riwayat/2026-11-23/agenda.2026-11-20-140000.xlsx"));
    assert_eq!((fs::read(office.path(&file)).unwrap(), fs::read(office.path(&kept)).unwrap()), (second.clone(), first.clone()));

    let back = materials::restore(&opened(&office), &kept, now()).unwrap();
    assert!(matches!(back.change, Change::Replaced(_)), "{back:?}");
    assert_eq!(fs::read(office.path(&file)).unwrap(), first);
    let versions = materials::versions(&opened(&office));
    let all: Vec<Vec<u8>> = versions.iter().map(|version| fs::read(office.path(&version.file)).unwrap()).collect();
    assert!(versions.len() == 2 && all.contains(&first) && all.contains(&second), "{versions:?}");
    assert!(versions.iter().all(|version| version.name == "agenda.xlsx" && version.kept_at == now()), "{versions:?}");
    // What is kept once is not kept again.
    materials::restore(&opened(&office), &versions[0].file, now()).unwrap();
    materials::restore(&opened(&office), &versions[1].file, now()).unwrap();
    assert_eq!(materials::versions(&opened(&office)).len(), 2);

    let notice = format!("{EDITION}/pengumuman/01-dermaga-feri.md");
    let text = fs::read(office.path(&notice)).unwrap();
    let kept = materials::take_out(&opened(&office), &notice, now()).unwrap();
    assert!(!office.path(&notice).exists());
    assert_eq!(fs::read(office.path(&kept)).unwrap(), text);
    assert_eq!(materials::restore(&opened(&office), &kept, now()).unwrap().change, Change::New);
    assert_eq!(fs::read(office.path(&notice)).unwrap(), text);
    // Only what is listed.
    for file in ["warta.toml", "../x", "rahasia/tanda-terima", "edisi/2026-11-23/../../warta.toml", ""] {
        assert_eq!(materials::take_out(&opened(&office), file, now()).unwrap_err()[0].code, "berkas.tidak-ada", "{file}");
        assert_eq!(materials::restore(&opened(&office), file, now()).unwrap_err()[0].code, "berkas.tidak-ada", "{file}");
    }
    assert_eq!(office.warta(&["periksa"]).code, 0);
}

#[test]
fn a_file_that_is_open_elsewhere_is_left_alone() {
    let office = TestOffice::small();
    let file = format!("{EDITION}/agenda.xlsx");
    let before = fs::read(office.path(&file)).unwrap();
    office.write(&format!("{EDITION}/~$agenda.xlsx"), "Rahma");
    let faults = place(&office, "agenda.xlsx", &agenda("Rapat")).unwrap_err();
    assert_eq!(faults[0].code, "berkas.sedang-terbuka");
    assert!(faults[0].message.contains("agenda.xlsx sedang dibuka di Excel"), "{faults}");
    assert!(materials::take_out(&opened(&office), &file, now()).is_err());
    assert_eq!(fs::read(office.path(&file)).unwrap(), before);
    let listed = materials::listed(&opened(&office), &file).unwrap();
    assert!(listed.is_open);
    // Word writes its mark over the first letters.
    office.write(&format!("{EDITION}/sambutan/~$hari-guru.docx"), "Rahma");
    assert!(materials::take_out(&opened(&office), &format!("{EDITION}/sambutan/2-hari-guru.docx"), now()).is_err());
    office.remove(&format!("{EDITION}/~$agenda.xlsx"));
    assert!(place(&office, "agenda.xlsx", &agenda("Rapat")).is_ok());
}

#[test]
fn a_kind_is_changed_by_moving_the_file() {
    let office = TestOffice::small();
    let placed = place(&office, "catatan.md", NOTICE).unwrap();
    let new = materials::change_kind(&opened(&office), &placed.file, MaterialKind::Speech).unwrap();
    assert_eq!(new, format!("{EDITION}/sambutan/catatan.md"));
    assert!(!office.path(&placed.file).exists() && office.path(&new).exists());
    place(&office, "catatan.md", NOTICE).unwrap();
    let other = materials::place(&opened(&office), "catatan.md", Some(MaterialKind::Corner), NOTICE, now()).unwrap();
    let faults = materials::change_kind(&opened(&office), &other.file, MaterialKind::Speech).unwrap_err();
    assert_eq!(faults[0].code, "berkas.nama-sudah-ada");
    assert!(materials::change_kind(&opened(&office), &format!("{EDITION}/agenda.xlsx"), MaterialKind::Speech).is_err());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_out_of_the_folder() {
    let (office, elsewhere) = (TestOffice::small(), tempfile::TempDir::new().unwrap());
    fs::create_dir(office.path(&format!("{EDITION}/pojok-kim"))).ok();
    fs::remove_dir(office.path(&format!("{EDITION}/pojok-kim"))).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), office.path(&format!("{EDITION}/pojok-kim"))).unwrap();
    let put = materials::place(&opened(&office), "kabar.md", Some(MaterialKind::Corner), NOTICE, now());
    assert_eq!(put.unwrap_err()[0].code, "kantor.tautan-ke-luar");
    std::os::unix::fs::symlink(elsewhere.path(), office.path("riwayat")).unwrap();
    assert_eq!(place(&office, "agenda.xlsx", &agenda("Rapat")).unwrap_err()[0].code, "kantor.tautan-ke-luar");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_listed_with_what_they_were_read_as() {
    let office = TestOffice::small();
    office.write(&format!("{EDITION}/catatan lama.docx"), "bukan bahan");
    let opened = opened(&office);
    let (conclusion, checked) = desk::inspect_whole(&opened).await;
    let all = materials::materials(&opened, Some(&checked), &conclusion.diagnostics);
    let of = |name: &str| all.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("without {name}: {all:?}"));
    assert_eq!((of("agenda.xlsx").kind, of("kim.xlsx").kind), (MaterialKind::Agenda, MaterialKind::Registry));
    assert!(of("agenda.xlsx").content.ends_with(" acara"), "{}", of("agenda.xlsx").content);
    assert_eq!(of("kim.xlsx").content, "11 desa");
    assert!(of("2-hari-guru.docx").content.contains("Guru"), "{:?}", of("2-hari-guru.docx"));
    assert_eq!(of("2-hari-guru.docx").kind, MaterialKind::Speech);
    assert_eq!(of("feri-marabahan.jpg").kind, MaterialKind::Photo);
    let stray = of("catatan lama.docx");
    assert_eq!((stray.kind, stray.warnings), (MaterialKind::Unread, 1));
    assert!(all.iter().all(|one| one.size > 0));
}

#[test]
fn the_next_edition_is_made_once() {
    let office = TestOffice::small();
    let folder = Folder::new(office.root());
    let next = materials::next_edition(&folder, now().date_naive());
    assert_eq!(next.to_string(), "2026-11-30");
    // Long after the last one it is the week that is.
    let later = now().date_naive() + Days::new(100);
    assert_eq!(materials::next_edition(&folder, later), EditionId::containing(later));
    assert!(materials::new_edition(&folder, next, now()).unwrap());
    assert!(!materials::new_edition(&folder, next, now()).unwrap(), "pressed twice");
    for inner in ["sambutan", "pengumuman", "pojok-kim", "foto"] {
        assert!(office.path(&format!("edisi/2026-11-30/{inner}")).is_dir(), "{inner}");
    }
    let far = EditionId::parse("2027-03-01").unwrap();
    assert_eq!(materials::new_edition(&folder, far, now() + TimeDelta::hours(1)).unwrap_err()[0].code, "edisi.bukan-berikutnya");
    assert!(!office.path("edisi/2027-03-01").exists());
}

#[test]
fn the_page_takes_files_and_gives_them_back() {
    let office = TestOffice::small();
    let desk = Desk::open(office.root());
    let page = desk.get("/bahan");
    assert_eq!(page.status, 200, "{}", page.text());
    ["agenda.xlsx", "2-hari-guru.docx", "Sambutan", "kim.xlsx", "Letakkan berkas di sini"]
        .iter()
        .for_each(|word| assert!(page.text().contains(word), "without {word}: {}", page.text()));
    assert!(page.body.len() <= 60_000, "{} bytes", page.body.len());

    let new = agenda("Rapat yang baru");
    let files: [(&str, &str, &[u8]); 3] =
        [("berkas", "agenda.xlsx", &new), ("berkas", "../../x.exe", b"MZ"), ("berkas", "<img src=x onerror=alert(1)>.md", NOTICE)];
    let reply = desk.upload("/bahan", &[("jenis", "")], &files);
    assert_eq!(reply.status, 303, "{}", reply.text());
    let told = desk.follow(&reply);
    let text = told.text();
    assert!(text.contains("Menggantikan agenda.xlsx; yang lama disimpan"), "{text}");
    assert!(text.contains("berkas .exe tidak diambil"), "{text}");
    assert!(text.contains("Versi sebelumnya (1)"), "{text}");
    assert!(!told.body.contains("<img src=x"), "a name is text");
    assert_eq!(fs::read(office.path(&format!("{EDITION}/agenda.xlsx"))).unwrap(), new);

    let given = desk.get("/berkas/2026-11-23/sambutan/2-hari-guru.docx");
    assert_eq!(given.status, 200);
    assert!(given.header("content-disposition").is_some_and(|value| value.starts_with("attachment")), "{}", given.head);
    assert_eq!(given.header("x-content-type-options"), Some("nosniff"));
    for path in
        ["/berkas/2026-11-23/..%2f..%2fwarta.toml", "/berkas/kantor/warta.toml", "/berkas/kantor/rahasia/tanda-terima", "/berkas/riwayat/x"]
    {
        assert_eq!(desk.get(path).status, 404, "{path}");
    }
    let taken = desk.post("/bahan/keluarkan", &[("berkas", "edisi/2026-11-23/pengumuman/01-dermaga-feri.md")]);
    assert!(desk.follow(&taken).text().contains("01-dermaga-feri.md dikeluarkan"));
    assert!(!office.path(&format!("{EDITION}/pengumuman/01-dermaga-feri.md")).exists());
    // A program is never started by name.
    office.write(&format!("{EDITION}/jalankan.exe"), "MZ");
    assert_eq!(desk.post("/buka", &[("berkas", "edisi/2026-11-23/jalankan.exe")]).status, 409);
    assert_eq!(desk.post("/buka", &[("berkas", "warta.toml")]).status, 409);
}
