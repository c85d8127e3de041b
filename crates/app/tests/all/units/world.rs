//! A small book for tests, with methods named after what people do.

use dienhong_app::entries::{Draft, EntryError};
use dienhong_app::exports::{below_table, totals_table};
use dienhong_app::people::Actor;
use dienhong_app::testing::{anybody, small_book_on};
use dienhong_app::totals::{Question, RestKind};
use dienhong_app::units::{ChangeRequest, Choices, Destination, Form, Heir, UnitError, Wrong};
use dienhong_app::{App, urls};
use dienhong_domain::entries::State;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::Measure;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Change, Lens, UnitId, UnitMap};
use dienhong_i18n::Locale;
use dienhong_sheets::{Cell, to_csv, to_xlsx};
use dienhong_store::testing::Address;
use dienhong_store::{Batch, Engine, PostingWrite};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

pub(crate) const OUTREACH: &str = "tuyen-truyen";
pub(crate) const RESIDENTS: &str = "dan-cu";

/// A small book and a person who may do everything.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) actor: Actor,
    _address: Option<Address>,
}

impl World {
    pub(crate) fn new(app: App) -> World {
        World {
            app,
            actor: anybody(),
            _address: None,
        }
    }

    /// One more book on an engine.
    pub(crate) async fn on(engine: Engine) -> World {
        let (address, app) = small_book_on(engine).await;
        World {
            _address: Some(address),
            ..World::new(app)
        }
    }

    /// Founds groups below a commune and returns them in the order of their names.
    pub(crate) async fn found(&self, parent: UnitId, on: Day, names: &str) -> Vec<UnitId> {
        let what = ChangeRequest::Found {
            parent,
            kind: "to-dan-pho".into(),
            names: names.into(),
        };
        // The same in two books: units founded in the same way have the same identity.
        let name = format!("{}{on}{names}", self.app.snapshot().map.uid(parent));
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
        self.change_as(id, on, what).await;
        let snapshot = self.app.snapshot();
        let row = snapshot.changes.iter().find(|c| c.change.id == id).unwrap();
        row.change.creates.iter().map(|n| n.id).collect()
    }

    /// Merges communes into a new one.
    pub(crate) async fn merge(&self, units: &[UnitId], name: &str, on: Day) -> (Uuid, UnitId) {
        let what = merge_as(units, name, &self.app);
        let id = self.change(on, what).await;
        (id, self.begun(id))
    }

    /// The first unit that a change created.
    pub(crate) fn begun(&self, change: Uuid) -> UnitId {
        let snapshot = self.app.snapshot();
        let row = snapshot.changes.iter().find(|c| c.change.id == change).unwrap();
        row.change.creates[0].id
    }

    pub(crate) async fn change(&self, on: Day, what: ChangeRequest) -> Uuid {
        self.change_as(Uuid::now_v7(), on, what).await
    }

    pub(crate) async fn change_as(&self, id: Uuid, on: Day, what: ChangeRequest) -> Uuid {
        let form = Form { id, ..form(on, what) };
        let done = self
            .app
            .by(&self.actor)
            .units()
            .record_change(&form, &Choices::default())
            .await;
        done.unwrap_or_else(|e| panic!("{form:?}: {e:?}"))
    }

    pub(crate) async fn undo(&self, change: Uuid, choices: &Choices) {
        let done = self
            .app
            .by(&self.actor)
            .units()
            .undo_change(change, "Nhập nhầm", choices)
            .await;
        done.unwrap_or_else(|e| panic!("undo: {e:?}"));
    }

    pub(crate) async fn outreach(&self, unit: UnitId, on: Day, amount: &str) -> Uuid {
        self.record(Uuid::now_v7(), OUTREACH, unit, on, amount)
            .await
            .unwrap()
    }

    pub(crate) async fn households(&self, unit: UnitId, on: Day, amount: &str) -> Uuid {
        self.record(Uuid::now_v7(), RESIDENTS, unit, on, amount)
            .await
            .unwrap()
    }

    pub(crate) async fn record(
        &self,
        id: Uuid,
        register: &str,
        unit: UnitId,
        on: Day,
        amount: &str,
    ) -> Result<Uuid, EntryError> {
        let draft = draft(id, register, unit, on, amount);
        self.app
            .by(&self.actor)
            .entries()
            .record(&draft)
            .await
            .map(|r| r.id)
    }

