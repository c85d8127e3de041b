//! What papers say and do not hide: gaps, counts by kind, names as they are written, periods, missing characters, typed
//! numbers, headings without content; on both engines.

use crate::common::packs::installed;
use crate::common::people::{Person, Staff, october, staff};
use crate::common::reports::*;
use dienhong_app::App;
use dienhong_app::entries::Draft;
use dienhong_app::reports::{Direction, LineKind, NewReport, Report, ReportError, Wanted, sentence};
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_i18n::Locale;
use dienhong_reports::{Block, Paper, Span};
use uuid::Uuid;

/// Installs a pack with one outline as an overlay of Diên Hồng; its paragraph is given.
async fn outline_is_added(app: &App, paragraph: &str) {
    let pack = format!(
        r#"[pack]
id = "thu-de-cuong"
version = "1"
title = {{ vi = "Thử", en = "Trial" }}
extends = "phong-trao"
[[measure]]
code = "moi-a"
title = {{ vi = "Chỉ số chưa ai ghi", en = "Nobody recorded it" }}
unit = {{ vi = "tờ", en = "sheets" }}
kind = "flow"
section = "tuyen-truyen"
reference = "Thử"
[[measure]]
code = "moi-b"
title = {{ vi = "Tờ gấp đã phát", en = "Leaflets" }}
unit = {{ vi = "tờ", en = "sheets" }}
kind = "flow"
section = "tuyen-truyen"
reference = "Thử"
[[outline]]
id = "thu"
title = {{ vi = "Thử", en = "Trial" }}
paper = "report"
reference = "Thử"
summary = "Thử {{{{ ky }}}}"
[[outline.part]]
id = "doan"
text = """{paragraph}"""
"#
    );
    installed(app, &pack, Some(DIEN_HONG)).await;
}

/// Each of its numbers may be missing alone; only when two are missing does the gap remain.
const MAY_LACK: &str = "{% if buoi_tuyen_truyen and luot_tuyen_truyen and not moi_a.co_ghi %}Đã phát {{ moi_b.day_du }} cho Nhân dân, {{ luot_tuyen_truyen.day_du }} dự.{% endif %}";

fn wanted(outline: &str, period: Period) -> Wanted {
    Wanted {
        outline: outline.to_owned(),
        period,
        is_restated: false,
        formats: vec!["docx".to_owned(), "pdf".to_owned()],
    }
}

/// The text of a paper, paragraph by paragraph, with plain spaces.
fn said(paper: &Paper) -> Vec<String> {
    let spans = |spans: &[Span]| -> String {
        let text = spans.iter().map(|span| match span {
            Span::Words(words) => words.as_str(),
            Span::Number(number) => number.text.as_str(),
        });
        text.collect()
    };
    let text = |block: &Block| match block {
        Block::Heading(_, text) | Block::Basis(text) => Some(text.clone()),
        Block::Paragraph(all) => Some(spans(all)),
        Block::Table(_) | Block::Chart(_) => None,
    };
    let all = paper.body.iter().filter_map(text);
    all.map(|text| text.replace('\u{a0}', " ")).collect()
}

async fn paper(app: &App, unit: UnitId, outline: &str, period: Period) -> Vec<String> {
    let made = app
        .by(&anybody())
        .reports()
        .fresh_paper(unit, &wanted(outline, period))
        .await;
    said(&made.unwrap_or_else(|e| panic!("{e:?}")).0)
}

#[tokio::test]
async fn a_paragraph_that_lacks_a_number_is_never_dropped() {
    both_small_books(|app| async move {
        let Staff { app, clerk, .. } = staff(app);
        outline_is_added(&app, MAY_LACK).await;
        outreach(&app, Uuid::now_v7(), day(10, 5), "46", None).await;
        let gap = "Đã phát [… chưa có số: tờ gấp đã phát] tờ cho Nhân dân, 46 lượt người dự.";
        assert_eq!(paper(&app, DIEN_HONG, "thu", october()).await, [gap]);
        let made = app
            .by(&clerk.actor)
            .reports()
            .make(DIEN_HONG, &wanted("thu", october()))
            .await;
        let made = made.expect("made");
        assert_eq!((made.gaps.len(), made.gaps[0].part.as_str()), (1, "doan"));
        assert!(made.gaps[0].why.contains("tờ gấp đã phát"), "{:?}", made.gaps);
        assert_eq!(made.files.len(), 2, "the files show the gap");
        the_draft_shows_it_and_does_not_go_to_the_chair(&clerk).await;
    })
    .await;
}

