//! Pages of papers of no single area: issuing bodies with their signers, the registers of outgoing and incoming papers, and
//! papers made from templates.

mod incoming;
mod issuers;
mod made;
mod register;

pub(crate) use made::state_tag as made_state_tag;

use dienhong_app::papers::{PaperError, sentence};
use dienhong_app::urls;
use dienhong_domain::rights::Permission::{ManagePapers, ReadTotals, WriteReports};
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::shell::Shell;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::PAPERS, Needs(ReadTotals), register::show)
        .post(urls::PAPERS, Needs(WriteReports), register::enter)
        .post(urls::PAPER_CANCELLATION, Needs(WriteReports), register::cancel)
        .get(urls::ISSUERS, Needs(ReadTotals), issuers::show)
        .post(urls::ISSUERS, Needs(ManagePapers), issuers::save)
        .post(urls::SIGNERS, Needs(ManagePapers), issuers::add_signer)
        .post(urls::SIGNER_END, Needs(ManagePapers), issuers::end_signer)
        .and(incoming::routes())
        .and(made::routes())
}

/// The problem page for an error that users cannot correct, or may not know of.
pub(crate) fn problem(error: PaperError) -> Problem {
    match error {
        PaperError::Fault(fault) => dienhong_web_kit::respond::fault(&fault),
        _ => Problem::NotFound,
    }
}

/// The sentence for an error; one that users cannot correct, or may not know of, is a problem page.
fn words(shell: &Shell, error: PaperError) -> Result<String, Problem> {
    match sentence(&error, shell.locale()) {
        Some(words) => Ok(words),
        None => Err(problem(error)),
    }
}
