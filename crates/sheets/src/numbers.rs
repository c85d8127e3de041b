//! Numbers as they stand in files, and addresses of cells.

/// Writes steps of 10^-scale with a decimal point.
pub(crate) fn plain(steps: i64, scale: u8) -> String {
    let scale = usize::from(scale.min(18));
    let digits = format!("{:0>width$}", steps.unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let sign = if steps < 0 { "-" } else { "" };
    if decimals.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{decimals}")
    }
}

/// Writes a number from a sheet as a person sees it: without exponent, with a decimal comma, no grouping.
///
/// Excel keeps 15 significant digits; what lies behind them is noise of binary fractions (0.1 + 0.2).
pub(crate) fn seen(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string().replace('.', ",")
}

/// Writes the address of a cell, column counted from 0 and row from 1: (2, 7) is "C7".
pub(crate) fn address(column: usize, row: u32) -> String {
    format!("{}{row}", column_name(column))
}

/// Writes the letters of a column, counted from 0.
pub(crate) fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Tells whether dd/mm/yyyy would be another day with the month first.
pub(crate) fn could_be_turned(day: &str) -> bool {
    let mut parts = day.split('/').map(|p| p.parse::<u32>().unwrap_or(0));
    match (parts.next(), parts.next()) {
        (Some(day), Some(month)) => (1..=12).contains(&day) && (1..=12).contains(&month) && day != month,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_neither_noise_nor_exponents() {
        let cases = [
            (0.1 + 0.2, "0,3"),
            (2844.0, "2844"),
            (-7.5, "-7,5"),
            (1e20, "100000000000000000000"),
            (1.0e-7, "0,0000001"),
            (-0.0, "0"),
            (94.69999999999999, "94,7"),
            (123_456_789_012_345.0, "123456789012345"),
        ];
        for (value, text) in cases {
            assert_eq!(seen(value), text);
        }
    }

    #[test]
    fn steps_are_written_with_a_point() {
        assert_eq!(plain(5, 2), "0.05");
        assert_eq!(plain(-1250, 3), "-1.250");
        assert_eq!(plain(7, 0), "7");
        assert_eq!(plain(i64::MIN, 0), "-9223372036854775808");
    }

    #[test]
    fn addresses_read_as_in_excel() {
        assert_eq!(address(2, 7), "C7");
        assert_eq!(address(25, 1), "Z1");
        assert_eq!(address(26, 1), "AA1");
        assert_eq!(column_name(16_383), "XFD");
    }
}
