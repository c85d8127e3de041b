//! The proof of a figure: the postings behind it, the newest first, page by page. A page reads about as much as it shows.
//!
//! Postings are kept by home and day alone, and a measure may be rare among them. The roll-ups tell in which homes and years a
//! measure has postings at all, and about how many a month has, so that a page reads a few days where there are many, and
//! neither years nor homes where there are none.

use crate::answers::YearLines;
use crate::args::Args;
use crate::db::{Store, StoreError};
use crate::entries::{POSTING, PostingRow};
use crate::figures::{among, condition};
use crate::rows::As;
use crate::sums::RollRow;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Scope, Slice, UnitId};
use std::cmp::Reverse;
use std::fmt;
use uuid::Uuid;

/// Days of the longest month.
const MONTH: i64 = 31;

/// Where a posting stands among those behind a figure; written as a text without any meaning for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofPlace {
    /// Which slice of the scope, in the order of showing.
    slice: usize,
    day: Day,
    source: Uuid,
    rev: i32,
    line: i32,
    home: UnitId,
}

impl ProofPlace {
    fn of(slice: usize, row: &PostingRow) -> ProofPlace {
        ProofPlace {
            slice,
            day: row.day,
            source: row.source,
            rev: row.rev,
            line: row.line,
            home: row.home,
        }
    }

    /// Reads the text of a place; `None` for any other text.
    pub fn parse(text: &str) -> Option<ProofPlace> {
        let mut parts = text.split('.');
        let mut part = || parts.next();
        let place = ProofPlace {
            slice: part()?.parse().ok()?,
            day: Day::from_number(part()?.parse().ok()?)?,
            source: Uuid::try_parse(part()?).ok()?,
            rev: part()?.parse().ok()?,
            line: part()?.parse().ok()?,
            home: UnitId(part()?.parse().ok()?),
        };
        parts.next().is_none().then_some(place)
    }
}

impl fmt::Display for ProofPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, source) = (self.day.number(), self.source.simple());
        write!(
            f,
            "{}.{day}.{source}.{}.{}.{}",
            self.slice, self.rev, self.line, self.home.0
        )
    }
}

/// Where a page of a proof begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProofCursor {
    /// At the newest posting.
    #[default]
    Newest,
    /// Below the posting at this place.
    After(ProofPlace),
    /// So that it ends above the posting at this place.
    Before(ProofPlace),
}

impl ProofCursor {
    fn place(self) -> Option<ProofPlace> {
        match self {
            ProofCursor::Newest => None,
            ProofCursor::After(place) | ProofCursor::Before(place) => Some(place),
        }
    }
}

/// A walk through the postings of one slice, from a place on or from its end.
struct Walk<'a> {
    slice: &'a Slice,
    measure: i32,
    from: Option<ProofPlace>,
    /// Towards the newest.
    is_rising: bool,
}

impl Walk<'_> {
    /// The days that can hold what is looked for, in years that have roll-ups.
    fn days(&self, (first, last): (i32, i32)) -> Option<Period> {
        let mut days = Period::years(first, last)?.meet(self.slice.days)?;
        match self.from {
            Some(place) if self.is_rising => days.from = days.from.max(place.day),
            Some(place) => days.to = days.to.min(place.day),
            None => (),
        }
        Period::new(days.from, days.to)
    }

    /// SQL for the order, and for what lies beyond the place, whose arguments it adds.
    fn words(&self, args: &mut Args) -> (&'static str, String) {
        let (order, older, newer) = match self.is_rising {
            true => ("p.day, p.source DESC, p.rev, p.line DESC, p.home DESC", ">", "<"),
            false => ("p.day DESC, p.source, p.rev DESC, p.line, p.home", "<", ">"),
        };
        let Some(of) = self.from else {
            return (order, String::new());
        };
        let at = args.len();
        let (day, source, rev, line, home) = (at + 1, at + 2, at + 3, at + 4, at + 5);
        args.extend(crate::args![of.day, of.source, of.rev, of.line, of.home]);
        let beyond = format!(
            " AND (p.day {older} ${day} OR p.day = ${day} AND (p.source {newer} ${source} OR p.source = ${source} AND \
             (p.rev {older} ${rev} OR p.rev = ${rev} AND (p.line {newer} ${line} OR p.line = ${line} AND p.home {newer} ${home}))))"
        );
        (order, beyond)
    }
}

