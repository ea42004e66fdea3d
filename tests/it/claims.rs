//! Two runs on one ledger; damage in it; and its ladder, reckoned again without SQL.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use tempfile::TempDir;
use warta::deliver::Outcome;
use warta::ledger::{Attempt, BundleRecord, Claim, Decider, Delivery, Ladder, Ledger, LedgerError, State};
use warta::model::{DesaCode, ReceiptCode, RegionCode};

use crate::office::{edition, root};

/// A channel that must not repeat, and one that may.
const MAIL: &str = "pos";
const FOLDER: &str = "kantor";

fn now() -> DateTime<Utc> {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

/// So long after the start.
fn after(seconds: i64) -> DateTime<Utc> {
    now() + Duration::seconds(seconds)
}

fn bundle(desa: &str, ladder: &[&str]) -> BundleRecord {
    BundleRecord {
        desa: DesaCode::parse(desa).unwrap(),
        title: "Desa".to_owned(),
        kecamatan: "Barambai".to_owned(),
        kim: None,
        ralat: 0,
        file: format!("{desa}.zip"),
        sha256: "a".to_owned(),
        bytes: 10,
        receipt: ReceiptCode::printed(desa.to_owned()),
        serials: Vec::new(),
        ladder: ladder.iter().map(|channel| (*channel).to_owned()).collect(),
        news: 1,
    }
}

/// A file with a ledger of these bundles.
async fn file(bundles: &[BundleRecord]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("warta.db");
    let ledger = Ledger::open(&path).await.unwrap();
    ledger.record(edition(), bundles, now()).await.unwrap();
    ledger.close().await;
    (folder, path)
}

/// A ledger of one village by mail and one by a folder, opened by two runs; both deliveries are being sent by the first.
struct Two {
    _folder: TempDir,
    path: PathBuf,
    first: Ledger,
    second: Ledger,
    claim: Claim,
    /// As the first run read them.
    read: Vec<Delivery>,
}

impl Two {
    async fn sending(lock_is_exclusive: bool) -> Self {
        let (folder, path) = file(&[bundle("63.04.14.2001", &[MAIL]), bundle("63.04.14.2008", &[FOLDER])]).await;
        let (first, second) = (Ledger::open(&path).await.unwrap(), Ledger::open(&path).await.unwrap());
        let claim = first.claim(lock_is_exclusive);
        let read = all(&first).await;
        assert!(first.sending(&claim, &read, None, now()).await.unwrap());
        Two { _folder: folder, path, first, second, claim, read }
    }

    /// The second run begins.
    async fn begins(&self, lock_is_exclusive: bool, moment: DateTime<Utc>) -> Vec<State> {
        self.second.settle_interrupted(&[MAIL], lock_is_exclusive, moment).await.unwrap();
        states(&all(&self.second).await)
    }

    /// The first run has its answers.
    async fn answered(&self, outcome: Outcome) -> Vec<State> {
        let answers: Vec<_> = self.read.iter().map(|d| (d.clone(), outcome.clone(), None)).collect();
        self.first.settle(&self.claim, &answers, after(70)).await.unwrap();
        states(&all(&self.first).await)
    }

    async fn claims(&self) -> i64 {
        let mut connection = connect(&self.path).await;
        sqlx::query("SELECT COUNT(*) AS n FROM claim").fetch_one(&mut connection).await.unwrap().get("n")
    }
}

async fn all(ledger: &Ledger) -> Vec<Delivery> {
    ledger.deliveries(edition(), Ladder { overdue_before: None }).await.unwrap()
}

fn states(deliveries: &[Delivery]) -> Vec<State> {
    deliveries.iter().map(|delivery| delivery.state).collect()
}

async fn attempts(ledger: &Ledger) -> Vec<(String, State, String)> {
    let attempts = ledger.attempts(edition(), &RegionCode::parse("63").unwrap()).await.unwrap();
    attempts.into_iter().map(|Attempt { channel, state, words, .. }| (channel, state, words)).collect()
}

/// The file, to look into it and to change it behind the program's back.
async fn connect(path: &Path) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(&format!("sqlite://{}?mode=rw", path.display())).await.unwrap()
}

fn accepted() -> Outcome {
    Outcome::Accepted("250 OK".to_owned())
}

