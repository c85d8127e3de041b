//! Reads columns as the domain's types, once: whole numbers of any width, and what they stand for.

use dienhong_domain::amount::Bound;
use dienhong_domain::people::{InvitationPurpose, PersonKind, PersonState, SessionKind};
use dienhong_domain::procedures::{ProcedureState, papers};
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::undo::BulkKind;
use dienhong_domain::units::UnitId;
use dienhong_domain::{entries, filings};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgTypeInfo, PgValueRef};
use sqlx::sqlite::{SqliteTypeInfo, SqliteValueRef};
use sqlx::{ColumnIndex, Database, Decode, Postgres, Sqlite, Type};
use uuid::Uuid;

/// What a column is read as.
pub(crate) trait Stored: Sized {
    /// What the engines have for it.
    type Raw;
    fn read(raw: Self::Raw) -> Result<Self, Meaningless>;
}

/// A stored value that stands for nothing.
#[derive(Debug, thiserror::Error)]
#[error("{value} is no {what}")]
pub(crate) struct Meaningless {
    value: String,
    what: &'static str,
}

/// A column of a tuple, read as what it stands for.
pub(crate) struct As<T>(pub(crate) T);

impl<D: Database, T: Stored<Raw: Type<D>>> Type<D> for As<T> {
    fn type_info() -> D::TypeInfo {
        T::Raw::type_info()
    }
    fn compatible(of: &D::TypeInfo) -> bool {
        T::Raw::compatible(of)
    }
}

impl<'r, D: Database, T: Stored<Raw: Decode<'r, D>>> Decode<'r, D> for As<T> {
    fn decode(value: D::ValueRef<'r>) -> Result<As<T>, BoxDynError> {
        Ok(As(T::read(T::Raw::decode(value)?)?))
    }
}

/// Reads a field of a row; an error names the table and its column.
pub(crate) fn field<'r, R, T>(row: &'r R, field: &str, column: &str) -> Result<T, sqlx::Error>
where
    R: sqlx::Row,
    T: Stored<Raw: Decode<'r, R::Database> + Type<R::Database>>,
    for<'n> &'n str: ColumnIndex<R>,
{
    match row.try_get(field) {
        Ok(As(value)) => Ok(value),
        Err(sqlx::Error::ColumnDecode { source, .. }) => Err(sqlx::Error::ColumnDecode {
            index: column.to_owned(),
            source,
        }),
        Err(error) => Err(error),
    }
}

/// Says of which columns of which table a row is read: `columns!(EntryRow of entry e: id, home)` gives it `COLUMNS`,
/// "e.id AS id, e.home AS home", and reads it. A field that is called otherwise than its column names that
/// (`edit_count = touched`); one from elsewhere says what is selected (`text = "t.body"`).
macro_rules! columns {
    ($row:ident of $table:ident $alias:ident: $first:ident $(= $from:tt)? $(, $field:ident $(= $column:tt)?)* $(,)?) => {
        impl $row {
            pub(crate) const COLUMNS: &str = concat!(
                $crate::rows::columns!(@select $alias $first $($from)?)
                $(, ", ", $crate::rows::columns!(@select $alias $field $($column)?))*
            );
        }
        $crate::rows::columns!(@read $row $table sqlx::sqlite::SqliteRow, [$first $($from)?] $([$field $($column)?])*);
        $crate::rows::columns!(@read $row $table sqlx::postgres::PgRow, [$first $($from)?] $([$field $($column)?])*);
    };
    (@select $alias:ident $field:ident) => {
        $crate::rows::columns!(@select $alias $field $field)
    };
    (@select $alias:ident $field:ident $column:ident) => {
        concat!(stringify!($alias), ".", stringify!($column), " AS ", stringify!($field))
    };
    (@select $alias:ident $field:ident $selected:literal) => {
        concat!($selected, " AS ", stringify!($field))
    };
    (@name $table:ident $column:ident $($rest:tt)?) => {
        concat!(stringify!($table), ".", $crate::rows::columns!(@last $column $($rest)?))
    };
    (@last $field:ident) => { stringify!($field) };
    (@last $field:ident $column:ident) => { stringify!($column) };
    (@last $field:ident $selected:literal) => { $selected };
    (@read $row:ident $table:ident $of:ty, $([$field:ident $($column:tt)?])+) => {
        impl sqlx::FromRow<'_, $of> for $row {
            fn from_row(row: &$of) -> Result<$row, sqlx::Error> {
                Ok($row {
                    $($field: $crate::rows::field(
                        row,
                        stringify!($field),
                        $crate::rows::columns!(@name $table $field $($column)?),
                    )?),+
                })
            }
        }
    };
}
pub(crate) use columns;

