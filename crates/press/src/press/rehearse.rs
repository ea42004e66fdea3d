//! An edition's texts tried in the layouts before anything is made with them. A fault in a layout that all share is said once
//! rather than 201 times; a text that a layout cannot set is told by its file and its paragraph.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Press, own_fault};
use crate::plan::fit::WHOLE;
use crate::plan::sheet::{Article, Correction, CorrectionItem, Shows, Village};
use crate::typeset::Subject;
use crate::typeset::kinds::{Kind, Scope};
use office::diagnostic::{Diagnostic, Faults, Place, Result};
use office::model::{Block, Run, rich_text};

impl Press<'_> {
    /// Sets every kind once, for a village without anything of its own: whether a fault that a village met is everyone's, which is
    /// then said once rather than 201 times.
    ///
    /// # Errors
    /// The layouts' faults.
    pub(super) fn rehearse(&self) -> Result<()> {
        let rehearsed = || catch_unwind(AssertUnwindSafe(|| self.rehearsed())).unwrap_or_else(|_| Err(own_fault("tata letak").into()));
        self.rehearsal.get_or_init(|| rehearsed().map_err(|faults| self.with_culprits(faults))).clone()
    }

    fn rehearsed(&self) -> Result<()> {
        let Some(village) = self.plan.villages().first() else { return Ok(()) };
        let whole = self.plan.village_sheet(village);
        let mut sheet = Village { spoken: whole.spoken.clone(), ..whole.shown(Shows::Contents) };
        self.plan.put_forms(&mut sheet, village);
        sheet.attachments = self.plan.all_attachments();
        for kind in Kind::ALL {
            match kind.scope() {
                Scope::Village | Scope::Edition if !self.is_in_bundle(kind, &sheet) => {}
                Scope::Kecamatan => {
                    let rows = [(village, String::new(), 0)];
                    let kecamatan = self.plan.kecamatan_sheet(&rows, |_| String::new());
                    kecamatan.map(|sheet| self.typesetter.lay_out(kind, WHOLE, &sheet)).transpose()?;
                }
                Scope::Village | Scope::Cover | Scope::Edition => {
                    let laid_out = self.fitted(kind, &sheet, village)?;
                    self.finish(kind, laid_out, village, 0)?;
                }
                Scope::Separator => drop(self.typesetter.lay_out(kind, WHOLE, &sheet)?),
                Scope::Picture => drop(self.card(village, &sheet, 0)?),
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
    /// nothing is said to be ready which then cannot be set; where nothing is, what an office loses by layouts of its own.
    pub(super) fn try_texts(&self) -> Vec<Diagnostic> {
        self.texts_tried().map_or_else(Vec::from, |()| self.unmapped())
    }

    fn texts_tried(&self) -> Result<()> {
        self.rehearse()?;
        let Some(village) = self.plan.villages().first() else { return Ok(()) };
        let mut sheet = self.plan.village_sheet(village).shown(Shows::Contents);
        sheet.announcements = self.plan.articles().into_iter().map(|(_, article)| article).collect();
        if sheet.announcements.is_empty() {
            return Ok(());
        }
        // Where a text leads, it is set otherwise than among the others.
        sheet.front.lead = sheet.announcements.last().cloned();
        sheet.attachments = self.plan.all_attachments();
        sheet.correction = Some(correction(sheet.announcements.clone()));
        let mut kinds = Kind::ALL.into_iter().filter(|kind| self.is_in_bundle(*kind, &sheet));
        kinds.try_for_each(|kind| self.tried(kind, &sheet)).map_err(|faults| self.with_culprits(faults))
    }

    fn with_culprits(&self, faults: Faults) -> Faults {
        faults.into_iter().chain(self.culprits()).collect::<Vec<_>>().into()
    }

    /// The texts that no layout can set, by file and paragraph. Each is set alone, by the layout of corrections, which shows one text and
    /// nothing of the edition's others.
    pub(super) fn culprits(&self) -> Vec<Diagnostic> {
        let Some(village) = self.plan.villages().first() else { return Vec::new() };
        let mut sheet = self.plan.village_sheet(village).shown(Shows::Contents);
        let mut is_set = |article: Article| {
            sheet.correction = Some(correction(vec![article]));
            Kind::of_scope(Scope::Correction).all(|kind| self.tried(kind, &sheet).is_ok())
        };
        let mut said = Vec::new();
        // Where a single word cannot be set, no text is to blame.
        let word = Block::paragraph(vec![Run::plain("Kata")]);
        let plain = Article { title: "Judul".to_owned(), body: vec![word], ..Article::default() };
        if !is_set(plain) {
            return said;
        }
        for (place, article) in self.plan.articles() {
            if is_set(article.clone()) {
                continue;
            }
            let alone = |block| Article { body: vec![block], picture: None, more_pictures: Vec::new(), ..article.clone() };
            let parts: Vec<_> = article.body.iter().filter(|block| !is_set(alone((*block).clone()))).collect();
            said.extend(parts.iter().map(|block| {
                let words: String = rich_text::lines(std::slice::from_ref(*block)).join(" ").chars().take(80).collect();
                culprit(place).raw(words)
            }));
            if parts.is_empty() {
                said.push(culprit(place));
            }
        }
        said
    }

    fn tried(&self, kind: Kind, sheet: &Village) -> Result<()> {
        // Some faults are found only as a document is written: a heading without words is none of the standard's.
        let subject = || Subject { title: kind.title().to_owned(), author: String::new(), code: sheet.code.clone() };
        let laid_out = || {
            let pages = self.typesetter.lay_out(kind, WHOLE, sheet)?;
            self.typesetter.export(kind, pages, &subject()).map(|_| ())
        };
        catch_unwind(AssertUnwindSafe(laid_out)).unwrap_or_else(|_| Err(own_fault(kind.title()).into()))
    }
}

fn culprit(place: &Place) -> Diagnostic {
    let fault = Diagnostic::error("naskah.tidak-tertata", "naskah ini tidak dapat ditata").at(place.clone());
    fault.remedy("tulis bagian itu dengan lebih sederhana")
}

/// A correction that shows these articles.
fn correction(articles: Vec<Article>) -> Correction {
    let items = articles.into_iter().map(|article| item(Some(article))).collect();
    Correction { label: "Ralat".to_owned(), made: None, replaces: String::new(), items }
}

fn item(article: Option<Article>) -> CorrectionItem {
    CorrectionItem { heading: "Ralat".to_owned(), kind: String::new(), cells: Vec::new(), before: None, after: None, article }
}
