//! Arguments that several commands share: a unit, a day, a period, a lens, a format and a target file.

use crate::failure::Failure;
use crate::place::{PrivateFile, write_private};
use crate::say::{Say, out, words};
use dienhong_domain::text::name_key;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, Level, NamedUnit, UnitId, UnitMap, UnitNames};
use dienhong_i18n::Locale;
use dienhong_sheets::Table;
use std::io::{self, ErrorKind, IsTerminal, Stdout, Write};
use std::path::PathBuf;
use uuid::Uuid;

const MOST_CANDIDATES: usize = 12;

/// Days, by name or by their ends.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct Days {
    #[arg(long, value_name = "DAY", help = words("cli-help-from"))]
    from: Option<String>,
    #[arg(long, value_name = "DAY", help = words("cli-help-to"))]
    to: Option<String>,
    #[arg(long, value_name = "PERIOD", conflicts_with_all = ["from", "to"], help = words("cli-help-period"))]
    period: Option<String>,
}

impl Days {
    /// The period asked for; `None` when nothing was.
    pub(crate) fn read(&self, today: Day) -> Result<Option<Period>, Failure> {
        if let Some(typed) = &self.period {
            return match period(typed) {
                Some(found) => Ok(Some(found)),
                None => Err(Failure::usage("cli-error-period").with("value", typed)),
            };
        }
        let from = self.from.as_deref().map(day).transpose()?;
        let to = self.to.as_deref().map(day).transpose()?;
        match (from, to) {
            (None, None) => Ok(None),
            (Some(from), to) => match Period::new(from, to.unwrap_or(today.max(from))) {
                Some(found) => Ok(Some(found)),
                None => Err(Failure::usage("cli-error-period-backwards")),
            },
            (None, Some(_)) => Err(Failure::usage("cli-error-period-no-start")),
        }
    }
}

/// Reads a day in the forms that people type.
pub(crate) fn day(typed: &str) -> Result<Day, Failure> {
    Day::parse(typed).map_err(|_| Failure::usage("cli-error-day").with("value", typed))
}

/// Reads 2022, 2022-Q3, 2022-09, 2022-H1 and 2012..2021, and a month as people type it: 9/2022, "tháng 9/2022".
fn period(typed: &str) -> Option<Period> {
    coded_period(typed.trim()).or_else(|| month(typed))
}

// A day names no period, though its month could be read.
fn month(typed: &str) -> Option<Period> {
    let last = Day::parse_month(typed)
        .ok()
        .filter(|_| Day::parse(typed).is_err())?;
    Period::month(year(&last.year().to_string())?, last.month())
}

fn coded_period(typed: &str) -> Option<Period> {
    if let Some((first, last)) = typed.split_once("..") {
        return Period::years(year(first)?, year(last)?).filter(|p| p.from < p.to);
    }
    let Some((start, part)) = typed.split_once('-') else {
        return Period::years(year(typed)?, year(typed)?);
    };
    let year = year(start)?;
    match part.to_ascii_uppercase().split_at_checked(1) {
        Some(("Q", quarter)) => Period::quarter(year, quarter.parse().ok()?),
        Some(("H", half)) => Period::half(year, half.parse().ok()?),
        _ => Period::month(year, part.parse().ok()?),
    }
}

fn year(typed: &str) -> Option<i32> {
    (typed.len() == 4)
        .then(|| typed.parse().ok())
        .flatten()
        .filter(|y| (1945..=9998).contains(y))
}

/// Reads a lens: as it was, today's map, the map of a day.
pub(crate) fn lens(typed: &str, today: Day) -> Result<Lens, Failure> {
    match typed {
        "as-was" => Ok(Lens::AsItWas),
        "today" => Ok(Lens::At(today)),
        other => match Day::parse(other) {
            Ok(day) => Ok(Lens::At(day)),
            Err(_) => Err(Failure::usage("cli-error-lens").with("value", other)),
        },
    }
}

