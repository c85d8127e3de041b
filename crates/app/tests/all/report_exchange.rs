//! Reports between two installations: the issued paper goes up with its files, answers come down with their words at the
//! paragraphs; what is forged, altered, stale, doubled or foreign is refused, and nothing is lost. On both engines.

use crate::common::books::{Played, play};
use crate::common::reports::*;
use dienhong_app::App;
use dienhong_app::exchange::{ExchangeError, Look, SIGNED_TRAVELS, Standing};
use dienhong_app::people::Actor;
use dienhong_app::reports::{ReportError, SignedKind};
use dienhong_app::testing::*;
use dienhong_bundles::{Body, Payload, Signer, What, open, seal_bundle};
use dienhong_domain::reports::Stage;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Writes and issues the report of October in the ward's book, and sends it up; gives it with its signer.
async fn sent(p: &Played, entry: Uuid) -> (Uuid, Uuid) {
    outreach(&p.ward, entry, day(10, 5), "hơn 2.844", None).await;
    let body = p
        .ward
        .save_issuer(&p.official, DIEN_HONG, None, &committee())
        .await;
    let body = body.expect("a body");
    let signer = p
        .ward
        .add_signer(&p.official, body, &chair_signs())
        .await
        .expect("a signer");
    let id = p
        .ward
        .begin_report(&p.official, DIEN_HONG, &new())
        .await
        .expect("begun");
    written(&p.ward, &p.official, id).await;
    issue(p, id, signer).await;
    (id, signer)
}

async fn issue(p: &Played, id: Uuid, signer: Uuid) {
    submit(&p.ward, &p.official, id).await.expect("before the chair");
    let number = p.ward.approve_report(&p.chair, id, signer, day(11, 3), "").await;
    number.expect("approved");
    p.ward
        .send_report(&p.official, id, "Gửi tỉnh")
        .await
        .expect("sent");
}

async fn files(app: &App, actor: &Actor, id: Uuid) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for format in ["docx", "pdf", "xlsx"] {
        files.push(app.report_file(actor, id, format).await.expect("a file").1);
    }
    files
}

