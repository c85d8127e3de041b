//! From an outline, its ground and people's words to lines of a draft, and from these to the paper.

use super::facts::{BEFORE, Broken, CHANGE, ReportFacts, figure_text, period_in_words};
use super::gaps::{Gaps, lacks};
use super::headings::{mark_bare, number_headings};
use super::issuers::{Issuer, Signer};
use super::read::{Draft, Line, LineKind, Sources};
use super::{ReportError, paper_words};
use crate::reports::ReportService;
use crate::snapshot::RulesSnapshot;
use crate::totals::reading::before_it_existed;
use crate::totals::{Question, Row};
use crate::units::then_and_now;
use crate::urls;
use dienhong_domain::ledger::{Figure, Verdict};
use dienhong_domain::outlines::{
    ChartPart, Outline, Part, PartKind, Piece, Rows, TablePart, editable, pieces,
};
use dienhong_domain::packs::{Measure, MeasureKind};
use dienhong_domain::papers::PaperKind;
use dienhong_domain::text::clean_line;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, lower_first, t, t_with};
use dienhong_packs::narrative::NarrativeError;
use dienhong_reports::{
    Bar, Block, Chart, Column, Letterhead, Number, Paper, Recipients, Signature, Span, Table,
};
use dienhong_store::reports::TextRow;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

fn say(key: &str) -> String {
    t(Locale::Vi, key)
}

/// A short hash of words: whether what the outline says has changed since somebody wrote over it.
pub(super) fn hash_of(words: &str) -> String {
    hex::encode(&Sha256::digest(words.as_bytes())[..8])
}

impl ReportService<'_> {
    /// The draft of a report: every part of its outline with what people wrote over it, and their own paragraphs.
    pub(super) async fn compose(
        &self,
        outline: &Outline,
        (q, asked): (Question, Period),
        texts: &[TextRow],
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
        mark_bare(&mut lines);
        number_headings(&mut lines);
        let (said, summary_problem) = narrated(&ground, &outline.summary);
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
            gaps,
            units: ground.units(),
            days: q.period,
            read_through: before_it_existed(&snapshot.map, ground.question, Locale::Vi),
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

    /// The table or chart of a part.
    async fn block(&self, ground: &ReportFacts, part: &Part) -> Result<Option<Block>, ReportError> {
        let snapshot = self.snapshot();
        let rules = snapshot.rules(ground.question.unit, self.today());
        let measures = |codes: &[String]| -> Vec<Measure> {
            let found = codes.iter().filter_map(|code| rules.measure(code));
            found.filter(|m| m.kind != MeasureKind::Share).cloned().collect()
        };
        match &part.is {
            PartKind::Chart(chart) => {
                let measures = measures(std::slice::from_ref(&chart.measure));
                let Some(measure) = measures.first() else {
                    return Ok(None);
                };
                let lines = self.broken_down(ground.question, chart.by, &measures).await?;
                Ok(Some(Block::Chart(bars(snapshot, part, chart, measure, &lines))))
            }
            PartKind::Table(table) => match (table.by, &table.rows) {
                (Some(by), Rows::Measures(codes)) => {
                    let measures = measures(codes);
                    let lines = self.broken_down(ground.question, by, &measures).await?;
                    let head = say(match by {
                        dienhong_domain::outlines::By::Unit => "reports-column-unit",
                        dienhong_domain::outlines::By::Month => "reports-column-month",
                        dienhong_domain::outlines::By::Year => "reports-column-year",
                    });
                    Ok(Some(Block::Table(crossed(
                        snapshot,
                        part,
                        table,
                        &measures,
                        &lines,
                        (head, ground),
                    ))))
                }
                _ => Ok(Some(Block::Table(listed(part, table, ground)))),
            },
            _ => Ok(None),
        }
    }

    /// The paper of a draft. `signer`, number and day are given once it is issued.
    pub(super) fn paper_of(
        &self,
        unit: UnitId,
        draft: &Draft,
        issuer: Option<&Issuer>,
        signer: Option<&Signer>,
    ) -> Paper {
        let snapshot = self.snapshot();
        let mut paper = Paper {
            letterhead: letterhead(snapshot, unit, draft, issuer),
            kind: kind_words(draft.paper),
            summary: draft.summary.clone(),
            signature: signer.map(signature).unwrap_or_default(),
            recipients: recipients(issuer),
            ..Paper::default()
        };
        let mut seen = HashMap::new();
        let mut annex: Option<(String, Vec<Block>)> = None;
        for line in draft.lines.iter().filter(|line| line.is_printed()) {
            let block = match &line.kind {
                LineKind::Annex(title) => {
                    paper.annexes.extend(annex.take());
                    annex = Some((title.clone(), Vec::new()));
                    continue;
                }
                LineKind::Heading(level, title) => {
                    Block::Heading(*level, format!("{} {}", line.mark, title).trim().to_owned())
                }
                LineKind::Basis => Block::Basis(plain(&line.pieces, &draft.numbers, &draft.gaps)),
                // Nothing could be written: what stands there says so, and why.
                LineKind::Text if line.pieces.is_empty() => {
                    let why = line.problem.clone().unwrap_or_default();
                    Block::Paragraph(words(t_with(
                        Locale::Vi,
                        "reports-gap-part",
                        &[("why", why.into())],
                    )))
                }
                // A gap for people to fill in; nothing is laid before the chair with one.
                LineKind::Ask(_) if line.pieces.is_empty() => {
                    Block::Paragraph(vec![Span::Words("…".to_owned())])
                }
                LineKind::Text | LineKind::Ask(_) => Block::Paragraph(spans(&line.pieces, draft, &mut seen)),
                LineKind::Block(block) => block.clone(),
            };
            paper.anchors.push(line.part.clone());
            match &mut annex {
                Some((_, blocks)) => blocks.push(block),
                None => paper.body.push(block),
            }
        }
        if let Some(words) = &draft.read_through {
            before_the_end(&mut paper, words.clone());
        }
        paper.annexes.extend(annex);
        if let Some(words) = draft.sources.said(seen.keys()) {
            before_the_end(&mut paper, words);
        }
        paper
    }
}

