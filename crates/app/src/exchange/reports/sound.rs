//! Checks that a report is what it claims to be, before anything of it is used.

use super::{CODE_MAX, SIGNED_FORMAT, SIGNED_TRAVELS, Signed};
use crate::papers::SignedKind;
use crate::reports::{FORMATS, NOTE_MAX};
use dienhong_bundles::{Report, ReportSaid};
use dienhong_domain::reports::Stage;
use dienhong_domain::text::length;
use dienhong_reports::{Paper, differing};
use sha2::{Digest, Sha256};

/// Limits for what a trusted but careless sender may have signed.
const VERSION_MAX: i32 = 1_000;
const SAID_MAX: usize = 20;

/// The paper of a report, if everything is right: its hash, its limits, and three files with the same numbers.
pub(super) fn sound(report: &Report) -> Option<(Paper, Option<Signed>)> {
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
    // A paper that cleaning would change, or that a layout would refuse, was never issued by this program.
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
    use dienhong_bundles::File;
    use dienhong_domain::time::Day;
    use dienhong_reports::{Block, Fonts, Number, Span, docx, pdf, xlsx};
    use proptest::prelude::*;
    use std::sync::LazyLock;
    use uuid::Uuid;

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

        /// Bytes changed anywhere: in the surrounding fields, in the paper (with a matching hash), in the files.
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
