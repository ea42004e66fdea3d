//! An edition's texts tried in the layouts before anything is made with them. What is wrong with a layout that all share is said once
//! rather than 201 times; a text that a layout cannot set is told by its file and its paragraph.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::paper::Result;
use super::{Press, own_fault};
use crate::plan::fit::WHOLE;
use crate::plan::sheet::{Article, Correction, CorrectionItem, Shows, Village};
use crate::typeset::Subject;
use crate::typeset::kinds::{KINDS, Scope};
use office::diagnostic::{Diagnostic, Place};
use office::model::{Block, Run};

impl Press<'_> {
    /// Sets every kind once, for a village without anything of its own: whether a fault that a village met is everyone's, which is
    /// then said once rather than 201 times.
    ///
    /// # Errors
    /// The layouts' faults.
    pub fn rehearse(&self) -> Result<()> {
        let rehearsed = || catch_unwind(AssertUnwindSafe(|| self.rehearsed())).unwrap_or_else(|_| Err(vec![own_fault("tata letak")]));
        let said = || rehearsed().map_err(|faults| [faults, self.culprits()].concat());
        self.rehearsal.get_or_init(said).clone()
    }

    fn rehearsed(&self) -> Result<()> {
        let Some(kim) = self.plan.kims().first() else { return Ok(()) };
        let mut sheet = self.plan.village_sheet(kim).shown(Shows::Contents);
        self.plan.put_forms(&mut sheet, kim);
        for kind in KINDS {
            match kind.scope {
                Scope::Kecamatan => {
                    let rows = [(kim, String::new(), 0)];
                    let kecamatan = self.plan.kecamatan_sheet(&rows, |_| String::new());
                    kecamatan.map(|sheet| self.typesetter.lay_out(kind, WHOLE, &sheet)).transpose()?;
                }
                Scope::Village | Scope::Cover => {
                    let laid_out = self.fitted(kind, &sheet, kim)?;
                    self.finish(kind, laid_out, kim, 0)?;
                }
                Scope::Separator => drop(self.typesetter.lay_out(kind, WHOLE, &sheet)?),
                Scope::Correction => {
                    let item = CorrectionItem { before: Some("Semula".to_owned()), after: Some("Menjadi".to_owned()), ..item(None) };
                    let correction = Some(Correction { items: vec![item, self::item(None)], ..correction(Vec::new()) });
                    self.typesetter.lay_out(kind, WHOLE, &Village { correction, ..sheet.clone() })?;
                }
            }
        }
        Ok(())
    }

    /// Sets every text of the edition, also those of single villages, by every layout that shows texts. Gives all that is wrong, so that
    /// nothing is said to be ready which then cannot be set.
    pub fn try_texts(&self) -> Vec<Diagnostic> {
        if let Err(faults) = self.rehearse() {
            return faults;
        }
        let Some(kim) = self.plan.kims().first() else { return Vec::new() };
        let mut sheet = self.plan.village_sheet(kim).shown(Shows::Contents);
        sheet.announcements = self.plan.articles().into_iter().map(|(_, article)| article).collect();
        if sheet.announcements.is_empty() {
            return Vec::new();
        }
        sheet.correction = Some(correction(sheet.announcements.clone()));
        let shows = |scope| matches!(scope, Scope::Village | Scope::Correction);
        let tried = KINDS.iter().filter(|kind| shows(kind.scope)).try_for_each(|kind| self.tried(kind.name, &sheet));
        tried.err().map(|faults| [faults, self.culprits()].concat()).unwrap_or_default()
    }

    /// The texts that no layout can set, by file and paragraph. Each is set alone, by the layout of corrections, which shows one text and
    /// nothing of the edition's others.
    pub fn culprits(&self) -> Vec<Diagnostic> {
        let Some(kim) = self.plan.kims().first() else { return Vec::new() };
        let mut sheet = self.plan.village_sheet(kim).shown(Shows::Contents);
        let mut is_set = |article: Article| {
            sheet.correction = Some(correction(vec![article]));
            KINDS.iter().filter(|kind| kind.scope == Scope::Correction).all(|kind| self.tried(kind.name, &sheet).is_ok())
        };
        let mut said = Vec::new();
        // Where a single word cannot be set, no text is to blame.
        let word = Block::paragraph(vec![Run::plain("Kata")]);
        let plain =
            Article { rubric: None, title: "Judul".to_owned(), facts: Vec::new(), body: vec![word], picture: None, shortened: None };
        if !is_set(plain) {
            return said;
        }
        for (place, article) in self.plan.articles() {
            if is_set(article.clone()) {
                continue;
            }
            let told = |place: &Place| {
                Diagnostic::error("naskah ini tidak dapat ditata").at(place.clone()).remedy("tulis bagian itu dengan lebih sederhana")
            };
            let alone = |block| Article { body: vec![block], picture: None, ..article.clone() };
            let parts: Vec<_> = article.body.iter().filter(|block| !is_set(alone((*block).clone()))).collect();
            said.extend(parts.iter().map(|block| {
                let words: String = office::model::rich_text::lines(std::slice::from_ref(*block)).join(" ").chars().take(80).collect();
                told(place).raw(words)
            }));
            if parts.is_empty() {
                said.push(told(place));
            }
        }
        said
    }

    fn tried(&self, kind: &str, sheet: &Village) -> Result<()> {
        let Some(kind) = crate::typeset::kinds::kind(kind) else { return Ok(()) };
        // Some faults are found only as a document is written: a heading without words is none of the standard's.
        let subject = || Subject { title: kind.title.to_owned(), author: String::new(), code: sheet.code.clone() };
        let laid_out = || {
            let pages = self.typesetter.lay_out(kind, WHOLE, sheet)?;
            self.typesetter.export(kind, pages, &subject()).map(|_| ())
        };
        catch_unwind(AssertUnwindSafe(laid_out)).unwrap_or_else(|_| Err(vec![own_fault(kind.title)]))
    }
}

/// A correction that shows these articles.
fn correction(articles: Vec<Article>) -> Correction {
    let items = articles.into_iter().map(|article| item(Some(article))).collect();
    Correction { label: "Ralat".to_owned(), replaces: String::new(), items }
}

fn item(article: Option<Article>) -> CorrectionItem {
    CorrectionItem { heading: "Ralat".to_owned(), before: None, after: None, article }
}
