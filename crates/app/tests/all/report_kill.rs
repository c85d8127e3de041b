//! Power cuts while a chair approves: a report has its number, its stage and its three files, or none of them.

use crate::common::reports::*;
use dienhong_app::App;
use dienhong_app::clock::FixedClock;
use dienhong_app::reports::NewReport;
use dienhong_app::testing::*;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::{Day, Period};
use dienhong_store::Store;
use dienhong_store::testing::both_addresses;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const PLACE: &str = "DIENHONG_TEST_KILLED_BOOK";
const SIGNER: &str = "DIENHONG_TEST_SIGNER";
const MONTHS: u32 = 10;

async fn open(address: &str) -> App {
    let store = Store::open(address).await.expect("the book opens");
    let base = "https://phuong.example".parse().expect("an address");
    App::open(store, Arc::new(FixedClock::at(NOON)), base)
        .await
        .expect("the book")
}

/// Approves whatever lies before the chair, and tells what was answered: run by the test below in a process of its own.
#[tokio::test]
#[ignore = "it is the process that is killed"]
async fn approves_until_it_is_killed() {
    let Ok(address) = std::env::var(PLACE) else { return };
    let signer: Uuid = std::env::var(SIGNER).expect("a signer").parse().expect("an id");
    let app = open(&address).await;
    let chair = staff().chair;
    let (all, _) = app.reports(&chair, DIEN_HONG, (0, 100)).await.expect("reports");
    for report in all.iter().filter(|r| r.stage == Stage::Submitted) {
        let number = app
            .approve_report(&chair, report.id, signer, day(11, 3), "")
            .await;
        println!("approved {} {}", report.id, number.expect("approved"));
    }
    println!("done");
}

/// Runs the approving process for a while; gives what it was told, and whether it came to its end.
fn approve_for(address: &str, signer: Uuid, millis: u64) -> (Vec<(Uuid, u32)>, bool) {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "report_kill::approves_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(PLACE, address)
        .env(SIGNER, signer.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let out = child.stdout.take().expect("its output");
    let (tell, told) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut found = Vec::new();
        let mut done = false;
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            // What the test's own frame prints may stand before it on the line.
            done |= line.ends_with("done");
            if let Some((_, it)) = line.split_once("approved ") {
                let mut words = it.split(' ');
                let id = words.next().and_then(|w| w.parse().ok());
                let number = words.next().and_then(|w| w.parse().ok());
                found.extend(id.zip(number));
                let _ = tell.send(());
            }
        }
        (found, done)
    });
    // The clock of the cut runs from the first answer, however long the process takes to start.
    let _ = told.recv_timeout(Duration::from_secs(60));
    std::thread::sleep(Duration::from_millis(millis));
    let _ = child.kill();
    child.wait().expect("it ends");
    reader.join().expect("what it said")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_while_reports_are_approved_leaves_each_whole() {
    both_addresses(|address| async move {
        let store = Store::open(&address).await.expect("a new book");
        let app = small_book(store).await;
        let clerk = staff().clerk;
        let body = app
            .save_issuer(&clerk, DIEN_HONG, None, &committee())
            .await
            .expect("a body");
        let signer = app
            .add_signer(&clerk, body, &chair_signs())
            .await
            .expect("a signer");
        let mut ids = Vec::new();
        for month in 1..=MONTHS {
            let on = Day::new(2026, month, 5).expect("a day");
            outreach(&app, Uuid::now_v7(), on, "46", None).await;
            let new = NewReport {
                period: Period::month(2026, month).expect("a month"),
                ..new()
            };
            let id = app.begin_report(&clerk, DIEN_HONG, &new).await.expect("begun");
            written(&app, &clerk, id).await;
            submit(&app, &clerk, id).await.expect("before the chair");
            ids.push(id);
        }
        app.store.close().await;

        let mut cuts = 0;
        for round in 0..40 {
            let (told, is_done) = approve_for(&address, signer, round * 23 % 110);
            cuts += u32::from(!is_done);
            let app = open(&address).await;
            let mut numbers = Vec::new();
            for id in &ids {
                let report = app.report(&clerk, *id).await.expect("it reads");
                let issued = report.files.iter().filter(|f| f.stage == 1).count();
                match report.stage {
                    Stage::Submitted => {
                        assert_eq!(issued, 0, "half of {id} was kept");
                        assert_eq!(report.paper.letterhead.number, None, "{id} in round {round}");
                    }
                    Stage::Issued => {
                        assert_eq!(issued, 3, "{id} has its files");
                        let number = report.paper.letterhead.number.expect("a number");
                        for format in ["docx", "pdf", "xlsx"] {
                            let (_, file) = app.report_file(&clerk, *id, format).await.expect("a file");
                            assert!(!file.is_empty(), "{format} of {id} in round {round}");
                        }
                        numbers.push(number);
                    }
                    other => panic!("{other:?}"),
                }
            }
            for (id, number) in told {
                let report = app.report(&clerk, id).await.expect("it reads");
                assert_eq!(report.stage, Stage::Issued, "what was answered is there");
                assert_eq!(
                    report.paper.letterhead.number,
                    Some(number),
                    "{id} in round {round}"
                );
            }
            numbers.sort_unstable();
            let register = app
                .register_of_papers(&clerk, body, 2026, (0, 100))
                .await
                .expect("the register");
            let mut listed: Vec<u32> = register.lines.iter().map(|l| l.number).collect();
            listed.sort_unstable();
            assert_eq!(numbers, listed, "the register and the reports agree");
            assert_eq!(
                numbers,
                (1..=numbers.len() as u32).collect::<Vec<_>>(),
                "round {round}"
            );
            app.store.close().await;
            if numbers.len() == ids.len() {
                break;
            }
        }
        assert!(cuts > 0, "it was cut in between at least once");
        let app = open(&address).await;
        let register = app.register_of_papers(&clerk, body, 2026, (0, 100)).await;
        assert_eq!(register.expect("the register").count, ids.len());
        app.store.close().await;
    })
    .await;
}
