//! Reports of nine pages with tables and charts: read from the book, laid out, a hundred in a batch; memory over a thousand.

use super::{head, line, median};
use anyhow::{Context, Result, anyhow, ensure};
use dienhong_app::clock::FixedClock;
use dienhong_app::people::{Actor, By, Kind};
use dienhong_app::reports::Wanted;
use dienhong_app::{App, demo};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_reports::{Block, Fonts, LayoutError, Paper, Span, docx, pdf, xlsx};
use dienhong_store::{Store, testing};
use futures::StreamExt;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use url::Url;
use uuid::Uuid;

const OUTLINE: &str = "tong-ket-nam";
/// 2026-11-20, noon in Vietnam.
const NOW: i64 = 1_795_150_800_000;
const AT_ONCE: usize = 3;

pub(crate) async fn run() -> Result<()> {
    head("Reports: nine pages, thirteen tables, four charts");
    let place = testing::sqlite();
    let store = Store::open(&place.address).await?;
    demo::make(&store, NOW).await?;
    let app = App::open(
        store,
        Arc::new(FixedClock::at(NOW)),
        Url::parse("http://localhost")?,
    )
    .await?;
    let actor = everybody(&app);
    let ward = ward(&app).context("the ward of the demo book")?;
    let wanted = Wanted {
        outline: OUTLINE.to_owned(),
        period: Period::years(2025, 2025).context("a year")?,
        is_restated: true,
        formats: ["docx", "pdf", "xlsx"].map(str::to_owned).to_vec(),
    };
    let paper = fresh(&app, &actor, ward, &wanted).await?;
    let mut read = Vec::new();
    for _ in 0..20 {
        let began = Instant::now();
        fresh(&app, &actor, ward, &wanted).await?;
        read.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    told("figures read and sentences written", median(read), 20.0);
    told("DOCX", timed(&paper, |p| docx(p).map(|b| b.len()))?, 30.0);
    told(
        "PDF",
        timed(&paper, |p| pdf(p, Fonts::tinos()).map(|b| b.len()))?,
        100.0,
    );
    told("XLSX", timed(&paper, |p| xlsx(p).map(|b| b.len()))?, 30.0);
    others(&paper)?;

    let hundred = batch(&app, &actor, ward, &wanted, 100).await?;
    let rate = 100.0 / hundred;
    line(
        "batch: reports a second, all three formats",
        format!("{rate:.1}"),
        "15",
        rate >= 15.0,
    );
    let before = memory().unwrap_or(0.0);
    batch(&app, &actor, ward, &wanted, 1_000).await?;
    let after = memory().unwrap_or(0.0);
    line(
        "memory after 100 and after 1,100 reports",
        format!("{before:.0} and {after:.0} MB"),
        "flat",
        after < before * 1.2 + 10.0,
    );
    Ok(())
}

fn told(what: &str, ms: f64, most: f64) {
    line(what, format!("{ms:.1} ms"), &format!("{most:.0} ms"), ms < most);
}

/// The same report of another ward: every number and the summary differ, so that no layout is found ready.
fn another(paper: &Paper, round: usize) -> Paper {
    let change = |span: &mut Span| match span {
        Span::Number(number) => number.text = format!("{}{round}", number.text),
        Span::Words(words) => words.push_str(&format!(" {round}")),
    };
    let mut other = paper.clone();
    other.summary = format!("{} {round}", other.summary);
    let annexes = other.annexes.iter_mut().flat_map(|(_, blocks)| blocks);
    for block in other.body.iter_mut().chain(annexes) {
        match block {
            Block::Heading(_, text) | Block::Basis(text) => text.push_str(&format!(" {round}")),
            Block::Paragraph(spans) => spans.iter_mut().for_each(change),
            Block::Table(table) => table.rows.iter_mut().flatten().flatten().for_each(change),
            Block::Chart(chart) => {
                for bar in &mut chart.bars {
                    bar.number.text = format!("{}{round}", bar.number.text);
                }
            }
        }
    }
    other
}

/// The median of twenty, warm, of a different paper each.
fn timed<E: std::fmt::Display>(paper: &Paper, make: impl Fn(&Paper) -> Result<usize, E>) -> Result<f64> {
    let mut times = Vec::new();
    for round in 0..22 {
        let paper = another(paper, 1_000 + round);
        let began = Instant::now();
        let bytes = make(&paper).map_err(|e| anyhow!("{e}"))?;
        ensure!(bytes > 1_000, "a file was made");
        if round > 1 {
            times.push(began.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(median(times))
}

async fn fresh(app: &App, actor: &Actor, ward: UnitId, wanted: &Wanted) -> Result<Paper> {
    let made = app.by(actor).reports().fresh_paper(ward, wanted).await;
    Ok(made.map_err(|e| anyhow!("{e:?}"))?.0)
}

/// Seconds for so many different reports in all formats, each read from the book first.
async fn batch(app: &App, actor: &Actor, ward: UnitId, wanted: &Wanted, count: usize) -> Result<f64> {
    let began = Instant::now();
    let one = async |round: usize| -> Result<()> {
        let paper = another(&fresh(app, actor, ward, wanted).await?, round);
        let sizes = tokio::task::spawn_blocking(move || -> Result<[usize; 3]> {
            let made = |made: Result<Vec<u8>, LayoutError>| {
                Ok::<_, anyhow::Error>(made.map_err(|e| anyhow!("{e}"))?.len())
            };
            Ok([
                made(docx(&paper))?,
                made(pdf(&paper, Fonts::tinos()))?,
                made(xlsx(&paper))?,
            ])
        });
        ensure!(
            sizes.await??.iter().all(|size| *size > 1_000),
            "three files a report"
        );
        Ok(())
    };
    let mut work = futures::stream::iter(0..count).map(one).buffer_unordered(AT_ONCE);
    let mut made = 0;
    while let Some(done) = work.next().await {
        done?;
        made += 1;
    }
    ensure!(made == count, "{made} of {count} reports were made");
    Ok(began.elapsed().as_secs_f64())
}

/// Other ways to a page of PDF, where they are installed.
fn others(paper: &Paper) -> Result<()> {
    let folder = testing::folder();
    let file = folder.join("a.docx");
    std::fs::write(&file, docx(paper).map_err(|e| anyhow!("{e}"))?)?;
    let began = Instant::now();
    let office = Command::new("soffice")
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&*folder)
        .arg(&file)
        .output();
    match office {
        Ok(done) if done.status.success() => {
            let ms = began.elapsed().as_secs_f64() * 1000.0;
            line(
                "beside it: LibreOffice, the same DOCX to PDF, cold",
                format!("{ms:.0} ms"),
                "",
                true,
            );
        }
        _ => line("beside it: LibreOffice", "not installed".to_owned(), "", true),
    }
    let page = folder.join("a.html");
    std::fs::write(&page, "<p>Một trang</p>".repeat(40))?;
    let began = Instant::now();
    match Command::new("weasyprint")
        .arg(&page)
        .arg(folder.join("b.pdf"))
        .output()
    {
        Ok(done) if done.status.success() => {
            let ms = began.elapsed().as_secs_f64() * 1000.0;
            line(
                "beside it: WeasyPrint, one page, cold",
                format!("{ms:.0} ms"),
                "",
                true,
            );
        }
        _ => line("beside it: WeasyPrint", "not installed".to_owned(), "", true),
    }
    Ok(())
}

/// Resident memory of this process, in MB.
fn memory() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|l| l.starts_with("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

fn everybody(app: &App) -> Actor {
    let book = app.snapshot();
    let tops = book
        .map
        .units()
        .filter(|u| u.last().parent.is_none())
        .map(|u| u.id);
    let held = tops.flat_map(|unit| {
        [Role::Reader, Role::Official].map(|role| Appointment {
            role,
            unit,
            subject: None,
            from: Day::MIN,
            to: Day::MAX,
        })
    });
    Actor {
        person: 0,
        uid: Uuid::nil(),
        name: String::new(),
        language: "vi".to_owned(),
        held: held.collect(),
        by: By::Session {
            id: Uuid::nil(),
            kind: Kind::Password,
            opened: 0,
        },
    }
}

/// The fictional ward of the demo book: it has most to tell.
fn ward(app: &App) -> Option<UnitId> {
    let book = app.snapshot();
    let found = book.map.search(
        "Minh Họa",
        &[dienhong_domain::units::Level::Commune],
        app.today(),
        5,
    );
    found.into_iter().next()
}
