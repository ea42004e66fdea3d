//! E-mail, by SMTP submission. The conversation is held step by step, since the step that failed decides what became of the
//! mail: before its last dot nothing was sent; after it, silence means that the server may have it (RFC 1047).

use std::future::Future;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use lettre::Message;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Response, Severity};
use serde::Deserialize;
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::time::timeout;

use super::{Answer, Channel, HandOver, Outcome, Parcel, handshake, letter, secret};
use office::diagnostic::io_words;
use office::model::Regency;

/// `[saluran.<nama>.email]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(rename = "server")]
    pub server: String,
    /// `None`: the usual port of [`Security`].
    #[serde(rename = "port", default)]
    pub port: Option<u16>,
    #[serde(rename = "keamanan", default)]
    pub security: Security,
    /// `Prokopimda Barito Kuala <prokopimda@contoh.go.id>`
    #[serde(rename = "pengirim")]
    pub from: String,
    /// `None`: the server asks for no password.
    #[serde(rename = "pengguna", default)]
    pub user: Option<String>,
    /// The certificate (PEM) of an authority of the office's own, which the system does not know.
    #[serde(rename = "sertifikat", default)]
    pub authority: Option<PathBuf>,
    /// The largest mail, in megabytes (10⁶ bytes); a KIM's own limit may be lower.
    #[serde(rename = "batas_mb", default = "ten")]
    pub max_megabytes: u32,
    /// Mails a minute at most.
    #[serde(rename = "per_menit", default = "sixty")]
    pub per_minute: u32,
    /// Seconds that the server may be silent at each step.
    #[serde(rename = "tenggat", default = "sixty")]
    pub patience: u32,
}

fn ten() -> u32 {
    10
}

fn sixty() -> u32 {
    60
}

/// How the conversation is kept from eavesdroppers. The server's certificate is always verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Security {
    /// STARTTLS, refused without it; port 587.
    #[default]
    #[serde(rename = "starttls")]
    StartTls,
    /// TLS from the first byte; port 465.
    #[serde(rename = "tls")]
    Tls,
    /// None: only to a server on this very machine; port 25.
    #[serde(rename = "tanpa")]
    None,
}

impl Settings {
    /// The key whose value makes no sense, and what would.
    pub fn unusable(&self) -> Option<(&'static str, &'static str)> {
        let is_here = self.server == "localhost" || self.server.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let rules = [
            (self.server.trim().is_empty(), "server", "isi nama server surel"),
            (self.from.parse::<Mailbox>().is_err(), "pengirim", "tulis seperti “Prokopimda <prokopimda@contoh.go.id>”"),
            (
                self.security == Security::None && !is_here,
                "keamanan",
                "isi “starttls” atau “tls”: tanpa pengaman hanya untuk server di komputer ini sendiri",
            ),
            (self.per_minute == 0, "per_menit", "isi angka 1 atau lebih"),
            (self.patience == 0, "tenggat", "isi banyaknya detik, 1 atau lebih"),
            (self.max_megabytes == 0, "batas_mb", "isi angka 1 atau lebih"),
        ];
        rules.into_iter().find(|(bad, ..)| *bad).map(|(_, key, remedy)| (key, remedy))
    }

    fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        })
    }
}

/// Parts in which a mail's text is handed to the connection.
const CHUNK: usize = 16 << 10;
/// Bytes that the system may hold of what was handed to it.
const HELD_BACK: u32 = 32 << 10;
/// After the last dot a server may take its time: RFC 5321 (4.5.3.2.6) asks for twice as long as for any other step.
const LAST_PATIENCE: u32 = 2;
/// So long a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(5);
/// Bytes a second that the slowest line carries: what was handed to the system has not yet left the machine.
const SLOWEST_LINE: u64 = 16_000;

pub struct Mail {
    name: String,
    settings: Settings,
    office: PathBuf,
    regency: Regency,
    /// The open conversation, between two mails.
    idle: Mutex<Option<AsyncSmtpConnection>>,
}

impl Mail {
    pub fn new(name: &str, settings: &Settings, office: &Path, regency: &Regency) -> Self {
        Mail {
            name: name.to_owned(),
            settings: settings.clone(),
            office: office.to_owned(),
            regency: regency.clone(),
            idle: Mutex::new(None),
        }
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(self.settings.patience.into())
    }

    fn shown(&self) -> String {
        format!("{}:{}", self.settings.server, self.settings.port())
    }

    /// One step of the conversation, within its time.
    async fn step<T, E: Into<Fault>>(&self, step: impl Future<Output = Result<T, E>>) -> Result<T, Fault> {
        match timeout(self.patience(), step).await {
            Ok(answer) => answer.map_err(Into::into),
            Err(_) => Err(self.silent()),
        }
    }

