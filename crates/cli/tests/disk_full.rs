//! A disk that is full: what was acknowledged stays, the message says what to do, and the server goes on once there is room.
//!
//! The disk is a tmpfs of fixed size, which needs the right to mount; without it the test says so and ends.

mod common;

use common::{Place, Server, WARD};
use dienhong_store::testing::free_port;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SIZE: &str = "40m";
const BALLAST: usize = 6 << 20;
const SHEET: usize = 1_000;

/// A small disk, unmounted with the test.
struct SmallDisk {
    place: Place,
}

impl SmallDisk {
    fn mount() -> Option<SmallDisk> {
        let place = Place::sqlite();
        fs::create_dir(place.data()).expect("a folder");
        let options = format!("size={SIZE},mode=700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(place.data())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(SmallDisk { place }),
            _ => {
                println!("Not tested: mounting a small disk is not permitted here. Run as root to test it.");
                None
            }
        }
    }
    fn ballast(&self) -> PathBuf {
        self.place.data().join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.place.data())
            .status();
    }
}

fn import(place: &Place, sheet: &Path) -> common::Ended {
    let path = sheet.to_str().expect("a path");
    place.run(&[
        "entry",
        "import",
        path,
        "--register",
        "tuyen-truyen",
        "--unit",
        WARD,
        "--write",
        "--json",
    ])
}

#[test]
fn on_a_full_disk_nothing_acknowledged_is_lost_and_the_server_goes_on() {
    let Some(disk) = SmallDisk::mount() else { return };
    let place = &disk.place;
    place.json(0, &["init"]);
    fs::write(disk.ballast(), vec![1; BALLAST]).expect("ballast");
    let port = free_port();
    let server = Server::start(
        place.command(&["serve", "--listen", &format!("127.0.0.1:{port}")]),
        port,
    );

    let (mut acknowledged, mut next) = (0, 0);
    let (refused, sheet) = loop {
        let sheet = place.sheet("sheet.csv", next..next + SHEET);
        let ended = import(place, &sheet);
        if ended.code != 0 {
            break (ended, sheet);
        }
        acknowledged += ended.json()["written"].as_i64().expect("a number");
        next += SHEET;
        assert!(next < 200 * SHEET, "the disk never fills");
    };
    assert!(acknowledged > 0, "{refused:?}");
    let refused = refused.expect(3).json();
    assert_eq!(refused["error"]["code"], "no-space", "{refused}");
    let told = import_told(place, &sheet);
    assert!(
        told.contains("The disk is full") && told.contains("Free some space"),
        "{told}"
    );

    let list = ["entry", "list", "--unit", WARD, "--most", "1"];
    assert_eq!(
        place.json(0, &list)["total"],
        acknowledged,
        "what was acknowledged is there, and no half of the rest"
    );
    assert_eq!(server.get("/healthz").0, 200, "the server still answers");
    assert!(
        matches!(server.get("/vao").0, 200..400),
        "and shows pages from the book"
    );
    let backup = place.json(3, &["backup"]);
    assert!(
        ["no-room-for-backup", "no-space"].contains(&backup["error"]["code"].as_str().unwrap_or_default()),
        "{backup}"
    );
    let doctor = place.json(1, &["doctor"]).to_string();
    assert!(doctor.contains("disk"), "{doctor}");

    fs::remove_file(disk.ballast()).expect("freed");
    assert_eq!(
        import(place, &sheet).expect(0).json()["written"],
        SHEET,
        "the same sheet goes in once there is room"
    );
    assert_eq!(place.json(0, &list)["total"], acknowledged + SHEET as i64);
    assert_eq!(place.json(0, &["recount"])["mismatches"], 0);
    assert_eq!(place.json(0, &["log", "verify"])["whole"], true);
    assert_eq!(server.stop(), Some(0));
}

fn import_told(place: &Place, sheet: &Path) -> String {
    let path = sheet.to_str().expect("a path");
    let args = [
        "entry",
        "import",
        path,
        "--register",
        "tuyen-truyen",
        "--unit",
        WARD,
        "--write",
        "--lang",
        "en",
    ];
    place.run(&args).expect(3).err
}
