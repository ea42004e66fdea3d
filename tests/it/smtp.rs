//! A mail server on loopback that goes wrong on demand: real sockets, real TLS, real SMTP.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A step of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    Connect,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// In the middle of the text.
    Text,
    /// After the last dot.
    End,
}

/// A fault that the server acts out.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// This answer instead of the right one.
    Say(&'static str),
    /// The connection is cut.
    Cut,
    /// The mail is kept, then the connection is cut.
    CutKept,
    /// Nothing is said for so long.
    Silence(Duration),
}

/// A fault at a stage, for recipients whose address holds `rcpt`, so many times for each.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub stage: Stage,
    pub rcpt: &'static str,
    pub times: usize,
    pub fault: Fault,
}

impl Rule {
    /// For everyone, always.
    pub fn always(stage: Stage, fault: Fault) -> Self {
        Rule { stage, rcpt: "", times: usize::MAX, fault }
    }

    /// For everyone, the first time.
    pub fn once(stage: Stage, fault: Fault) -> Self {
        Rule { stage, rcpt: "", times: 1, fault }
    }
}

/// How the server is set up.
#[derive(Debug, Clone, Default)]
pub struct Manner {
    pub rules: Vec<Rule>,
    pub tls: Tls,
    pub certificate: Certificate,
    /// User and password, where it asks for them.
    pub login: Option<(&'static str, &'static str)>,
    /// Mails taken in one conversation before 421.
    pub mails_each: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tls {
    #[default]
    None,
    Start,
    Whole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Certificate {
    #[default]
    Good,
    Expired,
    /// For another name.
    Other,
    /// By an authority that nobody knows.
    Stranger,
}

/// A mail that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    pub to: Vec<String>,
    pub text: Vec<u8>,
}

#[derive(Debug, Default)]
struct Seen {
    mails: Vec<Taken>,
    conversations: usize,
    hits: HashMap<(usize, String), usize>,
}

pub struct Server {
    pub port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (manner, seen) = (manner.clone(), Arc::clone(&shared));
                std::thread::spawn(move || Conversation { manner, seen, taken: 0 }.hold(stream));
            }
        });
        Server { port, seen }
    }

    pub fn mails(&self) -> Vec<Taken> {
        self.seen.lock().unwrap().mails.clone()
    }

    /// The addresses that got a mail, each as often as it did.
    pub fn recipients(&self) -> Vec<String> {
        let mut all: Vec<String> = self.mails().into_iter().flat_map(|mail| mail.to).collect();
        all.sort();
        all
    }

    pub fn conversations(&self) -> usize {
        self.seen.lock().unwrap().conversations
    }
}

trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

struct Conversation {
    manner: Manner,
    seen: Arc<Mutex<Seen>>,
    taken: usize,
}

/// The other side is gone, or is sent away.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Over
    }
}

impl Conversation {
    fn hold(mut self, stream: TcpStream) {
        self.seen.lock().unwrap().conversations += 1;
        let _ = stream.set_nodelay(true);
        let _ = self.talk(stream);
    }

    /// Whether a fault is due at this stage; it is acted out. `Ok(false)`: go on.
    fn fault(&self, wire: &mut dyn Wire, stage: Stage, to: &[String], text: &[u8]) -> Result<bool, Over> {
        let whom: Vec<String> = if to.is_empty() { vec![String::new()] } else { to.to_vec() };
        for (number, rule) in self.manner.rules.iter().enumerate().filter(|(_, rule)| rule.stage == stage) {
            let Some(address) = whom.iter().find(|address| address.contains(rule.rcpt)) else { continue };
            let hits = {
                let mut seen = self.seen.lock().unwrap();
                let hits = seen.hits.entry((number, address.clone())).or_default();
                *hits += 1;
                *hits
            };
            if hits > rule.times {
                continue;
            }
            match rule.fault {
                Fault::Say(answer) => {
                    say(wire, answer)?;
                    return if answer.starts_with("421") { Err(Over) } else { Ok(true) };
                }
                Fault::Cut => return Err(Over),
                Fault::CutKept => {
                    self.keep(to, text);
                    return Err(Over);
                }
                Fault::Silence(time) => std::thread::sleep(time),
            }
        }
        Ok(false)
    }

