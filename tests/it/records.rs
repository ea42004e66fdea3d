//! The ledger: one row per delivery, written before each step; what is due; receipts, corrections, old copies.

use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use mail_parser::MessageParser;
use warta::deliver::Outcome;
use warta::ledger::{BundleRecord, Decider, Delivery, Ladder, Ledger, State};
use warta::model::{DesaCode, Form, ReceiptCode, Serial};

use crate::office::edition;
use crate::smtp::{Fault, Manner, Rule, Server, Stage};

fn now() -> DateTime<Utc> {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

fn code(desa: &str) -> DesaCode {
    DesaCode::parse(desa).unwrap()
}

fn bundle(desa: &str, sha256: &str) -> BundleRecord {
    BundleRecord {
        desa: code(desa),
        title: format!("Desa {}", &desa[9..]),
        kecamatan: "Barambai".to_owned(),
        kim: None,
        ralat: 0,
        file: format!("{desa}.zip"),
        sha256: sha256.to_owned(),
        bytes: 10,
        receipt: ReceiptCode::printed(format!("7KQ2-{}", &desa[9..])),
        serials: vec![Serial { form: Form::Complaint, desa: code(desa), edition: edition(), copy: 1 }],
        ladder: vec!["kantor".to_owned()],
        news: 1,
    }
}

struct Book {
    _folder: tempfile::TempDir,
    ledger: Ledger,
}

impl Book {
    async fn with(bundles: &[BundleRecord]) -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let ledger = Ledger::open(&folder.path().join("warta.db")).await.unwrap();
        ledger.record(edition(), bundles, now()).await.unwrap();
        Book { _folder: folder, ledger }
    }

    /// All deliveries, seven days being the time to acknowledge.
    async fn all_at(&self, moment: DateTime<Utc>) -> Vec<Delivery> {
        self.ledger.deliveries(edition(), Ladder::after_days(7, moment)).await.unwrap()
    }

    async fn all(&self) -> Vec<Delivery> {
        self.all_at(now()).await
    }

    /// Village and channel of what is due.
    async fn due_at(&self, moment: DateTime<Utc>) -> Vec<(String, String)> {
        self.all_at(moment).await.into_iter().filter(|d| d.is_due(moment)).map(|d| (d.desa.to_string(), d.channel)).collect()
    }

    async fn settle(&self, delivery: &Delivery, outcome: Outcome) {
        self.settle_until(delivery, outcome, None).await;
    }

    /// Settles a delivery as it stands now, by a run of its own.
    async fn settle_until(&self, delivery: &Delivery, outcome: Outcome, until: Option<DateTime<Utc>>) {
        let claim = self.ledger.claim(true);
        self.ledger.settle(&claim, &[(delivery.clone(), outcome, until)], now()).await.unwrap();
        self.ledger.release(claim).await.unwrap();
    }

    /// Whether a run of its own may send them.
    async fn sending(&self, deliveries: &[Delivery]) -> bool {
        self.ledger.sending(&self.ledger.claim(true), deliveries, None, now()).await.unwrap()
    }
}

const A: &str = "63.04.14.2001";
const B: &str = "63.04.14.2008";

/// The serials on record, in their order.
async fn serials(path: &Path) -> Vec<String> {
    use sqlx::{Connection, Row};
    let escaped = path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let mut ledger = sqlx::AnyConnection::connect(&format!("sqlite://{escaped}")).await.unwrap();
    let rows = sqlx::query("SELECT serial FROM serial ORDER BY serial").fetch_all(&mut ledger).await.unwrap();
    rows.iter().map(|row| row.get("serial")).collect()
}

fn accepted() -> Outcome {
    Outcome::Accepted("250 OK".to_owned())
}

