//! Filings: frozen figures and where they stand. What happened to them is kept with all other steps.

use crate::args::{Args, among, joined, list};
use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::columns;
use dienhong_domain::filings::State;
use dienhong_domain::procedures::Kind;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// A filing without its content.
#[derive(Clone, Debug)]
pub struct FilingRow {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Form's code.
    pub form: String,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// Version, from 1.
    pub version: i32,
    /// Where it stands.
    pub state: State,
    /// SHA-256 of the content.
    pub hash: Vec<u8>,
    /// Fingerprint of the postings behind it.
    pub inputs: Vec<u8>,
    /// The installation that sent it; empty when it was frozen here.
    pub origin: String,
    /// Moment of freezing, UTC milliseconds.
    pub made_at: i64,
    /// Person who froze it; 0 for another installation.
    pub made_by: i64,
}

columns!(FilingRow of filing f:
    id, unit, form, first, last, version, state, hash, inputs, origin, made_at, made_by);

/// Where the newest version of a unit's filing for a period stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StandingRow {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Version, from 1.
    pub version: i32,
    /// Where it stands.
    pub state: State,
}

columns!(StandingRow of filing f: id, unit, version, state);

const COLUMNS: &str = FilingRow::COLUMNS;

/// What is asked of filings.
#[derive(Clone, Debug, Default)]
pub struct FilingFilter {
    /// Units; an empty list finds nothing.
    pub units: Vec<i32>,
    /// Only this form.
    pub form: Option<String>,
    /// Only this period, yyyymmdd.
    pub days: Option<(i32, i32)>,
}

fn numbers(states: &[State]) -> String {
    list(&states.iter().map(|s| s.number().into()).collect::<Vec<i32>>())
}

impl FilingFilter {
    fn condition(&self) -> (String, Args) {
        let mut text = format!("f.unit IN ({})", list(&self.units));
        let mut args = crate::args![];
        if let Some((first, last)) = self.days {
            text.push_str(&format!(" AND f.first = {first} AND f.last = {last}"));
        }
        if let Some(form) = &self.form {
            text.push_str(" AND f.form = $1");
            args = crate::args![form.as_str()];
        }
        (text, args)
    }
}

impl Store {
    /// A filing.
    pub async fn filing(&self, id: Uuid) -> Result<Option<FilingRow>, StoreError> {
        self.first(
            format!("SELECT {COLUMNS} FROM filing f WHERE f.id = $1"),
            crate::args![id],
        )
        .await
    }

