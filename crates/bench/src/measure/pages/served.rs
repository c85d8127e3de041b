//! A program as shipped, serving a book.

use super::super::start::{memory, wait};
use anyhow::{Context, Result};
use dienhong_store::testing::{self, Folder};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// A served book; the program is killed when it is dropped.
pub(in super::super) struct Served {
    child: Child,
    /// Where it listens, "127.0.0.1:8080".
    pub(in super::super) listen: String,
    _folder: Folder,
}

impl Served {
    /// Starts a program on a book and waits until it answers.
    pub(in super::super) fn start(program: &Path, address: &str) -> Result<Served> {
        let listen = format!("127.0.0.1:{}", testing::free_port());
        let folder = testing::folder();
        let mut command = Command::new(program);
        if address.starts_with("postgres") {
            command.arg("--db").arg(address).arg("--data").arg(&*folder);
        } else {
            let place = Path::new(address).parent().context("a folder")?;
            command.arg("--data").arg(place);
        }
        let command = command.args(["serve", "--listen", &listen]);
        let start = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let served = Served {
            child: child.with_context(|| program.display().to_string())?,
            listen,
            _folder: folder,
        };
        wait(&served.listen, start)?;
        Ok(served)
    }

    /// Memory of the program now, MB.
    pub(super) fn memory(&self) -> Result<f64> {
        memory(self.child.id())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
