//! "Did you mean": the known word nearest to a mistyped one.

/// The nearest of the known words, when it is near enough to be meant.
pub(crate) fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Long foreign words would make this slow and are never a slip of the finger.
    if given.len() > 80 {
        return None;
    }
    let limit = (given.chars().count() / 3).max(1);
    known
        .into_iter()
        .filter(|word| word.len() <= 80)
        .map(|word| (distance(given, word), word))
        .filter(|(far, _)| *far <= limit)
        .min()
        .map(|(_, word)| word.to_owned())
}

/// Letters to insert, drop, replace, or swap with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        let known = ["title", "section", "unit"];
        assert_eq!(nearest("titel", known), Some("title".to_owned()));
        assert_eq!(nearest("units", known), Some("unit".to_owned()));
        assert_eq!(nearest("colour", known), None);
    }
}
