//! Writes a pack back as TOML that reads as the same pack.

use dienhong_domain::amount::LARGEST;
use dienhong_domain::filings::{Every, FilingForm};
use dienhong_domain::indicators::{Expected, Indicator, Target};
use dienhong_domain::outlines::{Outline, PartKind, Rows};
use dienhong_domain::packs::*;
use dienhong_domain::time::Day;
use dienhong_domain::units::Level;
use std::fmt::Write;

/// Writes a pack as one file. Comments and the order of files are not kept.
pub fn write(pack: &Pack) -> String {
    let mut out = Out::default();
    out.head("[pack]");
    out.text("id", &pack.id);
    out.text("version", &pack.version);
    out.words("title", &pack.title);
    out.day("from", pack.from);
    out.day("to", pack.to);
    out.some("extends", pack.extends.as_deref());
    if !pack.supersedes.is_empty() {
        out.texts("supersedes", &pack.supersedes);
    }
    if let Some(words) = &pack.incomplete {
        out.words("incomplete", words);
    }
    for instrument in &pack.instruments {
        out.head("[[pack.instrument]]");
        out.words("name", &instrument.name);
        out.text("source", &instrument.source);
    }
    for section in &pack.sections {
        out.head("[[section]]");
        out.text("id", &section.id);
        out.words("title", &section.title);
    }
    pack.kinds.iter().for_each(|kind| out.kind(kind));
    pack.windows.iter().for_each(|window| out.window(window));
    pack.lists.iter().for_each(|list| out.list(list));
    out.measures(pack);
    pack.registers
        .iter()
        .for_each(|register| out.register(register, pack));
    pack.filings.iter().for_each(|filing| out.filing(filing));
    pack.indicators
        .iter()
        .for_each(|indicator| out.indicator(indicator));
    pack.outlines.iter().for_each(|outline| out.outline(outline));
    out.0
}

#[derive(Default)]
struct Out(String);

impl Out {
    fn line(&mut self, key: &str, value: &str) {
        // Writing into a string cannot fail.
        let _ = writeln!(self.0, "{key} = {value}");
    }
    fn head(&mut self, name: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(name);
        self.0.push('\n');
    }
    fn text(&mut self, key: &str, value: &str) {
        self.line(key, &quoted(value));
    }
    fn some(&mut self, key: &str, value: Option<&str>) {
        value.into_iter().for_each(|value| self.text(key, value));
    }
    fn texts(&mut self, key: &str, values: &[String]) {
        let all: Vec<String> = values.iter().map(|v| quoted(v)).collect();
        self.line(key, &format!("[{}]", all.join(", ")));
    }
    fn words(&mut self, key: &str, words: &Words) {
        self.line(key, &braced(words));
    }
    fn flag(&mut self, key: &str, is_set: bool) {
        if is_set {
            self.line(key, "true");
        }
    }
    fn day(&mut self, key: &str, day: Option<Day>) {
        day.into_iter().for_each(|day| self.line(key, &day.to_string()));
    }

    fn kind(&mut self, kind: &UnitKind) {
        self.head("[[kind]]");
        self.text("id", &kind.id);
        self.words("title", &kind.title);
        self.text("level", kind.level.code());
    }

    fn window(&mut self, window: &Window) {
        let month_day = |(month, day): (u32, u32)| format!("{month:02}-{day:02}");
        self.head("[[window]]");
        self.text("id", &window.id);
        self.words("title", &window.title);
        self.text("opens", &month_day(window.days.opens));
        self.flag("opens_year_before", window.days.opens_year_before);
        self.text("closes", &month_day(window.days.closes));
        self.text("reference", &window.reference);
    }

    fn list(&mut self, list: &List) {
        self.head("[[list]]");
        self.text("id", &list.id);
        if !list.title.vi.is_empty() {
            self.words("title", &list.title);
        }
        self.0.push_str("item = [\n");
        for item in &list.items {
            let mut keys = vec![format!("id = {}", quoted(&item.id))];
            if !item.title.vi.is_empty() {
                keys.push(format!("title = {}", braced(&item.title)));
            }
            keys.extend(item.since.map(|day| format!("since = {day}")));
            keys.extend(item.until.map(|day| format!("until = {day}")));
            let _ = writeln!(self.0, "  {{ {} }},", keys.join(", "));
        }
        self.0.push_str("]\n");
    }

