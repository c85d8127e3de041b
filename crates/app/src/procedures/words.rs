//! The sentences of histories.

use dienhong_domain::procedures::{Kind, filings, papers, reports, returns};

/// The key of the sentence that says who did an act and when (`who`, `when`). An act that is not known has one that names no
/// act.
pub fn act_key(kind: Kind, act: &str) -> &'static str {
    match (kind, act) {
        (Kind::Filing, filings::APPROVE) => "procedures-filing-approve",
        (Kind::Report, reports::APPROVE) => "procedures-report-approve",
        (Kind::Return, returns::APPROVE) => "procedures-return-approve",
        (Kind::Paper, papers::CANCEL) => "procedures-paper-cancel",
        (Kind::Paper, papers::DISCARD) => "procedures-paper-discard",
        (Kind::Paper, papers::ISSUE) => "procedures-paper-issue",
        (Kind::Paper, papers::RESTORE) => "procedures-paper-restore",
        (Kind::Paper, papers::REVOKE) => "procedures-paper-revoke",
        (Kind::Paper, papers::SUBMIT) => "procedures-paper-submit",
        (_, filings::ACCEPT) => "procedures-accept",
        (_, filings::FREEZE) => "procedures-freeze",
        (_, filings::REPLACE) => "procedures-replace",
        (_, filings::RETURN) => "procedures-return",
        (_, reports::BEGIN) => "procedures-begin",
        (_, reports::SEND) => "procedures-send",
        (_, reports::SUBMIT) => "procedures-submit",
        (_, reports::WITHDRAW) => "procedures-withdraw",
        (_, returns::ASK) => "procedures-ask",
        (_, returns::REFUSE) => "procedures-refuse",
        _ => "procedures-unknown-act",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_domain::procedures::Procedure;
    use dienhong_i18n::{Locale, t_with};

    fn every_act_has_a_sentence<S: 'static>(of: &Procedure<S>) {
        for way in of.transitions {
            let key = act_key(of.kind, way.act);
            assert_ne!(key, "procedures-unknown-act", "{:?} {}", of.kind, way.act);
            for locale in Locale::ALL {
                let said = t_with(
                    locale,
                    key,
                    &[("who", "Kiều Thị Oanh".into()), ("when", "hôm nay".into())],
                );
                let is_whole = said.contains("Kiều Thị Oanh") && said.contains("hôm nay");
                assert!(is_whole, "{key}: {said}");
            }
        }
    }

    #[test]
    fn every_act_of_every_procedure_has_a_sentence() {
        every_act_has_a_sentence(&filings::PROCEDURE);
        every_act_has_a_sentence(&papers::PROCEDURE);
        every_act_has_a_sentence(&reports::PROCEDURE);
        every_act_has_a_sentence(&returns::PROCEDURE);
    }
}
