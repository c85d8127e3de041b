//! Catalogue keys for roles, acts and refusals, and fields that several pages share.

use dienhong_app::people::{
    AcceptError, AppointError, CodeError, Drift, EndError, HandOverError, LoginError, NameError,
    PasskeyError, Password, PasswordError, ReasonError, ResetError, SignInError, TokenError,
};
use dienhong_domain::rights::{Permission, Role};
use dienhong_i18n::{Locale, day, moment, t, t_with};
use dienhong_web_kit::shell::{Field, Mistake, Shell};

/// The words of an office.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::GroupLeader => "people-role-group-leader",
        Role::Police => "people-role-police",
        Role::Official => "people-role-official",
        Role::Standing => "people-role-standing",
        Role::Chair => "people-role-chair",
        Role::Reader => "people-role-reader",
        Role::Operator => "people-role-operator",
        Role::SubjectHead => "people-role-subject-head",
    }
}

pub(super) fn role_hint(role: Role) -> &'static str {
    match role {
        Role::GroupLeader => "people-role-group-leader-hint",
        Role::Police => "people-role-police-hint",
        Role::Official => "people-role-official-hint",
        Role::Standing => "people-role-standing-hint",
        Role::Chair => "people-role-chair-hint",
        Role::Reader => "people-role-reader-hint",
        Role::Operator => "people-role-operator-hint",
        Role::SubjectHead => "people-role-subject-head-hint",
    }
}

pub(super) fn permission(locale: Locale, of: Permission) -> String {
    t(locale, &format!("people-act-{}", of.code()))
}

/// Areas whose acts are in the log.
pub(super) const ROOMS: [(&str, &str); 12] = [
    ("entries", "people-log-room-entries"),
    ("bulk", "people-log-room-bulk"),
    ("units", "people-log-room-units"),
    ("subjects", "people-log-room-subjects"),
    ("people", "people-log-room-people"),
    ("packs", "people-log-room-packs"),
    ("filings", "people-log-room-filings"),
    ("reports", "people-log-room-reports"),
    ("papers", "people-log-room-papers"),
    ("exchange", "people-log-room-exchange"),
    ("ledger", "people-log-room-ledger"),
    ("book", "people-log-room-book"),
];

