//! Every page of a country's book, at each level: first and median, while nobody and while 64 clients write, answers a second
//! of the list interface, exports of lists, memory. The book is made by `dienhong bench generate`; the program is the one beside this one.

use super::book::session;
use super::country::{Places, places};
use super::start::{memory, wait};
use super::writes::{CLIENTS, days};
use super::{head, line, median, p99};
use anyhow::{Context, Result, bail, ensure};
use dienhong_app::App;
use dienhong_app::clock::SystemClock;
use dienhong_bench::client::Client;
use dienhong_domain::rights::Role;
use dienhong_domain::units::UnitId;
use dienhong_store::{Store, testing};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Readings of each page; the first is told apart.
const TIMES: usize = 11;
/// Clients that read the list interface at once, and how long.
const READERS: usize = 16;
const READING: Duration = Duration::from_secs(5);

/// Measures the books at some addresses.
pub(crate) async fn run(addresses: &[String]) -> Result<()> {
    if addresses.is_empty() {
        bail!("say which book: dienhong-bench pages ADDRESS (made by dienhong bench generate)");
    }
    for address in addresses {
        let is_postgres = address.starts_with("postgres");
        one(if is_postgres { "PostgreSQL" } else { "SQLite" }, address).await?;
    }
    Ok(())
}

/// Somebody who reads at a level.
struct Reader {
    level: &'static str,
    uid: Uuid,
    cookie: String,
    /// Longest a page may take, ms.
    target: f64,
}

/// The program as shipped on a book; killed when dropped.
struct Served {
    child: Child,
    listen: String,
    _folder: Box<dyn std::any::Any>,
}

