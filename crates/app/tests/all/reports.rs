//! Reports: written, submitted to the chair, sent back, corrected, issued under a number, sent up, accepted; on both
//! engines.

use crate::common::mergers::merge;
use crate::common::people::{Person, Staff, october, staff};
use crate::common::reports::*;
use dienhong_app::papers::{IssuerForm, Outgoing, OutgoingForm, PaperError, SignedKind, SignerForm};
use dienhong_app::reports::{Line, NewReport, Report, ReportError, Wanted};
use dienhong_app::testing::*;
use dienhong_domain::outlines::Piece;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_reports::{Block, Difference, LayoutError, Span, docx};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A report in progress, with its signer.
struct Underway {
    id: Uuid,
    body: Uuid,
    signer: Uuid,
}

#[tokio::test]
async fn a_report_goes_its_whole_way() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let entry = Uuid::now_v7();
        outreach(&staff.app, entry, day(10, 5), "hơn 2.844", None).await;
        let id = only_an_official_begins_a_report_of_a_month(&staff).await;
        let report = it_needs_words_and_a_body_before_it_is_submitted(&staff, id).await;
        once_submitted_it_is_frozen(&staff, entry, id).await;
        let part = the_chair_sends_it_back_with_a_comment(&staff, id).await;
        let own = it_is_mended_and_the_changes_are_shown(&staff, id, &part).await;
        the_chair_issues_it_when_the_signer_signs(&staff, &report, &own).await;
        what_is_served_is_what_was_stored(&staff, id).await;
        a_word_file_that_went_through_other_hands_is_checked(&staff, id).await;
        it_goes_up_with_its_signed_copy(&staff, id).await;
        the_level_above_sends_it_back(&staff, &report, &part).await;
        the_level_above_accepts_it(&staff, id).await;
    })
    .await;
}

/// Returns the report that was begun.
async fn only_an_official_begins_a_report_of_a_month(staff: &Staff) -> Uuid {
    let strange = staff.stranger.tries_to_begin(&new()).await;
    assert!(matches!(strange, Err(ReportError::NotFound)));
    let leader = staff.leader.tries_to_begin(&new()).await;
    assert!(matches!(leader, Err(ReportError::NotFound)));
    let chair = staff.chair.tries_to_begin(&new()).await;
    assert!(matches!(chair, Err(ReportError::NotAllowed)));
    let odd = NewReport {
        period: Period::half(2026, 1).expect("a half"),
        ..new()
    };
    let odd = staff.clerk.tries_to_begin(&odd).await;
    assert!(matches!(odd, Err(ReportError::NotOfOutline(_))));
    let id = staff.clerk.begins(&new()).await;
    let again = staff.police.tries_to_begin(&new()).await;
    assert!(matches!(again, Err(ReportError::Exists(is)) if is == id));
    assert!(
        staff
            .app
            .by(&staff.stranger.actor)
            .reports()
            .find(id)
            .await
            .is_err()
    );
    // The figures of the ledger are in its sentences, with the bound.
    let report = staff.clerk.reads(id).await;
    assert_eq!(number(&report, "luot-tuyen-truyen"), "hơn 2.844");
    assert_eq!(report.stage, Stage::Writing);
    // Nothing follows the sign that closes a paper.
    let Some(Block::Paragraph(end)) = report.paper.body.last() else {
        panic!("{:?}", report.paper.body)
    };
    assert!(
        matches!(end.last(), Some(Span::Words(words)) if words.ends_with("./.")),
        "{end:?}"
    );
    id
}

