//! Paragraphs of reports: Jinja templates of packs over the facts of a unit and a period, with every number left as a name.
//!
//! A template decides and words; it never computes, and never sees a number's value. Names are codes with `_` for their
//! hyphens.

use dienhong_domain::outlines::Piece;
use minijinja::value::{Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind, Template, UndefinedBehavior};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

/// Longest template of a paragraph, in letters.
pub const TEMPLATE_MAX: usize = 6_000;
/// Longest paragraph that comes out, in bytes.
const OUTPUT_MAX: usize = 60_000;
/// Steps of work that a paragraph may take.
const FUEL: u64 = 50_000;
/// Deepest nesting.
const DEPTH_MAX: usize = 30;
/// Behind a number's name: the same period of the year before.
pub const BEFORE: &str = ".cung-ky";
/// Around a number's name in what a template writes: letters for private use, which no text of a pack may hold.
const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

/// What a template may say of one number.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fact {
    /// Name of the number: a code, with `.cung-ky` for the same period of the year before.
    pub name: String,
    /// What it is, as inside a sentence.
    pub title: String,
    /// Unit of count; empty when the number says it itself ("94,7%").
    pub unit: String,
    /// Whether it is known at all.
    pub is_known: bool,
    /// Whether it is known to be nothing.
    pub is_zero: bool,
    /// The same period of the year before.
    pub before: Option<Box<Fact>>,
    /// How it stands to the year before, with names of numbers in it ([`number`]); none where nothing can be compared.
    pub change: Option<String>,
    /// For a measure kept for each item of a list: those of its items, by their codes.
    pub items: Vec<(String, Fact)>,
}

/// What templates are written over.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// Name of the unit, as inside a sentence.
    pub unit: String,
    /// The period in words.
    pub period: String,
    /// Its first day in words.
    pub from: String,
    /// Its last day in words.
    pub to: String,
    /// Units directly below, on the last day.
    pub below: Fact,
    /// Measures and indicators by their codes.
    pub numbers: BTreeMap<String, Fact>,
}

/// Words that stand for themselves in templates, beside codes.
pub const NAMES: [&str; 5] = ["don_vi", "ky", "tu_ngay", "den_ngay", "so_don_vi"];
/// What may be asked of a number.
pub const ASPECTS: [&str; 8] = [
    "day_du",
    "don_vi",
    "ten",
    "co_ghi",
    "so_cung_ky",
    "co_cung_ky",
    "cung_ky",
    "muc",
];

/// Why a paragraph can not be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NarrativeError {
    /// The template is not written rightly.
    Syntax(String),
    /// A number is written though nothing was recorded: the name.
    Missing(String),
    /// It fails otherwise: too much work, a name of nothing.
    Failed(String),
}

/// A paragraph as a template wrote it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Paragraph {
    /// Words and names of numbers; a number that was not recorded stands there by its name too.
    pub pieces: Vec<Piece>,
    /// Numbers that are written though nothing was recorded: their names, each once.
    pub missing: Vec<String>,
}

impl Paragraph {
    /// The pieces of a paragraph that lacks no number.
    ///
    /// # Errors
    /// The first number that it lacks.
    pub fn whole(self) -> Result<Vec<Piece>, NarrativeError> {
        match self.missing.into_iter().next() {
            Some(name) => Err(NarrativeError::Missing(name)),
            None => Ok(self.pieces),
        }
    }
}

/// A number's name as it stands in what a template writes, for use in [`Fact::change`].
pub fn number(name: &str) -> String {
    format!("{}{name}{}", MARKS[0], MARKS[1])
}

/// Writes paragraphs over the same facts.
#[derive(Clone, Debug)]
pub struct Narrator(Arc<SharedFacts>);

impl Narrator {
    /// Takes the facts.
    pub fn new(facts: Facts) -> Narrator {
        let words = |text: &str| Value::from(text.to_owned());
        let names = [
            ("don_vi", words(&facts.unit)),
            ("ky", words(&facts.period)),
            ("tu_ngay", words(&facts.from)),
            ("den_ngay", words(&facts.to)),
        ];
        Narrator(Arc::new(SharedFacts { names, facts }))
    }

    /// The facts.
    pub fn facts(&self) -> &Facts {
        &self.0.facts
    }

