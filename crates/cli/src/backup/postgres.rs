//! Backups of PostgreSQL, with its own tools `pg_dump` and `pg_restore`.

use super::verify::{Checked, check};
use crate::failure::Failure;
use crate::place::Place;
use dienhong_store::Store;
use dienhong_store::upkeep;
use std::path::Path;
use tokio::process::Command;
use url::Url;

/// Dumps the book in PostgreSQL's own format and checks that the dump can be read. The content is checked in the book
/// itself; only a restore drill can check it in a dump.
pub(super) async fn dump(place: &Place, store: &Store, to: &Path) -> Result<Checked, Failure> {
    let checked = check(store).await?;
    let _ = std::fs::remove_file(to);
    let mut command = tool("pg_dump", &place.address())?;
    command
        .args(["--format=custom", "--no-owner", "--no-privileges", "--file"])
        .arg(to);
    run(command, "pg_dump").await?;
    crate::place::make_private(to)?;
    crate::place::sync_file(to)?;
    let mut list = Command::new("pg_restore");
    list.arg("--list").arg(to);
    run(list, "pg_restore").await?;
    Ok(checked)
}

/// Fills an empty database from a dump, completely or not at all.
pub(crate) async fn restore(dump: &Path, address: &str) -> Result<(), Failure> {
    let mut command = tool("pg_restore", address)?;
    command
        .args([
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
        ])
        .arg(dump);
    run(command, "pg_restore").await
}

/// Makes a database for a drill beside the book's; returns its name and address.
pub(crate) async fn drill_database(address: &str, now_seconds: i64) -> Result<(String, String), Failure> {
    let name = format!("dienhong_drill_{now_seconds}");
    let made = upkeep::make_database(address, &name).await;
    let made = made.map_err(|e| Failure::refused("cli-error-drill-database").with("cause", e.to_string()))?;
    Ok((name, made))
}

/// A tool connected to the database; the password is passed in its environment, which other users cannot read.
fn tool(name: &str, address: &str) -> Result<Command, Failure> {
    let wrong = || Failure::usage("cli-error-address").with("what", "PostgreSQL");
    let mut url = Url::parse(address).map_err(|_| wrong())?;
    let mut command = Command::new(name);
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", plain(password));
        url.set_password(None).map_err(|()| wrong())?;
    }
    command.arg("--dbname").arg(url.as_str()).arg("--no-password");
    Ok(command)
}

// In an address the special characters of a password are escaped.
fn plain(escaped: &str) -> String {
    let query = format!("p={}", escaped.replace('+', "%2B"));
    url::form_urlencoded::parse(query.as_bytes())
        .next()
        .map_or_else(String::new, |(_, text)| text.into_owned())
}

async fn run(mut command: Command, name: &'static str) -> Result<(), Failure> {
    let output = command
        .stdin(std::process::Stdio::null())
        .kill_on_drop(true)
        .output()
        .await;
    match output {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Failure::unavailable("cli-error-no-tool").with("tool", name))
        }
        Err(error) => Err(Failure::broken(error)),
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            if said.contains("No space left on device") {
                return Err(Failure::unavailable("cli-error-no-space"));
            }
            let lines = said.lines().take(8).map(str::to_owned).collect();
            Err(Failure::unavailable("cli-error-tool")
                .with("tool", name)
                .lines(lines))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_does_not_stand_on_the_command_line() {
        let command =
            tool("pg_dump", "postgres://a:b%40c+d@db:5433/book?sslmode=require").expect("a command");
        let args: Vec<_> = command
            .as_std()
            .get_args()
            .map(|a| a.to_string_lossy().into_owned())
            .collect();
        assert!(
            args.contains(&"postgres://a@db:5433/book?sslmode=require".to_owned()),
            "{args:?}"
        );
        let password = command
            .as_std()
            .get_envs()
            .find(|(name, _)| *name == "PGPASSWORD")
            .and_then(|(_, v)| v);
        assert_eq!(password.and_then(|p| p.to_str()), Some("b@c+d"));
    }
}
