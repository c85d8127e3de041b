//! From a folder or from bytes to a pack.

use crate::cases::{self, Worked};
use crate::check::{self, Trust};
use crate::diagnostics::{Diagnostics, Places};
use crate::merge::{merge_installed, merge_placed};
use crate::mistake::{Mistake, MistakeKind};
use crate::read;
use crate::source::{self, FILE_MAX, FILES_MAX, file_order, is_cases};
use dienhong_domain::packs::Pack;
use dienhong_domain::time::Day;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A pack as read from its folder.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What its files define, without what it extends.
    pub pack: Pack,
    /// SHA-256 of its content without the cases, as hexadecimal: see [`hash`].
    pub hash: String,
    /// Names and bytes of its files, cases too, sorted by name.
    pub files: Vec<(String, Vec<u8>)>,
    /// The examples of its `cases/`.
    pub worked: Worked,
    /// File and line of each part, for mistakes that are found later.
    pub places: Places,
}

/// A pack with all that it is laid over.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The base first, the wanted pack last.
    pub packs: Vec<Loaded>,
    /// All of them laid over each other.
    pub effective: Pack,
    /// Packs whose place the base takes, as far as they lie beside it, each with all that it is laid over.
    pub superseded: Vec<Chain>,
}

impl Chain {
    /// What these packs are by the law of a day: the packs that are in force then, laid over each other, or before the base begins
    /// what it supersedes. `None` on a day without law.
    pub fn law_on(&self, day: Day) -> Option<Cow<'_, Pack>> {
        let base = &self.packs.first()?.pack;
        if base.from.is_some_and(|from| day < from) {
            return self.superseded.iter().find_map(|chain| chain.law_on(day));
        }
        let holds =
            |pack: &&Pack| pack.from.is_none_or(|from| from <= day) && pack.to.is_none_or(|to| day <= to);
        if !holds(&base) {
            return None;
        }
        let packs: Vec<Pack> = self
            .packs
            .iter()
            .map(|loaded| &loaded.pack)
            .filter(holds)
            .cloned()
            .collect();
        match packs.len() == self.packs.len() {
            true => Some(Cow::Borrowed(&self.effective)),
            false => merge_installed(&packs).ok().map(Cow::Owned),
        }
    }

    /// Replays the examples of all its packs, each on the law of its day; tells what came out otherwise.
    pub fn replay(&self) -> Vec<Mistake> {
        let worked = self.packs.iter().map(|loaded| &loaded.worked);
        worked
            .flat_map(|worked| worked.replay_by(&self.effective, |day| self.law_on(day)))
            .collect()
    }
}

/// Reads a pack's folder: `pack.toml`, other `*.toml` beside it, and `cases/*.toml`.
///
/// An overlay's references are checked when it is laid over its base: see [`load_chain`].
pub fn load_dir(path: &Path) -> Result<Loaded, Vec<Mistake>> {
    let unreadable = |name: &Path, error: io::Error| {
        let what = MistakeKind::Unreadable {
            reason: error.to_string(),
        };
        vec![Mistake {
            file: name.display().to_string(),
            line: 0,
            what,
        }]
    };
    let mut files = Vec::new();
    for (folder, prefix) in [(path.to_owned(), ""), (path.join("cases"), "cases/")] {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !prefix.is_empty() => continue,
            Err(error) => return Err(unreadable(&folder, error)),
            Ok(entries) => entries,
        };
        for entry in entries {
            let entry = entry.map_err(|e| unreadable(&folder, e))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.ends_with(".toml") || !entry.path().is_file() {
                continue;
            }
            let size = entry.metadata().map_err(|e| unreadable(&entry.path(), e))?.len();
            if size > FILE_MAX as u64 || files.len() >= FILES_MAX {
                let (large, many) = (
                    MistakeKind::FileTooLarge { max: FILE_MAX },
                    MistakeKind::TooManyFiles { max: FILES_MAX },
                );
                let what = if size > FILE_MAX as u64 { large } else { many };
                return Err(vec![Mistake {
                    file: format!("{prefix}{name}"),
                    line: 0,
                    what,
                }]);
            }
            let bytes = fs::read(entry.path()).map_err(|e| unreadable(&entry.path(), e))?;
            files.push((format!("{prefix}{name}"), bytes));
        }
    }
    files.sort();
    let (read, read_cases) = (parse_placed(&files, Trust::None), cases::worked(&files));
    match (read, read_cases) {
        (Ok((pack, places)), Ok(worked)) => Ok(Loaded {
            hash: hash(&files),
            pack,
            files,
            worked,
            places,
        }),
        (read, cases) => Err([read.err().unwrap_or_default(), cases.err().unwrap_or_default()].concat()),
    }
}

/// Reads a pack with all that it extends; a base is looked for beside it, in a folder named like its id.
///
/// So are the packs that the base supersedes, where they are there.
pub fn load_chain(path: &Path) -> Result<Chain, Vec<Mistake>> {
    load_chain_after(path, &[])
}

