//! Writes a pack as TOML that reads as the same pack.

use dienhong_domain::amount::LARGEST;
use dienhong_domain::calendar::Holidays;
use dienhong_domain::filings::{Every, FilingForm};
use dienhong_domain::indicators::{Expected, Indicator, Target};
use dienhong_domain::outlines::{Outline, Part, PartKind, Rows};
use dienhong_domain::packs::*;
use dienhong_domain::procedures::Deadline;
use dienhong_domain::templates::{
    Blank, LegalBasis, PaperTemplate, TemplateForm, TemplatePart, TemplatePartKind,
};
use dienhong_domain::time::Day;
use dienhong_domain::timelines::{Timeline, TimelineValue};
use dienhong_domain::units::Level;
use toml::{Table, Value};

/// Writes a pack as one file. Comments, the order of keys and the order of files are not kept.
pub fn write(pack: &Pack) -> String {
    let keys = [
        ("pack", tabled(header(pack))),
        ("section", tables(&pack.sections, section)),
        ("kind", tables(&pack.kinds, kind)),
        ("subject_kind", tables(&pack.subject_kinds, subject_kind)),
        ("window", tables(&pack.windows, window)),
        ("list", tables(&pack.lists, list)),
        ("timeline", tables(&pack.timelines, timeline)),
        ("holidays", tables(&pack.holidays, holidays)),
        ("measure", tables(&declared(pack), |(m, per)| measure(m, *per))),
        ("register", tables(&pack.registers, |r| register(r, pack))),
        ("filing", tables(&pack.filings, filing)),
        ("indicator", tables(&pack.indicators, indicator)),
        ("outline", tables(&pack.outlines, outline)),
        ("template", tables(&pack.templates, template)),
        ("status", tables(&pack.statuses, status)),
    ];
    written(keys.into()).to_string()
}

/// Keys with their values; one without a value is not written.
type Keys = Vec<(&'static str, Option<Value>)>;

fn written(keys: Keys) -> Table {
    let values = keys.into_iter();
    values
        .filter_map(|(key, value)| Some((key.to_owned(), value?)))
        .collect()
}

fn header(pack: &Pack) -> Keys {
    let instrument = |of: &Instrument| vec![("name", words(&of.name)), ("source", text(&of.source))];
    vec![
        ("id", text(&pack.id)),
        ("version", text(&pack.version)),
        ("title", words(&pack.title)),
        ("from", pack.from.and_then(day)),
        ("to", pack.to.and_then(day)),
        ("extends", pack.extends.as_deref().and_then(text)),
        ("supersedes", some_texts(&pack.supersedes)),
        ("incomplete", pack.incomplete.as_ref().and_then(words)),
        ("instrument", tables(&pack.instruments, instrument)),
    ]
}

fn section(section: &Section) -> Keys {
    vec![("id", text(&section.id)), ("title", words(&section.title))]
}

fn kind(kind: &UnitKind) -> Keys {
    vec![
        ("id", text(&kind.id)),
        ("title", words(&kind.title)),
        ("level", text(kind.level.code())),
    ]
}

fn subject_kind(kind: &SubjectKind) -> Keys {
    vec![
        ("id", text(&kind.id)),
        ("title", words(&kind.title)),
        ("reference", text(&kind.reference)),
    ]
}

fn window(window: &Window) -> Keys {
    let month_day = |(month, day): (u32, u32)| text(&format!("{month:02}-{day:02}"));
    vec![
        ("id", text(&window.id)),
        ("title", words(&window.title)),
        ("opens", month_day(window.days.opens)),
        ("opens_year_before", flag(window.days.opens_year_before)),
        ("closes", month_day(window.days.closes)),
        ("reference", text(&window.reference)),
    ]
}

fn list(list: &List) -> Keys {
    let item = |item: &Item| {
        vec![
            ("id", text(&item.id)),
            ("title", some_words(&item.title)),
            ("since", item.since.and_then(day)),
            ("until", item.until.and_then(day)),
        ]
    };
    vec![
        ("id", text(&list.id)),
        ("title", some_words(&list.title)),
        ("item", tables(&list.items, item)),
    ]
}

fn status(status: &PartStatus) -> Keys {
    let of = match status.of {
        PartOf::Filing => "filing",
        PartOf::Indicator => "indicator",
        PartOf::List => "list",
        PartOf::Measure => "measure",
        PartOf::Outline => "outline",
        PartOf::Register => "register",
        PartOf::Template => "template",
        PartOf::Timeline => "timeline",
        PartOf::Window => "window",
    };
    let mut keys = vec![("of", text(of)), ("id", text(&status.id))];
    keys.extend(match &status.known {
        Known::Read => vec![("known", text("read"))],
        Known::NameOnly => vec![("known", text("name-only"))],
        Known::Reported { source, seen } => vec![
            ("known", text("reported")),
            ("source", text(source)),
            ("seen", day(*seen)),
        ],
    });
    keys
}

fn timeline(timeline: &Timeline) -> Keys {
    let value = |of: &TimelineValue| match of {
        TimelineValue::Amount(steps) => ("value", decimal(*steps, timeline.scale)),
        TimelineValue::Text(words) => ("text", text(words)),
    };
    vec![
        ("code", text(&timeline.code)),
        ("title", some_words(&timeline.title)),
        ("unit", timeline.unit.as_ref().and_then(words)),
        ("scale", whole(timeline.scale).filter(|_| timeline.unit.is_some())),
        (
            "step",
            tables(&timeline.steps, |step| {
                vec![
                    ("from", day(step.from)),
                    value(&step.value),
                    ("reference", text(&step.reference)),
                ]
            }),
        ),
    ]
}

fn holidays(of: &Holidays) -> Keys {
    const WEEKDAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let rest = (1..).zip(WEEKDAYS).filter(|(day, _)| of.rest.contains(day));
    let rest: Vec<String> = rest.map(|(_, word)| word.to_owned()).collect();
    let days = |days: &[Day]| days.iter().map(Day::to_string).collect::<Vec<String>>();
    vec![
        ("year", whole(of.year)),
        ("rest", texts(&rest)),
        ("days", texts(&days(&of.days))),
        ("working", some_texts(&days(&of.working))),
        ("reference", text(&of.reference)),
    ]
}

/// Measures in their order, with the list of those that are stems; a stem stands where the first measure made from it stood.
fn declared<'p>(pack: &'p Pack) -> Vec<(&'p Measure, Option<&'p str>)> {
    let mut found: Vec<(&Measure, Option<&str>)> = Vec::new();
    let mut add = |measure: &'p Measure, per: Option<&'p str>| {
        if !found.iter().any(|(have, _)| have.code == measure.code) {
            found.push((measure, per));
        }
    };
    for measure in &pack.measures {
        let code = measure.code.split(':').next();
        let is_made_from = |stem: &&Stem| measure.item.is_some() && code == Some(stem.measure.code.as_str());
        match pack.stems.iter().find(is_made_from) {
            Some(stem) => add(&stem.measure, Some(stem.list.as_str())),
            None => add(measure, None),
        }
    }
    for stem in &pack.stems {
        add(&stem.measure, Some(stem.list.as_str()));
    }
    found
}

