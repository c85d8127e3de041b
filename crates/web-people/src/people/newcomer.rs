//! What is asked of somebody new, wherever they come in: their name, a telephone, the language of their pages.

use super::members::ticket_page;
use super::{broken, words};
use axum::response::Response;
use dienhong_app::people::{AppointError, InviteError, NewInvite, NewTerm, PersonName, Phone};
use dienhong_i18n::{Locale, t};
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Shell};
use dienhong_web_kit::state::Me;

/// Somebody new as typed.
pub(super) struct TypedPerson<'a> {
    pub(super) name: &'a str,
    pub(super) phone: &'a str,
    /// Empty where the language is not asked for.
    pub(super) language: &'a str,
}

/// The questions, with what was typed and what is wrong with it.
pub(super) struct PersonFields {
    pub(super) name: Field,
    pub(super) phone: Field,
    pub(super) language: Field,
}

/// Somebody new.
pub(super) struct Newcomer {
    pub(super) name: PersonName,
    pub(super) phone: Option<Phone>,
    pub(super) language: Locale,
}

impl TypedPerson<'_> {
    fn locale(&self) -> Locale {
        Locale::parse(self.language).unwrap_or_default()
    }

    pub(super) fn fields(&self, shell: &Shell, mistakes: &[Mistake]) -> PersonFields {
        let chosen = self.locale();
        let choice = |l: Locale| Choice::new(l.code(), l.own_name()).chosen(l == chosen);
        PersonFields {
            name: words::name_field(shell, self.name).checked(mistakes),
            phone: words::phone_field(shell, self.phone).checked(mistakes),
            language: Field::new("ngon-ngu", shell.t("people-account-language"))
                .choices(Locale::ALL.map(choice).into()),
        }
    }

    /// Reads it; `None` with a mistake for each answer that is wrong.
    pub(super) fn read(&self, reader: Locale, mistakes: &mut Vec<Mistake>) -> Option<Newcomer> {
        let (name, phone) = (PersonName::parse(self.name), Phone::parse(self.phone));
        mistakes.extend(name.as_ref().err().map(|e| words::name(reader, e)));
        mistakes.extend(phone.as_ref().err().map(|_| words::phone(reader)));
        Some(Newcomer {
            name: name.ok()?,
            phone: phone.ok()?,
            language: self.locale(),
        })
    }
}

impl Newcomer {
    /// Invites them for an appointment: the page with the invitation, or what is wrong.
    pub(super) async fn invited(self, me: &Me, term: NewTerm) -> Result<Result<Response, Mistake>, Problem> {
        let new = NewInvite {
            name: self.name,
            phone: self.phone,
            term,
            language: self.language.code().to_owned(),
        };
        match me.cx().people().invite(&new).await {
            Ok(ticket) => Ok(Ok(html(&ticket_page(me, new.name.as_str(), ticket)))),
            Err(InviteError::Fault(fault) | InviteError::Term(AppointError::Fault(fault))) => {
                Err(broken(fault))
            }
            Err(InviteError::PhoneTaken) => Ok(Err(Mistake::new(
                "dien-thoai",
                t(me.locale(), "people-error-phone-taken"),
            ))),
            Err(InviteError::Term(error)) => Ok(Err(words::term(me.locale(), &error))),
        }
    }
}