/// Key of the text of a line of the log; `None` for an act that only a newer program knows.
pub(super) fn logged(act: &str) -> Option<&'static str> {
    Some(match act {
        "book.init" => "people-log-book-init",
        "entries.write" => "people-log-entries-write",
        "book.moved-in" => "people-log-book-moved-in",
        "bulk.finish" => "people-log-bulk-finish",
        "bulk.import" => "people-log-bulk-import",
        "bulk.undo" => "people-log-bulk-undo",
        "exchange.address" => "people-log-exchange-address",
        "exchange.answer" => "people-log-exchange-answer",
        "exchange.aside" => "people-log-exchange-aside",
        "exchange.end" => "people-log-exchange-end",
        "exchange.filing" => "people-log-exchange-filing",
        "exchange.introduce" => "people-log-exchange-introduce",
        "exchange.letter" => "people-log-exchange-letter",
        "exchange.report" => "people-log-exchange-report",
        "exchange.report-answer" => "people-log-exchange-report-answer",
        "exchange.report-signed" => "people-log-exchange-report-signed",
        "exchange.send" => "people-log-exchange-send",
        "filings.accept" => "people-log-filings-accept",
        "filings.approve" => "people-log-filings-approve",
        "filings.approve-return" => "people-log-filings-approve-return",
        "filings.ask-return" => "people-log-filings-ask-return",
        "filings.freeze" => "people-log-filings-freeze",
        "filings.refuse-return" => "people-log-filings-refuse-return",
        "filings.return" => "people-log-filings-return",
        "papers.begin" => "people-log-papers-begin",
        "papers.cancel" => "people-log-papers-cancel",
        "papers.discard" => "people-log-papers-discard",
        "papers.incoming" => "people-log-papers-incoming",
        "papers.incoming-assign" => "people-log-papers-incoming-assign",
        "papers.incoming-done" => "people-log-papers-incoming-done",
        "papers.incoming-reopen" => "people-log-papers-incoming-reopen",
        "papers.incoming-scan" => "people-log-papers-incoming-scan",
        "papers.incoming-scan-remove" => "people-log-papers-incoming-scan-remove",
        "papers.incoming-strike" => "people-log-papers-incoming-strike",
        "papers.issue" => "people-log-papers-issue",
        "papers.restore" => "people-log-papers-restore",
        "papers.return" => "people-log-papers-return",
        "papers.revoke" => "people-log-papers-revoke",
        "papers.signed" => "people-log-papers-signed",
        "papers.submit" => "people-log-papers-submit",
        "papers.withdraw" => "people-log-papers-withdraw",
        "papers.write" => "people-log-papers-write",
        "reports.accept" => "people-log-reports-accept",
        "reports.approve" => "people-log-reports-approve",
        "reports.begin" => "people-log-reports-begin",
        "reports.comment" => "people-log-reports-comment",
        "reports.issuer" => "people-log-reports-issuer",
        "reports.move" => "people-log-reports-move",
        "reports.number" => "people-log-reports-number",
        "reports.number_cancel" => "people-log-reports-number-cancel",
        "reports.return" => "people-log-reports-return",
        "reports.send" => "people-log-reports-send",
        "reports.setting" => "people-log-reports-setting",
        "reports.settle" => "people-log-reports-settle",
        "reports.signed" => "people-log-reports-signed",
        "reports.signer" => "people-log-reports-signer",
        "reports.signer_end" => "people-log-reports-signer-end",
        "reports.submit" => "people-log-reports-submit",
        "reports.withdraw" => "people-log-reports-withdraw",
        "reports.write" => "people-log-reports-write",
        "ledger.mend" => "people-log-ledger-mend",
        "packs.install" => "people-log-packs-install",
        "packs.retire" => "people-log-packs-retire",
        "people.accept" => "people-log-accept",
        "people.add-passkey" => "people-log-add-passkey",
        "people.appoint" => "people-log-appoint",
        "people.end-appointment" => "people-log-end-appointment",
        "people.end-session" | "people.end-sessions" => "people-log-end-session",
        "people.hand-over" => "people-log-hand-over",
        "people.invite" => "people-log-invite",
        "people.invite-again" => "people-log-invite-again",
        "people.make-feed" => "people-log-make-feed",
        "people.make-key" => "people-log-make-key",
        "people.remove-passkey" => "people-log-remove-passkey",
        "people.remove-password" => "people-log-remove-password",
        "people.renew-recovery-codes" => "people-log-renew-recovery-codes",
        "people.rescue" => "people-log-rescue",
        "people.revoke-feed" => "people-log-revoke-feed",
        "people.revoke-key" => "people-log-revoke-key",
        "people.set-password" => "people-log-set-password",
        "people.set-up" | "people.set-up-again" => "people-log-set-up",
        "people.sign-in" => "people-log-sign-in",
        "people.sign-in-failing" => "people-log-sign-in-failing",
        "people.sign-out" => "people-log-sign-out",
        "people.withdraw-invitation" => "people-log-withdraw-invitation",
        "subjects.add" => "people-log-subjects-add",
        "subjects.close" => "people-log-subjects-close",
        "subjects.rename" => "people-log-subjects-rename",
        "units.found" | "units.merge" | "units.split" | "units.transfer" | "units.rename"
        | "units.reform" | "units.end" => "people-log-units-change",
        "units.undo" => "people-log-units-undo",
        _ => return None,
    })
}

pub(super) fn login_field(shell: &Shell, login: &str) -> Field {
    Field::new("ten", shell.t("people-login"))
        .value(login)
        .kind("text", "username")
}
pub(super) fn new_login_field(shell: &Shell, login: &str) -> Field {
    let field = Field::new("ten", shell.t("people-new-login")).hint(shell.t("people-new-login-hint"));
    field.value(login).kind("text", "username")
}
pub(super) fn password_field(shell: &Shell) -> Field {
    Field::new("mat-khau", shell.t("people-password")).kind("password", "current-password")
}
pub(super) fn new_password_field(shell: &Shell) -> Field {
    let hint = shell.t1("people-new-password-hint", "least", Password::LEAST);
    Field::new("mat-khau-moi", shell.t("people-new-password"))
        .hint(hint)
        .kind("password", "new-password")
}
pub(super) fn again_field(shell: &Shell) -> Field {
    Field::new("mat-khau-lai", shell.t("people-password-again")).kind("password", "new-password")
}
pub(super) fn code_field(shell: &Shell, hint: &str) -> Field {
    Field::new("ma", shell.t("people-code-field"))
        .hint(shell.t(hint))
        .kind("text", "one-time-code")
}
pub(super) fn name_field(shell: &Shell, name: &str) -> Field {
    Field::new("ten", shell.t("people-name")).value(name)
}
pub(super) fn phone_field(shell: &Shell, phone: &str) -> Field {
    let field = Field::new("dien-thoai", shell.t("people-phone")).hint(shell.t("people-phone-hint"));
    field.value(phone).kind("tel", "off").optional()
}
pub(super) fn reason_field(shell: &Shell, hint: &str, reason: &str) -> Field {
    Field::new("ly-do", shell.t("people-reason"))
        .hint(shell.t(hint))
        .value(reason)
}

