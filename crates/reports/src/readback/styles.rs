//! Styles of a document that hide the text set in them.

use super::walk::{attribute, is_on};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};

/// Most styles in a chain of inheritance.
const CHAIN_MAX: usize = 20;

/// The codes of styles that hide text.
#[derive(Default)]
pub(super) struct Styles(HashSet<String>);

/// A style as it is written.
#[derive(Default)]
struct Style {
    /// Whether it hides text, where it says so.
    hides: Option<bool>,
    /// The style that it is based on.
    on: Option<String>,
}

impl Styles {
    pub(super) fn hides(&self, style: &str) -> bool {
        self.0.contains(style)
    }

    /// Reads `styles.xml`; what is not sound hides nothing.
    pub(super) fn read(text: &str) -> Styles {
        let all = all(text).unwrap_or_default();
        let hides = |id: &&String| is_hidden(&all, id);
        Styles(all.keys().filter(hides).cloned().collect())
    }
}

fn is_hidden(all: &HashMap<String, Style>, id: &str) -> bool {
    let mut next = all.get(id);
    for _ in 0..CHAIN_MAX {
        let Some(style) = next else { return false };
        if let Some(hides) = style.hides {
            return hides;
        }
        next = style.on.as_ref().and_then(|on| all.get(on));
    }
    false
}

fn all(text: &str) -> Option<HashMap<String, Style>> {
    let mut reader = Reader::from_str(text);
    let mut found: HashMap<String, Style> = HashMap::new();
    let mut open: Option<String> = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(of) | Event::Empty(of) => match of.local_name().into_inner() {
                "style" => {
                    let id = attribute(&of, "styleId").ok()?.into_owned();
                    found.entry(id.clone()).or_default();
                    open = Some(id);
                }
                name => note(name, &of, open.as_ref().and_then(|id| found.get_mut(id))),
            },
            Event::End(of) if of.local_name().into_inner() == "style" => open = None,
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

fn note(name: &str, of: &BytesStart<'_>, style: Option<&mut Style>) {
    let Some(style) = style else { return };
    match name {
        // An unclear value counts as hidden: then the number is reported as missing rather than accepted unseen.
        "vanish" => style.hides = Some(is_on(of).unwrap_or(true)),
        "basedOn" => style.on = attribute(of, "val").ok().map(|on| on.into_owned()),
        _ => {}
    }
}