    /// Corrects an entry as it stands to another amount, or voids it.
    pub(crate) async fn correct(&self, id: Uuid, amount: Option<&str>) {
        let row = self.app.store.entry(id).await.unwrap().unwrap();
        let register = self
            .app
            .snapshot()
            .register_code(row.register)
            .unwrap()
            .to_owned();
        let (unit, on) = (row.unit, row.day);
        let draft = Draft {
            seen: Some(row.rev.into()),
            why: "Đếm lại".into(),
            state: Some(if amount.is_some() {
                State::Final
            } else {
                State::Voided
            }),
            ..draft(id, &register, unit, on, amount.unwrap_or_default())
        };
        let done = self.app.by(&self.actor).entries().record(&draft).await;
        done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
    }

    /// Corrects an entry to another unit and amount.
    pub(crate) async fn moves(&self, id: Uuid, unit: UnitId, amount: &str) {
        let row = self.app.store.entry(id).await.unwrap().unwrap();
        let register = self
            .app
            .snapshot()
            .register_code(row.register)
            .unwrap()
            .to_owned();
        let draft = Draft {
            seen: Some(row.rev.into()),
            why: "Ghi nhầm đơn vị".into(),
            state: Some(State::Final),
            ..draft(id, &register, unit, row.day, amount)
        };
        let done = self.app.by(&self.actor).entries().record(&draft).await;
        done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
    }

    /// Removes the postings of an entry although it still states its level, as a fault in the program once did.
    pub(crate) async fn loses(&self, id: Uuid) {
        let posted = self.app.store.postings_of(id).await.unwrap();
        let back = |p: dienhong_store::entries::PostingRow| PostingWrite {
            amount: -p.amount,
            w: -p.w,
            ..PostingWrite::from(&p)
        };
        let lines = posted.into_iter().map(back).collect();
        let batch = Batch::new(0, self.app.now()).postings(id, 0, 9, lines);
        self.app.store.write(batch).await.unwrap();
    }

    /// Sends entries of units, or single entries, elsewhere; `map` has all these units.
    pub(crate) fn sent(
        &self,
        map: &UnitMap,
        units: &[(UnitId, UnitId)],
        entries: &[(Uuid, UnitId)],
    ) -> Choices {
        let uid = |unit: &UnitId| match self.app.snapshot().map.get(*unit) {
            Some(unit) => unit.uid,
            None => map.uid(*unit),
        };
        Choices {
            units: units.iter().map(|(from, to)| (uid(from), uid(to))).collect(),
            entries: entries.iter().map(|(id, to)| (*id, uid(to))).collect(),
            ..Choices::default()
        }
    }

    /// Records a change of another book, in which units have other numbers.
    pub(crate) async fn retell(&self, theirs: &UnitMap, mut change: Change) {
        let (_, highest) = self.app.store.change_numbers().await.unwrap();
        let ours = self.app.snapshot();
        let mut numbers: BTreeMap<UnitId, UnitId> = BTreeMap::new();
        for (n, new) in (1..).zip(&mut change.creates) {
            numbers.insert(new.id, UnitId(highest + n));
            new.id = UnitId(highest + n);
        }
        let number = |unit: &mut UnitId| {
            *unit = match numbers.get(unit) {
                Some(new) => *new,
                None => ours.map.by_uid(theirs.uid(*unit)).unwrap(),
            };
        };
        change.ends.iter_mut().for_each(number);
        change
            .creates
            .iter_mut()
            .flat_map(|n| &mut n.parent)
            .for_each(number);
        change.sets.iter_mut().for_each(|s| number(&mut s.unit));
        change
            .sets
            .iter_mut()
            .flat_map(|s| &mut s.parent)
            .for_each(number);
        change.parts.iter_mut().for_each(|p| {
            number(&mut p.from);
            number(&mut p.to);
        });
        let done = self
            .app
            .by(&self.actor)
            .units()
            .record_made(&change, &Choices::default())
            .await;
        done.unwrap_or_else(|e| panic!("{change:?}: {e:?}"));
    }

    /// A figure of 2026.
    pub(crate) async fn figure(&self, measure: &str, unit: UnitId, lens: Lens) -> (i64, bool) {
        let q = Question {
            unit,
            period: year(),
            lens,
        };
        let (_, figure) = self
            .app
            .by(&self.actor)
            .totals()
            .figure(measure, q)
            .await
            .unwrap();
        (figure.sums.amount, figure.is_undivided())
    }