    fn silent(&self) -> Fault {
        Fault { code: None, words: format!("server diam lebih dari {} detik", self.settings.patience) }
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().ok()?.take()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        if let Ok(mut idle) = self.idle.lock() {
            *idle = (!connection.has_broken()).then_some(connection);
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Outcome> {
        let shut = |why: String| Outcome::Shut(format!("{}: {why}", self.shown()));
        let password = self.settings.user.as_ref().map(|_| secret::read(&self.name, &self.office)).transpose().map_err(shut)?;
        let tls = match self.settings.security {
            Security::None => None,
            Security::StartTls | Security::Tls => {
                let own = self.settings.authority.as_deref();
                Some(handshake::Tls::new(&self.settings.server, &self.office, own).map_err(shut)?)
            }
        };
        let from: Mailbox = self.settings.from.parse().map_err(|_| shut("alamat pengirim tidak benar".to_owned()))?;
        let me = ClientId::Domain(from.email.domain().to_owned());
        let away = |fault: Fault| shut(format!("tidak tersambung: {fault}"));
        let insecure = |fault: Fault| shut(format!("pengamanan gagal: {fault}"));
        let mut stream = self.dial().await.map_err(away)?;
        let starts_plain = self.settings.security == Security::StartTls;
        if starts_plain {
            if !self.step(handshake::hello(&mut stream, &me)).await.map_err(away)? {
                return Err(shut("server tidak menawarkan STARTTLS".to_owned()));
            }
            self.step(handshake::start_tls(&mut stream)).await.map_err(insecure)?;
        }
        let stream: Box<dyn AsyncTokioStream> = match &tls {
            Some(tls) => Box::new(self.step(tls.secure(stream, starts_plain)).await.map_err(insecure)?),
            None => Box::new(stream),
        };
        let mut connection = self.step(AsyncSmtpConnection::connect_with_transport(stream, &me)).await.map_err(away)?;
        if let (Some(user), Some(password)) = (&self.settings.user, password) {
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            let answer = self.step(connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)).await;
            answer.map_err(|fault| match fault.code {
                Some(500..) => shut(format!("pengguna atau sandi ditolak: {fault}")),
                Some(_) => shut(format!("belum boleh masuk: {fault}")),
                None if fault.words.contains("authentication mechanism") => {
                    shut("server tidak menerima sandi dengan cara yang dikenal (PLAIN, LOGIN)".to_owned())
                }
                None => shut(format!("terputus saat masuk: {fault}")),
            })?;
        }
        Ok(connection)
    }

    /// A connection that holds back little of what it is given: else a mail of some hundred kilobytes would count as sent while
    /// it still waits in this machine, and every line lost meanwhile would leave a doubt.
    async fn dial(&self) -> Result<TcpStream, Fault> {
        let address = (self.settings.server.as_str(), self.settings.port());
        let resolved = match timeout(self.patience(), lookup_host(address)).await {
            Ok(resolved) => resolved.map_err(|error| Fault::of(&error))?,
            Err(_) => return Err(Fault { code: None, words: "nama server tidak terjawab".to_owned() }),
        };
        let mut last = Fault { code: None, words: "nama server tidak ditemukan".to_owned() };
        for address in resolved {
            let dialled = async {
                let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
                socket.set_send_buffer_size(HELD_BACK)?;
                socket.connect(address).await
            };
            match timeout(self.patience(), dialled).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = Fault::of(&error),
                Err(_) => last = self.silent(),
            }
        }
        Err(last)
    }

    /// From MAIL to DATA's answer. Gives the refusals of those recipients that did not get it, where another did.
    async fn begin(&self, connection: &mut AsyncSmtpConnection, message: &Message) -> Result<Vec<String>, Refused> {
        let envelope = message.envelope();
        self.step(connection.command(MailFrom::new(envelope.from().cloned(), Vec::new()))).await.map_err(Refused::Mail)?;
        let mut refused: Vec<(String, Fault)> = Vec::new();
        for recipient in envelope.to() {
            match self.step(connection.command(Rcpt::new(recipient.clone(), Vec::new()))).await {
                Ok(_) => {}
                Err(fault) if fault.ends_conversation() => return Err(Refused::Conversation(fault)),
                Err(fault) => refused.push((recipient.to_string(), fault)),
            }
        }
        if refused.len() == envelope.to().len() {
            let is_final = refused.iter().all(|(_, fault)| fault.is_permanent());
            let words = refused.iter().map(|(address, fault)| format!("{address}: {fault}")).collect::<Vec<_>>().join("; ");
            return Err(Refused::Recipients(if is_final { Outcome::Failed(words) } else { Outcome::Deferred(words) }));
        }
        match self.step(connection.command(Data)).await {
            Ok(answer) if !answer.has_code(354) => {
                Err(Refused::Conversation(Fault { code: None, words: format!("DATA dijawab {}", verbatim(&answer)) }))
            }
            Ok(_) => Ok(refused.into_iter().map(|(address, fault)| format!("{address}: {fault}")).collect()),
            Err(fault) if fault.ends_conversation() => Err(Refused::Conversation(fault)),
            Err(fault) => Err(Refused::Recipients(fault.outcome(&self.shown()))),
        }
    }

