//! Work that is asked for at the desk: it is said before, one job at a time, joined by whoever asks for the same, called off in time, stopped,
//! and taken up again after the program was killed.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use chrono::Utc;
use warta::ledger::{Approval, JobRecord, Ladder, Ledger, State};

use crate::desk_support::{Desk, Reply};
use crate::office::edition;
use crate::support::TestOffice;

/// The path of the job that an answer leads to: `/pekerjaan/3`.
fn job(desk: &Desk, reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.text());
    let leads = reply.header("location").unwrap().strip_prefix(&format!("/{}", desk.parts().1)).unwrap();
    let path = leads.split('?').next().unwrap().to_owned();
    assert!(path.starts_with("/pekerjaan/"), "it leads to {leads}: {}", desk.follow(reply).text());
    path
}

fn has(reply: &Reply, words: &[&str]) {
    let text = reply.text();
    words.iter().for_each(|word| assert!(text.contains(word), "without {word:?}: {text}"));
}

/// The jobs on record, the newest first; the states of the edition's deliveries; and its approvals.
async fn record(office: &TestOffice) -> (Vec<JobRecord>, Vec<State>, Vec<Approval>) {
    let ledger = Ledger::open(&office.path("warta.db")).await.unwrap();
    let deliveries = ledger.deliveries(edition(), Ladder::after_days(0, Utc::now())).await.unwrap();
    let (jobs, approvals) = (ledger.jobs(99).await.unwrap(), ledger.approvals(edition()).await.unwrap());
    ledger.close().await;
    (jobs, deliveries.into_iter().map(|delivery| delivery.state).collect(), approvals)
}

fn published() -> TestOffice {
    let office = TestOffice::small();
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    office
}

#[tokio::test]
async fn publishing_is_said_before_and_two_people_in_one_second_make_one_job() {
    let office = TestOffice::small();
    let desk = Desk::open(office.root());
    let said = desk.get("/terbitkan");
    has(&said, &["Akan dibuat: 11 bundel", "eksemplar buletin", "Kertas: kira-kira", "Terbitkan 11 desa"]);
    has(&desk.get("/kirim"), &["Edisi ini belum terbit"]);
    assert!(!office.path("hasil").exists() && !office.path("warta.db").exists(), "a page that is looked at makes nothing");

    let asked: Vec<Reply> = thread::scope(|scope| {
        let presses: Vec<_> = (0..4).map(|_| scope.spawn(|| desk.post("/terbitkan", &[("disetujui", "Ibu Kabag")]))).collect();
        presses.into_iter().map(|press| press.join().unwrap()).collect()
    });
    let paths: Vec<String> = asked.iter().map(|reply| job(&desk, reply)).collect();
    assert!(paths.iter().all(|path| path == "/pekerjaan/1"), "{paths:?}");
    let done = desk.until("/pekerjaan/1", "Keadaan: selesai");
    has(&done, &["Menerbitkan edisi 48, oleh", "11 bundel siap", "Lanjut ke Kirim", "Unduh anggaran-cetak.xlsx", "Unduh whatsapp.html"]);
    assert!(!done.text().contains("`warta"), "a command is named: {}", done.text());
    assert_eq!(office.files("hasil/2026-11-23/paket").iter().filter(|(name, _)| name.ends_with(".zip")).count(), 11);
    has(&desk.until("/terbitkan", "11 bundel sudah dibuat dan siap dikirim"), &["Terbitkan lagi", "Lanjut ke Kirim"]);
    has(&desk.get("/pekerjaan"), &["Menerbitkan edisi 48", "selesai"]);

    for name in ["anggaran-cetak.xlsx", "whatsapp.html"] {
        let file = desk.get(&format!("/hasil/{name}"));
        assert_eq!(file.status, 200, "{name}: {}", file.text());
        assert!(file.header("content-disposition").unwrap().starts_with("attachment"), "{}", file.head);
    }
    let strangers =
        ["..%2f..%2fwarta.db", "..%2f..%2fwarta.toml", "laporan.xlsx", ".resep", "paket", "%2fetc%2fpasswd", "whatsapp.html%00"];
    for name in strangers {
        assert!(desk.get(&format!("/hasil/{name}")).status >= 400, "{name}");
    }
    let (jobs, ..) = record(&office).await;
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    // What is saved since is to be made.
    office.write("edisi/2026-11-23/pengumuman/99-baru.md", "Untuk: semua\n\n# Pasar murah\n\nSabtu di lapangan.\n");
    desk.until("/terbitkan", "Akan dibuat: 11 bundel");
}

#[tokio::test]
async fn sending_can_be_called_off_for_ten_seconds_and_goes_out_once() {
    let office = published();
    let desk = Desk::open(office.root());
    has(&desk.get("/kirim"), &["kantor (folder): 11 desa", "Kirim ke 11 desa"]);
    desk.post("/bertugas", &[("nama", "Rahma")]);
    let first = job(&desk, &desk.post("/kirim", &[]));
    desk.post("/bertugas", &[("nama", "Siti")]);
    let second = desk.post("/kirim", &[]);
    assert_eq!(job(&desk, &second), first, "the same is asked for");
    has(&desk.follow(&second), &["Mengirim edisi 48, oleh Rahma", "Rahma sudah memintanya", "Dimulai dalam", "detik", "Batalkan"]);
    let off = desk.post(&format!("{first}/batalkan"), &[]);
    has(&desk.follow(&off), &["Dibatalkan: tidak ada yang dikirim", "Keadaan: dibatalkan"]);
    let late = desk.post(&format!("{first}/batalkan"), &[]);
    has(&desk.follow(&late), &["Dibatalkan: tidak ada yang dikirim"]);

    let asked = Instant::now();
    let again = job(&desk, &desk.post("/kirim", &[]));
    assert_ne!(again, first);
    let done = desk.until(&again, "Keadaan: selesai");
    assert!(asked.elapsed() > Duration::from_secs(8), "there was time to call it off: {:?}", asked.elapsed());
    has(&done, &["11 bundel terkirim", "lihat Kiriman"]);
    has(&desk.get(&first), &["Keadaan: dibatalkan"]);
    has(&desk.get("/kirim"), &["Tidak ada yang perlu dikirim sekarang"]);
    let (jobs, states, _) = record(&office).await;
    assert_eq!(jobs.iter().map(|job| (job.number, job.by.as_str())).collect::<Vec<_>>(), [(2, "Siti"), (1, "Rahma")]);
    assert_eq!(states, [State::Accepted; 11]);
}