#[tokio::test]
async fn an_edition_made_again_plans_and_issues_nothing_twice() {
    let folder = tempfile::TempDir::new().unwrap();
    // A name that a URL would misread.
    let path = folder.path().join("kantor 100% #1?.db");
    let ledger = Ledger::open(&path).await.unwrap();
    let all = [bundle(A, "a"), bundle(B, "b")];
    ledger.record(edition(), &all, now()).await.unwrap();
    ledger.record(edition(), &all, now()).await.unwrap();
    let ladder = Ladder::after_days(7, now());
    assert_eq!(ledger.deliveries(edition(), ladder).await.unwrap().len(), 2);
    assert_eq!(serials(&path).await, [A, B].map(|desa| bundle(desa, "a").serials[0].to_string()));
    drop(ledger);
    assert!(path.is_file(), "the ledger lies where it was asked for");
    assert_eq!(Ledger::open(&path).await.unwrap().deliveries(edition(), ladder).await.unwrap().len(), 2, "it outlives the process");
}

#[tokio::test]
async fn each_state_is_on_record_and_only_open_deliveries_are_due() {
    let desa = ["63.04.14.2001", "63.04.14.2002", "63.04.14.2003", "63.04.14.2004", "63.04.14.2005"];
    let book = Book::with(&desa.map(|d| bundle(d, "a"))).await;
    let all = book.all().await;
    assert_eq!(book.due_at(now()).await.len(), 5);
    let words = |w: &str| w.to_owned();
    let outcomes = [accepted(), Outcome::Deferred(words("451")), Outcome::Failed(words("550")), Outcome::Unknown(words("putus"))];
    for (delivery, outcome) in all.iter().zip(&outcomes) {
        let claim = book.ledger.claim(true);
        assert!(book.ledger.sending(&claim, std::slice::from_ref(delivery), None, now()).await.unwrap());
        book.ledger.settle(&claim, &[(delivery.clone(), outcome.clone(), None)], now()).await.unwrap();
        book.ledger.release(claim).await.unwrap();
    }
    // A crash while the fifth was being sent.
    assert!(book.sending(&all[4..]).await);
    assert!(!book.sending(&all[4..]).await, "another run that read the same finds it taken");
    let all = book.all().await;
    let states: Vec<State> = all.iter().map(|d| d.state).collect();
    assert_eq!(states, [State::Accepted, State::Deferred, State::Failed, State::Unknown, State::Sending]);
    assert_eq!(all[0].words.as_deref(), Some("250 OK"), "the other side's words, verbatim");
    // The next run: what may be repeated is, what may not is asked about.
    book.ledger.settle_interrupted(&[], true, now()).await.unwrap();
    let due: Vec<String> = book.due_at(now()).await.into_iter().map(|(desa, _)| desa).collect();
    assert_eq!(due, [desa[1], desa[4]]);
    assert!(book.sending(&book.all().await[4..]).await);
    book.ledger.settle_interrupted(&["kantor"], true, now()).await.unwrap();
    assert_eq!(book.all().await[4].state, State::Unknown);
}

#[tokio::test]
async fn a_bundle_made_anew_goes_out_if_it_had_not_and_is_marked_if_it_had() {
    let book = Book::with(&[bundle(A, "a"), bundle(B, "a")]).await;
    book.settle(&book.all().await[0], accepted()).await;
    book.ledger.record(edition(), &[bundle(A, "b"), bundle(B, "b")], now()).await.unwrap();
    let all = book.all().await;
    assert_eq!((all[0].state, all[0].sha256.as_str(), all[0].changed), (State::Accepted, "a", true));
    assert_eq!((all[1].state, all[1].sha256.as_str(), all[1].changed), (State::Planned, "b", false));
}

