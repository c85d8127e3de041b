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

#[cfg(test)]
mod tests {
    use super::{FilingTravels, ReportTravels};
    use crate::exchange::travels::Travels;
    use dienhong_bundles::Kind;
    use dienhong_domain::filings::State;
    use dienhong_domain::reports::Stage;
    use uuid::Uuid;

    #[test]
    fn each_kind_stands_beside_its_own_area() {
        for kind in Kind::ALL {
            assert_eq!(by_kind!(kind, Area => Area::KIND), kind);
        }
    }

    /// What arrived in the first form is known when it comes again in this one: ids of letters that it brought.
    #[test]
    fn letters_keep_their_names() {
        let id = |subject: &str, letter: String| {
            let subject = Uuid::parse_str(subject).expect("an id");
            Uuid::new_v5(&subject, letter.as_bytes()).to_string()
        };
        let at = 1_796_101_200_000;
        assert_eq!(
            id(
                "01a22955-4c13-7611-8fc2-b86f3fa31398",
                FilingTravels::letter(State::Sent, at, &[])
            ),
            "2385303d-16f1-5bd8-bfa4-4855b08d3a57"
        );
        assert_eq!(
            id(
                "01a22955-5359-77d6-9bf9-d4b6c368d520",
                ReportTravels::letter(Stage::Writing, at, &[])
            ),
            "53fc9555-1f8c-5235-8e83-339381983a52"
        );
    }
}