const SENDING: [State; 2] = [State::Sending, State::Sending];
/// As a second run settles them.
const CUT_OFF: [State; 2] = [State::Unknown, State::Planned];

#[tokio::test]
async fn what_a_living_run_sends_is_its_own_and_no_other_settles_or_sends_it() {
    let two = Two::sending(false).await;
    assert_eq!(two.begins(false, after(59)).await, SENDING);
    // The second run holds a lock of its folder, perhaps on another machine; the first did not.
    assert_eq!(two.begins(true, after(59)).await, SENDING);
    assert!(two.second.due(edition(), Ladder { overdue_before: None }, after(59)).await.unwrap().is_empty());
    let claim = two.second.claim(false);
    for read in [&two.read, &all(&two.second).await] {
        assert!(!two.second.sending(&claim, read, None, after(59)).await.unwrap());
    }
    assert_eq!(two.answered(accepted()).await, [State::Accepted, State::Accepted]);
    let words = |channel: &str| (channel.to_owned(), State::Accepted, "250 OK".to_owned());
    assert_eq!(attempts(&two.second).await, [words(MAIL), words(FOLDER)]);
}

#[tokio::test]
async fn a_claim_that_is_renewed_by_what_is_sent_next_holds_on() {
    let (_folder, path) = file(&[bundle("63.04.14.2001", &[MAIL]), bundle("63.04.14.2008", &[FOLDER])]).await;
    let (first, second) = (Ledger::open(&path).await.unwrap(), Ledger::open(&path).await.unwrap());
    let (claim, read) = (first.claim(false), all(&first).await);
    assert!(first.sending(&claim, &read[..1], None, now()).await.unwrap());
    assert!(first.sending(&claim, &read[1..], None, after(50)).await.unwrap());
    second.settle_interrupted(&[MAIL], false, after(100)).await.unwrap();
    assert_eq!(states(&all(&second).await), SENDING);
    second.settle_interrupted(&[MAIL], false, after(111)).await.unwrap();
    assert_eq!(states(&all(&second).await), CUT_OFF);
}

#[tokio::test]
async fn a_claim_that_has_run_out_is_taken_over_and_whoever_had_it_adds_no_more_than_an_attempt() {
    let two = Two::sending(false).await;
    assert_eq!(two.begins(false, after(61)).await, CUT_OFF);
    assert_eq!(two.claims().await, 0, "a claim that is over is deleted");
    // It was no more than slow: that the mail arrived is known now; the folder's is to be sent again, whatever the first run says.
    assert_eq!(two.answered(accepted()).await, [State::Accepted, State::Planned]);
    let late = |channel: &str| (channel.to_owned(), State::Accepted, "sesudah diambil alih: 250 OK".to_owned());
    let cut_off = (MAIL.to_owned(), State::Unknown, "terputus saat dikirim: mungkin sudah diterima".to_owned());
    assert_eq!(attempts(&two.second).await, [cut_off, late(MAIL), late(FOLDER)]);
    assert_eq!(all(&two.second).await[0].arrived_at, Some(after(61)), "when it may have arrived first");
    // The next that it sends is its own again.
    let read = all(&two.first).await;
    assert!(two.first.sending(&two.claim, &read[1..], None, after(70)).await.unwrap());
    assert_eq!(two.begins(false, after(120)).await, [State::Accepted, State::Sending]);
    two.first.release(two.claim).await.unwrap();
    two.second.settle_interrupted(&[MAIL], false, after(120)).await.unwrap();
    assert_eq!(states(&all(&two.second).await), [State::Accepted, State::Planned], "a run that ended sends nothing");
}

#[tokio::test]
async fn a_refusal_that_comes_late_decides_nothing_and_neither_does_an_answer_after_a_person_decided() {
    let two = Two::sending(false).await;
    assert_eq!(two.begins(false, after(61)).await, CUT_OFF);
    assert_eq!(two.answered(Outcome::Failed("550".to_owned())).await, CUT_OFF);
    let doubtful = all(&two.second).await.remove(0);
    assert!(two.second.decide(&doubtful, false, Decider::Officer, None, after(80)).await.unwrap());
    assert!(!two.second.decide(&doubtful, true, Decider::Officer, None, after(80)).await.unwrap(), "it changed since it was read");
    assert_eq!(two.answered(accepted()).await, [State::Planned, State::Planned], "a person knows that it did not arrive");
}

