//! What books exchange: cards that introduce an installation, and bundles that carry submissions up and answers down, in
//! one form for every kind.
//!
//! One file is one envelope: the payload as text, the sender's public key, and an Ed25519 signature over exactly that
//! text. Who sent it is known by the key alone; whether that key is trusted is the book's business, not this crate's.

mod body;
mod envelope;
mod first;
mod key;

pub use body::{Answer, Body, Details, File, FilingDetails, Kind, ReportDetails, Said, Submission};
pub use envelope::{
    Asking, Card, EnvelopeContent, OpenError, Opened, Payload, Sender, open, run, seal_asking, seal_bundle,
    seal_card,
};
pub use key::{KeyError, Signer, fingerprint};

/// Largest file that is opened, in bytes.
pub const FILE_MAX: usize = 8 << 20;