/// `newer` are the ids of the packs that supersede the wanted one: two that supersede each other end the search.
fn load_chain_after(path: &Path, newer: &[String]) -> Result<Chain, Vec<Mistake>> {
    let mut packs = vec![load_dir(path)?];
    while let Some(base) = packs[0].pack.extends.clone() {
        let beside = beside(path, &base);
        let is_circle = packs.iter().any(|p| p.pack.id == base);
        match beside.filter(|p| p.is_dir() && !is_circle) {
            Some(folder) => {
                // Both packs have a `pack.toml`.
                let named = |m: Mistake| Mistake {
                    file: format!("{base}/{}", m.file),
                    ..m
                };
                let found =
                    load_dir(&folder).map_err(|all| all.into_iter().map(named).collect::<Vec<_>>())?;
                packs.insert(0, found);
            }
            None => {
                let (file, line) = packs[0].places.of("pack", "extends").cloned().unwrap_or_default();
                return Err(vec![Mistake {
                    file,
                    line,
                    what: MistakeKind::UnknownBase { id: base },
                }]);
            }
        }
    }
    let effective = merge_placed(&packs.iter().map(|l| (&l.pack, &l.places)).collect::<Vec<_>>())?;
    let mut superseded = Vec::new();
    let mut newer = newer.to_vec();
    newer.push(packs[0].pack.id.clone());
    for older in packs[0].pack.supersedes.iter().filter(|id| !newer.contains(id)) {
        if let Some(folder) = beside(path, older).filter(|folder| folder.is_dir()) {
            superseded.push(load_chain_after(&folder, &newer)?);
        }
    }
    Ok(Chain {
        packs,
        effective,
        superseded,
    })
}

/// The folder of a pack that lies beside another one.
fn beside(path: &Path, id: &str) -> Option<PathBuf> {
    let whole = path.canonicalize().ok()?;
    Some(whole.parent()?.join(id))
}

/// Reads a pack from its files, which may be foreign: sizes are bounded, and nothing in them stops the program.
pub fn parse(files: &[(String, Vec<u8>)]) -> Result<Pack, Vec<Mistake>> {
    parse_placed(files, Trust::None).map(|(pack, _)| pack)
}

/// Reads a pack that was checked when it was installed: the sentences of its outlines are not tried again.
pub fn parse_installed(files: &[(String, Vec<u8>)]) -> Result<Pack, Vec<Mistake>> {
    parse_placed(files, Trust::Installed).map(|(pack, _)| pack)
}

fn parse_placed(files: &[(String, Vec<u8>)], trust: Trust) -> Result<(Pack, Places), Vec<Mistake>> {
    let diagnostics = Diagnostics::default();
    let decoded = source::decode(files, |name| !is_cases(name), &diagnostics);
    if diagnostics.is_clean()
        && decoded
            .first()
            .is_none_or(|(source, _)| source.name != "pack.toml")
    {
        diagnostics.wrong("pack.toml", 0, MistakeKind::NoPackFile);
    }
    let count = decoded.len();
    let tables: Vec<_> = decoded
        .into_iter()
        .filter_map(|(source, text)| source::table(&source, text, &diagnostics).map(|table| (source, table)))
        .collect();
    let is_whole = diagnostics.is_clean() && tables.len() == count;
    let pack = read::pack(&tables, &diagnostics);
    let places = diagnostics.places.take();
    // With a file missing, whatever it defines would be told as unknown; an overlay needs its base for that.
    if is_whole && pack.extends.is_none() {
        check::whole(&pack, &places, &diagnostics, trust);
    }
    if diagnostics.is_clean() {
        Ok((pack, places))
    } else {
        Err(diagnostics.into_mistakes())
    }
}

/// The hash of a pack's content: names and bytes of its files in order, cases apart.
pub fn hash(files: &[(String, Vec<u8>)]) -> String {
    let mut own: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".toml") && !is_cases(name))
        .collect();
    own.sort_by(|a, b| file_order(&a.0).cmp(&file_order(&b.0)));
    let mut hasher = Sha256::new();
    for (name, bytes) in own {
        for part in [name.as_bytes(), bytes] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
    hex::encode(hasher.finalize())
}

/// Feeds foreign bytes to everything that reads files. For the kept corpus and for fuzzing.
pub fn run(bytes: &[u8]) {
    let file = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    // A zero byte parts files; without one the bytes are both pack and cases.
    let mut parts = bytes.splitn(3, |b| *b == 0);
    let first = parts.next().unwrap_or_default();
    let files = [
        file("pack.toml", first),
        file("more.toml", parts.next().unwrap_or_default()),
        file("cases/case.toml", parts.next().unwrap_or(first)),
    ];
    let mistakes = match parse(&files) {
        Ok(pack) => {
            let _ = merge(&pack);
            crate::compatible(&pack, &pack)
        }
        Err(mistakes) => mistakes,
    };
    for mistake in mistakes
        .into_iter()
        .chain(cases::worked(&files).err().unwrap_or_default())
    {
        assert!(
            !mistake.words("vi").is_empty() && !mistake.words("en").is_empty(),
            "a mistake without words"
        );
    }
    let _ = hash(&files);
}

fn merge(pack: &Pack) -> Result<Pack, Vec<Mistake>> {
    let over = Pack {
        id: format!("{}-2", pack.id),
        extends: Some(pack.id.clone()),
        ..Pack::default()
    };
    crate::merge(&[pack.clone(), over])
}