async fn it_needs_words_and_a_body_before_it_is_submitted(staff: &Staff, id: Uuid) -> Underway {
    let Staff {
        app, clerk, police, ..
    } = staff;
    let unwritten = clerk.tries_to_submit(id).await;
    assert!(matches!(unwritten, Err(ReportError::Unwritten(_))));
    clerk.writes(id).await;
    let bodiless = clerk.tries_to_submit(id).await;
    assert!(matches!(bodiless, Err(ReportError::NoIssuer)));
    let refused = app
        .by(&police.actor)
        .papers()
        .save_issuer(DIEN_HONG, None, &committee())
        .await;
    assert!(matches!(refused, Err(PaperError::NotAllowed)));
    let (body, signer) = clerk.sets_up_the_committee().await;
    // The only body issues the report that had none.
    assert_eq!(clerk.reads(id).await.issuer.map(|i| i.id), Some(body));
    let stale = app.by(&clerk.actor).reports().submit(id, 0, "").await;
    assert!(matches!(stale, Err(ReportError::Overtaken)), "{stale:?}");
    clerk.submits(id).await;
    let twice = clerk.tries_to_submit(id).await;
    assert!(matches!(twice, Err(ReportError::Stands(Stage::Submitted))));
    Underway { id, body, signer }
}

/// Words cannot be written, and a correction is reported.
async fn once_submitted_it_is_frozen(staff: &Staff, entry: Uuid, id: Uuid) {
    let before = staff.chair.reads(id).await;
    assert_eq!(
        (before.version, before.since.len(), before.ledger_changed),
        (1, 0, false)
    );
    let refused = staff.clerk.tries_to_write(id, "ket-qua", 0, "x").await;
    assert!(matches!(refused, Err(ReportError::Stands(Stage::Submitted))));
    outreach(&staff.app, entry, day(10, 5), "hơn 2.900", Some(1)).await;
    let after = staff.chair.reads(id).await;
    assert!(after.ledger_changed);
    let moved = after.since.iter().find(|m| m.name == "luot-tuyen-truyen");
    let moved = moved.expect("it moved");
    assert_eq!(
        (moved.then.as_str(), moved.now.as_deref()),
        ("hơn 2.844", Some("hơn 2.900"))
    );
    assert_eq!(number(&after, "luot-tuyen-truyen"), "hơn 2.844");
    assert_eq!(before.paper, after.paper);
}

/// Returns the paragraph.
async fn the_chair_sends_it_back_with_a_comment(staff: &Staff, id: Uuid) -> String {
    let part = staff.chair.reads(id).await.paper.anchors[1].clone();
    let bare = staff.chair.tries_to_send_back(id, "", &[]).await;
    assert!(matches!(bare, Err(ReportError::NeedsReason)));
    let clerk = staff.clerk.tries_to_send_back(id, "x", &[]).await;
    assert!(matches!(clerk, Err(ReportError::NotAllowed)));
    staff.chair.sends_back(id, "", (&part, "Nêu rõ hơn")).await;
    let back = staff.clerk.reads(id).await;
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
    part
}

/// Returns an own paragraph.
async fn it_is_mended_and_the_changes_are_shown(staff: &Staff, id: Uuid, part: &str) -> String {
    let Staff {
        app, clerk, chair, ..
    } = staff;
    let comment = clerk.reads(id).await.notes[0].id;
    clerk.settles(id, comment).await;
    let own = app
        .by(&clerk.actor)
        .reports()
        .add_part(id, part, "Đoạn [[buoi-tuyen-truyen]] thêm.")
        .await;
    clerk.submits(id).await;
    let changes = app.by(&chair.actor).reports().changes(id, 1, 2).await;
    let changes = changes.expect("changes");
    assert!(
        changes.iter().any(|c| format!("{:?}", c.pieces).contains("thêm")),
        "{changes:?}"
    );
    own.expect("added")
}

