//! The sample's whole run beside what else makes pages of text: a shell loop of the typst command line over the same layouts, data and
//! kinds (without fitting, forms' numbers, bundles or proof); LibreOffice and WeasyPrint over the bulletin's text alone. Those that are
//! installed are run, for so many villages.
//!
//! `cargo bench --bench peers [-- VILLAGES]` (12 where none is named)

mod measure;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use measure::{Cost, bytes, copy_sample, run, warta};
use warta::desk::{Office, check};
use warta::model::rich_text;
use warta::plan::Plan;
use warta::plan::fit::WHOLE;
use warta::plan::sheet::{Article, Edition, Village};
use warta::press::Press;
use warta::typeset::kinds::{Kind, LIBRARIES};

/// The documents of a bundle.
const DOCUMENTS: [&str; 4] = ["baca-dulu", "buletin", "papan", "formulir"];

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Everything that the layouts read, and each village's data.
fn put_layouts(folder: &Path, edition: &Edition, villages: &[Village], pictures: &[(String, Vec<u8>)]) {
    let layouts = Kind::ALL.iter().map(|kind| (kind.name(), kind.layout())).chain(LIBRARIES.iter().copied());
    layouts.for_each(|(name, text)| fs::write(folder.join(format!("{name}.typ")), text).expect("layout"));
    fs::write(folder.join("edisi.json"), serde_json::to_vec(edition).expect("json")).expect("edition");
    fs::write(folder.join("huruf.json"), "null").expect("letters");
    for (path, jpeg) in pictures {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("folder")).expect("folder");
        fs::write(path, jpeg).expect("picture");
    }
    for (at, village) in villages.iter().enumerate() {
        fs::create_dir_all(folder.join(format!("desa/{at}"))).expect("folder");
        fs::write(folder.join(format!("desa/{at}/desa.json")), serde_json::to_vec(village).expect("json")).expect("village");
    }
}

/// A bulletin's text as a page of HTML.
fn html(edition: &Edition, village: &Village) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraph = |text: &str| format!("<p>{}</p>", escaped(text));
    let article = |article: &Article| {
        let body: String = rich_text::lines(&article.body).iter().map(|line| paragraph(line)).collect();
        format!("<h3>{}</h3>{}{body}", escaped(&article.title), paragraph(&article.facts.join(" · ")))
    };
    let own: String = village.agenda.iter().map(|e| paragraph(&format!("{} {} {}", e.day, e.time, e.title))).collect();
    let days = edition.agenda.iter().flat_map(|day| day.entries.iter().map(move |entry| (day, entry)));
    let agenda: String =
        days.map(|(day, e)| paragraph(&format!("{} {} {} {}", day.day, e.time, e.title, e.place.clone().unwrap_or_default()))).collect();
    let texts: String = village.announcements.iter().chain(&edition.speeches).chain(&edition.announcements).map(article).collect();
    format!(
        "<!doctype html><html lang=id><meta charset=utf-8><title>{title}</title><style>@page {{ size: 215mm 330mm; margin: 20mm }} body {{ font: 11pt serif; columns: 2 }}</style>\
         <h1>{title}</h1><h2>{name}</h2>{own}<h2>Agenda</h2>{agenda}{texts}</html>",
        title = escaped(&edition.title),
        name = escaped(&village.title)
    )
}

fn shell(folder: &Path, script: &str) -> Cost {
    run(Command::new("sh").arg("-c").arg(script).current_dir(folder))
}

fn main() {
    let count: usize = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(12);
    let folder = tempfile::tempdir().expect("folder");
    let sample = folder.path().join("kantor");
    copy_sample(&sample, &[]);
    let office = Office::open(&sample, None).expect("office folder");
    let checked = check(&office);
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let all = plan.villages();
    let first = all.first().expect("villages");
    let (fit, _) = press.bulletin(&mut plan.village_sheet(first), first, WHOLE..=plan.bulletin().last(), WHOLE).expect("bulletin");
    let edition = plan.edition_sheet(plan.bulletin().step(fit));
    // From all over the registry, so that some have news of their own and some have none.
    let chosen = all.iter().step_by((all.len() / count.max(1)).max(1)).take(count);
    let villages: Vec<Village> = chosen.map(|village| press.set(village, None).expect("pages").sheet).collect();

    let whole = run(&mut warta(&sample, "terbitkan"));
    let again = run(&mut warta(&sample, "terbitkan"));
    let (size, _) = bytes(&sample.join("hasil"));
    println!("                                         villages  wall ms each   CPU ms each   wall of Warta's   memory MiB");
    let mut base = None;
    let mut line = |what: &str, cost: Cost, villages: usize| {
        let wall = cost.wall.as_secs_f64() * 1000.0 / villages.max(1) as f64;
        println!(
            "{what:40} {villages:8} {wall:13.1} {:13.1} {:17.2} {:>12}",
            cost.each(villages),
            wall / *base.get_or_insert(wall),
            // A shell's own memory says nothing of what it runs.
            if what.starts_with("warta") { cost.memory.to_string() } else { "-".to_owned() }
        );
    };
    line("warta terbitkan, whole bundles", whole, all.len());
    line("warta terbitkan, nothing changed", again, all.len());
    if is_installed("typst") {
        let work = folder.path().join("typst");
        fs::create_dir_all(&work).expect("folder");
        put_layouts(&work, &edition, &villages, &checked.week.pictures);
        let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts");
        let kinds = DOCUMENTS.join(" ");
        let compile = format!("typst compile --ignore-system-fonts --font-path '{fonts}' $kind.typ $desa/$kind.pdf");
        let cost = shell(&work, &format!("for desa in desa/*; do cp $desa/desa.json .; for kind in {kinds}; do {compile}; done; done"));
        let made = (0..villages.len()).flat_map(|at| DOCUMENTS.map(|kind| work.join(format!("desa/{at}/{kind}.pdf"))));
        assert!(made.into_iter().all(|pdf| pdf.exists()), "the typst command line made all documents");
        line("typst command line, the same documents", cost, villages.len());
    }
    let pages = folder.path().join("html");
    fs::create_dir_all(&pages).expect("folder");
    villages
        .iter()
        .enumerate()
        .for_each(|(at, village)| fs::write(pages.join(format!("{at}.html")), html(&edition, village)).expect("page"));
    let others = [("weasyprint", "weasyprint -q $page $page.pdf"), ("soffice", "soffice --headless --convert-to pdf $page")];
    for (program, command) in others.into_iter().filter(|(program, _)| is_installed(program)) {
        let cost = shell(&pages, &format!("for page in *.html; do {command}; done"));
        line(&format!("{program}, the bulletin's text alone"), cost, villages.len());
    }
    println!("{} bytes a village on the disk, bundle and documents", size / all.len() as u64);
}