/// Puts a paragraph at the end of the body, before the sentence that closes the paper: behind "./." nothing stands.
fn before_the_end(paper: &mut Paper, said: String) {
    let closes = |block: &Block| match block {
        Block::Paragraph(spans) => {
            matches!(spans.last(), Some(Span::Words(words)) if words.trim_end().ends_with("./."))
        }
        _ => false,
    };
    let at = paper.body.len() - usize::from(paper.body.last().is_some_and(closes));
    // Anchors follow the blocks of the body, then those of the annexes.
    paper.anchors.insert(at, String::new());
    paper.body.insert(at, Block::Paragraph(words(said)));
}

/// What is told of the numbers of a draft behind its sentences.
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

impl Sources {
    /// How many units recorded the numbers of these names, and which days "cùng kỳ" are.
    fn said<'n>(&self, names: impl Iterator<Item = &'n String>) -> Option<String> {
        let names: BTreeSet<&str> = names.map(String::as_str).collect();
        let is_beside = |name: &&str| name.ends_with(BEFORE) || name.ends_with(CHANGE);
        let bare = |name: &str| {
            let name = name
                .strip_suffix(BEFORE)
                .or_else(|| name.strip_suffix(CHANGE))
                .unwrap_or(name);
            self.coverage.get(name).cloned()
        };
        let recorded: BTreeSet<String> = names.iter().filter_map(|name| bare(name)).collect();
        let recorded: Vec<String> = recorded.into_iter().collect();
        let coverage = (!recorded.is_empty()).then(|| {
            let list = recorded.join("; ");
            t_with(Locale::Vi, "reports-coverage-note", &[("list", list.into())])
        });
        let before = names.iter().any(is_beside).then(|| {
            let period = self.before.as_str();
            t_with(Locale::Vi, "reports-before-note", &[("period", period.into())])
        });
        let said: Vec<String> = before.into_iter().chain(coverage).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}

