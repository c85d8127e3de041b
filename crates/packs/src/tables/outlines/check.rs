//! What an outline must satisfy: every name in it is defined, and every paragraph can be written whatever was recorded.

use crate::check::Check;
use crate::mistake::{MistakeKind, Thing};
use crate::narrative::{ASPECTS, Fact, Facts, NAMES, NarrativeError, names, number, try_each};
use dienhong_domain::filings::Every;
use dienhong_domain::outlines::{By, COLUMNS_MAX, Outline, PartKind, Rows};
use dienhong_domain::packs::MeasureKind;

/// Notes all mistakes of an outline.
pub(super) fn outline(check: &Check<'_>, of: &Outline) {
    let path = format!("outline:{}", of.id);
    if let Some(Every::Window(window)) = &of.every {
        check.window(&path, window);
    }
    template(check, &path, "summary", &of.summary);
    for part in &of.parts {
        let path = format!("part:{}/{}", of.id, part.id);
        match &part.is {
            PartKind::Text(text) => template(check, &path, "text", text),
            PartKind::Table(table) => {
                match &table.rows {
                    Rows::Section(section) => check.section(&path, section),
                    Rows::Measures(measures) => {
                        measures
                            .iter()
                            .for_each(|code| counted(check, &path, "measures", code, table.by));
                    }
                }
                let is_wide = |rows: &Rows| !matches!(rows, Rows::Measures(all) if all.len() <= COLUMNS_MAX);
                if table.by.is_some() && (is_wide(&table.rows) || table.compare) {
                    check.wrong(&path, "table", MistakeKind::TableTooWide { max: COLUMNS_MAX });
                }
            }
            PartKind::Chart(chart) => counted(check, &path, "measure", &chart.measure, Some(chart.by)),
            PartKind::Heading(..) | PartKind::Basis(_) | PartKind::Ask(_) | PartKind::Annex(_) => {}
        }
    }
}

/// A measure of a table or chart: it is there, and is no stated share where it is broken down.
fn counted(check: &Check<'_>, path: &str, key: &str, code: &str, by: Option<By>) {
    match check.measures.get(code) {
        None => check.unknown(path, key, Thing::Measure, code, check.measures.keys().copied()),
        Some(measure) if by.is_some() && measure.kind == MeasureKind::Share => {
            let what = MistakeKind::FormulaOfShare {
                measure: code.to_owned(),
            };
            check.wrong(path, key, what);
        }
        Some(_) => {}
    }
}

fn template(check: &Check<'_>, path: &str, key: &str, text: &str) {
    let wrong = |what| check.wrong(path, key, what);
    let asked = match names(text) {
        Ok(asked) => asked,
        Err(error) => return wrong(mistake_of(error)),
    };
    let mut is_named = true;
    for name in &asked {
        is_named &= known(check, path, key, name);
    }
    if !is_named {
        return;
    }
    let numbers = NamedNumber::all(check, &asked);
    let all = trials(&numbers).map(|trial| trial.facts(check, &numbers));
    if let Err(error) = try_each(text, all) {
        wrong(mistake_of(error));
    }
}

/// Whether a name and what is asked of it are there; notes it when not.
fn known(check: &Check<'_>, path: &str, key: &str, name: &str) -> bool {
    let mut steps = name.split('.');
    let first = steps.next().unwrap_or_default();
    let indicators = || check.pack.indicators.iter().map(|i| i.code.as_str());
    let code = first.replace('_', "-");
    let stem = check.stems.get(code.as_str());
    let is_code =
        stem.is_some() || check.measures.contains_key(code.as_str()) || indicators().any(|i| i == code);
    if !is_code && !NAMES.contains(&first) {
        let all = check
            .measures
            .keys()
            .chain(check.stems.keys())
            .copied()
            .chain(indicators());
        check.unknown(path, key, Thing::Measure, &code, all);
        return false;
    }
    let items = stem.and_then(|stem| check.lists.get(stem.list.as_str()));
    for step in steps {
        let item = step.replace('_', "-");
        let is_item = items.is_some_and(|list| list.items.iter().any(|i| i.id == item));
        if !ASPECTS.contains(&step) && !is_item {
            let near = check.diagnostics.nearest(step, ASPECTS);
            let what = MistakeKind::NarrativeAspect {
                name: name.to_owned(),
                near,
            };
            check.wrong(path, key, what);
            return false;
        }
    }
    true
}

fn mistake_of(error: NarrativeError) -> MistakeKind {
    match error {
        NarrativeError::Syntax(message) => MistakeKind::NarrativeSyntax { message },
        NarrativeError::Missing(name) => MistakeKind::NarrativeUnguarded { name },
        NarrativeError::Failed(message) => MistakeKind::NarrativeFails { message },
    }
}