/// Finds the one unit that is meant: by identity, by code on a day, or by name with as many names above it as are
/// needed to make it unique.
pub(crate) fn unit(map: &UnitMap, typed: &str, day: Day, locale: Locale) -> Result<UnitId, Failure> {
    if let Ok(uid) = Uuid::parse_str(typed.trim()) {
        return map
            .by_uid(uid)
            .ok_or_else(|| Failure::usage("cli-error-unit-unknown").with("value", typed));
    }
    let mut found = candidates(map, typed, &Level::ALL, day, MOST_CANDIDATES + 1);
    // Typed diacritics count: Tân Hòa is not Tân Hóa. Without any, the search is by base letters.
    if !typed.is_ascii() {
        found.retain(|id| bears_words(map, *id, typed, day));
    }
    let mut names = UnitNames::default();
    for id in &found {
        let span = map.at(*id, day);
        let name = span.map(|s| s.name.to_string());
        let code = span.and_then(|s| s.code.as_deref()).map(str::to_owned);
        for called in [Some(map.label(*id, day, "vi")), name, code]
            .into_iter()
            .flatten()
        {
            names.add(&called, *id, Day::MIN, Day::MAX);
        }
    }
    let exact = match names.find(typed, None) {
        NamedUnit::One(unit) => vec![unit],
        NamedUnit::Several(units) | NamedUnit::Unknown { alike: units } => units,
    };
    match (exact.as_slice(), found.as_slice()) {
        ([one], _) | (_, [one]) => Ok(*one),
        (_, []) => Err(Failure::usage("cli-error-unit-unknown").with("value", typed)),
        _ => {
            let many = if exact.is_empty() { &found } else { &exact };
            let lines = many
                .iter()
                .take(MOST_CANDIDATES)
                .map(|id| line(map, *id, day, locale))
                .collect();
            Err(Failure::usage("cli-error-unit-several")
                .with("value", typed)
                .lines(lines))
        }
    }
}

/// Whether each typed word begins a word of a unit's name or of a name above it, diacritics included.
fn bears_words(map: &UnitMap, id: UnitId, typed: &str, day: Day) -> bool {
    let names: Vec<String> = map
        .chain(id, day)
        .into_iter()
        .map(|u| map.label(u, day, "vi"))
        .collect();
    let names = name_key(&names.join(" "));
    let begins = |word: &str| names.split(' ').any(|known| known.starts_with(word));
    name_key(&typed.replace(',', " ")).split(' ').all(begins)
}

/// Units that a name or code may mean; commas may separate a name from the names above it.
pub(crate) fn candidates(map: &UnitMap, typed: &str, levels: &[Level], day: Day, most: usize) -> Vec<UnitId> {
    map.search(&typed.replace(',', " "), levels, day, most)
}

/// A unit in one line: its identity, its name and the names above it.
pub(crate) fn line(map: &UnitMap, id: UnitId, day: Day, locale: Locale) -> String {
    format!("{}  {}", map.uid(id), full_name(map, id, day, locale))
}

/// A unit's name with the names above it, without the country.
pub(crate) fn full_name(map: &UnitMap, id: UnitId, day: Day, locale: Locale) -> String {
    let chain = map.chain(id, day);
    let is_country = |u: &&UnitId| map.level(**u) == Some(Level::Country);
    let names: Vec<String> = chain
        .iter()
        .filter(|u| !is_country(u) || chain.len() == 1)
        .map(|u| map.label(*u, day, locale.code()))
        .collect();
    names.join(", ")
}

/// How a table is handed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Format {
    /// Plain text.
    Table,
    /// One JSON object.
    Json,
    /// CSV.
    Csv,
    /// A workbook.
    Xlsx,
}

/// Form and place of what is handed over.
#[derive(clap::Args, Debug, Clone)]
pub(crate) struct HandOver {
    #[arg(long, value_enum, value_name = "table|json|csv|xlsx", help = words("cli-help-format"))]
    format: Option<Format>,
    #[arg(short = 'o', long = "output", value_name = "FILE", help = words("cli-help-output"))]
    output: Option<PathBuf>,
}

