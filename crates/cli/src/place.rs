//! Where a book is stored: its folder, its database, its backups and certificates.

use crate::failure::Failure;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder when none is named.
pub(crate) const DATA: &str = "dienhong-data";
const BOOK: &str = "book.db";

/// A book's folder and the address of its database.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Folder of the database (on SQLite), backups, certificates and notes of the program.
    pub(crate) data: PathBuf,
    address: Option<String>,
}

impl Place {
    /// `address` is given when the database is not the file in the folder.
    pub(crate) fn new(data: Option<PathBuf>, address: Option<String>) -> Place {
        Place {
            data: data.unwrap_or_else(|| PathBuf::from(DATA)),
            address,
        }
    }
    /// Address of the database.
    pub(crate) fn address(&self) -> String {
        self.address
            .clone()
            .unwrap_or_else(|| self.data.join(BOOK).display().to_string())
    }
    /// The address without its password, to be shown.
    pub(crate) fn shown(&self) -> String {
        let address = self.address();
        match url::Url::parse(&address) {
            Ok(mut url) if self.is_postgres() => {
                // This fails for an address without a host, which has no password to hide.
                let _ = url.set_password(None);
                url.set_query(None);
                url.to_string()
            }
            _ => address,
        }
    }
    pub(crate) fn is_postgres(&self) -> bool {
        self.address().starts_with("postgres:") || self.address().starts_with("postgresql:")
    }
    /// The database's file on SQLite.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        let address = self.address();
        (!self.is_postgres()).then(|| PathBuf::from(address.strip_prefix("sqlite:").unwrap_or(&address)))
    }
    pub(crate) fn backups(&self) -> PathBuf {
        self.data.join("backups")
    }
    pub(crate) fn tls(&self) -> PathBuf {
        self.data.join("tls")
    }
    /// The operator's own family of fonts for PDFs.
    pub(crate) fn fonts(&self) -> PathBuf {
        self.data.join("fonts")
    }
    /// Where `serve` notes how it serves, for `doctor` and `person unlock`.
    pub(crate) fn served(&self) -> PathBuf {
        self.data.join("served.json")
    }
    /// Makes the folder, readable by its owner alone.
    pub(crate) fn make(&self) -> Result<(), Failure> {
        make_folder(&self.data)
    }
    /// Locks the book for one server; a second one, and anything that replaces the database, is refused meanwhile.
    pub(crate) fn hold(&self) -> Result<Held, Failure> {
        self.make()?;
        let path = self.data.join("serve.lock");
        let file = fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = file.map_err(|e| Failure::file(&path, &e))?;
        match file.try_lock() {
            Ok(()) => Ok(Held { _file: file }),
            Err(fs::TryLockError::WouldBlock) => {
                Err(Failure::refused("cli-error-served").with("path", self.data.display().to_string()))
            }
            Err(fs::TryLockError::Error(error)) => Err(Failure::file(&path, &error)),
        }
    }
    /// Whether a server holds the lock of the book now.
    pub(crate) fn is_served(&self) -> bool {
        self.data.join("serve.lock").exists() && self.hold().is_err()
    }
}

/// The lock of a book: while it lives, no other server can use the book.
#[derive(Debug)]
pub(crate) struct Held {
    _file: fs::File,
}

/// Makes a folder that only its owner can enter; an existing one is left as it is.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|e| Failure::file(path, &e))
}

/// Writes a file so that it is either complete or absent, and readable by its owner alone.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = PrivateFile::begin(path)?;
    file.write_all(bytes).map_err(|e| Failure::file(path, &e))?;
    file.finish()
}

/// A file that is written piece by piece: readable by its owner alone, and in its place only when it is complete.
#[derive(Debug)]
pub(crate) struct PrivateFile {
    file: fs::File,
    path: PathBuf,
    /// Where it is written; `None` for a device or a pipe, which is written to and never replaced with a file.
    beside: Option<PathBuf>,
}

impl PrivateFile {
    /// Begins a file.
    pub(crate) fn begin(path: &Path) -> Result<PrivateFile, Failure> {
        let is_special = fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir());
        let beside = (!is_special).then(|| path.with_added_extension("new"));
        let mut options = fs::OpenOptions::new();
        options.create(true).truncate(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(beside.as_deref().unwrap_or(path));
        Ok(PrivateFile {
            file: file.map_err(|e| Failure::file(path, &e))?,
            path: path.to_owned(),
            beside,
        })
    }

    /// Puts it into its place.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let Some(beside) = &self.beside else {
            return Ok(());
        };
        let placed = self.file.sync_all().and_then(|()| fs::rename(beside, &self.path));
        placed.map_err(|e| Failure::file(&self.path, &e))?;
        self.beside = None;
        sync_folder(&self.path);
        Ok(())
    }
}

impl Write for PrivateFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for PrivateFile {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            let _ = fs::remove_file(beside);
        }
    }
}

/// Syncs a file written by other code, so that it survives a power failure. On Windows that needs write access.
pub(crate) fn sync_file(path: &Path) -> Result<(), Failure> {
    let file = fs::OpenOptions::new().write(true).open(path);
    file.and_then(|file| file.sync_all())
        .map_err(|e| Failure::file(path, &e))
}

/// Syncs a folder so that a rename survives a power failure, where the system supports it.
pub(crate) fn sync_folder(path: &Path) {
    if let Some(Ok(folder)) = path.parent().map(fs::File::open) {
        let _ = folder.sync_all();
    }
}

/// Lets only the owner read a file.
pub(crate) fn make_private(path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(path, mode).map_err(|e| Failure::file(path, &e))?;
    }
    // On Windows a file inherits the rights of its folder.
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let place = Place::new(
            None,
            Some("postgres://dienhong:secret@db/book?sslmode=require".to_owned()),
        );
        assert_eq!(place.shown(), "postgres://dienhong@db/book");
    }

    #[test]
    fn without_an_address_the_book_lies_in_its_folder() {
        let place = Place::new(Some(PathBuf::from("/srv/phuong")), None);
        assert_eq!(place.address(), "/srv/phuong/book.db");
        assert_eq!(place.file(), Some(PathBuf::from("/srv/phuong/book.db")));
    }
}
