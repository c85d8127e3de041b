//! Sums over scopes: what many scopes have in common is read once, kept, and then added up for each of them.

use crate::args::list;
use crate::db::{Store, StoreError};
use crate::figures::{Figures, Which, among, condition};
use crate::rows::As;
use crate::sum_cache::{Cells, Homes, Missing, Part, Read};
use dienhong_domain::ledger::{Figure, Sums};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Scope, Slice};
use sqlx::{ColumnIndex, Decode, FromRow, Type};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The columns of [`Bounded`], over postings called `p`.
pub(crate) const BOUNDED: &str = "CAST(SUM(p.amount) AS BIGINT), \
     CAST(SUM(CASE p.bound WHEN 1 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(CASE p.bound WHEN 3 THEN p.w ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE p.bound WHEN 2 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(p.w) AS BIGINT)";

/// Sums of postings, preceded by the two numbers that they are grouped by.
pub(crate) struct Bounded(pub(crate) i32, pub(crate) i32, pub(crate) Sums);

impl<'r, R: sqlx::Row> FromRow<'r, R> for Bounded
where
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    As<i32>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Bounded, sqlx::Error> {
        let n = |i: usize| row.try_get::<i64, usize>(i);
        let sums = Sums {
            amount: n(2)?,
            at_least: n(3)?,
            at_most: n(4)?,
            about: n(5)?,
            lines: n(6)?,
        };
        let (As(whose), As(measure)) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Bounded(whose, measure, sums))
    }
}

/// The months of a year of a home (or of many together) and a measure, as rolled up.
pub(crate) struct RollRow {
    pub(crate) home: i32,
    pub(crate) year: i32,
    pub(crate) measure: i32,
    pub(crate) months: [Sums; 12],
}

impl RollRow {
    /// The columns of the twelve months; `of` wraps each in a function, or returns it unchanged.
    pub(crate) fn columns(of: impl Fn(String) -> String) -> String {
        let month = |k: u32| ["m", "b", "n"].map(|c| of(format!("{c}{k}"))).join(", ");
        (1..=12).map(month).collect::<Vec<_>>().join(", ")
    }
}

impl<'r, R: sqlx::Row> FromRow<'r, R> for RollRow
where
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    As<i32>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<RollRow, sqlx::Error> {
        let n = |i: usize| row.try_get::<i64, usize>(i);
        let mut months = [Sums::default(); 12];
        for (k, month) in months.iter_mut().enumerate() {
            let at = 3 + k * 3;
            *month = Sums::unpack(n(at)?, n(at + 1)?, n(at + 2)?);
        }
        let (As(home), As(year), As(measure)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok(RollRow {
            home,
            year,
            measure,
            months,
        })
    }
}

/// A row preceded by the last line of the change log at the moment of reading.
struct AsOf<T>(i64, T);

/// The column of [`AsOf`], selected after the others.
const AS_OF: &str = "(SELECT COALESCE(MAX(seq), 0) FROM log)";

impl<'r, R: sqlx::Row, T: FromRow<'r, R>> FromRow<'r, R> for AsOf<T>
where
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<AsOf<T>, sqlx::Error> {
        Ok(AsOf(row.try_get::<i64, usize>(row.len() - 1)?, T::from_row(row)?))
    }
}

/// Units of the same homes over the same days are read together, by unit.
type ByUnit = (Day, Day, Vec<i32>);

/// Blocks by homes and part; several where they were read at different times, each with other measures.
type Blocks = HashMap<Homes, BTreeMap<Part, Vec<Arc<Cells>>>>;

/// The blocks that hold the whole homes of a slice: parts with the months that count.
struct Place {
    homes: Homes,
    parts: Vec<(Part, (u32, u32))>,
}

impl Store {
    /// Sums the measures over a scope; measures without any posting are missing.
    pub async fn figures(&self, scope: &Scope, measures: &[i32]) -> Result<Figures, StoreError> {
        let mut found = self.of_scopes(&[scope], measures).await?;
        Ok(found.pop().unwrap_or_default())
    }

    /// Sums the measures over many scopes.
    pub async fn figures_of_many(
        &self,
        scopes: &[Arc<Scope>],
        measures: &[i32],
    ) -> Result<Vec<Figures>, StoreError> {
        let scopes: Vec<&Scope> = scopes.iter().map(Arc::as_ref).collect();
        self.of_scopes(&scopes, measures).await
    }

