//! Every fault of a mail server, and what becomes of it: over real SMTP conversations on loopback.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::mail::{SECURE, made, office, secured, states};
use crate::smtp::{Certificate, Fault, Manner, Rule, Server, Stage, Tls};

/// What goes wrong, and what becomes of it: states after a first run, after `kirim --ulang-gagal`, how many arrived then, and
/// words that the clerk reads.
struct Row {
    what: &'static str,
    manner: Manner,
    more: &'static str,
    first: &'static [(&'static str, usize)],
    again: &'static [(&'static str, usize)],
    arrived: usize,
    words: &'static str,
}

const DONE: &[(&str, usize)] = &[("accepted", 3)];
/// One was tried, the others were spared.
const WAITING: &[(&str, usize)] = &[("deferred", 1), ("planned", 2)];

fn table() -> Vec<Row> {
    let with = |rule: Rule| Manner { rules: vec![rule], ..Manner::default() };
    let only = |rcpt: &'static str, stage: Stage, answer: &'static str| with(Rule { rcpt, ..Rule::always(stage, Fault::Say(answer)) });
    let row = |what, manner, first, again, arrived, words| Row { what, manner, more: "", first, again, arrived, words };
    let tls = |what, tls, certificate, more, first, again, arrived, words| Row {
        what,
        manner: Manner { tls, certificate, ..Manner::default() },
        more,
        first,
        again,
        arrived,
        words,
    };
    let silence = Fault::Silence(Duration::from_secs(60));
    let login = |what, fault, words| Row {
        what,
        manner: Manner { login: Some(("prokopim", "rahasia-uji")), ..with(Rule::once(Stage::Auth, fault)) },
        more: "pengguna = \"prokopim\"",
        first: WAITING,
        again: DONE,
        arrived: 3,
        words,
    };
    vec![
        row(
            "greylisting",
            with(Rule::once(Stage::Rcpt, Fault::Say("451 4.7.1 nanti"))),
            &[("deferred", 3)],
            DONE,
            3,
            "satu@kim.test: 451 4.7.1 nanti",
        ),
        row(
            "421 at the greeting",
            with(Rule::once(Stage::Connect, Fault::Say("421 4.3.2 tutup"))),
            WAITING,
            DONE,
            3,
            "421 4.3.2 tutup; 3 kiriman menunggu",
        ),
        row(
            "421 at RCPT",
            with(Rule { rcpt: "satu", ..Rule::once(Stage::Rcpt, Fault::Say("421 4.3.2 tutup")) }),
            WAITING,
            DONE,
            3,
            "421 4.3.2 tutup; 3 kiriman menunggu",
        ),
        row("refused greeting", with(Rule::always(Stage::Connect, Fault::Say("554 5.7.1 tidak"))), WAITING, WAITING, 0, "554 5.7.1 tidak"),
        row(
            "unknown recipient",
            only("dua", Stage::Rcpt, "550 5.1.1 tidak dikenal"),
            &[("accepted", 2), ("failed", 1)],
            &[("accepted", 2), ("failed", 1)],
            2,
            "63.04.14.2005 gagal lewat pos: dua@kim.test: 550 5.1.1 tidak dikenal",
        ),
        row(
            "mailbox full",
            only("dua", Stage::Rcpt, "452 4.2.2 penuh"),
            &[("accepted", 2), ("deferred", 1)],
            &[("accepted", 2), ("deferred", 1)],
            2,
            "452 4.2.2 penuh",
        ),
        row(
            "size refused",
            only("dua", Stage::End, "552 5.3.4 terlalu besar"),
            &[("accepted", 2), ("failed", 1)],
            &[("accepted", 2), ("failed", 1)],
            2,
            "552 5.3.4 terlalu besar",
        ),
        row(
            "taken for spam",
            with(Rule::always(Stage::End, Fault::Say("554 5.7.1 spam"))),
            &[("failed", 3)],
            &[("failed", 3)],
            0,
            "554 5.7.1 spam",
        ),
        row(
            "put off after the text",
            with(Rule::once(Stage::End, Fault::Say("451 4.3.0 nanti"))),
            &[("deferred", 3)],
            DONE,
            3,
            "451 4.3.0 nanti",
        ),
        row(
            "refused at DATA",
            with(Rule::once(Stage::Data, Fault::Say("451 4.3.0 nanti"))),
            &[("deferred", 3)],
            DONE,
            3,
            "451 4.3.0 nanti",
        ),
        row(
            "sender refused",
            with(Rule::once(Stage::Mail, Fault::Say("550 5.7.1 pengirim ditolak"))),
            WAITING,
            DONE,
            3,
            "550 5.7.1 pengirim ditolak",
        ),
        row(
            "cut in the text",
            with(Rule { rcpt: "dua", ..Rule::once(Stage::Text, Fault::Cut) }),
            &[("accepted", 2), ("deferred", 1)],
            DONE,
            3,
            "terputus di tengah surel, jadi tidak diterima",
        ),
        row(
            "answer lost",
            with(Rule { rcpt: "dua", ..Rule::once(Stage::End, Fault::CutKept) }),
            &[("accepted", 2), ("unknown", 1)],
            &[("accepted", 2), ("unknown", 1)],
            3,
            "63.04.14.2005 tidak pasti lewat pos: ",
        ),
        row(
            "cut after the dot",
            with(Rule::always(Stage::End, Fault::Cut)),
            &[("planned", 1), ("unknown", 2)],
            &[("planned", 0), ("unknown", 3)],
            0,
            "2 kiriman berturut-turut tidak terjawab; 1 kiriman menunggu",
        ),
        row("silence at the greeting", with(Rule::once(Stage::Connect, silence)), WAITING, DONE, 3, "server diam lebih dari 1 detik"),
        row(
            "silence at RCPT",
            with(Rule { rcpt: "satu", ..Rule::once(Stage::Rcpt, silence) }),
            WAITING,
            DONE,
            3,
            "server diam lebih dari 1 detik",
        ),
        row(
            "silence after the dot",
            with(Rule { rcpt: "tiga", ..Rule::once(Stage::End, silence) }),
            &[("accepted", 2), ("unknown", 1)],
            &[("accepted", 2), ("unknown", 1)],
            2,
            "tidak ada jawaban sesudah surel habis terkirim",
        ),
        row("one mail a conversation", Manner { mails_each: Some(1), ..Manner::default() }, DONE, DONE, 3, ""),
        login("put off at AUTH", Fault::Say("454 4.7.0 nanti"), "belum boleh masuk: 454 4.7.0 nanti"),
        login("silence at AUTH", silence, "terputus saat masuk: server diam lebih dari 1 detik"),
        login("cut at AUTH", Fault::Cut, "terputus saat masuk: sambungan diputus"),
        tls("STARTTLS", Tls::Start, Certificate::Good, SECURE, DONE, DONE, 3, ""),
        tls("TLS at once", Tls::Whole, Certificate::Good, "keamanan = \"tls\"\nsertifikat = \"ca.pem\"", DONE, DONE, 3, ""),
        tls("no STARTTLS offered", Tls::None, Certificate::Good, SECURE, WAITING, WAITING, 0, "server tidak menawarkan STARTTLS"),
        tls(
            "expired certificate",
            Tls::Start,
            Certificate::Expired,
            SECURE,
            WAITING,
            WAITING,
            0,
            "sertifikat server tidak dapat dipercaya",
        ),
        tls(
            "another's certificate",
            Tls::Start,
            Certificate::Other,
            SECURE,
            WAITING,
            WAITING,
            0,
            "sertifikat server tidak dapat dipercaya",
        ),
        tls(
            "a stranger's certificate",
            Tls::Start,
            Certificate::Stranger,
            SECURE,
            WAITING,
            WAITING,
            0,
            "sertifikat server tidak dapat dipercaya",
        ),
        tls(
            "unknown authority",
            Tls::Start,
            Certificate::Good,
            "keamanan = \"starttls\"",
            WAITING,
            WAITING,
            0,
            "sertifikat server tidak dapat dipercaya",
        ),
    ]
}

