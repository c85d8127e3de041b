//! A book on either engine, the program that serves it, and one entry over HTTP.

use dienhong_bench::client::Client;
use dienhong_bench::people;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::Store;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use uuid::Uuid;

pub(crate) struct Book {
    pub(crate) address: String,
    pub(crate) cookie: String,
    pub(crate) units: Vec<Uuid>,
}

pub(crate) async fn book(address: &str) -> Book {
    let store = Store::open(address).await.expect("a store");
    let now = 1_795_000_000_000;
    dienhong_app::setup::init(&store, now).await.expect("a new book");
    let loaded = dienhong_app::RulesSnapshot::load(&store).await.expect("the book");
    let day = Day::new(2026, 11, 1).expect("a day");
    let country = loaded
        .map
        .units()
        .find(|u| u.last().parent.is_none())
        .map_or(UnitId(1), |u| u.id);
    let communes = loaded
        .map
        .units()
        .filter(|u| loaded.map.level(u.id) == Some(Level::Commune) && u.at(day).is_some());
    let units = communes.take(50).map(|u| u.uid).collect();
    let cookie = people::add(&store, Role::Official, country, now)
        .await
        .expect("a person");
    store.close().await;
    Book {
        address: address.to_owned(),
        cookie,
        units,
    }
}

/// The command line that serves a book; `before` is put in front of it.
pub(crate) fn serve(before: &[&str], book: &Book, folder: &Path, port: u16) -> Command {
    let program = env!("CARGO_BIN_EXE_dienhong");
    let mut command = match before {
        [] => Command::new(program),
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
    };
    command
        .args([
            "serve",
            "--db",
            &book.address,
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--data",
        ])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Waits until it answers.
pub(crate) fn wait(address: &str) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if Client::connect(address, "")
            .and_then(|mut c| c.send("GET", "/healthz", "", b""))
            .is_ok_and(|(s, _)| s == 200)
        {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the server answers at {address}");
}

/// Sends a new entry; returns its id and the status of the answer, or nothing when the connection broke.
pub(crate) fn put(client: &mut Client, unit: Uuid) -> Option<(Uuid, u16)> {
    let id = Uuid::now_v7();
    let body = serde_json::json!({
        "register": "tuyen-truyen", "unit": unit, "day": "2026-10-05", "state": "final",
        "values": { "hinh-thuc": "sinh-hoat-to", "noi-dung": ["ma-tuy"], "luot": "hơn 20" },
    });
    let path = format!("/api/v1/entries/{id}");
    let (status, _) = client
        .send("PUT", &path, "application/json", body.to_string().as_bytes())
        .ok()?;
    Some((id, status))
}
