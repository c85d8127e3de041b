//! Generated packs go through everything; foreign bytes stop nothing.

use dienhong_domain::entries::{as_typed, postings, read_form};
use dienhong_domain::time::Day;
use dienhong_packs::samples::fill;
use dienhong_packs::{compatible, diff, hash, merge, parse, run};
use dienhong_packs_testing::{generate, write};
use proptest::prelude::*;
use std::path::Path;

fn file(text: &str) -> Vec<(String, Vec<u8>)> {
    vec![("pack.toml".to_owned(), text.as_bytes().to_vec())]
}

/// Pieces of packs put together anyhow get further into the reader than random letters do.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[pack]\nid = \"a\"\nversion = \"1\"\ntitle = { vi = \"A\", en = \"A\" }\n"),
        Just("extends = \"b\"\n"),
        Just("[[section]]\nid = \"s\"\ntitle = { vi = \"S\", en = \"S\" }\n"),
        Just("[[list]]\nid = \"l\"\ntitle = { vi = \"L\", en = \"L\" }\n"),
        Just("[[list.item]]\nid = \"i\"\ntitle = { vi = \"I\", en = \"I\" }\nuntil = 2020-01-01\n"),
        Just("[[measure]]\ncode = \"m\"\nkind = \"flow\"\nscale = 3\nper = \"l\"\nsection = \"s\"\n"),
        Just("[[measure]]\ncode = \"n\"\npart_of = \"n\"\nmax = 1.5e9\n"),
        Just("[[register]]\nid = \"r\"\nlevels = [\"group\", 3]\n"),
        Just(
            "[[register.field]]\nid = \"f\"\nkind = \"number\"\nscale = 99999999999999999999\nmin = -0x7f\n"
        ),
        Just(
            "[[register.post]]\nmeasure = \"m\"\nfield = \"f\"\nper = \"f\"\nwhen = { field = \"f\", is = [[]] }\n"
        ),
        Just("[[case]]\nname = 3\nday = 1979-05-27T07:32:00Z\nposting = [1]\n"),
        Just("[[window]]\nopens = \"02-30\"\ncloses = \"\"\n"),
        Just("\0"),
        Just("\u{feff}\r\n"),
        Just("title = \"\"\"\n\u{202e}\"\"\"\n"),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|all| all.concat())
}

proptest! {
    #[test]
    fn a_generated_pack_reads_as_itself(seed: u64) {
        let pack = generate::pack(seed);
        let text = generate::pack_toml(seed);
        let read = parse(&file(&text)).map_err(|all| TestCaseError::fail(format!("{all:?}\n{text}")))?;
        prop_assert_eq!(&read, &pack);
        prop_assert_eq!(compatible(&pack, &read), vec![]);
        prop_assert_eq!(diff(&pack, &read), vec![]);
        prop_assert_eq!(merge(&[read]), Ok(pack));
    }

    #[test]
    fn an_empty_overlay_changes_nothing_but_the_version(seed: u64) {
        let pack = generate::pack(seed);
        let over = dienhong_domain::packs::Pack {
            id: "tren".to_owned(), extends: Some(pack.id.clone()), version: "1".to_owned(), ..Default::default()
        };
        let merged = merge(&[pack.clone(), over]).map_err(|all| TestCaseError::fail(format!("{all:?}")))?;
        prop_assert_eq!(dienhong_domain::packs::Pack { version: pack.version.clone(), ..merged }, pack);
    }

    #[test]
    fn a_filled_form_is_taken_and_reads_back(seed: u64, day in 20_150_101i32..20_150_128) {
        let pack = generate::pack(seed);
        for register in &pack.registers {
            let typed = fill(&pack, register, seed);
            let read = |typed| read_form(register, &pack, Day::from_number(day), typed, true);
            let body = read(&typed).map_err(|all| TestCaseError::fail(format!("{all:?} of {typed:?}")))?;
            prop_assert_eq!(read(&as_typed(register, &body)), Ok(body.clone()));
            for line in postings(register, &body) {
                prop_assert!(pack.measures.iter().any(|m| m.code == line.measure), "{} is no measure", line.measure);
            }
        }
    }

    #[test]
    fn foreign_bytes_stop_nothing(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        run(&bytes);
    }

    #[test]
    fn pieces_of_packs_stop_nothing(text in pieces()) {
        run(text.as_bytes());
    }

    #[test]
    fn a_pack_with_one_byte_changed_stops_nothing(seed in 0u64..50, at: prop::sample::Index, byte: u8) {
        let mut bytes = generate::pack_toml(seed).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        run(&bytes);
    }
}

#[test]
fn the_kept_corpus_stops_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let entries: Vec<_> = std::fs::read_dir(folder)
        .expect("corpus/ can be read")
        .flatten()
        .collect();
    assert!(!entries.is_empty());
    for entry in entries {
        run(&std::fs::read(entry.path()).expect("a corpus file can be read"));
    }
}

#[test]
fn every_shipped_pack_is_written_as_it_is_read() {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/phong-trao");
    let loaded = dienhong_packs::load_dir(&packs).expect("the core pack is without mistakes");
    assert_eq!(parse(&file(&write(&loaded.pack))), Ok(loaded.pack));
}

#[test]
fn the_hash_covers_names_and_bytes_but_no_cases() {
    let named = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let (pack, more) = (named("pack.toml", "a"), named("b.toml", "c"));
    let both = hash(&[pack.clone(), more.clone()]);
    assert_eq!(
        both,
        hash(&[
            more.clone(),
            pack.clone(),
            named("cases/x.toml", "x"),
            named("note.md", "y")
        ])
    );
    assert_ne!(both, hash(&[pack.clone(), named("b.toml", "d")]));
    assert_ne!(both, hash(&[pack, named("bc.toml", "")]));
    assert_eq!(both.len(), 64);
}

/// Long hostile files of every shape that once could have been slow.
#[test]
fn hostile_files_are_refused_in_reasonable_time() {
    let head = "[pack]\nid = \"a\"\nversion = \"1\"\ntitle = { vi = \"A\", en = \"A\" }\n";
    let name = "x".repeat(38);
    let shapes = [
        "[[a]]\n".repeat(150_000),
        "a.b.c.d.e.f = 1\n".repeat(50_000),
        (0..40_000).map(|n| format!("[a{n}.b.c]\n")).collect(),
        (0..40_000).map(|n| format!("k{n} = 1\n")).collect(),
        format!(
            "{head}[[register]]\nid = \"r\"\npost = [{}]\n",
            format!("{{measure=\"{name}\"}},").repeat(4_900)
        ),
        format!(
            "{head}[[list]]\nid = \"l\"\nitem = [{}]\n{}",
            (0..4_900)
                .map(|n| format!("{{id=\"i{n}\",title={{vi=\"{n}\",en=\"{n}\"}}}},"))
                .collect::<String>(),
            (0..4_900)
                .map(|n| format!("[[measure]]\ncode=\"m{n}\"\nper=\"l\"\nkind=\"flow\"\n"))
                .collect::<String>()
        ),
        format!(
            "{head}{}",
            (0..4_900)
                .map(|n| format!("[[measure]]\ncode=\"m{n}\"\npart_of=\"m{}\"\n", (n + 1) % 4_900))
                .collect::<String>()
        ),
    ];
    for (at, text) in shapes.iter().enumerate() {
        let start = std::time::Instant::now();
        run(text.as_bytes());
        let took = start.elapsed();
        println!("{at}: {} bytes, {took:?}", text.len());
        assert!(took.as_secs() < 20, "shape {at} took {took:?}");
    }
}
