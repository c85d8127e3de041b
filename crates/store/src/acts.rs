//! The names of all acts in the change log. A name never changes: old lines keep theirs.

/// Every act that the program writes into the change log, sorted. Pages have words for each.
pub const ACTS: [&str; 97] = [
    "book.init",
    "book.moved-in",
    "bulk.finish",
    "bulk.import",
    "bulk.undo",
    "entries.write",
    "exchange.address",
    "exchange.answer",
    "exchange.aside",
    "exchange.end",
    "exchange.filing",
    "exchange.introduce",
    "exchange.letter",
    "exchange.report",
    "exchange.report-answer",
    "exchange.report-signed",
    "exchange.send",
    "filings.accept",
    "filings.approve",
    "filings.approve-return",
    "filings.ask-return",
    "filings.freeze",
    "filings.refuse-return",
    "filings.return",
    "ledger.mend",
    "packs.install",
    "papers.begin",
    "papers.cancel",
    "papers.discard",
    "papers.incoming",
    "papers.incoming-assign",
    "papers.incoming-done",
    "papers.incoming-reopen",
    "papers.incoming-scan",
    "papers.incoming-scan-remove",
    "papers.incoming-strike",
    "papers.issue",
    "papers.restore",
    "papers.return",
    "papers.revoke",
    "papers.signed",
    "papers.submit",
    "papers.withdraw",
    "papers.write",
    "people.accept",
    "people.add-passkey",
    "people.appoint",
    "people.end-appointment",
    "people.end-session",
    "people.end-sessions",
    "people.hand-over",
    "people.invite",
    "people.invite-again",
    "people.make-feed",
    "people.make-key",
    "people.remove-passkey",
    "people.remove-password",
    "people.renew-recovery-codes",
    "people.rescue",
    "people.revoke-feed",
    "people.revoke-key",
    "people.set-password",
    "people.set-up",
    "people.set-up-again",
    "people.sign-in",
    "people.sign-in-failing",
    "people.sign-out",
    "people.withdraw-invitation",
    "reports.accept",
    "reports.approve",
    "reports.begin",
    "reports.comment",
    "reports.issuer",
    "reports.move",
    "reports.number",
    "reports.number_cancel",
    "reports.return",
    "reports.send",
    "reports.setting",
    "reports.settle",
    "reports.signed",
    "reports.signer",
    "reports.signer_end",
    "reports.submit",
    "reports.withdraw",
    "reports.write",
    "subjects.add",
    "subjects.close",
    "subjects.rename",
    "units.end",
    "units.found",
    "units.merge",
    "units.reform",
    "units.rename",
    "units.split",
    "units.transfer",
    "units.undo",
];

/// Whether an act has its place in [`ACTS`]; those of tests begin with a word of their own.
pub(crate) fn is_act(name: &str) -> bool {
    ACTS.binary_search(&name).is_ok() || name.starts_with("test.")
}

/// Areas whose acts write nothing to the ledger. Entries that are written with such an act have lines of their own.
const POST_NOTHING: [&str; 8] = [
    "bulk.",
    "exchange.",
    "filings.",
    "packs.",
    "papers.",
    "people.",
    "reports.",
    "subjects.",
];

/// Whether an act is known to write neither postings nor roll-ups; false for one that this program does not know.
pub(crate) fn posts_nothing(name: &str) -> bool {
    ACTS.binary_search(&name).is_ok() && POST_NOTHING.iter().any(|area| name.starts_with(area))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_sorted_and_each_stands_once() {
        assert!(ACTS.is_sorted_by(|a, b| a < b));
        assert!(is_act("filings.freeze") && !is_act("filings.thaw"));
    }

    #[test]
    fn every_step_leaves_a_word() {
        use dienhong_domain::procedures::{filings, papers, reports, returns};
        let filings = filings::PROCEDURE.transitions.iter().map(|t| t.log);
        let reports = reports::PROCEDURE.transitions.iter().map(|t| t.log);
        let returns = returns::PROCEDURE.transitions.iter().map(|t| t.log);
        let papers = papers::PROCEDURE.transitions.iter().map(|t| t.log);
        for log in filings.chain(reports).chain(returns).chain(papers) {
            assert!(is_act(log), "{log}");
        }
    }

    /// Whoever adds an act of another area decides here whether other processes may follow it.
    #[test]
    fn acts_that_may_post_are_known() {
        let may: Vec<&str> = ACTS.into_iter().filter(|act| !posts_nothing(act)).collect();
        let known = [
            "book.init",
            "book.moved-in",
            "entries.write",
            "ledger.mend",
            "units.end",
            "units.found",
            "units.merge",
            "units.reform",
            "units.rename",
            "units.split",
            "units.transfer",
            "units.undo",
        ];
        assert_eq!(may, known);
        assert!(!posts_nothing("people.unheard-of") && !posts_nothing("test.change"));
    }
}
