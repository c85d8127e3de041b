//! Detects the type of an attached file, and refuses what could do harm on another person's computer.

use super::{BYTES_MAX, Image, sniff_image};
use dienhong_sheets::archive::{Archive, ArchiveError};
use image::ImageFormat;

// Content type lists of real documents have a few kilobytes.
const TYPES_MAX: u64 = 1024 * 1024;

/// The type of an attached file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// Word without macros.
    Docx,
    /// Excel without macros.
    Xlsx,
    /// JPEG; pass it through [`super::reencode`].
    Jpeg,
    /// PNG; pass it through [`super::reencode`].
    Png,
    /// WebP; pass it through [`super::reencode`].
    Webp,
    /// Plain text in UTF-8.
    Text,
}

impl FileKind {
    /// Extension of the name under which it is served, whatever it was called when it was sent.
    pub fn extension(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Docx => "docx",
            FileKind::Xlsx => "xlsx",
            FileKind::Jpeg => "jpg",
            FileKind::Png => "png",
            FileKind::Webp => "webp",
            FileKind::Text => "txt",
        }
    }

    /// Media type with which it is served.
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
            FileKind::Webp => "image/webp",
            FileKind::Text => "text/plain; charset=utf-8",
        }
    }

    /// Whether it is a photo, to be passed through [`super::reencode`].
    pub fn is_image(self) -> bool {
        matches!(self, FileKind::Jpeg | FileKind::Png | FileKind::Webp)
    }
}

/// Why a file is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// No byte.
    Empty,
    /// More bytes than allowed.
    TooLarge {
        /// Bytes sent.
        bytes: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// A program or script.
    Executable,
    /// A web page.
    Html,
    /// A drawing that may carry scripts.
    Svg,
    /// A document with macros.
    Macros,
    /// HEIC.
    Heic,
    /// AVIF.
    Avif,
    /// Word or Excel 97–2003, or a document with a password: its content cannot be checked.
    OldOffice,
    /// Damaged or cut off.
    Broken,
    /// None of the accepted types.
    Unknown,
}

/// Detects the type of an attached file from its bytes; its name can only be a reason to refuse it.
pub fn sniff_file(bytes: &[u8], name: &str) -> Result<FileKind, FileError> {
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(FileError::TooLarge {
            bytes: bytes.len(),
            max: BYTES_MAX,
        });
    }
    check_name(name)?;
    match sniff_image(bytes) {
        Some(Image::Format(ImageFormat::Jpeg)) => return Ok(FileKind::Jpeg),
        Some(Image::Format(ImageFormat::Png)) => return Ok(FileKind::Png),
        Some(Image::Format(_)) => return Ok(FileKind::Webp),
        Some(Image::Heic) => return Err(FileError::Heic),
        Some(Image::Avif) => return Err(FileError::Avif),
        None => {}
    }
    if bytes.starts_with(b"%PDF-") {
        return Ok(FileKind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return sniff_office(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(FileError::OldOffice);
    }
    let programs: [&[u8]; 6] = [
        b"MZ",
        b"\x7fELF",
        b"#!",
        b"\xca\xfe\xba\xbe",
        b"\xcf\xfa\xed\xfe",
        b"\xce\xfa\xed\xfe",
    ];
    if programs.iter().any(|p| bytes.starts_with(p)) {
        return Err(FileError::Executable);
    }
    sniff_text(bytes)
}

// Windows opens these by their extension, whatever the bytes.
fn check_name(name: &str) -> Result<(), FileError> {
    const PROGRAMS: [&str; 26] = [
        "exe", "com", "bat", "cmd", "scr", "pif", "msi", "msp", "dll", "cpl", "jar", "js", "jse", "vbs",
        "vbe", "wsf", "wsh", "ps1", "hta", "lnk", "reg", "url", "apk", "iso", "sh", "chm",
    ];
    // Windows drops dots and spaces at the end: "a.exe. " is "a.exe".
    let name = name.trim_end_matches(['.', ' ']).to_lowercase();
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        ending if PROGRAMS.contains(&ending) => Err(FileError::Executable),
        "html" | "htm" | "xhtml" | "xht" | "mht" | "mhtml" => Err(FileError::Html),
        "svg" | "svgz" => Err(FileError::Svg),
        "docm" | "xlsm" | "dotm" | "xltm" | "xlam" | "pptm" | "xlsb" => Err(FileError::Macros),
        _ => Ok(()),
    }
}

fn sniff_office(bytes: &[u8]) -> Result<FileKind, FileError> {
    let broken = |_: ArchiveError| FileError::Broken;
    let mut archive = Archive::open(bytes).map_err(broken)?;
    let bad = ["vbaproject.bin", "vbadata.xml", "activex"];
    if archive
        .names()
        .iter()
        .any(|n| bad.iter().any(|b| n.to_lowercase().contains(b)))
    {
        return Err(FileError::Macros);
    }
    let types = archive
        .part("[Content_Types].xml", TYPES_MAX)
        .map_err(broken)?
        .ok_or(FileError::Unknown)?;
    let types = String::from_utf8_lossy(&types).to_lowercase();
    // A macro part may have any name, but its content type is fixed.
    if types.contains("macroenabled") || types.contains("vbaproject") {
        return Err(FileError::Macros);
    }
    match (archive.has("word/document.xml"), archive.has("xl/workbook.xml")) {
        (true, false) => Ok(FileKind::Docx),
        (false, true) => Ok(FileKind::Xlsx),
        _ => Err(FileError::Unknown),
    }
}

fn sniff_text(bytes: &[u8]) -> Result<FileKind, FileError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| FileError::Unknown)?
        .trim_start_matches('\u{feff}');
    let head: String = text.chars().take(4096).collect::<String>().to_lowercase();
    if head.contains("<svg") {
        return Err(FileError::Svg);
    }
    let tags = [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<script",
        "<iframe",
        "<table",
        "<img",
        "<style",
        "<?xml",
    ];
    if tags.iter().any(|t| head.contains(t)) {
        return Err(FileError::Html);
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
    {
        return Err(FileError::Unknown);
    }
    Ok(FileKind::Text)
}
