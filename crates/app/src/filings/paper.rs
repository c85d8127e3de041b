//! Frozen figures as an official paper, always in Vietnamese, to be completed with number, day and signature.

use super::Filing;
use crate::snapshot::RulesSnapshot;
use crate::totals::Question;
use crate::totals::reading::before_it_existed;
use crate::urls;
use dienhong_domain::filings::{Frozen, FrozenFigure, FrozenIndicator};
use dienhong_domain::packs::{Known, MeasureKind, SHARE_SCALE};
use dienhong_domain::units::{Lens, Level, UnitId};
use dienhong_i18n::{Locale, bounded, lower_first, t, t_with, unit_of_count};
use dienhong_reports::{Block, Column, Letterhead, Number, Paper, Recipients, Signature, Span, Table};

/// A frozen figure as it is written, with its bound.
pub fn amount(of: &Frozen, locale: Locale) -> String {
    match &of.figure {
        FrozenFigure::Sum(figure) if figure.is_recorded() => {
            bounded(figure.sums.amount, of.scale, figure.bound(), locale)
        }
        FrozenFigure::Sum(_) => t(locale, "totals-undivided"),
        FrozenFigure::Shares { low, high, .. } if low == high => bounded(low.0, SHARE_SCALE, low.1, locale),
        FrozenFigure::Shares { low, high, .. } => t_with(
            locale,
            "filings-shares",
            &[
                ("low", bounded(low.0, SHARE_SCALE, low.1, locale).into()),
                ("high", bounded(high.0, SHARE_SCALE, high.1, locale).into()),
            ],
        ),
    }
}

/// The unit beside that amount.
pub fn unit(of: &Frozen, locale: Locale) -> String {
    match &of.figure {
        FrozenFigure::Sum(figure) => unit_of_count(figure.sums.amount, of.scale, &of.unit, locale),
        FrozenFigure::Shares { .. } => of.unit.get(locale.code()).to_owned(),
    }
}

/// A frozen figure's name, with how many units below recorded it.
pub fn title(of: &Frozen, locale: Locale) -> String {
    let title = of.title.get(locale.code());
    match &of.coverage {
        Some(coverage) => format!("{title} ({})", dienhong_i18n::coverage(coverage, locale)),
        None => title.to_owned(),
    }
}

/// The paper of a filing. What the program does not know of its unit (number, day, who signs) is left blank to be
/// filled in. `known` is how the law behind its form is known, which the paper tells where its text was not read.
pub fn paper(snapshot: &RulesSnapshot, of: &Filing, known: &Known) -> Paper {
    let content = &of.content;
    let vi = Locale::Vi;
    let say = |key: &str| t(vi, key);
    let day = content.to;
    let span = snapshot
        .map
        .at(of.unit, day)
        .or_else(|| Some(snapshot.map.get(of.unit)?.last()));
    let place = span.map_or_else(String::new, |s| s.name.to_string());
    let committee = say("filings-paper-committee");
    let above = crate::procedures::above(snapshot, of.unit).map(|unit| snapshot.map.label(unit, day, "vi"));
    let mut body = vec![Block::Paragraph(vec![Span::Words(t_with(
        vi,
        "filings-paper-lead",
        &[
            ("unit", lower_first(&content.unit_name).into()),
            ("title", lower_first(content.title.get("vi")).into()),
            ("from", dienhong_i18n::day(content.from).into()),
            ("to", dienhong_i18n::day(content.to).into()),
            ("version", of.version.into()),
        ],
    ))])];
    let told = [read_through(snapshot, of, vi), dienhong_i18n::known(known, vi)];
    let told = told.into_iter().flatten();
    body.extend(told.map(|words| Block::Paragraph(vec![Span::Words(words)])));
    let mut sections: Vec<(&str, Vec<&Frozen>)> = Vec::new();
    for figure in &content.figures {
        let title = figure.section.get("vi");
        match sections.last_mut().filter(|(last, _)| *last == title) {
            Some((_, all)) => all.push(figure),
            None => sections.push((title, vec![figure])),
        }
    }
    let count = sections.len();
    for (n, (title, figures)) in (1..).zip(sections) {
        body.push(Block::Heading(2, format!("{n}. {title}")));
        let lines = figures.into_iter().map(|f| line(of, snapshot, f));
        body.push(table(lines.collect()));
    }
    if !content.indicators.is_empty() {
        body.push(Block::Heading(
            2,
            format!("{}. {}", count + 1, say("indicators-title")),
        ));
        let lines = content.indicators.iter().map(|i| indicator(of, snapshot, i));
        body.push(table(lines.collect()));
    }
    body.push(Block::Paragraph(vec![Span::Words(t_with(
        vi,
        "filings-paper-hash",
        &[("hash", of.hash.as_str().into())],
    ))]));
    Paper {
        letterhead: Letterhead {
            parent: Vec::new(),
            issuer: vec![committee.to_uppercase(), content.unit_name.to_uppercase()],
            number: None,
            sign: "BC-UBND".to_owned(),
            place,
            day: None,
        },
        kind: say("filings-paper-kind").to_uppercase(),
        summary: format!(
            "{}, {}",
            content.title.get("vi"),
            lower_first(&dienhong_i18n::period(of.period, vi))
        ),
        addressees: Vec::new(),
        body,
        signature: Signature {
            lines: vec![
                format!("TM. {}", committee.to_uppercase()),
                say("filings-paper-chair").to_uppercase(),
            ],
            name: String::new(),
        },
        recipients: Recipients {
            lines: above.into_iter().collect(),
            archive: "VT".to_owned(),
        },
        annexes: Vec::new(),
        ..Paper::default()
    }
}

