//! Pages of figures: the totals of a unit, the proof of a number.

mod below;
pub mod chart;
pub(crate) mod filter;
mod proof;
pub mod question;
pub mod show;

use dienhong_app::urls;
use dienhong_domain::rights::Permission::ReadTotals;
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::Routes;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::TOTALS, Needs(ReadTotals), show::show)
        .get(urls::TOTALS_DOWNLOAD, Needs(ReadTotals), show::download)
        .get(urls::PROOF_OF, Needs(ReadTotals), proof::show)
        .get(urls::BELOW, Needs(ReadTotals), below::show)
        .get(urls::BELOW_DOWNLOAD, Needs(ReadTotals), below::download)
}
