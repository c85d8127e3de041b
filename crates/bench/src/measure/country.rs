//! A whole country on one book, made by `dienhong bench generate`: figures of every level with their bounds, through today's map, while
//! 64 clients write; the recount, the memory of the program as shipped, letters and drafts of phones.

use super::book::{Book, session};
use super::start::{memory, wait};
use super::writes::{CLIENTS, days};
use super::{head, line, median, p99};
use anyhow::{Context, Result, bail, ensure};
use dienhong_app::App;
use dienhong_app::clock::SystemClock;
use dienhong_app::testing::somebody;
use dienhong_app::totals::Question;
use dienhong_bench::client::Client;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_store::{Store, testing};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long clients write.
const WRITING: Duration = Duration::from_secs(15);
/// Readings of each figure; the first warms up.
const TIMES: usize = 7;

/// Measures the books at some addresses.
pub(crate) async fn run(addresses: &[String]) -> Result<()> {
    if addresses.is_empty() {
        bail!("say which book: dienhong-bench country ADDRESS (made by dienhong bench generate)");
    }
    for address in addresses {
        let name = if address.starts_with("postgres") {
            "PostgreSQL"
        } else {
            "SQLite"
        };
        one(name, address).await?;
        shipped(name, address).await?;
    }
    Ok(())
}

/// Where one looks.
pub(crate) struct Places {
    pub(crate) country: UnitId,
    pub(crate) province: UnitId,
    pub(crate) ward: UnitId,
}

pub(crate) fn places(app: &App) -> Result<Places> {
    let (book, today) = (app.snapshot(), app.today());
    let country = book.map.units().find(|u| u.last().parent.is_none()).map(|u| u.id);
    let country = country.context("a country")?;
    let provinces = book.map.children(country, today);
    let province = provinces
        .into_iter()
        .max_by_key(|p| book.map.children(*p, today).len());
    let province = province.context("a province")?;
    // A ward that inherited from the most predecessors.
    let wards = book.map.children(province, today);
    let ward = wards.into_iter().max_by_key(|w| book.map.ancestry(*w).len());
    Ok(Places {
        country,
        province,
        ward: ward.context("a ward")?,
    })
}

fn years(first: i32, last: i32) -> Result<Period> {
    Period::years(first, last).context("years")
}

