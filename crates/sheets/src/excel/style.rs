//! How a cell shows its number.

use calamine::Style;

/// How a style shows numbers.
#[derive(Clone, Copy, Default)]
pub(super) struct Shows {
    pub(super) is_percent: bool,
    /// The month before the day, both in digits, whatever the reader's settings.
    pub(super) is_month_first: bool,
}

impl Shows {
    pub(super) fn of(style: &Style) -> Shows {
        let Some(format) = &style.number_format else {
            return Shows::default();
        };
        // Formats 14 and 22 follow the settings of who looks: they show 10/09 in Vietnam.
        let follows_settings = matches!(format.format_id, Some(14 | 22));
        Shows {
            is_percent: format.format_code.contains('%'),
            is_month_first: !follows_settings && is_month_first(&format.format_code),
        }
    }
}

// "mmm" is a name and "ddd" a day of the week; neither can be mistaken.
fn is_month_first(code: &str) -> bool {
    let parts = parts(code);
    let mut parts = parts
        .iter()
        .filter(|(letter, length)| *letter != 'd' || *length < 3);
    matches!((parts.next(), parts.next()), (Some(('m', 1 | 2)), Some(('d', _))))
}

/// The runs of d, m and y in a format, outside of quotes, brackets and escapes.
fn parts(code: &str) -> Vec<(char, usize)> {
    let mut parts: Vec<(char, usize)> = Vec::new();
    let mut chars = code.chars();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let c = c.to_ascii_lowercase();
        match c {
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '[' => drop(chars.by_ref().find(|c| *c == ']')),
            '\\' | '_' | '*' => drop(chars.next()),
            ';' => break,
            'd' | 'm' | 'y' | 'h' | 's' => match parts.last_mut().filter(|_| before == c) {
                Some(last) => last.1 += 1,
                None => parts.push((c, 1)),
            },
            _ => {}
        }
        before = c;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_with_the_month_first_are_known() {
        for code in [
            "m/d/yyyy",
            "mm/dd/yy",
            "[$-409]m/d/yyyy;@",
            "mm\\-dd\\-yyyy",
            "\"day\" M/D/YY",
            "ddd m/d",
        ] {
            assert!(is_month_first(code), "{code}");
        }
        for code in [
            "dd/mm/yyyy",
            "yyyy-mm-dd",
            "mmm d, yyyy",
            "[$-F800]dddd, mmmm dd, yyyy",
            "mm:ss",
            "General",
            "0.0%",
            "mm/yyyy",
            "\"",
        ] {
            assert!(!is_month_first(code), "{code}");
        }
    }
}
