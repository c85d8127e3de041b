//! A Word file that other people edited, compared with the frozen model.

use super::ReportError;
use crate::reports::ReportService;
use dienhong_reports::{Mismatch, ReadBackError, differing};
use uuid::Uuid;

/// What a check found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// How many numbers the report holds.
    pub numbers: usize,
    /// Those that are different in the file.
    pub differing: Vec<Mismatch>,
}

impl ReportService<'_> {
    /// Compares a Word file with a report: every number that differs, is missing, occurs twice or is unknown.
    ///
    /// # Errors
    /// [`ReportError::NotThatFile`] if it is not a Word file.
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
