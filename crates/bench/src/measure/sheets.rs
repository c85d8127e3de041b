//! A filled sheet of 10,000 rows of one ward, with validation, against the bare engine inserting the same rows.

use super::book::Book;
use super::writes::insert;
use super::{head, line, median};
use anyhow::{Context, Result, anyhow, ensure};
use dienhong_app::entries::Wish;
use dienhong_bench::bare::Bare;
use dienhong_domain::time::Day;
use dienhong_sheets::{Cell, Column, ColumnKind, Table, to_xlsx};
use dienhong_store::{Store, testing};
use std::time::Instant;

const ROWS: u64 = 10_000;

pub(crate) async fn run() -> Result<()> {
    head("A sheet of 10,000 rows of one ward");
    let (mut ratios, mut times, mut bare_times) = (vec![], vec![], vec![]);
    for round in 0..3 {
        let bare = bare().await?;
        let taken = sheet(Book::serve(testing::sqlite()).await?, round).await?;
        ratios.push(bare / (taken.whole - taken.looked));
        times.push(taken.whole);
        bare_times.push(bare);
    }
    let (ratio, time) = (median(ratios), median(times));
    line(
        "SQLite: bare C interface, 256 entries a commit",
        format!("{:.2} s", median(bare_times)),
        "",
        true,
    );
    line(
        "SQLite: read, checked, committed",
        format!("{time:.2} s"),
        "3 s",
        time < 3.0,
    );
    line(
        "SQLite: checked sheet to commit, against the bare engine",
        format!("{ratio:.2}"),
        "0.5",
        ratio >= 0.5,
    );
    let time = sheet(Book::serve(testing::postgres_durable()).await?, 0)
        .await?
        .whole;
    line(
        "PostgreSQL: read, checked, committed",
        format!("{time:.2} s"),
        "3 s",
        time < 3.0,
    );
    Ok(())
}

async fn bare() -> Result<f64> {
    let place = testing::sqlite();
    Store::open(&place.address).await?.close().await;
    let mut bare = Bare::open(place.address.as_ref(), &super::writes::INSERTS)?;
    let start = Instant::now();
    for i in 0..ROWS {
        if i % 256 == 0 {
            bare.run("BEGIN IMMEDIATE")?;
        }
        insert(&mut bare, i + 1, 7)?;
        if i % 256 == 255 || i == ROWS - 1 {
            bare.run("COMMIT")?;
        }
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Seconds that a sheet took.
struct Taken {
    /// To read, check and commit it.
    whole: f64,
    /// To read and check it only, as the preview does.
    looked: f64,
}

async fn sheet(book: Book, round: u64) -> Result<Taken> {
    let app = &book.app;
    let (unit, _) = book.communes[100];
    let rules = app.snapshot().rules(unit, app.today());
    let register = rules.register("tuyen-truyen").context("the register is there")?;
    let label = |id: &str| register.field(id).map(|f| f.label.vi.clone()).unwrap_or_default();
    let titles = [
        "Ngày".to_owned(),
        "Đơn vị".to_owned(),
        label("hinh-thuc"),
        label("noi-dung"),
        label("luot"),
    ];
    let name = app.snapshot().map.label(unit, app.today(), "vi");
    let column = |title: String| Column {
        title,
        kind: ColumnKind::Text,
        width: 20,
    };
    let row = |i: u64| {
        let day = Day::stored(20_250_701 + (i % 28) as i32);
        vec![
            Cell::Text(format!("{}/{}/{}", day.day(), day.month(), day.year())),
            Cell::Text(name.clone()),
            Cell::Text("Lồng ghép trong sinh hoạt tổ dân phố, thôn".to_owned()),
            Cell::Text("Phòng, chống ma túy".to_owned()),
            Cell::Text((round * ROWS + i + 1).to_string()),
        ]
    };
    let table = Table {
        title: String::new(),
        notes: Vec::new(),
        columns: titles.into_iter().map(column).collect(),
        rows: (0..ROWS).map(row).collect(),
        sheet: "So".to_owned(),
    };
    let bytes = to_xlsx(&[table])?;
    let here = app.snapshot();
    let actor = app
        .people
        .actor(app.here(&here), &book.cookie)
        .await
        .map_err(|e| anyhow!("{e}"))?
        .context("signed in")?;
    let looked = Instant::now();
    app.by(&actor)
        .entries()
        .import("tuyen-truyen", unit, &bytes, &Wish::default())
        .await
        .map_err(|e| anyhow!("{e:?}"))?;
    let looked = looked.elapsed().as_secs_f64();
    let start = Instant::now();
    let wish = Wish {
        write: true,
        ..Wish::default()
    };
    let report = app
        .by(&actor)
        .entries()
        .import("tuyen-truyen", unit, &bytes, &wish)
        .await
        .map_err(|e| anyhow!("{e:?}"))?;
    ensure!(
        report.written == ROWS as usize,
        "{} of {ROWS} written, bad: {:?}, missing: {:?}, notes: {:?}",
        report.written,
        report.bad.first(),
        report.missing,
        report.remarks.first()
    );
    Ok(Taken {
        whole: start.elapsed().as_secs_f64(),
        looked,
    })
}