#[tokio::test]
async fn the_next_channel_has_its_turn_when_one_fails_for_good_or_is_not_acknowledged_in_time() {
    let ladder = |desa: &str| BundleRecord { ladder: ["pos", "awan", "kurir"].map(str::to_owned).to_vec(), ..bundle(desa, "a") };
    let book = Book::with(&[ladder(A), ladder(B)]).await;
    let pair = |desa: &str, channel: &str| (desa.to_owned(), channel.to_owned());
    assert_eq!(book.due_at(now()).await, [pair(A, "pos"), pair(B, "pos")]);
    let all = book.all().await;
    book.settle(&all[0], Outcome::Failed("550 5.1.1".to_owned())).await;
    book.settle(&all[3], accepted()).await;
    assert_eq!(book.due_at(now()).await, [pair(A, "awan")], "for A the second, for B none yet");
    let later = now() + Duration::days(8);
    assert_eq!(book.due_at(later).await, [pair(A, "awan"), pair(B, "awan")], "B did not acknowledge");
    // What may have arrived waits for a person, as long as it waits for a receipt.
    book.settle(&all[1], Outcome::Unknown("putus".to_owned())).await;
    assert_eq!(book.due_at(now()).await, []);
    assert_eq!(book.due_at(later).await, [pair(A, "kurir"), pair(B, "awan")]);
    // The receipt ends it.
    let receipt = book.ledger.receipt(&ReceiptCode::printed("7KQ2-2008".to_owned())).await.unwrap().remove(0);
    book.ledger.acknowledge(&receipt, now().date_naive(), Some("Siti"), now()).await.unwrap();
    assert_eq!(book.due_at(later).await, [pair(A, "kurir")]);
    let b = book.all().await.into_iter().find(|d| d.desa.as_str() == B).unwrap();
    assert_eq!((b.state, b.received_by.as_deref()), (State::Acknowledged, Some("Siti")));
}

#[tokio::test]
async fn a_ladder_that_the_office_changed_is_followed_and_what_was_tried_stays_on_record() {
    let with = |channels: &[&str]| BundleRecord { ladder: channels.iter().map(|c| (*c).to_owned()).collect(), ..bundle(A, "a") };
    let book = Book::with(&[with(&["pos", "awan"])]).await;
    book.settle(&book.all().await[0], Outcome::Deferred("451".to_owned())).await;
    book.ledger.record(edition(), &[with(&["kurir"])], now()).await.unwrap();
    let all: Vec<(String, State, u32)> = book.all().await.into_iter().map(|d| (d.channel, d.state, d.tries)).collect();
    assert_eq!(all, [("pos".to_owned(), State::Failed, 2), ("kurir".to_owned(), State::Planned, 0)]);
    book.ledger.retry(edition()).await.unwrap();
    assert_eq!(book.due_at(now()).await, [(A.to_owned(), "kurir".to_owned())]);
}

#[tokio::test]
async fn waiting_times_hold_across_runs_until_a_person_asks() {
    let book = Book::with(&[bundle(A, "a"), bundle(B, "a")]).await;
    let all = book.all().await;
    let until = now() + Duration::minutes(10);
    book.settle_until(&all[0], Outcome::Shut("421".to_owned()), Some(until)).await;
    book.ledger.hold(edition(), "kantor", until).await.unwrap();
    assert_eq!(book.due_at(now()).await, [], "the whole channel waits");
    assert_eq!(book.due_at(until + Duration::seconds(1)).await.len(), 2);
    book.ledger.retry(edition()).await.unwrap();
    assert_eq!(book.due_at(now()).await.len(), 2);
    // What failed is tried again only where no other road brought it.
    book.settle(&book.all().await[0], Outcome::Failed("550".to_owned())).await;
    book.ledger.retry(edition()).await.unwrap();
    assert!(book.due_at(now()).await.iter().any(|(desa, _)| desa == A));
}

#[tokio::test]
async fn a_waiting_time_that_no_clock_that_is_right_wrote_holds_nothing_back() {
    let book = Book::with(&[bundle(A, "a"), bundle(B, "a")]).await;
    let waits = Outcome::Deferred("451".to_owned());
    let until = |hours: i64| Some(now() + Duration::hours(hours));
    let all = book.all().await;
    book.settle_until(&all[0], waits.clone(), until(8760)).await;
    book.settle_until(&all[1], waits, until(7)).await;
    let kantor = |desa: &str| (desa.to_owned(), "kantor".to_owned());
    assert_eq!(book.due_at(now()).await, [kantor(A)], "a year is longer than any wait");
    assert_eq!(book.due_at(now() + Duration::hours(7)).await, [kantor(A), kantor(B)]);
}

