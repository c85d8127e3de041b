//! The columns of a template: their heads, their hints, their looks.

use crate::columns::{DAY, UNIT, asked};
use crate::xlsx::look;
use dienhong_domain::packs::{Field, FieldKind, Pack, Register};
use dienhong_i18n::{Locale, t, t_with};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// A column to fill.
pub(super) struct Column<'a> {
    pub(super) code: &'a str,
    pub(super) label: String,
    pub(super) required: bool,
    pub(super) hints: Vec<String>,
    pub(super) items: Vec<String>,
    pub(super) take: Take<'a>,
}

/// What a column takes.
pub(super) enum Take<'a> {
    Day,
    Unit,
    Field(&'a FieldKind),
}

pub(super) fn columns<'a>(
    register: &'a Register,
    pack: &Pack,
    units: &[String],
    locale: Locale,
) -> Vec<Column<'a>> {
    let (day, day_hint) = if register.monthly {
        (t(locale, "sheets-month"), t(locale, "sheets-month-how"))
    } else {
        (t(locale, "sheets-day"), t(locale, "sheets-day-how"))
    };
    let fixed = |code, label: String, hint: String, items, take| Column {
        code,
        label,
        required: true,
        hints: vec![hint],
        items,
        take,
    };
    let mut columns = vec![
        fixed(DAY, day, day_hint, Vec::new(), Take::Day),
        fixed(
            UNIT,
            t(locale, "sheets-unit"),
            t(locale, "sheets-unit-how"),
            units.to_vec(),
            Take::Unit,
        ),
    ];
    columns.extend(asked(register).map(|f| field_column(f, pack, locale)));
    columns
}

fn field_column<'a>(field: &'a Field, pack: &Pack, locale: Locale) -> Column<'a> {
    let label = match &field.kind {
        FieldKind::Number { unit, .. } if !unit.get(locale.code()).is_empty() => {
            format!("{} ({})", field.label.get(locale.code()), unit.get(locale.code()))
        }
        FieldKind::Share => format!("{} (%)", field.label.get(locale.code())),
        _ => field.label.get(locale.code()).to_owned(),
    };
    let hint = match &field.kind {
        FieldKind::Number { bound: true, .. } => t(locale, "sheets-number-unsure"),
        FieldKind::Number { scale: 0, .. } => t(locale, "sheets-whole"),
        FieldKind::Number { .. } => t(locale, "sheets-decimal"),
        FieldKind::Share => t(locale, "sheets-share"),
        FieldKind::Text { max } | FieldKind::LongText { max } => {
            t_with(locale, "sheets-text", &[("max", (*max).into())])
        }
        FieldKind::Choice { .. } => t(locale, "sheets-choice"),
        FieldKind::Choices { .. } => t(locale, "sheets-choices"),
        FieldKind::YesNo => t(locale, "sheets-yes-or-no"),
        FieldKind::Date => t(locale, "sheets-day-how"),
        FieldKind::Photos { .. } | FieldKind::Files { .. } => String::new(),
    };
    let items = match &field.kind {
        FieldKind::Choice { list } | FieldKind::Choices { list } => {
            let list = pack.lists.iter().find(|l| l.id == *list);
            list.map(|l| {
                l.items
                    .iter()
                    .map(|i| i.title.get(locale.code()).to_owned())
                    .collect()
            })
            .unwrap_or_default()
        }
        FieldKind::YesNo => vec![t(locale, "sheets-yes"), t(locale, "sheets-no")],
        _ => Vec::new(),
    };
    let own = field
        .hint
        .as_ref()
        .map(|h| h.get(locale.code()).to_owned())
        .filter(|h| !h.is_empty());
    let hints = own.into_iter().chain([hint]).collect();
    Column {
        code: &field.id,
        label,
        required: field.required,
        hints,
        items,
        take: Take::Field(&field.kind),
    }
}

impl Column<'_> {
    pub(super) fn head(&self) -> String {
        if self.required {
            format!("{} *", self.label)
        } else {
            self.label.clone()
        }
    }

    pub(super) fn told(&self, locale: Locale) -> String {
        let required = self.required.then(|| t(locale, "sheets-required"));
        self.hints
            .iter()
            .cloned()
            .chain(required)
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub(super) fn width(&self) -> f64 {
        match self.take {
            Take::Day | Take::Field(FieldKind::Date | FieldKind::YesNo) => 14.0,
            Take::Field(FieldKind::Number { .. } | FieldKind::Share) => 16.0,
            Take::Field(FieldKind::LongText { .. } | FieldKind::Choices { .. }) => 40.0,
            _ => 26.0,
        }
    }

    pub(super) fn format(&self) -> Format {
        let cell = look::base()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Top);
        match &self.take {
            Take::Day | Take::Field(FieldKind::Date) => {
                cell.set_num_format("@").set_align(FormatAlign::Center)
            }
            // What Excel made of a typed number is shown at once: "2.000" typed with American settings becomes 2.
            Take::Field(FieldKind::Number { .. } | FieldKind::Share) => cell.set_num_format("General"),
            _ => cell.set_num_format("@").set_text_wrap(),
        }
    }
}
