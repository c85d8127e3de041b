//! The tables that move, column by column.

use crate::args::Arg;
use crate::batch::LEDGER;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex, Decode, FromRow, Row as _, Type, TypeInfo, ValueRef};
use uuid::Uuid;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A number.
    Int,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A permanent identity.
    Uid,
    /// Number of a unit; 0 is the installation.
    Unit,
    /// Number of a person; 0 is the program.
    Person,
    /// Number of a measure.
    Measure,
    /// Number of a register.
    Register,
    /// Number of a set of rules.
    Rules,
    /// An entry's place in lists, whose order goes on after what the receiving book has.
    Place,
    /// A sign-in name or telephone, which may already be in use in the receiving book.
    Door,
}

/// A value as read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A row as read.
pub(super) struct Values(pub(super) Vec<Value>);

fn get<'r, R, T>(row: &'r R, at: usize) -> Result<T, sqlx::Error>
where
    R: sqlx::Row,
    usize: ColumnIndex<R>,
    T: Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get_unchecked(at)
}

impl FromRow<'_, SqliteRow> for Values {
    fn from_row(row: &SqliteRow) -> Result<Values, sqlx::Error> {
        let value = |at| {
            let raw = row.try_get_raw(at)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            let name = raw.type_info().name().to_owned();
            Ok(match name.as_str() {
                "TEXT" => Value::Text(get(row, at)?),
                "BLOB" => Value::Bytes(get(row, at)?),
                _ => Value::Int(get(row, at)?),
            })
        };
        (0..row.len())
            .map(value)
            .collect::<Result<_, sqlx::Error>>()
            .map(Values)
    }
}

impl FromRow<'_, PgRow> for Values {
    fn from_row(row: &PgRow) -> Result<Values, sqlx::Error> {
        let value = |at| {
            let raw = row.try_get_raw(at)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            let name = raw.type_info().name().to_owned();
            Ok(match name.as_str() {
                "TEXT" => Value::Text(get(row, at)?),
                "BYTEA" => Value::Bytes(get(row, at)?),
                "UUID" => Value::Bytes(get::<_, Uuid>(row, at)?.as_bytes().to_vec()),
                _ => Value::Int(get(row, at)?),
            })
        };
        (0..row.len())
            .map(value)
            .collect::<Result<_, sqlx::Error>>()
            .map(Values)
    }
}

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// The SQL condition for the rows that belong to a book that moved in.
    pub(super) only: &'static str,
    /// Whether its rows are too large to be moved in one transaction.
    pub(super) is_file: bool,
}

impl Table {
    /// Whether sums are kept of its rows.
    pub(super) fn is_ledger(&self) -> bool {
        LEDGER.contains(&self.name)
    }
    /// The arguments of a row; `number` translates each number of a unit, person and the like.
    pub(super) fn args(&self, row: Vec<Value>, number: impl Fn(Kind, i64) -> i64) -> Vec<Arg> {
        let arg = |((_, kind), value): (&(&str, Kind), Value)| match (kind, value) {
            (Kind::Text | Kind::Door, Value::Null) => Arg::Text(None),
            (Kind::Bytes, Value::Null) => Arg::Blob(None),
            (Kind::Uid, Value::Null) => Arg::Uuid(None),
            (_, Value::Null) => Arg::Int(None),
            (Kind::Uid, Value::Bytes(bytes)) => Arg::Uuid(Uuid::from_slice(&bytes).ok()),
            (_, Value::Text(text)) => Arg::Text(Some(text)),
            (_, Value::Bytes(bytes)) => Arg::Blob(Some(bytes)),
            (kind, Value::Int(n)) => Arg::Int(Some(number(*kind, n))),
        };
        self.columns.iter().zip(row).map(arg).collect()
    }
}

use Kind::{Bytes, Door, Int, Measure, Person, Place, Register, Rules, Text, Uid, Unit};

macro_rules! table {
    ($name:literal, $only:literal, $($column:ident $kind:ident),* $(,)?) => {
        Table { name: $name, columns: &[$((stringify!($column), $kind)),*], only: $only, is_file: false }
    };
}

pub(super) const FILES: Table = Table {
    name: "attachment_data",
    columns: &[("id", Uid), ("data", Bytes), ("thumb", Bytes)],
    only: " WHERE id IN (SELECT id FROM attachment WHERE home IN ({homes}))",
    is_file: true,
};

