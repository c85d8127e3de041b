//! A page asked for again and again, by one client or by many at once.

use super::p99;
use anyhow::{Context, Result, ensure};
use dienhong_bench::client::Client;
use std::time::{Duration, Instant};

/// Clients that ask at once.
pub(super) const READERS: usize = 16;
/// How long they ask.
const READING: Duration = Duration::from_secs(5);

/// Reads a page once; gives the milliseconds that it took. Fails when the answer is not 200.
pub(super) fn read(client: &mut Client, path: &str) -> Result<f64> {
    let start = Instant::now();
    let (status, _) = client.send("GET", path, "", b"")?;
    ensure!(status == 200, "{path}: {status}");
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

/// What many clients got from one server in one or several turns.
#[derive(Default)]
pub(super) struct Answers {
    /// Milliseconds of each answer.
    took: Vec<f64>,
    turns: u32,
}

impl Answers {
    /// Lets all clients ask for a page in one more turn. `sign` is the line of the request's head that says who asks.
    pub(super) fn ask(&mut self, listen: &str, sign: &str, path: &str) -> Result<()> {
        let threads: Vec<_> = (0..READERS)
            .map(|_| {
                let (listen, sign, path) = (listen.to_owned(), sign.to_owned(), path.to_owned());
                std::thread::spawn(move || -> Result<Vec<f64>> {
                    let mut client = Client::connect_with(&listen, &sign)?;
                    let until = Instant::now() + READING;
                    let mut took = Vec::new();
                    while Instant::now() < until {
                        took.push(read(&mut client, &path)?);
                    }
                    Ok(took)
                })
            })
            .collect();
        for thread in threads {
            self.took.extend(thread.join().ok().context("a client ends")??);
        }
        self.turns += 1;
        Ok(())
    }

    /// Answers a second.
    pub(super) fn rate(&self) -> f64 {
        self.took.len() as f64 / (READING.as_secs_f64() * f64::from(self.turns))
    }

    /// Rate and p99, as a line shows them.
    pub(super) fn shown(&self) -> String {
        format!("{:.0} (p99 {:.1} ms)", self.rate(), p99(self.took.clone()))
    }
}