fn wait(locale: Locale, seconds: i64) -> String {
    let (key, count) = if seconds < 90 {
        ("people-wait-seconds", seconds.max(1))
    } else {
        ("people-wait-minutes", (seconds + 59) / 60)
    };
    t_with(locale, key, &[("count", count.into())])
}

pub(super) fn sign_in(locale: Locale, error: &SignInError) -> Vec<Mistake> {
    vec![match error {
        SignInError::LoginMissing => Mistake::new("ten", t(locale, "people-error-login-missing")),
        SignInError::PasswordMissing => Mistake::new("mat-khau", t(locale, "people-error-password-missing")),
        SignInError::TooSoon { seconds } => Mistake::new("ten", wait(locale, *seconds)),
        SignInError::Wrong | SignInError::Fault(_) => Mistake::new("ten", t(locale, "people-error-sign-in")),
    }]
}

pub(super) fn code(locale: Locale, error: &CodeError, now: i64) -> Vec<Mistake> {
    vec![match error {
        CodeError::Clock(drift) => wrong_code(locale, "people-error-code-wrong", Some(*drift), now),
        CodeError::Missing => Mistake::new("ma", t(locale, "people-error-code-missing")),
        CodeError::TooSoon { seconds } => Mistake::new("ma", wait(locale, *seconds)),
        CodeError::Over => Mistake::new("ten", t(locale, "people-code-over")),
        CodeError::Wrong | CodeError::Fault(_) => wrong_code(locale, "people-error-code-wrong", None, now),
    }]
}

/// The sentence for a wrong code, with the server's time to compare the phone's clock with.
pub(super) fn wrong_code(locale: Locale, wrong: &str, drift: Option<Drift>, now: i64) -> Mistake {
    let now = moment(now, locale);
    let (key, minutes) = match drift {
        Some(drift) if drift.is_ahead => ("people-error-code-clock-ahead", drift.minutes),
        Some(drift) => ("people-error-code-clock-behind", drift.minutes),
        None => return Mistake::new("ma", t_with(locale, wrong, &[("now", now.into())])),
    };
    let args = [("count", minutes.into()), ("now", now.into())];
    Mistake::new("ma", t_with(locale, key, &args))
}

pub(super) fn passkey(locale: Locale, error: &PasskeyError) -> String {
    match error {
        PasskeyError::NotHere => t(locale, "people-error-passkey-not-here"),
        PasskeyError::Over => t(locale, "people-error-passkey-over"),
        PasskeyError::Unknown => t(locale, "people-error-passkey-unknown"),
        PasskeyError::TooSoon { seconds } => wait(locale, *seconds),
        PasskeyError::NotProven | PasskeyError::Fault(_) => t(locale, "people-error-passkey-not-proven"),
    }
}

/// Everything that is wrong with a form of login and password.
pub(super) fn accept(locale: Locale, error: &AcceptError) -> Vec<Mistake> {
    let AcceptError::Form {
        login,
        password,
        differs,
    } = error
    else {
        return vec![Mistake::new("ten", t(locale, "people-error-enrol-over"))];
    };
    let login = login.map(|e| Mistake::new("ten", login_words(locale, e)));
    let password = password.map(|e| Mistake::new("mat-khau-moi", password_words(locale, e)));
    let differs = differs.then(|| Mistake::new("mat-khau-lai", t(locale, "people-error-password-differs")));
    login.into_iter().chain(password).chain(differs).collect()
}

fn login_words(locale: Locale, error: LoginError) -> String {
    match error {
        LoginError::Missing => t(locale, "people-error-new-login-missing"),
        LoginError::TooShort { least } => {
            t_with(locale, "people-error-login-too-short", &[("least", least.into())])
        }
        LoginError::TooLong { most } => {
            t_with(locale, "people-error-login-too-long", &[("most", most.into())])
        }
        LoginError::Taken => t(locale, "people-error-login-taken"),
    }
}

fn password_words(locale: Locale, error: PasswordError) -> String {
    match error {
        PasswordError::Missing => t(locale, "people-error-new-password-missing"),
        PasswordError::TooShort { least } => t_with(
            locale,
            "people-error-password-too-short",
            &[("least", least.into())],
        ),
        PasswordError::TooLong { most } => {
            t_with(locale, "people-error-password-too-long", &[("most", most.into())])
        }
        PasswordError::OnlyDigits => t(locale, "people-error-password-only-digits"),
        PasswordError::Common => t(locale, "people-error-password-common"),
        PasswordError::LikeTheLogin => t(locale, "people-error-password-like-the-login"),
    }
}

pub(super) fn name(locale: Locale, error: &NameError) -> Mistake {
    Mistake::new(
        "ten",
        match error {
            NameError::Missing => t(locale, "people-error-name-missing"),
            NameError::NotAName => t(locale, "people-error-name-not-a-name"),
            NameError::TooLong { most } => {
                t_with(locale, "people-error-name-too-long", &[("most", (*most).into())])
            }
        },
    )
}

