//! Attributes and entities of XML parts.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart};

/// An attribute's value, by its full name.
pub(super) fn attribute(tag: &BytesStart<'_>, key: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(key).ok()??;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
}

/// The text that `&amp;` or `&#38;` stands for; empty for an entity that XML does not define.
pub(super) fn entity(name: &BytesRef<'_>) -> String {
    let character = name.resolve_char_ref().ok().flatten().map(String::from);
    character.or_else(|| quick_xml::escape::resolve_predefined_entity(name).map(str::to_owned)).unwrap_or_default()
}
