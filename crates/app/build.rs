//! Puts the packs under `packs/` that ship with every book into the program.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

/// Packs that a new book starts with; others are installed by a person.
const SHIPPED: [&str; 1] = ["phong-trao"];

fn main() {
    let root =
        Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder")).join("../../packs");
    let mut text = String::from("&[");
    for id in SHIPPED {
        let folder = root.join(id);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut names: Vec<String> = fs::read_dir(&folder)
            .expect("the pack is there")
            .filter_map(|f| f.ok()?.file_name().into_string().ok())
            .filter(|n| n.ends_with(".toml"))
            .collect();
        names.sort();
        write!(text, "({id:?}, &[").expect("a string takes text");
        for name in names {
            let path = folder.join(&name).canonicalize().expect("the file is there");
            write!(
                text,
                "({name:?}, include_str!({:?})),",
                path.display().to_string()
            )
            .expect("a string takes text");
        }
        text.push_str("]),");
    }
    text.push(']');
    let out = Path::new(&env::var("OUT_DIR").expect("cargo names the folder")).join("packs.rs");
    fs::write(out, text).expect("the folder can be written");
}
