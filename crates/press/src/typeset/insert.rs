//! Texts in a village's places, set without typst: they are short and of one style or two, and a compilation takes fifty times as long.
//! Layouts declare them as data (`sisip` in `warta.typ`), and set them by the same rules.
//!
//! A text is set here only where it comes out as typst sets it. Lines break at typst's own opportunities; a text that typst treats
//! in a way of its own (a web address that breaks, a line that is too long, punctuation that hangs out), or that its place does not hold,
//! is left to typst.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{BufferFlags, Direction, Feature, Language, ShapePlan, UnicodeBuffer, script};
use serde::Deserialize;
use serde_json::Value;
use typst::layout::{Abs, Em, Point};
use typst::syntax::Span;
use typst::text::{FontInstance, Glyph};

use super::internals::{ADDRESSES, EXACT, HANGING};

/// The texts of a layout's places, by the places' names.
pub(super) type Inserts = BTreeMap<String, Insert>;

/// The text of a place.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Insert {
    /// Between lines, in points.
    #[serde(rename = "sela")]
    leading: f64,
    #[serde(rename = "datar")]
    horizontal: Side,
    #[serde(rename = "tegak")]
    vertical: Side,
    #[serde(rename = "taksir")]
    estimate: Option<Estimate>,
    /// Wordings, the first one first, each in several settings.
    #[serde(rename = "pilihan")]
    wordings: Vec<Vec<Setting>>,
}

type Setting = Vec<Piece>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Left,
    Right,
    Top,
    Bottom,
    Horizon,
}

/// The width that a letter is taken to have, in em, and that of the place, in points.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Estimate {
    #[serde(rename = "huruf")]
    letter: f64,
    #[serde(rename = "lebar")]
    width: f64,
}

/// A piece of text of one style.
#[derive(Debug, Clone, Deserialize)]
struct Piece {
    #[serde(rename = "kata")]
    words: String,
    /// In points.
    #[serde(rename = "ukuran")]
    size: f64,
    #[serde(rename = "tebal")]
    weight: u16,
    /// In em.
    #[serde(rename = "renggang")]
    tracking: f64,
    #[serde(rename = "kapital")]
    is_upper: bool,
    /// White space before it, in points.
    #[serde(rename = "jarak")]
    before: f64,
    #[serde(rename = "huruf")]
    family: String,
}

/// A font that can set text.
pub(super) struct Face {
    pub(super) font: FontInstance,
    latin: ShapePlan,
    /// For text without letters.
    figures: ShapePlan,
}

/// Figures stand on the line, as layouts have them.
const FEATURES: [Feature; 1] = [Feature { tag: Tag::from_bytes(b"lnum"), value: 1, start: 0, end: u32::MAX }];

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.font.fmt(f)
    }
}

impl Face {
    pub(super) fn new(font: FontInstance) -> Self {
        let plan = |script| ShapePlan::new(font.rusty(), Direction::LeftToRight, script, language().as_ref(), &FEATURES);
        Face { latin: plan(Some(script::LATIN)), figures: plan(None), font }
    }

    fn is(&self, family: &str, weight: u16) -> bool {
        let info = self.font.info();
        info.family == family && info.variant.weight.to_number() == weight
    }

    /// Sets a run of text.
    fn shape(&self, text: &str, piece: &Piece) -> Vec<Glyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        let has_letters = text.chars().any(char::is_alphabetic);
        if has_letters {
            buffer.set_script(script::LATIN);
        }
        let plan = if has_letters { &self.latin } else { &self.figures };
        if let Some(language) = language() {
            buffer.set_language(language);
        }
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let shaped = rustybuzz::shape_with_plan(self.font.rusty(), plan, buffer);
        let infos = shaped.glyph_infos();
        let glyphs = infos.iter().zip(shaped.glyph_positions()).enumerate().map(|(at, (info, position))| {
            let start = info.cluster as usize;
            let next = infos[at..].iter().map(|info| info.cluster as usize).find(|next| *next > start);
            let mut advance = self.font.to_em(position.x_advance);
            if text[start..].starts_with('\u{a0}') {
                advance = self.space().unwrap_or(advance);
            }
            if next.is_some() && infos.get(at + 1).is_some_and(|next| next.cluster != info.cluster) {
                advance += Em::new(piece.tracking);
            }
            Glyph {
                id: info.glyph_id as u16,
                x_advance: advance,
                x_offset: self.font.to_em(position.x_offset),
                y_advance: self.font.to_em(position.y_advance),
                y_offset: self.font.to_em(position.y_offset),
                range: start as u16..next.unwrap_or(text.len()) as u16,
                span: (Span::detached(), 0),
            }
        });
        glyphs.collect()
    }

    /// A space that does not break is as wide as one that does.
    fn space(&self) -> Option<Em> {
        self.font.x_advance(self.font.ttf().glyph_index(' ')?.0)
    }
}

