//! Reports: written, laid before the chair, sent back, mended, issued under a number, sent up, accepted; on both engines.

use crate::common::mergers::merge;
use crate::common::reports::*;
use dienhong_app::people::Actor;
use dienhong_app::reports::{
    IssuerForm, NewReport, OutgoingForm, ReportError, SignedKind, SignerForm, Wanted,
};
use dienhong_app::testing::*;
use dienhong_domain::outlines::Piece;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_reports::{Found, LayoutError, docx};
use std::collections::BTreeSet;
use uuid::Uuid;

#[tokio::test]
async fn a_report_goes_its_whole_way() {
    both_small_books(|app| async move {
        let Staff {
            clerk,
            police,
            chair,
            province,
            stranger,
            leader,
        } = staff();
        let entry = Uuid::now_v7();
        outreach(&app, entry, day(10, 5), "hơn 2.844", None).await;

        // Who begins one, and of what.
        let begin = |actor: &Actor, new: NewReport| {
            let (app, actor) = (&app, actor.clone());
            async move { app.begin_report(&actor, DIEN_HONG, &new).await }
        };
        assert!(matches!(
            begin(&stranger, new()).await,
            Err(ReportError::NotFound)
        ));
        assert!(matches!(begin(&leader, new()).await, Err(ReportError::NotFound)));
        assert!(matches!(begin(&chair, new()).await, Err(ReportError::NotAllowed)));
        let odd = NewReport {
            period: Period::half(2026, 1).expect("a half"),
            ..new()
        };
        assert!(matches!(begin(&clerk, odd).await, Err(ReportError::NotAPeriod)));
        let id = begin(&clerk, new()).await.expect("begun");
        assert!(matches!(begin(&police, new()).await, Err(ReportError::Exists(is)) if is == id));
        assert!(app.report(&stranger, id).await.is_err());

        // The ledger is in its sentences, with the bound.
        let report = app.report(&clerk, id).await.expect("the report");
        assert_eq!(number(&report, "luot-tuyen-truyen"), "hơn 2.844");
        assert_eq!(report.stage, Stage::Writing);

        // Nothing is laid before the chair unwritten, or without a body that issues it.
        assert!(matches!(
            submit(&app, &clerk, id).await,
            Err(ReportError::Unwritten(_))
        ));
        written(&app, &clerk, id).await;
        assert!(matches!(
            submit(&app, &clerk, id).await,
            Err(ReportError::NoIssuer)
        ));
        assert!(matches!(
            app.save_issuer(&police, DIEN_HONG, None, &committee()).await,
            Err(ReportError::NotAllowed)
        ));
        let body = app
            .save_issuer(&clerk, DIEN_HONG, None, &committee())
            .await
            .expect("a body");
        app.set_report(&clerk, id, Some(body), false)
            .await
            .expect("chosen");
        let signer = app
            .add_signer(&clerk, body, &chair_signs())
            .await
            .expect("a signer");
        let stale = app.submit_report(&clerk, id, 0, "").await;
        assert!(matches!(stale, Err(ReportError::Overtaken)), "{stale:?}");
        submit(&app, &clerk, id).await.expect("before the chair");
        assert!(matches!(
            submit(&app, &clerk, id).await,
            Err(ReportError::Stands(Stage::Submitted))
        ));

        // Frozen: words can not be written, and a correction is told.
        let before = app.report(&chair, id).await.expect("the report");
        assert_eq!(
            (before.version, before.since.len(), before.is_touched),
            (1, 0, false)
        );
        let refused = app.write_part(&clerk, id, "ket-qua", 0, "x").await;
        assert!(matches!(refused, Err(ReportError::Stands(Stage::Submitted))));
        outreach(&app, entry, day(10, 5), "hơn 2.900", Some(1)).await;
        let after = app.report(&chair, id).await.expect("the report");
        assert!(after.is_touched);
        let moved = after
            .since
            .iter()
            .find(|m| m.name == "luot-tuyen-truyen")
            .expect("it moved");
        assert_eq!(
            (moved.then.as_str(), moved.now.as_deref()),
            ("hơn 2.844", Some("hơn 2.900"))
        );
        assert_eq!(number(&after, "luot-tuyen-truyen"), "hơn 2.844");
        assert_eq!(before.paper, after.paper);

        // The chair sends it back with a comment at a paragraph; it is mended.
        let part = after.paper.anchors[1].clone();
        let refused = app.return_report(&chair, id, "", &[]).await;
        assert!(matches!(refused, Err(ReportError::NeedsReason)));
        let refused = app.return_report(&clerk, id, "x", &[]).await;
        assert!(matches!(refused, Err(ReportError::NotAllowed)));
        app.return_report(&chair, id, "", &[(part.clone(), "Nêu rõ hơn".into())])
            .await
            .expect("sent back");
        let back = app.report(&clerk, id).await.expect("the report");
        assert_eq!(back.stage, Stage::Writing);
        assert!(back.returned().is_some());
        assert_eq!(
            (
                back.notes.len(),
                back.notes[0].part.as_str(),
                back.notes[0].body.as_str()
            ),
            (1, part.as_str(), "Nêu rõ hơn")
        );
        assert_eq!(number(&back, "luot-tuyen-truyen"), "hơn 2.900");
        app.settle_comment(&clerk, id, back.notes[0].id)
            .await
            .expect("settled");
        let own = app
            .add_part(&clerk, id, &part, "Đoạn [[buoi-tuyen-truyen]] thêm.")
            .await
            .expect("added");
        submit(&app, &clerk, id).await.expect("again");
        let changes = app.report_changes(&chair, id, 1, 2).await.expect("changes");
        assert!(
            changes.iter().any(|c| format!("{:?}", c.pieces).contains("thêm")),
            "{changes:?}"
        );

        // Approved by the chair alone, on a day on which the signer signs and that has come.
        let approve = |actor: &Actor, on: Day| {
            let (app, actor) = (&app, actor.clone());
            async move { app.approve_report(&actor, id, signer, on, "").await }
        };
        assert!(matches!(
            approve(&clerk, day(11, 3)).await,
            Err(ReportError::NotAllowed)
        ));
        assert!(matches!(
            approve(&chair, day(12, 30)).await,
            Err(ReportError::Ahead)
        ));
        let ended = chair_signs();
        let ended = SignerForm {
            to: Some(day(6, 30)),
            ..ended
        };
        let gone = app.add_signer(&clerk, body, &ended).await.expect("a signer");
        let refused = app.approve_report(&chair, id, gone, day(11, 3), "").await;
        assert!(
            matches!(refused, Err(ReportError::SignerNotThen(..))),
            "{refused:?}"
        );
        assert_eq!(approve(&chair, day(11, 3)).await.expect("approved"), 1);
        let issued = app.report(&clerk, id).await.expect("the report");
        assert_eq!(issued.stage, Stage::Issued);
        assert_eq!(issued.paper.number_line(), "Số: 01/BC-UBND");
        assert_eq!(issued.paper.place_line(), "Diên Hồng, ngày 03 tháng 11 năm 2026");
        assert_eq!(issued.paper.signature.lines, ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]);
        assert!(issued.paper.anchors.contains(&own));

        // What is served is what was stored, and making it again gives the same bytes.
        let (_, stored) = app.report_file(&clerk, id, "docx").await.expect("the file");
        assert_eq!(stored, docx(&issued.paper).expect("made again"));
        let (_, pdf) = app.report_file(&clerk, id, "pdf").await.expect("the file");
        assert!(pdf.starts_with(b"%PDF"));

        // A Word file that went through other hands.
        let checked = app
            .check_report(&clerk, id, stored.clone())
            .await
            .expect("checked");
        assert_eq!(
            (checked.differing.len(), checked.numbers),
            (0, issued.paper.numbers().len())
        );
        let mut other = issued.paper.clone();
        for block in &mut other.body {
            if let dienhong_reports::Block::Paragraph(spans) = block {
                for span in spans {
                    if let dienhong_reports::Span::Number(n) = span {
                        n.text = n.text.replace("2.900", "3.900");
                    }
                }
            }
        }
        let found = app
            .check_report(&clerk, id, docx(&other).expect("made"))
            .await
            .expect("checked");
        assert!(!found.differing.is_empty());
        assert!(
            found
                .differing
                .iter()
                .all(|m| m.expected == "hơn 2.900" && m.found == Found::Changed("hơn 3.900".into()))
        );
        let refused = app.check_report(&clerk, id, b"PK not".to_vec()).await;
        assert!(matches!(refused, Err(ReportError::NotThatFile)));

        // The signed copy, then up, back with a reason at a paragraph, mended, accepted.
        let refused = app.keep_signed(&clerk, id, b"<html>".to_vec()).await;
        assert!(matches!(refused, Err(ReportError::NotThatFile)));
        app.keep_signed(&clerk, id, b"%PDF-1.7 a scan".to_vec())
            .await
            .expect("kept");
        assert!(matches!(
            app.accept_report(&province, id, "").await,
            Err(ReportError::Stands(Stage::Issued))
        ));
        app.send_report(&clerk, id, "").await.expect("sent");
        let refused = app.accept_report(&chair, id, "").await;
        assert!(matches!(refused, Err(ReportError::NotAllowed)), "{refused:?}");
        assert!(matches!(
            app.accept_report(&stranger, id, "").await,
            Err(ReportError::NotFound)
        ));
        let below = app
            .reports_below(&province, EAST, Some((OUTLINE, october())))
            .await
            .expect("below");
        assert_eq!(below[0].waiting, [(DIEN_HONG, id)]);
        assert!(below[0].late.iter().all(|(unit, _)| *unit != DIEN_HONG));
        app.return_report(&province, id, "Thiếu nhận xét", &[(part.clone(), "Thêm".into())])
            .await
            .expect("returned");
        submit(&app, &clerk, id).await.expect("a third time");
        let refused = approve(&chair, day(11, 2)).await;
        assert!(
            matches!(refused, Err(ReportError::BeforeLast(1, _))),
            "{refused:?}"
        );
        assert_eq!(approve(&chair, day(11, 4)).await.expect("approved"), 2);
        app.send_report(&chair, id, "").await.expect("sent");
        app.accept_report(&province, id, "Đủ").await.expect("accepted");
        let done = app.report(&province, id).await.expect("the report");
        assert_eq!(done.stage, Stage::Accepted);
        assert_eq!(done.mark().map(|n| n.number), Some(2));
        assert!(done.files.iter().any(|f| f.signed() == Some(SignedKind::Scan)));
        assert!(matches!(
            app.return_report(&province, id, "x", &[]).await,
            Err(ReportError::Stands(Stage::Accepted))
        ));
        // Nobody strange reads it, and the steps name who did what.
        assert!(matches!(
            app.report(&stranger, id).await,
            Err(ReportError::NotFound)
        ));
        assert!(done.steps.len() >= 9);
    })
    .await;
}

