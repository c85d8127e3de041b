//! Reports between two installations: the issued paper is sent up with its files, and answers come back with their
//! notes on paragraphs; what is forged, altered, outdated, sent twice or from strangers is refused, and nothing is
//! lost. On both engines.

use crate::common::books::{Played, play, resealed};
use crate::common::people::{Person, october};
use crate::common::reports::*;
use dienhong_app::exchange::{BundlePreview, BundleStatus, ExchangeError, SIGNED_TRAVELS};
use dienhong_app::papers::SignedKind;
use dienhong_app::reports::ReportError;
use dienhong_app::testing::*;
use dienhong_bundles::{Body, Details, File, FilingDetails, Payload, ReportDetails, Submission};
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Role;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Writes and issues the report of October in the ward's book, and sends it up; returns it with its signer.
async fn sent(p: &Played, entry: Uuid) -> (Uuid, Uuid) {
    outreach(&p.ward, entry, day(10, 5), "hơn 2.844", None).await;
    let (_, signer) = p.official.sets_up_the_committee().await;
    let id = p.official.begins(&new()).await;
    p.official.writes(id).await;
    issue(p, id, signer).await;
    (id, signer)
}

async fn issue(p: &Played, id: Uuid, signer: Uuid) {
    p.official.submits(id).await;
    p.chair.issues(id, signer, day(11, 3)).await;
    p.official.sends(id).await;
}

async fn files(of: &Person, id: Uuid) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for format in ["docx", "pdf", "xlsx"] {
        files.push(of.downloads(id, format).await);
    }
    files
}

const SCAN: &[u8] = b"%PDF-1.7 a scan with a seal";
const SIGNED_LATER: &[u8] = b"%PDF-1.7 /ByteRange [0 1 2 3]";

#[tokio::test]
async fn a_report_goes_up_with_its_files_and_the_answer_comes_down() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.meet().await;
        let entry = Uuid::now_v7();
        let (id, signer) = sent(&p, entry).await;
        p.official.keeps_signed(id, SCAN).await;
        let bundle = p.official.hands_over_report(id).await;
        it_is_looked_at_and_taken_once(&p, id, &bundle).await;
        it_is_the_same_in_both_books(&p, id).await;
        a_copy_that_is_signed_later_follows_once(&p, id).await;
        it_is_listed_and_nothing_of_it_is_written_there(&p, id).await;
        let part = it_is_sent_back_with_words_at_a_paragraph(&p, id).await;
        let answer = the_words_come_down_to_that_paragraph(&p, id, &part).await;

        outreach(&p.ward, entry, day(10, 5), "hơn 2.900", Some(1)).await;
        let comment = p.official.reads(id).await.notes[0].id;
        p.official.settles(id, comment).await;
        issue(&p, id, signer).await;
        the_next_version_replaces_it(&p, id, &bundle).await;
        its_acceptance_comes_down(&p, id, &answer).await;
    })
    .await;
}

async fn it_is_looked_at_and_taken_once(p: &Played, id: Uuid, bundle: &str) {
    let look = p.above.looks_at(bundle).await;
    assert_eq!((look.status(), look.report()), (BundleStatus::New, Some(id)));
    let BundlePreview::Report { paper, signed, .. } = look else {
        panic!("a report");
    };
    assert_eq!(
        (paper.mark().as_str(), signed),
        ("01/BC-UBND", Some(SignedKind::Scan))
    );
    assert!(
        paper.numbers().iter().all(|n| n.proof.is_empty()),
        "proofs lie in the other book"
    );
    let early = p.province.by(&p.above.actor).reports().find(id).await;
    assert!(early.is_err(), "looking takes nothing");
    p.above.takes(bundle).await;
    let again = p.above.takes(bundle).await;
    assert_eq!(again.status(), BundleStatus::Known);
}

