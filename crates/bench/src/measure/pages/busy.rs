//! Pages of every level while many clients write.

use super::super::book::session;
use super::super::load::read;
use super::super::writes::{CLIENTS, days};
use super::super::{line, p99};
use super::{Reader, Served};
use anyhow::{Context, Result, ensure};
use dienhong_bench::client::Client;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use uuid::Uuid;

/// Readings of each page.
const TIMES: usize = 11;

/// Pages of every level while 64 clients write.
pub(super) fn pages(served: &Served, readers: &[Reader], communes: &[Uuid]) -> Result<()> {
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
            for (_, path) in reader.pages() {
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
