//! Random histories: entries, corrections and changes of the map in any order, some changes undone. The result must
//! equal a book in which the undone changes never happened and every entry was recorded where it is now.

use super::world::*;
use dienhong_app::testing::*;
use dienhong_app::units::{ChangeRequest, Choices, Destination, Rehoming, UnitError, parse_lines};
use dienhong_domain::entries::State;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId, UnitMap};
use dienhong_store::Engine;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Histories on each engine; DIENHONG_CASES sets another number.
const CASES: u32 = 4;
const STEPS: usize = 36;

/// Numbers that decide everything; zeros after the last one.
struct Tape(std::vec::IntoIter<u32>);

impl Tape {
    fn below(&mut self, most: usize) -> usize {
        self.0.next().unwrap_or(0) as usize % most.max(1)
    }
    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len());
        from.get(at).copied()
    }
    fn day(&mut self, first: u32, last: u32) -> Day {
        let months = (last - first + 1) as usize;
        at(first + self.below(months) as u32, 1 + self.below(28) as u32)
    }
}

#[tokio::test]
async fn what_was_undone_leaves_no_trace_in_figures() {
    let cases = std::env::var("DIENHONG_CASES").ok().and_then(|c| c.parse().ok());
    both_small_books(|snapshot| async move {
        let engine = snapshot.store.engine();
        let seed: Vec<u8> = (0..32).collect();
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let tapes = proptest::collection::vec(0u32..1_000_000, STEPS * 8);
        // A history takes seconds, on PostgreSQL more of them.
        let few = if engine == Engine::Sqlite {
            CASES
        } else {
            CASES / 2
        };
        let mut all = Told::default();
        for case in 0..cases.unwrap_or(few) {
            let tape = tapes.new_tree(&mut runner).unwrap().current();
            let told = history(tape, engine).await;
            println!("{engine:?} {case}: {told:?}");
            all.undone += told.undone;
            all.rehomed += told.rehomed;
        }
        assert!(
            all.undone > 0 && all.rehomed > 0,
            "histories that try something: {all:?}"
        );
    })
    .await;
}

/// What happened in a history.
#[derive(Debug, Default)]
struct Told {
    entries: usize,
    changes: usize,
    undone: usize,
    rehomed: usize,
}

async fn history(tape: Vec<u32>, engine: Engine) -> Told {
    let mut tape = Tape(tape.into_iter());
    let world = World::on(engine).await;
    let mut told = Told::default();
    let mut entries: Vec<Uuid> = Vec::new();
    for commune in [DIEN_HONG, HOI_THUONG, AN_PHU] {
        world.found(commune, at(1, 1), "1-3").await;
    }
    for step in 0..STEPS {
        match tape.below(10) {
            0..=4 => record(&world, &mut tape, &mut entries, &mut told).await,
            5 => {
                let Some(id) = tape.pick(&entries) else { continue };
                let amount = (1 + tape.below(500)).to_string();
                let row = world.app.store.entry(id).await.unwrap().unwrap();
                if row.state == State::Final {
                    world
                        .correct(id, Some(&amount).filter(|_| step % 5 > 0).map(String::as_str))
                        .await;
                }
            }
            6..=8 => change(&world, &mut tape, &mut told).await,
            _ => undo(&world, &mut tape, &mut told).await,
        }
    }
    // Some histories end with most undone, some stay as they are.
    if tape.below(2) > 0 {
        for _ in 0..20 {
            undo(&world, &mut tape, &mut told).await;
        }
    }
    world.agrees().await;
    world.parts_agree().await;
    let plain = World::on(engine).await;
    retell(&world, &plain, &entries).await;
    assert_eq!(shape(&world), shape(&plain));
    same(&world.everything().await, &plain.everything().await);
    told
}

