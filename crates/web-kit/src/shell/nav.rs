//! The rooms of the interface, the pages of each, and which of them open for a person.
//!
//! One table ([`Room::places`]) makes the line of rooms on wide screens, the bar of phones, the tabs of a room and the page of
//! all rooms. A further area enters with a row.

use super::{Link, Shell};
use dienhong_app::urls;
use dienhong_domain::units::Level;

/// A page that the navigation names.
#[derive(PartialEq, Eq, Debug)]
pub struct Place {
    /// Address.
    pub href: &'static str,
    /// Catalogue key of its name.
    pub name: &'static str,
    /// Catalogue key of what one finds there.
    pub lead: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// The lowest level of unit for which it has something to say.
    pub lowest: Level,
    /// What of a page's query goes on to this page beside it.
    pub keeps: &'static [&'static str],
}

/// The unit goes on.
const UNIT: &[&str] = &["don-vi"];
/// Unit, period and map go on.
const FIGURES: &[&str] = &["don-vi", "ky", "tu", "den", "cu", "ban-do"];

macro_rules! place {
    ($href:expr, $icon:literal, $name:literal, $lead:literal, $lowest:ident, $keeps:expr) => {
        Place {
            href: $href,
            name: $name,
            lead: $lead,
            icon: $icon,
            lowest: Level::$lowest,
            keeps: $keeps,
        }
    };
}

/// Pages that the header names, for those for whom they open.
pub const HEADER: &[&str] = &[urls::SEARCH];

const TODAY: &[Place] = &[place!(urls::HOME, "today", "shell-room-today", "", Group, &[])];
const NEW: &[Place] = &[place!(
    urls::NEW_ENTRIES,
    "plus",
    "shell-room-new",
    "shell-place-new-lead",
    Group,
    &[]
)];
const REGISTERS: &[Place] = &[
    place!(
        urls::REGISTERS,
        "book",
        "shell-room-registers",
        "shell-place-registers-lead",
        Group,
        &[]
    ),
    place!(
        urls::BULKS,
        "upload",
        "shell-place-bulks",
        "shell-place-bulks-lead",
        Commune,
        UNIT
    ),
];
const TOTALS: &[Place] = &[
    place!(
        urls::TOTALS,
        "chart",
        "shell-place-totals",
        "shell-place-totals-lead",
        Group,
        FIGURES
    ),
    place!(
        urls::BELOW,
        "branch",
        "shell-place-below",
        "shell-place-below-lead",
        Commune,
        FIGURES
    ),
    place!(
        urls::INDICATORS,
        "criteria",
        "shell-place-indicators",
        "shell-place-indicators-lead",
        Group,
        FIGURES
    ),
    place!(
        urls::FILINGS,
        "upload",
        "shell-place-filings",
        "shell-place-filings-lead",
        Commune,
        UNIT
    ),
    place!(
        urls::FILINGS_BELOW,
        "download",
        "shell-place-filings-below",
        "shell-place-filings-below-lead",
        Province,
        UNIT
    ),
    place!(
        urls::CHECKS,
        "eye",
        "shell-place-checks",
        "shell-place-checks-lead",
        Commune,
        UNIT
    ),
];
const REPORTS: &[Place] = &[
    place!(
        urls::REPORTS,
        "report",
        "shell-room-reports",
        "shell-place-reports-lead",
        Commune,
        UNIT
    ),
    place!(
        urls::REPORTS_BELOW,
        "download",
        "shell-place-reports-below",
        "shell-place-reports-below-lead",
        Province,
        UNIT
    ),
];
const PAPERS: &[Place] = &[
    place!(
        urls::MADE_PAPERS,
        "pencil",
        "shell-place-papers",
        "shell-place-papers-lead",
        Commune,
        UNIT
    ),
    place!(
        urls::PAPERS,
        "print",
        "shell-place-outgoing",
        "shell-place-outgoing-lead",
        Commune,
        UNIT
    ),
    place!(
        urls::INCOMING,
        "download",
        "shell-place-incoming",
        "shell-place-incoming-lead",
        Commune,
        UNIT
    ),
    place!(
        urls::ISSUERS,
        "ribbon",
        "shell-place-issuers",
        "shell-place-issuers-lead",
        Commune,
        UNIT
    ),
];
const UNITS: &[Place] = &[
    place!(
        urls::UNITS,
        "map",
        "shell-place-units",
        "shell-place-units-lead",
        Group,
        &[]
    ),
    place!(
        urls::SUBJECTS,
        "school",
        "shell-place-subjects",
        "shell-place-subjects-lead",
        Group,
        UNIT
    ),
];
const MORE: &[Place] = &[
    place!(
        urls::PEOPLE,
        "users",
        "shell-place-people",
        "shell-place-people-lead",
        Group,
        &[]
    ),
    place!(
        urls::PACKS,
        "book",
        "shell-place-packs",
        "shell-place-packs-lead",
        Group,
        &[]
    ),
    place!(
        urls::EXCHANGE,
        "upload",
        "shell-place-exchange",
        "shell-place-exchange-lead",
        Group,
        &[]
    ),
    place!(
        urls::LOG,
        "clock",
        "shell-place-log",
        "shell-place-log-lead",
        Group,
        &[]
    ),
    place!(
        urls::KEYS,
        "key",
        "shell-place-keys",
        "shell-place-keys-lead",
        Group,
        &[]
    ),
    place!(
        urls::INTERFACE,
        "branch",
        "shell-place-interface",
        "shell-place-interface-lead",
        Group,
        &[]
    ),
    place!(
        urls::ACCOUNT,
        "user",
        "shell-place-account",
        "shell-place-account-lead",
        Group,
        &[]
    ),
    place!(
        urls::DISPLAY,
        "view",
        "shell-place-display",
        "shell-place-display-lead",
        Group,
        &[]
    ),
];

