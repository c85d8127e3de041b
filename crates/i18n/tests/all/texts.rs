//! Everything that is written for people outside of the program's code: catalogues, packs, the demo book, templates of pages,
//! scripts, what the package says, and the README.

use crate::catalogues::{files, messages, root};
use dienhong_i18n::Locale;
use std::fs;
use std::path::{Path, PathBuf};

/// Words with the place where they stand: the key of a message, otherwise the path of a file.
pub(crate) struct Text {
    pub(crate) locale: Locale,
    pub(crate) file: String,
    pub(crate) place: String,
    pub(crate) words: String,
}

/// All texts.
pub(crate) fn all() -> Vec<Text> {
    let mut found = catalogues();
    found.extend(tables());
    found.extend(vietnamese());
    // English with Vietnamese names in it.
    for locale in Locale::ALL {
        found.extend(lines(&root().join("README.md"), locale));
    }
    found
}

fn catalogues() -> Vec<Text> {
    let mut found = Vec::new();
    for locale in Locale::ALL {
        for path in files(locale).values() {
            let name = path.file_name().expect("a name").to_string_lossy();
            let file = format!("locales/{}/{name}", locale.code());
            found.extend(messages(path).into_iter().map(|(place, words)| Text {
                locale,
                file: file.clone(),
                place,
                words,
            }));
        }
    }
    found
}

/// The lines of a table: what stands behind `en = "`, and the rest, which is Vietnamese.
fn tables() -> Vec<Text> {
    let mut found = Vec::new();
    for path in [below("packs", &["toml"]), below("data/demo", &["toml"])].concat() {
        for line in lines(&path, Locale::Vi) {
            if line.words.trim_start().starts_with('#') {
                continue;
            }
            let (vi, en) = languages(&line.words);
            let english = Text {
                locale: Locale::En,
                file: line.file.clone(),
                place: line.place.clone(),
                words: en,
            };
            found.extend([Text { words: vi, ..line }, english]);
        }
    }
    found
}

fn languages(line: &str) -> (String, String) {
    let mut parts = line.split("en = \"");
    let mut vi = parts.next().unwrap_or_default().to_owned();
    let mut en = String::new();
    for part in parts {
        let (english, rest) = part.split_once('"').unwrap_or((part, ""));
        en.push_str(english);
        en.push(' ');
        vi.push_str(rest);
    }
    (vi, en)
}

/// Templates, scripts and what the package prints: their Vietnamese stands among code.
fn vietnamese() -> Vec<Text> {
    let mut paths = below("assets", &["js", "svg", "css"]);
    paths.extend(below("packaging", &["", "md", "example", "service", "conf"]));
    for part in fs::read_dir(root().join("crates")).expect("the crates") {
        let templates = part.expect("a crate").path().join("templates");
        if templates.is_dir() {
            walk(&templates, &["html"], &mut paths);
        }
    }
    paths.iter().flat_map(|path| lines(path, Locale::Vi)).collect()
}

fn lines(path: &Path, locale: Locale) -> Vec<Text> {
    let text = fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let place = path.strip_prefix(root()).expect("a path below the root");
    let place = place.to_string_lossy().into_owned();
    let line = |(at, words): (usize, &str)| Text {
        locale,
        file: format!("line {}", at + 1),
        place: place.clone(),
        words: words.to_owned(),
    };
    text.lines().enumerate().map(line).collect()
}

/// The files below a folder of the project whose names end so; an empty ending is a name without one.
fn below(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root().join(folder), endings, &mut found);
    found
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let ending = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            walk(&path, endings, found);
        } else if endings.contains(&ending.as_str()) {
            found.push(path);
        }
    }
}

#[test]
fn every_kind_of_text_is_read() {
    let texts = all();
    for (place, words) in [
        ("demo-enter", "Vào sổ"),
        ("packs/phong-trao/2-tuyen-truyen.toml", "Đối tượng tham dự"),
        ("data/demo/minh-hoa.toml", "hư cấu"),
        ("assets/entry.js", "lượt"),
        ("crates/web-kit/templates/shell/gallery.html", "thư mời"),
        ("packaging/debian/postinst", "Sao lưu"),
        ("README.md", "Minh chứng"),
    ] {
        let stands = |text: &&Text| text.place == place && text.words.contains(words);
        assert!(
            texts.iter().any(|text| stands(&text)),
            "{words} of {place} is not read"
        );
    }
}
