//! What stands in a village's places, set without typst: short texts of one style or two, for which a whole compilation takes
//! fifty times as long. Layouts declare them as data (`sisip` in `warta.typ`), and set them by the same rules.

use std::collections::BTreeMap;
use std::ops::Range;

use rustybuzz::ttf_parser::Tag;
use rustybuzz::{BufferFlags, Direction, Feature, Language, ShapePlan, UnicodeBuffer, script};
use serde::Deserialize;
use serde_json::Value;
use typst::layout::{Abs, Em, Point};
use typst::syntax::Span;
use typst::text::{FontInstance, Glyph};

/// What stands in a layout's places, by their names.
pub type Inserts = BTreeMap<String, Insert>;

/// What stands in a place.
#[derive(Debug, Clone, Deserialize)]
pub struct Insert {
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

/// How wide a letter is taken to be, in em, and the place, in points.
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
pub struct Face {
    pub font: FontInstance,
    latin: ShapePlan,
    /// For what is without letters.
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
    pub fn new(font: FontInstance) -> Self {
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
pub struct Run {
    /// Its place among the faces.
    pub face: usize,
    /// Of its type, in points.
    pub size: f64,
    pub text: String,
    pub glyphs: Vec<Glyph>,
}

/// What was set in a place: runs of text with the beginnings of their lines, from its upper left corner.
#[derive(Debug, Clone)]
pub struct Inserted {
    pub runs: Vec<(Point, Run)>,
    /// What the place does not hold, though it was set.
    pub overflow: Option<String>,
}

/// Lines of text, each with its width, and the height of all of them.
struct Lines {
    lines: Vec<Line>,
    height: f64,
    is_too_wide: bool,
}

struct Line {
    runs: Vec<(f64, Run)>,
    width: f64,
    /// From its base line to the top of its capitals.
    height: f64,
}

/// A hair's breadth, in points: what typst lets a line be too long, and layouts a text too high.
const HAIR: f64 = 0.1;

/// What a text may stand out of its place without touching what is beside it, in points.
const LITTLE: f64 = 2.0;

impl Insert {
    /// Whether it says which page it stands on.
    pub fn tells_page(&self) -> bool {
        self.wordings.iter().flatten().flatten().any(|piece| piece.words.contains("{page}"))
    }

    /// Sets what a village has for a place of this size, which may be nothing. `None`: a font for it is missing.
    ///
    /// `rest` are the words of the place's name that `$1`, `$2` stand for.
    pub fn set(&self, rest: &[&str], village: &Value, (width, height): (f64, f64), faces: &[Face]) -> Option<Inserted> {
        let filled = |setting: &Setting| setting.iter().map(|piece| words(piece, rest, village)).collect::<Option<Vec<String>>>();
        let Some(wording) = self.wordings.iter().find(|settings| settings.first().and_then(filled).is_some()) else {
            return Some(Inserted { runs: Vec::new(), overflow: None });
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
            let lines = self.lines(setting, &texts, width, faces)?;
            let is_unbroken = lines.is_too_wide && lines.lines.len() == texts.concat().split('\n').count();
            let fits = lines.height <= height + HAIR && !is_unbroken;
            chosen = Some((lines, texts));
            if fits || self.estimate.is_some() {
                break;
            }
        }
        let (lines, texts) = chosen?;
        let overflow = (lines.is_too_wide || lines.height > height + LITTLE).then(|| texts.concat());
        let mut y = match self.vertical {
            Side::Bottom => height - lines.height,
            Side::Horizon => (height - lines.height) / 2.0,
            _ => 0.0,
        };
        let mut runs = Vec::new();
        for line in lines.lines {
            let x = if self.horizontal == Side::Right { width - line.width } else { 0.0 };
            let base = y + line.height;
            runs.extend(line.runs.into_iter().map(|(at, run)| (Point::new(Abs::pt(x + at), Abs::pt(base)), run)));
            y = base + self.leading;
        }
        Some(Inserted { runs, overflow })
    }

    /// Breaks pieces of text into lines of this width, each as full as it can be. `None`: a font is missing.
    fn lines(&self, setting: &Setting, texts: &[String], width: f64, faces: &[Face]) -> Option<Lines> {
        let text = texts.concat();
        let mut lines = Vec::new();
        let mut is_too_wide = false;
        let mut end = 0;
        for segment in text.split('\n') {
            let mut start = end;
            end += segment.len();
            loop {
                let rest = set_line(setting, texts, &text, start..end, faces)?;
                if rest.width <= width + HAIR {
                    lines.push(rest);
                    break;
                }
                let mut best = None;
                for at in breaks(&text, start..end) {
                    let line = set_line(setting, texts, &text, start..at, faces)?;
                    let fits = line.width <= width + HAIR;
                    if !fits && best.is_some() {
                        break;
                    }
                    is_too_wide |= !fits;
                    best = Some((at, line));
                    if !fits {
                        break;
                    }
                }
                let Some((at, line)) = best else {
                    is_too_wide = true;
                    lines.push(rest);
                    break;
                };
                lines.push(line);
                start = at;
            }
            end += 1;
        }
        let height = lines.iter().map(|line| line.height).sum::<f64>() + (lines.len() - 1) as f64 * self.leading;
        Some(Lines { lines, height, is_too_wide })
    }
}

/// Sets a part of a text as one line; spaces at its end hang out.
fn set_line(setting: &Setting, texts: &[String], whole: &str, range: Range<usize>, faces: &[Face]) -> Option<Line> {
    let mut line = Line { runs: Vec::new(), width: 0.0, height: 0.0 };
    let mut begin = 0;
    let hanging = whole[range.clone()].len() - whole[range.clone()].trim_end_matches(' ').len();
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
        line.width += piece.before;
        let spaces = if to == range.end { glyphs.len().saturating_sub(hanging) } else { glyphs.len() };
        let advance = glyphs.iter().take(spaces).map(|glyph| glyph.x_advance).sum::<Em>().get() * piece.size;
        line.height = line.height.max(face.font.metrics().cap_height.get() * piece.size);
        line.runs.push((line.width, Run { face: number, size: piece.size, text: shown.to_owned(), glyphs }));
        line.width += advance;
    }
    Some(line)
}

/// Where a line may end: after a space, and after a dash or a stroke within a word.
fn breaks(text: &str, range: Range<usize>) -> impl Iterator<Item = usize> {
    text[range.clone()].char_indices().filter_map(move |(at, c)| {
        let next = range.start + at + c.len_utf8();
        let before_letter = || text[next..].starts_with(char::is_alphabetic);
        (next < range.end && (c == ' ' || matches!(c, '-' | '–' | '/') && before_letter())).then_some(next)
    })
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
