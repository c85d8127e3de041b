//! Photos that people attach: which are accepted, and how they are re-encoded. Other files are checked in
//! `photos/files.rs`.
//!
//! A photo is decoded and encoded again, so that no location, device or hidden block of the original survives.

#[path = "photos/files.rs"]
mod files;
#[path = "photos/large.rs"]
mod large;

pub use files::{FileError, FileKind, sniff_file};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Largest upload, in bytes.
pub const BYTES_MAX: usize = 20 * 1024 * 1024;
/// Longest side of a kept photo, in pixels.
pub const SIDE_KEPT: u32 = 2_048;
/// Longest side of the thumbnail, in pixels.
pub const SIDE_THUMB: u32 = 320;
const SIDE_MAX: u32 = 12_000;
// The largest photos of phones have 200 million pixels. Only JPEG may be so large: it is scaled down while it is
// decoded.
const PIXELS_MAX: u64 = 210_000_000;
const MEMORY_MAX: u64 = 200 * 1024 * 1024;
const QUALITY: u8 = 82;
const QUALITY_THUMB: u8 = 75;

/// A re-encoded photo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Photo {
    /// The photo, at most [`SIDE_KEPT`] a side, upright.
    pub jpeg: Vec<u8>,
    /// The thumbnail, at most [`SIDE_THUMB`] a side.
    pub thumb: Vec<u8>,
    /// Width of `jpeg`.
    pub width: u32,
    /// Height of `jpeg`.
    pub height: u32,
    /// SHA-256 of `jpeg`, in hex.
    pub sha256: String,
}

/// Why a photo is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoError {
    /// No byte.
    Empty,
    /// HEIC, the default of iPhones: the person can choose "most compatible" or send a screenshot.
    Heic,
    /// AVIF, used by some phones and web pages.
    Avif,
    /// More bytes than allowed.
    TooLarge {
        /// Bytes sent.
        bytes: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// More than the memory set aside for one photo.
    TooManyPixels {
        /// Pixels a line.
        width: u32,
        /// Lines.
        height: u32,
    },
    /// Not JPEG, PNG or WebP.
    NotAnImage,
    /// Damaged or truncated on the way.
    Broken,
}

/// Re-encodes a photo: upright, scaled down, without any of its metadata. Takes up to 200 MB and more: run it where
/// blocking is allowed, few at once.
pub fn reencode(bytes: &[u8]) -> Result<Photo, PhotoError> {
    if bytes.is_empty() {
        return Err(PhotoError::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(PhotoError::TooLarge {
            bytes: bytes.len(),
            max: BYTES_MAX,
        });
    }
    let format = match sniff_image(bytes) {
        Some(Image::Format(format)) => format,
        Some(Image::Heic) => return Err(PhotoError::Heic),
        Some(Image::Avif) => return Err(PhotoError::Avif),
        None => return Err(PhotoError::NotAnImage),
    };
    if format == ImageFormat::Jpeg && is_cut_off(bytes) {
        return Err(PhotoError::Broken);
    }
    // Decoders are robust, but not proven to be; bytes from a stranger must not end a request.
    catch_unwind(AssertUnwindSafe(|| write_anew(bytes, format))).unwrap_or(Err(PhotoError::Broken))
}

fn write_anew(bytes: &[u8], format: ImageFormat) -> Result<Photo, PhotoError> {
    let (image, orientation) = decode(bytes, format)?;
    let mut photo = DynamicImage::ImageRgb8(on_white(fitting(image, SIDE_KEPT, FilterType::CatmullRom)));
    photo.apply_orientation(orientation);
    let jpeg = encode(&photo, QUALITY)?;
    let (width, height) = (photo.width(), photo.height());
    let thumb = encode(&fitting(photo, SIDE_THUMB, FilterType::Triangle), QUALITY_THUMB)?;
    let sha256 = hex::encode(Sha256::digest(&jpeg));
    Ok(Photo {
        jpeg,
        thumb,
        width,
        height,
        sha256,
    })
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, Orientation), PhotoError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PhotoError::Broken)?;
    let (width, height) = decoder.dimensions();
    let is_jpeg = format == ImageFormat::Jpeg;
    let fits = match is_jpeg {
        true => u64::from(width) * u64::from(height) <= PIXELS_MAX,
        false => width.max(height) <= SIDE_MAX && decoder.total_bytes() <= MEMORY_MAX,
    };
    if !fits {
        return Err(PhotoError::TooManyPixels { width, height });
    }
    // A wrong orientation block is no reason to refuse the photo.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = match is_jpeg && decoder.total_bytes() > MEMORY_MAX {
        true => large::decode(bytes, (width, height))?,
        false => DynamicImage::from_decoder(decoder).map_err(|error| reason(&error, (width, height)))?,
    };
    Ok((image, orientation))
}

