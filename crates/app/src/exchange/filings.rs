//! Filings between installations: the frozen figures go up, and reasons at figures come down.

use super::travels::{Arrival, Incoming, Outgoing, Reply, Standing, Travels};
use super::{BundlePreview, BundleStatus, ExchangeError, ExchangeService};
use crate::filings::content_of;
use crate::procedures::Reasons;
use dienhong_bundles::{Details, File, FilingDetails, Kind, Submission};
use dienhong_domain::filings::{Content, State};
use dienhong_domain::procedures::Procedure;
use dienhong_domain::procedures::filings::PROCEDURE;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use dienhong_store::Batch;
use dienhong_store::filings::{FilingFilter, FilingRow, FilingWrite};
use dienhong_store::procedures::StepRow;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Figures as they travel.
pub(super) struct FilingTravels;

impl Travels for FilingTravels {
    type State = State;
    type Content = Content;
    type Answered = Content;
    type Row = FilingRow;

    const KIND: Kind = Kind::Filing;
    const PROCEDURE: &'static Procedure<State> = &PROCEDURE;
    const SENT: State = State::Sent;
    const TOLD: &'static [State] = &[State::Frozen, State::Sent];
    const SENDERS: [Permission; 2] = [Permission::FreezeFigures, Permission::ApproveFigures];
    const DECIDES: Permission = Permission::ApproveFigures;
    const SUBMISSION_ACT: &'static str = "exchange.filing";
    const ANSWER_ACT: &'static str = "exchange.answer";

    fn sound(of: &Submission) -> Option<Content> {
        let content = content_of(&of.content).ok()?;
        let is_sound = content.is_sound() && content.unit == of.unit && of.files.is_empty();
        is_sound.then_some(content)
    }

    fn unit_name(_: &ExchangeService<'_>, of: &Incoming<'_, Self>) -> String {
        of.content.unit_name.clone()
    }

    async fn arrival(
        on: &ExchangeService<'_>,
        of: &Incoming<'_, Self>,
    ) -> Result<Arrival<State>, ExchangeError> {
        if is_kept(on, of).await? {
            return Ok(Arrival::Known);
        }
        let row = row_of(of);
        let older = older(on, of, &row).await?;
        let batch = on.filings().replacing(older.as_ref()).await?;
        Ok(Arrival::New {
            batch: batch.filing(&row),
            before: (0, None),
        })
    }

    fn submission_preview(
        _: &ExchangeService<'_>,
        of: &Incoming<'_, Self>,
        status: BundleStatus,
    ) -> BundlePreview {
        BundlePreview::Filing {
            id: of.submission.id,
            sender: of.peer.name.clone(),
            version: of.submission.version,
            content: Box::new(of.content.clone()),
            status,
        }
    }

    fn standing(row: &FilingRow) -> Standing<State> {
        Standing {
            id: row.id,
            unit: row.unit,
            state: row.state,
            version: row.version.into(),
            origin: row.origin.clone(),
        }
    }

    async fn row(on: &ExchangeService<'_>, id: Uuid) -> Result<Option<FilingRow>, ExchangeError> {
        Ok(on.store.filing(id).await?)
    }

    async fn visible_row(on: &ExchangeService<'_>, id: Uuid) -> Result<FilingRow, ExchangeError> {
        Ok(on.filings().row(id).await?)
    }

    async fn rows_from(
        on: &ExchangeService<'_>,
        origin: &str,
        states: &[State],
    ) -> Result<Vec<FilingRow>, ExchangeError> {
        Ok(on.store.filings_from(origin, states).await?)
    }

    async fn hash(
        _: &ExchangeService<'_>,
        row: &FilingRow,
        version: i64,
    ) -> Result<Option<String>, ExchangeError> {
        let is_this = i64::from(row.version) == version;
        Ok(is_this.then(|| hex::encode(&row.hash)))
    }

