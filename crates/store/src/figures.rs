//! Figures: whole months from the roll-ups, broken months from the postings, through any scope.

use crate::args::{Args, list};
use crate::db::{Store, StoreError};
use crate::entries::{PostingRow, posting_columns};
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::{Figure, Sums};
use dienhong_domain::time::Period;
use dienhong_domain::units::{Scope, Slice};
use std::collections::{BTreeMap, HashMap};

/// Figures by measure number.
pub type Figures = HashMap<i32, Figure>;

impl Store {
    /// Sums the measures over a scope; measures without any posting are missing.
    pub async fn figures(&self, scope: &Scope, measures: &[i32]) -> Result<Figures, StoreError> {
        let mut found = Figures::new();
        if measures.is_empty() {
            return Ok(found);
        }
        for slice in &scope.slices {
            for (measure, sums) in self.slice(slice, measures).await? {
                let figure: &mut Figure = found.entry(measure).or_default();
                figure.take(&slice.weight, sums);
            }
        }
        Ok(found)
    }

    /// Sums one slice by measure.
    pub(crate) async fn slice(
        &self,
        slice: &Slice,
        measures: &[i32],
    ) -> Result<BTreeMap<i32, Sums>, StoreError> {
        let mut found: BTreeMap<i32, Sums> = BTreeMap::new();
        if slice.only.is_some() {
            self.add_postings(&mut found, slice, slice.days, measures, false)
                .await?;
            return Ok(found);
        }
        // A stock sums from the beginning of all days; the roll-ups tell which years there are.
        let (whole, rests) = match slice.days.from <= dienhong_domain::time::Day::MIN {
            true => self.since_beginning(slice.days.to).await?,
            false => slice.days.months_and_rests(),
        };
        self.add_months(&mut found, slice, &whole, measures).await?;
        for rest in rests {
            self.add_postings(&mut found, slice, rest, measures, false)
                .await?;
        }
        if !slice.except.is_empty() {
            self.add_postings(&mut found, slice, slice.days, measures, true)
                .await?;
        }
        Ok(found)
    }

    /// The months and broken months of all years that have anything, up to a day.
    pub(crate) async fn since_beginning(
        &self,
        to: dienhong_domain::time::Day,
    ) -> Result<(Vec<(i32, u32, u32)>, Vec<Period>), StoreError> {
        let first = self
            .number(
                "SELECT CAST(COALESCE(MIN(year), 9999) AS BIGINT) FROM roll",
                vec![],
            )
            .await? as i32;
        let from = dienhong_domain::time::Day::new(first.min(to.year()), 1, 1).unwrap_or(to);
        Ok(Period { from, to }.months_and_rests())
    }

    async fn add_months(
        &self,
        found: &mut BTreeMap<i32, Sums>,
        slice: &Slice,
        whole: &[(i32, u32, u32)],
        measures: &[i32],
    ) -> Result<(), StoreError> {
        if whole.is_empty() {
            return Ok(());
        }
        let mut by_months: BTreeMap<(u32, u32), Vec<i32>> = BTreeMap::new();
        for (year, first, last) in whole {
            by_months.entry((*first, *last)).or_default().push(*year);
        }
        for ((first, last), years) in by_months {
            let sum = |column: &str| {
                let columns: Vec<String> = (first..=last).map(|k| format!("{column}{k}")).collect();
                format!("CAST(SUM({}) AS BIGINT)", columns.join("+"))
            };
            // The year stays in the grouping: packed counts of bounds hold two million a year and measure.
            let sql = format!(
                "SELECT CAST(measure AS BIGINT), {}, {}, {} FROM roll WHERE year IN ({}) AND measure IN ({}) AND {} \
                 GROUP BY year, measure",
                sum("m"),
                sum("b"),
                sum("n"),
                list(&years),
                list(measures),
                among(&slice.homes.iter().map(|h| h.0).collect::<Vec<_>>())
            );
            for (measure, amount, packed, lines) in self.all::<(i64, i64, i64, i64)>(sql, vec![]).await? {
                *found.entry(measure as i32).or_default() += Sums::unpack(amount, packed, lines);
            }
        }
        found.retain(|_, s| *s != Sums::default());
        Ok(())
    }

