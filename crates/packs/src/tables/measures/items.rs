//! The measures that are made of a stem, one for each item of its list.

use dienhong_domain::packs::*;

/// The measures that a stem makes, one for each item of its list.
pub fn item_measures(stem: &Stem, lists: &[List]) -> Vec<Measure> {
    let list = lists.iter().find(|l| l.id == stem.list);
    let items = list.map_or(&[][..], |l| &l.items);
    // An item that an overlay only closes has no name here; its measure stands in the base.
    let named = items.iter().filter(|i| !i.title.vi.is_empty());
    named.map(|item| made_for(stem, item)).collect()
}

/// The measure that a stem makes for an item.
fn made_for(stem: &Stem, item: &Item) -> Measure {
    let title = |stem: &str, item: &str| format!("{stem}: {item}");
    Measure {
        code: item_measure(&stem.measure.code, &item.id),
        title: Words {
            vi: title(&stem.measure.title.vi, &item.title.vi),
            en: title(&stem.measure.title.en, &item.title.en),
        },
        item: Some((stem.list.clone(), item.id.clone())),
        part_of: None,
        ..stem.measure.clone()
    }
}

/// Makes the measures of items that a list gained, beside those that it had.
pub(super) fn make_for_new_items(to: &mut Pack) {
    for stem in &to.stems {
        let Some(list) = to.lists.iter().find(|l| l.id == stem.list) else {
            continue;
        };
        for item in &list.items {
            let made = made_for(stem, item);
            if to.measures.iter().any(|m| m.code == made.code) {
                continue;
            }
            let is_sibling = |m: &Measure| {
                m.code
                    .strip_prefix(&stem.measure.code)
                    .is_some_and(|rest| rest.starts_with(':'))
            };
            let last = to.measures.iter().rposition(is_sibling);
            to.measures
                .insert(last.map_or(to.measures.len(), |at| at + 1), made);
        }
    }
}