async fn one(name: &str, address: &str) -> Result<()> {
    let store = Store::open(address).await?;
    let book = Book::serve_store(store, None).await?;
    let app = book.app.clone();
    let at = places(&app)?;
    let count = |sql: &'static str| app.store.number(sql, vec![]);
    let (entries, postings) = (
        count("SELECT COUNT(*) FROM entry").await?,
        count("SELECT COUNT(*) FROM posting").await?,
    );
    head(&format!(
        "{name}: {entries} entries, {postings} postings, {:.1} GB; 34 provinces, 3,321 communes with their groups",
        app.store.bytes().await? as f64 / 1e9
    ));
    figures(name, &app, &at, "").await?;
    // The same figures once more while 64 clients write.
    let stop = Arc::new(AtomicBool::new(false));
    let writers = writers(&book, &stop);
    let began = Instant::now();
    figures(name, &app, &at, ", while 64 clients write").await?;
    pages(name, &book, &at).await?;
    let actor = somebody(1, &[(Role::Official, at.country)]);
    while began.elapsed() < WRITING {
        for unit in [at.ward, at.province, at.country] {
            let (period, lens) = (years(2026, 2026)?, Lens::AsItWas);
            let q = Question { unit, period, lens };
            app.by(&actor)
                .totals()
                .read(q)
                .await
                .map_err(|e| anyhow::anyhow!("{e:?}"))?;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let latencies = ended(writers, &stop)?;
    let full = latencies.len() as f64 / began.elapsed().as_secs_f64();
    let late = p99(latencies);
    line(
        &format!("{name}: an entry into this book, p99, while all that was read"),
        format!("{late:.1} ms"),
        "50 ms",
        late < 50.0,
    );
    let empty = into_an_empty_book(name).await?;
    line(
        &format!("{name}: entries a second into this book while it was read, and into an empty one"),
        format!("{full:.0} and {empty:.0}"),
        "flat: half at least",
        full > empty / 2.0,
    );
    drafts(name, &book, &at).await?;
    letters(name, &book, &at).await?;
    recount(name, &app).await
}

/// The first time, and the median of those after it, in ms.
async fn timed<F: AsyncFnMut() -> Result<()>>(mut act: F) -> Result<(f64, f64)> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let start = Instant::now();
        act().await?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let first = times.remove(0);
    Ok((first, median(times)))
}

async fn figures(name: &str, app: &App, at: &Places, when: &str) -> Result<()> {
    let actor = somebody(1, &[(Role::Official, at.country)]);
    let today = app.today();
    let (this, two, ten) = (years(2026, 2026)?, years(2025, 2026)?, years(2017, 2026)?);
    let three = Period::new(
        Day::new(2023, 11, 1).context("a day")?,
        Day::new(2026, 10, 31).context("a day")?,
    )
    .context("days")?;
    let to_the_day = Period::new(
        Day::new(2026, 1, 1).context("a day")?,
        Day::new(2026, 10, 15).context("a day")?,
    )
    .context("days")?;
    let (then, now) = (Lens::AsItWas, Lens::At(today));
    // All measures, with the same period before, as the page shows them.
    let sheets = [
        ("ward, 36 months and the 36 before", at.ward, three, then, 5.0),
        ("province, this and last year", at.province, this, then, 30.0),
        ("country, this and last year", at.country, this, then, 250.0),
        (
            "country, to the day, this and last year",
            at.country,
            to_the_day,
            then,
            1_200.0,
        ),
        (
            "ward by today's map, 10 years and the 10 before",
            at.ward,
            ten,
            now,
            15.0,
        ),
        (
            "province by today's map, 2 years and the 2 before",
            at.province,
            two,
            now,
            60.0,
        ),
    ];
    for (what, unit, period, lens, target) in sheets {
        let q = Question { unit, period, lens };
        let (first, took) = timed(async || {
            let totals = app
                .by(&actor)
                .totals()
                .read(q)
                .await
                .map_err(|e| anyhow::anyhow!("{e:?}"))?;
            ensure!(
                totals
                    .sections
                    .iter()
                    .any(|s| s.rows.iter().any(|r| r.figure.is_recorded())),
                "{what} is empty"
            );
            Ok(())
        })
        .await?;
        line(
            &format!("{name}: {what}{when}"),
            format!("{took:.1} ms (first {first:.0} ms)"),
            &format!("{target} ms"),
            took < target,
        );
    }
    let parts = [
        (
            "ward by group, 36 months, all measures",
            at.ward,
            three,
            then,
            25.0,
        ),
        (
            "province by ward, this year, all measures",
            at.province,
            this,
            then,
            60.0,
        ),
        (
            "country by province, this year, all measures",
            at.country,
            this,
            then,
            350.0,
        ),
        (
            "country by province by today's map, this year, all measures",
            at.country,
            this,
            now,
            1_000.0,
        ),
    ];
    for (what, unit, period, lens, target) in parts {
        let q = Question { unit, period, lens };
        let measures = app.unattended().totals().measures_below(unit);
        let (first, took) = timed(async || {
            let units = app.unattended().totals().units_below(q);
            let rows = app.by(&actor).totals().figures_below(q, &measures, &units).await;
            let rows = rows.map_err(|e| anyhow::anyhow!("{e:?}"))?;
            ensure!(rows.iter().any(|r| !r.figures.is_empty()), "{what} is empty");
            Ok(())
        })
        .await?;
        line(
            &format!("{name}: {what}{when}"),
            format!("{took:.1} ms (first {first:.0} ms)"),
            &format!("{target} ms"),
            took < target,
        );
    }
    if !when.is_empty() {
        return Ok(());
    }
    // The engine alone: the sums of two years of the whole country, no map, no bounds unpacked.
    let months = |c: &str| (1..=12).map(|k| format!("{c}{k}")).collect::<Vec<_>>().join("+");
    let sql = format!(
        "SELECT CAST(measure AS BIGINT), CAST(SUM({}) AS BIGINT), CAST(SUM({}) AS BIGINT), CAST(SUM({}) AS BIGINT) FROM roll \
         WHERE year IN (2025, 2026) GROUP BY year, measure",
        months("m"),
        months("b"),
        months("n")
    );
    let (_, took) = timed(async || {
        let rows: Vec<(i64, i64, i64, i64)> = app.store.all(sql.clone(), vec![]).await?;
        ensure!(!rows.is_empty(), "no sums");
        Ok(())
    })
    .await?;
    line(
        &format!("{name}: bare engine, sums of the country, two years"),
        format!("{took:.1} ms"),
        "",
        true,
    );
    Ok(())
}

type Writer = std::thread::JoinHandle<Result<Vec<f64>>>;

fn writers(book: &Book, stop: &Arc<AtomicBool>) -> Vec<Writer> {
    let one = |c: usize| {
        let (address, cookie, stop) = (book.address.clone(), book.cookie.clone(), stop.clone());
        let units: Vec<Uuid> = book.communes.iter().map(|(_, uid)| *uid).collect();
        std::thread::spawn(move || {
            let mut client = Client::connect(&address, &cookie)?;
            let (mut latencies, mut i) = (Vec::new(), c as u64);
            while !stop.load(Ordering::Relaxed) {
                i += 1009;
                let unit = units[(i * 7919 % units.len() as u64) as usize];
                let path = format!("/api/v1/entries/{}", Uuid::now_v7());
                let sent = Instant::now();
                let (status, answer) = client.send(
                    "PUT",
                    &path,
                    "application/json",
                    &session(unit, days(i), 30 + i % 60),
                )?;
                ensure!(status == 201, "{status}: {}", String::from_utf8_lossy(&answer));
                latencies.push(sent.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(latencies)
        })
    };
    (0..CLIENTS).map(one).collect()
}

fn ended(writers: Vec<Writer>, stop: &AtomicBool) -> Result<Vec<f64>> {
    stop.store(true, Ordering::Relaxed);
    let mut latencies = Vec::new();
    let started = Instant::now();
    for writer in writers {
        latencies.extend(writer.join().ok().context("a client ends")??);
    }
    ensure!(started.elapsed().as_secs() < 60, "the clients end");
    Ok(latencies)
}

/// The same load on a new book of the same engine: entries a second.
async fn into_an_empty_book(name: &str) -> Result<f64> {
    let place = match name {
        "SQLite" => testing::sqlite(),
        _ => testing::postgres_durable(),
    };
    let book = Book::serve(place).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let writers = writers(&book, &stop);
    tokio::time::sleep(WRITING).await;
    let written = ended(writers, &stop)?.len();
    Ok(written as f64 / began.elapsed().as_secs_f64())
}

/// What the page adds to its figures: the ward's, while others write.
async fn pages(name: &str, book: &Book, at: &Places) -> Result<()> {
    let actor = somebody(1, &[(Role::Official, at.country)]);
    let uid = book.app.snapshot().map.uid(at.ward);
    let path = format!("/so-lieu?don-vi={uid}&tu=2026-01-01&den=2026-12-31");
    let mut client = Client::connect(&book.address, &book.cookie)?;
    let q = Question {
        unit: at.ward,
        period: years(2026, 2026)?,
        lens: Lens::AsItWas,
    };
    let (mut plain, mut paged) = (Vec::new(), Vec::new());
    for _ in 0..30 {
        let start = Instant::now();
        book.app
            .by(&actor)
            .totals()
            .read(q)
            .await
            .map_err(|e| anyhow::anyhow!("{e:?}"))?;
        plain.push(start.elapsed().as_secs_f64() * 1000.0);
        let start = Instant::now();
        let (status, body) = tokio::task::block_in_place(|| client.send("GET", &path, "", b""))?;
        ensure!(status == 200 && body.len() > 5_000, "{status}");
        paged.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let adds = median(paged) - median(plain);
    line(
        &format!("{name}: what the ward's page adds to its figures, while 64 clients write"),
        format!("{adds:.1} ms"),
        "5 ms",
        adds < 5.0,
    );
    Ok(())
}

async fn recount(name: &str, app: &App) -> Result<()> {
    let start = Instant::now();
    let homes = app.store.homes().await?;
    let (mut wrong, mut counted) = (0, 0);
    let rolled = app.store.rolled().await?;
    for some in homes.chunks(dienhong_store::recount::TOGETHER) {
        wrong += app.store.recount_homes(some, &rolled).await?.len();
        counted += some.len();
        // Longer than this it has missed its target by far: how far it came says enough.
        if start.elapsed().as_secs() > 90 {
            break;
        }
    }
    let took = start.elapsed().as_secs_f64();
    ensure!(wrong == 0, "{wrong} cells differ");
    let is_met = took < 30.0 && counted == homes.len();
    let what = format!("{name}: recount, {counted} of {} homes", homes.len());
    line(&what, format!("{took:.1} s"), "30 s", is_met);
    Ok(())
}

/// A thousand drafts that waited on a phone, without photos, in requests of a hundred.
async fn drafts(name: &str, book: &Book, at: &Places) -> Result<()> {
    let mut client = Client::connect(&book.address, &book.cookie)?;
    let uid = book.app.snapshot().map.uid(at.ward).to_string();
    let number = book
        .app
        .store
        .number("SELECT MAX(id) FROM person", vec![])
        .await?;
    let start = Instant::now();
    for round in 0..10u32 {
        let draft = |i: u32| {
            let fields = [
                ("q-don-vi", uid.as_str()),
                ("q-ngay", "1/9/2026"),
                ("hinh-thuc", "sinh-hoat-to"),
                ("noi-dung", "thu-doan"),
                ("luot", "31"),
                ("dia-diem", "Nhà văn hóa"),
                ("trang-thai", "final"),
            ];
            serde_json::json!({
                "id": Uuid::now_v7(), "register": "tuyen-truyen", "at": 1 + i64::from(round * 100 + i), "contact": 0,
                "day_checked": true, "fields": fields,
            })
        };
        let body = serde_json::json!({ "person": number.to_string(), "drafts": (0..100).map(draft).collect::<Vec<_>>() });
        let form =
            format!("--x\r\nContent-Disposition: form-data; name=\"drafts\"\r\n\r\n{body}\r\n--x--\r\n");
        let (status, answer) = tokio::task::block_in_place(|| {
            client.send(
                "POST",
                "/api/phone/drafts",
                "multipart/form-data; boundary=x",
                form.as_bytes(),
            )
        })?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        ensure!(
            status == 200 && answer.matches("\"recorded\"").count() == 100,
            "{status}: {answer}"
        );
    }
    let took = start.elapsed().as_secs_f64();
    line(
        &format!("{name}: 1,000 drafts of a phone sent"),
        format!("{took:.2} s"),
        "5 s",
        took < 5.0,
    );
    Ok(())
}

/// The figures of a ward's year as a signed bundle, made here and taken in another book.
async fn letters(name: &str, book: &Book, at: &Places) -> Result<()> {
    let other = testing::sqlite();
    let store = Store::open(&other.address).await?;
    dienhong_app::setup::init(&store, book.app.now()).await?;
    let province = App::open(
        store,
        Arc::new(SystemClock::default()),
        "http://localhost".parse()?,
    )
    .await?;
    let here = |e: dienhong_app::exchange::ExchangeError| anyhow::anyhow!("{e:?}");
    let filed = |e: dienhong_app::filings::FilingError| anyhow::anyhow!("{e:?}");
    let ward_chair = somebody(1, &[(Role::Chair, at.ward), (Role::Official, at.ward)]);
    let uid = book.app.snapshot().map.uid(at.province);
    let above = province.snapshot().map.by_uid(uid).context("the province")?;
    let head = somebody(1, &[(Role::Chair, above), (Role::Official, above)]);
    let card = book
        .app
        .by(&ward_chair)
        .exchange()
        .own_card()
        .await
        .map_err(here)?
        .card;
    province
        .by(&head)
        .exchange()
        .import(card.as_bytes())
        .await
        .map_err(here)?;
    let start = Instant::now();
    let filing = book
        .app
        .by(&ward_chair)
        .filings()
        .freeze(at.ward, "ca-nam", years(2025, 2025)?, "")
        .await;
    let filing = match filing {
        Ok(filing) => filing,
        // Frozen in an earlier run of the measurement.
        Err(_) => return Ok(()),
    };
    book.app
        .by(&ward_chair)
        .filings()
        .approve(filing, "")
        .await
        .map_err(filed)?;
    let bundle = book
        .app
        .by(&ward_chair)
        .exchange()
        .filing_bundle(filing)
        .await
        .map_err(here)?;
    province
        .by(&head)
        .exchange()
        .import(bundle.as_bytes())
        .await
        .map_err(here)?;
    let took = start.elapsed().as_secs_f64();
    line(
        &format!(
            "{name}: a ward's year frozen, sealed ({} KB) and taken",
            bundle.len() / 1024
        ),
        format!("{took:.2} s"),
        "2 s",
        took < 2.0,
    );
    Ok(())
}

/// The program as shipped on this book: start, pages of every level, memory at its highest.
async fn shipped(name: &str, address: &str) -> Result<()> {
    let program = std::env::current_exe()?.with_file_name("dienhong");
    let store = Store::open(address).await?;
    let app = App::open(
        store.clone(),
        Arc::new(SystemClock::default()),
        "http://localhost".parse()?,
    )
    .await?;
    let at = places(&app)?;
    let cookie = dienhong_bench::people::add(&store, Role::Official, at.country, app.now()).await?;
    let uids = [at.ward, at.province, at.country].map(|u| app.snapshot().map.uid(u));
    drop(app);
    store.close().await;
    let port = testing::free_port();
    let listen = format!("127.0.0.1:{port}");
    let folder = testing::folder();
    let mut command = Command::new(&program);
    if address.starts_with("postgres") {
        command.arg("--db").arg(address).arg("--data").arg(&*folder);
    } else {
        let place = std::path::Path::new(address).parent().context("a folder")?;
        command.arg("--data").arg(place);
    }
    let start = Instant::now();
    let child = command
        .args(["serve", "--listen", &listen])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child?;
    let started = wait(&listen, start);
    let mut client = Client::connect(&listen, &cookie)?;
    let idle = memory(child.id())?;
    for _ in 0..20 {
        for uid in &uids {
            for page in ["so-lieu", "theo-don-vi"] {
                let path = format!("/{page}?don-vi={uid}&tu=2026-01-01&den=2026-12-31&ban-do=nay");
                let (status, _) = client.send("GET", &path, "", b"")?;
                ensure!(status == 200, "{path}: {status}");
            }
        }
    }
    let full = memory(child.id())?;
    child.kill()?;
    child.wait()?;
    let started = started?;
    line(
        &format!("{name}: start to first page"),
        format!("{started:.2} s"),
        "",
        true,
    );
    line(
        &format!("{name}: memory of the program after 120 pages of all levels"),
        format!("{full:.0} MB ({idle:.0} MB at the start)"),
        "120 MB",
        full < 120.0,
    );
    Ok(())
}
