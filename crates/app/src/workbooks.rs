//! Making long workbooks: row by row, only a few at once, in files without a name, which go away by themselves.

use crate::app::{App, Fault};
use dienhong_sheets::{Cell, Table, TableWriter};
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

/// So many are made at once. Each reads the database all the while, and SQLite has four readers for everybody.
const PLACES: usize = 2;
/// So long a place is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// So many parts of a table wait for the writer; then the reading waits.
const WAITING: usize = 2;

/// What the making of workbooks shares.
pub(crate) struct Workbooks {
    folder: PathBuf,
    places: Arc<Semaphore>,
}

impl Workbooks {
    pub(crate) fn new(folder: PathBuf) -> Workbooks {
        Workbooks {
            folder,
            places: Arc::new(Semaphore::new(PLACES)),
        }
    }

    async fn place(&self) -> Option<WorkbookPlace> {
        let free = self.places.clone().acquire_owned();
        let permit = tokio::time::timeout(PATIENCE, free).await.ok()?.ok()?;
        Some(WorkbookPlace {
            folder: self.folder.clone(),
            _permit: permit,
        })
    }
}

impl App {
    /// A place among the few long workbooks that are made at once; `None` when none became free within 20 seconds.
    pub async fn workbook_place(&self) -> Option<WorkbookPlace> {
        self.workbooks.place().await
    }
}

/// A place to make a long workbook. It is free again when the workbook was made or given up.
pub struct WorkbookPlace {
    folder: PathBuf,
    _permit: OwnedSemaphorePermit,
}

/// A workbook while it is made: rows go in, a file comes out. Dropped, it is given up: the writer stops at its next row or piece.
pub(crate) struct Workbook {
    parts: mpsc::Sender<Part>,
    file: oneshot::Receiver<Result<File, Fault>>,
}

enum Part {
    Rows(Vec<Vec<Cell>>),
    End,
}

impl WorkbookPlace {
    /// Begins a workbook with the head of a table.
    pub(crate) fn begin(self, head: Table) -> Workbook {
        let (parts, coming) = mpsc::channel(WAITING);
        let (done, file) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let made = write(&self.folder, head, coming, &done);
            drop(self);
            if let Some(made) = made.transpose() {
                // Whoever waited may be gone; the file goes away with them.
                let _ = done.send(made);
            }
        });
        Workbook { parts, file }
    }
}

impl Workbook {
    /// Adds rows; tells whether more can be added. Where not, [`Workbook::finish`] tells why.
    pub(crate) async fn add(&self, rows: Vec<Vec<Cell>>) -> bool {
        self.parts.send(Part::Rows(rows)).await.is_ok()
    }

    /// The file of the workbook, to be read from its beginning.
    ///
    /// # Errors
    /// What the writing met, as a disk that is full.
    pub(crate) async fn finish(self) -> Result<File, Fault> {
        // A writer that failed takes no more parts, but has told why.
        let _ = self.parts.send(Part::End).await;
        let stopped = |_| broken("the writer of a workbook stopped");
        self.file.await.map_err(stopped)?
    }
}

fn broken(error: impl Display) -> Fault {
    Fault::Other(error.to_string())
}

/// Writes the parts that come until the end is said; `None` when the workbook was given up before.
fn write(
    folder: &Path,
    head: Table,
    mut coming: mpsc::Receiver<Part>,
    done: &oneshot::Sender<Result<File, Fault>>,
) -> Result<Option<File>, Fault> {
    let mut writer = TableWriter::begin(head, folder).map_err(broken)?;
    loop {
        match coming.blocking_recv() {
            Some(Part::Rows(rows)) => {
                for row in &rows {
                    writer.row(row).map_err(broken)?;
                }
            }
            Some(Part::End) => break,
            None => return Ok(None),
        }
    }
    let mut file = tempfile::tempfile_in(folder).map_err(broken)?;
    let mut out = Awaited {
        out: BufWriter::new(&file),
        done,
    };
    writer.finish(&mut out).map_err(broken)?;
    out.flush().map_err(broken)?;
    drop(out);
    file.rewind().map_err(broken)?;
    Ok(Some(file))
}

/// A file that is written as long as somebody waits for it.
struct Awaited<'a> {
    out: BufWriter<&'a File>,
    done: &'a oneshot::Sender<Result<File, Fault>>,
}

impl Write for Awaited<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        match self.done.is_closed() {
            true => Err(io::Error::other("nobody waits for the workbook")),
            false => self.out.write(piece),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_sheets::{Column, ColumnKind, Limits, read};
    use dienhong_store::testing::{Folder, folder};
    use std::io::Read;

    fn table() -> Table {
        Table {
            columns: vec![Column {
                title: "Số".into(),
                kind: ColumnKind::Number { scale: 0 },
                width: 12,
            }],
            sheet: "Sổ".into(),
            ..Table::default()
        }
    }

    fn rows(from: i64, to: i64) -> Vec<Vec<Cell>> {
        (from..to)
            .map(|steps| vec![Cell::Number { steps, scale: 0 }])
            .collect()
    }

    fn files(folder: &Folder) -> usize {
        std::fs::read_dir(folder).expect("a folder").count()
    }

    async fn place(of: &Workbooks) -> WorkbookPlace {
        of.place().await.expect("a place becomes free")
    }

    #[tokio::test]
    async fn rows_become_a_file_without_a_name() {
        let folder = folder();
        let of = Workbooks::new(folder.to_path_buf());
        let book = place(&of).await.begin(table());
        for part in 0..7 {
            assert!(book.add(rows(part * 100, part * 100 + 100)).await);
            assert_eq!(files(&folder), 0);
        }
        let mut file = book.finish().await.expect("a file");
        assert_eq!(files(&folder), 0);
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("read");
        let sheets = read(&bytes, Limits::default()).expect("readable").sheets;
        let numbers: Vec<String> = sheets[0].rows[1..]
            .iter()
            .map(|row| row[0].text.clone())
            .collect();
        let expected: Vec<String> = (0..700).map(|n: i64| n.to_string()).collect();
        assert_eq!(numbers, expected);
    }

    #[tokio::test]
    async fn only_a_few_are_made_at_once_and_one_given_up_makes_room() {
        let folder = folder();
        let of = Workbooks::new(folder.to_path_buf());
        let first = place(&of).await.begin(table());
        let second = place(&of).await.begin(table());
        assert!(first.add(rows(0, 10)).await && second.add(rows(0, 10)).await);
        let third = tokio::time::timeout(Duration::from_millis(100), of.place()).await;
        assert!(third.is_err(), "there is no third place");
        drop(first);
        let third = place(&of).await;
        second.finish().await.expect("a file");
        let _both = (third, place(&of).await);
        assert_eq!(files(&folder), 0);
    }

    #[tokio::test]
    async fn a_folder_that_takes_nothing_is_told() {
        let of = Workbooks::new(PathBuf::from("/nowhere/at/all"));
        let book = place(&of).await.begin(table());
        while book.add(rows(0, 10)).await {}
        assert!(book.finish().await.is_err());
    }
}
