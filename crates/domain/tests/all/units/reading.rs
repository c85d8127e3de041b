//! Sums the slices of a scope over plain postings, as the store does over its tables.

use super::world::Posting;
use dienhong_domain::ledger::{Figure, Sums, share_out};
use dienhong_domain::units::*;

/// A figure, and how many sums were shared out on the way: each may be rounded by one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Read {
    pub(crate) figure: Figure,
    pub(crate) shared: i64,
}

pub(crate) fn read(scope: &Scope, all: &[Posting]) -> Read {
    let mut read = Read::default();
    for slice in &scope.slices {
        let sums = all
            .iter()
            .filter(|p| slice.homes.contains(&p.home) && slice.days.holds(p.day))
            .filter(|p| slice.only.is_none_or(|only| only == p.unit) && !slice.except.contains(&p.unit))
            .fold(Sums::default(), |sum, p| sum + p.sums);
        if sums == Sums::default() {
            continue;
        }
        match &slice.weight {
            Weight::Whole => read.figure.sums += sums,
            Weight::Undivided => read.figure.undivided += sums,
            Weight::Shared { parts, mine } => {
                let shares = share_out(sums.amount, parts);
                let amount = mine.iter().map(|i| shares[*i]).sum();
                read.figure.sums += Sums { amount, ..sums };
                read.figure.estimated = true;
                read.shared += 1;
            }
        }
    }
    read
}
