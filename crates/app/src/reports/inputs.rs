//! A fingerprint of every posting behind a report's figures, stored with each frozen version, so that a correction is
//! noticed whichever period it affects.

use super::ReportError;
use super::build::hash_of;
use crate::reports::ReportService;
use crate::totals::{Question, compared};
use dienhong_domain::comparison::Comparison;
use sha2::{Digest, Sha256};

/// Prefix of a fingerprint that covers both sides of the comparison. Versions frozen earlier do not have it: their
/// fingerprint covers the period before as the unit was then, without what joined it later.
const BY_COMPARISON: &str = "2:";

impl ReportService<'_> {
    /// The fingerprint of every posting behind a report: of its period, and of both sides of its comparison, each read
    /// through the same map as in the paper.
    pub(super) async fn inputs(&self, q: Question) -> Result<String, ReportError> {
        let comparison = Comparison::of(&self.snapshot().map, q.unit, q.period, q.lens, q.period.to);
        let (same, before) = compared(&comparison, q);
        let mut all = Sha256::new();
        for part in [q, same, before] {
            all.update(self.filings().fingerprint(&[], part).await?);
        }
        Ok(format!("{BY_COMPARISON}{}", hex::encode(all.finalize())))
    }

    /// Today's fingerprint in the form of a frozen version's, for comparison with it.
    pub(super) async fn inputs_like(&self, frozen: &str, q: Question) -> Result<String, ReportError> {
        if frozen.starts_with(BY_COMPARISON) {
            return self.inputs(q).await;
        }
        let before = Question {
            period: q.period.same_before(),
            ..q
        };
        let now = self.filings().fingerprint(&[], q).await?;
        let then = self.filings().fingerprint(&[], before).await?;
        Ok(hash_of(&format!("{now}{then}")) + &now[..32.min(now.len())])
    }
}