fn measure(measure: &Measure, per: Option<&str>) -> Keys {
    let is_share = measure.kind == MeasureKind::Share;
    let kind = match measure.kind {
        MeasureKind::Flow => "flow",
        MeasureKind::Stock => "stock",
        MeasureKind::Units => "units",
        MeasureKind::Share => "share",
    };
    vec![
        ("code", text(&measure.code)),
        ("title", words(&measure.title)),
        ("unit", words(&measure.unit).filter(|_| !is_share)),
        ("kind", text(kind)),
        ("scale", whole(measure.scale).filter(|_| !is_share)),
        ("part_of", measure.part_of.as_deref().and_then(text)),
        ("per", per.and_then(text)),
        (
            "counts_units",
            measure.counts_units.and_then(|level| text(level.code())),
        ),
        ("section", text(&measure.section)),
        ("max", measure.max.and_then(|max| decimal(max, measure.scale))),
        ("reference", text(&measure.reference)),
    ]
}

fn register(register: &Register, pack: &Pack) -> Keys {
    let mut keys = vec![
        ("id", text(&register.id)),
        ("primary", some_texts(&register.primary)),
        ("repeat", some_texts(&register.repeat)),
        ("field", tables(&register.fields, field)),
        ("post", tables(&register.posts, |of| post(of, pack))),
    ];
    // One without a title adds to a register of the base.
    if !register.title.vi.is_empty() {
        keys.extend([
            ("title", words(&register.title)),
            ("act", words(&register.act)),
            ("lead", words(&register.lead)),
            ("section", text(&register.section)),
            ("icon", text(&register.icon)),
            ("levels", levels(&register.levels)),
            ("monthly", flag(register.monthly)),
        ]);
    }
    keys
}

