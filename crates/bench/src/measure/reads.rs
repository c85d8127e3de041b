//! The totals page of a ward over ten years, with its proof links.

use super::book::{Book, session};
use super::{head, line, median};
use anyhow::{Result, ensure};
use dienhong_bench::client::Client;
use dienhong_domain::time::Day;
use dienhong_store::testing;
use std::time::Instant;
use uuid::Uuid;

pub(crate) async fn run() -> Result<()> {
    head("A ward's totals over ten years");
    for (name, place) in [
        ("SQLite", testing::sqlite()),
        ("PostgreSQL", testing::postgres_durable()),
    ] {
        let book = Book::serve(place).await?;
        let (_, unit) = book.communes[100];
        let mut client = Client::connect(&book.address, &book.cookie)?;
        for i in 0..3000u64 {
            let day = Day::new(
                2016 + (i % 10) as i32,
                1 + (i / 10 % 12) as u32,
                1 + (i % 28) as u32,
            )
            .unwrap_or(Day::MIN);
            let path = format!("/api/v1/entries/{}", Uuid::now_v7());
            // The ward of today began on 1 July 2025: its days before belong to its predecessors.
            let day = day.max(Day::stored(20_250_701 + (i % 28) as i32));
            let (status, answer) =
                client.send("PUT", &path, "application/json", &session(unit, day, 30 + i % 60))?;
            ensure!(status == 201, "{}", String::from_utf8_lossy(&answer));
        }
        for (lens, map) in [("as it was", "thuo-ay"), ("today's map", "nay")] {
            let path = format!("/so-lieu?don-vi={unit}&tu=2016-01-01&den=2025-12-31&ban-do={map}");
            let mut times = Vec::new();
            for i in 0..60 {
                let start = Instant::now();
                let (status, body) = client.send("GET", &path, "", b"")?;
                ensure!(status == 200 && body.len() > 5000, "{status}");
                if i >= 10 {
                    times.push(start.elapsed().as_secs_f64() * 1000.0);
                }
            }
            let time = median(times);
            line(
                &format!("{name}: totals page, {lens}, median"),
                format!("{time:.1} ms"),
                "20 ms",
                time < 20.0,
            );
        }
    }
    Ok(())
}
