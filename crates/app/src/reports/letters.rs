//! Characters of a paper that the font of PDFs lacks, reported before a report is frozen.

use super::ReportError;
use crate::reports::ReportService;
use dienhong_reports::{Lacking, Paper};

impl ReportService<'_> {
    /// Characters that a PDF of a paper could not show, and where they occur.
    pub fn lacking_letters(&self, paper: &Paper) -> Vec<Lacking> {
        self.app.fonts().lacking(paper)
    }

    /// Refuses a paper with characters that a PDF could not show.
    pub(super) fn has_letters(&self, paper: &Paper) -> Result<(), ReportError> {
        let lacking = self.lacking_letters(paper);
        match lacking.is_empty() {
            true => Ok(()),
            false => Err(ReportError::Letters(lacking)),
        }
    }
}
