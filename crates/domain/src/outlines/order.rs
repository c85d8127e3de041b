//! The order of a report's parts, as people change it: a section moves with everything below its heading, a paragraph alone, and
//! neither leaves the part above it.

/// What takes a place in the order of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A heading of a level, from 1; what follows belongs to it, up to the next one of its level or a higher one.
    Heading(u8),
    /// An annex begins; all that follows belongs to it, up to the next one.
    Annex,
    /// A basis of the paper. Bases stay together.
    Basis,
    /// A paragraph, table or chart.
    Paragraph,
    /// The sentence that closes the paper, which stays where it is.
    Closing,
}

/// Where a part is moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Before the part of its kind that stands before it.
    Up,
    /// Behind the part of its kind that stands behind it.
    Down,
}

impl Direction {
    /// The code in the change log.
    pub fn code(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
        }
    }
}

/// The order in which places stand once one of them was moved, as their places before; `None` where nothing of its kind stands
/// there below the same part.
pub fn moved(places: &[Place], at: usize, to: Direction) -> Option<Vec<usize>> {
    let (first, second) = match to {
        Direction::Up => (before(places, at)?, at),
        Direction::Down => (at, behind(places, at)?),
    };
    let end = end_of(places, second);
    let order = (0..first)
        .chain(second..end)
        .chain(first..second)
        .chain(end..places.len());
    Some(order.collect())
}

/// The first place behind all that moves with one.
fn end_of(places: &[Place], at: usize) -> usize {
    let own = places.get(at).copied();
    let ends = |place: &Place| match (own, *place) {
        (Some(Place::Annex), other) => other == Place::Annex,
        (Some(Place::Heading(_)), Place::Annex | Place::Closing) => true,
        (Some(Place::Heading(level)), Place::Heading(other)) => other <= level,
        (Some(Place::Heading(_)), _) => false,
        _ => true,
    };
    let rest = places.get(at + 1..).unwrap_or_default();
    at + 1 + rest.iter().take_while(|place| !ends(place)).count()
}

/// Whether a place can change places with those of its own kind.
fn moves(place: Place) -> bool {
    place != Place::Closing
}

/// The next place of the same kind below the same part.
fn behind(places: &[Place], at: usize) -> Option<usize> {
    let own = places.get(at).copied().filter(|place| moves(*place))?;
    let next = end_of(places, at);
    (places.get(next) == Some(&own)).then_some(next)
}

/// The last place before it of the same kind below the same part.
fn before(places: &[Place], at: usize) -> Option<usize> {
    let own = places.get(at).copied().filter(|place| moves(*place))?;
    (0..at)
        .rev()
        .find(|other| places.get(*other) == Some(&own) && behind(places, *other) == Some(at))
}

#[cfg(test)]
mod tests {
    use super::Direction::{Down, Up};
    use super::Place::{Annex, Basis, Closing, Heading, Paragraph};
    use super::*;

    /// Two bases, a paragraph, section I with two parts and a paragraph, section II, the closing sentence, two annexes.
    const PLACES: [Place; 14] = [
        Basis,
        Basis,
        Paragraph,
        Heading(1),
        Heading(2),
        Paragraph,
        Heading(2),
        Paragraph,
        Paragraph,
        Heading(1),
        Closing,
        Annex,
        Paragraph,
        Annex,
    ];

    #[test]
    fn a_section_moves_with_all_that_is_below_it() {
        let order = moved(&PLACES, 3, Down);
        assert_eq!(order, Some(vec![0, 1, 2, 9, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13]));
        assert_eq!(moved(&PLACES, 9, Up), order);
        let inside = moved(&PLACES, 6, Up);
        assert_eq!(inside, Some(vec![0, 1, 2, 3, 6, 7, 8, 4, 5, 9, 10, 11, 12, 13]));
        assert_eq!(moved(&PLACES, 4, Down), inside);
    }

    #[test]
    fn nothing_leaves_the_part_above_it() {
        assert_eq!(moved(&PLACES, 4, Up), None, "the first part of section I");
        assert_eq!(moved(&PLACES, 6, Down), None, "its last one");
        assert_eq!(moved(&PLACES, 5, Down), None, "the only paragraph of a part");
        assert_eq!(
            moved(&PLACES, 8, Down),
            None,
            "the last paragraph before section II"
        );
        assert_eq!(moved(&PLACES, 3, Up), None, "the first section");
        assert_eq!(
            moved(&PLACES, 9, Down),
            None,
            "the last section before the closing sentence"
        );
    }

    #[test]
    fn bases_stay_together_and_the_closing_sentence_stays_last() {
        assert_eq!(moved(&PLACES, 1, Down), None);
        assert_eq!(moved(&PLACES, 2, Up), None);
        let bases = moved(&PLACES, 0, Down).map(|order| order[..3].to_vec());
        assert_eq!(bases, Some(vec![1, 0, 2]));
        assert_eq!(moved(&PLACES, 10, Up), None);
        assert_eq!(moved(&PLACES, 10, Down), None);
    }

    #[test]
    fn annexes_change_places_whole() {
        let order = moved(&PLACES, 13, Up).map(|order| order[11..].to_vec());
        assert_eq!(order, Some(vec![13, 11, 12]));
        assert_eq!(moved(&PLACES, 11, Up), None);
    }

    #[test]
    fn what_is_not_there_is_not_moved() {
        assert_eq!(moved(&PLACES, 14, Up), None);
        assert_eq!(moved(&[], 0, Down), None);
    }

    #[test]
    fn every_move_is_undone_by_the_other_direction() {
        for at in 0..PLACES.len() {
            let Some(order) = moved(&PLACES, at, Down) else {
                continue;
            };
            let then: Vec<Place> = order.iter().map(|was| PLACES[*was]).collect();
            let now = order.iter().position(|was| *was == at).expect("it is there");
            let back = moved(&then, now, Up).expect("it moves back");
            let again: Vec<usize> = back.iter().map(|was| order[*was]).collect();
            assert!(again.iter().copied().eq(0..PLACES.len()), "{at}: {again:?}");
        }
    }
}
