//! Worked examples beside a pack: an entry as typed, and what comes of it.

use crate::by_day::{LawCase, ValueCase, law_case, value_case};
use crate::comparison::{Comparison, comparison};
use crate::diagnostics::Diagnostics;
use crate::keys::{Keys, LEVELS};
use crate::mistake::{Mistake, MistakeKind, Thing};
use crate::replay::replay;
use crate::source::{self, Source, is_cases};
use dienhong_domain::amount::Bound;
use dienhong_domain::packs::Pack;
use dienhong_domain::time::Day;
use dienhong_domain::units::Level;
use std::borrow::Cow;
use std::collections::BTreeMap;

const BOUNDS: [(&str, Bound); 4] = [
    ("exact", Bound::Exact),
    ("at-least", Bound::AtLeast),
    ("at-most", Bound::AtMost),
    ("about", Bound::About),
];

/// A worked example.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// File that holds it, such as `cases/a.toml`.
    pub file: String,
    /// Line of its table, counted from 1.
    pub line: usize,
    /// What it shows; no other example of the pack has this name.
    pub name: String,
    /// Code of the register.
    pub register: String,
    /// Level of the unit that the entry belongs to.
    pub level: Level,
    /// Day to which the entry belongs.
    pub day: Day,
    /// Answers as typed, by the codes of the fields.
    pub fields: BTreeMap<String, Vec<String>>,
    /// What comes of it.
    pub expect: Expect,
}

/// What comes of an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expect {
    /// Postings: measure, amount as people write it, bound.
    Postings(Vec<(String, String, Bound)>),
    /// Mistakes: field, code.
    Mistakes(Vec<(String, String)>),
}

/// Everything that an author worked out by hand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Worked {
    /// Entries, each with its postings or mistakes.
    pub cases: Vec<Case>,
    /// Indicators compared across changes of the map.
    pub comparisons: Vec<Comparison>,
    /// What the law of a day has.
    pub laws: Vec<LawCase>,
    /// Timelines on a day.
    pub values: Vec<ValueCase>,
}

impl Worked {
    /// How many examples there are.
    pub fn count(&self) -> usize {
        self.cases.len() + self.comparisons.len() + self.laws.len() + self.values.len()
    }

    /// Replays all of them on an effective pack, whatever their days; tells what came out otherwise.
    pub fn replay(&self, pack: &Pack) -> Vec<Mistake> {
        self.replay_by(pack, |_| Some(Cow::Borrowed(pack)))
    }

    /// Replays each on the law of its day, a comparison on that of its last day, and timelines on the newest law; tells what came
    /// out otherwise.
    pub(crate) fn replay_by<'p>(
        &self,
        newest: &Pack,
        law: impl Fn(Day) -> Option<Cow<'p, Pack>>,
    ) -> Vec<Mistake> {
        let mut found = Vec::new();
        let no_law = |file: &str, line: usize, name: &str, day: Day| Mistake {
            file: file.to_owned(),
            line,
            what: MistakeKind::NoLawThen {
                name: name.to_owned(),
                day: day.to_string(),
            },
        };
        for case in &self.cases {
            found.extend(match law(case.day) {
                Some(pack) => replay(&pack, case),
                None => Some(no_law(&case.file, case.line, &case.name, case.day)),
            });
        }
        for case in &self.comparisons {
            let day = case.period.to;
            found.extend(match law(day) {
                Some(pack) => case.replay(&pack),
                None => Some(no_law(&case.file, case.line, &case.name, day)),
            });
        }
        let laws = self.laws.iter();
        found.extend(laws.filter_map(|case| case.replay(law(case.day).as_deref())));
        found.extend(self.values.iter().filter_map(|case| case.replay(newest)));
        found
    }
}

/// Reads all worked examples among a pack's files.
pub fn worked(files: &[(String, Vec<u8>)]) -> Result<Worked, Vec<Mistake>> {
    let diagnostics = Diagnostics::default();
    let mut worked = Worked::default();
    for (source, text) in source::decode(files, is_cases, &diagnostics) {
        if let Some(table) = source::table(&source, text, &diagnostics) {
            let top = Keys::new(&source, &diagnostics, 1, &table);
            let cases = top.tables("case");
            worked
                .cases
                .extend(cases.iter().filter_map(|keys| case(&source, keys)));
            let comparisons = top.tables("comparison");
            let read = comparisons.iter().filter_map(|keys| comparison(&source, keys));
            worked.comparisons.extend(read);
            let laws = top.tables("law");
            worked
                .laws
                .extend(laws.iter().filter_map(|keys| law_case(&source, keys)));
            let values = top.tables("value");
            worked
                .values
                .extend(values.iter().filter_map(|keys| value_case(&source, keys)));
            top.finish();
        }
    }
    if diagnostics.is_clean() {
        Ok(worked)
    } else {
        Err(diagnostics.into_mistakes())
    }
}

fn case(source: &Source, keys: &Keys<'_>) -> Option<Case> {
    let name = keys.needed("name", keys.text("name")).unwrap_or_default();
    let register = keys.need_id("register");
    let level = keys.needed("level", keys.one_of("level", &LEVELS));
    let day = keys.needed("day", keys.day("day"));
    let fields = keys
        .table("fields")
        .map_or_else(BTreeMap::new, |fields| fields.free().into_iter().collect());
    let postings: Vec<_> = keys.tables("posting").iter().map(posting).collect();
    let mistakes: Vec<_> = keys.tables("mistake").iter().map(mistake).collect();
    if keys.has("posting") == keys.has("mistake") {
        keys.wrong("name", MistakeKind::CaseNeedsOne);
    }
    keys.claim(Thing::Case, "", &name);
    keys.finish();
    let expect = if keys.has("mistake") {
        Expect::Mistakes(mistakes)
    } else {
        Expect::Postings(postings)
    };
    Some(Case {
        file: source.name.clone(),
        line: keys.line,
        name,
        register,
        level: level?,
        day: day?,
        fields,
        expect,
    })
}

fn posting(keys: &Keys<'_>) -> (String, String, Bound) {
    let measure = keys.needed("measure", keys.text("measure")).unwrap_or_default();
    let amount = keys
        .needed("amount", keys.texts("amount"))
        .and_then(|a| a.into_iter().next())
        .unwrap_or_default();
    let bound = keys.one_of("bound", &BOUNDS).unwrap_or_default();
    keys.finish();
    (measure, amount, bound)
}

fn mistake(keys: &Keys<'_>) -> (String, String) {
    let text = |key| keys.needed(key, keys.text(key)).unwrap_or_default();
    let found = (text("field"), text("code"));
    keys.finish();
    found
}
