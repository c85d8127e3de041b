//! The page of everything else: doors to what a person may do.

use crate::access::{Access, Route};
use crate::respond::{Problem, html};
use crate::shell::{Room, Shell};
use crate::state::{AppState, Me};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use dienhong_domain::rights::Permission;
use dienhong_i18n::t;

mod packs;

/// Routes with their classes.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/them", Access::SignedIn),
    ("GET", "/goi", Access::SignedIn),
    ("POST", "/goi", Access::Needs(Permission::ManagePacks)),
];

/// The handlers.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/them", get(show))
        .route("/goi", get(packs::show).post(packs::install))
}

struct Door {
    icon: &'static str,
    href: &'static str,
    title: String,
    lead: String,
}

#[derive(Template)]
#[template(path = "totals/more.html")]
struct Page {
    shell: Shell,
    doors: Vec<Door>,
}

async fn show(me: Me) -> Result<Response, Problem> {
    let all: [(Option<Permission>, &str, &str, &str, &str); 10] = [
        (
            Some(Permission::ReadUnits),
            "map",
            "/don-vi",
            "totals-more-units",
            "totals-more-units-lead",
        ),
        (
            Some(Permission::ManagePeople),
            "users",
            "/nguoi",
            "totals-more-people",
            "totals-more-people-lead",
        ),
        (
            None,
            "book",
            "/goi",
            "totals-more-packs",
            "totals-more-packs-lead",
        ),
        (
            Some(Permission::ReadTotals),
            "print",
            "/van-ban",
            "reports-register-title",
            "reports-register-more",
        ),
        (
            Some(Permission::ManagePeople),
            "upload",
            "/trao-doi",
            "totals-more-exchange",
            "totals-more-exchange-lead",
        ),
        (
            Some(Permission::ReadLog),
            "clock",
            "/nhat-ky",
            "totals-more-log",
            "totals-more-log-lead",
        ),
        (
            Some(Permission::ManageTokens),
            "key",
            "/ma-ket-noi",
            "totals-more-keys",
            "totals-more-keys-lead",
        ),
        (
            Some(Permission::ManageTokens),
            "branch",
            "/api",
            "totals-more-api",
            "totals-more-api-lead",
        ),
        (
            None,
            "user",
            "/tai-khoan",
            "totals-more-account",
            "totals-more-account-lead",
        ),
        (
            None,
            "view",
            "/hien-thi",
            "totals-more-display",
            "totals-more-display-lead",
        ),
    ];
    let here = me.here();
    let open = |permission: &Option<Permission>| permission.is_none_or(|a| me.actor.may_somewhere(a, here));
    let doors =
        all.into_iter()
            .filter(|(permission, ..)| open(permission))
            .map(|(_, icon, href, title, lead)| Door {
                icon,
                href,
                title: t(me.locale(), title),
                lead: t(me.locale(), lead),
            });
    let doors = doors.collect();
    Ok(html(&Page {
        shell: me.shell(t(me.locale(), "totals-more-title"), Room::More),
        doors,
    }))
}
