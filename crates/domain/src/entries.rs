//! Entries: a form's answers become values or mistakes, and values become lines of the ledger.

mod alike;
mod form;
mod post;
mod value;

pub use alike::alike;
pub use form::{BOUND_SUFFIX, FieldMistake, Mistake, as_typed, read_form, read_number};
pub use post::postings;
pub use value::{Body, State, Value};