/// A whole number of two, four or eight bytes.
pub(crate) struct Int(i64);

impl Type<Sqlite> for Int {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
    fn compatible(of: &SqliteTypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(of)
    }
}

impl Type<Postgres> for Int {
    fn type_info() -> PgTypeInfo {
        <i64 as Type<Postgres>>::type_info()
    }
    fn compatible(of: &PgTypeInfo) -> bool {
        <i16 as Type<Postgres>>::compatible(of)
            || <i32 as Type<Postgres>>::compatible(of)
            || <i64 as Type<Postgres>>::compatible(of)
    }
}

impl Decode<'_, Sqlite> for Int {
    fn decode(value: SqliteValueRef<'_>) -> Result<Int, BoxDynError> {
        <i64 as Decode<Sqlite>>::decode(value).map(Int)
    }
}

impl Decode<'_, Postgres> for Int {
    fn decode(value: PgValueRef<'_>) -> Result<Int, BoxDynError> {
        // The driver reads as many bytes as there are.
        <i64 as Decode<Postgres>>::decode(value).map(Int)
    }
}

impl<T: Stored> Stored for Option<T> {
    type Raw = Option<T::Raw>;
    fn read(raw: Option<T::Raw>) -> Result<Option<T>, Meaningless> {
        raw.map(T::read).transpose()
    }
}

macro_rules! as_they_are {
    ($($type:ty),*) => {$(
        impl Stored for $type {
            type Raw = $type;
            fn read(raw: $type) -> Result<$type, Meaningless> {
                Ok(raw)
            }
        }
    )*};
}

macro_rules! codes {
    ($($type:ty, $what:literal;)*) => {$(
        impl Stored for $type {
            type Raw = String;
            fn read(code: String) -> Result<$type, Meaningless> {
                <$type>::parse(&code).ok_or(Meaningless {
                    value: code,
                    what: $what,
                })
            }
        }
    )*};
}

macro_rules! numbers {
    ($($type:ty, $what:literal, $read:expr;)*) => {$(
        impl Stored for $type {
            type Raw = Int;
            fn read(Int(number): Int) -> Result<$type, Meaningless> {
                let read: fn(i64) -> Option<$type> = $read;
                read(number).ok_or_else(|| Meaningless {
                    value: number.to_string(),
                    what: $what,
                })
            }
        }
    )*};
}

as_they_are!(String, Uuid, Vec<u8>);

codes! {
    Role, "role";
    InvitationPurpose, "purpose of an invitation";
}

numbers! {
    i64, "number", Some;
    i32, "number of four bytes", |n| n.try_into().ok();
    u32, "number of four bytes without a sign", |n| n.try_into().ok();
    i16, "number of two bytes", |n| n.try_into().ok();
    bool, "yes (1) or no (0)", |n| match n { 0 => Some(false), 1 => Some(true), _ => None };
    UnitId, "number of a unit", |n| n.try_into().ok().map(UnitId);
    Day, "day", |n| n.try_into().ok().and_then(Day::from_number);
    Bound, "bound", Bound::from_number;
    entries::State, "state of an entry", entries::State::stored;
    filings::State, "state of a filing", filings::State::stored;
    papers::State, "state of a paper", <papers::State as ProcedureState>::read;
    Stage, "stage of a report", Stage::stored;
    BulkKind, "kind of an act on many entries", BulkKind::stored;
    PersonKind, "kind of a person", PersonKind::stored;
    PersonState, "state of a person", PersonState::stored;
    SessionKind, "kind of a session", SessionKind::stored;
}
