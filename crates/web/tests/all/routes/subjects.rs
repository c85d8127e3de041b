//! Every route for who stands over a subject: the own one, another one of the same unit, one of another unit. What opens is
//! listed here; whatever is not listed is refused.

use super::addresses::address;
use super::world::{World, subject, world};
use super::{ask, routes};
use crate::common::{Page, Person};
use axum::http::{Method, StatusCode};
use dienhong_app::people::{NewProgram, PersonName};
use dienhong_app::urls;
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::time::Day;
use dienhong_web::access::{Access, Route};
use uuid::Uuid;

/// What opens to who stands over a subject, whatever an address names: the first page and the own account.
const OWN_PAGES: [&str; 19] = [
    urls::HOME,
    urls::MORE,
    urls::PACKS,
    urls::WAITING,
    urls::PHONE_DRAFTS,
    urls::ACCOUNT,
    urls::ACCOUNT_PASSKEY_START,
    urls::ACCOUNT_PASSKEYS,
    urls::ACCOUNT_PASSKEY_REMOVAL,
    urls::ACCOUNT_PASSWORD,
    urls::ACCOUNT_PASSWORD_CODE,
    urls::ACCOUNT_PASSWORD_REMOVAL,
    urls::ACCOUNT_RECOVERY_CODES,
    urls::ACCOUNT_SESSION,
    urls::ACCOUNT_SESSIONS,
    urls::ACCOUNT_FEED,
    urls::ACCOUNT_FEED_REVOCATION,
    urls::ACCOUNT_LANGUAGE,
    "/api/v1/me",
];

/// What they read of a subject, if it is theirs.
const OF_THE_SUBJECT: [&str; 1] = [urls::SUBJECT];

fn is_refused(page: &Page) -> bool {
    page.status == StatusCode::NOT_FOUND
}

/// A bundle or a body that cannot be read is refused before anything is looked up.
fn is_turned_away(page: &Page) -> bool {
    page.status.is_client_error()
}

impl World {
    /// Requests every route that is not public, at one place with one subject.
    async fn walk_over_subject(&self, person: &Person, place: &str, of: Uuid, is_own: bool) -> usize {
        let mut thing = self.things[place].clone();
        thing.subject = of;
        let mut opened = 0;
        for Route {
            method, path, access, ..
        } in routes()
        {
            if *access == Access::Public {
                continue;
            }
            let (url, _) = address(path, &thing);
            let page = ask(&self.test, Some(person), method, &url).await;
            let what = format!(
                "{method} {path} at {place}: {url}: {} {}",
                page.status, page.location
            );
            assert!(!page.status.is_server_error(), "{what}");
            let is_of_it = *method == Method::GET && OF_THE_SUBJECT.contains(path);
            match access {
                // The act may still refuse what the address names, such as a session that is not there.
                Access::SignedIn if OWN_PAGES.contains(path) => {}
                Access::Needs(_) | Access::NeedsAny(_) if is_of_it && is_own => {
                    assert_eq!(page.status, StatusCode::OK, "{what}");
                    opened += 1;
                }
                Access::SignedIn => assert!(is_turned_away(&page), "{what}"),
                _ => assert!(is_refused(&page), "{what}"),
            }
        }
        opened
    }
}

#[tokio::test]
async fn who_stands_over_a_subject_opens_what_is_listed_for_it_and_nothing_else() {
    let world = world().await;
    let ward = world.units["ward"];
    let (own, same_unit) = (world.things["ward"].subject, subject(&world.test, ward).await);
    let beside = world.things["beside"].subject;
    let head = world.test.head(ward, own).await;
    let walk = async |place: &'static str, of: Uuid, is_own: bool| {
        world.walk_over_subject(&head, place, of, is_own).await
    };
    assert_eq!(walk("ward", own, true).await, OF_THE_SUBJECT.len());
    assert_eq!(walk("ward", same_unit, false).await, 0);
    assert_eq!(walk("beside", beside, false).await, 0);
    for place in ["group", "province", "former-ward", "former-group"] {
        assert_eq!(walk(place, world.things[place].subject, false).await, 0);
    }
}

