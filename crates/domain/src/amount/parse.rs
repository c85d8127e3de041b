//! Reads what people type for an amount. What could mean two things is refused, never guessed.

use super::words::{self, Unit};
use super::{AmountError, Bound, LARGEST};
use crate::text::{clean_line, settle_tones};

// Words that join the two ends of a range, beside the signs.
const TO: [&str; 4] = ["đến", "den", "tới", "to"];

/// Reads a counted amount into steps of `scale` decimals: 2.844, 2 844 and 2844, 7,5 and 7.5, 2,2 tỷ.
pub fn parse(input: &str, scale: u8) -> Result<i64, AmountError> {
    match parse_bounded(input, scale)? {
        (steps, Bound::Exact) => Ok(steps),
        _ => Err(AmountError::NotANumber),
    }
}

/// Reads an amount with the words or signs that people put beside it: "hơn 2.000", ">= 40", "không dưới 300", "5 trở lên".
pub fn parse_bounded(input: &str, scale: u8) -> Result<(i64, Bound), AmountError> {
    parse_with_unit::<&str>(input, scale, &[])
}

/// Reads an amount as [`parse_bounded`], where the measure's own unit may stand behind it: "khoảng 45 người".
///
/// `unit_words` are the names of that one unit, whatever their language. A unit may itself be large: "2,2 tỷ" of a measure
/// in "triệu đồng" is 2200.
pub fn parse_with_unit<W: AsRef<str>>(
    input: &str,
    scale: u8,
    unit_words: &[W],
) -> Result<(i64, Bound), AmountError> {
    let typed = Typed::split(input)?;
    let own: Vec<Unit> = unit_words
        .iter()
        .map(AsRef::as_ref)
        .filter(|u| !u.trim().is_empty())
        .map(Unit::read)
        .collect();
    if let Some(range) = typed.range(scale, &own) {
        return Err(range);
    }
    let tail = settle_tones(&typed.behind).to_lowercase();
    let (unit, said_behind) = words::behind(&tail);
    let before =
        words::before(without_from(&typed.before, said_behind)).ok_or_else(|| unknown(&typed.before))?;
    let power = Unit::read(unit)
        .above(&own)
        .ok_or_else(|| unknown(&typed.behind))?;
    let bound = match (before, said_behind) {
        (bound, Bound::Exact) | (Bound::Exact, bound) => bound,
        (one, other) if one == other => one,
        _ => return Err(unknown(&typed.before)),
    };
    Ok((steps(&typed.number, scale, power)?, bound))
}

// Signs alone are a slip; words can be named.
fn unknown(words: &str) -> AmountError {
    match words.contains(|c: char| c.is_alphabetic() || c == '%') {
        true => AmountError::UnknownWords {
            words: words.to_owned(),
        },
        false => AmountError::NotANumber,
    }
}

// "từ 50 trở lên": the word belongs to those behind.
fn without_from(before: &str, behind: Bound) -> &str {
    match before.to_lowercase().as_str() {
        "từ" | "tu" if behind != Bound::Exact => "",
        _ => before.trim_end_matches(':').trim_end(),
    }
}

/// What was typed, cut at the number.
struct Typed {
    before: String,
    /// Sign, digits and what stands among them.
    number: String,
    behind: String,
}

impl Typed {
    fn split(input: &str) -> Result<Typed, AmountError> {
        let text: String = input.trim().chars().filter_map(marked).collect();
        if text.is_empty() {
            return Err(AmountError::Missing);
        }
        let start = text
            .find(|c: char| c.is_ascii_digit())
            .ok_or(AmountError::NotANumber)?;
        let before = text[..start].trim_end();
        let (before, sign) = match before.strip_suffix(['-', '−']) {
            Some(rest) => (rest, "-"),
            None => (before, ""),
        };
        let rest = &text[start..];
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || " .,".contains(c)))
            .unwrap_or(rest.len());
        let number = rest[..end].trim_end();
        let behind = &rest[number.len()..];
        if behind.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            return Err(AmountError::SplitDigits);
        }
        let typed = Typed {
            before: clean_line(before),
            number: format!("{sign}{number}"),
            behind: clean_line(behind),
        };
        // "6o" is a slip of the hand, not six of something.
        let is_slip = behind.len() == 1 && behind.chars().all(char::is_alphabetic);
        if is_slip {
            Err(AmountError::NotANumber)
        } else {
            Ok(typed)
        }
    }

    /// Two numbers where one is asked; what stands behind both counts for both.
    fn range(&self, scale: u8, own: &[Unit]) -> Option<AmountError> {
        let signs = ['-', '–', '—', '−', '~', '÷'];
        let second = match self.behind.strip_prefix(signs) {
            Some(rest) => rest,
            None => TO
                .iter()
                .find_map(|to| self.behind.strip_prefix(to)?.strip_prefix(' '))?,
        };
        let second = Typed::split(second).ok().filter(|t| t.before.is_empty())?;
        let power = Unit::read(&second.behind).above(own)?;
        let end = |number: &str| steps(number, scale, power).ok();
        let (from, to) = (end(&self.number)?, end(&second.number)?);
        (from < to).then_some(AmountError::Range { from, to })
    }
}

