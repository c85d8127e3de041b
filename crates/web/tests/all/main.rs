//! All tests of pages and interface in one program, which links once.
#![allow(unreachable_pub, reason = "nobody else uses a test program")]

mod api;
mod common;
mod demo;
mod packs;
mod people;
mod phone;
mod reports;
mod routes;
mod rows;
mod shell;
mod units;
