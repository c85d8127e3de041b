//! Pages of people: signing in, invitations, the first set-up, one's own account, appointments, hand-over, keys, log.

mod account;
mod appointing;
pub(crate) mod door;
mod hand_over;
mod history;
mod invitation;
mod keys;
mod members;
mod resubmit;
mod set_up;
mod sign_in;
mod units;
mod words;

pub(crate) use door::{Visitor, with_session};
pub(crate) use resubmit::ask_again;
pub(crate) use set_up::is_before_set_up;
pub(crate) use words::role as role_words;

use crate::access::{Access, Route};
use crate::respond::Problem;
use crate::state::AppState;
use axum::Router;
use axum::routing::{get, post};
use dienhong_app::people::Fault;
use dienhong_domain::rights::Permission;

const PUBLIC: Access = Access::Public;
const SIGNED_IN: Access = Access::SignedIn;
const PEOPLE: Access = Access::Needs(Permission::ManagePeople);
const LOG: Access = Access::Needs(Permission::ReadLog);
const KEYS: Access = Access::Needs(Permission::ManageTokens);

/// Routes of this room with their classes.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/vao", PUBLIC),
    ("POST", "/vao", PUBLIC),
    ("POST", "/vao/ma", PUBLIC),
    ("POST", "/vao/khoa/bat-dau", PUBLIC),
    ("POST", "/vao/khoa", PUBLIC),
    ("POST", "/vao/lai", PUBLIC),
    ("POST", "/ra", PUBLIC),
    ("GET", "/moi", PUBLIC),
    ("POST", "/moi", PUBLIC),
    ("GET", "/moi/{code}", PUBLIC),
    ("POST", "/moi/{code}/khoa/bat-dau", PUBLIC),
    ("POST", "/moi/{code}/khoa", PUBLIC),
    ("POST", "/moi/{code}/mat-khau", PUBLIC),
    ("POST", "/moi/{code}/ma", PUBLIC),
    ("GET", "/cai-dat", PUBLIC),
    ("POST", "/cai-dat", PUBLIC),
    ("GET", "/cai-dat/xa", PUBLIC),
    ("GET", "/cai-dat/nguoi", PUBLIC),
    ("POST", "/cai-dat/nguoi", PUBLIC),
    ("GET", "/tai-khoan", SIGNED_IN),
    ("POST", "/tai-khoan/khoa/bat-dau", SIGNED_IN),
    ("POST", "/tai-khoan/khoa", SIGNED_IN),
    ("POST", "/tai-khoan/khoa/{id}/bo", SIGNED_IN),
    ("GET", "/tai-khoan/mat-khau", SIGNED_IN),
    ("POST", "/tai-khoan/mat-khau", SIGNED_IN),
    ("POST", "/tai-khoan/mat-khau/ma", SIGNED_IN),
    ("POST", "/tai-khoan/mat-khau/bo", SIGNED_IN),
    ("POST", "/tai-khoan/ma-du-phong", SIGNED_IN),
    ("POST", "/tai-khoan/phien/{id}", SIGNED_IN),
    ("POST", "/tai-khoan/phien", SIGNED_IN),
    ("POST", "/tai-khoan/ngon-ngu", SIGNED_IN),
    ("GET", "/nguoi", PEOPLE),
    ("GET", "/nguoi/moi", PEOPLE),
    ("POST", "/nguoi/moi", PEOPLE),
    ("GET", "/nguoi/{id}", PEOPLE),
    ("GET", "/nguoi/{id}/phan-cong", PEOPLE),
    ("POST", "/nguoi/{id}/phan-cong", PEOPLE),
    ("GET", "/nguoi/{id}/phan-cong/{term}", PEOPLE),
    ("POST", "/nguoi/{id}/phan-cong/{term}", PEOPLE),
    ("GET", "/nguoi/{id}/moi-lai", PEOPLE),
    ("POST", "/nguoi/{id}/moi-lai", PEOPLE),
    ("POST", "/nguoi/{id}/thu-hoi", PEOPLE),
    ("GET", "/ban-giao", PEOPLE),
    ("POST", "/ban-giao", PEOPLE),
    ("GET", "/nhat-ky", LOG),
    ("GET", "/ma-ket-noi", KEYS),
    ("GET", "/ma-ket-noi/moi", KEYS),
    ("POST", "/ma-ket-noi/moi", KEYS),
    ("GET", "/ma-ket-noi/{id}/thu-hoi", KEYS),
    ("POST", "/ma-ket-noi/{id}/thu-hoi", KEYS),
];