#[tokio::test]
async fn two_who_write_at_once_lose_nothing() {
    both_small_books(|app| async move {
        let Staff { clerk, police, .. } = staff();
        outreach(&app, Uuid::now_v7(), day(10, 5), "46", None).await;
        let id = app.begin_report(&clerk, DIEN_HONG, &new()).await.expect("begun");
        let report = app.report(&clerk, id).await.expect("the report");
        let draft = report.draft.expect("a draft");
        let texts: Vec<&dienhong_app::reports::Line> =
            draft.lines.iter().filter(|l| l.outline.is_some()).collect();
        let (one, other) = (texts[0].part.clone(), texts[1].part.clone());
        // Different parts never meet.
        app.write_part(&clerk, id, &one, 0, "Của người một")
            .await
            .expect("written");
        app.write_part(&police, id, &other, 0, "Của người hai")
            .await
            .expect("written");
        // The same part: the second one is shown both texts.
        let met = app.write_part(&police, id, &one, 0, "Lời khác").await;
        let Err(ReportError::Conflict(met)) = met else {
            panic!("{met:?}")
        };
        assert_eq!(
            (met.theirs.as_str(), met.mine.as_str(), met.rev),
            ("Của người một", "Lời khác", 1)
        );
        // The same words again, after a broken connection, change nothing.
        assert_eq!(
            app.write_part(&clerk, id, &one, 0, "Của người một")
                .await
                .expect("again"),
            1
        );
        assert_eq!(
            app.write_part(&police, id, &one, 1, "Lời chung")
                .await
                .expect("written"),
            2
        );
        // Numbers are locked: an unknown one is refused, what is typed behind the sign is not read.
        let refused = app.write_part(&clerk, id, &one, 2, "Có [[khong-co]]").await;
        assert!(matches!(refused, Err(ReportError::Broken(_))), "{refused:?}");
        app.write_part(&clerk, id, &one, 2, "Có [[luot-tuyen-truyen = 9.999]] lượt")
            .await
            .expect("written");
        let report = app.report(&clerk, id).await.expect("the report");
        let line = report
            .draft
            .as_ref()
            .and_then(|d| d.lines.iter().find(|l| l.part == one))
            .expect("the line");
        assert!(line.pieces.contains(&Piece::Number("luot-tuyen-truyen".into())));
        assert_eq!(number(&report, "luot-tuyen-truyen"), "46");
        // Back to what the outline says.
        app.reset_part(&clerk, id, &one, 3).await.expect("reset");
        let report = app.report(&clerk, id).await.expect("the report");
        let line = report
            .draft
            .as_ref()
            .and_then(|d| d.lines.iter().find(|l| l.part == one))
            .expect("the line");
        assert_eq!(Some(&line.pieces), line.outline.as_ref());
        let long = "x".repeat(9_000);
        assert!(matches!(
            app.write_part(&clerk, id, &one, 4, &long).await,
            Err(ReportError::TooLong(_))
        ));
    })
    .await;
}