impl HandOver {
    /// The format: the given one, otherwise by the file's extension, otherwise JSON or a plain table.
    pub(crate) fn format(&self, say: &Say) -> Format {
        let ending = self
            .output
            .as_ref()
            .and_then(|p| p.extension()?.to_str())
            .unwrap_or_default();
        match (self.format, ending.to_ascii_lowercase().as_str()) {
            (Some(format), _) => format,
            (None, "csv") => Format::Csv,
            (None, "xlsx") => Format::Xlsx,
            (None, "json") => Format::Json,
            (None, _) if say.json => Format::Json,
            _ => Format::Table,
        }
    }
    /// Writes a table, or `json` instead of it.
    pub(crate) fn give(&self, say: &Say, table: &Table, json: &serde_json::Value) -> Result<(), Failure> {
        let bytes = match self.format(say) {
            Format::Table => format!("{}\n", crate::table::plain(table, say.locale)).into_bytes(),
            Format::Json => format!(
                "{}\n",
                serde_json::to_string_pretty(json).map_err(Failure::broken)?
            )
            .into_bytes(),
            Format::Csv => dienhong_sheets::to_csv(table),
            Format::Xlsx => dienhong_sheets::to_xlsx(std::slice::from_ref(table)).map_err(Failure::broken)?,
        };
        match &self.output {
            Some(path) => {
                write_private(path, &bytes)?;
                say.tell("cli-written", &[("path", path.display().to_string().into())]);
                say.object(serde_json::json!({ "written": path }));
            }
            None if self.format(say) == Format::Xlsx && std::io::stdout().is_terminal() => {
                return Err(Failure::usage("cli-error-needs-output"));
            }
            None => {
                let _ = std::io::stdout().lock().write_all(&bytes);
            }
        }
        Ok(())
    }
    /// Opens what a long table is written to, piece by piece.
    pub(crate) fn open(&self, say: &Say) -> Result<Target, Failure> {
        match &self.output {
            Some(path) => Ok(Target::File(PrivateFile::begin(path)?)),
            None if self.format(say) == Format::Xlsx && std::io::stdout().is_terminal() => {
                Err(Failure::usage("cli-error-needs-output"))
            }
            None => Ok(Target::Screen(std::io::stdout())),
        }
    }
    /// Ends what was written in full, and says where it is.
    pub(crate) fn close(&self, say: &Say, target: Target) -> Result<(), Failure> {
        if let (Some(path), Target::File(file)) = (&self.output, target) {
            file.finish()?;
            say.tell("cli-written", &[("path", path.display().to_string().into())]);
            say.object(serde_json::json!({ "written": path }));
        }
        Ok(())
    }
}

/// What a long table is written to. A file that is not ended is not there.
pub(crate) enum Target {
    /// A file.
    File(PrivateFile),
    /// The screen, or the program that reads on.
    Screen(Stdout),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::File(file) => file.write(bytes),
            Target::Screen(out) => match out.write(bytes) {
                // Whoever reads no further, as `head`, has what was wanted.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(bytes.len()),
                done => done,
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::File(file) => file.flush(),
            Target::Screen(out) => match out.flush() {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                done => done,
            },
        }
    }
}

/// Says that nothing was written, and how to write.
pub(crate) fn only_looked(say: &Say) {
    if !say.json {
        out(&say.t("cli-only-looked"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_by_name() {
        assert_eq!(period("2022"), Period::years(2022, 2022));
        assert_eq!(period("2022-Q3"), Period::quarter(2022, 3));
        assert_eq!(period("2022-h1"), Period::half(2022, 1));
        assert_eq!(period("2022-09"), Period::month(2022, 9));
        assert_eq!(period("2012..2021"), Period::years(2012, 2021));
        for typed in ["9/2022", "09-2022", "T9/2022", "tháng 9 năm 2022"] {
            assert_eq!(period(typed), Period::month(2022, 9), "{typed}");
        }
        for wrong in [
            "",
            "22",
            "tháng 9",
            "15/9/2022",
            "12/9999",
            "2022-13",
            "2022-Q5",
            "2022-",
            "2022-ế",
            "2023..2020",
            "9999-12",
        ] {
            assert_eq!(period(wrong), None, "{wrong}");
        }
    }
}
