//! The fonts of a PDF: Tinos, which is embedded in the program, or the operator's own family.

use std::sync::LazyLock;
use ttf_parser::{Face, Permissions};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontStyle, FontWeight};
use typst::utils::LazyHash;

/// One family in four cuts: upright, bold, italic, bold italic.
#[derive(Clone)]
pub struct Fonts {
    pub(crate) family: String,
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Fonts").field(&self.family).finish()
    }
}

/// Why a family of the operator's cannot set papers.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FontError {
    /// A file is no font.
    #[error("{0} is no font")]
    NoFont(String),
    /// A file is larger than [`FONT_MAX`].
    #[error("{0} is larger than any font")]
    TooLarge(String),
    /// The files are of several families.
    #[error("there is more than one family: {0}")]
    Families(String),
    /// One of the four cuts is missing: upright, bold, italic, bold italic.
    #[error("{0} lacks one of the four cuts")]
    Cut(String),
    /// A cut has no glyph for a letter that papers need.
    #[error("{0} has no letter {1}")]
    Letter(String, char),
    /// Its maker does not allow that it is embedded in part.
    #[error("{0} may not be embedded")]
    Embedding(String),
}

/// Largest file of a font, in bytes.
pub const FONT_MAX: u64 = 32 << 20;

static TINOS: LazyLock<Fonts> = LazyLock::new(|| {
    let cuts: [&'static [u8]; 4] = [
        include_bytes!("../fonts/Tinos-Regular.ttf"),
        include_bytes!("../fonts/Tinos-Bold.ttf"),
        include_bytes!("../fonts/Tinos-Italic.ttf"),
        include_bytes!("../fonts/Tinos-BoldItalic.ttf"),
    ];
    let fonts = cuts.map(Bytes::new).into_iter().flat_map(Font::iter);
    Fonts::of("Tinos", fonts.collect())
});

impl Fonts {
    /// Tinos, embedded in the program. It has the widths of Times New Roman and every Vietnamese letter.
    pub fn tinos() -> &'static Fonts {
        &TINOS
    }

    /// Another family, such as the operator's own Times New Roman: files with their names, one family in four cuts.
    ///
    /// # Errors
    /// What [`FontError`] says: a paper is set whole or not at all with a family.
    pub fn from_files(files: Vec<(String, Vec<u8>)>) -> Result<Fonts, FontError> {
        let mut fonts: Vec<Font> = Vec::new();
        for (name, bytes) in files {
            if bytes.len() as u64 > FONT_MAX {
                return Err(FontError::TooLarge(name));
            }
            let found: Vec<Font> = Font::iter(Bytes::new(bytes)).collect();
            if found.is_empty() {
                return Err(FontError::NoFont(name));
            }
            fonts.extend(found);
        }
        let mut families: Vec<&str> = fonts.iter().map(|f| f.info().family.as_str()).collect();
        families.sort_unstable();
        families.dedup();
        let [family] = families[..] else {
            return Err(FontError::Families(families.join(", ")));
        };
        let family = family.to_owned();
        let cut = |style: FontStyle, weight: FontWeight| {
            let is = |f: &&Font| f.info().variant.style == style && f.info().variant.weight == weight;
            fonts
                .iter()
                .find(is)
                .cloned()
                .ok_or_else(|| FontError::Cut(family.clone()))
        };
        let cuts = vec![
            cut(FontStyle::Normal, FontWeight::REGULAR)?,
            cut(FontStyle::Normal, FontWeight::BOLD)?,
            cut(FontStyle::Italic, FontWeight::REGULAR)?,
            cut(FontStyle::Italic, FontWeight::BOLD)?,
        ];
        for font in &cuts {
            sound(font, &family)?;
        }
        Ok(Fonts::of(&family, cuts))
    }

    /// The family's name.
    pub fn family(&self) -> &str {
        &self.family
    }

    fn of(family: &str, fonts: Vec<Font>) -> Fonts {
        Fonts {
            family: family.to_owned(),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    }

    /// The width of a line in points; letters that the font lacks count nothing.
    pub(crate) fn width(&self, text: &str, is_bold: bool, size: f64) -> f64 {
        let Some(face) = self.fonts.get(usize::from(is_bold)).and_then(face) else {
            return 0.0;
        };
        let units: f64 = text
            .chars()
            .filter_map(|c| face.glyph_hor_advance(face.glyph_index(c)?))
            .map(f64::from)
            .sum();
        units / f64::from(face.units_per_em()) * size
    }
}

pub(crate) fn face(font: &Font) -> Option<Face<'_>> {
    Face::parse(font.data(), font.index()).ok()
}

/// Whether a cut may be embedded and has every letter that papers need.
fn sound(font: &Font, family: &str) -> Result<(), FontError> {
    let face = face(font).ok_or_else(|| FontError::NoFont(family.to_owned()))?;
    if face.permissions() == Some(Permissions::Restricted) || !face.is_subsetting_allowed() {
        return Err(FontError::Embedding(family.to_owned()));
    }
    match letters().find(|c| face.glyph_index(*c).is_none()) {
        Some(letter) => Err(FontError::Letter(family.to_owned(), letter)),
        None => Ok(()),
    }
}

/// Every letter of Vietnamese in both cases, digits, and the signs of official papers.
fn letters() -> impl Iterator<Item = char> {
    use unicode_normalization::UnicodeNormalization;
    const MARKS: [&str; 6] = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
    let vowels = "aăâeêioôơuưy".chars().flat_map(|vowel| {
        MARKS
            .iter()
            .flat_map(move |mark| format!("{vowel}{mark}").nfc().collect::<Vec<_>>())
    });
    let small: Vec<char> = vowels.chain("bcdđghklmnpqrstvxfjwz".chars()).collect();
    let large: Vec<char> = small.iter().flat_map(|c| c.to_uppercase()).collect();
    let signs = "0123456789.,;:!?()/%-–—“”\"'…+=<>&@".chars();
    small.into_iter().chain(large).chain(signs)
}