/// The same numbers, the same bytes.
async fn it_is_the_same_in_both_books(p: &Played, id: Uuid) {
    let (here, there) = (p.official.reads(id).await, p.above.reads(id).await);
    assert_eq!(here.paper.clone().without_proofs(), there.paper);
    assert_eq!(number(&there, "luot-tuyen-truyen"), "hơn 2.844");
    assert_eq!(
        (there.stage, there.version, there.since.len()),
        (Stage::Sent, 1, 0)
    );
    assert_eq!(there.from.as_deref(), Some("Phường Diên Hồng"));
    assert_eq!(files(&p.official, id).await, files(&p.above, id).await);
    let copy = p
        .province
        .by(&p.above.actor)
        .reports()
        .stored_file(id, 1, 2, "scan-1")
        .await;
    assert_eq!(copy.expect("the signed copy").1, SCAN);
}

async fn a_copy_that_is_signed_later_follows_once(p: &Played, id: Uuid) {
    p.official.keeps_signed(id, SIGNED_LATER).await;
    let anew = p.official.hands_over_report(id).await;
    for standing in [BundleStatus::New, BundleStatus::Known] {
        assert_eq!(p.above.looks_at(&anew).await.status(), standing);
        p.above.takes(&anew).await;
    }
    let copy = p
        .province
        .by(&p.above.actor)
        .reports()
        .stored_file(id, 1, 2, "digital-2")
        .await;
    assert_eq!(copy.expect("the later copy").1, SIGNED_LATER);
}

async fn it_is_listed_and_nothing_of_it_is_written_there(p: &Played, id: Uuid) {
    let above = &p.above.actor;
    let listed = p.province.by(above).reports().list(DIEN_HONG, (0, 10)).await;
    let (listed, _) = listed.expect("a list");
    assert_eq!(listed[0].mark.as_deref(), Some("01/BC-UBND"));
    let everybody = anybody();
    let write = p
        .province
        .by(&everybody)
        .reports()
        .write_part(id, "ket-qua", 0, "x")
        .await;
    assert!(
        matches!(write, Err(ReportError::Stands(_) | ReportError::NotAllowed)),
        "{write:?}"
    );
    let sign = p
        .province
        .by(&everybody)
        .reports()
        .keep_signed(id, SCAN.to_vec())
        .await;
    assert!(matches!(sign, Err(ReportError::NotAllowed)), "{sign:?}");
    let asked = Some((OUTLINE, october()));
    let below = p.province.by(above).reports().below(EAST, asked).await;
    assert_eq!(below.expect("below")[0].waiting, [(DIEN_HONG, id)]);
}

/// It stays readable; gives the paragraph.
async fn it_is_sent_back_with_words_at_a_paragraph(p: &Played, id: Uuid) -> String {
    let there = p.above.reads(id).await;
    let part = there.paper.anchors[1].clone();
    p.above.sends_back(id, "Xem lại", (&part, "Nêu rõ hơn")).await;
    let back = p.above.reads(id).await;
    assert_eq!((back.stage, back.draft.is_none()), (Stage::Writing, true));
    assert_eq!(back.paper, there.paper);
    p.above.downloads(id, "docx").await;
    let write = p
        .province
        .by(&anybody())
        .reports()
        .write_part(id, &part, 0, "x")
        .await;
    assert!(matches!(write, Err(ReportError::NotAllowed)), "{write:?}");
    part
}

/// Gives the bundle of the answer.
async fn the_words_come_down_to_that_paragraph(p: &Played, id: Uuid, part: &str) -> String {
    let answer = p.above.hands_over_report(id).await;
    let took = p.official.takes(&answer).await;
    assert!(matches!(
        took,
        BundlePreview::ReportAnswer {
            stage: Stage::Writing,
            ..
        }
    ));
    let twice = p.official.takes(&answer).await;
    assert_eq!(twice.status(), BundleStatus::Known);
    let back = p.official.reads(id).await;
    assert_eq!(back.stage, Stage::Writing);
    assert_eq!(back.returned().map(|s| s.note.as_str()), Some("Xem lại"));
    let notes: Vec<_> = back
        .notes
        .iter()
        .map(|n| (n.part.as_str(), n.body.as_str()))
        .collect();
    assert_eq!(notes, [(part, "Nêu rõ hơn")]);
    answer
}

