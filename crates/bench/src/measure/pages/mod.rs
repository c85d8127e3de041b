//! Every page of a country's book, at each level: first and median, while nobody and while 64 clients write, answers a second
//! of the list interface, exports of lists, memory. The book is made by `dienhong bench generate`. A release before may read its own copy of the
//! book in turn with this one.

mod busy;
mod quiet;
mod readers;
mod served;
mod shipped;

pub(super) use readers::{INTERFACE, Reader, opened, prepared};
pub(super) use served::Served;

use super::head;
use anyhow::{Context, Result, bail, ensure};
use std::path::PathBuf;

const USAGE: &str = "say which book: dienhong-bench pages [--program PATH] [--beside PATH ADDRESS] ADDRESS … \
                     (made by dienhong bench generate; a release before goes with the book that is named next)";

/// Measures the books that the arguments name.
pub(crate) async fn run(arguments: &[String]) -> Result<()> {
    for asked in asked(arguments)? {
        one(&asked).await?;
    }
    Ok(())
}

/// A book to measure.
struct Asked {
    program: PathBuf,
    address: String,
    before: Option<Before>,
}

/// The release before, with its own copy of the book.
struct Before {
    program: PathBuf,
    address: String,
}

fn asked(arguments: &[String]) -> Result<Vec<Asked>> {
    // Unless another is said, the program is the one beside this one.
    let mut program = std::env::current_exe()?.with_file_name("dienhong");
    let (mut all, mut before) = (Vec::new(), None);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut next = || words.next().cloned().context(USAGE);
        match word.as_str() {
            "--program" => program = next()?.into(),
            "--beside" => {
                before = Some(Before {
                    program: next()?.into(),
                    address: next()?,
                });
            }
            option if option.starts_with("--") => bail!(USAGE),
            address => all.push(Asked {
                program: program.clone(),
                address: address.to_owned(),
                before: before.take(),
            }),
        }
    }
    ensure!(!all.is_empty() && before.is_none(), USAGE);
    Ok(all)
}

async fn one(asked: &Asked) -> Result<()> {
    let name = match asked.address.starts_with("postgres") {
        true => "PostgreSQL",
        false => "SQLite",
    };
    let app = opened(&asked.address).await?;
    let book = prepared(&app).await?;
    if let Some(before) = &asked.before {
        readers::let_in(&before.address, &book.readers, app.now())?;
    }
    app.store.clone().close().await;
    drop(app);
    let served = Served::start(&asked.program, &asked.address)?;
    let before = asked.before.as_ref();
    let before = before
        .map(|b| Served::start(&b.program, &b.address))
        .transpose()?;
    head(&format!(
        "{name}, {}: pages of every level, first and median",
        book.size
    ));
    tokio::task::block_in_place(|| -> Result<()> {
        for reader in &book.readers {
            quiet::pages(&served, before.as_ref(), reader)?;
        }
        for reader in &book.readers {
            quiet::interface(&served, before.as_ref(), reader)?;
        }
        // From here on the program is alone: the release before would only take room.
        drop(before);
        shipped::mixed(&served, &book.readers)?;
        for reader in book.readers.iter().filter(|reader| reader.level != "country") {
            shipped::export(&served, reader)?;
        }
        busy::pages(&served, &book.readers, &book.communes)
    })
}
