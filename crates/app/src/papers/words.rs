//! Words about papers: the same on the page, in the API and on the command line.

use super::PaperError;
use dienhong_domain::incoming::IncomingKind;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::procedures::papers::State;
use dienhong_domain::templates::TemplateForm;
use dienhong_i18n::{Arg, Locale, t, t_with};
use dienhong_reports::Lacking;

/// The name of a kind of paper.
pub fn paper_words(kind: PaperKind, locale: Locale) -> String {
    let key = match kind {
        PaperKind::Report => "papers-kind-report",
        PaperKind::Minutes => "papers-kind-minutes",
        PaperKind::Proposal => "papers-kind-proposal",
        PaperKind::Plan => "papers-kind-plan",
        PaperKind::Notice => "papers-kind-notice",
        PaperKind::Invitation => "papers-kind-invitation",
        PaperKind::Decision => "papers-kind-decision",
        PaperKind::TransferSlip => "papers-kind-transfer-slip",
        PaperKind::Letter => "papers-kind-letter",
    };
    t(locale, key)
}

/// The name of a kind of incoming paper.
pub fn incoming_words(kind: IncomingKind, locale: Locale) -> String {
    let key = match kind {
        IncomingKind::Resolution => "papers-kind-resolution",
        IncomingKind::Decision => "papers-kind-decision",
        IncomingKind::Directive => "papers-kind-directive",
        IncomingKind::InternalRules => "papers-kind-internal-rules",
        IncomingKind::Regulation => "papers-kind-regulation",
        IncomingKind::Communique => "papers-kind-communique",
        IncomingKind::Notice => "papers-kind-notice",
        IncomingKind::Guidance => "papers-kind-guidance",
        IncomingKind::Programme => "papers-kind-programme",
        IncomingKind::Plan => "papers-kind-plan",
        IncomingKind::Approach => "papers-kind-approach",
        IncomingKind::Scheme => "papers-kind-scheme",
        IncomingKind::Project => "papers-kind-project",
        IncomingKind::Report => "papers-kind-report",
        IncomingKind::Minutes => "papers-kind-minutes",
        IncomingKind::Proposal => "papers-kind-proposal",
        IncomingKind::Contract => "papers-kind-contract",
        IncomingKind::Letter => "papers-kind-letter",
        IncomingKind::Telegram => "papers-kind-telegram",
        IncomingKind::Memorandum => "papers-kind-memorandum",
        IncomingKind::Agreement => "papers-kind-agreement",
        IncomingKind::PowerOfAttorney => "papers-kind-power-of-attorney",
        IncomingKind::Invitation => "papers-kind-invitation",
        IncomingKind::Introduction => "papers-kind-introduction",
        IncomingKind::Leave => "papers-kind-leave",
        IncomingKind::DispatchSlip => "papers-kind-dispatch-slip",
        IncomingKind::TransferSlip => "papers-kind-transfer-slip",
        IncomingKind::NotificationSlip => "papers-kind-notification-slip",
        IncomingKind::OfficialLetter => "papers-kind-official-letter",
    };
    t(locale, key)
}

/// The key of the words of a state in which a paper stands.
pub fn paper_state_key(state: State) -> &'static str {
    match state {
        State::Draft => "papers-state-draft",
        State::Submitted => "papers-state-submitted",
        State::Issued => "papers-state-issued",
        State::Cancelled => "papers-state-cancelled",
        State::Discarded => "papers-state-discarded",
        State::Revoked => "papers-state-revoked",
    }
}

/// What a template makes: the kind of paper, or the name of the certificate.
pub fn template_kind_words(form: &TemplateForm, locale: Locale) -> String {
    match form {
        TemplateForm::Paper { kind, .. } => paper_words(*kind, locale),
        TemplateForm::Certificate { name, .. } => name.clone(),
    }
}

