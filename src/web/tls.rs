//! TLS for the desk on the office's network: an authority of the office's own, which can vouch for this machine and for nothing else.
//!
//! Each computer of the office trusts the authority once. It is limited to this machine's names and to private addresses: even whoever
//! steals its key makes no certificate for a site of the internet. The certificate that the desk shows is made anew at each start.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::serve::Listener;
use chrono::{Datelike, Days, NaiveDate};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints,
};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use serde::{Deserialize, Serialize};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

use office::bundle::land_private;
use office::diagnostic::{self, Diagnostic, Faults, Place, io_words, unwritten};
use office::folder::Folder;

/// The authority's file among the office's secrets. A channel's secret has the channel's name, which begins with no dot.
const FILE: &str = ".meja-kantor.json";
/// The years for which an authority is made.
const YEARS: i32 = 10;
/// A certificate's days: browsers refuse one that is valid for longer.
const DAYS: u64 = 397;
/// The time in which a browser must have agreed on the keys.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// So many browsers may be at it at once.
const HANDSHAKES: usize = 256;
/// The pause after the system could not take a connection.
const PAUSE: Duration = Duration::from_secs(1);

/// Addresses that do not lead beyond an office, each with its length in bits.
const PRIVATE: [(IpAddr, u8); 7] = [
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), 12),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(169, 254, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8),
    (IpAddr::V6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0)), 7),
    (IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
];

/// Whether an address does not lead beyond an office.
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_private() || address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// The office's own authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    ends: NaiveDate,
    /// Made just now: the office's computers do not know it yet.
    pub is_new: bool,
}

/// An authority as it lies in the office folder, for its owner alone.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(rename = "nama")]
    name: String,
    #[serde(rename = "komputer")]
    hosts: Vec<String>,
    #[serde(rename = "sampai")]
    ends: NaiveDate,
    #[serde(rename = "sertifikat")]
    certificate: String,
    #[serde(rename = "kunci")]
    key: String,
}

impl Authority {
    /// The authority of an office folder, for a machine of these names. It is made where there is none yet, the machine has another name,
    /// or its time is nearly over.
    ///
    /// # Errors
    /// The folder cannot be read or written.
    pub fn of(folder: &Folder, hosts: &[String], today: NaiveDate) -> diagnostic::Result<Self> {
        let path = folder.secrets().join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let kept: Option<Kept> = serde_json::from_str(&text).ok();
                let serves = |kept: &Kept| hosts.iter().all(|host| kept.hosts.contains(host)) && kept.ends > today + Days::new(DAYS);
                if let Some(known) = kept.filter(serves).and_then(|kept| Self::read(&kept)) {
                    return Ok(known);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unmade(&io_words(&error))),
        }
        let (made, kept) = Self::make(hosts, today).map_err(|error| unmade(&error))?;
        let text = serde_json::to_string(&kept).unwrap_or_default();
        land_private(&path, text.as_bytes()).map_err(|error| unwritten(&path, &error))?;
        Ok(made)
    }

    fn read(kept: &Kept) -> Option<Self> {
        let certificate = CertificateDer::from_pem_slice(kept.certificate.as_bytes()).ok()?;
        let issuer = Issuer::new(authority_params(&kept.name, &kept.hosts), KeyPair::from_pem(&kept.key).ok()?);
        Some(Authority { issuer, certificate, ends: kept.ends, is_new: false })
    }

    fn make(hosts: &[String], today: NaiveDate) -> Result<(Self, Kept), rcgen::Error> {
        let ends = today.with_year(today.year() + YEARS).unwrap_or(today + Days::new(3652));
        let host = hosts.first().map_or("kantor", String::as_str);
        let name = format!("Meja Warta di {host}, {today}");
        let mut params = authority_params(&name, hosts);
        be_valid(&mut params, today - Days::new(1), ends);
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?;
        let kept = Kept { name, hosts: hosts.to_vec(), ends, certificate: certificate.pem(), key: key.serialize_pem() };
        let certificate = certificate.der().clone();
        Ok((Authority { issuer: Issuer::new(params, key), certificate, ends, is_new: true }, kept))
    }

    /// Its certificate, which computers are told to trust.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// By this a person knows the certificate in Firefox and on a phone: `A1 B2 …`
    pub fn fingerprint(&self) -> String {
        spelled(digest(&SHA256, &self.certificate).as_ref())
    }

    /// By this a person knows it in Windows, which shows no other digest. To make a second certificate of a given one's is beyond anyone.
    pub fn thumbprint(&self) -> String {
        spelled(digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.certificate).as_ref())
    }

    /// TLS with a new certificate for a machine of these names and this address.
    ///
    /// # Errors
    /// The certificate cannot be made.
    pub fn server(&self, hosts: &[String], address: IpAddr, today: NaiveDate) -> diagnostic::Result<ServerConfig> {
        let (certificate, key) = self.leaf(hosts, address, today).map_err(|error| unmade(&error))?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(vec![certificate], key));
        let mut config = config.map_err(|error| unmade(&error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn leaf(&self, hosts: &[String], address: IpAddr, today: NaiveDate) -> Result<(CertificateDer<'static>, KeyPair), rcgen::Error> {
        let names: Vec<String> = hosts.iter().cloned().chain([address.to_string()]).collect();
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = named("Meja Warta");
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        // The clocks of an office's computers differ.
        be_valid(&mut params, today - Days::new(1), self.ends.min(today + Days::new(DAYS - 1)));
        let key = KeyPair::generate()?;
        Ok((params.signed_by(&key, &self.issuer)?.der().clone(), key))
    }
}

/// An authority, but for its time.
fn authority_params(name: &str, hosts: &[String]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    // Where no name is permitted all are: `localhost` is always among them.
    let names = hosts.iter().cloned().chain(["localhost".to_owned()]).map(GeneralSubtree::DnsName);
    let addresses = PRIVATE.iter().map(|(address, bits)| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(*address, *bits)));
    params.name_constraints = Some(NameConstraints { permitted_subtrees: names.chain(addresses).collect(), excluded_subtrees: Vec::new() });
    params
}

