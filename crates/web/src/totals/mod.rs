//! Pages of figures: the totals of a unit, the proof of a number.

mod below;
pub(crate) mod chart;
pub(crate) mod filter;
mod proof;
pub(crate) mod question;
pub(crate) mod show;

use crate::access::Access::Needs;
use crate::access::Routes;
use dienhong_app::urls;
use dienhong_domain::rights::Permission::ReadTotals;

/// The routes of this room.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(urls::TOTALS, Needs(ReadTotals), show::show)
        .get(urls::TOTALS_DOWNLOAD, Needs(ReadTotals), show::download)
        .get(urls::PROOF_OF, Needs(ReadTotals), proof::show)
        .get(urls::BELOW, Needs(ReadTotals), below::show)
        .get(urls::BELOW_DOWNLOAD, Needs(ReadTotals), below::download)
}
