//! The mail that carries a bundle: text, HTML, attachments. All that the office typed goes through the templates' escaping
//! and the mail library's encoding.

use askama::Template;
use lettre::Message;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, MultiPart, SinglePart};

use crate::deliver::Parcel;
use crate::deliver::error::ChannelError;
use office::bundle;
use office::bundle::note;
use office::model::{Attachment, Regency, Village};

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

/// The data of the letter's templates.
#[derive(Clone)]
struct View<'a> {
    regency: &'a Regency,
    village: &'a Village,
    label: &'a str,
    /// The week's points for this village, as they go to WhatsApp.
    points: Vec<String>,
    /// Opens WhatsApp with them.
    link: String,
    /// The bundle is attached as it is.
    zip: bool,
}

/// The edition that a mail carries, for machines.
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
/// No mail can be made of it, now or later.
pub(super) fn write(
    channel: &str,
    from: &Mailbox,
    regency: &Regency,
    parcel: Parcel<'_>,
    village: &Village,
) -> Result<Message, ChannelError> {
    let documents = bundle::documents(parcel.bytes)?;
    let name = parcel.file.trim_end_matches(".zip");
    let mut message = Message::builder()
        .from(from.clone())
        .subject(format!("{}, {}: {}", regency.bulletin, parcel.label, village.desa.title()))
        .message_id(Some(format!("<{name}.{}@{}>", channel_mark(channel), from.email.domain())))
        .header(EditionHeader(parcel.edition.to_owned()))
        .date_now();
    let addressee = village.kim.as_ref().map_or_else(|| village.desa.title(), |kim| kim.name.clone());
    for email in &village.address.emails {
        let address = email.parse().map_err(|_| ChannelError::Recipient(email.clone()))?;
        message = message.to(Mailbox::new(Some(addressee.clone()), address));
    }
    Ok(message.multipart(body(regency, parcel, village, documents)?)?)
}

/// The text, as plain text and HTML, and the attachments: the bundle as it is, or its PDFs and its picture.
fn body(regency: &Regency, parcel: Parcel<'_>, village: &Village, documents: Vec<(String, Vec<u8>)>) -> Result<MultiPart, ChannelError> {
    // A bundle holds PDFs, a picture, and one text, which is the note.
    let message = documents.iter().find(|(name, _)| name.ends_with(".txt")).map(|(_, text)| String::from_utf8_lossy(text).into_owned());
    let points = note::body(message.as_deref().unwrap_or_default());
    let zip = village.address.attachment == Attachment::Zip;
    let view = View {
        regency,
        village,
        label: parcel.label,
        points: points.lines().map(|line| line.replace('*', "")).collect(),
        link: note::link(None, points),
        zip,
    };
    let text = SinglePart::plain(Text { view: view.clone() }.render()?);
    let html = SinglePart::html(Html { view }.render()?);
    let boundary = |part: &str| format!("warta-{part}-{}", parcel.sha256.get(..24).unwrap_or(parcel.sha256));
    let words = MultiPart::alternative().boundary(boundary("a")).singlepart(text).singlepart(html);
    let mut parts = MultiPart::mixed().boundary(boundary("b")).multipart(words);
    if zip {
        let kind = ContentType::parse("application/zip")?;
        parts = parts.singlepart(Part::new(parcel.file.to_owned()).body(parcel.bytes.to_vec(), kind));
    } else {
        let (pdf, png) = (ContentType::parse("application/pdf")?, ContentType::parse("image/png")?);
        let kind = |name: &str| if name.ends_with(".pdf") { Some(&pdf) } else { Some(&png).filter(|_| name.ends_with(".png")) };
        for (file, bytes) in documents {
            if let Some(kind) = kind(&file).cloned() {
                parts = parts.singlepart(Part::new(file).body(bytes, kind));
            }
        }
    }
    Ok(parts)
}

/// A channel's name as a Message-ID may hold it.
fn channel_mark(channel: &str) -> String {
    channel.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}
