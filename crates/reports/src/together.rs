//! What stays on one line: a number and its unit of count.

use crate::model::{Block, Paper, Span};

/// A space at which no line ends.
const NO_BREAK: char = '\u{a0}';

/// The paper with no-break spaces behind numbers and inside them ("hơn 2.000 tờ rơi": no line ends before "rơi" is reached
/// from its number). What it says is the same.
pub fn kept_together(mut paper: Paper) -> Paper {
    let annexes = paper.annexes.iter_mut().flat_map(|(_, blocks)| blocks);
    for block in paper.body.iter_mut().chain(annexes) {
        match block {
            Block::Heading(_, text) | Block::Basis(text) => *text = typed(text),
            Block::Paragraph(all) => spans(all),
            Block::Table(table) => table.rows.iter_mut().flatten().for_each(|cell| spans(cell)),
            Block::Chart(chart) => {
                let texts = chart.bars.iter_mut().map(|bar| &mut bar.number.text);
                texts.for_each(|text| *text = whole(text));
            }
        }
    }
    paper
}

fn spans(all: &mut [Span]) {
    let mut is_behind_number = false;
    for span in all {
        match span {
            Span::Number(number) => number.text = whole(&number.text),
            Span::Words(words) => {
                *words = typed(words);
                let unit = words
                    .strip_prefix(' ')
                    .filter(|rest| rest.starts_with(char::is_alphabetic));
                if let (true, Some(rest)) = (is_behind_number, unit) {
                    *words = format!("{NO_BREAK}{rest}");
                }
            }
        }
        is_behind_number = matches!(span, Span::Number(_));
    }
}

/// A number with its bound.
fn whole(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// Words in which people typed numbers: each stays with the word behind it. A year has no unit.
fn typed(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut tokens = words.split(' ').peekable();
    while let Some(token) = tokens.next() {
        out.push_str(token);
        let Some(next) = tokens.peek() else { break };
        let is_unit = next.starts_with(char::is_alphabetic);
        out.push(if is_number(token) && is_unit {
            NO_BREAK
        } else {
            ' '
        });
    }
    out
}

fn is_number(token: &str) -> bool {
    let token = token.trim_start_matches(['(', '“']);
    let is_year = token.len() == 4 && (token.starts_with("19") || token.starts_with("20"));
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%');
    token.starts_with(|c: char| c.is_ascii_digit())
        && !token.ends_with(['.', ','])
        && token.chars().all(is_figure)
        && !is_year
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Number;

    fn together(spans: Vec<Span>) -> String {
        let paper = Paper {
            body: vec![Block::Paragraph(spans)],
            ..Paper::default()
        };
        match &kept_together(paper).body[..] {
            [Block::Paragraph(spans)] => crate::pdf::text(spans).replace(NO_BREAK, "~"),
            _ => String::new(),
        }
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        let number = |text: &str| {
            Span::Number(Number {
                name: "n".into(),
                text: text.into(),
                value: None,
                scale: 0,
                proof: String::new(),
            })
        };
        let words = |text: &str| Span::Words(text.into());
        assert_eq!(
            together(vec![
                words("Phát "),
                number("hơn 2.000"),
                words(" tờ rơi, tăng "),
                number("5"),
                words(".")
            ]),
            "Phát hơn~2.000~tờ rơi, tăng 5."
        );
        assert_eq!(
            together(vec![words(
                "Có 12 tổ (7 đạt), 12,5% hộ năm 2026 của phường; đến 5, hết."
            )]),
            "Có 12~tổ (7~đạt), 12,5%~hộ năm 2026 của phường; đến 5, hết."
        );
    }

    proptest::proptest! {
        #[test]
        fn only_spaces_change(text in "(\\PC|[0-9]| ){0,60}") {
            let spaced = |text: &str| text.replace(NO_BREAK, " ");
            proptest::prop_assert_eq!(spaced(&typed(&text)), spaced(&text));
        }
    }
}