    async fn add_postings(
        &self,
        found: &mut BTreeMap<i32, Sums>,
        slice: &Slice,
        days: Period,
        measures: &[i32],
        take_away: bool,
    ) -> Result<(), StoreError> {
        let which = if take_away { Which::Excepted } else { Which::All };
        let (condition, args) = condition(slice, days, measures, which);
        let sql = format!(
            "SELECT CAST(p.measure AS BIGINT), CAST(SUM(p.amount) AS BIGINT), \
             CAST(SUM(CASE p.bound WHEN 1 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(CASE p.bound WHEN 3 THEN p.w ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE p.bound WHEN 2 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(p.w) AS BIGINT) FROM posting p WHERE {condition} \
             GROUP BY p.measure"
        );
        for (measure, amount, at_least, at_most, about, lines) in
            self.all::<(i64, i64, i64, i64, i64, i64)>(sql, args).await?
        {
            let sums = Sums {
                amount,
                at_least,
                at_most,
                about,
                lines,
            };
            let total = found.entry(measure as i32).or_default();
            *total = if take_away { *total - sums } else { *total + sums };
        }
        Ok(())
    }

    /// Postings behind a figure, newest day first, one page of them, and how many there are.
    pub async fn proof(
        &self,
        scope: &Scope,
        measure: i32,
        skip: i64,
        most: i64,
    ) -> Result<(Vec<PostingRow>, i64), StoreError> {
        let mut slices: Vec<&Slice> = scope.slices.iter().collect();
        slices.sort_by_key(|s| (std::cmp::Reverse(s.days.to), s.homes.first().copied(), s.only));
        let (mut rows, mut total, mut skip) = (Vec::new(), 0, skip);
        for slice in slices {
            let (condition, args) = condition(slice, slice.days, &[measure], Which::Counted);
            let count = self
                .number(
                    format!("SELECT COUNT(*) FROM posting p WHERE {condition}"),
                    args.clone(),
                )
                .await?;
            total += count;
            let room = most - rows.len() as i64;
            if skip >= count || room <= 0 {
                skip = (skip - count).max(0);
                continue;
            }
            let columns = posting_columns();
            let sql = format!(
                "SELECT {columns} FROM posting p WHERE {condition} ORDER BY p.day DESC, p.source, p.rev DESC, p.line LIMIT {room} OFFSET {skip}"
            );
            rows.extend(self.all::<PostingRow>(sql, args).await?);
            skip = 0;
        }
        Ok((rows, total))
    }

    /// What was stated and not taken back since: (measure, amount, bound), once for each source.
    pub async fn stated(
        &self,
        scope: &Scope,
        measures: &[i32],
    ) -> Result<Vec<(i32, i64, Bound)>, StoreError> {
        let mut found = Vec::new();
        for slice in &scope.slices {
            let (condition, args) = condition(slice, slice.days, measures, Which::Counted);
            let sql = format!(
                "SELECT CAST(p.measure AS BIGINT), ABS(p.amount), CAST(p.bound AS BIGINT) FROM posting p WHERE {condition} \
                 GROUP BY p.measure, p.source, ABS(p.amount), p.bound HAVING SUM(p.w) > 0"
            );
            let rows: Vec<(i64, i64, i64)> = self.all(sql, args).await?;
            found.extend(
                rows.into_iter()
                    .map(|(m, amount, bound)| (m as i32, amount, Bound::stored(bound as i16))),
            );
        }
        Ok(found)
    }

