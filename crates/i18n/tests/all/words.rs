//! Everything written for people against `docs/words.md`: no form that the page rules out stands in it.

use crate::catalogues::root;
use crate::texts::{self, Text};
use dienhong_i18n::Locale;
use std::fs;

/// A form that may not stand in a language, and what is said instead.
struct Rule {
    locale: Locale,
    form: String,
    right: String,
}

/// A place that may use a form all the same.
struct Exception {
    place: String,
    form: String,
}

/// What the page says.
struct Page {
    rules: Vec<Rule>,
    exceptions: Vec<Exception>,
}

/// The cells of a row of a table.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// Everything between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

impl Page {
    fn parse(text: &str) -> Page {
        let mut page = Page {
            rules: Vec::new(),
            exceptions: Vec::new(),
        };
        let mut section = "";
        for line in text.lines() {
            if let Some(title) = line.strip_prefix("## ") {
                section = title;
            }
            match (section, cells(line).as_deref()) {
                ("What is it called", Some([_, vi, en, not_vi, not_en, _])) => {
                    for (locale, right, forms) in [(Locale::Vi, vi, not_vi), (Locale::En, en, not_en)] {
                        page.rules.extend(quoted(forms).map(|form| Rule {
                            locale,
                            form,
                            right: (*right).to_owned(),
                        }));
                    }
                }
                ("Exceptions", Some([place, form, _])) => {
                    let pairs = quoted(place).zip(quoted(form));
                    page.exceptions
                        .extend(pairs.map(|(place, form)| Exception { place, form }));
                }
                _ => {}
            }
        }
        page
    }

    fn read() -> Page {
        Page::parse(&fs::read_to_string(root().join("docs/words.md")).expect("the page of words"))
    }

    fn allows(&self, form: &str, place: &str) -> bool {
        self.exceptions.iter().any(|e| e.form == form && e.is_for(place))
    }

    /// Each form that stands where it may not: file, place, the form and the right word.
    fn breaches(&self, texts: &[Text]) -> Vec<String> {
        let of = |text: &Text| -> Vec<String> {
            self.rules
                .iter()
                .filter(|rule| rule.locale == text.locale && stands_in(&rule.form, &text.words))
                .filter(|rule| !self.allows(&rule.form, &text.place))
                .map(|rule| {
                    format!(
                        "{}: {}: not “{}” but “{}”",
                        text.file, text.place, rule.form, rule.right
                    )
                })
                .collect()
        };
        texts.iter().flat_map(of).collect()
    }
}

impl Exception {
    fn is_for(&self, place: &str) -> bool {
        match self.place.strip_suffix('*') {
            Some(beginning) => place.starts_with(beginning),
            None => place == self.place,
        }
    }
}

/// Whether a form stands in a text as whole words, whatever the capitals; `#` stands for a digit. The name of an
/// argument (`$heirs`) is no word.
fn stands_in(form: &str, words: &str) -> bool {
    let form: Vec<char> = form.to_lowercase().chars().collect();
    let words: Vec<char> = words.to_lowercase().chars().collect();
    if form.is_empty() {
        return false;
    }
    let joins = |at: Option<usize>| {
        at.and_then(|i| words.get(i))
            .is_some_and(|c| c.is_alphanumeric() || *c == '$')
    };
    words.windows(form.len()).enumerate().any(|(at, part)| {
        let mut pairs = part.iter().zip(&form);
        let is_same = pairs.all(|(c, wanted)| match wanted {
            '#' => c.is_ascii_digit(),
            _ => c == wanted,
        });
        is_same && !joins(at.checked_sub(1)) && !joins(Some(at + form.len()))
    })
}

#[test]
fn all_texts_use_the_words_of_the_page() {
    let breaches = Page::read().breaches(&texts::all());
    assert!(breaches.is_empty(), "see docs/words.md: {breaches:#?}");
}

#[test]
fn every_exception_is_still_needed() {
    let texts = texts::all();
    let is_needed = |e: &&Exception| {
        texts
            .iter()
            .any(|text| e.is_for(&text.place) && stands_in(&e.form, &text.words))
    };
    let page = Page::read();
    let idle: Vec<String> = page
        .exceptions
        .iter()
        .filter(|e| !is_needed(e))
        .map(|e| format!("{}: {}", e.place, e.form))
        .collect();
    assert!(idle.is_empty(), "these exceptions of docs/words.md go: {idle:#?}");
}

#[test]
fn the_page_is_read_whole_and_keeps_to_itself() {
    let page = Page::read();
    let of = |locale| page.rules.iter().filter(|r| r.locale == locale).count();
    assert!(of(Locale::Vi) > 50 && of(Locale::En) > 30, "rows are not read");
    let own: Vec<Text> = page
        .rules
        .iter()
        .map(|rule| Text {
            locale: rule.locale,
            file: "docs/words.md".to_owned(),
            place: rule.form.clone(),
            words: rule.right.clone(),
        })
        .collect();
    let breaches = page.breaches(&own);
    assert!(breaches.is_empty(), "the right word is ruled out: {breaches:#?}");
}

const PLANTED: &str = "\
## What is it called

| thing | vi | en | not (vi) | not (en) | why |
|---|---|---|---|---|---|
| to approve | duyệt | approve | `chốt` | `make final` | one word |
| days | 07/12/2026 | 07/12/2026 | `#/#/####`, `##/#/####` | | two digits |

## Exceptions

| key | form | why |
|---|---|---|
| `old-*` | `chốt` | a quotation |
";

#[test]
fn a_planted_word_is_found_with_its_place_and_the_right_word() {
    let say = |locale, place: &str, words: &str| {
        let text = Text {
            locale,
            file: "locales/vi/x.ftl".to_owned(),
            place: place.to_owned(),
            words: words.to_owned(),
        };
        Page::parse(PLANTED).breaches(&[text])
    };
    assert_eq!(
        say(Locale::Vi, "x-finish", "Chốt mục này"),
        ["locales/vi/x.ftl: x-finish: not “chốt” but “duyệt”"]
    );
    assert_eq!(say(Locale::Vi, "x-day", "Hạn 5/9/2026.").len(), 1);
    assert_eq!(say(Locale::En, "x-finish", "Make final").len(), 1);
    // Another language, a longer word, two digits, the name of an argument, an exception.
    for (locale, place, words) in [
        (Locale::En, "x-finish", "chốt"),
        (Locale::Vi, "x-finish", "chốtt"),
        (Locale::Vi, "x-day", "Hạn 05/09/2026, 15/09/2026"),
        (Locale::Vi, "x-finish", "{ $chốt }"),
        (Locale::Vi, "old-words", "chốt"),
    ] {
        assert!(say(locale, place, words).is_empty(), "{place}: {words}");
    }
}
