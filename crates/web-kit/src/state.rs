//! State that handlers share, and the person who makes a request.

use crate::access::Classes;
use crate::respond::Problem;
use crate::shell::{HEADER, Place, Reader, Room, Shell};
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use dienhong_app::people::{Actor, RightsContext};
use dienhong_app::{App, Context, RulesSnapshot};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::Locale;
use std::sync::Arc;
use uuid::Uuid;

/// What the operator chose at the start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether the book is the demo book.
    pub is_sample: bool,
    /// Whether the site is served over https, so that cookies are marked `Secure`.
    pub is_secure: bool,
}

/// The app and its options, shared by all handlers.
#[derive(Clone)]
pub struct AppState {
    /// Acts.
    pub app: Arc<App>,
    /// Options.
    pub options: Options,
}

impl AppState {
    /// Makes the state.
    pub fn new(app: Arc<App>, options: Options) -> AppState {
        AppState { app, options }
    }
    /// Name of the session's cookie.
    pub fn cookie(&self) -> &'static str {
        if self.options.is_secure { "__Host-dh" } else { "dh" }
    }
}

/// What stays the same during a request: map and rules, the moment, and the actor. The guard reads it once.
#[derive(Clone)]
pub struct Seen {
    /// Map and rules.
    pub snapshot: Arc<RulesSnapshot>,
    /// UTC milliseconds.
    pub now: i64,
    /// Who asks, if that is known.
    pub actor: Option<Arc<Actor>>,
    /// Who may use which route.
    pub classes: Classes,
}

impl Seen {
    /// The context in which permissions are checked.
    pub fn here(&self) -> RightsContext<'_> {
        self.snapshot.rights_at(self.now)
    }
}

/// The person signed in, with the snapshot of this request.
pub struct Me {
    /// Who.
    pub actor: Arc<Actor>,
    /// Language and display.
    pub reader: Reader,
    /// Map and rules.
    pub snapshot: Arc<RulesSnapshot>,
    /// The program.
    pub app: Arc<App>,
    now: i64,
    is_sample: bool,
    classes: Classes,
}

impl FromRequestParts<AppState> for Me {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Me, Problem> {
        // Set by the guard. Without an actor, the route is not declared for people who are signed in.
        let seen = parts.extensions.get::<Seen>().cloned().ok_or(Problem::NotFound)?;
        let reader = Reader::of(&parts.headers, &parts.uri);
        Me::of(seen, reader, state).ok_or(Problem::NotFound)
    }
}

