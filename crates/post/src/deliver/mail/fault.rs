//! Faults of a conversation with a mail server. The server's code decides what a fault means, never its words.

use std::error::Error;
use std::{fmt, io};

use crate::deliver::Outcome;
use office::diagnostic::io_words;

/// lettre's only mark of a connection that was lost while an answer was awaited. It chooses words, nothing else.
const INCOMPLETE: &str = "incomplete response";

/// A step of the conversation that went wrong.
pub(super) struct Fault {
    /// The code by which the server refused; `None`: the conversation is broken.
    pub(super) code: Option<u16>,
    words: String,
}

impl Fault {
    /// The conversation cannot go on.
    pub(super) fn broken(words: impl Into<String>) -> Self {
        Fault { code: None, words: words.into() }
    }

    /// The server refused, with this code and these words.
    pub(super) fn refused(code: u16, words: &str) -> Self {
        Fault { code: Some(code), words: format!("{code} {words}") }
    }

    pub(super) fn is_permanent(&self) -> bool {
        self.code.is_some_and(|code| code >= 500)
    }

    /// 421 or no answer: nothing more will be heard here.
    pub(super) fn ends_conversation(&self) -> bool {
        self.code.is_none_or(|code| code == 421)
    }

    pub(super) fn outcome(&self, server: &str) -> Outcome {
        let words = format!("{server}: {self}");
        match self.code {
            None | Some(421) => Outcome::Shut(words),
            Some(500..) => Outcome::Failed(words),
            Some(_) => Outcome::Deferred(words),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Fault::broken(cause_words(&error))
    }
}

impl From<lettre::transport::smtp::Error> for Fault {
    /// The server's own words, or the innermost cause: lettre's words before them are dropped.
    fn from(error: lettre::transport::smtp::Error) -> Self {
        match error.status() {
            Some(code) => Fault::refused(code.into(), &said(innermost(&error))),
            None if !error.is_response() => Fault::broken(cause_words(&error)),
            None => match said(innermost(&error)).as_str() {
                INCOMPLETE => Fault::broken("sambungan diputus"),
                said => Fault::broken(format!("jawaban tidak dikenal: {said}")),
            },
        }
    }
}

fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause
}

/// An error's own words on one line.
fn said(error: &dyn Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The innermost cause of an error, in the office's words where it is one of the usual ones.
fn cause_words(error: &(dyn Error + 'static)) -> String {
    let cause = innermost(error);
    let Some(io) = cause.downcast_ref::<io::Error>() else { return said(cause) };
    match io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(_)) => format!("sertifikat server tidak dapat dipercaya ({})", said(io)),
        Some(_) => format!("TLS tidak berhasil ({})", said(io)),
        None => io_words(io),
    }
}
