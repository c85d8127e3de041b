//! Arguments of a statement, bound alike on both engines.

use crate::db::Engine;
use dienhong_domain::amount::Bound;
use dienhong_domain::people::{PersonKind, PersonState, SessionKind};
use dienhong_domain::procedures::{ProcedureState, papers};
use dienhong_domain::reports::Stage;
use dienhong_domain::time::Day;
use dienhong_domain::undo::BulkKind;
use dienhong_domain::units::UnitId;
use dienhong_domain::{entries, filings};
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, Encode, Type};
use uuid::Uuid;

/// One argument; `None` binds a typed NULL.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// A whole number.
    Int(Option<i64>),
    /// Text.
    Text(Option<String>),
    /// Bytes.
    Blob(Option<Vec<u8>>),
    /// A uuid.
    Uuid(Option<Uuid>),
    /// A truth.
    Bool(bool),
}

/// Arguments in order of their placeholders.
pub type Args = Vec<Arg>;

/// Makes [`Args`] from plain values.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Arg::from($value)),*] };
}

macro_rules! from {
    ($($from:ty => $variant:ident, $make:expr);* $(;)?) => {
        $(impl From<$from> for Arg {
            fn from(value: $from) -> Arg {
                Arg::$variant(Some($make(value)))
            }
        }
        impl From<Option<$from>> for Arg {
            fn from(value: Option<$from>) -> Arg {
                Arg::$variant(value.map($make))
            }
        })*
    };
}

from! {
    i64 => Int, |v| v;
    UnitId => Int, |v: UnitId| v.0.into();
    Day => Int, |v: Day| v.number().into();
    entries::State => Int, |v: entries::State| v.number().into();
    filings::State => Int, |v: filings::State| v.number().into();
    papers::State => Int, |v: papers::State| ProcedureState::number(v);
    Stage => Int, Stage::number;
    BulkKind => Int, |v: BulkKind| v.number().into();
    Bound => Int, |v: Bound| v.number().into();
    PersonKind => Int, PersonKind::number;
    PersonState => Int, PersonState::number;
    SessionKind => Int, SessionKind::number;
    i32 => Int, i64::from;
    i16 => Int, i64::from;
    u32 => Int, i64::from;
    &str => Text, str::to_owned;
    String => Text, |v| v;
    &String => Text, String::clone;
    Vec<u8> => Blob, |v| v;
    &[u8] => Blob, <[u8]>::to_vec;
    Uuid => Uuid, |v| v;
}

/// Numbers for an `IN (…)`; none at all match nothing.
pub(crate) fn list(ids: &[i32]) -> String {
    match ids {
        [] => "-1".to_owned(),
        ids => ids.iter().map(i32::to_string).collect::<Vec<_>>().join(","),
    }
}

/// Numbers of units as one argument, for [`among`].
pub(crate) fn joined(units: &[UnitId]) -> String {
    list(&units.iter().map(|unit| unit.0).collect::<Vec<_>>())
}

/// That a column holds one of the numbers that [`joined`] made the argument at a place: the text is the same however many
/// there are, so that it stays prepared.
pub(crate) fn among(column: &str, place: usize, engine: Engine) -> String {
    format!("{column} {}", any_of(place, engine))
}

/// The part of [`among`] behind the column.
pub(crate) fn any_of(place: usize, engine: Engine) -> String {
    match engine {
        Engine::Sqlite => format!("IN (SELECT value FROM json_each('[' || ${place} || ']'))"),
        Engine::Postgres => format!("= ANY(string_to_array(${place}, ',')::int[])"),
    }
}

/// Numbers as rows of one column, for a `VALUES`; none at all are one row that matches nothing.
pub(crate) fn values(ids: &[i32]) -> String {
    match ids {
        [] => "(-1)".to_owned(),
        ids => ids
            .iter()
            .map(|id| format!("({id})"))
            .collect::<Vec<_>>()
            .join(","),
    }
}

/// Places and arguments for an `IN (…)`, from the place after `before` on: padded to a few sizes by repeating the last
/// value, so that few texts are prepared.
pub(crate) fn padded<T: Copy>(values: &[T], before: usize) -> (String, Args)
where
    Arg: From<T>,
{
    let Some(last) = values.last() else {
        return ("NULL".to_owned(), Args::new());
    };
    let size = values.len().next_power_of_two();
    let places: Vec<String> = (1..=size).map(|i| format!("${}", i + before)).collect();
    let args = (0..size)
        .map(|i| Arg::from(*values.get(i).unwrap_or(last)))
        .collect();
    (places.join(","), args)
}

impl From<bool> for Arg {
    fn from(value: bool) -> Arg {
        Arg::Bool(value)
    }
}

pub(crate) fn sqlite(args: Args) -> SqliteArguments {
    let mut bound = SqliteArguments::default();
    for arg in args {
        bind(&mut bound, arg);
    }
    bound
}

pub(crate) fn postgres(args: Args) -> PgArguments {
    let mut bound = PgArguments::default();
    for arg in args {
        bind(&mut bound, arg);
    }
    bound
}

fn bind<A: Arguments>(to: &mut A, arg: Arg)
where
    Option<i64>: for<'t> Encode<'t, A::Database> + Type<A::Database>,
    Option<String>: for<'t> Encode<'t, A::Database> + Type<A::Database>,
    Option<Vec<u8>>: for<'t> Encode<'t, A::Database> + Type<A::Database>,
    Option<Uuid>: for<'t> Encode<'t, A::Database> + Type<A::Database>,
    bool: for<'t> Encode<'t, A::Database> + Type<A::Database>,
{
    // Encoding these five types can not fail on either engine.
    let _ = match arg {
        Arg::Int(v) => to.add(v),
        Arg::Text(v) => to.add(v),
        Arg::Blob(v) => to.add(v),
        Arg::Uuid(v) => to.add(v),
        Arg::Bool(v) => to.add(v),
    };
}