/// Only the chair, and only on a day that has come and on which the signer may sign.
async fn the_chair_issues_it_when_the_signer_signs(staff: &Staff, report: &Underway, own: &String) {
    let Underway { id, body, signer } = *report;
    let Staff {
        app, clerk, chair, ..
    } = staff;
    let refused = clerk.tries_to_issue(id, signer, day(11, 3)).await;
    assert!(matches!(refused, Err(ReportError::NotAllowed)));
    let ahead = chair.tries_to_issue(id, signer, day(12, 30)).await;
    assert!(matches!(ahead, Err(ReportError::Paper(PaperError::Ahead))));
    let ended = SignerForm {
        to: Some(day(6, 30)),
        ..chair_signs()
    };
    let gone = app.by(&clerk.actor).papers().add_signer(body, &ended).await;
    let gone = gone.expect("a signer");
    let refused = chair.tries_to_issue(id, gone, day(11, 3)).await;
    assert!(
        matches!(refused, Err(ReportError::SignerNotThen(..))),
        "{refused:?}"
    );
    assert_eq!(chair.issues(id, signer, day(11, 3)).await, 1);
    let issued = clerk.reads(id).await;
    assert_eq!(issued.stage, Stage::Issued);
    assert_eq!(issued.paper.number_line(), "Số: 01/BC-UBND");
    assert_eq!(issued.paper.place_line(), "Diên Hồng, ngày 03 tháng 11 năm 2026");
    assert_eq!(issued.paper.signature.lines, ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]);
    assert!(issued.paper.anchors.contains(own));
}

/// Making it again gives the same bytes.
async fn what_is_served_is_what_was_stored(staff: &Staff, id: Uuid) {
    let issued = staff.clerk.reads(id).await;
    let stored = staff.clerk.downloads(id, "docx").await;
    assert_eq!(stored, docx(&issued.paper).expect("made again"));
    assert!(staff.clerk.downloads(id, "pdf").await.starts_with(b"%PDF"));
}

async fn a_word_file_that_went_through_other_hands_is_checked(staff: &Staff, id: Uuid) {
    let check = async |file: Vec<u8>| staff.app.by(&staff.clerk.actor).reports().check(id, file).await;
    let issued = staff.clerk.reads(id).await;
    let stored = staff.clerk.downloads(id, "docx").await;
    let checked = check(stored).await.expect("checked");
    assert_eq!(
        (checked.differing.len(), checked.numbers),
        (0, issued.paper.numbers().len())
    );
    let mut other = issued.paper;
    for block in &mut other.body {
        let Block::Paragraph(spans) = block else { continue };
        for span in spans {
            if let Span::Number(n) = span {
                n.text = n.text.replace("2.900", "3.900");
            }
        }
    }
    let found = check(docx(&other).expect("made")).await.expect("checked");
    assert!(!found.differing.is_empty());
    assert!(
        found
            .differing
            .iter()
            .all(|m| m.expected == "hơn 2.900" && m.found == Difference::Changed("hơn 3.900".into()))
    );
    let refused = check(b"PK not".to_vec()).await;
    assert!(matches!(refused, Err(ReportError::NotThatFile)));
}

async fn it_goes_up_with_its_signed_copy(staff: &Staff, id: Uuid) {
    let Staff {
        app,
        clerk,
        chair,
        province,
        stranger,
        ..
    } = staff;
    let refused = clerk.tries_to_keep_signed(id, b"<html>").await;
    assert!(matches!(refused, Err(ReportError::NotThatFile)));
    clerk.keeps_signed(id, b"%PDF-1.7 a scan").await;
    let early = province.tries_to_accept_report(id).await;
    assert!(matches!(early, Err(ReportError::Stands(Stage::Issued))));
    clerk.sends(id).await;
    let own = chair.tries_to_accept_report(id).await;
    assert!(matches!(own, Err(ReportError::NotAllowed)), "{own:?}");
    let strange = stranger.tries_to_accept_report(id).await;
    assert!(matches!(strange, Err(ReportError::NotFound)));
    let asked = Some((OUTLINE, october()));
    let below = app.by(&province.actor).reports().below(EAST, asked).await;
    let below = below.expect("below");
    assert_eq!(below[0].waiting, [(DIEN_HONG, id)]);
    let waiting = app.by(&province.actor).reports().waiting_below(EAST).await;
    let waiting = waiting.expect("counted");
    let of = waiting
        .iter()
        .find(|w| (w.code.as_str(), w.period) == (OUTLINE, october()));
    assert_eq!(of.map(|w| w.count), Some(1));
    assert!(below[0].late.iter().all(|(unit, _)| *unit != DIEN_HONG));
}