/// The kind of paper as it stands in capitals; a letter has none.
fn kind_words(of: PaperKind) -> String {
    match of {
        PaperKind::Letter => String::new(),
        kind => paper_words(kind, Locale::Vi).to_uppercase(),
    }
}

/// Own paragraphs of people behind a part, in the order in which they were made (their ids are).
fn own(lines: &mut Vec<Line>, texts: &[TextRow], behind: &str) {
    let mine = texts.iter().filter(|t| is_own(&t.part) && t.behind == behind);
    lines.extend(mine.map(|text| Line {
        part: text.part.clone(),
        kind: LineKind::Text,
        mark: String::new(),
        pieces: pieces(&text.body),
        outline: None,
        rev: text.rev,
        person: Some((text.person, text.at)),
        is_gone: text.is_gone,
        is_bare: false,
        is_outdated: false,
        problem: None,
    }));
}

/// Whether a part is a person's own, beside those of the outline.
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
    // Without a base nobody wrote: the part was only taken out, or given back to the outline.
    let words = text.filter(|t| part.is.is_text() && !t.base.is_empty());
    Line {
        part: part.id.clone(),
        mark: String::new(),
        pieces: words.map_or_else(|| said.clone(), |t| pieces(&t.body)),
        rev: text.map_or(0, |t| t.rev),
        person: text.map(|t| (t.person, t.at)),
        is_gone: text.is_some_and(|t| t.is_gone),
        is_bare: false,
        is_outdated: words.is_some_and(|t| t.base != base),
        problem: problem.filter(|_| words.is_none()),
        outline: part.is.is_text().then_some(said),
        kind,
    }
}

/// What a template says, and why it is not whole.
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

/// A paragraph as words alone.
fn plain(pieces: &[Piece], numbers: &BTreeMap<String, Number>, gaps: &Gaps) -> String {
    let text = pieces.iter().map(|piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Number(name) => numbers
            .get(name)
            .map_or_else(|| gaps.words(name), |n| n.text.clone()),
    });
    text.collect()
}

fn spans(pieces: &[Piece], draft: &Draft, seen: &mut HashMap<String, usize>) -> Vec<Span> {
    let mut unit = "";
    let mut found = Vec::new();
    for piece in pieces {
        found.push(match piece {
            Piece::Words(words) => Span::Words(joined(words, unit)),
            Piece::Number(name) => match draft.numbers.get(name) {
                Some(number) => Span::Number(numbered(number, name, seen)),
                // Nothing is laid before the chair with one.
                None => Span::Words(draft.gaps.words(name)),
            },
        });
        unit = match piece {
            Piece::Number(name) => draft.units.get(name).map_or("", String::as_str),
            Piece::Words(_) => "",
        };
    }
    found
}

/// A number that stands in a paper once more bears a name of its own.
fn numbered(number: &Number, name: &str, seen: &mut HashMap<String, usize>) -> Number {
    let times = seen.entry(name.to_owned()).or_default();
    *times += 1;
    let name = match *times {
        1 => name.to_owned(),
        n => format!("{name}.{n}"),
    };
    Number {
        name,
        ..number.clone()
    }
}

/// Words behind a number: its unit of count stays with it on one line.
fn joined(words: &str, unit: &str) -> String {
    let rest = words.strip_prefix(' ').and_then(|rest| rest.strip_prefix(unit));
    match rest.filter(|_| !unit.is_empty()) {
        Some(rest) => format!("\u{a0}{}{rest}", unit.replace(' ', "\u{a0}")),
        None => words.to_owned(),
    }
}

