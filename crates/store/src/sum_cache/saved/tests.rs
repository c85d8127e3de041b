use super::super::tests::{amount, one, read};
use super::*;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use std::path::Path;

fn some_cells() -> impl Strategy<Value = Cells> {
    let sums = (any::<i64>(), -9..9i64, -9..9i64, -9..9i64, 1..99i64);
    let sums = sums.prop_map(|(amount, at_least, at_most, about, lines)| Sums {
        amount,
        at_least,
        at_most,
        about,
        lines,
    });
    let cells = btree_map((any::<i32>(), any::<i32>(), 0..13u32), sums, 0..20);
    cells.prop_map(|cells| Cells(cells.into_iter().collect()))
}

fn some_part() -> impl Strategy<Value = Part> {
    prop_oneof![
        any::<i32>().prop_map(Part::Year),
        (any::<i32>(), any::<i32>()).prop_map(|(first, last)| Part::Days(first, last)),
        any::<i32>().prop_map(Part::UnitsOfYear),
        (any::<i32>(), any::<i32>()).prop_map(|(first, last)| Part::UnitsOfDays(first, last)),
    ]
}

fn some_pool() -> impl Strategy<Value = SavedPool> {
    let blocks = btree_map(some_part(), (btree_set(any::<i32>(), 0..9), some_cells()), 0..4);
    (vec(any::<i32>(), 0..20), blocks).prop_map(|(homes, blocks)| {
        let block = |(part, (measures, cells)): (Part, (BTreeSet<i32>, Cells))| SavedBlock {
            part,
            measures: measures.into_iter().collect(),
            cells: Arc::new(cells),
        };
        SavedPool {
            homes: homes.into(),
            blocks: blocks.into_iter().map(block).collect(),
        }
    })
}

/// Reads bytes as content and as what stands under the digest; what reads back is taken up.
fn run(bytes: &[u8]) {
    for found in [opened(bytes), pools(bytes)].into_iter().flatten() {
        let cache = SumCache::default();
        cache.take_up(7, found);
        let kept = cache.kept();
        let cells = kept.pools.values().flat_map(|pool| {
            let blocks = pool.blocks.values().map(|block| block.cells.0.len());
            blocks.chain([pool.homes.len()])
        });
        assert_eq!(kept.cells, cells.sum::<usize>());
    }
}

#[test]
fn the_kept_corpus_stops_nothing() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut count = 0;
    for file in std::fs::read_dir(&folder)?.flatten() {
        run(&std::fs::read(file.path())?);
        count += 1;
    }
    assert!(count >= 8, "{count}");
    let good = opened(&std::fs::read(folder.join("good.sums"))?);
    assert!(good.is_some_and(|pools| pools.len() == 1 && pools[0].blocks.len() == 2));
    Ok(())
}

#[test]
fn what_was_used_last_is_saved_first_and_no_more_than_there_is_room_for() {
    let all = |count: i32| {
        let one = |measure| {
            (
                (0, measure, 1),
                Sums {
                    amount: i64::MAX,
                    lines: 1,
                    ..Sums::default()
                },
            )
        };
        Arc::new(Cells((0..count).map(one).collect()))
    };
    let pool = |home: i32| SavedPool {
        homes: [home].into(),
        blocks: vec![SavedBlock {
            part: Part::Year(2024),
            measures: (0..10_000).collect(),
            cells: all(10_000),
        }],
    };
    let pools: Vec<SavedPool> = (0..60).map(pool).collect();
    let content = sealed(&pools);
    assert!(content.len() <= MOST_BYTES && content.len() > MOST_BYTES / 2);
    let found = opened(&content).unwrap_or_default();
    assert!(!found.is_empty() && pools.starts_with(&found));
}

#[test]
fn it_is_saved_again_only_when_something_changed() {
    let (cache, year) = (SumCache::default(), Part::Year(2024));
    assert!(cache.to_save().is_none(), "nothing is cached");
    cache.keep(vec![read(&[1], year, 0, 5)]);
    assert!(cache.to_save().is_some());
    assert!(cache.to_save().is_none());
    cache.end(Some((0, 1)), vec![one(1, 20240310, 5)], true);
    assert_eq!(cache.to_save().map(|(line, _)| line), Some(1));
    assert!(cache.to_save().is_none());
    cache.keep(vec![read(&[2], year, 1, 5)]);
    let Some((line, saved)) = cache.to_save() else {
        unreachable!("a block was added");
    };
    // Another process goes on from it.
    let other = SumCache::default();
    other.take_up(line, saved);
    assert!(other.to_save().is_none());
    other.end(Some((1, 2)), vec![one(1, 20240310, 100)], true);
    assert_eq!(amount(&other, &[1], year), Some(110));
    assert_eq!(amount(&other, &[2], year), Some(5));
}

proptest! {
    #[test]
    fn pools_read_back_as_saved(saved in vec(some_pool(), 0..5)) {
        let content = sealed(&saved);
        run(&content);
        prop_assert_eq!(opened(&content), Some(saved));
    }

    #[test]
    fn foreign_bytes_stop_nothing(bytes in vec(any::<u8>(), 0..300)) {
        run(&bytes);
    }

    #[test]
    fn a_changed_byte_is_noticed(saved in vec(some_pool(), 1..3), at: prop::sample::Index, by in 1..=255u8) {
        let mut content = sealed(&saved);
        let at = at.index(content.len());
        content[at] ^= by;
        prop_assert_eq!(opened(&content), None);
        run(&content);
        run(&content[SEAL..]);
    }
}
