//! PostgreSQL servers that end with the process that started them.

use super::{Folder, folder};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A PostgreSQL server of a test's own; it stops when the test's process ends, however it ends.
pub struct Postgres {
    /// Address of its first database.
    pub address: String,
    /// Its data.
    pub folder: Folder,
    /// Its port on loopback.
    pub port: u16,
    child: Child,
    leash: Option<ChildStdin>,
    is_durable: bool,
}

static PORTS: Mutex<()> = Mutex::new(());

impl Postgres {
    /// Makes a cluster on a free port. `is_durable` keeps fsync on, for tests that kill it.
    pub fn start(is_durable: bool) -> Postgres {
        let folder = folder();
        give_to_postgres(&folder);
        let data = folder.join("data");
        let made = as_postgres(&tool("initdb"))
            .args([
                "-A",
                "trust",
                "-U",
                "postgres",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C",
                "-D",
            ])
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        assert!(
            made.is_ok_and(|s| s.success()),
            "initdb made a cluster in {}",
            data.display()
        );
        let _one_at_a_time = PORTS.lock();
        let port = quiet_port();
        let (child, leash) = run(&folder, port, is_durable);
        let address = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let server = Postgres {
            address,
            folder,
            port,
            child,
            leash: Some(leash),
            is_durable,
        };
        server.wait();
        server
    }

    /// Kills the server and all its workers at once, as a power cut would.
    pub fn kill(&mut self) {
        let pid = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
        if let Some(pid) = pid.lines().next() {
            let _ = Command::new("pkill").args(["-9", "-P", pid]).status();
            let _ = Command::new("kill").args(["-9", pid]).status();
        }
        if let Some(mut leash) = self.leash.take() {
            let _ = leash.write_all(b"keep\n");
        }
        let _ = self.child.wait();
    }

    /// Starts it again on the same port and waits for its recovery. Workers of the killed server may need a moment to
    /// notice: until they are gone a new one does not start, so it is tried again.
    pub fn restart(&mut self) {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(120) {
            let (child, leash) = run(&self.folder, self.port, self.is_durable);
            (self.child, self.leash) = (child, Some(leash));
            while matches!(self.child.try_wait(), Ok(None)) && start.elapsed() < Duration::from_secs(120) {
                if self.answers() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        panic!("PostgreSQL answers again on port {}", self.port);
    }

    fn answers(&self) -> bool {
        let asked = psql(&self.address, "SELECT 1").output();
        asked.is_ok_and(|o| o.status.success())
    }

    fn wait(&self) {
        let start = Instant::now();
        while !self.answers() {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "PostgreSQL answers on port {}",
                self.port
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut leash) = self.leash.take() {
            let _ = leash.write_all(b"\n");
        }
        let _ = self.child.wait();
    }
}

fn run(folder: &Path, port: u16, is_durable: bool) -> (Child, ChildStdin) {
    let sync = if is_durable { "on" } else { "off" };
    // The shell holds the server on a leash: when our end of the pipe closes, the server stops and its files go, unless
    // the word "keep" came first. Servers that many tests share are never dropped, so this is their only end.
    let script = format!(
        "'{}' -D '{}' -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync={sync} -c full_page_writes={sync} \
         -c synchronous_commit={sync} -c max_connections=60 -c log_min_messages=fatal >/dev/null 2>&1 & p=$!; \
         (read word <&3; kill -INT $p; while kill -0 $p; do sleep 0.05; done; [ \"$word\" = keep ] || rm -rf '{}') & wait",
        tool("postgres"),
        folder.join("data").display(),
        folder.display()
    );
    let mut child = as_postgres("sh")
        .args(["-c", &format!("exec 3<&0; {script}")])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|e| panic!("PostgreSQL starts: {e}"));
    let leash = child
        .stdin
        .take()
        .unwrap_or_else(|| panic!("the shell has its input"));
    (child, leash)
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|o| o.stdout == b"0\n")
}

fn as_postgres(program: &str) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", program]);
        command
    } else {
        Command::new(program)
    }
}

fn give_to_postgres(folder: &Path) {
    if is_root() {
        let _ = Command::new("chown")
            .arg("postgres:postgres")
            .arg(folder)
            .status();
    }
}

pub(super) fn psql(server: &str, sql: &str) -> Command {
    // Not the one on the path: Debian wraps it in a Perl script, which takes five times as long to start.
    let mut command = Command::new(tool("psql"));
    command.args(["-q", "-v", "ON_ERROR_STOP=1", "-d", server, "-c", sql]);
    command
}

/// Path of a tool of the newest installed PostgreSQL server.
pub fn tool(name: &str) -> String {
    let found = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut versions: Vec<PathBuf> = found
        .map(|v| v.path().join("bin").join(name))
        .filter(|p| p.exists())
        .collect();
    versions.sort();
    versions
        .pop()
        .map_or_else(|| name.to_owned(), |p| p.display().to_string())
}

/// A free port below those that the system gives out: it stays ours while the server is down.
fn quiet_port() -> u16 {
    let seed = (uuid::Uuid::now_v7().as_u128() & 0xffff) as u16;
    let ports = (0..4000u16).map(|i| 20_000 + seed.wrapping_add(i.wrapping_mul(37)) % 10_000);
    ports
        .into_iter()
        .find(|p| std::net::TcpListener::bind(("127.0.0.1", *p)).is_ok())
        .unwrap_or_else(free_port)
}

/// A port on loopback that is free now.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0");
    listener.and_then(|l| l.local_addr()).map_or(0, |a| a.port())
}