async fn the_draft_shows_it_and_does_not_go_to_the_chair(clerk: &Person) {
    let new = NewReport {
        outline: "thu".into(),
        ..new()
    };
    let id = clerk.begins(&new).await;
    clerk.sets_up_the_committee().await;
    let report = clerk.reads(id).await;
    assert!(said(&report.paper)[0].contains("[… chưa có số: tờ gấp đã phát]"));
    assert_eq!(report.gaps.len(), 1);
    let refused = clerk.tries_to_submit(id).await;
    assert!(
        matches!(&refused, Err(ReportError::Broken(all)) if all.len() == 1 && all[0].0 == "doan"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn words_of_a_person_show_a_gap_where_a_number_is_gone() {
    both_small_books(|app| async move {
        let Staff { app, clerk, .. } = staff(app);
        let entry = Uuid::now_v7();
        outreach(&app, entry, day(10, 5), "46", None).await;
        let id = clerk.begins(&new()).await;
        clerk.writes(id).await;
        let void = Draft {
            id: entry,
            register: "tuyen-truyen".into(),
            unit: Some(DIEN_HONG),
            day: day(10, 5).to_string(),
            state: Some(State::Voided),
            seen: Some(1),
            why: "Ghi nhầm".into(),
            ..Draft::default()
        };
        let voided = app.by(&anybody()).entries().record(&void).await;
        voided.unwrap_or_else(|e| panic!("{e:?}"));
        let report = clerk.reads(id).await;
        let gap = said(&report.paper)
            .into_iter()
            .find(|text| text.contains("số minh họa"));
        assert_eq!(
            gap.as_deref(),
            Some("Có [… chưa có số: lượt người dự tuyên truyền] lượt, số minh họa.")
        );
        assert_eq!(report.gaps.len(), 1, "{:?}", report.gaps);
    })
    .await;
}

#[tokio::test]
async fn units_of_several_kinds_are_counted_by_kind() {
    both_small_books(|app| async move {
        let year = Period::years(2025, 2025).expect("a year");
        let said = paper(&app, EAST, "tong-hop-tinh", year).await;
        let told = said.iter().find(|text| text.contains("tỉnh Đông có"));
        let told = told.unwrap_or_else(|| panic!("{said:?}"));
        assert!(told.contains("tỉnh Đông có 3 đơn vị: 2 phường, 1 xã"), "{told}");
        let west = paper(&app, WEST, "tong-hop-tinh", year).await.join(" ");
        assert!(west.contains("tỉnh Tây có 2 xã"), "{west}");
    })
    .await;
}

#[tokio::test]
async fn names_of_items_keep_their_letters() {
    both_small_books(|app| async move {
        let paragraph = "{% for muc in buoi_theo_noi_dung.muc %}{{ muc.ten }} ({{ muc }}); {% endfor %}";
        outline_is_added(&app, paragraph).await;
        outreach(&app, Uuid::now_v7(), day(10, 5), "46", None).await;
        let said = paper(&app, DIEN_HONG, "thu", october()).await;
        let names = app.snapshot().rules(DIEN_HONG, day(10, 5)).pack.lists.clone();
        let list = names
            .iter()
            .find(|list| list.id == "noi-dung-tuyen-truyen")
            .expect("the list");
        let item = list
            .items
            .iter()
            .find(|item| item.id == "ma-tuy")
            .expect("the item");
        assert!(item.title.vi.starts_with(char::is_uppercase));
        assert!(said[0].contains(&format!("{} (1)", item.title.vi)), "{said:?}");
    })
    .await;
}

#[tokio::test]
async fn a_monthly_outline_refuses_a_year_and_says_what_it_takes() {
    both_small_books(|app| async move {
        let Staff { app, clerk, .. } = staff(app);
        outreach(&app, Uuid::now_v7(), day(10, 5), "46", None).await;
        let year = Period::years(2026, 2026).expect("a year");
        let quarter = Period::quarter(2026, 3).expect("a quarter");
        for period in [year, quarter] {
            let of_year = NewReport { period, ..new() };
            let refused = [
                clerk.tries_to_begin(&of_year).await.map(|_| ()),
                app.by(&clerk.actor)
                    .reports()
                    .make(DIEN_HONG, &wanted(OUTLINE, period))
                    .await
                    .map(|_| ()),
                app.unattended()
                    .reports()
                    .outline_takes(DIEN_HONG, OUTLINE, period),
            ];
            for refused in refused {
                let Err(error @ ReportError::NotOfOutline(_)) = refused else {
                    panic!("{refused:?}")
                };
                let said = sentence(&error, Locale::Vi).expect("words");
                assert!(said.contains("theo tháng"), "{said}");
            }
        }
        let yearly = app
            .unattended()
            .reports()
            .outline_takes(DIEN_HONG, "tong-ket-nam", october());
        assert!(matches!(yearly, Err(ReportError::NotOfOutline(_))));
        assert!(
            app.unattended()
                .reports()
                .outline_takes(DIEN_HONG, OUTLINE, october())
                .is_ok()
        );
        assert!(
            app.unattended()
                .reports()
                .outline_takes(DIEN_HONG, "so-ket", quarter)
                .is_ok(),
            "made for any period"
        );
    })
    .await;
}

/// A report of October with the clerk's words in its first open paragraph, ready to be submitted.
async fn written(staff: &Staff, words: &str) -> (Uuid, String) {
    outreach(&staff.app, Uuid::now_v7(), day(10, 5), "46", None).await;
    let id = staff.clerk.begins(&new()).await;
    staff.clerk.sets_up_the_committee().await;
    let bodies = staff
        .app
        .by(&staff.clerk.actor)
        .papers()
        .issuers(DIEN_HONG, day(11, 1))
        .await;
    let body = bodies.expect("bodies")[0].id;
    staff.clerk.writes(id).await;
    let set = staff
        .app
        .by(&staff.clerk.actor)
        .reports()
        .set(id, Some(body), false)
        .await;
    set.expect("set");
    let report = staff.clerk.reads(id).await;
    let part = open_part(&report);
    let done = staff.clerk.tries_to_write(id, &part, 1, words).await;
    done.expect("written");
    (id, part)
}

fn open_part(report: &Report) -> String {
    let draft = report.draft.as_ref().expect("a draft");
    let mut lines = draft.lines.iter().filter(|line| !line.is_gone);
    let line = lines.find(|line| matches!(line.kind, LineKind::Ask(_)));
    line.expect("an open paragraph").part.clone()
}

#[tokio::test]
async fn letters_that_the_font_lacks_are_told_before_a_report_is_frozen() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (id, part) = written(&staff, "Họp tại ភូមិ Tà Om ✓").await;
        let report = staff.clerk.reads(id).await;
        assert_eq!(report.lacking.len(), 1);
        assert_eq!(report.lacking[0].letters, "ភូមិ ✓");
        let refused = staff.clerk.tries_to_submit(id).await;
        let Err(error @ ReportError::Letters(_)) = refused else {
            panic!("{refused:?}")
        };
        let said = sentence(&error, Locale::Vi).expect("words");
        assert!(said.contains("ភូមិ ✓") && said.contains("Họp tại"), "{said}");
        let pdf = staff.app.by(&staff.clerk.actor).reports().file(id, "pdf").await;
        assert!(matches!(pdf, Err(ReportError::Letters(_))), "no empty boxes");
        assert!(!staff.clerk.downloads(id, "docx").await.is_empty());
        let done = staff.clerk.tries_to_write(id, &part, 2, "Họp tại Tà Om").await;
        done.expect("written");
        staff.clerk.submits(id).await;
    })
    .await;
}

