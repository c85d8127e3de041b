//! A workbook to download, fill and upload: one sheet to fill, one that explains, one hidden with lists.

mod column;

use crate::columns::ORIGIN;
use crate::numbers::{column_name, plain};
use crate::read::{RawCell, RawSheet};
use crate::xlsx::look;
use crate::xlsx::{SheetError, sheet_title};
use column::{Column, Take, columns};
use dienhong_domain::packs::{FieldKind, Pack, Register};
use dienhong_i18n::{Locale, t, t_with};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, FormatAlign, FormatBorder, Formula, Note,
    Worksheet, XlsxError,
};

/// Rows that are prepared for answers.
pub const ROWS: u32 = 500;
const LABELS: u32 = 0;
const CODES: u32 = 1;
const FIRST: u32 = 2;
const LAST: u32 = FIRST + ROWS - 1;
// Excel's limit for what it shows beside a chosen cell.
const MESSAGE_MAX: usize = 255;
// What still fits a printed page.
const ITEMS_MAX: usize = 2_000;
const GUIDE_TITLES: [&str; 3] = ["sheets-column", "sheets-column-how", "sheets-column-items"];
const GUIDE_WIDTHS: [u16; 3] = [36, 60, 60];

/// Writes the template of a register, with the units that may be chosen.
///
/// Days are cells of text: typed into a date cell on a computer with American settings, 10/9/2022 would silently
/// become 9 October.
pub fn entry_template(
    register: &Register,
    pack: &Pack,
    units: &[String],
    lang: &str,
    ruleset: &str,
) -> Result<Vec<u8>, SheetError> {
    let locale = Locale::parse(lang).unwrap_or_default();
    let columns = columns(register, pack, units, locale);
    let template = Template {
        register,
        columns,
        ruleset,
        locale,
    };
    let mut book = look::new_book(register.title.get(locale.code()))?;
    template.fill(book.add_worksheet())?;
    template.explain(book.add_worksheet())?;
    template.list_items(book.add_worksheet())?;
    Ok(book.save_to_buffer()?)
}

/// Tells whether a sheet is the guide of a template, in any language.
pub(crate) fn is_guide(sheet: &RawSheet) -> bool {
    Locale::ALL.into_iter().any(|locale| {
        let titles = GUIDE_TITLES.map(|key| t(locale, key));
        let is_head = |row: &Vec<RawCell>| row.iter().map(|c| &c.text).eq(&titles);
        sheet.name == t(locale, "sheets-guide") && sheet.rows.iter().any(is_head)
    })
}

/// Tells whether a hidden sheet of a template is the one of its lists.
pub(crate) fn is_lists(name: &str) -> bool {
    Locale::ALL
        .into_iter()
        .any(|locale| name == t(locale, "sheets-lists"))
}

struct Template<'a> {
    register: &'a Register,
    columns: Vec<Column<'a>>,
    ruleset: &'a str,
    locale: Locale,
}

