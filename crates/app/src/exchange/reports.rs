//! Reports between books: the issued paper goes up with its files, what the level above says of it comes down.

use super::import::Inspection;
use super::{BundlePreview, BundleStatus, ExchangeError};
use crate::app::Fault;
use crate::exchange::ExchangeService;
use crate::filings::above;
use crate::reports::files::{COPIES_MAX, ISSUED, SIGNED, copies_of, file_row, signed_row};
use crate::reports::read::{days, is_foreign};
use crate::reports::{FORMATS, NOTE_MAX, SignedKind};
use dienhong_bundles::{Body, File, Payload, Report, ReportAnswer, ReportSaid};
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::units::UnitId;
use dienhong_reports::{Paper, differing};
use dienhong_store::Batch;
use dienhong_store::peers::PeerRow;
use dienhong_store::reports::{NoteRow, ReportFileRow, ReportFilter, ReportRow, ReportStepRow, VersionRow};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Bounds of what a trusted but careless sender may have signed.
const VERSION_MAX: i32 = 1_000;
const SAID_MAX: usize = 20;
const NOTES_MAX: usize = 500;
const CODE_MAX: usize = 80;
/// Largest signed copy that travels along, in bytes; a larger one goes as its office sends papers.
pub const SIGNED_TRAVELS: usize = 4 << 20;
/// How the signed copy is called among the files of a bundle.
const SIGNED_FORMAT: &str = "signed";

