use super::*;
use image::ImageEncoder;
use image::codecs::png::PngEncoder;
use proptest::prelude::*;
use std::io::Write;

/// 40 × 20: left half red, right half blue.
fn picture() -> RgbImage {
    RgbImage::from_fn(40, 20, |x, _| {
        if x < 20 {
            Rgb([220, 10, 10])
        } else {
            Rgb([10, 10, 220])
        }
    })
}

fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 95)
        .encode_image(image)
        .expect("a JPEG");
    out
}

/// The same JPEG with an EXIF block: an orientation, and a location at 21° N.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend([1, 0, 1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0, 0, 0, 0, 0]);
    let block = [b"Exif\0\0".as_slice(), &tiff].concat();
    let length = (block.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &block, &jpeg[2..]].concat()
}

fn has_app1(jpeg: &[u8]) -> bool {
    jpeg.windows(2).any(|w| w == [0xff, 0xe1]) || jpeg.windows(4).any(|w| w == b"Exif")
}

fn pixel(jpeg: &[u8], x: u32, y: u32) -> [u8; 3] {
    image::load_from_memory(jpeg)
        .expect("an image")
        .into_rgb8()
        .get_pixel(x, y)
        .0
}

#[test]
fn a_place_in_the_photo_does_not_survive() {
    let sent = with_exif(&jpeg(&picture()), 1);
    assert!(has_app1(&sent));
    let photo = reencode(&sent).expect("a photo");
    assert!(!has_app1(&photo.jpeg) && !has_app1(&photo.thumb));
    assert_eq!((photo.width, photo.height), (40, 20));
    assert_eq!(photo.sha256, hex::encode(Sha256::digest(&photo.jpeg)));
}

#[test]
fn a_photo_taken_upright_stays_upright() {
    let photo = reencode(&with_exif(&jpeg(&picture()), 6)).expect("a photo");
    assert_eq!((photo.width, photo.height), (20, 40));
    let (top, bottom) = (pixel(&photo.jpeg, 10, 4), pixel(&photo.jpeg, 10, 36));
    assert!(top[0] > 150 && top[2] < 100, "{top:?}");
    assert!(bottom[2] > 150 && bottom[0] < 100, "{bottom:?}");
}

#[test]
fn large_photos_shrink_and_small_ones_stay() {
    let photo = reencode(&jpeg(&RgbImage::new(4100, 1000))).expect("a photo");
    assert_eq!((photo.width, photo.height), (2048, 500));
    let thumb = image::load_from_memory(&photo.thumb).expect("an image");
    assert_eq!((thumb.width(), thumb.height()), (320, 78));
    let small = reencode(&jpeg(&picture())).expect("a photo");
    assert_eq!(
        image::load_from_memory(&small.thumb).expect("an image").width(),
        40
    );
}

#[test]
fn clear_parts_become_white() {
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&[0; 400], 10, 10, image::ExtendedColorType::Rgba8)
        .expect("a PNG");
    let photo = reencode(&png).expect("a photo");
    assert_eq!(pixel(&photo.jpeg, 5, 5), [255; 3]);
}

