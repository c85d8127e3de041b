//! Kinds of unit that the administrative map itself needs; packs add the kinds of groups.

use super::Level;
use crate::packs::{UnitKind, Words};

/// Kinds of the shipped map: (code, Vietnamese, English, level).
pub const OF_THE_MAP: [(&str, &str, &str, Level); 11] = [
    ("quoc-gia", "", "", Level::Country),
    ("tinh", "Tỉnh", "Province", Level::Province),
    ("thanh-pho", "Thành phố", "City", Level::Province),
    ("quan", "Quận", "Urban district", Level::District),
    ("huyen", "Huyện", "District", Level::District),
    ("thi-xa", "Thị xã", "Town", Level::District),
    ("tp-thuoc-tinh", "Thành phố", "City", Level::District),
    ("phuong", "Phường", "Ward", Level::Commune),
    ("xa", "Xã", "Commune", Level::Commune),
    ("thi-tran", "Thị trấn", "Township", Level::Commune),
    ("dac-khu", "Đặc khu", "Special zone", Level::Commune),
];

/// The kinds of the shipped map as pack kinds.
pub fn of_the_map() -> Vec<UnitKind> {
    let kind = |(id, vi, en, level): (&str, &str, &str, Level)| UnitKind {
        id: id.to_owned(),
        title: Words {
            vi: vi.to_owned(),
            en: en.to_owned(),
        },
        level,
    };
    OF_THE_MAP.into_iter().map(kind).collect()
}