    /// Writes a paragraph. A number that was not recorded leaves its name, and is told beside.
    ///
    /// # Errors
    /// A template that is not written rightly or fails; never [`NarrativeError::Missing`].
    pub fn paragraph(&self, template: &str) -> Result<Paragraph, NarrativeError> {
        let env = environment();
        let compiled = env.template_from_str(template).map_err(|e| syntax(&e))?;
        self.render(&compiled)
    }

    fn render(&self, template: &Template<'_, '_>) -> Result<Paragraph, NarrativeError> {
        let missing: Missing = Arc::default();
        let context = Value::from_object(TemplateContext {
            shared: Arc::clone(&self.0),
            missing: Arc::clone(&missing),
        });
        let written = template.render(context).map_err(|e| failed(&e))?;
        if written.len() > OUTPUT_MAX {
            return Err(NarrativeError::Failed(format!("> {OUTPUT_MAX} bytes")));
        }
        let missing = missing.lock().map_or_else(|_| Vec::new(), |found| found.clone());
        Ok(Paragraph {
            pieces: split(&written),
            missing,
        })
    }
}

/// Whether a template writes a whole paragraph over each of these facts.
///
/// # Errors
/// What is wrong with the first paragraph that is not whole.
pub(crate) fn try_each(template: &str, all: impl IntoIterator<Item = Facts>) -> Result<(), NarrativeError> {
    let env = environment();
    let compiled = env.template_from_str(template).map_err(|e| syntax(&e))?;
    for facts in all {
        Narrator::new(facts).render(&compiled)?.whole()?;
    }
    Ok(())
}

#[derive(Debug)]
struct SharedFacts {
    names: [(&'static str, Value); 4],
    facts: Facts,
}

/// The facts as one template sees them: each is looked up when it is asked for.
#[derive(Debug)]
struct TemplateContext {
    shared: Arc<SharedFacts>,
    missing: Missing,
}

impl Object for TemplateContext {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        let facts = &self.shared.facts;
        if let Some((_, words)) = self.shared.names.iter().find(|(known, _)| *known == name) {
            return Some(words.clone());
        }
        let fact = match name {
            "so_don_vi" => &facts.below,
            _ => facts.numbers.get(&name.replace('_', "-"))?,
        };
        Some(value(fact, &self.missing))
    }
}

/// The names that a template asks for: each with what is asked of it, as written.
///
/// # Errors
/// What is wrong with the template.
pub fn names(template: &str) -> Result<Vec<String>, NarrativeError> {
    let env = environment();
    let compiled = env.template_from_str(template).map_err(|e| syntax(&e))?;
    let mut found: Vec<String> = compiled.undeclared_variables(true).into_iter().collect();
    found.sort();
    Ok(found)
}

fn environment<'a>() -> Environment<'a> {
    let mut env = Environment::empty();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    env.set_fuel(Some(FUEL));
    env.set_recursion_limit(DEPTH_MAX);
    env.add_filter("hoa_dau", |text: String| -> String {
        let mut letters = text.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    });
    env
}

fn syntax(error: &Error) -> NarrativeError {
    NarrativeError::Syntax(message_of(error))
}

fn failed(error: &Error) -> NarrativeError {
    match error.kind() {
        ErrorKind::SyntaxError => syntax(error),
        _ => NarrativeError::Failed(message_of(error)),
    }
}

fn message_of(error: &Error) -> String {
    let what = error
        .detail()
        .map_or_else(|| error.kind().to_string(), str::to_owned);
    crate::keys::shortened(&what)
}

/// From what a template wrote to pieces, with every run of white space made one space.
fn split(written: &str) -> Vec<Piece> {
    let line = dienhong_domain::text::clean_line(written);
    let mut found = Vec::new();
    for (at, part) in line.split(MARKS).enumerate() {
        match (at % 2, part) {
            (_, "") => {}
            (0, words) => found.push(Piece::Words(words.to_owned())),
            (_, name) => found.push(Piece::Number(name.to_owned())),
        }
    }
    found
}

type Missing = Arc<Mutex<Vec<String>>>;

/// A fact as templates see it.
#[derive(Debug)]
struct TemplateNumber {
    fact: Fact,
    /// Whether its unit of count is written behind it.
    has_unit: bool,
    missing: Missing,
}

fn value(fact: &Fact, missing: &Missing) -> Value {
    number_value(fact, false, missing)
}

fn number_value(fact: &Fact, has_unit: bool, missing: &Missing) -> Value {
    Value::from_object(TemplateNumber {
        fact: fact.clone(),
        has_unit: has_unit && !fact.unit.is_empty(),
        missing: Arc::clone(missing),
    })
}

/// The same period of the year before, known or not.
fn before(fact: &Fact) -> Fact {
    let unknown = || Fact {
        name: format!("{}{BEFORE}", fact.name),
        unit: fact.unit.clone(),
        title: fact.title.clone(),
        ..Fact::default()
    };
    fact.before.as_deref().cloned().unwrap_or_else(unknown)
}

impl TemplateNumber {
    /// The number by its name. What is missing is noted where it is written, not where it is asked for.
    fn written(&self) -> String {
        let name = &self.fact.name;
        if let (false, Ok(mut missing)) = (self.fact.is_known, self.missing.lock())
            && !missing.contains(name)
        {
            missing.push(name.clone());
        }
        match self.has_unit {
            true => format!("{} {}", number(name), self.fact.unit),
            false => number(name),
        }
    }

