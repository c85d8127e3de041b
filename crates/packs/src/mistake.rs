//! What can be wrong with a pack: kinds without words, each with its place.

use std::fmt;

/// A mistake in a pack, at a line that its author can find.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// File, as named in the pack's folder; the pack's id when packs are laid over each other in memory.
    pub file: String,
    /// Line, counted from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What is wrong.
    pub what: MistakeKind,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words("en"))
    }
}

impl std::error::Error for Mistake {}

/// Things that a pack defines and names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Thing {
    /// A whole pack.
    Pack,
    /// Heading under which registers and totals stand.
    Section,
    /// Kind of unit.
    Kind,
    /// Kind of subject.
    SubjectKind,
    /// Yearly window.
    Window,
    /// Amounts or texts by day.
    Timeline,
    /// Days off of a year.
    Holidays,
    /// How a part is known.
    Status,
    /// List to choose from.
    List,
    /// Item of a list.
    Item,
    /// What is counted; a stem too.
    Measure,
    /// Formula over measures.
    Indicator,
    /// Filing owed to the level above.
    Filing,
    /// Outline of a paper.
    Outline,
    /// Part of an outline.
    Part,
    /// Template of a paper.
    Template,
    /// Part of a template.
    Clause,
    /// Blank of a template.
    Blank,
    /// Form with what its entries post.
    Register,
    /// Field of a register.
    Field,
    /// Worked example.
    Case,
}

/// What must be alike for two amounts to be one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unlike {
    /// Unit of count.
    Unit,
    /// Number of decimals.
    Scale,
    /// Flow, stock or share.
    Kind,
}