#[test]
fn every_fault_has_its_outcome_and_nothing_is_lost_or_doubled() {
    let check = |row: &Row| {
        let server = Server::start(row.manner.clone());
        let office = office(&server, row.more);
        secured(&office, "rahasia-uji");
        let expect = |states: &[(&str, usize)]| -> BTreeMap<String, usize> {
            states.iter().filter(|(_, n)| *n > 0).map(|(state, n)| ((*state).to_owned(), *n)).collect()
        };
        let first = office.warta(&["kirim"]);
        assert_eq!(states(&office), expect(row.first), "{}, first run: {}{}", row.what, first.stdout, first.stderr);
        assert!(first.stderr.contains(row.words), "{}: {}", row.what, first.stderr);
        let code = match row.first {
            states if states == DONE => 0,
            states if states[0].0 == "accepted" => 3,
            _ => 1,
        };
        assert_eq!(first.code, code, "{}", row.what);
        let again = office.warta(&["kirim", "--ulang-gagal"]);
        assert_eq!(states(&office), expect(row.again), "{}, second run: {}{}", row.what, again.stdout, again.stderr);
        let recipients = server.recipients();
        let mut once = recipients.clone();
        once.dedup();
        assert_eq!((recipients.len(), &recipients), (row.arrived, &once), "{}", row.what);
        [first.stderr, again.stderr].iter().for_each(|text| assert!(!text.contains("panick"), "{}: {text}", row.what));
    };
    made();
    // Several at once: most of the time is spent waiting.
    std::thread::scope(|scope| {
        for part in table().chunks(7) {
            let part: Vec<&Row> = part.iter().collect();
            let part = part.iter().map(|row| Row { manner: row.manner.clone(), ..**row }).collect::<Vec<_>>();
            scope.spawn(move || part.iter().for_each(check));
        }
    });
}