async fn record(world: &World, tape: &mut Tape, entries: &mut Vec<Uuid>, told: &mut Told) {
    let day = tape.day(1, 11);
    let snapshot = world.app.snapshot();
    let Some(unit) = tape.pick(&units(&snapshot.map, day, &[Level::Group, Level::Commune])) else {
        return;
    };
    let communes = units(&snapshot.map, day, &[Level::Commune]);
    let unit = tape
        .pick(&communes)
        .filter(|_| tape.below(2) == 0)
        .unwrap_or(unit);
    let is_group = snapshot.map.level(unit) == Some(Level::Group);
    let register = if is_group && tape.below(3) == 0 {
        RESIDENTS
    } else {
        OUTREACH
    };
    let bound = tape.pick(&["", "", "hơn ", "khoảng ", "không quá "]).unwrap();
    let amount = format!("{bound}{}", 1 + tape.below(500));
    let id = Uuid::now_v7();
    world.record(id, register, unit, day, &amount).await.unwrap();
    entries.push(id);
    told.entries += 1;
}

fn units(map: &UnitMap, day: Day, levels: &[Level]) -> Vec<UnitId> {
    let fits = |u: &UnitId| map.level(*u).is_some_and(|l| levels.contains(&l));
    let living = map.units().filter(|u| u.at(day).is_some());
    living.map(|u| u.id).filter(fits).collect()
}

/// Tries a random change; what is refused changes nothing.
async fn change(world: &World, tape: &mut Tape, told: &mut Told) {
    let day = tape.day(2, 8);
    let snapshot = world.app.snapshot();
    let communes = units(&snapshot.map, day, &[Level::Commune]);
    let groups = units(&snapshot.map, day, &[Level::Group]);
    let (one, two) = (tape.pick(&communes), tape.pick(&communes));
    let (Some(one), Some(two), Some(group)) = (one, two, tape.pick(&groups)) else {
        return;
    };
    let below = snapshot.map.children(one, day);
    let name = format!("Mới {}", snapshot.changes.len());
    let what = match tape.below(8) {
        0 => ChangeRequest::Found {
            parent: one,
            kind: "thon".into(),
            names: name,
        },
        1 => ChangeRequest::Rename {
            unit: tape.pick(&[one, group]).unwrap(),
            name,
            kind: String::new(),
            code: String::new(),
        },
        2 => ChangeRequest::Transfer {
            units: vec![group],
            to: Some(one),
            names: [(group, name)].into(),
        },
        3 => merge_as(&[one, two], &name, &world.app),
        4 => {
            let mut what = merge_as(&[one], "", &world.app);
            if let ChangeRequest::Merge { into, .. } = &mut what {
                *into = Destination::Existing(two);
            }
            what
        }
        5 => {
            let places: Vec<(UnitId, usize)> = below.iter().map(|g| (*g, tape.below(2))).collect();
            split(one, &[&name, &format!("{name}B")], &places)
        }
        6 => ChangeRequest::End { units: vec![group] },
        _ => ChangeRequest::Reform {
            commune: one,
            kind: "khu-pho".into(),
            rows: parse_lines(&table(&snapshot.map, &below, day, tape)),
        },
    };
    let form = form(day, what);
    let Ok(plan) = world.app.by(&world.actor).units().plan_change(&form).await else {
        return;
    };
    let choices = choose(world, (&plan.after, &plan.rehoming), tape, told);
    match world
        .app
        .by(&world.actor)
        .units()
        .record_change(&form, &choices)
        .await
    {
        Ok(_) => told.changes += 1,
        // There may be no place for an entry of an ended group: the person must undo or void first.
        Err(UnitError::Mistakes(found)) => assert!(!found.is_empty()),
        Err(other) => panic!("{form:?}: {other:?}"),
    }
}

/// Each group continues, joins its neighbour, or becomes two with known or unknown shares.
fn table(map: &UnitMap, groups: &[UnitId], day: Day, tape: &mut Tape) -> String {
    let mut lines = Vec::new();
    for (n, group) in groups.iter().enumerate() {
        let old = map.label(*group, day, "vi");
        match tape.below(4) {
            0 => lines.push(format!("{old} | K{n}")),
            1 => lines.push(format!("{old} | K{}", n / 2)),
            2 => lines.push(format!("{old} | K{n}A | 40 | Đề án\n{old} | K{n}B | 60")),
            _ => lines.push(format!("{old} | K{n}A\n{old} | K{n}B")),
        }
    }
    lines.join("\n")
}