#[tokio::test]
async fn the_chair_sees_every_number_typed_by_hand_with_its_sentence() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let words = "Có [[luot-tuyen-truyen]] lượt. Tổ 3 có 12/15 hộ tham gia. Không có gì khác.";
        let (id, part) = written(&staff, words).await;
        staff.clerk.submits(id).await;
        let report = staff.chair.reads(id).await;
        let typed: Vec<_> = report
            .typed
            .iter()
            .map(|of| (of.part.as_str(), of.sentence.as_str()))
            .collect();
        assert_eq!(typed, [(part.as_str(), "Tổ 3 có 12/15 hộ tham gia.")]);
        assert_eq!(report.typed[0].numbers, ["3", "12/15"]);
    })
    .await;
}

#[tokio::test]
async fn a_heading_without_content_is_not_printed() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (id, _) = written(&staff, "Lời của người viết.").await;
        let report = staff.clerk.reads(id).await;
        // Of the last two parts every paragraph was taken out.
        assert_eq!(
            heads(&report),
            [
                "I. Tình hình an ninh, trật tự",
                "II. Kết quả thực hiện phong trào"
            ]
        );
        let draft = report.draft.expect("a draft");
        let bare: Vec<&str> = draft
            .lines
            .iter()
            .filter(|l| l.is_bare)
            .map(|l| l.part.as_str())
            .collect();
        assert_eq!(bare, ["phan-danh-gia", "phan-nhiem-vu"]);
    })
    .await;
}