#[tokio::test]
async fn numbers_have_no_gaps_and_no_doubles() {
    both_small_books(|app| async move {
        let Staff { clerk, police, .. } = staff();
        let body = app
            .save_issuer(&clerk, DIEN_HONG, None, &committee())
            .await
            .expect("a body");
        let paper = |on: Day, number: Option<u32>| OutgoingForm {
            day: on,
            kind: PaperKind::Notice,
            summary: "Về việc minh họa".into(),
            recipients: String::new(),
            number,
        };
        // Earlier ones were given on paper: the first one here follows them.
        let first = app
            .enter_paper(&clerk, body, &paper(day(3, 1), Some(41)))
            .await
            .expect("entered");
        assert_eq!(first.mark(), "41/TB-UBND");
        let refused = app.enter_paper(&clerk, body, &paper(day(2, 1), None)).await;
        assert!(
            matches!(refused, Err(ReportError::BeforeLast(41, _))),
            "{refused:?}"
        );
        // Two clerks at once.
        let give = |actor: &Actor| {
            let (app, actor) = (&app, actor.clone());
            async move {
                let mut got = Vec::new();
                for _ in 0..8 {
                    let of = app
                        .enter_paper(&actor, body, &paper(day(3, 2), None))
                        .await
                        .expect("entered");
                    got.push(of.number);
                }
                got
            }
        };
        let (one, other) = tokio::join!(give(&clerk), give(&police));
        let all: BTreeSet<u32> = one.iter().chain(&other).copied().collect();
        assert_eq!(all, (42..58).collect());
        // A cancelled number stays, with its reason, and is not given again.
        let refused = app.cancel_number(&clerk, body, (2026, "", 57), " ").await;
        assert!(matches!(refused, Err(ReportError::NeedsReason)));
        app.cancel_number(&clerk, body, (2026, "", 57), "Ghi nhầm")
            .await
            .expect("cancelled");
        let next = app
            .enter_paper(&clerk, body, &paper(day(3, 2), Some(57)))
            .await
            .expect("entered");
        assert_eq!(next.number, 58);
        let register = app
            .register_of_papers(&clerk, body, 2026, (0, 100))
            .await
            .expect("the register");
        assert_eq!((register.count, register.lines[0].number), (18, 58));
        assert_eq!(register.lines[1].cancelled.as_deref(), Some("Ghi nhầm"));
        // A new year begins anew; the head may read otherwise from a day on.
        let later = IssuerForm {
            from: Some(day(7, 1)),
            sign: "ĐU".into(),
            by_kind: true,
            ..committee()
        };
        app.save_issuer(&clerk, DIEN_HONG, Some(body), &later)
            .await
            .expect("changed");
        let own = app
            .enter_paper(&clerk, body, &paper(day(7, 2), None))
            .await
            .expect("entered");
        assert_eq!((own.mark().as_str(), own.series.as_str()), ("01/TB-ĐU", "notice"));
    })
    .await;
}

