//! QR codes as inline SVG.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::qr::QRBuilder;

/// Draws a text as a QR code: black on white in every theme, with its margin. `None` when the text is too long.
pub fn svg(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).build().ok()?;
    Some(SvgBuilder::default().shape(Shape::Square).margin(4).to_str(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_one_svg_without_script() {
        let svg = svg("https://phuong.example/moi/ABCD").expect("a short text");
        assert!(svg.starts_with("<svg") && !svg.contains("script") && !svg.contains("href"));
        assert!(super::svg(&"x".repeat(8000)).is_none());
    }
}
