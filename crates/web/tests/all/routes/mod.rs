//! Every route of the table × role × place: own, below, beside, above, former units whose book is held; without an
//! appointment, and with an ended one; and with an appointment over a subject, at the own and at other subjects.

pub(crate) mod addresses;
mod rooms;
mod subjects;
mod table;
pub(crate) mod world;

use crate::common::{Page, Person, TestApp};
use addresses::{Names, Thing, address};
use axum::http::{Method, StatusCode};
use dienhong_domain::rights::{Permission, Role, belongs_to_the_past};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_web::access::{Access, Route, Routes};
use std::sync::LazyLock;
use world::{World, world};

async fn ask(test: &TestApp, person: Option<&Person>, method: &Method, path: &str) -> Page {
    let method = method.clone();
    let takes_files = path.ends_with("/sua")
        || path.starts_with("/ghi/")
        || path.ends_with("/nhap") && path.starts_with("/so/")
        || path.ends_with("/sap-xep")
        || path.ends_with("/ban-ky")
        || path.ends_with("/ban-quet")
        || path == "/van-ban/den/vao-so"
        || path.ends_with("/doi-chieu");
    if method == Method::POST && takes_files {
        let fields = [
            ("id", "00000000-0000-0000-0000-000000000000"),
            ("trang-thai", "draft"),
        ];
        return match person {
            Some(person) => test.upload(person, path, &fields, &[]).await,
            None => {
                test.send(
                    None,
                    method,
                    path,
                    "application/x-www-form-urlencoded",
                    Vec::new(),
                )
                .await
            }
        };
    }
    let (kind, body) = match (method == Method::GET, path.starts_with("/api/")) {
        (true, _) => ("", Vec::new()),
        (false, true) => ("application/json", b"{}".to_vec()),
        (false, false) => ("application/x-www-form-urlencoded", Vec::new()),
    };
    test.send(person, method, path, kind, body).await
}

pub(crate) fn routes() -> impl Iterator<Item = &'static Route> {
    static ROUTES: LazyLock<Routes> = LazyLock::new(dienhong_web::routes);
    ROUTES.iter()
}

#[tokio::test]
async fn without_a_session_only_public_routes_answer() {
    let world = world().await;
    let ward = &world.things["ward"];
    for Route {
        method, path, access, ..
    } in routes()
    {
        let (url, _) = address(path, ward);
        let page = ask(&world.test, None, method, &url).await;
        let to_sign_in = page.status == StatusCode::SEE_OTHER
            && (page.location.starts_with("/vao") || page.location.starts_with("/cai-dat"));
        let refused = to_sign_in
            || page.status == StatusCode::UNAUTHORIZED
            || *method != Method::GET && page.status.is_client_error();
        match access {
            Access::Public => assert!(!page.status.is_server_error(), "{method} {path}: {}", page.status),
            _ => assert!(refused, "{method} {path} without a session: {}", page.status),
        }
    }
}

/// Where somebody holds an appointment, and the places that are tried, with whether they lie within it.
const OF_A_GROUP: (&str, [(&str, bool); 8]) = (
    "group",
    [
        ("group", true),
        ("beside-group", false),
        ("ward", false),
        ("beside", false),
        ("province", false),
        ("former-ward", false),
        ("former-group", false),
        ("former-district", false),
    ],
);
const OF_A_PROVINCE: (&str, [(&str, bool); 8]) = (
    "province",
    [
        ("province", true),
        ("ward", true),
        ("group", true),
        ("beside", true),
        ("beside-below", true),
        ("former-ward", true),
        ("former-group", true),
        ("former-district", true),
    ],
);
const OF_A_NEIGHBOUR: (&str, [(&str, bool); 8]) = (
    "beside",
    [
        ("beside", true),
        ("beside-below", true),
        ("ward", false),
        ("group", false),
        ("province", false),
        ("former-ward", false),
        ("former-group", false),
        ("former-district", false),
    ],
);
const OF_A_WARD: (&str, [(&str, bool); 8]) = (
    "ward",
    [
        ("ward", true),
        ("group", true),
        ("beside", false),
        ("beside-below", false),
        ("province", false),
        ("former-ward", true),
        ("former-group", true),
        ("former-district", false),
    ],
);

#[tokio::test]
async fn without_an_appointment_nothing_that_needs_a_right_answers() {
    let world = world().await;
    let nobody = world.test.nobody_special().await;
    for Route {
        method, path, access, ..
    } in routes()
    {
        if access.permissions().is_empty() {
            continue;
        }
        for (place, thing) in &world.things {
            let (url, _) = address(path, thing);
            let page = ask(&world.test, Some(&nobody), method, &url).await;
            assert_eq!(
                page.status,
                StatusCode::NOT_FOUND,
                "{method} {path} at {place}: {url}"
            );
        }
    }
}