/// Characters that the font of PDFs lacks, and where they occur.
pub fn lacking_words(lacking: &[Lacking], locale: Locale) -> String {
    let place = |of: &Lacking| {
        let args = [
            ("letters", of.letters.as_str().into()),
            ("place", of.place.as_str().into()),
        ];
        t_with(locale, "reports-letters-place", &args)
    };
    let places: Vec<String> = lacking.iter().map(place).collect();
    t_with(
        locale,
        "reports-error-letters",
        &[("places", places.join("; ").into())],
    )
}

/// The name of an act's field on the pages.
fn field_key(of: &str) -> &'static str {
    match of {
        "sign" => "papers-issuer-ky-hieu",
        "heading" => "papers-issuer-dong-ten",
        "place" => "papers-issuer-dia-danh",
        "from" => "papers-issuer-tu-ngay",
        "to" => "papers-signer-ky-den",
        "above" => "papers-signer-thay-mat",
        "office" => "papers-signer-chuc-vu",
        "summary" => "papers-summary",
        "author" => "papers-incoming-author",
        "kind" => "papers-kind",
        "receiver" => "papers-incoming-receiver",
        "issuer" => "papers-issuer",
        "secretary" => "papers-made-secretary",
        "template" => "papers-made-template",
        _ => "papers-issuer-ten",
    }
}

/// What went wrong and what to do; `None` for what the user cannot correct or may not see.
pub fn sentence(error: &PaperError, locale: Locale) -> Option<String> {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| t_with(locale, key, args);
    let day = |day| Arg::from(dienhong_i18n::day(day));
    let count = |n: usize| Arg::from(n as i64);
    Some(match error {
        PaperError::NotFound | PaperError::NotAllowed | PaperError::Fault(_) => return None,
        PaperError::Overtaken => t(locale, "papers-error-overtaken"),
        PaperError::TooLong(max) => say("papers-error-too-long", &[("max", count(*max))]),
        PaperError::TooMany(max) => say("papers-error-too-many", &[("max", count(*max))]),
        PaperError::NeedsReason => t(locale, "papers-error-needs-reason"),
        PaperError::RevokesItself => t(locale, "papers-error-revokes-itself"),
        PaperError::RevokedBefore(mark, day) => say(
            "papers-error-revoked-before",
            &[
                ("mark", mark.as_str().into()),
                ("day", dienhong_i18n::day(*day).into()),
            ],
        ),
        PaperError::Missing(field) => say(
            "papers-error-missing",
            &[("field", t(locale, field_key(field)).into())],
        ),
        PaperError::BeforeLast(number, on) => say(
            "papers-error-before-last",
            &[("number", format!("{number:02}").into()), ("day", day(*on))],
        ),
        PaperError::Ahead => t(locale, "papers-error-ahead"),
        PaperError::NotYet => t(locale, "papers-error-not-yet"),
        PaperError::ArrivedBeforeLast(number, on) => say(
            "papers-error-arrived-before-last",
            &[("number", number.to_string().into()), ("day", day(*on))],
        ),
        PaperError::WrittenAfterArrival => t(locale, "papers-error-written-after-arrival"),
        PaperError::DueBeforeArrival => t(locale, "papers-error-due-before-arrival"),
        PaperError::DoneBeforeArrival => t(locale, "papers-error-done-before-arrival"),
        PaperError::Elsewhere => t(locale, "papers-error-elsewhere"),
        PaperError::NotThatFile => t(locale, "papers-error-file"),
        PaperError::Stands(state) => say(
            "papers-error-stands",
            &[("state", t(locale, paper_state_key(*state)).into())],
        ),
        PaperError::Blanks(blanks) => {
            let titles: Vec<&str> = blanks.iter().map(|title| title.get(locale.code())).collect();
            say("papers-error-blanks", &[("blanks", titles.join("; ").into())])
        }
        PaperError::SignerNotThen(name, on) => say(
            "papers-error-signer",
            &[("name", name.as_str().into()), ("day", day(*on))],
        ),
        PaperError::Letters(lacking) => lacking_words(lacking, locale),
        PaperError::Layout(why) => say("papers-error-layout", &[("why", why.as_str().into())]),
        PaperError::FileTooLarge(max) => say("papers-error-file-large", &[("max", count(max >> 20))]),
    })
}
