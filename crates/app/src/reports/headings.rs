//! Headings of a draft: which are printed, and how they are numbered.

use super::draft::{Line, LineKind};
use dienhong_domain::outlines::Piece;

/// The level of a heading or annex, 0 for the highest; `None` for what is below headings.
fn height(of: &LineKind) -> Option<u8> {
    match of {
        LineKind::Annex(_) => Some(0),
        LineKind::Heading(level, _) => Some(*level),
        _ => None,
    }
}

/// Marks the headings and annexes below which nothing would be printed.
pub(super) fn mark_bare(lines: &mut [Line]) {
    for at in 0..lines.len() {
        let (above, below) = lines.split_at_mut(at + 1);
        let head = above
            .last_mut()
            .and_then(|line| Some((height(&line.kind)?, line)));
        let Some((own, line)) = head else { continue };
        let is_inside = |other: &&Line| other.is_gone || height(&other.kind).is_none_or(|of| of > own);
        let mut inside = below.iter().take_while(is_inside);
        line.is_bare = !inside.any(is_content);
    }
}

/// Whether a line counts as content of the heading above it. The closing sentence, which ends with "./.", belongs to
/// the whole paper.
fn is_content(line: &Line) -> bool {
    height(&line.kind).is_none() && line.is_printed() && !closes(line)
}

/// Whether a line is the sentence that closes the paper.
pub(super) fn closes(line: &Line) -> bool {
    matches!(line.pieces.last(), Some(Piece::Words(words)) if words.ends_with("./."))
}

/// I., 1., a): each level is numbered from the start below the one above, and so is each annex.
pub(super) fn number_headings(lines: &mut [Line]) {
    let mut counts = [0usize; 3];
    for line in lines.iter_mut().filter(|line| line.is_printed()) {
        match &line.kind {
            LineKind::Annex(_) => counts = [0; 3],
            LineKind::Heading(level, _) => {
                let at = usize::from(*level).clamp(1, 3) - 1;
                counts[at] += 1;
                counts[at + 1..].fill(0);
                line.mark = match at {
                    0 => format!("{}.", roman(counts[0])),
                    1 => format!("{}.", counts[1]),
                    _ => format!("{})", letter(counts[2])),
                };
            }
            _ => {}
        }
    }
}

fn roman(mut n: usize) -> String {
    let mut text = String::new();
    for (value, sign) in [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
        while n >= value {
            text.push_str(sign);
            n -= value;
        }
    }
    text
}

/// Letters of the Vietnamese alphabet, as used for lettered clauses.
fn letter(n: usize) -> char {
    const LETTERS: [char; 24] = [
        'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u',
        'v', 'x', 'y', 'z',
    ];
    LETTERS[(n.max(1) - 1) % LETTERS.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: LineKind, words: &str) -> Line {
        let pieces = match words {
            "" => Vec::new(),
            words => vec![Piece::Words(words.to_owned())],
        };
        Line::new("", kind, pieces)
    }

    fn heading(level: u8) -> Line {
        line(LineKind::Heading(level, "Mục".to_owned()), "")
    }

    fn marks(mut lines: Vec<Line>) -> Vec<String> {
        mark_bare(&mut lines);
        number_headings(&mut lines);
        let heads = lines.iter().filter(|line| height(&line.kind).is_some());
        heads.map(|line| line.mark.clone()).collect()
    }

    #[test]
    fn headings_count_as_officials_count() {
        assert_eq!([1, 4, 9, 14].map(roman), ["I", "IV", "IX", "XIV"]);
        assert_eq!([1, 4, 5, 7].map(letter), ['a', 'd', 'đ', 'g']);
    }

    #[test]
    fn a_heading_without_content_is_left_out_and_the_others_count_on() {
        let text = |words: &str| line(LineKind::Text, words);
        let lines = vec![
            heading(1),
            heading(2),
            text(""),
            heading(2),
            text("Có lời."),
            heading(1),
            heading(2),
            text(""),
            heading(1),
            line(LineKind::Ask("Nêu".to_owned()), ""),
        ];
        assert_eq!(marks(lines), ["I.", "", "1.", "", "", "II."]);
    }

    #[test]
    fn what_was_taken_out_is_no_content_and_a_gap_is() {
        let gone = Line {
            is_gone: true,
            ..line(LineKind::Text, "Đã bỏ.")
        };
        let broken = Line {
            problem: Some("hỏng".to_owned()),
            ..line(LineKind::Text, "")
        };
        let annex = line(LineKind::Annex("Phụ lục".to_owned()), "");
        let closing = line(LineKind::Text, "Trên đây là báo cáo./.");
        let mut lines = vec![heading(1), gone, heading(1), broken, heading(1), closing, annex];
        mark_bare(&mut lines);
        let bare: Vec<bool> = lines.iter().map(|line| line.is_bare).collect();
        assert_eq!(bare, [true, false, false, false, true, false, true]);
    }
}