impl ExchangeService<'_> {
    /// A report as a bundle: the paper for the level above while it is sent, or the answer for the installation that sent
    /// it. The same report in the same stage carries the same words.
    pub async fn report_bundle(&self, id: Uuid) -> Result<String, ExchangeError> {
        let row = self.reports().row(id).await?;
        let stage = row.stage;
        let unit = row.unit;
        let may = |act| self.may(act, unit);
        let is_allowed = match (is_foreign(&row), stage) {
            (false, Stage::Sent) => may(Permission::WriteReports) || may(Permission::ApproveReports),
            (true, Stage::Accepted | Stage::Writing) => self.filings().may_accept(unit),
            (_, stage) => return Err(ExchangeError::ReportStands(stage)),
        };
        match is_allowed {
            true => self.sealed_report(&row).await,
            false => Err(ExchangeError::NotAllowed),
        }
    }

    /// What a report says to the other side, in the stage in which it stands.
    pub(super) async fn sealed_report(&self, row: &ReportRow) -> Result<String, ExchangeError> {
        let snapshot = self.snapshot();
        let (id, unit) = (row.id, row.unit);
        let stage = row.stage;
        let steps = self.store.report_steps(id).await?;
        let last = steps.last().ok_or(ExchangeError::NotFound)?;
        let said = |step: &ReportStepRow| ReportSaid {
            stage: step.stage,
            at: step.at,
            unit: snapshot.map.uid(step.unit),
            note: step.note.clone(),
        };
        let versions = self.store.report_versions(id).await?;
        let version = versions.iter().find(|v| v.version == row.version);
        let version = version.ok_or(ExchangeError::NotFound)?;
        let (from, to, body) = match (is_foreign(row), stage) {
            (false, Stage::Sent) => {
                let above = above(snapshot, unit).ok_or(ExchangeError::NotFound)?;
                let model = self.store.report_file(id, row.version, ISSUED, "model").await?;
                let model = model.ok_or(ExchangeError::NotFound)?;
                let period = days(row);
                let body = Body::Report(Box::new(Report {
                    report: id,
                    unit: snapshot.map.uid(unit),
                    outline: row.outline.clone(),
                    from: period.from,
                    to: period.to,
                    version: row.version as i32,
                    hash: hex::encode(Sha256::digest(&model)),
                    model: String::from_utf8(model).map_err(|e| Fault::Other(e.to_string()))?,
                    program: version.program.clone(),
                    files: self.travelling_files(row).await?,
                    said: steps
                        .iter()
                        .filter(|s| s.version == row.version && s.stage != Stage::Writing)
                        .map(said)
                        .collect(),
                }));
                (unit, snapshot.map.uid(above), body)
            }
            (true, Stage::Accepted | Stage::Writing) => {
                let notes = self.store.report_notes(id).await?;
                let body = Body::ReportAnswer(ReportAnswer {
                    report: id,
                    version: row.version as i32,
                    // Of what came from another book the paper as issued is all that was frozen here.
                    hash: hex::encode(&version.hash),
                    said: said(last),
                    notes: notes
                        .into_iter()
                        .filter(|n| n.version == row.version && n.solved_at.is_none())
                        .map(|n| (n.part, n.body))
                        .collect(),
                });
                (last.unit, snapshot.map.uid(unit), body)
            }
            (_, stage) => return Err(ExchangeError::ReportStands(stage)),
        };
        // A copy that was signed since makes another letter of it.
        let words = format!("report/{}/{}/{}", stage.code(), last.at, copy_of(&body));
        self.seal((id, &words), last.at, (from, to), body).await
    }

    /// The files as they were issued, and the newest signed copy that is not too large.
    async fn travelling_files(&self, row: &ReportRow) -> Result<Vec<File>, ExchangeError> {
        let mut files = Vec::new();
        for format in FORMATS {
            let bytes = self
                .store
                .report_file(row.id, row.version, ISSUED, format)
                .await?;
            files.push(File {
                format: format.to_owned(),
                bytes: bytes.ok_or(ExchangeError::NotFound)?,
            });
        }
        let stored = self.store.report_files(row.id).await?;
        let mine = copies_of(&stored, row.version);
        // Several of one moment: the one that was kept last.
        let place = |f: &ReportFileRow| f.format.rsplit('-').next().and_then(|n| n.parse::<u32>().ok());
        if let Some(newest) = mine.max_by_key(|f| (f.at, place(f))) {
            let bytes = self
                .store
                .report_file(row.id, row.version, SIGNED, &newest.format)
                .await?;
            files.extend(bytes.filter(|b| b.len() <= SIGNED_TRAVELS).map(|bytes| File {
                format: SIGNED_FORMAT.to_owned(),
                bytes,
            }));
        }
        Ok(files)
    }

    pub(super) async fn report_came(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        report: &Report,
    ) -> Result<Inspection, ExchangeError> {
        let (paper, signed) = sound(report).ok_or(ExchangeError::Damaged)?;
        let map = &self.snapshot().map;
        let unit = map.by_uid(report.unit).ok_or(ExchangeError::UnknownUnit)?;
        let name = map.label(unit, report.to, "vi");
        self.comes_from_below(payload, peer, (unit, &name), Permission::ApproveReports)
            .await?;
        let incoming = Incoming {
            peer,
            report,
            row: row_of(payload, peer, report, unit),
            paper,
            signed,
        };
        let Some(kept) = self.kept_report(&incoming.row).await? else {
            return Ok(self.taken(&incoming, self.batch().new_report(&incoming.row), 1));
        };
        if !incoming.continues(&kept) {
            return Err(ExchangeError::Collides);
        }
        let versions = self.store.report_versions(kept.id).await?;
        match versions.iter().find(|v| v.version == incoming.row.version) {
            Some(known) if known.hash == incoming.hash() => self.known_report(&incoming, &kept).await,
            Some(_) => Err(ExchangeError::Collides),
            None => self.newer_version(&incoming, &kept).await,
        }
    }

    /// The report of this id, or else one of the same unit, outline and days.
    async fn kept_report(&self, row: &ReportRow) -> Result<Option<ReportRow>, ExchangeError> {
        let filter = ReportFilter {
            units: vec![row.unit.0],
            outline: Some(row.outline.clone()),
            days: Some((row.first.number(), row.last.number())),
            stages: Vec::new(),
        };
        let (same, _) = self.store.reports(&filter, (0, 1)).await?;
        let kept = self.store.report(row.id).await?;
        Ok(kept.or_else(|| same.into_iter().next()))
    }

    /// A version that was taken before; only a signed copy may be new.
    async fn known_report(
        &self,
        incoming: &Incoming<'_>,
        kept: &ReportRow,
    ) -> Result<Inspection, ExchangeError> {
        let batch = self
            .signed_later(incoming.peer, kept, incoming.report, incoming.signed)
            .await?;
        let status = batch.as_ref().map_or(BundleStatus::Known, |_| BundleStatus::New);
        Ok(Inspection {
            preview: self.report_preview(incoming, status),
            batch,
        })
    }

    /// A version after the one that is kept, which must have been sent back.
    async fn newer_version(
        &self,
        incoming: &Incoming<'_>,
        kept: &ReportRow,
    ) -> Result<Inspection, ExchangeError> {
        let version = incoming.row.version;
        if kept.version >= version {
            return Err(ExchangeError::Stale(kept.version));
        }
        if kept.stage != Stage::Writing {
            return Err(ExchangeError::Waits(kept.version));
        }
        let steps = self.store.report_steps(kept.id).await?;
        let seq = steps.last().map_or(1, |s| s.seq + 1);
        let batch = self.batch().report_stage(kept, Stage::Sent, version);
        Ok(self.taken(incoming, batch, seq))
    }

    /// A version that is new here, with its files and its steps from `seq` on.
    fn taken(&self, incoming: &Incoming<'_>, batch: Batch, seq: i64) -> Inspection {
        let (row, report) = (&incoming.row, incoming.report);
        let batch = batch.report_version(row.id, &incoming.version_row(), &report.model);
        let batch = incoming.with_files(batch);
        let batch = self.with_steps(batch, incoming, seq);
        let detail = format!(
            r#"{{"from":"{}","version":{},"hash":"{}"}}"#,
            incoming.peer.book, row.version, report.hash
        );
        Inspection {
            preview: self.report_preview(incoming, BundleStatus::New),
            batch: Some(batch.log(row.unit.0, "exchange.report", row.id, detail)),
        }
    }

    /// Adds what happened to a report in its own book.
    fn with_steps(&self, mut batch: Batch, incoming: &Incoming<'_>, first: i64) -> Batch {
        let (map, row) = (&self.snapshot().map, &incoming.row);
        for (seq, said) in (first..).zip(&incoming.report.said) {
            let step = ReportStepRow {
                seq,
                version: row.version,
                stage: said.stage,
                at: said.at,
                person: 0,
                unit: map.by_uid(said.unit).unwrap_or(row.unit),
                note: said.note.clone(),
            };
            batch = batch.report_step(row.id, &step);
        }
        batch
    }

    fn report_preview(&self, incoming: &Incoming<'_>, status: BundleStatus) -> BundlePreview {
        let (row, report) = (&incoming.row, incoming.report);
        BundlePreview::Report {
            id: row.id,
            sender: incoming.peer.name.clone(),
            unit: row.unit,
            title: self.reports().title_of(row.unit, &row.outline),
            period: days(row),
            version: report.version,
            paper: Box::new(incoming.paper.clone().without_proofs()),
            signed: incoming.signed.map(|(kind, _)| kind),
            status,
        }
    }

    /// The signed copy of a report that was taken before, when it is new here.
    async fn signed_later(
        &self,
        peer: &PeerRow,
        kept: &ReportRow,
        report: &Report,
        signed: Option<Signed>,
    ) -> Result<Option<Batch>, ExchangeError> {
        let copy = report.files.iter().find(|f| f.format == SIGNED_FORMAT);
        let (Some(copy), Some(signed)) = (copy, signed) else {
            return Ok(None);
        };
        let version = i64::from(report.version);
        let stored = self.store.report_files(kept.id).await?;
        let mine: Vec<&ReportFileRow> = copies_of(&stored, version).collect();
        let sha256 = hex::encode(Sha256::digest(&copy.bytes));
        if mine.len() >= COPIES_MAX || mine.iter().any(|f| f.sha256 == sha256) {
            return Ok(None);
        }
        let by = (self.now(), 0);
        let of = signed_row(kept, version, mine.len() + 1, signed, &copy.bytes, by);
        let detail = format!(
            r#"{{"from":"{}","version":{version},"sha256":"{sha256}"}}"#,
            peer.book
        );
        let batch = self.batch().report_file(kept.id, &of, copy.bytes.clone()).log(
            kept.unit.0,
            "exchange.report-signed",
            kept.id,
            detail,
        );
        Ok(Some(batch))
    }

    pub(super) async fn report_answered(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        answer: &ReportAnswer,
    ) -> Result<Inspection, ExchangeError> {
        let row = self.answered_report(payload, answer).await?;
        let acts = [Permission::WriteReports, Permission::ApproveReports];
        self.comes_from_above(peer, row.unit, acts).await?;
        if !is_sound_answer(answer) {
            return Err(ExchangeError::Damaged);
        }
        let version = i64::from(answer.version);
        let paper = self.reports().issued_model(row.id, version).await?;
        let notes = notes_on(&paper, answer);
        let preview = |status| self.answer_preview((&row, peer), answer, (&paper, &notes), status);
        let next = answer.said.stage;
        let steps = self.store.report_steps(row.id).await?;
        let is_taken = |s: &ReportStepRow| s.at == answer.said.at && s.stage == next && s.person == 0;
        if steps.iter().any(is_taken) {
            return Ok(Inspection {
                preview: preview(BundleStatus::Known),
                batch: None,
            });
        }
        let is_answer = matches!(next, Stage::Accepted | Stage::Writing);
        if !is_answer || row.stage != Stage::Sent || row.version != version {
            return Err(ExchangeError::ReportStands(row.stage));
        }
        let seq = steps.last().map_or(1, |s| s.seq + 1);
        let batch = self
            .batch()
            .report_stage(&row, next, version)
            .report_step(row.id, &self.report_answer_step(peer, answer, seq));
        let batch = with_notes(batch, row.id, answer, &notes);
        let detail = format!(r#"{{"from":"{}","stage":"{}"}}"#, peer.book, next.code());
        Ok(Inspection {
            preview: preview(BundleStatus::New),
            batch: Some(batch.log(row.unit.0, "exchange.report-answer", row.id, detail)),
        })
    }

    /// The report of this book that is answered, when the answer is addressed to its unit and names the paper as issued.
    async fn answered_report(
        &self,
        payload: &Payload,
        answer: &ReportAnswer,
    ) -> Result<ReportRow, ExchangeError> {
        let row = self.store.report(answer.report).await?;
        let row = row
            .filter(|r| !is_foreign(r))
            .ok_or(ExchangeError::UnknownFiling)?;
        let version = i64::from(answer.version);
        let model = self.store.report_file(row.id, version, ISSUED, "model").await?;
        let is_answered = model.is_some_and(|m| hex::encode(Sha256::digest(&m)) == answer.hash);
        match is_answered && self.snapshot().map.uid(row.unit) == payload.to {
            true => Ok(row),
            false => Err(ExchangeError::UnknownFiling),
        }
    }

    fn answer_preview(
        &self,
        (row, peer): (&ReportRow, &PeerRow),
        answer: &ReportAnswer,
        (paper, notes): (&Paper, &[(String, String)]),
        status: BundleStatus,
    ) -> BundlePreview {
        BundlePreview::ReportAnswer {
            id: row.id,
            sender: peer.name.clone(),
            unit: row.unit,
            title: self.reports().title_of(row.unit, &row.outline),
            period: days(row),
            paper: Box::new(paper.clone()),
            stage: answer.said.stage,
            note: answer.said.note.clone(),
            notes: notes.to_vec(),
            status,
        }
    }

    fn report_answer_step(&self, peer: &PeerRow, answer: &ReportAnswer, seq: i64) -> ReportStepRow {
        let said = &answer.said;
        ReportStepRow {
            seq,
            version: i64::from(answer.version),
            stage: said.stage,
            at: said.at,
            person: 0,
            unit: self.snapshot().map.by_uid(said.unit).unwrap_or(peer.unit),
            note: said.note.clone(),
        }
    }
}

