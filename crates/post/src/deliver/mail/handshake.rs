//! The way to a mail server under TLS. The part before TLS is held here by hand and then forgotten: anyone on the line can write
//! it, and lettre (0.11.23) reads ahead, upgrades, and after the handshake believes the bytes that it had read before.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use lettre::transport::smtp::extension::ClientId;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::fault::Fault;
use crate::deliver::error::ChannelError;

/// Bytes of a line at most. RFC 5321 (4.5.3.1.5) asks for 512; some servers say more.
const LINE: usize = 1000;
/// Lines of an answer at most.
const LINES: usize = 100;
/// Given to lettre in a server's place: after STARTTLS a server greets no second time, and lettre begins with a greeting.
const GREETING: &[u8] = b"220 TLS\r\n";

/// Reads the greeting and says EHLO. Gives whether the server offers STARTTLS.
///
/// # Errors
/// The server's refusal, verbatim; an answer that is none; a lost connection.
pub(super) async fn hello(stream: &mut TcpStream, me: &ClientId) -> Result<bool, Fault> {
    answer(stream, 220).await?;
    let offers = ask(stream, &format!("EHLO {me}\r\n"), 250).await?;
    Ok(offers.iter().any(|offer| offer.eq_ignore_ascii_case("STARTTLS")))
}

/// Asks for TLS (RFC 3207).
///
/// # Errors
/// As [`hello`]; and where anything stands behind the answer.
pub(super) async fn start_tls(stream: &mut TcpStream) -> Result<(), Fault> {
    ask(stream, "STARTTLS\r\n", 220).await?;
    // After this answer a server waits for the client's first record: bytes that are here already are not the server's. Bytes that
    // come later are read as TLS, and fail it.
    match stream.try_read(&mut [0]) {
        Ok(1..) => {
            let words = "ada yang menyisipkan data sebelum pengamanan (STARTTLS); pakai jaringan lain, atau keamanan “tls”";
            Err(Fault::broken(words))
        }
        _ => Ok(()),
    }
}

/// Sends a command and reads its answer.
async fn ask(stream: &mut TcpStream, command: &str, wanted: u16) -> Result<Vec<String>, Fault> {
    stream.write_all(command.as_bytes()).await?;
    answer(stream, wanted).await
}

/// Reads an answer, which must have the wanted code. Gives its lines without the code.
async fn answer(stream: &mut TcpStream, wanted: u16) -> Result<Vec<String>, Fault> {
    let mut texts = Vec::new();
    while texts.len() < LINES {
        let line = read_line(stream).await?;
        let (code, text) = coded(&line).ok_or_else(|| unknown(&line))?;
        texts.push(text.get(1..).unwrap_or_default().trim().to_owned());
        if !text.starts_with('-') {
            return if code == wanted { Ok(texts) } else { Err(Fault::refused(code, &texts.join(" "))) };
        }
    }
    Err(unknown("terlalu banyak baris"))
}

/// The code of a line (RFC 5321, 4.2: three digits), and the rest of it.
fn coded(line: &str) -> Option<(u16, &str)> {
    let (code, text) = line.split_at_checked(3)?;
    let is_code = code.bytes().all(|byte| byte.is_ascii_digit());
    Some((code.parse().ok().filter(|_| is_code)?, text))
}

/// Reads a line byte by byte, so that nothing behind it is taken from the connection.
async fn read_line(stream: &mut TcpStream) -> Result<String, Fault> {
    let mut line = Vec::new();
    while line.len() < LINE {
        match stream.read_u8().await? {
            b'\n' => return Ok(String::from_utf8_lossy(&line).trim_end().to_owned()),
            byte => line.push(byte),
        }
    }
    Err(unknown("baris terlalu panjang"))
}

fn unknown(answer: &str) -> Fault {
    Fault::broken(format!("jawaban tidak dikenal: {answer}"))
}

/// The server that must prove to be itself, and the authorities that may vouch for it.
pub(super) struct Tls {
    server: ServerName<'static>,
    connector: TlsConnector,
}

impl Tls {
    /// Trusts the authorities that the system knows, and the office's own where there is a file (PEM) of it in the office folder.
    ///
    /// # Errors
    /// The file cannot be used, or the name is no server's.
    pub(super) fn new(server: &str, office: &Path, own: Option<&Path>) -> Result<Self, ChannelError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(file) = own {
            let shown = file.display().to_string();
            let pem = match std::fs::read(office.join(file)) {
                Ok(pem) => pem,
                Err(error) => return Err(ChannelError::UnreadCertificate { file: shown, error }),
            };
            let certificates = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>().unwrap_or_default();
            let (added, unusable) = roots.add_parsable_certificates(certificates);
            if added == 0 || unusable > 0 {
                return Err(ChannelError::NoCertificate(shown));
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(ChannelError::Tls)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(server.to_owned()).map_err(|_| ChannelError::ServerName(server.to_owned()))?;
        Ok(Tls { server: name, connector: TlsConnector::from(Arc::new(config)) })
    }

    /// Takes a connection under TLS. `is_greeted`: the server has greeted before, as with STARTTLS.
    ///
    /// # Errors
    /// A handshake that fails; [`rustls::Error`] is inside where TLS itself is at fault.
    pub(super) async fn secure(&self, stream: TcpStream, is_greeted: bool) -> io::Result<Secured> {
        let tls = self.connector.connect(self.server.clone(), stream).await?;
        Ok(Secured { greeting: if is_greeted { GREETING } else { &[] }, tls })
    }
}

/// A connection under TLS, for lettre to talk over.
#[derive(Debug)]
pub(super) struct Secured {
    /// Still to be read, before anything of the server's.
    greeting: &'static [u8],
    tls: TlsStream<TcpStream>,
}

impl AsyncTokioStream for Secured {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.tls.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Secured {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.greeting.is_empty() {
            return Pin::new(&mut this.tls).poll_read(context, buffer);
        }
        let (now, later) = this.greeting.split_at(this.greeting.len().min(buffer.remaining()));
        buffer.put_slice(now);
        this.greeting = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Secured {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().tls).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tls).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tls).poll_shutdown(context)
    }
}