/// Routes of this room.
pub(crate) fn routes() -> Router<AppState> {
    let front = Router::new()
        .route("/vao", get(sign_in::show).post(sign_in::password))
        .route("/vao/ma", post(sign_in::code))
        .route("/vao/khoa/bat-dau", post(sign_in::begin_passkey))
        .route("/vao/khoa", post(sign_in::passkey))
        .route("/vao/lai", post(resubmit::sign_in))
        .route("/ra", post(sign_in::leave))
        .route("/moi", get(invitation::ask).post(invitation::find))
        .route("/moi/{code}", get(invitation::show))
        .route("/moi/{code}/khoa/bat-dau", post(invitation::begin_passkey))
        .route("/moi/{code}/khoa", post(invitation::passkey))
        .route("/moi/{code}/mat-khau", post(invitation::password))
        .route("/moi/{code}/ma", post(invitation::code))
        .route("/cai-dat", get(set_up::start).post(set_up::resume))
        .route("/cai-dat/xa", get(set_up::commune))
        .route("/cai-dat/nguoi", get(set_up::person).post(set_up::create));
    let own = Router::new()
        .route("/tai-khoan", get(account::show))
        .route("/tai-khoan/khoa/bat-dau", post(account::begin_passkey))
        .route("/tai-khoan/khoa", post(account::passkey))
        .route("/tai-khoan/khoa/{id}/bo", post(account::remove_passkey))
        .route(
            "/tai-khoan/mat-khau",
            get(account::password_form).post(account::password),
        )
        .route("/tai-khoan/mat-khau/ma", post(account::code))
        .route("/tai-khoan/mat-khau/bo", post(account::remove_password))
        .route("/tai-khoan/ma-du-phong", post(account::recovery_codes))
        .route("/tai-khoan/phien/{id}", post(account::end_session))
        .route("/tai-khoan/phien", post(account::end_others))
        .route("/tai-khoan/ngon-ngu", post(account::language));
    let managers = Router::new()
        .route("/nguoi", get(members::list))
        .route(
            "/nguoi/moi",
            get(appointing::invite_form).post(appointing::invite),
        )
        .route("/nguoi/{id}", get(members::show))
        .route(
            "/nguoi/{id}/phan-cong",
            get(appointing::appoint_form).post(appointing::appoint),
        )
        .route(
            "/nguoi/{id}/phan-cong/{term}",
            get(appointing::end_form).post(appointing::end),
        )
        .route(
            "/nguoi/{id}/moi-lai",
            get(members::ask_invite_again).post(members::invite_again),
        )
        .route("/nguoi/{id}/thu-hoi", post(members::withdraw))
        .route("/ban-giao", get(hand_over::show).post(hand_over::hand_over))
        .route("/nhat-ky", get(history::show))
        .route("/ma-ket-noi", get(keys::list))
        .route("/ma-ket-noi/moi", get(keys::form).post(keys::create))
        .route(
            "/ma-ket-noi/{id}/thu-hoi",
            get(keys::ask_revoke).post(keys::revoke),
        );
    front.merge(own).merge(managers)
}

/// The problem page of a failure of the installation.
fn broken(fault: Fault) -> Problem {
    match fault {
        Fault::Write(error) => {
            tracing::error!(%error, "A write about people was refused");
            Problem::Busy
        }
        other => Problem::broken(&other),
    }
}