fn choose(
    world: &World,
    (after, rehoming): (&UnitMap, &Rehoming),
    tape: &mut Tape,
    told: &mut Told,
) -> Choices {
    let mut choices = Choices::default();
    told.rehomed += rehoming.follow.len();
    let snapshot = world.app.snapshot();
    for asked in &rehoming.ask {
        for entry in &asked.entries {
            let Some(unit) = tape.pick(&asked.options) else {
                continue;
            };
            // A stock of a group is not stated for its commune as well: the person would have to void it first.
            let is_stock = snapshot.register_code(entry.register) == Some(RESIDENTS);
            let is_above = after.level(unit) == Some(Level::Commune);
            let goes_up = is_stock && is_above;
            // Of several predecessors, each one's level remains its own part of the heir's; that cannot be recorded in
            // another book.
            let is_part = is_stock && after.predecessors(unit).len() > 1;
            if !goes_up && !is_part {
                choices.entries.insert(entry.id, after.uid(unit));
                told.rehomed += 1;
            }
        }
    }
    choices
}

/// Undoes a random change on which no other depends.
async fn undo(world: &World, tape: &mut Tape, told: &mut Told) {
    let snapshot = world.app.snapshot();
    let standing: Vec<Uuid> = snapshot
        .changes
        .iter()
        .skip(3)
        .filter(|c| c.undone.is_none())
        .map(|c| c.change.id)
        .collect();
    let Some(id) = tape.pick(&standing) else { return };
    match world.app.by(&world.actor).units().plan_undo(id).await {
        Ok(plan) => {
            let choices = choose(world, (&plan.after, &plan.rehoming), tape, told);
            match world
                .app
                .by(&world.actor)
                .units()
                .undo_change(id, "Nhập nhầm", &choices)
                .await
            {
                Ok(()) => told.undone += 1,
                Err(UnitError::Mistakes(_)) => {}
                Err(other) => panic!("{:?}: {other:?}", plan.change),
            }
        }
        Err(UnitError::DependedOn(_)) => {}
        Err(other) => panic!("{other:?}"),
    }
}

/// Records in a new book the changes in force, in their order, then every entry as it is.
async fn retell(world: &World, plain: &World, entries: &[Uuid]) {
    let snapshot = world.app.snapshot();
    for commune in [DIEN_HONG, HOI_THUONG, AN_PHU] {
        plain.found(commune, at(1, 1), "1-3").await;
    }
    for row in snapshot.changes.iter().skip(3).filter(|c| c.undone.is_none()) {
        plain
            .retell(&snapshot.map, Arc::unwrap_or_clone(row.change.clone()))
            .await;
    }
    for id in entries {
        let row = world.app.store.entry(*id).await.unwrap().unwrap();
        if row.state != State::Final {
            continue;
        }
        let uid = snapshot.map.uid(row.unit);
        let unit = plain.app.snapshot().map.by_uid(uid).unwrap();
        let view = world
            .app
            .by(&world.actor)
            .entries()
            .find(*id, dienhong_i18n::Locale::Vi)
            .await
            .unwrap();
        let typed = view.typed();
        let field = if view.register == OUTREACH {
            "luot"
        } else {
            "so-ho"
        };
        let amount = typed[field][0].clone();
        let bound = typed.get(&format!("{field}.bound")).map_or("", |b| b[0].as_str());
        let bound = match bound {
            "at-least" => "hơn ",
            "about" => "khoảng ",
            "at-most" => "không quá ",
            _ => "",
        };
        let day = row.day;
        plain
            .record(*id, &view.register, unit, day, &format!("{bound}{amount}"))
            .await
            .unwrap();
    }
}

/// The map by identities: every span of every unit.
fn shape(world: &World) -> BTreeMap<Uuid, Vec<String>> {
    let snapshot = world.app.snapshot();
    let span = |s: &dienhong_domain::units::Span| {
        let parent = s.parent.map(|p| snapshot.map.uid(p));
        format!(
            "{} {} {} {} {parent:?} {:?}",
            s.from, s.to, s.kind, s.name, s.code
        )
    };
    let units = snapshot.map.units();
    units
        .map(|u| (u.uid, u.spans.iter().map(span).collect()))
        .collect()
}