/// It gets a number of its own when it is issued again.
async fn the_level_above_sends_it_back(staff: &Staff, report: &Underway, part: &str) {
    let Underway { id, signer, .. } = *report;
    let note = "Thiếu nhận xét";
    staff.province.sends_back(id, note, (part, "Thêm")).await;
    staff.clerk.submits(id).await;
    let refused = staff.chair.tries_to_issue(id, signer, day(11, 2)).await;
    assert!(
        matches!(refused, Err(ReportError::Paper(PaperError::BeforeLast(1, _)))),
        "{refused:?}"
    );
    assert_eq!(staff.chair.issues(id, signer, day(11, 4)).await, 2);
    staff.chair.sends(id).await;
}

async fn the_level_above_accepts_it(staff: &Staff, id: Uuid) {
    staff.province.accepts_report(id).await;
    let done = staff.province.reads(id).await;
    assert_eq!(done.stage, Stage::Accepted);
    assert_eq!(done.mark().map(|n| n.number), Some(2));
    assert!(done.files.iter().any(|f| f.signed() == Some(SignedKind::Scan)));
    let late = staff.province.tries_to_send_back(id, "x", &[]).await;
    assert!(matches!(late, Err(ReportError::Stands(Stage::Accepted))));
    // No stranger can read it, and the steps name who did what.
    let strange = staff.app.by(&staff.stranger.actor).reports().find(id).await;
    assert!(matches!(strange, Err(ReportError::NotFound)));
    assert!(done.steps.len() >= 9);
}

/// The paragraph as it is being written.
fn line<'r>(report: &'r Report, part: &str) -> &'r Line {
    let draft = report.draft.as_ref();
    let line = draft.and_then(|d| d.lines.iter().find(|l| l.part == part));
    line.expect("the line")
}

#[tokio::test]
async fn two_who_write_at_once_lose_nothing() {
    both_small_books(|app| async move {
        let Staff {
            app, clerk, police, ..
        } = staff(app);
        outreach(&app, Uuid::now_v7(), day(10, 5), "46", None).await;
        let id = clerk.begins(&new()).await;
        let draft = clerk.reads(id).await.draft.expect("a draft");
        let texts: Vec<&Line> = draft.lines.iter().filter(|l| l.outline.is_some()).collect();
        let (one, other) = (texts[0].part.as_str(), texts[1].part.as_str());
        // Changes of different parts do not conflict.
        let done = clerk.tries_to_write(id, one, 0, "Của người một").await;
        done.expect("written");
        let done = police.tries_to_write(id, other, 0, "Của người hai").await;
        done.expect("written");
        // The same part: the second person is shown both texts.
        let met = police.tries_to_write(id, one, 0, "Lời khác").await;
        let Err(ReportError::Conflict(met)) = met else {
            panic!("{met:?}")
        };
        assert_eq!(
            (met.theirs.as_str(), met.mine.as_str(), met.rev),
            ("Của người một", "Lời khác", 1)
        );
        // The same words again, after a broken connection, change nothing.
        let again = clerk.tries_to_write(id, one, 0, "Của người một").await;
        assert_eq!(again.expect("again"), 1);
        let together = police.tries_to_write(id, one, 1, "Lời chung").await;
        assert_eq!(together.expect("written"), 2);
        numbers_are_locked(&clerk, id, one).await;
        // Back to what the outline says.
        let reset = app.by(&clerk.actor).reports().reset_part(id, one, 3).await;
        reset.expect("reset");
        let report = clerk.reads(id).await;
        let line = line(&report, one);
        assert_eq!(Some(&line.pieces), line.outline.as_ref());
        let long = clerk.tries_to_write(id, one, 4, &"x".repeat(9_000)).await;
        assert!(matches!(long, Err(ReportError::TooLong(_))));
    })
    .await;
}