    fn keep(&self, to: &[String], text: &[u8]) {
        self.seen.lock().unwrap().mails.push(Taken { to: to.to_vec(), text: text.to_vec() });
    }

    fn talk(&mut self, stream: TcpStream) -> Result<(), Over> {
        let mut plain = stream.try_clone()?;
        let mut wire: Box<dyn Wire> = if self.manner.tls == Tls::Whole { self.encrypt(stream)? } else { Box::new(stream) };
        if self.fault(wire.as_mut(), Stage::Connect, &[], &[])? {
            return Ok(());
        }
        say(wire.as_mut(), "220 siap")?;
        let mut encrypted = self.manner.tls == Tls::Whole;
        let mut to: Vec<String> = Vec::new();
        let mut known = self.manner.login.is_none();
        loop {
            let line = String::from_utf8_lossy(&read_line(wire.as_mut())?).trim().to_owned();
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let mut lines = vec!["localhost"];
                    if self.manner.tls == Tls::Start && !encrypted {
                        lines.push("STARTTLS");
                    } else if self.manner.login.is_some() {
                        lines.push("AUTH PLAIN");
                    }
                    lines.push("8BITMIME");
                    let last = lines.len() - 1;
                    for (at, line) in lines.iter().enumerate() {
                        say(wire.as_mut(), &format!("250{}{line}", if at == last { ' ' } else { '-' }))?;
                    }
                }
                "STARTTLS" => {
                    say(wire.as_mut(), "220 mulai")?;
                    wire = self.encrypt(plain)?;
                    plain = TcpStream::connect(("127.0.0.1", 9))
                        .or_else(|_| TcpListener::bind("127.0.0.1:0").and_then(|l| TcpStream::connect(l.local_addr()?)))?;
                    encrypted = true;
                }
                "AUTH" => {
                    if self.fault(wire.as_mut(), Stage::Auth, &[], &[])? {
                        continue;
                    }
                    known = self.manner.login.is_some_and(|(user, password)| line.ends_with(&base64(&format!("\0{user}\0{password}"))));
                    say(wire.as_mut(), if known { "235 2.7.0 masuk" } else { "535 5.7.8 sandi salah" })?;
                }
                "MAIL" => {
                    to.clear();
                    if self.manner.mails_each.is_some_and(|most| self.taken >= most) {
                        say(wire.as_mut(), "421 4.7.0 cukup untuk satu sambungan")?;
                        return Ok(());
                    }
                    if !known {
                        say(wire.as_mut(), "530 5.7.0 masuk dahulu")?;
                    } else if !self.fault(wire.as_mut(), Stage::Mail, &[], &[])? {
                        say(wire.as_mut(), "250 2.1.0 baik")?;
                    }
                }
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    if !self.fault(wire.as_mut(), Stage::Rcpt, std::slice::from_ref(&address), &[])? {
                        to.push(address);
                        say(wire.as_mut(), "250 2.1.5 baik")?;
                    }
                }
                "DATA" => {
                    if self.fault(wire.as_mut(), Stage::Data, &to, &[])? {
                        continue;
                    }
                    say(wire.as_mut(), "354 silakan")?;
                    let mut text = Vec::new();
                    loop {
                        let line = read_line(wire.as_mut())?;
                        if line == b".\r\n" {
                            break;
                        }
                        text.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
                        if text.len() > 3000 && text.len() < 3200 {
                            self.fault(wire.as_mut(), Stage::Text, &to, &[])?;
                        }
                    }
                    if !self.fault(wire.as_mut(), Stage::End, &to, &text)? {
                        self.keep(&to, &text);
                        self.taken += 1;
                        say(wire.as_mut(), &format!("250 2.0.0 diterima sebagai {}", self.taken))?;
                    }
                }
                "RSET" | "NOOP" => say(wire.as_mut(), "250 baik")?,
                "QUIT" => {
                    say(wire.as_mut(), "221 sampai jumpa")?;
                    return Ok(());
                }
                _ => say(wire.as_mut(), "502 5.5.1 tidak dikenal")?,
            }
        }
    }

    fn encrypt(&self, stream: TcpStream) -> Result<Box<dyn Wire>, Over> {
        let connection = ServerConnection::new(Arc::clone(&authority().servers[&self.manner.certificate])).map_err(|_| Over)?;
        Ok(Box::new(StreamOwned::new(connection, stream)))
    }
}

