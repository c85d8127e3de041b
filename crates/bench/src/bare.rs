//! The bare engine: SQLite's own C interface, prepared statements, row by row, same tables and settings.

use anyhow::{Result, bail};
use libsqlite3_sys as c;
use std::ffi::CString;
use std::path::Path;
use std::ptr;

/// An open database.
pub struct Bare {
    db: *mut c::sqlite3,
    statements: Vec<*mut c::sqlite3_stmt>,
}

/// A value to bind.
pub enum Value<'a> {
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl Bare {
    /// Opens a file with the product's settings and prepares statements.
    pub fn open(file: &Path, statements: &[&str]) -> Result<Bare> {
        let mut db = ptr::null_mut();
        let name = CString::new(file.display().to_string())?;
        // SAFETY: the name ends with a zero byte and `db` receives a handle that `drop` closes.
        if unsafe { c::sqlite3_open(name.as_ptr(), &mut db) } != c::SQLITE_OK {
            bail!("the database opens");
        }
        let mut bare = Bare {
            db,
            statements: Vec::new(),
        };
        bare.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON")?;
        for sql in statements {
            let text = CString::new(*sql)?;
            let mut made = ptr::null_mut();
            // SAFETY: the handle is open, the text ends with a zero byte, the statement is finalised in `drop`.
            let result =
                unsafe { c::sqlite3_prepare_v2(bare.db, text.as_ptr(), -1, &mut made, ptr::null_mut()) };
            if result != c::SQLITE_OK {
                bail!("{sql} prepares");
            }
            bare.statements.push(made);
        }
        Ok(bare)
    }

    /// Runs text.
    pub fn run(&mut self, sql: &str) -> Result<()> {
        let text = CString::new(sql)?;
        // SAFETY: the handle is open and the text ends with a zero byte.
        let result =
            unsafe { c::sqlite3_exec(self.db, text.as_ptr(), None, ptr::null_mut(), ptr::null_mut()) };
        if result != c::SQLITE_OK {
            bail!("{sql} runs");
        }
        Ok(())
    }

    /// Runs a prepared statement once.
    pub fn step(&mut self, statement: usize, values: &[Value<'_>]) -> Result<()> {
        let made = self.statements[statement];
        for (i, value) in values.iter().enumerate() {
            let place = i as i32 + 1;
            // SAFETY: the statement is prepared; bound bytes live until the step below, and SQLite copies them.
            let _ = unsafe {
                match value {
                    Value::Int(v) => c::sqlite3_bind_int64(made, place, *v),
                    Value::Text(v) => c::sqlite3_bind_text(
                        made,
                        place,
                        v.as_ptr().cast(),
                        v.len() as i32,
                        c::SQLITE_TRANSIENT(),
                    ),
                    Value::Blob(v) => c::sqlite3_bind_blob(
                        made,
                        place,
                        v.as_ptr().cast(),
                        v.len() as i32,
                        c::SQLITE_TRANSIENT(),
                    ),
                }
            };
        }
        // SAFETY: the statement is prepared and bound; it is reset for the next use.
        let result = unsafe {
            let result = c::sqlite3_step(made);
            c::sqlite3_reset(made);
            result
        };
        if result != c::SQLITE_DONE && result != c::SQLITE_ROW {
            bail!("statement {statement} steps: {result}");
        }
        Ok(())
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // SAFETY: every statement and the handle were made here and are used no more.
        unsafe {
            for statement in &self.statements {
                c::sqlite3_finalize(*statement);
            }
            c::sqlite3_close(self.db);
        }
    }
}
