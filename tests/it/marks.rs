//! What tells a ledger that was put back from the one that sent last, where only mail is sent; and who may read it.

use std::fs;

use tempfile::TempDir;

use crate::channels::{s3, webdav};
use crate::mail::{made, office, states};
use crate::smtp::{Manner, Server};
use crate::support::{Answer, TestOffice};

const EDITION: &str = "2026-11-23";

/// The folder as it was, with nothing else in it.
fn put_back(office: &TestOffice, files: &[(String, Vec<u8>)]) {
    for path in fs::read_dir(office.root()).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    files.iter().for_each(|(file, bytes)| office.write(file, bytes));
}

/// As on another computer.
fn forget(office: &TestOffice) {
    fs::remove_dir_all(office.state().join("warta")).unwrap();
}

fn assert_doubted(again: &Answer) {
    assert!(
        again.stderr.contains("warta.db lebih tua daripada kiriman terakhir") && again.stderr.contains("3 kiriman mungkin sudah terkirim"),
        "{}{}",
        again.stdout,
        again.stderr
    );
}

#[cfg(unix)]
#[test]
fn an_office_folder_put_back_from_a_copy_mails_nothing_twice() {
    let server = Server::start(Manner::default());
    let office = office(&server, "");
    // Another office's mark beside it means nothing.
    fs::create_dir(office.state().join("warta")).unwrap();
    fs::write(office.state().join("warta/.warta-buku-0123456789ab.txt"), "0123456789ab 99\n").unwrap();
    let copy = office.files("");
    let sent = office.warta(&["kirim", EDITION]);
    assert_eq!((sent.code, sent.stderr.contains("lebih tua")), (0, false), "{}{}", sent.stdout, sent.stderr);
    assert_eq!(server.mails().len(), 3);
    put_back(&office, &copy);
    let again = office.warta(&["kirim", EDITION]);
    assert_doubted(&again);
    assert_eq!((server.mails().len(), states(&office)["unknown"]), (3, 3));
    // A person who looked decides; then it is the ledger that sent last.
    assert!(office.warta(&["status", "--sampai", "semua"]).stdout.contains("3 kiriman ditetapkan sampai"));
    let settled = office.warta(&["kirim", EDITION]);
    assert_eq!((settled.code, settled.stderr.contains("lebih tua")), (0, false), "{}{}", settled.stdout, settled.stderr);
    assert_eq!(server.mails().len(), 3);
}

#[test]
fn a_folder_put_back_on_another_computer_is_noticed_by_what_lies_on_a_server() {
    let disk = TempDir::new().unwrap();
    fs::create_dir_all(disk.path().join("awan/bersama")).unwrap();
    fs::create_dir_all(disk.path().join("gudang/buletin")).unwrap();
    let (dav, s3) = (webdav(&disk.path().join("awan")), s3(&disk.path().join("gudang")));
    let roads = [
        (format!("[saluran.awan.webdav]\nalamat = \"http://127.0.0.1:{dav}\"\ntujuan = \"bersama\""), "awan/bersama"),
        (
            format!(
                "[saluran.gudang.s3]\nalamat = \"http://127.0.0.1:{s3}\"\nwadah = \"buletin\"\nwilayah = \"us-east-1\"\npengguna = \"kunci\"\ntujuan = \"pekan\""
            ),
            "gudang/buletin/pekan",
        ),
    ];
    for (road, folder) in roads {
        let server = Server::start(Manner::default());
        let office = office(&server, &road);
        secret(&office);
        let copy = office.files("");
        assert_eq!(office.warta(&["kirim", EDITION]).code, 0, "{road}");
        let notes: Vec<String> = fs::read_dir(disk.path().join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with(".warta-buku-"))
            .collect();
        assert_eq!(notes.len(), 1, "{road}: {notes:?}");
        put_back(&office, &copy);
        secret(&office);
        if cfg!(unix) {
            forget(&office);
        }
        assert_doubted(&office.warta(&["kirim", EDITION]));
        assert_eq!(server.mails().len(), 3, "{road}");
    }
}

/// The storage's password, readable by the office only.
fn secret(office: &TestOffice) {
    office.write("rahasia/gudang", "rahasia-uji\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(office.path("rahasia/gudang"), fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn the_ledger_is_closed_to_others_and_open_to_a_group_that_shares_the_work() {
    use std::os::unix::fs::PermissionsExt;
    let office = made().copy();
    let path = office.path("warta.db");
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    for (was, is) in [(0o644, 0o600), (0o664, 0o660), (0o600, 0o600)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(was)).unwrap();
        assert_eq!(office.warta(&["status"]).code, 0);
        assert_eq!(mode(), is, "{was:o}");
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(office.warta(&["status"]).code, 0);
    assert_eq!(mode(), 0o600, "made anew");
}
