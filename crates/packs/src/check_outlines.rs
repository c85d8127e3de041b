//! What an outline must satisfy: every name in it is defined, and every paragraph can be written whatever was recorded.

use crate::check::Check;
use crate::mistake::{MistakeKind, Thing};
use crate::narrative::{ASPECTS, Fact, Facts, NAMES, NarrativeError, Narrator, names, number};
use dienhong_domain::filings::Every;
use dienhong_domain::outlines::{By, COLUMNS_MAX, Outline, PartKind, Rows};
use dienhong_domain::packs::{MeasureKind, Pack};

/// Notes all mistakes of the outlines.
pub(crate) fn outlines(check: &Check<'_>) {
    if check.pack.outlines.is_empty() {
        return;
    }
    let probes =
        [Probe::Nothing, Probe::Zero, Probe::All].map(|probe| Narrator::new(probe.facts(check.pack)));
    check
        .pack
        .outlines
        .iter()
        .for_each(|of| outline(check, of, &probes));
}

fn outline(check: &Check<'_>, of: &Outline, probes: &[Narrator]) {
    let path = format!("outline:{}", of.id);
    if let Some(Every::Window(window)) = &of.every {
        check.window(&path, window);
    }
    template(check, &path, "summary", &of.summary, probes);
    for part in &of.parts {
        let path = format!("part:{}/{}", of.id, part.id);
        match &part.is {
            PartKind::Text(text) => template(check, &path, "text", text, probes),
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

fn template(check: &Check<'_>, path: &str, key: &str, text: &str, probes: &[Narrator]) {
    let wrong = |what| check.wrong(path, key, what);
    let asked = match names(text) {
        Ok(asked) => asked,
        Err(error) => return wrong(told(error)),
    };
    let mut is_named = true;
    for name in asked {
        is_named &= known(check, path, key, &name);
    }
    if !is_named {
        return;
    }
    for narrator in probes {
        if let Err(error) = narrator.paragraph(text) {
            return wrong(told(error));
        }
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
            let near = check.book.nearest(step, ASPECTS);
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

fn told(error: NarrativeError) -> MistakeKind {
    match error {
        NarrativeError::Syntax(message) => MistakeKind::NarrativeSyntax { message },
        NarrativeError::Missing(name) => MistakeKind::NarrativeUnguarded { name },
        NarrativeError::Failed(message) => MistakeKind::NarrativeFails { message },
    }
}

/// What was recorded, for trying a template.
#[derive(Clone, Copy)]
enum Probe {
    Nothing,
    Zero,
    All,
}

impl Probe {
    fn facts(self, pack: &Pack) -> Facts {
        let fact = |name: &str| self.fact(name);
        let plain = pack.measures.iter().filter(|m| m.item.is_none());
        let codes = plain
            .map(|m| &m.code)
            .chain(pack.indicators.iter().map(|i| &i.code));
        let mut facts = Facts {
            unit: "phường".to_owned(),
            period: "năm".to_owned(),
            from: "ngày".to_owned(),
            to: "ngày".to_owned(),
            below: fact("so-don-vi"),
            numbers: codes.map(|code| (code.clone(), fact(code))).collect(),
        };
        for stem in &pack.stems {
            let list = pack.lists.iter().find(|l| l.id == stem.list);
            let items = list.iter().flat_map(|l| &l.items);
            let whole = Fact {
                is_known: false,
                items: items.map(|item| (item.id.clone(), fact(&item.id))).collect(),
                ..fact(&stem.measure.code)
            };
            facts.numbers.insert(stem.measure.code.clone(), whole);
        }
        facts
    }

    fn fact(self, name: &str) -> Fact {
        let is_known = !matches!(self, Probe::Nothing);
        let one = Fact {
            name: name.to_owned(),
            title: name.to_owned(),
            unit: "buổi".to_owned(),
            is_known,
            is_zero: matches!(self, Probe::Zero),
            ..Fact::default()
        };
        Fact {
            change: is_known.then(|| format!("tăng {}", number(name))),
            before: is_known.then(|| Box::new(one.clone())),
            ..one
        }
    }
}