/// An unknown number is refused, and text after the sign is not read.
async fn numbers_are_locked(clerk: &Person, id: Uuid, part: &str) {
    let refused = clerk.tries_to_write(id, part, 2, "Có [[khong-co]]").await;
    assert!(matches!(refused, Err(ReportError::Broken(_))), "{refused:?}");
    let words = "Có [[luot-tuyen-truyen = 9.999]] lượt";
    let done = clerk.tries_to_write(id, part, 2, words).await;
    done.expect("written");
    let report = clerk.reads(id).await;
    let pieces = &line(&report, part).pieces;
    assert!(pieces.contains(&Piece::Number("luot-tuyen-truyen".into())));
    assert_eq!(number(&report, "luot-tuyen-truyen"), "46");
}

/// A notice that gets a number, as entered for a paper made elsewhere.
fn notice(on: Day, number: Option<u32>) -> OutgoingForm {
    OutgoingForm {
        day: on,
        kind: PaperKind::Notice,
        summary: "Về việc minh họa".into(),
        recipients: String::new(),
        number,
    }
}

impl Person {
    async fn enters(&self, body: Uuid, paper: &OutgoingForm) -> Outgoing {
        let entered = self.app.by(&self.actor).papers().enter_paper(body, paper).await;
        entered.expect("entered")
    }

    async fn enters_eight(&self, body: Uuid) -> Vec<u32> {
        let mut got = Vec::new();
        for _ in 0..8 {
            got.push(self.enters(body, &notice(day(3, 2), None)).await.number);
        }
        got
    }
}

#[tokio::test]
async fn numbers_have_no_gaps_and_no_doubles() {
    both_small_books(|app| async move {
        let Staff {
            app, clerk, police, ..
        } = staff(app);
        let body = app
            .by(&clerk.actor)
            .papers()
            .save_issuer(DIEN_HONG, None, &committee())
            .await
            .expect("a body");
        // Earlier ones were given on paper: the first one here follows them.
        let first = clerk.enters(body, &notice(day(3, 1), Some(41))).await;
        assert_eq!(first.mark(), "41/TB-UBND");
        let before = notice(day(2, 1), None);
        let refused = app.by(&clerk.actor).papers().enter_paper(body, &before).await;
        assert!(
            matches!(refused, Err(PaperError::BeforeLast(41, _))),
            "{refused:?}"
        );
        // Two clerks at once.
        let (one, other) = tokio::join!(clerk.enters_eight(body), police.enters_eight(body));
        let all: BTreeSet<u32> = one.iter().chain(&other).copied().collect();
        assert_eq!(all, (42..58).collect());
        a_cancelled_number_stays_with_its_reason(&clerk, body).await;
        // A new year is numbered from 1; the head may change from a day on.
        let later = IssuerForm {
            from: Some(day(7, 1)),
            sign: "ĐU".into(),
            by_kind: true,
            ..committee()
        };
        let changed = app
            .by(&clerk.actor)
            .papers()
            .save_issuer(DIEN_HONG, Some(body), &later)
            .await;
        changed.expect("changed");
        let own = clerk.enters(body, &notice(day(7, 2), None)).await;
        assert_eq!((own.mark().as_str(), own.series.as_str()), ("01/TB-ĐU", "notice"));
    })
    .await;
}

/// It is not given again.
async fn a_cancelled_number_stays_with_its_reason(clerk: &Person, body: Uuid) {
    let cancel = async |why: &str| {
        let app = &clerk.app;
        app.by(&clerk.actor)
            .papers()
            .cancel_number(body, (2026, "", 57), why)
            .await
    };
    let refused = cancel(" ").await;
    assert!(matches!(refused, Err(PaperError::NeedsReason)));
    cancel("Ghi nhầm").await.expect("cancelled");
    let next = clerk.enters(body, &notice(day(3, 2), Some(57))).await;
    assert_eq!(next.number, 58);
    let register = clerk
        .app
        .by(&clerk.actor)
        .papers()
        .register_of_papers(body, 2026, (0, 100))
        .await
        .expect("the register");
    assert_eq!((register.count, register.lines[0].number), (18, 58));
    assert_eq!(register.lines[1].cancelled.as_deref(), Some("Ghi nhầm"));
}

