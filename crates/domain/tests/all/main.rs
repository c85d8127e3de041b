//! The rules as their callers see them.

mod units;
