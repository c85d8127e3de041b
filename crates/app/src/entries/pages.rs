//! A long list of entries, read some rows at a time.

use super::draft::EntryError;
use super::read::{Cursor, ListQuery, ListRow};
use crate::entries::EntryService;
use dienhong_store::lists::EntryFilter;

/// So many rows of a long list are read at a time.
const AT_ONCE: i64 = 500;

/// A list that is read from its newest row on, some rows at a time. Each part holds the entries as they are when it is read: what
/// others write meanwhile is in it or not, but nothing comes twice unless its day changed.
pub struct EntryPages<'a> {
    of: EntryService<'a>,
    filter: EntryFilter,
    /// Where the next part begins, unless all was read.
    from: Option<Cursor>,
}

impl EntryPages<'_> {
    /// The next rows, at most 500; `None` when there are no more.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn read(&mut self) -> Result<Option<Vec<ListRow>>, EntryError> {
        self.read_at_most(AT_ONCE).await
    }

    async fn read_at_most(&mut self, most: i64) -> Result<Option<Vec<ListRow>>, EntryError> {
        let Some(from) = self.from else {
            return Ok(None);
        };
        let (heads, _, older) = self.of.part(&self.filter, from, most).await?;
        self.from = older;
        Ok(Some(self.of.shown(heads).await?))
    }
}

impl<'a> EntryService<'a> {
    /// All rows of a list, to be read from the newest on, wherever the question begins and however many rows it asks for.
    ///
    /// # Errors
    /// A unit or register that is not there or may not be read.
    pub fn pages(&self, query: &ListQuery) -> Result<EntryPages<'a>, EntryError> {
        Ok(EntryPages {
            filter: self.filter(query)?,
            of: self.clone(),
            from: Some(Cursor::Newest),
        })
    }

    /// All rows of a list, the newest first, but no more than `most`, held in memory.
    ///
    /// # Errors
    /// A unit or register that is not there or may not be read, or a fault of the database.
    pub async fn all_rows(&self, query: &ListQuery, most: i64) -> Result<Vec<ListRow>, EntryError> {
        let mut pages = self.pages(query)?;
        let mut rows = Vec::new();
        while (rows.len() as i64) < most {
            let left = most - rows.len() as i64;
            match pages.read_at_most(AT_ONCE.min(left)).await? {
                Some(more) => rows.extend(more),
                None => break,
            }
        }
        Ok(rows)
    }
}