fn field(field: &Field) -> Keys {
    let mut keys = vec![
        ("id", text(&field.id)),
        ("label", words(&field.label)),
        ("formerly", some_texts(&field.formerly)),
        ("hint", field.hint.as_ref().and_then(words)),
        ("required", flag(field.required)),
    ];
    keys.extend(match &field.kind {
        FieldKind::Number {
            unit,
            scale,
            bound,
            min,
            max,
        } => vec![
            ("kind", text("number")),
            ("unit", words(unit)),
            ("scale", whole(*scale)),
            ("bound", Some(Value::from(*bound))),
            ("min", decimal(*min, *scale)),
            ("max", decimal(*max, *scale).filter(|_| *max != LARGEST)),
        ],
        FieldKind::Share => vec![("kind", text("share"))],
        FieldKind::YesNo => vec![("kind", text("yes-no"))],
        FieldKind::Date => vec![("kind", text("date"))],
        FieldKind::Choice { list } => vec![("kind", text("choice")), ("list", text(list))],
        FieldKind::Choices { list } => vec![("kind", text("choices")), ("list", text(list))],
        FieldKind::Text { max } => most("text", *max),
        FieldKind::LongText { max } => most("long-text", *max),
        FieldKind::Photos { max } => most("photos", *max),
        FieldKind::Files { max } => most("files", *max),
    });
    keys
}

fn most(kind: &str, max: usize) -> Keys {
    vec![("kind", text(kind)), ("max", whole(max as u32))]
}

fn post(post: &Post, pack: &Pack) -> Keys {
    let all = pack.measures.iter().chain(pack.stems.iter().map(|s| &s.measure));
    let measure = all.into_iter().find(|m| m.code == post.measure);
    let scale = measure.map_or(0, |m| m.scale);
    let amount = match &post.amount {
        PostAmount::Fixed(steps) => ("amount", decimal(*steps, scale)),
        PostAmount::Field(field) => ("field", text(field)),
    };
    let when = |of: &Condition| tabled(vec![("field", text(&of.field)), ("is", texts(&of.is))]);
    vec![
        ("measure", text(&post.measure)),
        amount,
        ("sign", whole(post.sign).filter(|_| post.sign < 0)),
        ("level", flag(post.level)),
        ("per", post.per.as_deref().and_then(text)),
        ("when", post.when.as_ref().and_then(when)),
    ]
}

fn filing(filing: &FilingForm) -> Keys {
    vec![
        ("id", text(&filing.id)),
        ("title", words(&filing.title)),
        every(&filing.every),
        due(filing.deadline),
        ("levels", levels(&filing.levels)),
        ("sections", some_texts(&filing.sections)),
        ("reference", text(&filing.reference)),
    ]
}

fn due(deadline: Deadline) -> (&'static str, Option<Value>) {
    match deadline {
        Deadline::Days(days) => ("due_days", whole(days)),
        Deadline::WorkingDays(days) => ("due_working_days", whole(days)),
        Deadline::On(month, day) => ("due_on", text(&format!("{month:02}-{day:02}"))),
    }
}

fn every(every: &Every) -> (&'static str, Option<Value>) {
    match every {
        Every::Month => ("every", text("month")),
        Every::Quarter => ("every", text("quarter")),
        Every::Half => ("every", text("half")),
        Every::Year => ("every", text("year")),
        Every::Window(window) => ("window", text(window)),
    }
}

fn indicator(indicator: &Indicator) -> Keys {
    let steps = |steps| decimal(steps, indicator.decimals);
    let expected = indicator.expected.map(|expected| match expected {
        Expected::Less => "less",
        Expected::NotMore => "not-more",
        Expected::More => "more",
        Expected::NotLess => "not-less",
    });
    let mut keys = vec![
        ("code", text(&indicator.code)),
        ("title", words(&indicator.title)),
        ("unit", words(&indicator.unit)),
        ("section", text(&indicator.section)),
        ("formula", text(&indicator.text)),
        ("times", whole(indicator.times)),
        ("decimals", whole(indicator.decimals)),
        ("expected", expected.and_then(text)),
        ("window", indicator.window.as_deref().and_then(text)),
        ("reference", text(&indicator.reference)),
    ];
    keys.extend(indicator.target.map(|target| match target {
        Target::AtLeast(least) => ("at_least", steps(least)),
        Target::AtMost(most) => ("at_most", steps(most)),
    }));
    keys
}

fn outline(outline: &Outline) -> Keys {
    let mut keys = vec![
        ("id", text(&outline.id)),
        ("title", words(&outline.title)),
        ("paper", text(outline.paper.code())),
        ("levels", levels(&outline.levels)),
        ("reference", text(&outline.reference)),
        ("summary", text(&outline.summary)),
        ("part", tables(&outline.parts, part)),
    ];
    if let Some(how_often) = &outline.every {
        keys.extend([every(how_often), due(outline.deadline)]);
    }
    keys
}