#[tokio::test]
async fn a_report_goes_up_with_its_files_and_the_answer_comes_down() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.meet().await;
        let entry = Uuid::now_v7();
        let (id, signer) = sent(&p, entry).await;
        let scan = b"%PDF-1.7 a scan with a seal".to_vec();
        p.ward
            .keep_signed(&p.official, id, scan.clone())
            .await
            .expect("kept");

        // Looked at, then taken, then taken again.
        let bundle = p.ward.report_bundle(&p.official, id).await.expect("a bundle");
        let look = p
            .province
            .look_at_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("seen");
        assert_eq!((look.standing(), look.report()), (Standing::New, Some(id)));
        let Look::Report { paper, signed, .. } = look else {
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
        assert!(
            p.province.report(&p.above, id).await.is_err(),
            "looking takes nothing"
        );
        p.province
            .take_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("taken");
        let again = p
            .province
            .take_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("taken again");
        assert_eq!(again.standing(), Standing::Known);

        // The same numbers, the same bytes; nothing of it can be written here.
        let here = p.ward.report(&p.official, id).await.expect("in the ward");
        let there = p.province.report(&p.above, id).await.expect("in the province");
        assert_eq!(here.paper.clone().without_proofs(), there.paper);
        assert_eq!(number(&there, "luot-tuyen-truyen"), "hơn 2.844");
        assert_eq!(
            (there.stage, there.version, there.since.len()),
            (Stage::Sent, 1, 0)
        );
        assert_eq!(there.from.as_deref(), Some("Phường Diên Hồng"));
        assert_eq!(
            files(&p.ward, &p.official, id).await,
            files(&p.province, &p.above, id).await
        );
        let copy = p
            .province
            .stored_file(&p.above, id, 1, 2, "scan-1")
            .await
            .expect("the signed copy");
        assert_eq!(copy.1, scan);
        // A copy that is signed later comes after it, once.
        let later = b"%PDF-1.7 /ByteRange [0 1 2 3]".to_vec();
        p.ward
            .keep_signed(&p.official, id, later.clone())
            .await
            .expect("kept");
        let anew = p.ward.report_bundle(&p.official, id).await.expect("a bundle");
        for standing in [Standing::New, Standing::Known] {
            let look = p.province.look_at_bundle(&p.above, anew.as_bytes()).await;
            assert_eq!(look.expect("seen").standing(), standing);
            p.province
                .take_bundle(&p.above, anew.as_bytes())
                .await
                .expect("taken");
        }
        let copy = p.province.stored_file(&p.above, id, 1, 2, "digital-2").await;
        assert_eq!(copy.expect("the later copy").1, later);
        let (listed, _) = p
            .province
            .reports(&p.above, DIEN_HONG, (0, 10))
            .await
            .expect("a list");
        assert_eq!(listed[0].mark.as_deref(), Some("01/BC-UBND"));
        let everybody = anybody();
        let write = p.province.write_part(&everybody, id, "ket-qua", 0, "x").await;
        assert!(
            matches!(write, Err(ReportError::Stands(_) | ReportError::NotAllowed)),
            "{write:?}"
        );
        let sign = p.province.keep_signed(&everybody, id, scan).await;
        assert!(matches!(sign, Err(ReportError::NotAllowed)), "{sign:?}");
        let below = p
            .province
            .reports_below(&p.above, EAST, Some((OUTLINE, october())))
            .await;
        let below = below.expect("below");
        assert_eq!(below[0].waiting, [(DIEN_HONG, id)]);

        // Sent back with a word at a paragraph: it stays readable, and the words come down to that paragraph.
        let part = there.paper.anchors[1].clone();
        let words = [(part.clone(), "Nêu rõ hơn".to_owned())];
        p.province
            .return_report(&p.above, id, "Xem lại", &words)
            .await
            .expect("sent back");
        let back = p.province.report(&p.above, id).await.expect("still readable");
        assert_eq!((back.stage, back.draft.is_none()), (Stage::Writing, true));
        assert_eq!(back.paper, there.paper);
        p.province
            .report_file(&p.above, id, "docx")
            .await
            .expect("still handed out");
        let write = p.province.write_part(&everybody, id, &part, 0, "x").await;
        assert!(matches!(write, Err(ReportError::NotAllowed)), "{write:?}");
        let answer = p.province.report_bundle(&p.above, id).await.expect("an answer");
        let took = p
            .ward
            .take_bundle(&p.official, answer.as_bytes())
            .await
            .expect("taken");
        assert!(matches!(
            took,
            Look::ReportAnswer {
                stage: Stage::Writing,
                ..
            }
        ));
        let twice = p
            .ward
            .take_bundle(&p.official, answer.as_bytes())
            .await
            .expect("again");
        assert_eq!(twice.standing(), Standing::Known);
        let back = p.ward.report(&p.official, id).await.expect("in the ward");
        assert_eq!(back.stage, Stage::Writing);
        assert_eq!(back.returned().map(|s| s.note.as_str()), Some("Xem lại"));
        let notes: Vec<_> = back
            .notes
            .iter()
            .map(|n| (n.part.as_str(), n.body.as_str()))
            .collect();
        assert_eq!(notes, [(part.as_str(), "Nêu rõ hơn")]);

        // Mended, it goes up as the next version; the older file says nothing any more.
        outreach(&p.ward, entry, day(10, 5), "hơn 2.900", Some(1)).await;
        p.ward
            .settle_comment(&p.official, id, back.notes[0].id)
            .await
            .expect("settled");
        issue(&p, id, signer).await;
        let mended = p.ward.report_bundle(&p.official, id).await.expect("a bundle");
        p.province
            .take_bundle(&p.above, mended.as_bytes())
            .await
            .expect("taken");
        let late = p
            .province
            .take_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("known");
        assert_eq!(late.standing(), Standing::Known);
        let there = p.province.report(&p.above, id).await.expect("in the province");
        assert_eq!((there.version, there.stage), (2, Stage::Sent));
        assert_eq!(number(&there, "luot-tuyen-truyen"), "hơn 2.900");
        p.province
            .accept_report(&p.above, id, "")
            .await
            .expect("accepted");
        let stale = p
            .ward
            .take_bundle(&p.official, answer.as_bytes())
            .await
            .expect("known");
        assert_eq!(stale.standing(), Standing::Known);
        let answer = p.province.report_bundle(&p.above, id).await.expect("an answer");
        p.ward
            .take_bundle(&p.chair, answer.as_bytes())
            .await
            .expect("taken");
        let here = p.ward.report(&p.official, id).await.expect("in the ward");
        assert_eq!(here.stage, Stage::Accepted);
    })
    .await;
}

/// Opens a bundle, changes its report, and seals it anew with the ward's own key: what a careless or wicked sender signs.
async fn resealed(p: &Played, bundle: &str, change: impl FnOnce(&mut Payload)) -> String {
    let key = p.ward.store.setting("signing-key").await.expect("the setting");
    let signer = Signer::read(&hex::decode(key.expect("a key")).expect("hex")).expect("the key");
    let What::Bundle(mut payload) = open(bundle.as_bytes()).expect("a bundle").what else {
        panic!("a bundle");
    };
    change(&mut payload);
    seal_bundle(&signer, &payload).expect("sealed")
}

