//! The mail that carries a bundle: text, HTML, attachments. All that the office typed goes through the templates' escaping
//! and the mail library's encoding.

use askama::Template;
use lettre::Message;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, MultiPart, SinglePart};

use super::Parcel;
use office::bundle;
use office::bundle::note;
use office::model::Regency;
use office::model::{Attachment, Kim};

#[derive(Template)]
#[template(path = "surel.txt")]
struct Text<'a> {
    view: View<'a>,
}

#[derive(Template)]
#[template(path = "surel.html")]
struct Html<'a> {
    view: View<'a>,
}

/// What the letter says.
#[derive(Clone)]
struct View<'a> {
    regency: &'a Regency,
    kim: &'a Kim,
    label: &'a str,
    /// The week's points for this village, as they go to WhatsApp.
    points: Vec<String>,
    /// Opens WhatsApp with them.
    link: String,
    zip: bool,
}

/// Which edition a mail carries, for machines.
#[derive(Clone)]
struct EditionHeader(String);

impl Header for EditionHeader {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Warta-Edisi")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(EditionHeader(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// Writes the mail for a parcel. Every try gives the same but for the date: Message-ID, text, attachments.
///
/// # Errors
/// In the office's words, why no mail can be made of it.
pub fn write(channel: &str, from: &Mailbox, regency: &Regency, parcel: Parcel<'_>, kim: &Kim) -> Result<Message, String> {
    let documents = bundle::documents(parcel.bytes)?;
    let points = documents.iter().find(|(name, _)| name.ends_with(".txt")).map(|(_, text)| String::from_utf8_lossy(text).into_owned());
    let zip = kim.attachment == Attachment::Zip;
    let body = note::body(points.as_deref().unwrap_or_default());
    let view = View {
        regency,
        kim,
        label: parcel.label,
        points: body.lines().map(|line| line.replace('*', "")).collect(),
        link: note::link(None, body),
        zip,
    };
    let render = |result: askama::Result<String>| result.map_err(|error| format!("surel tidak dapat ditulis: {error}"));
    let text = render(Text { view: view.clone() }.render())?;
    let html = render(Html { view }.render())?;
    let name = parcel.file.trim_end_matches(".zip");
    let boundary = |part: &str| format!("warta-{part}-{}", &parcel.sha256[..parcel.sha256.len().min(24)]);
    let words = MultiPart::alternative().boundary(boundary("a")).singlepart(SinglePart::plain(text)).singlepart(SinglePart::html(html));
    let kind = |mime: &str| ContentType::parse(mime).map_err(|error| error.to_string());
    let mut parts = MultiPart::mixed().boundary(boundary("b")).multipart(words);
    if zip {
        parts = parts.singlepart(Part::new(parcel.file.to_owned()).body(parcel.bytes.to_vec(), kind("application/zip")?));
    } else {
        for (file, bytes) in documents.into_iter().filter(|(name, _)| name.ends_with(".pdf")) {
            parts = parts.singlepart(Part::new(file).body(bytes, kind("application/pdf")?));
        }
    }
    let mut message = Message::builder()
        .from(from.clone())
        .subject(format!("{}, {}: {}", regency.bulletin, parcel.label, kim.desa.title()))
        .message_id(Some(format!("<{name}.{}@{}>", channel_mark(channel), from.email.domain())))
        .header(EditionHeader(parcel.edition.to_owned()))
        .date_now();
    for address in &kim.emails {
        let address = address.parse().map_err(|_| format!("alamat surel “{address}” tidak benar"))?;
        message = message.to(Mailbox::new(kim.name.clone().or_else(|| Some(kim.desa.title())), address));
    }
    message.multipart(parts).map_err(|error| format!("surel tidak dapat ditulis: {error}"))
}

/// A channel's name as a Message-ID may hold it.
fn channel_mark(channel: &str) -> String {
    channel.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}