impl Template<'_> {
    /// Writes the sheet to be filled.
    fn fill(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(sheet_title(self.register.title.get(self.locale.code())))?;
        let head = look::head();
        for (i, column) in self.columns.iter().enumerate() {
            let at = i as u16;
            let told = column.told(self.locale);
            sheet.set_column_width(at, column.width())?;
            sheet.write_string_with_format(LABELS, at, column.head(), &head)?;
            sheet.write_string(CODES, at, column.code)?;
            sheet.insert_note(
                LABELS,
                at,
                &Note::new(&told)
                    .add_author_prefix(false)
                    .set_width(260)
                    .set_height(110),
            )?;
            let format = column.format();
            for row in FIRST..=LAST {
                sheet.write_blank(row, at, &format)?;
            }
            let rule = rule(column, self.list(i).as_deref())?;
            let shown = shortened(&told, MESSAGE_MAX);
            let rule = rule
                .set_input_message(shown)?
                .set_error_message(t(self.locale, "sheets-does-not-fit"))?;
            sheet.add_data_validation(FIRST, at, LAST, at, &rule)?;
        }
        sheet.write_string(
            CODES,
            self.columns.len() as u16,
            format!("{ORIGIN}{}@{}", self.register.id, self.ruleset),
        )?;
        sheet.set_row_height(LABELS, 48)?;
        sheet.set_row_hidden(CODES)?;
        look::set_page(sheet, LABELS)?;
        // The head stays in view, and with it day and unit of the row.
        sheet.set_freeze_panes(FIRST, 2)?;
        sheet.set_selection(FIRST, 0, FIRST, 0)?;
        Ok(())
    }

    /// Where the items of a column stand on the hidden sheet; `None` for a column without items.
    fn list(&self, column: usize) -> Option<String> {
        let letters = column_name(column);
        let last = self.columns[column].items.len();
        (last > 0).then(|| {
            format!(
                "='{}'!${letters}$1:${letters}${last}",
                t(self.locale, "sheets-lists")
            )
        })
    }

    /// Writes the instructions.
    fn explain(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let locale = self.locale;
        let plain = look::base();
        sheet.set_name(t(locale, "sheets-guide"))?;
        let title = self.register.title.get(locale.code());
        sheet.write_string_with_format(0, 0, title, &look::base().set_bold().set_font_size(14))?;
        let mut row = 1;
        let lines = [
            self.register.lead.get(locale.code()).to_owned(),
            t(locale, "sheets-guide-rows"),
            t(locale, "sheets-guide-columns"),
            t(locale, "sheets-guide-names"),
            t(locale, "sheets-guide-photos"),
            t(locale, "sheets-guide-upload"),
            t_with(locale, "sheets-ruleset", &[("ruleset", self.ruleset.into())]),
        ];
        for line in lines.iter().filter(|l| !l.is_empty()) {
            sheet.write_string_with_format(row, 0, line, &plain)?;
            row += 1;
        }
        self.explain_columns(sheet, row + 1)?;
        sheet
            .set_paper_size(look::PAPER_A4)
            .set_landscape()
            .set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn explain_columns(&self, sheet: &mut Worksheet, head: u32) -> Result<(), XlsxError> {
        let cell = look::base()
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Top);
        for (i, (title, width)) in GUIDE_TITLES.into_iter().zip(GUIDE_WIDTHS).enumerate() {
            sheet.set_column_width(i as u16, f64::from(width))?;
            sheet.write_string_with_format(head, i as u16, t(self.locale, title), &look::head())?;
        }
        for (column, row) in self.columns.iter().zip(head + 1..) {
            // Units may be hundreds; they stand in the list of the column.
            let is_unit = matches!(column.take, Take::Unit);
            let items = if is_unit {
                String::new()
            } else {
                shortened(&column.items.join("; "), ITEMS_MAX)
            };
            let texts = [column.head(), column.told(self.locale), items];
            look::set_height(sheet, row, texts.iter().map(String::as_str).zip(GUIDE_WIDTHS))?;
            for (i, text) in texts.iter().enumerate() {
                sheet.write_string_with_format(row, i as u16, text, &cell)?;
            }
        }
        Ok(())
    }

    /// Writes the hidden sheet of lists, a column for each column.
    fn list_items(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(t(self.locale, "sheets-lists"))?;
        for (i, column) in self.columns.iter().enumerate() {
            for (row, item) in column.items.iter().enumerate() {
                sheet.write_string(row as u32, i as u16, item)?;
            }
        }
        sheet.set_hidden(true);
        Ok(())
    }
}

fn rule(column: &Column, list: Option<&str>) -> Result<DataValidation, XlsxError> {
    let rule = DataValidation::new();
    let formula = |steps, scale| Formula::new(plain(steps, scale));
    let between = |min, max, scale| DataValidationRule::Between(formula(min, scale), formula(max, scale));
    Ok(match &column.take {
        Take::Field(FieldKind::YesNo) => rule.allow_list_strings(&column.items)?,
        // Several names separated by ";" are not on the list: offer it, refuse nothing.
        Take::Field(FieldKind::Choices { .. }) => match list {
            Some(list) => rule
                .allow_list_formula(Formula::new(list))
                .show_error_message(false),
            None => rule.allow_any_value(),
        },
        // Units that ended are not on the list, and may be written: it warns and refuses nothing.
        Take::Unit => match list {
            Some(list) => rule
                .allow_list_formula(Formula::new(list))
                .set_error_style(DataValidationErrorStyle::Warning),
            None => rule.allow_any_value(),
        },
        Take::Field(FieldKind::Choice { .. }) => match list {
            Some(list) => rule.allow_list_formula(Formula::new(list)),
            None => rule.allow_any_value(),
        },
        Take::Field(FieldKind::Number {
            bound: false,
            scale: 0,
            min,
            max,
            ..
        }) => rule.allow_whole_number_formula(between(*min, *max, 0)),
        Take::Field(FieldKind::Number {
            bound: false,
            scale,
            min,
            max,
            ..
        }) => rule.allow_decimal_number_formula(between(*min, *max, *scale)),
        Take::Field(FieldKind::Text { max } | FieldKind::LongText { max }) => rule
            .allow_text_length(DataValidationRule::LessThanOrEqualTo(
                u32::try_from(*max).unwrap_or(u32::MAX),
            ))
            // Excel counts code units and we count letters, so a text that it finds long may fit.
            .set_error_style(DataValidationErrorStyle::Warning),
        _ => rule.allow_any_value(),
    })
}

fn shortened(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
