//! The place in a speech where its matter begins, behind thanks and the way there.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::rich_text::{Block, plain_text};

/// Words of thanks, of welcome and of regret, with which a speaker begins.
static COURTESY: LazyLock<Regex> = LazyLock::new(|| {
    let words = [
        r"(?:ber)?terima\s+kasih",
        r"penghargaan\s+(?:yang\s+)?(?:setinggi|sebesar)",
        r"apresiasi",
        r"selamat\s+datang",
        r"(?:me)?mohon\s+maaf",
        r"permohonan\s+maaf",
        r"menyambut\s+(?:baik|gembira)",
        r"(?:sangat\s+|merasa\s+)(?:senang|bahagia|bangga|gembira|terharu)",
        r"berbahagia",
        r"suatu\s+kehormatan",
        r"bersyukur",
    ];
    Regex::new(&format!(r"(?i)\b(?:{})\b", words.join("|"))).expect("fixed")
});

/// Words of the way to the place of the speech.
static JOURNEY: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"menempuh\s+(?:perjalanan|jarak)|perjalanan\s+(?:ke|menuju|kemari|panjang)|dalam\s+perjalanan|sejak\s+subuh|sebelum\s+matahari|naik\s+(?:klotok|perahu|speedboat|jukung)|turun\s+dari\s+(?:klotok|perahu|mobil)|jalan\s+(?:tanah\s+)?yang\s+(?:licin|rusak|berlumpur)";
    Regex::new(&format!(r"(?i)\b(?:{words})\b")).expect("fixed")
});

/// Words with which a speaker asks for something, promises or decides: these are matter, whatever is thanked for beside them.
static DECISION: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"saya\s+(?:minta|tegaskan|instruksikan|perintahkan|tugasi|putuskan|mengajak)|kami\s+(?:minta|putuskan|akan)|saya\s+ingin\s+(?:menyampaikan|menegaskan|mengingatkan)|paling\s+lambat|wajib|harus\s+(?:segera|sudah)|anggaran|persen|miliar|juta";
    Regex::new(&format!(r"(?i)\b(?:{words})\b|\bRp\s?[0-9]|[0-9]\s?%")).expect("fixed")
});

/// The first block of a speech's matter. Thanks, welcome, regrets and the way there are skipped where they stand at its beginning and decide
/// nothing; in doubt a block is matter.
pub fn matter(body: &[Block]) -> usize {
    const SKIPPED: usize = 5;
    let total: usize = body.iter().map(Block::words).sum();
    let skipped = body.iter().take(SKIPPED).take_while(|block| is_preamble(block)).count();
    let words: usize = body.iter().take(skipped).map(Block::words).sum();
    // A speech that is thanks for the most part has them for its matter.
    if words * 2 > total || skipped == body.len() { 0 } else { skipped }
}

fn is_preamble(block: &Block) -> bool {
    let Block::Paragraph { runs, rtl } = block else { return false };
    let text = plain_text(runs);
    let text = text.trim();
    let opening = text.split_inclusive(['.', '!', '?']).next().unwrap_or_default();
    let is_salutation = text.ends_with(',') && text.split_whitespace().count() <= 12;
    // "Saya berterima kasih" in the midst of a paragraph thanks for what is told there.
    let is_courtesy = COURTESY.is_match(opening) || JOURNEY.is_match(opening);
    *rtl || is_salutation || (is_courtesy && !DECISION.is_match(text))
}