    /// Measures in their order; a stem stands where the first measure made from it stood.
    fn measures(&mut self, pack: &Pack) {
        let mut written: Vec<&str> = Vec::new();
        for measure in &pack.measures {
            let stem = pack.stems.iter().find(|s| {
                measure.item.is_some() && measure.code.split(':').next() == Some(s.measure.code.as_str())
            });
            match stem {
                None => self.measure(measure, None),
                Some(stem) if !written.contains(&stem.measure.code.as_str()) => {
                    written.push(&stem.measure.code);
                    self.measure(&stem.measure, Some(&stem.list));
                }
                Some(_) => {}
            }
        }
        for stem in pack
            .stems
            .iter()
            .filter(|s| !written.contains(&s.measure.code.as_str()))
        {
            self.measure(&stem.measure, Some(&stem.list));
        }
    }

    fn filing(&mut self, filing: &FilingForm) {
        self.head("[[filing]]");
        self.text("id", &filing.id);
        self.words("title", &filing.title);
        self.every(&filing.every, filing.due_days);
        self.levels(&filing.levels);
        if !filing.sections.is_empty() {
            self.texts("sections", &filing.sections);
        }
        self.text("reference", &filing.reference);
    }

    fn every(&mut self, every: &Every, due_days: u32) {
        match every {
            Every::Month => self.text("every", "month"),
            Every::Quarter => self.text("every", "quarter"),
            Every::Half => self.text("every", "half"),
            Every::Year => self.text("every", "year"),
            Every::Window(window) => self.text("window", window),
        }
        self.line("due_days", &due_days.to_string());
    }

    fn levels(&mut self, levels: &[Level]) {
        let levels: Vec<String> = levels.iter().map(|level| level.code().to_owned()).collect();
        self.texts("levels", &levels);
    }

    fn outline(&mut self, outline: &Outline) {
        self.head("[[outline]]");
        self.text("id", &outline.id);
        self.words("title", &outline.title);
        self.text("paper", outline.paper.code());
        self.levels(&outline.levels);
        outline
            .every
            .iter()
            .for_each(|every| self.every(every, outline.due_days));
        self.text("reference", &outline.reference);
        self.text("summary", &outline.summary);
        for part in &outline.parts {
            self.head("[[outline.part]]");
            self.text("id", &part.id);
            self.part(&part.is);
        }
    }

    fn part(&mut self, part: &PartKind) {
        match part {
            PartKind::Heading(level, title) => {
                self.text("heading", title);
                self.line("level", &level.to_string());
            }
            PartKind::Basis(words) => self.text("basis", words),
            PartKind::Text(template) => self.text("text", template),
            PartKind::Ask(hint) => self.text("ask", hint),
            PartKind::Annex(title) => self.text("annex", title),
            PartKind::Chart(chart) => {
                self.text("chart", &chart.title);
                self.text("measure", &chart.measure);
                self.text("by", chart.by.code());
            }
            PartKind::Table(table) => {
                self.text("table", &table.title);
                match &table.rows {
                    Rows::Section(section) => self.text("section", section),
                    Rows::Measures(measures) => self.texts("measures", measures),
                }
                self.flag("compare", table.compare);
                self.some("by", table.by.map(|by| by.code()));
            }
        }
    }

    fn indicator(&mut self, indicator: &Indicator) {
        self.head("[[indicator]]");
        self.text("code", &indicator.code);
        self.words("title", &indicator.title);
        self.words("unit", &indicator.unit);
        self.text("section", &indicator.section);
        self.text("formula", &indicator.text);
        if indicator.times != 1 {
            self.line("times", &indicator.times.to_string());
        }
        if indicator.decimals > 0 {
            self.line("decimals", &indicator.decimals.to_string());
        }
        match indicator.target {
            Some(Target::AtLeast(steps)) => self.line("at_least", &decimal(steps, indicator.decimals)),
            Some(Target::AtMost(steps)) => self.line("at_most", &decimal(steps, indicator.decimals)),
            None => {}
        }
        let expected = indicator.expected.map(|e| match e {
            Expected::Less => "less",
            Expected::NotMore => "not-more",
            Expected::More => "more",
            Expected::NotLess => "not-less",
        });
        self.some("expected", expected);
        self.some("window", indicator.window.as_deref());
        self.text("reference", &indicator.reference);
    }

