//! A Word file that went through other hands, held against the frozen model.

use super::ReportError;
use crate::reports::ReportService;
use dienhong_reports::{Mismatch, ReadBackError, differing};
use uuid::Uuid;

/// What a check found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// How many numbers the report holds.
    pub numbers: usize,
    /// Those that read otherwise in the file.
    pub differing: Vec<Mismatch>,
}

impl ReportService<'_> {
    /// Holds a Word file against a report: every number that differs, is missing, stands twice or is unknown.
    ///
    /// # Errors
    /// [`ReportError::NotThatFile`] for what is no Word file.
    pub async fn check(&self, id: Uuid, docx: Vec<u8>) -> Result<Checked, ReportError> {
        let report = self.find(id).await?;
        let paper = report.paper;
        let checked = tokio::task::spawn_blocking(move || {
            differing(&paper, &docx).map(|differing| Checked {
                numbers: paper.numbers().len(),
                differing,
            })
        });
        match checked.await {
            Ok(Ok(checked)) => Ok(checked),
            Ok(Err(ReadBackError::TooLarge)) => Err(ReportError::FileTooLarge(20 << 20)),
            Ok(Err(_)) => Err(ReportError::NotThatFile),
            Err(error) => Err(ReportError::Layout(error.to_string())),
        }
    }
}
