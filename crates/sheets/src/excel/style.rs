//! How a cell shows its number.

use crate::numbers::seen;
use calamine::Style;

/// How a style shows numbers.
#[derive(Clone, Default)]
pub(super) struct Shows {
    pub(super) is_percent: bool,
    /// The month before the day, both in digits, whatever the reader's settings.
    pub(super) is_month_first: bool,
    /// A line goes through it.
    pub(super) is_struck: bool,
    /// What of a day is shown.
    pub(super) day: DayParts,
    /// The format's code; empty when a number is shown as it is.
    code: String,
}

/// What of a day a format shows.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) enum DayParts {
    /// Day, month and year, or no day at all.
    #[default]
    All,
    /// Day, and no year or no month.
    NoYear,
    /// Month and year.
    Month,
    /// The year alone.
    Year,
}

impl Shows {
    pub(super) fn of(style: &Style) -> Shows {
        let is_struck = style.font.as_ref().is_some_and(|font| font.has_strikethrough());
        let Some(format) = &style.number_format else {
            return Shows {
                is_struck,
                ..Shows::default()
            };
        };
        // Formats 14 and 22 follow the settings of who looks: they show 10/09 in Vietnam.
        let follows_settings = matches!(format.format_id, Some(14 | 22));
        Shows {
            is_struck,
            is_percent: sections(&format.format_code)
                .first()
                .is_some_and(Section::is_percent),
            day: match follows_settings {
                true => DayParts::All,
                false => day_parts(&format.format_code),
            },
            code: format.format_code.clone(),
            is_month_first: !follows_settings && is_month_first(&format.format_code),
        }
    }
}

impl Shows {
    /// What stands in the cell where it is not the number itself: words beside it, thousands left out, nothing at all.
    pub(super) fn otherwise(&self, value: f64) -> Option<String> {
        if self.code.is_empty() || self.code.eq_ignore_ascii_case("general") {
            return None;
        }
        let all = sections(&self.code);
        let section = match () {
            () if value < 0.0 && all.len() > 1 => &all[1],
            () if value == 0.0 && all.len() > 2 => &all[2],
            () => all.first()?,
        };
        section.otherwise(value)
    }
}

/// One of the up to four parts of a format: for numbers above nought, below, nought, and text.
#[derive(Default, Debug)]
struct Section {
    before: String,
    after: String,
    /// Digits that always stand before the decimal mark.
    zeros: usize,
    has_digits: bool,
    has_point: bool,
    percents: usize,
    /// Thousands that are left out.
    thousands: i32,
    /// Commas behind the last digit so far.
    commas: i32,
    /// Words of the engine for a number as it is.
    is_plain: bool,
}

impl Section {
    fn is_percent(&self) -> bool {
        self.percents > 0
    }

    fn literal(&mut self, c: char) {
        match self.has_digits {
            true => self.after.push(c),
            false => self.before.push(c),
        }
    }

    fn digit(&mut self, c: char) {
        self.has_digits = true;
        self.commas = 0;
        self.zeros += usize::from(c == '0' && !self.has_point);
    }

    fn otherwise(&self, value: f64) -> Option<String> {
        if self.is_plain {
            return None;
        }
        let (before, after) = (self.before.trim(), self.after.trim());
        if !self.has_digits {
            return Some(format!("{before}{after}"));
        }
        // A mark of money says nothing else of the number.
        let money = ["đ", "₫", "đồng", "vnd", "vnđ", "$"];
        let says = |words: &str| {
            let words = words.to_lowercase();
            !money.contains(&words.as_str()) && words.chars().any(|c| c.is_alphanumeric() || c == '%')
        };
        let turns = before.contains('-') && value > 0.0;
        let whole = value.abs().trunc().to_string().len();
        let pads = self.zeros > 1 && self.zeros > whole;
        if !(says(before) || says(after) || turns || pads || self.thousands > 0) {
            return None;
        }
        let shown =
            seen(value.abs() / 1000f64.powi(self.thousands) * if self.is_percent() { 100.0 } else { 1.0 });
        let zeros = "0".repeat(if pads { self.zeros - whole } else { 0 });
        let percent = if self.is_percent() { "%" } else { "" };
        Some(
            format!("{}{zeros}{shown}{percent}{}", self.before, self.after)
                .trim()
                .to_owned(),
        )
    }
}

