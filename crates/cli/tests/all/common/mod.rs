//! Running the built program as an operator does, on both engines.

pub(crate) mod writing;

use dienhong_app::testing::Prepared;
use dienhong_store::Engine;
use dienhong_store::testing::{self, Address};
use serde_json::Value;
use std::fmt::Write;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Phường Diên Hồng of Gia Lai, since 1 July 2025.
pub(crate) const WARD: &str = "e1491a0e-f570-5572-8fe6-883c8d6edab6";

/// The program, independent of the environment of the person who runs the tests.
pub(crate) fn dienhong() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dienhong"));
    for name in [
        "DIENHONG_DATA",
        "DIENHONG_DB",
        "DIENHONG_URL",
        "DIENHONG_LANG",
        "LC_ALL",
        "LC_MESSAGES",
        "LANG",
    ] {
        command.env_remove(name);
    }
    command.env("DIENHONG_LOG", "warn").stdin(Stdio::null());
    command
}

/// The result of a command.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    pub(crate) fn of(output: Output) -> Ended {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ended {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
    /// The one JSON object that it printed.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
    /// Fails the test unless the exit code is this.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Ended {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}

/// Names the case in which a test failed, for loops over many.
pub(crate) struct Case(String);

impl Case {
    pub(crate) fn new(name: impl Into<String>) -> Case {
        Case(name.into())
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("failed at {}", self.0);
        }
    }
}

/// A place for a book on one engine; it is deleted after the test.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) db: Option<Address>,
    /// The file of a book made earlier, in the folder of data.
    file: Option<Address>,
    _case: Option<Case>,
}

impl Place {
    pub(crate) fn new(engine: Engine) -> Place {
        Place {
            folder: tempfile::tempdir().expect("a folder"),
            db: (engine == Engine::Postgres).then(testing::postgres),
            file: None,
            _case: None,
        }
    }
    pub(crate) fn sqlite() -> Place {
        Place::new(Engine::Sqlite)
    }
    /// A new book, as `dienhong init` makes it.
    pub(crate) fn with_book(engine: Engine) -> Place {
        let book = copy_of_a_book(engine);
        let (db, file) = match engine {
            Engine::Sqlite => {
                let folder = Path::new(&book.address).parent().expect("its folder");
                let private = PermissionsExt::from_mode(0o700);
                std::fs::set_permissions(folder, private).expect("for its owner only");
                (None, Some(book))
            }
            Engine::Postgres => (Some(book), None),
        };
        Place {
            db,
            file,
            ..Place::sqlite()
        }
    }
    /// A place on each engine, one after the other; a failure says on which one it occurred.
    pub(crate) fn both() -> impl Iterator<Item = Place> {
        Place::on_both(Place::new)
    }
    /// The same with a new book.
    pub(crate) fn both_with_book() -> impl Iterator<Item = Place> {
        Place::on_both(Place::with_book)
    }
    fn on_both(make: fn(Engine) -> Place) -> impl Iterator<Item = Place> {
        Engine::ALL.into_iter().map(move |engine| Place {
            _case: Some(Case::new(engine.to_string())),
            ..make(engine)
        })
    }
    pub(crate) fn engine(&self) -> Engine {
        match self.db {
            None => Engine::Sqlite,
            Some(_) => Engine::Postgres,
        }
    }
    pub(crate) fn data(&self) -> PathBuf {
        let made = self.file.as_ref().and_then(|f| Path::new(&f.address).parent());
        made.map_or_else(|| self.folder.path().join("data"), Path::to_owned)
    }
    /// Address of the database, for the store.
    pub(crate) fn address(&self) -> String {
        self.db.as_ref().map_or_else(
            || self.data().join("book.db").display().to_string(),
            |a| a.address.clone(),
        )
    }
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = dienhong();
        command.args(args).arg("--data").arg(self.data());
        if let Some(db) = &self.db {
            command.env("DIENHONG_DB", &db.address);
        }
        command
    }
    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        Ended::of(self.command(args).output().expect("the program runs"))
    }
    /// Runs with `--json`, expects an exit code and returns the object.
    #[track_caller]
    pub(crate) fn json(&self, code: i32, args: &[&str]) -> Value {
        self.run(&[args, &["--json"]].concat()).expect(code).json()
    }
    /// Imports a sheet of sessions and returns how many were written.
    #[track_caller]
    pub(crate) fn record(&self, sessions: std::ops::Range<usize>) -> i64 {
        let file = self.sheet("sheet.csv", sessions);
        let args = [
            "entry",
            "import",
            file.to_str().expect("a path"),
            "--register",
            "tuyen-truyen",
            "--unit",
            WARD,
        ];
        self.json(0, &[&args[..], &["--write", "--notes-seen"]].concat())["written"]
            .as_i64()
            .expect("a number")
    }
    pub(crate) fn sheet(&self, name: &str, sessions: std::ops::Range<usize>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, sheet(sessions)).expect("written");
        path
    }
}

/// A copy of a book that is made once per test run. The calling test may already be in a runtime, so this one has its
/// own thread.
fn copy_of_a_book(engine: Engine) -> Address {
    let copied = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            // Noon in Việt Nam on 1 January 2021.
            let book = Prepared::Whole {
                at: 1_609_477_200_000,
            };
            let (address, store) = book.on(engine).await;
            store.close().await;
            address
        })
    });
    copied.join().expect("a book")
}

/// A filled sheet of the outreach register; session `n` has `n` attendances.
pub(crate) fn sheet(sessions: std::ops::Range<usize>) -> String {
    let mut text = "Ngày,Đơn vị,Hình thức,Nội dung tuyên truyền,Số lượt người dự,Địa điểm\n".to_owned();
    for n in sessions {
        let (day, place) = (n % 28 + 1, "Hội trường tổ 3, đường Đặng Ưng Hoàng");
        let _ = writeln!(text, "{day}/9/2025,,hoi-nghi,ma-tuy,{n},\"{place}\"");
    }
    text
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    /// What it printed until it was ready.
    pub(crate) said: String,
}

impl Server {
    /// Starts the server and waits until it answers.
    pub(crate) fn start(mut command: Command, port: u16) -> Server {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output"));
        let mut said = String::new();
        let started = Instant::now();
        while !said.contains("Ctrl-C") {
            let mut line = String::new();
            assert!(
                lines.read_line(&mut line).expect("a line") > 0,
                "it ended early: {said}"
            );
            said += &line;
        }
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "it answers on port {port}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Server { child, port, said }
    }
    /// Requests a page over plain http: status and the whole answer.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        get(self.port, path)
    }
    /// Asks it to stop as a service manager does, and returns its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        let _ = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Requests a page from a port of this machine: status and the whole answer.
pub(crate) fn get(port: u16, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .expect("a timeout");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
    )
    .expect("asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    (status, answer)
}

/// Files in a folder by extension.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|f| f.path());
    let mut found: Vec<PathBuf> = all
        .filter(|p| p.extension().is_some_and(|e| e == ending))
        .collect();
    found.sort();
    found
}