fn part(part: &Part) -> Keys {
    let mut keys = vec![("id", text(&part.id))];
    keys.extend(match &part.is {
        PartKind::Heading(level, title) => vec![("heading", text(title)), ("level", whole(*level))],
        PartKind::Basis(words) => vec![("basis", text(words))],
        PartKind::Text(template) => vec![("text", text(template))],
        PartKind::Ask(hint) => vec![("ask", text(hint))],
        PartKind::Annex(title) => vec![("annex", text(title))],
        PartKind::Chart(chart) => vec![
            ("chart", text(&chart.title)),
            ("measure", text(&chart.measure)),
            ("by", text(chart.by.code())),
        ],
        PartKind::Table(table) => vec![
            ("table", text(&table.title)),
            match &table.rows {
                Rows::Section(section) => ("section", text(section)),
                Rows::Measures(measures) => ("measures", texts(measures)),
            },
            ("compare", flag(table.compare)),
            ("by", table.by.and_then(|by| text(by.code()))),
        ],
    });
    keys
}

fn template(template: &PaperTemplate) -> Keys {
    let mut keys = vec![
        ("id", text(&template.id)),
        ("title", words(&template.title)),
        ("levels", levels(&template.levels)),
        ("reference", text(&template.reference)),
        ("summary", text(&template.summary)),
        ("addressees", some_texts(&template.addressees)),
        ("recipients", some_texts(&template.recipients)),
        ("basis", tables(&template.bases, basis)),
        ("part", tables(&template.parts, clause)),
        ("blank", tables(&template.blanks, blank)),
    ];
    keys.extend(match &template.form {
        TemplateForm::Paper { kind, authority } => vec![
            ("paper", text(kind.code())),
            ("authority", text(authority).filter(|_| !authority.is_empty())),
        ],
        TemplateForm::Certificate {
            name,
            authority,
            gives,
            to,
            under,
        } => vec![
            ("certificate", text(name)),
            ("authority", text(authority)),
            ("gives", text(gives)),
            ("to", texts(to)),
            ("under", text(under)),
        ],
    });
    keys
}

fn basis(basis: &LegalBasis) -> Keys {
    vec![
        ("text", text(&basis.text)),
        ("reference", text(&basis.reference)),
        ("since", basis.since.and_then(day)),
        ("until", basis.until.and_then(day)),
    ]
}

fn clause(part: &TemplatePart) -> Keys {
    let mut keys = vec![("id", text(&part.id))];
    keys.extend(match &part.is {
        TemplatePartKind::Heading(level, title) => vec![("heading", text(title)), ("level", whole(*level))],
        TemplatePartKind::Text(words) => vec![("text", text(words))],
        TemplatePartKind::Article(words) => vec![("article", text(words))],
    });
    keys
}

fn blank(blank: &Blank) -> Keys {
    vec![
        ("id", text(&blank.id)),
        ("label", words(&blank.label)),
        ("hint", blank.hint.as_ref().and_then(words)),
        ("lines", flag(blank.lines)),
        ("required", flag(blank.required)),
    ]
}

fn tables<T>(rows: &[T], keys: impl Fn(&T) -> Keys) -> Option<Value> {
    let tables: Vec<Value> = rows.iter().filter_map(|row| tabled(keys(row))).collect();
    (!tables.is_empty()).then(|| Value::from(tables))
}

fn tabled(keys: Keys) -> Option<Value> {
    Some(Value::Table(written(keys)))
}

fn text(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

fn texts(texts: &[String]) -> Option<Value> {
    Some(Value::from(texts.to_vec()))
}

fn some_texts(all: &[String]) -> Option<Value> {
    texts(all).filter(|_| !all.is_empty())
}

fn words(words: &Words) -> Option<Value> {
    tabled(vec![("vi", text(&words.vi)), ("en", text(&words.en))])
}

/// Words that an overlay leaves out where it adds to the base.
fn some_words(of: &Words) -> Option<Value> {
    words(of).filter(|_| !of.vi.is_empty())
}

/// A flag is written only when it is set: unset is what a missing one means.
fn flag(is_set: bool) -> Option<Value> {
    is_set.then(|| Value::from(true))
}

fn levels(levels: &[Level]) -> Option<Value> {
    let codes: Vec<Value> = levels.iter().map(|level| Value::from(level.code())).collect();
    Some(Value::from(codes))
}

fn day(day: Day) -> Option<Value> {
    day.to_string().parse().ok().map(Value::Datetime)
}

fn whole(number: impl Into<i64>) -> Option<Value> {
    Some(Value::from(number.into()))
}

/// Steps of 10^-scale as a number. Its decimals survive a floating point number: they have at most 15 digits.
fn decimal(steps: i64, scale: u8) -> Option<Value> {
    let unit = 10i64.pow(u32::from(scale));
    if steps % unit == 0 {
        return whole(steps / unit);
    }
    let sign = if steps < 0 { "-" } else { "" };
    let (whole, rest) = (
        steps.unsigned_abs() / unit.unsigned_abs(),
        steps.unsigned_abs() % unit.unsigned_abs(),
    );
    let text = format!("{sign}{whole}.{rest:0width$}", width = usize::from(scale));
    text.parse().ok().map(Value::Float)
}
