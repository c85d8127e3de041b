//! What a checked entry writes as one batch: its revision with postings and stated levels, attachments and claims.

use super::draft::{Draft, EntryError};
use super::place::Place;
use super::record::{Before, Ready};
use super::stored::Stored;
use crate::app::Fault;
use crate::entries::EntryService;
use crate::snapshot::{Rules, RulesSnapshot};
use dienhong_domain::entries::{self, Body, State};
use dienhong_domain::packs::{FieldKind, Register};
use dienhong_domain::text::fold;
use dienhong_domain::units::{ConnectedUnits, UnitId};
use dienhong_store::{Batch, EntryWrite, LevelWrite, PostingWrite};
use std::collections::BTreeSet;
use std::sync::Arc;

impl EntryService<'_> {
    /// Everything that checked entries write, as one batch.
    pub(super) fn batch_of(&self, all: impl IntoIterator<Item = Ready>) -> Batch {
        let snapshot = self.snapshot();
        let mut batch = self.batch();
        let mut stating = BTreeSet::new();
        for ready in all {
            stating.extend(&ready.stating);
            let (id, home, rev) = (ready.write.id, ready.write.home.0, ready.write.rev);
            for new in &ready.attachments {
                batch = self.store.put_attachment(batch, id, home, rev, new);
            }
            for removed in &ready.removed {
                batch = self.store.put_removal(batch, *removed, id, rev);
            }
            if ready.is_monthly {
                batch = self.store.put_claim(batch, id, ready.month());
            }
            batch = batch.entry(ready.write);
        }
        if stating.is_empty() {
            return batch;
        }
        let connected = Arc::new(ConnectedUnits::of(&snapshot.map, stating));
        batch.restate_levels(connected.clone(), connected)
    }

    /// The next revision of an entry, or its first.
    pub(super) async fn write_of(
        &self,
        draft: &Draft,
        before: Option<&Before>,
        place: &Place,
        state: State,
        stored: &Stored,
    ) -> Result<EntryWrite, EntryError> {
        let snapshot = self.snapshot();
        let register = place.register();
        let (wanted, levels) = match state {
            State::Final => lines_of(snapshot, place, &stored.body)?,
            _ => (Vec::new(), Vec::new()),
        };
        let posted = before.map_or(Vec::new(), |b| b.posted(&level_measures(snapshot, register)));
        let written = stored.write()?;
        Ok(EntryWrite {
            id: draft.id,
            home: place.home,
            register: *snapshot
                .registers
                .get(&draft.register)
                .ok_or(EntryError::NotFound)?,
            unit: place.unit,
            day: place.day,
            state,
            rev: before.map_or(1, |b| b.rev + 1),
            was_home: before.map_or(place.home, |b| UnitId(b.home)),
            holder: before.map_or(self.actor.person, |b| b.holder),
            rules: self.rules_number(&place.form.rules).await?,
            body: written.body,
            text: written.text,
            digest: written.digest,
            search: search_words(snapshot, place, stored),
            postings: dienhong_store::entries::difference(&posted, &wanted),
            levels,
            touches_levels: register.posts.iter().any(|p| p.level),
        })
    }

    /// The number of a set of rules; a set never used before is stored first.
    pub(crate) async fn rules_number(&self, rules: &Rules) -> Result<i32, Fault> {
        let snapshot = self.snapshot();
        if let Some(number) = snapshot.rules_number(rules) {
            return Ok(number);
        }
        let at = self.now();
        let sql = "INSERT INTO rules (id, hash, packs, made_at) SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3 FROM rules WHERE TRUE \
             ON CONFLICT (hash) DO NOTHING";
        let args = dienhong_store::args![rules.key.as_str(), rules.key.as_str(), at];
        self.store.write(Batch::new(0, at).run(sql, args)).await?;
        let number = self
            .store
            .number(
                "SELECT id FROM rules WHERE hash = $1",
                dienhong_store::args![rules.key.as_str()],
            )
            .await? as i32;
        snapshot.note_rules(rules, number);
        Ok(number)
    }

    /// Units that state levels with an entry, or did so before.
    pub(super) async fn stating(&self, write: &EntryWrite, was_there: bool) -> Result<Vec<UnitId>, Fault> {
        if !write.touches_levels {
            return Ok(Vec::new());
        }
        let mut stating = vec![write.unit];
        if was_there {
            let stated = self.store.levels_of(write.id).await?;
            stating.extend(stated.iter().map(|level| level.unit));
        }
        Ok(stating)
    }
}

impl Before {
    /// Its postings without those of stated levels, which the writer derives again.
    fn posted(&self, levels: &[i32]) -> Vec<PostingWrite> {
        self.postings
            .iter()
            .map(PostingWrite::from)
            .filter(|p| !levels.contains(&p.measure))
            .collect()
    }
}

/// What a final entry posts, and the levels that it states.
fn lines_of(
    snapshot: &RulesSnapshot,
    place: &Place,
    body: &Body,
) -> Result<(Vec<PostingWrite>, Vec<LevelWrite>), Fault> {
    let mut postings = Vec::new();
    let mut levels = Vec::new();
    for line in entries::postings(place.register(), body) {
        let unknown = || Fault::Other(format!("measure {} has no number", line.measure));
        let measure = snapshot.measure_number(&line.measure).ok_or_else(unknown)?;
        if line.level {
            levels.push(LevelWrite {
                home: place.home,
                unit: place.unit,
                measure,
                amount: line.amount,
                bound: line.bound,
            });
            continue;
        }
        postings.push(PostingWrite {
            home: place.home,
            day: place.day,
            unit: place.unit,
            measure,
            amount: line.amount,
            bound: line.bound,
            w: 1,
        });
    }
    Ok((postings, levels))
}

/// Numbers of the measures whose levels a register states.
fn level_measures(snapshot: &RulesSnapshot, register: &Register) -> Vec<i32> {
    let stated = register.posts.iter().filter(|p| p.level);
    stated
        .filter_map(|p| snapshot.measure_number(&p.measure))
        .collect()
}

/// Folded words for the search: its unit, register, chosen items and free text.
fn search_words(snapshot: &RulesSnapshot, place: &Place, stored: &Stored) -> String {
    use dienhong_domain::entries::Value;
    let mut words = vec![
        snapshot.map.label(place.unit, place.day, "vi"),
        place.register().title.vi.clone(),
    ];
    for (field, value) in &stored.body.values {
        let list = match place.register().field(field).map(|f| &f.kind) {
            Some(FieldKind::Choice { list } | FieldKind::Choices { list }) => {
                place.pack().lists.iter().find(|l| l.id == *list)
            }
            _ => None,
        };
        let items: &[String] = match value {
            Value::Choice(item) => std::slice::from_ref(item),
            Value::Choices(items) => items,
            _ => &[],
        };
        let titles = list
            .into_iter()
            .flat_map(|l| &l.items)
            .filter(|i| items.contains(&i.id));
        words.extend(titles.map(|i| i.title.vi.clone()));
    }
    words.extend(stored.body.texts.values().cloned());
    fold(&words.join(" "))
}