/// The answers of a server that takes a mail, from EHLO to the last dot.
const FORGED: &[u8] = b"250-localhost\r\n250 8BITMIME\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go ahead\r\n250 2.0.0 Ok: queued as 4XYZ\r\n";

/// A man in the middle without keys: he passes everything on, and puts [`FORGED`] behind the server's answer to STARTTLS, together
/// with it or, `late`, once the office has begun the handshake. Gives his port.
pub fn man_in_the_middle(server: u16, late: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for office in listener.incoming().flatten() {
            std::thread::spawn(move || meddle(office, server, late).ok());
        }
    });
    port
}

fn meddle(mut office: TcpStream, server: u16, late: bool) -> Result<(), Over> {
    let mut server = TcpStream::connect(("127.0.0.1", server))?;
    pass(&mut server, &mut office, b"220")?;
    pass(&mut office, &mut server, b"EHLO")?;
    pass(&mut server, &mut office, b"250 ")?;
    pass(&mut office, &mut server, b"STARTTLS")?;
    let mut answer = read_line(&mut server)?;
    if late {
        office.write_all(&answer)?;
        office.peek(&mut [0])?;
        office.write_all(FORGED)?;
    } else {
        answer.extend_from_slice(FORGED);
        office.write_all(&answer)?;
    }
    let (mut from, mut to) = (office.try_clone()?, server.try_clone()?);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
    std::io::copy(&mut server, &mut office)?;
    let _ = office.shutdown(Shutdown::Both);
    Ok(())
}

/// Passes lines on, up to the first that begins so.
fn pass(from: &mut TcpStream, to: &mut TcpStream, last: &[u8]) -> Result<(), Over> {
    loop {
        let line = read_line(from)?;
        to.write_all(&line)?;
        if line.starts_with(last) {
            return Ok(());
        }
    }
}

fn say(wire: &mut dyn Wire, answer: &str) -> Result<(), Over> {
    wire.write_all(format!("{answer}\r\n").as_bytes())?;
    wire.flush()?;
    Ok(())
}

fn read_line(wire: &mut dyn Wire) -> Result<Vec<u8>, Over> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.last() != Some(&b'\n') {
        if wire.read(&mut byte)? == 0 {
            return Err(Over);
        }
        line.push(byte[0]);
    }
    Ok(line)
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            out.push(if at <= chunk.len() { LETTERS[(bits >> (18 - 6 * at) & 63) as usize] as char } else { '=' });
        }
    }
    out
}

/// A certificate authority for the tests, and the server certificates that it, or a stranger, signed.
pub struct Authority {
    /// Its certificate, PEM.
    pub pem: String,
    servers: HashMap<Certificate, Arc<ServerConfig>>,
}

pub fn authority() -> &'static Authority {
    static ONCE: OnceLock<Authority> = OnceLock::new();
    ONCE.get_or_init(|| {
        let root = || {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
        };
        let (ours, stranger) = (root(), root());
        let server = |name: &str, expired: bool, issuer: &CertifiedIssuer<'_, KeyPair>| {
            let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
            if expired {
                params.not_after = rcgen::date_time_ymd(2020, 1, 1);
                params.not_before = rcgen::date_time_ymd(2019, 1, 1);
            }
            let key = KeyPair::generate().unwrap();
            let certificate = params.signed_by(&key, issuer).unwrap();
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
            let config = ServerConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(chain, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
                .unwrap();
            Arc::new(config)
        };
        let servers = HashMap::from([
            (Certificate::Good, server("localhost", false, &ours)),
            (Certificate::Expired, server("localhost", true, &ours)),
            (Certificate::Other, server("surel.contoh.id", false, &ours)),
            (Certificate::Stranger, server("localhost", false, &stranger)),
        ]);
        Authority { pem: ours.pem(), servers }
    })
}