    /// A unit's totals as files: CSV and XLSX.
    pub(crate) async fn handed_over(&self, unit: UnitId, period: Period, lens: Lens) -> (Vec<u8>, Vec<u8>) {
        let snapshot = self.app.snapshot();
        let question = Question { unit, period, lens };
        let totals = self.app.by(&self.actor).totals().read(question).await;
        let totals = totals.unwrap_or_else(|e| panic!("{question:?}: {e:?}"));
        let table = totals_table(&snapshot.map, &totals, Locale::Vi);
        (to_csv(&table), to_xlsx(&[table]).unwrap())
    }

    /// The files of the whole map, by the identity of units: as it was, today, and on a day in between.
    pub(crate) async fn everything(&self) -> BTreeMap<String, (Vec<u8>, Vec<u8>)> {
        let snapshot = self.app.snapshot();
        let mut all = BTreeMap::new();
        let half = Period::new(at(3, 10), at(8, 20)).unwrap();
        let readings = [
            (Lens::AsItWas, year()),
            (Lens::At(self.app.today()), year()),
            (Lens::At(at(5, 15)), half),
        ];
        for unit in snapshot.map.units() {
            for (lens, period) in readings {
                let name = urls::totals(unit.uid, period, lens);
                all.insert(name, self.handed_over(unit.id, period, lens).await);
            }
        }
        all
    }

    /// The recount agrees with the roll-ups everywhere, and the chain of the change log is intact.
    pub(crate) async fn agrees(&self) {
        for home in self.app.store.homes().await.unwrap() {
            assert_eq!(
                self.app.store.recount_home(home).await.unwrap(),
                vec![],
                "home {home}"
            );
            let astray = self.app.unattended().checks().levels_astray(UnitId(home)).await;
            assert_eq!(astray.unwrap(), vec![], "levels of home {home}");
        }
        let log = self.app.store.verify_log().await.unwrap();
        assert!(
            matches!(log, dienhong_store::log::ChainCheck::Whole { .. }),
            "{log:?}"
        );
    }

    /// The page of the units below shows for each unit the same as its own page, on every map.
    pub(crate) async fn parts_agree(&self) {
        let snapshot = self.app.snapshot();
        let half = Period::new(at(3, 10), at(8, 20)).unwrap();
        let readings = [
            (Lens::AsItWas, year()),
            (Lens::At(self.app.today()), year()),
            (Lens::At(at(5, 15)), half),
        ];
        let codes = ["luot-tuyen-truyen", "buoi-tuyen-truyen", "ho"];
        for (unit, (lens, period)) in snapshot.map.units().flat_map(|u| readings.map(|r| (u.id, r))) {
            let q = Question { unit, period, lens };
            let below = self.app.unattended().totals().units_below(q);
            let mut measures = self.app.unattended().totals().measures_below(unit);
            measures.retain(|m| codes.contains(&m.code.as_str()));
            let rows = self
                .app
                .by(&self.actor)
                .totals()
                .figures_below(q, &measures, &below)
                .await
                .unwrap();
            assert_eq!(rows.len(), below.len(), "{q:?}");
            for row in rows {
                for measure in &measures {
                    let q = Question { unit: row.unit, ..q };
                    let (_, alone) = self
                        .app
                        .by(&self.actor)
                        .totals()
                        .figure(&measure.code, q)
                        .await
                        .unwrap();
                    let here = row.figures.get(&measure.code).copied().unwrap_or_default();
                    assert_eq!(here, alone, "{} of {:?}", measure.code, q);
                }
            }
            self.rows_are_the_total(q, &measures).await;
        }
    }

    /// Rows of units, what the unit recorded itself and what nobody divided add up to the total, in figures and in the
    /// sheet.
    async fn rows_are_the_total(&self, q: Question, measures: &[Measure]) {
        let found = self
            .app
            .by(&self.actor)
            .totals()
            .breakdown(q, measures)
            .await
            .unwrap();
        if found.rows.is_empty() {
            return;
        }
        let table = below_table(&self.app.snapshot().map, q, measures, &found, Locale::Vi);
        for measure in measures {
            let steps =
                |figures: &HashMap<String, Figure>| figures.get(&measure.code).map_or(0, |f| f.sums.amount);
            let below: i64 = found.rows.iter().map(|row| steps(&row.figures)).sum();
            let rest: i64 = found.rest.iter().map(|row| steps(&row.figures)).sum();
            let total = steps(&found.whole);
            assert_eq!(below + rest, total, "{} of {q:?}: {:?}", measure.code, found.rest);
            let cells = table
                .rows
                .iter()
                .filter(|row| matches!(&row[1], Cell::Text(code) if *code == measure.code));
            let mut cells: Vec<i64> = cells
                .filter_map(|row| match row[4] {
                    Cell::Number { steps, .. } => Some(steps),
                    _ => None,
                })
                .collect();
            let last = cells.pop().unwrap_or_default();
            assert_eq!(
                (cells.iter().sum::<i64>(), last),
                (total, total),
                "{} of {q:?}",
                measure.code
            );
        }
        let is_estimated = found
            .rows
            .iter()
            .flat_map(|row| row.figures.values())
            .any(|f| f.estimated);
        let rounded = found.rest.iter().find(|row| row.kind == RestKind::Rounded);
        assert!(
            is_estimated || rounded.is_none(),
            "nothing was shared out in {q:?}: {rounded:?}"
        );
    }

