//! The heads that people write themselves. What the program writes stands in `locales/`.

/// Heads that mean the day, folded.
pub(crate) const DAY_NAMES: &[&str] = &[
    "ngay",
    "ngay thang",
    "ngay thang nam",
    "ngay thuc hien",
    "thoi gian",
    "thang",
    "date",
    "day",
    "month",
];
/// Heads that mean the unit, folded.
pub(crate) const UNIT_NAMES: &[&str] = &[
    "don vi",
    "ten don vi",
    "dia ban",
    "to dan pho",
    "khu dan cu",
    "thon",
    "to",
    "unit",
    "area",
    "residential group",
];

/// Tells whether a folded head names the running number of rows.
pub(crate) fn is_running_number(folded: &str) -> bool {
    matches!(folded, "stt" | "tt" | "so tt" | "so thu tu" | "no" | "number")
}
