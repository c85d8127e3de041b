//! The interface for programs over the real router, on both engines; each response is checked against the served description.

mod answers;
mod conform;
mod description;
mod figures;
mod keys;
mod many;
mod refusals;
mod sheets;
mod ward;
mod writing;