    /// Everything before the mail's text.
    async fn ready(&self, message: &Message) -> Result<(AsyncSmtpConnection, Vec<String>), Outcome> {
        // A conversation that was idle may have been ended by the server: that is no refusal, and a new one is begun.
        if let Some(mut connection) = self.take_idle() {
            match self.begin(&mut connection, message).await {
                Ok(refused) => return Ok((connection, refused)),
                Err(Refused::Mail(fault)) if fault.ends_conversation() => {
                    let _ = timeout(self.patience(), connection.abort()).await;
                }
                Err(refused) => return Err(self.give_up(connection, refused).await),
            }
        }
        let mut connection = self.connect().await?;
        match self.begin(&mut connection, message).await {
            Ok(refused) => Ok((connection, refused)),
            Err(refused) => Err(self.give_up(connection, refused).await),
        }
    }

    /// What a refusal before DATA means; the conversation is kept for the next mail where it can be.
    async fn give_up(&self, mut connection: AsyncSmtpConnection, refused: Refused) -> Outcome {
        let outcome = match refused {
            Refused::Conversation(fault) => fault.outcome(&self.shown()),
            // 552 and 452 at MAIL are about the mail or its moment; anything else is about the sender, hence every mail.
            Refused::Mail(fault) if !fault.ends_conversation() && matches!(fault.code, Some(452 | 552)) => fault.outcome(&self.shown()),
            Refused::Mail(fault) => Outcome::Shut(format!("{}: {fault}", self.shown())),
            Refused::Recipients(outcome) => outcome,
        };
        if matches!(outcome, Outcome::Shut(_)) || self.step(connection.command(Rset)).await.is_err() {
            let _ = timeout(self.patience(), connection.abort()).await;
        } else {
            self.keep(connection);
        }
        outcome
    }

    /// Sends the text and the last dot, and waits for the answer.
    async fn finish(&self, mut connection: AsyncSmtpConnection, text: Vec<u8>, refused: Vec<String>) -> Outcome {
        let progress = Mutex::new((Instant::now(), false));
        let chunks = text.chunks(CHUNK).map(Some).chain([None]).map_while(|chunk| {
            // Asked for the next part, the connection has taken the one before; asked beyond the last, it will send the dot.
            if let Ok(mut progress) = progress.lock() {
                *progress = (Instant::now(), chunk.is_none());
            }
            chunk
        });
        let answer = tokio::select! {
            answer = connection.message_iter(chunks) => answer.map_err(Fault::from),
            words = self.silence(&progress, text.len()) => Err(Fault { code: None, words }),
        };
        let dot_sent = progress.lock().is_ok_and(|progress| progress.1);
        match answer {
            Ok(response) if response.code().severity != Severity::PositiveCompletion => {
                Outcome::Unknown(format!("{}: surel habis terkirim, lalu dijawab {}", self.shown(), verbatim(&response)))
            }
            Ok(response) => {
                self.keep(connection);
                let partly = if refused.is_empty() { String::new() } else { format!("; tidak diterima {}", refused.join("; ")) };
                Outcome::Accepted(format!("{}: {}{partly}", self.shown(), verbatim(&response)))
            }
            Err(fault) if fault.code.is_some() => {
                let outcome = fault.outcome(&self.shown());
                if matches!(outcome, Outcome::Shut(_)) {
                    let _ = timeout(self.patience(), connection.abort()).await;
                } else {
                    self.keep(connection);
                }
                outcome
            }
            Err(fault) if dot_sent => {
                Outcome::Unknown(format!("{}: tidak ada jawaban sesudah surel habis terkirim ({fault})", self.shown()))
            }
            Err(fault) => Outcome::Deferred(format!("{}: terputus di tengah surel, jadi tidak diterima ({fault})", self.shown())),
        }
    }

