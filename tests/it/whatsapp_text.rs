//! Announcements that were copied out of WhatsApp or exported from it.

use warta::diagnostic::Diagnostic;
use warta::intake::announcement;
use warta::intake::document::{self, Genre};
use warta::model::{Announcement, Block};

use crate::office::edition;

fn notice(text: &str) -> (Announcement, Vec<Diagnostic>) {
    let mut said = Vec::new();
    let inputs = crate::plan::inputs();
    let manuscript = document::read("1.txt", text.as_bytes(), Genre::Announcement).into_value(&mut said);
    let read = announcement::read(manuscript, None, edition(), &inputs.registry.wilayah).into_value(&mut said);
    (read.unwrap_or_else(|| panic!("{said:?}")), said)
}

fn body(read: &Announcement) -> String {
    read.body.iter().map(document::text_of).collect::<Vec<_>>().join("\n")
}

fn codes(said: &[Diagnostic]) -> Vec<&str> {
    said.iter().map(|one| one.code).collect()
}

#[test]
fn a_copied_message_is_printed_without_its_marks_and_what_is_struck_is_not_printed() {
    let text = "Untuk: semua\n[19.42, 24/11/2026] Bu Ani Dukcapil: Diteruskan berkali-kali\n*PENGUMUMAN PENTING*\n\nRekam KTP di _balai desa_ 🙏\n\
        Biaya ~Bayar 10rb~ GRATIS\n\nBawa:\n✅ KK asli\n✅ Pas foto\n\n1️⃣ Daftar\n2️⃣ Foto\n";
    let (read, said) = notice(text);
    assert_eq!(read.title, "PENGUMUMAN PENTING");
    let printed = body(&read);
    assert!(printed.contains("Biaya GRATIS") && !printed.contains("10rb") && !printed.contains("Ani"), "{printed}");
    assert!(!printed.contains(['*', '_', '~', '✅']), "{printed}");
    let lists: Vec<(bool, usize)> = read
        .body
        .iter()
        .filter_map(|block| if let Block::List { ordered, items, .. } = block { Some((*ordered, items.len())) } else { None })
        .collect();
    assert_eq!(lists, [(false, 2), (true, 2)]);
    let mut italic = Vec::new();
    read.body.iter().for_each(|block| {
        block.for_each_run(&mut |run| {
            if run.italic {
                italic.push(run.text.clone());
            }
        });
    });
    assert_eq!(italic, ["balai desa"]);
    assert!(codes(&said).contains(&"naskah.teks-dicoret") && codes(&said).contains(&"naskah.tanda-whatsapp"), "{said:?}");
}

#[test]
fn of_an_exported_chat_the_announcement_is_printed_and_nobodys_answer() {
    let text = "Untuk: semua\n24/11/26 19.40 - Pesan dan panggilan dienkripsi secara end-to-end.\n24/11/26 19.43 - Pak Camat: Diteruskan\n\
        Jadwal listrik padam\nHari Kamis pukul 09.00 sampai 12.00 WITA di seluruh desa\n24/11/26 19.50 - Pak Budi: Siap Pak\n";
    let (read, said) = notice(text);
    assert_eq!(
        (read.title.as_str(), body(&read).as_str()),
        ("Jadwal listrik padam", "Hari Kamis pukul 09.00 sampai 12.00 WITA di seluruh desa")
    );
    assert!(codes(&said).contains(&"naskah.pesan-orang-lain"), "{said:?}");
}

#[test]
fn what_is_crossed_is_told_from_what_is_ticked() {
    let (read, _) = notice("Untuk: semua\n*Posyandu*\n✅ boleh makan dulu\n❌ jangan bawa hewan\n");
    let Some(Block::List { items, .. }) = read.body.first() else { panic!("no list") };
    let items: Vec<String> = items.iter().flatten().map(document::text_of).collect();
    assert_eq!(items, ["√ boleh makan dulu", "× jangan bawa hewan"]);
}

#[test]
fn chatter_around_an_announcement_is_not_printed_and_nothing_between_is_lost() {
    let (read, said) = notice(
        "Untuk: semua\n[19.42, 24/11/2026] Bu Ani: Assalamu'alaikum wr. wb. Bapak/Ibu\nTolong dishare ya\n*Rekam KTP keliling*\n\n\
         Rekam KTP di balai desa. Mohon diteruskan ke tetangga yang sakit.\nTerima kasih kepada Pak RT atas kursinya.\n\n\
         Mohon diteruskan ke grup warga ya 🙏\nTerima kasih\n",
    );
    assert_eq!(read.title, "Rekam KTP keliling");
    let printed = body(&read);
    assert!(
        printed.starts_with("Rekam KTP di balai desa. Mohon diteruskan ke tetangga") && printed.ends_with("atas kursinya."),
        "{printed}"
    );
    assert_eq!(codes(&said).iter().filter(|code| **code == "pengumuman.sapaan-tidak-dicetak").count(), 1, "{said:?}");
}