#[tokio::test]
async fn papers_are_made_for_many_units_and_counted() {
    both_small_books(|app| async move {
        let Staff {
            app,
            province,
            stranger,
            ..
        } = staff(app);
        outreach(&app, Uuid::now_v7(), day(10, 5), "46", None).await;
        let units = app.unattended().reports().units_to_make(EAST, OUTLINE, october());
        assert!(units.len() >= 2 && units.contains(&DIEN_HONG), "{units:?}");
        let wanted = Wanted {
            outline: OUTLINE.into(),
            period: october(),
            is_restated: false,
            formats: vec!["docx".into(), "xlsx".into(), "pdf".into()],
        };
        for unit in units {
            let made = app
                .by(&province.actor)
                .reports()
                .make(unit, &wanted)
                .await
                .expect("made");
            assert_eq!(made.files.len(), 3, "{unit:?}");
            assert_eq!(made.numbers > 1, unit == DIEN_HONG, "{unit:?}: {}", made.numbers);
        }
        let strange = app.by(&stranger.actor).reports().make(DIEN_HONG, &wanted).await;
        assert!(strange.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_layout_that_fails_takes_nothing_with_it() {
    both_small_books(|app| async move {
        let Staff { app, clerk, .. } = staff(app);
        outreach(&app, Uuid::now_v7(), day(10, 5), "46", None).await;
        let id = clerk.begins(&new()).await;
        // More often than layouts may run at once, so each must release its place.
        for round in 0..2 * std::thread::available_parallelism().map_or(1, usize::from) {
            let made: Result<(), _> = app.lay_out(|_| panic!("out of paper")).await;
            assert!(
                matches!(made, Err(LayoutError::Engine(_))),
                "round {round}: {made:?}"
            );
        }
        // The next one is made.
        assert!(clerk.downloads(id, "pdf").await.starts_with(b"%PDF-"));
    })
    .await;
}

/// A merger of two wards into a new one in the middle of the month, recorded after one of them had frozen its report.
#[tokio::test]
async fn a_unit_that_was_merged_inside_the_period_loses_no_figure_and_no_frozen_paper() {
    both_small_books(|app| async move {
        let Staff { app, clerk, .. } = staff(app);
        outreach_in(&app, DIEN_HONG, Uuid::now_v7(), day(10, 5), "100", None).await;
        outreach_in(&app, HOI_THUONG, Uuid::now_v7(), day(10, 6), "40", None).await;
        let (_, signer) = clerk.sets_up_the_committee().await;
        let old = clerk.begins(&new()).await;
        clerk.writes(old).await;
        clerk.submits(old).await;
        let frozen = clerk.downloads(old, "docx").await;

        let heir = merge(&app, day(10, 16)).await;
        outreach_in(&app, heir, Uuid::now_v7(), day(10, 20), "7", None).await;

        // What was frozen stays as it was; the old ward's people have no appointments any more, so the heir's people
        // decide on it.
        let before = app.by(&clerk.actor).reports().find(old).await;
        assert!(matches!(before, Err(ReportError::NotFound)));
        let clerk = Person::new(&app, 20, &[(Role::Official, heir)]);
        let chair = Person::new(&app, 21, &[(Role::Chair, heir)]);
        let shown = chair.reads(old).await;
        assert_eq!(number(&shown, "luot-tuyen-truyen"), "100");
        assert_eq!((shown.since.len(), shown.unit), (0, DIEN_HONG));
        assert_eq!(chair.issues(old, signer, day(11, 3)).await, 1);
        let kept = app
            .by(&chair.actor)
            .reports()
            .stored_file(old, 1, 0, "docx")
            .await;
        assert_eq!(kept.expect("stored").1, frozen);
        the_heirs_month_is_read_as_it_was_or_restated(&clerk, heir).await;
    })
    .await;
}

/// As it was on each day, or restated to the map of its last day with both predecessors.
async fn the_heirs_month_is_read_as_it_was_or_restated(clerk: &Person, heir: UnitId) {
    let (app, actor) = (&clerk.app, &clerk.actor);
    let own = app.by(actor).reports().begin(heir, &new()).await.expect("begun");
    let of = async |is_restated| {
        let set = app.by(actor).reports().set(own, None, is_restated).await;
        set.expect("set");
        number(&clerk.reads(own).await, "luot-tuyen-truyen")
    };
    let both = (of(false).await, of(true).await);
    assert_eq!(both, ("7".to_owned(), "147".to_owned()));
    // A report begun for a ward that ended in the month covers what it recorded; it cannot be restated to a later map.
    let ended = NewReport {
        is_restated: true,
        ..new()
    };
    let late = app.by(actor).reports().begin(HOI_THUONG, &ended).await;
    let late = clerk.reads(late.expect("begun")).await;
    assert_eq!(number(&late, "luot-tuyen-truyen"), "40");
}

/// The heir's month is compared on the map of its last day, which includes its predecessors' half: a correction there
/// changes the comparison in the paper, though none of its own figures.
#[tokio::test]
async fn a_correction_that_only_the_comparison_reads_touches_a_frozen_report() {
    both_small_books(|app| async move {
        let (app, early) = (std::sync::Arc::new(app), Uuid::now_v7());
        outreach_in(&app, DIEN_HONG, early, day(10, 5), "100", None).await;
        let heir = merge(&app, day(10, 16)).await;
        outreach_in(&app, heir, Uuid::now_v7(), day(10, 20), "7", None).await;
        let clerk = Person::new(&app, 20, &[(Role::Official, heir)]);
        let (body, _) = clerk.sets_up_the_committee_of(heir).await;
        let id = app
            .by(&clerk.actor)
            .reports()
            .begin(heir, &new())
            .await
            .expect("begun");
        app.by(&clerk.actor)
            .reports()
            .set(id, Some(body), false)
            .await
            .expect("chosen");
        clerk.writes(id).await;
        clerk.submits(id).await;
        assert!(!clerk.reads(id).await.ledger_changed);
        outreach_in(&app, DIEN_HONG, early, day(10, 5), "120", Some(1)).await;
        assert!(clerk.reads(id).await.ledger_changed);
    })
    .await;
}

/// The Enter key begins a new paragraph. Once, the words of two lines were joined without a space.
#[tokio::test]
async fn lines_of_a_part_become_paragraphs() {
    both_small_books(|app| async move {
        let Staff { clerk, .. } = staff(app);
        let id = clerk.begins(&new()).await;
        let draft = clerk.reads(id).await.draft.expect("a draft");
        let part = draft
            .lines
            .iter()
            .find(|l| matches!(l.kind, dienhong_app::reports::LineKind::Ask(_)));
        let part = part.expect("a part to write").part.clone();
        let typed = "Dòng một.\r\n\n  Dòng hai.\nDòng ba.";
        clerk.tries_to_write(id, &part, 0, typed).await.expect("written");
        let said = async || -> Vec<String> {
            let lines = clerk.reads(id).await.draft.expect("a draft").lines;
            let at = lines.iter().position(|l| l.part == part).expect("the part");
            let mine = lines[at..]
                .iter()
                .take_while(|l| l.part == part || l.part.starts_with("them:"));
            mine.map(|l| format!("{:?}", l.pieces)).collect()
        };
        let words = |text: &str| format!("{:?}", [Piece::Words(text.to_owned())]);
        let three = ["Dòng một.", "Dòng hai.", "Dòng ba."].map(words);
        assert_eq!(said().await, three);
        // The same again, after a broken connection, adds nothing.
        clerk.tries_to_write(id, &part, 0, typed).await.expect("the same");
        assert_eq!(said().await, three);
        // A line added to words that stay.
        clerk
            .tries_to_write(id, &part, 1, "Dòng một.\nDòng bốn.")
            .await
            .expect("written");
        assert_eq!(
            said().await,
            ["Dòng một.", "Dòng hai.", "Dòng ba.", "Dòng bốn."].map(words)
        );
    })
    .await;
}
