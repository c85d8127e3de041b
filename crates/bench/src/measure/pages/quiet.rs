//! Pages while nobody writes, in turn with the release before.

use super::super::load::{Answers, READERS, read};
use super::super::{line, median};
use super::{INTERFACE, Reader, Served};
use anyhow::{Result, bail};
use dienhong_bench::client::Client;
use std::time::{Duration, Instant};

/// Rounds of each page; every round gives a median, and the median of these is told.
const ROUNDS: usize = 5;
/// Readings in a round, of each program in turn.
const IN_A_ROUND: usize = 9;
/// A round of slow pages ends when it has taken so long.
const ROUND: Duration = Duration::from_secs(2);
/// Turns of the list interface.
const TURNS: usize = 2;
/// A page may take so much of its time in the release before.
const SLOWER: f64 = 1.05;

/// What one program took for a page, ms.
struct Readings {
    first: f64,
    medians: Vec<f64>,
}

impl Readings {
    fn median(&self) -> f64 {
        median(self.medians.clone())
    }
}

/// Measures every page of a reader.
pub(super) fn pages(served: &Served, before: Option<&Served>, reader: &Reader) -> Result<()> {
    let mut client = Client::connect(&served.listen, &reader.cookie)?;
    let mut old = before
        .map(|before| Client::connect(&before.listen, &reader.cookie))
        .transpose()?;
    for (what, path) in reader.pages() {
        let what = format!("{}: {what}", reader.level);
        let first = match &mut old {
            Some(old) => has(old, &path)?,
            None => None,
        };
        // A page that the release before lacks is measured alone.
        let was = old.as_mut().zip(first);
        let (new, old_readings) = in_turn(&mut client, was, &path)?;
        told(&what, &new, reader.target);
        if before.is_some() {
            compared(&what, &new, old_readings.as_ref());
        }
    }
    Ok(())
}

/// The first reading of a page, ms; `None` when the program has no such page.
fn has(client: &mut Client, path: &str) -> Result<Option<f64>> {
    let start = Instant::now();
    let (status, _) = client.send("GET", path, "", b"")?;
    let took = start.elapsed().as_secs_f64() * 1000.0;
    match status {
        200 => Ok(Some(took)),
        404 | 405 => Ok(None),
        status => bail!("the release before, {path}: {status}"),
    }
}

/// Reads a page in rounds; each reading of the release before, whose first one is known, is followed by one of this program.
fn in_turn(
    client: &mut Client,
    mut before: Option<(&mut Client, f64)>,
    path: &str,
) -> Result<(Readings, Option<Readings>)> {
    let first = read(client, path)?;
    let (mut medians, mut before_medians) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (mut took, mut before_took) = (Vec::new(), Vec::new());
        let start = Instant::now();
        while took.len() < IN_A_ROUND && (took.is_empty() || start.elapsed() < ROUND) {
            if let Some((before, _)) = &mut before {
                before_took.push(read(before, path)?);
            }
            took.push(read(client, path)?);
        }
        medians.push(median(took));
        before_medians.push(median(before_took));
    }
    let before = before.map(|(_, first)| Readings {
        first,
        medians: before_medians,
    });
    Ok((Readings { first, medians }, before))
}

fn told(what: &str, new: &Readings, target: f64) {
    let warm = new.median();
    line(
        what,
        format!("{:.1} and {warm:.1} ms", new.first),
        &format!("{target} ms"),
        warm <= target,
    );
}

/// The release before beside this one: the ratio is the median of those of the rounds.
fn compared(what: &str, new: &Readings, old: Option<&Readings>) {
    let what = format!("{what}, the release before and the ratio to it");
    let Some(old) = old else {
        line(&what, "not there".to_owned(), "", true);
        return;
    };
    let pairs = new.medians.iter().zip(&old.medians);
    let ratio = median(pairs.map(|(new, old)| new / old).collect());
    line(
        &what,
        format!("{:.1} and {:.1} ms, {ratio:.2}", old.first, old.median()),
        &format!("{SLOWER}"),
        ratio <= SLOWER,
    );
}

/// Measures how often many clients at once get the newest entries of a register.
pub(super) fn interface(served: &Served, before: Option<&Served>, reader: &Reader) -> Result<()> {
    let (mut new, mut old) = (Answers::default(), Answers::default());
    for _ in 0..TURNS {
        if let Some(before) = before {
            old.ask(&before.listen, &reader.sign(), INTERFACE)?;
        }
        new.ask(&served.listen, &reader.sign(), INTERFACE)?;
    }
    let what = format!(
        "{}: list interface, {READERS} clients, answers a second",
        reader.level
    );
    line(&what, new.shown(), "1500", new.rate() >= 1_500.0);
    if before.is_some() {
        let ratio = new.rate() / old.rate();
        line(
            &format!("{what}, the release before and the ratio to it"),
            format!("{}, {ratio:.2}", old.shown()),
            "0.95",
            ratio >= 0.95,
        );
    }
    Ok(())
}
