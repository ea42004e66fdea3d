//! The desk on the office's network: under TLS, for people with an account, and never on the internet.
//!
//! The first account is made at the machine itself, never by the first visitor. Whoever comes without a session is led to sign in, and
//! sees nothing of the office before.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::serve::IncomingStream;
use chrono::{DateTime, Utc};
use tokio::net::TcpListener;

use super::Meja;
use super::html::{Right, Who};
use super::pages::{live, login};
use super::session::{self, Held, Tries};
use super::tls::{Authority, Secure, certificate_pages, is_private};
use crate::desk::people::{self, Attempt, Given, Person, Role};
use office::diagnostic::{self, Diagnostic, Faults, io_words};
use office::folder::Folder;

/// The port, where no other is asked for; the certificate is to be had at the next.
const PORT: u16 = 7304;
/// Addresses towards which the system chooses the way out of this machine. Nothing is sent there.
const TOWARDS: [Ipv4Addr; 4] =
    [Ipv4Addr::new(192, 168, 255, 254), Ipv4Addr::new(10, 255, 255, 254), Ipv4Addr::new(172, 31, 255, 254), Ipv4Addr::new(203, 0, 113, 1)];

/// How the desk is to be opened to the network.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// This machine's address on the office's network; `None`: the one that the system prefers.
    pub address: Option<IpAddr>,
    pub port: Option<u16>,
    /// `None`: TLS is the desk's own.
    pub proxy: Option<Proxy>,
}

/// A server before the desk, which has a certificate that everyone knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// As a browser names it: `meja.contoh.go.id`
    host: String,
    /// It alone may call the desk.
    from: Option<IpAddr>,
}