    /// Shows every posting behind figures of some measures, in an order that is the same in every database: by day, what
    /// made it, its revision and line. Homes come one after another in the order given.
    pub async fn each_posting(
        &self,
        scope: &Scope,
        measures: &[i32],
        mut see: impl FnMut(&PostingRow),
    ) -> Result<(), StoreError> {
        for slice in &scope.slices {
            for home in &slice.homes {
                let one = Slice {
                    homes: vec![*home],
                    ..slice.clone()
                };
                let (condition, args) = condition(&one, one.days, measures, Which::Counted);
                let columns = posting_columns();
                let sql = format!(
                    "SELECT {columns} FROM posting p WHERE {condition} ORDER BY p.day, p.source, p.rev, p.line"
                );
                self.all::<PostingRow>(sql, args).await?.iter().for_each(&mut see);
            }
        }
        Ok(())
    }

    /// Figures of one measure by unit below: sums of postings by the unit that they were made for.
    pub async fn by_unit(
        &self,
        homes: &[i32],
        days: Period,
        measure: i32,
    ) -> Result<Vec<(i32, Sums)>, StoreError> {
        let sql = format!(
            "SELECT CAST(p.unit AS BIGINT), CAST(SUM(p.amount) AS BIGINT), \
             CAST(SUM(CASE p.bound WHEN 1 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(CASE p.bound WHEN 3 THEN p.w ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE p.bound WHEN 2 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(p.w) AS BIGINT) FROM posting p \
             WHERE p.home IN ({}) AND p.day >= $1 AND p.day <= $2 AND p.measure = $3 GROUP BY p.unit",
            list(homes)
        );
        let args = crate::args![days.from.number(), days.to.number(), measure];
        let rows: Vec<(i64, i64, i64, i64, i64, i64)> = self.all(sql, args).await?;
        Ok(rows
            .into_iter()
            .map(|(unit, amount, at_least, at_most, about, lines)| {
                (
                    unit as i32,
                    Sums {
                        amount,
                        at_least,
                        at_most,
                        about,
                        lines,
                    },
                )
            })
            .collect())
    }

    /// Monthly sums of measures over some homes: (measure, year, month, sums), without months that hold nothing.
    pub async fn months(
        &self,
        homes: &[i32],
        measures: &[i32],
        years: (i32, i32),
    ) -> Result<Vec<(i32, i32, u32, Sums)>, StoreError> {
        let mut found = Vec::new();
        for month in 1..=12u32 {
            let sql = format!(
                "SELECT CAST(measure AS BIGINT), CAST(year AS BIGINT), CAST(SUM(m{month}) AS BIGINT), CAST(SUM(b{month}) AS BIGINT), \
                 CAST(SUM(n{month}) AS BIGINT) FROM roll WHERE year >= $1 AND year <= $2 AND measure IN ({}) AND home IN ({}) \
                 GROUP BY measure, year",
                list(measures),
                list(homes)
            );
            let rows: Vec<(i64, i64, i64, i64, i64)> = self.all(sql, crate::args![years.0, years.1]).await?;
            let sums = rows.into_iter().filter(|(.., lines)| *lines != 0);
            found.extend(sums.map(|(m, y, a, b, n)| (m as i32, y as i32, month, Sums::unpack(a, b, n))));
        }
        found.sort_by_key(|(measure, year, month, _)| (*measure, *year, *month));
        Ok(found)
    }

