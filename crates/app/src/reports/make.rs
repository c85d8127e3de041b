//! Papers for many units at once, for the operator: made from figures and an outline, without storing anything, and
//! with every gap reported.

use super::ReportError;
use super::facts::lens;
use super::files::{lay_out, unlaid};
use super::gaps::Gap;
use super::order::Written;
use crate::reports::ReportService;
use crate::totals::Question;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_reports::Paper;
use uuid::Uuid;

/// What is to be made.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Outline's code.
    pub outline: String,
    /// Days.
    pub period: Period,
    /// Whether the map of the last day is read.
    pub is_restated: bool,
    /// Formats: docx, pdf, xlsx.
    pub formats: Vec<String>,
}

/// A unit's paper in the requested formats.
#[derive(Debug)]
pub struct Made {
    /// Unit.
    pub unit: UnitId,
    /// The report that was frozen for this period, if any; its stored files are returned.
    pub report: Option<Uuid>,
    /// Numbers in it.
    pub numbers: usize,
    /// What it lacks; each is printed as a gap.
    pub gaps: Vec<Gap>,
    /// Format and bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Why a unit's paper was not made.
pub type MakeError = ReportError;

impl ReportService<'_> {
    /// The units for which an outline is made: the unit itself if the outline is for its level, otherwise all units
    /// below it that it is for and that existed on the last day, by name.
    pub fn units_to_make(&self, top: UnitId, code: &str, period: Period) -> Vec<UnitId> {
        let snapshot = self.snapshot();
        let rules = self.rules_for_period(top, period);
        let Some(outline) = rules.pack.outlines.iter().find(|o| o.id == code) else {
            return Vec::new();
        };
        if snapshot
            .map
            .level(top)
            .is_some_and(|level| outline.levels.contains(&level))
        {
            return vec![top];
        }
        snapshot.owing(top, &outline.levels, period.to).by_name().to_vec()
    }

    /// The paper of a unit as it would be frozen now, without people's words; and what it lacks.
    pub async fn fresh_paper(&self, unit: UnitId, of: &Wanted) -> Result<(Paper, Vec<Gap>), ReportError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, unit) {
            return Err(ReportError::NotFound);
        }
        let outlined = self
            .outlined(unit, &of.outline, of.period)
            .ok_or(ReportError::NotFound)?;
        self.takes(unit, &outlined.outline, of.period)?;
        let period = of.period.until(self.today());
        let stands = snapshot.map.at(unit, period.to).is_some();
        let q = Question {
            unit,
            period,
            lens: lens(of.is_restated && stands, period),
        };
        let draft = self
            .compose(&outlined, (q, of.period), &Written::default())
            .await?;
        let bodies = self.papers().issuers(unit, self.today()).await?;
        let issuer = bodies.first().filter(|_| bodies.len() == 1);
        let paper = self.paper_of(unit, &draft, issuer, None);
        Ok((paper, draft.gaps()))
    }

    /// Makes the paper of a unit in some formats. If a report was frozen for this period, its stored files are
    /// returned.
    pub async fn make(&self, unit: UnitId, of: &Wanted) -> Result<Made, MakeError> {
        let days = (of.period.from.number(), of.period.to.number());
        let kept = self.same(unit, &of.outline, days).await?;
        let kept = kept.filter(|row| row.stage.is_frozen());
        if let Some(row) = kept {
            let mut files = Vec::new();
            for format in &of.formats {
                files.push((format.clone(), self.file(row.id, format).await?.1));
            }
            let paper = self.find(row.id).await?.paper;
            return Ok(Made {
                unit,
                report: Some(row.id),
                numbers: paper.numbers().len(),
                gaps: Vec::new(),
                files,
            });
        }
        let (paper, gaps) = self.fresh_paper(unit, of).await?;
        let formats = of.formats.clone();
        let made = self.app.lay_out(move |fonts| {
            let files = formats
                .into_iter()
                .map(|format| lay_out(&paper, &format, fonts).map(|bytes| (format, bytes)));
            files
                .collect::<Result<Vec<_>, _>>()
                .map(|files| (paper.numbers().len(), files))
        });
        let (numbers, files) = made.await.map_err(unlaid)?;
        Ok(Made {
            unit,
            report: None,
            numbers,
            gaps,
            files,
        })
    }
}