/// A room: one of the few places that the navigation names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Room {
    /// What is due and what came in.
    Today,
    /// Registers and their entries.
    Registers,
    /// Choosing what to record.
    New,
    /// Figures, their proof, and what is sent of them.
    Totals,
    /// Reports.
    Reports,
    /// Papers made, sent out and arrived.
    Papers,
    /// The map of units, and subjects.
    Units,
    /// People, rules and one's own account; its page lists all rooms.
    More,
    /// No room: sign-in, setup, problems.
    #[default]
    None,
}

impl Room {
    /// Every room, in the order of the line on wide screens and of the page of all rooms.
    pub const ALL: [Room; 8] = [
        Room::Today,
        Room::Registers,
        Room::New,
        Room::Totals,
        Room::Reports,
        Room::Papers,
        Room::Units,
        Room::More,
    ];

    /// Its pages; the first that opens is where the room begins.
    pub fn places(self) -> &'static [Place] {
        match self {
            Room::Today => TODAY,
            Room::Registers => REGISTERS,
            Room::New => NEW,
            Room::Totals => TOTALS,
            Room::Reports => REPORTS,
            Room::Papers => PAPERS,
            Room::Units => UNITS,
            Room::More => MORE,
            Room::None => &[],
        }
    }
    /// Its icon.
    pub fn icon(self) -> &'static str {
        match self {
            Room::Today | Room::None => "today",
            Room::Registers => "book",
            Room::New => "plus",
            Room::Totals => "chart",
            Room::Reports => "report",
            Room::Papers => "print",
            Room::Units => "map",
            Room::More => "more",
        }
    }
    /// Catalogue key of its name.
    pub fn name(self) -> &'static str {
        match self {
            Room::Today | Room::None => "shell-room-today",
            Room::Registers => "shell-room-registers",
            Room::New => "shell-room-new",
            Room::Totals => "shell-room-totals",
            Room::Reports => "shell-room-reports",
            Room::Papers => "shell-room-papers",
            Room::Units => "shell-room-units",
            Room::More => "shell-room-more",
        }
    }
}

/// A link of the navigation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entrance {
    /// Room.
    pub room: Room,
    /// Icon.
    pub icon: &'static str,
    /// Where it leads.
    pub link: Link,
    /// Whether the page belongs to it.
    pub is_current: bool,
}

/// Rooms of the bar on phones; the last is always "Thêm".
const BAR: usize = 5;

impl Shell {
    /// The pages of a room that open for the person.
    pub fn opened(&self, room: Room) -> impl Iterator<Item = &'static Place> {
        let opens = |place: &&'static Place| self.opens.contains(&place.href);
        room.places().iter().filter(opens)
    }

    /// The way into a room; `None` where nothing of it opens. A room of which one page alone opens is called like that page.
    fn entrance(&self, room: Room) -> Option<Entrance> {
        let mut opened = self.opened(room);
        let first = opened.next()?;
        let (name, href) = match (room, opened.next()) {
            (Room::More, _) => (room.name(), urls::MORE),
            (_, None) => (first.name, first.href),
            (_, Some(_)) => (room.name(), first.href),
        };
        Some(Entrance {
            room,
            icon: room.icon(),
            link: Link::new(self.t(name), href),
            is_current: self.room == room,
        })
    }

    /// The rooms of the navigation line on wide screens, where recording is part of the registers.
    pub fn wide_rooms(&self) -> Vec<Entrance> {
        let rooms = Room::ALL.into_iter().filter(|room| *room != Room::New);
        let mut found: Vec<Entrance> = rooms.filter_map(|room| self.entrance(room)).collect();
        for of in &mut found {
            of.is_current |= self.room == Room::New && of.room == Room::Registers;
        }
        found
    }

    /// The rooms of the bottom bar on phones: the first that open, and "Thêm" for the rest.
    pub fn phone_rooms(&self) -> Vec<Entrance> {
        let rooms = Room::ALL.into_iter().filter(|room| *room != Room::More);
        let mut found: Vec<Entrance> = rooms.filter_map(|room| self.entrance(room)).collect();
        found.truncate(BAR - 1);
        let is_elsewhere = self.room != Room::None && found.iter().all(|of| !of.is_current);
        found.extend(self.entrance(Room::More).map(|more| Entrance {
            is_current: is_elsewhere,
            ..more
        }));
        found
    }

    /// The pages of the room beside this one that have something to say of the unit shown; empty on pages inside of one of them,
    /// and where there is one alone.
    pub fn tabs(&self) -> Vec<Entrance> {
        let (path, query) = self
            .reader
            .here
            .split_once('?')
            .unwrap_or((&self.reader.here, ""));
        let opened: Vec<&Place> = match self.room {
            Room::More | Room::None => Vec::new(),
            room => self
                .opened(room)
                .filter(|place| self.level <= place.lowest)
                .collect(),
        };
        if opened.len() < 2 || opened.iter().all(|place| place.href != path) {
            return Vec::new();
        }
        let tab = |place: &&Place| Entrance {
            room: self.room,
            icon: place.icon,
            link: Link::new(self.t(place.name), with_query(place, query)),
            is_current: place.href == path,
        };
        opened.iter().map(tab).collect()
    }

    /// Where the header's search leads, for those for whom it opens.
    pub fn search_href(&self) -> Option<&'static str> {
        self.opens.contains(&urls::SEARCH).then_some(urls::SEARCH)
    }
    /// The page of the person signed in.
    pub fn me_href(&self) -> &'static str {
        urls::ACCOUNT
    }
}