impl Store {
    /// Postings behind a figure from a place on, the newest day first, at most so many, each with its place. Slices of the
    /// scope follow one another.
    pub async fn proof(
        &self,
        scope: &Scope,
        measure: i32,
        from: ProofCursor,
        most: usize,
    ) -> Result<Vec<(ProofPlace, PostingRow)>, StoreError> {
        let is_rising = matches!(from, ProofCursor::Before(_));
        let mut slices = in_order(scope);
        if is_rising {
            slices.reverse();
        }
        let years = self.rolled_years().await?;
        let mut found = Vec::new();
        for (number, slice) in slices {
            let is_passed = from.place().is_some_and(|place| match is_rising {
                true => number > place.slice,
                false => number < place.slice,
            });
            if is_passed || found.len() >= most {
                continue;
            }
            let walk = Walk {
                slice,
                measure,
                from: from.place().filter(|place| place.slice == number),
                is_rising,
            };
            let rows = self.walked(&walk, years, most - found.len()).await?;
            found.extend(rows.into_iter().map(|row| (ProofPlace::of(number, &row), row)));
        }
        if is_rising {
            found.reverse();
        }
        Ok(found)
    }

    /// The first and the last year of which there are roll-ups; where there are none, the first is after the last.
    async fn rolled_years(&self) -> Result<(i32, i32), StoreError> {
        let sql =
            "SELECT (SELECT COALESCE(MIN(year), 9999) FROM roll), (SELECT COALESCE(MAX(year), 0) FROM roll)";
        let found: Option<(As<i32>, As<i32>)> = self.first(sql, Args::new()).await?;
        Ok(found.map_or((9999, 0), |(As(first), As(last))| (first, last)))
    }

    /// Postings of one slice in the order of the walk, at most so many.
    async fn walked(
        &self,
        walk: &Walk<'_>,
        years: (i32, i32),
        most: usize,
    ) -> Result<Vec<PostingRow>, StoreError> {
        let mut rows = Vec::new();
        let Some(days) = walk.days(years) else {
            return Ok(rows);
        };
        let mut all: Vec<i32> = (days.from.year()..=days.to.year()).collect();
        if !walk.is_rising {
            all.reverse();
        }
        for year in all {
            let YearLines { homes, months } = self.lines_of_year(walk, year).await?;
            let within = Period::years(year, year).and_then(|whole| whole.meet(days));
            let Some(within) = within.filter(|_| !homes.is_empty()) else {
                continue;
            };
            for window in windows(within, &months, most, walk.is_rising) {
                let room = most - rows.len();
                rows.extend(self.window(walk, &homes, window, room).await?);
                if rows.len() >= most {
                    return Ok(rows);
                }
            }
        }
        Ok(rows)
    }

    /// The homes of a slice that have postings of the measure in a year, and how many count in each month of it. It is
    /// kept until the measure is posted to in one of them, so that a page of the country does not ask every commune again.
    async fn lines_of_year(&self, walk: &Walk<'_>, year: i32) -> Result<YearLines, StoreError> {
        let homes: Vec<i32> = walk.slice.homes.iter().map(|h| h.0).collect();
        let mark = self.mark(&homes, &[walk.measure]).await?;
        let question = format!("{year} {} {homes:?}", walk.measure);
        if let Some(kept) = self.answers.year_lines.find(&question, mark) {
            return Ok(kept);
        }
        let lines = self.read_lines_of_year(&homes, walk.measure, year).await?;
        let bytes = size_of_val(lines.homes.as_slice());
        self.answers
            .year_lines
            .keep(&question, mark, lines.clone(), bytes);
        Ok(lines)
    }

    /// A posting always leaves a row of the roll-ups, though one that is taken back leaves nothing but noughts in it. So
    /// homes and years without a row have no postings, while a month of noughts may have some.
    async fn read_lines_of_year(
        &self,
        homes: &[i32],
        measure: i32,
        year: i32,
    ) -> Result<YearLines, StoreError> {
        let sql = format!(
            "SELECT home, year, measure, {} FROM roll WHERE year = $1 AND measure = $2 AND {}",
            RollRow::columns(|c| c),
            among(homes)
        );
        let rows: Vec<RollRow> = self.all(sql, crate::args![year, measure]).await?;
        let mut months = [0; 12];
        for row in &rows {
            for (sum, month) in months.iter_mut().zip(&row.months) {
                *sum += month.lines;
            }
        }
        Ok(YearLines {
            homes: rows.iter().map(|row| row.home).collect(),
            months,
        })
    }

