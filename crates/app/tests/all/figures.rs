//! Figures that do not mislead: what is compared, up to which day a period goes, how many units recorded, what is not
//! divided.

use crate::common::people::staff;
use crate::common::reports::*;
use crate::units::world::{World, at, split, year};
use dienhong_app::exports::totals_table;
use dienhong_app::reports::NewReport;
use dienhong_app::testing::*;
use dienhong_app::totals::{ProofCursor, Question, RestKind, words};
use dienhong_domain::ledger::Coverage;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_i18n::Locale;
use dienhong_sheets::Cell;
use uuid::Uuid;

const ATTENDANCES: &str = "luot-tuyen-truyen";

/// The month of the small book's first day, which is today.
fn december() -> Period {
    Period::month(2026, 12).expect("a month")
}

fn year_before(month: u32, day: u32) -> Day {
    Day::new(2025, month, day).expect("a day")
}

fn asked(unit: UnitId, period: Period) -> Question {
    Question {
        unit,
        period,
        lens: Lens::AsItWas,
    }
}

#[tokio::test]
async fn an_open_month_is_compared_with_the_same_days_on_totals_indicators_and_papers_alike() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let app = &staff.app;
        outreach(app, Uuid::now_v7(), day(12, 1), "11", None).await;
        outreach(app, Uuid::now_v7(), year_before(12, 1), "10", None).await;
        outreach(app, Uuid::now_v7(), year_before(12, 20), "100", None).await;
        let q = asked(DIEN_HONG, december());
        let totals = app.by(&anybody()).totals().read(q).await.expect("totals");
        let row = totals.row(ATTENDANCES).expect("a row");
        assert_eq!((row.figure.sums.amount, row.before.sums.amount), (11, 10));
        assert_eq!(words::change(row, Locale::Vi), "tăng 1");
        assert_eq!(
            Some(totals.comparison.before),
            Period::new(year_before(12, 1), year_before(12, 1))
        );
        let proof = app
            .by(&anybody())
            .totals()
            .proof(ATTENDANCES, q, ProofCursor::Newest, 25)
            .await
            .expect("a proof");
        assert_eq!(proof.before.1.sums.amount, 10);
        let indicators = app.by(&anybody()).indicators().read(q).await.expect("indicators");
        assert_eq!(indicators.comparison, totals.comparison);
        let new = NewReport {
            period: december(),
            ..new()
        };
        let id = staff.clerk.begins(&new).await;
        let draft = staff.clerk.reads(id).await.draft.expect("a draft");
        let text = |name: &str| draft.numbers.get(name).map(|n| n.text.clone());
        assert_eq!(text("luot-tuyen-truyen.cung-ky").as_deref(), Some("10"));
        assert_eq!(text("luot-tuyen-truyen.so-cung-ky").as_deref(), Some("10\u{a0}%"));
    })
    .await;
}

#[tokio::test]
async fn a_report_of_a_month_that_goes_on_says_until_when_and_is_seen_above_at_once() {
    both_small_books(|app| async move {
        let staff = staff(app);
        outreach(&staff.app, Uuid::now_v7(), day(12, 1), "11", None).await;
        let new = NewReport {
            period: december(),
            ..new()
        };
        let id = staff.clerk.begins(&new).await;
        staff.clerk.writes(id).await;
        let (body, signer) = staff.clerk.sets_up_the_committee().await;
        let chosen = staff
            .app
            .by(&staff.clerk.actor)
            .reports()
            .set(id, Some(body), false)
            .await;
        chosen.expect("chosen");
        staff.clerk.submits(id).await;
        let report = staff.chair.reads(id).await;
        assert_eq!(report.as_of, Some(day(12, 1)));
        let said = format!("{:?}", report.paper);
        assert!(said.contains("tính đến ngày 01 tháng 12 năm 2026"), "{said}");
        assert!(!said.contains("31 tháng 12"), "{said}");
        staff.chair.issues(id, signer, day(12, 1)).await;
        staff.clerk.sends(id).await;
        let below = staff
            .app
            .by(&staff.province.actor)
            .reports()
            .below(EAST, None)
            .await;
        let below = below.expect("below");
        let of = below
            .iter()
            .find(|b| b.period == december())
            .expect("it is seen at once");
        assert_eq!((of.waiting.as_slice(), of.due), (&[(DIEN_HONG, id)][..], None));
        assert!(of.late.is_empty(), "nobody owes it yet");
        let province = staff.app.by(&staff.province.actor);
        let waiting = province.reports().waiting_below(EAST).await.expect("counted");
        let of: Vec<usize> = waiting
            .iter()
            .filter(|w| w.period == december())
            .map(|w| w.count)
            .collect();
        assert_eq!(of, [1]);
        assert_eq!(staff.province.reads(id).await.stage, Stage::Sent);
    })
    .await;
}

#[tokio::test]
async fn a_provinces_figure_says_how_many_recorded() {
    both_small_books(|app| async move {
        outreach(&app, Uuid::now_v7(), day(10, 5), "11", None).await;
        let q = asked(EAST, year());
        let totals = app.by(&anybody()).totals().read(q).await.expect("totals");
        let coverage = totals.row(ATTENDANCES).and_then(|r| r.coverage.clone());
        let said = coverage
            .as_ref()
            .map(|of| dienhong_i18n::coverage(of, Locale::Vi));
        assert_eq!(said.as_deref(), Some("1 trong 3 phường, xã đã ghi"));
        let table = totals_table(&app.snapshot().map, &totals, Locale::Vi);
        let has =
            |row: &Vec<Cell>| matches!(row.last(), Some(Cell::Text(said)) if said.starts_with("1 trong 3"));
        assert!(table.rows.iter().any(has), "{table:?}");
        let proof = app
            .by(&anybody())
            .totals()
            .proof(ATTENDANCES, q, ProofCursor::Newest, 25)
            .await
            .expect("a proof");
        assert!(matches!(
            proof.coverage,
            Some(Coverage {
                recorded: 1,
                units: 3,
                ..
            })
        ));
        let ward = app
            .by(&anybody())
            .totals()
            .read(asked(DIEN_HONG, year()))
            .await
            .expect("totals");
        assert!(!ward.has_coverage(), "people record for a ward themselves");
    })
    .await;
}

#[tokio::test]
async fn what_a_split_left_undivided_has_its_own_row() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-2").await;
        world.outreach(groups[0], at(2, 1), "40").await;
        world.outreach(DIEN_HONG, at(2, 1), "3").await;
        world.change(at(6, 1), split(groups[0], &["3", "4"], &[])).await;
        let q = Question {
            lens: Lens::At(at(12, 1)),
            ..asked(DIEN_HONG, year())
        };
        let mut measures = world.app.unattended().totals().measures_below(DIEN_HONG);
        measures.retain(|m| m.code == ATTENDANCES);
        let found = world
            .app
            .by(&world.actor)
            .totals()
            .breakdown(q, &measures)
            .await
            .expect("rows");
        let rest: Vec<(RestKind, i64)> = found
            .rest
            .iter()
            .map(|row| (row.kind, row.figures[ATTENDANCES].sums.amount))
            .collect();
        assert_eq!(rest, [(RestKind::Own, 3), (RestKind::Undivided, 40)]);
        assert_eq!(found.whole[ATTENDANCES].sums.amount, 43);
    })
    .await;
}