pub(super) fn phone(locale: Locale) -> Mistake {
    Mistake::new("dien-thoai", t(locale, "people-error-phone"))
}

pub(super) fn term(locale: Locale, error: &AppointError) -> Mistake {
    let (field, key) = match error {
        AppointError::NotFound | AppointError::Fault(_) => ("vai-tro", "people-error-person-gone"),
        AppointError::NotAllowed => ("vai-tro", "people-error-term-not-allowed"),
        AppointError::UnitGone => ("don-vi", "people-error-unit-gone"),
        AppointError::SubjectGone => ("vai-tro", "people-error-subject-gone"),
        AppointError::DoesNotFit => ("vai-tro", "people-error-role-does-not-fit"),
        AppointError::EndsBeforeItBegins => ("den", "people-error-ends-before-it-begins"),
        AppointError::EndsInThePast => ("den", "people-error-ends-in-the-past"),
        AppointError::HeldAlready => ("vai-tro", "people-error-held-already"),
    };
    Mistake::new(field, t(locale, key))
}

pub(super) fn reason(locale: Locale, error: ReasonError) -> String {
    match error {
        ReasonError::Missing => t(locale, "people-error-reason-missing"),
        ReasonError::TooLong { most } => {
            t_with(locale, "people-error-reason-too-long", &[("most", most.into())])
        }
    }
}

pub(super) fn end(locale: Locale, error: &EndError) -> Mistake {
    let (field, key) = match error {
        EndError::Reason(error) => return Mistake::new("ly-do", reason(locale, *error)),
        EndError::NotFound | EndError::Fault(_) | EndError::NotAllowed => {
            ("ngay", "people-error-end-not-allowed")
        }
        EndError::EndedAlready => ("ngay", "people-error-ended-already"),
        EndError::LastManager => ("ngay", "people-error-last-manager"),
        EndError::DayNotInTerm => ("ngay", "people-error-day-not-in-term"),
    };
    Mistake::new(field, t(locale, key))
}

pub(super) fn reset(error: &ResetError) -> &'static str {
    match error {
        ResetError::NotAllowed => "people-error-reset-not-allowed",
        ResetError::NotFound | ResetError::Fault(_) => "people-error-person-gone",
    }
}

pub(super) fn hand_over(
    locale: Locale,
    error: &HandOverError,
    unit: impl FnOnce(dienhong_domain::units::UnitId) -> String,
) -> Mistake {
    let words = match error {
        HandOverError::NotFound | HandOverError::Fault(_) => t(locale, "people-error-person-gone"),
        HandOverError::Nothing => t(locale, "people-error-hand-over-nothing"),
        HandOverError::SamePerson => t(locale, "people-error-hand-over-same"),
        HandOverError::Changed => t(locale, "people-error-hand-over-changed"),
        HandOverError::ReceiverMayNot { unit: where_not } => t_with(
            locale,
            "people-error-hand-over-receiver",
            &[("unit", unit(*where_not).into())],
        ),
    };
    Mistake::new("nguoi-nhan", words)
}

pub(super) fn key(locale: Locale, error: &TokenError) -> Mistake {
    match error {
        TokenError::NotInRole { permission: which } => {
            let words = t_with(
                locale,
                "people-error-key-not-in-role",
                &[("act", permission(locale, *which).into())],
            );
            Mistake::new("viec", words)
        }
        TokenError::BadDay { latest } => Mistake::new(
            "den",
            t_with(locale, "people-error-key-day", &[("latest", day(*latest).into())]),
        ),
        TokenError::NoScope => Mistake::new("viec", t(locale, "people-error-key-no-scope")),
        TokenError::DoesNotFit => Mistake::new("vai-tro", t(locale, "people-error-role-does-not-fit")),
        TokenError::RevokedAlready => Mistake::new("ten", t(locale, "people-error-key-revoked")),
        TokenError::NotFound | TokenError::NotAllowed | TokenError::Fault(_) => {
            Mistake::new("vai-tro", t(locale, "people-error-term-not-allowed"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_store::ACTS;

    #[test]
    fn every_act_of_the_log_has_words_in_every_language_and_a_room_to_filter_by() {
        for act in ACTS {
            let key = logged(act).unwrap_or_else(|| panic!("{act} has no words"));
            for locale in Locale::ALL {
                let words = t(locale, key);
                assert!(!words.is_empty() && !words.contains(key), "{act}: {words}");
            }
            let room = act.split('.').next().unwrap_or_default();
            assert!(ROOMS.iter().any(|(code, _)| *code == room), "{act} is in no room");
        }
    }
}
