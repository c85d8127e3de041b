//! Acts on people, on both engines, with a fixed clock.

mod accounts;
mod appointing;
mod feeds;
mod inviting;
mod keys;
mod signing_in;
mod starting;
mod working;

use super::*;
use crate::app::App;
use crate::clock::FixedClock;
use crate::context::Context;
use crate::snapshot::RulesSnapshot;
use dienhong_domain::packs::{UnitKind, Words};
use dienhong_domain::rights::Role;
use dienhong_domain::units::{BaseSpan, Level, Link, kinds};
use std::sync::Arc;
use uuid::Uuid;

pub(super) const NOON: i64 = 1_767_243_600_000; // 1 January 2026, 12:00 in Vietnam
pub(super) const MINUTE: i64 = 60_000;
pub(super) const DAY: i64 = 24 * 60 * MINUTE;
pub(super) const DOOR: Door<'static> = Door {
    address: "10.0.0.7",
    device: "Chrome, Android",
};
pub(super) const PASSWORD: &str = "bốn con vịt xanh";

pub(super) const COUNTRY: UnitId = UnitId(1);
pub(super) const PROVINCE: UnitId = UnitId(2);
pub(super) const WARD: UnitId = UnitId(10);
pub(super) const OTHER_WARD: UnitId = UnitId(11);
pub(super) const OLD_WARD: UnitId = UnitId(12);
pub(super) const GROUP: UnitId = UnitId(100);
pub(super) const OTHER_GROUP: UnitId = UnitId(110);
pub(super) const OLD_GROUP: UnitId = UnitId(120);

/// A book without people on a small map, at noon.
pub(super) struct World {
    app: App,
    snapshot: Arc<RulesSnapshot>,
}

impl std::ops::Deref for World {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl World {
    pub(super) async fn new(store: Store) -> World {
        let base = Url::parse("https://phuong.example").expect("an address");
        let app = App::open(store, Arc::new(FixedClock::at(NOON)), base).await;
        World {
            app: app.expect("an empty book"),
            snapshot: Arc::new(RulesSnapshot::of_map(map())),
        }
    }
    pub(super) fn at(&self, now: i64) -> RightsContext<'_> {
        self.snapshot.rights_at(now)
    }
    pub(super) fn noon(&self) -> RightsContext<'_> {
        self.at(NOON)
    }
    pub(super) fn by_at<'a>(&'a self, actor: &'a Actor, now: i64) -> Context<'a> {
        Context::new(&self.app, actor, self.snapshot.clone(), now)
    }
    pub(super) fn by<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        self.by_at(actor, NOON)
    }
    /// Sets the book up; its first person is operator and chair of the ward, and signed in.
    pub(super) async fn chair(&self) -> Actor {
        let ticket = self
            .people
            .set_up(self.noon(), &new_book(Some(Role::Chair)))
            .await
            .expect("set up");
        self.sign_up(NOON, &ticket, "phuong.ntt").await
    }
    /// A signed-in person with a role.
    pub(super) async fn somebody(&self, by: &Actor, name: &str, role: Role, unit: UnitId) -> Actor {
        let new = invite(name, role, unit);
        let ticket = self.by(by).people().invite(&new).await.expect("invited");
        self.sign_up(NOON, &ticket, name).await
    }
    /// Accepts a ticket with a password, as a person with an authenticator app does.
    pub(super) async fn sign_up(&self, now: i64, ticket: &Ticket, login: &str) -> Actor {
        let signed_in = self.accept(now, ticket, login).await;
        self.actor(now, &signed_in).await.expect("signed in")
    }
    pub(super) async fn accept(&self, now: i64, ticket: &Ticket, login: &str) -> SignedIn {
        let here = self.at(now);
        let form = form(login);
        let enrolment = self
            .people
            .accept_by_password(here, &ticket.letters, &form)
            .await
            .expect("enrolling");
        let code = totp::code_at(&secret(&enrolment), now);
        let done = self
            .people
            .confirm_accept(here, &ticket.letters, (&enrolment.id, &code), "Chrome")
            .await;
        let (signed_in, codes) = done.expect("accepted");
        assert_eq!(codes.len(), 8);
        signed_in
    }
    pub(super) async fn actor(&self, now: i64, signed_in: &SignedIn) -> Option<Actor> {
        self.people
            .actor(self.at(now), &signed_in.cookie)
            .await
            .expect("looked up")
    }
    pub(super) async fn acts_in_log(&self) -> Vec<String> {
        let rows = self.people.store.log(None, i64::MAX, 100).await.expect("the log");
        rows.into_iter().rev().map(|r| r.act).collect()
    }
}

pub(super) fn form(login: &str) -> PasswordForm {
    PasswordForm {
        login: login.into(),
        password: PASSWORD.into(),
        again: PASSWORD.into(),
    }
}

/// The secret as an authenticator app reads it from the page.
pub(super) fn secret(enrolment: &Enrolment) -> Vec<u8> {
    data_encoding::BASE32_NOPAD
        .decode(enrolment.letters.replace('-', "").as_bytes())
        .expect("letters")
}

pub(super) fn name(text: &str) -> PersonName {
    PersonName::parse(text).expect("a name")
}

pub(super) fn new_book(role: Option<Role>) -> NewBook {
    NewBook {
        language: "vi".into(),
        unit: WARD,
        name: name("Nguyễn Thị Phượng"),
        phone: None,
        role,
    }
}

pub(super) fn term(role: Role, unit: UnitId) -> NewTerm {
    let from = Day::new(2026, 1, 1).expect("a day");
    NewTerm {
        role,
        unit,
        subject: None,
        from,
        to: Day::MAX,
    }
}

pub(super) fn invite(who: &str, role: Role, unit: UnitId) -> NewInvite {
    NewInvite {
        name: name(who),
        phone: None,
        term: term(role, unit),
        language: "vi".into(),
    }
}

fn map() -> UnitMap {
    let mut kinds = kinds::of_the_map();
    let title = Words {
        vi: "Tổ dân phố".into(),
        en: "Group".into(),
    };
    kinds.push(UnitKind {
        id: "to".into(),
        title,
        level: Level::Group,
    });
    let merger = Day::new(2025, 7, 1).expect("a day");
    let begin = Day::new(2000, 1, 1).expect("a day");
    let unit = |id: UnitId, kind: &str, parent: Option<UnitId>, ends: bool| {
        let (uid, name) = (Uuid::from_u128(id.0 as u128), format!("{id:?}"));
        let end = if ends { merger } else { Day::MAX };
        BaseSpan::always(id, uid, (kind, &name), parent).between(begin, end)
    };
    let rows = vec![
        unit(COUNTRY, "quoc-gia", None, false),
        unit(PROVINCE, "tinh", Some(COUNTRY), false),
        unit(WARD, "phuong", Some(PROVINCE), false),
        unit(OTHER_WARD, "phuong", Some(PROVINCE), false),
        unit(OLD_WARD, "phuong", Some(PROVINCE), true),
        unit(GROUP, "to", Some(WARD), false),
        unit(OTHER_GROUP, "to", Some(OTHER_WARD), false),
        unit(OLD_GROUP, "to", Some(OLD_WARD), true),
    ];
    let link = Link {
        day: merger,
        change: Uuid::from_u128(1),
        kind: dienhong_domain::units::ChangeKind::Merge,
        from: OLD_WARD,
        to: WARD,
        share: None,
        reference: "".into(),
    };
    UnitMap::new(kinds, rows, vec![link])
}