#[tokio::test]
async fn papers_are_made_for_many_units_and_counted() {
    both_small_books(|app| async move {
        let Staff {
            province, stranger, ..
        } = staff();
        outreach(&app, Uuid::now_v7(), day(10, 5), "46", None).await;
        let units = app.units_to_make(EAST, OUTLINE, october());
        assert!(units.len() >= 2 && units.contains(&DIEN_HONG), "{units:?}");
        let wanted = Wanted {
            outline: OUTLINE.into(),
            period: october(),
            is_restated: false,
            formats: vec!["docx".into(), "xlsx".into(), "pdf".into()],
        };
        for unit in units {
            let made = app.make_report(&province, unit, &wanted).await.expect("made");
            assert_eq!(made.files.len(), 3, "{unit:?}");
            assert_eq!(made.numbers > 1, unit == DIEN_HONG, "{unit:?}: {}", made.numbers);
        }
        assert!(app.make_report(&stranger, DIEN_HONG, &wanted).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_layout_that_fails_takes_nothing_with_it() {
    both_small_books(|app| async move {
        let clerk = staff().clerk;
        outreach(&app, Uuid::now_v7(), day(10, 5), "46", None).await;
        let id = app.begin_report(&clerk, DIEN_HONG, &new()).await.expect("begun");
        // More often than there are places for layouts: each is given back.
        for round in 0..2 * std::thread::available_parallelism().map_or(1, usize::from) {
            let made: Result<(), _> = app.lay_out(|_| panic!("out of paper")).await;
            assert!(
                matches!(made, Err(LayoutError::Engine(_))),
                "round {round}: {made:?}"
            );
        }
        let (_, file) = app
            .report_file(&clerk, id, "pdf")
            .await
            .expect("the next one is made");
        assert!(file.starts_with(b"%PDF-"));
    })
    .await;
}

/// A merger of two wards into a new one in the middle of the month, recorded after one of them had frozen its report.
#[tokio::test]
async fn a_unit_that_was_merged_inside_the_period_loses_no_figure_and_no_frozen_paper() {
    both_small_books(|app| async move {
        let clerk = staff().clerk;
        outreach_in(&app, DIEN_HONG, Uuid::now_v7(), day(10, 5), "100", None).await;
        outreach_in(&app, HOI_THUONG, Uuid::now_v7(), day(10, 6), "40", None).await;
        let body = app
            .save_issuer(&clerk, DIEN_HONG, None, &committee())
            .await
            .expect("a body");
        let signer = app
            .add_signer(&clerk, body, &chair_signs())
            .await
            .expect("a signer");
        let old = app.begin_report(&clerk, DIEN_HONG, &new()).await.expect("begun");
        written(&app, &clerk, old).await;
        submit(&app, &clerk, old).await.expect("before the chair");
        let (_, frozen) = app.report_file(&clerk, old, "docx").await.expect("frozen");

        let heir = merge(&app, day(10, 16)).await;
        outreach_in(&app, heir, Uuid::now_v7(), day(10, 20), "7", None).await;

        // What was frozen stands as it was; the old ward's people are in office no more, the heir's decide on it.
        assert!(matches!(
            app.report(&clerk, old).await,
            Err(ReportError::NotFound)
        ));
        let (clerk, chair) = (
            somebody(20, &[(Role::Official, heir)]),
            somebody(21, &[(Role::Chair, heir)]),
        );
        let shown = app.report(&chair, old).await.expect("the heir's people see it");
        assert_eq!(number(&shown, "luot-tuyen-truyen"), "100");
        assert_eq!((shown.since.len(), shown.unit), (0, DIEN_HONG));
        let first = app.approve_report(&chair, old, signer, day(11, 3), "").await;
        assert_eq!(first.expect("approved"), 1);
        let (_, kept) = app.stored_file(&chair, old, 1, 0, "docx").await.expect("stored");
        assert_eq!(kept, frozen);

        // The heir's own month: as it was on each day, or restated to the map of its last day with both predecessors.
        let own = app.begin_report(&clerk, heir, &new()).await.expect("begun");
        let of = |is_restated| {
            let (app, clerk) = (&app, clerk.clone());
            async move {
                app.set_report(&clerk, own, None, is_restated).await.expect("set");
                let report = app.report(&clerk, own).await.expect("the report");
                number(&report, "luot-tuyen-truyen")
            }
        };
        let both = (of(false).await, of(true).await);
        assert_eq!(both, ("7".to_owned(), "147".to_owned()));
        // One begun for a ward that ended in the month reads what it recorded; it cannot be restated to a later map.
        let ended = NewReport {
            is_restated: true,
            ..new()
        };
        let late = app.begin_report(&clerk, HOI_THUONG, &ended).await.expect("begun");
        let late = app.report(&clerk, late).await.expect("the report");
        assert_eq!(number(&late, "luot-tuyen-truyen"), "40");
    })
    .await;
}
