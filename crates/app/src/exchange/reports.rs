//! Reports between installations: the issued paper goes up with its files, and comments on paragraphs come down.

mod answer;
mod receive;
mod send;
mod sound;

use super::travels::{Arrival, Incoming, Outgoing, Reply, Standing, Travels};
use super::{BundlePreview, BundleStatus, ExchangeError, ExchangeService};
use crate::papers::SignedKind;
use crate::procedures::Reasons;
use crate::reports::read::days;
use dienhong_bundles::{Answer, File, Kind, Submission};
use dienhong_domain::procedures::Procedure;
use dienhong_domain::procedures::reports::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use dienhong_reports::Paper;
use dienhong_store::Batch;
use dienhong_store::procedures::StepRow;
use dienhong_store::reports::ReportRow;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Longest code of an outline or part, and longest version of a program, in letters.
const CODE_MAX: usize = 80;
/// Largest signed copy that is sent along, in bytes; a larger one has to be sent in the office's usual way.
pub const SIGNED_TRAVELS: usize = 4 << 20;
/// Format name of the signed copy among the files of a bundle.
const SIGNED_FORMAT: &str = "signed";

/// The kind of a signed copy, with the extension of its name.
type Signed = (SignedKind, &'static str);

/// Reports as they travel.
pub(super) struct ReportTravels;

/// A report of another book that is what it claims to be.
#[derive(Debug)]
pub(super) struct IssuedReport {
    /// Outline's code.
    outline: String,
    /// Days.
    period: Period,
    /// The program that froze it, as it says.
    program: String,
    /// The paper as it was issued.
    paper: Paper,
    /// What kind of signed copy came with it, if any.
    signed: Option<Signed>,
}

impl Travels for ReportTravels {
    type State = Stage;
    type Content = IssuedReport;
    type Answered = Paper;
    type Row = ReportRow;

    const KIND: Kind = Kind::Report;
    const PROCEDURE: &'static Procedure<Stage> = &PROCEDURE;
    const SENT: Stage = Stage::Sent;
    const TOLD: &'static [Stage] = &[Stage::Submitted, Stage::Issued, Stage::Sent];
    const SENDERS: [Permission; 2] = [Permission::WriteReports, Permission::ApproveReports];
    const DECIDES: Permission = Permission::ApproveReports;
    const SUBMISSION_ACT: &'static str = "exchange.report";
    const ANSWER_ACT: &'static str = "exchange.report-answer";

    fn sound(of: &Submission) -> Option<IssuedReport> {
        sound::sound(of)
    }

    fn unit_name(on: &ExchangeService<'_>, of: &Incoming<'_, Self>) -> String {
        on.snapshot().map.label(of.unit, of.content.period.to, "vi")
    }

    async fn arrival(
        on: &ExchangeService<'_>,
        of: &Incoming<'_, Self>,
    ) -> Result<Arrival<Stage>, ExchangeError> {
        receive::arrival(on, of).await
    }

    fn submission_preview(
        on: &ExchangeService<'_>,
        of: &Incoming<'_, Self>,
        status: BundleStatus,
    ) -> BundlePreview {
        let content = &of.content;
        BundlePreview::Report {
            id: of.submission.id,
            sender: of.peer.name.clone(),
            unit: of.unit,
            title: on.reports().title_of(of.unit, &content.outline, content.period),
            period: content.period,
            version: of.submission.version,
            paper: Box::new(content.paper.clone().without_proofs()),
            signed: content.signed.map(|(kind, _)| kind),
            status,
        }
    }

    fn standing(row: &ReportRow) -> Standing<Stage> {
        Standing {
            id: row.id,
            unit: row.unit,
            state: row.stage,
            version: row.version,
            origin: row.origin.clone(),
        }
    }

    async fn row(on: &ExchangeService<'_>, id: Uuid) -> Result<Option<ReportRow>, ExchangeError> {
        Ok(on.store.report(id).await?)
    }

    async fn visible_row(on: &ExchangeService<'_>, id: Uuid) -> Result<ReportRow, ExchangeError> {
        Ok(on.reports().row(id).await?)
    }

    async fn rows_from(
        on: &ExchangeService<'_>,
        origin: &str,
        states: &[Stage],
    ) -> Result<Vec<ReportRow>, ExchangeError> {
        Ok(on.store.reports_from(origin, states).await?)
    }

    async fn hash(
        on: &ExchangeService<'_>,
        row: &ReportRow,
        version: i64,
    ) -> Result<Option<String>, ExchangeError> {
        let model = send::issued(on, row, version).await?;
        Ok(model.map(|model| hex::encode(Sha256::digest(&model))))
    }

    async fn content(
        on: &ExchangeService<'_>,
        row: &ReportRow,
        version: i64,
    ) -> Result<Paper, ExchangeError> {
        Ok(on.reports().issued_model(row.id, version).await?)
    }

    fn is_sound_answer(answer: &Answer) -> bool {
        answer::is_clean(answer)
    }

    fn answer_preview(on: &ExchangeService<'_>, of: &Reply<'_, Self>, status: BundleStatus) -> BundlePreview {
        let (row, period) = (&of.row, days(&of.row));
        BundlePreview::ReportAnswer {
            id: row.id,
            sender: of.peer.name.clone(),
            unit: row.unit,
            title: on.reports().title_of_report(row),
            period,
            paper: Box::new(of.content.clone()),
            stage: of.state,
            note: of.answer.said.note.clone(),
            notes: answer::comments(of),
            status,
        }
    }

    fn keep_answer(batch: Batch, of: &Reply<'_, Self>) -> (Batch, Reasons) {
        let batch = batch.report_stage(&of.row, of.state, of.version);
        (answer::with_comments(batch, of), Reasons::new())
    }

    async fn outgoing(on: &ExchangeService<'_>, row: &ReportRow) -> Result<Outgoing, ExchangeError> {
        send::outgoing(on, row).await
    }

    async fn reasons(
        on: &ExchangeService<'_>,
        row: &ReportRow,
        _: &StepRow<Stage>,
    ) -> Result<Reasons, ExchangeError> {
        send::open_comments(on, row).await
    }

    fn letter(state: Stage, at: i64, files: &[File]) -> String {
        // A copy that was signed since makes it a different letter.
        let copy = files.iter().find(|f| f.format == SIGNED_FORMAT);
        let copy = copy.map_or_else(String::new, |f| hex::encode(Sha256::digest(&f.bytes)));
        format!("report/{}/{at}/{copy}", state.code())
    }

    fn not_answered(stage: Stage) -> ExchangeError {
        ExchangeError::ReportStands(stage)
    }

    fn not_sent(stage: Stage) -> ExchangeError {
        ExchangeError::ReportStands(stage)
    }
}