    fn is_something(&self) -> bool {
        let is_some = |fact: &Fact| fact.is_known && !fact.is_zero;
        is_some(&self.fact) || self.fact.items.iter().any(|(_, item)| is_some(item))
    }
}

impl Object for TemplateNumber {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let fact = &self.fact;
        match key.as_str()? {
            "day_du" => Some(number_value(fact, true, &self.missing)),
            "don_vi" => Some(Value::from(fact.unit.clone())),
            "ten" => Some(Value::from(fact.title.clone())),
            "co_ghi" => Some(Value::from(fact.is_known)),
            "co_cung_ky" => Some(Value::from(fact.before.as_ref().is_some_and(|b| b.is_known))),
            "cung_ky" => Some(value(&before(fact), &self.missing)),
            "so_cung_ky" => {
                let change = fact.change.clone();
                Some(Value::from(
                    change.unwrap_or_else(|| "chưa so sánh được với cùng kỳ".to_owned()),
                ))
            }
            "muc" => {
                let with = fact
                    .items
                    .iter()
                    .filter(|(_, item)| item.is_known && !item.is_zero);
                Some(Value::from(
                    with.map(|(_, item)| value(item, &self.missing))
                        .collect::<Vec<_>>(),
                ))
            }
            other => {
                let code = other.replace('_', "-");
                let item = fact.items.iter().find(|(id, _)| *id == code);
                item.map(|(_, item)| value(item, &self.missing))
            }
        }
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.is_something()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fact(name: &str, is_known: bool) -> Fact {
        Fact {
            name: name.to_owned(),
            unit: "lượt người".to_owned(),
            title: name.to_owned(),
            is_known,
            ..Fact::default()
        }
    }

    fn facts() -> Facts {
        let before = Fact {
            before: Some(Box::new(fact("luot.cung-ky", true))),
            change: Some(format!("tăng {} so với cùng kỳ", number("luot.so-sanh"))),
            ..fact("luot", true)
        };
        let list = Fact {
            items: vec![
                ("ma-tuy".to_owned(), fact("noi-dung:ma-tuy", true)),
                ("khac".to_owned(), fact("noi-dung:khac", false)),
            ],
            ..fact("noi-dung", false)
        };
        Facts {
            unit: "phường Diên Hồng".to_owned(),
            period: "năm 2022".to_owned(),
            below: fact("so-don-vi", true),
            numbers: [
                ("luot".to_owned(), before),
                ("noi-dung".to_owned(), list),
                ("to-roi".to_owned(), fact("to-roi", false)),
            ]
            .into(),
            ..Facts::default()
        }
    }

    fn written(template: &str) -> Result<String, NarrativeError> {
        let pieces = Narrator::new(facts()).paragraph(template)?.whole()?;
        Ok(dienhong_domain::outlines::editable(&pieces, |_| None))
    }

