//! JPEG photos with more pixels than fit into the memory set aside for one: scaled down while they are decoded, so that
//! neither the whole picture nor its coefficients are ever in memory.

use super::{MEMORY_MAX, PhotoError, SIDE_KEPT};
use image::{DynamicImage, GrayImage, RgbImage};
use jpeg_decoder::{CodingProcess, Decoder, PixelFormat};

// One scan for all components, or one for each.
const SCANS_MAX: usize = 4;

/// Decodes a photo at a half, a quarter or an eighth of its size, the smallest that still gives [`SIDE_KEPT`].
pub(super) fn decode(jpeg: &[u8], (width, height): (u32, u32)) -> Result<DynamicImage, PhotoError> {
    let broken = |_| PhotoError::Broken;
    let too_many = PhotoError::TooManyPixels { width, height };
    // Each scan covers all pixels, however little data it has.
    if scans(jpeg).is_none_or(|scans| scans > SCANS_MAX) {
        return Err(too_many);
    }
    let mut decoder = Decoder::new(jpeg);
    decoder.set_max_decoding_buffer_size(MEMORY_MAX as usize / 2);
    decoder
        .scale(SIDE_KEPT as u16, SIDE_KEPT as u16)
        .map_err(broken)?;
    // A progressive JPEG needs all its coefficients at once.
    let info = decoder
        .info()
        .filter(|i| i.coding_process == CodingProcess::DctSequential);
    let info = info.ok_or_else(|| too_many.clone())?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    let pixels = decoder.decode().map_err(broken)?;
    let image = match info.pixel_format {
        PixelFormat::RGB24 => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
        PixelFormat::L8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8),
        PixelFormat::L16 | PixelFormat::CMYK32 => return Err(too_many),
    };
    image.ok_or(PhotoError::Broken)
}

/// How many scans a JPEG has; `None` when there is other data between its segments.
fn scans(jpeg: &[u8]) -> Option<usize> {
    let (mut place, mut scans) = (2, 0);
    loop {
        let [0xff, marker] = *jpeg.get(place..place + 2)? else {
            return None;
        };
        place += match marker {
            0xff => 1,
            0xd9 => return Some(scans),
            _ => 2 + usize::from(u16::from_be_bytes(*jpeg.get(place + 2..)?.first_chunk()?)),
        };
        if marker == 0xda {
            scans += 1;
            place += next_marker(jpeg.get(place..)?)?;
        }
    }
}

// In the data of a scan, FF is followed by zero or by a restart; anything else is the next marker.
fn next_marker(data: &[u8]) -> Option<usize> {
    let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
    data.windows(2).position(is_marker)
}