    pub(crate) async fn refused(&self, on: &str, what: ChangeRequest) -> Vec<Wrong> {
        let form = Form {
            day: on.into(),
            ..form(at(1, 1), what)
        };
        let plan = self.app.by(&self.actor).units().plan_change(&form).await;
        match plan {
            Err(UnitError::Mistakes(found)) => found.into_iter().map(|m| m.what).collect(),
            other => panic!("{form:?}: {:?}", other.map(|p| p.change)),
        }
    }
}

pub(crate) fn at(month: u32, day: u32) -> Day {
    dienhong_app::testing::day(month, day)
}

pub(crate) fn year() -> Period {
    Period::new(at(1, 1), at(12, 31)).unwrap()
}

pub(crate) fn typed(day: Day) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year())
}

pub(crate) fn form(on: Day, what: ChangeRequest) -> Form {
    Form {
        id: Uuid::now_v7(),
        day: typed(on),
        reference: "Nghị quyết số 12/NQ-HĐND".into(),
        what,
    }
}

/// A merge into a new phường; groups with conflicting names get the proposed ones.
pub(crate) fn merge_as(units: &[UnitId], name: &str, app: &App) -> ChangeRequest {
    let snapshot = app.snapshot();
    let mut names = BTreeMap::new();
    for unit in units {
        for group in snapshot.map.children_ever(*unit) {
            let span = snapshot.map.get(group).unwrap().last();
            let home = &snapshot.map.get(*unit).unwrap().last().name;
            if span.parent == Some(*unit) && !span.name.contains("cũ") {
                names.insert(group, format!("{} ({home} cũ)", span.name));
            }
        }
    }
    ChangeRequest::Merge {
        units: units.to_vec(),
        into: Destination::New {
            name: name.into(),
            kind: "phuong".into(),
            code: String::new(),
        },
        names,
    }
}

fn draft(id: Uuid, register: &str, unit: UnitId, on: Day, amount: &str) -> Draft {
    let fields: &[(&str, &str)] = match register {
        OUTREACH => &[
            ("hinh-thuc", "sinh-hoat-to"),
            ("noi-dung", "to-giac"),
            ("luot", amount),
        ],
        _ => &[("so-ho", amount)],
    };
    Draft {
        id,
        register: register.into(),
        unit: Some(unit),
        day: typed(on),
        fields: fields
            .iter()
            .map(|(k, v)| (k.to_string(), vec![v.to_string()]))
            .collect(),
        state: Some(State::Final),
        ..Draft::default()
    }
}

/// Another book on the same engine.
pub(crate) async fn another(world: &World) -> World {
    World::on(world.app.store.engine()).await
}

/// Compares all files of two books, and says where they differ.
pub(crate) fn same(one: &BTreeMap<String, (Vec<u8>, Vec<u8>)>, two: &BTreeMap<String, (Vec<u8>, Vec<u8>)>) {
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, (csv, xlsx)) in one {
        let (other, other_xlsx) = &two[name];
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(csv), text(other), "{name}");
        assert!(xlsx == other_xlsx, "XLSX of {name}");
    }
}

/// A split into new units of the same kind.
pub(crate) fn split(unit: UnitId, heirs: &[&str], places: &[(UnitId, usize)]) -> ChangeRequest {
    let heir = |name: &&str| Heir {
        name: name.to_string(),
        ..Heir::default()
    };
    ChangeRequest::Split {
        unit,
        heirs: heirs.iter().map(heir).collect(),
        places: places.iter().copied().collect(),
        names: BTreeMap::new(),
    }
}
