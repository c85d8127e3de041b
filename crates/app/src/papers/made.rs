//! One paper made from a template with everything that belongs to it, and the list of a unit's papers.

use super::drafting::{answers_of, has_secretary};
use super::freezing::kind_of;
use super::made_files::MadeFile;
use super::{Issuer, Outgoing, PaperError, PaperService, outgoing_of};
use crate::law::PartLaw;
use dienhong_domain::packs::{Known, Pack, PartOf, Words};
use dienhong_domain::papers::PaperKind;
use dienhong_domain::procedures::papers::{PROCEDURE, RETURN, REVOKE, State};
use dienhong_domain::rights::Permission;
use dienhong_domain::templates::PaperTemplate;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_reports::Paper;
use dienhong_store::made_papers::{PaperPlace, PaperRow, PaperVersionRow};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Papers on a page of the list.
pub const MADE_ROWS: usize = 50;

/// States in which a paper has or had a number.
const NUMBERED: [State; 3] = [State::Issued, State::Cancelled, State::Revoked];

/// Something that happened to a paper.
pub type PaperStep = crate::procedures::Step<State>;

/// A frozen version of a paper.
#[derive(Clone, Debug)]
pub struct PaperVersion {
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 of the model, hex.
    pub hash: String,
    /// Moment, UTC milliseconds.
    pub at: i64,
}

/// A paper with everything that belongs to it.
#[derive(Clone, Debug)]
pub struct MadePaper {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Its template, as it was when the paper was begun.
    pub template: PaperTemplate,
    /// How the law behind the template is known.
    pub known: Known,
    /// The pack that has the template; none where no pack has it any more.
    pub law: Option<PartLaw>,
    /// Where it stands.
    pub state: State,
    /// How often it was frozen.
    pub version: i64,
    /// Changes of what is filled in.
    pub edit_count: i64,
    /// Day whose legal bases hold.
    pub law_day: Day,
    /// Who issues it.
    pub issuer: Option<Issuer>,
    /// Who signs minutes as secretary.
    pub secretary: String,
    /// Answers by the codes of the blanks.
    pub answers: BTreeMap<String, String>,
    /// The paper: as far as it is filled in, or as it was frozen or issued.
    pub paper: Paper,
    /// The questions of needed blanks that are empty, while it is drafted.
    pub missing: Vec<Words>,
    /// What happened, in order; to who does not work on the unit's papers, since it has its number.
    pub steps: Vec<PaperStep>,
    /// Frozen versions, the newest first.
    pub versions: Vec<PaperVersion>,
    /// Stored files.
    pub files: Vec<MadeFile>,
    /// Its numbers, the newest first.
    pub numbers: Vec<Outgoing>,
}

impl MadePaper {
    /// The kind of paper; none for a certificate.
    pub fn kind(&self) -> Option<PaperKind> {
        kind_of(&self.template)
    }

    /// Whether minutes are made: they have a secretary.
    pub fn has_secretary(&self) -> bool {
        has_secretary(&self.template)
    }

    /// The paper that revoked it, if one did.
    pub fn revoked_by(&self) -> Option<Uuid> {
        let step = self.steps.iter().rfind(|step| step.act == REVOKE)?;
        step.reasons
            .iter()
            .find_map(|(place, _)| Uuid::parse_str(place).ok())
    }

    /// Why it was sent back, while it waits to be corrected.
    pub fn returned(&self) -> Option<&PaperStep> {
        let last = self.steps.last().filter(|_| self.state == State::Draft)?;
        (last.act == RETURN).then_some(last)
    }
}

/// A line of the list of papers.
#[derive(Clone, Debug)]
pub struct MadeSummary {
    /// Permanent id.
    pub id: Uuid,
    /// The name of its template; none when no pack has it any more.
    pub title: Option<Words>,
    /// What it is about; empty before it was frozen.
    pub summary: String,
    /// Where it stands.
    pub state: State,
    /// Its number and sign, once it was issued.
    pub mark: Option<String>,
    /// Moment at which it was begun, UTC milliseconds.
    pub at: i64,
}

/// A page of the list of papers.
#[derive(Clone, Debug)]
pub struct MadePage {
    /// Papers, the newest first.
    pub lines: Vec<MadeSummary>,
    /// Whether there are newer ones.
    pub has_newer: bool,
    /// Whether there are older ones.
    pub has_older: bool,
}