    async fn of_scopes(&self, scopes: &[&Scope], measures: &[i32]) -> Result<Vec<Figures>, StoreError> {
        let mut all: Vec<Figures> = scopes.iter().map(|_| Figures::new()).collect();
        if measures.is_empty() {
            return Ok(all);
        }
        let places = self.places(scopes).await?;
        let blocks = self.blocks(&places, measures).await?;
        let units = self.units(scopes, measures).await?;
        let mut places = places.iter();
        for (scope, found) in scopes.iter().zip(&mut all) {
            for slice in &scope.slices {
                let place = slice.only.is_none().then(|| places.next()).flatten();
                let sums = match (place, slice.only) {
                    (Some(place), _) => self.of_homes(slice, place, &blocks, measures).await?,
                    (None, Some(unit)) if slice.except.is_empty() => {
                        let read = units.get(&by_unit(slice));
                        let own = read.into_iter().flatten().filter(|b| b.0 == unit.0);
                        own.map(|b| (b.1, b.2)).collect()
                    }
                    (None, _) => self.postings(slice, measures, Which::Counted).await?,
                };
                for (measure, sums) in sums.into_iter().filter(|(_, s)| *s != Sums::default()) {
                    let figure: &mut Figure = found.entry(measure).or_default();
                    figure.take(&slice.weight, sums);
                }
            }
        }
        Ok(all)
    }

    /// Finds the blocks of each slice of whole homes, in order.
    async fn places(&self, scopes: &[&Scope]) -> Result<Vec<Place>, StoreError> {
        let slices = scopes.iter().flat_map(|s| &s.slices).filter(|s| s.only.is_none());
        let mut first_year = None;
        let mut places = Vec::new();
        for slice in slices {
            let mut days = slice.days;
            if days.from <= Day::MIN {
                // A stock sums all days from the beginning; the roll-ups tell the first year.
                let first = match first_year {
                    Some(first) => first,
                    None => self.first_year().await?,
                };
                first_year = Some(first);
                days.from = Day::new(first.min(days.to.year()), 1, 1).unwrap_or(days.to);
            }
            let (whole, rests) = days.months_and_rests();
            let whole = whole
                .into_iter()
                .map(|(year, first, last)| (Part::Year(year), (first, last)));
            let rest = |p: Period| (Part::Days(p.from.number(), p.to.number()), (0, 0));
            places.push(Place {
                homes: slice.homes.iter().map(|h| h.0).collect(),
                parts: whole.chain(rests.into_iter().map(rest)).collect(),
            });
        }
        Ok(places)
    }

    async fn first_year(&self) -> Result<i32, StoreError> {
        let sql = "SELECT COALESCE(MIN(year), 9999) FROM roll";
        Ok(self.number(sql, vec![]).await? as i32)
    }

    /// The blocks of all places: from the cache where it is current, the rest read from the database.
    async fn blocks(&self, places: &[Place], measures: &[i32]) -> Result<Blocks, StoreError> {
        let mut wanted: HashMap<&Homes, BTreeSet<Part>> = HashMap::new();
        for place in places {
            let parts = place.parts.iter().map(|(part, _)| *part);
            wanted.entry(&place.homes).or_default().extend(parts);
        }
        let mut blocks = Blocks::new();
        if wanted.is_empty() {
            return Ok(blocks);
        }
        let line = self.number(format!("SELECT {AS_OF}"), vec![]).await?;
        let mut missing: Vec<Missing> = Vec::new();
        let mut add = |homes: &Homes, part: Part, cells: Arc<Cells>| {
            let parts = blocks.entry(homes.clone()).or_default();
            parts.entry(part).or_default().push(cells);
        };
        if self.sums_reach(line).await? {
            let (found, lacking) = self.sum_cache.look(wanted.iter().map(|(h, p)| (*h, p)), measures);
            missing = lacking;
            found
                .iter()
                .for_each(|(homes, part, cells)| add(homes, *part, cells.clone()));
        } else {
            for (homes, parts) in &wanted {
                missing.extend(parts.iter().map(|p| ((*homes).clone(), *p, measures.to_vec())));
            }
        }
        let read = self.read_blocks(missing, line).await?;
        read.iter().for_each(|b| add(&b.homes, b.part, b.cells.clone()));
        let newest = read.iter().map(|b| b.as_of).max();
        if let Some(newest) = newest.filter(|newest| *newest > line) {
            // Somebody wrote meanwhile: only a cache that has come as far as what was read can keep it.
            self.sums_reach(newest).await?;
        }
        self.sum_cache.keep(read);
        Ok(blocks)
    }

