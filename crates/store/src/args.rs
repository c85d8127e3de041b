//! Arguments of a statement, bound alike on both engines.

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
