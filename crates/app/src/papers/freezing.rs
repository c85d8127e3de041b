//! Steps of a paper made from a template: frozen and submitted, sent back or withdrawn, issued with number, day and signer, and
//! cancelled. What was frozen stays as it is: issuing adds head, number, day and signature, and makes nothing else anew.

use super::drafting::{answers_of, has_secretary, unreadable};
use super::versions::{ISSUED, SUBMITTED};
use super::{Issuer, PaperError, PaperService, Signer, outgoing_of, signer_of};
use crate::filings::marks;
use crate::procedures::{NewStep, Permit, Remarks, Subject};
use crate::snapshot::LawSpan;
use dienhong_domain::packs::Words;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::procedures::papers::{
    CANCEL, DISCARD, ISSUE, PROCEDURE, RESTORE, RETURN, REVOKE, SUBMIT, State, WITHDRAW,
};
use dienhong_domain::templates::{PaperTemplate, TemplateForm};
use dienhong_domain::text::clean_line;
use dienhong_domain::time::{Day, Period};
use dienhong_i18n::{Locale, t};
use dienhong_reports::{Issuance, Layout, Paper, Signature, compose};
use dienhong_store::frozen::Frozen;
use dienhong_store::made_papers::{PaperRow, PaperVersionRow};
use dienhong_store::papers::OutgoingRow;
use dienhong_store::{Batch, WriteError};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How often the next number is tried again because others took it.
const TRIES: usize = 20;
/// What stands in a preview where a needed blank is empty.
const GAP: &str = "…………";

/// A paper of a template as far as it is filled in.
pub(super) struct Composed {
    /// The paper; needed blanks that are empty show as gaps.
    pub(super) paper: Paper,
    /// The questions of those blanks.
    pub(super) missing: Vec<Words>,
}

