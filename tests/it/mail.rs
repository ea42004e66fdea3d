//! Delivery by mail, over real SMTP conversations on loopback: what arrives, and what becomes of every fault.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use mail_parser::{MessageParser, MimeHeaders};

use crate::smtp::{Certificate, Fault, Manner, Rule, Server, Stage, Tls, authority, man_in_the_middle};
use crate::support::{TestOffice, workbook};

const BUNDLES: &str = "hasil/2026-11-23/paket";
/// Village, KIM, address, attachment, limit.
const VILLAGES: [[&str; 6]; 3] = [
    ["63.04.14.2001", "Barambai", "Maju Bersama", "satu@kim.test", "", ""],
    ["63.04.14.2005", "Bagagap", "Ābadi “Jaya” ﷺ", "dua@kim.test", "zip", ""],
    ["63.04.14.2008", "Karya Baru", "", "tiga@kim.test", "", ""],
];

/// STARTTLS with the tests' own authority.
pub const SECURE: &str = "keamanan = \"starttls\"\nsertifikat = \"ca.pem\"";

/// An office of three villages, made once and copied for every test.
pub fn made() -> &'static TestOffice {
    static ONCE: OnceLock<TestOffice> = OnceLock::new();
    ONCE.get_or_init(|| {
        let office = TestOffice::with_registry(&[]);
        registry(&office, &VILLAGES.map(|row| row.to_vec()));
        settings(&office, 1, "");
        office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Pasar \\<b\\>murah\\</b\\> & pawai\n\nHari Rabu.\n");
        let made = office.warta(&["terbitkan"]);
        assert_eq!(made.code, 0, "{}", made.stderr);
        office
    })
}

fn registry(office: &TestOffice, rows: &[Vec<&str>]) {
    let header = vec!["Kode", "Desa", "Kecamatan", "KIM", "Email", "Lampiran", "Batas MB", "Saluran"];
    let rows: Vec<Vec<&str>> =
        rows.iter().map(|row| [&row[..2], &["Barambai"], &row[2..], &[""][..usize::from(row.len() == 6)]].concat()).collect();
    let table: Vec<&[&str]> = std::iter::once(header.as_slice()).chain(rows.iter().map(Vec::as_slice)).collect();
    office.write("kim.xlsx", workbook(&table));
}

/// The sample's settings with a mail channel to this port.
fn settings(office: &TestOffice, port: u16, more: &str) {
    let sample = fs::read_to_string(crate::office::root().join("samples/barito-kuala/warta.toml")).unwrap();
    let text = sample.replace("saluran_bawaan = \"kantor\"", "saluran_bawaan = \"pos\"");
    let security = if more.contains("keamanan") { "" } else { "keamanan = \"tanpa\"" };
    let mail = format!(
        "\n[saluran.pos.email]\nserver = \"localhost\"\nport = {port}\npengirim = \"Prokopimda “Batola” <prokopimda@batola.test>\"\nper_menit = 60000\ntenggat = 1\n{security}\n{more}\n"
    );
    office.write("warta.toml", text + &mail);
}

/// A copy of the made office that mails to this server.
pub fn office(server: &Server, more: &str) -> TestOffice {
    let office = made().copy();
    settings(&office, server.port, more);
    office
}

