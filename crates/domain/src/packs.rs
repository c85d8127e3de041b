//! The shape of law and custom as data: what a pack may define. Reading files is the `packs` crate's work.

use crate::calendar::Holidays;
use crate::filings::FilingForm;
use crate::indicators::Indicator;
use crate::outlines::Outline;
use crate::templates::PaperTemplate;
use crate::time::{Day, YearWindow};
use crate::timelines::Timeline;
use crate::units::Level;
use serde::{Deserialize, Serialize};

/// Words in both languages of the product.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Words {
    /// Vietnamese, the reference.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The words in a language; Vietnamese for any language but English.
    pub fn get(&self, language: &str) -> &str {
        if language == "en" && !self.en.is_empty() {
            &self.en
        } else {
            &self.vi
        }
    }
}

/// The law or decision that a pack puts into data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Instrument {
    /// Its name and number, as cited.
    pub name: Words,
    /// Where the text was read; empty when it was not.
    pub source: String,
}

/// One pack: everything that one instrument defines.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Pack {
    /// Permanent code of the pack.
    pub id: String,
    /// Version written by its author, free text.
    pub version: String,
    /// Name.
    pub title: Words,
    /// Law behind it.
    pub instruments: Vec<Instrument>,
    /// First day in force.
    pub from: Option<Day>,
    /// Last day in force.
    pub to: Option<Day>,
    /// The pack that this one is laid over.
    pub extends: Option<String>,
    /// Packs that it replaces.
    pub supersedes: Vec<String>,
    /// What its author could not read, told to the reader.
    pub incomplete: Option<Words>,
    /// Parts of the totals page, in order.
    pub sections: Vec<Section>,
    /// Lists.
    pub lists: Vec<List>,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Measures declared once for all items of a list; `measures` holds those made from them.
    #[serde(default)]
    pub stems: Vec<Stem>,
    /// Indicators.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// Filings that units owe to the level above.
    #[serde(default)]
    pub filings: Vec<FilingForm>,
    /// Outlines of papers.
    #[serde(default)]
    pub outlines: Vec<Outline>,
    /// Templates of papers.
    #[serde(default)]
    pub templates: Vec<PaperTemplate>,
    /// Amounts and texts that the law sets anew from day to day.
    #[serde(default)]
    pub timelines: Vec<Timeline>,
    /// Days off by year, from which working days are counted; each year stands once.
    #[serde(default)]
    pub holidays: Vec<Holidays>,
    /// Registers.
    pub registers: Vec<Register>,
    /// Parts whose text was not read.
    #[serde(default)]
    pub statuses: Vec<PartStatus>,
    /// Yearly windows.
    pub windows: Vec<Window>,
    /// Kinds of unit that it adds.
    pub kinds: Vec<UnitKind>,
    /// Kinds of subject.
    #[serde(default)]
    pub subject_kinds: Vec<SubjectKind>,
}

impl Pack {
    /// How a part is known; read when nothing else is said.
    pub fn known(&self, of: PartOf, id: &str) -> &Known {
        static READ: Known = Known::Read;
        let status = self.statuses.iter().find(|s| s.of == of && s.id == id);
        status.map_or(&READ, |status| &status.known)
    }

    /// How a measure is known: by its own status, else by that of the stem that it is made from, else by that of the stem's list.
    pub fn known_measure(&self, code: &str) -> &Known {
        let stem = code.split_once(':').map_or(code, |(stem, _)| stem);
        let stems = self.stems.iter().filter(|of| of.measure.code == stem);
        let lists = stems.map(|of| self.known(PartOf::List, &of.list));
        let own = self.known(PartOf::Measure, code);
        let mut all = [own, self.known(PartOf::Measure, stem)].into_iter().chain(lists);
        all.find(|known| **known != Known::Read).unwrap_or(own)
    }

    /// The name of a part; `None` when the pack has no such part, or only adds to that of its base.
    pub fn title_of(&self, of: PartOf, id: &str) -> Option<&Words> {
        let found = match of {
            PartOf::Filing => self.filings.iter().find(|f| f.id == id).map(|f| &f.title),
            PartOf::Indicator => self.indicators.iter().find(|i| i.code == id).map(|i| &i.title),
            PartOf::List => self.lists.iter().find(|l| l.id == id).map(|l| &l.title),
            PartOf::Measure => {
                let stems = self.stems.iter().map(|s| &s.measure);
                let mut all = self.measures.iter().chain(stems);
                all.find(|m| m.code == id).map(|m| &m.title)
            }
            PartOf::Outline => self.outlines.iter().find(|o| o.id == id).map(|o| &o.title),
            PartOf::Register => self.registers.iter().find(|r| r.id == id).map(|r| &r.title),
            PartOf::Template => self.templates.iter().find(|t| t.id == id).map(|t| &t.title),
            PartOf::Timeline => self.timelines.iter().find(|t| t.code == id).map(|t| &t.title),
            PartOf::Window => self.windows.iter().find(|w| w.id == id).map(|w| &w.title),
        };
        found.filter(|title| !title.vi.is_empty())
    }
}