    /// Reads missing blocks with few statements: all blocks of a single home together, each block of several homes on
    /// its own.
    async fn read_blocks(&self, missing: Vec<Missing>, line: i64) -> Result<Vec<Read>, StoreError> {
        let mut single: BTreeMap<(Part, Vec<i32>), Vec<Homes>> = BTreeMap::new();
        let mut years: BTreeMap<(Homes, Vec<i32>), Vec<i32>> = BTreeMap::new();
        let mut read = Vec::new();
        for (homes, part, measures) in missing {
            match part {
                _ if homes.len() == 1 => single.entry((part, measures)).or_default().push(homes),
                Part::Year(year) => years.entry((homes, measures)).or_default().push(year),
                Part::Days(from, to) => {
                    let mut found = self.read_days(&homes, (from, to), &measures, false, line).await?;
                    let (as_of, cells) = found.remove(&0).unwrap_or((line, Cells::default()));
                    read.push(block(homes, part, measures, cells, as_of));
                }
            }
        }
        for ((homes, measures), years) in years {
            let mut found = self.read_years(&homes, &years, &measures, false, line).await?;
            for year in years {
                let (as_of, cells) = found.remove(&(0, year)).unwrap_or((line, Cells::default()));
                read.push(block(
                    homes.clone(),
                    Part::Year(year),
                    measures.clone(),
                    cells,
                    as_of,
                ));
            }
        }
        for ((part, measures), pools) in single {
            let homes: Vec<i32> = pools.iter().map(|h| h[0]).collect();
            let mut found: HashMap<i32, (i64, Cells)> = match part {
                Part::Year(year) => {
                    let found = self.read_years(&homes, &[year], &measures, true, line).await?;
                    found.into_iter().map(|((home, _), of)| (home, of)).collect()
                }
                Part::Days(from, to) => self.read_days(&homes, (from, to), &measures, true, line).await?,
            };
            for pool in pools {
                let (as_of, cells) = found.remove(&pool[0]).unwrap_or((line, Cells::default()));
                read.push(block(pool, part, measures.clone(), cells, as_of));
            }
        }
        Ok(read)
    }

    /// Reads months of years, for each home or summed over all as home 0: (home, year) with the line of the log as of
    /// which they are current.
    async fn read_years(
        &self,
        homes: &[i32],
        years: &[i32],
        measures: &[i32],
        each: bool,
        line: i64,
    ) -> Result<HashMap<(i32, i32), (i64, Cells)>, StoreError> {
        let (home, columns, group) = match each {
            true => ("home", RollRow::columns(|c| c), ""),
            false => (
                "0",
                RollRow::columns(|c| format!("CAST(SUM({c}) AS BIGINT)")),
                "GROUP BY year, measure",
            ),
        };
        let sql = format!(
            "SELECT {home}, year, measure, {columns}, {AS_OF} FROM roll \
             WHERE year IN ({}) AND measure IN ({}) AND {} {group}",
            list(years),
            list(measures),
            among(homes)
        );
        let mut found: HashMap<(i32, i32), (i64, Cells)> = HashMap::new();
        for AsOf(as_of, row) in self.all::<AsOf<RollRow>>(sql, vec![]).await? {
            let (seen, cells) = found
                .entry((row.home, row.year))
                .or_insert((line, Cells::default()));
            *seen = as_of;
            for (month, sums) in (1..).zip(row.months) {
                cells.add(row.measure, month, sums);
            }
        }
        Ok(found)
    }