impl Proxy {
    /// The server of an address such as `https://meja.contoh.go.id`, which calls the desk from another; `None`: from this machine.
    ///
    /// # Errors
    /// The address is not one of TLS, or has more than a name.
    pub fn new(origin: &str, from: Option<IpAddr>) -> diagnostic::Result<Self> {
        let host = origin.trim().strip_prefix("https://").map(|host| host.trim_end_matches('/').to_ascii_lowercase());
        let is_host = |host: &String| !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
        match host.filter(is_host) {
            Some(host) => Ok(Proxy { host, from }),
            None => {
                let fault = Diagnostic::error("meja.proksi-tidak-sah", "alamat proksi ini tidak dapat dipakai").raw(origin);
                Err(fault.remedy("tulis alamat https tanpa jalur, misalnya --proksi https://meja.contoh.go.id").into())
            }
        }
    }
}

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Caller(SocketAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Caller {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Caller(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, Secure>> for Caller {
    fn connect_info(stream: IncomingStream<'_, Secure>) -> Self {
        Caller(*stream.remote_addr())
    }
}

/// The way into the desk from the network.
#[derive(Debug)]
pub struct Door {
    way: Way,
    /// Where the certificate is to be had.
    beside: Option<(TcpListener, Router)>,
}

#[derive(Debug)]
enum Way {
    /// Of the proxy.
    Plain(TcpListener),
    Secure(Secure),
}

impl Door {
    /// Serves the desk's pages, and the certificate beside.
    ///
    /// # Errors
    /// The listener fails.
    pub async fn serve(self, router: Router) -> io::Result<()> {
        let Door { way, beside } = self;
        let beside = async move {
            if let Some((listener, pages)) = beside {
                let _ = axum::serve(listener, pages).await;
            }
            std::future::pending::<io::Result<()>>().await
        };
        let service = router.into_make_service_with_connect_info::<Caller>();
        let desk = async move {
            match way {
                Way::Plain(listener) => axum::serve(listener, service).await,
                Way::Secure(listener) => axum::serve(listener, service).await,
            }
        };
        tokio::select! {
            served = desk => served,
            served = beside => served,
        }
    }
}

/// A desk that is open to the network.
#[derive(Debug)]
pub struct Opened {
    pub door: Door,
    pub kantor: Kantor,
    /// The names by which a browser may call the desk.
    pub hosts: Vec<String>,
    /// The first page.
    pub url: String,
    /// Lines to be said at the machine itself.
    pub said: Vec<String>,
}

/// Opens the desk to the office's network.
///
/// # Errors
/// Nobody manages it yet, its address is not one of an office's network, or the port is taken.
pub async fn open(folder: &Folder, settings: &Settings, now: DateTime<Utc>) -> diagnostic::Result<Opened> {
    if !people::is_managed(folder, now).await? {
        let fault = Diagnostic::error("meja.tanpa-akun", "meja tidak dibuka untuk jaringan kantor: belum ada akun pengelola");
        return Err(fault.remedy("buat yang pertama di komputer ini: `warta meja --orang-baru NAMA`, lalu ulangi").into());
    }
    let port = settings.port.unwrap_or(PORT);
    match &settings.proxy {
        Some(proxy) => behind(folder, settings.address, port, proxy).await,
        None => under_tls(folder, settings.address, port, now).await,
    }
}

/// Behind a server with a certificate of its own. What comes from elsewhere than that server is refused.
async fn behind(folder: &Folder, address: Option<IpAddr>, port: u16, proxy: &Proxy) -> diagnostic::Result<Opened> {
    let address = address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let from = match proxy.from {
        Some(from) => from,
        None if address.is_loopback() => address,
        None => {
            let fault = Diagnostic::error("meja.proksi-dari-mana", "belum disebut dari alamat mana proksi menghubungi meja ini");
            return Err(fault.remedy("sebut alamatnya: --proksi-dari 192.168.1.2").into());
        }
    };
    let listener = bind(address, port).await?;
    let at = listener.local_addr().map_err(|error| untaken(address, port, &error))?;
    let url = format!("https://{}/", proxy.host);
    let said = vec![format!("Meja Warta: {url} (proksi di {from} meneruskannya ke http://{at}/ dengan Host dan X-Forwarded-For)")];
    let door = Door { way: Way::Plain(listener), beside: None };
    Ok(Opened { door, kantor: Kantor::new(folder, Some(from)), hosts: vec![proxy.host.clone()], url, said })
}

/// Under TLS of the desk's own.
async fn under_tls(folder: &Folder, address: Option<IpAddr>, port: u16, now: DateTime<Utc>) -> diagnostic::Result<Opened> {
    let address = address.or_else(own_address).ok_or_else(|| {
        let fault = Diagnostic::error("meja.tanpa-jaringan", "alamat komputer ini di jaringan kantor tidak ditemukan");
        Faults::from(fault.remedy("sambungkan ke jaringan, atau sebut alamatnya: `warta meja --kantor --alamat 192.168.1.10`"))
    })?;
    let names = machine_names();
    let listener = bind(address, port).await?;
    let at = listener.local_addr().map_err(|error| untaken(address, port, &error))?;
    let today = now.date_naive();
    let authority = Authority::of(folder, &names, today)?;
    let secure = Secure::new(listener, authority.server(&names, address, today)?).map_err(|error| untaken(address, port, &error))?;
    let url = format!("https://{at}/");
    let mut said = vec![format!("Meja Warta: {url}")];
    let beside = bind(address, at.port().saturating_add(1)).await.ok();
    match beside.as_ref().and_then(|beside| beside.local_addr().ok()) {
        Some(page) => said.push(format!("Sekali di tiap komputer kantor, pasang sertifikatnya: http://{page}/")),
        None => said.push(format!("Sertifikat tidak dapat diunduh sekarang: porta {} dipakai program lain.", at.port().saturating_add(1))),
    }
    if authority.is_new {
        said.push("Sertifikat ini baru: komputer yang mengenal sertifikat lama memasangnya lagi.".to_owned());
    }
    said.push(format!("Saat dipasang, bandingkan SHA-1: {}", authority.thumbprint()));
    said.push(format!("atau SHA-256: {}", authority.fingerprint()));
    let beside = match beside {
        Some(beside) => Some((beside, certificate_pages(&authority, &url)?)),
        None => None,
    };
    let hosts = hosts(&names, at);
    Ok(Opened { door: Door { way: Way::Secure(secure), beside }, kantor: Kantor::new(folder, None), hosts, url, said })
}

/// The names by which a browser may call a machine at an address.
fn hosts(names: &[String], at: SocketAddr) -> Vec<String> {
    let mut hosts = vec![at.to_string()];
    hosts.extend(names.iter().map(|name| format!("{name}:{}", at.port())));
    if at.port() == 443 {
        // A browser leaves it out.
        let plain = hosts.iter().filter_map(|host| Some(host.strip_suffix(":443")?.to_owned())).collect::<Vec<_>>();
        hosts.extend(plain);
    }
    hosts
}

/// Listens at one address, which must not lead beyond the office.
async fn bind(address: IpAddr, port: u16) -> diagnostic::Result<TcpListener> {
    if !is_private(address) {
        let fault = Diagnostic::error("meja.alamat-umum", format!("meja tidak dibuka di {address}: itu bukan alamat jaringan kantor"));
        return Err(fault
            .remedy("sebut satu alamat komputer ini yang diawali 10., 172.16.–172.31. atau 192.168.: --alamat 192.168.1.10")
            .into());
    }
    TcpListener::bind((address, port)).await.map_err(|error| untaken(address, port, &error))
}

fn untaken(address: IpAddr, port: u16, error: &io::Error) -> Faults {
    let words = match error.kind() {
        io::ErrorKind::AddrInUse => "dipakai program lain".to_owned(),
        io::ErrorKind::AddrNotAvailable => "itu bukan alamat komputer ini".to_owned(),
        _ => io_words(error),
    };
    let fault = Diagnostic::error("meja.tanpa-porta", format!("meja tidak dapat dibuka di {}: {words}", SocketAddr::new(address, port)));
    fault.remedy("tutup program itu, atau sebut yang lain dengan --porta dan --alamat").into()
}

/// This machine's address on the office's network, by the way that the system would take out of it.
fn own_address() -> Option<IpAddr> {
    let towards = |target: &Ipv4Addr| {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
        socket.connect((*target, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip()).filter(|address| is_private(*address) && !address.is_loopback())
    };
    TOWARDS.iter().find_map(towards)
}

/// The names of this machine on the office's network.
fn machine_names() -> Vec<String> {
    let of_linux = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = of_linux.or_else(|| std::env::var("COMPUTERNAME").ok()).or_else(|| std::env::var("HOSTNAME").ok()).unwrap_or_default();
    let name = name.trim().to_ascii_lowercase();
    let is_name =
        name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
    match is_name {
        true if name.contains('.') || name == "localhost" => vec![name],
        // As computers without a name server find each other.
        true => vec![format!("{name}.local"), name],
        false => Vec::new(),
    }
}

/// The desk's memory of those who call it over the network.
pub struct Kantor {
    folder: Folder,
    /// The address of the proxy, where there is one.
    proxy: Option<IpAddr>,
    tries: Tries,
    /// Actions without a session, of which no more are put on record than tries to sign in.
    strangers: Tries,
    /// Passwords that were drawn, each for the session that asked for it, until its next page shows it.
    given: Mutex<HashMap<String, Given>>,
}

impl fmt::Debug for Kantor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kantor").field("proxy", &self.proxy).finish_non_exhaustive()
    }
}

impl Kantor {
    fn new(folder: &Folder, proxy: Option<IpAddr>) -> Self {
        let folder = folder.clone();
        Kantor { folder, proxy, tries: Tries::default(), strangers: Tries::default(), given: Mutex::default() }
    }

    /// The address of whoever asks; `None`: he came past the proxy.
    pub fn address_of(&self, caller: Caller, headers: &HeaderMap) -> Option<IpAddr> {
        let address = caller.0.ip().to_canonical();
        let Some(proxy) = self.proxy else { return Some(address) };
        if address != proxy.to_canonical() {
            return None;
        }
        // The last one is the proxy's own word; those before it are anyone's.
        let told = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        let told = told.and_then(|told| told.rsplit(',').next()).map(str::trim);
        // Some proxies tell the port too.
        let parsed = told.and_then(|told| told.parse().ok().or_else(|| Some(told.parse::<SocketAddr>().ok()?.ip())));
        Some(parsed.unwrap_or(address))
    }

    /// Whether someone may try a password now.
    pub fn may_try(&self, name: &str, address: IpAddr) -> bool {
        self.tries.allow(name, address, Instant::now())
    }

    /// The person who signed in, and the session.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn signed_in(&self, headers: &HeaderMap, now: DateTime<Utc>) -> diagnostic::Result<Option<(Who, Held)>> {
        let Some(secret) = session::secret_in(headers) else { return Ok(None) };
        let digest = session::digest_of(secret);
        let person = people::of_session(&self.folder, &digest, now).await?;
        Ok(person.map(|person| (who(&person), Held(digest))))
    }

    /// Opens a session for a person who knows his password; gives its secret. The session of before ends.
    ///
    /// # Errors
    /// The ledger cannot be read or written.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        address: IpAddr,
        before: Option<&str>,
        now: DateTime<Utc>,
    ) -> diagnostic::Result<Option<String>> {
        let (person, outcome) = match people::recognise(&self.folder, name, password, now).await? {
            Attempt::Recognised(person) => (Some(person), format!("masuk dari {address}")),
            Attempt::WrongPassword(name) => (None, format!("ditolak: kata sandi {name} keliru, dari {address}")),
            // A password may have been typed in the wrong field: an unknown name is not put on record.
            Attempt::UnknownName => (None, format!("ditolak: nama tidak dikenal, dari {address}")),
        };
        people::record_at_the_door(&self.folder, person.as_ref(), "POST /masuk", &outcome, now).await?;
        let Some(person) = person else { return Ok(None) };
        let secret = session::secret()?;
        people::begin_session(&self.folder, &session::digest_of(&secret), &person.name, &address.to_string(), now).await?;
        if let Some(before) = before {
            people::end_session(&self.folder, &session::digest_of(before)).await?;
        }
        Ok(Some(secret))
    }

    /// Records an action that was refused for want of a session.
    pub async fn record_stranger(&self, path: &str, address: IpAddr) {
        if self.strangers.allow("", address, Instant::now()) {
            let path: String = path.chars().take(80).collect();
            let outcome = format!("ditolak: tanpa sesi, dari {address}");
            let recorded = people::record_at_the_door(&self.folder, None, &format!("POST {path}"), &outcome, Utc::now()).await;
            if let Err(faults) = recorded {
                tracing::error!(?faults, "a refused action is not on record");
            }
        }
    }

    /// Keeps a password for the next page of the session that had it drawn.
    pub fn hand_over(&self, held: &Held, given: Given) {
        self.given().insert(held.0.clone(), given);
    }

    /// The password that was drawn for this session: once.
    pub fn take_given(&self, held: &Held) -> Option<Given> {
        self.given().remove(&held.0)
    }

    fn given(&self) -> MutexGuard<'_, HashMap<String, Given>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A person as the pages know him.
fn who(person: &Person) -> Who {
    let right = match person.role {
        Role::Observer => Right::See,
        Role::Clerk => Right::Work,
        Role::Publisher => Right::Publish,
    };
    Who { name: person.name.clone(), right, is_manager: person.is_manager }
}

/// Lets in who signed in, and leads others to do so.
pub async fn at_the_office(State(meja): State<Meja>, mut request: Request, next: Next) -> Response {
    let Some(kantor) = meja.kantor() else { return StatusCode::FORBIDDEN.into_response() };
    let caller = request.extensions().get::<ConnectInfo<Caller>>().map(|caller| caller.0);
    let Some(address) = caller.and_then(|caller| kantor.address_of(caller, request.headers())) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    match request.uri().path() {
        // The page to sign in has the desk's look.
        "/meja.css" => return live::style().await,
        "/sehat" => return live::health().await,
        _ => {}
    }
    match kantor.signed_in(request.headers(), Utc::now()).await {
        Ok(Some((who, held))) => {
            request.extensions_mut().insert(who);
            request.extensions_mut().insert(held);
            next.run(request).await
        }
        Ok(None) => login::turned_away(kantor, address, request).await,
        Err(faults) => login::shut(&faults),
    }
}