fn report(payload: &mut Payload) -> &mut dienhong_bundles::Report {
    match &mut payload.body {
        Body::Report(report) => report,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_not_the_issued_report_is_refused() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        let (id, _) = sent(&p, Uuid::now_v7()).await;
        let bundle = p.ward.report_bundle(&p.official, id).await.expect("a bundle");
        let unknown = p.province.take_bundle(&p.above, bundle.as_bytes()).await;
        assert!(
            matches!(unknown, Err(ExchangeError::UnknownSender(_))),
            "{unknown:?}"
        );
        p.meet().await;
        // Only whoever decides above takes it, and only whoever may send makes it.
        let outsider = somebody(9, &[(dienhong_domain::rights::Role::Official, WEST)]);
        let foreign = p.province.take_bundle(&outsider, bundle.as_bytes()).await;
        assert!(matches!(foreign, Err(ExchangeError::NotForUs(_))), "{foreign:?}");
        assert!(p.ward.report_bundle(&outsider, id).await.is_err());

        let refused = async |change: &dyn Fn(&mut dienhong_bundles::Report)| {
            let file = resealed(&p, &bundle, |payload| change(report(payload))).await;
            p.province
                .take_bundle(&p.above, file.as_bytes())
                .await
                .map(|look| look.standing())
        };
        let damaged = |took: Result<Standing, ExchangeError>| matches!(took, Err(ExchangeError::Damaged));
        // A number changed in the paper alone, and with a hash that fits: the Word file says otherwise.
        assert!(damaged(
            refused(&|r| r.model = r.model.replace("2.844", "9.844")).await
        ));
        let anew = |r: &mut dienhong_bundles::Report| {
            r.model = r.model.replace("2.844", "9.844");
            r.hash = hex::encode(Sha256::digest(r.model.as_bytes()));
        };
        assert!(damaged(refused(&anew).await));
        // Files missing, doubled, of another kind, too large; words beyond bounds; unseen letters; a draft.
        assert!(damaged(refused(&|r| drop(r.files.pop())).await));
        assert!(damaged(refused(&|r| r.files.push(r.files[0].clone())).await));
        assert!(damaged(refused(&|r| r.files[1].bytes = b"<html>".to_vec()).await));
        let copy = |bytes: Vec<u8>| dienhong_bundles::File {
            format: "signed".into(),
            bytes,
        };
        assert!(damaged(refused(&|r| r.files.push(copy(b"PK".to_vec()))).await));
        let large = [b"%PDF-".to_vec(), vec![b' '; SIGNED_TRAVELS]].concat();
        assert!(damaged(refused(&|r| r.files.push(copy(large.clone()))).await));
        assert!(damaged(refused(&|r| r.outline = "../x".into()).await));
        assert!(damaged(refused(&|r| r.version = 0).await));
        assert!(damaged(refused(&|r| r.said.clear()).await));
        assert!(damaged(refused(&|r| r.said[0].stage = Stage::Accepted).await));
        assert!(damaged(refused(&|r| r.said[0].note = "x".repeat(2_000)).await));
        let hidden = |r: &mut dienhong_bundles::Report| {
            r.model = r.model.replacen("BÁO CÁO", "BÁO\u{202e} CÁO", 1);
            r.hash = hex::encode(Sha256::digest(r.model.as_bytes()));
        };
        assert!(damaged(refused(&hidden).await));
        let draft = |r: &mut dienhong_bundles::Report| {
            let mut paper: dienhong_reports::Paper = serde_json::from_str(&r.model).expect("a paper");
            paper.letterhead.number = None;
            r.model = serde_json::to_string(&paper).expect("JSON");
            r.hash = hex::encode(Sha256::digest(r.model.as_bytes()));
        };
        assert!(damaged(refused(&draft).await));
        // Another unit's, an unknown unit's.
        let uid = |unit| p.ward.book().map.uid(unit);
        let other = uid(HOI_THUONG);
        let theirs = refused(&|r| r.unit = other).await;
        assert!(matches!(theirs, Err(ExchangeError::NotTheirs(_))), "{theirs:?}");
        let nobody = refused(&|r| r.unit = Uuid::nil()).await;
        assert!(matches!(nobody, Err(ExchangeError::UnknownUnit)), "{nobody:?}");
        // Nothing of all that was kept; the true one is taken, and a second truth is not.
        assert!(p.province.report(&p.above, id).await.is_err());
        p.province
            .take_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("taken");
        let second = refused(&|r| r.report = Uuid::from_u128(77)).await;
        assert!(matches!(second, Err(ExchangeError::Collides)), "{second:?}");
        let newer = refused(&|r| r.version = 2).await;
        assert!(matches!(newer, Err(ExchangeError::Waits(1))), "{newer:?}");

        // The answer: of this report, in this stage, by the level above.
        let early = p.province.report_bundle(&p.above, id).await;
        assert!(
            matches!(early, Err(ExchangeError::ReportStands(Stage::Sent))),
            "{early:?}"
        );
        p.province
            .accept_report(&p.above, id, "")
            .await
            .expect("accepted");
        let answer = p.province.report_bundle(&p.above, id).await.expect("an answer");
        let own = resealed(&p, &answer, |_| {}).await;
        let posing = p.ward.take_bundle(&p.official, own.as_bytes()).await;
        assert!(posing.is_err(), "a ward does not accept its own report");
        let stranger = p.ward.take_bundle(&outsider, answer.as_bytes()).await;
        assert!(matches!(stranger, Err(ExchangeError::NotAllowed)), "{stranger:?}");
        p.ward
            .take_bundle(&p.official, answer.as_bytes())
            .await
            .expect("taken");
        assert_eq!(
            p.ward.report(&p.official, id).await.expect("it reads").stage,
            Stage::Accepted
        );
    })
    .await;
}
