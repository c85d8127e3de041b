//! Papers that an office makes from templates of packs: which templates may be chosen, and filling in their blanks.
//!
//! What may be chosen is the law of today; a paper that was begun keeps the template of that day. Legal bases are those of the
//! day that the office names, such as the day on which a file was received.

use super::{LINE_MAX, PaperError, PaperService};
use crate::procedures::{Remarks, Subject};
use dienhong_domain::packs::{Known, PartOf};
use dienhong_domain::papers::PaperKind;
use dienhong_domain::procedures::papers::{BEGIN, PROCEDURE, State};
use dienhong_domain::rights::Permission;
use dienhong_domain::templates::{Blank, PaperTemplate, TemplateForm};
use dienhong_domain::text::{clean_line, is_longer};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::WriteError;
use dienhong_store::made_papers::PaperRow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Longest answer in one line, in characters.
pub const ANSWER_MAX: usize = 1_000;
/// Longest answer of several lines, in characters.
pub const LINES_MAX: usize = 8_000;

/// A template that may be chosen.
#[derive(Clone, Debug)]
pub struct TemplateChoice {
    /// The template.
    pub template: PaperTemplate,
    /// How the law behind it is known.
    pub known: Known,
}

/// A paper that is begun.
#[derive(Clone, Debug)]
pub struct NewPaper {
    /// Permanent id, made with the form: the same form sent twice begins one paper.
    pub id: Uuid,
    /// Template's code.
    pub template: String,
    /// Day whose legal bases hold.
    pub law_day: Day,
}

/// What is filled in, as typed.
#[derive(Clone, Debug)]
pub struct PaperContent {
    /// Changes of the paper that the person saw.
    pub seen: i64,
    /// The body that issues it; none before one is chosen.
    pub issuer: Option<Uuid>,
    /// Day whose legal bases hold.
    pub law_day: Day,
    /// Who signs minutes as secretary.
    pub secretary: String,
    /// Answers by the codes of the blanks.
    pub answers: BTreeMap<String, String>,
}

impl PaperContent {
    /// Everything that is wrong with it, each with the code of its blank, or with "law-day" or "secretary". Blanks that are
    /// still empty are no mistake before the paper is submitted.
    pub fn mistakes(&self, template: &PaperTemplate, today: Day) -> Vec<(String, PaperError)> {
        let too_long = |blank: &Blank| {
            let most = if blank.lines { LINES_MAX } else { ANSWER_MAX };
            let answer = answer_of(blank, &self.answers);
            is_longer(&answer, most).then(|| (blank.id.clone(), PaperError::TooLong(most)))
        };
        let mut found: Vec<(String, PaperError)> = template.blanks.iter().filter_map(too_long).collect();
        if self.law_day > today {
            found.push(("law-day".to_owned(), PaperError::NotYet));
        }
        if is_longer(&clean_line(&self.secretary), LINE_MAX) {
            found.push(("secretary".to_owned(), PaperError::TooLong(LINE_MAX)));
        }
        found
    }
}