/// A report of a unit below that is what it says, and the row that it becomes.
struct Incoming<'a> {
    peer: &'a PeerRow,
    report: &'a Report,
    row: ReportRow,
    paper: Paper,
    signed: Option<Signed>,
}

impl Incoming<'_> {
    /// Whether a kept report is this very one, in any version.
    fn continues(&self, kept: &ReportRow) -> bool {
        let row = &self.row;
        kept.id == row.id
            && kept.origin == row.origin
            && (kept.unit, &kept.outline, kept.first, kept.last)
                == (row.unit, &row.outline, row.first, row.last)
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.report.model.as_bytes()).to_vec()
    }

    fn version_row(&self) -> VersionRow {
        VersionRow {
            version: self.row.version,
            hash: self.hash(),
            inputs: String::new(),
            packs: "[]".to_owned(),
            program: clean_line(&self.report.program).chars().take(CODE_MAX).collect(),
            at: self.row.made_at,
            person: 0,
            mark: Some(self.paper.mark()),
        }
    }

    /// Adds the files as they were issued, the signed copy and the paper itself.
    fn with_files(&self, mut batch: Batch) -> Batch {
        let (row, version) = (&self.row, self.row.version);
        let by = (row.made_at, 0);
        for file in &self.report.files {
            let (format, bytes) = (&file.format, &file.bytes);
            let of = match self.signed.filter(|_| format == SIGNED_FORMAT) {
                Some(signed) => signed_row(row, version, 1, signed, bytes, by),
                None => file_row(row, (version, ISSUED), format.clone(), format, bytes, by),
            };
            batch = batch.report_file(row.id, &of, bytes.clone());
        }
        let model = self.report.model.as_bytes();
        let of = file_row(row, (version, ISSUED), "model".to_owned(), "json", model, by);
        batch.report_file(row.id, &of, model.to_vec())
    }
}

