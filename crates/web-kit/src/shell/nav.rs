//! The rooms of the interface and their order.

use super::Shell;
use dienhong_app::urls;

/// Where the header's search leads.
pub(crate) const SEARCH: &str = urls::SEARCH;
/// The page of the person signed in.
pub(crate) const ME: &str = urls::ACCOUNT;

/// A room: one of the few places that the navigation names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Room {
    /// What is due and what came in.
    Today,
    /// Registers and their entries.
    Registers,
    /// Choosing what to record.
    New,
    /// Figures and their proof.
    Totals,
    /// The map of units.
    Units,
    /// Everything else.
    More,
    /// No room: sign-in, setup, problems.
    #[default]
    None,
}

impl Room {
    /// The rooms of the navigation line on wide screens.
    pub const WIDE: [Room; 5] = [
        Room::Today,
        Room::Registers,
        Room::Totals,
        Room::Units,
        Room::More,
    ];
    /// The rooms of the bottom bar on phones.
    pub const PHONE: [Room; 5] = [Room::Today, Room::Registers, Room::New, Room::Totals, Room::More];

    /// Its address.
    pub fn href(&self) -> &'static str {
        match self {
            Room::Today | Room::None => urls::HOME,
            Room::Registers => urls::REGISTERS,
            Room::New => urls::NEW_ENTRIES,
            Room::Totals => urls::TOTALS,
            Room::Units => urls::UNITS,
            Room::More => urls::MORE,
        }
    }
    /// Its icon.
    pub fn icon(&self) -> &'static str {
        match self {
            Room::Today | Room::None => "today",
            Room::Registers => "book",
            Room::New => "plus",
            Room::Totals => "chart",
            Room::Units => "map",
            Room::More => "more",
        }
    }
    /// Its name.
    pub fn name(&self, shell: &Shell) -> String {
        match self {
            Room::Today | Room::None => shell.t("shell-room-today"),
            Room::Registers => shell.t("shell-room-registers"),
            Room::New => shell.t("shell-room-new"),
            Room::Totals => shell.t("shell-room-totals"),
            Room::Units => shell.t("shell-room-units"),
            Room::More => shell.t("shell-room-more"),
        }
    }
}

impl Shell {
    /// The rooms of the navigation line on wide screens.
    pub fn wide_rooms(&self) -> [Room; 5] {
        Room::WIDE
    }
    /// The rooms of the bottom bar on phones; without recording for those who may not record.
    pub fn phone_rooms(&self) -> impl Iterator<Item = Room> {
        let records = self.records;
        Room::PHONE
            .into_iter()
            .filter(move |room| records || *room != Room::New)
    }
    /// Whether a room is the page's own on wide screens, where recording is part of the registers.
    pub fn is_in(&self, room: &Room) -> bool {
        self.room == *room || (self.room == Room::New && *room == Room::Registers)
    }
    /// Whether a room is the page's own in the bottom bar, where units are under "Thêm".
    pub fn is_in_on_phone(&self, room: &Room) -> bool {
        self.room == *room || (self.room == Room::Units && *room == Room::More)
    }
    /// Where the header's search leads.
    pub fn search_href(&self) -> &'static str {
        SEARCH
    }
    /// The page of the person signed in.
    pub fn me_href(&self) -> &'static str {
        ME
    }
}
