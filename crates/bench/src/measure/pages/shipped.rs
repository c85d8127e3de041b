//! What the program as shipped takes of memory: after many pages, and while it writes a workbook.

use super::super::line;
use super::super::load::read;
use super::{Reader, Served};
use anyhow::{Context, Result, ensure};
use dienhong_bench::client::Client;
use std::time::{Duration, Instant};

const EXPORT: &str = "/so/tuyen-truyen/tai.xlsx";

/// A thousand pages of all levels, one after the other.
pub(super) fn mixed(served: &Served, readers: &[Reader]) -> Result<()> {
    let mut left = 1_000;
    while left > 0 {
        for reader in readers {
            let mut client = Client::connect(&served.listen, &reader.cookie)?;
            for (_, path) in reader.pages() {
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
pub(super) fn export(served: &Served, reader: &Reader) -> Result<()> {
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
