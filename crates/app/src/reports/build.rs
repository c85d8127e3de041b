//! Builds the lines of a draft from an outline, its figures, and what people wrote.

use super::draft::{Draft, Line, LineKind, Sources};
use super::facts::{ReportFacts, period_in_words};
use super::gaps::{Gaps, lacks};
use super::headings::{mark_bare, number_headings};
use super::order::{Written, mark_moves};
use super::outline::Outlined;
use super::paper::plain;
use super::{ReportError, say};
use crate::law::law_changes;
use crate::reports::ReportService;
use crate::totals::reading::before_it_existed;
use crate::totals::{Question, Row};
use dienhong_domain::outlines::{Part, PartKind, Piece, editable, pieces};
use dienhong_domain::packs::PartOf;
use dienhong_domain::text::clean_line;
use dienhong_domain::time::Period;
use dienhong_i18n::{Locale, lower_first, t_with};
use dienhong_packs::narrative::NarrativeError;
use dienhong_reports::Block;
use dienhong_store::reports::TextRow;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// A short hash of a text, to tell whether the outline's sentence has changed since somebody wrote over it.
pub(super) fn hash_of(words: &str) -> String {
    hex::encode(&Sha256::digest(words.as_bytes())[..8])
}

impl ReportService<'_> {
    /// The draft of a report: every part of its outline with what people wrote over it, and their own paragraphs.
    pub(super) async fn compose(
        &self,
        Outlined { outline, rules }: &Outlined,
        (q, asked): (Question, Period),
        Written { texts, order }: &Written,
    ) -> Result<Draft, ReportError> {
        let snapshot = self.snapshot();
        let ground = self.facts(q, asked).await?;
        let mut rooms = HashMap::new();
        for part in &outline.parts {
            if let Some(block) = self.block(&ground, part).await? {
                rooms.insert(part.id.as_str(), block);
            }
        }
        let written: BTreeMap<&str, &TextRow> = texts.iter().map(|t| (t.part.as_str(), t)).collect();
        let mut lines = Vec::new();
        own(&mut lines, texts, "");
        for part in &outline.parts {
            lines.push(line(
                part,
                written.get(part.id.as_str()).copied(),
                &ground,
                &mut rooms,
            ));
            own(&mut lines, texts, &part.id);
        }
        let mut lines = order.apply(lines);
        mark_moves(&mut lines);
        mark_bare(&mut lines);
        number_headings(&mut lines);
        let (said, summary_problem) = narrated(&ground, &outline.summary);
        let known = rules.pack.known(PartOf::Outline, &outline.id);
        let notes = [
            before_it_existed(&snapshot.map, ground.question, Locale::Vi),
            law_changes(snapshot, &self.rules_in(q.unit, q.period), Locale::Vi),
            dienhong_i18n::known(known, Locale::Vi),
        ];
        let notes: Vec<String> = notes.into_iter().flatten().collect();
        let gaps = Gaps::of(&ground, lines.iter().flat_map(|line| &line.pieces).chain(&said));
        let summary = match said.is_empty() {
            true => "[…]".to_owned(),
            false => plain(&said, &ground.numbers, &gaps),
        };
        Ok(Draft {
            title: outline.title.clone(),
            paper: outline.paper,
            summary,
            summary_problem,
            lines,
            order_rev: order.rev,
            order_person: order.person,
            gaps,
            units: ground.units(),
            days: q.period,
            notes,
            sources: sources(&ground),
            numbers: ground.numbers,
            is_estimated: ground.totals.is_estimated,
            is_undivided: ground.totals.is_undivided,
            is_empty: ground
                .totals
                .sections
                .iter()
                .flat_map(|s| &s.rows)
                .all(Row::is_empty),
        })
    }
}

/// Notes on the numbers of a draft.
fn sources(ground: &ReportFacts) -> Sources {
    let rows = ground.totals.sections.iter().flat_map(|s| &s.rows);
    let of = |row: &Row| {
        let title = lower_first(&row.measure.title.vi);
        let said = dienhong_i18n::coverage(row.coverage.as_ref()?, Locale::Vi);
        Some((row.measure.code.clone(), format!("{title}: {said}")))
    };
    Sources {
        coverage: rows.filter_map(of).collect(),
        before: period_in_words(ground.totals.comparison.before),
    }
}

/// Adds people's own paragraphs after a part, in the order in which they were made (which is that of their ids).
fn own(lines: &mut Vec<Line>, texts: &[TextRow], behind: &str) {
    let mine = texts.iter().filter(|t| is_own(&t.part) && t.behind == behind);
    lines.extend(mine.map(|text| Line {
        rev: text.rev,
        person: Some((text.person, text.at)),
        is_gone: text.is_gone,
        ..Line::new(&text.part, LineKind::Text, pieces(&text.body))
    }));
}

/// Whether a part is a person's own, not one of the outline.
pub(super) fn is_own(part: &str) -> bool {
    part.starts_with("them:")
}

fn line(part: &Part, text: Option<&TextRow>, ground: &ReportFacts, rooms: &mut HashMap<&str, Block>) -> Line {
    let mut problem = None;
    let (kind, said) = match &part.is {
        PartKind::Heading(level, title) => (LineKind::Heading(*level, title.clone()), Vec::new()),
        PartKind::Annex(title) => (LineKind::Annex(title.clone()), Vec::new()),
        PartKind::Basis(words) => (LineKind::Basis, vec![Piece::Words(words.clone())]),
        PartKind::Ask(hint) => (LineKind::Ask(hint.clone()), Vec::new()),
        PartKind::Text(template) => {
            let (said, why) = narrated(ground, template);
            problem = why;
            (LineKind::Text, said)
        }
        PartKind::Table(_) | PartKind::Chart(_) => match rooms.remove(part.id.as_str()) {
            Some(block) => (LineKind::Block(block), Vec::new()),
            None => {
                problem = Some(say("reports-broken-block"));
                (LineKind::Text, Vec::new())
            }
        },
    };
    let base = hash_of(&editable(&said, |_| None));
    // Without a base nobody wrote: the part was only taken out, or reset to the outline.
    let words = text.filter(|t| part.is.is_text() && !t.base.is_empty());
    let shown = words.map_or_else(|| said.clone(), |t| pieces(&t.body));
    Line {
        rev: text.map_or(0, |t| t.rev),
        person: text.map(|t| (t.person, t.at)),
        is_gone: text.is_some_and(|t| t.is_gone),
        is_outdated: words.is_some_and(|t| t.base != base),
        problem: problem.filter(|_| words.is_none()),
        outline: part.is.is_text().then_some(said),
        ..Line::new(&part.id, kind, shown)
    }
}

/// The text of a template, and why it is incomplete, if it is.
fn narrated(ground: &ReportFacts, template: &str) -> (Vec<Piece>, Option<String>) {
    let said = match ground.narrator.paragraph(template) {
        Ok(said) => said,
        Err(error) => return (Vec::new(), Some(why(&error))),
    };
    let missing: Vec<String> = said.missing.iter().map(|name| ground.title(name)).collect();
    let problem = (!missing.is_empty()).then(|| lacks(&missing));
    (said.pieces, problem)
}

fn why(error: &NarrativeError) -> String {
    match error {
        NarrativeError::Missing(name) => lacks(std::slice::from_ref(name)),
        NarrativeError::Syntax(message) | NarrativeError::Failed(message) => t_with(
            Locale::Vi,
            "reports-broken-template",
            &[("message", message.as_str().into())],
        ),
    }
}

/// What a person typed, in its stored form.
pub(super) fn kept(typed: &str) -> String {
    clean_line(typed)
}