#[tokio::test]
async fn whoever_holds_the_lock_of_the_office_folder_knows_that_the_run_before_it_has_ended() {
    let two = Two::sending(true).await;
    assert_eq!(two.begins(false, after(1)).await, SENDING, "without the lock only time tells");
    assert_eq!(two.begins(true, after(1)).await, CUT_OFF);
    assert_eq!(two.claims().await, 0);
}

#[tokio::test]
async fn what_a_version_without_claims_was_sending_and_what_a_clock_ahead_claimed_is_cut_off() {
    for statement in ["UPDATE delivery SET claim = NULL", "UPDATE claim SET until = '2027-11-20T08:00:00Z'"] {
        let two = Two::sending(false).await;
        sqlx::query(statement).execute(&mut connect(&two.path).await).await.unwrap();
        assert_eq!(two.begins(false, now()).await, CUT_OFF, "{statement}");
    }
}

#[tokio::test]
async fn marks_news_and_codes_that_two_runs_ask_for_at_once_are_given_out_one_by_one() {
    let (_folder, path) = file(&[]).await;
    let (first, second) = (Ledger::open(&path).await.unwrap(), Ledger::open(&path).await.unwrap());
    let desa = |number: usize| DesaCode::parse(&format!("63.04.14.2{number:03}")).unwrap();
    let work = async |ledger: &Ledger, own: usize| {
        for turn in 0..20 {
            ledger.advance(0).await.unwrap();
            ledger.news_number(edition(), &format!("berita {}", turn * (own + 1)), now()).await.unwrap();
            // Both draw the same codes for other villages.
            let code = |_: &DesaCode, _: u32, again: u32| Some(ReceiptCode::printed(format!("{turn}-{again}")));
            ledger.receipts(edition(), &[(desa(100 * own + turn), 0)], code).await.unwrap();
        }
    };
    tokio::join!(work(&first, 0), work(&second, 1));
    assert_eq!(first.mark().await.unwrap().sequence, 40);
    let news = first.news(edition()).await.unwrap();
    assert!(news.keys().copied().eq(1..=30), "{news:?}");
    let codes = second.receipts(edition(), &[], |_, _, _| None).await.unwrap();
    let unlike: std::collections::BTreeSet<&ReceiptCode> = codes.values().collect();
    assert_eq!((codes.len(), unlike.len()), (40, 40));
}

