//! Checks that a report is what it claims to be, before anything of it is used.

use super::{CODE_MAX, IssuedReport, SIGNED_FORMAT, SIGNED_TRAVELS};
use crate::papers::SignedKind;
use crate::reports::FORMATS;
use dienhong_bundles::{Details, Submission};
use dienhong_domain::time::Period;
use dienhong_reports::{Paper, differing};

/// The report of a submission, if everything is right: its limits, its paper, and three files with the same numbers.
pub(super) fn sound(of: &Submission) -> Option<IssuedReport> {
    let Details::Report(details) = &of.details else {
        return None;
    };
    let is_code = |code: &str| {
        (1..=CODE_MAX).contains(&code.len())
            && code
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !is_code(&details.outline) || details.from > details.to {
        return None;
    }
    let paper: Paper = serde_json::from_str(&of.content).ok()?;
    let is_issued = paper.letterhead.number.is_some() && paper.letterhead.day.is_some();
    // A paper that cleaning would change, or that a layout would refuse, was never issued by this program.
    if !is_issued || paper.clone().checked().ok()? != paper {
        return None;
    }
    let mut formats: Vec<&str> = of.files.iter().map(|f| f.format.as_str()).collect();
    formats.retain(|f| *f != SIGNED_FORMAT);
    let is_whole = formats == FORMATS && of.files.len() <= FORMATS.len() + 1;
    let bytes = |format: &str| {
        let file = of.files.iter().find(|f| f.format == format);
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
    (is_whole && is_alike).then(|| IssuedReport {
        outline: details.outline.clone(),
        period: Period {
            from: details.from,
            to: details.to,
        },
        program: details.program.clone(),
        paper,
        signed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_bundles::{File, ReportDetails, Said};
    use dienhong_domain::time::Day;
    use dienhong_reports::{Block, Fonts, Number, Span, docx, pdf, xlsx};
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};
    use std::sync::LazyLock;
    use uuid::Uuid;

    static SENT: LazyLock<Submission> = LazyLock::new(|| {
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
        let content = serde_json::to_string(&paper).expect("JSON");
        let file = |format: &str, bytes| File {
            format: format.into(),
            bytes,
        };
        Submission {
            id: Uuid::from_u128(1),
            unit: Uuid::from_u128(2),
            version: 1,
            details: Details::Report(ReportDetails {
                outline: "hang-thang".into(),
                from: day(1),
                to: day(31),
                program: "0.1.0".into(),
            }),
            hash: hex::encode(Sha256::digest(content.as_bytes())),
            content,
            files: vec![
                file("docx", docx(&paper).expect("DOCX")),
                file("pdf", pdf(&paper, Fonts::tinos()).expect("PDF")),
                file("xlsx", xlsx(&paper).expect("XLSX")),
            ],
            said: vec![Said {
                state: "sent".into(),
                at: 1,
                unit: Uuid::from_u128(2),
                note: String::new(),
            }],
        }
    });

    #[test]
    fn what_was_issued_is_sound() {
        let report = sound(&SENT).expect("sound");
        assert_eq!((report.paper.mark().as_str(), report.signed), ("01/", None));
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
                    let mut bytes = report.content.clone().into_bytes();
                    change(&mut bytes);
                    report.content = String::from_utf8_lossy(&bytes).into_owned();
                    report.hash = hex::encode(Sha256::digest(report.content.as_bytes()));
                }
                n => change(&mut report.files[n - 2].bytes),
            }
            if let Some(IssuedReport { paper, .. }) = sound(&report) {
                // Whatever still passes can be shown and laid out.
                prop_assert!(docx(&paper).is_ok() && xlsx(&paper).is_ok());
            }
        }
    }
}
