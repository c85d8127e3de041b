//! The page of all rooms: a link to each page of the navigation that opens for the person.

use askama::Template;
use axum::response::Response;
use dienhong_app::urls;
use dienhong_domain::rights::Permission::ManagePacks;
use dienhong_i18n::t;
use dienhong_web_kit::access::Access::{Needs, SignedIn};
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Place, Room, Shell};
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

/// A room with its pages that open.
struct Part {
    id: String,
    title: String,
    doors: Vec<Door>,
}

#[derive(Template)]
#[template(path = "more/show.html")]
struct Page {
    shell: Shell,
    parts: Vec<Part>,
}

async fn show(me: Me) -> Result<Response, Problem> {
    let shell = me.shell(t(me.locale(), "shell-more-title"), Room::More);
    // Today is the first page, and recording stands with the registers.
    let rooms = Room::ALL.into_iter();
    let rooms = rooms.filter(|room| !matches!(room, Room::Today | Room::New));
    let parts = rooms.enumerate().map(|(at, room)| part(&shell, at, room));
    let parts = parts.filter(|part| !part.doors.is_empty()).collect();
    Ok(html(&Page { parts, shell }))
}

fn part(shell: &Shell, at: usize, room: Room) -> Part {
    let door = |place: &'static Place| Door {
        icon: place.icon,
        href: place.href,
        title: shell.t(place.name),
        lead: shell.t(place.lead),
    };
    let beside = (room == Room::Registers).then_some(Room::New);
    let title = match room {
        Room::More => "shell-more-rest",
        room => room.name(),
    };
    Part {
        id: format!("phan-{at}"),
        title: shell.t(title),
        doors: beside
            .into_iter()
            .flat_map(|of| shell.opened(of))
            .chain(shell.opened(room))
            .map(door)
            .collect(),
    }
}
