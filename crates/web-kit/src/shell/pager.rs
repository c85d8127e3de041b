//! Paged lists: the page that an address asks for, and the bar below the list. Pages are counted from 1 everywhere.

use serde::Deserialize;

/// Which page of a list an address asks for, from 1; anything but a number is the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(from = "String")]
pub struct PageNumber(usize);

/// Highest page number that is read; no list has more pages.
const MOST: usize = 1_000_000;

impl PageNumber {
    /// The first page.
    pub const FIRST: PageNumber = PageNumber(1);

    /// The number, from 1.
    pub fn number(self) -> usize {
        self.0
    }
    /// How many items of a list in pages of `size` are before it.
    pub fn skip(self, size: usize) -> usize {
        (self.0 - 1) * size
    }
    /// The page itself, or the last one of a list of `total` items in pages of `size`.
    pub fn within(self, total: usize, size: usize) -> PageNumber {
        PageNumber(self.0.min(last(total, size)))
    }
}

impl Default for PageNumber {
    fn default() -> PageNumber {
        PageNumber::FIRST
    }
}

impl From<String> for PageNumber {
    fn from(typed: String) -> PageNumber {
        PageNumber(typed.trim().parse().unwrap_or(1).clamp(1, MOST))
    }
}

fn last(total: usize, size: usize) -> usize {
    total.div_ceil(size.max(1)).max(1)
}

/// Which part of a list is shown, and links to the pages before and after.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pager {
    /// Place of the first item shown, from 1.
    pub from: usize,
    /// Place of the last item shown.
    pub to: usize,
    /// All items.
    pub total: usize,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
}

impl Pager {
    /// Cuts a list of `total` items into pages of `size`, showing `page`; `href` makes the address of a page by its number.
    /// A page past the last one shows nothing, and its previous page is the last one.
    pub fn new(total: usize, size: usize, page: PageNumber, href: impl Fn(usize) -> String) -> Pager {
        let (last, at) = (last(total, size), page.number());
        let before = page.skip(size);
        let is_there = before < total;
        Pager {
            from: if is_there { before + 1 } else { 0 },
            to: if is_there { (before + size).min(total) } else { 0 },
            total,
            previous: (at > 1).then(|| href(last.min(at - 1))),
            next: (at < last).then(|| href(at + 1)),
        }
    }
}

/// The bar below a list that goes on from its last row: what is shown, and links to what is newer and older.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Steps {
    /// How many are shown, of how many where that is known.
    pub words: String,
    /// Address of newer items.
    pub newer: Option<String>,
    /// Address of older items.
    pub older: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(typed: &str) -> PageNumber {
        PageNumber::from(typed.to_owned())
    }

    #[test]
    fn following_next_from_the_first_page_shows_every_item_once() {
        for (total, size) in [(0, 50), (1, 50), (50, 50), (51, 50), (66, 50), (135, 40)] {
            let items: Vec<usize> = (1..=total).collect();
            let mut seen = Vec::new();
            let mut next = Some(1.to_string());
            while let Some(typed) = next {
                let at = page(&typed);
                let shown: Vec<usize> = items.iter().copied().skip(at.skip(size)).take(size).collect();
                let pager = Pager::new(total, size, at, |p| p.to_string());
                assert_eq!(
                    shown.first().copied().unwrap_or(0),
                    pager.from,
                    "{total} by {size}, {at:?}"
                );
                assert_eq!(
                    shown.last().copied().unwrap_or(0),
                    pager.to,
                    "{total} by {size}, {at:?}"
                );
                seen.extend(shown);
                next = pager.next;
            }
            assert_eq!(seen, items, "{total} by {size}");
        }
    }

    #[test]
    fn odd_pages_are_read_as_the_first_one_and_late_ones_lead_back() {
        for typed in ["", "0", "-3", "x", "1.5"] {
            assert_eq!(page(typed), PageNumber::FIRST, "{typed}");
        }
        let late = Pager::new(66, 50, page("9"), |p| p.to_string());
        assert_eq!(
            (late.from, late.to, late.previous.as_deref(), late.next),
            (0, 0, Some("2"), None)
        );
        assert_eq!(page("9").within(66, 50), page("2"));
    }
}
