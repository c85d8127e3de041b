//! Pages of people: signing in, invitations, the first set-up, one's own account, appointments, hand-over, keys, log.

mod account;
mod appointing;
#[doc(hidden)]
pub mod door;
mod feeds;
mod hand_over;
mod heads;
mod history;
mod invitation;
mod keys;
mod members;
mod newcomer;
mod resubmit;
mod set_up;
mod sign_in;
mod units;
mod words;

pub use door::{Visitor, with_session};
pub use resubmit::ask_again;
pub use set_up::is_before_set_up;
pub(crate) use units::days as term_days;
pub use words::role as role_words;

use dienhong_app::people::Fault;
use dienhong_app::urls;
use dienhong_domain::rights::Permission::{ManagePeople, ManageTokens, ReadLog};
use dienhong_web_kit::access::Access::{Needs, Public, SignedIn};
use dienhong_web_kit::access::{BODY_MAX, Routes};
use dienhong_web_kit::respond::Problem;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::SIGN_IN, Public, sign_in::show)
        .post(urls::SIGN_IN, Public, sign_in::password)
        .guarded()
        .post(urls::SIGN_IN_CODE, Public, sign_in::code)
        .guarded()
        .post(urls::SIGN_IN_PASSKEY_START, Public, sign_in::begin_passkey)
        .guarded()
        .post(urls::SIGN_IN_PASSKEY, Public, sign_in::passkey)
        .guarded()
        .post(urls::SIGN_IN_AGAIN, Public, resubmit::sign_in)
        .body(BODY_MAX)
        .guarded()
        .post(urls::SIGN_OUT, Public, sign_in::leave)
        .get(urls::INVITATIONS, Public, invitation::ask)
        .post(urls::INVITATIONS, Public, invitation::find)
        .get(urls::INVITATION, Public, invitation::show)
        .post(urls::INVITATION_PASSKEY_START, Public, invitation::begin_passkey)
        .post(urls::INVITATION_PASSKEY, Public, invitation::passkey)
        .post(urls::INVITATION_PASSWORD, Public, invitation::password)
        .post(urls::INVITATION_CODE, Public, invitation::code)
        .get(urls::SET_UP, Public, set_up::start)
        .post(urls::SET_UP, Public, set_up::resume)
        .get(urls::SET_UP_COMMUNE, Public, set_up::commune)
        .get(urls::SET_UP_PERSON, Public, set_up::person)
        .post(urls::SET_UP_PERSON, Public, set_up::create)
        .get(urls::ACCOUNT, SignedIn, account::show)
        .post(urls::ACCOUNT_PASSKEY_START, SignedIn, account::begin_passkey)
        .post(urls::ACCOUNT_PASSKEYS, SignedIn, account::passkey)
        .post(urls::ACCOUNT_PASSKEY_REMOVAL, SignedIn, account::remove_passkey)
        .get(urls::ACCOUNT_PASSWORD, SignedIn, account::password_form)
        .post(urls::ACCOUNT_PASSWORD, SignedIn, account::password)
        .post(urls::ACCOUNT_PASSWORD_CODE, SignedIn, account::code)
        .post(urls::ACCOUNT_PASSWORD_REMOVAL, SignedIn, account::remove_password)
        .post(urls::ACCOUNT_RECOVERY_CODES, SignedIn, account::recovery_codes)
        .post(urls::ACCOUNT_SESSION, SignedIn, account::end_session)
        .post(urls::ACCOUNT_SESSIONS, SignedIn, account::end_others)
        .post(urls::ACCOUNT_FEED, SignedIn, feeds::make)
        .post(urls::ACCOUNT_FEED_REVOCATION, SignedIn, feeds::revoke)
        .get(urls::FEED, Public, feeds::show)
        .post(urls::ACCOUNT_LANGUAGE, SignedIn, account::language)
        .get(urls::PEOPLE, Needs(ManagePeople), members::list)
        .get(urls::NEW_PERSON, Needs(ManagePeople), appointing::invite_form)
        .post(urls::NEW_PERSON, Needs(ManagePeople), appointing::invite)
        .get(urls::PERSON, Needs(ManagePeople), members::show)
        .get(urls::SUBJECT_HEADS, Needs(ManagePeople), heads::form)
        .post(urls::SUBJECT_HEADS, Needs(ManagePeople), heads::invite)
        .get(urls::NEW_TERM, Needs(ManagePeople), appointing::appoint_form)
        .post(urls::NEW_TERM, Needs(ManagePeople), appointing::appoint)
        .get(urls::TERM, Needs(ManagePeople), appointing::end_form)
        .post(urls::TERM, Needs(ManagePeople), appointing::end)
        .get(
            urls::PERSON_REINVITATION,
            Needs(ManagePeople),
            members::ask_invite_again,
        )
        .post(
            urls::PERSON_REINVITATION,
            Needs(ManagePeople),
            members::invite_again,
        )
        .post(urls::PERSON_WITHDRAWAL, Needs(ManagePeople), members::withdraw)
        .get(urls::HAND_OVER, Needs(ManagePeople), hand_over::show)
        .post(urls::HAND_OVER, Needs(ManagePeople), hand_over::hand_over)
        .get(urls::LOG, Needs(ReadLog), history::show)
        .get(urls::KEYS, Needs(ManageTokens), keys::list)
        .get(urls::NEW_KEY, Needs(ManageTokens), keys::form)
        .post(urls::NEW_KEY, Needs(ManageTokens), keys::create)
        .get(urls::KEY_REVOCATION, Needs(ManageTokens), keys::ask_revoke)
        .post(urls::KEY_REVOCATION, Needs(ManageTokens), keys::revoke)
}

/// The problem page for a failure that users cannot correct.
fn broken(fault: Fault) -> Problem {
    match fault {
        Fault::Write(error) => {
            tracing::error!(%error, "A write about people was refused");
            Problem::Busy
        }
        other => Problem::broken(&other),
    }
}
