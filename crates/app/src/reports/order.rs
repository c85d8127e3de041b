//! The order of a report's parts: as its outline has them, until people move one up or down.

use super::ReportError;
use super::draft::{Line, LineKind};
use super::headings::closes;
use super::read::days;
use super::write::question;
use crate::reports::ReportService;
use dienhong_domain::outlines::order::{Direction, Place, moved};
use dienhong_store::Batch;
use dienhong_store::reports::{OrderRow, ReportRow, TextRow};
use std::collections::HashMap;
use uuid::Uuid;

/// What people made of an outline: their words, and the order in which its parts stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub(super) texts: Vec<TextRow>,
    pub(super) order: Order,
}

/// An order of parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    /// Revision; 0 while nobody moved anything.
    pub(super) rev: i64,
    /// Codes of the parts.
    parts: Vec<String>,
    /// Who moved something last, and when.
    pub(super) person: Option<(i64, i64)>,
}

impl Order {
    fn read(row: OrderRow) -> Result<Order, ReportError> {
        Ok(Order {
            rev: row.rev,
            parts: serde_json::from_str(&row.parts).map_err(unreadable)?,
            person: Some((row.person, row.at)),
        })
    }

    /// Brings lines into this order. A line that it does not name follows the one behind which it stood.
    pub(super) fn apply(&self, lines: Vec<Line>) -> Vec<Line> {
        if self.parts.is_empty() {
            return lines;
        }
        let places: HashMap<&str, usize> = self
            .parts
            .iter()
            .enumerate()
            .map(|(place, part)| (part.as_str(), place + 1))
            .collect();
        let mut last = 0;
        let mut placed: Vec<(usize, Line)> = Vec::with_capacity(lines.len());
        for line in lines {
            last = places.get(line.part.as_str()).copied().unwrap_or(last);
            placed.push((last, line));
        }
        // Lines of one place stay in their order.
        placed.sort_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, line)| line).collect()
    }

    /// The next revision, by which new parts stand directly behind one, or at the beginning.
    fn with(&self, behind: &str, new: &[TextRow]) -> Vec<String> {
        let mut parts = self.parts.clone();
        let at = parts
            .iter()
            .position(|part| part == behind)
            .map_or(0, |at| at + 1);
        let new = new.iter().map(|text| text.part.clone());
        parts.splice(at..at, new);
        parts
    }
}

/// Tells of each line whether it can be moved up and down.
pub(super) fn mark_moves(lines: &mut [Line]) {
    let places: Vec<Place> = lines.iter().map(place).collect();
    for (at, line) in lines.iter_mut().enumerate() {
        line.moves_up = moved(&places, at, Direction::Up).is_some();
        line.moves_down = moved(&places, at, Direction::Down).is_some();
    }
}

fn place(line: &Line) -> Place {
    match &line.kind {
        LineKind::Annex(_) => Place::Annex,
        LineKind::Heading(level, _) => Place::Heading(*level),
        LineKind::Basis => Place::Basis,
        _ if closes(line) => Place::Closing,
        _ => Place::Paragraph,
    }
}

