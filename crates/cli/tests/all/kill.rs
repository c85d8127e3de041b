//! Power failures: the program, and PostgreSQL under it, are killed while many write. Nothing acknowledged is lost.
//!
//! 20 rounds on each engine; `DIENHONG_KILL_ROUNDS` sets another number.

use crate::common::Case;
use crate::common::writing::{Book, book, put, serve, wait};
use dienhong_bench::client::Client;
use dienhong_store::log::ChainCheck;
use dienhong_store::testing::{self, Postgres, free_port};
use dienhong_store::{Store, args};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use uuid::Uuid;

const CLIENTS: usize = 8;

fn rounds() -> u64 {
    std::env::var("DIENHONG_KILL_ROUNDS")
        .ok()
        .and_then(|r| r.parse().ok())
        .unwrap_or(20)
}

/// Writes until it is stopped; returns the acknowledged ids.
fn write(book: &Book, address: &str, until: &Arc<AtomicBool>) -> Arc<Mutex<Vec<Uuid>>> {
    let acknowledged: Arc<Mutex<Vec<Uuid>>> = Arc::default();
    for c in 0..CLIENTS {
        let (address, cookie, units) = (address.to_owned(), book.cookie.clone(), book.units.clone());
        let (until, acknowledged) = (until.clone(), acknowledged.clone());
        std::thread::spawn(move || {
            let Ok(mut client) = Client::connect(&address, &cookie) else {
                return;
            };
            let mut i = c;
            while !until.load(Ordering::Relaxed) {
                i += 1;
                match put(&mut client, units[i * 7 % units.len()]) {
                    Some((id, 201)) => acknowledged.lock().expect("the list").push(id),
                    Some(_) => {}
                    None => return,
                }
            }
        });
    }
    acknowledged
}

async fn check(book: &Book, acknowledged: &[Uuid]) -> usize {
    let store = Store::open(&book.address)
        .await
        .expect("the book opens after the cut");
    for id in acknowledged {
        let there = store
            .number("SELECT COUNT(*) FROM entry WHERE id = $1", args![*id])
            .await
            .expect("an answer");
        assert_eq!(there, 1, "{id} was acknowledged and is there");
        let postings = store.postings_of(*id).await.expect("its postings");
        assert_eq!(postings.len(), 3, "{id} has all its postings");
    }
    for home in store.homes().await.expect("homes") {
        assert_eq!(
            store.recount_home(home).await.expect("a recount"),
            vec![],
            "home {home} agrees"
        );
    }
    assert!(matches!(
        store.verify_log().await.expect("the log"),
        ChainCheck::Whole { .. }
    ));
    store.close().await;
    acknowledged.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_program_is_killed_on_sqlite() {
    let folder = testing::folder();
    let book = book(&folder.join("book.db").display().to_string()).await;
    let mut safe = 0;
    for round in 0..rounds() {
        let _case = Case::new(format!("round {round}"));
        let port = free_port();
        let address = format!("127.0.0.1:{port}");
        let mut child = serve(&[], &book, &folder, port)
            .spawn()
            .expect("the program starts");
        wait(&address);
        let until = Arc::new(AtomicBool::new(false));
        let acknowledged = write(&book, &address, &until);
        std::thread::sleep(Duration::from_millis(120 + round * 37 % 200));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        until.store(true, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(20));
        let ids = acknowledged.lock().expect("the list").clone();
        safe += check(&book, &ids).await;
    }
    println!(
        "SQLite: {} rounds, {safe} acknowledged entries, none lost",
        rounds()
    );
    assert!(safe > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_program_or_postgresql_is_killed() {
    let mut server = Postgres::start(true);
    let folder = testing::folder();
    let book = book(&server.address.clone()).await;
    let mut safe = 0;
    for round in 0..rounds() {
        let _case = Case::new(format!("round {round}"));
        let port = free_port();
        let address = format!("127.0.0.1:{port}");
        let mut child = serve(&[], &book, &folder, port)
            .spawn()
            .expect("the program starts");
        wait(&address);
        let until = Arc::new(AtomicBool::new(false));
        let acknowledged = write(&book, &address, &until);
        std::thread::sleep(Duration::from_millis(120 + round * 37 % 200));
        if round % 2 == 0 {
            child.kill().expect("it can be killed");
        } else {
            server.kill();
        }
        std::thread::sleep(Duration::from_millis(30));
        until.store(true, Ordering::Relaxed);
        if round % 2 != 0 {
            child.kill().expect("it can be killed");
            server.restart();
        }
        child.wait().expect("it ends");
        std::thread::sleep(Duration::from_millis(20));
        let ids = acknowledged.lock().expect("the list").clone();
        safe += check(&book, &ids).await;
    }
    println!(
        "PostgreSQL: {} rounds, {safe} acknowledged entries, none lost",
        rounds()
    );
    assert!(safe > 0);
}