    /// Ends when nothing has moved for too long.
    async fn silence(&self, progress: &Mutex<(Instant, bool)>, bytes: usize) -> String {
        let last = self.patience() * LAST_PATIENCE + Duration::from_secs(bytes as u64 / SLOWEST_LINE);
        loop {
            let (since, dot_sent) = progress.lock().map_or((Instant::now(), false), |progress| *progress);
            let patience = if dot_sent { last } else { self.patience() };
            match patience.checked_sub(since.elapsed()) {
                Some(left) if !left.is_zero() => tokio::time::sleep(left).await,
                _ => return format!("server diam lebih dari {} detik", patience.as_secs()),
            }
        }
    }
}

/// Why a mail did not come as far as its text.
enum Refused {
    /// At MAIL.
    Mail(Fault),
    /// The conversation is over.
    Conversation(Fault),
    Recipients(Outcome),
}

/// What went wrong in a step.
struct Fault {
    /// The server's code; `None`: no answer.
    code: Option<u16>,
    words: String,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let code = error.status().map(u16::from);
        // The server's own words, or the innermost cause: what lettre puts before them is dropped.
        let mut fault = Fault::of(&error);
        fault.code = code;
        if let Some(code) = code {
            fault.words = format!("{code} {}", fault.words);
        } else if error.is_response() && fault.words != CUT {
            fault.words = format!("jawaban tidak dikenal: {}", fault.words);
        }
        fault
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Fault::of(&error)
    }
}

/// What a lost connection is called.
const CUT: &str = "sambungan diputus";

impl Fault {
    /// An error's innermost cause in words.
    fn of(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut cause = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        let said = cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        let words = match cause.downcast_ref::<std::io::Error>() {
            _ if said == "incomplete response" => CUT.to_owned(),
            _ if said.contains("peer certificate") => format!("sertifikat server tidak dapat dipercaya ({said})"),
            _ if said.contains("lookup address") => format!("nama server tidak ditemukan ({said})"),
            Some(io) if io.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => format!("TLS tidak berhasil ({said})"),
            Some(io) => io_words(io),
            None => said,
        };
        Fault { code: None, words }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words)
    }
}

impl Fault {
    fn is_permanent(&self) -> bool {
        self.code.is_some_and(|code| code >= 500)
    }

    /// 421 or no answer: nothing more will be heard here.
    fn ends_conversation(&self) -> bool {
        self.code.is_none_or(|code| code == 421)
    }

    fn outcome(&self, server: &str) -> Outcome {
        let words = format!("{server}: {self}");
        match self.code {
            None | Some(421) => Outcome::Shut(words),
            Some(500..) => Outcome::Failed(words),
            Some(_) => Outcome::Deferred(words),
        }
    }
}

fn verbatim(response: &Response) -> String {
    let words = response.message().collect::<Vec<_>>().join(" ");
    format!("{} {words}", response.code()).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Channel for Mail {
    fn prepare<'a>(&'a self, parcel: Parcel<'a>) -> Answer<'a, Result<HandOver<'a>, Outcome>> {
        Box::pin(async move {
            let Some(kim) = parcel.kim else {
                return Err(Outcome::Deferred("desa ini tidak ada, atau bermasalah, di kim.xlsx".to_owned()));
            };
            if kim.emails.is_empty() {
                return Err(Outcome::Failed("KIM ini tidak punya alamat surel di kim.xlsx".to_owned()));
            }
            let from: Mailbox = self.settings.from.parse().map_err(|_| Outcome::Shut("alamat pengirim tidak benar".to_owned()))?;
            let message = letter::write(&self.name, &from, &self.regency, parcel, kim).map_err(Outcome::Failed)?;
            let text = message.formatted();
            let limit = kim.max_mail.unwrap_or(u64::MAX).min(u64::from(self.settings.max_megabytes) * 1_000_000);
            if text.len() as u64 > limit {
                let megabytes = |bytes: u64| format!("{:.2}", bytes as f64 / 1e6).replace('.', ",");
                let (size, limit) = (megabytes(text.len() as u64), megabytes(limit));
                return Err(Outcome::Failed(format!("surel {size} MB, lebih besar dari batas {limit} MB")));
            }
            let (connection, refused) = self.ready(&message).await?;
            let last: HandOver<'a> = Box::pin(self.finish(connection, text, refused));
            Ok(last)
        })
    }

    fn describe(&self) -> String {
        format!("surel lewat {}", self.settings.server)
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn pace(&self) -> Duration {
        Duration::from_secs(60) / self.settings.per_minute.max(1)
    }

    fn close(&self) -> Answer<'_, ()> {
        Box::pin(async move {
            if let Some(mut connection) = self.take_idle() {
                // All is delivered: whoever waits need not wait for a goodbye.
                let _ = timeout(GOODBYE.min(self.patience()), connection.quit()).await;
            }
        })
    }
}
