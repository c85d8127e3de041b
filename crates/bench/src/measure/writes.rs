//! Entries through the HTTP interface against the bare engine inserting the same rows.

use super::book::{Book, session};
use super::{head, line, median, p99};
use anyhow::{Context, Result, ensure};
use dienhong_bench::bare::{Bare, Value};
use dienhong_bench::client::Client;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::{Batch, EntryWrite, PostingWrite, Store, testing};
use std::time::{Duration, Instant};
use uuid::Uuid;

pub(super) const CLIENTS: usize = 64;
const ROUNDS: usize = 3;
const SECONDS: f64 = 4.0;

pub(crate) async fn run() -> Result<()> {
    head("Entries, durable, sign-in, rights and pack checks in place, 64 keep-alive clients");
    let (mut ratios, mut http_rates, mut bare_rates, mut latest) = (vec![], vec![], vec![], vec![]);
    let book = Book::serve(testing::sqlite()).await?;
    for round in 0..=ROUNDS {
        let bare = bare_sqlite(&book).await?;
        let (rate, latencies) = http(&book)?;
        // The first round warms up and is not counted.
        if round > 0 {
            ratios.push(rate / bare);
            http_rates.push(rate);
            bare_rates.push(bare);
            latest.extend(latencies);
        }
    }
    let (ratio, late) = (median(ratios), p99(latest));
    line(
        "SQLite: bare C interface, 32 entries a commit, entries/s",
        format!("{:.0}", median(bare_rates)),
        "",
        true,
    );
    line(
        "SQLite: through HTTP, entries/s",
        format!("{:.0}", median(http_rates)),
        "",
        true,
    );
    line(
        "SQLite: HTTP against the bare engine",
        format!("{ratio:.2}"),
        "0.4",
        ratio >= 0.4,
    );
    line("SQLite: p99", format!("{late:.1} ms"), "25 ms", late < 25.0);

    let book = Book::serve(testing::postgres_durable()).await?;
    let (mut ratios, mut http_rates, mut bare_rates, mut latest) = (vec![], vec![], vec![], vec![]);
    for round in 0..=ROUNDS {
        let bare = bare_writer(&book).await?;
        let (rate, latencies) = http(&book)?;
        if round > 0 {
            ratios.push(rate / bare);
            http_rates.push(rate);
            bare_rates.push(bare);
            latest.extend(latencies);
        }
    }
    let (ratio, late) = (median(ratios), p99(latest));
    line(
        "PostgreSQL: own multi-row writer, entries/s",
        format!("{:.0}", median(bare_rates)),
        "",
        true,
    );
    line(
        "PostgreSQL: through HTTP, entries/s",
        format!("{:.0}", median(http_rates)),
        "",
        true,
    );
    line(
        "PostgreSQL: HTTP against the bare writer",
        format!("{ratio:.2}"),
        "0.5",
        ratio >= 0.5,
    );
    line("PostgreSQL: p99", format!("{late:.1} ms"), "25 ms", late < 25.0);
    Ok(())
}

pub(super) fn days(i: u64) -> Day {
    Day::stored(20_250_701 + (i % 28) as i32)
}

/// Sends entries for some seconds; gives the rate and every latency in ms.
fn http(book: &Book) -> Result<(f64, Vec<f64>)> {
    let until = Instant::now() + Duration::from_secs_f64(SECONDS);
    let start = Instant::now();
    let threads: Vec<_> = (0..CLIENTS)
        .map(|c| {
            let (address, cookie) = (book.address.clone(), book.cookie.clone());
            let units: Vec<Uuid> = book.communes.iter().map(|(_, uid)| *uid).collect();
            std::thread::spawn(move || -> Result<Vec<f64>> {
                let mut client = Client::connect(&address, &cookie)?;
                let mut latencies = Vec::new();
                let mut i = c as u64;
                while Instant::now() < until {
                    // A stride that is prime to the number of communes: the worst case for pages is any one next.
                    i += 1009;
                    let body = session(
                        units[(i * 7919 % units.len() as u64) as usize],
                        days(i),
                        30 + i % 60,
                    );
                    let path = format!("/api/v1/entries/{}", Uuid::now_v7());
                    let sent = Instant::now();
                    let (status, answer) = client.send("PUT", &path, "application/json", &body)?;
                    ensure!(status == 201, "{status}: {}", String::from_utf8_lossy(&answer));
                    latencies.push(sent.elapsed().as_secs_f64() * 1000.0);
                }
                Ok(latencies)
            })
        })
        .collect();
    let mut all = Vec::new();
    for thread in threads {
        all.extend(thread.join().ok().context("a client ends")??);
    }
    Ok((all.len() as f64 / start.elapsed().as_secs_f64(), all))
}