#[tokio::test]
async fn a_person_settles_what_is_unknown_and_takes_back_what_did_not_arrive() {
    let book = Book::with(&[bundle(A, "a"), bundle(B, "a")]).await;
    let all = book.all().await;
    book.settle(&all[0], Outcome::Unknown("putus".to_owned())).await;
    book.settle(&all[1], accepted()).await;
    let all = book.all().await;
    book.ledger.decide(&all[0], true, Decider::Officer, None, now()).await.unwrap();
    book.ledger.decide(&all[1], false, Decider::Officer, None, now()).await.unwrap();
    let all = book.all().await;
    assert_eq!((all[0].state, all[0].words.as_deref()), (State::Accepted, Some("ditetapkan petugas: sampai")));
    assert_eq!((all[1].state, all[1].arrived_at, all[1].tries), (State::Planned, None, 2), "the first attempt stays on record");
}

#[tokio::test]
async fn a_correction_supersedes_what_is_open_and_is_withdrawn_when_not_needed() {
    let two = |desa: &str| BundleRecord { ladder: ["pos", "kurir"].map(str::to_owned).to_vec(), ..bundle(desa, "a") };
    let book = Book::with(&[two(A)]).await;
    book.settle(&book.all().await[0], accepted()).await;
    let correction = BundleRecord {
        ralat: 1,
        sha256: "r".to_owned(),
        receipt: ReceiptCode::printed("R".to_owned()),
        file: "r.zip".to_owned(),
        serials: Vec::new(),
        news: 2,
        ..two(A)
    };
    book.ledger.record(edition(), std::slice::from_ref(&correction), now()).await.unwrap();
    let states: Vec<(u32, String, State)> = book.all().await.into_iter().map(|d| (d.ralat, d.channel, d.state)).collect();
    let expected = [(0, "pos", State::Accepted), (0, "kurir", State::Superseded), (1, "pos", State::Planned), (1, "kurir", State::Planned)];
    assert_eq!(states, expected.map(|(ralat, channel, state)| (ralat, channel.to_owned(), state)));
    let issued = book.ledger.issued(edition()).await.unwrap();
    assert_eq!((issued[&code(A)].ralat, issued[&code(A)].news), (0, 1), "the correction has not gone out");
    book.ledger.withdraw(edition(), &code(A), 1).await.unwrap();
    assert_eq!(book.due_at(now()).await, []);
    let kurir = book.all_at(now() + Duration::days(8)).await.into_iter().find(|d| d.ralat == 0 && d.channel == "kurir").unwrap();
    assert!(kurir.is_due(now() + Duration::days(8)), "what the correction had replaced is the edition's again");
    // Needed after all.
    book.ledger.record(edition(), &[correction], now()).await.unwrap();
    assert_eq!(book.due_at(now()).await, [(A.to_owned(), "pos".to_owned())]);
}

