//! The table of what travels: each kind with its area, and the acts that are named after an area.

use super::filings::FilingTravels;
use super::reports::ReportTravels;
use super::{ExchangeError, ExchangeService, Sent};
use uuid::Uuid;

/// Does something with the area of a kind.
macro_rules! by_kind {
    ($kind:expr, $area:ident => $act:expr) => {
        match $kind {
            dienhong_bundles::Kind::Filing => {
                type $area = crate::exchange::filings::FilingTravels;
                $act
            }
            dienhong_bundles::Kind::Report => {
                type $area = crate::exchange::reports::ReportTravels;
                $act
            }
        }
    };
}
pub(super) use by_kind;

impl ExchangeService<'_> {
    /// A filing as a bundle: the figures for the level above while they are sent, or the answer for the installation
    /// that sent them. The same filing in the same state always gives the same bundle.
    pub async fn filing_bundle(&self, id: Uuid) -> Result<String, ExchangeError> {
        self.bundle::<FilingTravels>(id).await
    }

    /// A report as a bundle: the paper for the level above while it is sent, or the answer for the installation that
    /// sent it. The same report in the same stage always gives the same bundle.
    pub async fn report_bundle(&self, id: Uuid) -> Result<String, ExchangeError> {
        self.bundle::<ReportTravels>(id).await
    }

    /// Posts a filing, or the answer to one, to the other installation's address, where it waits for a person to look
    /// at it.
    pub async fn send_filing(&self, id: Uuid) -> Result<Sent, ExchangeError> {
        self.post::<FilingTravels>(id).await
    }

    /// Posts a report, or the answer to one, in the same way.
    pub async fn send_report_bundle(&self, id: Uuid) -> Result<Sent, ExchangeError> {
        self.post::<ReportTravels>(id).await
    }
}