/// The address of a page with what it keeps of the query of a page beside it.
fn with_query(place: &Place, query: &str) -> String {
    let is_kept = |pair: &&str| {
        pair.split_once('=')
            .is_some_and(|(name, value)| place.keeps.contains(&name) && !value.is_empty())
    };
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    match kept.is_empty() {
        true => place.href.to_owned(),
        false => format!("{}?{}", place.href, kept.join("&")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::Reader;

    fn shell(room: Room, here: &str, opens: &[&'static str]) -> Shell {
        let reader = Reader {
            here: here.to_owned(),
            ..Reader::default()
        };
        let mut shell = Shell::new(&reader, "").room(room);
        shell.opens = opens.to_vec();
        shell
    }

    fn hrefs(of: &[Entrance]) -> Vec<&str> {
        of.iter().map(|e| e.link.href.as_str()).collect()
    }

    #[test]
    fn no_address_stands_in_two_rooms() {
        let mut seen = std::collections::BTreeSet::new();
        for place in Room::ALL.into_iter().flat_map(Room::places) {
            assert!(seen.insert(place.href), "{}", place.href);
        }
    }

    #[test]
    fn only_rooms_that_open_are_named() {
        let of = shell(Room::Today, "/", &[urls::HOME, urls::UNITS, urls::ACCOUNT]);
        assert_eq!(hrefs(&of.wide_rooms()), [urls::HOME, urls::UNITS, urls::MORE]);
        assert_eq!(hrefs(&of.phone_rooms()), [urls::HOME, urls::UNITS, urls::MORE]);
        let of = shell(
            Room::Units,
            urls::SUBJECTS,
            &[urls::HOME, urls::SUBJECTS, urls::ACCOUNT],
        );
        assert_eq!(hrefs(&of.wide_rooms()), [urls::HOME, urls::SUBJECTS, urls::MORE]);
    }

    #[test]
    fn the_bar_of_phones_has_five_places_and_marks_one() {
        let all: Vec<&'static str> = Room::ALL
            .into_iter()
            .flat_map(Room::places)
            .map(|p| p.href)
            .collect();
        for room in Room::ALL {
            let of = shell(room, "/", &all);
            let bar = of.phone_rooms();
            assert_eq!(bar.len(), BAR);
            assert_eq!(bar.last().map(|e| e.room), Some(Room::More));
            assert_eq!(bar.iter().filter(|e| e.is_current).count(), 1, "{room:?}");
        }
        assert!(
            shell(Room::None, "/", &all)
                .phone_rooms()
                .iter()
                .all(|e| !e.is_current)
        );
    }

    #[test]
    fn tabs_keep_unit_and_period_where_they_mean_the_same() {
        let open = [urls::TOTALS, urls::INDICATORS, urls::CHECKS];
        let here = format!("{}?don-vi=a&tu=2026-01-01&den=&trang=3", urls::TOTALS);
        let of = shell(Room::Totals, &here, &open);
        let kept = ["don-vi=a&tu=2026-01-01", "don-vi=a&tu=2026-01-01", "don-vi=a"];
        let expected = open.iter().zip(kept).map(|(href, kept)| format!("{href}?{kept}"));
        assert_eq!(hrefs(&of.tabs()), expected.collect::<Vec<_>>());
        assert_eq!(of.tabs().iter().filter(|e| e.is_current).count(), 1);
        assert_eq!(shell(Room::Totals, &urls::proof_page("buoi"), &open).tabs(), []);
        assert_eq!(shell(Room::Totals, urls::TOTALS, &open[..1]).tabs(), []);
    }
}
