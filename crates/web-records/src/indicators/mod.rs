//! Pages of indicators: all of a unit, and one with what it rests on.

mod list;
mod show;

use dienhong_app::indicators::words;
use dienhong_app::urls;
use dienhong_domain::indicators::Judged;
use dienhong_domain::rights::Permission::ReadTotals;
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::shell::{State, Tag};
use dienhong_web_kit::state::Me;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::INDICATORS, Needs(ReadTotals), list::show)
        .get(urls::INDICATORS_DOWNLOAD, Needs(ReadTotals), list::download)
        .get(urls::INDICATOR, Needs(ReadTotals), show::show)
}

/// A judgement as the kit shows states.
fn judged(me: &Me, of: Judged) -> Tag {
    let kind = match of {
        Judged::Met => State::Met,
        Judged::Missed => State::NotMet,
        Judged::Inconclusive => State::Unjudged,
    };
    Tag {
        words: words::judged(of, me.locale()),
        ..kind.tag(me.locale())
    }
}