pub(crate) const INSERTS: [&str; 5] = [
    "INSERT INTO entry (id, home, register, unit, day, state, rev, author, holder, made_at, changed_at, search, place) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
    "INSERT INTO revision (entry, rev, home, at, author, unit, day, state, rules, body, digest) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
    "INSERT INTO posting (home, day, source, rev, line, source_kind, unit, measure, amount, bound, w) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
    "INSERT INTO roll (year, measure, home, m7, b7, n7) VALUES (?,?,?,?,?,?) ON CONFLICT (year, measure, home) DO UPDATE SET \
     m7 = roll.m7 + excluded.m7, b7 = roll.b7 + excluded.b7, n7 = roll.n7 + excluded.n7",
    "INSERT INTO log (seq, at, author, home, act, about, detail, hash) VALUES (?,?,?,?,?,?,?,?)",
];
const BODY: &str = r#"{"v":{"hinh-thuc":"sinh-hoat-to","luot":64,"noi-dung":["thu-doan"]}}"#;
const SEARCH: &str = "phuong dien hong so tuyen truyen long ghep trong sinh hoat to dan pho thon tinh hinh thu doan hoat dong cua toi pham";
const DETAIL: &str = r#"{"rev":1,"state":2,"digest":"00112233445566778899aabbccddeeff","posts":1}"#;

/// The same rows with the C interface on a file of its own: one entry is nine rows.
async fn bare_sqlite(book: &Book) -> Result<f64> {
    let place = testing::sqlite();
    Store::open(&place.address).await?.close().await;
    let homes: Vec<i64> = book.communes.iter().map(|(id, _)| i64::from(id.0)).collect();
    let mut bare = Bare::open(place.address.as_ref(), &INSERTS)?;
    let (start, mut made) = (Instant::now(), 0u64);
    while start.elapsed().as_secs_f64() < SECONDS {
        bare.run("BEGIN IMMEDIATE")?;
        for _ in 0..32 {
            made += 1;
            insert(
                &mut bare,
                made,
                homes[(made * 7919 % homes.len() as u64) as usize],
            )?;
        }
        bare.run("COMMIT")?;
    }
    Ok(made as f64 / start.elapsed().as_secs_f64())
}

pub(crate) fn insert(bare: &mut Bare, i: u64, home: i64) -> Result<()> {
    use Value::{Blob, Int, Text};
    let (id, day, at) = (Uuid::now_v7(), i64::from(days(i).number()), 1_790_000_000_000i64);
    let id = id.as_bytes().as_slice();
    bare.step(
        0,
        &[
            Blob(id),
            Int(home),
            Int(1),
            Int(home),
            Int(day),
            Int(2),
            Int(1),
            Int(1),
            Int(1),
            Int(at),
            Int(at),
            Text(SEARCH),
            Int(day * 10_000_000_000 + i as i64),
        ],
    )?;
    bare.step(
        1,
        &[
            Blob(id),
            Int(1),
            Int(home),
            Int(at),
            Int(1),
            Int(home),
            Int(day),
            Int(2),
            Int(1),
            Text(BODY),
            Text(&DETAIL[28..60]),
        ],
    )?;
    for measure in 1..=3 {
        bare.step(
            2,
            &[
                Int(home),
                Int(day),
                Blob(id),
                Int(1),
                Int(measure),
                Int(0),
                Int(home),
                Int(measure),
                Int(64),
                Int(0),
                Int(1),
            ],
        )?;
        bare.step(3, &[Int(2025), Int(measure), Int(home), Int(64), Int(0), Int(1)])?;
    }
    bare.step(
        4,
        &[
            Int(i as i64),
            Int(at),
            Int(1),
            Int(home),
            Text("entries.write"),
            Blob(id),
            Text(DETAIL),
            Blob(&[7; 32]),
        ],
    )
}

/// Prepared entries straight into the product's own writer from 64 tasks, without HTTP, sign-in or checks.
async fn bare_writer(book: &Book) -> Result<f64> {
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for c in 0..CLIENTS {
        let store = book.app.store.clone();
        let homes: Vec<i32> = book.communes.iter().map(|(id, _)| id.0).collect();
        tasks.spawn(async move {
            let (mut made, mut i) = (0u64, c as u64);
            while start.elapsed().as_secs_f64() < SECONDS {
                i += 1009;
                made += 1;
                let home = homes[(i * 7919 % homes.len() as u64) as usize];
                store
                    .record(Batch::new(1, 1_790_000_000_000).entry(prepared(home, i)))
                    .await?;
            }
            anyhow::Ok(made)
        });
    }
    let mut made = 0;
    while let Some(done) = tasks.join_next().await {
        made += done??;
    }
    Ok(made as f64 / start.elapsed().as_secs_f64())
}

fn prepared(home: i32, i: u64) -> EntryWrite {
    let (home, day) = (UnitId(home), days(i));
    let posting = |measure| PostingWrite {
        home,
        day,
        unit: home,
        measure,
        amount: 64,
        bound: Bound::Exact,
        w: 1,
    };
    EntryWrite {
        id: Uuid::now_v7(),
        home,
        register: 1,
        unit: home,
        day,
        state: State::Final,
        rev: 1,
        was_home: home,
        holder: 1,
        rules: 1,
        body: BODY.to_owned(),
        text: None,
        digest: "00112233445566778899aabbccddeeff".to_owned(),
        search: SEARCH.to_owned(),
        postings: (1..=3).map(posting).collect(),
        levels: Vec::new(),
        touches_levels: false,
    }
}