/// A number that a template names: a code, and an item where one alone is named.
#[derive(PartialEq)]
struct NamedNumber {
    code: String,
    item: Option<String>,
}

impl NamedNumber {
    /// Those among the names that a template asks for, each once.
    fn all(check: &Check<'_>, asked: &[String]) -> Vec<NamedNumber> {
        let mut found = Vec::new();
        for name in asked {
            let mut steps = name.split('.').map(|step| step.replace('_', "-"));
            let code = steps.next().unwrap_or_default();
            if NAMES[..4].contains(&code.replace('-', "_").as_str()) {
                continue;
            }
            let is_item = |step: &String| items(check, &code).any(|id| id == step);
            let item = steps.find(is_item);
            let named = NamedNumber { code, item };
            if !found.contains(&named) {
                found.push(named);
            }
        }
        found
    }

    fn is(&self, code: &str, item: Option<&str>) -> bool {
        let is_item = self.item.is_none() || self.item.as_deref() == item;
        self.code == code && is_item
    }
}

/// Items of a measure that is kept for each item of a list.
fn items<'a>(check: &Check<'a>, code: &str) -> impl Iterator<Item = &'a str> {
    let list = check
        .stems
        .get(code)
        .and_then(|stem| check.lists.get(stem.list.as_str()));
    list.into_iter()
        .flat_map(|list| list.items.iter().map(|item| item.id.as_str()))
}

/// What was recorded, for trying a template: the same of all numbers, and something else of one of them.
struct Trial<'n> {
    rest: Recorded,
    one: Option<(&'n NamedNumber, Recorded)>,
}

/// Every number in each state alone, among others that are all in another one: what an office recorded is seldom all or
/// nothing.
fn trials(numbers: &[NamedNumber]) -> impl Iterator<Item = Trial<'_>> {
    [Recorded::Nothing, Recorded::Zero, Recorded::All]
        .into_iter()
        .flat_map(|rest| {
            let ones = numbers.iter().flat_map(move |named| {
                let others = Recorded::EACH.into_iter().filter(move |one| *one != rest);
                others.map(move |one| Some((named, one)))
            });
            let ones = std::iter::once(None).chain(ones);
            ones.map(move |one| Trial { rest, one })
        })
}

impl Trial<'_> {
    fn facts(&self, check: &Check<'_>, numbers: &[NamedNumber]) -> Facts {
        let words = || "từ".to_owned();
        let fact = |named: &NamedNumber| (named.code.clone(), self.number(check, &named.code));
        Facts {
            unit: words(),
            period: words(),
            from: words(),
            to: words(),
            below: self.recorded(UNITS, None).fact(UNITS),
            numbers: numbers.iter().map(fact).collect(),
        }
    }

    fn number(&self, check: &Check<'_>, code: &str) -> Fact {
        let item = |id: &str| {
            let name = format!("{code}:{id}");
            (id.to_owned(), self.recorded(code, Some(id)).fact(&name))
        };
        let is_stem = check.stems.contains_key(code);
        let recorded = if is_stem {
            Recorded::Nothing
        } else {
            self.recorded(code, None)
        };
        Fact {
            items: items(check, code).map(item).collect(),
            ..recorded.fact(code)
        }
    }

    fn recorded(&self, code: &str, item: Option<&str>) -> Recorded {
        let one = self.one.filter(|(named, _)| named.is(code, item));
        one.map_or(self.rest, |(_, recorded)| recorded)
    }
}

/// The number of units below, as it is named in papers.
const UNITS: &str = "so-don-vi";

/// What was recorded of a number.
#[derive(Clone, Copy, PartialEq)]
enum Recorded {
    Nothing,
    Zero,
    /// More than nothing, and nothing in the year before.
    Now,
    /// More than nothing, and as much in the year before.
    All,
}

impl Recorded {
    const EACH: [Recorded; 4] = [Recorded::Nothing, Recorded::Zero, Recorded::Now, Recorded::All];

    fn fact(self, name: &str) -> Fact {
        let one = Fact {
            name: name.to_owned(),
            title: name.to_owned(),
            unit: "buổi".to_owned(),
            is_known: self != Recorded::Nothing,
            is_zero: self == Recorded::Zero,
            ..Fact::default()
        };
        let has_before = matches!(self, Recorded::Zero | Recorded::All);
        Fact {
            change: has_before.then(|| format!("tăng {}", number(name))),
            before: has_before.then(|| Box::new(one.clone())),
            ..one
        }
    }
}
