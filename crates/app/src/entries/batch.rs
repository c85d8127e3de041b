//! Recording many entries in one durable commit, each checked like a typed one.

use super::again::ActError;
use super::draft::{Draft, EntryError, Recorded};
use super::duplicates::Taken;
use super::record::Ready;
use crate::app::Fault;
use crate::entries::EntryService;
use dienhong_store::entries::EntryRow;
use std::collections::HashMap;
use uuid::Uuid;

/// Most entries of one batch.
pub const BATCH_MAX: usize = 1000;

/// The result of one entry of a batch.
#[derive(Debug)]
pub enum Many {
    /// It was recorded.
    Recorded(Recorded),
    /// It is not right.
    Refused(EntryError),
    /// It is right, but nothing was written because others are wrong.
    Left,
}

/// Why a batch was not answered entry by entry.
#[derive(Debug)]
pub struct ManyError(pub Fault);

impl<E: Into<Fault>> From<E> for ManyError {
    fn from(error: E) -> ManyError {
        ManyError(error.into())
    }
}

impl ActError for ManyError {
    fn fault(&self) -> Option<&Fault> {
        Some(&self.0)
    }
}

impl EntryService<'_> {
    /// Records drafts in one commit, with an answer for each in their order. If one is refused nothing is written,
    /// unless only the good ones are asked for.
    pub async fn record_many(&self, drafts: &[Draft], only_good: bool) -> Result<Vec<Many>, ManyError> {
        self.until_written(|on| async move { on.record_many_on(drafts, only_good).await })
            .await
    }

    async fn record_many_on(&self, drafts: &[Draft], only_good: bool) -> Result<Vec<Many>, ManyError> {
        let (mut answers, ready) = self.look_through(drafts).await?;
        let is_bad = answers.iter().any(|a| matches!(a, Many::Refused(_)));
        if ready.is_empty() {
            return Ok(answers);
        }
        if is_bad && !only_good {
            for (place, _) in ready {
                answers[place] = Many::Left;
            }
            return Ok(answers);
        }
        let batch = self.batch_of(ready.into_iter().map(|(_, ready)| ready));
        self.store.write(batch).await?;
        Ok(answers)
    }

    /// Checks every draft; the ready ones are returned with their place.
    pub(super) async fn look_through(
        &self,
        drafts: &[Draft],
    ) -> Result<(Vec<Many>, Vec<(usize, Ready)>), ManyError> {
        let ids: Vec<Uuid> = drafts.iter().map(|d| d.id).collect();
        let there: HashMap<Uuid, EntryRow> = self
            .store
            .entries_by_id(&ids)
            .await?
            .into_iter()
            .map(|r| (r.id, r))
            .collect();
        let (mut answers, mut ready, mut taken) =
            (Vec::with_capacity(drafts.len()), Vec::new(), Taken::default());
        for (place, draft) in drafts.iter().enumerate() {
            let answer = self.look_at(draft, there.get(&draft.id), &mut taken).await;
            answers.push(match answer {
                Ok((recorded, write)) => {
                    ready.extend(write.map(|w| (place, w)));
                    Many::Recorded(recorded)
                }
                Err(EntryError::Fault(fault)) => return Err(ManyError(fault)),
                Err(refused) => Many::Refused(refused),
            });
        }
        let all: Vec<(usize, &Ready)> = ready.iter().map(|(place, ready)| (*place, ready)).collect();
        let overdrawn = self.overdrawn(&all).await?;
        ready.retain(|(place, _)| overdrawn.iter().all(|(bad, _)| bad != place));
        for (place, mistake) in overdrawn {
            answers[place] = Many::Refused(EntryError::Mistakes(vec![mistake]));
        }
        Ok((answers, ready))
    }

    async fn look_at(
        &self,
        draft: &Draft,
        row: Option<&EntryRow>,
        taken: &mut Taken,
    ) -> Result<(Recorded, Option<Ready>), EntryError> {
        let snapshot = self.snapshot();
        if !taken.ids.insert(draft.id) {
            return Err(EntryError::IdTaken);
        }
        let old = match (row, draft.seen) {
            (Some(row), None) => return Ok((self.again(row, draft).await?, None)),
            (None, Some(_)) => return Err(EntryError::NotFound),
            (Some(row), Some(seen)) => {
                self.readable(row)?;
                if i64::from(row.rev) != seen {
                    return Err(EntryError::Conflict { now: row.rev.into() });
                }
                Some(row)
            }
            (None, None) => None,
        };
        let ready = self.check(draft, old).await?;
        if let Some(mistake) = taken.take(snapshot, &ready) {
            return Err(EntryError::Mistakes(vec![mistake]));
        }
        Ok((ready.recorded(), Some(ready)))
    }
}