    /// The last day on which anything was posted to measures in some homes, yyyymmdd.
    pub async fn last_days(&self, homes: &[i32], measures: &[i32]) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = format!(
            "SELECT CAST(measure AS BIGINT), CAST(MAX(day) AS BIGINT) FROM posting WHERE home IN ({}) AND measure IN ({}) GROUP BY measure",
            list(homes),
            list(measures)
        );
        self.all(sql, vec![]).await
    }

    /// Months that count in monthly registers: (unit, yyyymm).
    pub async fn claims(&self, register: i32, units: &[i32]) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = format!(
            "SELECT CAST(unit AS BIGINT), CAST(month AS BIGINT) FROM claim WHERE register = $1 AND unit IN ({})",
            list(units)
        );
        self.all(sql, crate::args![register]).await
    }

    /// How many entries of some homes wait since before a day: drafts (0) and those sent up (1).
    pub async fn waiting_since(&self, homes: &[i32], before: i32) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = format!(
            "SELECT CAST(state AS BIGINT), COUNT(*) FROM entry WHERE home IN ({}) AND day < $1 AND state IN (0, 1) GROUP BY state ORDER BY state",
            list(homes)
        );
        self.all(sql, crate::args![before]).await
    }

    /// Monthly sums of one measure: (year, month, sums).
    pub async fn by_month(
        &self,
        homes: &[i32],
        measure: i32,
        years: (i32, i32),
    ) -> Result<Vec<(i32, u32, Sums)>, StoreError> {
        let mut found = Vec::new();
        for month in 1..=12u32 {
            let sql = format!(
                "SELECT CAST(year AS BIGINT), CAST(SUM(m{month}) AS BIGINT), CAST(SUM(b{month}) AS BIGINT), CAST(SUM(n{month}) AS BIGINT) \
                 FROM roll WHERE year >= $1 AND year <= $2 AND measure = $3 AND home IN ({}) GROUP BY year",
                list(homes)
            );
            let rows: Vec<(i64, i64, i64, i64)> =
                self.all(sql, crate::args![years.0, years.1, measure]).await?;
            found.extend(
                rows.into_iter()
                    .map(|(y, a, b, n)| (y as i32, month, Sums::unpack(a, b, n))),
            );
        }
        found.sort_by_key(|(y, m, _)| (*y, *m));
        Ok(found)
    }
}

/// The condition that a roll-up belongs to one of some homes.
///
/// The rows of a measure lie in the order of their homes. A few homes are sought one by one; the communes of a province have
/// neighbouring numbers and are read as one stretch; of a whole country every row is read. A plus before a column keeps the engine
/// from seeking each home after all.
pub(crate) fn among(homes: &[i32]) -> String {
    let all = list(homes);
    let (Some(first), Some(last)) = (homes.iter().min(), homes.iter().max()) else {
        return format!("home IN ({all})");
    };
    let (stretch, count) = (i64::from(*last) - i64::from(*first) + 1, homes.len() as i64);
    match count {
        0..=4 => format!("home IN ({all})"),
        _ if stretch <= count * 12 => format!("home BETWEEN {first} AND {last} AND +home IN ({all})"),
        5..=600 => format!("home IN ({all})"),
        _ => format!("+home IN ({all})"),
    }
}

/// Which postings of a slice's homes are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// All, the excepted units too: they are taken away afterwards.
    All,
    /// Only those of the excepted units.
    Excepted,
    /// Only those that count in the figure.
    Counted,
}

fn condition(slice: &Slice, days: Period, measures: &[i32], which: Which) -> (String, Args) {
    let (only_excepted, leaves_out) = (which == Which::Excepted, which == Which::Counted);
    let homes: Vec<i32> = slice.homes.iter().map(|h| h.0).collect();
    let except: Vec<i32> = slice.except.iter().map(|u| u.0).collect();
    let mut text = format!(
        "p.home IN ({}) AND p.day >= $1 AND p.day <= $2 AND p.measure IN ({})",
        list(&homes),
        list(measures)
    );
    if let Some(unit) = slice.only {
        text.push_str(&format!(" AND p.unit = {}", unit.0));
    }
    if only_excepted {
        text.push_str(&format!(" AND p.unit IN ({})", list(&except)));
    } else if leaves_out && !except.is_empty() {
        text.push_str(&format!(" AND p.unit NOT IN ({})", list(&except)));
    }
    (text, crate::args![days.from.number(), days.to.number()])
}