/// How a part of a pack is known, where its author says so.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartStatus {
    /// What it is.
    pub of: PartOf,
    /// Its code.
    pub id: String,
    /// How it is known.
    pub known: Known,
}

/// A part of a pack by its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartOf {
    /// Filing owed to the level above.
    Filing,
    /// Indicator.
    Indicator,
    /// List.
    List,
    /// Measure or stem.
    Measure,
    /// Outline of a paper.
    Outline,
    /// Register.
    Register,
    /// Template of a paper.
    Template,
    /// Timeline.
    Timeline,
    /// Yearly window.
    Window,
}

/// How the law behind a part of a pack is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "known")]
pub enum Known {
    /// Its text was read.
    Read,
    /// The instrument is known by name, what stands in it is not.
    NameOnly,
    /// It was reported and not verified.
    Reported {
        /// Where it was reported.
        source: String,
        /// Day on which it was seen there.
        seen: Day,
    },
}

/// A kind of subject, for example an educational institution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SubjectKind {
    /// Permanent code, as stored with a subject.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Article and clause that name it.
    pub reference: String,
}

/// A heading under which registers and measures stand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Section {
    /// Code.
    pub id: String,
    /// Heading.
    pub title: Words,
}

/// A kind of unit, for example tổ dân phố.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnitKind {
    /// Code, as stored in a unit's span.
    pub id: String,
    /// Words set before a name: "Tổ dân phố" 3.
    pub title: Words,
    /// Where it stands.
    pub level: Level,
}

/// A yearly window named by law.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Window {
    /// Code.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Its days.
    pub days: YearWindow,
    /// Article and clause.
    pub reference: String,
}

/// A list to choose from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct List {
    /// Code.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Items, in order.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// Code.
    pub id: String,
    /// Name.
    pub title: Words,
    /// First day on which it may be chosen.
    pub since: Option<Day>,
    /// Last day on which it may be chosen.
    pub until: Option<Day>,
}

/// How amounts of a measure come together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureKind {
    /// Summed over a period.
    Flow,
    /// The running sum of its changes at a day.
    Stock,
    /// How many units of a level have something at a day, each by its own word or that of the units that it came from.
    Units,
    /// A share that someone stated without a count, in steps of 0,0001 %: never added.
    Share,
}

/// What is counted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Measure {
    /// Permanent code; never changes its unit of count, scale or kind.
    pub code: String,
    /// Name.
    pub title: Words,
    /// Unit of count in words: "lượt người".
    pub unit: Words,
    /// Kind.
    pub kind: MeasureKind,
    /// Decimals: an amount is a whole number of 10^-scale. At most 6.
    pub scale: u8,
    /// The measure that this one is a part of.
    pub part_of: Option<String>,
    /// Set on a measure made for each item of a list: (list, item).
    pub item: Option<(String, String)>,
    /// Counts units of a level: all of them on the map, or of the kind "units" those that have something.
    pub counts_units: Option<Level>,
    /// Section of the totals page.
    pub section: String,
    /// Largest amount of one entry that makes sense, in steps.
    pub max: Option<i64>,
    /// Article and clause, or why it is counted.
    pub reference: String,
}

/// A measure declared for each item of a list: "buổi tuyên truyền theo nội dung".
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stem {
    /// List.
    pub list: String,
    /// What is made for each item; its code is the stem, its title the heading over the made ones.
    pub measure: Measure,
}

/// A register (sổ): a form, and what each entry posts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Register {
    /// Permanent code.
    pub id: String,
    /// Name of the register: "Sổ tuyên truyền".
    pub title: Words,
    /// What one entry is called, as the act reads: "Ghi buổi tuyên truyền".
    pub act: Words,
    /// One sentence on what belongs into it.
    pub lead: Words,
    /// Section of the totals page and of the list of registers.
    pub section: String,
    /// Icon of the design kit, without its prefix.
    pub icon: String,
    /// Levels of units for which entries may be recorded.
    pub levels: Vec<Level>,
    /// Fields, in order. Day and unit are always asked and are not listed here.
    pub fields: Vec<Field>,
    /// What a final entry posts.
    pub posts: Vec<Post>,
    /// One entry covers a month: the day is asked as a month and stored as its last day.
    pub monthly: bool,
    /// Codes of the fields that a form asks first, in that order; [`Register::asked_first`] says which they are where it is empty.
    #[serde(default)]
    pub primary: Vec<String>,
    /// Codes of the fields that "as last time" fills; the choices where it is empty.
    #[serde(default)]
    pub repeat: Vec<String>,
}