/// Headings of the paper, as they are printed.
fn heads(report: &Report) -> Vec<&str> {
    let all = report.paper.body.iter();
    all.filter_map(|block| match block {
        Block::Heading(_, text) => Some(text.as_str()),
        _ => None,
    })
    .collect()
}

#[tokio::test]
async fn a_section_is_moved_with_its_paragraphs_until_the_report_is_submitted() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (id, _) = written(&staff, "Lời của người viết.").await;
        let reports = staff.app.by(&staff.clerk.actor).reports();
        reports
            .move_part(id, "phan-ket-qua", 0, Direction::Up)
            .await
            .expect("moved");
        let report = staff.clerk.reads(id).await;
        assert_eq!(
            heads(&report),
            [
                "I. Kết quả thực hiện phong trào",
                "II. Tình hình an ninh, trật tự"
            ]
        );
        let place = |report: &Report, part: &str| {
            let found = report.paper.anchors.iter().position(|anchor| anchor == part);
            found.unwrap_or_else(|| panic!("{part} is printed"))
        };
        let order = ["mo-dau", "phan-ket-qua", "tuyen-truyen", "phan-tinh-hinh", "ket"];
        let places = order.map(|part| place(&report, part));
        assert!(places.is_sorted(), "{places:?}");
        let draft = report.draft.as_ref().expect("a draft");
        assert_eq!(draft.order_rev, 1);
        let line = |part: &str| draft.lines.iter().find(|line| line.part == part).expect("a line");
        assert!(!line("phan-ket-qua").moves_up && line("phan-ket-qua").moves_down);
        assert!(
            !line("ket").moves_up && !line("ket").moves_down,
            "the closing sentence"
        );
        let unseen = reports.move_part(id, "phan-ket-qua", 0, Direction::Down).await;
        assert!(matches!(unseen, Err(ReportError::Overtaken)), "{unseen:?}");
        let nowhere = reports.move_part(id, "phan-ket-qua", 1, Direction::Up).await;
        assert!(matches!(nowhere, Err(ReportError::NotFound)), "{nowhere:?}");
        let by_chair = staff.app.by(&staff.chair.actor).reports();
        let by_chair = by_chair.move_part(id, "phan-ket-qua", 1, Direction::Down).await;
        assert!(matches!(by_chair, Err(ReportError::NotAllowed)), "{by_chair:?}");
        let edit_count = report.edit_count;
        reports.submit(id, edit_count, "").await.expect("submitted");
        let late = reports.move_part(id, "phan-ket-qua", 1, Direction::Down).await;
        assert!(matches!(late, Err(ReportError::Stands(_))), "{late:?}");
        assert_eq!(
            heads(&staff.clerk.reads(id).await),
            heads(&report),
            "it is frozen so"
        );
    })
    .await;
}

#[tokio::test]
async fn a_paragraph_added_after_parts_were_moved_stands_behind_the_one_that_was_named() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (id, _) = written(&staff, "Lời của người viết.").await;
        let reports = staff.app.by(&staff.clerk.actor).reports();
        reports
            .move_part(id, "tuyen-truyen", 0, Direction::Up)
            .await
            .expect("moved");
        let own = reports
            .add_part(id, "tuyen-truyen", "Đoạn thêm.")
            .await
            .expect("added");
        let draft = staff.clerk.reads(id).await.draft.expect("a draft");
        let parts: Vec<&str> = draft.lines.iter().map(|line| line.part.as_str()).collect();
        let at = parts
            .iter()
            .position(|part| *part == "tuyen-truyen")
            .expect("there");
        assert_eq!(parts[at..at + 3], ["tuyen-truyen", own.as_str(), "hop"]);
        assert_eq!(draft.order_rev, 2);
    })
    .await;
}
