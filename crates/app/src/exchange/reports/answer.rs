//! The words of the level above, which become comments on paragraphs.

use super::{CODE_MAX, ReportTravels};
use crate::exchange::travels::Reply;
use crate::procedures::Reasons;
use dienhong_bundles::Answer;
use dienhong_domain::text::{clean_line, length};
use dienhong_store::Batch;
use dienhong_store::reports::NoteRow;
use uuid::Uuid;

/// Whether the words of an answer are as cleaning leaves them, and each comment says something.
pub(super) fn is_clean(answer: &Answer) -> bool {
    let is_plain = |note: &str| clean_line(note) == note;
    is_plain(&answer.said.note)
        && answer
            .reasons
            .iter()
            .all(|(part, note)| length(part) <= CODE_MAX && !note.is_empty() && is_plain(note))
}

/// Part and words of each comment; one on a part that the paper does not have applies to the whole.
pub(super) fn comments(of: &Reply<'_, ReportTravels>) -> Reasons {
    let comments = of.answer.reasons.iter();
    comments
        .map(|(part, note)| match of.content.anchors.contains(part) {
            true => (part.clone(), note.clone()),
            false => (String::new(), note.clone()),
        })
        .collect()
}

/// Adds the comments of an answer.
pub(super) fn with_comments(mut batch: Batch, of: &Reply<'_, ReportTravels>) -> Batch {
    let (id, at) = (of.row.id, of.answer.said.at);
    for (place, (part, body)) in comments(of).into_iter().enumerate() {
        let note = NoteRow {
            id: Uuid::new_v5(&id, format!("{at}/{place}").as_bytes()),
            part,
            version: of.version,
            body,
            at,
            person: 0,
            solved_at: None,
            solved_by: None,
        };
        batch = batch.report_note(id, &note);
    }
    batch
}
