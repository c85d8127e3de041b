//! Tables as plain text, for a terminal.

use dienhong_i18n::Locale;
use dienhong_sheets::{Cell, ColumnKind, Table};

// A longer cell would push all others off the screen.
const WIDEST: usize = 60;

/// Formats a table with a line under its heads; numbers are right-aligned.
pub(crate) fn plain(table: &Table, locale: Locale) -> String {
    let heads: Vec<String> = table.columns.iter().map(|c| c.title.clone()).collect();
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| text(cell, locale)).collect())
        .collect();
    let is_right: Vec<bool> = table
        .columns
        .iter()
        .map(|c| matches!(c.kind, ColumnKind::Number { .. }))
        .collect();
    let mut lines = vec![table.title.clone()];
    lines.extend(table.notes.iter().cloned());
    lines.push(String::new());
    lines.extend(columns(&heads, &rows, &is_right));
    lines.join("\n")
}

/// Formats columns under their heads.
pub(crate) fn columns(heads: &[String], rows: &[Vec<String>], is_right: &[bool]) -> Vec<String> {
    let width = |i: usize| {
        let cells = rows.iter().filter_map(|r| r.get(i)).chain(heads.get(i));
        cells.map(|c| length(c).min(WIDEST)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |cells: &[String]| {
        let cell = |(i, w): (usize, &usize)| {
            let text = cells.get(i).map_or("", String::as_str);
            let gap = " ".repeat(w.saturating_sub(length(text)));
            if is_right.get(i) == Some(&true) {
                format!("{gap}{text}")
            } else {
                format!("{text}{gap}")
            }
        };
        widths
            .iter()
            .enumerate()
            .map(cell)
            .collect::<Vec<_>>()
            .join("  ")
            .trim_end()
            .to_owned()
    };
    let rule: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
    [line(heads), line(&rule)]
        .into_iter()
        .chain(rows.iter().map(|r| line(r)))
        .collect()
}

fn text(cell: &Cell, locale: Locale) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number { steps, scale } => dienhong_i18n::amount(*steps, *scale, locale),
        Cell::Day(day) => dienhong_i18n::day(*day),
    }
}

// All texts are in NFC, where a Vietnamese letter is one character.
fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_right_and_letters_left() {
        let text = |t: &str| t.to_owned();
        let rows = vec![
            vec![text("Tổ dân phố 3"), text("64")],
            vec![text("Đường"), text("2.844")],
        ];
        let lines = columns(&[text("Tên"), text("Số")], &rows, &[false, true]);
        assert_eq!(lines[0], "Tên              Số");
        assert_eq!(lines[2], "Tổ dân phố 3     64");
        assert_eq!(lines[3], "Đường         2.844");
    }
}
