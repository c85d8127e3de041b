//! What books exchange: cards that introduce an installation, and bundles that carry figures and reports up and answers
//! down.
//!
//! One file is one envelope: the payload as text, the sender's public key, and an Ed25519 signature over exactly that
//! text. Who sent it is known by the key alone; whether that key is trusted is the book's business, not this crate's.

mod envelope;
mod key;

pub use envelope::{
    Answer, Asking, Body, Card, EnvelopeContent, File, Filing, OpenError, Opened, Payload, Report,
    ReportAnswer, ReportSaid, Said, Sender, open, run, seal_asking, seal_bundle, seal_card,
};
pub use key::{KeyError, Signer, fingerprint};

/// Largest file that is opened, in bytes.
pub const FILE_MAX: usize = 8 << 20;
