//! The picture of a village's week, for the status and the groups of WhatsApp.

use typst_layout::PagedDocument;

use super::Press;
use super::paper::{Addressee, Paper};
use crate::plan::fit::WHOLE;
use crate::plan::sheet::{self, Shows};
use crate::typeset::kinds::Kind;
use crate::typeset::picture::{png, says};
use office::diagnostic::{Diagnostic, Result};
use office::model::Village;

impl Press<'_> {
    /// The picture as a page; `None`: the office wants none.
    ///
    /// # Errors
    /// The layout's faults.
    pub fn card_page(&self, sheet: &sheet::Village) -> Result<Option<PagedDocument>> {
        if !self.checked.settings.edition.card {
            return Ok(None);
        }
        self.typesetter.lay_out(Kind::Card, WHOLE, &sheet.shown(Shows::News)).map(Some)
    }

    /// The picture's file name, and the PNG; `None`: the office wants none. A picture cannot be read back: it must name its village before
    /// it is drawn.
    ///
    /// # Errors
    /// The layout's faults; its page does not name the village, or is no such picture.
    pub fn card(&self, village: &Village, sheet: &sheet::Village, ralat: u32) -> Result<Option<(String, Vec<u8>)>> {
        let Some(page) = self.card_page(sheet)? else { return Ok(None) };
        let refused = |reason: String| {
            let message = format!("{} untuk {} tidak lolos pemeriksaan: {reason}", Kind::Card.title(), village.desa.title());
            Diagnostic::error("dokumen.tidak-lolos", message).remedy("periksa tata letaknya")
        };
        if !says(&page, &village.desa.name) {
            return Err(refused("nama desanya tidak tertulis".to_owned()).into());
        }
        let picture = png(&page).map_err(|reason| refused(reason.to_string()))?;
        let addressee = Addressee::village(village);
        let paper = Paper { checked: self.checked, kind: Kind::Card, addressee: &addressee, ralat };
        Ok(Some((paper.file_name(), picture)))
    }
}