fn row_of(payload: &Payload, peer: &PeerRow, report: &Report, unit: UnitId) -> ReportRow {
    ReportRow {
        id: report.report,
        unit,
        outline: report.outline.clone(),
        first: report.from,
        last: report.to,
        issuer: None,
        is_restated: false,
        stage: Stage::Sent,
        version: i64::from(report.version),
        edit_count: 0,
        made_at: payload.made_at,
        made_by: 0,
        origin: peer.book.to_string(),
    }
}

/// Whether the words of an answer are plain and within their bounds.
fn is_sound_answer(answer: &ReportAnswer) -> bool {
    let is_plain = |note: &str| length(note) <= NOTE_MAX && clean_line(note) == note;
    answer.notes.len() <= NOTES_MAX
        && is_plain(&answer.said.note)
        && answer
            .notes
            .iter()
            .all(|(part, note)| length(part) <= CODE_MAX && !note.is_empty() && is_plain(note))
}

/// Part and words of each note; one at a part that the paper has not is said of the whole.
fn notes_on(paper: &Paper, answer: &ReportAnswer) -> Vec<(String, String)> {
    let notes = answer.notes.iter();
    notes
        .map(|(part, note)| match paper.anchors.contains(part) {
            true => (part.clone(), note.clone()),
            false => (String::new(), note.clone()),
        })
        .collect()
}

