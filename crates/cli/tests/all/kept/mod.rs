//! Books as an older program left them: made with acts, stored, read back.

pub(crate) mod facts;
pub(crate) mod make;
pub(crate) mod people;
pub(crate) mod places;
