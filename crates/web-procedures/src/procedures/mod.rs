//! What pages of all procedures share.

mod history;

pub(crate) use history::HistoryLine;
