//! What mistakes are called, in Vietnamese and English: what is wrong, and what to do.

use crate::mistake::{Expected, Mistake, MistakeKind, Thing, Unlike};
use crate::words_list::sentences;

impl Mistake {
    /// The whole line for a person: file, line, what is wrong, and a hint. Vietnamese for any language but "en".
    pub fn words(&self, language: &str) -> String {
        let file = if self.file.is_empty() { "pack" } else { &self.file };
        let place = if self.line > 0 {
            format!("{file}:{}", self.line)
        } else {
            file.to_owned()
        };
        format!("{place}: {} {}", self.what(language), self.hint(language))
    }
    /// What is wrong, as a sentence.
    pub fn what(&self, language: &str) -> String {
        pick(sentences(&self.what).what, language)
    }
    /// What to do about it, as a sentence.
    pub fn hint(&self, language: &str) -> String {
        pick(sentences(&self.what).hint, language)
    }
}

fn pick((vi, en): (String, String), language: &str) -> String {
    if language == "en" { en } else { vi }
}

impl Thing {
    /// Its name in a language.
    pub fn name(self, language: &str) -> &'static str {
        let (vi, en) = match self {
            Thing::Pack => ("gói", "pack"),
            Thing::Section => ("phần", "section"),
            Thing::Kind => ("loại đơn vị", "kind of unit"),
            Thing::Window => ("kỳ", "window"),
            Thing::List => ("danh mục", "list"),
            Thing::Item => ("mục", "item"),
            Thing::Measure => ("chỉ số", "measure"),
            Thing::Indicator => ("chỉ tiêu", "indicator"),
            Thing::Filing => ("bản số liệu", "filing"),
            Thing::Outline => ("đề cương", "outline"),
            Thing::Part => ("đoạn của đề cương", "part of the outline"),
            Thing::Register => ("sổ", "register"),
            Thing::Field => ("câu hỏi", "field"),
            Thing::Case => ("ví dụ", "case"),
        };
        if language == "en" { en } else { vi }
    }
}

impl Unlike {
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Unlike::Unit => ("đơn vị đếm", "unit of count"),
            Unlike::Scale => ("số chữ số lẻ", "decimals"),
            Unlike::Kind => ("cách đếm", "kind"),
        }
    }
}

impl Expected {
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Expected::Text => ("một dòng chữ trong ngoặc kép", "a text in quotes"),
            Expected::Words => ("{ vi = \"…\", en = \"…\" }", "{ vi = \"…\", en = \"…\" }"),
            Expected::Flag => ("true hoặc false", "true or false"),
            Expected::Number => ("một con số, ví dụ 100 hoặc 0.5", "a number such as 100 or 0.5"),
            Expected::Whole => ("một số nguyên", "a whole number"),
            Expected::Date => ("một ngày, ví dụ 2026-11-01", "a date such as 2026-11-01"),
            Expected::Table => (
                "một bảng, ví dụ { field = \"…\" }",
                "a table such as { field = \"…\" }",
            ),
            Expected::Tables => (
                "các bảng, mỗi bảng mở bằng [[…]]",
                "tables, each opened with [[…]]",
            ),
            Expected::Texts => (
                "các chữ trong ngoặc, ví dụ [\"a\", \"b\"]",
                "texts in brackets such as [\"a\", \"b\"]",
            ),
        }
    }
}

/// "Did you mean", or what to do when nothing is near.
pub(crate) fn meant(near: &Option<String>, vi: &str, en: &str) -> (String, String) {
    match near {
        Some(near) => (format!("Có phải là “{near}”?"), format!("Did you mean “{near}”?")),
        None => (vi.to_owned(), en.to_owned()),
    }
}

impl MistakeKind {
    /// The code used in the API and in the author's guide: the variant's name with hyphens.
    pub fn code(&self) -> String {
        let name = format!("{self:?}");
        let name = name.split([' ', '{', '(']).next().unwrap_or_default();
        let mut code = String::new();
        for letter in name.chars() {
            if letter.is_ascii_uppercase() && !code.is_empty() {
                code.push('-');
            }
            code.push(letter.to_ascii_lowercase());
        }
        code
    }
}
