//! Installing packs: they are checked, compared with what is in force, previewed, then stored under the hash of their
//! content.

use crate::app::Fault;
use crate::snapshot;
use dienhong_domain::packs::{Measure, MeasureKind, Pack};
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_packs::{Difference, Mistake, combine_packs};
use dienhong_store::packs::PackRow;
use dienhong_store::{Batch, Store};
use uuid::Uuid;

crate::context::service!(
    /// Acts on packs.
    PackService, packs
);

/// Why a pack was not installed.
#[derive(Debug)]
pub enum InstallError {
    /// All mistakes in its files, or in merging it with its base.
    Mistakes(Vec<Mistake>),
    /// A pack with exactly this content is installed.
    Already,
    /// Another pack uses one of its codes: (what, code, other pack).
    CodeTaken(Vec<(&'static str, String, String)>),
    /// An overlay of a unit needs an extended pack.
    NotAnOverlay,
    /// The person may not.
    NotAllowed,
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for InstallError {
    fn from(error: E) -> InstallError {
        InstallError::Fault(error.into())
    }
}

/// A pack that was read and checked against the book, ready to be installed.
#[derive(Debug)]
pub struct Install {
    /// What it defines.
    pub pack: Pack,
    /// Hash of its content.
    pub hash: String,
    /// The version that it replaces.
    pub replaces: Option<PackRow>,
    /// What changes.
    pub differences: Vec<Difference>,
    files: String,
    scope: Option<UnitId>,
    others: Vec<Pack>,
    /// The row of the same content, if it was in force before and has been retired.
    again: Option<i64>,
}

/// The stored hash. The same content may be an overlay of two wards, so the hash is unique only together with the unit.
fn kept_hash(hash: &str, scope: Option<UnitId>) -> String {
    scope.map_or_else(|| hash.to_owned(), |s| format!("{hash}@{}", s.0))
}

impl Install {
    /// Reads and checks a pack's files (name, bytes) against what is installed.
    pub async fn read(
        store: &Store,
        files: &[(String, Vec<u8>)],
        scope: Option<UnitId>,
    ) -> Result<Install, InstallError> {
        let pack = dienhong_packs::parse(files).map_err(InstallError::Mistakes)?;
        let hash = dienhong_packs::hash(files);
        let rows = store.packs().await?;
        let kept = kept_hash(&hash, scope);
        let again = match rows.iter().find(|r| r.hash == kept) {
            Some(row) if row.retired_at.is_none() => return Err(InstallError::Already),
            row => row.map(|row| row.id),
        };
        let standing: Vec<PackRow> = rows.into_iter().filter(|r| r.retired_at.is_none()).collect();
        if scope.is_some() && pack.extends.is_none() {
            return Err(InstallError::NotAnOverlay);
        }
        let same_place = |r: &&PackRow| r.code == pack.id && r.scope == scope;
        let replaces = standing.iter().find(same_place).cloned();
        let mut others = Vec::new();
        for row in standing.iter().filter(|r| r.code != pack.id) {
            others.push(snapshot::parsed(row)?);
        }
        let mut differences = Vec::new();
        if let Some(old) = &replaces {
            let old = snapshot::parsed(old)?;
            let broken = dienhong_packs::compatible(&old, &pack);
            if !broken.is_empty() {
                return Err(InstallError::Mistakes(broken));
            }
            differences = dienhong_packs::diff(&old, &pack);
        }
        fits(&pack, &others)?;
        let texts: Vec<(&str, String)> = files
            .iter()
            .map(|(n, b)| (n.as_str(), String::from_utf8_lossy(b).into_owned()))
            .collect();
        let files = serde_json::to_string(&texts).map_err(|e| Fault::Other(e.to_string()))?;
        Ok(Install {
            pack,
            hash,
            replaces,
            differences,
            files,
            scope,
            others,
            again,
        })
    }

    /// Stores the pack and gives numbers to its new registers and measures; existing numbers stay.
    pub async fn write(self, store: &Store, author: i64, at: i64) -> Result<(), InstallError> {
        let number = |table: &'static str| async move {
            store
                .number(format!("SELECT COALESCE(MAX(id), 0) FROM {table}"), vec![])
                .await
        };
        let (pack, mut measure, mut register) = (
            number("pack").await? + 1,
            number("measure").await?,
            number("register").await?,
        );
        let scope = self.scope.map(|s| s.0);
        let mut batch = Batch::new(author, at);
        if let Some(old) = &self.replaces {
            batch = batch
                .run(
                    "UPDATE pack SET retired_at = $1 WHERE id = $2",
                    dienhong_store::args![at, old.id],
                )
                .expect(1);
        }
        let id = Uuid::now_v7();
        let hash = kept_hash(&self.hash, self.scope);
        batch = match self.again {
            Some(row) => batch.run(
                "UPDATE pack SET retired_at = NULL, installed_at = $1, installed_by = $2 WHERE id = $3",
                dienhong_store::args![at, author, row],
            ),
            None => batch.run(
                "INSERT INTO pack (id, code, version, hash, scope, files, installed_at, installed_by) \
                 VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
                dienhong_store::args![
                    pack,
                    self.pack.id.as_str(),
                    self.pack.version.as_str(),
                    hash,
                    scope,
                    self.files.as_str(),
                    at,
                    author
                ],
            ),
        };
        let mut all = self.others.clone();
        all.push(self.pack.clone());
        let effective = combine_packs(&all);
        let (known, registers) = (store.measure_numbers().await?, store.register_numbers().await?);
        for m in effective.measures.iter().filter(|m| !known.contains_key(&m.code)) {
            measure += 1;
            batch = batch.run(
                "INSERT INTO measure (id, code, kind, unit_of_count, scale) VALUES ($1,$2,$3,$4,$5)",
                dienhong_store::args![
                    measure,
                    m.code.as_str(),
                    kind(m),
                    m.unit.vi.as_str(),
                    i32::from(m.scale)
                ],
            );
        }
        for r in effective
            .registers
            .iter()
            .filter(|r| !registers.contains_key(&r.id))
        {
            register += 1;
            batch = batch.run(
                "INSERT INTO register (id, code) VALUES ($1,$2)",
                dienhong_store::args![register, r.id.as_str()],
            );
        }
        batch = batch.run(
            "UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE key = 'generation'",
            vec![],
        );
        let detail = serde_json::json!({ "pack": self.pack.id, "hash": self.hash }).to_string();
        store
            .write(batch.log(scope.unwrap_or(0), "packs.install", id, detail))
            .await?;
        Ok(())
    }
}

fn kind(measure: &Measure) -> &'static str {
    match measure.kind {
        MeasureKind::Flow => "flow",
        MeasureKind::Stock => "stock",
        MeasureKind::Units => "units",
        MeasureKind::Share => "share",
    }
}

/// Overlays must merge with their base; independent packs must not use each other's codes, except one that supersedes the
/// other, under whose codes it must count the same.
fn fits(pack: &Pack, others: &[Pack]) -> Result<(), InstallError> {
    if pack.extends.is_some() {
        let mut chain: Vec<Pack> = Vec::new();
        let mut wanted = pack.extends.clone();
        while let Some(base) = wanted.and_then(|id| others.iter().find(|p| p.id == id)) {
            chain.insert(0, base.clone());
            wanted = base.extends.clone();
        }
        chain.push(pack.clone());
        return dienhong_packs::merge(&chain)
            .map(|_| ())
            .map_err(InstallError::Mistakes);
    }
    let mut taken = Vec::new();
    let mut changed = Vec::new();
    for other in others.iter().filter(|o| o.extends.as_ref() != Some(&pack.id)) {
        // One takes the place of the other, so both may count the same things under the same codes.
        if pack.supersedes.contains(&other.id) {
            changed.extend(dienhong_packs::successor(other, pack));
            continue;
        }
        if other.supersedes.contains(&pack.id) {
            changed.extend(dienhong_packs::successor(pack, other));
            continue;
        }
        let codes = dienhong_packs::taken_codes(pack, other);
        taken.extend(
            codes
                .into_iter()
                .map(|(what, code)| (what, code, other.id.clone())),
        );
    }
    if !changed.is_empty() {
        return Err(InstallError::Mistakes(changed));
    }
    if taken.is_empty() {
        Ok(())
    } else {
        Err(InstallError::CodeTaken(taken))
    }
}

impl PackService<'_> {
    /// Installs a pack for all units, or as an overlay for one unit and those below it.
    pub async fn install(
        &self,
        files: &[(String, Vec<u8>)],
        scope: Option<UnitId>,
    ) -> Result<Install, InstallError> {
        let snapshot = self.snapshot();
        let top = scope.or_else(|| {
            snapshot
                .map
                .units()
                .find(|u| u.last().parent.is_none())
                .map(|u| u.id)
        });
        let may = top.is_some_and(|unit| self.may(Permission::ManagePacks, unit));
        if !may && !self.is_own_installation() {
            return Err(InstallError::NotAllowed);
        }
        Install::read(self.store, files, scope).await
    }

    /// Whether the actor is the operator of this installation: national packs are installed by the operator alone.
    fn is_own_installation(&self) -> bool {
        self.actor.may_somewhere(Permission::ManagePacks, self.here())
    }

    /// Writes a checked pack and reloads the rules.
    pub async fn finish_install(&self, install: Install) -> Result<(), InstallError> {
        let _one_at_a_time = self.app.map_lock().await;
        install.write(self.store, self.actor.person, self.now()).await?;
        self.app.reload().await?;
        Ok(())
    }
}