fn reason(error: &ImageError, (width, height): (u32, u32)) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooManyPixels { width, height },
        _ => PhotoError::Broken,
    }
}

fn fitting(image: DynamicImage, side: u32, filter: FilterType) -> DynamicImage {
    if image.width() <= side && image.height() <= side {
        image
    } else {
        image.resize(side, side, filter)
    }
}

// JPEG has no transparency; transparent parts of a screenshot were meant to be white.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let clear = image.into_rgba8();
    RgbImage::from_fn(clear.width(), clear.height(), |x, y| {
        let [r, g, b, alpha] = clear.get_pixel(x, y).0.map(u32::from);
        Rgb([r, g, b].map(|c| ((c * alpha + 255 * (255 - alpha) + 127) / 255) as u8))
    })
}

fn encode(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, PhotoError> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality)
        .encode_image(image)
        .map_err(|_| PhotoError::Broken)?;
    Ok(out)
}

enum Image {
    Format(ImageFormat),
    Heic,
    Avif,
}

fn sniff_image(bytes: &[u8]) -> Option<Image> {
    const HEIC: [&[u8]; 11] = [
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"heif", b"mif1", b"msf1",
    ];
    let brand = bytes.get(8..12).filter(|_| bytes.get(4..8) == Some(b"ftyp"));
    if bytes.starts_with(b"\xff\xd8\xff") {
        Some(Image::Format(ImageFormat::Jpeg))
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Image::Format(ImageFormat::Png))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Image::Format(ImageFormat::WebP))
    } else if matches!(brand, Some(b"avif" | b"avis")) || brand == Some(b"mif1") && names_avif(bytes) {
        Some(Image::Avif)
    } else if brand.is_some_and(|b| HEIC.contains(&b)) {
        Some(Image::Heic)
    } else {
        None
    }
}

// The first box lists what the file is compatible with; "mif1" alone says neither.
fn names_avif(bytes: &[u8]) -> bool {
    let length = bytes
        .first_chunk::<4>()
        .map_or(0, |b| u32::from_be_bytes(*b) as usize);
    let brands = bytes.get(16..length.min(bytes.len()).max(16)).unwrap_or_default();
    brands.chunks_exact(4).any(|brand| brand == b"avif")
}

// The decoder fills the rest of a truncated photo with grey. In the picture data behind the head, FF occurs only before
// a marker, so the end marker cannot be mistaken; phones may append other data behind it.
fn is_cut_off(jpeg: &[u8]) -> bool {
    let mut place = 2;
    while let Some([0xff, marker, high, low]) = jpeg.get(place..place + 4) {
        if *marker == 0xff {
            place += 1;
            continue;
        }
        place += 2 + usize::from(u16::from_be_bytes([*high, *low]));
        if *marker == 0xda {
            return !jpeg
                .get(place..)
                .is_some_and(|data| data.windows(2).any(|w| w == [0xff, 0xd9]));
        }
    }
    true
}

#[cfg(test)]
#[path = "photos/tests.rs"]
mod tests;