fn language() -> Option<Language> {
    "id".parse().ok()
}

/// A run of text in one face.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Its place among the faces.
    pub(super) face: usize,
    /// Of its type, in points.
    pub(super) size: f64,
    pub(super) text: String,
    pub(super) glyphs: Vec<Glyph>,
}

/// Runs of text with the beginnings of their lines, from the upper left corner of a place.
pub(super) type Inserted = Vec<(Point, Run)>;

/// Lines of text, and the height of all of them.
struct Lines {
    lines: Vec<Line>,
    height: f64,
    /// Of the longest, where nothing but `\n` broke it.
    unbroken: f64,
    /// Whether nothing else broke.
    is_unbroken: bool,
}

struct Line {
    runs: Vec<(f64, Run)>,
    width: f64,
    /// From its base line to the top of its capitals.
    height: f64,
}

/// Tolerance by which a layout lets a text be too large for its place, in points. `_muat` in `warta.typ` has the same; a test compares
/// them.
pub const HAIR: f64 = 0.1;

/// A text that stands out of its place above or below by less does not touch what is beside it: in em.
pub(super) const LITTLE: f64 = 0.2;

/// Typst's own opportunities for a line to end, by the Unicode rules (UAX 14).
static SEGMENTER: LazyLock<LineSegmenterBorrowed<'static>> = LazyLock::new(|| LineSegmenter::new_lstm(LineBreakOptions::default()));

impl Insert {
    /// Whether it says which page it stands on.
    pub(super) fn tells_page(&self) -> bool {
        self.wordings.iter().flatten().flatten().any(|piece| piece.words.contains("{page}"))
    }

    /// Sets a village's text for a place of this size, in points; it may be empty. `None`: it is typst's to set.
    ///
    /// `rest` are the words of the place's name that `$1`, `$2` stand for.
    pub(super) fn set(&self, rest: &[&str], village: &Value, (width, height): (f64, f64), faces: &[Face]) -> Option<Inserted> {
        let filled = |setting: &Setting| setting.iter().map(|piece| words(piece, rest, village)).collect::<Option<Vec<String>>>();
        let Some(wording) = self.wordings.iter().find(|settings| settings.first().and_then(filled).is_some()) else {
            return Some(Inserted::new());
        };
        let mut chosen = None;
        for setting in wording {
            let texts = filled(setting)?;
            if let Some(Estimate { letter, width }) = self.estimate {
                let letters = setting.iter().zip(&texts).map(|(piece, text)| text.chars().count() as f64 * piece.size * letter);
                if letters.sum::<f64>() > width && !std::ptr::eq(setting, wording.last()?) {
                    continue;
                }
            }
            let lines = self.lines(setting, &texts, (width, height), faces)?;
            let fits = lines.height <= height + HAIR && !(lines.is_unbroken && lines.unbroken > width + HAIR);
            let largest = setting.iter().map(|piece| piece.size).fold(0.0, f64::max);
            let is_held = lines.height <= height + LITTLE * largest && lines.lines.iter().all(|line| line.width <= width + EXACT);
            chosen = Some((lines, is_held));
            if fits || self.estimate.is_some() {
                break;
            }
        }
        let (lines, _) = chosen.filter(|(_, is_held)| *is_held)?;
        let mut y = match self.vertical {
            Side::Bottom => height - lines.height,
            Side::Horizon => (height - lines.height) / 2.0,
            _ => 0.0,
        };
        let mut runs = Inserted::new();
        for line in lines.lines {
            let hangs = line.runs.last().is_some_and(|(_, run)| run.text.trim_end().ends_with(HANGING));
            let x = match self.horizontal {
                Side::Right if hangs => return None,
                Side::Right => width - line.width,
                _ => 0.0,
            };
            let base = y + line.height;
            runs.extend(line.runs.into_iter().map(|(at, run)| (Point::new(Abs::pt(x + at), Abs::pt(base)), run)));
            y = base + self.leading;
        }
        Some(runs)
    }