impl Served {
    fn start(address: &str) -> Result<Served> {
        let program = std::env::current_exe()?.with_file_name("dienhong");
        let listen = format!("127.0.0.1:{}", testing::free_port());
        let folder = testing::folder();
        let mut command = Command::new(&program);
        if address.starts_with("postgres") {
            command.arg("--db").arg(address).arg("--data").arg(&*folder);
        } else {
            let place = std::path::Path::new(address).parent().context("a folder")?;
            command.arg("--data").arg(place);
        }
        let command = command.args(["serve", "--listen", &listen]);
        let start = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let served = Served {
            child,
            listen,
            _folder: Box::new(folder),
        };
        wait(&served.listen, start)?;
        Ok(served)
    }
    fn memory(&self) -> Result<f64> {
        memory(self.child.id())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn one(name: &str, address: &str) -> Result<()> {
    let store = Store::open(address).await?;
    let clock = Arc::new(SystemClock::default());
    let app = App::open(store.clone(), clock, "http://localhost".parse()?).await?;
    let at = places(&app)?;
    let mut readers = Vec::new();
    for (level, unit, target) in levels(&at) {
        let cookie = dienhong_bench::people::add(&store, Role::Official, unit, app.now()).await?;
        let uid = app.snapshot().map.uid(unit);
        readers.push(Reader {
            level,
            uid,
            cookie,
            target,
        });
    }
    let communes: Vec<Uuid> = {
        let snapshot = app.snapshot();
        let homes = snapshot.map.children(at.province, app.today());
        homes.into_iter().map(|unit| snapshot.map.uid(unit)).collect()
    };
    drop(app);
    store.close().await;
    let served = Served::start(address)?;
    head(&format!("{name}: pages of every level, first and median"));
    tokio::task::block_in_place(|| -> Result<()> {
        for reader in &readers {
            quiet(&served, reader)?;
        }
        for reader in &readers {
            interface(&served, reader)?;
        }
        mixed(&served, &readers)?;
        for reader in readers.iter().filter(|reader| reader.level != "country") {
            export(&served, reader)?;
        }
        busy(&served, &readers, &communes)
    })
}

fn levels(at: &Places) -> [(&'static str, UnitId, f64); 3] {
    [
        ("ward", at.ward, 20.0),
        ("province", at.province, 50.0),
        ("country", at.country, 50.0),
    ]
}

/// Pages with what they are called.
fn pages(reader: &Reader) -> Vec<(&'static str, String)> {
    let uid = reader.uid;
    let year = format!("don-vi={uid}&tu=2026-01-01&den=2026-12-31");
    let mut all = vec![
        ("Hôm nay", "/".to_owned()),
        ("a register's list", "/so/tuyen-truyen".to_owned()),
        ("search, a common word", "/tim?tim=tuyen+truyen".to_owned()),
        ("search, a rare word", "/tim?tim=khong+thay".to_owned()),
        ("interface, a register's entries", INTERFACE.to_owned()),
        ("proof of a figure", format!("/so-lieu/luot-tuyen-truyen?{year}")),
        ("Số liệu", format!("/so-lieu?{year}")),
        ("Theo đơn vị", format!("/theo-don-vi?{year}")),
        ("Chỉ tiêu", "/chi-tieu".to_owned()),
        ("Gửi số liệu", "/gui-so-lieu".to_owned()),
        ("Báo cáo", "/bao-cao".to_owned()),
    ];
    if reader.level == "ward" {
        all.push(("Soát sổ", format!("/soat-so?don-vi={uid}")));
    }
    all
}

const EXPORT: &str = "/so/tuyen-truyen/tai.xlsx";
const INTERFACE: &str = "/api/v1/entries?register=tuyen-truyen&per_page=20";

fn read(client: &mut Client, path: &str) -> Result<f64> {
    let start = Instant::now();
    let (status, _) = client.send("GET", path, "", b"")?;
    ensure!(status == 200, "{path}: {status}");
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn quiet(served: &Served, reader: &Reader) -> Result<()> {
    let mut client = Client::connect(&served.listen, &reader.cookie)?;
    for (what, path) in pages(reader) {
        let first = read(&mut client, &path)?;
        let rest: Result<Vec<f64>> = (1..TIMES).map(|_| read(&mut client, &path)).collect();
        let warm = median(rest?);
        let target = reader.target;
        line(
            &format!("{}: {what}", reader.level),
            format!("{first:.1} and {warm:.1} ms"),
            &format!("{target} ms"),
            warm <= target,
        );
    }
    Ok(())
}

fn interface(served: &Served, reader: &Reader) -> Result<()> {
    let threads: Vec<_> = (0..READERS)
        .map(|_| {
            let (listen, cookie) = (served.listen.clone(), reader.cookie.clone());
            std::thread::spawn(move || -> Result<Vec<f64>> {
                let mut client = Client::connect(&listen, &cookie)?;
                let until = Instant::now() + READING;
                let mut took = Vec::new();
                while Instant::now() < until {
                    took.push(read(&mut client, INTERFACE)?);
                }
                Ok(took)
            })
        })
        .collect();
    let mut all = Vec::new();
    for thread in threads {
        all.extend(thread.join().ok().context("a client ends")??);
    }
    let rate = all.len() as f64 / READING.as_secs_f64();
    line(
        &format!(
            "{}: list interface, {READERS} clients, answers a second",
            reader.level
        ),
        format!("{rate:.0} (p99 {:.1} ms)", p99(all)),
        "1500",
        rate >= 1_500.0,
    );
    Ok(())
}

/// A thousand pages of all levels, one after the other.
fn mixed(served: &Served, readers: &[Reader]) -> Result<()> {
    let mut left = 1_000;
    while left > 0 {
        for reader in readers {
            let mut client = Client::connect(&served.listen, &reader.cookie)?;
            for (_, path) in pages(reader) {
                read(&mut client, &path)?;
                left -= 1;
            }
        }
    }
    let memory = served.memory()?;
    let what = "memory after 1,000 mixed pages of all levels";
    line(what, format!("{memory:.0} MB"), "150 MB", memory <= 150.0);
    Ok(())
}

/// A register's whole list as a workbook: how long it takes, and how far memory grows meanwhile.
fn export(served: &Served, reader: &Reader) -> Result<()> {
    let before = served.memory()?;
    let mut client = Client::connect(&served.listen, &reader.cookie)?;
    let start = Instant::now();
    let asked = std::thread::spawn(move || client.send("GET", EXPORT, "", b""));
    let mut highest = before;
    while !asked.is_finished() {
        highest = highest.max(served.memory()?);
        std::thread::sleep(Duration::from_millis(20));
    }
    let (status, file) = asked.join().ok().context("a client ends")??;
    ensure!(status == 200, "{EXPORT}: {status}");
    let (seconds, grown) = (start.elapsed().as_secs_f64(), highest - before);
    let size = file.len() as f64 / 1_000_000.0;
    line(
        &format!("{}: export of a register's list, {size:.1} MB", reader.level),
        format!("{seconds:.1} s, memory +{grown:.0} MB"),
        "+40 MB",
        grown <= 40.0,
    );
    Ok(())
}

/// Pages of every level while 64 clients write.
fn busy(served: &Served, readers: &[Reader], communes: &[Uuid]) -> Result<()> {
    let stop = Arc::new(AtomicBool::new(false));
    let cookie = readers.last().context("a reader")?.cookie.clone();
    let writers: Vec<_> = (0..CLIENTS)
        .map(|c| {
            let (stop, listen, cookie) = (stop.clone(), served.listen.clone(), cookie.clone());
            let communes = communes.to_vec();
            std::thread::spawn(move || -> Result<usize> {
                let mut client = Client::connect(&listen, &cookie)?;
                let (mut i, mut written) = (c as u64, 0);
                while !stop.load(Ordering::Relaxed) {
                    i += 1009;
                    let unit = communes[(i * 7919 % communes.len() as u64) as usize];
                    let path = format!("/api/v1/entries/{}", Uuid::now_v7());
                    let body = session(unit, days(i), 30 + i % 60);
                    let (status, answer) = client.send("PUT", &path, "application/json", &body)?;
                    ensure!(status == 201, "{status}: {}", String::from_utf8_lossy(&answer));
                    written += 1;
                }
                Ok(written)
            })
        })
        .collect();
    let start = Instant::now();
    for reader in readers {
        let mut client = Client::connect(&served.listen, &reader.cookie)?;
        let mut took = Vec::new();
        for _ in 0..TIMES {
            for (_, path) in pages(reader) {
                took.push(read(&mut client, &path)?);
            }
        }
        let p99 = p99(took);
        line(
            &format!("{}: p99 of all these pages while {CLIENTS} write", reader.level),
            format!("{p99:.0} ms"),
            "200 ms",
            p99 <= 200.0,
        );
    }
    stop.store(true, Ordering::Relaxed);
    let mut written = 0;
    for writer in writers {
        written += writer.join().ok().context("a writer ends")??;
    }
    let rate = written as f64 / start.elapsed().as_secs_f64();
    line("entries a second meanwhile", format!("{rate:.0}"), "", true);
    Ok(())
}