#[tokio::test]
async fn what_nobody_approved_stays_where_the_office_wants_that() {
    let office = published();
    let text = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", text.replace("# perlu_persetujuan = true", "perlu_persetujuan = true"));
    let desk = Desk::open(office.root());
    has(&desk.get("/kirim"), &["Disetujui oleh (wajib: 11 bundel belum disetujui)"]);
    let refused = desk.post("/kirim", &[("disetujui", "   ")]);
    assert_eq!(refused.status, 303);
    has(&desk.follow(&refused), &["Belum dikirim: 11 bundel perlu disetujui dahulu", "Kirim ke 11 desa"]);
    let (jobs, states, _) = record(&office).await;
    assert_eq!((jobs.len(), states), (0, vec![State::Planned; 11]));

    let sent = job(&desk, &desk.post("/kirim", &[("disetujui", " Siti Rahmah ")]));
    desk.until(&sent, "Keadaan: selesai");
    has(&desk.get("/kirim"), &["Disetujui Siti Rahmah", "11 bundel"]);
    let (_, states, approvals) = record(&office).await;
    assert_eq!(states, [State::Accepted; 11]);
    assert_eq!(approvals.iter().map(|one| (one.by.as_str(), one.what.as_str())).collect::<Vec<_>>(), [("Siti Rahmah", "11 bundel")]);
}

#[tokio::test]
async fn a_job_that_was_cut_off_says_so_and_goes_on() {
    let office = TestOffice::small();
    let mut desk = Desk::open(office.root());
    let first = job(&desk, &desk.post("/terbitkan", &[]));
    desk.until(&first, "Keadaan: bekerja");
    desk.kill();

    let desk = Desk::open(office.root());
    has(&desk.get(&first), &["Keadaan: terputus", "Terputus saat menerbitkan", "Lanjutkan"]);
    has(&desk.get("/"), &["terputus", "Lanjutkan"]);
    let again = job(&desk, &desk.post(&format!("{first}/lanjutkan"), &[]));
    assert_ne!(again, first);
    let done = desk.until(&again, "Keadaan: selesai");
    has(&done, &["11 bundel siap"]);
    // It was asked for again: pressed once more, nothing happens.
    assert!(!desk.get(&first).body.contains("/lanjutkan"), "it was taken up again");
    let twice = desk.post(&format!("{first}/lanjutkan"), &[]);
    has(&desk.follow(&twice), &["Tidak ada yang perlu dilanjutkan"]);
    assert_eq!(record(&office).await.0.len(), 2);
}

#[test]
fn a_job_is_stopped_by_its_button_and_taken_up_again() {
    let office = TestOffice::small();
    let desk = Desk::open(office.root());
    let first = job(&desk, &desk.post("/terbitkan", &[]));
    desk.until(&first, "Keadaan: bekerja");
    let stopped = desk.post(&format!("{first}/hentikan"), &[]);
    has(&desk.follow(&stopped), &["Berhenti sesudah langkah yang sedang dikerjakan"]);
    has(&desk.until(&first, "Keadaan: dihentikan"), &["Lanjutkan"]);
    let again = job(&desk, &desk.post(&format!("{first}/lanjutkan"), &[]));
    has(&desk.until(&again, "Keadaan: selesai"), &["11 bundel siap"]);
    assert_eq!(desk.get("/pekerjaan/99").status, 404);
    assert_eq!(desk.get("/pekerjaan/satu").status, 404);
}

#[test]
fn what_stops_an_edition_is_said_and_no_button_is_shown() {
    let office = TestOffice::small();
    office.write("edisi/2026-11-23/pengumuman/99-baru.md", "Untuk: desa Entah\n\n# Pasar murah\n\nSabtu.\n");
    let desk = Desk::open(office.root());
    let page = desk.get("/terbitkan");
    has(&page, &["Belum dapat diterbitkan", "Lihat galatnya di Periksa"]);
    assert!(!page.body.contains("name=\"disetujui\""), "{}", page.text());
    // Asked for all the same, it is refused with its cause.
    let asked = job(&desk, &desk.post("/terbitkan", &[]));
    has(&desk.until(&asked, "Keadaan: gagal"), &["Tidak ada yang diterbitkan", "99-baru.md", "saran:"]);
    assert!(!office.path("hasil/2026-11-23/paket").exists());
}

#[test]
fn sending_can_be_called_off_though_the_settings_are_broken_meanwhile() {
    let office = published();
    let desk = Desk::open(office.root());
    let path = job(&desk, &desk.post("/kirim", &[]));
    let settings = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", format!("{settings}\nzonk = ["));
    let off = desk.post(&format!("{path}/batalkan"), &[]);
    assert_eq!(off.status, 303, "{}", off.text());
    office.write("warta.toml", &settings);
    has(&desk.until(&path, "Keadaan: dibatalkan"), &["sebelum dimulai"]);
    thread::sleep(Duration::from_secs(11));
    assert!(!office.path("kiriman").exists(), "nothing was sent");
}