fn letterhead(snapshot: &RulesSnapshot, unit: UnitId, draft: &Draft, issuer: Option<&Issuer>) -> Letterhead {
    match issuer {
        Some(issuer) => Letterhead {
            parent: issuer.parent.iter().map(|l| l.to_uppercase()).collect(),
            issuer: issuer.heading.iter().map(|l| l.to_uppercase()).collect(),
            number: None,
            sign: draft.paper.sign(&issuer.sign),
            place: issuer.place.clone(),
            day: None,
        },
        None => Letterhead {
            parent: Vec::new(),
            issuer: vec![
                say("filings-paper-committee").to_uppercase(),
                then_and_now(&snapshot.map, unit, draft.days.to, Locale::Vi).to_uppercase(),
            ],
            number: None,
            sign: draft.paper.sign("UBND"),
            place: snapshot
                .map
                .get(unit)
                .map_or_else(String::new, |u| u.near(draft.days.to).name.to_string()),
            day: None,
        },
    }
}

/// The lines of a signature.
pub(super) fn signature(signer: &Signer) -> Signature {
    Signature {
        lines: signer.authority.lines(&signer.above, &signer.office),
        name: signer.name.clone(),
    }
}

fn recipients(issuer: Option<&Issuer>) -> Recipients {
    issuer.map_or_else(Recipients::default, |issuer| Recipients {
        lines: issuer.recipients.clone(),
        archive: issuer.archive.clone(),
    })
}

fn words(text: impl Into<String>) -> Vec<Span> {
    vec![Span::Words(text.into())]
}

fn column(title: String, width: u16, is_number: bool) -> Column {
    Column {
        title,
        width,
        is_number,
    }
}

/// A number of the ground under a name of its own; a dash where there is none.
fn cell(part: &Part, name: &str, ground: &ReportFacts) -> Vec<Span> {
    ground.numbers.get(name).map_or_else(
        || words("–"),
        |number| {
            vec![Span::Number(Number {
                name: format!("{}.{name}", part.id),
                ..number.clone()
            })]
        },
    )
}

/// A table whose rows are measures.
fn listed(part: &Part, table: &TablePart, ground: &ReportFacts) -> Table {
    let rows = ground
        .totals
        .sections
        .iter()
        .flat_map(|s| s.rows.iter().map(move |row| (&s.id, row)));
    let is_in = |section: &String, row: &Row| match &table.rows {
        Rows::Section(id) => section == id,
        Rows::Measures(codes) => codes.contains(&row.measure.code),
    };
    let rows = rows.filter(|(section, row)| is_in(section, row) && !row.is_empty());
    let mut columns = vec![
        column(say("filings-paper-order"), 3, true),
        column(say("totals-measure"), 12, false),
        column(say("filings-paper-unit"), 5, false),
        column(say("totals-amount"), 6, true),
    ];
    if table.compare {
        let before = dienhong_i18n::period(ground.totals.comparison.before, Locale::Vi);
        let before = t_with(Locale::Vi, "totals-before-days", &[("period", before.into())]);
        columns.push(column(before, 6, true));
        columns.push(column(say("reports-column-change"), 6, true));
    }
    if ground.totals.has_coverage() {
        columns.push(column(say("totals-column-coverage"), 6, false));
    }
    let line = |(n, (_, row)): (usize, (&String, &Row))| {
        let m = &row.measure;
        let mut cells = vec![
            words(n.to_string()),
            words(m.title.vi.as_str()),
            words(m.unit.vi.as_str()),
            cell(part, &m.code, ground),
        ];
        if table.compare {
            cells.push(cell(part, &format!("{}{BEFORE}", m.code), ground));
            let mut change = cell(part, &format!("{}{CHANGE}", m.code), ground);
            if change.iter().any(|span| matches!(span, Span::Number(_))) {
                change.insert(0, Span::Words(way(row)));
            } else if row.verdict() == Some(Verdict::Equal) {
                change = words(say("reports-equal"));
            }
            cells.push(change);
        }
        if ground.totals.has_coverage() {
            let said = row
                .coverage
                .as_ref()
                .map(|of| dienhong_i18n::coverage(of, Locale::Vi));
            cells.push(words(said.unwrap_or_default()));
        }
        cells
    };
    Table {
        title: table.title.clone(),
        columns,
        rows: (1..).zip(rows).map(line).collect(),
    }
}

