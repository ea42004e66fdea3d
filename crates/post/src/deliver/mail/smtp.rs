//! Submission by SMTP (RFC 6409). The conversation is held step by step, since the step that failed decides the outcome for the
//! mail: before its last dot nothing was sent; after it, silence means that the server may have it (RFC 1047).

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Response, Severity};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::time::timeout;

use super::fault::Fault;
use super::{Security, Settings, handshake};
use crate::deliver::secret::Secret;
use crate::deliver::{Outcome, secret};

/// Parts in which a mail's text is handed to the connection.
const CHUNK: usize = 16 << 10;
/// Bytes that the system may hold of what was handed to it.
const HELD_BACK: u32 = 32 << 10;
/// After the last dot a server may take its time: RFC 5321 (4.5.3.2.6) asks for twice as long as for any other step.
const LAST_PATIENCE: u32 = 2;
/// The longest that a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(5);
/// Bytes a second that the slowest line carries: not all that was handed to the system has left the machine.
const SLOWEST_LINE: u64 = 16_000;
/// Ways to log in, the preferred one first.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// The office's mail server, and the conversation with it.
pub(super) struct Submission {
    /// The channel's name, under which its password lies.
    name: String,
    settings: Settings,
    office: PathBuf,
    /// The open conversation, between two mails.
    idle: Mutex<Option<AsyncSmtpConnection>>,
}

/// The reason why a mail did not come as far as its text.
enum Refused {
    /// The answer to MAIL.
    Mail(Fault),
    /// The conversation is over.
    Conversation(Fault),
    Recipients(Outcome),
}

impl Submission {
    pub(super) fn new(name: &str, settings: &Settings, office: &Path) -> Self {
        Submission { name: name.to_owned(), settings: settings.clone(), office: office.to_owned(), idle: Mutex::new(None) }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Everything before the mail's text. Gives the refusals of those recipients that will not get it, where another will.
    ///
    /// # Errors
    /// The outcome for a mail that is not taken.
    pub(super) async fn begin(&self, envelope: &Envelope) -> Result<(AsyncSmtpConnection, Vec<String>), Outcome> {
        // A conversation that was idle may have been ended by the server: that is no refusal, and a new one is begun.
        if let Some(mut connection) = self.take_idle() {
            match self.announce(&mut connection, envelope).await {
                Ok(refused) => return Ok((connection, refused)),
                Err(Refused::Mail(fault)) if fault.ends_conversation() => {
                    let _ = timeout(self.patience(), connection.abort()).await;
                }
                Err(refused) => return Err(self.give_up(connection, refused).await),
            }
        }
        let mut connection = self.connect().await?;
        match self.announce(&mut connection, envelope).await {
            Ok(refused) => Ok((connection, refused)),
            Err(refused) => Err(self.give_up(connection, refused).await),
        }
    }

    /// Sends the text and the last dot, and waits for the answer.
    pub(super) async fn finish(&self, mut connection: AsyncSmtpConnection, text: Vec<u8>, refused: Vec<String>) -> Outcome {
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
            words = self.silence(&progress, text.len()) => Err(Fault::broken(words)),
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

    /// Takes leave of the server.
    pub(super) async fn close(&self) {
        if let Some(mut connection) = self.take_idle() {
            // All is delivered: nobody need wait long for a goodbye.
            let _ = timeout(GOODBYE.min(self.patience()), connection.quit()).await;
        }
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(self.settings.patience.into())
    }

    fn shown(&self) -> String {
        format!("{}:{}", self.settings.server, self.settings.port())
    }

    /// The channel is closed for now.
    fn shut(&self, why: impl Display) -> Outcome {
        Outcome::Shut(format!("{}: {why}", self.shown()))
    }

    /// One step of the conversation, within its time.
    async fn step<T, E: Into<Fault>>(&self, step: impl Future<Output = Result<T, E>>) -> Result<T, Fault> {
        match timeout(self.patience(), step).await {
            Ok(answer) => answer.map_err(Into::into),
            Err(_) => Err(self.silent()),
        }
    }

    fn silent(&self) -> Fault {
        Fault::broken(format!("server diam lebih dari {} detik", self.settings.patience))
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().ok()?.take()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        if let Ok(mut idle) = self.idle.lock() {
            *idle = (!connection.has_broken()).then_some(connection);
        }
    }

    /// A new conversation, as far as a mail can be announced.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Outcome> {
        let settings = &self.settings;
        let password = settings.user.as_ref().map(|_| secret::read(&self.name, &self.office)).transpose();
        let password = password.map_err(|error| self.shut(error))?;
        let tls = match settings.security {
            Security::None => None,
            Security::StartTls | Security::Tls => {
                let tls = handshake::Tls::new(&settings.server, &self.office, settings.authority.as_deref());
                Some(tls.map_err(|error| self.shut(error))?)
            }
        };
        let sender = settings.sender().map_err(|error| self.shut(error))?;
        let me = ClientId::Domain(sender.email.domain().to_owned());
        let stream = self.stream(tls, &me).await?;
        let connection = self.step(AsyncSmtpConnection::connect_with_transport(stream, &me)).await;
        let mut connection = connection.map_err(|fault| self.away(&fault))?;
        if let (Some(user), Some(password)) = (&settings.user, password) {
            self.log_in(&mut connection, user, &password).await?;
        }
        Ok(connection)
    }

    fn away(&self, fault: &Fault) -> Outcome {
        self.shut(format_args!("tidak tersambung: {fault}"))
    }

    /// A connection, under TLS where there is to be any.
    async fn stream(&self, tls: Option<handshake::Tls>, me: &ClientId) -> Result<Box<dyn AsyncTokioStream>, Outcome> {
        let insecure = |fault: Fault| self.shut(format_args!("pengamanan gagal: {fault}"));
        let mut stream = self.dial().await.map_err(|fault| self.away(&fault))?;
        let starts_plain = self.settings.security == Security::StartTls;
        if starts_plain {
            if !self.step(handshake::hello(&mut stream, me)).await.map_err(|fault| self.away(&fault))? {
                return Err(self.shut("server tidak menawarkan STARTTLS"));
            }
            self.step(handshake::start_tls(&mut stream)).await.map_err(insecure)?;
        }
        let stream: Box<dyn AsyncTokioStream> = match &tls {
            Some(tls) => Box::new(self.step(tls.secure(stream, starts_plain)).await.map_err(insecure)?),
            None => Box::new(stream),
        };
        Ok(stream)
    }

    /// A connection that holds back little of what it is given: else a mail of some hundred kilobytes would count as sent while
    /// it still waits in this machine, and every line lost meanwhile would leave a doubt.
    async fn dial(&self) -> Result<TcpStream, Fault> {
        let address = (self.settings.server.as_str(), self.settings.port());
        let resolved = match timeout(self.patience(), lookup_host(address)).await {
            Ok(resolved) => resolved.map_err(|error| Fault::broken(format!("nama server tidak ditemukan ({error})")))?,
            Err(_) => return Err(Fault::broken("nama server tidak terjawab")),
        };
        let mut last = Fault::broken("nama server tidak ditemukan");
        for address in resolved {
            let dialled = async {
                let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
                socket.set_send_buffer_size(HELD_BACK)?;
                socket.connect(address).await
            };
            match timeout(self.patience(), dialled).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = Fault::from(error),
                Err(_) => last = self.silent(),
            }
        }
        Err(last)
    }

