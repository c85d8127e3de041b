//! Sums over scopes: what many scopes have in common is read once, kept, and then added up for each of them.

use crate::args::list;
use crate::db::{Store, StoreError};
use crate::figures::{Figures, among};
use crate::rows::As;
use crate::sum_cache::{Cells, Homes, Key, Missing, Part, Read};
use dienhong_domain::ledger::{Figure, Sums};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Scope, Slice, UnitId};
use sqlx::{ColumnIndex, Decode, FromRow, Type};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The columns of the sums of a [`HomeCell`], over postings called `p`.
const BOUNDED: &str = "CAST(SUM(p.amount) AS BIGINT), \
     CAST(SUM(CASE p.bound WHEN 1 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(CASE p.bound WHEN 3 THEN p.w ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE p.bound WHEN 2 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(p.w) AS BIGINT)";

/// A cell of a home (0 for all together) as summed from postings: home, unit, measure and month, then [`BOUNDED`].
struct HomeCell {
    home: i32,
    key: Key,
    sums: Sums,
}

impl<'r, R: sqlx::Row> FromRow<'r, R> for HomeCell
where
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    As<i32>: Decode<'r, R::Database> + Type<R::Database>,
    As<u32>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<HomeCell, sqlx::Error> {
        let n = |i: usize| row.try_get::<i64, usize>(i);
        let sums = Sums {
            amount: n(4)?,
            at_least: n(5)?,
            at_most: n(6)?,
            about: n(7)?,
            lines: n(8)?,
        };
        let number = |i: usize| row.try_get::<As<i32>, usize>(i).map(|As(number)| number);
        let As(month) = row.try_get::<As<u32>, usize>(3)?;
        Ok(HomeCell {
            home: number(0)?,
            key: (number(1)?, number(2)?, month),
            sums,
        })
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
pub(crate) const AS_OF: &str = "(SELECT COALESCE(MAX(seq), 0) FROM log)";

impl<'r, R: sqlx::Row, T: FromRow<'r, R>> FromRow<'r, R> for AsOf<T>
where
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<AsOf<T>, sqlx::Error> {
        Ok(AsOf(row.try_get::<i64, usize>(row.len() - 1)?, T::from_row(row)?))
    }
}

/// Blocks by homes and part; several where they were read at different times, each with other measures.
type Blocks = HashMap<Homes, BTreeMap<Part, Vec<Arc<Cells>>>>;

/// The blocks that hold a slice, or more than it: the homes of each, and parts with the months that count.
struct Place {
    pools: Vec<Homes>,
    parts: Vec<(Part, (u32, u32))>,
}

impl Place {
    /// Whole homes are in one block together; where units count apart, each home has a block by unit.
    fn of(slice: &Slice, first_year: i32) -> Place {
        let homes = slice.homes.iter().map(|h| h.0);
        match slice.only.is_none() && slice.except.is_empty() {
            true => Place {
                pools: vec![homes.collect()],
                parts: parts(slice.days, first_year),
            },
            false => Place::by_unit(homes, slice.days, first_year),
        }
    }

    fn by_unit(homes: impl Iterator<Item = i32>, days: Period, first_year: i32) -> Place {
        let homes: BTreeSet<i32> = homes.collect();
        let parts = parts(days, first_year).into_iter();
        Place {
            pools: homes.into_iter().map(|home| Homes::from([home])).collect(),
            parts: parts.map(|(part, months)| (part.by_unit(), months)).collect(),
        }
    }

    /// Calls `see` with every block and the months of it that count.
    fn each(&self, blocks: &Blocks, mut see: impl FnMut(&Cells, (u32, u32))) {
        for of in self.pools.iter().filter_map(|homes| blocks.get(homes)) {
            for (part, months) in &self.parts {
                for cells in of.get(part).into_iter().flatten() {
                    see(Arc::as_ref(cells), *months);
                }
            }
        }
    }
}