/// "tăng " or "giảm ".
fn way(row: &Row) -> String {
    let is_more = row.compared.sums.amount >= row.before.sums.amount;
    let word = say(if is_more { "reports-more" } else { "reports-less" });
    format!("{word} ")
}

/// A figure of a breakdown as a number of the paper.
fn number_of(snapshot: &RulesSnapshot, part: &Part, line: &Broken, measure: &Measure) -> Number {
    let figure = line.figures.get(&measure.code).copied().unwrap_or_default();
    let q = line.question;
    let (text, value) = figure_text(&figure, measure).unwrap_or_else(|| ("–".to_owned(), None));
    Number {
        name: format!("{}.{}.{}", part.id, line.key, measure.code),
        value,
        text,
        scale: measure.scale,
        proof: urls::proof(&measure.code, snapshot.map.uid(q.unit), q.period, q.lens),
    }
}

/// A table whose rows are units, months or years, with the whole below.
fn crossed(
    snapshot: &RulesSnapshot,
    part: &Part,
    table: &TablePart,
    measures: &[Measure],
    lines: &[Broken],
    (head, ground): (String, &ReportFacts),
) -> Table {
    let mut columns = vec![
        column(say("filings-paper-order"), 3, true),
        column(head, 8, false),
    ];
    columns.extend(measures.iter().map(|m| {
        let title = format!("{} ({})", m.title.vi, m.unit.vi);
        column(title, 5, true)
    }));
    let row = |(n, line): (usize, &Broken)| {
        let mut cells = vec![words(n.to_string()), words(line.label.as_str())];
        cells.extend(measures.iter().map(|m| {
            let is_known = line.figures.get(&m.code).is_some_and(Figure::is_recorded);
            match is_known {
                true => vec![Span::Number(number_of(snapshot, part, line, m))],
                false => words("–"),
            }
        }));
        cells
    };
    let mut rows: Vec<_> = (1..).zip(lines).map(row).collect();
    let mut whole = vec![words(""), words(say("reports-whole"))];
    whole.extend(measures.iter().map(|m| cell(part, &m.code, ground)));
    rows.push(whole);
    Table {
        title: table.title.clone(),
        columns,
        rows,
    }
}

fn bars(
    snapshot: &RulesSnapshot,
    part: &Part,
    chart: &ChartPart,
    measure: &Measure,
    lines: &[Broken],
) -> Chart {
    Chart {
        title: chart.title.clone(),
        unit: measure.unit.vi.clone(),
        bars: lines
            .iter()
            // What moved within the period may be less than nothing, which has no length.
            .filter(|line| line.figures.get(&measure.code).is_none_or(|f| f.sums.amount >= 0))
            .map(|line| Bar {
                label: line.label.clone(),
                number: number_of(snapshot, part, line, measure),
            })
            .collect(),
    }
}

/// Brings what a person typed into the form in which it is kept.
pub(super) fn kept(typed: &str) -> String {
    clean_line(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The days of "cùng kỳ" stood behind "./.", where a paper has ended.
    #[test]
    fn what_is_told_of_numbers_stands_before_the_closing_sentence() {
        let paragraph = |text: &str| Block::Paragraph(words(text));
        let said = |blocks: &[&str]| {
            let mut paper = Paper {
                body: blocks.iter().map(|b| paragraph(b)).collect(),
                anchors: blocks.iter().map(|b| (*b).to_owned()).collect(),
                ..Paper::default()
            };
            before_the_end(&mut paper, "Cùng kỳ: năm 2025.".to_owned());
            (paper.body, paper.anchors)
        };
        let (body, anchors) = said(&["Một.", "Trên đây là báo cáo./."]);
        assert_eq!(body[1], paragraph("Cùng kỳ: năm 2025."));
        assert_eq!(anchors, ["Một.", "", "Trên đây là báo cáo./."]);
        assert_eq!(said(&["Một."]).0[1], paragraph("Cùng kỳ: năm 2025."));
        assert_eq!(said(&[]).0.len(), 1);
    }
}