impl ReportService<'_> {
    /// What people made of a report's outline.
    pub(super) async fn written(&self, id: Uuid) -> Result<Written, ReportError> {
        let order = self.store.report_order(id).await?;
        Ok(Written {
            texts: self.store.report_texts(id).await?,
            order: order.map(Order::read).transpose()?.unwrap_or_default(),
        })
    }

    /// Moves a part up or down among those of its kind below the same part: a section with everything below its heading. `rev`
    /// is the revision of the order that the person saw.
    ///
    /// # Errors
    /// Not found when nothing of its kind stands there; overtaken when somebody else moved something meanwhile.
    pub async fn move_part(&self, id: Uuid, part: &str, rev: i64, to: Direction) -> Result<(), ReportError> {
        let row = self.writable(id).await?;
        let written = self.written(id).await?;
        if written.order.rev != rev {
            return Err(ReportError::Overtaken);
        }
        let outlined = self.outlined_of(&row).ok_or(ReportError::NotFound)?;
        let asked = (question(&row, self.today()), days(&row));
        let draft = self.compose(&outlined, asked, &written).await?;
        let places: Vec<Place> = draft.lines.iter().map(place).collect();
        let at = draft.lines.iter().position(|line| line.part == part);
        let order = at.and_then(|at| moved(&places, at, to));
        let order = order.ok_or(ReportError::NotFound)?;
        let parts: Vec<&str> = order
            .into_iter()
            .filter_map(|at| draft.lines.get(at))
            .map(|line| line.part.as_str())
            .collect();
        let detail = serde_json::json!({ "part": part, "to": to.code() }).to_string();
        let batch = self
            .batch()
            .touch_report(id)
            .report_order(id, &self.order_row(rev + 1, &parts)?)
            .log(row.unit.0, "reports.move", id, detail);
        self.stale(self.write(batch).await)
    }

    /// Adds paragraphs of people to a batch: where parts were moved, they stand behind the part that was named.
    pub(super) async fn with_own(
        &self,
        batch: Batch,
        row: &ReportRow,
        behind: &str,
        new: &[TextRow],
    ) -> Result<Batch, ReportError> {
        if new.is_empty() {
            return Ok(batch);
        }
        let batch = new
            .iter()
            .fold(batch, |batch, text| batch.report_text(row.id, text));
        let order = self.store.report_order(row.id).await?;
        match order.map(Order::read).transpose()? {
            Some(order) => {
                let parts = order.with(behind, new);
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                Ok(batch.report_order(row.id, &self.order_row(order.rev + 1, &parts)?))
            }
            None => Ok(batch),
        }
    }

    fn order_row(&self, rev: i64, parts: &[&str]) -> Result<OrderRow, ReportError> {
        Ok(OrderRow {
            rev,
            parts: serde_json::to_string(parts).map_err(unreadable)?,
            at: self.now(),
            person: self.actor.person,
        })
    }
}

fn unreadable(error: serde_json::Error) -> ReportError {
    ReportError::Fault(crate::Fault::Other(format!(
        "the order of a report can not be read: {error}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(part: &str) -> Line {
        Line::new(part, LineKind::Text, Vec::new())
    }

    fn order(parts: &[&str]) -> Order {
        Order {
            rev: 1,
            parts: parts.iter().map(|part| (*part).to_owned()).collect(),
            person: None,
        }
    }

    fn applied(of: &Order, lines: &[&str]) -> Vec<String> {
        let lines = of.apply(lines.iter().map(|part| line(part)).collect());
        lines.into_iter().map(|line| line.part).collect()
    }

    #[test]
    fn a_line_that_the_order_does_not_name_follows_the_one_behind_which_it_stood() {
        let of = order(&["c", "a", "b"]);
        assert_eq!(
            applied(&of, &["new", "a", "x", "b", "c", "y"]),
            ["new", "c", "y", "a", "x", "b"]
        );
        assert_eq!(applied(&Order::default(), &["a", "b"]), ["a", "b"]);
        assert_eq!(
            applied(&of, &["b", "a"]),
            ["a", "b"],
            "what is gone leaves no gap"
        );
    }

    #[test]
    fn new_paragraphs_stand_behind_the_part_that_was_named() {
        let text = |part: &str| TextRow {
            part: part.to_owned(),
            rev: 1,
            behind: "a".into(),
            body: String::new(),
            base: "own".into(),
            is_gone: false,
            at: 0,
            person: 0,
        };
        let of = order(&["b", "a"]);
        assert_eq!(of.with("b", &[text("x"), text("y")]), ["b", "x", "y", "a"]);
        assert_eq!(of.with("", &[text("x")]), ["x", "b", "a"]);
    }
}
