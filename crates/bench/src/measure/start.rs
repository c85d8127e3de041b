//! Cold start to the first page, and the memory of an idle server, of the program as it is shipped.

use super::{head, line};
use anyhow::{Context, Result, bail};
use dienhong_bench::client::Client;
use dienhong_store::testing;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) fn run() -> Result<()> {
    head("The program as shipped, a ward's book on SQLite");
    let program = std::env::current_exe()?.with_file_name("dienhong");
    if !program.exists() {
        bail!("build the program first: cargo build --release -p dienhong-cli");
    }
    let folder = testing::folder();
    let port = testing::free_port();
    let address = format!("127.0.0.1:{port}");
    let mut first = None;
    for round in 0..2 {
        let start = Instant::now();
        let mut child = Command::new(&program)
            .args(["serve", "--data"])
            .arg(&*folder)
            .args(["--listen", &address])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let took = wait(&address, start)?;
        std::thread::sleep(Duration::from_secs(2));
        let memory = memory(child.id())?;
        child.kill()?;
        child.wait()?;
        if round == 0 {
            line("first start, making the book", format!("{took:.2} s"), "", true);
            continue;
        }
        first = Some((took, memory));
    }
    let (took, memory) = first.context("two rounds")?;
    line("start to first page", format!("{took:.2} s"), "0.5 s", took < 0.5);
    line("memory, idle", format!("{memory:.0} MB"), "80 MB", memory < 80.0);
    Ok(())
}

pub(super) fn wait(address: &str, start: Instant) -> Result<f64> {
    while start.elapsed() < Duration::from_secs(60) {
        if let Ok(mut client) = Client::connect(address, "")
            && let Ok((status, body)) = client.send("GET", "/vao", "", b"")
            && (status < 400 || !body.is_empty())
        {
            return Ok(start.elapsed().as_secs_f64());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    bail!("the server answers")
}

pub(super) fn memory(pid: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kilobytes = status
        .lines()
        .find_map(|l| l.strip_prefix("VmRSS:"))
        .context("its memory")?;
    let number: f64 = kilobytes.trim().trim_end_matches("kB").trim().parse()?;
    Ok(number / 1024.0)
}