impl PaperService<'_> {
    /// A paper with everything that belongs to it.
    pub async fn find_paper(&self, id: Uuid) -> Result<MadePaper, PaperError> {
        let row = self.own_paper(id).await?;
        let template = self.template_of(&row)?;
        let (paper, missing) = match row.state {
            State::Draft | State::Discarded => {
                let composed = self.composed(&row, &template).await?;
                (composed.paper, composed.missing)
            }
            State::Submitted => (self.frozen_paper(&row).await?, Vec::new()),
            State::Issued | State::Cancelled | State::Revoked => (self.issued_paper(&row).await?, Vec::new()),
        };
        let issuer = match row.issuer {
            Some(issuer) => self.issuer(issuer, self.today()).await.ok(),
            None => None,
        };
        let rules = self.snapshot().rules_by_number(row.rules);
        let mut steps = self.procedures().history(&PROCEDURE, id).await?;
        if !self.handles_papers(row.unit) {
            steps.retain(|step| step.state.is_numbered());
        }
        let has = |pack: &Pack| pack.templates.iter().any(|of| of.id == template.id);
        let law = PartLaw::find(self.snapshot(), &rules, has);
        let numbers = self.store.outgoing_of_paper(id).await?;
        Ok(MadePaper {
            law,
            id,
            unit: row.unit,
            known: rules.pack.known(PartOf::Template, &template.id).clone(),
            template,
            state: row.state,
            version: row.version,
            edit_count: row.edit_count,
            law_day: row.law_day,
            issuer,
            answers: answers_of(&row)?,
            paper,
            missing,
            steps,
            versions: self.paper_versions(id).await?,
            files: self.made_files(&row).await?,
            numbers: numbers.iter().map(outgoing_of).collect(),
            secretary: row.secretary,
        })
    }

    async fn paper_versions(&self, id: Uuid) -> Result<Vec<PaperVersion>, PaperError> {
        let rows = self.store.paper_versions(id).await?;
        let version = |row: PaperVersionRow| PaperVersion {
            version: row.version,
            hash: hex::encode(&row.hash),
            at: row.at,
        };
        Ok(rows.into_iter().map(version).collect())
    }

    /// The states of a unit's papers that the actor may see: whoever writes or approves there sees all, everybody else what has
    /// or had a number. What is only drafted belongs to those who work on it.
    pub fn visible_states(&self, unit: UnitId) -> &'static [State] {
        match self.handles_papers(unit) {
            true => &State::ALL,
            false => &NUMBERED,
        }
    }

    /// A page of a unit's papers that the actor may see, in one state or in all but the discarded, the newest first.
    pub async fn made_papers(
        &self,
        unit: UnitId,
        state: Option<State>,
        place: PaperPlace,
    ) -> Result<MadePage, PaperError> {
        if !self.may(Permission::ReadTotals, unit) {
            return Err(PaperError::NotFound);
        }
        let visible = self.visible_states(unit).iter().copied();
        let wanted = visible.filter(|of| match state {
            Some(state) => *of == state,
            None => *of != State::Discarded,
        });
        let wanted: Vec<State> = wanted.collect();
        let mut rows = self.store.papers(unit, &wanted, place, MADE_ROWS + 1).await?;
        let is_longer = rows.len() > MADE_ROWS;
        let (has_newer, has_older) = match place {
            PaperPlace::Newest => (false, is_longer),
            PaperPlace::Below(_) => (true, is_longer),
            PaperPlace::Above(_) => (is_longer, true),
        };
        if is_longer {
            // The row too many is the one farthest from where the page begins.
            let farthest = match place {
                PaperPlace::Above(_) => 0,
                _ => MADE_ROWS,
            };
            rows.remove(farthest);
        }
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            lines.push(self.made_summary(row).await?);
        }
        Ok(MadePage {
            lines,
            has_newer,
            has_older,
        })
    }

    async fn made_summary(&self, row: PaperRow) -> Result<MadeSummary, PaperError> {
        let mark = match row.state.is_numbered() {
            true => self
                .store
                .outgoing_of_paper(row.id)
                .await?
                .first()
                .map(|n| outgoing_of(n).mark()),
            false => None,
        };
        Ok(MadeSummary {
            id: row.id,
            title: self.template_of(&row).ok().map(|template| template.title),
            state: row.state,
            mark,
            at: row.made_at,
            summary: row.summary,
        })
    }
}
