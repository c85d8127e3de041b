//! The note that `serve` leaves on how it serves: address, listening socket, how connections are protected.

use crate::failure::Failure;
use crate::place::{Place, write_private};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How connections are protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Protection {
    /// Not at all: only on this machine.
    None,
    /// By a proxy before the program.
    Proxy,
    /// By a given certificate.
    Certificate(PathBuf),
    /// By the office's own certificate authority.
    OwnCa,
}

/// How the book was last served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Served {
    /// Address for people.
    pub(crate) url: String,
    /// Where the program listens.
    pub(crate) listen: String,
    /// How connections are protected.
    pub(crate) protection: Protection,
}

impl Served {
    /// The note, if the book was ever served.
    pub(crate) fn read(place: &Place) -> Option<Served> {
        serde_json::from_slice(&std::fs::read(place.served()).ok()?).ok()
    }
    /// Leaves the note.
    pub(crate) fn write(&self, place: &Place) -> Result<(), Failure> {
        let text = serde_json::to_vec_pretty(self).map_err(Failure::broken)?;
        write_private(&place.served(), &text)
    }
}
