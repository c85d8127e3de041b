//! Lines of the change log for a reader, against what a walk over the whole log finds.

use dienhong_store::log::LogRow;
use dienhong_store::people::LogFilter;
use dienhong_store::testing::both;
use dienhong_store::{Batch, Store};
use uuid::Uuid;

const ACTS: [&str; 3] = ["entries.write", "people.appoint", "units.undo"];

async fn written(store: &Store) {
    for n in 0..120i64 {
        let act = ACTS[n as usize % ACTS.len()];
        let home = [1, 2, 3, 0, 2, 9, 2][n as usize % 7];
        let batch = Batch::new(n % 4, n * 10).log(home, act, Uuid::nil(), "{}".to_owned());
        store.write(batch).await.expect("written");
    }
}

/// What a walk over all lines gives; of the installation's own lines those by the program, as nobody is appointed.
fn expected(all: &[LogRow], filter: &LogFilter) -> Vec<i64> {
    let is_of = |row: &LogRow| match &filter.homes {
        None => true,
        Some(homes) => {
            let is_own = !filter.installation_of.is_empty() && row.home.0 == 0 && row.author == 0;
            homes.contains(&row.home.0) || is_own
        }
    };
    let fits = |row: &&LogRow| {
        is_of(row)
            && row.seq < filter.before
            && (filter.from..filter.to).contains(&row.at)
            && row.act.starts_with(&filter.act)
            && filter.author.is_none_or(|author| author == row.author)
    };
    let found = all.iter().filter(fits).map(|row| row.seq);
    found.take(filter.most as usize).collect()
}

#[tokio::test]
async fn lines_of_a_reader_are_those_that_a_walk_finds() {
    both(|store| async move {
        written(&store).await;
        let all = store.log(None, i64::MAX, 10_000).await.expect("the log");
        let scopes = [
            None,
            Some(vec![]),
            Some(vec![2]),
            Some(vec![1, 2, 3]),
            Some(vec![9, 77]),
        ];
        for homes in scopes {
            for installation_of in [vec![], vec![2]] {
                for (act, author, most) in [
                    ("", None, 7),
                    ("people.", None, 5),
                    ("", Some(2), 500),
                    ("", None, 500),
                ] {
                    for (before, from, to) in [
                        (i64::MAX, i64::MIN, i64::MAX),
                        (60, i64::MIN, i64::MAX),
                        (i64::MAX, 200, 700),
                    ] {
                        let filter = LogFilter {
                            homes: homes.clone(),
                            installation_of: installation_of.clone(),
                            before,
                            most,
                            act: act.to_owned(),
                            author,
                            from,
                            to,
                        };
                        let rows = store.log_lines(&filter).await.expect("lines");
                        let found: Vec<i64> = rows.iter().map(|row| row.seq).collect();
                        assert_eq!(found, expected(&all, &filter), "{filter:?}");
                    }
                }
            }
        }
    })
    .await;
}