pub fn secured(office: &TestOffice, password: &str) {
    office.write("ca.pem", &authority().pem);
    office.write("rahasia/pos", format!("{password}\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(office.path("rahasia/pos"), fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// How many deliveries stand where, as `--json` says.
pub fn states(office: &TestOffice) -> BTreeMap<String, usize> {
    let answer: serde_json::Value = serde_json::from_str(&office.warta(&["--json", "status"]).stdout).unwrap();
    let mut states = BTreeMap::new();
    for delivery in answer["pengiriman"].as_array().unwrap() {
        *states.entry(delivery["keadaan"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    states
}

const ALL: [&str; 3] = ["dua@kim.test", "satu@kim.test", "tiga@kim.test"];

#[test]
fn a_mail_holds_the_documents_plain_or_zipped_and_every_name_as_it_is() {
    let server = Server::start(Manner::default());
    let office = office(&server, "");
    let sent = office.warta(&["kirim"]);
    assert_eq!(
        (sent.code, sent.stdout.contains("3 bundel terkirim ke surel lewat localhost")),
        (0, true),
        "{}{}",
        sent.stdout,
        sent.stderr
    );
    assert_eq!(server.recipients(), ALL);
    assert_eq!(server.conversations(), 1, "one conversation for all");
    let raw = |to: &str| server.mails().into_iter().find(|mail| mail.to[0] == to).unwrap().text;
    let text = raw("satu@kim.test");
    let mail = MessageParser::default().parse(&text).unwrap();
    let from = mail.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("Prokopimda “Batola”"), Some("prokopimda@batola.test")));
    assert_eq!(mail.subject(), Some("Warta Barito Kuala, Edisi 48 Tahun 2026: Desa Barambai"));
    assert_eq!(mail.message_id(), Some("warta-2026-11-23-6304142001.pos@batola.test"));
    assert_eq!(mail.header_raw("X-Warta-Edisi").map(str::trim), Some("2026-11-23"));
    let (plain, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    assert!(
        plain.contains("Yth. KIM Maju Bersama") && plain.contains("kode tanda terima") && plain.contains("• Pasar <b>murah</b> & pawai"),
        "{plain}"
    );
    assert!(html.contains("Pasar &#60;b&#62;murah&#60;/b&#62; &#38; pawai"), "what an office types is text: {html}");
    let attached: Vec<(String, Vec<u8>)> =
        mail.attachments().map(|part| (part.attachment_name().unwrap().to_owned(), part.contents().to_vec())).collect();
    let bundle = fs::read(office.path(&format!("{BUNDLES}/warta-2026-11-23-6304142001.zip"))).unwrap();
    // The note stands in the mail itself.
    let inside: Vec<_> = warta::bundle::documents(&bundle).unwrap().into_iter().filter(|(name, _)| !name.ends_with(".txt")).collect();
    assert_eq!((inside.len(), inside.iter().filter(|(name, _)| name.ends_with(".png")).count()), (6, 1));
    assert!(attached == inside, "the very documents: {:?}", attached.iter().map(|a| &a.0).collect::<Vec<_>>());

    let text = raw("dua@kim.test");
    let mail = MessageParser::default().parse(&text).unwrap();
    assert_eq!(mail.to().unwrap().first().unwrap().name(), Some("KIM Ābadi “Jaya” ﷺ"));
    let zip = mail.attachments().next().unwrap();
    let bundle = fs::read(office.path(&format!("{BUNDLES}/warta-2026-11-23-6304142005.zip"))).unwrap();
    assert_eq!((mail.attachment_count(), zip.attachment_name()), (1, Some("warta-2026-11-23-6304142005.zip")));
    assert!(zip.contents() == bundle);
    let text = raw("tiga@kim.test");
    assert!(MessageParser::default().parse(&text).unwrap().body_text(0).unwrap().contains("Yth. kantor Desa Karya Baru"));

    let proof = office.warta(&["status", "--desa", "63.04.14.2005"]).stdout;
    assert!(proof.contains("bukti: localhost:") && proof.contains("250 2.0.0 diterima sebagai"), "the server's words: {proof}");
    assert_eq!(office.warta(&["kirim"]).code, 0);
    assert_eq!(server.mails().len(), 3, "nothing is sent twice");
}

#[test]
fn a_server_that_is_not_there_or_has_no_name_is_said_once() {
    for (server, words) in [("localhost", "sambungan ditolak"), ("tidak-ada.invalid", "nama server tidak ditemukan")] {
        let office = made().copy();
        // A port that was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        settings(&office, port, "keamanan = \"starttls\"");
        let text =
            fs::read_to_string(office.path("warta.toml")).unwrap().replace("server = \"localhost\"", &format!("server = \"{server}\""));
        office.write("warta.toml", text);
        let sent = office.warta(&["kirim"]);
        assert_eq!(sent.code, 1);
        assert!(sent.stderr.contains(words) && sent.stderr.matches("peringatan: ").count() == 1, "{}", sent.stderr);
        // Run again at once: the road is given time.
        let again = office.warta(&["kirim"]);
        assert!(
            again.stdout.contains("3 kiriman menunggu; dicoba lagi sesudah") && again.stderr.is_empty(),
            "{}{}",
            again.stdout,
            again.stderr
        );
    }
}

#[test]
fn a_servers_words_decide_nothing_and_are_told_verbatim() {
    let said = "550 5.1.1 incomplete response: peer certificate, lookup address, authentication mechanism";
    let server = Server::start(Manner { rules: vec![Rule::always(Stage::Rcpt, Fault::Say(said))], ..Manner::default() });
    let office = office(&server, "");
    office.warta(&["kirim"]);
    assert_eq!(states(&office), BTreeMap::from([("failed".to_owned(), 3)]));
    let status = office.warta(&["status", "--desa", "63.04.14.2001"]).stdout;
    assert!(status.contains(&format!("satu@kim.test: {said}")), "{status}");
}

#[test]
fn the_password_comes_from_a_strict_file_or_the_environment_and_is_never_shown() {
    let manner = Manner { tls: Tls::Start, login: Some(("prokopim", "rahasia-uji")), ..Manner::default() };
    let server = Server::start(manner);
    let office = office(&server, &format!("{SECURE}\npengguna = \"prokopim\""));
    office.write("ca.pem", &authority().pem);
    let missing = office.warta(&["kirim"]);
    assert!(missing.stderr.contains("sandi belum ada; tulis di berkas rahasia/pos, atau isi WARTA_SANDI_POS"), "{}", missing.stderr);
    secured(&office, "salah-sekali");
    let wrong = office.warta(&["kirim", "--ulang-gagal"]);
    assert!(
        wrong.stderr.contains("pengguna atau sandi ditolak: 535 5.7.8 sandi salah") && !wrong.stderr.contains("salah-sekali"),
        "{}",
        wrong.stderr
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(office.path("rahasia/pos"), fs::Permissions::from_mode(0o644)).unwrap();
        let open = office.warta(&["kirim", "--ulang-gagal"]);
        assert!(open.stderr.contains("rahasia/pos dapat dibaca orang lain; jalankan `chmod 600 rahasia/pos`"), "{}", open.stderr);
    }
    secured(&office, "rahasia-uji");
    assert_eq!(office.warta(&["kirim", "--ulang-gagal"]).code, 0);
    assert_eq!(server.recipients(), ALL);
    let says = |path: &Path| fs::read(path).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("rahasia-uji"));
    assert!(["warta.db", "warta.db-wal", "warta.kunci"].iter().all(|file| !says(&office.path(file))));
    // A password in warta.toml is refused, not used.
    let text = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", format!("{text}\nsandi = \"x\"\n"));
    assert!(office.warta(&["kirim"]).stderr.contains("“sandi” tidak dikenal"));
}

#[test]
fn nothing_that_arrives_before_tls_is_believed_after_it() {
    let refuse = Rule::always(Stage::Rcpt, Fault::Say("550 5.1.1 tidak dikenal"));
    let server = Server::start(Manner { rules: vec![refuse], tls: Tls::Start, ..Manner::default() });
    for (late, words) in [
        (false, "pengamanan gagal: ada yang menyisipkan data sebelum pengamanan (STARTTLS); pakai jaringan lain, atau keamanan “tls”"),
        (true, "pengamanan gagal: TLS tidak berhasil (received corrupt message"),
    ] {
        let office = made().copy();
        office.write("ca.pem", &authority().pem);
        settings(&office, man_in_the_middle(server.port, late), SECURE);
        let sent = office.warta(&["kirim"]);
        assert_eq!(sent.code, 1, "{}{}", sent.stdout, sent.stderr);
        assert!(sent.stderr.contains(words), "{}", sent.stderr);
        assert_eq!(states(&office), BTreeMap::from([("deferred".to_owned(), 1), ("planned".to_owned(), 2)]), "the channel is shut");
        // The same server without him.
        settings(&office, server.port, SECURE);
        let direct = office.warta(&["kirim", "--ulang-gagal"]);
        assert!(direct.stderr.contains("550 5.1.1 tidak dikenal"), "{}{}", direct.stdout, direct.stderr);
        assert_eq!(states(&office), BTreeMap::from([("failed".to_owned(), 3)]));
    }
    assert_eq!(server.mails().len(), 0);
}

#[test]
fn under_tls_from_the_first_byte_the_server_must_prove_to_be_itself() {
    let server = Server::start(Manner { tls: Tls::Whole, certificate: Certificate::Other, ..Manner::default() });
    let office = office(&server, "keamanan = \"tls\"\nsertifikat = \"ca.pem\"");
    office.write("ca.pem", &authority().pem);
    let sent = office.warta(&["kirim"]);
    let words = "pengamanan gagal: sertifikat server tidak dapat dipercaya (invalid peer certificate: ";
    assert!(sent.stderr.contains(words), "{}", sent.stderr);
    office.write("ca.pem", "bukan PEM");
    let sent = office.warta(&["kirim", "--ulang-gagal"]);
    assert!(sent.stderr.contains("ca.pem bukan sertifikat PEM"), "{}", sent.stderr);
    assert_eq!((server.conversations(), server.mails().len()), (1, 0));
}

#[test]
fn what_mail_cannot_take_goes_by_the_next_channel_of_the_ladder() {
    let server = Server::start(Manner {
        rules: vec![Rule { rcpt: "tiga", ..Rule::always(Stage::Rcpt, Fault::Say("550 5.1.1 tidak ada")) }],
        ..Manner::default()
    });
    let office = office(&server, "");
    let ladder = "pos → kantor";
    // A limit that the mail exceeds, no address at all, and an address that does not exist.
    office.write("kim.xlsx", "");
    let rows: Vec<Vec<&str>> = vec![
        vec!["63.04.14.2001", "Barambai", "", "satu@kim.test", "", "0,1 MB", ladder],
        vec!["63.04.14.2004", "Handil Barabai", "", "empat@kim.test", "", "", ladder],
        vec!["63.04.14.2005", "Bagagap", "", "", "", "", ladder],
        vec!["63.04.14.2008", "Karya Baru", "", "tiga@kim.test", "", "", ladder],
    ];
    registry(&office, &rows);
    let run = office.warta(&["jalankan"]);
    assert!(
        run.stdout.contains("4 bundel terkirim: 3 ke folder kiriman, 1 ke surel lewat localhost")
            || run.stdout.contains("4 bundel terkirim: 1 ke surel lewat localhost, 3 ke folder kiriman"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("3 di antaranya lewat saluran berikutnya, karena yang pertama gagal"), "{}", run.stdout);
    assert_eq!(run.code, 0, "what the next channel delivered is no trouble: {}", run.stderr);
    for (desa, words) in [
        ("2001", "MB, lebih besar dari batas 0,10 MB"),
        ("2005", "KIM ini tidak punya alamat surel di kim.xlsx"),
        ("2008", "tiga@kim.test: 550 5.1.1 tidak ada"),
    ] {
        let status = office.warta(&["status", "--desa", &format!("63.04.14.{desa}")]).stdout;
        assert!(status.contains("lewat pos: gagal") && status.contains(words), "{status}");
    }
    assert_eq!(states(&office), BTreeMap::from([("accepted".to_owned(), 4), ("failed".to_owned(), 3), ("planned".to_owned(), 1)]));
    assert_eq!(office.files("kiriman/2026-11-23").len(), 3);
    assert_eq!(server.recipients(), ["empat@kim.test"]);
    let status = office.warta(&["status", "--desa", "63.04.14.2004"]).stdout;
    assert!(status.contains("lewat pos: terkirim") && status.contains("lewat kantor: cadangan"), "{status}");
}

#[test]
fn an_edition_whose_week_is_over_is_mailed_only_when_a_person_names_it() {
    let server = Server::start(Manner::default());
    let office = office(&server, "");
    // The same edition, years ago.
    fs::rename(office.path("edisi/2026-11-23"), office.path("edisi/2020-11-23")).unwrap();
    let run = office.warta(&["jalankan"]);
    assert!(run.stderr.contains("edisi 2020-11-23 sudah lewat: 3 kiriman tidak dikirim sendiri\n  saran: bila memang perlu, sebut edisinya: `warta kirim 2020-11-23`"), "{}", run.stderr);
    assert_eq!(server.mails().len(), 0);
    assert_eq!(office.warta(&["kirim", "2020-11-23"]).code, 0);
    assert_eq!(server.recipients(), ALL);
    // What may simply be done again, a folder, is done whenever it is asked for.
    let text = fs::read_to_string(office.path("warta.toml")).unwrap().replace("saluran_bawaan = \"pos\"", "saluran_bawaan = \"kantor\"");
    office.write("warta.toml", text);
    fs::remove_file(office.path("warta.db")).unwrap();
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    assert_eq!(office.files("kiriman/2020-11-23").len(), 3);
}

#[test]
fn mails_keep_their_distance_and_nothing_goes_out_while_the_registry_cannot_be_read() {
    let server = Server::start(Manner::default());
    let office = office(&server, "");
    let registry = fs::read(office.path("kim.xlsx")).unwrap();
    fs::remove_file(office.path("kim.xlsx")).unwrap();
    let blind = office.warta(&["kirim"]);
    assert_eq!((blind.code, server.mails().len()), (1, 0));
    assert!(blind.stdout.contains("Tidak ada yang dikirim: daftar KIM tidak terbaca."), "{}", blind.stdout);
    office.write("kim.xlsx", registry);
    let text = fs::read_to_string(office.path("warta.toml")).unwrap().replace("per_menit = 60000", "per_menit = 100");
    office.write("warta.toml", text);
    let started = std::time::Instant::now();
    assert_eq!(office.warta(&["kirim"]).code, 0);
    assert!(started.elapsed() >= Duration::from_millis(1200), "two pauses of 600 ms between three mails");
}

#[test]
fn a_ledger_put_back_from_a_backup_sends_nothing_twice() {
    let server = Server::start(Manner::default());
    let office = office(&server, "");
    let copy = |from: &str, to: &str| fs::copy(office.path(from), office.path(to)).map(drop);
    copy("warta.db", "cadangan.db").unwrap();
    assert_eq!(office.warta(&["kirim"]).code, 0);
    copy("cadangan.db", "warta.db").unwrap();
    for rest in ["warta.db-wal", "warta.db-shm"] {
        let _ = fs::remove_file(office.path(rest));
    }
    let again = office.warta(&["kirim"]);
    assert!(
        again.stderr.contains("warta.db lebih tua daripada kiriman terakhir") && again.stderr.contains("3 kiriman mungkin sudah terkirim"),
        "{}",
        again.stderr
    );
    assert_eq!(server.mails().len(), 3);
    assert_eq!(states(&office), BTreeMap::from([("unknown".to_owned(), 3)]));
    // A person settles: two arrived, one did not.
    let settled = office.warta(&["status", "--sampai", "63.04.14.2001,63.04.14.2005"]);
    assert!(settled.stdout.contains("2 kiriman ditetapkan sampai"), "{}{}", settled.stdout, settled.stderr);
    assert!(office.warta(&["status", "--belum", "semua"]).stdout.contains("1 kiriman ditetapkan belum sampai"));
    assert_eq!(office.warta(&["kirim"]).code, 0);
    assert_eq!(server.mails().len(), 4);
    let ids: Vec<String> = server
        .mails()
        .iter()
        .filter(|mail| mail.to[0] == "tiga@kim.test")
        .map(|mail| MessageParser::default().parse(&mail.text).unwrap().message_id().unwrap().to_owned())
        .collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "every try of a delivery has the same Message-ID: {ids:?}");
}

#[test]
fn an_edition_of_which_nobody_knows_stays_open_beside_its_correction() {
    let manner = Manner { rules: vec![Rule { rcpt: "tiga", ..Rule::once(Stage::End, Fault::Cut) }], ..Manner::default() };
    let server = Server::start(manner);
    let office = office(&server, "");
    assert_eq!(office.warta(&["kirim"]).code, 3);
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Pasar murah\n\nHari Kamis.\n");
    let corrected = office.warta(&["jalankan"]);
    assert!(corrected.stdout.starts_with("3 ralat siap"), "{}{}", corrected.stdout, corrected.stderr);
    assert!(corrected.stderr.contains("1 bundel tidak pasti sampai"), "it is not forgotten: {}", corrected.stderr);
    assert_eq!(corrected.code, 3);
    assert!(office.warta(&["status", "--belum", "63.04.14.2008"]).stdout.contains("1 kiriman ditetapkan belum sampai"));
    assert_eq!(office.warta(&["kirim"]).code, 0);
    let mut subjects: Vec<String> = server
        .mails()
        .iter()
        .filter(|mail| mail.to[0] == "tiga@kim.test")
        .map(|mail| MessageParser::default().parse(&mail.text).unwrap().subject().unwrap().to_owned())
        .collect();
    subjects.sort();
    assert_eq!(
        subjects,
        ["Warta Barito Kuala, Edisi 48 Tahun 2026: Desa Karya Baru", "Warta Barito Kuala, Ralat 1, Edisi 48 Tahun 2026: Desa Karya Baru"]
    );
}
