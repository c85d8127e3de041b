//! A new book: the shipped map, the shipped packs, the first generation.

use crate::app::Fault;
use crate::packs::{Install, InstallError};
use dienhong_domain::time::Day;
use dienhong_domain::units::{BaseSpan, Level, Link, UnitId, shipped};
use dienhong_store::{Batch, Store};
use uuid::Uuid;

/// The map of 1 July 2025 with its predecessors.
const UNITS: &str = include_str!("../../../data/map/units.tsv");
/// Who inherits from whom.
const SUCCESSIONS: &str = include_str!("../../../data/map/successions.tsv");

/// Files of the packs that ship with the program: (pack, file name, text).
const PACKS: &[(&str, &[(&str, &str)])] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// Why a new book could not be made.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is a book already.
    #[error("there is a book already")]
    Exists,
    /// Anything else.
    #[error("{0}")]
    Fault(#[from] Fault),
}

/// Makes a new book in an empty database: the whole map, and the shipped core packs.
pub async fn init(store: &Store, at: i64) -> Result<(), InitError> {
    let (spans, links, _) = shipped::parse(UNITS, SUCCESSIONS)
        .map_err(|e| Fault::Other(format!("the shipped map does not read: {e:?}")))?;
    init_on(store, &spans, &links, at).await
}

/// Makes a new book whose present communes have made-up groups, numbered from 1, for measurements.
pub async fn init_with_groups(store: &Store, at: i64, groups: u32) -> Result<(), InitError> {
    let (mut spans, links, _) = shipped::parse(UNITS, SUCCESSIONS)
        .map_err(|e| Fault::Other(format!("the shipped map does not read: {e:?}")))?;
    let kinds = dienhong_domain::units::kinds::of_the_map();
    let is_commune = |kind: &str| kinds.iter().any(|k| k.id == kind && k.level == Level::Commune);
    let today: Vec<(UnitId, Uuid, Day)> = spans
        .iter()
        .filter(|s| s.span.to == Day::MAX && is_commune(&s.span.kind))
        .map(|s| (s.id, s.uid, s.span.from))
        .collect();
    let mut next = spans.iter().map(|s| s.id.0).max().unwrap_or(0);
    for (commune, uid, from) in today {
        for number in 1..=groups {
            next += 1;
            let name = number.to_string();
            let uid = Uuid::new_v5(&uid, name.as_bytes());
            let group = BaseSpan::always(UnitId(next), uid, ("to-dan-pho", &name), Some(commune));
            spans.push(group.between(from, Day::MAX));
        }
    }
    init_on(store, &spans, &links, at).await
}

/// Makes a new book on a map: the shipped one, or a small one in tests.
pub(crate) async fn init_on(
    store: &Store,
    spans: &[BaseSpan],
    links: &[Link],
    at: i64,
) -> Result<(), InitError> {
    if store.setting("generation").await.map_err(Fault::from)?.is_some() {
        return Err(InitError::Exists);
    }
    let batch = Batch::new(0, at)
        .run(
            "INSERT INTO setting (key, value) VALUES ('generation', '1')",
            vec![],
        )
        .run(
            "INSERT INTO setting (key, value) VALUES ('book', $1)",
            dienhong_store::args![uuid::Uuid::now_v7().to_string()],
        );
    let batch = store.put_base_map(batch, spans, links);
    store
        .write(batch.log(0, "book.init", uuid::Uuid::nil(), "{}"))
        .await
        .map_err(Fault::from)?;
    for (id, files) in PACKS {
        let files: Vec<(String, Vec<u8>)> = files
            .iter()
            .map(|(n, t)| ((*n).to_owned(), t.as_bytes().to_vec()))
            .collect();
        let refused = |e: InstallError| Fault::Other(format!("shipped pack {id}: {e:?}"));
        Install::read(store, &files, None)
            .await
            .map_err(refused)?
            .write(store, 0, at)
            .await
            .map_err(refused)?;
    }
    Ok(())
}