    #[test]
    fn a_number_that_is_missing_leaves_a_gap_and_no_other_word_is_lost() {
        let written = Narrator::new(facts()).paragraph(
            "Đã phát {{ to_roi.day_du }}, {{ luot.day_du }}; năm trước {{ to_roi.cung_ky }} và {{ to_roi }}.",
        );
        let written = written.expect("written");
        assert_eq!(written.missing, ["to-roi", "to-roi.cung-ky"]);
        assert_eq!(
            dienhong_domain::outlines::editable(&written.pieces, |_| None),
            "Đã phát [[to-roi]] lượt người, [[luot]] lượt người; năm trước [[to-roi.cung-ky]] và [[to-roi]]."
        );
    }

    #[test]
    fn sentences_name_their_numbers() {
        let text = written(
            "{{ don_vi|hoa_dau }} có {{ luot.day_du }} {{ luot.so_cung_ky }},\n  năm trước {{ luot.cung_ky }}.",
        );
        assert_eq!(
            text.as_deref(),
            Ok(
                "Phường Diên Hồng có [[luot]] lượt người tăng [[luot.so-sanh]] so với cùng kỳ, năm trước [[luot.cung-ky]]."
            )
        );
        let list = written(
            "{% for muc in noi_dung.muc %}{{ muc.ten }} ({{ muc }}){% if not loop.last %}; {% endif %}{% endfor %}",
        );
        assert_eq!(list.as_deref(), Ok("noi-dung:ma-tuy ([[noi-dung:ma-tuy]])"));
        assert_eq!(
            written("{{ noi_dung.ma_tuy }}").as_deref(),
            Ok("[[noi-dung:ma-tuy]]")
        );
        assert_eq!(
            written(
                "{% if to_roi %}{{ to_roi }}{% else %}Không có tờ rơi; {{ to_roi.so_cung_ky }}.{% endif %}"
            )
            .as_deref(),
            Ok("Không có tờ rơi; chưa so sánh được với cùng kỳ.")
        );
        assert_eq!(written("{% if noi_dung %}có{% endif %}").as_deref(), Ok("có"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = |name: &str| Err(NarrativeError::Missing(name.to_owned()));
        assert_eq!(written("{{ to_roi }}"), missing("to-roi"));
        assert_eq!(written("{{ to_roi.day_du }}"), missing("to-roi"));
        assert!(matches!(
            written("{{ khong_co }}"),
            Err(NarrativeError::Failed(_))
        ));
        assert!(matches!(
            written("{{ luot.gi_do }}"),
            Err(NarrativeError::Failed(_))
        ));
        assert!(matches!(written("{% if %}"), Err(NarrativeError::Syntax(_))));
    }

    #[test]
    fn names_are_found_wherever_they_stand() {
        let found = names(
            "{% if a %}{{ b.day_du }}{% else %}{% for m in c.muc %}{{ m.ten }}{% endfor %}{% endif %}{{ d|hoa_dau }}{{ e.cung_ky.day_du }}",
        );
        assert_eq!(
            found.as_deref(),
            Ok(["a", "b.day_du", "c.muc", "d", "e.cung_ky.day_du"]
                .map(str::to_owned)
                .as_slice())
        );
    }

    #[test]
    fn no_work_without_end() {
        let loops = "{% for a in noi_dung.muc %}".repeat(40);
        assert!(written(&format!("{loops}x{}", "{% endfor %}".repeat(40))).is_err());
        let letters =
            "{% set x = 'aaaaaaaaaa' %}".to_owned() + &"{% set x = x ~ x ~ x ~ x %}".repeat(30) + "{{ x }}";
        assert!(letters.len() < TEMPLATE_MAX);
    }

    proptest! {
        #[test]
        fn foreign_templates_stop_nothing(text in "\\PC{0,80}") {
            let _ = written(&text);
            let _ = names(&text);
        }

        #[test]
        fn pieces_of_templates_stop_nothing(pieces in prop::collection::vec(prop::sample::select(vec!["{{", "}}", "{%", "%}",
            "if", "else", "endif", "for", "in", "endfor", "set", "luot", "noi_dung.muc", ".", "|hoa_dau", "(", ")", "[", "'", "1", "+",
            "**", "~", "not", "loop.index", "x", "=", "macro", "include"]), 0..25)) {
            let text = pieces.join(" ");
            let _ = written(&text);
            let _ = names(&text);
        }
    }
}