/// The older file has no effect any more.
async fn the_next_version_replaces_it(p: &Played, id: Uuid, older: &str) {
    let mended = p.official.hands_over_report(id).await;
    p.above.takes(&mended).await;
    let late = p.above.takes(older).await;
    assert_eq!(late.status(), BundleStatus::Known);
    let there = p.above.reads(id).await;
    assert_eq!((there.version, there.stage), (2, Stage::Sent));
    assert_eq!(number(&there, "luot-tuyen-truyen"), "hơn 2.900");
}

async fn its_acceptance_comes_down(p: &Played, id: Uuid, older: &str) {
    p.above.accepts_report(id).await;
    let stale = p.official.takes(older).await;
    assert_eq!(stale.status(), BundleStatus::Known);
    let answer = p.above.hands_over_report(id).await;
    p.chair.takes(&answer).await;
    assert_eq!(p.official.reads(id).await.stage, Stage::Accepted);
}

fn report(payload: &mut Payload) -> &mut Submission {
    match &mut payload.body {
        Body::Submission(report) => report,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_not_the_issued_report_is_refused() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        let (id, _) = sent(&p, Uuid::now_v7()).await;
        let bundle = p.official.hands_over_report(id).await;
        let unknown = p.above.tries_to_take(&bundle).await;
        assert!(
            matches!(unknown, Err(ExchangeError::UnknownSender(_))),
            "{unknown:?}"
        );
        p.meet().await;
        only_who_decides_takes_and_only_who_sends_hands_over(&p, id, &bundle).await;
        what_was_altered_is_refused(&p, &bundle).await;
        what_is_of_another_unit_is_refused(&p, &bundle).await;
        let early = p.province.by(&p.above.actor).reports().find(id).await;
        assert!(early.is_err(), "nothing of all that was kept");
        p.above.takes(&bundle).await;
        a_second_truth_is_refused(&p, &bundle).await;
        only_the_level_above_answers(&p, id).await;
    })
    .await;
}

const OUTSIDER: &[(Role, dienhong_domain::units::UnitId)] = &[(Role::Official, WEST)];

async fn only_who_decides_takes_and_only_who_sends_hands_over(p: &Played, id: Uuid, bundle: &str) {
    let outsider = Person::new(&p.province, 9, OUTSIDER);
    let foreign = outsider.tries_to_take(bundle).await;
    assert!(matches!(foreign, Err(ExchangeError::NotForUs(_))), "{foreign:?}");
    assert!(
        p.ward
            .by(&outsider.actor)
            .exchange()
            .report_bundle(id)
            .await
            .is_err()
    );
}

/// The province's answer to a ward's report that was changed by somebody with the ward's key.
async fn altered(
    p: &Played,
    bundle: &str,
    change: impl FnOnce(&mut Submission),
) -> Result<BundleStatus, ExchangeError> {
    let file = resealed(&p.ward, bundle, |payload| change(report(payload))).await;
    p.above.tries_to_take(&file).await.map(|look| look.status())
}

fn details(report: &mut Submission) -> &mut ReportDetails {
    match &mut report.details {
        Details::Report(details) => details,
        other => panic!("{other:?}"),
    }
}

type Alteration = fn(&mut Submission);

