//! What is signed opens as it was sealed; anything else is refused and says why.

use dienhong_bundles::*;
use dienhong_domain::time::Day;
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
            kind: Kind::Filing,
            id: Uuid::from_u128(5),
            version: Some(1),
            hash: "00".into(),
            said: Said {
                state: "returned".into(),
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

/// Figures without files, and a report with one.
fn submissions() -> [Submission; 2] {
    let said = Said {
        state: "sent".into(),
        at: 9,
        unit: Uuid::from_u128(3),
        note: String::new(),
    };
    let figures = Submission {
        id: Uuid::from_u128(6),
        unit: Uuid::from_u128(3),
        version: 1,
        details: Details::Filing(FilingDetails {}),
        content: "{\"a\":\"“b”\"}".into(),
        hash: "00".into(),
        said: vec![said],
        files: vec![],
    };
    let report = Submission {
        details: Details::Report(ReportDetails {
            outline: "hang-thang".into(),
            from: Day::new(2026, 10, 1).expect("a day"),
            to: Day::new(2026, 10, 31).expect("a day"),
            program: "0.1.0".into(),
        }),
        files: vec![File {
            format: "pdf".into(),
            bytes: (0..=255).collect(),
        }],
        ..figures.clone()
    };
    [figures, report]
}

#[test]
fn every_kind_opens_as_it_was() {
    let signer = signer();
    for (kind, submission) in Kind::ALL.into_iter().zip(submissions()) {
        assert_eq!(submission.kind(), kind);
        let body = Body::Submission(Box::new(submission));
        let payload = Payload { body, ..payload() };
        let sealed = seal_bundle(&signer, &payload).expect("sealed");
        assert_eq!(
            open(sealed.as_bytes()).expect("opened").what,
            EnvelopeContent::Bundle(Box::new(payload)),
            "{kind:?}"
        );
    }
}

fn json(of: &impl serde::Serialize) -> String {
    serde_json::to_string(of).expect("JSON")
}

/// The form is kept: programs in use read it.
#[test]
fn the_form_is_as_it_was_released() {
    let [figures, report] = submissions();
    let file = File {
        format: "pdf".into(),
        bytes: b"%PDF".to_vec(),
    };
    let report = Submission {
        files: vec![file],
        ..report
    };
    assert_eq!(
        json(&Body::Submission(Box::new(figures))),
        r#"{"submission":{"id":"00000000-0000-0000-0000-000000000006","unit":"00000000-0000-0000-0000-000000000003","version":1,"details":{"filing":{}},"content":"{\"a\":\"“b”\"}","hash":"00","said":[{"state":"sent","at":9,"unit":"00000000-0000-0000-0000-000000000003","note":""}],"files":[]}}"#
    );
    assert_eq!(
        json(&report.details),
        r#"{"report":{"outline":"hang-thang","from":20261001,"to":20261031,"program":"0.1.0"}}"#
    );
    assert_eq!(json(&report.files), r#"[{"format":"pdf","bytes":"JVBERg=="}]"#);
    assert_eq!(
        json(&payload().body),
        r#"{"answer":{"kind":"filing","id":"00000000-0000-0000-0000-000000000005","version":1,"hash":"00","said":{"state":"returned","at":7,"unit":"00000000-0000-0000-0000-000000000004","note":"Xem lại “tháng 5”"},"reasons":[["toi-pham","Cao hơn"]]}}"#
    );
}

/// A bundle as the release before sealed it.
fn first_form(name: &str) -> Payload {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/first-form");
    let bytes = std::fs::read(folder.join(format!("{name}.dienhong"))).expect("a kept bundle");
    match open(&bytes).expect("opened").what {
        EnvelopeContent::Bundle(payload) => *payload,
        other => panic!("{other:?}"),
    }
}

fn submission(payload: Payload) -> Submission {
    match payload.body {
        Body::Submission(submission) => *submission,
        Body::Answer(answer) => panic!("{answer:?}"),
    }
}

fn answer(payload: Payload) -> Answer {
    match payload.body {
        Body::Answer(answer) => answer,
        Body::Submission(submission) => panic!("{submission:?}"),
    }
}

fn states(of: &Submission) -> Vec<&str> {
    of.said.iter().map(|said| said.state.as_str()).collect()
}

#[test]
fn submissions_of_the_first_form_are_read_into_this_one() {
    let figures = first_form("so-lieu");
    assert_eq!(figures.from.name, "Phường Diên Hồng");
    let figures = submission(figures);
    assert_eq!((figures.kind(), figures.version), (Kind::Filing, 1));
    assert_eq!(
        (figures.id.to_string().as_str(), figures.unit.to_string().as_str()),
        (
            "01a22955-4c13-7611-8fc2-b86f3fa31398",
            "00000000-0000-0000-0000-00001284000a"
        )
    );
    assert_eq!(states(&figures), ["frozen", "sent"]);
    assert!(figures.content.starts_with(r#"{"format":1,"#) && figures.files.is_empty());
    assert_eq!(
        figures.hash,
        "6ec44a195e869baa81f983326679627c9374fdbb4083b37d2f87891bd7346220"
    );

    let report = submission(first_form("bao-cao"));
    let [_, like] = submissions();
    assert_eq!((report.details.clone(), report.version), (like.details, 2));
    assert_eq!(
        (report.id, report.unit, report.content.as_str()),
        (Uuid::from_u128(6), Uuid::from_u128(3), r#"{"kind":"BÁO CÁO"}"#)
    );
    assert_eq!(states(&report), ["submitted", "issued", "sent"]);
    assert_eq!(report.files[0].bytes, b"%PDF-1.7");
}

#[test]
fn answers_of_the_first_form_are_read_into_this_one() {
    let to_figures = answer(first_form("tra-loi-so-lieu"));
    assert_eq!((to_figures.kind, to_figures.version), (Kind::Filing, None));
    assert_eq!(
        (to_figures.said.state.as_str(), to_figures.reasons.len()),
        ("accepted", 0)
    );
    let to_report = answer(first_form("tra-loi-bao-cao"));
    assert_eq!((to_report.kind, to_report.version), (Kind::Report, Some(1)));
    assert_eq!(
        (to_report.said.state.as_str(), to_report.said.note.as_str()),
        ("writing", "Xem lại")
    );
    assert_eq!(
        to_report.reasons,
        [("phan-tinh-hinh".to_owned(), "Nêu rõ hơn".to_owned())]
    );
}

/// The format is signed with the payload.
#[test]
fn neither_form_passes_for_the_other() {
    let sealed = seal_bundle(&signer(), &payload()).expect("sealed");
    assert!(sealed.contains("dienhong-bundle/2"));
    let turned = sealed.replace("bundle/2", "bundle/1");
    assert_eq!(open(turned.as_bytes()), Err(OpenError::Forged));
}

#[test]
fn a_card_never_passes_for_a_bundle() {
    let signer = signer();
    let sealed = seal_bundle(&signer, &payload()).expect("sealed");
    let turned = sealed.replace("dienhong-bundle/2", "dienhong-card/1");
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
    let newer = sealed.replace("bundle/2", "bundle/3");
    assert_eq!(
        open(newer.as_bytes()),
        Err(OpenError::Newer("dienhong-bundle/3".into()))
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
    assert!(count >= 17, "{count}");
}

const PAYLOADS: [&str; 6] = [
    include_str!("../../corpus/submission-filing"),
    include_str!("../../corpus/submission-report"),
    include_str!("../../corpus/answer"),
    include_str!("../../corpus/first-filing"),
    include_str!("../../corpus/first-answer"),
    include_str!("../../corpus/report-answer"),
];

proptest! {
    #[test]
    fn foreign_bytes_stop_nothing(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        run(&bytes);
    }

    /// What a trusted sender may sign: payloads of both forms with bytes changed anywhere.
    #[test]
    fn changed_payloads_stop_nothing(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        which in 0..PAYLOADS.len(),
    ) {
        let mut bytes = PAYLOADS[which].as_bytes().to_vec();
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
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
