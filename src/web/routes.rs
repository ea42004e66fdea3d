//! Every route of the desk in one line: method, path, the right that it needs, and the page that answers it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};

use super::Meja;
use super::html::Right::{self, Manage, Publish, See, Work};
use super::pages::*;

/// A route.
pub struct Route {
    method: Method,
    pub path: &'static str,
    right: Right,
    pub handler: MethodRouter<Meja>,
}

fn get<H: Handler<T, Meja>, T: 'static>(path: &'static str, right: Right, handler: H) -> Route {
    Route { method: Method::GET, path, right, handler: routing::get(handler) }
}

fn post<H: Handler<T, Meja>, T: 'static>(path: &'static str, right: Right, handler: H) -> Route {
    Route { method: Method::POST, path, right, handler: routing::post(handler) }
}

/// All routes.
#[rustfmt::skip]
pub fn routes() -> Vec<Route> {
    vec![
        get("/meja.css", See, live::style),
        get("/meja.js", See, live::script),
        get("/langsung/{since}", See, live::news),
        get("/gambar/{name}", See, live::picture),
        get("/sehat", See, live::health),
        get("/", See, week::page),
        get("/mulai", Work, start::page),
        get("/mulai/kim.xlsx", Work, start::registry),
        post("/mulai", Work, start::begin),
        get("/bahan", Work, materials::page),
        post("/bahan", Work, materials::place),
        post("/bahan/keluarkan", Work, materials::take_out),
        post("/bahan/pulihkan", Work, materials::restore),
        post("/bahan/jenis", Work, materials::change_kind),
        post("/buka", Work, materials::open_file),
        post("/edisi", Work, materials::new_edition),
        get("/berkas/{edisi}/{*nama}", Work, materials::file),
        get("/terbitkan", Work, publish::page),
        post("/terbitkan", Publish, publish::publish),
        get("/kirim", Work, send::page),
        post("/kirim", Publish, send::send),
        get("/pekerjaan", See, jobs::list),
        get("/pekerjaan/{number}", See, jobs::page),
        post("/pekerjaan/{number}/hentikan", Publish, jobs::stop),
        post("/pekerjaan/{number}/batalkan", Publish, jobs::cancel),
        post("/pekerjaan/{number}/lanjutkan", Publish, jobs::resume),
        get("/hasil/{*nama}", Work, jobs::paper),
        get("/pengaturan", Manage, settings::page),
        get("/pengaturan/ubah", Manage, settings::edit),
        post("/pengaturan", Manage, settings::save),
        post("/pengaturan/pulihkan", Manage, settings::restore),
        post("/pengaturan/uji", Manage, settings::try_channel),
        get("/periksa", Work, check::page),
        get("/pratinjau", Work, preview::page),
        get("/pratinjau/{code}", Work, preview::village),
        get("/pdf/{desa}/{dokumen}", Work, preview::pdf),
        get("/kiriman", See, deliveries::page),
        post("/kiriman/ulang", Publish, deliveries::retry),
        get("/desa/{code}", See, village::page),
        post("/desa/{code}/ulang", Publish, village::again),
        get("/cari", See, search::page),
        get("/tidak-pasti", Work, doubt::page),
        post("/tidak-pasti", Publish, doubt::settle),
        post("/tidak-pasti/{code}/batalkan", Publish, doubt::undo),
        get("/tanda-terima", Work, receipts::page),
        post("/tanda-terima", Work, receipts::enter),
        post("/tanda-terima/{code}/batalkan", Work, receipts::withdraw),
        get("/tanda-terima/tempel", Work, receipts::paste_page),
        post("/tanda-terima/tempel", Work, receipts::paste),
        post("/tanda-terima/tempel/catat", Work, receipts::record),
        get("/arsip", See, archive::page),
        get("/tenggat", See, deadlines::page),
        get("/laporan", See, report::page),
        get("/laporan/{name}", See, report::file),
        get("/orang", See, people::page),
        post("/orang", Manage, people::add),
        post("/orang/peran", Manage, people::change),
        post("/orang/atur-ulang", Manage, people::reset),
        post("/orang/sesi", Manage, people::end_sessions),
        post("/orang/akhiri", Manage, people::end),
        post("/orang/sandi", See, people::change_password),
        post("/keluar", See, login::leave),
        get("/bertugas", Work, duty::page),
        post("/bertugas", Work, duty::save),
        get("/riwayat", Manage, history::page),
        post("/cadangan", Manage, backup::back_up),
    ]
}

/// The right that a route needs; `None`: there is no such route.
pub fn right(method: &Method, path: &str) -> Option<Right> {
    static RIGHTS: LazyLock<BTreeMap<(String, &str), Right>> =
        LazyLock::new(|| routes().into_iter().map(|route| ((route.method.to_string(), route.path), route.right)).collect());
    RIGHTS.get(&(method.to_string(), path)).copied()
}