const ALTERATIONS: [(&str, Alteration); 16] = [
    ("a number of the paper alone", |r| {
        r.content = r.content.replace("2.844", "9.844");
    }),
    ("a number that the Word file does not say", |r| {
        rewrite(r, |model| model.replace("2.844", "9.844"));
    }),
    ("a file is missing", |r| drop(r.files.pop())),
    ("a file is there twice", |r| r.files.push(r.files[0].clone())),
    ("a file of another kind", |r| {
        r.files[1].bytes = b"<html>".to_vec()
    }),
    ("a signed copy of another kind", |r| {
        r.files.push(signed(b"PK".to_vec()))
    }),
    ("a signed copy that is too large", |r| {
        r.files
            .push(signed([b"%PDF-".to_vec(), vec![b' '; SIGNED_TRAVELS]].concat()));
    }),
    ("an outline that is a path", |r| {
        details(r).outline = "../x".into()
    }),
    ("figures with the files of a report", |r| {
        r.details = Details::Filing(FilingDetails {});
    }),
    ("no version", |r| r.version = 0),
    ("nobody said anything", |r| r.said.clear()),
    ("a step out of place", |r| r.said[0].state = "accepted".into()),
    ("a step of no procedure", |r| r.said[0].state = "flying".into()),
    ("a note beyond bounds", |r| r.said[0].note = "x".repeat(2_000)),
    ("an unseen letter", |r| {
        rewrite(r, |model| model.replacen("BÁO CÁO", "BÁO\u{202e} CÁO", 1))
    }),
    ("a draft without a number", |r| {
        rewrite(r, |model| {
            let mut paper: dienhong_reports::Paper = serde_json::from_str(model).expect("a paper");
            paper.letterhead.number = None;
            serde_json::to_string(&paper).expect("JSON")
        });
    }),
];

/// Changes the paper and gives it a matching hash.
fn rewrite(report: &mut Submission, change: impl FnOnce(&str) -> String) {
    report.content = change(&report.content);
    report.hash = hex::encode(Sha256::digest(report.content.as_bytes()));
}

fn signed(bytes: Vec<u8>) -> File {
    File {
        format: "signed".into(),
        bytes,
    }
}

async fn what_was_altered_is_refused(p: &Played, bundle: &str) {
    for (what, change) in ALTERATIONS {
        let took = altered(p, bundle, change).await;
        assert!(matches!(took, Err(ExchangeError::Damaged)), "{what}: {took:?}");
    }
}

async fn what_is_of_another_unit_is_refused(p: &Played, bundle: &str) {
    let other = p.ward.snapshot().map.uid(HOI_THUONG);
    let theirs = altered(p, bundle, |r| r.unit = other).await;
    assert!(matches!(theirs, Err(ExchangeError::NotTheirs(_))), "{theirs:?}");
    let nobody = altered(p, bundle, |r| r.unit = Uuid::nil()).await;
    assert!(matches!(nobody, Err(ExchangeError::UnknownUnit)), "{nobody:?}");
}

async fn a_second_truth_is_refused(p: &Played, bundle: &str) {
    let second = altered(p, bundle, |r| r.id = Uuid::from_u128(77)).await;
    assert!(matches!(second, Err(ExchangeError::Collides)), "{second:?}");
    let newer = altered(p, bundle, |r| r.version = 2).await;
    assert!(matches!(newer, Err(ExchangeError::Waits(1))), "{newer:?}");
}

/// Of this report, in this stage.
async fn only_the_level_above_answers(p: &Played, id: Uuid) {
    let early = p.province.by(&p.above.actor).exchange().report_bundle(id).await;
    assert!(
        matches!(early, Err(ExchangeError::ReportStands(Stage::Sent))),
        "{early:?}"
    );
    p.above.accepts_report(id).await;
    let answer = p.above.hands_over_report(id).await;
    let own = resealed(&p.ward, &answer, |_| {}).await;
    let posing = p.official.tries_to_take(&own).await;
    assert!(posing.is_err(), "a ward does not accept its own report");
    let outsider = Person::new(&p.ward, 9, OUTSIDER);
    let stranger = outsider.tries_to_take(&answer).await;
    assert!(matches!(stranger, Err(ExchangeError::NotAllowed)), "{stranger:?}");
    p.official.takes(&answer).await;
    assert_eq!(p.official.reads(id).await.stage, Stage::Accepted);
}