    async fn content(on: &ExchangeService<'_>, row: &FilingRow, _: i64) -> Result<Content, ExchangeError> {
        let content = on.store.filing_content(row.id).await?;
        Ok(content_of(&content.ok_or(ExchangeError::UnknownFiling)?)?)
    }

    fn answer_preview(_: &ExchangeService<'_>, of: &Reply<'_, Self>, status: BundleStatus) -> BundlePreview {
        BundlePreview::Answer {
            id: of.row.id,
            sender: of.peer.name.clone(),
            content: Box::new(of.content.clone()),
            state: of.state,
            note: of.answer.said.note.clone(),
            reasons: of.answer.reasons.clone(),
            status,
        }
    }

    fn keep_answer(batch: Batch, of: &Reply<'_, Self>) -> (Batch, Reasons) {
        let batch = batch.filing_state(of.row.id, of.row.state, of.state);
        (batch, of.answer.reasons.clone())
    }

    async fn outgoing(on: &ExchangeService<'_>, row: &FilingRow) -> Result<Outgoing, ExchangeError> {
        let content = on.store.filing_content(row.id).await?;
        Ok(Outgoing {
            details: Details::Filing(FilingDetails {}),
            content: content.ok_or(ExchangeError::NotFound)?,
            files: Vec::new(),
        })
    }

    async fn reasons(
        _: &ExchangeService<'_>,
        _: &FilingRow,
        last: &StepRow<State>,
    ) -> Result<Reasons, ExchangeError> {
        Ok(last.reasons.clone())
    }

    fn letter(state: State, at: i64, _: &[File]) -> String {
        format!("{}/{at}", state.code())
    }

    fn not_answered(state: State) -> ExchangeError {
        ExchangeError::Stands(state)
    }

    fn not_sent(state: State) -> ExchangeError {
        ExchangeError::NothingToSend(state)
    }
}

fn row_of(of: &Incoming<'_, FilingTravels>) -> FilingWrite {
    let (submission, content) = (of.submission, &of.content);
    FilingWrite {
        id: submission.id,
        unit: of.unit,
        form: content.form.clone(),
        days: Period {
            from: content.from,
            to: content.to,
        },
        version: submission.version,
        state: State::Sent,
        content: submission.content.clone(),
        hash: Sha256::digest(submission.content.as_bytes()).to_vec(),
        inputs: hex::decode(&content.inputs).unwrap_or_default(),
        origin: of.peer.book.to_string(),
        made_at: of.made_at,
        made_by: 0,
    }
}

/// Whether the same filing was imported before; another one with that id is refused.
async fn is_kept(on: &ExchangeService<'_>, of: &Incoming<'_, FilingTravels>) -> Result<bool, ExchangeError> {
    let Some(kept) = on.store.filing(of.submission.id).await? else {
        return Ok(false);
    };
    let is_same = hex::encode(&kept.hash) == of.submission.hash && kept.origin == of.peer.book.to_string();
    match is_same {
        true => Ok(true),
        false => Err(ExchangeError::Collides),
    }
}

/// The previous version, if it was returned and may be replaced. What comes too late or too early is refused.
async fn older(
    on: &ExchangeService<'_>,
    of: &Incoming<'_, FilingTravels>,
    row: &FilingWrite,
) -> Result<Option<FilingRow>, ExchangeError> {
    let filter = FilingFilter {
        units: vec![row.unit.0],
        form: Some(row.form.clone()),
        days: Some((row.days.from.number(), row.days.to.number())),
    };
    let (rows, _) = on.store.filings(&filter, 0, 100).await?;
    if rows.iter().any(|r| r.origin != of.peer.book.to_string()) {
        return Err(ExchangeError::Collides);
    }
    let Some(newest) = rows.into_iter().next() else {
        return Ok(None);
    };
    if newest.version >= row.version {
        return Err(ExchangeError::Stale(newest.version.into()));
    }
    match newest.state {
        State::Returned => Ok(Some(newest)),
        State::Replaced => Ok(None),
        _ => Err(ExchangeError::Waits(newest.version.into())),
    }
}