/// The sentence that the unit did not exist in all of a filing's period, and through which map its figures were read.
pub fn read_through(snapshot: &RulesSnapshot, of: &Filing, locale: Locale) -> Option<String> {
    let q = Question {
        unit: of.unit,
        period: of.period,
        lens: of.content.map.map_or(Lens::AsItWas, Lens::At),
    };
    before_it_existed(&snapshot.map, q, locale)
}

/// The texts of a row: name, unit of count, number.
type Line = (String, String, Number);

/// Whether a frozen stock is below zero: a paper says so instead of giving the number.
fn is_below_nought(of: &Frozen) -> bool {
    let FrozenFigure::Sum(figure) = &of.figure else {
        return false;
    };
    of.kind == MeasureKind::Stock && figure.is_recorded() && figure.sums.amount < 0
}

fn line(filing: &Filing, snapshot: &RulesSnapshot, of: &Frozen) -> Line {
    let is_below = is_below_nought(of);
    let (value, scale) = match &of.figure {
        FrozenFigure::Sum(_) if is_below => (None, of.scale),
        FrozenFigure::Sum(figure) => (figure.is_recorded().then_some(figure.sums.amount), of.scale),
        FrozenFigure::Shares { low, high, .. } => ((low == high).then_some(low.0), SHARE_SCALE),
    };
    let number = Number {
        name: of.measure.clone(),
        text: match is_below {
            true => t(Locale::Vi, "reports-below-nought"),
            false => amount(of, Locale::Vi),
        },
        value,
        scale,
        proof: proof(filing, |unit| {
            urls::proof(&of.measure, snapshot.map.uid(unit), filing.period, Lens::AsItWas)
        }),
    };
    (title(of, Locale::Vi), of.unit.get("vi").to_owned(), number)
}

fn indicator(filing: &Filing, snapshot: &RulesSnapshot, of: &FrozenIndicator) -> Line {
    let number = Number {
        name: format!("chi-tieu-{}", of.indicator),
        text: bounded(of.steps, of.scale, of.bound, Locale::Vi),
        value: Some(of.steps),
        scale: of.scale,
        proof: proof(filing, |unit| {
            urls::indicator(
                &of.indicator,
                snapshot.map.uid(unit),
                filing.period,
                Lens::AsItWas,
            )
        }),
    };
    (
        of.title.get("vi").to_owned(),
        of.unit.get("vi").to_owned(),
        number,
    )
}

/// Figures that came from another book are proved in that book.
fn proof(filing: &Filing, here: impl Fn(UnitId) -> String) -> String {
    match filing.origin {
        None => here(filing.unit),
        Some(_) => String::new(),
    }
}

fn table(lines: Vec<Line>) -> Block {
    let say = |key: &str| t(Locale::Vi, key);
    let heads = [
        ("filings-paper-order", 2, true),
        ("totals-measure", 14, false),
        ("filings-paper-unit", 6, false),
        ("totals-amount", 6, true),
    ];
    let columns = heads.map(|(key, width, is_number)| Column {
        title: say(key),
        width,
        is_number,
    });
    let words = |text: String| vec![Span::Words(text)];
    let row = |(n, (title, unit, number)): (usize, Line)| {
        vec![
            words(n.to_string()),
            words(title),
            words(unit),
            vec![Span::Number(number)],
        ]
    };
    Block::Table(Table {
        title: String::new(),
        columns: columns.into(),
        rows: (1..).zip(lines).map(row).collect(),
    })
}

/// Whether a paper can be made for a unit: communes and provinces have committees that issue papers.
pub fn has_paper(snapshot: &RulesSnapshot, unit: UnitId) -> bool {
    snapshot.map.level(unit).is_some_and(|level| level < Level::Group)
}