fn spelled(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

fn named(name: &str) -> DistinguishedName {
    let mut all = DistinguishedName::new();
    all.push(DnType::CommonName, name);
    all
}

/// The days for which a certificate is valid, by the clock of Greenwich.
fn be_valid(params: &mut CertificateParams, first: NaiveDate, last: NaiveDate) {
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    let midnight = |day: NaiveDate| rcgen::date_time_ymd(day.year(), small(day.month()), small(day.day()));
    params.not_before = midnight(first);
    params.not_after = midnight(last);
}

fn unmade(error: &dyn std::fmt::Display) -> Faults {
    let fault = Diagnostic::error("meja.tanpa-sertifikat", format!("sertifikat meja tidak dapat dibuat: {error}"));
    let fault = fault.at(Place::file(Folder::secret_name(FILE)));
    fault.remedy("hapus berkas ini lalu jalankan lagi; sertifikatnya dibuat baru, dan dipasang lagi di tiap komputer").into()
}

/// The page by which the office's computers get the authority's certificate. It cannot come over TLS: they do not know the authority yet.
/// So nothing but the certificate, which is no secret, is served here, and a person compares it with what the machine itself shows.
#[derive(Template)]
#[template(
    source = r#"<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sertifikat Meja Warta</title>
</head>
<body>
<main>
<h1>Sertifikat Meja Warta</h1>
<p>Dipasang sekali di tiap komputer kantor, agar peramban mengenal meja di {{ url }}.</p>
<ol>
<li><a href="/ca.cer">Unduh sertifikat kantor</a>, lalu buka berkasnya.</li>
<li>Tekan <b>Install Certificate</b>, pilih <b>Current User</b>, lalu <b>Place all certificates in the following store</b>, <b>Browse</b>, <b>Trusted Root Certification Authorities</b>.</li>
<li>Windows menunjukkan <b>Thumbprint (sha1)</b>. Bandingkan dengan yang tertulis di layar komputer meja, bukan dengan halaman ini. Bila berbeda, tekan <b>No</b>: itu bukan sertifikat kantor.</li>
<li>Buka <a href="{{ url }}">{{ url }}</a>.</li>
</ol>
<p>Sertifikat ini hanya berlaku untuk komputer meja dan alamat jaringan kantor; situs lain tidak dapat memakainya.</p>
<dl>
<dt>SHA-1 (Windows)</dt><dd><code>{{ thumbprint }}</code></dd>
<dt>SHA-256 (Firefox, ponsel)</dt><dd><code>{{ fingerprint }}</code></dd>
</dl>
</main>
</body>
</html>
"#,
    ext = "html"
)]
struct Told<'a> {
    url: &'a str,
    thumbprint: &'a str,
    fingerprint: &'a str,
}

/// The pages, of the desk at an address, that are not under TLS: the authority's certificate and how a computer is told to trust it.
///
/// # Errors
/// The page cannot be made.
pub fn certificate_pages(authority: &Authority, url: &str) -> diagnostic::Result<Router> {
    let told = Told { url, thumbprint: &authority.thumbprint(), fingerprint: &authority.fingerprint() };
    let page: Arc<str> = told.render().map_err(|error| unmade(&error))?.into();
    let certificate: Arc<[u8]> = Arc::from(&authority.certificate()[..]);
    let rules =
        [(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    let page = move || async move { (rules, Html(page.to_string())).into_response() };
    let kind =
        [(header::CONTENT_TYPE, "application/x-x509-ca-cert"), (header::CONTENT_DISPOSITION, "attachment; filename=\"meja-warta.cer\"")];
    let file = move || async move { (kind, certificate.to_vec()).into_response() };
    Ok(Router::new().route("/", get(page)).route("/ca.cer", get(file)))
}

/// Connections on which both sides have agreed on the keys. One that takes its time for that keeps no other waiting.
#[derive(Debug)]
pub struct Secure {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
    taking: JoinHandle<()>,
}

impl Secure {
    /// Takes connections from a listener, under TLS.
    ///
    /// # Errors
    /// The listener has no address.
    pub fn new(listener: TcpListener, config: ServerConfig) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (ready_here, ready) = mpsc::channel(16);
        let taking = tokio::spawn(take(listener, TlsAcceptor::from(Arc::new(config)), ready_here));
        Ok(Secure { ready, address, taking })
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.taking.abort();
    }
}

async fn take(listener: TcpListener, acceptor: TlsAcceptor, ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    let turns = Arc::new(Semaphore::new(HANDSHAKES));
    while let Ok(turn) = turns.clone().acquire_owned().await {
        let (stream, from) = match listener.accept().await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::debug!(%error, "a connection is not taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let (acceptor, ready) = (acceptor.clone(), ready.clone());
        tokio::spawn(async move {
            // A browser that does not know the authority hangs up here; so does one that asks without TLS.
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                let _ = ready.send((stream, from)).await;
            }
            drop(turn);
        });
    }
}

impl Listener for Secure {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(taken) => taken,
            // Nothing comes any more: the program is ending.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}