/// The parts of some days, each with the months that count: whole months year by year, then what is left of broken ones.
fn parts(mut days: Period, first_year: i32) -> Vec<(Part, (u32, u32))> {
    if days.from <= Day::MIN {
        days.from = Day::new(first_year.min(days.to.year()), 1, 1).unwrap_or(days.to);
    }
    let (whole, rests) = days.months_and_rests();
    let whole = whole
        .into_iter()
        .map(|(year, first, last)| (Part::Year(year), (first, last)));
    let rest = |p: Period| (Part::Days(p.from.number(), p.to.number()), (0, 0));
    whole.chain(rests.into_iter().map(rest)).collect()
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
        let slices: Vec<&Slice> = scopes.iter().flat_map(|s| &s.slices).collect();
        let first_year = self.first_year(slices.iter().map(|s| s.days.from).min()).await?;
        let places: Vec<Place> = slices.iter().map(|s| Place::of(s, first_year)).collect();
        let blocks = self.blocks(&places, measures).await?;
        let mut places = places.iter();
        for (scope, found) in scopes.iter().zip(&mut all) {
            for (slice, place) in scope.slices.iter().zip(places.by_ref()) {
                let sums = sums_of(slice, place, &blocks, measures).into_iter();
                for (measure, sums) in sums.filter(|(_, s)| *s != Sums::default()) {
                    let figure: &mut Figure = found.entry(measure).or_default();
                    figure.take(&slice.weight, sums);
                }
            }
        }
        Ok(all)
    }

    /// Figures of one measure by unit below: sums of postings by the unit that they were made for.
    pub async fn by_unit(
        &self,
        homes: &[i32],
        days: Period,
        measure: i32,
    ) -> Result<Vec<(i32, Sums)>, StoreError> {
        let first_year = self.first_year(Some(days.from)).await?;
        let places = [Place::by_unit(homes.iter().copied(), days, first_year)];
        let blocks = self.blocks(&places, &[measure]).await?;
        let mut found: BTreeMap<i32, Sums> = BTreeMap::new();
        for place in &places {
            place.each(&blocks, |cells, months| {
                cells.each(months, |unit, of, sums| {
                    if of == measure {
                        *found.entry(unit).or_default() += sums;
                    }
                });
            });
        }
        Ok(found.into_iter().collect())
    }

    /// Sums of measures over whole homes, month by month through some years, both counted: (measure, year, month, sums). A
    /// measure and year of which nothing was ever recorded is missing.
    pub async fn months(
        &self,
        homes: &[i32],
        measures: &[i32],
        (from, to): (i32, i32),
    ) -> Result<Vec<(i32, i32, u32, Sums)>, StoreError> {
        let earliest = (from <= Day::MIN.year()).then_some(Day::MIN);
        let first = self.first_year(earliest).await?.max(from);
        let places = [Place {
            pools: vec![homes.iter().copied().collect()],
            parts: (first..=to).map(|year| (Part::Year(year), (1, 12))).collect(),
        }];
        let blocks = self.blocks(&places, measures).await?;
        let mut found: BTreeMap<(i32, i32), [Sums; 12]> = BTreeMap::new();
        for (part, all) in blocks.values().flatten() {
            let (year, _) = part.days();
            for ((_, measure, month), sums) in all.iter().flat_map(|cells| cells.iter()) {
                let months = found.entry((*measure, year / 10_000)).or_default();
                let month = months.iter_mut().zip(1..).find(|(_, of)| of == month);
                month.into_iter().for_each(|(own, _)| *own += *sums);
            }
        }
        found.retain(|(measure, _), _| measures.contains(measure));
        let months = |((measure, year), months): ((i32, i32), [Sums; 12])| {
            (1..)
                .zip(months)
                .map(move |(month, sums)| (measure, year, month, sums))
        };
        Ok(found.into_iter().flat_map(months).collect())
    }

    /// The first year of the roll-ups, for days that go back to the beginning; no other days need it.
    async fn first_year(&self, earliest: Option<Day>) -> Result<i32, StoreError> {
        if earliest.is_none_or(|from| from > Day::MIN) {
            return Ok(Day::MIN.year());
        }
        let sql = "SELECT COALESCE(MIN(year), 9999) FROM roll";
        Ok(self.number(sql, vec![]).await? as i32)
    }

    /// The blocks of all places: from the cache where it is current, the rest read from the database.
    async fn blocks(&self, places: &[Place], measures: &[i32]) -> Result<Blocks, StoreError> {
        let mut wanted: HashMap<&Homes, BTreeSet<Part>> = HashMap::new();
        for place in places {
            for homes in &place.pools {
                let parts = place.parts.iter().map(|(part, _)| *part);
                wanted.entry(homes).or_default().extend(parts);
            }
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
                _ => {
                    let mut found = self.read_postings(&homes, part, &measures, false, line).await?;
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
                _ => self.read_postings(&homes, part, &measures, true, line).await?,
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
                cells.add((0, row.measure, month), sums);
            }
        }
        Ok(found)
    }

    /// Sums the postings of a part, for each home or over all as home 0, with the line of the log as of which they are
    /// current.
    async fn read_postings(
        &self,
        homes: &[i32],
        part: Part,
        measures: &[i32],
        each: bool,
        line: i64,
    ) -> Result<HashMap<i32, (i64, Cells)>, StoreError> {
        let (from, to) = part.days();
        let columns = [
            if each { "p.home" } else { "0" },
            if part.is_by_unit() { "p.unit" } else { "0" },
            "p.measure",
            if part.is_by_month() {
                "p.day / 100 % 100"
            } else {
                "0"
            },
        ];
        let grouped: Vec<&str> = columns.into_iter().filter(|column| *column != "0").collect();
        // In the order of their keys, so that cells are only appended.
        let (columns, grouped) = (columns.join(", "), grouped.join(", "));
        let sql = format!(
            "SELECT {columns}, {BOUNDED}, {AS_OF} FROM posting p \
             WHERE p.home IN ({}) AND p.day >= $1 AND p.day <= $2 AND p.measure IN ({}) \
             GROUP BY {grouped} ORDER BY {grouped}",
            list(homes),
            list(measures)
        );
        let mut found: HashMap<i32, (i64, Cells)> = HashMap::new();
        for AsOf(as_of, row) in self.all::<AsOf<HomeCell>>(sql, crate::args![from, to]).await? {
            let (seen, cells) = found.entry(row.home).or_insert((line, Cells::default()));
            *seen = as_of;
            cells.add(row.key, row.sums);
        }
        Ok(found)
    }
}

/// The sums of a slice by measure, out of the blocks that hold it.
fn sums_of(slice: &Slice, place: &Place, blocks: &Blocks, measures: &[i32]) -> BTreeMap<i32, Sums> {
    let mut found: BTreeMap<i32, Sums> = measures.iter().map(|m| (*m, Sums::default())).collect();
    let mut add = |measure: i32, sums: Sums| {
        if let Some(total) = found.get_mut(&measure) {
            *total += sums;
        }
    };
    place.each(blocks, |cells, months| match slice.only {
        Some(unit) if slice.except.contains(&unit) => {}
        Some(unit) => cells.each_of(unit.0, months, &mut add),
        None => cells.each(months, |unit, measure, sums| {
            if !slice.except.contains(&UnitId(unit)) {
                add(measure, sums);
            }
        }),
    });
    found
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
