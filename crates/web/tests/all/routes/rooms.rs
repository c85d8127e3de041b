//! The rooms that the navigation names: each opens, none is hidden, and from the first page none is farther than two clicks.

use super::world::{World, subject, world};
use super::{ask, routes};
use crate::common::Person;
use axum::http::{Method, StatusCode};
use dienhong_app::urls;
use dienhong_domain::rights::Role;
use dienhong_web::access::Route;
use dienhong_web::shell::Room;
use std::collections::BTreeSet;

/// Pages that open by themselves and are no rooms: what is reached from a button or the header, and what is not for people.
const INSIDE: [&str; 14] = [
    urls::SEARCH,
    urls::MORE,
    urls::WAITING,
    urls::EXCHANGE_CARD,
    urls::FILING_RETURN_REQUESTS,
    urls::PAPER_TEMPLATES,
    urls::INCOMING_ENTRY,
    urls::NEW_PERSON,
    urls::NEW_KEY,
    urls::NEW_SUBJECT,
    urls::ACCOUNT_PASSWORD,
    urls::BELOW_DOWNLOAD,
    urls::DEMO,
    urls::HAND_OVER,
];

/// Addresses inside of a part of a page, without what follows a question mark.
fn links_in(page: &str, begins: &str) -> BTreeSet<String> {
    let Some((_, rest)) = page.split_once(begins) else {
        return BTreeSet::new();
    };
    let part = rest.split_once("</ul>").map_or(rest, |(part, _)| part);
    let hrefs = part
        .split("<a ")
        .skip(1)
        .filter_map(|link| link.split_once("href=\""));
    hrefs
        .filter_map(|(_, rest)| rest.split(['"', '?']).next())
        .map(ToOwned::to_owned)
        .collect()
}

fn all_doors(page: &str) -> BTreeSet<String> {
    let parts = page.split("class=\"doors\"").skip(1);
    parts
        .flat_map(|part| links_in(&format!("x{part}"), "x"))
        .collect()
}

impl World {
    async fn opened(&self, person: &Person, path: &str, who: &str) -> String {
        let page = ask(&self.test, Some(person), &Method::GET, path).await;
        assert_eq!(page.status, StatusCode::OK, "{who} at {path}");
        page.text()
    }

    /// Opens every room that is named to a person, and looks for pages that open and are named nowhere.
    async fn walk_rooms(&self, person: &Person, who: &str) -> usize {
        let home = self.opened(person, urls::HOME, who).await;
        let bar = links_in(&home, "class=\"tab-bar\"");
        let line = links_in(&home, "class=\"service-nav\"");
        assert!(bar.contains(urls::MORE) && bar.len() <= 5, "{who}: {bar:?}");
        assert!(line.contains(urls::MORE), "{who}: {line:?}");
        let doors = all_doors(&self.opened(person, urls::MORE, who).await);
        // One click to a room of the bar or the line, or two over the page of all rooms.
        for room in bar.iter().chain(&line).chain(&doors) {
            let page = self.opened(person, room, who).await;
            for tab in links_in(&page, "class=\"tabs\"") {
                self.opened(person, &tab, who).await;
                assert!(doors.contains(&tab), "{who}: {tab} is a tab and no door");
            }
        }
        for Route { method, path, .. } in
            routes().filter(|r| r.method == Method::GET && !r.path.contains('{'))
        {
            let is_page = !path.starts_with("/api/") && !INSIDE.contains(path) && !path.contains('.');
            let named = Room::ALL
                .into_iter()
                .flat_map(Room::places)
                .any(|place| place.href == *path);
            if !is_page || named {
                continue;
            }
            let page = ask(&self.test, Some(person), method, path).await;
            let is_room = page.status == StatusCode::OK && page.text().contains("class=\"tab-bar\"");
            assert!(!is_room, "{who}: {path} opens and no room names it");
        }
        doors.len()
    }
}

#[tokio::test]
async fn every_room_that_is_named_opens_and_none_is_hidden() {
    let world = world().await;
    let mut seen = BTreeSet::new();
    for role in Role::ALL.into_iter().filter(|role| !role.is_over_subject()) {
        for place in ["group", "ward", "province"] {
            let unit = world.units[place];
            let level = world.test.app.snapshot().map.level(unit);
            if !level.is_some_and(|level| role.fits(level)) {
                continue;
            }
            let person = world.test.person(role, unit).await;
            seen.insert(
                world
                    .walk_rooms(&person, &format!("{role:?} of the {place}"))
                    .await,
            );
        }
    }
    assert!(seen.len() > 3, "roles differ in what opens: {seen:?}");
}

#[tokio::test]
async fn who_stands_over_a_subject_sees_their_subjects_and_nothing_that_stays_shut() {
    let world = world().await;
    let school = subject(&world.test, world.units["ward"]).await;
    let head = world.test.head(world.units["ward"], school).await;
    assert!(world.walk_rooms(&head, "a head").await >= 3);
    let home = world.opened(&head, urls::HOME, "a head").await;
    assert_eq!(
        links_in(&home, "class=\"service-nav\""),
        [urls::HOME, urls::SUBJECTS, urls::MORE]
            .map(ToOwned::to_owned)
            .into()
    );
}

#[tokio::test]
async fn what_is_not_there_keeps_the_rooms_and_tells_no_more_to_those_who_may_not() {
    let world = world().await;
    let leader = world.test.person(Role::GroupLeader, world.units["group"]).await;
    for path in [
        "/khong-co",
        urls::PEOPLE,
        "/muc/00000000-0000-0000-0000-000000000000",
    ] {
        let page = ask(&world.test, Some(&leader), &Method::GET, path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            links_in(&page.text(), "class=\"tab-bar\"").contains(urls::REGISTERS),
            "{path}"
        );
        let page = ask(&world.test, None, &Method::GET, path).await;
        assert!(
            !page.text().contains("class=\"tab-bar\""),
            "{path} without a session"
        );
    }
}
