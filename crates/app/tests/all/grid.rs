//! The grid of a monthly register. On both engines.

use dienhong_app::App;
use dienhong_app::entries::{EntryError, Grid, GridAnswer, GridSaved};
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::units::{BaseSpan, UnitId};
use dienhong_store::testing::both;
use std::sync::Arc;

const GROUPS: [(i32, &str); 2] = [(20, "Tân Hóa"), (21, "Làng Ốp")];

fn ward() -> Vec<BaseSpan> {
    with_villages(&GROUPS)
}

async fn read(app: &App) -> Grid {
    let grid = app
        .by(&anybody())
        .entries()
        .grid("tinh-hinh", DIEN_HONG, "10/2026")
        .await;
    grid.expect("a grid")
}

async fn save(app: &App, rows: &[GridAnswer], why: &str) -> Vec<GridSaved> {
    let of = ("tinh-hinh", DIEN_HONG);
    let saved = app
        .by(&anybody())
        .entries()
        .save_grid(of, "10/2026", rows, why)
        .await;
    saved
        .expect("looked at")
        .into_iter()
        .map(|(_, state)| state)
        .collect()
}

fn row(grid: &Grid, group: i32, cells: &[(&str, &str)]) -> GridAnswer {
    let row = grid
        .rows
        .iter()
        .find(|row| row.unit == UnitId(group))
        .expect("a row");
    let cell = |(field, value): &(&str, &str)| ((*field).to_owned(), (*value).to_owned());
    GridAnswer {
        unit: row.unit,
        seen: row.entry.as_ref().map(|entry| (entry.id, entry.rev.into())),
        cells: cells.iter().map(cell).collect(),
    }
}

#[tokio::test]
async fn rows_are_recorded_corrected_and_refused_one_by_one() {
    both(|store| async {
        let app = Arc::new(book_on(store, &ward()).await);
        let empty = read(&app).await;
        assert_eq!(empty.rows.len(), 2);
        assert!(empty.columns().any(|field| field.id == "toi-pham"));
        let rows = [
            row(&empty, 20, &[("toi-pham", "3"), ("te-nan", "0")]),
            row(&empty, 21, &[("toi-pham", "ba")]),
        ];
        let saved = save(&app, &rows, "").await;
        assert!(
            matches!(
                &saved[..],
                [GridSaved::Saved, GridSaved::Refused(EntryError::Mistakes(_))]
            ),
            "{saved:?}"
        );
        let grid = read(&app).await;
        let first = grid
            .rows
            .iter()
            .find(|row| row.unit == UnitId(20))
            .expect("a row");
        assert_eq!(first.cells.get("toi-pham").map(String::as_str), Some("3"));
        assert_eq!(first.entry.as_ref().map(|entry| entry.state), Some(State::Final));

        // The same again changes nothing, a number that counts is corrected with a reason.
        let same = row(&grid, 20, &[("toi-pham", "3"), ("te-nan", "0")]);
        assert!(matches!(
            &save(&app, &[same], "").await[..],
            [GridSaved::Unchanged]
        ));
        let corrected = row(&grid, 20, &[("toi-pham", "4"), ("te-nan", "0")]);
        let bare = save(&app, std::slice::from_ref(&corrected), "").await;
        assert!(
            matches!(&bare[..], [GridSaved::Refused(EntryError::Mistakes(_))]),
            "{bare:?}"
        );
        assert!(matches!(
            &save(&app, &[corrected], "Đếm lại").await[..],
            [GridSaved::Saved]
        ));
        // What was read before the correction does not overwrite it.
        let stale = row(&grid, 20, &[("toi-pham", "9"), ("te-nan", "0")]);
        let stale = save(&app, &[stale], "Đếm lại").await;
        assert!(
            matches!(&stale[..], [GridSaved::Refused(EntryError::Conflict { .. })]),
            "{stale:?}"
        );
        let blind = row(&empty, 20, &[("toi-pham", "9")]);
        let blind = save(&app, &[blind], "Đếm lại").await;
        assert!(
            matches!(&blind[..], [GridSaved::Refused(EntryError::Mistakes(_))]),
            "{blind:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn only_a_monthly_register_of_a_commune_has_a_grid() {
    both(|store| async {
        let app = book_on(store, &ward()).await;
        let actor = anybody();
        let entries = app.by(&actor).entries();
        for (register, unit) in [
            ("tuyen-truyen", DIEN_HONG),
            ("tinh-hinh", EAST),
            ("khong-co", DIEN_HONG),
        ] {
            let none = entries.grid(register, unit, "10/2026").await;
            assert!(matches!(none, Err(EntryError::NotFound)), "{register}: {none:?}");
        }
        for (typed, month) in [
            ("t5", (2026, 5)),
            ("tháng trước", (2026, 11)),
            // No month to come, and none that is not one.
            ("5/2030", (2026, 12)),
            ("thang gieng", (2026, 12)),
        ] {
            let grid = entries.grid("tinh-hinh", DIEN_HONG, typed).await.expect("a grid");
            assert_eq!((grid.month.year(), grid.month.month()), month, "{typed}");
        }
    })
    .await;
}