#[tokio::test]
async fn an_old_copy_doubts_what_it_takes_for_unsent_now_and_later() {
    let two = |desa: &str| BundleRecord { ladder: ["kantor", "pos"].map(str::to_owned).to_vec(), ..bundle(desa, "a") };
    let book = Book::with(&[two(A)]).await;
    let first = book.ledger.mark().await.unwrap();
    assert_eq!((first.sequence, first.id.len()), (0, 12));
    assert_eq!(book.ledger.advance(7).await.unwrap().sequence, 8, "beyond every note found");
    assert_eq!(book.ledger.doubt_unsent(edition(), &["pos"], now()).await.unwrap(), 0, "no reason to doubt");
    book.ledger.doubt(now()).await.unwrap();
    assert_eq!(book.ledger.doubt_unsent(edition(), &["pos"], now()).await.unwrap(), 1);
    // What the copy did not know of at all is recorded only now.
    book.ledger.record(edition(), &[two(B)], now()).await.unwrap();
    assert_eq!(book.ledger.doubt_unsent(edition(), &["pos"], now()).await.unwrap(), 1);
    let states: Vec<State> = book.all().await.iter().map(|d| d.state).collect();
    assert_eq!(states, [State::Planned, State::Unknown, State::Planned, State::Unknown], "only the road that must not repeat");
    // A person decided: it is not doubted again.
    let all = book.all().await;
    book.ledger.decide(&all[1], false, Decider::Officer, None, now()).await.unwrap();
    assert_eq!(book.ledger.doubt_unsent(edition(), &["pos"], now()).await.unwrap(), 0);
    // Nor is an edition of later weeks.
    let next = warta::model::EditionId::parse("2026-12-07").unwrap();
    book.ledger.record(next, &[two(A)], now()).await.unwrap();
    assert_eq!(book.ledger.doubt_unsent(next, &["pos"], now()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_channel_that_took_over_from_another_does_not_repeat_what_was_delivered() {
    let by = |channels: &[&str]| BundleRecord { ladder: channels.iter().map(|c| (*c).to_owned()).collect(), ..bundle(A, "a") };
    let book = Book::with(&[by(&["pos", "kurir"])]).await;
    book.settle(&book.all().await[0], accepted()).await;
    // The channel is renamed, or the ladder turned round.
    for ladder in [&["surel", "kurir"][..], &["kurir", "pos"]] {
        book.ledger.record(edition(), &[by(ladder)], now()).await.unwrap();
        assert_eq!(book.due_at(now()).await, [], "{ladder:?}");
    }
    assert_eq!(book.due_at(now() + Duration::days(8)).await, [(A.to_owned(), "kurir".to_owned())], "not acknowledged: the ladder goes on");
}

#[tokio::test]
async fn trying_is_counted_from_the_first_try_and_anew_when_a_person_asks() {
    let book = Book::with(&[bundle(A, "a"), bundle(B, "a")]).await;
    let all = book.all().await;
    assert_eq!(all[0].trying_since, None, "made long ago is not tried long");
    book.settle(&all[0], Outcome::Deferred("451".to_owned())).await;
    book.ledger.waits(&all[1..], now()).await.unwrap();
    assert!(book.all().await.iter().all(|d| d.trying_since == Some(now())));
    book.ledger.retry(edition()).await.unwrap();
    assert!(book.all().await.iter().all(|d| d.trying_since.is_none()));
}

#[tokio::test]
async fn a_file_that_is_no_ledger_is_refused_in_words() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("warta.db");
    std::fs::write(&path, "bukan basis data".repeat(100)).unwrap();
    let error = Ledger::open(&path).await.unwrap_err().to_string();
    assert!(error == "buku pengiriman warta.db rusak atau bukan buku pengiriman", "{error}");
    assert_eq!(std::fs::read(&path).unwrap().len(), 1600, "nothing is overwritten");
}

/// A ledger as the first so many migrations made it, with what these statements put into it.
async fn earlier(path: &Path, migrations: usize, statements: &[&'static str]) {
    use sqlx::Connection;
    let folder = tempfile::TempDir::new().unwrap();
    for name in &["0001_ledger.sql", "0002_ladder.sql", "0003_names.sql"][..migrations] {
        std::fs::copy(crate::office::root().join("crates/post/migrations").join(name), folder.path().join(name)).unwrap();
    }
    sqlx::any::install_default_drivers();
    let mut old = sqlx::AnyConnection::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    sqlx::migrate::Migrator::new(folder.path().to_owned()).await.unwrap().run(&mut old).await.unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&mut old).await.unwrap();
    }
    old.close().await.unwrap();
}

#[tokio::test]
async fn a_ledger_of_an_earlier_version_is_brought_up_to_date_with_all_that_it_holds() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("warta.db");
    let statements = [
        "INSERT INTO bundle VALUES ('2026-11-23', 0, '63.04.14.2001', 'a.zip', 'a', 10, '7KQ2-X9FM', '2026-11-20T08:00:00Z')",
        "INSERT INTO delivery VALUES ('2026-11-23', 0, '63.04.14.2001', 'kantor', 'accepted', 'a', '2026-11-20T08:00:00Z')",
    ];
    earlier(&path, 1, &statements).await;
    let ledger = Ledger::open(&path).await.unwrap();
    let all = ledger.deliveries(edition(), Ladder::after_days(7, now())).await.unwrap();
    assert_eq!((all.len(), all[0].state, all[0].arrived_at), (1, State::Accepted, Some(now())));
    assert_eq!(ledger.issued(edition()).await.unwrap()[&code(A)].news, 0, "what it was made from was not recorded then");
}

