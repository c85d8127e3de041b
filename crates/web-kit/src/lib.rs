//! What all pages are made of: the frame, routes with their classes, problems, forms. No area is known here.

pub mod access;
pub mod assets;
pub mod downloads;
pub mod just_sent;
pub mod periods;
pub mod respond;
pub mod return_form;
pub mod sheet_notes;
pub mod shell;
pub mod state;
pub mod tasks;
pub mod ticks;
pub mod unit_lists;
pub mod upload;

pub use state::{AppState, Options};