    async fn log_in(&self, connection: &mut AsyncSmtpConnection, user: &str, password: &Secret) -> Result<(), Outcome> {
        if connection.server_info().get_auth_mechanism(&MECHANISMS).is_none() {
            return Err(self.shut("server tidak menerima sandi dengan cara yang dikenal (PLAIN, LOGIN)"));
        }
        let credentials = Credentials::new(user.to_owned(), password.expose().to_owned());
        match self.step(connection.auth(&MECHANISMS, &credentials)).await {
            Ok(_) => Ok(()),
            Err(fault) => Err(match fault.code {
                Some(500..) => self.shut(format_args!("pengguna atau sandi ditolak: {fault}")),
                Some(_) => self.shut(format_args!("belum boleh masuk: {fault}")),
                None => self.shut(format_args!("terputus saat masuk: {fault}")),
            }),
        }
    }

    /// From MAIL to DATA's answer. Gives the refusals of those recipients that will not get it, where another will.
    async fn announce(&self, connection: &mut AsyncSmtpConnection, envelope: &Envelope) -> Result<Vec<String>, Refused> {
        self.step(connection.command(Mail::new(envelope.from().cloned(), Vec::new()))).await.map_err(Refused::Mail)?;
        let mut refused: Vec<(String, Fault)> = Vec::new();
        for recipient in envelope.to() {
            match self.step(connection.command(Rcpt::new(recipient.clone(), Vec::new()))).await {
                Ok(_) => {}
                Err(fault) if fault.ends_conversation() => return Err(Refused::Conversation(fault)),
                Err(fault) => refused.push((recipient.to_string(), fault)),
            }
        }
        let words = refused.iter().map(|(address, fault)| format!("{address}: {fault}")).collect::<Vec<_>>();
        if refused.len() == envelope.to().len() {
            let is_final = refused.iter().all(|(_, fault)| fault.is_permanent());
            let words = words.join("; ");
            return Err(Refused::Recipients(if is_final { Outcome::Failed(words) } else { Outcome::Deferred(words) }));
        }
        match self.step(connection.command(Data)).await {
            Ok(answer) if !answer.has_code(354) => Err(Refused::Conversation(Fault::broken(format!("DATA dijawab {}", verbatim(&answer))))),
            Ok(_) => Ok(words),
            Err(fault) if fault.ends_conversation() => Err(Refused::Conversation(fault)),
            Err(fault) => Err(Refused::Recipients(fault.outcome(&self.shown()))),
        }
    }

    /// The outcome of a refusal before DATA; the conversation is kept for the next mail where it can be.
    async fn give_up(&self, mut connection: AsyncSmtpConnection, refused: Refused) -> Outcome {
        let outcome = match refused {
            Refused::Conversation(fault) => fault.outcome(&self.shown()),
            // 552 and 452 at MAIL are about the mail or its moment; anything else is about the sender, hence every mail.
            Refused::Mail(fault) if matches!(fault.code, Some(452 | 552)) => fault.outcome(&self.shown()),
            Refused::Mail(fault) => self.shut(fault),
            Refused::Recipients(outcome) => outcome,
        };
        if matches!(outcome, Outcome::Shut(_)) || self.step(connection.command(Rset)).await.is_err() {
            let _ = timeout(self.patience(), connection.abort()).await;
        } else {
            self.keep(connection);
        }
        outcome
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

fn verbatim(response: &Response) -> String {
    let words = response.message().collect::<Vec<_>>().join(" ");
    format!("{} {words}", response.code()).split_whitespace().collect::<Vec<_>>().join(" ")
}
