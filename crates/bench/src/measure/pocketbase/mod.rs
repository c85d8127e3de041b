//! The list interface beside PocketBase: the same rows, indexed the same way, the newest twenty of a register asked for by the same clients in turn.

mod rows;
mod server;

use super::load::{Answers, READERS};
use super::pages::{INTERFACE, Reader, Served, opened, prepared};
use super::{head, line};
use anyhow::{Context, Result, bail, ensure};
use dienhong_bench::client::Client;
use serde_json::Value;
use server::{PocketBase, Running};
use std::path::Path;

/// Turns of each.
const TURNS: usize = 3;
/// Answers a second wanted at every level.
const WANTED: f64 = 1_500.0;

/// Measures a book on SQLite beside a program of PocketBase.
pub(crate) async fn run(arguments: &[String]) -> Result<()> {
    let [program, address] = arguments else {
        bail!(
            "say which: dienhong-bench pocketbase PROGRAM BOOK (a book on SQLite, made by dienhong bench generate)"
        );
    };
    ensure!(!address.starts_with("postgres"), "the book is one on SQLite");
    let app = opened(address).await?;
    let book = prepared(&app).await?;
    let units = rows::units(&app);
    app.store.clone().close().await;
    drop(app);
    let pocketbase = PocketBase::made(Path::new(program))?;
    tokio::task::block_in_place(|| -> Result<()> {
        pocketbase.start()?.set_up(&rows::collection())?;
        rows::copy(Path::new(address), &pocketbase.file(), &units)?;
        let own = std::env::current_exe()?.with_file_name("dienhong");
        let (ours, theirs) = (Served::start(&own, address)?, pocketbase.start()?);
        let sign = theirs.sign_in()?;
        head(&format!(
            "SQLite, {}: the newest {} of a register, {READERS} clients, beside PocketBase in turn",
            book.size,
            rows::SHOWN
        ));
        for reader in &book.readers {
            level(&ours, &theirs, &sign, reader)?;
        }
        Ok(())
    })
}

fn level(ours: &Served, theirs: &Running, sign: &str, reader: &Reader) -> Result<()> {
    let path = rows::newest(reader.level, reader.unit);
    let own = ids(&ours.listen, &reader.sign(), INTERFACE, "entries")?;
    let other = ids(&theirs.listen, sign, &path, "items")?;
    let level = reader.level;
    line(
        &format!("{level}: both show the same rows"),
        format!("{} and {}", own.len(), other.len()),
        "the same",
        own == other && !own.is_empty(),
    );
    let (mut mine, mut others) = (Answers::default(), Answers::default());
    for _ in 0..TURNS {
        mine.ask(&ours.listen, &reader.sign(), INTERFACE)?;
        others.ask(&theirs.listen, sign, &path)?;
    }
    line(
        &format!("{level}: answers a second"),
        mine.shown(),
        &format!("{WANTED}"),
        mine.rate() >= WANTED,
    );
    line(
        &format!("{level}: answers a second of PocketBase"),
        others.shown(),
        "",
        true,
    );
    let ratio = mine.rate() / others.rate();
    line(
        &format!("{level}: against PocketBase"),
        format!("{ratio:.2}"),
        "1",
        ratio >= 1.0,
    );
    Ok(())
}

/// Ids of the entries that a list shows, without dashes, in its order.
fn ids(listen: &str, sign: &str, path: &str, list: &str) -> Result<Vec<String>> {
    let mut client = Client::connect_with(listen, sign)?;
    let (status, answer) = client.send("GET", path, "", b"")?;
    let told = String::from_utf8_lossy(&answer);
    ensure!(status == 200, "{path}: {status} {told}");
    let answer: Value = serde_json::from_str(&told)?;
    let rows = answer[list].as_array().context("rows")?;
    let id = |row: &Value| row["id"].as_str().unwrap_or_default().replace('-', "");
    Ok(rows.iter().map(id).collect())
}
