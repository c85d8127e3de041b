//! The operating system's own trace: the flush to disk returns before any answer leaves.

use crate::common::writing::{Book, book, put, serve, wait};
use dienhong_bench::client::Client;
use dienhong_store::testing::{self, Postgres, free_port};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ENTRIES: usize = 5;
const SOCKETS: &str = "trace=recvfrom,read,readv,sendto,write,writev";
const FLUSHES: &str = "trace=fdatasync,fsync";

/// A system call: when it was entered and left in seconds, and its text.
#[derive(Debug)]
struct Call {
    entered: f64,
    left: f64,
    text: String,
}

/// Reads the output of strace with -ttt -T; calls that another thread interrupted are joined.
fn calls(file: &Path) -> Vec<Call> {
    let told = std::fs::read_to_string(file).expect("the trace");
    let mut open: Vec<(&str, f64, &str)> = Vec::new();
    let mut found = Vec::new();
    for line in told.lines() {
        let Some((thread, rest)) = line.split_once(' ') else {
            continue;
        };
        let Some((at, text)) = rest.trim_start().split_once(' ') else {
            continue;
        };
        let Ok(at) = at.parse::<f64>() else { continue };
        if let Some(start) = text.strip_suffix("<unfinished ...>") {
            open.push((thread, at, start));
        } else if text.starts_with("<... ") {
            if let Some(place) = open.iter().position(|(t, ..)| *t == thread) {
                let (_, entered, start) = open.swap_remove(place);
                found.push(Call {
                    entered,
                    left: at,
                    text: format!("{start}{text}"),
                });
            }
        } else {
            let took = text
                .rsplit_once('<')
                .and_then(|(_, took)| took.strip_suffix('>')?.parse::<f64>().ok());
            found.push(Call {
                entered: at,
                left: at + took.unwrap_or(0.0),
                text: text.to_owned(),
            });
        }
    }
    found
}

/// For every acknowledged entry: its request came, then a flush began and succeeded, then its answer left.
fn flushed_before_each_answer(sockets: &[Call], flushes: &[Call], onto: &str) {
    let asked: Vec<f64> = sockets
        .iter()
        .filter(|c| c.text.contains("PUT /api/v1/entries/"))
        .map(|c| c.left)
        .collect();
    let answered: Vec<f64> = sockets
        .iter()
        .filter(|c| c.text.contains("HTTP/1.1 201"))
        .map(|c| c.entered)
        .collect();
    assert_eq!((asked.len(), answered.len()), (ENTRIES, ENTRIES), "{sockets:?}");
    for (asked, answered) in asked.into_iter().zip(answered) {
        let is_flush = |c: &&Call| {
            c.text.contains("sync(")
                && c.text.contains(onto)
                && c.text.contains("= 0")
                && c.entered > asked
                && c.left < answered
        };
        let between: Vec<&Call> = flushes.iter().filter(is_flush).collect();
        assert!(
            !between.is_empty(),
            "no flush of {onto} between {asked} and {answered}: {flushes:?}"
        );
    }
}

fn may_trace() -> bool {
    let done = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status();
    let may = done.is_ok_and(|s| s.success());
    // Some containers do not allow tracing; the order inside the writer is tested in the store.
    if !may {
        println!("strace may not trace here: nothing was looked at");
    }
    may
}

/// The traced program on a port, and the file of its trace.
fn traced(book: &Book, folder: &Path, which: &str) -> (Child, String, PathBuf) {
    let (port, file) = (free_port(), folder.join("program.strace"));
    let to = file.display().to_string();
    let before = [
        "strace", "-f", "-y", "-ttt", "-T", "-s", "48", "-e", which, "-o", &to,
    ];
    let child = serve(&before, book, folder, port).spawn().expect("strace starts");
    let address = format!("127.0.0.1:{port}");
    wait(&address);
    (child, address, file)
}

fn write(book: &Book, address: &str) {
    let mut client = Client::connect(address, &book.cookie).expect("it listens");
    for unit in &book.units[..ENTRIES] {
        let (_, status) = put(&mut client, *unit).expect("an answer");
        assert_eq!(status, 201);
    }
}

/// Ends a traced program: strace ends with it.
fn end(mut tracer: Child) {
    let inner = Command::new("pkill")
        .args(["-TERM", "-P", &tracer.id().to_string()])
        .status();
    assert!(inner.is_ok_and(|s| s.success()), "the program is told to stop");
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        if tracer.try_wait().expect("its state").is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    tracer.kill().expect("it can be killed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_flush_of_sqlite_returns_before_any_answer() {
    if !may_trace() {
        return;
    }
    let folder = testing::folder();
    let book = book(&folder.join("book.db").display().to_string()).await;
    let which = format!("{SOCKETS},fdatasync,fsync");
    let (tracer, address, file) = traced(&book, &folder, &which);
    write(&book, &address);
    end(tracer);
    let all = calls(&file);
    flushed_before_each_answer(&all, &all, "book.db-wal");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_flush_of_postgresql_returns_before_any_answer() {
    if !may_trace() {
        return;
    }
    let server = Postgres::start(true);
    let folder = testing::folder();
    let book = book(&server.address.clone()).await;
    let postmaster = std::fs::read_to_string(server.folder.join("data/postmaster.pid"))
        .or_else(|_| std::fs::read_to_string(server.folder.join("postmaster.pid")))
        .expect("the server's number");
    let postmaster = postmaster.lines().next().unwrap_or_default().trim().to_owned();
    let theirs = folder.join("server.strace");
    // Every process that the server starts from now on is followed: those of the program's connections.
    let mut tracer = Command::new("strace")
        .args(["-f", "-y", "-ttt", "-T", "-e", FLUSHES, "-p", &postmaster, "-o"])
        .arg(&theirs)
        .stderr(Stdio::null())
        .spawn()
        .expect("strace starts");
    std::thread::sleep(Duration::from_millis(300));
    let (program, address, file) = traced(&book, &folder, SOCKETS);
    write(&book, &address);
    end(program);
    let told = Command::new("kill")
        .args(["-INT", &tracer.id().to_string()])
        .status();
    assert!(told.is_ok_and(|s| s.success()));
    tracer.wait().expect("strace ends");
    flushed_before_each_answer(&calls(&file), &calls(&theirs), "pg_wal");
}
