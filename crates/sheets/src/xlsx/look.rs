//! How every workbook of ours looks: typeface, heads, page, room for wrapped lines.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// Excel's name for A4.
pub(crate) const PAPER_A4: u8 = 9;
const LINE_HEIGHT: f64 = 15.75;
// Excel's limit.
const HIGHEST: f64 = 409.0;

/// Opens a workbook whose bytes depend on its contents alone, in the typeface of Vietnamese offices.
pub(crate) fn new_book(title: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    Ok(book)
}

/// The common typeface: Decree 30/2020 asks for Times New Roman in official papers.
pub(crate) fn base() -> Format {
    Format::new().set_font_name("Times New Roman").set_font_size(12)
}

/// The look of a head of columns.
pub(crate) fn head() -> Format {
    base()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color("#E8EEF4")
}

/// The number format for a scale. Excel shows it with the reader's signs: 2.844 and 94,7 in Vietnam.
pub(crate) fn number_format(scale: u8) -> String {
    match scale {
        0 => "#,##0".to_owned(),
        _ => format!("#,##0.{}", "0".repeat(usize::from(scale))),
    }
}

/// Sets A4 across, the head repeated on each page and kept in view, pages numbered.
pub(crate) fn set_page(sheet: &mut Worksheet, head: u32) -> Result<(), XlsxError> {
    sheet
        .set_paper_size(PAPER_A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.6, 0.4, 0.6, 0.6, 0.3, 0.3);
    sheet.set_footer("&C&P/&N");
    sheet.set_repeat_rows(head, head)?;
    sheet.set_freeze_panes(head + 1, 0)?;
    Ok(())
}

// Excel makes room for wrapped text when it opens a file, LibreOffice does not: lines would lie over one another.
pub(crate) fn set_height<'a>(
    sheet: &mut Worksheet,
    row: u32,
    texts: impl Iterator<Item = (&'a str, u16)>,
) -> Result<(), XlsxError> {
    let lines = texts.map(|(text, width)| lines(text, width)).max().unwrap_or(1);
    if lines > 1 {
        sheet.set_row_height(row, (lines as f64 * LINE_HEIGHT).min(HIGHEST))?;
    }
    Ok(())
}

// A column's width counts digits of 11 points; of the letters of common text in 12 points a sixth more fit.
fn lines(text: &str, width: u16) -> usize {
    let fitting = (usize::from(width) * 7 / 6).max(1);
    text.lines().map(|line| wrapped(line, fitting)).sum()
}

fn wrapped(line: &str, fitting: usize) -> usize {
    let (mut count, mut used) = (1, 0);
    for word in line.split(' ').map(|w| w.chars().count()) {
        if used > 0 && used + 1 + word > fitting {
            count += 1;
            used = 0;
        }
        used += word + usize::from(used > 0);
        count += used.saturating_sub(1) / fitting;
        used -= used.saturating_sub(1) / fitting * fitting;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn wrapped_lines_get_room() {
        assert_eq!(lines("Tổ 3", 12), 1);
        assert_eq!(lines("Tổ dân phố 3, đường Lê Hồng Phong", 20), 2);
        assert_eq!(lines("a\nb\n\nc", 20), 4);
        assert_eq!(lines("abc", 0), 3);
        assert_eq!(lines(&"a".repeat(100), 42), 3);
        assert_eq!(lines("", 10), 0);
    }
}
