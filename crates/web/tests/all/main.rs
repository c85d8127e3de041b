//! All tests of pages and interface in one program, which links once.
#![allow(unreachable_pub, reason = "nobody else uses a test program")]

mod api;
mod areas;
mod articles;
mod bulk;
mod calendar;
mod common;
mod demo;
mod entries;
mod exports;
mod filings;
mod flat;
mod former;
mod incoming;
mod law;
mod made_papers;
mod packs;
mod papers;
mod people;
mod phone;
mod routes;
mod search;
mod shell;
mod statuses;
mod subjects;
mod units;