    /// Its content as it was frozen.
    pub async fn filing_content(&self, id: Uuid) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = self
            .first("SELECT content FROM filing WHERE id = $1", crate::args![id])
            .await?;
        Ok(found.map(|(content,)| content))
    }

    /// Filings that an installation sent and that stand in one of these states.
    pub async fn filings_from(&self, origin: &str, states: &[State]) -> Result<Vec<FilingRow>, StoreError> {
        self.all(
            format!(
                "SELECT {COLUMNS} FROM filing f WHERE f.origin = $1 AND f.state IN ({}) ORDER BY f.last DESC, f.id LIMIT 500",
                numbers(states)
            ),
            crate::args![origin],
        )
        .await
    }

    /// A page of filings, the newest period first, newer versions before older ones; and how many there are.
    pub async fn filings(
        &self,
        filter: &FilingFilter,
        skip: i64,
        most: i64,
    ) -> Result<(Vec<FilingRow>, i64), StoreError> {
        let (condition, args) = filter.condition();
        let count = self
            .number(
                format!("SELECT COUNT(*) FROM filing f WHERE {condition}"),
                args.clone(),
            )
            .await?;
        let sql = format!(
            "SELECT {COLUMNS} FROM filing f WHERE {condition} ORDER BY f.last DESC, f.form, f.unit, f.version DESC LIMIT {most} OFFSET {skip}"
        );
        Ok((self.all(sql, args).await?, count))
    }

    /// A page of the filings of some units, or of the whole book (`None`), whose return is asked for and not decided: what was
    /// asked for first stands first. What this person asked for is left out.
    pub async fn filings_asked_back(
        &self,
        units: Option<&[i32]>,
        person: i64,
        (skip, most): (i64, i64),
    ) -> Result<Vec<FilingRow>, StoreError> {
        let (condition, args) = self.asked_back(units, person);
        // Ids of requests are made in the order of time.
        let sql = format!(
            "SELECT {COLUMNS} FROM request r JOIN filing f ON f.id = r.about WHERE {condition} \
             ORDER BY r.id LIMIT {most} OFFSET {skip}"
        );
        self.all(sql, args).await
    }

    /// How many filings [`Store::filings_asked_back`] finds.
    pub async fn count_filings_asked_back(
        &self,
        units: Option<&[i32]>,
        person: i64,
    ) -> Result<i64, StoreError> {
        let (condition, args) = self.asked_back(units, person);
        let sql = format!("SELECT COUNT(*) FROM request r WHERE {condition}");
        self.number(sql, args).await
    }

    /// Open requests for returns of some units that another person than this one made.
    fn asked_back(&self, units: Option<&[i32]>, person: i64) -> (String, Args) {
        let mut args = crate::args![Kind::Return.number(), person];
        let mut text = "r.kind = $1 AND r.state = 0 AND NOT EXISTS (SELECT 1 FROM step s \
             WHERE s.kind = $1 AND s.subject = r.id AND s.seq = 1 AND s.person = $2)"
            .to_owned();
        if let Some(units) = units {
            args.push(list(units).into());
            text.push_str(&format!(" AND {}", among("r.unit", args.len(), self.engine())));
        }
        (text, args)
    }

    /// The newest version of a unit's filing for a period.
    pub async fn newest_filing(
        &self,
        unit: i32,
        form: &str,
        days: (i32, i32),
    ) -> Result<Option<FilingRow>, StoreError> {
        self.first(
            format!(
                "SELECT {COLUMNS} FROM filing f WHERE f.unit = $1 AND f.form = $2 AND f.first = $3 AND f.last = $4 \
                 ORDER BY f.version DESC LIMIT 1"
            ),
            crate::args![unit, form, days.0, days.1],
        )
        .await
    }

    /// Where the newest filings for a period of a form stand, of some units or of the whole book (`None`), in no order; only
    /// those in one state, if it is given. The days are yyyymmdd.
    pub async fn standing_filings(
        &self,
        form: &str,
        (first, last): (i32, i32),
        units: Option<&[UnitId]>,
        state: Option<State>,
    ) -> Result<Vec<StandingRow>, StoreError> {
        let mut condition = String::new();
        let mut args = crate::args![form, first, last];
        if let Some(units) = units {
            args.push(joined(units).into());
            condition.push_str(&format!(" AND {}", among("f.unit", args.len(), self.engine())));
        }
        if let Some(state) = state {
            condition.push_str(&format!(" AND f.state = {}", state.number()));
        }
        let sql = format!(
            "SELECT {} FROM filing f WHERE f.form = $1 AND f.first = $2 AND f.last = $3{condition} \
             AND NOT EXISTS (SELECT 1 FROM filing n WHERE n.unit = f.unit AND n.form = $1 AND n.first = $2 \
             AND n.last = $3 AND n.version > f.version)",
            StandingRow::COLUMNS
        );
        self.all(sql, args).await
    }
}

/// A filing to be kept.
#[derive(Clone, Debug)]
pub struct FilingWrite {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Form's code.
    pub form: String,
    /// Days.
    pub days: Period,
    /// Version.
    pub version: i32,
    /// Where it stands since.
    pub state: State,
    /// Content.
    pub content: String,
    /// Its SHA-256.
    pub hash: Vec<u8>,
    /// Fingerprint of the postings.
    pub inputs: Vec<u8>,
    /// Installation that sent it; empty for this one.
    pub origin: String,
    /// Moment of freezing.
    pub made_at: i64,
    /// Person.
    pub made_by: i64,
}

impl Batch {
    /// Keeps a filing; one that is there already with that version refuses the batch.
    pub fn filing(self, of: &FilingWrite) -> Batch {
        self.run(
            "INSERT INTO filing (id, unit, form, first, last, version, state, content, hash, inputs, origin, made_at, made_by) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
            crate::args![
                of.id,
                of.unit,
                of.form.as_str(),
                of.days.from,
                of.days.to,
                of.version,
                of.state,
                of.content.as_str(),
                of.hash.clone(),
                of.inputs.clone(),
                of.origin.as_str(),
                of.made_at,
                of.made_by
            ],
        )
    }

    /// Brings a filing from one state to another; refused as stale when it stands elsewhere.
    pub fn filing_state(self, id: Uuid, from: State, to: State) -> Batch {
        self.run(
            "UPDATE filing SET state = $1 WHERE id = $2 AND state = $3",
            crate::args![to, id, from],
        )
        .expect(1)
    }
}