/// What a key takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// One line in quotes.
    Text,
    /// `{ vi = "…", en = "…" }`.
    Words,
    /// `true` or `false`.
    Flag,
    /// A number with decimals or without.
    Number,
    /// A whole number.
    Whole,
    /// A date, as TOML has it or in quotes.
    Date,
    /// One table.
    Table,
    /// Tables, as `[[name]]` or in brackets.
    Tables,
    /// Texts in brackets.
    Texts,
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    missing_docs,
    reason = "field names say it; the sentences stand in locales/, as packs-mistake-…"
)]
pub enum MistakeKind {
    /// The file or folder cannot be read.
    Unreadable { reason: String },
    /// Not UTF-8.
    NotUtf8,
    /// Larger than a file may be.
    FileTooLarge { max: usize },
    /// More files than a pack may have.
    TooManyFiles { max: usize },
    /// More bytes than all files of a pack may have.
    PackTooLarge { max: usize },
    /// More items than a list may have.
    TooManyItems { key: String, max: usize },
    /// There is no `pack.toml`.
    NoPackFile,
    /// Not TOML; the message is that of the TOML reader.
    Syntax { message: String },
    /// A key that nothing asks for.
    UnknownKey { key: String, near: Option<String> },
    /// A key that does not belong to this kind of field or measure.
    KeyNotHere { key: String, kind: String },
    /// A key that is needed.
    MissingKey { key: String },
    /// A value of another type.
    WrongType { key: String, expected: Expected },
    /// A language is missing.
    MissingTranslation { key: String, language: String },
    /// Longer than allowed.
    TooLong { key: String, max: usize },
    /// Not a code.
    BadId { key: String, given: String },
    /// Not a number that fits the decimals.
    BadNumber { key: String, given: String, scale: u8 },
    /// Not a date.
    BadDate { key: String, given: String },
    /// Not a month and a day.
    BadMonthDay { key: String, given: String },
    /// Not one of the words allowed.
    BadChoice {
        key: String,
        given: String,
        choices: Vec<String>,
        near: Option<String>,
    },
    /// Defined twice.
    Duplicate {
        what: Thing,
        id: String,
        file: String,
        line: usize,
    },
    /// Named but nowhere defined.
    Unknown {
        what: Thing,
        id: String,
        near: Option<String>,
    },
    /// More than six decimals.
    ScaleTooLarge { scale: i64 },
    /// Ends before it begins.
    EndsBeforeStart,
    /// A list without items.
    EmptyList { id: String },
    /// Two items of a list that read alike.
    SameTitle { id: String, other: String },
    /// A field with a name that the form itself uses.
    ReservedField { id: String },
    /// A register that nobody can write into.
    NoLevels,
    /// Smallest above largest.
    MinAboveMax,
    /// A measure that is a part of itself, in one step or more.
    PartCycle { code: String },
    /// A part that cannot be inside its whole.
    PartUnlike {
        code: String,
        whole: String,
        why: Unlike,
    },
    /// A measure for each item cannot be a part.
    PartPerItem,
    /// A measure that counts units is a stock without decimals, and no register posts to it.
    UnitsAreStock,
    /// A post with both or neither of amount and field.
    PostNeedsAmount,
    /// A post of nothing.
    PostOfZero,
    /// A post of a field that is no number.
    PostNotANumber { field: String },
    /// A post of a field to a measure that counts something else.
    PostUnlike {
        field: String,
        measure: String,
        why: Unlike,
    },
    /// A share is stated by a field, never fixed.
    PostFixedShare { measure: String },
    /// A measure for each item needs `per`.
    PostNeedsPer { measure: String, list: String },
    /// `per` with a measure that has none.
    PostNotPerItem { measure: String },
    /// `per` names a field that is no choice.
    PerNotAChoice { field: String },
    /// `per` names a field that chooses from another list.
    PerOtherList {
        field: String,
        list: String,
        expected: String,
    },
    /// Only a stock can go down or be set.
    NeedsStock { key: String, measure: String },
    /// A level cannot take away.
    LevelAndSign,
    /// A sign that is neither 1 nor −1.
    BadSign,
    /// Nobody posts to a measure that counts units.
    PostsToUnits { measure: String },
    /// `when` names a field that is neither choice nor yes-no.
    ConditionNotAChoice { field: String },
    /// `when` names a value that the field cannot have.
    ConditionValue {
        field: String,
        value: String,
        near: Option<String>,
    },
    /// A formula that is not CEL; the message is that of its parser.
    FormulaSyntax { column: usize, message: String },
    /// Something of CEL that a formula may not hold.
    FormulaNotAllowed { what: String },
    /// A formula that adds or compares unlike things.
    FormulaUnlike { one: String, other: String },
    /// A condition where a number is needed.
    FormulaNotANumber,
    /// A number where a condition is needed.
    FormulaNotACondition,
    /// A divisor that is always zero.
    FormulaDividesByZero,
    /// A share that was stated without a count is shown, never computed with.
    FormulaOfShare { measure: String },
    /// A filing with both or neither of `every` and `window`.
    FilingNeedsOne,
    /// A part of an outline with none or several of its kinds.
    PartNeedsOne { id: String },
    /// A table with both or neither of `section` and `measures`.
    TableNeedsOne,
    /// A template with both or neither of `paper` and `certificate`.
    TemplateNeedsOne { id: String },
    /// A part of a template with none or several of its kinds.
    ClauseNeedsOne { id: String },
    /// A brace without its mate in a text with blanks.
    BraceAlone { key: String },
    /// A blank that no text of its template has.
    BlankUnused { id: String },
    /// A table by units, months or years with too many columns.
    TableTooWide { max: usize },
    /// A template that is not Jinja; the message is that of its reader.
    NarrativeSyntax { message: String },
    /// A template asks something of a number that no number has.
    NarrativeAspect { name: String, near: Option<String> },
    /// A template writes a number though nothing may have been recorded.
    NarrativeUnguarded { name: String },
    /// A template that fails when it is tried.
    NarrativeFails { message: String },
    /// Steps of a timeline whose days do not ascend.
    StepsNotAscending { code: String },
    /// Both a smallest and a largest target.
    TwoTargets,
    /// An overlay without its base, or one that stands before it.
    UnknownBase { id: String },
    /// A pack without `extends` among overlays.
    NotAnOverlay,
    /// An overlay defines anew what the base has.
    AlreadyInBase { what: Thing, id: String },
    /// An overlay or a new version changes what a code counts.
    MeasureChanged { code: String, why: Unlike },
    /// A new version changes what a field takes.
    FieldChanged { register: String, field: String },
    /// A new version lacks a code that was used.
    Removed { what: Thing, id: String },
    /// Two versions of different packs.
    OtherPack { old: String, new: String },
    /// A case of the law of a day that names no single thing, or neither what it has nor that it is absent.
    LawCaseNeedsOne,
    /// A case of a day on which no law holds.
    NoLawThen { name: String, day: String },
    /// A case that says neither what is posted nor what is wrong, or both.
    CaseNeedsOne,
    /// A case came out otherwise.
    CaseFailed {
        name: String,
        expected: String,
        found: String,
    },
}