    /// Breaks pieces of text into lines of this width, each as full as it can be. `None`: a font is missing, or typst breaks such a
    /// text otherwise. Where a text surely needs more than this height, there need not be lines.
    fn lines(&self, setting: &Setting, texts: &[String], (width, height): (f64, f64), faces: &[Face]) -> Option<Lines> {
        let text = texts.concat();
        let (mut lines, mut unbroken) = (Vec::new(), 0.0_f64);
        let mut opportunities: Option<Vec<usize>> = None;
        let mut end = 0;
        let segments = text.split('\n').count();
        for segment in text.split('\n') {
            let mut start = end;
            end += segment.len();
            let whole = set_line(setting, texts, &text, start..end, faces)?;
            unbroken = unbroken.max(whole.width);
            let mut rest = whole;
            while rest.width > width + EXACT {
                if setting.iter().skip(1).any(|piece| piece.before > 0.0) {
                    // Typst breaks at white space between pieces, too, so that such a text takes two lines at least.
                    let capitals =
                        rest.runs.iter().filter_map(|(_, run)| Some(faces.get(run.face)?.font.metrics().cap_height.get() * run.size));
                    let is_too_high = 2.0 * capitals.fold(f64::MAX, f64::min) + self.leading > height + HAIR;
                    return is_too_high.then(|| Lines { lines: Vec::new(), height: f64::INFINITY, unbroken, is_unbroken: false });
                }
                let all = match &mut opportunities {
                    Some(known) => known,
                    none => none.insert(breaks(&text)?),
                };
                let mut best = None;
                for at in all.iter().copied().filter(|at| (start + 1..end).contains(at)) {
                    let line = set_line(setting, texts, &text, start..at, faces)?;
                    let fits = line.width <= width + EXACT;
                    if fits || best.is_none() {
                        best = Some((at, line));
                    }
                    if !fits {
                        break;
                    }
                }
                let Some((at, line)) = best else { break };
                lines.push(line);
                start = at;
                rest = set_line(setting, texts, &text, start..end, faces)?;
            }
            lines.push(rest);
            end += 1;
        }
        let height = lines.iter().map(|line| line.height).sum::<f64>() + (lines.len() - 1) as f64 * self.leading;
        Some(Lines { is_unbroken: lines.len() == segments, lines, height, unbroken })
    }
}

/// The places in a text at which lines may end; `None`: typst has rules of its own for it.
fn breaks(text: &str) -> Option<Vec<usize>> {
    let is_known = !ADDRESSES.iter().any(|address| text.contains(address));
    is_known.then(|| SEGMENTER.segment_str(text).collect())
}

/// Sets a part of a text as one line; spaces at its end hang out.
fn set_line(setting: &Setting, texts: &[String], whole: &str, range: Range<usize>, faces: &[Face]) -> Option<Line> {
    let mut line = Line { runs: Vec::new(), width: 0.0, height: 0.0 };
    let mut begin = 0;
    let is_last = whole[range.end..].is_empty() || whole[range.end..].starts_with('\n');
    // Typst trims white space only where it breaks a line.
    let hanging = if is_last { 0 } else { whole[range.clone()].len() - whole[range.clone()].trim_end_matches(' ').len() };
    for (piece, text) in setting.iter().zip(texts) {
        let (from, to) = (range.start.max(begin), range.end.min(begin + text.len()));
        begin += text.len();
        if from >= to {
            continue;
        }
        let shown = text.get(from + text.len() - begin..to + text.len() - begin)?;
        let number = faces.iter().position(|face| face.is(&piece.family, piece.weight))?;
        let face = faces.get(number)?;
        let glyphs = face.shape(shown, piece);
        // Another font has this letter.
        if glyphs.iter().any(|glyph| glyph.id == 0) {
            return None;
        }
        line.width += piece.before;
        let spaces = if to == range.end { glyphs.len().saturating_sub(hanging) } else { glyphs.len() };
        let advance = glyphs.iter().take(spaces).map(|glyph| glyph.x_advance).sum::<Em>().get() * piece.size;
        line.height = line.height.max(face.font.metrics().cap_height.get() * piece.size);
        line.runs.push((line.width, Run { face: number, size: piece.size, text: shown.to_owned(), glyphs }));
        line.width += advance;
    }
    Some(line)
}

/// A piece's words for a village; `None`: the village has none of a name that they hold.
fn words(piece: &Piece, rest: &[&str], village: &Value) -> Option<String> {
    let mut pattern = piece.words.clone();
    for (at, word) in rest.iter().enumerate() {
        pattern = pattern.replace(&format!("${}", at + 1), word);
    }
    let mut words = String::new();
    let mut left = pattern.as_str();
    while let Some((before, after)) = left.split_once('{') {
        let (path, after) = after.split_once('}')?;
        words.push_str(before);
        words.push_str(&value(village, path)?);
        left = after;
    }
    words.push_str(left);
    Some(if piece.is_upper { words.to_uppercase() } else { words })
}

fn value(village: &Value, path: &str) -> Option<String> {
    let found = path.split('.').try_fold(village, |value, key| match value {
        Value::Array(all) => all.get(key.parse::<usize>().ok()?),
        value => value.get(key),
    })?;
    match found {
        // A narrow place may break before a degree.
        Value::String(text) => Some(text.replace(",\u{a0}", ", ")),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
