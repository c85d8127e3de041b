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
use dienhong_domain::time::Period;
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
        let snapshot = self.snapshot();
        let (paper, signed) = sound(report).ok_or(ExchangeError::Damaged)?;
        let unit = snapshot
            .map
            .by_uid(report.unit)
            .ok_or(ExchangeError::UnknownUnit)?;
        let period = Period {
            from: report.from,
            to: report.to,
        };
        let name = snapshot.map.label(unit, period.to, "vi");
        self.comes_from_below(payload, peer, (unit, &name), Permission::ApproveReports)
            .await?;
        let preview = |status| BundlePreview::Report {
            id: report.report,
            sender: peer.name.clone(),
            unit,
            title: self.reports().title_of(unit, &report.outline),
            period,
            version: report.version,
            paper: Box::new(paper.clone().without_proofs()),
            signed: signed.map(|(kind, _)| kind),
            status,
        };
        let digest = Sha256::digest(report.model.as_bytes()).to_vec();
        let (first, last) = (period.from.number(), period.to.number());
        let filter = ReportFilter {
            units: vec![unit.0],
            outline: Some(report.outline.clone()),
            days: Some((first, last)),
            stages: Vec::new(),
        };
        let (same, _) = self.store.reports(&filter, (0, 1)).await?;
        let kept = match self.store.report(report.report).await? {
            Some(kept) => Some(kept),
            None => same.into_iter().next(),
        };
        let version = i64::from(report.version);
        let mut batch = self.batch();
        let row = ReportRow {
            id: report.report,
            unit,
            outline: report.outline.clone(),
            first: period.from,
            last: period.to,
            issuer: None,
            is_restated: false,
            stage: Stage::Sent,
            version,
            edit_count: 0,
            made_at: payload.made_at,
            made_by: 0,
            origin: peer.book.to_string(),
        };
        let mut seq = 1;
        match kept {
            None => batch = batch.new_report(&row),
            Some(kept) => {
                let is_theirs = kept.id == row.id
                    && kept.origin == row.origin
                    && (kept.unit, &kept.outline, kept.first, kept.last)
                        == (row.unit, &row.outline, row.first, row.last);
                if !is_theirs {
                    return Err(ExchangeError::Collides);
                }
                let versions = self.store.report_versions(kept.id).await?;
                let known = versions.iter().find(|v| v.version == version);
                if known.is_some_and(|v| v.hash == digest) {
                    let batch = self.signed_later(peer, &kept, report, signed).await?;
                    let status = batch.as_ref().map_or(BundleStatus::Known, |_| BundleStatus::New);
                    return Ok(Inspection {
                        preview: preview(status),
                        batch,
                    });
                }
                if known.is_some() {
                    return Err(ExchangeError::Collides);
                }
                if kept.version >= version {
                    return Err(ExchangeError::Stale(kept.version));
                }
                if kept.stage != Stage::Writing {
                    return Err(ExchangeError::Waits(kept.version));
                }
                let steps = self.store.report_steps(kept.id).await?;
                seq = steps.last().map_or(1, |s| s.seq + 1);
                batch = batch.report_stage(&kept, Stage::Sent, version);
            }
        }
        let frozen = VersionRow {
            version,
            hash: digest,
            inputs: String::new(),
            packs: "[]".to_owned(),
            program: clean_line(&report.program).chars().take(CODE_MAX).collect(),
            at: payload.made_at,
            person: 0,
            mark: Some(paper.mark()),
        };
        batch = batch.report_version(row.id, &frozen, &report.model);
        let by = (payload.made_at, 0);
        for file in &report.files {
            let (format, bytes) = (&file.format, &file.bytes);
            let of = match signed.filter(|_| format == SIGNED_FORMAT) {
                Some(signed) => signed_row(&row, version, 1, signed, bytes, by),
                None => file_row(&row, (version, ISSUED), format.clone(), format, bytes, by),
            };
            batch = batch.report_file(row.id, &of, bytes.clone());
        }
        let model = report.model.as_bytes();
        let of = file_row(&row, (version, ISSUED), "model".to_owned(), "json", model, by);
        batch = batch.report_file(row.id, &of, model.to_vec());
        for (seq, said) in (seq..).zip(&report.said) {
            let step = ReportStepRow {
                seq,
                version,
                stage: said.stage,
                at: said.at,
                person: 0,
                unit: snapshot.map.by_uid(said.unit).unwrap_or(unit),
                note: said.note.clone(),
            };
            batch = batch.report_step(row.id, &step);
        }
        let detail = format!(
            r#"{{"from":"{}","version":{version},"hash":"{}"}}"#,
            peer.book, report.hash
        );
        Ok(Inspection {
            preview: preview(BundleStatus::New),
            batch: Some(batch.log(unit.0, "exchange.report", row.id, detail)),
        })
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
        let snapshot = self.snapshot();
        let row = self.store.report(answer.report).await?;
        let row = row
            .filter(|r| !is_foreign(r))
            .ok_or(ExchangeError::UnknownFiling)?;
        let unit = row.unit;
        let version = i64::from(answer.version);
        let model = self.store.report_file(row.id, version, ISSUED, "model").await?;
        let is_answered = model.is_some_and(|m| hex::encode(Sha256::digest(&m)) == answer.hash);
        if !is_answered || snapshot.map.uid(unit) != payload.to {
            return Err(ExchangeError::UnknownFiling);
        }
        let speaks = peer.unit;
        self.comes_from_above(peer, unit, [Permission::WriteReports, Permission::ApproveReports])
            .await?;
        let is_plain = |note: &str| length(note) <= NOTE_MAX && clean_line(note) == note;
        if answer.notes.len() > NOTES_MAX
            || !is_plain(&answer.said.note)
            || answer
                .notes
                .iter()
                .any(|(part, note)| length(part) > CODE_MAX || note.is_empty() || !is_plain(note))
        {
            return Err(ExchangeError::Damaged);
        }
        let paper = self.reports().issued_model(row.id, version).await?;
        // A part that the paper has not is said of the whole.
        let notes: Vec<(String, String)> = answer
            .notes
            .iter()
            .map(|(part, note)| match paper.anchors.contains(part) {
                true => (part.clone(), note.clone()),
                false => (String::new(), note.clone()),
            })
            .collect();
        let next = answer.said.stage;
        let preview = |status| BundlePreview::ReportAnswer {
            id: row.id,
            sender: peer.name.clone(),
            unit,
            title: self.reports().title_of(unit, &row.outline),
            period: days(&row),
            paper: Box::new(paper.clone()),
            stage: next,
            note: answer.said.note.clone(),
            notes: notes.clone(),
            status,
        };
        let steps = self.store.report_steps(row.id).await?;
        let is_taken = |s: &ReportStepRow| s.at == answer.said.at && s.stage == next && s.person == 0;
        if steps.iter().any(is_taken) {
            return Ok(Inspection {
                preview: preview(BundleStatus::Known),
                batch: None,
            });
        }
        let stands = row.stage;
        let is_answer = matches!(next, Stage::Accepted | Stage::Writing);
        if !is_answer || stands != Stage::Sent || row.version != version {
            return Err(ExchangeError::ReportStands(stands));
        }
        let step = ReportStepRow {
            seq: steps.last().map_or(1, |s| s.seq + 1),
            version,
            stage: next,
            at: answer.said.at,
            person: 0,
            unit: snapshot.map.by_uid(answer.said.unit).unwrap_or(speaks),
            note: answer.said.note.clone(),
        };
        let mut batch = self
            .batch()
            .report_stage(&row, next, version)
            .report_step(row.id, &step);
        for (place, (part, body)) in notes.iter().enumerate() {
            let note = NoteRow {
                id: Uuid::new_v5(&row.id, format!("{}/{place}", answer.said.at).as_bytes()),
                part: part.clone(),
                version,
                body: body.clone(),
                at: answer.said.at,
                person: 0,
                solved_at: None,
                solved_by: None,
            };
            batch = batch.report_note(row.id, &note);
        }
        let detail = format!(r#"{{"from":"{}","stage":"{}"}}"#, peer.book, next.code());
        Ok(Inspection {
            preview: preview(BundleStatus::New),
            batch: Some(batch.log(unit.0, "exchange.report-answer", row.id, detail)),
        })
    }
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
