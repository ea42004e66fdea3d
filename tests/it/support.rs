//! A small office folder of one kecamatan, and the program run over it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::Workbook;
use tempfile::TempDir;
use warta::model::DesaCode;
use warta::plan::receipts::Receipts;

use crate::office;

/// Where an office keeps what its receipt codes are drawn by.
const SECRET: &str = "rahasia/tanda-terima";

/// What a run answered.
pub struct Answer {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the program as a user would.
pub fn warta<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Answer {
    warta_of(Path::new(env!("CARGO_TARGET_TMPDIR")), args)
}

/// Runs it as a user whose programs remember what they must in this folder.
fn warta_of<S: AsRef<std::ffi::OsStr>>(state: &Path, args: impl IntoIterator<Item = S>) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_warta")).env("XDG_STATE_HOME", state).args(args).output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub struct TestOffice {
    folder: TempDir,
    state: TempDir,
}

/// A registry row: code, desa, kecamatan, KIM, RT, channel.
pub type RegistryRow<'a> = [&'a str; 6];

/// Kecamatan Barambai: eleven villages.
pub fn barambai() -> Vec<[String; 6]> {
    let rows = fs::read_to_string(office::root().join("samples/sources/desa.csv")).unwrap();
    rows.lines()
        .filter(|line| line.contains("63.04.14,"))
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [cells[6], cells[8], cells[5], "Karya Bersama", "4", ""].map(str::to_owned)
        })
        .collect()
}

impl TestOffice {
    /// The sample's edition for the eleven villages of Barambai.
    pub fn small() -> Self {
        let office = Self::barambai();
        for (file, bytes) in office::generated().iter().filter(|(file, _)| file.starts_with("edisi/")) {
            office.write(file, bytes);
        }
        // These two are for villages outside Barambai.
        for file in ["05-pengerukan-anjir.docx", "07-perahu-posyandu.docx"] {
            office.remove(&format!("edisi/2026-11-23/pengumuman/{file}"));
        }
        let both = office.path("edisi/2026-11-23/pengumuman/04-adminduk-keliling.md");
        let text = fs::read_to_string(&both).unwrap().replace("; kecamatan Wanaraya", "");
        fs::write(both, text).unwrap();
        office
    }

    /// The eleven villages of Barambai, with an empty edition.
    pub fn barambai() -> Self {
        let rows = barambai();
        let rows: Vec<RegistryRow<'_>> =
            rows.iter().map(|row| [&row[0], &row[1], &row[2], &row[3], &row[4], &row[5]].map(String::as_str)).collect();
        Self::with_registry(&rows)
    }

    /// An office with an empty edition.
    pub fn with_registry(rows: &[RegistryRow<'_>]) -> Self {
        let office = TestOffice { folder: TempDir::new().unwrap(), state: TempDir::new().unwrap() };
        office.write("warta.toml", fs::read(office::root().join("samples/barito-kuala/warta.toml")).unwrap());
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["Kode", "Desa", "Kecamatan", "KIM", "RT", "Saluran"]).unwrap();
        for (at, row) in (1u32..).zip(rows) {
            sheet.write_row(at, 0, row.iter().copied()).unwrap();
        }
        office.write("kim.xlsx", book.save_to_buffer().unwrap());
        fs::create_dir_all(office.path("edisi/2026-11-23")).unwrap();
        // One secret for all, so that two offices with the same files give the same bytes.
        office.write(SECRET, "0123456789abcdef".repeat(4));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(office.path(SECRET), fs::Permissions::from_mode(0o600)).unwrap();
        }
        office
    }

    /// The same folder at another place.
    pub fn copy(&self) -> Self {
        let copy = TestOffice { folder: TempDir::new().unwrap(), state: TempDir::new().unwrap() };
        self.files("").into_iter().for_each(|(file, bytes)| copy.write(&file, bytes));
        copy
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Where the program remembers what no copy of the folder takes along.
    pub fn state(&self) -> &Path {
        self.state.path()
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn remove(&self, file: &str) {
        fs::remove_file(self.path(file)).unwrap();
    }

    /// Runs the program over this folder.
    pub fn warta(&self, args: &[&str]) -> Answer {
        let root = self.root().to_str().unwrap().to_owned();
        let mut answer = warta_of(self.state(), ["-C", &root].iter().copied().chain(args.iter().copied()));
        answer.stdout = answer.stdout.replace(&root, "KANTOR");
        answer.stderr = answer.stderr.replace(&root, "KANTOR");
        answer
    }

    /// Every file below a folder, with its bytes, by relative path.
    pub fn files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        fn walk(folder: &Path, root: &Path, into: &mut Vec<(String, Vec<u8>)>) {
            let Ok(entries) = fs::read_dir(folder) else { return };
            for path in entries.map(|e| e.unwrap().path()) {
                if path.is_dir() {
                    walk(&path, root, into);
                } else {
                    into.push((path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()));
                }
            }
        }
        let mut files = Vec::new();
        walk(&self.path(folder), &self.path(folder), &mut files);
        files.sort();
        files
    }
}

/// The receipt code on a village's slip, where it is the first that is drawn.
pub fn receipt_code(office: &TestOffice, desa: &str, ralat: u32) -> String {
    let digits = fs::read_to_string(office.path(SECRET)).unwrap();
    let byte = |at: usize| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap();
    Receipts::new(Some(std::array::from_fn(byte))).code(&DesaCode::parse(desa).unwrap(), office::edition(), ralat).to_string()
}

/// A workbook of text cells.
pub fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(*row).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(at, column, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}
