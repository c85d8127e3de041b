//! Untrusted zip archives: sizes are checked before anything is unpacked into memory.

use std::io::{Cursor, Read};
use zip::ZipArchive;

// Far more parts than any office file has; each costs memory before a byte is read.
const PARTS_MAX: usize = 10_000;
const CHUNK: usize = 64 * 1024;

/// Why an archive is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchiveError {
    /// Not an archive, or damaged.
    Broken,
    /// Its parts need a password.
    Protected,
    /// Unpacked it is larger than allowed.
    TooLarge {
        /// Largest allowed, in bytes.
        max: u64,
    },
}

/// An archive held in memory.
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
}

impl<'a> Archive<'a> {
    /// Opens an archive and reads the names of its parts.
    pub fn open(bytes: &'a [u8]) -> Result<Archive<'a>, ArchiveError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArchiveError::Broken)?;
        if zip.len() > PARTS_MAX {
            return Err(ArchiveError::Broken);
        }
        let names: Result<Vec<String>, _> = zip.file_names().map(|n| n.map(|n| n.into_owned())).collect();
        Ok(Archive {
            zip,
            names: names.map_err(|_| ArchiveError::Broken)?,
        })
    }

    /// Names of the parts.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Tells whether a part has this name, whatever its case.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n.eq_ignore_ascii_case(name))
    }

    /// Unpacks one part; `None` when there is none of that name.
    pub fn part(&mut self, name: &str, max: u64) -> Result<Option<Vec<u8>>, ArchiveError> {
        let Some(index) = self.names.iter().position(|n| n.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        let mut out = Vec::new();
        self.unpack(index, max, |chunk| out.extend_from_slice(chunk))?;
        Ok(Some(out))
    }

    /// Refuses an archive that unpacks to more than `max` bytes, by what it states and by what it holds.
    pub fn check_size(&mut self, max: u64) -> Result<(), ArchiveError> {
        let mut stated = 0u64;
        for index in 0..self.zip.len() {
            let part = self.zip.by_index_raw(index).map_err(|_| ArchiveError::Broken)?;
            if part.encrypted() {
                return Err(ArchiveError::Protected);
            }
            stated = stated.saturating_add(part.size());
        }
        if stated > max {
            return Err(ArchiveError::TooLarge { max });
        }
        // The stated sizes may be false: unpack once without keeping the data.
        let mut left = max;
        for index in 0..self.zip.len() {
            left -= self.unpack(index, left, |_| {}).map_err(|error| match error {
                ArchiveError::TooLarge { .. } => ArchiveError::TooLarge { max },
                other => other,
            })?;
        }
        Ok(())
    }

    fn unpack(&mut self, index: usize, max: u64, mut take: impl FnMut(&[u8])) -> Result<u64, ArchiveError> {
        let mut part = self.zip.by_index(index).map_err(|_| ArchiveError::Broken)?;
        let mut chunk = vec![0; CHUNK];
        let mut total = 0;
        loop {
            let count = part.read(&mut chunk).map_err(|_| ArchiveError::Broken)?;
            if count == 0 {
                return Ok(total);
            }
            total += count as u64;
            if total > max {
                return Err(ArchiveError::TooLarge { max });
            }
            take(&chunk[..count]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn zipped(part: &[u8]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file("a.xml", options).expect("a part");
        writer.write_all(part).expect("written");
        writer.finish().expect("an archive").into_inner()
    }

    #[test]
    fn a_bomb_is_refused_by_what_it_states_and_by_what_it_holds() {
        let mut bytes = zipped(&vec![b' '; 5_000_000]);
        let check = |bytes: &[u8]| Archive::open(bytes).and_then(|mut a| a.check_size(1_000_000));
        assert_eq!(check(&bytes), Err(ArchiveError::TooLarge { max: 1_000_000 }));
        // The same archive, stating 10 bytes in both of its tables.
        let size = 5_000_000u32.to_le_bytes();
        let places: Vec<usize> = (0..bytes.len() - 4)
            .filter(|i| bytes[*i..*i + 4] == size)
            .collect();
        assert!(!places.is_empty());
        for place in places {
            bytes[place..place + 4].copy_from_slice(&10u32.to_le_bytes());
        }
        assert!(check(&bytes).is_err());
        assert_eq!(check(&zipped(b"small")), Ok(()));
    }

    #[test]
    fn parts_are_read_up_to_a_limit() {
        let bytes = zipped(b"<a/>");
        let mut archive = Archive::open(&bytes).expect("an archive");
        assert_eq!(archive.names(), ["a.xml"]);
        assert_eq!(archive.part("A.XML", 4), Ok(Some(b"<a/>".to_vec())));
        assert_eq!(archive.part("a.xml", 3), Err(ArchiveError::TooLarge { max: 3 }));
        assert_eq!(archive.part("b.xml", 3), Ok(None));
    }
}
