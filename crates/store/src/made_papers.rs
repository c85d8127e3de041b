//! Papers made from templates: what people filled in, frozen versions, whose files are [`crate::frozen`]. What happened to them is kept with all
//! other steps, their numbers in the register of outgoing papers.

use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::columns;
use dienhong_domain::procedures::ProcedureState;
use dienhong_domain::procedures::papers::State;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Template's code.
    pub template: String,
    /// Rules under which it was begun.
    pub rules: i32,
    /// The body that issues it, once chosen.
    pub issuer: Option<Uuid>,
    /// Day whose legal bases hold.
    pub law_day: Day,
    /// What was filled in, as JSON by the codes of the blanks.
    pub answers: String,
    /// Who signs minutes as secretary.
    pub secretary: String,
    /// What it is about, since it was frozen.
    pub summary: String,
    /// Where it stands.
    pub state: State,
    /// How often it was frozen.
    pub version: i64,
    /// Changes of what is filled in.
    pub edit_count: i64,
    /// Moment, UTC milliseconds.
    pub made_at: i64,
    /// Person.
    pub made_by: i64,
}

columns!(PaperRow of paper p:
    id, unit, template, rules, issuer, law_day, answers, secretary, summary, state, version, edit_count = touched, made_at,
    made_by);

/// A frozen version, without its model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperVersionRow {
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 of the model.
    pub hash: Vec<u8>,
    /// Packs in force, as JSON.
    pub packs: String,
    /// Version of the program that froze it.
    pub program: String,
    /// Moment.
    pub at: i64,
    /// Person.
    pub person: i64,
}

columns!(PaperVersionRow of paper_version v: version, hash, packs, program, at, person);

const COLUMNS: &str = PaperRow::COLUMNS;

/// Where a page of the list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperPlace {
    /// With the newest paper.
    Newest,
    /// With the paper that was begun before this one.
    Below(Uuid),
    /// So that it ends with the paper that was begun after this one.
    Above(Uuid),
}

impl Store {
    /// A paper.
    pub async fn paper(&self, id: Uuid) -> Result<Option<PaperRow>, StoreError> {
        self.first(
            format!("SELECT {COLUMNS} FROM paper p WHERE p.id = $1"),
            crate::args![id],
        )
        .await
    }

    /// Papers of a unit that stand in one of some states, the newest first, at most `most`. Ids are made in the order of time.
    pub async fn papers(
        &self,
        unit: UnitId,
        states: &[State],
        place: PaperPlace,
        most: usize,
    ) -> Result<Vec<PaperRow>, StoreError> {
        let states: Vec<String> = states.iter().map(|s| s.number().to_string()).collect();
        if states.is_empty() {
            return Ok(Vec::new());
        }
        let mut condition = format!("p.unit = $1 AND p.state IN ({})", states.join(", "));
        let mut args = crate::args![unit];
        let order = match place {
            PaperPlace::Newest => "DESC",
            PaperPlace::Below(id) => {
                condition.push_str(" AND p.id < $2");
                args.extend(crate::args![id]);
                "DESC"
            }
            PaperPlace::Above(id) => {
                condition.push_str(" AND p.id > $2");
                args.extend(crate::args![id]);
                "ASC"
            }
        };
        let sql =
            format!("SELECT {COLUMNS} FROM paper p WHERE {condition} ORDER BY p.id {order} LIMIT {most}");
        let mut rows: Vec<PaperRow> = self.all(sql, args).await?;
        if order == "ASC" {
            rows.reverse();
        }
        Ok(rows)
    }

    /// Frozen versions of a paper, the newest first.
    pub async fn paper_versions(&self, id: Uuid) -> Result<Vec<PaperVersionRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM paper_version v WHERE v.paper = $1 ORDER BY v.version DESC",
                PaperVersionRow::COLUMNS
            ),
            crate::args![id],
        )
        .await
    }
}

impl Batch {
    /// Begins a paper. An id that is taken refuses the whole batch.
    pub fn new_paper(self, of: &PaperRow) -> Batch {
        self.run(
            "INSERT INTO paper (id, unit, template, rules, issuer, law_day, answers, secretary, summary, state, version, touched, \
             made_at, made_by) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)",
            crate::args![
                of.id,
                of.unit,
                of.template.as_str(),
                of.rules,
                of.issuer,
                of.law_day,
                of.answers.as_str(),
                of.secretary.as_str(),
                of.summary.as_str(),
                of.state,
                of.version,
                of.edit_count,
                of.made_at,
                of.made_by
            ],
        )
    }

    /// Keeps what is filled in, who issues it and whose law holds, as the row has them. Refused as stale when it is drafted no
    /// more, or when somebody else changed it since it was read.
    pub fn paper_content(self, of: &PaperRow) -> Batch {
        self.run(
            "UPDATE paper SET answers = $1, secretary = $2, issuer = $3, law_day = $4, touched = touched + 1 \
             WHERE id = $5 AND touched = $6 AND state = 0",
            crate::args![
                of.answers.as_str(),
                of.secretary.as_str(),
                of.issuer,
                of.law_day,
                of.id,
                of.edit_count
            ],
        )
        .expect(1)
    }

    /// Brings a paper from one state and version to another, with what it is about; refused as stale when it stands elsewhere,
    /// or when what is filled in was changed since.
    pub fn paper_state(self, was: &PaperRow, state: State, version: i64, summary: &str) -> Batch {
        self.run(
            "UPDATE paper SET state = $1, version = $2, summary = $3 \
             WHERE id = $4 AND state = $5 AND version = $6 AND touched = $7",
            crate::args![
                state,
                version,
                summary,
                was.id,
                was.state,
                was.version,
                was.edit_count
            ],
        )
        .expect(1)
    }

    /// Keeps a frozen version of a paper.
    pub fn paper_version(self, paper: Uuid, of: &PaperVersionRow, model: &str) -> Batch {
        self.run(
            "INSERT INTO paper_version (paper, version, model, hash, packs, program, at, person) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
            crate::args![
                paper,
                of.version,
                model,
                of.hash.clone(),
                of.packs.as_str(),
                of.program.as_str(),
                of.at,
                of.person
            ],
        )
    }
}
