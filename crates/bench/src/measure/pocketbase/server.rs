//! PocketBase as a program on loopback, with a data folder of its own.

use anyhow::{Context, Result, bail, ensure};
use dienhong_bench::client::Client;
use dienhong_store::testing::{self, Folder};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Who sets it up, who reads, and their password: nobody else reaches it, and it goes away with the measurement.
const OPERATOR: &str = "operator@example.com";
const READER: &str = "reader@example.com";
const PASSWORD: &str = "measured-on-loopback";
/// The head's line of who has not signed in.
const NOBODY: &str = "Accept: application/json";

/// An installation.
pub(super) struct PocketBase {
    program: PathBuf,
    folder: Folder,
}

impl PocketBase {
    /// Makes a data folder with an operator.
    pub(super) fn made(program: &Path) -> Result<PocketBase> {
        let made = PocketBase {
            program: program.to_owned(),
            folder: testing::folder(),
        };
        let mut command = made.command();
        let status = command.args(["superuser", "upsert", OPERATOR, PASSWORD]).status();
        let status = status.with_context(|| program.display().to_string())?;
        ensure!(status.success(), "PocketBase makes its data folder");
        Ok(made)
    }

    /// Its database.
    pub(super) fn file(&self) -> PathBuf {
        self.folder.join("data").join("data.db")
    }

    /// Starts it and waits until it answers.
    pub(super) fn start(&self) -> Result<Running> {
        let listen = format!("127.0.0.1:{}", testing::free_port());
        let mut command = self.command();
        let child = command.args(["serve", "--http", &listen]).spawn()?;
        let running = Running { child, listen };
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            if let Ok(mut client) = Client::connect_with(&running.listen, NOBODY)
                && let Ok((200, _)) = client.send("GET", "/api/health", "", b"")
            {
                return Ok(running);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("PocketBase answers")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for (option, folder) in [
            ("--dir", "data"),
            ("--migrationsDir", "migrations"),
            ("--hooksDir", "hooks"),
            ("--publicDir", "public"),
        ] {
            command.arg(option).arg(self.folder.join(folder));
        }
        command.arg("--automigrate=false");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// A running program; it is killed when it is dropped.
pub(super) struct Running {
    child: Child,
    /// Where it listens.
    pub(super) listen: String,
}

impl Running {
    /// Makes a collection and somebody who reads it, and turns off what costs time beside answering.
    pub(super) fn set_up(&self, collection: &Value) -> Result<()> {
        let sign = self.signed("_superusers", OPERATOR)?;
        let quiet = json!({
            "logs": { "maxDays": 0, "minLevel": 8, "logIP": false, "logAuthId": false },
            "rateLimits": { "enabled": false },
        });
        self.send(&sign, "PATCH", "/api/settings", &quiet)?;
        self.send(&sign, "POST", "/api/collections", collection)?;
        let reader =
            json!({ "email": READER, "password": PASSWORD, "passwordConfirm": PASSWORD, "verified": true });
        self.send(&sign, "POST", "/api/collections/users/records", &reader)?;
        Ok(())
    }

    /// Signs the reader in; gives the line of a request's head that says so.
    pub(super) fn sign_in(&self) -> Result<String> {
        self.signed("users", READER)
    }

    fn signed(&self, collection: &str, who: &str) -> Result<String> {
        let path = format!("/api/collections/{collection}/auth-with-password");
        let answer = self.send(
            NOBODY,
            "POST",
            &path,
            &json!({ "identity": who, "password": PASSWORD }),
        )?;
        let token = answer["token"].as_str().context("a token")?;
        Ok(format!("Authorization: {token}"))
    }

    fn send(&self, sign: &str, method: &str, path: &str, body: &Value) -> Result<Value> {
        let mut client = Client::connect_with(&self.listen, sign)?;
        let (status, answer) = client.send(method, path, "application/json", body.to_string().as_bytes())?;
        let told = String::from_utf8_lossy(&answer);
        ensure!(status == 200, "{path}: {status} {told}");
        Ok(serde_json::from_str(&told)?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