    /// Postings of some homes of a slice on some days, at most so many.
    async fn window(
        &self,
        walk: &Walk<'_>,
        homes: &[i32],
        days: Period,
        most: usize,
    ) -> Result<Vec<PostingRow>, StoreError> {
        let part = Slice {
            homes: homes.iter().map(|home| UnitId(*home)).collect(),
            days,
            only: walk.slice.only,
            except: walk.slice.except.clone(),
            weight: walk.slice.weight.clone(),
        };
        let (condition, mut args) = condition(&part, &[walk.measure]);
        let (order, beyond) = walk.words(&mut args);
        args.extend(crate::args![most as i64]);
        let sql = format!(
            "SELECT {POSTING} FROM posting p WHERE {condition}{beyond} ORDER BY {order} LIMIT ${}",
            args.len()
        );
        self.all(sql, args).await
    }
}

/// The slices of a scope in the order of showing, each with its number.
fn in_order(scope: &Scope) -> Vec<(usize, &Slice)> {
    let mut slices: Vec<&Slice> = scope.slices.iter().collect();
    slices.sort_by_key(|s| (Reverse(s.days.to), s.homes.first().copied(), s.only));
    slices.into_iter().enumerate().collect()
}

/// Cuts days of one year into windows that are read one after another, until enough is found: of a month in which postings
/// count, so many days as may hold enough, then twice as many; months in which none counts are read at once.
fn windows(days: Period, lines: &[i64; 12], most: usize, is_rising: bool) -> Vec<Period> {
    let mut months: Vec<(u32, i64)> = (1..).zip(lines.iter().copied()).collect();
    if !is_rising {
        months.reverse();
    }
    let mut windows = Vec::new();
    let mut blank: Option<Period> = None;
    for (month, count) in months {
        let whole = Period::month(days.from.year(), month);
        let Some(part) = whole.and_then(|whole| whole.meet(days)) else {
            continue;
        };
        if count > 0 {
            windows.extend(blank.take());
            let enough = MONTH.saturating_mul(most as i64) / count;
            windows.extend(cut(part, enough.clamp(1, MONTH) as i32, is_rising));
        } else {
            blank = Some(blank.map_or(part, |before| Period {
                from: before.from.min(part.from),
                to: before.to.max(part.to),
            }));
        }
    }
    windows.extend(blank);
    windows
}

/// Cuts days of one month, whose numbers follow one another, into windows each twice as long as the one before.
fn cut(part: Period, mut length: i32, is_rising: bool) -> Vec<Period> {
    let (mut low, mut high) = (part.from.number(), part.to.number());
    let mut windows = Vec::new();
    while low <= high {
        let (from, to) = match is_rising {
            true => (low, high.min(low + length - 1)),
            false => (low.max(high - length + 1), high),
        };
        windows.push(Period {
            from: Day::stored(from),
            to: Day::stored(to),
        });
        match is_rising {
            true => low = to + 1,
            false => high = from - 1,
        }
        length *= 2;
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> Day {
        Day::new(2026, month, day).expect("a day")
    }

    #[test]
    fn windows_cover_the_days_once_in_the_order_of_the_walk() {
        let asked = Period {
            from: day(1, 20),
            to: day(12, 5),
        };
        let lines = [5, 0, 0, 900, 1, -2, 0, 40, 0, 0, 0, 7_000];
        for is_rising in [false, true] {
            let mut all = windows(asked, &lines, 26, is_rising);
            if !is_rising {
                all.reverse();
            }
            assert_eq!(all.first().map(|w| w.from), Some(asked.from));
            assert_eq!(all.last().map(|w| w.to), Some(asked.to));
            for pair in all.windows(2) {
                assert_eq!(pair[0].to.next(), pair[1].from, "{all:?}");
            }
        }
    }

    #[test]
    fn a_window_is_as_long_as_the_month_is_empty() {
        let year = Period::years(2026, 2026).expect("a year");
        let mut lines = [0; 12];
        lines[11] = 31 * 26;
        let all = windows(year, &lines, 26, false);
        let lengths: Vec<i64> = all.iter().map(|w| w.from.days_until(w.to) + 1).collect();
        assert_eq!(lengths, [1, 2, 4, 8, 16, 334]);
        lines[11] = 3;
        let all = windows(year, &lines, 26, false);
        assert_eq!(all.len(), 2, "{all:?}");
    }

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is() {
        let place = ProofPlace {
            slice: 3,
            day: day(11, 20),
            source: Uuid::from_u128(7),
            rev: 2,
            line: 11,
            home: UnitId(12),
        };
        let text = place.to_string();
        assert_eq!(ProofPlace::parse(&text), Some(place));
        let more = format!("{text}.1");
        let cases = [
            "",
            "3",
            "3.20261120",
            "1.2.3.4.5.6",
            "0.20261399.x.1.1.1",
            more.as_str(),
        ];
        for other in cases {
            assert_eq!(ProofPlace::parse(other), None, "{other}");
        }
    }
}
