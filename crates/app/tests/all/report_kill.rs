//! Power failures while a chair approves: a report has its number, its stage and its three files, or none of them.

use crate::common::people::{Person, Staff, staff};
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

/// Approves everything that is submitted and prints the results; run by the test below in a separate process.
#[tokio::test]
#[ignore = "it is the process that is killed"]
async fn approves_until_it_is_killed() {
    let Ok(address) = std::env::var(PLACE) else { return };
    let signer: Uuid = std::env::var(SIGNER).expect("a signer").parse().expect("an id");
    let Staff { app, chair, .. } = staff(open(&address).await);
    let all = app.by(&chair.actor).reports().list(DIEN_HONG, (0, 100)).await;
    let (all, _) = all.expect("reports");
    for report in all.iter().filter(|r| r.stage == Stage::Submitted) {
        let number = chair.issues(report.id, signer, day(11, 3)).await;
        println!("approved {} {number}", report.id);
    }
    println!("done");
}

/// Runs the approving process for a while; returns what it printed, and whether it finished.
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
            // The test's own output may stand before it on the line.
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
    // The time until the kill counts from the first answer, however long the process takes to start.
    let _ = told.recv_timeout(Duration::from_secs(60));
    std::thread::sleep(Duration::from_millis(millis));
    let _ = child.kill();
    child.wait().expect("it ends");
    reader.join().expect("what it said")
}

/// The submitted reports of the ward's months.
struct Laid {
    ids: Vec<Uuid>,
    body: Uuid,
    signer: Uuid,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_while_reports_are_approved_leaves_each_whole() {
    both_addresses(|address| async move {
        let store = Store::open(&address).await.expect("a new book");
        let laid = all_months_are_submitted(&staff(small_book(store).await)).await;
        let mut cuts = 0;
        for round in 0..40 {
            let (told, is_done) = approve_for(&address, laid.signer, round * 23 % 110);
            cuts += u32::from(!is_done);
            let staff = staff(open(&address).await);
            let numbers = each_report_is_whole(&staff.clerk, &laid, round).await;
            what_was_answered_is_there(&staff.clerk, told, round).await;
            the_register_agrees(&staff, &laid, &numbers, round).await;
            staff.app.store.clone().close().await;
            if numbers.len() == laid.ids.len() {
                break;
            }
        }
        assert!(cuts > 0, "it was cut in between at least once");
        let staff = staff(open(&address).await);
        assert_eq!(registered(&staff, &laid).await.len(), laid.ids.len());
        staff.app.store.clone().close().await;
    })
    .await;
}

async fn all_months_are_submitted(staff: &Staff) -> Laid {
    let (body, signer) = staff.clerk.sets_up_the_committee().await;
    let mut ids = Vec::new();
    for month in 1..=MONTHS {
        let on = Day::new(2026, month, 5).expect("a day");
        outreach(&staff.app, Uuid::now_v7(), on, "46", None).await;
        let new = NewReport {
            period: Period::month(2026, month).expect("a month"),
            ..new()
        };
        let id = staff.clerk.begins(&new).await;
        staff.clerk.writes(id).await;
        staff.clerk.submits(id).await;
        ids.push(id);
    }
    staff.app.store.clone().close().await;
    Laid { ids, body, signer }
}

/// Either nothing was issued, or a number with all files; returns the numbers.
async fn each_report_is_whole(clerk: &Person, laid: &Laid, round: u64) -> Vec<u32> {
    let mut numbers = Vec::new();
    for id in &laid.ids {
        let report = clerk.reads(*id).await;
        let issued = report.files.iter().filter(|f| f.stage == 1).count();
        let number = report.paper.letterhead.number;
        match report.stage {
            Stage::Submitted => {
                assert_eq!(issued, 0, "half of {id} was kept in round {round}");
                assert_eq!(number, None, "{id} in round {round}");
            }
            Stage::Issued => {
                assert_eq!(issued, 3, "{id} has its files in round {round}");
                for format in ["docx", "pdf", "xlsx"] {
                    let file = clerk.downloads(*id, format).await;
                    assert!(!file.is_empty(), "{format} of {id} in round {round}");
                }
                numbers.push(number.expect("a number"));
            }
            other => panic!("{other:?}"),
        }
    }
    numbers.sort_unstable();
    numbers
}

async fn what_was_answered_is_there(clerk: &Person, told: Vec<(Uuid, u32)>, round: u64) {
    for (id, number) in told {
        let report = clerk.reads(id).await;
        assert_eq!(report.stage, Stage::Issued, "{id} in round {round}");
        assert_eq!(
            report.paper.letterhead.number,
            Some(number),
            "{id} in round {round}"
        );
    }
}

async fn the_register_agrees(staff: &Staff, laid: &Laid, numbers: &[u32], round: u64) {
    let mut listed = registered(staff, laid).await;
    listed.sort_unstable();
    assert_eq!(
        numbers, listed,
        "the register and the reports agree in round {round}"
    );
    let all: Vec<u32> = (1..=numbers.len() as u32).collect();
    assert_eq!(numbers, all, "round {round}");
}

/// The numbers in the register of papers.
async fn registered(staff: &Staff, laid: &Laid) -> Vec<u32> {
    let clerk = &staff.clerk.actor;
    let register = staff
        .app
        .by(clerk)
        .papers()
        .register_of_papers(laid.body, 2026, (0, 100))
        .await;
    let register = register.expect("the register");
    assert_eq!(register.count, register.lines.len());
    register.lines.iter().map(|l| l.number).collect()
}