impl Register {
    /// Finds a field.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.id == id)
    }

    /// The fields that a form asks first, in that order: those that the pack names, then required ones that it does not name. Where
    /// it names none, numbers come before other required fields; where none is required either, all numbers are asked first.
    pub fn asked_first(&self) -> Vec<&Field> {
        let mut found: Vec<&Field> = self.primary.iter().filter_map(|id| self.field(id)).collect();
        let is_number = |field: &&Field| matches!(field.kind, FieldKind::Number { .. } | FieldKind::Share);
        let required = || self.fields.iter().filter(|field| field.required);
        let numbers = required().filter(|field| self.primary.is_empty() && is_number(field));
        found.extend(numbers);
        for field in required() {
            if !found.iter().any(|first| first.id == field.id) {
                found.push(field);
            }
        }
        if found.is_empty() {
            found.extend(self.fields.iter().filter(is_number));
        }
        found
    }

    /// The fields that "as last time" fills: those that the pack names, otherwise the choices; never numbers, days or uploads.
    pub fn repeated(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| {
            let is_choice = matches!(field.kind, FieldKind::Choice { .. } | FieldKind::Choices { .. });
            let is_named = self.repeat.contains(&field.id);
            field.kind.may_repeat() && (is_named || self.repeat.is_empty() && is_choice)
        })
    }
}

/// A question on the form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Field {
    /// Permanent code within the register.
    pub id: String,
    /// The question.
    pub label: Words,
    /// What the question was called before: heads of columns in sheets that were made by hand or with an older template.
    #[serde(default)]
    pub formerly: Vec<String>,
    /// Hint above the box.
    pub hint: Option<Words>,
    /// What is answered.
    pub kind: FieldKind,
    /// Whether an answer is needed to finish the entry.
    pub required: bool,
}

/// What a field takes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum FieldKind {
    /// A number in steps of 10^-scale.
    Number {
        /// Unit of count in words, shown after the box.
        unit: Words,
        /// Decimals.
        scale: u8,
        /// Whether "hơn", "khoảng", "không quá" may be said.
        bound: bool,
        /// Smallest, in steps.
        min: i64,
        /// Largest, in steps.
        max: i64,
    },
    /// A share stated without a count, 0 to 100 %, in steps of 0,0001 %.
    Share,
    /// One line.
    Text {
        /// Longest, in letters.
        max: usize,
    },
    /// Several lines.
    LongText {
        /// Longest, in letters.
        max: usize,
    },
    /// One item of a list.
    Choice {
        /// List.
        list: String,
    },
    /// Several items of a list.
    Choices {
        /// List.
        list: String,
    },
    /// Yes or no.
    YesNo,
    /// Another day.
    Date,
    /// Photos, re-encoded.
    Photos {
        /// Most.
        max: usize,
    },
    /// Files.
    Files {
        /// Most.
        max: usize,
    },
}

impl FieldKind {
    /// Whether the answer is free text, which stays erasable in a side table.
    pub fn is_free_text(&self) -> bool {
        matches!(self, FieldKind::Text { .. } | FieldKind::LongText { .. })
    }
    /// Whether the answer is uploaded.
    pub fn is_upload(&self) -> bool {
        matches!(self, FieldKind::Photos { .. } | FieldKind::Files { .. })
    }
    /// Whether the answer may be the same next time: counts, days and uploads are of one occasion.
    pub fn may_repeat(&self) -> bool {
        let is_number = matches!(self, FieldKind::Number { .. } | FieldKind::Share);
        !is_number && !self.is_upload() && *self != FieldKind::Date
    }
}

/// What a final entry writes to the ledger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Post {
    /// Measure; with `per`, the stem of the measures made for each item.
    pub measure: String,
    /// How much.
    pub amount: PostAmount,
    /// −1 takes away from a stock.
    pub sign: i8,
    /// The amount is the whole level on that day, not a change.
    pub level: bool,
    /// Posts once for each chosen item of this field.
    pub per: Option<String>,
    /// Posts only when this holds.
    pub when: Option<Condition>,
}

/// Amount of a posting.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PostAmount {
    /// The same for every entry, in steps.
    Fixed(i64),
    /// The answer to a number or share field.
    Field(String),
}

/// Holds when the field's answer is one of the values ("true"/"false" for yes or no).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Condition {
    /// Field.
    pub field: String,
    /// Values.
    pub is: Vec<String>,
}

/// The code of the measure made for an item.
pub fn item_measure(stem: &str, item: &str) -> String {
    format!("{stem}:{item}")
}

/// A share of 100 % in the steps of [`MeasureKind::Share`].
pub const WHOLE_SHARE: i64 = 1_000_000;
/// Decimals of a share in per cent.
pub const SHARE_SCALE: u8 = 4;