impl PaperService<'_> {
    /// Freezes a paper and submits it to whoever approves. `seen` is the state that the person saw, so that changes made since
    /// by somebody else are not frozen unseen.
    ///
    /// # Errors
    /// Blanks are empty, nobody issues it, minutes have no secretary, or the font of PDFs lacks letters.
    pub async fn submit_paper(&self, id: Uuid, seen: i64, note: &str) -> Result<(), PaperError> {
        let row = self.own_paper(id).await?;
        let permit = self.paper_permit(&row, SUBMIT).await?;
        if row.edit_count != seen {
            return Err(PaperError::Overtaken);
        }
        let paper = self.complete_paper(&row).await?;
        let model = serde_json::to_string(&paper).map_err(unreadable)?;
        let version = self.frozen_version(&row, &model)?;
        let detail = serde_json::json!({ "version": version.version, "hash": hex::encode(&version.hash) });
        let remarks = Remarks::note(version.version, note);
        let (batch, step) = self.paper_step(&row, &permit, remarks, &paper.summary).await?;
        let batch = batch.paper_version(id, &version, &model);
        let batch = self
            .with_paper_files(batch, &row, (version.version, SUBMITTED), &paper)
            .await?;
        self.unless_outdated(step.log(batch, detail.to_string())).await
    }

    /// Takes a submitted paper back, to continue writing it.
    pub async fn withdraw_paper(&self, id: Uuid, note: &str) -> Result<(), PaperError> {
        self.simply(id, WITHDRAW, note).await
    }

    /// Lays a draft aside that is not needed. Nothing of it is deleted, and it may be taken up again.
    pub async fn discard_paper(&self, id: Uuid) -> Result<(), PaperError> {
        self.simply(id, DISCARD, "").await
    }

    /// Takes a discarded draft up again.
    pub async fn restore_paper(&self, id: Uuid) -> Result<(), PaperError> {
        self.simply(id, RESTORE, "").await
    }

    /// Sends a submitted paper back to its writers, with a reason.
    pub async fn return_paper(&self, id: Uuid, why: &str) -> Result<(), PaperError> {
        self.simply(id, RETURN, why).await
    }

    /// Approves a paper and gives it its next number, the day and the signer. A certificate has the next number of the body's
    /// book of certificates.
    ///
    /// # Errors
    /// The signer may not sign on the day, or the day is before that of the last number or in the future.
    pub async fn issue_paper(&self, id: Uuid, signer: Uuid, day: Day, note: &str) -> Result<u32, PaperError> {
        let row = self.own_paper(id).await?;
        let permit = self.paper_permit(&row, ISSUE).await?;
        if day > self.today() {
            return Err(PaperError::Ahead);
        }
        let issuer = row.issuer.ok_or(PaperError::Missing("issuer"))?;
        let issuer = self.issuer(issuer, day).await?;
        let signer = self.store.signer(signer).await?;
        let signer = signer.filter(|found| found.issuer == issuer.id);
        let signer = signer_of(&signer.ok_or(PaperError::NotFound)?);
        if !signer.holds(day) {
            return Err(PaperError::SignerNotThen(signer.name, day));
        }
        let frozen = self.frozen_paper(&row).await?;
        let kind = kind_of(&self.template_of(&row)?);
        for _ in 0..TRIES {
            let number = match kind {
                Some(kind) => self.next_number(&issuer, kind, day, None).await?,
                None => self.next_certificate(&issuer, day).await?,
            };
            let paper = issued(&frozen, (&issuer, &signer), &number);
            if let Some(number) = self.issue((&row, &permit), &paper, number, note).await? {
                return Ok(number);
            }
            // Somebody took that number for another paper.
        }
        Err(PaperError::Overtaken)
    }

    async fn issue(
        &self,
        (row, permit): (&PaperRow, &Permit<State>),
        paper: &Paper,
        number: OutgoingRow,
        note: &str,
    ) -> Result<Option<u32>, PaperError> {
        let number = OutgoingRow {
            summary: listed_summary(paper),
            recipients: paper.recipients.lines.join("\n"),
            paper: Some(row.id),
            version: row.version,
            at: self.now(),
            person: self.actor.person,
            ..number
        };
        let model = serde_json::to_vec(paper).map_err(unreadable)?;
        let remarks = Remarks::note(row.version, note);
        let (batch, step) = self.paper_step(row, permit, remarks, &row.summary).await?;
        let of = (row.version, ISSUED);
        let batch = self.with_paper_files(batch, row, of, paper).await?;
        let file = self.paper_file_row(row, of, ("model", "json"), &model);
        let detail = serde_json::json!({
            "version": row.version,
            "number": number.number,
            "day": number.day.number(),
            "hash": file.sha256,
        });
        let batch = batch
            .outgoing(&number)
            .frozen_file(Frozen::Paper, row.id, &file, model);
        match self.write(step.log(batch, detail.to_string())).await {
            Ok(()) => Ok(Some(number.number)),
            Err(WriteError::Constraint(_)) => Ok(None),
            Err(WriteError::Stale) => Err(PaperError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    /// Cancels an issued paper with a reason. Its number stays in the register and is never given again; its files stay.
    pub async fn cancel_paper(&self, id: Uuid, why: &str) -> Result<(), PaperError> {
        let row = self.own_paper(id).await?;
        let permit = self.paper_permit(&row, CANCEL).await?;
        let remarks = Remarks::note(row.version, why);
        let (mut batch, step) = self.paper_step(&row, &permit, remarks, &row.summary).await?;
        let numbers = self.store.outgoing_of_paper(id).await?;
        if let Some(number) = numbers.iter().find(|number| !number.is_cancelled) {
            batch = batch.cancel_outgoing(number, &clean_line(why));
        }
        let detail = serde_json::json!({ "version": row.version }).to_string();
        self.unless_outdated(step.log(batch, detail)).await
    }

    /// Revokes an issued paper by another one of the unit that is issued and no older. Number and files stay, and the register
    /// says by what it was revoked.
    ///
    /// # Errors
    /// [`PaperError::RevokesItself`], [`PaperError::RevokedBefore`]; [`PaperError::Stands`] where the other one does not hold.
    pub async fn revoke_paper(&self, id: Uuid, by: Uuid, why: &str) -> Result<(), PaperError> {
        let row = self.own_paper(id).await?;
        let permit = self.paper_permit(&row, REVOKE).await?;
        let other = self.own_paper(by).await?;
        if by == id {
            return Err(PaperError::RevokesItself);
        }
        if other.unit != row.unit {
            return Err(PaperError::NotFound);
        }
        let other = match other.state {
            State::Issued => self.number_of(by).await?,
            state => return Err(PaperError::Stands(state)),
        };
        let own = self.number_of(id).await?;
        let mark = outgoing_of(&other).mark();
        if other.day < own.day {
            return Err(PaperError::RevokedBefore(mark, other.day));
        }
        let said = format!("{mark}, {}", dienhong_i18n::day(other.day));
        let remarks = Remarks {
            reasons: vec![(by.to_string(), said.clone())],
            ..Remarks::note(row.version, why)
        };
        let (batch, step) = self.paper_step(&row, &permit, remarks, &row.summary).await?;
        let batch = batch.revoke_outgoing(&own, &said);
        let detail = serde_json::json!({ "version": row.version, "by": by }).to_string();
        self.unless_outdated(step.log(batch, detail)).await
    }

    /// The number under which an issued paper stands in the register.
    async fn number_of(&self, paper: Uuid) -> Result<OutgoingRow, PaperError> {
        let numbers = self.store.outgoing_of_paper(paper).await?;
        let standing = numbers.into_iter().find(|number| !number.is_cancelled);
        standing.ok_or(PaperError::NotFound)
    }

    /// An act that changes nothing but where a paper stands.
    async fn simply(&self, id: Uuid, act: &str, note: &str) -> Result<(), PaperError> {
        let row = self.own_paper(id).await?;
        let permit = self.paper_permit(&row, act).await?;
        let remarks = Remarks::note(row.version, note);
        let (batch, step) = self.paper_step(&row, &permit, remarks, &row.summary).await?;
        self.unless_outdated(step.log(batch, "{}")).await
    }

    /// Checks that the actor may do an act with a paper where it stands.
    async fn paper_permit(&self, row: &PaperRow, act: &str) -> Result<Permit<State>, PaperError> {
        let subject = Subject {
            id: row.id,
            unit: row.unit,
            state: Some(row.state),
        };
        Ok(self.procedures().permit(&PROCEDURE, subject, act).await?)
    }

    /// A change of state with its step. It is refused if anything else happened meanwhile.
    async fn paper_step(
        &self,
        row: &PaperRow,
        permit: &Permit<State>,
        remarks: Remarks<'_>,
        summary: &str,
    ) -> Result<(Batch, NewStep<State>), PaperError> {
        let step = self.procedures().step(permit, remarks).await?;
        let batch = self
            .batch()
            .paper_state(row, step.state(), step.version(), summary);
        Ok((step.keep(batch), step))
    }

    /// The paper of a draft, whatever it lacks.
    pub(super) async fn composed(
        &self,
        row: &PaperRow,
        template: &PaperTemplate,
    ) -> Result<Composed, PaperError> {
        let issuer = match row.issuer {
            Some(issuer) => self.issuer(issuer, self.today()).await.ok(),
            None => None,
        };
        let issuance = self.issuance(row, template, issuer.as_ref());
        let mut answers = answers_of(row)?;
        let missing: Vec<(String, Words)> = match compose(template, &answers, &issuance) {
            Ok(paper) => {
                return Ok(Composed {
                    paper,
                    missing: Vec::new(),
                });
            }
            Err(missing) => missing
                .into_iter()
                .map(|blank| (blank.id.clone(), blank.label.clone()))
                .collect(),
        };
        for (blank, _) in &missing {
            answers.insert(blank.clone(), GAP.to_owned());
        }
        Ok(Composed {
            paper: compose(template, &answers, &issuance).unwrap_or_default(),
            missing: missing.into_iter().map(|(_, label)| label).collect(),
        })
    }

    /// The paper of a draft in which everything is there.
    async fn complete_paper(&self, row: &PaperRow) -> Result<Paper, PaperError> {
        let template = self.template_of(row)?;
        let Composed { paper, missing } = self.composed(row, &template).await?;
        if !missing.is_empty() {
            return Err(PaperError::Blanks(missing));
        }
        if row.issuer.is_none() {
            return Err(PaperError::Missing("issuer"));
        }
        if has_secretary(&template) && row.secretary.is_empty() {
            return Err(PaperError::Missing("secretary"));
        }
        let lacking = self.app.fonts().lacking(&paper);
        match lacking.is_empty() {
            true => Ok(paper),
            false => Err(PaperError::Letters(lacking)),
        }
    }

    /// What the office adds to a template before the paper has number, day and signer.
    fn issuance(&self, row: &PaperRow, template: &PaperTemplate, issuer: Option<&Issuer>) -> Issuance {
        let unnamed = || {
            vec![
                self.snapshot()
                    .map
                    .label(row.unit, self.today(), Locale::Vi.code()),
            ]
        };
        let is_certificate = kind_of(template).is_none();
        let sign = issuer.filter(|_| !is_certificate).map(|of| of.sign.clone());
        Issuance {
            parent: issuer.map(|of| of.parent.clone()).unwrap_or_default(),
            heading: issuer.map_or_else(unnamed, |of| of.heading.clone()),
            sign: sign.unwrap_or_default(),
            place: issuer.map(|of| of.place.clone()).unwrap_or_default(),
            number: None,
            day: None,
            law_on: row.law_day,
            signature: Signature::default(),
            secretary: Signature {
                lines: vec![t(Locale::Vi, "papers-made-secretary").to_uppercase()],
                name: row.secretary.clone(),
            },
            recipients: issuer.map(|of| of.recipients.clone()).unwrap_or_default(),
            archive: issuer.map(|of| of.archive.clone()).unwrap_or_default(),
        }
    }

    fn frozen_version(&self, row: &PaperRow, model: &str) -> Result<PaperVersionRow, PaperError> {
        let law = LawSpan {
            days: Period {
                from: row.law_day,
                to: row.law_day,
            },
            rules: self.snapshot().rules_by_number(row.rules),
        };
        let packs = marks(self.snapshot(), &[law]);
        Ok(PaperVersionRow {
            version: row.version + 1,
            hash: Sha256::digest(model.as_bytes()).to_vec(),
            packs: serde_json::to_string(&packs).map_err(unreadable)?,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            at: self.now(),
            person: self.actor.person,
        })
    }

    /// The paper as it was submitted last.
    pub(super) async fn frozen_paper(&self, row: &PaperRow) -> Result<Paper, PaperError> {
        let model = self
            .store
            .frozen_model(Frozen::Paper, row.id, row.version)
            .await?;
        serde_json::from_str(&model.ok_or(PaperError::NotFound)?).map_err(unreadable)
    }

    /// The paper as it was issued, with number, day and signer.
    pub(super) async fn issued_paper(&self, row: &PaperRow) -> Result<Paper, PaperError> {
        let of = (row.version, ISSUED);
        let model = self.store.frozen_file(Frozen::Paper, row.id, of, "model").await?;
        serde_json::from_slice(&model.ok_or(PaperError::NotFound)?).map_err(unreadable)
    }
}

/// The kind of paper that a template makes; none for a certificate.
pub(super) fn kind_of(template: &PaperTemplate) -> Option<PaperKind> {
    match &template.form {
        TemplateForm::Paper { kind, .. } => Some(*kind),
        TemplateForm::Certificate { .. } => None,
    }
}

/// A frozen paper with head, number, day and signature. The head of a certificate stays as it was frozen: who gives it may be
/// another one than the office.
fn issued(frozen: &Paper, (issuer, signer): (&Issuer, &Signer), number: &OutgoingRow) -> Paper {
    let mut paper = frozen.clone();
    let upper = |lines: &[String]| lines.iter().map(|line| line.to_uppercase()).collect();
    let head = &mut paper.letterhead;
    if !matches!(paper.layout, Layout::Certificate(_)) {
        head.parent = upper(&issuer.parent);
        head.issuer = upper(&issuer.heading);
    }
    head.place.clone_from(&issuer.place);
    head.sign.clone_from(&number.sign);
    head.number = Some(number.number);
    head.day = Some(number.day);
    paper.sign_by(signer.signature());
    paper
}

/// What the register says of a paper: its kind, and what it is about. A certificate's summary names the kind itself.
fn listed_summary(paper: &Paper) -> String {
    match paper.layout {
        Layout::Certificate(_) => paper.summary.clone(),
        _ => clean_line(&format!("{} {}", paper.kind, paper.summary)),
    }
}