#[tokio::test]
async fn a_number_a_code_or_a_moment_that_no_version_writes_is_damage_and_never_taken_for_another() {
    // 2^32: what was taken for 0, which is the edition.
    let damages = [
        ("UPDATE bundle SET ralat = 4294967296", "UPDATE delivery SET ralat = 4294967296", "ralat", "4294967296"),
        ("UPDATE bundle SET ralat = -1", "UPDATE delivery SET ralat = -1", "ralat", "-1"),
        ("UPDATE bundle SET ralat = 'satu'", "UPDATE delivery SET ralat = 'satu'", "ralat", "satu"),
        ("UPDATE bundle SET desa = '6304142001'", "UPDATE delivery SET desa = '6304142001'", "desa", "6304142001"),
        ("UPDATE bundle SET edition = '2026-11-24'", "UPDATE delivery SET edition = '2026-11-24'", "edition", "2026-11-24"),
        ("SELECT 1", "UPDATE delivery SET updated_at = 'kemarin'", "updated_at", "kemarin"),
        ("SELECT 1", "UPDATE delivery SET not_before = '2026-13-20T08:00:00Z'", "not_before", "2026-13-20T08:00:00Z"),
    ];
    for (bundles, deliveries, wrong, text) in damages {
        let (_folder, path) = file(&[bundle("63.04.14.2001", &[FOLDER])]).await;
        let mut connection = connect(&path).await;
        for statement in ["PRAGMA foreign_keys = OFF", bundles, deliveries] {
            sqlx::query(statement).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
        let ledger = Ledger::open(&path).await.unwrap();
        let read = match wrong {
            // By no edition is it found; a slip still names it.
            "edition" => ledger.receipt(&ReceiptCode::printed("63.04.14.2001".to_owned())).await.map(|_| ()),
            _ => ledger.deliveries(edition(), Ladder { overdue_before: None }).await.map(|_| ()),
        };
        let error = read.unwrap_err();
        assert!(matches!(&error, LedgerError::Damaged { column, found } if column == wrong && found == text), "{deliveries}: {error:?}");
        let told = error.diagnostic();
        assert_eq!(told.code, "buku.rusak");
        assert!(told.remedy.unwrap().contains("cadangan warta.db; jangan dihapus"));
    }
}

const BROUGHT: [State; 2] = [State::Accepted, State::Unknown];

/// The state of one road, and when it brought the bundle or may have.
type Stand = (State, Option<DateTime<Utc>>);

/// All that a road may be, before and after the moment from which on an acknowledgement is waited for.
fn stands() -> Vec<Stand> {
    let moments = [None, Some(after(-3600)), Some(after(3600))];
    let states = State::ALL.into_iter().filter(|state| *state != State::Superseded);
    states.flat_map(|state| moments.map(|moment| (state, moment))).collect()
}

/// Whether a road has its turn among those of its bundle. Roads without a moment changed last at the start.
fn has_turn(roads: &[Stand], own: usize, limit: Option<DateTime<Utc>>) -> bool {
    let mut others = roads.iter().enumerate().filter(|(at, _)| *at != own);
    others.all(|(at, (state, arrived))| match state {
        State::Failed => true,
        State::Accepted | State::Unknown => limit.is_some_and(|limit| arrived.unwrap_or(now()) < limit),
        State::Planned | State::Deferred => at > own,
        State::Sending | State::Acknowledged | State::Superseded => false,
    })
}

fn village(number: usize) -> String {
    format!("63.{:02}.{:02}.2{:03}", 1 + number / 20_000, 1 + number / 1000 % 20, number % 1000)
}

#[tokio::test]
async fn whose_turn_it_is_follows_from_the_other_roads_alone_in_every_case() {
    let mut cases: Vec<Vec<Stand>> = Vec::new();
    for one in stands() {
        stands().into_iter().for_each(|other| cases.push(vec![one, other]));
    }
    // Of three, a moment is given only to those by which the bundle came, or may have.
    let few: Vec<Stand> = stands().into_iter().filter(|(state, arrived)| arrived.is_none() || BROUGHT.contains(state)).collect();
    for one in &few {
        for other in &few {
            few.iter().for_each(|third| cases.push(vec![*one, *other, *third]));
        }
    }
    assert_eq!(cases.len(), 21 * 21 + 11 * 11 * 11);
    const ROADS: [&str; 3] = ["a", "b", "c"];
    const STAND: &str = "UPDATE delivery SET state = $1, arrived_at = $2, not_before = $3
        WHERE edition = '2026-11-23' AND ralat = 0 AND desa = $4 AND channel = $5";
    let bundles: Vec<BundleRecord> =
        cases.iter().enumerate().map(|(number, roads)| bundle(&village(number), &ROADS[..roads.len()])).collect();
    let (_folder, path) = file(&bundles).await;
    let mut connection = connect(&path).await;
    let mut transaction = connection.begin().await.unwrap();
    for (number, roads) in cases.iter().enumerate() {
        for (channel, (state, arrived)) in ROADS.iter().zip(roads) {
            // Over, to come, and too far away to have been given.
            let waits = (number % 3 == 0).then(|| stamp(after([-60, 60, 86_400][number % 9 / 3])));
            sqlx::query(STAND)
                .bind(state.as_str())
                .bind(arrived.map(stamp))
                .bind(waits)
                .bind(village(number))
                .bind(*channel)
                .execute(&mut *transaction)
                .await
                .unwrap();
        }
    }
    transaction.commit().await.unwrap();
    connection.close().await.unwrap();

    let ledger = Ledger::open(&path).await.unwrap();
    for limit in [None, Some(now()), Some(after(1)), Some(after(7200))] {
        let ladder = Ladder { overdue_before: limit };
        let all = ledger.deliveries(edition(), ladder).await.unwrap();
        let bundles: Vec<&[Delivery]> = all.chunk_by(|a, b| a.desa == b.desa).collect();
        assert_eq!(bundles.len(), cases.len());
        for (bundle, roads) in bundles.iter().zip(&cases) {
            for (at, delivery) in bundle.iter().enumerate() {
                assert_eq!(delivery.reached, has_turn(roads, at, limit), "road {at} of {roads:?}, limit {limit:?}");
            }
        }
        // The same rule where it is asked in SQL what is due.
        let due: Vec<&Delivery> = all.iter().filter(|d| d.is_due(now())).collect();
        assert!(ledger.due(edition(), ladder, now()).await.unwrap().iter().eq(due.iter().copied()), "limit {limit:?}");
    }
}

fn stamp(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[tokio::test]
async fn a_correction_takes_the_place_of_what_is_open_unless_a_person_asked_for_it_since() {
    let open = [State::Planned, State::Deferred, State::Failed];
    // The one who asked for the old again, and how long after the correction was made.
    let asked = [None, Some(("petugas", -1)), Some(("petugas", 0)), Some(("petugas", 1)), Some(("aturan", 1))];
    let mut cases = Vec::new();
    for state in State::ALL.into_iter().filter(|state| *state != State::Superseded) {
        for (is_withdrawn, corrects) in [(false, false), (true, false), (false, true), (true, true)] {
            asked.iter().for_each(|asked| cases.push((state, is_withdrawn, corrects, *asked)));
        }
    }
    let mut bundles = Vec::new();
    for number in 0..cases.len() {
        bundles.push(bundle(&village(number), &[MAIL]));
        bundles.push(BundleRecord { ralat: 1, ..bundle(&village(number), &[MAIL]) });
    }
    let (_folder, path) = file(&bundles).await;
    let mut connection = connect(&path).await;
    for (number, (state, is_withdrawn, corrects, asked)) in cases.iter().enumerate() {
        let desa = village(number);
        let mut statements = vec![
            format!("UPDATE delivery SET state = '{}' WHERE ralat = 0 AND desa = '{desa}'", state.as_str()),
            format!("UPDATE bundle SET withdrawn = {} WHERE ralat = 0 AND desa = '{desa}'", i32::from(*is_withdrawn)),
            format!("UPDATE bundle SET withdrawn = {} WHERE ralat = 1 AND desa = '{desa}'", i32::from(!*corrects)),
        ];
        statements.extend(asked.map(|(who, later)| {
            let (edition, at) = (edition(), stamp(after(later)));
            format!("INSERT INTO attempt VALUES ('{edition}', 0, '{desa}', '{MAIL}', 1, '{at}', 'planned', 'ulang', '{who}')")
        }));
        for statement in statements {
            sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        }
    }
    connection.close().await.unwrap();
    let all = all(&Ledger::open(&path).await.unwrap()).await;
    for (delivery, case) in all.iter().filter(|d| d.ralat == 0).zip(&cases) {
        let (state, is_withdrawn, corrects, asked) = case;
        let was_asked = asked.is_some_and(|(who, later)| who == "petugas" && later >= 0);
        let is_replaced = open.contains(state) && (*is_withdrawn || *corrects && !was_asked);
        assert_eq!(delivery.state, if is_replaced { State::Superseded } else { *state }, "{case:?}");
    }
}

/// The words that a statement quotes, without its comments.
fn quoted(statement: &str) -> Vec<String> {
    let code: String = statement.lines().map(|line| format!("{}\n", line.split("--").next().unwrap_or_default())).collect();
    code.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_state_that_a_statement_names_is_one_of_the_ledgers() {
    let deciders = [Decider::Officer, Decider::Rule].map(Decider::as_str);
    let ledger = root().join("crates/post/src/ledger");
    let files = |folder: &Path, end: &str| -> Vec<PathBuf> {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|is| is == end)).collect()
    };
    let mut statements = files(&ledger.join("sql"), "sql");
    assert!(statements.len() > 30, "{statements:?}");
    statements.push(root().join("crates/post/migrations/0007_acknowledgements.sql"));
    let mut named = 0;
    for path in &statements {
        for word in quoted(&fs::read_to_string(path).unwrap()) {
            // A default, the space between two counts, a sign, the end of all years.
            if !word.chars().any(|c| c.is_ascii_lowercase()) {
                continue;
            }
            assert!(State::named(&word).is_some() || deciders.contains(&word.as_str()), "{}: '{word}'", path.display());
            named += 1;
        }
    }
    assert!(named > 50, "{named}");
    // Statements too short for a file of their own have their states bound.
    for path in files(&ledger, "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let inline = State::ALL.into_iter().find(|state| text.contains(&format!("'{}'", state.as_str())));
        assert_eq!(inline, None, "{}", path.display());
    }
}