#[test]
fn what_is_no_photo_is_refused_by_its_reason() {
    assert_eq!(reencode(b"\0\0\0\x18ftypheic\0\0\0\0mif1"), Err(PhotoError::Heic));
    assert_eq!(reencode(b"\0\0\0\x18ftypavif"), Err(PhotoError::Avif));
    assert_eq!(
        reencode(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf"),
        Err(PhotoError::Avif)
    );
    assert_eq!(reencode(b"\0\0\0\x18ftypisom"), Err(PhotoError::NotAnImage));
    assert_eq!(reencode(b"GIF89a"), Err(PhotoError::NotAnImage));
    assert_eq!(reencode(b""), Err(PhotoError::Empty));
    let long = vec![0; BYTES_MAX + 1];
    assert_eq!(
        reencode(&long),
        Err(PhotoError::TooLarge {
            bytes: BYTES_MAX + 1,
            max: BYTES_MAX
        })
    );
    let sent = jpeg(&RgbImage::from_fn(300, 300, |x, y| {
        Rgb([(x * y) as u8, x as u8, y as u8])
    }));
    assert_eq!(reencode(&sent[..sent.len() / 2]), Err(PhotoError::Broken));
}

#[test]
fn a_picture_bomb_is_refused_before_it_is_unpacked() {
    // Headers that claim more than the largest phones produce.
    for (width, height) in [(20_000u16, 11_000u16), (65_535, 65_535)] {
        let mut sent = jpeg(&picture());
        let head = sent.windows(2).position(|w| w == [0xff, 0xc0]).expect("a frame");
        sent[head + 5..head + 7].copy_from_slice(&height.to_be_bytes());
        sent[head + 7..head + 9].copy_from_slice(&width.to_be_bytes());
        assert_eq!(
            reencode(&sent),
            Err(PhotoError::TooManyPixels {
                width: width.into(),
                height: height.into()
            }),
            "{width} × {height}"
        );
    }
}

/// A JPEG of many pixels, left half red, right half blue, written block by block: each stands alone behind a restart.
fn large(width: usize, height: usize) -> Vec<u8> {
    let block = |colour| jpeg(&RgbImage::from_pixel(8, 8, Rgb(colour)));
    let (red, blue) = (block([220, 10, 10]), block([10, 10, 220]));
    let scan = |of: &[u8]| {
        let start = of.windows(2).rposition(|w| w == [0xff, 0xda]).expect("a scan") + 2;
        start + usize::from(u16::from_be_bytes([of[start], of[start + 1]]))
    };
    let start = scan(&red);
    let mut out = red[..start].to_vec();
    let frame = out.windows(2).position(|w| w == [0xff, 0xc0]).expect("a frame");
    out[frame + 5..frame + 7].copy_from_slice(&(height as u16).to_be_bytes());
    out[frame + 7..frame + 9].copy_from_slice(&(width as u16).to_be_bytes());
    out.splice(frame..frame, [0xff, 0xdd, 0, 4, 0, 1]);
    let across = width.div_ceil(8);
    for n in 0..across * height.div_ceil(8) {
        if n > 0 {
            out.extend([0xff, 0xd0 + ((n - 1) % 8) as u8]);
        }
        let of = if n % across < across / 2 { &red } else { &blue };
        out.extend(&of[start..of.len() - 2]);
    }
    out.extend([0xff, 0xd9]);
    out
}

#[test]
fn photos_of_88_and_108_million_pixels_are_taken() {
    for (width, height, kept) in [(11_000, 8_000, (2048, 1489)), (12_000, 9_000, (2048, 1536))] {
        let sent = large(width, height);
        assert!(sent.len() < BYTES_MAX);
        let photo = reencode(&with_exif(&sent, 1)).expect("a photo");
        assert_eq!((photo.width, photo.height), kept);
        let (left, right) = (pixel(&photo.jpeg, 500, 700), pixel(&photo.jpeg, 1500, 700));
        assert!(left[0] > 150 && left[2] < 100, "{left:?}");
        assert!(right[2] > 150 && right[0] < 100, "{right:?}");
    }
    let upright = reencode(&with_exif(&large(11_000, 8_000), 6)).expect("a photo");
    assert_eq!((upright.width, upright.height), (1489, 2048));
}

#[test]
fn a_long_view_wider_than_any_screen_is_taken() {
    let photo = reencode(&jpeg(&RgbImage::new(16_000, 200))).expect("a photo");
    assert_eq!((photo.width, photo.height), (2048, 26));
}

#[test]
fn a_large_photo_that_goes_over_its_pixels_many_times_is_refused() {
    let mut sent = large(11_000, 8_000);
    let scan = sent.windows(2).rposition(|w| w == [0xff, 0xda]).expect("a scan");
    let again = sent[scan..scan + 40].to_vec();
    sent.truncate(sent.len() - 2);
    (0..5).for_each(|_| sent.extend(&again));
    sent.extend([0xff, 0xd9]);
    let refused = Err(PhotoError::TooManyPixels {
        width: 11_000,
        height: 8_000,
    });
    assert_eq!(reencode(&sent), refused);
}

#[test]
fn a_large_photo_cut_off_or_damaged_is_broken() {
    let sent = large(11_000, 8_000);
    assert_eq!(reencode(&sent[..sent.len() / 2]), Err(PhotoError::Broken));
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    // Stored without compression: local headers, a directory, its end record.
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let crc = crc32(text.as_bytes());
        let sizes = (text.len() as u32).to_le_bytes();
        let common = [
            &crc.to_le_bytes()[..],
            &sizes,
            &sizes,
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        let offset = (bytes.len() as u32).to_le_bytes();
        bytes
            .write_all(
                &[
                    b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0",
                    &common[..],
                    name.as_bytes(),
                    text.as_bytes(),
                ]
                .concat(),
            )
            .expect("written");
        directory.extend(
            [
                b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0!\0",
                &common[..],
                &[0; 10],
                &offset,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (size, start) = (
        (directory.len() as u32).to_le_bytes(),
        (bytes.len() as u32).to_le_bytes(),
    );
    [
        &bytes[..],
        &directory,
        b"PK\x05\x06\0\0\0\0",
        &count,
        &count,
        &size,
        &start,
        &[0, 0],
    ]
    .concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 }
        })
    })
}