    /// Sums the postings of a range of days, for each home or over all as home 0.
    async fn read_days(
        &self,
        homes: &[i32],
        (from, to): (i32, i32),
        measures: &[i32],
        each: bool,
        line: i64,
    ) -> Result<HashMap<i32, (i64, Cells)>, StoreError> {
        let (home, group) = if each { ("p.home", "p.home, ") } else { ("0", "") };
        let sql = format!(
            "SELECT {home}, p.measure, {BOUNDED}, {AS_OF} FROM posting p \
             WHERE p.home IN ({}) AND p.day >= $1 AND p.day <= $2 AND p.measure IN ({}) GROUP BY {group}p.measure",
            list(homes),
            list(measures)
        );
        let mut found: HashMap<i32, (i64, Cells)> = HashMap::new();
        let args = crate::args![from, to];
        for AsOf(as_of, Bounded(home, measure, sums)) in self.all::<AsOf<Bounded>>(sql, args).await? {
            let (seen, cells) = found.entry(home).or_insert((line, Cells::default()));
            *seen = as_of;
            cells.add(measure, 0, sums);
        }
        Ok(found)
    }

    /// The sums of a slice of whole homes, without the units that it leaves out.
    async fn of_homes(
        &self,
        slice: &Slice,
        place: &Place,
        blocks: &Blocks,
        measures: &[i32],
    ) -> Result<BTreeMap<i32, Sums>, StoreError> {
        let mut found: BTreeMap<i32, Sums> = measures.iter().map(|m| (*m, Sums::default())).collect();
        if let Some(of) = blocks.get(&place.homes) {
            for (part, months) in &place.parts {
                for cells in of.get(part).into_iter().flatten() {
                    cells.each(*months, |measure, sums| {
                        if let Some(total) = found.get_mut(&measure) {
                            *total += sums;
                        }
                    });
                }
            }
        }
        if !slice.except.is_empty() {
            for (measure, sums) in self.postings(slice, measures, Which::Excepted).await? {
                if let Some(total) = found.get_mut(&measure) {
                    *total = *total - sums;
                }
            }
        }
        Ok(found)
    }

    /// Postings of single units, read together where homes and days are the same.
    async fn units(
        &self,
        scopes: &[&Scope],
        measures: &[i32],
    ) -> Result<BTreeMap<ByUnit, Vec<Bounded>>, StoreError> {
        let mut wanted: BTreeMap<ByUnit, BTreeSet<i32>> = BTreeMap::new();
        for slice in scopes.iter().flat_map(|s| &s.slices) {
            if let Some(unit) = slice.only.filter(|_| slice.except.is_empty()) {
                wanted.entry(by_unit(slice)).or_default().insert(unit.0);
            }
        }
        let mut read = BTreeMap::new();
        for (key, units) in wanted {
            let (from, to, homes) = &key;
            // Of few units only theirs are asked; of many, all are read at once.
            let only = match units.len() {
                ..=40 => format!(
                    "AND p.unit IN ({})",
                    list(&units.iter().copied().collect::<Vec<_>>())
                ),
                _ => String::new(),
            };
            let sql = format!(
                "SELECT p.unit, p.measure, {BOUNDED} FROM posting p \
                 WHERE p.home IN ({}) AND p.day >= $1 AND p.day <= $2 AND p.measure IN ({}) {only} GROUP BY p.unit, p.measure",
                list(homes),
                list(measures)
            );
            let args = crate::args![from.number(), to.number()];
            let rows = self.all::<Bounded>(sql, args).await?;
            read.insert(key, rows);
        }
        Ok(read)
    }

    async fn postings(
        &self,
        slice: &Slice,
        measures: &[i32],
        which: Which,
    ) -> Result<BTreeMap<i32, Sums>, StoreError> {
        let (condition, args) = condition(slice, measures, which);
        let sql =
            format!("SELECT 0, p.measure, {BOUNDED} FROM posting p WHERE {condition} GROUP BY p.measure");
        let rows = self.all::<Bounded>(sql, args).await?;
        Ok(rows.into_iter().map(|b| (b.1, b.2)).collect())
    }
}

fn block(homes: Homes, part: Part, measures: Vec<i32>, cells: Cells, as_of: i64) -> Read {
    Read {
        homes,
        part,
        measures,
        cells: Arc::new(cells),
        as_of,
    }
}

fn by_unit(slice: &Slice) -> ByUnit {
    let homes = slice.homes.iter().map(|h| h.0).collect();
    (slice.days.from, slice.days.to, homes)
}
