//! The map as remembered: shipped spans and links, and the changes recorded on top.

use crate::batch::Batch;
use crate::db::{Engine, Store, StoreError};
use crate::writer::places;
use dienhong_domain::time::Day;
use dienhong_domain::units::{BaseSpan, Change, ChangeKind, Link, Span, UnitId};
use uuid::Uuid;

/// A recorded change with who recorded and who undid it.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// Order in which it was recorded.
    pub seq: i64,
    /// Unit in whose house it was recorded.
    pub home: i64,
    /// The change.
    pub change: Change,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Person.
    pub author: i64,
    /// When it was undone, by whom, why.
    pub undone: Option<(i64, i64, String)>,
}

type SpanRow = (i64, Uuid, i64, i64, String, Option<String>, String, Option<i64>);

type LinkRow = (i64, i64, i64, Uuid, String, Option<i64>, String);
type RecordedRow = (
    i64,
    i64,
    String,
    i64,
    i64,
    Option<i64>,
    Option<i64>,
    Option<String>,
);

impl Store {
    /// Reads the shipped map.
    pub async fn base_map(&self) -> Result<(Vec<BaseSpan>, Vec<Link>), StoreError> {
        let rows: Vec<SpanRow> = self
            .all(
                "SELECT CAST(u.id AS BIGINT), u.uid, CAST(s.from_day AS BIGINT), CAST(s.to_day AS BIGINT), s.kind, s.code, s.name, \
                 CAST(s.parent AS BIGINT) FROM unit_span s JOIN unit u ON u.id = s.unit ORDER BY s.unit, s.from_day",
                vec![],
            )
            .await?;
        let spans = rows
            .into_iter()
            .map(|(id, uid, from, to, kind, code, name, parent)| BaseSpan {
                id: UnitId(id as i32),
                uid,
                span: Span {
                    from: Day::stored(from as i32),
                    to: Day::stored(to as i32),
                    name: name.into(),
                    kind: kind.into(),
                    code: code.map(Into::into),
                    parent: parent.map(|p| UnitId(p as i32)),
                    opened_by: None,
                },
            })
            .collect();
        let rows: Vec<LinkRow> = self
            .all(
                "SELECT CAST(from_unit AS BIGINT), CAST(to_unit AS BIGINT), CAST(day AS BIGINT), change, kind, CAST(share AS BIGINT), \
                 reference FROM unit_link ORDER BY day, from_unit, to_unit",
                vec![],
            )
            .await?;
        let links = rows
            .into_iter()
            .map(|(from, to, day, change, kind, share, reference)| Link {
                day: Day::stored(day as i32),
                change,
                kind: if kind == "split" {
                    ChangeKind::Split
                } else {
                    ChangeKind::Merge
                },
                from: UnitId(from as i32),
                to: UnitId(to as i32),
                share: share.map(|s| s as u32),
                reference: reference.into(),
            })
            .collect();
        Ok((spans, links))
    }

    /// Reads all recorded changes in order, undone ones too.
    pub async fn unit_changes(&self) -> Result<Vec<ChangeRow>, StoreError> {
        let rows: Vec<RecordedRow> = self
            .all(
                "SELECT CAST(seq AS BIGINT), CAST(home AS BIGINT), body, at, author, undone_at, undone_by, undone_why FROM unit_change ORDER BY seq",
                vec![],
            )
            .await?;
        rows.into_iter()
            .map(|(seq, home, body, at, author, undone_at, undone_by, why)| {
                let change = serde_json::from_str(&body)
                    .map_err(|e| StoreError::Broken(format!("unit_change {seq}: {e}")))?;
                let undone = undone_at.map(|at| (at, undone_by.unwrap_or_default(), why.unwrap_or_default()));
                Ok(ChangeRow {
                    seq,
                    home,
                    change,
                    at,
                    author,
                    undone,
                })
            })
            .collect()
    }

    /// Puts the shipped map into a new database.
    pub fn put_base_map(&self, mut batch: Batch, spans: &[BaseSpan], links: &[Link]) -> Batch {
        let mut last = None;
        let many = |rows, columns| places(self.engine() == Engine::Postgres, rows, columns);
        let mut units = Vec::new();
        for row in spans {
            if last != Some(row.id) {
                units.push((row.id, row.uid));
                last = Some(row.id);
            }
        }
        for chunk in units.chunks(500) {
            let args = chunk
                .iter()
                .flat_map(|(id, uid)| crate::args![id.0, *uid])
                .collect();
            batch = batch.run(
                format!("INSERT INTO unit (id, uid) VALUES {}", many(chunk.len(), 2)),
                args,
            );
        }
        for chunk in spans.chunks(200) {
            let args = chunk
                .iter()
                .flat_map(|r| {
                    let s = &r.span;
                    crate::args![
                        r.id.0,
                        s.from.number(),
                        s.to.number(),
                        &*s.kind,
                        s.code.as_deref().map(str::to_owned),
                        &*s.name,
                        s.parent.map(|p| p.0)
                    ]
                })
                .collect();
            let sql = "INSERT INTO unit_span (unit, from_day, to_day, kind, code, name, parent) VALUES";
            batch = batch.run(format!("{sql} {}", many(chunk.len(), 7)), args);
        }
        for chunk in links.chunks(200) {
            let args = chunk
                .iter()
                .flat_map(|l| {
                    crate::args![
                        l.from.0,
                        l.to.0,
                        l.day.number(),
                        l.change,
                        l.kind.code(),
                        l.share.map(|s| s as i32),
                        &*l.reference
                    ]
                })
                .collect();
            let sql =
                "INSERT INTO unit_link (from_unit, to_unit, day, change, kind, share, reference) VALUES";
            batch = batch.run(format!("{sql} {}", many(chunk.len(), 7)), args);
        }
        batch
    }

    /// Adds a change of the map to a batch.
    pub fn put_change(
        &self,
        batch: Batch,
        seq: i64,
        home: i32,
        change: &Change,
        author: i64,
        at: i64,
    ) -> Batch {
        let body = serde_json::to_string(change).unwrap_or_default();
        let mut batch = batch.run(
            "INSERT INTO unit_change (seq, id, home, day, kind, body, at, author) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
            crate::args![seq, change.id, home, change.day.number(), change.kind.code(), body, at, author],
        );
        for new in &change.creates {
            batch = batch.run(
                "INSERT INTO unit (id, uid) VALUES ($1, $2)",
                crate::args![new.id.0, new.uid],
            );
        }
        batch
    }

    /// Adds the undoing of a change to a batch; refused as stale when it was undone meanwhile.
    pub fn put_undo(&self, batch: Batch, change: Uuid, author: i64, at: i64, why: &str) -> Batch {
        batch
            .run(
                "UPDATE unit_change SET undone_at = $1, undone_by = $2, undone_why = $3 WHERE id = $4 AND undone_at IS NULL",
                crate::args![at, author, why, change],
            )
            .expect(1)
    }

    /// The next order number of a change, and the highest number any unit ever had.
    pub async fn change_numbers(&self) -> Result<(i64, i32), StoreError> {
        let seq = self
            .number(
                "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM unit_change",
                vec![],
            )
            .await?
            + 1;
        let unit = self
            .number("SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM unit", vec![])
            .await?;
        Ok((seq, unit as i32))
    }
}
