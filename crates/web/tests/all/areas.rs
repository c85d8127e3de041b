//! Areas depend on one another in one direction: there are no cycles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which areas each area names.
type Graph = BTreeMap<String, BTreeSet<String>>;

fn folder(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(part)
}

/// Every source below a file or folder, without comments.
fn code(place: &Path) -> String {
    let mut open = vec![place.to_path_buf()];
    let mut all = String::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(path).expect("a folder").flatten();
            open.extend(
                inside
                    .map(|entry| entry.path())
                    .filter(|path| !path.ends_with("tests")),
            );
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source");
            for line in text.lines() {
                all.push_str(line.split("//").next().unwrap_or_default());
                all.push('\n');
            }
        }
    }
    all
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The identifiers that follow a piece of text.
fn after<'a>(code: &'a str, piece: &str) -> impl Iterator<Item = &'a str> {
    let behind: Vec<&str> = code.split(piece).skip(1).collect();
    behind
        .into_iter()
        .map(|rest| rest.split(|c| !is_word(c)).next().unwrap_or_default())
}

/// The areas of a library are its folders and files; `roots` are the modules that all areas use, and those that assemble
/// them.
fn areas(library: &str, roots: &[&str]) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(folder(library).join("src")).expect("a library");
    entries
        .flatten()
        .map(|entry| {
            let path = entry.path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, path)
        })
        .filter(|(name, _)| name != "lib" && !roots.contains(&name.as_str()))
        .collect()
}

/// The areas of `app` name each other by `crate::area` and by the service of a context, `.area()`.
fn of_app() -> Graph {
    let roots = [
        "app", "context", "snapshot", "scopes", "urls", "testing", "layouts", "clock", "random",
    ];
    let areas = areas("app", &roots);
    let names: BTreeSet<&String> = areas.keys().collect();
    let named = |path: &PathBuf, own: &String| {
        let code = code(path);
        let imported = after(&code, "crate::").map(str::to_owned);
        let asked = names
            .iter()
            .filter(|area| code.contains(&format!(".{area}().")) || code.contains(&format!("self.{area}()")))
            .map(|area| (*area).clone());
        let found: BTreeSet<String> = imported.chain(asked).collect();
        found
            .into_iter()
            .filter(|area| names.contains(area) && area != own)
            .collect()
    };
    areas
        .iter()
        .map(|(area, path)| (area.clone(), named(path, area)))
        .collect()
}

/// The areas of the crates of pages, which name each other by `crate::area` and `dienhong_web_…::area`.
fn of_pages() -> Graph {
    let crates = ["web-records", "web-procedures", "web-people", "web-api", "web"];
    let roots = ["guard", "router", "testing", "dress"];
    let all: BTreeMap<String, PathBuf> = crates.iter().flat_map(|of| areas(of, &roots)).collect();
    let named = |path: &PathBuf, own: &String| {
        let code = code(path);
        let outside = crates.iter().flat_map(|of| {
            after(&code, &format!("dienhong_{}::", of.replace('-', "_")))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        let found: BTreeSet<String> = after(&code, "crate::")
            .map(str::to_owned)
            .chain(outside)
            .collect();
        found
            .into_iter()
            .filter(|area| all.contains_key(area) && area != own)
            .collect()
    };
    all.iter()
        .map(|(area, path)| (area.clone(), named(path, area)))
        .collect()
}

/// A path from an area back to itself.
fn circle(graph: &Graph) -> Option<Vec<String>> {
    let mut left = graph.clone();
    // Areas that name none of the remaining ones are in no cycle.
    while let Some(low) = left
        .iter()
        .find(|(_, named)| named.iter().all(|area| !left.contains_key(area)))
        .map(|(area, _)| area.clone())
    {
        left.remove(&low);
    }
    (!left.is_empty()).then(|| left.keys().cloned().collect())
}

#[test]
fn no_two_areas_lead_back_to_one_another() {
    for (place, graph) in [("app", of_app()), ("the pages", of_pages())] {
        let links: usize = graph.values().map(BTreeSet::len).sum();
        assert!(links > 5, "the areas of {place} were found: {graph:?}");
        assert_eq!(
            circle(&graph),
            None,
            "areas of {place} that stand on each other: {graph:#?}"
        );
    }
}

#[test]
fn what_all_pages_are_made_of_knows_no_area() {
    let code = code(&folder("web-kit/src"));
    for of in ["records", "procedures", "people", "api"] {
        assert!(
            !code.contains(&format!("dienhong_web_{of}")),
            "the kit names {of}"
        );
    }
}

#[test]
fn a_circle_is_found() {
    let link = |from: &str, to: &[&str]| (from.to_owned(), to.iter().map(|t| (*t).to_owned()).collect());
    let round: Graph = [
        link("a", &["b"]),
        link("b", &["c"]),
        link("c", &["a"]),
        link("d", &["a"]),
    ]
    .into();
    assert!(circle(&round).is_some_and(|found| found.contains(&"a".to_owned())));
    let straight: Graph = [link("a", &["b"]), link("b", &[]), link("d", &["a", "b"])].into();
    assert_eq!(circle(&straight), None);
}