impl Me {
    /// The person of a request; nobody where nobody is signed in.
    pub fn of(seen: Seen, reader: Reader, state: &AppState) -> Option<Me> {
        Some(Me {
            actor: seen.actor?,
            reader,
            snapshot: seen.snapshot,
            app: state.app.clone(),
            now: seen.now,
            is_sample: state.options.is_sample,
            classes: seen.classes,
        })
    }
    /// Who acts, when, and on which map and rules: the same for the whole request.
    pub fn cx(&self) -> Context<'_> {
        Context::new(&self.app, &self.actor, self.snapshot.clone(), self.now)
    }
    /// The moment in UTC milliseconds.
    pub fn now(&self) -> i64 {
        self.now
    }
    /// The civil day in Vietnam.
    pub fn today(&self) -> Day {
        dienhong_i18n::day_of(self.now)
    }
    /// The context in which permissions are checked.
    pub fn here(&self) -> RightsContext<'_> {
        self.snapshot.rights_at(self.now)
    }
    /// The reader's language.
    pub fn locale(&self) -> Locale {
        self.reader.locale
    }
    /// Whether the actor may do something to a unit.
    pub fn may(&self, permission: Permission, unit: UnitId) -> bool {
        self.actor.may(permission, unit, self.here())
    }
    /// The unit whose book the pages show first: the first one held.
    pub fn unit(&self) -> Option<UnitId> {
        let here = self.here();
        let held = self.actor.units_for(Permission::ReadTotals, here);
        held.first()
            .or(self.actor.units_for(Permission::ReadUnits, here).first())
            .copied()
    }
    /// The unit that an address names, or the first one held; nothing when the reader may not do this there.
    pub fn requested_unit(&self, uid: &str, permission: Permission) -> Option<UnitId> {
        let unit = match uid.is_empty() {
            true => self.actor.units_for(permission, self.here()).first().copied(),
            false => Uuid::parse_str(uid)
                .ok()
                .and_then(|uid| self.snapshot.map.by_uid(uid)),
        };
        unit.filter(|unit| self.may(permission, *unit))
    }
    /// Whether the person may do something at any unit.
    pub fn may_somewhere(&self, permission: Permission) -> bool {
        self.actor.may_somewhere(permission, self.here())
    }
    /// A unit's name with the words of its kind, as of today.
    pub fn name(&self, unit: UnitId) -> String {
        self.snapshot.map.label(unit, self.today(), self.locale().code())
    }
    /// The same, of a unit that ended with its last day: "Phường Diên Hồng (cũ, đến 30/06/2025)".
    pub fn dated_name(&self, unit: UnitId) -> String {
        let name = self.name(unit);
        let ends = self.snapshot.map.get(unit).map_or(Day::MAX, |u| u.ends());
        match ends <= self.today() {
            true => dienhong_i18n::t_with(
                self.locale(),
                "units-former-name",
                &[
                    ("name", name.into()),
                    ("day", dienhong_i18n::day(ends.previous()).into()),
                ],
            ),
            false => name,
        }
    }
    /// A unit's name as it was on a day. A unit that ended is named with its last day, so that it is not confused with the
    /// unit that has its name now.
    pub fn name_on(&self, unit: UnitId, day: Day) -> String {
        match self.snapshot.map.at(unit, self.today()) {
            Some(_) => self.snapshot.map.label(unit, day, self.locale().code()),
            None => self.dated_name(unit),
        }
    }
    /// A unit's name with the one above it: "Tổ dân phố 3, phường Diên Hồng".
    pub fn full_name(&self, unit: UnitId) -> String {
        let today = self.today();
        let parent = self.snapshot.map.get(unit).and_then(|u| u.near(today).parent);
        match parent {
            Some(parent) if self.snapshot.map.level(unit) != Some(Level::Province) => {
                format!(
                    "{}, {}",
                    self.dated_name(unit),
                    dienhong_i18n::lower_first(&self.name(parent))
                )
            }
            _ => self.dated_name(unit),
        }
    }
    /// Whether a page opens.
    fn enters(&self, href: &str) -> bool {
        let access = self.classes.of(&Method::GET, href);
        access.is_some_and(|access| access.opens(&self.actor, self.here()))
    }
    /// Whether a page of the navigation opens, and has something to say at a unit of the person's.
    fn opens(&self, place: &Place) -> bool {
        let map = &self.snapshot.map;
        let is_told = |unit: &UnitId| map.level(*unit).is_some_and(|level| level <= place.lowest);
        let Some(access) = self.classes.of(&Method::GET, place.href) else {
            return false;
        };
        let held = |act: &Permission| self.actor.units_for(*act, self.here());
        let says = place.lowest == Level::Group
            || access
                .permissions()
                .iter()
                .flat_map(held)
                .any(|unit| is_told(&unit));
        says && self.enters(place.href)
    }
    /// The level of the unit that the page's address names.
    fn named_level(&self) -> Option<Level> {
        let (_, query) = self.reader.here.split_once('?')?;
        let named = query.split('&').find_map(|pair| pair.strip_prefix("don-vi="))?;
        let unit = self.snapshot.map.by_uid(Uuid::parse_str(named).ok()?)?;
        self.snapshot.map.level(unit)
    }
    /// Starts a page's frame with the person's unit and name, and the rooms that open.
    pub fn shell(&self, title: impl Into<String>, room: Room) -> Shell {
        let places = Room::ALL.into_iter().flat_map(Room::places);
        let opens = places.filter(|place| self.opens(place)).map(|place| place.href);
        let header = HEADER.iter().copied().filter(|href| self.enters(href));
        let shell = Shell::new(&self.reader, title)
            .person(&self.actor.name)
            .device(self.actor.person, self.now)
            .room(room)
            .sample(self.is_sample)
            .opening(opens.chain(header).collect())
            .level(self.named_level().unwrap_or(Level::Country));
        let Some(unit) = self.unit() else { return shell };
        let full = self.full_name(unit);
        let name = self.name(unit);
        let more = full[name.len()..].to_owned();
        shell.unit(name, more)
    }
}
