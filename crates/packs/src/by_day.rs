//! Examples of law by its day: what a register, list or outline is by the law of a day, and the value of a timeline on a day.

use crate::keys::Keys;
use crate::mistake::{Mistake, MistakeKind, Thing};
use crate::replay::as_typed;
use crate::source::Source;
use crate::suggest::nearest;
use dienhong_domain::amount;
use dienhong_domain::packs::Pack;
use dienhong_domain::time::Day;
use dienhong_domain::timelines::TimelineValue;

/// What stands in an example for a day on which nothing is known.
const UNKNOWN: &str = "unknown";
/// Stands in a mistake for nothing.
const NOTHING: &str = "–";

/// What the law of a day has under a code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LawCase {
    /// File that holds it, such as `cases/a.toml`.
    pub file: String,
    /// Line of its table, counted from 1.
    pub line: usize,
    /// What it shows; no other example of the pack has this name.
    pub name: String,
    /// The day whose law is asked.
    pub day: Day,
    /// A register, a list or an outline.
    pub what: Thing,
    /// Its code.
    pub id: String,
    /// Codes of its fields, of the items that may be chosen on the day, or of its parts, in order; `None` when the law of the day
    /// has no such thing.
    pub has: Option<Vec<String>>,
}

/// The value of a timeline on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ValueCase {
    /// File that holds it, such as `cases/a.toml`.
    pub file: String,
    /// Line of its table, counted from 1.
    pub line: usize,
    /// What it shows; no other example of the pack has this name.
    pub name: String,
    /// Code of the timeline.
    pub timeline: String,
    /// The day that the law names, such as that of receiving.
    pub day: Day,
    /// The amount as people write it, or the text; `None` when nothing is known on that day.
    pub is: Option<String>,
}

pub(crate) fn law_case(source: &Source, keys: &Keys<'_>) -> Option<LawCase> {
    let name = keys.needed("name", keys.text("name")).unwrap_or_default();
    let day = keys.needed("day", keys.day("day"));
    let things = [
        (Thing::Register, keys.id("register")),
        (Thing::List, keys.id("list")),
        (Thing::Outline, keys.id("outline")),
    ];
    let (has, is_absent) = (keys.texts("has"), keys.flag("absent").unwrap_or(false));
    let mut asked = things
        .into_iter()
        .filter_map(|(what, id)| Some((what, id?)))
        .collect::<Vec<_>>();
    if asked.len() != 1 || keys.has("has") == is_absent {
        keys.wrong("name", MistakeKind::LawCaseNeedsOne);
    }
    keys.claim(Thing::Case, "", &name);
    keys.finish();
    let (what, id) = asked.pop()?;
    Some(LawCase {
        file: source.name.clone(),
        line: keys.line,
        name,
        day: day?,
        what,
        id,
        has,
    })
}

pub(crate) fn value_case(source: &Source, keys: &Keys<'_>) -> Option<ValueCase> {
    let name = keys.needed("name", keys.text("name")).unwrap_or_default();
    let timeline = keys.need_id("timeline");
    let day = keys.needed("day", keys.day("day"));
    let is = keys.needed("is", keys.texts("is"));
    keys.claim(Thing::Case, "", &name);
    keys.finish();
    Some(ValueCase {
        file: source.name.clone(),
        line: keys.line,
        name,
        timeline,
        day: day?,
        is: is?.into_iter().next().filter(|is| is != UNKNOWN),
    })
}

impl LawCase {
    /// Looks into the law of its day; tells what came out otherwise. Without a pack no law holds on that day.
    pub(crate) fn replay(&self, law: Option<&Pack>) -> Option<Mistake> {
        let found = law.and_then(|pack| self.found(pack));
        let joined = |codes: &Option<Vec<String>>| match codes {
            Some(codes) => codes.join(", "),
            None => NOTHING.to_owned(),
        };
        (found != self.has).then(|| Mistake {
            file: self.file.clone(),
            line: self.line,
            what: MistakeKind::CaseFailed {
                name: self.name.clone(),
                expected: joined(&self.has),
                found: joined(&found),
            },
        })
    }

    fn found(&self, pack: &Pack) -> Option<Vec<String>> {
        match self.what {
            Thing::Register => {
                let register = pack.registers.iter().find(|r| r.id == self.id)?;
                Some(register.fields.iter().map(|f| f.id.clone()).collect())
            }
            Thing::List => {
                let list = pack.lists.iter().find(|l| l.id == self.id)?;
                let open = list.items.iter().filter(|item| {
                    item.since.is_none_or(|since| since <= self.day)
                        && item.until.is_none_or(|until| self.day <= until)
                });
                Some(open.map(|item| item.id.clone()).collect())
            }
            Thing::Outline => {
                let outline = pack.outlines.iter().find(|o| o.id == self.id)?;
                Some(outline.parts.iter().map(|p| p.id.clone()).collect())
            }
            _ => None,
        }
    }
}

impl ValueCase {
    /// Asks the timeline of the newest law; tells what came out otherwise.
    pub(crate) fn replay(&self, newest: &Pack) -> Option<Mistake> {
        let wrong = |what| Mistake {
            file: self.file.clone(),
            line: self.line,
            what,
        };
        let Some(timeline) = newest.timelines.iter().find(|t| t.code == self.timeline) else {
            let known = newest.timelines.iter().map(|t| t.code.as_str());
            return Some(wrong(MistakeKind::Unknown {
                what: Thing::Timeline,
                id: self.timeline.clone(),
                near: nearest(&self.timeline, known),
            }));
        };
        let found = timeline.value_on(self.day).map(|value| match value {
            TimelineValue::Amount(steps) => as_typed(*steps, timeline.scale),
            TimelineValue::Text(text) => text.clone(),
        });
        // Thousands may be marked or not.
        let expected = self.is.clone().map(|is| match timeline.unit {
            Some(_) => amount::parse(&is, timeline.scale).map_or(is, |steps| as_typed(steps, timeline.scale)),
            None => is,
        });
        (found != expected).then(|| {
            wrong(MistakeKind::CaseFailed {
                name: self.name.clone(),
                expected: expected.unwrap_or_else(|| NOTHING.to_owned()),
                found: found.unwrap_or_else(|| NOTHING.to_owned()),
            })
        })
    }
}
