//! What benchmarks and fault tests have in common: a plain HTTP client that keeps its connection, and people to sign in.

pub mod bare;
pub mod client;
pub mod people;