#[tokio::test]
async fn who_decided_in_an_earlier_version_is_read_once_from_its_words() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("warta.db");
    // Of three villages each has a correction; the old edition was asked for by a person since, by the office's rule, and in vain.
    let statements = [
        "INSERT INTO bundle (edition, ralat, desa, file, sha256, bytes, receipt, made_at)
         SELECT '2026-11-23', r.n, d.desa, d.desa || r.n || '.zip', 'a', 10, d.desa || r.n, '2026-11-20T08:00:00Z'
         FROM (SELECT 0 AS n UNION SELECT 1) r, (SELECT '63.04.14.2001' AS desa UNION SELECT '63.04.14.2002' UNION SELECT '63.04.14.2003') d",
        "INSERT INTO delivery (edition, ralat, desa, channel, state, sha256, updated_at)
         SELECT edition, ralat, desa, 'pos', CASE WHEN ralat = 0 THEN 'planned' ELSE 'accepted' END, sha256, made_at FROM bundle",
        "INSERT INTO attempt (edition, ralat, desa, channel, number, at, state, words)
         SELECT edition, 0, desa, 'pos', 2, '2026-11-20T09:00:00Z', 'planned', CASE desa
            WHEN '63.04.14.2001' THEN 'ditetapkan petugas: belum sampai, dikirim lagi'
            WHEN '63.04.14.2002' THEN 'ditetapkan pengaturan tidak_pasti: belum sampai, dikirim lagi'
            ELSE 'localhost:25: 451 ditetapkan petugas: nanti' END
         FROM bundle WHERE ralat = 0",
        "UPDATE delivery SET state = 'deferred' WHERE desa = '63.04.14.2003' AND ralat = 0",
    ];
    earlier(&path, 3, &statements).await;
    let ledger = Ledger::open(&path).await.unwrap();
    let all = ledger.deliveries(edition(), Ladder::after_days(7, now())).await.unwrap();
    let old: Vec<State> = all.iter().filter(|d| d.ralat == 0).map(|d| d.state).collect();
    assert_eq!(old, [State::Planned, State::Superseded, State::Superseded]);
    // A correction that is made after the person asked takes its place again.
    let next = BundleRecord { ralat: 2, serials: Vec::new(), ..bundle(A, "r") };
    ledger.record(edition(), &[next], "2026-11-20T10:00:00Z".parse().unwrap()).await.unwrap();
    let all = ledger.deliveries(edition(), Ladder::after_days(7, now())).await.unwrap();
    assert_eq!((all[0].desa.as_str(), all[0].ralat, all[0].state), (A, 0, State::Superseded));
}

#[tokio::test]
async fn an_edition_that_is_sent_again_by_itself_never_follows_its_correction() {
    // When the correction is made, nobody knows of the mail, or it already waits to be sent again.
    for waits in [false, true] {
        let manner = Manner { rules: vec![Rule { rcpt: "tiga", ..Rule::once(Stage::End, Fault::CutKept) }], ..Manner::default() };
        let server = Server::start(manner);
        let office = crate::mail::office(&server, "");
        let text = std::fs::read_to_string(office.path("warta.toml")).unwrap();
        office.write("warta.toml", text.replace("tidak_pasti = \"tanya\"", "tidak_pasti = \"ulang\""));
        assert_eq!(office.warta(&["kirim", "2026-11-23"]).code, 3);
        if waits {
            let again = office.warta(&["kirim", "2026-11-23"]);
            assert!(again.stdout.contains("1 kiriman menunggu; dicoba lagi sesudah"), "{}{}", again.stdout, again.stderr);
        }
        office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Pasar murah\n\nHari Kamis.\n");
        let corrected = office.warta(&["jalankan", "2026-11-23"]);
        assert!(corrected.stdout.starts_with("3 ralat siap"), "{}{}", corrected.stdout, corrected.stderr);
        // Ten minutes later.
        change(&office.path("warta.db"), "UPDATE delivery SET not_before = NULL").await;
        office.warta(&["kirim", "2026-11-23"]);
        let subject = |text: &[u8]| MessageParser::default().parse(text).unwrap().subject().unwrap().to_owned();
        let mails: Vec<String> =
            server.mails().iter().filter(|mail| mail.to[0] == "tiga@kim.test").map(|mail| subject(&mail.text)).collect();
        let expected = ["Edisi 48 Tahun 2026", "Ralat 1, Edisi 48 Tahun 2026"];
        assert_eq!(mails, expected.map(|label| format!("Warta Barito Kuala, {label}: Desa Karya Baru")), "waits: {waits}");
    }
}