fn sections(code: &str) -> Vec<Section> {
    let mut all = vec![Section::default()];
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(last) = all.last_mut() else {
            break;
        };
        match c {
            ';' => all.push(Section::default()),
            '"' => chars
                .by_ref()
                .take_while(|c| *c != '"')
                .for_each(|c| last.literal(c)),
            '\\' => chars.next().into_iter().for_each(|c| last.literal(c)),
            '_' | '*' => drop(chars.next()),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // "[$₫-42A]" shows the mark of a currency.
                if let Some(currency) = inside.strip_prefix('$') {
                    let mark = currency.split('-').next().unwrap_or_default();
                    mark.chars().for_each(|c| last.literal(c));
                }
            }
            '0' | '#' | '?' => last.digit(c),
            '.' => last.has_point = true,
            ',' if last.has_digits => last.commas += 1,
            '%' => last.percents += 1,
            '@' => last.is_plain = true,
            'E' | 'e' | '/' => last.is_plain = true,
            'G' | 'g' => {
                let rest: String = chars.clone().take(6).collect();
                if rest.eq_ignore_ascii_case("eneral") {
                    last.is_plain = last.before.trim().is_empty();
                    last.digit('#');
                    chars.by_ref().take(6).for_each(drop);
                }
            }
            '-' | '+' | '(' | ')' => last.literal(c),
            _ => {}
        }
    }
    for section in &mut all {
        section.thousands = if section.has_digits { section.commas } else { 0 };
    }
    all
}

fn day_parts(code: &str) -> DayParts {
    let parts = parts(code);
    let has = |letter: char, most: usize| parts.iter().any(|(c, n)| *c == letter && *n <= most);
    let (day, year) = (has('d', 2), has('y', usize::MAX));
    let is_time = has('h', usize::MAX) || has('s', usize::MAX);
    let month = has('m', usize::MAX) && (year || day || !is_time);
    match (day, month, year) {
        (true, true, true) | (false, false, false) => DayParts::All,
        (true, _, _) => DayParts::NoYear,
        (false, true, _) => DayParts::Month,
        (false, false, true) => DayParts::Year,
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

    fn otherwise(code: &str, value: f64) -> Option<String> {
        let shows = Shows {
            code: code.to_owned(),
            ..Shows::default()
        };
        shows.otherwise(value)
    }

    #[test]
    fn formats_that_show_something_else_than_the_number_are_known() {
        for (code, value, shown) in [
            ("0\" nghìn\"", 2.0, "2 nghìn"),
            ("\"hơn \"#,##0", 2000.0, "hơn 2000"),
            (";;;", 5.0, ""),
            ("\"-\"0", 5.0, "-5"),
            ("#,##0,", 5000.0, "5"),
            ("0.0,,", 2_500_000.0, "2,5"),
            ("0.0\"%\"", 0.5, "0,5%"),
            ("0.0\\%", 0.6, "0,6%"),
            ("0000", 7.0, "0007"),
            ("00\"/BB-CAP\"", 12.0, "12/BB-CAP"),
            ("\"ẩn\"", 12.0, "ẩn"),
        ] {
            assert_eq!(otherwise(code, value).as_deref(), Some(shown), "{code}");
        }
        for (code, value) in [
            ("General", 7.0),
            ("", 7.0),
            ("0", 7.0),
            ("#,##0", 2844.0),
            ("#,##0.00", 7.5),
            ("0%", 0.947),
            ("0.00E+00", 1e9),
            ("# ?/?", 0.5),
            ("@", 7.0),
            ("#,##0 \"đ\"", 500_000.0),
            ("#,##0\\ [$₫-42A]", 500_000.0),
            ("_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"_);_(@_)", 500.0),
            ("#,##0;-#,##0", -5.0),
            ("0;[Red]-0", -5.0),
            ("#,##0_);[Red](#,##0)", -5.0),
            ("0000", 12345.0),
        ] {
            assert_eq!(otherwise(code, value), None, "{code}");
        }
    }

    #[test]
    fn a_percent_sign_in_quotes_is_no_percent() {
        let is_percent = |code: &str| sections(code)[0].is_percent();
        assert!(is_percent("0%") && is_percent("0.0 %"));
        assert!(!is_percent("0.0\"%\"") && !is_percent("0.0\\%"));
    }

    #[test]
    fn formats_that_show_a_part_of_a_day_are_known() {
        for (code, shown) in [
            ("dd/mm/yyyy", DayParts::All),
            ("[$-F800]dddd, mmmm dd, yyyy", DayParts::All),
            ("h:mm", DayParts::All),
            ("mm/yyyy", DayParts::Month),
            ("mmm-yy", DayParts::Month),
            ("\"Tuần 2 tháng\" m", DayParts::Month),
            ("yyyy", DayParts::Year),
            ("d-mmm", DayParts::NoYear),
            ("dd", DayParts::NoYear),
        ] {
            assert_eq!(day_parts(code), shown, "{code}");
        }
    }

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