#[tokio::test]
async fn every_route_is_refused_without_the_right_and_opens_with_it() {
    let world = world().await;
    let mut walked = 0;
    for role in Role::ALL {
        let seat = match role {
            // Stands over no unit: `who_stands_over_a_subject_opens_what_is_listed_for_it_and_nothing_else`.
            Role::SubjectHead => continue,
            Role::GroupLeader => OF_A_GROUP,
            _ => OF_A_WARD,
        };
        walked += world.walk(role, seat).await;
    }
    assert!(walked > 500, "{walked} requests were made");
}

#[tokio::test]
async fn what_ended_opens_to_those_who_have_its_book_and_to_nobody_else() {
    let world = world().await;
    for role in [Role::Official, Role::Chair, Role::Reader, Role::Operator] {
        world.walk(role, OF_A_PROVINCE).await;
        world.walk(role, OF_A_NEIGHBOUR).await;
    }
}

impl World {
    /// Whether a unit is above another, or was when that one ended.
    fn is_above(&self, top: UnitId, unit: UnitId) -> bool {
        let snapshot = self.test.app.snapshot();
        let parent = snapshot.map.get(unit).and_then(|u| u.last().parent);
        parent.is_some_and(|parent| snapshot.map.is_within(parent, top, self.test.app.today()))
    }

    /// Requests each route at each place as the holder of a role; returns the number of requests.
    async fn walk(&self, role: Role, (home, places): (&str, [(&str, bool); 8])) -> usize {
        let home = self.units[home];
        let holder = self.test.person(role, home).await;
        let in_october = Day::new(2026, 10, 1).expect("a day");
        let ended = self.test.person_until(role, home, in_october).await;
        let mut walked = 0;
        for Route {
            method, path, access, ..
        } in routes()
        {
            let needed = access.permissions();
            if needed.is_empty() {
                continue;
            }
            for (place, within) in places {
                let thing = &self.things[place];
                let (url, names) = address(path, thing);
                let what = format!("{method} {path}, {role:?} at {place}: {url}");
                let page = ask(&self.test, Some(&ended), method, &url).await;
                assert_eq!(page.status, StatusCode::NOT_FOUND, "{what}, once it ended");
                // Acts change data, so each is tried once at places within the appointment, always outside.
                let page = ask(&self.test, Some(&holder), method, &url).await;
                walked += 1;
                let asked = Asked {
                    method,
                    path,
                    is_allowed: needed.iter().any(|act| role.permissions().contains(act)),
                    handles: handles_papers(role),
                    is_within: within,
                    is_above: self.is_above(home, self.units[place]),
                    is_past_only: place.starts_with("former-")
                        && !needed.iter().any(|act| belongs_to_the_past(*act)),
                    names,
                };
                is_right(&page, &asked, thing, &what);
            }
        }
        walked
    }
}

fn handles_papers(role: Role) -> bool {
    let held = role.permissions();
    held.contains(&Permission::WriteReports) || held.contains(&Permission::ApproveReports)
}

/// A request of somebody who holds an appointment.
struct Asked<'a> {
    method: &'a Method,
    path: &'a str,
    /// Whether the role has the right of the route.
    is_allowed: bool,
    /// Whether the role writes or approves what a unit issues.
    handles: bool,
    /// Whether the place lies within the appointment.
    is_within: bool,
    /// Whether the unit of the appointment is above it.
    is_above: bool,
    /// Whether the place is a former unit and the route's permission does not extend to the past.
    is_past_only: bool,
    names: Names,
}

fn is_right(page: &Page, asked: &Asked<'_>, thing: &Thing, what: &str) {
    assert!(!page.status.is_server_error(), "{what}: {}", page.words());
    let is_refused = page.status == StatusCode::NOT_FOUND;
    let reads = *asked.method == Method::GET;
    let what = format!("{what}: {} {}", page.status, page.location);
    match asked.names {
        _ if !asked.is_allowed => assert!(is_refused, "{what}"),
        Names::Nothing => assert!(!is_refused, "{what}"),
        Names::Unknown => {}
        Names::Unit if asked.is_past_only => {}
        _ if !asked.is_within && !reads && asked.path.starts_with("/api/") => {
            assert!(page.status.is_client_error(), "{what}");
        }
        // The body of a program is read before the entry is looked up.
        Names::Entry | Names::File if thing.entry.is_nil() => {
            let is_unread = !reads && asked.path.starts_with("/api/") && page.status.is_client_error();
            assert!(is_refused || is_unread, "{what}");
        }
        _ if !asked.is_within => {
            let is_public_map = asked.path.starts_with("/don-vi") && reads
                || asked.path.starts_with("/api/v1/units")
                || asked.path.starts_with("/thay-doi");
            assert!(is_refused || is_public_map, "{what}");
        }
        Names::Draft if !asked.handles => assert!(is_refused, "{what}"),
        Names::Draft if asked.is_past_only => {}
        Names::Draft if reads => assert!(!is_refused, "{what}"),
        Names::Sent => assert_eq!(is_refused, !asked.is_above, "{what}"),
        Names::Unit if reads && !asked.path.starts_with("/don-vi") => assert!(!is_refused, "{what}"),
        _ => {}
    }
}
