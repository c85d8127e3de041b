//! The operator's own fonts for PDFs, from the folder `fonts/` beside the book.

use crate::place::Place;
use dienhong_reports::{FONT_MAX, FontError, Fonts};

/// Why the fonts beside the book are not used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OwnFonts {
    /// A file could not be read.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// They cannot set papers.
    #[error("{0}")]
    Font(#[from] FontError),
}

/// The font family that the operator put into `fonts/` beside the book, such as a licensed Times New Roman.
pub(crate) fn own_fonts(place: &Place) -> Result<Option<Fonts>, OwnFonts> {
    let folder = match std::fs::read_dir(place.fonts()) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        folder => folder?,
    };
    let mut files = Vec::new();
    for file in folder {
        let path = file?.path();
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        if !ending.is_some_and(|e| ["ttf", "otf", "ttc", "otc"].contains(&e.as_str())) {
            continue;
        }
        let name = path
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        if std::fs::metadata(&path)?.len() > FONT_MAX {
            return Err(FontError::TooLarge(name).into());
        }
        files.push((name, std::fs::read(&path)?));
    }
    if files.is_empty() {
        return Ok(None);
    }
    Ok(Some(Fonts::from_files(files)?))
}
