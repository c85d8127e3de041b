//! How an entry's answers are stored: countable answers in one text, free text apart with its salt.

use crate::app::Fault;
use crate::entries::EntryService;
use dienhong_domain::entries::{Body, Value};
use dienhong_store::entries::EntryRow;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The stored form of a revision's answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Answers.
    pub body: Body,
    /// Why it was corrected or voided; empty otherwise.
    pub why: String,
}

#[derive(Serialize, Deserialize)]
struct Counted {
    v: BTreeMap<String, Value>,
}

/// The columns that are written of it.
pub(crate) struct Written {
    pub(crate) body: String,
    pub(crate) text: Option<(Vec<u8>, String)>,
    pub(crate) digest: String,
}

impl EntryService<'_> {
    /// The newest answers of entries.
    pub(crate) async fn stored_of(
        &self,
        rows: impl Iterator<Item = &EntryRow>,
    ) -> Result<HashMap<Uuid, Stored>, Fault> {
        let newest: Vec<(Uuid, i32)> = rows.map(|row| (row.id, row.rev)).collect();
        let mut all = HashMap::new();
        for (id, body, text) in self.store.newest_revisions(&newest).await? {
            all.insert(id, Stored::read(&body, text.as_deref())?);
        }
        Ok(all)
    }
}

impl Stored {
    /// Reads a revision. Erased text leaves its fields empty.
    pub fn read(body: &str, text: Option<&str>) -> Result<Stored, Fault> {
        let broken = |e: serde_json::Error| Fault::Other(format!("a revision does not read: {e}"));
        let counted: Counted = serde_json::from_str(body).map_err(broken)?;
        let mut texts: BTreeMap<String, String> = match text {
            Some(text) => serde_json::from_str(text).map_err(broken)?,
            None => BTreeMap::new(),
        };
        let why = texts.remove(super::WHY).unwrap_or_default();
        Ok(Stored {
            body: Body {
                values: counted.v,
                texts,
            },
            why,
        })
    }

    pub(crate) fn write(&self) -> Result<Written, Fault> {
        let broken = |e: serde_json::Error| Fault::Other(e.to_string());
        let body = serde_json::to_string(&Counted {
            v: self.body.values.clone(),
        })
        .map_err(broken)?;
        let mut texts = self.body.texts.clone();
        if !self.why.is_empty() {
            texts.insert(super::WHY.to_owned(), self.why.clone());
        }
        let mut hash = Sha256::new();
        hash.update(&body);
        let text = match texts.is_empty() {
            true => None,
            false => {
                let text = serde_json::to_string(&texts).map_err(broken)?;
                let salt = crate::random::bytes::<16>().map_err(|e| Fault::Other(e.to_string()))?;
                let salt = salt.to_vec();
                // Only the salted digest of free text enters the chain: the text itself can be erased.
                let mut inner = Sha256::new();
                inner.update(&salt);
                inner.update(&text);
                hash.update(inner.finalize());
                Some((salt, text))
            }
        };
        let digest = hex::encode(&hash.finalize()[..16]);
        Ok(Written { body, text, digest })
    }
}