    fn measure(&mut self, measure: &Measure, per: Option<&str>) {
        let is_share = measure.kind == MeasureKind::Share;
        self.head("[[measure]]");
        self.text("code", &measure.code);
        self.words("title", &measure.title);
        if !is_share {
            self.words("unit", &measure.unit);
        }
        self.text(
            "kind",
            match measure.kind {
                MeasureKind::Flow => "flow",
                MeasureKind::Stock => "stock",
                MeasureKind::Units => "units",
                MeasureKind::Share => "share",
            },
        );
        if !is_share && measure.scale > 0 {
            self.line("scale", &measure.scale.to_string());
        }
        self.some("part_of", measure.part_of.as_deref());
        self.some("per", per);
        self.some("counts_units", measure.counts_units.map(|level| level.code()));
        self.text("section", &measure.section);
        measure
            .max
            .into_iter()
            .for_each(|max| self.line("max", &decimal(max, measure.scale)));
        self.text("reference", &measure.reference);
    }

    fn register(&mut self, register: &Register, pack: &Pack) {
        self.head("[[register]]");
        self.text("id", &register.id);
        if !register.title.vi.is_empty() {
            self.words("title", &register.title);
            self.words("act", &register.act);
            self.words("lead", &register.lead);
            self.text("section", &register.section);
            self.text("icon", &register.icon);
            self.levels(&register.levels);
            self.flag("monthly", register.monthly);
        }
        register.fields.iter().for_each(|field| self.field(field));
        register.posts.iter().for_each(|post| self.post(post, pack));
    }

    fn field(&mut self, field: &Field) {
        self.head("[[register.field]]");
        self.text("id", &field.id);
        self.words("label", &field.label);
        if let Some(hint) = &field.hint {
            self.words("hint", hint);
        }
        match &field.kind {
            FieldKind::Number {
                unit,
                scale,
                bound,
                min,
                max,
            } => {
                self.text("kind", "number");
                self.words("unit", unit);
                if *scale > 0 {
                    self.line("scale", &scale.to_string());
                }
                self.line("bound", &bound.to_string());
                if *min != 0 {
                    self.line("min", &decimal(*min, *scale));
                }
                if *max != LARGEST {
                    self.line("max", &decimal(*max, *scale));
                }
            }
            FieldKind::Share => self.text("kind", "share"),
            FieldKind::YesNo => self.text("kind", "yes-no"),
            FieldKind::Date => self.text("kind", "date"),
            FieldKind::Choice { list } | FieldKind::Choices { list } => {
                let is_one = matches!(field.kind, FieldKind::Choice { .. });
                self.text("kind", if is_one { "choice" } else { "choices" });
                self.text("list", list);
            }
            FieldKind::Text { max } => self.most("text", *max),
            FieldKind::LongText { max } => self.most("long-text", *max),
            FieldKind::Photos { max } => self.most("photos", *max),
            FieldKind::Files { max } => self.most("files", *max),
        }
        self.flag("required", field.required);
    }

    fn most(&mut self, kind: &str, max: usize) {
        self.text("kind", kind);
        self.line("max", &max.to_string());
    }

    fn post(&mut self, post: &Post, pack: &Pack) {
        let all = pack.measures.iter().chain(pack.stems.iter().map(|s| &s.measure));
        let scale = all
            .into_iter()
            .find(|m| m.code == post.measure)
            .map_or(0, |m| m.scale);
        self.head("[[register.post]]");
        self.text("measure", &post.measure);
        match &post.amount {
            PostAmount::Fixed(steps) => self.line("amount", &decimal(*steps, scale)),
            PostAmount::Field(field) => self.text("field", field),
        }
        if post.sign < 0 {
            self.line("sign", "-1");
        }
        self.flag("level", post.level);
        self.some("per", post.per.as_deref());
        if let Some(when) = &post.when {
            let is: Vec<String> = when.is.iter().map(|v| quoted(v)).collect();
            self.line(
                "when",
                &format!("{{ field = {}, is = [{}] }}", quoted(&when.field), is.join(", ")),
            );
        }
    }
}

fn braced(words: &Words) -> String {
    format!("{{ vi = {}, en = {} }}", quoted(&words.vi), quoted(&words.en))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}

/// Steps as a number of a TOML file.
fn decimal(steps: i64, scale: u8) -> String {
    let width = usize::from(scale);
    let sign = if steps < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", steps.unsigned_abs(), width = width + 1);
    let (whole, decimals) = digits.split_at(digits.len() - width);
    match decimals.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        decimals => format!("{sign}{whole}.{decimals}"),
    }
}
