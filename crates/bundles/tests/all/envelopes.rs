//! What is signed opens as it was sealed; anything else is refused and says why.

use dienhong_bundles::*;
use dienhong_domain::filings::State;
use proptest::prelude::*;
use std::path::Path;
use uuid::Uuid;

fn signer() -> Signer {
    Signer::read(&Signer::generate().expect("a key")).expect("it is read")
}

fn payload() -> Payload {
    Payload {
        id: Uuid::from_u128(1),
        made_at: 1_796_101_200_000,
        from: Sender {
            book: Uuid::from_u128(2),
            unit: Uuid::from_u128(3),
            name: "Phường Diên Hồng".into(),
        },
        to: Uuid::from_u128(4),
        body: Body::Answer(Answer {
            filing: Uuid::from_u128(5),
            hash: "00".into(),
            said: Said {
                state: State::Returned,
                at: 7,
                unit: Uuid::from_u128(4),
                note: "Xem lại “tháng 5”".into(),
            },
            reasons: vec![("toi-pham".into(), "Cao hơn".into())],
        }),
    }
}

#[test]
fn what_is_sealed_opens_as_it_was() {
    let signer = signer();
    let opened = open(seal_bundle(&signer, &payload()).expect("sealed").as_bytes()).expect("opened");
    assert_eq!(opened.key, signer.public());
    assert_eq!(opened.what, EnvelopeContent::Bundle(Box::new(payload())));
    let card = Card {
        book: Uuid::from_u128(2),
        unit: Uuid::from_u128(3),
        name: "Tỉnh Gia Lai".into(),
    };
    let opened = open(seal_card(&signer, &card).expect("sealed").as_bytes()).expect("opened");
    assert_eq!(opened.what, EnvelopeContent::Card(card));
}

#[test]
fn a_report_with_its_files_opens_as_it_was() {
    let signer = signer();
    let said = ReportSaid {
        stage: dienhong_domain::reports::Stage::Sent,
        at: 9,
        unit: Uuid::from_u128(3),
        note: String::new(),
    };
    let report = Report {
        report: Uuid::from_u128(6),
        unit: Uuid::from_u128(3),
        outline: "hang-thang".into(),
        from: dienhong_domain::time::Day::new(2026, 10, 1).expect("a day"),
        to: dienhong_domain::time::Day::new(2026, 10, 31).expect("a day"),
        version: 1,
        model: "{\"a\":\"“b”\"}".into(),
        hash: "00".into(),
        program: "0.1.0".into(),
        files: vec![File {
            format: "pdf".into(),
            bytes: (0..=255).collect(),
        }],
        said: vec![said.clone()],
    };
    let answer = ReportAnswer {
        report: report.report,
        version: 1,
        hash: "00".into(),
        said,
        notes: vec![("ket-qua".into(), "Nêu rõ".into())],
    };
    for (name, body) in [
        ("a report", Body::Report(Box::new(report))),
        ("an answer", Body::ReportAnswer(answer)),
    ] {
        let payload = Payload { body, ..payload() };
        let sealed = seal_bundle(&signer, &payload).expect("sealed");
        assert_eq!(
            open(sealed.as_bytes()).expect("opened").what,
            EnvelopeContent::Bundle(Box::new(payload)),
            "{name}"
        );
    }
}

#[test]
fn a_card_never_passes_for_a_bundle() {
    let signer = signer();
    let sealed = seal_bundle(&signer, &payload()).expect("sealed");
    let turned = sealed.replace("dienhong-bundle/1", "dienhong-card/1");
    assert_eq!(open(turned.as_bytes()), Err(OpenError::Forged));
}

#[test]
fn each_fault_has_its_name() {
    let sealed = seal_bundle(&signer(), &payload()).expect("sealed");
    assert_eq!(open(b"PK\x03\x04"), Err(OpenError::NotAnEnvelope));
    assert_eq!(open(b""), Err(OpenError::NotAnEnvelope));
    assert_eq!(
        open(&sealed.as_bytes()[..sealed.len() / 2]),
        Err(OpenError::CutOff)
    );
    let newer = sealed.replace("bundle/1", "bundle/2");
    assert_eq!(
        open(newer.as_bytes()),
        Err(OpenError::Newer("dienhong-bundle/2".into()))
    );
    let other = sealed.replacen("Cao hơn", "Cao hon", 1);
    assert_eq!(open(other.as_bytes()), Err(OpenError::Forged));
    assert_eq!(open(&vec![b' '; FILE_MAX + 1]), Err(OpenError::TooLarge));
    // Somebody else's key over the same words.
    let theirs = seal_bundle(&signer(), &payload()).expect("sealed");
    let (ours, theirs): (serde_json::Value, serde_json::Value) = (
        serde_json::from_str(&sealed).expect("json"),
        serde_json::from_str(&theirs).expect("json"),
    );
    let mut mixed = ours.clone();
    mixed["key"] = theirs["key"].clone();
    assert_eq!(open(mixed.to_string().as_bytes()), Err(OpenError::Forged));
}

#[test]
fn fingerprints_are_read_over_the_telephone() {
    let words = fingerprint(&[7; 32]);
    assert_eq!(words.split(' ').count(), 6);
    assert!(words.split(' ').all(|w| w.len() == 4));
    assert_ne!(words, fingerprint(&[8; 32]));
}

#[test]
fn the_kept_corpus_stops_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut count = 0;
    for file in std::fs::read_dir(folder).expect("the corpus").flatten() {
        run(&std::fs::read(file.path()).expect("a file"));
        count += 1;
    }
    assert!(count >= 6, "{count}");
}

proptest! {
    #[test]
    fn foreign_bytes_stop_nothing(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        run(&bytes);
    }

    #[test]
    fn a_changed_byte_is_noticed(at: prop::sample::Index, byte: u8) {
        let sealed = seal_bundle(&signer(), &payload()).expect("sealed").into_bytes();
        let mut changed = sealed.clone();
        let at = at.index(changed.len());
        changed[at] = byte;
        run(&changed);
        // White space between the fields and the case of hex digits mean nothing.
        let means_nothing = |b: u8| b.is_ascii_whitespace() || b.is_ascii_hexdigit();
        if changed != sealed && !(means_nothing(sealed[at]) && sealed[at].eq_ignore_ascii_case(&byte)) {
            let opened = open(&changed);
            let is_same = opened.as_ref().is_ok_and(|o| o.what == EnvelopeContent::Bundle(Box::new(payload())));
            prop_assert!(opened.is_err() || is_same && sealed[at].is_ascii_whitespace(), "{opened:?}");
        }
    }
}