/// The answer to a blank without what it cannot have: one line, or lines without empty ones.
fn answer_of(blank: &Blank, answers: &BTreeMap<String, String>) -> String {
    let typed = answers.get(&blank.id).map_or("", String::as_str);
    if !blank.lines {
        return clean_line(typed);
    }
    let lines = typed.lines().map(clean_line).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether minutes are made from a template: they have a secretary.
pub(super) fn has_secretary(template: &PaperTemplate) -> bool {
    matches!(
        template.form,
        TemplateForm::Paper {
            kind: PaperKind::Minutes,
            ..
        }
    )
}

impl PaperService<'_> {
    /// Whether the actor may begin papers of a unit, which a unit that ended has none of.
    pub fn may_draft(&self, unit: UnitId) -> bool {
        let stands = self.snapshot().map.at(unit, self.today()).is_some();
        stands && self.actor.is_signed_in() && self.may(Permission::WriteReports, unit)
    }

    /// The templates that a unit may choose today, in the order of their packs.
    ///
    /// # Errors
    /// Not found for who begins no papers there.
    pub fn templates(&self, unit: UnitId) -> Result<Vec<TemplateChoice>, PaperError> {
        if !self.may_draft(unit) {
            return Err(PaperError::NotFound);
        }
        let rules = self.rules_today(unit);
        let level = self.snapshot().map.level(unit);
        let fits = |of: &&PaperTemplate| level.is_some_and(|level| of.levels.contains(&level));
        let choice = |template: &PaperTemplate| TemplateChoice {
            known: rules.pack.known(PartOf::Template, &template.id).clone(),
            template: template.clone(),
        };
        Ok(rules.pack.templates.iter().filter(fits).map(choice).collect())
    }

    /// Begins a paper of a unit.
    ///
    /// # Errors
    /// No such template may be chosen, or the day is in the future.
    pub async fn begin_paper(&self, unit: UnitId, new: &NewPaper) -> Result<Uuid, PaperError> {
        let choices = self.templates(unit)?;
        let begun = Subject {
            id: new.id,
            unit,
            state: None,
        };
        let permit = self.procedures().permit(&PROCEDURE, begun, BEGIN).await?;
        if !choices.iter().any(|choice| choice.template.id == new.template) {
            return Err(PaperError::Missing("template"));
        }
        if new.law_day > self.today() {
            return Err(PaperError::NotYet);
        }
        if let Some(row) = self.store.paper(new.id).await? {
            let is_same = row.unit == unit && row.template == new.template;
            return if is_same {
                Ok(row.id)
            } else {
                Err(PaperError::NotFound)
            };
        }
        let step = self.procedures().step(&permit, Remarks::default()).await?;
        let bodies = self.issuers(unit, self.today()).await?;
        let row = PaperRow {
            id: new.id,
            unit,
            template: new.template.clone(),
            rules: self.entries().rules_number(&self.rules_today(unit)).await?,
            issuer: bodies.first().filter(|_| bodies.len() == 1).map(|body| body.id),
            law_day: new.law_day,
            answers: "{}".to_owned(),
            secretary: String::new(),
            summary: String::new(),
            state: step.state(),
            version: 0,
            edit_count: 0,
            made_at: self.now(),
            made_by: self.actor.person,
        };
        let detail = serde_json::json!({ "template": row.template }).to_string();
        let batch = step.log(step.keep(self.batch().new_paper(&row)), detail);
        match self.write(batch).await {
            Ok(()) => Ok(row.id),
            Err(WriteError::Stale | WriteError::Constraint(_)) => Err(PaperError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps what was filled in while a paper is drafted.
    ///
    /// # Errors
    /// The first mistake ([`PaperContent::mistakes`]); or somebody else changed it meanwhile.
    pub async fn fill_in_paper(&self, id: Uuid, content: &PaperContent) -> Result<(), PaperError> {
        let row = self.drafted(id).await?;
        let template = self.template_of(&row)?;
        if row.edit_count != content.seen {
            return Err(PaperError::Overtaken);
        }
        if let Some((_, mistake)) = content.mistakes(&template, self.today()).into_iter().next() {
            return Err(mistake);
        }
        if let Some(issuer) = content.issuer {
            let bodies = self.issuers(row.unit, self.today()).await?;
            if bodies.iter().all(|body| body.id != issuer) {
                return Err(PaperError::NotFound);
            }
        }
        let answered = |blank: &Blank| (blank.id.clone(), answer_of(blank, &content.answers));
        let answers: BTreeMap<String, String> = template.blanks.iter().map(answered).collect();
        let filled = PaperRow {
            answers: serde_json::to_string(&answers).map_err(unreadable)?,
            secretary: clean_line(&content.secretary),
            issuer: content.issuer,
            law_day: content.law_day,
            ..row
        };
        let batch = self
            .batch()
            .paper_content(&filled)
            .log(filled.unit.0, "papers.write", id, "{}");
        self.unless_outdated(batch).await
    }

    /// Whether the actor works on a unit's papers: they write or approve them.
    pub(super) fn handles_papers(&self, unit: UnitId) -> bool {
        self.may(Permission::WriteReports, unit) || self.may(Permission::ApproveReports, unit)
    }

    /// A paper that the actor may read: one that has or had a number as whoever reads figures, any other as who works on it.
    pub(super) async fn own_paper(&self, id: Uuid) -> Result<PaperRow, PaperError> {
        let row = self.store.paper(id).await?.ok_or(PaperError::NotFound)?;
        let reads =
            self.may(Permission::ReadTotals, row.unit) && self.visible_states(row.unit).contains(&row.state);
        match reads {
            true => Ok(row),
            false => Err(PaperError::NotFound),
        }
    }

    /// A paper that is drafted and that the actor may fill in.
    async fn drafted(&self, id: Uuid) -> Result<PaperRow, PaperError> {
        let row = self.own_paper(id).await?;
        if !self.actor.is_signed_in() || !self.may(Permission::WriteReports, row.unit) {
            return Err(PaperError::NotAllowed);
        }
        match row.state {
            State::Draft => Ok(row),
            state => Err(PaperError::Stands(state)),
        }
    }

    /// The template of a paper, as the packs had it when the paper was begun.
    pub(super) fn template_of(&self, row: &PaperRow) -> Result<PaperTemplate, PaperError> {
        let begun = self.snapshot().rules_by_number(row.rules);
        let now = self.rules_today(row.unit);
        let mut all = begun.pack.templates.iter().chain(&now.pack.templates);
        let found = all.find(|template| template.id == row.template);
        found.cloned().ok_or(PaperError::NotFound)
    }
}

/// What was filled in, by the codes of the blanks.
pub(super) fn answers_of(row: &PaperRow) -> Result<BTreeMap<String, String>, PaperError> {
    serde_json::from_str(&row.answers).map_err(unreadable)
}

/// Stored data of a paper that do not read or write.
pub(super) fn unreadable(error: serde_json::Error) -> PaperError {
    PaperError::Fault(crate::Fault::Other(format!("a paper can not be read: {error}")))
}
