//! A full disk: what was acknowledged stays, the message says what to do, and the server continues once there is space.
//!
//! The disk is a tmpfs of fixed size, which needs the right to mount; without it the test says so and ends.

use crate::common::{Place, Server, WARD};
use dienhong_store::testing::free_port;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SIZE: &str = "48m";
// Free space that remains, so that few sheets fill the disk.
const LITTLE: usize = 3 << 20;
const SHEET: usize = 200;

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
    /// Fills the disk except for some bytes.
    fn leave(&self, free: usize) {
        let disk = rustix::fs::statvfs(self.place.data().as_path()).expect("looked at");
        let now = usize::try_from(disk.f_bavail * disk.f_frsize).expect("a small disk");
        fs::write(self.ballast(), vec![1; now.saturating_sub(free)]).expect("ballast");
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

fn import(place: &Place, sheet: &Path) -> crate::common::Ended {
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
        "--notes-seen",
        "--json",
    ])
}

/// Imports sheets until one is refused: how many entries were acknowledged, the refusal, and its sheet.
fn fill(place: &Place) -> (i64, crate::common::Ended, PathBuf) {
    let mut acknowledged = 0;
    for next in (0..500 * SHEET).step_by(SHEET) {
        let sheet = place.sheet("sheet.csv", next..next + SHEET);
        let ended = import(place, &sheet);
        if ended.code != 0 {
            return (acknowledged, ended, sheet);
        }
        acknowledged += ended.json()["written"].as_i64().expect("a number");
    }
    panic!("the disk never fills");
}

#[test]
fn on_a_full_disk_nothing_acknowledged_is_lost_and_the_server_goes_on() {
    let Some(disk) = SmallDisk::mount() else { return };
    let place = &disk.place;
    place.json(0, &["init"]);
    disk.leave(LITTLE);
    let port = free_port();
    let server = Server::start(
        place.command(&["serve", "--listen", &format!("127.0.0.1:{port}")]),
        port,
    );
    let (acknowledged, refused, sheet) = fill(place);
    assert!(acknowledged > 0, "{refused:?}");
    assert_eq!(refused.expect(3).json()["error"]["code"], "no-space");
    expect_told(place, &sheet);

    let list = ["entry", "list", "--unit", WARD, "--most", "1"];
    assert_eq!(
        place.json(0, &list)["total"],
        acknowledged,
        "what was acknowledged is there, and no half of the rest"
    );
    assert_eq!(server.get("/healthz").0, 200, "the server still answers");
    assert!(
        matches!(server.get("/cai-dat").0, 200..400),
        "and shows pages from the book"
    );
    let backup = place.json(3, &["backup"]);
    let code = backup["error"]["code"].as_str().unwrap_or_default();
    assert!(["no-room-for-backup", "no-space"].contains(&code), "{backup}");
    let doctor = place.run(&["doctor", "--lang", "en"]).expect(1);
    assert!(doctor.out.contains("✗ The disk is nearly full"), "{}", doctor.out);

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

fn expect_told(place: &Place, sheet: &Path) {
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
        "--notes-seen",
        "--lang",
        "en",
    ];
    let told = place.run(&args).expect(3).err;
    assert!(
        told.contains("The disk is full") && told.contains("Free some space"),
        "{told}"
    );
}