// Line breaks and control characters part two numbers; other blanks, wide or thin, may part groups of three. Marks
// without width are nothing.
fn marked(c: char) -> Option<char> {
    match c {
        c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => Some('\n'),
        c if c.is_whitespace() => Some(' '),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => None,
        c => Some(c),
    }
}

/// Steps of 10^-scale of a number that is counted in 10^power.
fn steps(number: &str, scale: u8, power: i32) -> Result<i64, AmountError> {
    let (is_negative, digits) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let finest = (i32::from(scale) + power).max(0);
    let joined = joined(digits)?;
    if is_english_thousands(&joined) && (power != 0 || scale < 3) {
        return Err(AmountError::Ambiguous);
    }
    let (whole, decimals) = parts(&joined, finest)?;
    let decimals = decimals.trim_end_matches('0');
    let too_large = || AmountError::AboveMax { max: LARGEST };
    if whole.len() > 18 {
        return Err(too_large());
    }
    if decimals.len() > 18 {
        return Err(AmountError::TooManyDecimals { scale });
    }
    let value: i128 = format!("{whole}{decimals}")
        .parse()
        .map_err(|_| AmountError::NotANumber)?;
    let shift = i32::from(scale) + power - decimals.len() as i32;
    let unit = 10i128.checked_pow(shift.unsigned_abs()).ok_or_else(too_large)?;
    let steps = match shift {
        0.. => value.checked_mul(unit).ok_or_else(too_large)?,
        _ if value % unit == 0 => value / unit,
        _ => return Err(AmountError::TooManyDecimals { scale }),
    };
    if steps > i128::from(LARGEST) {
        return Err(too_large());
    }
    Ok(if is_negative {
        -(steps as i64)
    } else {
        steps as i64
    })
}

/// Takes blanks away where they part groups of three, as in "1 250 000,5".
fn joined(digits: &str) -> Result<String, AmountError> {
    let groups: Vec<&str> = digits.split_whitespace().collect();
    let [first, rest @ ..] = groups.as_slice() else {
        return Err(AmountError::NotANumber);
    };
    let Some((last, middle)) = rest.split_last() else {
        return Ok((*first).to_owned());
    };
    let is_group = |text: &str| text.len() == 3 && is_digits(text);
    let last = last.split_once(',').map_or(*last, |(whole, _)| whole);
    let fits = (1..=3).contains(&first.len()) && is_digits(first) && is_group(last);
    match fits && middle.iter().all(|g| is_group(g)) {
        true => Ok(groups.concat()),
        false => Err(AmountError::SplitDigits),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// "1,000": a thousand as programs set to English write it, or one with three decimals. "0,125" is no thousands.
fn is_english_thousands(text: &str) -> bool {
    text.split_once(',').is_some_and(|(whole, group)| {
        (1..=3).contains(&whole.len())
            && is_digits(whole)
            && !whole.starts_with('0')
            && group.len() == 3
            && is_digits(group)
    })
}

fn is_grouped(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() > 1
        && (1..=3).contains(&parts[0].len())
        && parts.iter().all(|p| is_digits(p))
        && parts[1..].iter().all(|p| p.len() == 3)
}

/// What stands before and behind the decimal mark; `finest` is how many decimals would mean something.
fn parts(text: &str, finest: i32) -> Result<(String, String), AmountError> {
    if let Some((whole, decimals)) = text.split_once(',') {
        let fits = is_digits(whole) || is_grouped(whole);
        return match fits && is_digits(decimals) {
            true => Ok((whole.replace('.', ""), decimals.to_owned())),
            false => Err(AmountError::NotANumber),
        };
    }
    if is_digits(text) {
        return Ok((text.to_owned(), String::new()));
    }
    if is_grouped(text) {
        // "1.250" could be a thousand or one and a quarter where three decimals exist.
        let is_single = text.matches('.').count() == 1;
        return match is_single && finest >= 3 {
            true => Err(AmountError::Ambiguous),
            false => Ok((text.replace('.', ""), String::new())),
        };
    }
    match text.split_once('.') {
        Some((whole, decimals)) if finest > 0 && is_digits(whole) && is_digits(decimals) => {
            Ok((whole.to_owned(), decimals.to_owned()))
        }
        _ => Err(AmountError::NotANumber),
    }
}
