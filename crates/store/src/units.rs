//! The map as stored: shipped spans and links, and the changes recorded on top.

use crate::batch::Batch;
use crate::db::{Engine, Store, StoreError};
use crate::rows::columns;
use crate::writer::places;
use dienhong_domain::time::Day;
use dienhong_domain::units::{BaseSpan, Change, ChangeKind, Link, Span, UnitId};
use std::sync::Arc;
use uuid::Uuid;

/// A recorded change with who recorded and who undid it.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// Order in which it was recorded.
    pub seq: i64,
    /// The home under which it was recorded.
    pub home: UnitId,
    /// The change.
    pub change: Arc<Change>,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Person.
    pub author: i64,
    /// When it was undone, by whom, why.
    pub undone: Option<(i64, i64, String)>,
}

struct SpanRow {
    id: UnitId,
    uid: Uuid,
    from_day: Day,
    to_day: Day,
    kind: String,
    code: Option<String>,
    name: String,
    parent: Option<UnitId>,
}

columns!(SpanRow of unit_span s: id = "u.id", uid = "u.uid", from_day, to_day, kind, code, name, parent);

struct LinkRow {
    from_unit: UnitId,
    to_unit: UnitId,
    day: Day,
    change: Uuid,
    kind: String,
    share: Option<u32>,
    reference: String,
}

columns!(LinkRow of unit_link l: from_unit, to_unit, day, change, kind, share, reference);

struct RecordedRow {
    seq: i64,
    home: UnitId,
    body: String,
    at: i64,
    author: i64,
    undone_at: Option<i64>,
    undone_by: Option<i64>,
    undone_why: Option<String>,
}

columns!(RecordedRow of unit_change c: seq, home, body, at, author, undone_at, undone_by, undone_why);

impl Store {
    /// Reads the shipped map.
    pub async fn base_map(&self) -> Result<(Vec<BaseSpan>, Vec<Link>), StoreError> {
        let sql = format!(
            "SELECT {} FROM unit_span s JOIN unit u ON u.id = s.unit ORDER BY s.unit, s.from_day",
            SpanRow::COLUMNS
        );
        let rows: Vec<SpanRow> = self.all(sql, vec![]).await?;
        let span = |row: SpanRow| BaseSpan {
            id: row.id,
            uid: row.uid,
            span: Span {
                from: row.from_day,
                to: row.to_day,
                name: row.name.into(),
                kind: row.kind.into(),
                code: row.code.map(Into::into),
                parent: row.parent,
                opened_by: None,
            },
        };
        let spans = rows.into_iter().map(span).collect();
        let sql = format!(
            "SELECT {} FROM unit_link l ORDER BY l.day, l.from_unit, l.to_unit",
            LinkRow::COLUMNS
        );
        let rows: Vec<LinkRow> = self.all(sql, vec![]).await?;
        let link = |row: LinkRow| Link {
            day: row.day,
            change: row.change,
            kind: if row.kind == "split" {
                ChangeKind::Split
            } else {
                ChangeKind::Merge
            },
            from: row.from_unit,
            to: row.to_unit,
            share: row.share,
            reference: row.reference.into(),
        };
        let links = rows.into_iter().map(link).collect();
        Ok((spans, links))
    }

    /// Reads all recorded changes in order, undone ones too.
    pub async fn unit_changes(&self) -> Result<Vec<ChangeRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM unit_change c ORDER BY c.seq",
            RecordedRow::COLUMNS
        );
        let rows: Vec<RecordedRow> = self.all(sql, vec![]).await?;
        let change = |row: RecordedRow| {
            let change: Change = serde_json::from_str(&row.body)
                .map_err(|e| StoreError::Broken(format!("unit_change {}: {e}", row.seq)))?;
            let undone = row.undone_at.map(|at| {
                (
                    at,
                    row.undone_by.unwrap_or_default(),
                    row.undone_why.unwrap_or_default(),
                )
            });
            Ok(ChangeRow {
                seq: row.seq,
                home: row.home,
                change: Arc::new(change),
                at: row.at,
                author: row.author,
                undone,
            })
        };
        rows.into_iter().map(change).collect()
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
            .number("SELECT COALESCE(MAX(seq), 0) FROM unit_change", vec![])
            .await?
            + 1;
        let unit = self
            .number("SELECT COALESCE(MAX(id), 0) FROM unit", vec![])
            .await?;
        Ok((seq, unit as i32))
    }
}
