//! The browser's and the API's door: pages, forms and what they are made of.

pub mod assets;
pub mod respond;
pub mod shell;