pub(super) const PEOPLE: Table = table!("person", " WHERE id IN ({people})",
    id Person, uid Uid, kind Int, name Text, login Door, phone Door, state Int, language Text, created Int);

/// Every table whose rows move unchanged except for their numbers.
pub(super) const ALL: &[Table] = &[
    FILES,
    PEOPLE,
    table!("subject", " WHERE unit IN ({units})", id Uid, unit Unit, kind Text, name Text, opened Int, closed Int, touched Int,
        made_at Int, made_by Person),
    table!("appointment", " WHERE person IN ({people})", id Uid, person Person, role Text, unit Unit, subject Uid, from_day Int, to_day Int,
        made_by Person, made_at Int, ended_by Person, ended_at Int, reason Text),
    table!("passkey", " WHERE person IN ({people})", id Bytes, uid Uid, person Person, credential Text, label Text, created Int,
        last_used Int),
    table!("credential_password", " WHERE person IN ({people})", person Person, phc Text, changed Int),
    table!("credential_totp", " WHERE person IN ({people})", person Person, secret Bytes, confirmed Int, last_step Int),
    table!("recovery_code", " WHERE person IN ({people})", person Person, hash Bytes, used Int),
    table!("api_token", " WHERE person IN ({people})", id Uid, hash Bytes, person Person, unit Unit, subject Uid, scopes Text, made_by Person,
        created Int, expires Int, last_used Int, revoked Int),
    table!("entry", " WHERE home IN ({homes})", id Uid, home Unit, register Register, unit Unit, day Int, state Int, rev Int,
        author Person, holder Person, made_at Int, changed_at Int, search Text, place Place),
    table!("revision", " WHERE home IN ({homes})", entry Uid, rev Int, home Unit, at Int, author Person, unit Unit, day Int,
        state Int, rules Rules, body Text, digest Text),
    table!("revision_text", " WHERE home IN ({homes})", entry Uid, rev Int, home Unit, salt Bytes, body Text),
    table!("posting", " WHERE home IN ({homes})", home Unit, day Int, source Uid, rev Int, line Int, source_kind Int, unit Unit,
        measure Measure, amount Int, bound Int, w Int),
    table!("level", " WHERE home IN ({homes})", home Unit, unit Unit, measure Measure, day Int, entry Uid, amount Int, bound Int),
    table!("roll", " WHERE home IN ({homes})", year Int, measure Measure, home Unit, m1 Int, b1 Int, n1 Int, m2 Int, b2 Int,
        n2 Int, m3 Int, b3 Int, n3 Int, m4 Int, b4 Int, n4 Int, m5 Int, b5 Int, n5 Int, m6 Int, b6 Int, n6 Int, m7 Int, b7 Int,
        n7 Int, m8 Int, b8 Int, n8 Int, m9 Int, b9 Int, n9 Int, m10 Int, b10 Int, n10 Int, m11 Int, b11 Int, n11 Int, m12 Int,
        b12 Int, n12 Int),
    table!("attachment", " WHERE home IN ({homes})", id Uid, home Unit, entry Uid, field Text, kind Text, name Text, sha256 Text,
        size Int, width Int, height Int, added_rev Int, removed_rev Int),
    table!("reach", " WHERE home IN ({homes})", entry Uid, home Unit, day Int),
    table!("bulk", " WHERE unit IN ({units})", id Uid, kind Int, unit Unit, register Register, at Int, person Person, size Int,
        remaining Int, undone_at Int, undone_by Person, why Text),
    table!("bulk_entry", " WHERE home IN ({homes})", bulk Uid, entry Uid, home Unit, rev Int, was Int, undone Int),
    table!("claim", " WHERE unit IN ({units})", register Register, unit Unit, month Int, entry Uid),
    table!("filing", " WHERE unit IN ({units})", id Uid, unit Unit, form Text, first Int, last Int, version Int, state Int,
        content Text, hash Bytes, inputs Bytes, origin Text, made_at Int, made_by Person),
    table!("issuer", " WHERE unit IN ({units})", id Uid, unit Unit, made_at Int, made_by Person),
    table!("issuer_setting", " WHERE issuer IN (SELECT id FROM issuer WHERE unit IN ({units}))", issuer Uid, first Int, name Text,
        parent Text, heading Text, place Text, sign Text, by_kind Int, recipients Text, archive Text, made_at Int, made_by Person),
    table!("signer", " WHERE issuer IN (SELECT id FROM issuer WHERE unit IN ({units}))", id Uid, issuer Uid, first Int, last Int,
        name Text, authority Text, above Text, office Text, made_at Int, made_by Person),
    table!("outgoing", " WHERE issuer IN (SELECT id FROM issuer WHERE unit IN ({units}))", issuer Uid, year Int, series Text,
        number Int, day Int, kind Text, sign Text, summary Text, recipients Text, report Uid, paper Uid, version Int, state Int,
        note Text, at Int, person Person),
    table!("incoming", " WHERE unit IN ({units})", id Uid, unit Unit, year Int, number Int, day Int, author Text, sign Text,
        paper_day Int, kind Text, summary Text, receiver Text, due Int, done Int, state Int, note Text, touched Int, at Int,
        person Person),
    table!("incoming_scan", " WHERE id IN (SELECT id FROM incoming WHERE unit IN ({units}))", id Uid, kind Text, sha256 Text,
        size Int, data Bytes, at Int, person Person),
    table!("report", " WHERE unit IN ({units})", id Uid, unit Unit, outline Text, rules Rules, first Int, last Int, issuer Uid,
        lens Int, state Int, version Int, touched Int, made_at Int, made_by Person, origin Text),
    table!("report_text", " WHERE report IN (SELECT id FROM report WHERE unit IN ({units}))", report Uid, part Text, rev Int,
        behind Text, body Text, base Text, is_gone Int, at Int, person Person),
    table!("report_order", " WHERE report IN (SELECT id FROM report WHERE unit IN ({units}))", report Uid, rev Int, parts Text,
        at Int, person Person),
    table!("report_note", " WHERE report IN (SELECT id FROM report WHERE unit IN ({units}))", id Uid, report Uid, part Text,
        version Int, body Text, at Int, person Person, solved_at Int, solved_by Person),
    table!("report_version", " WHERE report IN (SELECT id FROM report WHERE unit IN ({units}))", report Uid, version Int,
        model Text, hash Bytes, inputs Text, packs Text, program Text, at Int, person Person, mark Text),
    table!("report_file", " WHERE report IN (SELECT id FROM report WHERE unit IN ({units}))", report Uid, version Int, stage Int,
        format Text, name Text, sha256 Text, data Bytes, at Int, person Person),
    table!("paper", " WHERE unit IN ({units})", id Uid, unit Unit, template Text, rules Rules, issuer Uid, law_day Int,
        answers Text, secretary Text, summary Text, state Int, version Int, touched Int, made_at Int, made_by Person),
    table!("paper_version", " WHERE paper IN (SELECT id FROM paper WHERE unit IN ({units}))", paper Uid, version Int, model Text,
        hash Bytes, packs Text, program Text, at Int, person Person),
    table!("paper_file", " WHERE paper IN (SELECT id FROM paper WHERE unit IN ({units}))", paper Uid, version Int, stage Int,
        format Text, name Text, sha256 Text, data Bytes, at Int, person Person),
    table!("step", " WHERE subject IN (SELECT id FROM filing WHERE unit IN ({units}) UNION ALL SELECT id FROM report \
        WHERE unit IN ({units}) UNION ALL SELECT id FROM request WHERE unit IN ({units}) UNION ALL SELECT id FROM paper \
        WHERE unit IN ({units}))", kind Int, subject Uid, seq Int, version Int, state Int, act Text, at Int, person Person,
        unit Unit, note Text),
    table!("request", " WHERE unit IN ({units})", id Uid, kind Int, about Uid, unit Unit, state Int),
    table!("step_reason", " WHERE subject IN (SELECT id FROM filing WHERE unit IN ({units}) UNION ALL SELECT id FROM report \
        WHERE unit IN ({units}) UNION ALL SELECT id FROM request WHERE unit IN ({units}) UNION ALL SELECT id FROM paper \
        WHERE unit IN ({units}))", kind Int, subject Uid, seq Int, place Text, reason Text),
];
