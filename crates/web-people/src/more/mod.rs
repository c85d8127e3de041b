//! The page of further areas: a link to each that the person may use.

use askama::Template;
use axum::response::Response;
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::rights::Permission::ManagePacks;
use dienhong_i18n::t;
use dienhong_web_kit::access::Access::{Needs, SignedIn};
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Room, Shell};
use dienhong_web_kit::state::Me;

mod packs;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::MORE, SignedIn, show)
        .get(urls::PACKS, SignedIn, packs::show)
        .post(urls::PACKS, Needs(ManagePacks), packs::install)
}

struct Door {
    icon: &'static str,
    href: &'static str,
    title: String,
    lead: String,
}

#[derive(Template)]
#[template(path = "more/show.html")]
struct Page {
    shell: Shell,
    doors: Vec<Door>,
}

async fn show(me: Me) -> Result<Response, Problem> {
    let all: [(Option<Permission>, &str, &str, &str, &str); 12] = [
        (
            Some(Permission::ReadUnits),
            "map",
            urls::UNITS,
            "totals-more-units",
            "totals-more-units-lead",
        ),
        (
            Some(Permission::ManagePeople),
            "users",
            urls::PEOPLE,
            "totals-more-people",
            "totals-more-people-lead",
        ),
        (
            None,
            "book",
            urls::PACKS,
            "totals-more-packs",
            "totals-more-packs-lead",
        ),
        (
            Some(Permission::ReadTotals),
            "pencil",
            urls::MADE_PAPERS,
            "papers-made-title",
            "papers-made-more",
        ),
        (
            Some(Permission::ReadTotals),
            "print",
            urls::PAPERS,
            "papers-register-title",
            "papers-register-more",
        ),
        (
            Some(Permission::KeepIncoming),
            "download",
            urls::INCOMING,
            "papers-incoming-title",
            "papers-incoming-more",
        ),
        (
            Some(Permission::ManagePeople),
            "upload",
            urls::EXCHANGE,
            "totals-more-exchange",
            "totals-more-exchange-lead",
        ),
        (
            Some(Permission::ReadLog),
            "clock",
            urls::LOG,
            "totals-more-log",
            "totals-more-log-lead",
        ),
        (
            Some(Permission::ManageTokens),
            "key",
            urls::KEYS,
            "totals-more-keys",
            "totals-more-keys-lead",
        ),
        (
            Some(Permission::ManageTokens),
            "branch",
            urls::INTERFACE,
            "totals-more-api",
            "totals-more-api-lead",
        ),
        (
            None,
            "user",
            urls::ACCOUNT,
            "totals-more-account",
            "totals-more-account-lead",
        ),
        (
            None,
            "view",
            urls::DISPLAY,
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