/// Changes a ledger behind the program's back.
async fn change(path: &Path, statement: &'static str) {
    use sqlx::Connection;
    sqlx::any::install_default_drivers();
    let mut ledger = sqlx::AnyConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    sqlx::query(statement).execute(&mut ledger).await.unwrap();
    ledger.close().await.unwrap();
}

#[tokio::test]
async fn an_overview_tells_of_every_bundle_once_and_of_what_is_special_one_by_one() {
    let village = |number: u32| format!("63.04.14.20{number:02}");
    let plain: Vec<BundleRecord> = (1..=6).map(|number| bundle(&village(number), "a")).collect();
    let book = Book::with(&plain).await;
    let all = book.all().await;
    for delivery in &all[..4] {
        book.settle(delivery, accepted()).await;
    }
    book.settle(&all[4], Outcome::Failed("550".to_owned())).await;
    // The second was made again with another content; the third has a correction; the seventh has two roads.
    book.ledger.record(edition(), &[BundleRecord { sha256: "b".to_owned(), ..bundle(&village(2), "a") }], now()).await.unwrap();
    let correction = BundleRecord {
        ralat: 1,
        file: "r.zip".to_owned(),
        serials: Vec::new(),
        receipt: ReceiptCode::printed("R".to_owned()),
        ..bundle(&village(3), "r")
    };
    let two = BundleRecord { ladder: ["pos", "kurir"].map(str::to_owned).to_vec(), ..bundle(&village(7), "a") };
    book.ledger.record(edition(), &[correction, two], now()).await.unwrap();

    let ladder = Ladder::after_days(7, now());
    let overview = book.ledger.overview(edition(), ladder).await.unwrap();
    let alike: Vec<(&str, State, usize)> = overview.alike.iter().map(|a| (a.channel.as_str(), a.state, a.count)).collect();
    assert_eq!(alike, [("kantor", State::Accepted, 2), ("kantor", State::Planned, 1)]);
    assert_eq!((overview.alike[0].kecamatan.as_str(), overview.alike[0].name.as_deref()), ("63.04.14", Some("Barambai")));
    let special = [2, 3, 5, 7].map(village);
    let of_special = |all: Vec<Delivery>| all.into_iter().filter(|d| special.contains(&d.desa.to_string())).collect::<Vec<_>>();
    assert_eq!(overview.others, of_special(book.all().await));
    let limit = ladder.limit();
    let one_by_one = warta::ledger::Overview { alike: Vec::new(), others: book.all().await };
    let tally = |overview| warta::report::tally(overview, limit);
    assert_eq!(tally(&overview), tally(&one_by_one));

    // Eight days later what was not acknowledged is told one by one.
    let later = Ladder::after_days(7, now() + Duration::days(8));
    let overview = book.ledger.overview(edition(), later).await.unwrap();
    assert_eq!(overview.alike.iter().map(|a| (a.state, a.count)).collect::<Vec<_>>(), [(State::Planned, 1)]);

    let pulse = book.ledger.pulse(edition(), ladder).await.unwrap();
    assert_eq!(book.ledger.pulse(edition(), ladder).await.unwrap(), pulse, "nothing changed");
    book.settle(&all[5], accepted()).await;
    assert_ne!(book.ledger.pulse(edition(), ladder).await.unwrap(), pulse, "the report is to be written anew");
    assert_ne!(book.ledger.pulse(edition(), later).await.unwrap(), book.ledger.pulse(edition(), ladder).await.unwrap(), "overdue now");
}
