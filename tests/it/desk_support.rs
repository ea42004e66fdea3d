//! The desk as a browser meets it: the real program, and requests to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A desk that is open; it ends with the test.
pub struct Desk {
    child: Child,
    /// `http://127.0.0.1:7304/SECRET/`
    pub address: String,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What the desk answered.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.split_once(": ").filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value))
    }

    /// The page's text, without its marks.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut is_mark = false;
        for c in self.body.chars() {
            match c {
                '<' => is_mark = true,
                '>' => {
                    is_mark = false;
                    text.push(' ');
                }
                _ if !is_mark => text.push(c),
                _ => {}
            }
        }
        let text = text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Desk {
    /// Opens the desk of a folder.
    pub fn open(root: &Path) -> Self {
        Self::started(root, &["meja", "--tanpa-peramban"])
    }

    /// Opens it at the pages of a village.
    pub fn preview(root: &Path, village: &[&str]) -> Self {
        Self::started(root, &[&["pratinjau"], village].concat())
    }

    /// Opens it in the folder at hand.
    pub fn in_folder(root: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_warta"));
        command.env("XDG_STATE_HOME", root.join(".keadaan")).current_dir(root);
        Self::of(command.args(["--json", "meja", "--tanpa-peramban"]).stdout(Stdio::piped()))
    }

    /// Opens it by a command.
    pub fn started(root: &Path, command: &[&str]) -> Self {
        Self::of(Self::command(root).args(command))
    }

    fn of(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let facts: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the desk said {line:?}"));
        Desk { address: facts["alamat"].as_str().unwrap().to_owned(), child }
    }

    fn command(root: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_warta"));
        // A folder of the program's own memory for each office, as `TestOffice::warta` has it.
        command.env("XDG_STATE_HOME", root.join(".keadaan"));
        command.arg("-C").arg(root).arg("--json").stdout(Stdio::piped());
        command
    }

    /// Ends the program at once, as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The host and the path before the pages.
    pub fn parts(&self) -> (&str, &str) {
        let (host, secret) = self.address.strip_prefix("http://").unwrap().split_once('/').unwrap();
        (host, secret.split('/').next().unwrap())
    }

    pub fn get(&self, path: &str) -> Reply {
        self.request("GET", path, "", b"")
    }

    /// Sends a form; a redirection is not followed.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.request("POST", path, "Content-Type: application/x-www-form-urlencoded\r\n", body.as_bytes())
    }

    /// Sends files as a form does.
    pub fn upload(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Reply {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        for (field, name, bytes) in files {
            let head = format!("--batas\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
            body.extend(head.into_bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--batas--\r\n");
        self.request("POST", path, "Content-Type: multipart/form-data; boundary=batas\r\n", &body)
    }

    /// The page that an action leads to.
    pub fn follow(&self, reply: &Reply) -> Reply {
        let leads = reply.header("location").unwrap_or_else(|| panic!("it leads nowhere: {} {}", reply.status, reply.text()));
        let inner = leads.strip_prefix(&format!("/{}", self.parts().1)).unwrap();
        self.get(inner)
    }

    /// Asks for a page until it holds a text.
    pub fn until(&self, path: &str, text: &str) -> Reply {
        let began = Instant::now();
        loop {
            let reply = self.get(path);
            if reply.text().contains(text) {
                return reply;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{path} never says {text:?}: {}", reply.text());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A request to a page of the desk, with headers of its own.
    pub fn request(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Reply {
        let (host, secret) = self.parts();
        let host_line = if headers.contains("Host:") { String::new() } else { format!("Host: {host}\r\n") };
        let length = body.len();
        let head =
            format!("{method} /{secret}{path} HTTP/1.1\r\n{host_line}{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n");
        raw(host, head.as_bytes(), body)
    }
}

/// A request as it is written here.
pub fn raw(host: &str, head: &[u8], body: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(head).unwrap();
    // A server may answer before it has read all.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let at = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(answer.len());
    let head = String::from_utf8_lossy(&answer[..at]).into_owned();
    let rest = answer.get(at + 4..).unwrap_or_default();
    let body = if head.to_lowercase().contains("transfer-encoding: chunked") { unchunked(rest) } else { rest.to_vec() };
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Reply { status, head, body: String::from_utf8_lossy(&body).into_owned() }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap_or(0);
        if size == 0 || rest.len() < end + 2 + size {
            break;
        }
        body.extend(&rest[end + 2..end + 2 + size]);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
    body
}