#[tokio::test]
async fn an_appointment_over_a_subject_that_ended_opens_nothing_of_it() {
    let world = world().await;
    let ward = world.units["ward"];
    let own = world.things["ward"].subject;
    let in_october = Day::new(2026, 10, 1).expect("a day");
    let over = (ward, Some(own));
    let former = world.test.holder(Role::SubjectHead, over, in_october).await;
    assert_eq!(world.walk_over_subject(&former, "ward", own, false).await, 0);
}

/// An office over a unit that names a subject, and a head without one, are rows that nobody could have made.
#[tokio::test]
async fn appointments_that_do_not_fit_open_nothing() {
    let world = world().await;
    let ward = world.units["ward"];
    let own = world.things["ward"].subject;
    let to = Day::MAX.previous();
    for (role, over) in [(Role::Chair, Some(own)), (Role::SubjectHead, None)] {
        let odd = world.test.holder(role, (ward, over), to).await;
        assert_eq!(
            world.walk_over_subject(&odd, "ward", own, false).await,
            0,
            "{role:?}"
        );
    }
}

#[tokio::test]
async fn the_first_page_names_the_subject_and_its_unit_and_tells_nothing_of_the_unit() {
    let world = world().await;
    let ward = world.units["ward"];
    let own = world.things["ward"].subject;
    let row = world
        .test
        .app
        .store
        .subject(own)
        .await
        .expect("read")
        .expect("there");
    let head = world.test.head(ward, own).await;
    let page = world.test.get(&head, urls::HOME).await;
    let words = page.words();
    assert_eq!(page.status, StatusCode::OK, "{words}");
    assert!(
        words.contains(&row.name) && words.contains("Diên Hồng"),
        "{words}"
    );
    let text = page.text();
    let main = text.split("<main").nth(1).expect("the page has a main part");
    let main = main.split("</main>").next().expect("its end");
    assert!(main.contains(&urls::subject(own)), "{main}");
    for address in [urls::TOTALS, urls::NEW_ENTRIES, "/muc/", urls::CHECKS] {
        assert!(!main.contains(&format!("href=\"{address}")), "{address}: {main}");
    }
}

#[tokio::test]
async fn a_key_over_a_subject_knows_its_subject_and_opens_nothing_else() {
    let world = world().await;
    let ward = world.units["ward"];
    let own = world.things["ward"].subject;
    let new = NewProgram {
        name: PersonName::parse("Cổng của trường").expect("a name"),
        role: Role::SubjectHead,
        unit: ward,
        subject: Some(own),
        scopes: vec![Permission::ReadSubjects],
        to: Day::new(2026, 12, 31).expect("a day"),
    };
    let chair = world.test.person(Role::Chair, ward).await;
    let chair = world.test.actor(&chair).await;
    let made = world.test.app.by(&chair).people().make_key(&new).await;
    let key = made.expect("a key").key;
    let me = world.test.get_with_key(&key, "/api/v1/me").await.json();
    assert_eq!(me["appointments"][0]["subject"], own.to_string());
    assert_eq!(me["may"][0]["act"], "read-subjects");
    assert_eq!(me["may"][0]["subjects"][0], own.to_string());
    for Route {
        method, path, access, ..
    } in routes()
    {
        if *method != Method::GET || access.permissions().is_empty() {
            continue;
        }
        let (own_url, _) = address(path, &world.things["ward"]);
        let page = world.test.get_with_key(&key, &own_url).await;
        let is_own = *path == urls::SUBJECT;
        assert_eq!(page.status == StatusCode::OK, is_own, "{path}: {}", page.status);
        let (other_url, _) = address(path, &world.things["beside"]);
        let other = world.test.get_with_key(&key, &other_url).await;
        assert!(other.status.is_client_error(), "{path}: {}", other.status);
    }
}