#[test]
fn files_are_known_by_their_bytes() {
    let types = ("[Content_Types].xml", "<Types/>");
    let cases = [
        (jpeg(&picture()), Ok(FileKind::Jpeg)),
        (b"%PDF-1.7\n".to_vec(), Ok(FileKind::Pdf)),
        ("Biên bản họp tổ\r\n".as_bytes().to_vec(), Ok(FileKind::Text)),
        (
            zipped(&[types, ("word/document.xml", "<a/>")]),
            Ok(FileKind::Docx),
        ),
        (zipped(&[types, ("xl/workbook.xml", "<a/>")]), Ok(FileKind::Xlsx)),
        (
            zipped(&[types, ("word/document.xml", ""), ("word/vbaProject.bin", "")]),
            Err(FileError::Macros),
        ),
        (
            zipped(&[
                ("[Content_Types].xml", "x.macroEnabled.main+xml"),
                ("xl/workbook.xml", ""),
            ]),
            Err(FileError::Macros),
        ),
        (zipped(&[("a.txt", "")]), Err(FileError::Unknown)),
        (b"PK\x03\x04".to_vec(), Err(FileError::Broken)),
        (b"MZ\x90\0".to_vec(), Err(FileError::Executable)),
        (b"#!/bin/sh".to_vec(), Err(FileError::Executable)),
        (b"\n <HTML>".to_vec(), Err(FileError::Html)),
        (
            b"\xef\xbb\xbf<?xml version='1.0'?><svg onload='x'/>".to_vec(),
            Err(FileError::Svg),
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            Err(FileError::OldOffice),
        ),
        (b"\0\0\0\x18ftypheic".to_vec(), Err(FileError::Heic)),
        (b"a\0b".to_vec(), Err(FileError::Unknown)),
        (Vec::new(), Err(FileError::Empty)),
    ];
    for (bytes, kind) in cases {
        assert_eq!(
            sniff_file(&bytes, "Tệp đính kèm"),
            kind,
            "{:?}",
            &bytes[..bytes.len().min(20)]
        );
    }
}

#[test]
fn a_name_can_only_speak_against_a_file() {
    for (name, error) in [
        ("biên bản.pdf.EXE", FileError::Executable),
        ("a.exe. ", FileError::Executable),
        ("a.html", FileError::Html),
        ("a.svg", FileError::Svg),
        ("a.docm", FileError::Macros),
    ] {
        assert_eq!(sniff_file(b"%PDF-1.7", name), Err(error), "{name}");
    }
    assert_eq!(sniff_file(b"%PDF-1.7", "a.jpg"), Ok(FileKind::Pdf));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_photos_never_panic(cut in any::<prop::sample::Index>(), changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8)) {
        let mut bytes = with_exif(&jpeg(&picture()), 6);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = reencode(&bytes);
        let _ = reencode(&bytes[..cut.index(bytes.len())]);
        let _ = sniff_file(&bytes, "a.jpg");
    }

    #[test]
    fn odd_bytes_never_panic(
        head in prop::sample::select(vec![&b""[..], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBPVP8L", b"PK\x03\x04"]),
        tail in proptest::collection::vec(any::<u8>(), 0..200),
        name in "\\PC{0,12}",
    ) {
        let bytes = [head, &tail].concat();
        let _ = reencode(&bytes);
        let _ = sniff_file(&bytes, &name);
    }
}