fn with_notes(mut batch: Batch, id: Uuid, answer: &ReportAnswer, notes: &[(String, String)]) -> Batch {
    let at = answer.said.at;
    for (place, (part, body)) in notes.iter().enumerate() {
        let note = NoteRow {
            id: Uuid::new_v5(&id, format!("{at}/{place}").as_bytes()),
            part: part.clone(),
            version: i64::from(answer.version),
            body: body.clone(),
            at,
            person: 0,
            solved_at: None,
            solved_by: None,
        };
        batch = batch.report_note(id, &note);
    }
    batch
}

/// What tells the signed copy of a report apart; nothing where none came along.
fn copy_of(body: &Body) -> String {
    let files = match body {
        Body::Report(report) => &report.files[..],
        _ => &[],
    };
    let copy = files.iter().find(|f| f.format == SIGNED_FORMAT);
    copy.map_or_else(String::new, |f| hex::encode(Sha256::digest(&f.bytes)))
}

/// What a signed copy is, with the ending of its name.
type Signed = (SignedKind, &'static str);

/// The paper, when everything of a report is what it says: its hash, its bounds, three files that hold the same numbers.
fn sound(report: &Report) -> Option<(Paper, Option<Signed>)> {
    let is_code = |code: &str| {
        (1..=CODE_MAX).contains(&code.len())
            && code
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let is_plain = |said: &ReportSaid| {
        length(&said.note) <= NOTE_MAX && matches!(said.stage, Stage::Submitted | Stage::Issued | Stage::Sent)
    };
    let is_bounded = is_code(&report.outline)
        && report.from <= report.to
        && (1..=VERSION_MAX).contains(&report.version)
        && (1..=SAID_MAX).contains(&report.said.len())
        && report.said.iter().all(is_plain)
        && report.said.last().is_some_and(|s| s.stage == Stage::Sent);
    if !is_bounded || hex::encode(Sha256::digest(report.model.as_bytes())) != report.hash {
        return None;
    }
    let paper: Paper = serde_json::from_str(&report.model).ok()?;
    let is_issued = paper.letterhead.number.is_some() && paper.letterhead.day.is_some();
    // What would be cleaned away or refused in a layout was never issued by this program.
    if !is_issued || paper.clone().checked().ok()? != paper {
        return None;
    }
    let mut formats: Vec<&str> = report.files.iter().map(|f| f.format.as_str()).collect();
    formats.retain(|f| *f != SIGNED_FORMAT);
    let is_whole = formats == FORMATS && report.files.len() <= FORMATS.len() + 1;
    let bytes = |format: &str| {
        let file = report.files.iter().find(|f| f.format == format);
        file.map(|f| f.bytes.as_slice())
    };
    let (pdf, xlsx) = (bytes("pdf")?, bytes("xlsx")?);
    let is_alike = pdf.starts_with(b"%PDF-")
        && xlsx.starts_with(b"PK")
        && differing(&paper, bytes("docx")?).is_ok_and(|differing| differing.is_empty());
    let signed = match bytes(SIGNED_FORMAT) {
        Some(copy) => Some(SignedKind::of(copy, pdf).filter(|_| copy.len() <= SIGNED_TRAVELS)?),
        None => None,
    };
    (is_whole && is_alike).then_some((paper, signed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_domain::time::Day;
    use dienhong_reports::{Block, Fonts, Number, Span, docx, pdf, xlsx};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static SENT: LazyLock<Report> = LazyLock::new(|| {
        let day = |d| Day::new(2026, 10, d).expect("a day");
        let mut paper = Paper {
            kind: "BÁO CÁO".into(),
            summary: "Kết quả tháng 10".into(),
            body: vec![Block::Paragraph(vec![
                Span::Words("Có ".into()),
                Span::Number(Number {
                    name: "luot".into(),
                    text: "2.844".into(),
                    value: Some(2844),
                    scale: 0,
                    proof: "/so-lieu".into(),
                }),
                Span::Words(" lượt.".into()),
            ])],
            ..Paper::default()
        };
        paper.letterhead.number = Some(1);
        paper.letterhead.day = Some(day(31));
        let model = serde_json::to_string(&paper).expect("JSON");
        let file = |format: &str, bytes| File {
            format: format.into(),
            bytes,
        };
        Report {
            report: Uuid::from_u128(1),
            unit: Uuid::from_u128(2),
            outline: "hang-thang".into(),
            from: day(1),
            to: day(31),
            version: 1,
            hash: hex::encode(Sha256::digest(model.as_bytes())),
            model,
            program: "0.1.0".into(),
            files: vec![
                file("docx", docx(&paper).expect("DOCX")),
                file("pdf", pdf(&paper, Fonts::tinos()).expect("PDF")),
                file("xlsx", xlsx(&paper).expect("XLSX")),
            ],
            said: vec![ReportSaid {
                stage: Stage::Sent,
                at: 1,
                unit: Uuid::from_u128(2),
                note: String::new(),
            }],
        }
    });

    #[test]
    fn what_was_issued_is_sound() {
        let (paper, signed) = sound(&SENT).expect("sound");
        assert_eq!((paper.mark().as_str(), signed), ("01/", None));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        /// Bytes changed anywhere: in the words around, in the paper (with a hash that fits), in the files.
        #[test]
        fn changed_bytes_stop_nothing(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), which in 0usize..5) {
            let mut report = SENT.clone();
            let change = |bytes: &mut Vec<u8>| {
                for (place, byte) in &places {
                    let place = place.index(bytes.len());
                    bytes[place] = *byte;
                }
            };
            match which {
                0 => {
                    let mut bytes = serde_json::to_vec(&report).expect("JSON");
                    change(&mut bytes);
                    let Ok(read) = serde_json::from_slice(&bytes) else { return Ok(()) };
                    report = read;
                }
                1 => {
                    let mut bytes = report.model.clone().into_bytes();
                    change(&mut bytes);
                    report.model = String::from_utf8_lossy(&bytes).into_owned();
                    report.hash = hex::encode(Sha256::digest(report.model.as_bytes()));
                }
                n => change(&mut report.files[n - 2].bytes),
            }
            if let Some((paper, _)) = sound(&report) {
                // Whatever still passes can be shown and laid out.
                prop_assert!(docx(&paper).is_ok() && xlsx(&paper).is_ok());
            }
        }
    }
}
